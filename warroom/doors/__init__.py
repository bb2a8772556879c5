"""The doors: ways into a room from outside this machine."""
