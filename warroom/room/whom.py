"""Who is to be called about what: pure, from the log and the Picture to a list of calls.

A *cause* is something that people outside the room must know: the level rose, somebody asked for them, a text waits
for their yes past its time. A person is called about a cause once by each way, whatever else happens; the log
remembers, so a restart calls nobody again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal

import msgspec

from warroom.calls import CallTable
from warroom.domain import entries as e
from warroom.domain.decide.common import may_act_as
from warroom.domain.entries import Entry
from warroom.domain.level import HOUR, MINUTE, Level
from warroom.domain.people import Person, Role
from warroom.domain.picture import Picture, Statement
from warroom.domain.text import clean, one_line
from warroom.domain.words import clock

FRESH: Final = 10 * MINUTE
"""How long after it came about a cause still calls somebody new. What was held back in quiet hours waits longer."""
RECALLED: Final = 26 * HOUR
"""How far back a room that opens looks for calls that were held back; quiet hours end within a day."""
NOT_REACHED_FOR: Final = 12 * HOUR
"""How long a failed call stays among what needs somebody."""
SHORT: Final = 160
"""Characters that fit one SMS."""
_LEAST: Final = 24
_MARKUP: Final = {**dict.fromkeys(map(ord, "_|\\"), " "), **dict.fromkeys(map(ord, "<>*~`[]{}^@"))}
"""Characters that a service could take for markup or for a mention of everybody."""


class Way(msgspec.Struct, frozen=True):
    """One way to reach one person."""

    person: str
    channel: str
    """What the log calls it: ``slack``, ``ntfys 2``. Unique for the person."""
    table: CallTable


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why people are called."""

    sort: Literal["level", "asked", "approval"]
    at: int
    """When it came about, ms."""
    why: str
    """As the log says it. Together with ``at`` it tells one cause from another."""
    says: str
    """What is asked of them. Our own people's words or ours, never a customer's."""
    level: Level = Level.QUIET
    was: Level = Level.QUIET
    whom: tuple[str, ...] = ()
    """Person ids or roles."""
    by: str = ""
    case: str = ""


class Call(msgspec.Struct, frozen=True):
    """One call that is due, or is held back and says why in ``held``."""

    way: Way
    cause: Cause
    held: str = ""


class Told(msgspec.Struct, frozen=True):
    """What became of a call."""

    outcome: str
    note: str
    at: int

    @property
    def waits(self) -> bool:
        """Whether it was only held back for the night."""
        return self.outcome == "held" and self.note.startswith(_QUIET)


class NotReached(msgspec.Struct, frozen=True):
    """Somebody whom the last call did not reach."""

    person: str
    channel: str
    note: str
    at: int


_QUIET: Final = "quiet until"
DRILL: Final = "drill"
Key = tuple[str, str, str]
"""(person, channel, why)."""


def ways_of(tables: Iterable[CallTable]) -> tuple[Way, ...]:
    """Every way to reach somebody, each with a name of its own for its person."""
    ways: list[Way] = []
    for table in tables:
        same = sum(way.person == table.person and way.table.via == table.via for way in ways)
        ways.append(Way(table.person, f"{table.via} {same + 1}" if same else table.via, table))
    return tuple(ways)


# -- causes --------------------------------------------------------------------------------------------------------


def cause_of(entry: Entry, picture: Picture) -> Cause | None:
    """What an entry calls people for; None for most."""
    payload, at = entry.payload, entry.recorded
    match payload:
        case e.LevelSet(level=level, was=was) if level > was:
            return _rise(entry, level, was, picture.incident.title if picture.incident else "")
        case e.Declared(level=level, title=title):
            before = [span.level for span in picture.spans if span.since < at]
            return _rise(entry, level, before[-1] if before else Level.QUIET, title)
        case e.CallAsked(whom=whom, why=why):
            asked = "" if entry.privileged else why
            return Cause(
                sort="asked", at=at, why=f"asked for at {clock(at)} UTC{': ' + why if asked else ''}", says=asked,
                whom=whom, by=entry.by, case=entry.incident,
            )  # fmt: skip
        case _:
            return None


