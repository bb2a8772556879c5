"""The common operating picture: what follows from the log, and nothing else.

:func:`apply` is the only thing that changes a Picture. The host's, every console's and the one that a test folds
from an export are therefore the same.
"""

from __future__ import annotations

from typing import Final, Literal, assert_never

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Audience, Entry, Payload, TaskState, Triage
from warroom.domain.level import Level, LevelSpan
from warroom.domain.people import Person, Role

UNDO_FOR: Final = 10_000
"""Milliseconds within which a person can take back what they did."""


class Incident(msgspec.Struct):
    """An incident, open or closed."""

    id: str
    title: str
    type: str
    declared_at: int
    declared_by: str
    first: e.Declared
    closed_at: int | None = None
    peak: Level = Level.QUIET


class Task(msgspec.Struct):
    """A task on the board."""

    number: int
    title: str
    made_at: int
    made_by: str
    incident: str = ""
    owner: str = ""
    due: int | None = None
    waits_for: int | None = None
    mention: int | None = None
    afterwards: tuple[str, ...] = ()
    state: TaskState = "todo"
    changed_at: int = 0

    @property
    def open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state != "done"


class Work(msgspec.Struct):
    """What the team did about one mention. A mention without one was not touched."""

    owner: str = ""
    owned_at: int = 0
    answered_by: str = ""
    answered_at: int = 0
    triage: Triage | Literal[""] = ""
    pinned: bool = False
    tone: int | None = None

    @property
    def closed(self) -> bool:
        """Whether nobody needs to answer it any more."""
        return bool(self.answered_by) or self.triage in ("troll", "rager", "not_us", "praise")


class Undoable(msgspec.Struct, frozen=True):
    """What would put a person's last order right again."""

    seq: int
    at: int
    inverse: tuple[Payload, ...]


class Ack(msgspec.Struct, frozen=True):
    """Who has an alert in hand, since when."""

    by: str
    at: int


class Picture(msgspec.Struct):
    """Everything the room knows from its log."""

    seq: int = 0
    """The last entry that is in it."""
    head: str = ""
    """Hash of that entry, hex."""
    incident: Incident | None = None
    """The open one."""
    closed: list[Incident] = []
    level: Level = Level.QUIET
    level_since: int = 0
    level_by: str = ""
    spans: list[LevelSpan] = []
    """Every level with its beginning, oldest first: what deadlines are reckoned from."""
    suggested: Level = Level.QUIET
    """The gauge's last suggestion that was logged."""
    roles: dict[str, Role] = {}
    """Person id → the role taken."""
    role_since: dict[str, int] = {}
    tasks: dict[int, Task] = {}
    work: dict[int, Work] = {}
    """Mention id → what was done about it."""
    watched: dict[str, bool] = {}
    """``X/@ines_cfo`` → True for authors whose posts are marked."""
    updates: dict[Audience, int] = {}
    """When the next update is due, ms; an audience that is not here has no clock."""
    blind: dict[str, int] = {}
    """Source name → since when it is not heard."""
    acks: dict[str, Ack] = {}
    correctable: dict[int, bool] = {}
    """Entries that people wrote: seq → whether it is privileged, as any correction of it will be."""
    corrections: dict[int, int] = {}
    """Entry → the entry that corrects it (the latest)."""
    turning_points: dict[int, bool] = {}
    undo: dict[str, Undoable] = {}

    @property
    def commander(self) -> str:
        """Person id, empty when nobody commands."""
        return next((person for person, role in self.roles.items() if role == "commander"), "")

    def role_of(self, person: Person) -> Role:
        """The role this person acts in. Command is held only by taking it."""
        if person.id in self.roles:
            return self.roles[person.id]
        first: Role = person.roles[0] if person.roles else "observer"
        return "responder" if first == "commander" else first

    def done_about(self, mention: int) -> Work:
        """What was done about a mention; an empty record if nothing was."""
        return self.work.get(mention) or Work()

    def board(self) -> list[Task]:
        """The tasks of the open incident (on quiet days: all that are open), by number."""
        now = self.incident.id if self.incident else ""
        return [t for t in self.tasks.values() if t.incident == now or (not now and t.open)]


