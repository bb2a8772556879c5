"""What the room has to say while somebody writes words that go out. Advice with its reasons; nothing is forbidden here.

What the analysis needs is gathered on the loop; the reading itself is done in a thread, with its first import.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast, get_args

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.entries.base import CrisisType, StatementKind
from warroom.domain.people import Person
from warroom.domain.picture import Picture
from warroom.domain.remarks import BoardFact, Context, LogLine, Report

MOST_LINES: Final = 500
"""Lines of the log that are looked through for numbers, the latest."""


async def read_statement(context: Context, text: str) -> Report:
    """Ticks and remarks about a public text."""

    def read() -> Report:
        from warroom.analysis.reader import read as reader  # noqa: PLC0415 - late: the first text pays for it

        return reader(text, context)

    return await asyncio.to_thread(read)


def context_of(
    picture: Picture, log: Sequence[Entry], people: Mapping[str, Person], sort: StatementKind, now: int
) -> Context:
    """What the room knows while somebody writes. ``people`` gives the names that remarks use."""

    def name(person: str) -> str:
        return people[person].short if person in people else person

    incident = picture.incident
    kind = incident.type if incident and incident.type in get_args(CrisisType) else "other"
    public = sorted((s for s in picture.statements.values() if s.published_at and s.incident == picture.case),
                    key=lambda s: s.published_at)  # fmt: skip
    return Context(
        type=cast("CrisisType", kind), sort=sort, now=now, due=picture.updates.get("public"),
        facts=tuple(BoardFact(f.number, f.text, f.standing, f.at, name(f.by)) for f in picture.facts.values()
                    if f.incident == picture.case),
        log=tuple(LogLine(entry.seq, entry.occurred, text, name(entry.by), sure)
                  for entry, text, sure in reversed(list(_lines(picture, log)))),
        published=tuple(statement.last.text for statement in public),
    )  # fmt: skip


def _lines(picture: Picture, log: Sequence[Entry]) -> Iterator[tuple[Entry, str, bool]]:
    """The lines that may hold numbers, newest first; what was corrected is left out for its correction."""
    found = 0
    for entry in reversed(log):
        if entry.incident != picture.case or found >= MOST_LINES:
            return
        if entry.seq in picture.corrections:
            continue
        match entry.payload:
            case e.Observed(text=text) | e.Note(text=text):
                yield entry, text, False
            case e.Action(text=text) | e.Decision(text=text) | e.Corrected(text=text) | e.UpdateGiven(text=text):
                yield entry, text, True
            case _:
                continue
        found += 1
