"""A form, open over the console of the invented room, for tests. The 400 ms in which it is deaf are over."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from textual import events

from tests.tui.conftest import Seat, painted, sit
from tests.tui.fake import FakeRoom
from tests.tui.show_form import FORMS, room_for
from warroom.tui.forms.base import Sheet


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class FormSeat:
    """Somebody in front of an open form."""

    def __init__(self, seat: Seat, form: Sheet[Any], clock: Clock) -> None:
        self.seat, self.form, self.clock = seat, form, clock
        self.room = seat.room
        self.brought: list[Any] = []

    async def press(self, *keys: str) -> None:
        await self.seat.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Text into the field with the focus, at once: a test's key costs 60 ms, a person's costs the test nothing."""
        focused = self.seat.app.focused
        assert focused is not None
        focused._forward_event(events.Paste(text))
        await self.settle()

    async def settle(self) -> None:
        """Until the room has answered and all is painted."""
        await self.seat.app.workers.wait_for_complete([w for w in self.seat.app.workers if w.group != "console"])
        await painted(self.seat.app, self.seat.pilot)

    async def reopen(self, name: str) -> None:
        """The same form again, as a person opens it later."""
        self.form = FORMS[name](self.room)
        await self.open()

    async def open(self) -> None:
        self.seat.app.push_screen(self.form, self.brought.append)
        await self.settle()
        self.clock.now += 1.0
        await self.settle()

    @property
    def rows(self) -> list[str]:
        """The rows of the paper."""
        paper = self.seat.app.screen.query_one("#paper").region
        strips = self.seat.app.screen._compositor.render_strips()
        return [strips[y].crop(paper.x, paper.right).text.rstrip() for y in range(paper.y, paper.bottom)]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def keys(self) -> str:
        """The last row that says anything."""
        return next(row for row in reversed(self.rows) if row.strip()).strip()

    @property
    def label(self) -> str:
        """The label of the field with the focus."""
        return getattr(self.seat.app.focused, "label", "")


@contextlib.asynccontextmanager
async def form_open(
    form: str | Sheet[Any], size: tuple[int, int] = (160, 48), *, room: FakeRoom | None = None, theme: str = "dark"
) -> AsyncIterator[FormSeat]:
    """A form by its name in ``show_form``, or one that the test made."""
    room = room or room_for(form if isinstance(form, str) else "")
    clock = Clock()
    with _ticking(clock):
        async with sit(room, size, theme=theme) as seat:
            table = FormSeat(seat, FORMS[form](room) if isinstance(form, str) else form, clock)
            await table.open()
            yield table


@contextlib.contextmanager
def _ticking(clock: Clock) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "clock", staticmethod(clock))
        yield