def watch_key(platform: str, who: str) -> str:
    """How an author is named in :attr:`Picture.watched`."""
    return f"{platform}/{who.casefold()}"


def fold(entries: list[Entry]) -> Picture:
    """The Picture after all these entries."""
    picture = Picture()
    for entry in entries:
        apply(picture, entry)
    return picture


def apply(picture: Picture, entry: Entry) -> None:
    """Let one more entry happen. Entries come in the order of ``seq`` without a gap (else ValueError)."""
    if entry.seq != picture.seq + 1:
        raise ValueError(f"entry {entry.seq} cannot follow entry {picture.seq}")
    inverse = _inverse(picture, entry.payload)
    if inverse and entry.by != "room":
        before = picture.undo.get(entry.by)
        if before and before.at == entry.recorded and before.seq == entry.seq - 1:
            inverse += before.inverse  # one order wrote several entries: they go back together
        picture.undo[entry.by] = Undoable(entry.seq, entry.recorded, inverse)
    elif not isinstance(entry.payload, e.Undone):
        picture.undo.pop(entry.by, None)
    _happen(picture, entry)
    picture.seq, picture.head = entry.seq, entry.hash


def _happen(picture: Picture, entry: Entry) -> None:
    """One arm for each kind of payload."""
    at, payload = entry.recorded, entry.payload
    match payload:
        case e.Declared():
            _declare(picture, entry, payload)
        case e.StoodDown():
            if picture.incident:
                picture.incident.closed_at = at
                picture.closed.append(picture.incident)
                picture.incident = None
            picture.updates.clear()
            _set_level(picture, Level.QUIET, at, entry.by)
        case e.LevelSet(level=level):
            _set_level(picture, level, at, entry.by)
        case e.Suggested(level=level):
            picture.suggested = level
        case e.Observed() | e.Decision() | e.Action() | e.Note():
            picture.correctable[entry.seq] = entry.privileged
        case e.RoleTaken(role=role, person=person):
            _take_role(picture, person, role, at)
        case e.TaskMade():
            picture.tasks[payload.task] = Task(
                number=payload.task, title=payload.title, made_at=at, made_by=entry.by, incident=entry.incident,
                owner=payload.owner, due=payload.due, waits_for=payload.waits_for, mention=payload.mention,
                afterwards=payload.afterwards, state=payload.state, changed_at=at,
            )  # fmt: skip
        case e.TaskDropped(task=number):
            picture.tasks.pop(number, None)
        case e.TaskOwned(task=number, owner=owner):
            task = picture.tasks[number]
            task.owner, task.changed_at = owner, at
        case e.TaskMoved(task=number, state=state):
            task = picture.tasks[number]
            task.state, task.changed_at = state, at
        case e.TaskDue(task=number, due=due):
            picture.tasks[number].due = due
        case e.TaskWaits(task=number, waits_for=other):
            picture.tasks[number].waits_for = other
        case e.Claimed(mention=mention, person=person):
            work = _work(picture, mention)
            work.owner, work.owned_at = person, at
        case e.LetGo(mention=mention):
            work = _work(picture, mention)
            work.owner, work.owned_at = "", 0
        case e.Answered(mention=mention, person=person):
            work = _work(picture, mention)
            work.answered_by, work.answered_at = person, at
        case e.Reopened(mention=mention, owner=owner):
            work = _work(picture, mention)
            work.answered_by, work.answered_at, work.owner = "", 0, owner
        case e.Triaged(mention=mention, triage=triage):
            _work(picture, mention).triage = triage
        case e.ToneSet(mention=mention, tone=tone):
            _work(picture, mention).tone = tone
        case e.Pinned(mention=mention):
            _work(picture, mention).pinned = True
        case e.Unpinned(mention=mention):
            _work(picture, mention).pinned = False
        case e.AuthorWatched(platform=platform, who=who, on=on):
            _switch(picture.watched, watch_key(platform, who), on)
        case e.Corrected(seq=seq):
            picture.corrections[seq] = entry.seq
        case e.TurningPoint(seq=seq, on=on):
            _switch(picture.turning_points, seq, on)
        case e.Undone():
            picture.undo.pop(entry.by, None)
        case e.Acknowledged(alert=alert):
            picture.acks[alert] = Ack(entry.by, at)
        case e.UpdateGiven(audience=audience, next_due=due) | e.UpdateDue(audience=audience, due=due):
            _clock(picture, audience, due)
        case e.SourceDown(source=source, since=since):
            picture.blind[source] = since
        case e.SourceUp(source=source):
            picture.blind.pop(source, None)
        case e.Opened() | e.ClockJump():
            pass
        case _:
            assert_never(payload)


