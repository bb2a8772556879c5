"""The intake: a task per source, one bounded queue, one writer that stores in batches.

A bad source never delays another: each has its own task, its own pace and back-off, and never gives up. A flood
fills the queue and then slows the sources down; nothing is dropped. The event loop stays free for the screen:
parsing happens elsewhere (``sources/offload.py``), judging in slices of a few posts.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from warroom.domain.health import SourceHealth, SourceState
from warroom.domain.level import HOUR
from warroom.domain.mention import Mention, Post
from warroom.intake.judge import Judge, Judged
from warroom.sources import backoff
from warroom.sources.base import Client, Cursor, Outcome, Source
from warroom.store.protocols import AddResult, Evidence, Mentions, NewMention, Sources

QUEUE: Final = 5_000
"""Posts that may wait to be judged. A source that would exceed it waits."""
BATCH: Final = 1_000
"""Most posts of one transaction."""
GATHER_S: Final = 0.1
"""How long a batch may gather while another one was stored just before."""
SLICE: Final = 4
"""Posts judged before the event loop gets a turn: about a millisecond."""


class Grouper(Protocol):
    """Near-duplicates, as the analysis floor offers them."""

    def head(self, ident: int, text: str, at: int, /) -> int:
        """Ident of the first text of the group that this one belongs to; ``ident`` itself if it is the first."""


class Keeper(Mentions, Sources, Protocol):
    """What the intake needs of a store."""


class Arrival(msgspec.Struct, frozen=True):
    """What one fetch brought, on its way to the writer."""

    source: Source
    posts: tuple[Post, ...]
    cursor: Cursor
    evidence: Evidence | None = None


class Statistics(msgspec.Struct, frozen=True):
    """How the intake is doing."""

    waiting: int
    """Posts in the queue."""
    room_left: int
    judged: int
    stored: int
    known: int
    not_about_us: int
    batches: int


class Intake:
    """Listens to every source and stores what is about us. ``run()`` until cancelled."""

    def __init__(
        self,
        store: Keeper,
        judge: Judge,
        groups: Grouper,
        sources: Sequence[Source],
        client: Client,
        *,
        now: Callable[[], int],
        speed: float = 1.0,
        rng: random.Random,
        on_stored: Callable[[AddResult], Awaitable[None]],
        on_health: Callable[[SourceHealth], None],
    ) -> None:
        self._store, self._judge, self._client = store, judge, client
        self._groups = _Groups(groups)
        self._now, self._speed, self._rng = now, speed, rng
        self._on_stored, self._on_health = on_stored, on_health
        self._listeners = [Listener(source, self) for source in sources]
        self._queue: deque[Arrival] = deque()
        self._waiting = 0
        self._work = asyncio.Event()
        self._space = asyncio.Event()
        self._space.set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._judged = self._stored = self._known = self._others = self._batches = 0

    def statistics(self) -> Statistics:
        """Counts since the start, and how full the queue is."""
        return Statistics(
            self._waiting, max(0, QUEUE - self._waiting), self._judged, self._stored, self._known, self._others,
            self._batches,
        )  # fmt: skip

    def recall(self, mentions: Sequence[Mention]) -> None:
        """Let earlier mentions (oldest first) be recognised when they are copied."""
        for mention in mentions:
            self._groups.recall(mention)

    async def run(self) -> None:
        """Listen until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._write(), name="intake writer")
            for listener in self._listeners:
                tasks.create_task(listener.run(), name=f"source {listener.source.name}")

    async def once(self) -> list[SourceHealth]:
        """Ask every source once, at the same time, store what came, and tell how each is."""
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(self._write())
            async with asyncio.TaskGroup() as asking:
                for listener in self._listeners:
                    asking.create_task(listener.poll_all())
            await self.settled()
            writer.cancel()
        return [listener.health for listener in self._listeners]

    async def settled(self) -> None:
        """Wait until everything that was taken in has been stored and told."""
        await self._idle.wait()

    def retry(self, source: str = "") -> None:
        """Ask this source (all of them without a name) now, whatever its pace or back-off."""
        for listener in self._listeners:
            if source in ("", listener.source.name):
                listener.wake()

    def refresh(self) -> None:
        """Let time pass for the health of sources: a live one that is silent too long becomes late."""
        for listener in self._listeners:
            listener.age(self._now())

    # -- used by listeners ---------------------------------------------------------------------------------------

    async def take(self, arrival: Arrival) -> None:
        """Queue what a source brought; waits while the queue is full."""
        while self._waiting >= QUEUE:
            self._space.clear()
            await self._space.wait()
        self._queue.append(arrival)
        self._waiting += len(arrival.posts)
        self._idle.clear()
        self._work.set()

    # -- the writer ----------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        while True:
            await self._work.wait()
            arrivals = self._next_batch()
            await self._store_batch(arrivals)
            if not self._queue:
                self._work.clear()
                self._idle.set()
            await asyncio.sleep(GATHER_S if self._waiting < BATCH else 0)

    def _next_batch(self) -> list[Arrival]:
        batch: list[Arrival] = []
        size = 0
        while self._queue and (not batch or size + len(self._queue[0].posts) <= BATCH):
            arrival = self._queue.popleft()
            size += len(arrival.posts)
            batch.append(arrival)
        self._waiting -= size
        self._space.set()
        return batch

    async def _store_batch(self, arrivals: Sequence[Arrival]) -> None:
        new: list[NewMention] = []
        listeners: list[Listener] = []
        evidence: dict[bytes, Evidence] = {}
        now = self._now()
        by_name = {listener.source.name: listener for listener in self._listeners}
        for arrival in arrivals:
            proof = arrival.evidence
            for at, post in enumerate(arrival.posts):
                if at % SLICE == 0:
                    await asyncio.sleep(0)
                judged = self._judge_one(arrival.source, post, now)
                if judged:
                    new.append(self._groups.place(judged, proof.sha256 if proof else b"", len(new)))
                    listeners.append(by_name[arrival.source.name])
            if proof:
                evidence[proof.sha256] = proof
        cursors = {arrival.source.name: msgspec.json.encode(arrival.cursor) for arrival in arrivals}
        if not new:
            for name, cursor in cursors.items():
                await self._store.remember_cursor(name, cursor)
            return
        result = await self._store.add(new, evidence=list(evidence.values()), cursors=cursors)
        self._groups.stored(result.ids)
        self._batches += 1
        self._stored += len(result.added)
        self._known += result.known
        fresh = {mention.id for mention in result.added}
        for ident, listener in zip(result.ids, listeners, strict=True):
            if ident in fresh:
                fresh.discard(ident)
                listener.count(now)
        await self._on_stored(result)

    def _judge_one(self, source: Source, post: Post, now: int) -> Judged | None:
        self._judged += 1
        judged = self._judge.judge(
            post, source=source.name, platform=source.platform, everything=source.everything, now=now
        )
        self._others += judged is None
        return judged


