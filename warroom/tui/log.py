"""The incident log: newest first, wrapped, each line person + verb + fact.

The view holds to an entry, not to a row: while somebody reads, what comes in above waits and is counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

import msgspec

from warroom.domain.entries import WRITTEN, Entry, Pinned
from warroom.domain.level import MINUTE
from warroom.domain.picture import Incident
from warroom.domain.text import one_line
from warroom.domain.words import clock, day, entry_line, since
from warroom.room.protocol import Kept, Room
from warroom.tui.needs import on_bar
from warroom.tui.paint import Row, Span, crop_row, fill, title, wrap_spans

MOST_LAID_OUT: Final = 500
"""Entries whose rows are remembered."""
MOST_ROWS: Final = 8
"""Rows of one entry; enter shows the rest."""
LONGEST: Final = 2_000
"""Characters of one entry that are looked at for that."""
INDENT: Final = 11
"""Stamp 7, glyph, and the blanks around them."""


class LogView(msgspec.Struct):
    """Where somebody reads. ``cursor`` and ``top`` are entry numbers; None follows the newest."""

    cursor: int | None = None
    top: int | None = None
    height: int = 1
    """Rows that lines have, from the last painting."""
    selected: set[int] = msgspec.field(default_factory=set)
    laid_out: dict[int, tuple[tuple[object, ...], list[Row]]] = msgspec.field(default_factory=dict)
    """Entries as they were painted last, with what that depended on."""

    def enter(self, room: Room) -> None:
        """The pane gets the focus: the bar stands on the newest entry and nothing moves from here on."""
        if self.cursor is None and room.log:
            self.cursor = self.top = room.log[-1].seq

    def leave(self) -> None:
        """The focus goes elsewhere: the newest entry is on top again."""
        self.cursor = self.top = None

    def move(self, room: Room, by: int) -> None:
        """The bar goes ``by`` entries down (older); up past the top shows what waits there."""
        if not room.log:
            return
        if self.cursor is None:
            self.enter(room)
            return
        self.go(room, self.cursor - by)

    def go(self, room: Room, seq: int) -> None:
        """The bar goes to an entry."""
        if not room.log:
            return
        self.cursor = min(max(seq, room.log[0].seq), room.log[-1].seq)
        if self.top is None or self.cursor > self.top:
            self.top = self.cursor
        self._show(room)

    def _show(self, room: Room) -> None:
        """Scroll until the entry under the bar is seen whole."""
        assert self.cursor is not None
        assert self.top is not None
        if self.top - self.cursor > self.height:
            self.top = self.cursor + self.height
        while self.top > self.cursor and self._rows_between(room) > self.height:
            self.top -= 1

    cells: int = 40

    def _rows_between(self, room: Room) -> int:
        assert self.cursor is not None
        assert self.top is not None
        return sum(len(_lines(entry, room, self.cells)) for entry in _newest(room, self.top, self.cursor))


def _newest(room: Room, top: int | None, last: int = 0) -> Iterator[Entry]:
    """Entries from ``top`` (the newest without it) down to ``last``, newest first."""
    if not room.log:
        return
    start = len(room.log) - 1 if top is None else min(len(room.log) - 1, top - room.log[0].seq)
    for n in range(start, -1, -1):
        if room.log[n].seq < last:
            return
        yield room.log[n]


def log(room: Room, view: LogView, cells: int, rows: int, *, focus: bool = False) -> list[Row]:
    """Rows of the pane. Remembers in the view how much it showed."""
    view.height, view.cells = max(1, rows - 1), cells
    out = [title("Incident log", _facts(room, view), cells, focus=focus)]
    if view.top is None:
        for kept in reversed(room.kept):
            out += _kept_lines(kept, room, cells)
    for entry in _newest(room, view.top):
        if len(out) >= rows:
            break
        lines = _remembered(entry, room, view, cells)
        if focus and entry.seq == view.cursor:
            lines = [on_bar(line, cells) for line in lines]
        elif entry.seq in view.selected:
            lines = [[Span("x", "accent"), Span(line[0].text[1:], line[0].token), *line[1:]] for line in lines]
        out += lines
    if len(view.laid_out) > MOST_LAID_OUT:
        view.laid_out.clear()
    if len(out) == 1:
        out.append([Span("  Nothing yet. l writes the first line.", "muted")])
    return out[:rows]


def _facts(room: Room, view: LogView) -> Row:
    incident = room.picture.incident
    newer = room.log[-1].seq - view.top if room.log and view.top is not None else 0
    row: Row = []
    if incident:
        first = bisect_left(room.log, incident.declared_at, key=lambda entry: entry.recorded)
        row.append(Span(f"{len(room.log) - first} entries", "muted"))
    else:
        row.append(Span("watch log", "muted"))
    if newer:
        row.append(Span(f"   {newer} new ↑", "name"))
    elif incident:
        row.append(Span("  l write", "muted"))
    return row


def stamp_of(entry: Entry, room: Room) -> str:
    """``T+02:47`` inside the open incident, ``14:47`` today, ``3 Oct`` before; seven cells."""
    incident = room.picture.incident
    return _stamp(entry.occurred, incident if incident and entry.incident == incident.id else None, room)


def _stamp(at: int, incident: Incident | None, room: Room) -> str:
    if incident:
        return f"{since(at, incident.declared_at):>7}"
    if room.now() - at > 20 * 60 * MINUTE:
        return f"{day(at):>7}"
    return f"{clock(at):>7}"


def _kept_lines(kept: Kept, room: Room, cells: int) -> list[Row]:
    """A line of mine that is not in the record, and why."""
    why = f"(not recorded: {kept.refused})" if kept.refused else "(kept here, not sent yet)"
    body: Row = [
        Span("you", "muted"), Span(one_line(kept.text)[:LONGEST], "content"), Span(one_line(why), "caut"),
    ]  # fmt: skip
    head: Row = [Span(f" {_stamp(kept.at, room.picture.incident, room)} ", "muted"), Span("▲", "caut"), Span(" ")]
    wrapped = wrap_spans(body, cells - INDENT - 1)[:MOST_ROWS] or [[]]
    return [fill([*(head if n == 0 else [Span(" " * INDENT)]), *row], cells - 1) for n, row in enumerate(wrapped)]


def _remembered(entry: Entry, room: Room, view: LogView, cells: int) -> list[Row]:
    """An entry's rows; laid out anew only where something about it changed."""
    picture = room.picture
    needs = (entry.hash, cells, stamp_of(entry, room), picture.corrections.get(entry.seq),
             entry.seq in picture.turning_points)  # fmt: skip
    known = view.laid_out.get(entry.seq)
    if known is None or known[0] != needs:
        known = view.laid_out[entry.seq] = (needs, _lines(entry, room, cells))
    return known[1]


