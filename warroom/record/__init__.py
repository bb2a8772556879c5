"""The record as it leaves the room: for people, for machines, with the proof that nothing was changed."""
