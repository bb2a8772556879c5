"""The first run: seven steps from nothing to a room's folder. No screens here; those are in ``tui/setup``."""
