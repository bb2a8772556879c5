"""What needs somebody: worked out from the room as it is, every time. Nothing here is stored.

Three classes (screens.md P3). A *warning* is now: it carries a red chip and rings once. A *caution* is soon. An
*advisory* is worth a line. Aim: no more than ten new ones an hour, so several of one kind become one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from warroom.domain.health import SourceHealth
from warroom.domain.level import MINUTE, Level
from warroom.domain.people import Person
from warroom.domain.picture import Ack, Task
from warroom.domain.words import clock, count, span
from warroom.room.protocol import Watched

Kind: TypeAlias = Literal["warning", "caution", "advisory"]
ORDER: Final[Mapping[Kind, int]] = {"warning": 0, "caution": 1, "advisory": 2}

UPDATE_SOON: Final = 15 * MINUTE
NO_COMMANDER: Final = 5 * MINUTE
MOST_TASKS: Final = 2
"""More late tasks than that share one line."""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One line of Needs you."""

    key: str
    """What is acknowledged. It changes when the cause ends and comes back."""
    kind: Kind
    what: str
    detail: str = ""
    when: str = ""
    since: int = 0
    """When it became so, ms: the oldest warning comes first. Cautions keep the order of their causes."""
    pane: str = ""
    """Where enter goes: feed, tasks, sources, level, update, people, desk, statements, press, boards."""
    item: int = 0
    """The number of the task, statement, mention or enquiry, where there is one."""
    ack: Ack | None = None
    covers: tuple[str, ...] = ()
    """The single causes that one line stands for; without them it is its own."""

    @property
    def causes(self) -> tuple[str, ...]:
        """What the bell goes by: it rings for a new cause, however many lines there are."""
        return self.covers or (self.key.rpartition("@")[0] or self.key,)


def alerts(room: Watched, now: int) -> list[Alert]:
    """Everything that needs somebody, most pressing first; what somebody has in hand comes last."""
    found = [*_trouble(room, now), *_answers(room, now), *_tasks(room, now), *_updates(room, now), *_people(room, now),
             *_level(room), *_team(room, now), *_ownerless(room, now), *_sources(room, now)]  # fmt: skip
    known = [_with_ack(alert, room) for alert in found]
    return sorted(known, key=lambda a: (a.ack is not None, ORDER[a.kind], a.since if a.kind == "warning" else 0))


def _team(room: Watched, now: int) -> Iterator[Alert]:
    picture = room.picture
    if picture.incident or picture.offer or picture.work or picture.calls or room.unprepared:
        from warroom.room.alerts_team import of_the_team  # noqa: PLC0415 - a quiet room starts without it

        yield from of_the_team(room, now)


def counts(found: Sequence[Alert]) -> tuple[int, int]:
    """(warnings, cautions) that nobody has in hand."""
    loose = [a.kind for a in found if a.ack is None]
    return loose.count("warning"), loose.count("caution")


def _with_ack(alert: Alert, room: Watched) -> Alert:
    ack = room.picture.acks.get(alert.key)
    if ack is None:
        return alert
    who = f"{first_name(room.people, ack.by)} is on it"
    return msgspec.structs.replace(alert, ack=ack, detail=who)


def first_name(people: Mapping[str, Person], ident: str) -> str:
    """First name, or the id of somebody who is not in the settings any more."""
    return people[ident].short if ident in people else ident


def _trouble(room: Watched, now: int) -> Iterator[Alert]:
    if room.away:
        yield Alert(
            key="away", kind="warning", since=room.away.since, what=room.away.why.rstrip("."),
            detail="what is shown is old", when=span(now - room.away.since),
        )  # fmt: skip
    if room.trouble:
        yield Alert(key="trouble", kind="warning", what="The log is not being saved", detail=room.trouble, when="now")


def _answers(room: Watched, now: int) -> Iterator[Alert]:
    late, oldest = room.answers.late, room.answers.latest
    if late and oldest is not None:
        yield Alert(
            key=f"answers@{oldest}", kind="warning", since=oldest, pane="feed", when=f"{span(now - oldest)} late",
            what=f"{count(late, 'answer')} past deadline", detail=f"of {room.answers.needed} open",
            covers=tuple(f"answer {n}" for n in range(late)),
        )  # fmt: skip


def _tasks(room: Watched, now: int) -> Iterator[Alert]:
    board = [task for task in room.picture.board() if task.open]
    late = sorted((t for t in board if t.due is not None and t.due < now), key=_due)
    if len(late) > MOST_TASKS:
        one = _task_alert(late[0], now, what=f"{len(late)} tasks late", detail=f"first: {late[0].title}")
        yield msgspec.structs.replace(one, covers=tuple(f"task:{task.number}" for task in late))
    else:
        for task in late:
            yield _task_alert(task, now, what=task.title, detail=first_name(room.people, task.owner))