class _Groups:
    """Keeps the grouper's own numbers apart from ids that a mention only gets when it is stored."""

    def __init__(self, grouper: Grouper) -> None:
        self._grouper = grouper
        self._next = 1
        self._ids: dict[int, int] = {}
        self._batch: dict[int, int] = {}
        self._keys: list[int] = []

    def recall(self, mention: Mention) -> None:
        key = self._take_key()
        if self._grouper.head(key, mention.headline, mention.first_seen) == key:
            self._ids[key] = mention.head or mention.id

    def place(self, judged: Judged, evidence: bytes, index: int) -> NewMention:
        key = self._take_key()
        mention = judged.mention
        head = self._grouper.head(key, mention.headline, mention.first_seen)
        self._batch[key] = index
        self._keys.append(key)
        return NewMention(
            mention=mention,
            raw=judged.raw,
            evidence=evidence,
            head=self._ids.get(head) if head != key else None,
            like=self._batch.get(head) if head != key and head not in self._ids else None,
        )

    def stored(self, ids: Sequence[int]) -> None:
        for key, ident in zip(self._keys, ids, strict=True):
            self._ids[key] = ident
        self._batch.clear()
        self._keys.clear()
        while len(self._ids) > 50_000:  # the grouper remembers fewer
            self._ids.pop(next(iter(self._ids)))

    def _take_key(self) -> int:
        self._next += 1
        return self._next


