"""What is known of a room by whoever sits in it, and what follows from that without asking anybody.

The room in this process (:mod:`warroom.room.room`) and the far end of a wire (:mod:`warroom.room.remote`) both hold
it; they differ in where news come from and where orders go.
"""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.health import SourceHealth
from warroom.domain.level import HOUR, MINUTE, LevelRule, answer_by
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.picture import Picture, apply
from warroom.domain.prepared import HouseRules, Playbook, Prepared, PreparedAnswer, Template
from warroom.domain.reading import Reading
from warroom.room.backlog import KEEP
from warroom.room.clock import Clock
from warroom.room.protocol import Answers, Away, Change, FeedQuery, Kept, Present, Readied, Trouble
from warroom.room.watch import bank_now
from warroom.room.window import FeedWindow, FilteredWindow, Pages

KEPT_CHANGES: Final = 10_000
"""Changes that wait for a listener that does not read; one that falls further behind is told to start over."""
CHARTED: Final = 3 * HOUR
"""How far back scores are kept, ms."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What a room is told about itself when it opens."""

    brand: str
    me: Person
    people: Mapping[str, Person]
    rules: Sequence[LevelRule]
    drill: bool = False
    version: str = ""
    boot: str = ""
    blind_after: int = 10
    """Minutes after which a source that is not heard goes into the log."""
    house: HouseRules = HouseRules()
    accounts: tuple[str, ...] = ()
    """Our own accounts, by handle."""


class Conversations(Pages, Protocol):
    """Where mentions are looked up."""

    async def thread(self, mention: int, limit: int = 50) -> list[Mention]:
        """The conversation around one, oldest first, without itself."""


class Fallen(Exception):  # noqa: N818 - it is news, not an error
    """The listener was too slow and missed changes: it has to look at everything anew."""


