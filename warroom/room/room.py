"""The room in this process: it listens, decides, records, and tells everybody who is attached.

Data goes one way: intake → store → here → screens. Orders come back one way: :meth:`LocalRoom.do`. Acknowledged
means committed: an entry is shown only after it is durable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.entries import Draft, Entry, Payload, StatementKind
from warroom.domain.health import SourceHealth
from warroom.domain.level import DAY, MINUTE
from warroom.domain.mention import Mention
from warroom.domain.people import ROOM, Person
from warroom.domain.picture import Picture
from warroom.domain.reading import Reading
from warroom.domain.remarks import Promise, Report
from warroom.room.backlog import KEEP, Backlog
from warroom.room.clock import Clock, Drift
from warroom.room.flow import Flow
from warroom.room.known import Identity, Known
from warroom.room.protocol import (
    REF,
    Answers,
    Conflict,
    Heard,
    Listening,
    Read,
    Recorded,
    Suggestion,
)  # fmt: skip
from warroom.room.watch import Answered, notices
from warroom.store.chain import seal
from warroom.store.errors import StoreError
from warroom.store.protocols import AddResult, Evidence, Sealed, Store, Volume

if TYPE_CHECKING:
    from warroom.domain.mention import Post
    from warroom.intake.listener import Origin, Receipt
    from warroom.room.replying import Adviser

LONGEST_DRAFT: Final = 20_000
"""Characters of a draft that are kept."""
READ_EVERY: Final = 5_000
"""Milliseconds between two readings of the gauge."""
LEARNT: Final = 3
"""Days of own history after which the room knows what is usual."""


class Meter(Protocol):
    """The gauge, as the room uses it."""

    def hear(self, mentions: Sequence[Mention]) -> None:
        """More mentions, just stored."""

    def read(self, now: int, picture: Picture, answers: Answers, health: Sequence[SourceHealth]) -> Reading:
        """The reading of this moment."""


class Ears(Protocol):
    """The intake, as the room uses it."""

    def retry(self, source: str = "") -> None:
        """Ask now."""

    def refresh(self) -> None:
        """Let time pass for the sources' health."""

    async def settled(self) -> None:
        """Wait until everything taken in is stored."""

    async def bring(self, origin: Origin, posts: Sequence[Post], evidence: Evidence | None = None) -> Receipt:
        """Take in what another tool heard."""

    async def polled(self, most_s: float) -> list[SourceHealth]:
        """Ask every source now; how each is."""


class Phone(Protocol):
    """Who calls people outside, as the room uses it."""

    def hear(self, entries: Sequence[Entry]) -> None:
        """What was just recorded."""