def _rise(entry: Entry, level: Level, was: Level, title: str) -> Cause | None:
    if level <= was:
        return None
    why = f"{level.tag} since {clock(entry.recorded)} UTC"
    return Cause(
        sort="level", at=entry.recorded, why=why, says=title, level=level, was=was, by=entry.by, case=entry.incident
    )


def late(picture: Picture, now: int) -> list[Cause]:
    """The texts that wait for a yes past their time, one cause for each role that is asked."""
    causes = [cause for statement in picture.statements.values() for cause in _late_statement(statement, now)]
    for mention, work in picture.work.items():
        reply = work.reply
        if reply is None or reply.approved_by or reply.held_by or work.closed or reply.due > now:
            continue
        what = f"reply to post {mention} waits for {reply.role} since {clock(reply.asked_at)} UTC"
        causes.append(Cause(sort="approval", at=reply.due, why=what, says=what, whom=(reply.role,), by=reply.asked_by))
    return causes


def _late_statement(statement: Statement, now: int) -> Iterable[Cause]:
    asked = statement.request
    if asked is None or not statement.open or asked.due > now or (statement.approvals and not asked.every):
        return
    answered = {*statement.approvals, *(wish.role for wish in statement.wishes)}
    for role in asked.roles:
        if role not in answered:
            version = f" version {statement.last.number}" if statement.last.number > 1 else ""
            what = f"statement {statement.number}{version} waits for {role} since {clock(asked.at)} UTC"
            yield Cause(sort="approval", at=asked.due, why=what, says=what, whom=(role,), by=asked.by)


def stands(cause: Cause, picture: Picture) -> bool:
    """Whether it is still so. Nobody is told in the morning what was over in the night."""
    if cause.sort == "level":
        return picture.level >= cause.level
    return cause.sort != "asked" or cause.case in ("", picture.case)


# -- who, and when not ---------------------------------------------------------------------------------------------


def wanted(
    cause: Cause, ways: Sequence[Way], picture: Picture, people: Mapping[str, Person], stand_ins: Mapping[str, str]
) -> list[Way]:
    """By which ways people are to hear of it, quiet hours aside."""
    match cause.sort:
        case "level":
            return [
                way
                for way in ways
                if way.person not in picture.duty
                and way.person != cause.by
                and any(cause.was < level <= cause.level for level in way.table.levels)
            ]
        case "asked":
            return [
                way
                for way in ways
                if way.person in cause.whom or (way.person != cause.by and _acts(way, cause.whom, picture, people))
            ]
        case "approval":
            asking = [way for way in ways if "approval" in way.table.also and way.person != cause.by]
            holders = {p.id for p in people.values() if picture.role_of(p) in cause.whom}
            instead = {stand_ins[holder] for holder in holders if holder in stand_ins}
            return [way for way in asking if way.person in instead or _acts(way, cause.whom, picture, people)]


def _acts(way: Way, whom: Sequence[str], picture: Picture, people: Mapping[str, Person]) -> bool:
    person = people.get(way.person)
    roles: tuple[Role, ...] = way.table.roles or (may_act_as(picture, person) if person else ())
    return any(role in whom for role in roles)


def held(way: Way, picture: Picture, now: int, *, drill: bool) -> str:
    """Why somebody is not called now, in words; empty when they are."""
    if drill:
        return DRILL
    if picture.level >= Level.CRISIS:
        return ""
    end = quiet_until(way.table, now)
    return f"{_QUIET} {clock(end)} UTC" if end else ""