def _lines(entry: Entry, room: Room, cells: int) -> list[Row]:
    line = entry_line(entry, room.people)
    corrected = room.picture.corrections.get(entry.seq)
    fact = {"bright": "content", "plain": "text", "muted": "muted"}[line.weight]
    body: Row = []
    if line.who or line.verb:
        body.append(Span(" ".join(p for p in (line.who, line.verb) if p), "muted"))
    if line.glyph == "·" and not isinstance(entry.payload, WRITTEN):
        fact = "muted"  # claims, watches, receipts: worth keeping, not worth looking at
    body.append(Span(line.fact[:LONGEST], "struck" if corrected else fact))
    marks = []
    if corrected:
        marks.append("(corrected)")
    if entry.privileged:
        marks.append("(privileged)")
    if isinstance(entry.payload, WRITTEN) and entry.late_by > 2 * MINUTE:
        marks.append(f"(written {clock(entry.recorded)})")
    if entry.seq in room.picture.turning_points:
        marks.append("(turning point)")
    if marks:
        body.append(Span(" ".join(marks), "muted"))
    glyph = "content" if line.weight == "bright" else fact
    head: Row = [Span(f" {stamp_of(entry, room)} ", "muted"), Span(line.glyph, glyph), Span(" ")]
    wrapped = wrap_spans(body, cells - INDENT - 1) or [[]]
    most = 3 if isinstance(entry.payload, Pinned) else MOST_ROWS
    if len(wrapped) > most:
        wrapped = [*wrapped[: most - 1], crop_row([*wrapped[most - 1], *wrapped[most], Span("…")], cells - INDENT - 1)]
    return [fill([*(head if n == 0 else [Span(" " * INDENT)]), *row], cells - 1) for n, row in enumerate(wrapped)]
