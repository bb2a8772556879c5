"""How a statement is painted in its sheet (4d). Pure: everything it needs is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from warroom.domain.changes import Change, changes, in_words
from warroom.domain.decide.common import Moment
from warroom.domain.outgoing import Seat, Stand, rule_words
from warroom.domain.picture import Statement, Version
from warroom.domain.remarks import Report
from warroom.domain.text import gate, one_line
from warroom.domain.words import clock, count, day, span
from warroom.room.protocol import Room
from warroom.tui.paint import BLANK, Row, Span, chip, crop, crop_row, fill, on, pad, spread, width, wrap
from warroom.tui.say import SOON, short_name
from warroom.tui.statements.flow import flow, marked, named

CHANGED_ROWS: Final = 2
"""Rows of what changed; the whole of it is one key away."""
REMARKS: Final = 8


def moment_of(room: Room, at: int | None = None) -> Moment:
    """What a decision depends on, as this console knows it."""
    return Moment(
        at=room.now() if at is None else at, by=room.me, people=room.people, rules=room.rules, house=room.house,
        bank=frozenset(room.bank),
    )  # fmt: skip


def when(at: int, now: int) -> str:
    """``14:36``, with its day when that was not today."""
    return clock(at) if day(at) == day(now) else f"{day(at)} {clock(at)}"


class Shown(NamedTuple):
    """A statement as it is looked at."""

    room: Room
    statement: Statement
    version: Version
    now: Stand
    at: int
    report: Report | None = None
    """None while it is being read."""


def statement_rows(shown: Shown, cells: int) -> list[Row]:
    """All of it, from the channels to the approvals."""
    statement, version = shown.statement, shown.version
    rows = [_head(shown, cells), BLANK, *text_rows(version.text, cells), BLANK]
    rows += _changed(statement, version, cells)
    if statement.open:
        rows += [*check_rows(version.text, shown.report, cells), BLANK]
    rows += approval_rows(shown, cells)
    rows += _posted(statement, cells)
    if statement.withdrawn:
        rows += [BLANK, *([Span(line, "text")] for line in wrap(f"Withdrawn: {gate(statement.withdrawn)}", cells))]
    return rows


def _head(shown: Shown, cells: int) -> Row:
    statement, version, at = shown.statement, shown.version, shown.at
    where = ", ".join(statement.channels) or "no channel named"
    who = f"   by {short_name(shown.room.people, version.by)}, {when(version.at, at)}"
    right = _state(statement, shown.now, at)
    left = max(8, cells - width(right) - 2 - len(who))
    return spread([Span(crop(one_line(gate(where)), left), "text"), Span(who, "muted")], right, cells)


def _state(statement: Statement, now: Stand, at: int) -> Row:
    """The state at the right end of the first row."""
    if now.late:
        return [chip(f"{span(now.late)} late")]
    if statement.published_at:
        return [Span(f"published {when(statement.published_at, at)}", "content")]
    if now.due is not None:
        return [Span(f"due in {span(now.due - at)}", "caut" if now.due - at < SOON else "muted")]
    words = {"withdrawn": "withdrawn", "ready": "ready to publish", "draft": "draft"}.get(now.state, "")
    return [Span(words, "muted" if now.state == "draft" else "content")] if words else []


def text_rows(text: str, cells: int) -> list[Row]:
    """The text on its own ground, word for word."""
    inner = max(1, cells - 4)
    return [on(fill([Span("  "), *row], cells), "raise") for row in flow(marked(text), inner)]


def _changed(statement: Statement, version: Version, cells: int) -> list[Row]:
    if version.number == 1:
        return []
    before = statement.versions[version.number - 2]
    label = f"Changed since version {before.number}   "
    inner = max(10, cells - len(label))
    rows = flow(changed_words(changes(before.text, version.text), inner * CHANGED_ROWS), inner)[:CHANGED_ROWS]
    return [*([Span(label if not n else " " * len(label), "muted"), *row] for n, row in enumerate(rows)), BLANK]


def changed_words(pieces: Iterable[Change], most: int) -> Row:
    """``61 of 84 was most, added It was not an attack.``: what is new and old is bright, what was done muted."""
    found = [piece for piece in pieces if piece.kind != "same" and in_words([piece])]
    row: Row = []
    for at, piece in enumerate(found):
        said = _said(piece)
        left = len(found) - at - 1
        if row and width(row) + width(said) + 2 + (10 if left else 0) > most:
            return [*row, Span(f"  {left + 1} more, d compares", "muted")]
        if row:
            row[-1] = Span(row[-1].text.removesuffix("."), row[-1].token)
        row += [Span(",  ", "muted"), *said] if row else said
    return row or [Span("only where it goes out, not the text", "muted")]


def _said(piece: Change) -> Row:
    words = in_words([piece])
    for verb in ("added ", "took out "):
        if words.startswith(verb):
            return [Span(verb, "muted"), Span(words.removeprefix(verb), "content")]
    new, was, old = words.partition(" was ")
    return [Span(new, "content"), Span(was, "muted"), Span(old, "content")]


# -- checks --------------------------------------------------------------------------------------------------------


def check_rows(text: str, report: Report | None, cells: int, most: int = REMARKS) -> list[Row]:
    """What the reader says: ticks in a row, then one line for each remark."""
    rows: list[Row] = [[Span("Checks", "name")]]
    if report is None:
        return [[*rows[0], Span("   reading …", "muted")]]
    rows += _ticks(report.good, cells)
    hidden = [] if any(remark.kind == "hidden" for remark in report.remarks) else named(text)
    said = [*(f"{words[0].upper()}{words[1:]}." for words in hidden), *(remark.why for remark in report.remarks)]
    for words in said[:most]:
        for n, line in enumerate(wrap(gate(words), max(1, cells - 4))):
            rows.append([Span("  ▲ " if not n else "    ", "caut"), Span(line, "content")])
    if len(said) > most:
        rows.append([Span(f"    {count(len(said) - most, 'more remark')}", "muted")])
    return rows if len(rows) > 1 else [[*rows[0], Span("   nothing to say about it", "muted")]]


def _ticks(good: Sequence[str], cells: int) -> list[Row]:
    rows: list[Row] = []
    for words in good:
        part: Row = [Span("✓ ", "content"), Span(words, "text")]
        if not rows or width(rows[-1]) + 4 + width(part) > cells:
            rows.append([Span("  "), *part])
        else:
            rows[-1] += [Span("    "), *part]
    return rows


# -- approvals -----------------------------------------------------------------------------------------------------


def approval_rows(shown: Shown, cells: int) -> list[Row]:
    """Whose yes it has and needs, by role."""
    room, statement, now = shown.room, shown.statement, shown.now
    rule = rule_words(room.picture, statement, moment_of(room, shown.at))
    lines = wrap(rule, max(1, cells - 12)) if rule else []
    rows: list[Row] = [[Span("Approvals   ", "name"), Span(lines[0] if lines else "", "text")]]
    rows += [[Span(" " * 12), Span(line, "text")] for line in lines[1:]]
    if not now.seats and not statement.open:
        rows[0].append(Span("none were asked for", "muted"))
    wide = max([len(seat.role) for seat in now.seats], default=0) + 3
    names = max([len(_who(room, seat)) for seat in now.seats], default=0)
    names = min(max(names, 15) + 3, max(12, cells // 3))
    for seat in now.seats:
        rows += _seat(shown, seat, (wide, names), cells)
    return rows


def _who(room: Room, seat: Seat) -> str:
    said = seat.approval or seat.wish
    people = (said.by,) if said else seat.holders
    return " or ".join(_full(room, person) for person in people[:2]) if people else "nobody has it"


def _full(room: Room, person: str) -> str:
    return room.people[person].name if person in room.people else person


def _seat(shown: Shown, seat: Seat, widths: tuple[int, int], cells: int) -> list[Row]:
    (wide, names), room = widths, shown.room
    waits = shown.statement.open and seat.approval is None
    glyph, token = _glyph(shown, seat, waits=waits)
    name = "caut" if waits and not seat.holders else "bright" if token == "warn" else "content"  # noqa: S105 - a colour token
    mine = waits and room.me.id in _may(shown, seat)
    left: Row = [Span("  "), Span(f"{glyph} ", token), Span(pad(seat.role.capitalize(), wide), "text"),
                 Span(pad(_who(room, seat), names), name), Span(_when(shown, seat), "text")]  # fmt: skip
    rows = [spread(left, [Span("you", "bright")] if mine else [], cells)]
    if seat.wish:
        rows += [[Span(" " * (wide + 4)), Span(line, "content")]
                 for line in wrap(one_line(gate(seat.wish.why)), max(1, cells - wide - 4))]  # fmt: skip
    return rows


def _glyph(shown: Shown, seat: Seat, *, waits: bool) -> tuple[str, str]:
    due = shown.now.due if seat.asked and waits else None
    if seat.approval:
        return "✓", "content"
    if seat.wish:
        return "△", "caut"
    if due is not None and due < shown.at:
        return "■", "warn"
    return ("▲", "caut") if due is not None and due - shown.at < SOON else ("·", "muted")


def _may(shown: Shown, seat: Seat) -> set[str]:
    """Who may say yes in this role now: its holders, and the stand-ins whose turn it is; never an author."""
    due, duty = shown.now.due, shown.room.picture.duty
    turn = (due is not None and shown.at >= due) or any(holder not in duty for holder in seat.holders)
    return {*seat.holders, *(seat.stand_ins if turn else ())} - shown.statement.authors


def _when(shown: Shown, seat: Seat) -> str:
    statement, people, at = shown.statement, shown.room.people, shown.at
    if seat.approval is not None:
        other = seat.approval.stands_in_for
        name = short_name(people, other) if other else ""
        role = f", for {name} as author" if other in statement.authors else f", standing in for {name}" if other else ""
        return f"{when(seat.approval.at, at)}{role}"
    if seat.wish is not None:
        return f"{when(seat.wish.at, at)}, asks for a change"
    if not statement.open:
        return ""
    others = " or ".join(short_name(people, person) for person in seat.stand_ins)
    if seat.holders and set(seat.holders) <= statement.authors and not others:
        return "wrote it: somebody else has to take the role"
    stand_in = f", stand-in {others}" if others else ""
    request = statement.request
    if request is None or not seat.asked:
        return f"not asked{stand_in}"
    return f"asked {when(request.at, at)}, due {clock(request.due)}{stand_in}"


def _posted(statement: Statement, cells: int) -> list[Row]:
    if not statement.published_at:
        return []
    rows: list[Row] = [BLANK, [Span("Posted", "name")]]
    channels = tuple(dict.fromkeys((*statement.channels, *statement.posted)))
    for channel in channels:
        done = channel in statement.posted
        where = gate(statement.posted.get(channel, "")) if done else "not marked yet"
        words = f"{pad(one_line(gate(channel)), 18)} {one_line(where)}"
        rows.append(crop_row([Span(f"  {'✓' if done else '·'} ", "content" if done else "muted"),
                              Span(words, "text" if done else "muted")], cells))  # fmt: skip
    return rows if channels else []
