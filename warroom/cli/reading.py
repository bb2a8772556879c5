"""Commands that read a room. They work while another process has it open."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from warroom.cli import Stop, folder, out, out_json
from warroom.domain.entries import Entry
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.text import one_line
from warroom.domain.words import clock, countdown, entry_line, short, since, span, stamp
from warroom.room import glance as look
from warroom.store.protocols import Query

_FIRST = (
    "id", "source", "platform", "author", "handle", "reach", "published", "first_seen", "text", "url", "tone", "lang",
)  # fmt: skip
_MORE = (
    "native_id", "title", "reply_to", "shares", "replies", "rating", "copies", "revision", "matched", "hidden",
)  # fmt: skip


def status(arguments: argparse.Namespace) -> int:
    """``warroom status [--json]``."""
    where = folder(arguments)
    seen = look.glance(where)
    reading = look.gauge_of(where, seen)
    picture, incident = seen.picture, seen.picture.incident
    tasks = dict.fromkeys(("todo", "doing", "blocked", "done"), 0)
    for task in picture.board():
        tasks[task.state] += 1
    facts = {
        "incident": (
            {"id": incident.id, "title": incident.title, "declared": incident.declared_at} if incident else None
        ),
        "level": int(picture.level),
        "score": reading.score,
        "suggested": int(reading.suggested),
        "confidence": reading.confidence,
        "drivers": [{"name": d.name, "value": d.value, "points": d.points} for d in reading.drivers],
        "mentions": seen.stored,
        "unclaimed": seen.answers.unclaimed,
        "late": seen.answers.late,
        "tasks": tasks,
        "entries": picture.seq,
        "head": picture.head,
        "sources": [
            {key: getattr(h, key) for key in ("name", "kind", "state", "last_ok", "mentions", "note")}
            for h in seen.health
        ],
        "updates_due": {who: picture.updates.get(who) for who in ("public", "executive", "team")},
        "people": [
            {"id": who, "name": _name(who, seen.people), "role": role} for who, role in picture.roles.items()
        ],
    }  # fmt: skip
    if arguments.json:
        out_json(facts)
        return 0
    out(f"{picture.level.tag}  {f'{incident.title}  {incident.id}' if incident else 'no incident'}")
    if incident:
        out(f"{since(seen.now, incident.declared_at)}  commander {_name(picture.commander, seen.people) or 'nobody'}")
    sure = {"sure": "", "learning": ", still learning", "blind": f", without {', '.join(reading.without)}"}
    out(f"score {reading.score}, suggested {reading.suggested.tag}{sure[reading.confidence]}")
    for driver in reading.drivers:
        out(f"  {driver.name:<19} {driver.value:<16} {driver.points:>3}")
    out(f"{seen.stored} mentions, {seen.answers.unclaimed} unclaimed, {seen.answers.late} answers late")
    out("tasks  " + "  ".join(f"{name} {number}" for name, number in tasks.items()))
    for who, due in picture.updates.items():
        left = due - seen.now
        words = f"{span(-left)} late" if left < 0 else f"due in {countdown(left)}"
        out(f"{who} update  {words}")
    for health in seen.health:
        if not health.hears:
            out(f"{health.name}  {health.state}  {health.note}")
    out(f"{picture.seq} entries, head {picture.head[:16] or 'none'}")
    return 0


def brief(arguments: argparse.Namespace) -> int:
    """``warroom brief [--since TIME]``: the page that ``B`` shows."""
    from warroom.domain.when import moment  # noqa: PLC0415
    from warroom.room.brief import Facts, as_text  # noqa: PLC0415

    where = folder(arguments)
    seen = look.glance(where)
    start = None
    if arguments.since:
        start = moment(arguments.since, seen.now, past=True)
        if start is None:
            raise Stop(f"--since {arguments.since}: give 14:05, 2h (ago) or 2026-10-03T14:05Z", 2)
    facts = Facts(
        brand=seen.config.brand.name, picture=seen.picture, log=seen.log, people=seen.people, rules=seen.rules,
        reading=look.gauge_of(where, seen), answers=seen.answers, now=seen.now,
    )  # fmt: skip
    for line in as_text(facts, start=start).splitlines():
        out(line)
    return 0


def feed(arguments: argparse.Namespace) -> int:
    """``warroom feed``: mentions, newest first."""
    where = folder(arguments)
    seen = look.glance(where)
    taken = {ident for ident, work in seen.picture.work.items() if work.owner or work.closed}
    query = Query(
        text=arguments.search,
        source=arguments.source,
        needs_answer=arguments.unclaimed,
        without=taken if arguments.unclaimed else (),
    )
    found = look.mentions(where, query, arguments.limit)
    for mention in found:
        if arguments.json:
            out_json(_mention_facts(mention, seen))
        else:
            state, owner = _state(mention, seen)
            who = f"{state} {owner}".strip()
            text = one_line(mention.headline)[:160]
            out(f"{clock(mention.published)} {mention.platform:<2} {mention.who:<18.18} {short(mention.reach):>6}  "
                f"{who:<18.18} {text}")  # fmt: skip
    if not found and not arguments.json:
        out("No mentions." if not seen.stored else f"0 of {seen.stored} match.")
    return 0


def _state(mention: Mention, seen: look.Glance) -> tuple[str, str]:
    work = seen.picture.done_about(mention.id)
    if work.answered_by:
        return "answered", work.answered_by
    if work.closed:
        return str(work.triage), ""
    if work.owner:
        return "claimed", work.owner
    return ("unclaimed" if mention.needs_answer else "watching"), ""


def _mention_facts(mention: Mention, seen: look.Glance) -> dict[str, Any]:
    state, owner = _state(mention, seen)
    plain = msgspec.to_builtins(mention)
    facts = {
        **{key: plain[key] for key in _FIRST},
        "state": state,
        "owner": owner,
        "answer_by": seen.answer_by(mention),
        "flags": plain["flags"],
        **{key: plain[key] for key in _MORE},
    }
    return {**{key: value for key, value in mention.extra.items() if key not in facts}, **facts}


def log(arguments: argparse.Namespace) -> int:
    """``warroom log``: the record, oldest first."""
    where = folder(arguments)
    seen = look.glance(where)
    last = 0
    entries: Sequence[Entry] = seen.log
    while True:
        for entry in entries:
            last = entry.seq
            if arguments.kind in ("", entry.kind):
                _print_entry(entry, seen.people, as_json=arguments.json)
        if not arguments.follow:
            break
        sys.stdout.flush()
        time.sleep(0.5)
        entries = look.entries_since(where, last)
    if not seen.log and not arguments.json:
        out("No entries yet.")
    return 0


def _print_entry(entry: Entry, people: dict[str, Person] | Any, *, as_json: bool) -> None:
    line = entry_line(entry, people)
    if not as_json:
        late = f"  (written {span(entry.late_by)} later)" if entry.late_by > 5 * 60_000 else ""
        out(f"{entry.seq:>5}  {stamp(entry.occurred)}  {line.glyph} {one_line(line.text)}{late}")
        return
    data = msgspec.to_builtins(entry.payload)
    out_json({
        "seq": entry.seq, "occurred": entry.occurred, "recorded": entry.recorded, "by": entry.by, "role": entry.role,
        "kind": entry.kind, "text": line.text, "data": data, "hash": entry.hash, "prev": entry.prev,
        "privileged": entry.privileged, "incident": entry.incident,
    })  # fmt: skip


def _name(who: str, people: Any) -> str:
    return people[who].name if who in people else who
