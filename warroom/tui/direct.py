"""A screen whose panes are sent at once.

Textual takes what a widget painted through the widget's queue, the screen's queue and a timer, each in a turn of the
loop of its own: a quarter of what an entry costs a console. Panes know which of their cells differ and never ask for
a layout, so their screen can compose and send them in the turn in which they were painted.

Uses private names of Textual's Screen, which is pinned; ``tests/e2e`` would see nothing on the screen without them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

FRAME: Final = 1 / 240
"""Seconds between two frames at least: a burst of changes is one frame."""


class DirectScreen(Screen[None], inherit_bindings=False):
    """The frames of its panes go out without detours."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's word
        super().__init__(id=id)
        self._frame: asyncio.TimerHandle | None = None
        self._sent = 0.0

    def send(self, pane: Widget, regions: Iterable[Region]) -> bool:
        """Send these cells of a pane with the next frame.

        False where only Textual's own way will do: something lies above, or the whole screen is to be painted.
        """
        if self.app.screen is not self or self._repaint_required or self._layout_required:
            return False
        pane._repaint_regions.update(regions)  # noqa: SLF001 - see above
        self._dirty_widgets.add(pane)
        if self._frame is None:
            loop = asyncio.get_running_loop()
            self._frame = loop.call_at(max(self._sent + FRAME, loop.time()), self._send)
        return True

    def _send(self) -> None:
        self._frame, self._sent = None, asyncio.get_running_loop().time()
        if self.is_mounted:
            with self._context():
                self._on_timer_update()
