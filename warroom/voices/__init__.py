"""What leaves the machine on purpose: calling people who are not in the room."""
