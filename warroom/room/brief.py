"""The executive brief: one page from the log as it stands, and what changed since the last one.

Short on purpose: somebody reads it on a telephone between two meetings. Every line can be looked up in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.level import LevelRule
from warroom.domain.people import Person
from warroom.domain.picture import Picture
from warroom.domain.reading import Reading
from warroom.domain.text import one_line
from warroom.domain.words import clock, count, entry_line, since, span
from warroom.room.protocol import Answers

MOST: Final = 4
"""Lines of one section; what is more is counted."""
LONGEST: Final = 160
"""Characters of one line."""

_NEWS = (
    e.Declared, e.StoodDown, e.LevelSet, e.Decision, e.StatementPublished, e.UpdateGiven,
    e.FactNoted, e.FactJudged, e.PressAsked, e.PressAnswered, e.Told, e.HandoverAccepted, e.RoleTaken,
    e.PlaybookStarted, e.ObjectiveClosed, e.SourceDown, e.SourceUp,
)  # fmt: skip
"""Kinds of entries that executives want to hear of."""


class Section(NamedTuple):
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


class Facts(NamedTuple):
    """What a brief is made of. A room has all of it, and so has a look from outside."""

    brand: str
    picture: Picture
    log: Sequence[Entry]
    people: Mapping[str, Person]
    rules: Sequence[LevelRule]
    reading: Reading | None
    answers: Answers
    now: int


def brief(facts: Facts, *, start: int | None = None) -> list[Section]:
    """The page. ``start``: changes since then, ms; without it, since the last update that executives were given."""
    picture = facts.picture
    if picture.incident is None:
        return [Section(f"{facts.brand}: no incident", _quiet(facts)), *_changes(facts, start)]
    found = [
        _headline(facts), *_changes(facts, start), _said(facts), _known(facts), _open(facts), _next(facts), _who(facts),
    ]  # fmt: skip
    return [section for section in found if section.lines]


def as_text(facts: Facts, *, start: int | None = None) -> str:
    """The page as plain text."""
    out = []
    for section in brief(facts, start=start):
        out += [section.title, *(f"  {line}" for line in section.lines), ""]
    return "\n".join(out).rstrip() + "\n"


def _headline(facts: Facts) -> Section:
    picture, incident, reading = facts.picture, facts.picture.incident, facts.reading
    assert incident is not None
    lines = [f"{picture.level.tag} for {span(facts.now - picture.level_since)}, highest {incident.peak.tag}"]
    if reading is not None:
        sure = {"sure": "", "learning": ", still learning", "blind": f", without {', '.join(reading.without)}"}
        lines.append(f"Score {reading.score}, suggested {reading.suggested.tag}{sure[reading.confidence]}")
    answers = facts.answers
    lines.append(f"{count(answers.needed, 'open answer')}, {answers.late} late, {answers.unclaimed} without an owner")
    title = f"{incident.title} ({incident.id}), {since(facts.now, incident.declared_at)}"
    return Section(title, tuple(lines))


def _quiet(facts: Facts) -> tuple[str, ...]:
    lines = [f"{count(len(facts.picture.closed), 'incident')} so far"]
    if facts.reading is not None:
        lines.append(f"Score {facts.reading.score}, suggested {facts.reading.suggested.tag}")
    return tuple(lines)


def _changes(facts: Facts, start: int | None) -> list[Section]:
    picture = facts.picture
    if start is None:
        given = next((x for x in facts.log if x.seq == picture.briefed), None)
        begun = picture.incident.declared_at if picture.incident else 0
        start = max(given.recorded if given else 0, begun)
    news = [x for x in facts.log if x.recorded > start and isinstance(x.payload, _NEWS) and not x.privileged]
    done = sum(1 for x in facts.log if x.recorded > start and isinstance(x.payload, e.TaskMoved)
               and x.payload.state == "done")  # fmt: skip
    lines = [_cut(f"{clock(x.occurred)} {entry_line(x, facts.people).text}") for x in news]
    lines = _most(lines, newest=True)
    if done:
        lines.append(f"{count(done, 'task')} finished")
    when = f"Changed since {clock(start)}" if start else "Changed"
    return [Section(when, tuple(lines or ["Nothing that is in the log"]))]


def _said(facts: Facts) -> Section:
    mine = [s for s in facts.picture.statements.values() if s.incident == facts.picture.case]
    lines = [f"{clock(s.published_at)} statement {s.number}: {one_line(s.last.text)}" for s in mine if s.published_at][
        -1:
    ]
    lines += [f"Statement {s.number} is being approved" for s in mine if s.open and s.request]
    lines += [f"Statement {s.number} is a draft" for s in mine if s.open and not s.request]
    return Section("What we say", tuple(map(_cut, lines or ["Nothing published yet"])))


def _known(facts: Facts) -> Section:
    mine = [f for f in facts.picture.facts.values() if f.incident == facts.picture.case]
    order = ("confirmed", "unconfirmed", "false")
    lines = [f"{f.standing}: {f.text}" for f in sorted(mine, key=lambda f: (order.index(f.standing), f.number))]
    return Section("What is known", tuple(map(_cut, _most(lines))))


def _open(facts: Facts) -> Section:
    picture, now = facts.picture, facts.now
    board = [t for t in picture.board() if t.open]
    late = [t for t in board if t.due is not None and t.due < now]
    lines = [f"{count(len(board), 'task')} open, {len(late)} late"] if board else []
    lines += [f"Late: {t.title} ({_name(facts, t.owner) or 'no owner'})" for t in late[:3]]
    for ask in picture.press.values():
        if ask.open and ask.incident == picture.case:
            until = f", by {clock(ask.deadline)}" if ask.deadline else ""
            lines.append(f"{ask.outlet} waits for an answer{until}")
    lines += [f"Not told yet: {t.who}" for t in picture.tellings.values() if t.open and t.incident == picture.case]
    return Section("What is open", tuple(map(_cut, _most(lines))))


def _next(facts: Facts) -> Section:
    picture = facts.picture
    lines = [f"Objective: {o.text}" for o in picture.objectives.values() if o.incident == picture.case and not o.result]
    lines += [f"{who.capitalize()} update due {clock(due)}" for who, due in picture.updates.items()]
    return Section("What comes next", tuple(map(_cut, _most(lines))))


def _who(facts: Facts) -> Section:
    held = {role: who for who, role in facts.picture.roles.items() if role not in ("responder", "observer")}
    lines = [", ".join(f"{role} {_name(facts, who)}" for role, who in held.items())] if held else ["No roles taken"]
    return Section("Who does what", tuple(map(_cut, lines)))


def _name(facts: Facts, person: str) -> str:
    return facts.people[person].name if person in facts.people else person


def _most(lines: list[str], *, newest: bool = False) -> list[str]:
    if len(lines) <= MOST:
        return lines
    more = f"and {len(lines) - MOST} more in the log"
    return [more, *lines[-MOST:]] if newest else [*lines[:MOST], more]


def _cut(line: str) -> str:
    line = one_line(line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
