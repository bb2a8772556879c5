"""Where posts come from: one file per network. Start at ``base.py``."""
