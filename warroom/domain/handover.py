"""The brief that a successor reads before accepting: eleven headings, from the room as it stands.

After the transfer-of-command brief of incident command (ICS 201): history, objectives, plan, assignments,
organisation, what was ordered, facilities, communications, constraints, potential, delegation. What a room of words
has no such thing for (facilities) is left out; what nobody recorded is said to be unknown, never left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from warroom.domain.people import Person
from warroom.domain.picture import Picture
from warroom.domain.reading import Reading
from warroom.domain.words import clock, count, span

MOST = 4
"""Names under one heading; more are counted."""


def brief(picture: Picture, now: int, people: Mapping[str, Person], reading: Reading | None) -> tuple[str, ...]:
    """``Heading: what`` lines. Times are UTC."""
    return (
        f"History: {_history(picture, now)}",
        f"Objectives: {_objectives(picture)}",
        f"Plan: {_plan(picture)}",
        f"Assignments: {_assignments(picture, now)}",
        f"Organisation: {_organisation(picture, people)}",
        f"Called in: {_called(picture, people)}",
        f"Words: {_words(picture)}",
        f"Next updates: {_updates(picture)}",
        f"Constraints: {_constraints(picture)}",
        f"Potential: {_potential(reading)}",
        f"Promised: {_promised(picture)}",
    )


def _some(names: list[str], none: str) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return "; ".join(names[:MOST]) + more if names else none


def _history(picture: Picture, now: int) -> str:
    incident = picture.incident
    if incident is None:
        return f"no incident; {count(len(picture.closed), 'incident')} before"
    level = f"{picture.level.tag} for {span(now - picture.level_since)}"
    return f"{incident.title}, declared {clock(incident.declared_at)}, {level}, highest {incident.peak.tag}"


def _objectives(picture: Picture) -> str:
    now = [o.text for o in picture.objectives.values() if o.incident == picture.case and not o.result]
    return _some(now, "none set")


def _plan(picture: Picture) -> str:
    return _some([run.title for run in picture.playbooks if run.incident == picture.case], "no playbook started")


def _assignments(picture: Picture, now: int) -> str:
    board = [task for task in picture.board() if task.open]
    late = [f"{task.number} {task.title}" for task in board if task.due is not None and task.due < now]
    bare = sum(not task.owner for task in board)
    words = count(len(board), "open task")
    if bare:
        words += f", {bare} without an owner"
    return f"{words}; late: {_some(late, 'none')}"


def _organisation(picture: Picture, people: Mapping[str, Person]) -> str:
    held = [f"{role} {people[who].short if who in people else who}" for who, role in picture.roles.items()
            if role not in ("responder", "observer")]  # fmt: skip
    return _some(held, "no roles taken")


def _called(picture: Picture, people: Mapping[str, Person]) -> str:
    calls = [f"{people[who].short if who in people else who} {call.outcome} {clock(call.at)}"
             for who, call in picture.calls.items()]  # fmt: skip
    return _some(calls, "nobody")


def _words(picture: Picture) -> str:
    mine = [s for s in picture.statements.values() if s.incident == picture.case]
    out = [f"statement {s.number} published {clock(s.published_at)}" for s in mine if s.published_at]
    waiting = [f"statement {s.number} waits" for s in mine if s.open]
    return _some([*waiting, *reversed(out)], "nothing published, nothing drafted")


def _updates(picture: Picture) -> str:
    return _some([f"{audience} {clock(due)}" for audience, due in picture.updates.items()], "no clock runs")


def _constraints(picture: Picture) -> str:
    deaf = [f"not hearing {source} since {clock(since)}" for source, since in picture.blind.items()]
    rumours = [f"{f.standing}: {f.text}" for f in picture.facts.values()
               if f.incident == picture.case and f.standing != "confirmed"]  # fmt: skip
    return _some([*deaf, *rumours], "none recorded")


def _potential(reading: Reading | None) -> str:
    if reading is None:
        return "the gauge has no reading"
    return f"score {reading.score}, suggested {reading.suggested.tag}"


def _promised(picture: Picture) -> str:
    press = [f"{q.outlet} by {clock(q.deadline)}" if q.deadline else q.outlet for q in picture.press.values()
             if q.open and q.incident == picture.case]  # fmt: skip
    tell = [t.who for t in picture.tellings.values() if t.open and t.incident == picture.case]
    return _some([*(f"answer {name}" for name in press), *(f"tell {name}" for name in tell)], "nothing open")