class Known:
    """What a console can read of a room without waiting, and who is told when it changes."""

    def __init__(self, identity: Identity, clock: Clock, mentions: Conversations) -> None:
        self.brand, self.me, self.people = identity.brand, identity.me, identity.people
        self.rules, self.drill, self.house = identity.rules, identity.drill, identity.house
        self.accounts = identity.accounts
        self.picture = Picture()
        self.log: list[Entry] = []
        self.reading: Reading | None = None
        self.scores: deque[tuple[int, int]] = deque()
        self.health: tuple[SourceHealth, ...] = ()
        self.answers = Answers()
        self.stored = self.rows = self.today = 0
        self.usual_day: int | None = None
        self.trouble = ""
        self.away: Away | None = None
        self.kept: tuple[Kept, ...] = ()
        self.present: tuple[Present, ...] = ()
        self.templates: Sequence[Template] = ()
        self.unprepared: Sequence[str] = ()
        self._files: Mapping[str, PreparedAnswer] = {}
        self._bank: Mapping[str, PreparedAnswer] | None = None
        self._books: Mapping[str, Playbook] = {}
        self._clock, self.mentions = clock, mentions
        self._windows: weakref.WeakSet[FeedWindow | FilteredWindow] = weakref.WeakSet()
        self._listeners: set[asyncio.Queue[Change | None]] = set()
        self._hearers: list[Callable[[Change], None]] = []

    def now(self) -> int:
        """The room's clock, ms UTC."""
        return self._clock.now()

    @property
    def speed(self) -> float:
        """How many of the room's seconds pass in one of ours."""
        return self._clock.speed

    # -- lists of mentions -------------------------------------------------------------------------------------------

    def window(self, query: FeedQuery) -> FeedWindow | FilteredWindow:
        """A list of mentions."""
        window = (
            FeedWindow(self.mentions, lambda: self.rows)
            if query == FeedQuery()
            else FilteredWindow(self.mentions, query, self._taken)
        )
        self._windows.add(window)
        return window

    def _grow(self, first: int, heads: Sequence[Mention], changed: Sequence[int]) -> None:
        """Tell the lists: these mentions came in as rows ``first`` and on, those look different now."""
        for window in self._windows:
            if changed:
                window.forget(changed)
            if isinstance(window, FeedWindow):
                window.extend(first, heads)

    async def mention(self, ident: int) -> Mention | None:
        """One mention by its number."""
        return (await self.mentions.get((ident,))).get(ident) if abs(ident) < 1 << 62 else None

    async def thread(self, mention: Mention, limit: int = 50) -> Sequence[Mention]:
        """What belongs to the same conversation, oldest first."""
        return await self.mentions.thread(mention.id, limit)

    def _taken(self) -> set[int]:
        return {ident for ident, work in self.picture.work.items() if work.owner or work.closed}

    def answer_by(self, mention: Mention) -> int | None:
        """When it is to be answered, ms; None when it needs no answer or has one."""
        if not mention.needs_answer or self.picture.done_about(mention.id).closed:
            return None
        if self.now() - mention.first_seen > KEEP:
            return None
        return answer_by(mention.first_seen, self.picture.spans, self.rules)

    # -- what was prepared -------------------------------------------------------------------------------------------

    def prepare_with(self, prepared: Prepared) -> None:
        """What the team prepared in files."""
        self._books, self._files, self._bank = prepared.playbooks, prepared.answers, None
        self.templates, self.unprepared = prepared.templates, prepared.problems
        self._tell(Readied())

    @property
    def prepared(self) -> Prepared:
        """What :meth:`prepare_with` was given last."""
        return Prepared(
            playbooks=self._books, answers=self._files, templates=tuple(self.templates), problems=tuple(self.unprepared)
        )

    @property
    def playbooks(self) -> Mapping[str, Playbook]:
        """The plans at hand, each with when it was last exercised."""
        drilled = self.picture.drilled
        return {
            name: msgspec.structs.replace(book, drilled=max(drilled[name], book.drilled or 0))
            if name in drilled
            else book
            for name, book in self._books.items()
        }

    @property
    def bank(self) -> Mapping[str, PreparedAnswer]:
        """The prepared answers as they are now."""
        if self._bank is None:
            self._bank = bank_now(self._files, self.picture)
        return self._bank

    # -- taking in ---------------------------------------------------------------------------------------------------

    def _fold(self, entry: Entry) -> None:
        """One more line of the log."""
        apply(self.picture, entry)
        self.log.append(entry)
        if isinstance(entry.payload, e.AnswerKept | e.AnswerApproved | e.AnswerRetired | e.Answered):
            self._bank = None

    def _weigh(self, reading: Reading) -> None:
        """The gauge's last word, and its curve of three hours with at most one point a minute."""
        self.reading = reading
        if not self.scores or reading.at - self.scores[-1][0] >= MINUTE:
            self.scores.append((reading.at, reading.score))
        while self.scores and self.scores[0][0] < reading.at - CHARTED:
            self.scores.popleft()

    # -- telling -----------------------------------------------------------------------------------------------------

    async def changes(self) -> AsyncIterator[Change]:
        """Everything that happens from now on. Raises Fallen when the listener is far too slow."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue(KEPT_CHANGES)
        self._listeners.add(queue)
        try:
            while (change := await queue.get()) is not None:
                yield change
            raise Fallen
        finally:
            self._listeners.discard(queue)

    @contextlib.contextmanager
    def heard_by(self, hear: Callable[[Change], None]) -> Iterator[None]:
        """Until the block ends, call this with every change, before whoever caused it has an answer."""
        self._hearers.append(hear)
        try:
            yield
        finally:
            self._hearers.remove(hear)

    def _tell(self, change: Change) -> None:
        for hear in self._hearers:
            hear(change)
        for queue in list(self._listeners):
            try:
                queue.put_nowait(change)
            except asyncio.QueueFull:
                self._listeners.discard(queue)
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)

    def _set_trouble(self, what: str) -> None:
        if what != self.trouble:
            self.trouble = what
            self._tell(Trouble(what))
