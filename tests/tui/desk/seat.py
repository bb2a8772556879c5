"""Somebody at their desk, with everything that it reads at hand."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from tests.tui.conftest import Seat, painted, sit
from tests.tui.fake import FakeRoom
from warroom.tui.desk.verbs import DeskVerbs


class DeskSeat:
    """``press``, ``type``, ``sees`` and the desk itself."""

    def __init__(self, seat: Seat) -> None:
        self.seat, self.room = seat, seat.room

    @property
    def desk(self) -> DeskVerbs:
        desk = self.seat.app.home.desk
        assert desk is not None
        return desk

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.seat.press(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Text at the cursor of the composer, as one edit."""
        composer = self.desk.composer
        assert composer is not None
        composer.insert(text)
        await self.settle()

    async def settle(self) -> None:
        """Until everything that was begun is done and painted."""
        app = self.seat.app
        for _ in range(3):
            await app.workers.wait_for_complete([w for w in app.workers if w.group != "order"])
            await self.seat.pilot.pause()
            desk = app.home.desk
            if desk is not None and desk._reading is not None:
                await desk._reading
            for task in list(desk._tasks) if desk is not None else ():
                await task
        await painted(app, self.seat.pilot)

    @property
    def rows(self) -> list[str]:
        return self.seat.rows

    @property
    def text(self) -> str:
        return self.seat.text

    def sees(self, words: str) -> bool:
        return words in self.seat.text

    def row(self, words: str) -> str:
        return self.seat.rows[self.seat.row_with(words)]


@contextlib.asynccontextmanager
async def at_desk(room: FakeRoom, size: tuple[int, int] = (100, 30), *, view: str = "desk") -> AsyncIterator[DeskSeat]:
    """A console on the desk of the room's person."""
    async with sit(room, size, view=view) as seat:
        table = DeskSeat(seat)
        await table.settle()
        yield table
