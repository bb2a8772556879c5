"""What is prepared for a room: its playbooks and its answer bank, as they are now."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import msgspec

from warroom.cli import folder, out, out_json
from warroom.domain.exact import open_slots
from warroom.domain.people import Person
from warroom.domain.prepared import Playbook, PreparedAnswer
from warroom.domain.text import clean, gate, one_line
from warroom.domain.words import TYPES, count, day, span
from warroom.prepared import load_answers, load_playbooks
from warroom.room.glance import Glance
from warroom.room.reaching import reaching
from warroom.room.watch import bank_now


def playbooks(arguments: argparse.Namespace) -> int:
    """``warroom playbooks [--json]``. Exit 1 if a file cannot be used."""
    where = folder(arguments)
    problems = list[str]()
    with reaching(where, arguments.person) as reach:
        seen = reach.glance()
    books = load_playbooks(where, problems)
    drilled = {name: max(book.drilled or 0, seen.picture.drilled.get(name, 0)) or None for name, book in books.items()}
    if arguments.json:
        facts = [_book_facts(name, book, drilled[name]) for name, book in books.items()]
        out_json({"playbooks": facts, "problems": problems})
        return _told(problems)
    rows = [
        (name, book.title, TYPES[book.type], book.level.tag, count(len(book.tasks), "task"),
         _last(drilled[name], seen.now))
        for name, book in books.items()
    ]  # fmt: skip
    _table(rows, "No playbooks. Put one into playbooks/; 'warroom new' brings examples.")
    return _told(problems)


def answers(arguments: argparse.Namespace) -> int:
    """``warroom answers [--json]``: the bank, with what was changed in the room. Exit 1 if a file cannot be used."""
    where = folder(arguments)
    problems = list[str]()
    with reaching(where, arguments.person) as reach:
        seen = reach.glance()
    bank = bank_now(load_answers(where, problems), seen.picture)
    if arguments.json:
        out_json({"answers": [_answer_facts(answer) for answer in bank.values()], "problems": problems})
        return _told(problems)
    rows = [
        (name, answer.title, _approval(answer, seen), f"used {answer.uses}×" if answer.uses else "not used yet",
         _to_fill(answer))
        for name, answer in bank.items()
    ]  # fmt: skip
    _table(rows, "No answers. Put one into answers/; 'warroom new' brings examples.")
    return _told(problems)


def _book_facts(name: str, book: Playbook, drilled: int | None) -> dict[str, object]:
    plain = msgspec.to_builtins(book)
    del plain["playbook"]
    return {"name": name, **plain, "drilled": drilled}


def _answer_facts(answer: PreparedAnswer) -> dict[str, object]:
    plain = msgspec.to_builtins(answer)
    del plain["answer"]
    return {"name": answer.answer, **plain, "slots": open_slots(answer.text)}


def _last(drilled: int | None, now: int) -> str:
    return f"drilled {day(drilled)}, {span(now - drilled)} ago" if drilled else "never drilled"


def _approval(answer: PreparedAnswer, seen: Glance) -> str:
    if answer.approved is None:
        return "not approved"
    person: Person | None = seen.people.get(answer.approved_by)
    return f"approved {day(answer.approved)} by {person.short if person else answer.approved_by}"


def _to_fill(answer: PreparedAnswer) -> str:
    slots = len(open_slots(answer.text))
    return f"{count(slots, 'slot')} to fill" if slots else ""


def _table(rows: Sequence[tuple[str, ...]], nothing: str) -> None:
    if not rows:
        out(nothing)
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        out("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def _told(problems: Sequence[str]) -> int:
    """Each file that is left out, said on stderr."""
    for problem in problems:
        print(f"warroom: {gate(one_line(clean(problem).text))}", file=sys.stderr)
    return 1 if problems else 0
