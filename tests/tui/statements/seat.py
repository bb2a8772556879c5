"""A sheet about statements or answers, open over the invented room."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from tests.tui.forms_seat import FormSeat, form_open
from tests.tui.statements.show import FORMS, WordsRoom, room_for
from warroom.tui.forms.base import Sheet


@contextlib.asynccontextmanager
async def at_sheet(
    name: str, size: tuple[int, int] = (160, 48), *, me: str = "", room: WordsRoom | None = None, theme: str = "dark"
) -> AsyncIterator[FormSeat]:
    """The sheet of that name in ``show``, for a person of the room."""
    room = room or room_for(name)
    if me:
        room.me = room.people[me]
    sheet: Sheet[Any] = FORMS[name](room)
    async with form_open(sheet, size, room=room, theme=theme) as table:
        yield table


async def wake(table: FormSeat) -> None:
    """A second passes: what opened last listens."""
    table.clock.now += 1.0
    await table.settle()
