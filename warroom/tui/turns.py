"""One key after the other: each is looked at when the one before it has done all that it does.

Textual hands a key to what has the focus in the moment it comes. But a tab, say, moves the focus only after it has
gone up through the widgets, and what somebody types ahead on a slow line comes in one piece: the words for the next
field would stand in this one. Letters of a text move nothing, so they may follow each other at once: a screen between
any two of them would be too much for the same slow line.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Final, TypeAlias

from textual import events
from textual.app import App
from textual.message import Message
from textual.widget import Widget

Typed: TypeAlias = events.Key | events.Paste

PATIENCE: Final = 0.25
"""Seconds that a key waits at most for the one before: a sheet that closes can take the word of it along."""


class Turns(App[int], inherit_bindings=False):
    """An app that takes keys and pastes in turn. A widget whose class says ``WRITES = True`` takes letters as text."""

    class Done(Message):
        """Goes the way of a key, right behind it. Where this has been, the key has been."""

        def __init__(self, turn: int) -> None:
            super().__init__()
            self.turn = turn

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._turn = 0
        self._waiting: deque[Typed] = deque()
        self._patience: asyncio.TimerHandle | None = None
        """There while a key is on its way."""
        self._writing = False
        """Whether that is a letter of a text."""

    @property
    def keys_wait(self) -> bool:
        """Whether a key is on its way, or one behind it."""
        return self._patience is not None

    async def on_event(self, event: events.Event) -> None:
        """As any app; but keys wait for their turn, and who has left presses none."""
        if self._exit and isinstance(event, events.InputEvent):
            return
        if isinstance(event, Typed) and not event.is_forwarded:
            await self.take([event])
        else:
            await super().on_event(event)

    def puts_off(self, event: Typed) -> bool:
        """Whether this, whose turn it is, is for later: asked once, and the app keeps what it puts off."""
        del event
        return False

    async def take(self, typed: Iterable[Typed], *, first: bool = False) -> None:
        """Hand these over, each in its turn. ``first``: before those that wait already."""
        if first:
            self._waiting.extendleft(reversed(list(typed)))
        else:
            self._waiting.extend(typed)
        while self._waiting and not self._exit:
            event, way = self._waiting[0], self.focused or self.screen
            letter = isinstance(event, events.Key) and event.is_printable and getattr(way, "WRITES", False)
            if self._patience is not None and not (letter and self._writing):
                return
            self._waiting.popleft()
            if self.puts_off(event):
                continue
            await super().on_event(event)
            self._turn += 1
            self._writing = letter
            self._wait_for(way)

    def _wait_for(self, way: Widget) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        done = self.Done(self._turn).set_sender(way)  # sent by the app it would end below the app
        if way.post_message(done):
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(PATIENCE, self.post_message, self.Done(self._turn))

    async def on_turns_done(self, done: Done) -> None:
        """The next one."""
        if done.turn == self._turn and self._patience is not None:
            self._patience.cancel()
            self._patience = None
            await self.take(())
