"""The live feed: one line for each mention, newest on top, and a bar that nothing but a person moves.

Rows are counted from the oldest, so an ordinal names the same mention for ever. What is shown ends at ``newest``;
mentions that come in later wait above it and are counted, unless the view follows. While it follows there is no bar,
so that no verb can hit a row that has just slid under it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from warroom.domain.mention import Mention
from warroom.domain.words import TRIAGES, clock, short, span, tone_mark
from warroom.room.protocol import FeedQuery, Room, Window
from warroom.tui.needs import on_bar
from warroom.tui.paint import Row, Span, crop, pad, spread, title, width
from warroom.tui.say import at_right, due_span, short_name

PLACEHOLDER: Final = "·"
WIDE_FROM: Final = 84
"""Cells from which reach and tone have their columns."""


class FeedView(msgspec.Struct):
    """What a person looks at: a query, where it ends, where the bar is."""

    window: Window
    query: FeedQuery = FeedQuery()
    newest: int = -1
    """Ordinal of the uppermost row that may be shown."""
    top: int = -1
    """Ordinal of the row at the top of the pane."""
    cursor: int | None = None
    follow: bool = False
    height: int = 1
    """Rows of mentions that fit, from the last painting."""
    selected: set[int] = msgspec.field(default_factory=set)
    """Ids chosen with x."""
    asked: str = ""
    """The filter as typed."""

    def start(self, *, follow: bool) -> None:
        """Begin at the newest: with a bar on it, or following."""
        self.newest = self.top = self.window.total - 1
        self.follow = follow
        self.cursor = None if follow or self.newest < 0 else self.newest

    @property
    def waiting(self) -> int:
        """Mentions above what is shown."""
        return self.window.total - 1 - self.newest

    def grew(self) -> bool:
        """More came in. True if that shows: when following, or when there was nothing to keep still."""
        if self.follow or self.newest < 0:
            self.newest = self.top = self.window.total - 1
            if not self.follow and self.newest >= 0:
                self.cursor = self.newest
            return True
        return False

    def move(self, by: int) -> None:
        """The bar goes ``by`` rows down (older); beyond the top it takes in what waits there."""
        if self.newest < 0:
            return
        if self.cursor is None:
            self.follow = False
            self.cursor = self.top
            return
        wanted = self.cursor - by
        if by < 0 and self.cursor == self.newest:
            self.newest = min(self.window.total - 1, wanted)
        self.go(wanted)

    def go(self, ordinal: int) -> None:
        """The bar goes to a row, and the pane after it as far as needed."""
        if self.newest < 0:
            return
        self.follow = False
        self.cursor = min(max(ordinal, 0), self.newest)
        if self.cursor > self.top:
            self.top = self.cursor
        elif self.cursor <= self.top - self.height:
            self.top = self.cursor + self.height - 1

    def go_newest(self) -> None:
        """To the top, with everything that waited."""
        self.newest = self.window.total - 1
        self.go(self.newest)

    def jump(self, ordinal: int) -> None:
        """To a row that may be anywhere, also among what waits."""
        self.newest = max(self.newest, ordinal)
        self.go(ordinal)

    def shown(self) -> range:
        """Ordinals on the screen, from the top down."""
        return range(self.top, max(-1, self.top - self.height), -1)

    def at_bar(self) -> Mention | None:
        """The mention that a verb is about."""
        return self.window.row(self.cursor) if self.cursor is not None else None


class _Columns(msgspec.Struct, frozen=True):
    """Cells of each column at one width of pane."""

    wide: bool
    author: int
    text: int
    state: int


def _columns(cells: int) -> _Columns:
    wide = cells >= WIDE_FROM
    fixed = 1 + 5 + 1 + 2 + 1
    if wide:
        return _Columns(True, 16, max(10, cells - fixed - 16 - 1 - 6 - 1 - 2 - 1 - 2 - 10 - 9), 10)
    return _Columns(False, 13, max(10, cells - fixed - 1 - 13 - 1 - 2 - 7 - 9), 7)


def feed(room: Room, view: FeedView, now: int, cells: int, rows: int, *, focus: bool = False) -> list[Row]:
    """Rows of the pane. Remembers in the view how many fit."""
    view.height = max(1, rows - 2)
    columns = _columns(cells)
    out = [title("Live feed", _facts(room, view), cells, focus=focus), _heads(columns, cells)]
    if view.newest < 0:
        return [*out, [Span("  "), Span(_nothing(room, view), "muted")]]
    for ordinal in view.shown():
        mention = view.window.row(ordinal)
        if mention is None:
            out.append([Span(" "), Span(PLACEHOLDER * 5, "faint"), Span("  "), Span(PLACEHOLDER * 14, "faint")])
            continue
        chosen = ordinal == view.cursor
        row = _row(mention, room, now, columns, chosen=chosen, marked=mention.id in view.selected)
        out.append(on_bar(row, cells) if chosen else row)
    return out


def _nothing(room: Room, view: FeedView) -> str:
    if view.asked:
        return f"0 of {room.stored} match '{view.asked}'. esc clears."
    return "No mentions yet. i shows what is listened to."


def _facts(room: Room, view: FeedView) -> Row:
    row: Row = []
    if room.away:
        old = span(room.now() - room.away.since)
        return [Span(f"as of {clock(room.away.since)}, {old} old", "cautbold")]
    if view.asked:
        row.append(Span(f"{view.window.total} of {room.stored} match '{view.asked}'", "caut"))
        row.append(Span("   esc clears", "muted"))
    elif room.picture.incident or room.answers.unclaimed:
        if room.answers.unclaimed:
            row.append(Span(f"{room.answers.unclaimed} unclaimed   ", "bright"))
        row.append(Span(f"{room.answers.needed} open of {room.stored}", "muted"))
    else:
        usual = f", {room.usual_day} on a normal day" if room.usual_day is not None else ""
        row.append(Span(f"{room.today} since midnight{usual}", "muted"))
    if view.selected:
        row.append(Span(f"   {len(view.selected)} selected", "accent"))
    if view.follow:
        row.append(Span("   following", "muted"))
    elif view.waiting > 0:
        row.append(Span(f"   {view.waiting} new ↑", "name"))
    return row


def _heads(columns: _Columns, cells: int) -> Row:
    author = f" {pad('author', columns.author)}"
    if columns.wide:
        middle = f"{author} {pad('reach', 6, right=True)}    "
        who = "state"
    else:
        middle, who = f" {author} ", "who"
    gap = "  "
    text = f" {pad('time', 5)} on{middle}{pad('text', columns.text)}{gap}{pad(who, columns.state)}"
    return spread([Span(text.rstrip(), "faint")], [Span("answer in ", "faint")], cells)


def mark_of(mention: Mention) -> str:
    """★ press, influencers and watched authors; § legal."""
    if "legal" in mention.flags:
        return "§"
    return "★" if {"press", "influencer", "watched"} & set(mention.flags) else ""


def state_of(mention: Mention, room: Room, *, wide: bool) -> tuple[Span, bool]:
    """Who has it or what became of it, and whether it is out of the way (shown muted)."""
    work = room.picture.done_about(mention.id)
    if work.answered_by:
        return Span(f"✓ {short_name(room.people, work.answered_by)}", "muted"), True
    if work.closed and work.triage:
        return Span("not us" if work.triage == "not_us" else TRIAGES[work.triage][0], "muted"), True
    if work.owner:
        return Span(f"◆ {short_name(room.people, work.owner)}", "text"), False
    if room.answer_by(mention) is not None:
        return Span("unclaimed" if wide else "nobody", "content"), False
    return Span("watching" if wide else "watch", "muted"), True


def tails(mention: Mention, room: Room) -> str:
    """What else a row must not hide: copies, an edit, a pin, and how much was taken out of the text."""
    marks = []
    if room.picture.done_about(mention.id).pinned:
        marks.append("▪")
    if "edited" in mention.flags:
        marks.append("edited")
    if mention.copies:
        marks.append(f"×{mention.copies + 1}")
    if mention.hidden:
        marks.append(f"∅{mention.hidden}")
    return " ".join(marks)


def _row(mention: Mention, room: Room, now: int, columns: _Columns, *, chosen: bool, marked: bool) -> Row:
    state, aside = state_of(mention, room, wide=columns.wide)
    plain = "muted" if aside else "text"
    mark = mark_of(mention)
    tone = room.picture.done_about(mention.id).tone
    head: Row = [
        Span("x" if marked else " ", "accent"),
        Span(f"{clock(mention.first_seen)} {pad(mention.platform, 2)} ", "muted"),
    ]
    name = crop(mention.who, columns.author)
    if columns.wide:
        reach = f"{mark}{short(mention.reach)}"
        head += [
            Span(pad(name, columns.author), plain),
            Span(" "),
            Span(pad(reach, 6, right=True), "content" if mark and not aside else "muted"),
            Span(" "),
            Span(pad(tone_mark(mention.tone if tone is None else tone), 2), "muted"),
            Span(" "),
        ]
    else:
        head += [Span(mark or " ", "content"), Span(pad(name, columns.author), plain), Span(" ")]
    head += _text(mention, room, columns.text, "content" if chosen else plain)
    due = due_span(room.answer_by(mention), now)
    return [*head, Span("  "), Span(pad(state.text, columns.state), state.token), *at_right(due, 9)]


def _text(mention: Mention, room: Room, cells: int, token: str) -> Row:
    marks = tails(mention, room)
    line = " ".join(mention.headline.split())
    if not marks:
        return [Span(pad(line, cells), token)]
    left = cells - width([Span(marks)]) - 1
    return [Span(pad(line, left), token), Span(" "), Span(marks, "muted")]


def parse_query(asked: str) -> FeedQuery:
    """What ``/`` takes: words, and ``on:RD``, ``from:source``, ``by:@name``, ``unclaimed``."""
    words, found = [], {"on": "", "from": "", "by": ""}
    unclaimed = False
    for word in asked.split():
        key, colon, value = word.partition(":")
        if colon and key in found and value:
            found[key] = value
        elif word == "unclaimed":
            unclaimed = True
        else:
            words.append(word)
    return FeedQuery(
        text=" ".join(words), source=found["from"], platform=found["on"].upper(), author=found["by"],
        unclaimed=unclaimed,
    )  # fmt: skip
