"""How a mention is painted in its sheet. Pure: everything it needs is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from warroom.domain.entries import Entry
from warroom.domain.level import DAY
from warroom.domain.mention import PLATFORMS, Mention
from warroom.domain.text import escaped, gate, one_line
from warroom.domain.tone import mood
from warroom.domain.words import clock, count, day, entry_line, short, since, span
from warroom.room.protocol import Room
from warroom.tui.paint import BLANK, Row, Span, chip, crop, pad, spread, wrap
from warroom.tui.preview import state_line
from warroom.tui.say import SOON

FLAGS = {
    "influencer": "influencer", "legal": "legal", "safety": "safety", "watched": "on our watch list",
    "verified": "verified", "bot": "a bot", "private": "private message",
}  # fmt: skip
"""Flags in words; press and edited are said elsewhere."""

DOUBTS = {
    "date": "Its own date is not believable: the time is when we first saw it.",
    "encoding": "Its encoding was damaged.",
    "cut": "It was longer and is cut.",
}
"""Flags that a reader must know before believing what is shown."""


class Seen(msgspec.Struct):
    """What the sheet has read about the mention."""

    SHOWN: ClassVar[int] = 3
    """Lines of the thread at a time."""
    DONE: ClassVar[int] = 6
    """Lines of what we did: the latest."""

    thread: Sequence[Mention] = ()
    marks: Sequence[str] = ()
    """The words of its text that drove its tone."""
    reading: bool = True
    first: int = 0
    """The first line of the thread that is shown."""
    done: list[Entry] = []


def body_rows(room: Room, mention: Mention, seen: Seen, now: int, cells: int) -> list[Row]:
    """Everything about the mention, for people."""
    rows = [_who(room, mention, now, cells), BLANK]
    if mention.title:
        rows += [[Span(line, "bright")] for line in wrap(one_line(gate(mention.title)), cells)]
    rows += [[Span(crop(_where(mention, now), cells), "muted")], BLANK]
    text = gate(mention.text)
    if text.strip() and text != gate(mention.title):
        rows += [[Span(line, "text")] for line in wrap(text, cells)]
    elif not mention.title:
        rows.append([Span("It has no words.", "muted")])
    rows += [BLANK, *([Span(line, "muted")] for line in wrap(_state(room, mention, now), cells)), BLANK]
    rows.append(_marks(room, mention, seen, cells))
    rows += [BLANK, *_thread(seen, now, cells), BLANK, *_done(room, seen, cells)]
    return rows


def raw_rows(mention: Mention, cells: int) -> list[Row]:
    """Every field with what is not plain spelled out, for a reader of evidence."""
    rows: list[Row] = [[Span("As written. What is not plain is spelled out: \\u202e turns text round.", "muted")]]
    for name in ("author", "handle", "title", "text", "url"):
        value = getattr(mention, name)
        if value:
            rows += [BLANK, [Span(name, "name")]]
            rows += [[Span(line, "text")] for line in wrap(escaped(value), cells)]
    return rows


def _who(room: Room, mention: Mention, now: int, cells: int) -> Row:
    press = "press" in mention.flags
    platform = PLATFORMS.get(mention.platform, one_line(gate(mention.platform)))
    facts = ["Press" if press else platform or "Unknown network"]
    if mention.reach is not None:
        facts.append(f"{short(mention.reach)} {'readers' if press else 'followers'}")
    if mention.rating is not None:
        facts.append(count(mention.rating, "star"))
    about = []
    name = one_line(gate(mention.author)) if mention.handle else ""
    handle = one_line(gate(mention.handle))
    if name and handle:
        about.append(handle)
    about += [word for flag, word in FLAGS.items() if flag in mention.flags]
    left = [Span(", ".join(facts), "text"), Span(f"   {', '.join(about)}" if about else "", "muted")]
    return spread(left, [_due(room, mention, now)], cells)


def _due(room: Room, mention: Mention, now: int) -> Span:
    work = room.picture.done_about(mention.id)
    if work.answered_by:
        return Span(f"answered {clock(work.answered_at)}", "muted")
    due = room.answer_by(mention)
    if due is None:
        return Span("needs no answer", "muted")
    if due < now:
        return chip(f"answer {span(now - due)} late")
    return Span(f"answer in {span(due - now)}", "caut" if due - now <= SOON else "muted")


def _where(mention: Mention, now: int) -> str:
    old = f"{day(mention.published)} " if now - mention.published >= DAY else ""
    url = one_line(gate(mention.url)).partition("://")
    link = f", {url[2] or url[0]}" if mention.url else ""
    return f"{old}{clock(mention.published)} UTC{link}"


def _state(room: Room, mention: Mention, now: int) -> str:
    doubts = [words for flag, words in DOUBTS.items() if flag in mention.flags]
    return " ".join([state_line(mention, room, now), *doubts])


def _marks(room: Room, mention: Mention, seen: Seen, cells: int) -> Row:
    by_hand = room.picture.done_about(mention.id).tone
    tone = mention.tone if by_hand is None else by_hand
    number = "" if tone is None else f" {tone:+d}"
    right = [Span(f"{mood(tone)}{number}{', set by hand' if by_hand is not None else ''}", "muted")]
    marks = ", ".join(one_line(gate(mark)) for mark in seen.marks)
    left = [Span("Marked in this text   ", "muted"), Span(marks or "nothing", "content" if marks else "muted")]
    return spread(left, right, cells)


def _thread(seen: Seen, now: int, cells: int) -> list[Row]:
    total = len(seen.thread)
    if seen.reading:
        return [[Span("Thread   ", "name"), Span("reading …", "muted")]]
    if not total:
        return [[Span("Thread   ", "name"), Span("nobody has answered it that we saw", "muted")]]
    last = min(total, seen.first + seen.SHOWN)
    place = f"{seen.first + 1} to {last} of {total}" if total > seen.SHOWN else f"{total} of {total}"
    rows: list[Row] = [[Span("Thread   ", "name"), Span(place, "muted")]]
    for other in seen.thread[seen.first : last]:
        at = clock(other.published) if now - other.published < DAY else day(other.published)
        who = pad(one_line(gate(other.who)), 18)
        text = crop(one_line(gate(other.headline)), max(1, cells - 29))
        rows.append([Span(f"  {at:>5}  ", "muted"), Span(who, "muted"), Span("  "), Span(text, "text")])
    return rows


def _done(room: Room, seen: Seen, cells: int) -> list[Row]:
    rows: list[Row] = [[Span("What we did", "name")]]
    if not seen.done:
        return [[*rows[0], Span("   nothing yet", "muted")]]
    earlier = len(seen.done) - seen.DONE
    if earlier > 0:
        rows[0].append(Span(f"   {earlier} earlier in the log", "muted"))
    incident = room.picture.incident
    for entry in seen.done[-seen.DONE :]:
        at = since(entry.occurred, incident.declared_at) if incident else clock(entry.occurred)
        line = one_line(gate(entry_line(entry, room.people).text))
        rows.append([Span(f"  {at}  ", "muted"), Span(crop(line, max(1, cells - len(at) - 4)), "text")])
    return rows