def _declare(picture: Picture, entry: Entry, declared: e.Declared) -> None:
    picture.incident = Incident(
        id=declared.incident, title=declared.title, type=declared.type, declared_at=entry.recorded,
        declared_by=entry.by, first=declared,
    )  # fmt: skip
    picture.acks.clear()
    _take_role(picture, declared.commander, "commander", entry.recorded)
    _clock(picture, "public", declared.update_due)
    _set_level(picture, declared.level, entry.recorded, entry.by)


def _set_level(picture: Picture, level: Level, at: int, by: str) -> None:
    picture.level, picture.level_since, picture.level_by = level, at, by
    picture.spans.append(LevelSpan(at, level))
    if picture.incident:
        picture.incident.peak = max(picture.incident.peak, level)


def _take_role(picture: Picture, person: str, role: Role, at: int) -> None:
    if role in ("commander", "deputy", "scribe"):
        for other, held in list(picture.roles.items()):
            if held == role:
                picture.roles[other] = "responder"
                picture.role_since[other] = at
    picture.roles[person] = role
    picture.role_since[person] = at


def _clock(picture: Picture, audience: Audience, due: int | None) -> None:
    if due is None:
        picture.updates.pop(audience, None)
    else:
        picture.updates[audience] = due


def _switch(table: dict[str, bool] | dict[int, bool], key: object, on: bool) -> None:
    if on:
        table[key] = True  # type: ignore[index]
    else:
        table.pop(key, None)  # type: ignore[call-overload]


def _work(picture: Picture, mention: int) -> Work:
    return picture.work.setdefault(mention, Work())


def _inverse(picture: Picture, payload: Payload) -> tuple[Payload, ...]:
    """What would put this payload right again; empty for what cannot be undone (decisions, levels, updates)."""
    match payload:
        case e.TaskMade(task=task):
            return (e.TaskDropped(task=task),)
        case e.TaskOwned(task=task, owner=owner, was=was):
            return (e.TaskOwned(task=task, owner=was, was=owner),)
        case e.TaskMoved(task=task, state=state, was=before):
            return (e.TaskMoved(task=task, state=before, was=state),)
        case e.TaskDue(task=task, due=due, was=earlier):
            return (e.TaskDue(task=task, due=earlier, was=due),)
        case e.TaskWaits(task=task, waits_for=other, was=waited):
            return (e.TaskWaits(task=task, waits_for=waited, was=other),)
        case e.Claimed(mention=mention, person=person, about=about, was=was) if was:
            return (e.Claimed(mention=mention, person=was, about=about, was=person),)
        case e.Claimed(mention=mention, person=person, about=about):
            return (e.LetGo(mention=mention, about=about, was=person),)
        case e.LetGo(mention=mention, about=about, was=was) if was:
            return (e.Claimed(mention=mention, person=was, about=about),)
        case e.Answered(mention=mention, about=about):
            return (e.Reopened(mention=mention, about=about, owner=picture.done_about(mention).owner),)
        case e.Triaged(mention=mention, triage=triage, was=klass, about=about):
            return (e.Triaged(mention=mention, triage=klass, was=triage, about=about),)
        case e.ToneSet(mention=mention, tone=tone, was=heard, about=about):
            return (e.ToneSet(mention=mention, tone=heard, was=tone, about=about),)
        case e.Pinned(mention=mention, who=who):
            return (e.Unpinned(mention=mention, about=who),)
        case e.AuthorWatched(platform=platform, who=who, on=on):
            return (e.AuthorWatched(platform=platform, who=who, on=not on),)
        case e.TurningPoint(seq=seq, on=on):
            return (e.TurningPoint(seq=seq, on=not on),)
        case _:
            return ()
