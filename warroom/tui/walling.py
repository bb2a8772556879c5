"""The wall's place in the console: how it opens, what it knows, how it is left. What it shows is in ``wall/``.

``wall/`` is imported when the wall is opened: the first paint of the other views need not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from textual.geometry import Region

from warroom.room.protocol import Room
from warroom.tui.layout import View
from warroom.tui.paint import Row
from warroom.tui.screen import CALM_EVERY
from warroom.tui.task_verbs import TaskVerbs

if TYPE_CHECKING:
    from warroom.tui.wall.watch import Watch

ON_WALL: Final = frozenset({"back", "leave"})
"""The only actions that keys have there."""
_ADVICE_FOR: Final = 20.0
"""Seconds that the advice about the size stands."""


class Walling(TaskVerbs):
    """The screen that can be a wall."""

    wall_handles = False
    """Whether strangers' names are shown there."""
    _before: tuple[View, str, str] | None = None
    """View, zoom and pane to go back to; None when the console was opened as a wall."""
    _watch: Watch | None = None
    _looking: asyncio.Task[None] | None = None
    _advised = False
    _hole: tuple[int, int, int, int] | None = None
    """Where the seconds stand: a small pane of their own above the wall's."""
    _seconds: list[Row] | None = None
    """What stands there; None before the wall was painted at this size."""

    @property
    def on_wall(self) -> bool:
        """Whether the wall is shown."""
        return self.view == "wall"

    def do_view_wall(self) -> None:
        """Show the wall."""
        if not self.on_wall:
            self._before = self.view, self.zoom, self.pane
            self.view, self.zoom = "wall", ""
            self.focus_pane("wall", place=False)
            self.arrange_panes()
            self._enter()

    def do_back(self) -> None:
        """From the wall to where one was; from where it was opened there is nothing to go back to."""
        if not self.on_wall:
            super().do_back()
        elif self._before is not None:
            view, zoom, pane = self._before
            self.view, self.zoom = view, zoom
            self.focus_pane(pane, place=False)
            self.arrange_panes()

    def attach(self, room: Room) -> None:
        """The room is open: show it."""
        super().attach(room)
        if self.on_wall:
            self._enter()

    def _enter(self) -> None:
        """Begin to look at what the wall needs, and say once how large a screen it asks for."""
        if self.room is None:
            return
        self._look()
        if not self._advised:
            from warroom.tui.wall.advice import advice  # noqa: PLC0415 - late
            from warroom.tui.wall.wall import is_large  # noqa: PLC0415 - late

            self._advised = True
            cols, rows = self.app.size
            self.say(advice(rows, dotted=is_large(cols, rows)), seconds=_ADVICE_FOR)

    def say(self, words: str, token: str = "text", *, seconds: float = 6.0) -> None:  # noqa: S107 - a colour token
        """Words on the prompt's row; on the wall, on its last row."""
        super().say(words, token, seconds=seconds)
        self.paint("wall", "seconds")

    def _tick(self) -> None:
        super()._tick()
        if self.on_wall and self._ticks % CALM_EVERY == 0:
            self._look()

    def _look(self) -> None:
        """Look through what came in since the last look, behind the screen."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look_through())

    async def _look_through(self) -> None:
        if await self._seen().look() and self.is_mounted:
            self.paint("wall", "seconds")

    def _seen(self) -> Watch:
        assert self.room is not None
        if self._watch is None:
            from warroom.tui.wall.watch import Watch  # noqa: PLC0415 - late

            self._watch = Watch(self.room, handles=self.wall_handles)
        return self._watch

    def _places(self) -> Mapping[str, Region]:
        places = super()._places()
        self._seconds = None
        if not self.on_wall:
            return places
        from warroom.tui.wall.wall import seconds_place  # noqa: PLC0415 - late

        self._hole = seconds_place(*self.app.size)
        return places if self._hole is None else {**places, "seconds": Region(*self._hole)}

    def _paint_seconds(self, cells: int, rows: int) -> list[Row]:
        del cells, rows
        if self._seconds is None:
            self._paint_wall(*self.app.size)
        return self._seconds or []

    def _paint_wall(self, cells: int, rows: int) -> list[Row]:
        from warroom.tui.wall.wall import cut_out  # noqa: PLC0415 - late

        painted = self._whole_wall(cells, rows)
        if self._hole is None:
            return painted
        painted, self._seconds = cut_out(painted, self._hole)
        return painted

    def _whole_wall(self, cells: int, rows: int) -> list[Row]:
        from warroom.tui.wall.wall import Edge, waiting, wall  # noqa: PLC0415 - late

        if self.room is None:
            return waiting(cells, rows)
        key = self.keymap.key_of("leave" if self._before is None else "back")
        hint = f"{key} leaves the {'room' if self._before is None else 'wall'}" if key else ""
        return wall(self.room, self._seen(), self.found, (cells, rows), Edge(self.cmd_view.said, hint))
