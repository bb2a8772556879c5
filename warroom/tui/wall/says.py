"""What the wall says: the few things that a whole room must know, worked out from the room as it is.

Nothing here knows how big anything is written. Everything a stranger wrote passes the masks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Final

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import WRITTEN, Entry
from warroom.domain.level import HOUR, MINUTE, Level
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.picture import Statement
from warroom.domain.tone import is_negative
from warroom.domain.words import clock, count, countdown, day, entry_line, short, since, span
from warroom.room.protocol import Room
from warroom.tui.alerts import UPDATE_SOON, Alert, source_state
from warroom.tui.escalation import STALE, band, colour_of
from warroom.tui.say import SOON, short_name
from warroom.tui.wall.masks import Masks

QUOTED: Final = 160
"""Characters of a post that a risk quotes at most."""


# -- late ----------------------------------------------------------------------------------------------------------


class Late(msgspec.Struct, frozen=True):
    """One thing that is late now."""

    what: str
    who: str
    when: str
    """How late, ``6m``."""
    held: bool = False
    """Somebody has it in hand."""
    alarm: bool = False
    """The log is not being saved: the one bar over the whole width."""


def late(room: Room, found: Sequence[Alert], now: int, masks: Masks) -> list[Late]:
    """The warnings, most pressing first; tasks one by one, what somebody has in hand last.

    The public update is not among them: it has its own clock, which turns red.
    """
    out: list[Late] = []
    for alert in found:
        if alert.kind != "warning" or alert.key.startswith("update:public@"):
            continue
        if alert.pane == "tasks":
            out += _tasks(room, alert, now, masks)
            continue
        when = alert.when.removesuffix(" late")
        who = short_name(room.people, alert.ack.by) if alert.ack else ""
        out.append(Late(masks.text(alert.what), who, when, alert.ack is not None, alert.key == "trouble"))
    return out


def _tasks(room: Room, alert: Alert, now: int, masks: Masks) -> Iterator[Late]:
    for cause in alert.causes:
        task = room.picture.tasks.get(int(cause.removeprefix("task:")))
        if task is not None and task.due is not None:
            who = short_name(room.people, task.owner) if task.owner else "nobody"
            yield Late(masks.text(task.title), who, span(now - task.due), alert.ack is not None)


# -- numbers -------------------------------------------------------------------------------------------------------


class Score(msgspec.Struct, frozen=True):
    """The score, and up to three short lines about it."""

    figure: str
    token: str
    lines: tuple[tuple[str, str], ...]
    """(words, token), the most important first."""
    level: Level = Level.QUIET
    """The band that the score lies in."""
    score: int = 0
    soon: int | None = None


def score(room: Room, now: int) -> Score:
    """What the gauge says. What is old is grey, dated and without forecast; what it lacks is named."""
    reading = room.reading
    if reading is None:
        return Score("--", "muted", (("no reading yet", "muted"),))
    level = band(reading.score, room.rules)
    if now - reading.at > STALE:
        old = (f"as of {clock(reading.at)}", "caut"), (f"{(now - reading.at) // MINUTE} min ago", "caut")
        return Score(str(reading.score), "muted", (*old, ("no forecast", "muted")), level, reading.score)
    lines: list[tuple[str, str]] = []
    token = colour_of(level)
    if reading.confidence == "blind":
        token = "muted"  # noqa: S105 - a colour token
        lines.append((f"without {', '.join(reading.without)}" if reading.without else "not heard enough", "caut"))
    elif reading.confidence == "learning":
        lines.append(("learning what is usual", "muted"))
    lines.append(_direction(reading.change))
    if reading.forecast:
        lines.append((f"L{int(reading.forecast.level)} in {reading.forecast.minutes} min", "caut"))
    return Score(str(reading.score), token, tuple(lines), level, reading.score, reading.soon)


def _direction(change: int) -> tuple[str, str]:
    if change:
        return f"{'up' if change > 0 else 'down'} {abs(change)} in 15 min", "content" if change > 0 else "text"
    return "steady for 15 min", "muted"


class Figure(msgspec.Struct, frozen=True):
    """A big number with a line above or beside it, and a note."""

    label: str
    figure: str
    token: str
    note: str = ""
    note_token: str = "muted"  # noqa: S105 - a colour token

    @property
    def chip(self) -> bool:
        """Whether it stands on a red ground: late."""
        return self.token == "level"  # noqa: S105 - a colour token


def elapsed(room: Room, now: int) -> Figure:
    """Time since the incident was declared; on quiet days how many posts came in today."""
    incident = room.picture.incident
    if incident is None:
        usual = f"{room.usual_day} on a normal day" if room.usual_day is not None else "usual not known yet"
        return Figure("posts today", str(room.today), "text", usual)
    return Figure("since declared", since(max(now, incident.declared_at), incident.declared_at)[2:], "content")


def update(room: Room, now: int) -> Figure:
    """The countdown to the next public update: amber when it is near, a chip when it has passed.

    On quiet days: how many sources are heard, because nothing else may look calm without it.
    """
    picture = room.picture
    if picture.incident is None:
        live = sum(h.hears for h in room.health)
        token = "text" if live == len(room.health) else "caut"
        return Figure("sources heard", str(live), token, f"of {len(room.health)}", "muted")
    note = draft(room)
    due = picture.updates.get("public")
    if due is None:
        wanted = room.rules[picture.level].public is not None
        return Figure("no update planned", "--:--", "caut" if wanted else "muted")
    if due < now:
        return Figure("update late by", _hours(now - due), "level", note, "caut")
    near = due - now <= UPDATE_SOON
    token = "caut" if near else "content"
    return Figure("next update in", _hours(due - now), token, note, "caut" if near else "muted")


def _hours(length: int) -> str:
    """``12:47``, from 100 minutes on ``2:05h``."""
    return countdown(min(length, 999 * HOUR)).replace(" ", "")


def draft(room: Room) -> str:
    """How far the words of the next update have come."""
    case = room.picture.case
    drafts = [s for s in room.picture.statements.values() if s.open and s.incident == case]
    if not drafts:
        return "no draft yet"
    statement = max(drafts, key=lambda s: s.number)
    return f"draft {statement.number}{_standing(statement)}"


def _standing(statement: Statement) -> str:
    asked = statement.request
    if statement.wishes:
        return ", change asked"
    if asked is None:
        return ", not approved"
    missing = [role for role in asked.roles if role not in statement.approvals]
    if not missing or (not asked.every and len(missing) < len(asked.roles)):
        return ", approved"
    return f", needs {missing[0]}"


# -- what is heard -------------------------------------------------------------------------------------------------


class Heard(msgspec.Struct, frozen=True):
    """Words about what is listened to. ``deaf``: something is missing, and nothing may look calm."""

    words: str
    deaf: bool = False

    @property
    def token(self) -> str:
        """The colour of the words."""
        return "caut" if self.deaf else "muted"


def sources(room: Room, now: int, *, brief: bool = False) -> Heard:
    """The sources that do not hear, by name, and how many do. Never that they were quiet."""
    deaf = [h for h in room.health if h.state in ("late", "failing", "stopped")]
    live = sum(h.hears for h in room.health)
    heard = f"{live} of {len(room.health) if brief else count(len(room.health), 'source')} live"
    if not deaf:
        return Heard(heard, live < len(room.health))
    named = [source_state(h, now, brief=True) for h in deaf]
    return Heard(", ".join([*named[:3], *([f"{len(named) - 3} more"] if len(named) > 3 else []), heard]), True)


def volume(room: Room, now: int) -> Heard:
    """Posts of the last hour, and how that stands to what is usual, as the gauge says it."""
    if room.health and not any(h.hears for h in room.health):
        return Heard("no source is heard", True)
    words = str(sum(n for at, n in room.volume if at > now - HOUR))
    usual = next((d.value for d in room.reading.drivers if d.name == "Volume"), "") if room.reading else ""
    fresh = room.reading is not None and now - room.reading.at <= STALE
    return Heard(f"{words}, {usual}" if usual and fresh else f"{words}, usual not known")


def bars(room: Room, now: int, cells: int, length: int = 3 * HOUR) -> list[int]:
    """Posts in each of ``cells`` parts of the time before ``now``, as posts an hour; -1 before the room knew any."""
    bin_of = 5 * MINUTE
    known = dict(room.volume)
    first = min(known, default=None)
    out = []
    for n in range(cells):
        at = now - length + (2 * n + 1) * length // (2 * cells)
        start = at - at % bin_of
        if first is None or start < first:
            out.append(-1)
            continue
        part = min(bin_of, now - start)
        steady = part >= bin_of // 2  # the bin that has just begun says little yet: it is reckoned with the one before
        posts = known.get(start, 0) if steady else known.get(start, 0) + known.get(start - bin_of, 0)
        out.append(round(posts * HOUR / (part if steady else part + bin_of)))
    return out


# -- risks ---------------------------------------------------------------------------------------------------------


class Risk(msgspec.Struct, frozen=True):
    """Something open that can make it worse."""

    brief: str
    """Words for the biggest size."""
    what: str
    right: str = ""
    token: str = "muted"  # noqa: S105 - a colour token


def risks(room: Room, found: Sequence[Alert], loud: Sequence[Mention], now: int, masks: Masks) -> list[Risk]:
    """What can make it worse, of several kinds so that none hides the others.

    The kinds, in this order: the negative posts with the largest known reach that still wait for an answer; facts
    that the team noted and nobody has confirmed, latest first; reporters who wait, by deadline; then cautions that
    nobody has in hand (no commander, tasks without owner, a suggested level). First one of each kind, then the rest.
    Sources and the public update have their own places. Private posts are never among them.
    """
    kinds = (
        [_loud(room, mention, now, masks) for mention in loud],
        [_fact(room, fact, now, masks) for fact in _unsure(room)],
        list(_press(room, now, masks)),
    )
    turns = chain.from_iterable(zip_longest(*kinds))
    rest = (
        Risk(masks.text(a.what), masks.text(a.what), a.when, "caut")
        for a in found
        if a.kind == "caution" and a.ack is None and not a.key.startswith(("source:", "update:"))
    )
    return [*(risk for risk in turns if risk is not None), *rest]


def _loud(room: Room, mention: Mention, now: int, masks: Masks) -> Risk:
    flags = mention.flags
    who = masks.outlet(mention) or ("Influencer" if "influencer" in flags else "Legal" if "legal" in flags else "Post")
    reach = short(mention.reach)
    words = " ".join(mention.headline.split())[:QUOTED]
    owner = room.picture.done_about(mention.id).owner
    name = short_name(room.people, owner) if owner else "nobody"
    due = room.answer_by(mention)
    when = "" if due is None else f", {span(now - due)} late" if due < now else f", {span(due - now)}"
    token = "caut" if due is not None and (due - now < SOON or not owner) else "muted"
    return Risk(masks.text(f"{reach} {who}"), masks.text(f"{who}, {reach}: {words}"), f"{name}{when}", token)


def _unsure(room: Room) -> list[tuple[str, str, int]]:
    facts = [f for f in room.picture.facts.values() if f.standing == "unconfirmed" and f.incident == room.picture.case]
    return [(f.text, f.by, f.at) for f in sorted(facts, key=lambda f: -f.at)]


def _fact(room: Room, fact: tuple[str, str, int], now: int, masks: Masks) -> Risk:
    text, by, at = fact
    text = masks.text(text)
    return Risk(f"? {text}", f"Not confirmed: {text}", f"{short_name(room.people, by)}, {span(now - at)} ago")


def _press(room: Room, now: int, masks: Masks) -> Iterator[Risk]:
    waiting = [q for q in room.picture.press.values() if q.open and q.incident == room.picture.case]
    for ask in sorted(waiting, key=lambda q: (q.deadline is None, q.deadline or 0, q.number)):
        name = short_name(room.people, ask.owner) if ask.owner else "nobody"
        due = ask.deadline
        when = "" if due is None else f", {span(now - due)} late" if due < now else f", {span(due - now)}"
        pressing = not ask.owner or (due is not None and due - now < SOON)
        yield Risk(f"{ask.outlet} asks", f"{ask.outlet} asks: {masks.text(ask.question)}", f"{name}{when}",
                   "caut" if pressing else "muted")  # fmt: skip


def loudest(room: Room, heard: Sequence[Mention]) -> list[Mention]:
    """Of these, the negative ones that still wait for an answer, the largest known reach first."""
    open_ones = []
    for mention in heard:
        set_by_hand = room.picture.done_about(mention.id).tone
        tone = mention.tone if set_by_hand is None else set_by_hand
        if mention.reach and is_negative(tone) and "private" not in mention.flags and room.answer_by(mention):
            open_ones.append(mention)
    return sorted(open_ones, key=lambda m: -(m.reach or 0))


# -- the log -------------------------------------------------------------------------------------------------------


class Told(msgspec.Struct, frozen=True):
    """One line of the log."""

    at: str
    """``2:44`` after the incident began, ``14:31``, or ``3 Oct``."""
    glyph: str
    words: str
    token: str


def told(room: Room, now: int, masks: Masks, most: int) -> list[Told]:
    """The last entries, newest first.

    Left out: receipts (claims, single answers, acknowledgements), what was taken back or corrected since, and what
    is privileged.
    """
    masks.read(room.log)
    out: list[Told] = []
    gone: set[int] = set(room.picture.corrections)
    for entry in reversed(room.log):
        if isinstance(entry.payload, e.Undone):
            gone.add(entry.payload.seq)
        if entry.seq in gone or entry.privileged:
            continue
        line = _line(room.people, room, entry, now, masks)
        if line is not None:
            out.append(line)
            if len(out) == most:
                break
    return out


def _line(people: Mapping[str, Person], room: Room, entry: Entry, now: int, masks: Masks) -> Told | None:
    shown = msgspec.structs.replace(entry, payload=masks.payload(entry.payload))
    line = entry_line(shown, people)
    receipt = line.glyph == "·" and line.weight == "plain" and not isinstance(entry.payload, WRITTEN)
    if receipt or isinstance(entry.payload, e.Answered):
        return None
    words = " ".join(line.text.split())
    task = room.picture.tasks.get(getattr(entry.payload, "task", 0))
    if task is not None and not isinstance(entry.payload, e.TaskMade):
        words = f"{words}: {task.title}"  # a number means nothing from four metres
    token = {"bright": "content", "plain": "text"}.get(line.weight, "muted")
    return Told(_stamp(room, entry, now), line.glyph, masks.text(words), token)


def _stamp(room: Room, entry: Entry, now: int) -> str:
    incident = room.picture.incident
    if incident and entry.incident == incident.id:
        return since(entry.occurred, incident.declared_at)
    return day(entry.occurred) if now - entry.occurred > 20 * HOUR else clock(entry.occurred)
