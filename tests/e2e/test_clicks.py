"""Somebody clicks everywhere and turns the wheel: things are chosen and scrolled, nothing is done, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.hostile import forbidden, strangers
from tests.e2e.places import PLACES, Place, go, home, there
from tests.e2e.poison import Poisoned
from tests.e2e.rooms import lines_of, warroom
from tests.e2e.terminal import Terminal

MARKUP = (
    "[@click=app.simulate_key('y')]press[/]", "[@click=app.exit]free[/] [/red] [b", "[link='https://evil.example']x",
    "\x1b]8;;https://evil.example/\x1b\\bank\x1b]8;;\x1b\\", "https://evil.example/?q=1", "plain words",
    "a\u202eb\u200bc",
)  # fmt: skip
EVERYDAY = ("command", "desk", "statement", "boards", "leave")
PARTS = 3
DELIBERATE = {"palette"}
"""Where a click on a named action is that action."""


def rows(size: tuple[int, int], step: int) -> Iterator[tuple[int, str]]:
    """For each row of the terminal: its number, and clicks on every so many cells; hovering and the wheel between."""
    columns, lines = size
    for y in range(1, lines + 1):
        cells = range(1 + y % step, columns + 1, step)
        hover = "".join(f"\x1b[<35;{x};{y}M" for x in cells[::4])
        wheel = "".join(f"\x1b[<{code};{columns // 2};{y}M" for code in (65, 65, 64)) if y % 3 == 0 else ""
        yield y, hover + "".join(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m" for x in cells) + wheel


def done_by_people(room: Path) -> list[dict[str, Any]]:
    """What stands in the log by somebody's hand."""
    return [row for row in lines_of(warroom("log", "--json", room=room)) if row["by"] != "room"]


def click_through(t: Terminal, place: Place, step: int) -> int:
    """Click every so many cells of a place; where clicks lead away, come back. How often they did."""
    left = 0
    for y, data in rows((t.columns, t.rows), step):
        t.send(data)
        if y % 12 == 0 or y == t.rows:
            t.settle(0.03, 0.5)
            assert t.alive(), t.text()
            if not there(t, place):
                left += 1
                home(t)
                assert go(t, place), (place.name, t.text())
    return left


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("size", "step", "part"),
    [((80, 24), 5, None), *((size, 41, part) for part, size in enumerate(((100, 30), (80, 24), (120, 36))))],
    ids=["everyday", *(f"{size}, a third" for size in ("100x30", "80x24", "120x36"))],
)
def test_clicks_choose_and_scroll_and_do_nothing_else(
    tmp_path: Path, size: tuple[int, int], step: int, part: int | None
) -> None:
    places = [p for p in PLACES if p.name in EVERYDAY] if part is None else PLACES[part::PARTS]
    room = Poisoned(tmp_path / "room", MARKUP).folder
    with Terminal(["--room", str(room), "--as", "maren"], home=tmp_path, size=size) as t:
        t.wait_for("Live feed|Feed")
        t.wait_for(r"open of \d+")
        for place in places:
            home(t)
            t.press("home")
            start = len(done_by_people(room))
            assert go(t, place), (place.name, t.text())
            before = done_by_people(room)
            left = click_through(t, place, step)
            t.settle(0.1, 1)
            by_keys = {row["kind"] for row in before[start:]} if left else set[str]()
            found = [row for row in done_by_people(room)[len(before) :] if row["kind"] not in by_keys]
            assert place.name in DELIBERATE or not found, (place.name, found)
        assert t.leave(20) == 0
        raw = bytes(t.raw)
    assert b"Traceback" not in raw
    assert b"The console broke" not in raw
    assert not strangers(raw)
    assert not forbidden(raw)
    warroom("verify", room, check=0)