def quiet_until(table: CallTable, now: int) -> int:
    """When the quiet hours that hold now are over, ms; 0 when there are none now."""
    hours = table.hours()
    if not hours:
        return 0
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only quiet hours need it

    begin, end = (time(*divmod(minutes, 60)) for minutes in hours)
    zone = ZoneInfo(table.zone)
    here = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone)
    wall = here.time()
    overnight = begin > end
    if not (wall >= begin or wall < end if overnight else begin <= wall < end):
        return 0
    day = here.date() + timedelta(days=1 if overnight and wall >= begin else 0)
    # in the hour that a clock change repeats or skips, the end may seem to be past: a minute from now, then
    return max(int(datetime.combine(day, end, zone).timestamp() * 1000), now + MINUTE)


def due(
    causes: Iterable[tuple[Cause, Sequence[Way]]], told: Mapping[Key, Told], picture: Picture, now: int, *, drill: bool
) -> list[Call]:
    """What is to be done now about these causes and the ways that were found for them."""
    calls: list[Call] = []
    risen: set[Way] = set()
    for cause, ways in sorted(causes, key=lambda pair: -pair[0].at):
        for way in ways:
            before = before_now(cause, way, told)
            if cause.sort == "level":
                if way in risen or way.person in picture.duty:
                    continue  # the newest level says it all
                if stands(cause, picture) or (before is not None and not before.waits):
                    risen.add(way)
            if not stands(cause, picture) or (before is None and not fresh(cause, now)):
                continue
            why_not = held(way, picture, now, drill=drill)
            if before is None or (before.waits and not why_not):
                calls.append(Call(way, cause, why_not))
    return calls


def fresh(cause: Cause, now: int) -> bool:
    """Whether it calls people who have not heard of it. A text that waits calls for as long as it waits."""
    return cause.sort == "approval" or now - cause.at <= FRESH


def before_now(cause: Cause, way: Way, told: Mapping[Key, Told]) -> Told | None:
    """What became of this call already. The same words of another day are another cause; up and down are not."""
    before = told.get((way.person, way.channel, cause.why))
    return before if before is not None and before.at >= cause.at - FRESH else None


def failing(picture: Picture, now: int) -> list[NotReached]:
    """Who could not be reached lately and is not in the room by now, newest first."""
    missed = [
        NotReached(person, call.channel, call.note, call.at)
        for person, call in picture.calls.items()
        if call.outcome == "failed" and now - call.at <= NOT_REACHED_FOR and picture.duty.get(person, 0) <= call.at
    ]
    return sorted(missed, key=lambda m: -m.at)


# -- the words -----------------------------------------------------------------------------------------------------


def message(cause: Cause, picture: Picture, people: Mapping[str, Person], brand: str, join: str) -> str:
    """What is said: what it is about, the level, what is asked, who commands, how to get in. 160 characters.

    Only the free part is cut; where the rest alone is longer, the message is longer.
    """
    head, says, way_in = title(picture, brand), _plain(cause.says), one_line(clean(join).text)
    if cause.sort == "asked":
        head = f"{head}: {_plain(people[cause.by].short) if cause.by in people else 'the room'} asks for you"
    elif cause.sort == "approval":
        says = says[:1].upper() + says[1:]
    tail = f"{_command(picture, people)}{f'Join: {way_in}' if way_in else 'Open warroom.'}"
    if not says:
        return f"{head}. {tail}"
    room = max(SHORT - len(head) - len(tail) - 4, _LEAST)
    if len(says) > room:
        says = says[: room - 3].rstrip(" .") + "..."
    return f"{head}: {says}{'' if says.endswith(('.', '?', '!')) else '.'} {tail}"


def _command(picture: Picture, people: Mapping[str, Person]) -> str:
    if picture.commander:
        who = people[picture.commander].short if picture.commander in people else picture.commander
        return f"{_plain(who)} commands. "
    return "Nobody commands yet. " if picture.incident else ""


def title(picture: Picture, brand: str) -> str:
    """For services that show one: ``Quillstack L3 Crisis``."""
    return f"{_plain(brand)} {picture.level.tag}"


def _plain(text: str) -> str:
    return one_line(clean(text).text.translate(_MARKUP))
