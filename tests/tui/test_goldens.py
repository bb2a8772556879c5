"""Whole screens as text, reviewed by eye beside the pictures. ``GOLDEN=write`` writes them anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.conftest import sit
from tests.tui.fake import FakeRoom, crisis, quiet

HERE = Path(__file__).parent / "golden"
SIZES = [(160, 48), (120, 36), (100, 30), (80, 24)]


async def _compare(name: str, room: FakeRoom, size: tuple[int, int], *keys: str) -> None:
    async with sit(room, size) as seat:
        if keys:
            await seat.press(*keys)
        shown = seat.text + "\n"
    path = HERE / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("GOLDEN") == "write":
        HERE.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize(("name", "make"), [("crisis", crisis), ("quiet", quiet)])
async def test_the_command_view_looks_as_it_was_reviewed(
    name: str, make: Callable[[], FakeRoom], size: tuple[int, int]
) -> None:
    await _compare(name, make(), size)


@pytest.mark.parametrize(
    ("name", "keys"),
    [("tab-tasks", ("tab",)), ("tab-log", ("tab", "tab")), ("tab-score", ("tab",) * 3), ("tab-needs", ("tab",) * 4)],
)
async def test_each_tab_of_a_small_terminal_looks_as_it_was_reviewed(name: str, keys: tuple[str, ...]) -> None:
    await _compare(name, crisis(), (80, 24), *keys)


@pytest.mark.parametrize(("name", "key"), [("tasks-view", "3"), ("log-view", "4"), ("feed-zoom", "z")])
async def test_a_pane_with_all_the_room_looks_as_it_was_reviewed(name: str, key: str) -> None:
    await _compare(name, crisis(), (160, 48), key)


async def test_a_terminal_that_is_too_small_says_so_and_still_shows_what_matters() -> None:
    async with sit(crisis(), (72, 20)) as seat:
        assert "80x24 needed, 72x20 here" in seat.rows[-1]
        assert "L3" in seat.rows[0]
        assert seat.sees("Legal sign-off")
        assert not seat.sees("Live feed")