class LocalRoom(Known):
    """A :class:`~warroom.room.protocol.Room` that owns its store."""

    def __init__(self, store: Store, identity: Identity, clock: Clock, salt: Callable[[], bytes]) -> None:
        super().__init__(identity, clock, store)
        self._store, self._identity, self._salt = store, identity, salt
        self._backlog = Backlog()
        self._flow = Flow()
        self._answered = Answered()
        self._again: dict[int, list[int]] = {}
        """A post in which an author wrote again → what it opened, until somebody deals with it."""
        self._refs: set[bytes] = set()
        """Orders that were carried out, by what their consoles call them: the first bytes of an entry's salt."""
        self._writing = asyncio.Lock()
        self._meter: Meter | None = None
        self._ears: Ears | None = None
        self._phone: Phone | None = None
        self._drift = Drift(clock)
        self._unsaved_health: dict[str, SourceHealth] = {}
        self._day = 0
        self._adviser: Adviser | None = None
        self._marks: Callable[[str], Sequence[str]] = lambda _: ()
        self.hearing = asyncio.Event()
        """Set once the intake runs."""

    # -- opening -------------------------------------------------------------------------------------------------

    async def recall(self) -> None:
        """Fold the Picture from the journal, and learn how much is stored."""
        for sealed in await self._store.read():
            self._fold(sealed.entry)
            if len(sealed.salt) > REF:
                self._refs.add(sealed.salt[:REF])
        self.rows = await self._store.count()
        self.stored = self.rows

    async def recall_backlog(self) -> None:
        """Learn who is still waiting for an answer."""
        since, last = self.now() - KEEP, 0
        while pairs := await self._store.needing(since, last, 5_000):
            self._backlog.add(pairs)
            last = pairs[-1][0]
        for ident, work in self.picture.work.items():
            if work.closed:
                self._backlog.close(ident)
        for post, before in self.picture.again.items():
            self._again.setdefault(post, []).append(before)
        known = [ident for ident, work in self.picture.work.items() if work.answered_by]
        for mention in (await self._store.get(known)).values():
            self._answered.learn(mention)
        self._count_answers()

    def recall_volume(self, volume: Sequence[Volume]) -> None:
        """Learn what a day is like from the rollup of the past weeks."""
        now = self.now()
        midnight = now - now % DAY
        self._midnight()
        self._flow.recall(volume, now)
        self.today = sum(row.mentions for row in volume if row.bin >= midnight)
        days: dict[int, int] = {}
        for row in volume:
            if row.bin < midnight:
                days[row.bin // DAY] = days.get(row.bin // DAY, 0) + row.mentions
        self.usual_day = round(sum(days.values()) / len(days)) if len(days) >= LEARNT else None

    def listen_with(self, ears: Ears, meter: Meter, marks: Callable[[str], Sequence[str]]) -> None:
        """Begin to hear: what the intake stores comes to :meth:`stored_batch` from here on."""
        self._ears, self._meter, self._marks = ears, meter, marks

    async def ears(self) -> Ears:
        """What it hears with, once it hears."""
        await self.hearing.wait()
        assert self._ears is not None
        return self._ears

    @property
    def store(self) -> Store:
        """What it keeps everything in."""
        return self._store

    def call_with(self, phone: Phone) -> None:
        """Let people outside be called for what is recorded from here on."""
        self._phone = phone

    async def opened(self, sources: int) -> None:
        """Record that the room is open and listens to so many sources."""
        await self.record((Draft(e.Opened(version=self._identity.version, sources=sources)),))
        self.hearing.set()

    # -- reading -------------------------------------------------------------------------------------------------

    @property
    def volume(self) -> Sequence[tuple[int, int]]:
        """(ms, mentions posted in the five minutes from then) of the last three hours, oldest first."""
        return self._flow.rows()

    async def drafts(self, whose: Person | None = None) -> Mapping[str, str]:
        """What I (or somebody else who is here) have written and not sent."""
        return await self._store.drafts((whose or self.me).id)

    async def keep_draft(self, about: str, text: str, whose: Person | None = None) -> None:
        """Keep what I (or somebody else who is here) have written; an empty text throws it away."""
        await self._store.keep_draft((whose or self.me).id, about[:200], text[:LONGEST_DRAFT], self.now())

    async def marks(self, mention: Mention) -> Sequence[str]:
        """The words of its text that drove its tone."""
        return self.marks_of(mention.headline)

    def marks_of(self, text: str) -> Sequence[str]:
        """The words of a text that drove its tone."""
        return self._marks(text)

    async def look_at(self, what: str) -> None:
        """Nobody else is here to be told."""

    async def suggest(self, text: str, *, rest: bool = False) -> Sequence[Suggestion]:
        """The prepared answers that fit a post, best first."""
        from warroom.room.replying import Adviser  # noqa: PLC0415 - the first paint need not wait for it

        self._adviser = self._adviser or Adviser()
        crisis = self.picture.incident.type if self.picture.incident else ""
        names = (self.brand, *self.accounts)
        return await self._adviser.suggest(text, self.bank, crisis, names, self.now(), rest=rest)

    async def conflicts(self, text: str) -> Sequence[Conflict]:
        """What our people and the board of facts say that this text contradicts."""
        from warroom.room.replying import conflicts, said  # noqa: PLC0415 - as above

        return await conflicts(text, said(self.picture, self.people, self.now()), self.picture)

    async def promises(self, text: str) -> Sequence[Promise]:
        """What this text says somebody will do."""
        from warroom.room.replying import promises  # noqa: PLC0415 - as above

        return await promises(text, self.now())

    async def read_statement(self, text: str, sort: StatementKind) -> Report:
        """What the reader says about a public text."""
        from warroom.room.advice import context_of, read_statement  # noqa: PLC0415 - the first paint need not wait

        return await read_statement(context_of(self.picture, self.log, self.people, sort, self.now()), text)

    # -- doing ---------------------------------------------------------------------------------------------------

    async def do(
        self, order: o.Order, by: Person | None = None, *, ref: bytes = b"", via: str = ""
    ) -> o.Refused | None:
        """Ask for something. None: it is recorded and durable. Otherwise why not, in words for people.

        ``ref``: 16 bytes that name this order; given again, it is not carried out again. ``via``: who really asks,
        where that is somebody else than ``by``; it stands in the record.
        """
        from warroom.domain.decide import Moment, decide  # noqa: PLC0415 - the first paint need not wait for it

        by = by or self.me
        mention = await self.mention(order.mention) if isinstance(order, o.ABOUT_MENTION) else None
        async with self._writing:
            if ref and ref in self._refs:
                return None
            moment = Moment(
                at=self.now(), by=by, people=self._everybody(by), rules=self.rules, mention=mention,
                reading=self.reading, house=self.house, bank=frozenset(self.bank),
                playbook=self._books.get(getattr(order, "playbook", "")),
                answer=self.bank.get(getattr(order, "answer", "")),
            )  # fmt: skip
            outcome = decide(self.picture, order, moment)
            if isinstance(outcome, o.Refused):
                return outcome
            refused = await self._append(outcome, by, self.picture.role_of(by), moment.at, ref=ref, via=via)
            if refused is None and mention is not None and self.picture.done_about(mention.id).answered_by:
                self._answered.learn(mention)
            return refused

    async def record(self, drafts: Sequence[Draft]) -> o.Refused | None:
        """What the room itself has to say."""
        async with self._writing:
            return await self._append(drafts, ROOM, "", self.now())

    def _everybody(self, by: Person) -> Mapping[str, Person]:
        return self.people if by.id in self.people else {**self.people, by.id: by}

    async def _append(
        self, drafts: Sequence[Draft], by: Person, role: str, at: int, *, ref: bytes = b"", via: str = ""
    ) -> o.Refused | None:
        seq, prev = self.picture.seq, self.picture.head
        incident = self.picture.incident.id if self.picture.incident else ""
        sealed: list[Sealed] = []
        name = ref
        for draft in drafts:
            if isinstance(draft.payload, e.Declared):
                incident = draft.payload.incident
            seq += 1
            each = seal(
                draft, room=self._store.room, seq=seq, prev=prev, at=at, by=by.id, role=role, incident=incident,
                boot=self._identity.boot, mono=self._clock.running(), salt=ref + self._salt(), keyfp=via,
            )  # fmt: skip
            prev, ref = each.entry.hash, b""
            sealed.append(each)
        try:
            await self._store.append(sealed, after=self.picture.seq)
        except StoreError as error:
            self._set_trouble(f"The log is not being saved. {error}")
            return o.Refused(f"Not recorded. {error}")
        self._set_trouble("")
        if name:
            self._refs.add(name)
        entries = tuple(each.entry for each in sealed)
        for entry in entries:
            self._fold(entry)
            self._settle(entry.payload)
        if self._phone:
            self._phone.hear(entries)
        self._count_answers()
        self._tell(Recorded(entries))
        return None

    def _settle(self, payload: Payload) -> None:
        """Keep the backlog in step with what people do about mentions."""
        match payload:
            case e.Answered(mention=mention) | e.Triaged(mention=mention) | e.Reopened(mention=mention):
                for ident in {mention, *self._again.pop(mention, ())}:
                    if self.picture.done_about(ident).closed:
                        self._backlog.close(ident)
                    else:
                        self._backlog.reopen(ident)
                if isinstance(payload, e.Reopened) and payload.by_author is not None:
                    self._again.setdefault(payload.by_author, []).append(mention)
            case _:
                pass

    # -- hearing -------------------------------------------------------------------------------------------------

    async def stored_batch(self, result: AddResult) -> None:
        """The intake stored a batch."""
        heads = [mention for mention in result.added if mention.head == mention.id]
        first = result.rows - len(heads)
        self.rows = result.rows
        self.stored += len(result.added)
        self._midnight()
        self.today += len(result.added)
        self._flow.hear(result.added, self.now())
        self._backlog.add((m.id, m.first_seen) for m in heads if m.needs_answer)
        changed = (*(m.id for m in result.revised), *result.copied)
        self._grow(first, heads, changed)
        if self._meter:
            self._meter.hear(result.added)
        again = self._answered.again(self.picture, result.added)
        if again:
            await self.record(again)
        self._count_answers()
        self._tell(Heard(len(heads), changed, first, heads))

    def source_health(self, health: SourceHealth) -> None:
        """The health of one source changed."""
        others = [h for h in self.health if h.name != health.name]
        self.health = tuple(sorted([*others, health], key=lambda h: h.name.casefold()))
        self._unsaved_health[health.name] = health
        self._tell(Listening(self.health))

    async def save_health(self) -> None:
        """Keep how the sources are, for the next start and for commands that look in from outside."""
        unsaved = list(self._unsaved_health.values())
        self._unsaved_health.clear()
        if unsaved:
            await self._store.remember_health(unsaved)

    async def live(self) -> None:
        """Let time pass until cancelled: readings, clock jumps, sources that are not heard."""
        next_reading = 0
        while True:
            await self.tick(read=self.now() >= next_reading)
            if self.now() >= next_reading:
                next_reading = self.now() + READ_EVERY
            await asyncio.sleep(1)

    async def tick(self, *, read: bool = True) -> None:
        """One second of the room's life."""
        jump = self._drift.jump()
        if jump:
            await self.record((Draft(e.ClockJump(jump=jump)),))
        if self._ears:
            self._ears.refresh()
        await self._watch_sources()
        noticed = notices(self.picture, self.house, self.now())
        if noticed:
            await self.record(noticed)
        await self.save_health()
        self._midnight()
        self._count_answers()
        if read and self._meter:
            await self._read(self._meter)

    async def _read(self, meter: Meter) -> None:
        reading = meter.read(self.now(), self.picture, self.answers, self.health)
        before = self.reading
        self._weigh(reading)
        if before is None or reading.suggested != self.picture.suggested:
            await self._log_suggestion(reading)
        if reading != before:
            self._tell(Read(reading))

    async def _log_suggestion(self, reading: Reading) -> None:
        if reading.suggested == self.picture.suggested:
            return
        drivers = tuple(f"{d.name}: {d.value} ({d.points})" for d in reading.drivers)
        await self.record((
            Draft(e.Suggested(
                level=reading.suggested, was=self.picture.suggested, score=reading.score, drivers=drivers,
                floor=reading.floor, without=reading.without,
            )),
        ))  # fmt: skip

    async def _watch_sources(self) -> None:
        now = self.now()
        for health in self.health:
            blind = self.picture.blind.get(health.name)
            if health.hears and blind is not None:
                await self.record((Draft(e.SourceUp(source=health.name, blind=max(0, now - blind))),))
            elif blind is None and health.state in ("failing", "late", "stopped"):
                since = health.last_ok or health.since or now
                if now - since >= self._identity.blind_after * MINUTE:
                    await self.record((Draft(e.SourceDown(source=health.name, since=since, note=health.note)),))

    async def retry(self, source: str = "") -> None:
        """Poll this source now (all of them without a name)."""
        if self._ears:
            self._ears.retry(source)

    async def settled(self) -> None:
        """Wait until everything that was queued has been carried out."""
        if self._ears:
            await self._ears.settled()
        async with self._writing:
            return

    def _count_answers(self) -> None:
        self.answers = self._backlog.count(self.picture, self.rules, self.now())

    def _midnight(self) -> None:
        day = self.now() // DAY
        if day != self._day:
            self._day, self.today = day, 0
