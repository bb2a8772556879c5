"""Doors: the ways into a room other than the machine's own terminal."""
