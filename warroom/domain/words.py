"""How things are said: log lines, times, ages and numbers, the same on screens, in the shell and in the record.

Plain English for tired people: person + verb + fact, no jargon, no exclamation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, Literal

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.level import DAY, HOUR, MINUTE
from warroom.domain.people import Person
from warroom.domain.tone import mood

Weight = Literal["bright", "plain", "muted"]
"""bright: decisions, levels, publications; plain: what people do; muted: automatic lines."""


class Line(msgspec.Struct, frozen=True):
    """One log line in parts, so that a screen can weigh them. ``who + verb`` is muted, ``fact`` is the content."""

    glyph: str
    who: str
    verb: str
    fact: str
    weight: Weight = "plain"

    @property
    def text(self) -> str:
        """The whole line as one string."""
        return " ".join(part for part in (self.who, self.verb, self.fact) if part)


TYPES: Final[Mapping[str, str]] = {
    "outage": "Outage",
    "data_loss": "Data loss",
    "our_post": "A post of ours",
    "misconduct": "Staff misconduct",
    "product_safety": "Product safety",
    "executive": "Executive's words",
    "legal": "Legal or regulator",
    "rumour": "False rumour",
    "influencer": "Influencer attack",
    "boycott": "Boycott or campaign",
    "other": "Something else",
}
"""Crisis types, in words."""

STATES: Final[Mapping[str, str]] = {"todo": "to do", "doing": "doing", "blocked": "blocked", "done": "done"}
AUDIENCES: Final[Mapping[str, str]] = {"public": "public", "executive": "executive", "team": "team"}

TRIAGES: Final[Mapping[str, tuple[str, str]]] = {
    "troll": ("troll", "watch, do not reply, tell the lead"),
    "rager": ("rager", "watch only"),
    "misguided": ("misguided", "put the facts right, on the spot"),
    "unhappy": ("unhappy", "restore: act on a reasonable solution"),
    "valid": ("valid", "we were wrong: own up"),
    "rumour": ("rumour", "check it, then deny with proof"),
    "press": ("press", "comms answers, with the reporter's deadline"),
    "safety": ("safety", "protect people first, tell the commander"),
    "legal": ("legal", "legal answers, keep the evidence"),
    "praise": ("praise", "thank them, or let it stand"),
    "not_us": ("not about us", "no action"),
}
"""Triage class → its word and the advised action (after the USAF chart, plus the classes it forgot)."""


def entry_line(entry: Entry, people: Mapping[str, Person]) -> Line:
    """What one entry says. Correction marks are the caller's."""

    def name(person: str) -> str:
        return people[person].short if person in people else person

    def line(glyph: str, verb: str, fact: str, weight: Weight = "plain") -> Line:
        return Line(glyph, "" if entry.by == "room" else name(entry.by), verb, fact, weight)

    def auto(fact: str) -> Line:
        return Line("·", "", "", fact, "muted")

    payload = entry.payload
    match payload:
        case e.Opened(version=version, sources=sources):
            return auto(f"Room opened, {count(sources, 'source')}, warroom {version}")
        case e.Declared():
            return line("▲", "declared", f"{payload.level.tag}: {payload.title}", "bright")
        case e.StoodDown(reason=reason):
            return line("▲", "stood down", reason, "bright")
        case e.LevelSet(level=level, reason=reason):
            return line("▲", f"set L{int(level)}", f"{level.word}{': ' + reason if reason else ''}", "bright")
        case e.Suggested():
            without = f", without {', '.join(payload.without)}" if payload.without else ""
            floor = f", {payload.floor}" if payload.floor else ""
            return auto(f"Score {payload.score}, suggested level {payload.level.tag}{floor}{without}")
        case e.Observed(text=text):
            return line("○", "saw", text)
        case e.Decision(text=text, reason=reason):
            return line("◆", "decided", f"{text}{'' if text.endswith('.') else '.'} Why: {reason}", "bright")
        case e.Action(text=text):
            return line("✓", "did", text)
        case e.Note(text=text):
            return line("·", "noted", text)
        case e.RoleTaken(role=role, person=person, was=was):
            verb = f"takes over {role}" if person == entry.by else f"made {name(person)} {role}"
            return line("=", verb, f"from {name(was)}" if was else "")
        case e.TaskMade():
            to = f" to {name(payload.owner)}" if payload.owner else ", no owner"
            due = f", due {by_when(payload.due, entry.recorded)}" if payload.due else ""
            verb = "assigned" if payload.owner and payload.owner != entry.by else "made task"
            return line("□", verb, f"{payload.task} {payload.title}{'' if payload.owner == entry.by else to}{due}")
        case e.TaskDropped(task=task):
            return line("□", "took back task", str(task))
        case e.TaskOwned(task=task, owner=owner):
            if owner == entry.by:
                return line("□", "takes task", str(task))
            return line("□", f"gave task {task}", f"to {name(owner) if owner else 'nobody'}")
        case e.TaskMoved(task=task, state="done"):
            return line("✓", "finished task", str(task))
        case e.TaskMoved(task=task, state=state):
            return line("□", f"moved task {task}", f"to {STATES[state]}")
        case e.TaskDue(task=task, due=due):
            return line("□", f"set task {task}", f"due {by_when(due, entry.recorded)}" if due else "without a time")
        case e.TaskWaits(task=task, waits_for=other):
            return line("□", f"task {task}", f"waits for {other}" if other else "waits for nothing")
        case e.Claimed(person=person, about=about):
            return line("·", "claimed" if person == entry.by else f"gave {name(person)}", about)
        case e.LetGo(about=about):
            return line("·", "let go of", about)
        case e.Answered(about=about, text=text, where=where):
            said = f": {text}" if text else ""
            return line("✓", "answered", f"{about}{' on ' + where if where else ''}{said}")
        case e.Reopened(about=about, by_author=again) if again is not None:
            return auto(f"{about} wrote again after our answer: open again")
        case e.Reopened(about=about):
            return line("·", "reopened", about)
        case e.Triaged(about=about, triage=triage):
            return line("·", "marked", f"{about} as {TRIAGES[triage][0] if triage else 'nothing'}")
        case e.ToneSet(about=about, tone=tone):
            return line("·", "set the tone of", f"{about} to {'automatic' if tone is None else mood(tone)}")
        case e.Pinned(who=who, text=text):
            return line("▪", "pinned", f"{who}: {text}")
        case e.Unpinned(about=about):
            return line("▪", "took back the pin of", about)
        case e.AuthorWatched(who=who, on=on):
            return line("·", "watches" if on else "no longer watches", who)
        case e.Corrected(seq=seq, text=text):
            return line("·", f"corrected entry {seq}:", text)
        case e.TurningPoint(seq=seq, on=on):
            return line("·", "marked entry" if on else "unmarked entry", f"{seq} as a turning point")
        case e.Undone(seq=seq):
            return line("·", "took back entry", str(seq))
        case e.Acknowledged(about=about, alert=alert):
            return line("·", "has in hand:", about or alert)
        case e.UpdateGiven(audience=audience, text=text):
            return line("●", "published" if audience == "public" else f"told {AUDIENCES[audience]}", text, "bright")
        case e.UpdateDue(audience=audience, due=due, reason=reason):
            if due is None:
                return line("·", f"switched the {audience} update off:", reason)
            return line("·", f"next {AUDIENCES[audience]} update due", by_when(due, entry.recorded))
        case e.SourceDown(source=source, since=since, note=note):
            return auto(f"{source} is not heard since {clock(since)}{', ' + note if note else ''}")
        case e.SourceUp(source=source, blind=blind):
            return auto(f"{source} is heard again, blind for {span(blind)}")
        case e.ClockJump(jump=jump):
            return auto(f"This machine's clock jumped by {'+' if jump > 0 else '-'}{span(abs(jump))}")
        case _:
            return _later(entry, payload, name)


