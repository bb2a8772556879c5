"""``warroom statements``: how far each public text is on its way out."""

from __future__ import annotations

import argparse
from typing import Any

from warroom.cli import folder, out, out_json
from warroom.domain.decide.common import Moment
from warroom.domain.outgoing import Stand, first_words, said, stand
from warroom.domain.people import ROOM
from warroom.domain.picture import Statement
from warroom.room.glance import Glance
from warroom.room.reaching import reaching


def statements(arguments: argparse.Namespace) -> int:
    """``warroom statements [--json]``: newest first; with ``--json`` one object a line."""
    with reaching(folder(arguments), arguments.person) as reach:
        seen = reach.glance()
    moment = Moment(at=seen.now, by=ROOM, people=seen.people, rules=seen.rules, house=seen.house)
    newest = sorted(seen.picture.statements.values(), key=lambda s: s.number, reverse=True)
    for statement in newest:
        now = stand(seen.picture, statement, moment)
        if arguments.json:
            out_json(_facts(statement, now))
            continue
        words = " ".join(part for part in said(statement, now, seen.now, lambda p: _name(p, seen)) if part)
        out(f"{statement.number:>3}  version {statement.last.number}  {statement.sort:<10} {words}")
        out(f"     {first_words(statement)[:160]}")
    if not newest and not arguments.json:
        out("No statements.")
    return 0


def _name(person: str, seen: Glance) -> str:
    return seen.people[person].short if person in seen.people else person


def _facts(statement: Statement, now: Stand) -> dict[str, Any]:
    last = statement.last
    return {
        "number": statement.number, "title": statement.title, "kind": statement.sort, "state": now.state,
        "version": last.number, "by": last.by, "at": last.at, "text": last.text, "digest": last.digest,
        "channels": list(statement.channels), "facts": list(statement.facts), "incident": statement.incident,
        "approvals": [
            {"role": role, "by": yes.by, "at": yes.at, "stands_in_for": yes.stands_in_for}
            for role, yes in statement.approvals.items()
        ],
        "missing": list(now.missing), "all_needed": now.every, "due": now.due, "late": now.late,
        "open_slots": list(now.slots),
        "changes_asked": [{"role": w.role, "by": w.by, "at": w.at, "why": w.why} for w in statement.wishes],
        "published_at": statement.published_at or None, "published_by": statement.published_by,
        "posted": dict(statement.posted), "withdrawn": statement.withdrawn,
    }  # fmt: skip