def _ownerless(room: Watched, now: int) -> Iterator[Alert]:
    bare = [task for task in room.picture.board() if task.open and not task.owner]
    if bare:
        first = min(bare, key=_due)
        what = "1 task has no owner" if len(bare) == 1 else f"{len(bare)} tasks have no owner"
        yield Alert(
            key=f"ownerless@{first.number}", kind="caution", what=what, detail=f"{first.number} {first.title}",
            when=f"in {span(first.due - now)}" if first.due is not None and first.due >= now else "",
            since=_due(first), pane="tasks", item=first.number,
        )  # fmt: skip


def _due(task: Task) -> int:
    return task.due if task.due is not None else 1 << 62


def _task_alert(task: Task, now: int, *, what: str, detail: str) -> Alert:
    due = _due(task)
    return Alert(
        key=f"task:{task.number}@{due}", kind="warning", what=what, detail=detail or "no owner",
        when=f"{span(now - due)} late", since=due, pane="tasks", item=task.number,
    )  # fmt: skip


def _updates(room: Watched, now: int) -> Iterator[Alert]:
    picture = room.picture
    if picture.incident is None:
        return
    for audience, due in picture.updates.items():
        name = "Public update" if audience == "public" else f"{audience.capitalize()} update"
        if due < now:
            yield Alert(key=f"update:{audience}@{due}", kind="warning", what=f"{name} is late", since=due,
                        detail=f"due {clock(due)}", when=f"{span(now - due)} late", pane="update")  # fmt: skip
        elif due - now <= UPDATE_SOON:
            bare = audience == "public" and not any(s.open and s.incident == picture.case for s in
                                                    picture.statements.values())  # fmt: skip
            yield Alert(key=f"update:{audience}@{due}", kind="caution", since=due, pane="update",
                        what="Next update has no draft" if bare else f"{name} is due",
                        detail=f"due {clock(due)}" if bare else f"at {clock(due)}",
                        when=f"in {span(due - now)}")  # fmt: skip
    if room.rules[picture.level].public is not None and "public" not in picture.updates:
        yield Alert(key=f"update:none@{picture.level_since}", kind="caution", what="No public update is planned",
                    detail=":update 15:00 sets one", since=picture.level_since, pane="update")  # fmt: skip


def _people(room: Watched, now: int) -> Iterator[Alert]:
    picture = room.picture
    if picture.incident is None or picture.commander:
        return
    since = max([picture.incident.declared_at, *picture.role_since.values()])
    if now - since >= NO_COMMANDER:
        yield Alert(key=f"commander@{since}", kind="caution", what="No commander", since=since,
                    detail="P, then c takes it over", when=span(now - since), pane="people")  # fmt: skip


def _level(room: Watched) -> Iterator[Alert]:
    reading, declared = room.reading, room.picture.level
    if reading is None or reading.suggested <= declared:
        return
    key = f"level:{int(reading.suggested)}@{room.picture.level_since}"
    kind: Kind = "caution" if reading.suggested >= Level.ALERT else "advisory"
    detail = f"declared {declared.tag}" if room.picture.incident else "D declares an incident"
    yield Alert(key=key, kind=kind, what=f"Score suggests {reading.suggested.tag}", detail=detail, since=reading.at,
                pane="level")  # fmt: skip


def _sources(room: Watched, now: int) -> Iterator[Alert]:
    deaf = [h for h in room.health if h.state in ("late", "failing", "stopped")]
    if deaf and len(deaf) == len(room.health):
        since = min(h.since or now for h in deaf)
        yield Alert(key=f"sources@{since}", kind="warning", what="No source is heard", since=since,
                    detail="silence means nothing now", when=span(now - since), pane="sources")  # fmt: skip
        return
    for health in deaf:
        since = health.since or health.last_ok or now
        when = f"since {clock(since)}"
        if health.state == "late" and health.next_try and health.next_try > now:
            when = f"back in {span(health.next_try - now)}"
        yield Alert(key=f"source:{health.name}@{since}", kind="caution", what=source_state(health, now), when=when,
                    detail=health.note, since=since, pane="sources")  # fmt: skip


def source_state(health: SourceHealth, now: int, *, brief: bool = False) -> str:
    """``X is 9 min old``, ``Reviews down``; brief ``X 9m old``. Never "quiet": silence of the deaf means nothing."""
    if health.state == "late":
        if health.last_ok is None:
            return f"{health.name} never answered" if not brief else f"{health.name} late"
        age = now - health.last_ok
        return f"{health.name} {span(age)} old" if brief else f"{health.name} is {max(0, age) // MINUTE} min old"
    return f"{health.name} {'down' if health.state == 'failing' else 'stopped'}"