def _later(entry: Entry, payload: e.WordsPayload | e.TeamPayload, name: Callable[[str], str]) -> Line:
    """The lines of statements and of the team. Imported when the first one is shown."""
    from warroom.domain.lines import team_line, words_line  # noqa: PLC0415

    said = words_line(payload, name) if isinstance(payload, e.AboutWords) else team_line(payload, entry, name)
    glyph, verb, fact, weight = said
    return Line(glyph, "" if entry.by == "room" else name(entry.by), verb, fact, weight)


# -- times -------------------------------------------------------------------------------------------------------


def clock(at: int, *, seconds: bool = False) -> str:
    """``14:47`` or ``14:47:13``, UTC."""
    minutes = f"{at // 3_600_000 % 24:02}:{at // 60_000 % 60:02}"  # by hand: hundreds are painted each second
    return f"{minutes}:{at // 1000 % 60:02}" if seconds else minutes


def by_when(at: int, now: int) -> str:
    """``14:47`` for what is near, ``5 Oct 14:47`` for what is more than eighteen hours away."""
    return clock(at) if abs(at - now) < 18 * HOUR else f"{day(at)} {clock(at)}"


def stamp(at: int) -> str:
    """``2026-10-03 14:47:13 UTC``."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def day(at: int) -> str:
    """``3 Oct``."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f"{moment.day} {moment.strftime('%b')}"


def since(at: int, start: int, *, seconds: bool = False) -> str:
    """``T+02:47`` or ``T+02:47:13``; before the start ``T-00:03``."""
    length = abs(at - start) // 1000
    hours, rest = divmod(length, 3600)
    tail = f":{rest % 60:02d}" if seconds else ""
    return f"T{'-' if at < start else '+'}{hours:02d}:{rest // 60:02d}{tail}"


def span(length: int) -> str:
    """A length of time in one unit: ``38s``, ``6m``, ``3h``, ``2d``."""
    if length < MINUTE:
        return f"{max(0, length) // 1000}s"
    if length < 100 * MINUTE:
        return f"{length // MINUTE}m"
    if length < 2 * DAY:
        return f"{length // HOUR}h"
    return f"{length // DAY}d"


def countdown(length: int) -> str:
    """``12:47`` (minutes:seconds) or ``2:05 h`` until something is due; ``0:00`` when it is."""
    seconds = max(0, length) // 1000
    if seconds >= 6000:
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d} h"
    return f"{seconds // 60}:{seconds % 60:02d}"


# -- numbers -----------------------------------------------------------------------------------------------------


def short(number: int | None) -> str:
    """``860``, ``1.2K``, ``410K``, ``2.1M``; ``–`` when it is not known."""
    if number is None:
        return "–"
    for size, unit in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")):
        if number >= size:
            value = number / size
            return f"{value:.1f}".rstrip("0").rstrip(".") + unit if value < 99.95 else f"{value:.0f}{unit}"
    return str(number)


def count(number: int, noun: str) -> str:
    """``1 source``, ``3 sources``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


_MARKS: Final = {"very negative": "--", "negative": "-", "neutral": "·", "positive": "+", "not scored": ""}


def tone_mark(tone: int | None) -> str:
    """``--``, ``-``, ``·``, ``+`` as the feed shows it; blank when not scored."""
    return _MARKS[mood(tone)]
