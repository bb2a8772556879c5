"""Keys that somebody presses before the room is there."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator

import pytest
from textual import events

from tests.tui.conftest import Seat
from tests.tui.fake import FakeRoom, crisis, quiet
from warroom.tui.ahead import LONGEST
from warroom.tui.app import Console
from warroom.tui.forms.base import DEAF_MS


class Late(Seat):
    """In front of a console whose room opens when :meth:`open` is called."""

    def __init__(self, app: Console, pilot: object, room: FakeRoom, door: asyncio.Event) -> None:
        super().__init__(app, pilot, room)  # type: ignore[arg-type]
        self._door = door

    async def open(self) -> None:
        self._door.set()
        await self.app.opened.wait()
        for _ in range(5):
            await self.pilot.pause()

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()


@contextlib.asynccontextmanager
async def waiting(room: FakeRoom) -> AsyncIterator[Late]:
    door = asyncio.Event()

    @contextlib.asynccontextmanager
    async def connect() -> AsyncIterator[FakeRoom]:
        await door.wait()
        yield room

    app = Console(connect, theme="dark")
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.pause()
        yield Late(app, pilot, room, door)


def said(room: FakeRoom) -> list[str]:
    return [entry.payload.text for entry in room.log if hasattr(entry.payload, "text")]


async def test_a_line_for_the_log_waits_for_the_room_and_is_recorded_once() -> None:
    async with waiting(quiet()) as seat:
        before = said(seat.room)
        await seat.type("lThe pager was quiet.")
        await seat.press("enter")
        assert "The room opens. This waits for it: lThe pager was quiet." in seat.prompt
        await seat.open()
        assert said(seat.room) == [*before, "The pager was quiet."]
        assert "Logged." in seat.prompt
        await seat.press("l", "x", "enter")
        assert said(seat.room)[-1] == "x"


async def test_what_is_typed_while_it_opens_comes_in_its_order() -> None:
    async with waiting(quiet()) as seat:
        before = said(seat.room)
        await seat.type("lone")
        await seat.press("enter")
        await seat.type("ltw")
        seat._door.set()
        for key in ("o", "!"):
            seat.app.post_message(events.Key("o" if key == "o" else "exclamation_mark", key))
        seat.app.post_message(events.Key("enter", None))
        await seat.open()
        assert said(seat.room) == [*before, "one", "two!"]


async def test_views_and_one_sheet_wait_too() -> None:
    async with waiting(crisis()) as seat:
        await seat.press("4", "e", "c", "l")
        await seat.open()
        assert seat.app.home.view == "log"
        assert seat.sees("Change the level")
        assert "waits" not in seat.prompt
        assert len(seat.app.screen_stack) == 2
        assert not seat.app.home.cmd_view.typing


@pytest.mark.parametrize("key", ["c", "space", "T", "x", "enter", "d", "down", "y", "a"])
async def test_a_key_about_an_item_that_nobody_has_seen_is_not_kept(key: str) -> None:
    async with waiting(crisis()) as seat:
        log = len(seat.room.log)
        await seat.press(key)
        assert "waits" not in seat.prompt
        await seat.open()
        assert len(seat.room.log) == log
        assert len(seat.app.screen_stack) == 1


async def test_a_paste_waits_inside_words_alone() -> None:
    async with waiting(quiet()) as seat:
        before = said(seat.room)
        await seat.paste("no place for it")
        await seat.press("l")
        await seat.paste("from \x1b[31mthe\x1b[0m vendor")
        await seat.press("enter")
        assert "\x1b" not in seat.text
        await seat.open()
        assert len(said(seat.room)) == len(before) + 1
        assert "vendor" in said(seat.room)[-1]


@pytest.mark.parametrize("way", [("question_mark", "?"), ("f1", None)])
async def test_what_somebody_finds_in_the_help_waits_too(way: tuple[str, str | None]) -> None:
    async with waiting(quiet()) as seat:
        seat.app.post_message(events.Key(*way))
        for _ in range(3):
            await seat.pilot.pause()
        assert len(seat.app.screen_stack) == 2
        await asyncio.sleep(DEAF_MS / 1000 + 0.05)
        await seat.press(":", "e", "x", "p", "tab", "x")
        assert len(seat.app.screen_stack) == 1
        assert "waits for it: :expx" in seat.prompt
        assert not seat.app.home.cmd_view.typing
        await seat.open()
        assert seat.app.home.cmd_view.typing
        assert seat.app.home._field is not None
        assert seat.app.home._field.value.startswith(":export")
        assert seat.app.home._field.value.endswith("x")


KEYS = [
    *"?:/lctTxeDpipwbBLSnmyu1234509zgG",
    "enter",
    "escape",
    "tab",
    "down",
    "f1",
    "ctrl+p",
    "ctrl+s",
    "space",
    "backspace",
]


@pytest.mark.parametrize("seed", [4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 7))])
async def test_no_key_asks_a_room_that_is_not_there(seed: int) -> None:
    dice = random.Random(seed)
    async with waiting(crisis() if seed % 2 else quiet()) as seat:
        for key in ["question_mark", *dice.choices(KEYS, k=40)]:
            await seat.press(key)
            if dice.random() < 0.2:
                await asyncio.sleep(DEAF_MS / 1000)
        await seat.open()
        for key in dice.choices(KEYS, k=10):
            await seat.press(key)


async def test_help_does_not_overtake_the_words_before_it() -> None:
    async with waiting(quiet()) as seat:
        before = said(seat.room)
        await seat.press("l", "o", "n", "e", "enter", "?")
        assert len(seat.app.screen_stack) == 1
        await seat.open()
        assert said(seat.room) == [*before, "one"]
        assert len(seat.app.screen_stack) == 2


async def test_one_can_leave_before_the_room_is_there() -> None:
    async with waiting(quiet()) as seat:
        await seat.press("1", "ctrl+q")
        assert seat.app._exit


async def test_not_more_is_kept_than_somebody_types() -> None:
    async with waiting(quiet()) as seat:
        await seat.type("l" + "a" * (LONGEST + 50))
        assert seat.app._ahead is not None
        assert len(seat.app._ahead.words) == LONGEST
        await seat.open()
        assert seat.app.home.cmd_view.typing


async def test_a_paste_does_not_overtake_the_letters_before_it() -> None:
    async with waiting(quiet()) as seat:
        await seat.open()
        await seat.press("l")
        for key in "ab":
            seat.app.post_message(events.Key(key, key))
        seat.app.post_message(events.Paste("-pasted-"))
        for key in "cd":
            seat.app.post_message(events.Key(key, key))
        seat.app.post_message(events.Key("enter", None))
        for _ in range(5):
            await seat.pilot.pause()
        assert said(seat.room)[-1] == "ab-pasted-cd"
