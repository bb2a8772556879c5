"""The intake: a task per source, one bounded queue, one writer that stores in batches.

A bad source never delays another: each has its own task, its own pace and back-off, and never gives up. A flood
fills the queue and then slows the sources down; nothing is dropped. The event loop stays free for the screen:
parsing happens elsewhere (``sources/offload.py``), judging in slices of a few posts.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from warroom.domain.health import SourceHealth
from warroom.domain.mention import Mention, Post
from warroom.intake.judge import Judge, Judged
from warroom.intake.listener import Arrival, Listener, Origin, Receipt
from warroom.sources.base import Client, Cursor, Outcome, Source
from warroom.store.protocols import AddResult, Evidence, Mentions, NewMention, Sources

QUEUE: Final = 5_000
"""Posts that may wait to be judged. A source that would exceed it waits."""
BATCH: Final = 1_000
"""Most posts of one transaction."""
GATHER_S: Final = 0.1
"""How long a batch may gather while another one was stored just before."""
TOGETHER_S: Final = 0.02
"""What comes in within this time is one batch."""
POLITE_BATCH: Final = 200
"""The same beside a screen: what follows a batch on the event loop stays under two milliseconds."""
SLICE: Final = 3
"""Posts judged before the event loop gets a turn: well under a millisecond."""
BREATH_S: Final = 0.001
"""How long the loop is left alone between two slices beside a screen. A key goes through a dozen turns of it."""


class Grouper(Protocol):
    """Near-duplicates, as the analysis floor offers them."""

    def head(self, ident: int, text: str, at: int, /) -> int:
        """Ident of the first text of the group that this one belongs to; ``ident`` itself if it is the first."""


class Keeper(Mentions, Sources, Protocol):
    """What the intake needs of a store."""


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
        self.now, self._speed = now, speed
        self._on_stored, self._on_health = on_stored, on_health
        self._listeners = [Listener(source, self, rng) for source in sources]
        self._queue: deque[Arrival] = deque()
        self._waiting = 0
        self._work = asyncio.Event()
        self._space = asyncio.Event()
        self._space.set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._batch, self._breath = POLITE_BATCH, BREATH_S
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
        """Ask every source once, at the same time, store what came, and tell how each is. Nobody is watching."""
        self._batch, self._breath = BATCH, 0.0
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(self._write())
            async with asyncio.TaskGroup() as asking:
                for listener in self._listeners:
                    asking.create_task(listener.poll_all())
            await self.settled()
            writer.cancel()
        return [listener.health for listener in self._listeners]

    async def bring(self, origin: Origin, posts: Sequence[Post], evidence: Evidence | None = None) -> Receipt:
        """Take in what another tool heard, and wait until it is stored: whoever brings more waits for that."""
        receipt = Receipt(len(posts))
        if posts:
            await self.take(Arrival(origin, tuple(posts), None, evidence, receipt))
            await receipt.settled()
        return receipt

    async def polled(self, most_s: float) -> list[SourceHealth]:
        """Have every source asked now by its own task, store what came, and tell how each is.

        ``mentions`` are those that came meanwhile. After ``most_s`` seconds, of ours, nobody is waited for any more.
        """
        before = [listener.health.mentions for listener in self._listeners]
        asked = [asyncio.create_task(listener.polled()) for listener in self._listeners]
        try:
            async with asyncio.timeout(most_s):
                await asyncio.gather(*asked)
                await self.settled()
        except TimeoutError:
            pass  # what was not heard out says so below
        finally:
            for task in asked:
                task.cancel()
        return [
            _since(listener.health, count, heard=task.done() and not task.cancelled(), most_s=most_s)
            for listener, count, task in zip(self._listeners, before, asked, strict=True)
        ]

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
            listener.age(self.now())

    # -- what listeners need -------------------------------------------------------------------------------------

    async def ask(self, source: Source, cursor: Cursor) -> Outcome:
        """One fetch."""
        return await source.fetch(self._client, cursor, self.now())

    async def cursor_of(self, source: str) -> Cursor:
        """Where a source goes on."""
        stored = await self._store.cursor(source)
        try:
            return msgspec.json.decode(stored, type=Cursor) if stored else Cursor()
        except msgspec.DecodeError:
            return Cursor()  # written by another version: the store still knows every mention

    def tell(self, health: SourceHealth) -> None:
        """The health of a source changed."""
        self._on_health(health)

    def real_seconds(self, seconds: float) -> float:
        """How long so many seconds of the room's clock are on ours."""
        return seconds / self._speed

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
            await asyncio.sleep(TOGETHER_S)
            arrivals = self._next_batch()
            await self._store_batch(arrivals)
            if not self._queue:
                self._work.clear()
                self._idle.set()
            await asyncio.sleep(GATHER_S if self._waiting < self._batch else self._breath)

    def _next_batch(self) -> list[Arrival]:
        """What is waiting, up to the size of a batch; of an arrival that is larger, its first part."""
        batch: list[Arrival] = []
        room = self._batch
        while self._queue and room > 0:
            arrival = self._queue.popleft()
            if len(arrival.posts) > room:
                self._queue.appendleft(msgspec.structs.replace(arrival, posts=arrival.posts[room:]))
                # its cursor goes with its last part: after a crash in between, the rest is asked for again
                arrival = msgspec.structs.replace(arrival, posts=arrival.posts[:room], cursor=None)
            room -= len(arrival.posts)
            batch.append(arrival)
        self._waiting -= self._batch - room
        self._space.set()
        return batch

    async def _store_batch(self, arrivals: Sequence[Arrival]) -> None:
        judged: list[tuple[Judged, bytes, Arrival]] = []
        evidence: dict[bytes, Evidence] = {}
        now = self.now()
        for arrival in arrivals:
            proof = arrival.evidence
            if proof:
                evidence[proof.sha256] = proof
            for at, post in enumerate(arrival.posts):
                if at % SLICE == 0:
                    await asyncio.sleep(self._breath)
                found = self._judge_one(arrival.source, post, now)
                if found:
                    judged.append((found, proof.sha256 if proof else b"", arrival))
        # what comes in together stands in the order it was heard and posted in, whichever source told it
        judged.sort(key=lambda each: (each[0].mention.first_seen, each[0].mention.published))
        new: list[NewMention] = []
        for at, (each, proof_hash, _) in enumerate(judged):
            if at % SLICE == 0:
                await asyncio.sleep(self._breath)
            new.append(self._groups.place(each, proof_hash, at))
        cursors = {a.source.name: msgspec.json.encode(a.cursor) for a in arrivals if a.cursor is not None}
        if not new:
            for name, cursor in cursors.items():
                await self._store.remember_cursor(name, cursor)
            _settle(arrivals)
            return
        result = await self._store.add(new, evidence=list(evidence.values()), cursors=cursors)
        self._groups.stored(result.ids)
        self._batches += 1
        self._stored += len(result.added)
        self._known += result.known
        self._count(result, [arrival for *_, arrival in judged], now)
        await self._on_stored(result)
        _settle(arrivals)

    def _count(self, result: AddResult, arrivals: Sequence[Arrival], now: int) -> None:
        """Who brought how much of a batch; ``arrivals``: for every mention of it, with what it came."""
        fresh, revised = {mention.id for mention in result.added}, {mention.id for mention in result.revised}
        pairs = list(zip(result.ids, arrivals, strict=True))
        came = Counter(arrival.source.name for ident, arrival in pairs if ident in fresh)
        for listener in self._listeners:
            if listener.source.name in came:
                listener.count(now, came[listener.source.name])
        for ident, arrival in pairs:
            if arrival.receipt:
                arrival.receipt.stored += ident in fresh
                arrival.receipt.known += ident not in fresh and ident not in revised
            fresh.discard(ident)

    def _judge_one(self, source: Origin, post: Post, now: int) -> Judged | None:
        self._judged += 1
        judged = self._judge.judge(
            post, source=source.name, platform=source.platform, everything=source.everything, now=now
        )
        self._others += judged is None
        return judged


def _settle(arrivals: Sequence[Arrival]) -> None:
    for arrival in arrivals:
        if arrival.receipt:
            arrival.receipt.settle(len(arrival.posts))


def _since(health: SourceHealth, before: int, *, heard: bool, most_s: float) -> SourceHealth:
    """How a source is, with only what it brought since then; one that was not heard out is late."""
    health = msgspec.structs.replace(health, mentions=health.mentions - before)
    if heard:
        return health
    return msgspec.structs.replace(health, state="late", note=f"did not answer within {most_s:.0f} s")


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


def table(health: Mapping[str, SourceHealth]) -> list[SourceHealth]:
    """Health rows, troubled ones first, then by name."""
    order = {"failing": 0, "stopped": 1, "late": 2, "starting": 3, "live": 4}
    return sorted(health.values(), key=lambda h: (order[h.state], h.name.casefold()))
