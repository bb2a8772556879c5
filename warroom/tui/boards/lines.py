"""What stands on the boards: the lines of each section in their order, and how each is painted. Pure.

A line is known by what it is about, never by its place, so that the bar stays on it whatever others do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from warroom.domain.entries import Group, Standing
from warroom.domain.level import MINUTE
from warroom.domain.picture import Confirmation, Enquiry, Fact, Objective, Picture, Telling
from warroom.domain.text import gate, one_line
from warroom.domain.words import clock, day, span
from warroom.room.protocol import Room
from warroom.tui.paint import Row, Span, chip, crop_row, pad, spread
from warroom.tui.say import at_right, due_span, short_name

Kind: TypeAlias = Literal["objectives", "facts", "checks", "press", "told"]
KINDS: Final[tuple[Kind, ...]] = ("objectives", "facts", "checks", "press", "told")
NAMES: Final = {"objectives": "Objectives", "facts": "Facts and rumours", "checks": "First five minutes",
                "press": "Press", "told": "Who must be told"}  # fmt: skip
TABS: Final = {"objectives": "Objectives", "facts": "Facts", "checks": "Checks", "press": "Press", "told": "To tell"}
STANDINGS: Final[tuple[Standing, ...]] = ("confirmed", "unconfirmed", "false")
GROUPS: Final[tuple[Group, ...]] = ("staff", "board", "authority", "customers", "partners", "public")
"""In the order in which they hear it when nothing else decides: staff first, the public last."""

CHECKS_DUE: Final = 5 * MINUTE
PERIOD_SOON: Final = 15 * MINUTE
NARROW: Final = 60
"""Cells below which a line gives up what the preview says anyway."""


class Check(NamedTuple):
    """One line of the checklist, on one channel where it is per channel."""

    name: str
    channel: str
    done: Confirmation | None
    first: bool
    """Whether it is the first line of its name."""


Item: TypeAlias = Objective | Fact | Check | Enquiry | Telling
Ident: TypeAlias = int | tuple[str, str]


def ident(item: Item) -> Ident:
    """What a line is known by."""
    return (item.name, item.channel) if isinstance(item, Check) else item.number


def items(room: Room, kind: Kind) -> Sequence[Item]:
    """The lines of a section, in their order."""
    picture = room.picture
    match kind:
        case "objectives":
            return [x for x in picture.objectives.values()
                    if x.incident == picture.case and (x.period == picture.period or not x.result)]  # fmt: skip
        case "facts":
            facts = [fact for fact in picture.facts.values() if fact.incident == picture.case]
            return sorted(facts, key=lambda fact: STANDINGS.index(fact.standing))
        case "checks":
            return _checks(room) if picture.incident is not None else []
        case "press":
            asked = [enquiry for enquiry in picture.press.values() if enquiry.incident == picture.case]
            return sorted(asked, key=lambda q: (not q.open, _last(q.deadline), q.number))
        case "told":
            plans = [telling for telling in picture.tellings.values() if telling.incident == picture.case]
            return sorted(plans, key=_telling_order)


def _checks(room: Room) -> list[Check]:
    wanted = room.house.checks()
    return [
        Check(name, channel, room.picture.checks.get((name, channel)), first=not at or wanted[at - 1][0] != name)
        for at, (name, channel) in enumerate(wanted)
    ]


def _last(due: int | None) -> int:
    return due if due is not None else 1 << 62


def _telling_order(telling: Telling) -> tuple[bool, int, int, int]:
    """Who waits goes before who has heard it, staff before the rest, the public last, then by time."""
    rank = {"staff": 0, "public": 2}.get(telling.group, 1)
    return not telling.open, rank, _last(telling.due), telling.number


def owner_of(item: Item) -> str:
    """Who has it in hand, empty for nobody."""
    return item.owner if isinstance(item, (Enquiry, Telling)) else ""


# -- section by section --------------------------------------------------------------------------------------------


def facts_of(room: Room, kind: Kind, now: int) -> Row:
    """What stands at the right end of a section's title."""
    picture, found = room.picture, items(room, kind)
    match kind:
        case "objectives":
            return _period(picture, now)
        case "facts":
            loose = sum(isinstance(x, Fact) and x.standing == "unconfirmed" for x in found)
            return [Span(f"{loose} not confirmed", "muted")] if loose else []
        case "checks":
            left = sum(isinstance(x, Check) and x.done is None for x in found)
            late = picture.incident is not None and now - picture.incident.declared_at >= CHECKS_DUE
            return [Span(f"{left} of {len(found)} open", "caut" if late else "muted")] if left else []
        case "press":
            waiting = sum(isinstance(x, Enquiry) and x.open for x in found)
            return [Span(f"{waiting} waiting", "muted")] if waiting else []
        case "told":
            if staff_last(picture):
                return [chip("the public knows, staff do not")]
            waiting = sum(isinstance(x, Telling) and x.open for x in found)
            return [Span(f"{waiting} to tell", "muted")] if waiting else []


