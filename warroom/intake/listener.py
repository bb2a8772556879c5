"""One source: asks, hands over, waits, for ever. What it does harms only itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from typing import Protocol

import msgspec

from warroom.domain.health import SourceHealth, SourceState
from warroom.domain.level import HOUR
from warroom.domain.mention import Post
from warroom.sources import backoff
from warroom.sources.base import Cursor, Outcome, Source
from warroom.store.protocols import Evidence


class Origin(Protocol):
    """Where posts come from, as far as their judge asks."""

    @property
    def name(self) -> str:
        """What it is called in the room."""

    @property
    def platform(self) -> str:
        """Two-letter code for posts that carry none of their own."""

    @property
    def everything(self) -> bool:
        """Whether every post counts as a mention, phrases or not."""


class Receipt:
    """What became of posts that somebody brought and waits for."""

    def __init__(self, posts: int) -> None:
        self._left = posts
        self.stored = self.known = 0
        self._done = asyncio.Event()

    def settle(self, posts: int) -> None:
        """So many of them have been dealt with."""
        self._left -= posts
        if self._left <= 0:
            self._done.set()

    async def settled(self) -> None:
        """Wait until all of them have been."""
        await self._done.wait()


class Arrival(msgspec.Struct, frozen=True):
    """What one fetch brought, on its way to the writer."""

    source: Origin
    posts: tuple[Post, ...]
    cursor: Cursor | None
    """Where its source goes on; None as long as more of the same fetch follows."""
    evidence: Evidence | None = None
    receipt: Receipt | None = None


class Desk(Protocol):
    """What a listener needs of the intake that it belongs to."""

    def now(self) -> int:
        """The room's clock, ms UTC."""

    async def ask(self, source: Source, cursor: Cursor) -> Outcome:
        """One fetch."""

    async def cursor_of(self, source: str) -> Cursor:
        """Where a source goes on."""

    async def take(self, arrival: Arrival) -> None:
        """Queue what a source brought; waits while the queue is full."""

    def tell(self, health: SourceHealth) -> None:
        """The health of a source changed."""

    def real_seconds(self, seconds: float) -> float:
        """How long so many seconds of the room's clock are on ours."""


class Listener:
    """Listens to one source."""

    def __init__(self, source: Source, desk: Desk, rng: random.Random) -> None:
        self.source = source
        self._desk, self._rng = desk, rng
        self._wake = asyncio.Event()
        self._asked: list[asyncio.Future[None]] = []
        """Who waits for a poll that begins after they asked."""
        self._recent: deque[tuple[int, int]] = deque()
        """(ms, mentions) of each batch of the last hour."""
        self._cursor: Cursor | None = None
        self.health = SourceHealth(name=source.name, kind=source.kind, every=source.every_s)

    def wake(self) -> None:
        """Ask now."""
        self._wake.set()

    def count(self, now: int, mentions: int) -> None:
        """So many more mentions came from here."""
        self._recent.append((now, mentions))
        self._tell(mentions=self.health.mentions + mentions, last_item=now, per_hour=self._per_hour(now))

    def _per_hour(self, now: int) -> int:
        while self._recent and self._recent[0][0] < now - HOUR:
            self._recent.popleft()
        return sum(mentions for _, mentions in self._recent)

    def age(self, now: int) -> None:
        """Let time pass."""
        health = self.health
        per_hour = self._per_hour(now)
        if health.per_hour != per_hour:
            self._tell(per_hour=per_hour)
        silent = health.last_ok is not None and now - health.last_ok > max(2 * health.every, 10) * 1000
        if health.state == "live" and silent:
            self._tell(state="late", note="no answer for a while", since=now)

    async def run(self) -> None:
        """Ask until the source is gone for good, and after that only when a person wants to."""
        while True:
            asked, self._asked = self._asked, []
            wait = await self.poll()
            if wait == 0.0:
                self._asked = asked + self._asked  # more is waiting there: it has not been heard out
            else:
                for one in asked:
                    if not one.done():
                        one.set_result(None)
            if self._asked:
                continue
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), None if wait is None else self._desk.real_seconds(wait))

    async def polled(self) -> None:
        """Have it asked now, and wait until it has said all; :meth:`run` does the asking, so that nobody asks twice."""
        one: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.append(one)
        self.wake()
        await one

    async def poll_all(self) -> None:
        """Ask until nothing more is waiting."""
        while await self.poll() == 0.0:
            pass

    async def poll(self) -> float | None:
        """Ask once. Seconds until the next time; 0 when more is waiting; None when it is gone for good."""
        now = self._desk.now()
        if self._cursor is None:
            self._cursor = await self._desk.cursor_of(self.source.name)
        try:
            outcome = await self._desk.ask(self.source, self._cursor)
        except Exception as error:  # noqa: BLE001 - the border: what one source does harms only itself
            outcome = Outcome(
                state="error",
                cursor=msgspec.structs.replace(self._cursor, fails=self._cursor.fails + 1),
                note=f"warroom's own fault: {type(error).__name__}",
            )
        self._cursor = outcome.cursor
        proof = None
        if outcome.posts and outcome.body:
            digest = bytes.fromhex(outcome.sha256)
            proof = Evidence(sha256=digest, source=self.source.name, fetched=now, body=outcome.body)
        await self._desk.take(Arrival(self.source, outcome.posts, outcome.cursor, proof))
        wait = self._wait(outcome)
        self._tell_outcome(outcome, now, wait)
        return wait

    def _wait(self, outcome: Outcome) -> float | None:
        if outcome.gone:
            return None
        if outcome.more:
            return 0.0
        if outcome.good:
            pace = float(max(self.source.every_s, outcome.ttl_s, outcome.wait_s or 0))
            return pace * self._rng.uniform(0.95, 1.05)
        return backoff.delay(max(1, outcome.cursor.fails), self._rng, asked=outcome.wait_s)

    def _tell_outcome(self, outcome: Outcome, now: int, wait: float | None) -> None:
        state: SourceState = "live" if outcome.good else "stopped" if outcome.gone else "failing"
        if outcome.state == "backoff":
            state = "late"
        since = self.health.since if self.health.state == state else now
        self._tell(
            state=state,
            since=since,
            last_ok=now if outcome.good else self.health.last_ok,
            next_try=None if wait is None else now + int(wait * 1000),
            note=outcome.note,
        )

    def _tell(self, **changes: object) -> None:
        health = msgspec.structs.replace(self.health, **changes)
        if health != self.health:
            self.health = health
            self._desk.tell(health)
