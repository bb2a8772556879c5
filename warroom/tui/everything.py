"""All that a console ever needs, in memory: for a process that consoles are forked from.

What is here before the fork costs memory once, and time never; what a fork has to bring itself, it pays for each time.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from warroom.tui.main import prepare

_LATE: Final = (
    "json", "rich._unicode_data.unicode17-0-0", "textual.drivers.headless_driver", "textual.drivers.linux_driver",
    "textual.layouts.factory", "textual.layouts.horizontal", "textual.layouts.stream", "textual.pilot",
)  # fmt: skip
"""What Textual imports in the middle of a start, and always does."""


def bring() -> None:
    """Import it all."""
    prepare()
    import warroom.tui as screens  # noqa: PLC0415 - after the environment is set

    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    for name in _LATE:
        with contextlib.suppress(ModuleNotFoundError):  # not ours: another release may have other parts
            importlib.import_module(name)


def rehearse() -> None:
    """Lay a console out once, for nobody: its style sheets and caches are in memory then. Its loop ends with it."""
    from warroom.tui.spare import SpareConsole  # noqa: PLC0415 - see bring()

    @asynccontextmanager
    async def nowhere() -> AsyncIterator[Any]:
        await asyncio.Event().wait()  # the exit ends it
        yield

    console = SpareConsole(nowhere, ready=lambda: console.exit(0))
    console.run(headless=True, size=(120, 40))