def staff_last(picture: Picture) -> bool:
    """Whether the public heard from us while staff still wait."""
    case = picture.case
    public = any(s.published_at and s.incident == case for s in picture.statements.values()) or any(
        t.group == "public" and not t.open and t.incident == case for t in picture.tellings.values()
    )
    return public and any(t.group == "staff" and t.open and t.incident == case for t in picture.tellings.values())


def _period(picture: Picture, now: int) -> Row:
    if not picture.period or picture.incident is None:
        return []
    left = picture.period_until - now
    name = Span(f"period {picture.period}, ", "muted")
    if left < 0:
        return [name, chip(f"{span(-left)} over")]
    return [name, Span(f"{span(left)} left", "caut" if left < PERIOD_SOON else "muted")]


EMPTY: Final = {
    "objectives": ("No objectives. ", "n", " sets one, ", "p", " begins a period."),
    "facts": ("Nothing is noted. ", "n", " notes what is said, true or not.", "", ""),
    "checks": ("The checklist begins with an incident. ", "", "", "", ""),
    "press": ("No reporter has asked. ", "n", " logs an enquiry.", "", ""),
    "told": ("Nobody is on the list. ", "n", " adds who must hear it from us.", "", ""),
}


def empty(room: Room, kind: Kind) -> Row:
    """What an empty section says."""
    if room.picture.incident is None and kind == "objectives":
        return [Span(" Objectives belong to an incident.", "muted")]
    if room.picture.incident is not None and kind == "checks":
        return [Span(" The checklist is empty. [checklist] in warroom.toml has its lines.", "muted")]
    first, *rest = EMPTY[kind]
    return [Span(f" {first}", "muted"), *(Span(w, "muted" if n % 2 else "key") for n, w in enumerate(rest))]


def row_of(room: Room, item: Item, now: int, cells: int) -> Row:
    """One line, exactly that wide."""
    match item:
        case Objective():
            return _objective(item, room.picture, cells)
        case Fact():
            return _fact(room, item, now, cells)
        case Check():
            return _check(room, item, now, cells)
        case Enquiry():
            return _enquiry(room, item, now, cells)
        case Telling():
            return _telling(room, item, now, cells)


def _objective(item: Objective, picture: Picture, cells: int) -> Row:
    done = bool(item.result)
    left: Row = [Span(f" {item.number:>2} ", "muted"), Span(_plain(item.text), "muted" if done else "text")]
    words = item.result or ("open" if item.period == picture.period else f"open since period {item.period}")
    glyph = {"met": "✓ ", "missed": "× ", "dropped": "· "}.get(item.result, "")
    return spread(left, [Span(f"{glyph}{words} ", "content" if item.result == "missed" else "muted")], cells)


def _fact(room: Room, item: Fact, now: int, cells: int) -> Row:
    token = {"confirmed": "content", "unconfirmed": "text", "false": "struck"}[item.standing]
    left: Row = [Span(f" {item.number:>2} ", "muted"), Span(pad(item.standing, 13), "muted"),
                 Span(_plain(item.text), token)]  # fmt: skip
    who = f"{short_name(room.people, item.by)} {when(item.at, now)} " if cells >= NARROW else f"{when(item.at, now)} "
    return spread(left, [Span(who, "muted")], cells)


