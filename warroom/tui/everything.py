"""All that a console ever needs, in memory: for a process that consoles are forked from.

What is here before the fork costs memory once, and time never; what a fork has to bring itself, it pays for each time.
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from typing import Final

from warroom.tui.main import prepare

_LATE: Final = (
    "json", "rich._unicode_data.unicode17-0-0", "textual.drivers.headless_driver", "textual.drivers.linux_driver",
    "textual.layouts.factory", "textual.layouts.horizontal", "textual.layouts.stream", "textual.pilot",
)  # fmt: skip
"""What Textual imports in the middle of a start, and always does."""


def bring() -> None:
    """Import it all. Runs no event loop."""
    prepare()
    import warroom.tui as screens  # noqa: PLC0415 - after the environment is set

    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    for name in _LATE:
        with contextlib.suppress(ModuleNotFoundError):  # not ours: another release may have other parts
            importlib.import_module(name)
