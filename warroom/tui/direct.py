"""A screen that sends what its panes painted by itself.

A pane knows which of its cells differ, asks for no layout and stands beside the others. Textual's own way does not
know that: a change goes through the widget's queue, the screen's queue and a timer, every widget is composed anew, and
each changed row is sent from its left end. Cells that nothing lies upon are therefore written straight to the
terminal, in the turn of the loop in which they were painted: a fifth of the bytes of a quiet minute, and half the
work of an entry that comes to fifty consoles. Everything else (sheets, the first frame, another size) is Textual's.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final, Protocol

from rich.color import ColorSystem
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from warroom.tui.ink import Pen

FRAME: Final = 1 / 240
"""Seconds between two frames at least: a burst of changes is one frame."""


class Paintable(Protocol):
    """What is sent: a widget with rows that are finished."""

    @property
    def region(self) -> Region:
        """Where it stands."""

    def finished(self, y: int) -> Strip:
        """A row, as the terminal is to have it."""

    def refresh(self, *regions: Region) -> Any:
        """Let Textual do it."""


class DirectScreen(Screen[None], inherit_bindings=False):
    """The panes of this screen call :meth:`send`."""

    focused = Reactive[Widget | None](None, repaint=False)
    """As any screen's; but who gets or loses the keys paints itself, and the rest stays as it is."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - textual's word
        super().__init__(id=id)
        self._changed: dict[Paintable, list[Region]] = {}
        self._frame: asyncio.TimerHandle | None = None
        self._sent = 0.0

    def send(self, pane: Paintable, regions: list[Region]) -> None:
        """Send these cells of a pane, counted from its corner, with the next frame."""
        self._changed.setdefault(pane, []).extend(regions)
        if self._frame is None:
            loop = asyncio.get_running_loop()
            self._frame = loop.call_at(max(self._sent + FRAME, loop.time()), self._send)

    def _send(self) -> None:
        self._frame, self._sent = None, asyncio.get_running_loop().time()
        changed, self._changed = self._changed, {}
        if not self.is_mounted:
            return
        held = self.app._batch_count or self._layout_required or self._repaint_required  # noqa: SLF001 - as for Textual
        plain = self.app.screen is self and not held
        pen = Pen(self.app.console._color_system or ColorSystem.TRUECOLOR)  # noqa: SLF001 - as Textual asks for it
        wrote = False
        for pane, regions in changed.items():
            place = pane.region
            if plain and place and self._nothing_upon(place):
                self._write(pen, pane, place, regions)
                wrote = True
            else:
                pane.refresh(*regions)
        if wrote:
            self.app.put(pen.frame())  # type: ignore[attr-defined]

    def _nothing_upon(self, place: Region) -> bool:
        """Whether only panes stand there: the prompt, a field of the desk and the like are composed by Textual."""
        return not any(
            region.overlaps(place)
            for widget, (region, _) in self._compositor.visible_widgets.items()
            if widget is not self and not hasattr(widget, "finished")
        )

    def _write(self, pen: Pen, pane: Paintable, place: Region, regions: list[Region]) -> None:
        for x, y, cells, _ in dict.fromkeys(regions):
            if y < place.height:
                pen.go(place.x + x, place.y + y)
                pen.write(list(pane.finished(y).crop(x, x + cells)))
