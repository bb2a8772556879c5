"""The room's host is away: what was is dated, what is written is kept, what could harm is off, and it comes back."""

from __future__ import annotations

import pytest

from tests.tui.conftest import sit
from warroom.domain.level import MINUTE
from warroom.room.protocol import Attended, Away, Back, Kept, Present

AGO = 6 * MINUTE


def leave(room, **changes):
    room.away = Away(room.now() - AGO, **changes)
    room._tell(room.away)


@pytest.mark.parametrize("size", [(160, 48), (120, 36), (100, 30), (80, 24)])
async def test_everything_is_dated_and_nothing_is_forecast(room, size):
    async with sit(room, size) as seat:
        leave(room)
        await seat.settle()
        bar = seat.rows[1]
        assert bar.startswith("  ▲ Not connected.")
        assert "s of 14:41" in bar
        assert "kept here" in bar
        if size[0] >= 100:
            assert seat.sees("as of 14:41, 6m old")
        if size[0] >= 120:
            assert seat.sees("no forecast without data")
            assert seat.sees("Not connected  what is shown is old")


async def test_lines_that_wait_are_seen_as_waiting_and_what_was_refused_says_why(room):
    async with sit(room) as seat:
        leave(room)
        room.kept = (
            Kept(text="Write to us, we are here.", at=room.now(), ref=b"1"),
            Kept(text="Said too much.", at=room.now(), ref=b"2", refused="Observers read."),
        )
        await seat.settle()
        seat.app.home.repaint()
        await seat.settle()
        text = " ".join(" ".join(row[:53] for row in seat.rows[30:]).split())
        assert "▲ you Write to us, we are here. (kept here, not sent yet)" in text
        assert "▲ you Said too much. (not recorded: Observers read.)" in text
        assert seat.rows[-2].rstrip().endswith("2 kept here")
        assert "1 waits." in seat.rows[1]


async def test_it_says_what_was_missed_when_it_is_back(room):
    async with sit(room) as seat:
        leave(room)
        await seat.settle()
        room.away = None
        room._tell(Back(3, 41))
        await seat.settle()
        assert seat.sees("Back. 3 entries sent, 41 posts came in.")
        assert not seat.sees("Not connected")
        room._tell(Back(1, 1, 1))
        await seat.settle()
        assert seat.sees("Back. 1 entry sent, 1 post came in. 1 not recorded: see the log.")


async def test_somebody_whose_access_was_taken_is_told_and_may_only_leave(room):
    async with sit(room, (100, 30)) as seat:
        leave(room, why="Your access to this room was taken away. Your drafts are kept.", for_good=True)
        await seat.settle()
        assert "Your access to this room was taken away" in seat.rows[1]
        assert "As of 14:41. Leave" in seat.rows[1]


async def test_the_desk_says_it_too(room):
    async with sit(room, (100, 30)) as seat:
        await seat.press("2")
        leave(room)
        await seat.settle()
        assert "Not connected" in seat.rows[0]


async def test_who_is_not_here_is_named_as_away(room):
    async with sit(room) as seat:
        assert "away" not in seat.rows[1]
        commander = room.picture.commander
        room.present = (Present(commander, room.now()),)
        room._tell(Attended(room.present))
        await seat.settle()
        first, *others = seat.rows[1].partition("   +")[0].strip().split("   ")
        assert first.endswith("commander")
        assert others
        assert all(one.endswith(" away") for one in others)
