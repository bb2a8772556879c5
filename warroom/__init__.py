"""The room that a brand's people run a crisis in.

Floors, from the ground up: ``domain`` (what things are), ``config``, ``store`` (where they are kept),
``sources`` (where posts come from), ``analysis`` (what they mean), ``intake`` (bytes to stored mentions),
``record`` (what leaves the room), ``room`` (the living whole), ``tui`` (the screens) and ``cli``.
A floor imports those below it and never one above; import-linter holds that.
"""

__version__ = "0.1.0"
