"""Keys that come in one piece, as they do over a slow line."""

from __future__ import annotations

import asyncio

from textual import events

from tests.tui.conftest import Seat, sit
from tests.tui.fake import FakeRoom
from warroom.tui.forms.base import DEAF_MS
from warroom.tui.forms.task import TaskForm
from warroom.tui.turns import PATIENCE, Turns


async def burst(seat: Seat, *keys: str) -> None:
    """All at once; then wait until each has had its turn."""
    for key in keys:
        seat.app.post_message(
            events.Paste(key[1:]) if key[0] == "<" else events.Key(key, key if len(key) == 1 else None)
        )
    await seat.pilot.pause()
    while seat.app.keys_wait:
        await asyncio.sleep(0.01)
    await seat.pilot.pause()


async def new_task(seat: Seat) -> TaskForm:
    await seat.press("t")
    await asyncio.sleep(DEAF_MS / 1000 + 0.05)
    form = seat.app.screen
    assert isinstance(form, TaskForm)
    return form


async def test_what_is_typed_for_the_next_field_stands_in_the_next_field(room: FakeRoom) -> None:
    async with sit(room) as seat:
        form = await new_task(seat)
        await burst(seat, *"ring", "<the vendor", "tab", "right", "tab", "right", "tab", "7", "shift+tab", "right")
        got = {name: field.got() for name, field in form.fields().items()}
        assert got["what"] == "ringthe vendor"
        assert got["owner"]
        assert got["due"] != "30"
        assert got["waits"] == "7"


async def test_letters_of_a_text_are_painted_together(room: FakeRoom, monkeypatch) -> None:
    async with sit(room) as seat:
        await seat.press("l")
        frames: list[str] = []
        home, compare = seat.app.home, type(seat.app.home)._compositor_refresh
        monkeypatch.setattr(type(home), "_compositor_refresh", lambda me: (frames.append(""), compare(me))[1])
        await burst(seat, *"abcdefghijklmnopqrstuvwxyz")
        assert seat.sees("abcdefghijklmnopqrstuvwxyz")
        assert len(frames) < 20


async def test_a_whole_form_in_one_piece_is_recorded(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await new_task(seat)
        before = set(room.picture.tasks)
        await burst(seat, *"abc", "tab", "right", "tab", "ctrl+s")
        await seat.settle()
        (number,) = set(room.picture.tasks) - before
        assert room.picture.tasks[number].title == "abc"
        assert room.picture.tasks[number].owner


async def test_a_sheet_that_takes_the_word_of_a_key_along_holds_up_the_next_one_for_a_moment_only(
    room: FakeRoom, monkeypatch
) -> None:
    async with sit(room) as seat:
        loop, post = asyncio.get_running_loop(), seat.app.home.post_message
        monkeypatch.setattr(seat.app.home, "post_message", lambda m: isinstance(m, Turns.Done) or post(m))  # is lost
        seat.app.post_message(events.Key("x", "x"))
        await seat.pilot.pause()
        monkeypatch.undo()
        assert seat.app.keys_wait
        begin = loop.time()
        await burst(seat, "4")
        assert seat.app.home.view == "log"
        assert loop.time() - begin < PATIENCE + 0.5
