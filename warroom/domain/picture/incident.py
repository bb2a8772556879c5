"""How the Picture changes in an incident: one arm for each kind of payload."""

from __future__ import annotations

from typing import assert_never

from warroom.domain import entries as e
from warroom.domain.entries import Entry, IncidentPayload
from warroom.domain.level import Level, LevelSpan
from warroom.domain.picture.state import Ack, Incident, Task
from warroom.domain.picture.whole import Picture, watch_key


def happen(picture: Picture, entry: Entry, payload: IncidentPayload) -> None:
    """One arm for each kind of payload."""
    at = entry.recorded
    match payload:
        case e.Declared():
            _declare(picture, entry, payload)
        case e.StoodDown():
            if picture.incident:
                picture.incident.closed_at = at
                picture.closed.append(picture.incident)
                picture.incident = None
            picture.updates.clear()
            picture.offer = None
            _set_level(picture, Level.QUIET, at, entry.by)
        case e.LevelSet(level=level):
            _set_level(picture, level, at, entry.by)
        case e.Suggested(level=level):
            picture.suggested = level
        case e.Observed() | e.Decision() | e.Action() | e.Note():
            picture.correctable[entry.seq] = entry.privileged
        case e.RoleTaken(role=role, person=person):
            picture.take_role(person, role, at)
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
        case e.Claimed(mention=mention, person=person, about=about):
            work = picture.touch(mention)
            work.owner, work.owned_at, work.expired_from = person, at, ""
            work.about = about or work.about
        case e.LetGo(mention=mention):
            work = picture.touch(mention)
            work.owner, work.owned_at = "", 0
        case e.Answered():
            _answer(picture, payload, at)
        case e.Reopened(mention=mention, owner=owner, by_author=post):
            if post is not None:
                picture.again[post] = mention
            work = picture.touch(mention)
            work.answered_by, work.answered_at, work.owner = "", 0, owner
            work.owned_at = work.reopened_at = at
            work.reply = None
        case e.Triaged(mention=mention, triage=triage):
            picture.touch(mention).triage = triage
            if picture.touch(mention).closed:
                _close_before(picture, mention, entry.by, at)
        case e.ToneSet(mention=mention, tone=tone):
            picture.touch(mention).tone = tone
        case e.Pinned(mention=mention):
            picture.touch(mention).pinned = True
        case e.Unpinned(mention=mention):
            picture.touch(mention).pinned = False
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
        case e.UpdateGiven(audience=audience, next_due=due):
            picture.set_clock(audience, due)
            if audience == "executive":
                picture.briefed = entry.seq
        case e.UpdateDue(audience=audience, due=due):
            picture.set_clock(audience, due)
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
    picture.checks.clear()
    picture.period = picture.period_until = 0
    picture.take_role(declared.commander, "commander", entry.recorded)
    picture.set_clock("public", declared.update_due)
    _set_level(picture, declared.level, entry.recorded, entry.by)


def _set_level(picture: Picture, level: Level, at: int, by: str) -> None:
    picture.level, picture.level_since, picture.level_by = level, at, by
    picture.called_out = 0
    picture.spans.append(LevelSpan(at, level))
    if picture.incident:
        picture.incident.peak = max(picture.incident.peak, level)


def _switch(table: dict[str, bool] | dict[int, bool], key: object, on: bool) -> None:
    if on:
        table[key] = True  # type: ignore[index]
    else:
        table.pop(key, None)  # type: ignore[call-overload]


def _answer(picture: Picture, answered: e.Answered, at: int) -> None:
    work = picture.touch(answered.mention)
    work.answered_by, work.answered_at = answered.person, at
    work.about = answered.about or work.about
    work.answer, work.answered_where, work.reply = answered.text, answered.where, None
    _close_before(picture, answered.mention, answered.person, at)
    if answered.bank:
        picture.bank_uses[answered.bank] = picture.bank_uses.get(answered.bank, 0) + 1


def _close_before(picture: Picture, mention: int, by: str, at: int) -> None:
    """Whoever deals with what an author wrote later has dealt with what it opened again."""
    before = picture.again.pop(mention, None)
    if before is not None and not picture.touch(before).closed:
        work = picture.touch(before)
        work.answered_by, work.answered_at, work.owner, work.reply = by, at, "", None
