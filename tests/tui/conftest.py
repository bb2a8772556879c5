"""What the tests of the screens share: an open console, and its screen as text."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from textual import _wait, events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tests.tui.fake import FakeRoom, crisis, quiet
from warroom.tui.app import Console


def screen_text(app: Console) -> list[str]:
    """What the terminal shows, row by row, as it leaves the compositor. The one place that asks for it."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


async def painted(app: Console, pilot: Pilot[Any]) -> None:
    """Wait until no frame is held back."""
    await pilot.pause()
    if not app._batch_count:
        return
    while app._batch_count and app._running:
        await pilot.pause(0.01)
    await pilot.pause()


class Seat:
    """Somebody in front of a console."""

    def __init__(self, app: Console, pilot: Pilot[Any], room: FakeRoom) -> None:
        self.app, self.pilot, self.room = app, pilot, room

    async def press(self, *keys: str) -> None:
        """Press keys one after the other; more than 150 ms seem to pass between verbs."""
        for key in keys:
            self.app.home._last = ("", None, 0.0)
            await self.pilot.press(key)
        await painted(self.app, self.pilot)

    async def type(self, text: str) -> None:
        """Type text as it comes from a terminal: all keys at once, then a look at what became of them."""
        driver = self.app._driver
        assert driver is not None
        for c in text:
            key = events.Key("space" if c == " " else c if c.isalnum() else _character_to_key(c), c)
            key.set_sender(self.app)
            driver.send_message(key)
        await self.pilot.pause()
        while self.app.keys_wait:
            await self.pilot.pause()

    async def settle(self) -> None:
        """Let everything that is under way be painted."""
        home = self.app.home
        await painted(self.app, self.pilot)
        if home._feed_due is not None:
            home._feed_due.cancel()
            home._feed_grew()
        for _ in range(3):
            await self.pilot.pause()

    @property
    def rows(self) -> list[str]:
        return screen_text(self.app)

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)

    def sees(self, words: str) -> bool:
        return words in self.text

    def row_with(self, words: str) -> int:
        return next(n for n, row in enumerate(self.rows) if words in row)

    @property
    def prompt(self) -> str:
        """What the prompt's row says."""
        return self.rows[-2].strip()


@contextlib.asynccontextmanager
async def sit(room: FakeRoom, size: tuple[int, int] = (160, 48), **options: Any) -> AsyncIterator[Seat]:
    """A console on a room, open and painted."""
    app = Console(room.connect, theme=options.pop("theme", "dark"), **options)
    async with app.run_test(size=size) as pilot:
        await app.opened.wait()
        await pilot.pause()
        yield Seat(app, pilot, room)


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(autouse=True)
def _swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room in memory waits for nobody: 8 ms without work are as idle as the 20 ms that Textual's pilot waits."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.008)


@pytest.fixture
def room() -> FakeRoom:
    return crisis()


@pytest.fixture
def watch() -> FakeRoom:
    return quiet()
