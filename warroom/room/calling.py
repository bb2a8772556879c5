"""Calls people outside the room, beside it: nothing that a messaging service does can hold the room up.

The room tells :meth:`Caller.hear` what was recorded. A task of its own looks, some seconds apart, what is due
(``whom.py`` decides), has it said by a voice, and records how it went, so that a call that failed stands in the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from warroom.calls import CallTable
from warroom.domain import entries as e
from warroom.domain.entries import Draft, Entry
from warroom.domain.people import Person
from warroom.domain.picture import Picture
from warroom.domain.prepared import HouseRules
from warroom.room import whom
from warroom.room.whom import Call, Cause, Key, NotReached, Told, Way, failing
from warroom.voices.calling import Message, NoAddressError, Said, Voice, address

__all__ = ["CallSettings", "Caller", "CallingRoom", "NotReached", "failing"]

LOOK_EVERY_S: Final = 2.0
MOST_CAUSES: Final = 50
"""Causes of the last ten minutes; a further one is refused aloud."""
AT_ONCE: Final = 16
"""Messages that one wave sends; the next wave takes the rest."""
NO_WAY: Final = "no way to call them is set up; add a [[calls]] table"
TOO_MANY: Final = "too many calls at once"


class CallingRoom(Protocol):
    """What a Caller needs of a room."""

    @property
    def brand(self) -> str:
        """Whose room this is."""

    @property
    def people(self) -> Mapping[str, Person]:
        """Everybody, by short name."""

    @property
    def house(self) -> HouseRules:
        """Who stands in for whom."""

    @property
    def drill(self) -> bool:
        """Whether nothing may leave the machine."""

    @property
    def picture(self) -> Picture:
        """What follows from the log."""

    @property
    def log(self) -> Sequence[Entry]:
        """Every entry, oldest first."""

    async def record(self, drafts: Sequence[Draft]) -> Any:
        """What the room itself has to say."""


class CallSettings(NamedTuple):
    """Whom to call, how they get in, and the folder that files of addresses are reckoned from."""

    tables: Sequence[CallTable]
    join: str
    folder: Path


class Caller:
    """``caller.hear(entries)`` after each recording; ``await caller.run()`` as a task beside the room."""

    def __init__(self, room: CallingRoom, settings: CallSettings, voice: Voice, now: Callable[[], int]) -> None:
        self._room, self._settings, self._voice, self._now = room, settings, voice, now
        self._ways = whom.ways_of(settings.tables)
        self._open: list[tuple[Cause, list[Way]]] = []
        self._told: dict[Key, Told] = {}
        self._notes: list[Draft] = []
        self._news = asyncio.Event()
        self._recall()

    # -- hearing -------------------------------------------------------------------------------------------------

    def hear(self, entries: Sequence[Entry]) -> None:
        """What was just recorded; the Picture has it already. Returns at once."""
        for entry in entries:
            self._hear(entry, loudly=True)
        self._news.set()

    def _recall(self) -> None:
        """What the log says of calls: what was done, and what was held back when the room closed."""
        since = self._now() - whom.RECALLED
        recent: list[Entry] = []
        for entry in reversed(self._room.log):
            if entry.recorded < since:
                break
            recent.append(entry)
        for entry in reversed(recent):
            self._hear(entry, loudly=False)

    def _hear(self, entry: Entry, *, loudly: bool) -> None:
        payload = entry.payload
        if isinstance(payload, e.Called):
            told = Told(payload.outcome, payload.note, entry.recorded)
            self._told[payload.person, payload.channel, payload.why] = told
            return
        cause = whom.cause_of(entry, self._room.picture)
        if cause is None:
            return
        ways = self._wanted(cause)
        crowded = sum(whom.fresh(other, self._now()) for other, _ in self._open) >= MOST_CAUSES
        if loudly:
            self._say_aloud(cause, ways, crowded=crowded)
        if ways and not crowded:
            self._open.append((cause, ways))

    def _say_aloud(self, cause: Cause, ways: Sequence[Way], *, crowded: bool) -> None:
        """Who will not be called, and why: to ask for somebody and hear nothing would be worse."""
        reached = {way.person for way in ways}
        lost = [p for p in cause.whom if p in self._room.people and p not in reached]
        self._notes += [_called(person, "", cause, *self._no_way()) for person in lost]
        if crowded:
            self._notes += [_called(way.person, way.channel, cause, "failed", TOO_MANY) for way in ways]

    def _no_way(self) -> tuple[str, str]:
        return ("held", whom.DRILL) if self._room.drill else ("failed", NO_WAY)

    def _wanted(self, cause: Cause) -> list[Way]:
        room = self._room
        return whom.wanted(cause, self._ways, room.picture, room.people, room.house.stand_ins)

    # -- calling -------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Call whoever is due, until cancelled. A wave that hangs does not hold up the next one."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                calls, notes = self._take()
                if calls or notes:
                    tasks.create_task(self._carry_out(calls, notes), name="calling")
                try:
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._news.wait()
                except TimeoutError:
                    continue
                self._news.clear()

    async def look(self) -> None:
        """Call whoever is due now, and wait until it is known how that went."""
        while True:
            calls, notes = self._take()
            if not calls and not notes:
                return
            await self._carry_out(calls, notes)

    def _take(self) -> tuple[list[Call], list[Draft]]:
        """What is due, marked as taken: nobody else takes it."""
        room, now = self._room, self._now()
        self._open = [(cause, ways) for cause, ways in self._open if now - cause.at <= whom.RECALLED]
        late = [(cause, self._wanted(cause)) for cause in whom.late(room.picture, now)] if self._ways else []
        calls = whom.due([*self._open, *late], self._told, room.picture, now, drill=room.drill)
        calls = _whole_people(calls)
        for call in calls:
            outcome = "held" if call.held else "taken"
            self._told[call.way.person, call.way.channel, call.cause.why] = Told(outcome, call.held, now)
        notes, self._notes = self._notes, []
        return calls, notes

    async def _carry_out(self, calls: Sequence[Call], notes: Sequence[Draft]) -> None:
        aside = [_draft(call, "held", call.held) for call in calls if call.held]
        if aside or notes:
            await self._room.record((*notes, *aside))
        going = [call for call in calls if not call.held]
        waiting = {id(call): call for call in going}
        done: dict[int, Said] = {}
        async with aclosing(self._said(going)) as told:
            async for call, said in told:
                done[id(call)] = said
                waiting.pop(id(call), None)
                same = [c for c in going if (c.way.person, c.cause.why) == (call.way.person, call.cause.why)]
                if not any(id(c) in waiting for c in same):
                    await self._room.record(_outcomes([(c, done[id(c)]) for c in same]))

    async def _said(self, calls: Sequence[Call]) -> AsyncGenerator[tuple[Call, Said], None]:
        room, ready, messages = self._room, [], []
        for call in calls:
            text = whom.message(call.cause, room.picture, room.people, room.brand, self._settings.join)
            try:
                secret = address(call.way.table, self._settings.folder)
            except NoAddressError as error:
                yield call, Said(reached=False, note=str(error))
                continue
            ready.append(call)
            messages.append(Message(secret, text, whom.title(room.picture, room.brand)))
        if not messages:
            return
        async with aclosing(self._voice.say(messages)) as told:
            async for index, said in told:
                yield ready[index], said


def _whole_people(calls: list[Call]) -> list[Call]:
    """At most sixteen, and of one person about one cause all or none: what reached them decides what is recorded."""
    if len(calls) <= AT_ONCE:
        return calls
    groups: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        groups.setdefault((call.way.person, call.cause.why), []).append(call)
    taken: list[Call] = []
    for group in groups.values():
        if taken and len(taken) + len(group) > AT_ONCE:
            break
        taken += group
    return taken


def _outcomes(told: Sequence[tuple[Call, Said]]) -> list[Draft]:
    """One person's calls: first what failed, so that what reached them stands last, in the log and in the Picture."""
    ordered = sorted(told, key=lambda pair: pair[1].reached)
    return [_draft(call, "sent" if said.reached else "failed", said.note) for call, said in ordered]


def _draft(call: Call, outcome: Any, note: str) -> Draft:
    return _called(call.way.person, call.way.channel, call.cause, outcome, note)


def _called(person: str, channel: str, cause: Cause, outcome: Any, note: str) -> Draft:
    return Draft(e.Called(person=person, channel=channel, outcome=outcome, why=cause.why, note=note))
