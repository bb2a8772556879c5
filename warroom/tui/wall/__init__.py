"""The wall: what a whole room reads from four metres. Nothing can be done here; nothing of it is imported before."""