def _check(room: Room, item: Check, now: int, cells: int) -> Row:
    late = room.picture.incident is not None and now - room.picture.incident.declared_at >= CHECKS_DUE
    glyph = Span(" ✓ ", "text") if item.done else Span(" ▲ " if late else " · ", "caut" if late else "muted")
    wide = min(28, max(16, cells - 34))
    token = "muted" if item.done else "text"
    name = pad(_plain(item.name) if item.first or not item.channel else "", wide)
    left: Row = [glyph, Span(f"{name} {_plain(item.channel)}", token)]
    done = item.done
    right = f"{short_name(room.people, done.by)} {when(done.at, now)} " if done else "open "
    return spread(left, [Span(right, "text" if done else "caut" if late else "muted")], cells)


def _enquiry(room: Room, item: Enquiry, now: int, cells: int) -> Row:
    wide = min(20, cells // 3)
    late = item.open and item.deadline is not None and item.deadline < now
    name = "muted" if not item.open else "content" if late else "text"
    left: Row = [Span(f" {item.number:>2} ", "muted"), Span(pad(_plain(item.outlet), wide), name),
                 Span(f"  {_plain(item.question)}", "muted")]  # fmt: skip
    if not item.open:
        done = "declined" if item.declined else "answered"
        return spread(left, [Span(f"✓ {done} {when(item.answered_at, now)} ", "muted")], cells)
    return spread(left, _owner_and_due(room, item.owner, item.deadline, now), cells)


def _telling(room: Room, item: Telling, now: int, cells: int) -> Row:
    late = item.open and item.due is not None and item.due < now
    name = "muted" if not item.open else "content" if late else "text"
    left: Row = [Span(" ✓ " if not item.open else " · ", "muted"), Span(pad(item.group, 11), "muted"),
                 Span(_plain(item.who), name)]  # fmt: skip
    if not item.open:
        told = f"{short_name(room.people, item.told_by)} {when(item.told_at, now)} "
        return spread(left, [Span(told, "muted")], cells)
    return spread(left, _owner_and_due(room, item.owner, item.due, now), cells)


def _owner_and_due(room: Room, owner: str, due: int | None, now: int) -> Row:
    who = short_name(room.people, owner) if owner else "no owner"
    piece = due_span(due, now) if due is not None else Span("no time", "faint")
    return [Span(pad(who, 9), "text" if owner else "caut"), *at_right(piece, 10)]


def when(at: int, now: int) -> str:
    """``14:36``, with its day when that was not today."""
    return clock(at) if day(at) == day(now) else f"{day(at)} {clock(at)}"


def _plain(text: str) -> str:
    return one_line(gate(text))


# -- the tab bar of one section at a time --------------------------------------------------------------------------


def tab_row(room: Room, shown: Kind, now: int, cells: int) -> Row:
    """``1 Objectives 3   2 Facts 8``: which section is shown, and what waits in the others."""
    row: Row = []
    for number, kind in enumerate(KINDS, 1):
        here = kind == shown
        name = TABS[kind] if cells >= 76 or here else TABS[kind][:7]
        tab: Row = [Span(f" {number} ", "key"), Span(name, "bright" if here else "muted"), *_waits(room, kind, now),
                    Span(" ")]  # fmt: skip
        row += [Span(" " if row else ""), *([Span(s.text, f"{s.token}/sel" if s.token != "chip" else s.token)  # noqa: S105 - a colour token
                                             for s in tab] if here else tab)]  # fmt: skip
    return crop_row(row, cells)


def _waits(room: Room, kind: Kind, now: int) -> Row:
    found = items(room, kind)
    late = sum(is_late(item, now) for item in found)
    if late:
        return [Span(f" ■{late}", "warn")]
    left = sum(is_open(item) for item in found)
    return [Span(f" {left}", "text")] if left else []


def is_open(item: Item) -> bool:
    """Whether somebody still has to do something about it."""
    match item:
        case Objective(result=result):
            return not result
        case Fact(standing=standing):
            return standing == "unconfirmed"
        case Check(done=done):
            return done is None
        case Enquiry() | Telling():
            return item.open


def is_late(item: Item, now: int) -> bool:
    """Whether its time has passed."""
    due = item.deadline if isinstance(item, Enquiry) else item.due if isinstance(item, Telling) else None
    return due is not None and due < now and is_open(item)
