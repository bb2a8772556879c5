"""Commands that read a room: at its host where one runs, else from its file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from warroom.cli import Stop, folder, out, out_json
from warroom.domain.entries import Entry
from warroom.domain.level import MINUTE
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.text import one_line
from warroom.domain.words import clock, countdown, entry_line, short, since, span, stamp
from warroom.room.glance import Glance
from warroom.room.reaching import reaching
from warroom.store.files import holder
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
    with reaching(where, arguments.person) as reach:
        seen = reach.glance()
        reading = reach.gauge_of(seen)
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
        "people": _people(seen),
        **_team(where, seen),
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
    if seen.present:
        out("here  " + ", ".join(f"{_name(one.who, seen.people)} ({one.looks_at or 'room'})" for one in seen.present))
    out(f"{picture.seq} entries, head {picture.head[:16] or 'none'}")
    return 0


def _people(seen: Glance) -> list[dict[str, Any]]:
    """Everybody in the settings, and whoever took a role without being there."""
    picture = seen.picture
    roles = {who: picture.role_of(person) for who, person in seen.people.items()} | picture.roles
    here = {one.who: one for one in reversed(seen.present)}
    return [
        {"id": who, "name": _name(who, seen.people), "role": role, "taken": who in picture.roles,
         "since": picture.role_since.get(who), "on_duty_since": picture.duty.get(who),
         "here_since": here[who].since if who in here else None,
         "looks_at": here[who].looks_at if who in here else ""}
        for who, role in roles.items()
    ]  # fmt: skip


def _team(where: Path, seen: Glance) -> dict[str, Any]:
    """What waits for the team besides answers and tasks."""
    picture, now = seen.picture, seen.now
    press = [ask for ask in picture.press.values() if ask.open and ask.incident == picture.case]
    tellings = [t for t in picture.tellings.values() if t.open and t.incident == picture.case]
    every = picture.call_out_every if picture.incident and picture.level else None
    offer, user = picture.offer, holder(where)
    return {
        "commander": picture.commander,
        "statements": _statements(seen),
        "press": {"open": len(press), "late": sum(ask.deadline is not None and ask.deadline < now for ask in press),
                  "unowned": sum(not ask.owner for ask in press)},
        "tellings": {"open": len(tellings), "late": sum(t.due is not None and t.due < now for t in tellings)},
        "next_call_out": (
            picture.level_since + ((now - picture.level_since) // (every * MINUTE) + 1) * every * MINUTE
            if every else None
        ),
        "handover": {"role": offer.role, "from": offer.giver, "to": offer.taker, "at": offer.at} if offer else None,
        "open": {"user": user[0], "since": user[1]} if user else None,
    }  # fmt: skip


def _statements(seen: Glance) -> dict[str, int]:
    """How many public texts of this incident are where; ``late``: those whose yes is past its time."""
    counts = dict.fromkeys(("draft", "waits", "held", "ready", "published", "withdrawn", "late"), 0)
    mine = [s for s in seen.picture.statements.values() if s.incident == seen.picture.case]
    if mine:
        from warroom.domain.decide.common import Moment  # noqa: PLC0415 - a room without statements answers sooner
        from warroom.domain.outgoing import stand  # noqa: PLC0415
        from warroom.domain.people import ROOM  # noqa: PLC0415

        moment = Moment(at=seen.now, by=ROOM, people=seen.people, rules=seen.rules, house=seen.house)
        for statement in mine:
            found = stand(seen.picture, statement, moment)
            counts[found.state] += 1
            counts["late"] += found.late > 0
    return counts


def tail(arguments: argparse.Namespace) -> int:
    """``warroom tail [--follow]``: the log and Needs you as plain lines, for screen readers and for pipes."""
    from warroom.room import onlooker  # noqa: PLC0415

    where = folder(arguments)
    with reaching(where, arguments.person) as reach:
        seen, aloud = onlooker.Onlooker(reach, where, arguments.person), onlooker.Aloud()
        entries = seen.catch_up()
        incident = seen.picture.incident
        out(f"{seen.picture.level.tag}, {f'{incident.title}, {incident.id}' if incident else 'no incident'}")
        was_open = _tell_open(seen.open_since, None)
        _tell_entries(seen, entries[-arguments.lines :] if arguments.lines else [])
        found = seen.needs()
        out(f"{clock(seen.now)} {onlooker.heading(found)}")
        for line in aloud.news(found):
            out(line)
        while arguments.follow:
            sys.stdout.flush()
            reach.wait(0.5)
            _tell_entries(seen, seen.catch_up())
            is_open = seen.open_since
            was_open = was_open if is_open == was_open else _tell_open(is_open, was_open)
            for line in aloud.news(seen.needs()):
                out(f"{clock(seen.now)} {line}")
    return 0


def _tell_open(since: int | None, before: int | None) -> int | None:
    if since is None:
        out("Nobody has this room open any more. Nothing is listened to." if before is not None
            else "Nobody has this room open. Nothing is listened to.")  # fmt: skip
    else:
        out(f"The room is open since {clock(since)}.")
    return since


def _tell_entries(seen: Any, entries: Sequence[Entry]) -> None:
    for entry in entries:
        late = f", written {span(entry.late_by)} later" if entry.late_by > 5 * 60_000 else ""
        out(f"{clock(entry.occurred)} Log {entry.seq}: {seen.said(entry)}{late}")


def brief(arguments: argparse.Namespace) -> int:
    """``warroom brief [--since TIME]``: the page that ``B`` shows."""
    from warroom.domain.when import moment  # noqa: PLC0415
    from warroom.room.brief import Facts, as_text  # noqa: PLC0415

    with reaching(folder(arguments), arguments.person) as reach:
        seen = reach.glance()
        reading = reach.gauge_of(seen)
    start = None
    if arguments.since:
        start = moment(arguments.since, seen.now, past=True)
        if start is None:
            raise Stop(f"--since {arguments.since}: give 14:05, 2h (ago) or 2026-10-03T14:05Z", 2)
    facts = Facts(
        brand=seen.brand, picture=seen.picture, log=seen.log, people=seen.people, rules=seen.rules,
        reading=reading, answers=seen.answers, now=seen.now,
    )  # fmt: skip
    for line in as_text(facts, start=start).splitlines():
        out(line)
    return 0


def feed(arguments: argparse.Namespace) -> int:
    """``warroom feed``: mentions, newest first."""
    with reaching(folder(arguments), arguments.person) as reach:
        seen = reach.glance()
        taken = {ident for ident, work in seen.picture.work.items() if work.owner or work.closed}
        query = Query(
            text=arguments.search,
            source=arguments.source,
            needs_answer=arguments.unclaimed,
            without=taken if arguments.unclaimed else (),
        )
        found = reach.mentions(query, arguments.limit)
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


def _state(mention: Mention, seen: Glance) -> tuple[str, str]:
    work = seen.picture.done_about(mention.id)
    if work.answered_by:
        return "answered", work.answered_by
    if work.closed:
        return str(work.triage), ""
    if work.owner:
        return "claimed", work.owner
    return ("unclaimed" if mention.needs_answer else "watching"), ""


def _mention_facts(mention: Mention, seen: Glance) -> dict[str, Any]:
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
    with reaching(folder(arguments), arguments.person) as reach:
        seen = reach.glance()
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
            entries = reach.next_entries(last, 0.5)
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