class Listener:
    """One source: asks, hands over, waits, for ever."""

    def __init__(self, source: Source, intake: Intake) -> None:
        self.source = source
        self._intake = intake
        self._wake = asyncio.Event()
        self._recent: deque[int] = deque()
        self._cursor: Cursor | None = None
        self.health = SourceHealth(name=source.name, kind=source.kind, every=source.every_s)

    def wake(self) -> None:
        """Ask now."""
        self._wake.set()

    def count(self, now: int) -> None:
        """One more mention came from here."""
        self._recent.append(now)
        while self._recent and self._recent[0] < now - HOUR:
            self._recent.popleft()
        self._tell(mentions=self.health.mentions + 1, last_item=now, per_hour=len(self._recent))

    def age(self, now: int) -> None:
        """Let time pass."""
        while self._recent and self._recent[0] < now - HOUR:
            self._recent.popleft()
        health = self.health
        if health.per_hour != len(self._recent):
            self._tell(per_hour=len(self._recent))
        silent = health.last_ok is not None and now - health.last_ok > max(2 * health.every, 10) * 1000
        if health.state == "live" and silent:
            self._tell(state="late", note="no answer for a while", since=now)

    async def run(self) -> None:
        """Ask until the source is gone for good, and after that only when a person wants to."""
        while True:
            wait = await self.poll()
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), None if wait is None else wait / self._intake._speed)  # noqa: SLF001

    async def poll_all(self) -> None:
        """Ask until nothing more is waiting."""
        while await self.poll() == 0.0:
            pass

    async def poll(self) -> float | None:
        """Ask once. Seconds until the next time; 0 when more is waiting; None when it is gone for good."""
        now = self._intake._now()  # noqa: SLF001 - a listener is part of its intake
        if self._cursor is None:
            self._cursor = await self._remembered()
        try:
            outcome = await self.source.fetch(self._intake._client, self._cursor, now)  # noqa: SLF001
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
        await self._intake.take(Arrival(self.source, outcome.posts, outcome.cursor, proof))
        wait = self._wait(outcome)
        self._tell_outcome(outcome, now, wait)
        return wait

    async def _remembered(self) -> Cursor:
        stored = await self._intake._store.cursor(self.source.name)  # noqa: SLF001
        try:
            return msgspec.json.decode(stored, type=Cursor) if stored else Cursor()
        except msgspec.DecodeError:
            return Cursor()  # written by another version: the store still knows every mention

    def _wait(self, outcome: Outcome) -> float | None:
        if outcome.gone:
            return None
        if outcome.more:
            return 0.0
        if outcome.good:
            pace = float(max(self.source.every_s, outcome.ttl_s, outcome.wait_s or 0))
            return pace * self._intake._rng.uniform(0.95, 1.05)  # noqa: SLF001
        return backoff.delay(max(1, outcome.cursor.fails), self._intake._rng, asked=outcome.wait_s)  # noqa: SLF001

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
            self._intake._on_health(health)  # noqa: SLF001


def table(health: Mapping[str, SourceHealth]) -> list[SourceHealth]:
    """Health rows, troubled ones first, then by name."""
    order = {"failing": 0, "stopped": 1, "late": 2, "starting": 3, "live": 4}
    return sorted(health.values(), key=lambda h: (order[h.state], h.name.casefold()))
