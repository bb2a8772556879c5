"""What was sent cell by cell makes the same picture, colours too, as the whole screen: nothing stale stays behind."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pyte
import pytest
from rich.control import Control
from textual.geometry import Offset

from tests.tui.conftest import Seat, sit
from tests.tui.fake import FakeRoom, crisis, mention, quiet
from warroom.domain import entries as e
from warroom.domain.level import MINUTE
from warroom.tui.app import Console
from warroom.tui.spare import SpareConsole

TEXTS = (
    "日本語の投稿 ｗｗ",
    "👩💻 DE ❤ emoji",
    "e\u0301le\u0300ve",
    "plain words that go on and on " * 4,
    "Ω≈ç√∫ \u202eabc",
)
KEYS = (
    "j",
    "k",
    "J",
    "K",
    "g",
    "G",
    "x",
    "c",
    "space",
    "tab",
    "1",
    "2",
    "3",
    "4",
    "0",
    "z",
    "/",
    ":",
    "l",
    "t",
    "?",
    "D",
    "i",
    "P",
    "S",
    "r",
    "R",
    "f",
    "u",
    "a",
    "enter",
    "enter",
    "escape",
    "escape",
    "escape",
    "down",
    "up",
    "pagedown",
)


def visible(cell: pyte.screens.Char) -> pyte.screens.Char:
    """A blank has a ground, and no ink that anybody sees."""
    plain = cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)
    return cell._replace(fg="default", bold=False, italics=False) if plain else cell


class Both:
    """The terminal as it became frame by frame, and as it is when everything is painted at once."""

    def __init__(self, app: Console) -> None:
        self.app = app
        self.became = pyte.Screen(*app.size)
        self.wrote = ""
        self._stream = pyte.Stream(self.became)

    def write(self, data: str) -> None:
        self.wrote += data
        self._stream.feed(data)

    def whole(self) -> pyte.Screen:
        screen = pyte.Screen(*self.app.size)
        stream = pyte.Stream(screen)
        for y, strip in enumerate(self.app.screen._compositor.render_strips()):
            stream.feed(Control.move_to(0, y).segment.text + strip.render(self.app.console))
        return screen

    def differences(self) -> Iterator[str]:
        whole = self.whole()
        for y in range(whole.lines):
            for x in range(whole.columns):
                ours, right = self.became.buffer[y][x], whole.buffer[y][x]
                if visible(ours) != visible(right):
                    yield f"{x},{y}: {ours.data!r} {ours.fg} on {ours.bg} is {right.data!r} {right.fg} on {right.bg}"


@contextlib.asynccontextmanager
async def before(room: FakeRoom, size: tuple[int, int]) -> AsyncIterator[tuple[Seat, Both]]:
    """Somebody before a terminal that is looked at from both sides."""
    async with sit(room, size=size) as seat:
        both = Both(seat.app)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Console, "is_headless", False)
            patch.setattr(seat.app._driver, "write", both.write)
            seat.app.screen.refresh()
            await settled(seat)
            yield seat, both


async def settled(seat: Seat) -> None:
    """Wait until all that was painted is sent."""
    await seat.settle()
    screen: Any = seat.app.screen
    while seat.app.home._frame or screen._dirty_widgets or screen._repaint_required or screen._layout_required:
        await seat.pilot.pause()


@pytest.mark.parametrize(
    ("make", "size"), [(crisis, (160, 48)), (quiet, (120, 36)), (crisis, (80, 24)), (quiet, (72, 16))]
)
@pytest.mark.parametrize("acts", [12, pytest.param(60, marks=pytest.mark.slow)])
async def test_cell_by_cell_is_the_same_as_all_at_once(
    make: Callable[[], FakeRoom], size: tuple[int, int], acts: int
) -> None:
    rng, room = random.Random(f"{size} {acts}"), make()
    async with before(room, size) as (seat, both):
        assert not list(both.differences())
        steps: list[str] = []
        for number in range(acts):
            steps.append(rng.choice((*KEYS, *(("hears", "waits", "records", "writes") * 5))))
            match steps[-1]:
                case "hears":
                    room.hear(mention(900 + number, "14:47", "X", "@neu字", TEXTS[number % len(TEXTS)]))
                case "records":
                    room.record(e.Observed(text=TEXTS[number % len(TEXTS)]), by="sam")
                case "writes":
                    await seat.press("escape", "escape", "l")
                    await seat.type("A note, 日本語")
                    await seat.press("enter")
                case "waits":
                    room.advance(7 * MINUTE)
                    seat.app.home._tick()
                case key:
                    await seat.press(key)
            await settled(seat)
            assert not list(both.differences()), steps


async def test_a_cursor_of_a_field_that_has_gone_is_put_on_the_screen(room: FakeRoom) -> None:
    async with before(room, (80, 24)) as (seat, both):
        seat.app.cursor_position = Offset(-22, 3)
        seat.app.home.say("Logged.")
        await settled(seat)
        assert not list(both.differences())


async def test_in_a_batch_nothing_is_sent_and_nothing_is_lost(room: FakeRoom) -> None:
    async with before(room, (80, 24)) as (seat, both):
        with seat.app.batch_update():
            said = len(both.wrote)
            seat.app.home.say("Logged.")
            await asyncio.sleep(0.05)
            assert len(both.wrote) == said
        await settled(seat)
        assert "Logged." in "\n".join(both.became.display)
        assert not list(both.differences())


async def test_a_console_that_waits_for_somebody_writes_nothing_before_it_is_shown_whole(room: FakeRoom) -> None:
    app = SpareConsole(room.connect, theme="dark", ready=lambda: None)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.opened.wait()
        both, seat = Both(app), Seat(app, pilot, room)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Console, "is_headless", False)
            patch.setattr(app._driver, "write", both.write)
            app.home.say("Nobody reads this.")
            await asyncio.sleep(0.05)
            assert not both.wrote
            app.appear()
            app.home.say("Logged.")
            app.show()
            await settled(seat)
            assert not list(both.differences())


async def test_a_sheet_that_opens_is_sent_once_and_what_lies_below_it_not_again_and_again(room: FakeRoom) -> None:
    async with before(room, (80, 24)) as (seat, both):
        whole = sum(len(strip.render(seat.app.console)) for strip in seat.app.screen._compositor.render_strips())
        both.wrote = ""
        await seat.press("e")
        await settled(seat)
        assert not list(both.differences())
        assert len(both.wrote) < 2.5 * whole
        both.wrote = ""
        await seat.press("escape")
        await settled(seat)
        assert not list(both.differences())
        assert len(both.wrote) < 1.6 * whole


async def test_a_terminal_that_was_somebody_elses_meanwhile_is_sent_everything(room: FakeRoom) -> None:
    async with before(room, (80, 24)) as (seat, both):
        seat.app.screen.refresh()
        await settled(seat)
        both.write("\x1b[2J")
        seat.app.forget_shown()
        seat.app.screen.refresh()
        await settled(seat)
        assert not list(both.differences())


async def test_the_prompt_opens_and_closes_without_painting_the_rest(room: FakeRoom) -> None:
    async with before(room, (80, 24)) as (seat, both):
        await seat.press("l", "escape")
        await settled(seat)
        both.wrote = ""
        await seat.type("lseen")
        await seat.press("enter")
        await settled(seat)
        assert not list(both.differences())
        assert len(both.wrote) < 4_000
