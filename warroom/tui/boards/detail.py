"""One line of a board in full: the preview under the boards, and the sheet that enter opens, with its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.picture import Enquiry, Fact, Objective, Telling
from warroom.domain.text import gate, one_line
from warroom.domain.words import clock, entry_line
from warroom.room.protocol import Room
from warroom.tui.boards.lines import Check, Item, when
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, crop, crop_row, fill, on, pad, wrap
from warroom.tui.say import short_name

LABEL: Final = 14
"""Cells of the labels."""

Pairs = list[tuple[str, str]]


def headline(item: Item) -> str:
    """What it is called in the sheet's title."""
    match item:
        case Objective(number=number):
            return f"Objective {number}"
        case Fact(number=number, standing=standing):
            return f"{'Fact' if standing == 'confirmed' else 'Rumour'} {number}, {standing}"
        case Check(name=name, channel=channel):
            return f"{name}{' on ' + channel if channel else ''}"
        case Enquiry(number=number, outlet=outlet):
            return f"Enquiry {number}, {outlet}"
        case Telling(who=who):
            return f"Tell {who}"


def pairs(room: Room, item: Item, now: int) -> Pairs:
    """(label, text) of everything that is known about it; what nobody said is left out."""
    found: Pairs

    def by(person: str, at: int) -> str:
        return f"{short_name(room.people, person)} {when(at, now)}"

    match item:
        case Objective():
            found = [("Objective", item.text), ("Set by", f"{by(item.by, item.at)}, for period {item.period}"),
                     ("Result", item.result), ("Note", item.note)]  # fmt: skip
        case Fact():
            found = [("It is said", item.text), ("Basis", item.basis), ("Judged by", by(item.by, item.at))]
        case Check(done=done):
            words = f"confirmed by {by(done.by, done.at)}" if done else "nobody has confirmed it"
            found = [("Checklist", headline(item)), ("State", words)]
        case Enquiry():
            found = [("Outlet", item.outlet), ("Reporter", item.reporter), ("Contact", item.contact),
                     ("Question", item.question), ("Until", when(item.deadline, now) if item.deadline else ""),
                     ("Answers", short_name(room.people, item.owner) if item.owner else "no owner"),
                     ("Logged by", by(item.by, item.at)), ("No" if item.declined else "Answer", item.answer),
                     ("At", when(item.answered_at, now) if item.answered_at else "")]  # fmt: skip
        case Telling():
            found = [("Who", item.who), ("Group", item.group), ("Until", when(item.due, now) if item.due else ""),
                     ("Tells them", short_name(room.people, item.owner) if item.owner else "no owner"),
                     ("Told by", by(item.told_by, item.told_at) if item.told_at else ""),
                     ("How", item.how)]  # fmt: skip
    return [(label, text) for label, text in found if text]


def preview(room: Room, item: Item | None, now: int, cells: int, rows: int) -> list[Row]:
    """The line under the bar, in that many rows on their own ground: what it says whole, then the rest of it."""
    out: list[Row] = []
    if item is not None:
        first, rest = _told(pairs(room, item, now))
        lines = wrap(one_line(gate(first)), max(1, cells - 4))
        if len(lines) > rows - 1:
            lines = [*lines[: rows - 2], crop(" ".join(lines[rows - 2 :]), cells - 4)]
        out = [[Span("  "), Span(line, "content")] for line in lines]
        out += [[Span("  "), Span(line, "muted")] for line in wrap(one_line(gate(rest)), max(1, cells - 4))]
    out = [*out[:rows], *[BLANK] * (rows - len(out))]
    return [on(fill(crop_row(row, cells), cells), "raise") for row in out]


def _told(found: Pairs) -> tuple[str, str]:
    """The sentence that matters, and everything else in one line."""
    main = next((text for label, text in found if label in ("Objective", "It is said", "Checklist", "Question", "Who")),
                "")  # fmt: skip
    rest = ", ".join(f"{label.lower()} {text}" for label, text in found if text != main)
    return main, f"{rest[:1].upper()}{rest[1:]}."


class DetailSheet(Sheet[str]):
    """Everything about one line, and what the log says of it."""

    WIDTH = 104
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown", "scroll(10)", "down a page", show=False),
        Binding("pageup", "scroll(-10)", "up a page", show=False),
        Binding("enter", "back", "back", show=False),
    ]

    def __init__(self, room: Room, item: Item) -> None:
        """``item``: as it is now."""
        super().__init__()
        self.room = room
        self.item = item

    def heading(self) -> str:
        """Which line."""
        return one_line(gate(crop(headline(self.item), 60)))

    def contents(self) -> Iterable[Widget]:
        """All of it."""
        yield Note(self._rows, id="detail")

    def keys(self) -> Sequence[Key]:
        """There is nothing to do here."""
        return (Key("esc", "back"),)

    def action_scroll(self, by: int) -> None:
        """A row or a page."""
        self.query_one("#body").scroll_relative(y=by, animate=False)

    def _rows(self, cells: int) -> list[Row]:
        rows = labelled(pairs(self.room, self.item, self.room.now()), cells)
        history = list(_history(self.room.log, self.item))
        if history:
            rows += [BLANK, [Span("In the log", "name")]]
        for entry in history:
            words = entry_line(entry, self.room.people).text
            for n, line in enumerate(wrap(gate(words), max(1, cells - 9))):
                rows.append([Span(f"  {clock(entry.occurred)}  " if not n else " " * 9, "muted"), Span(line, "text")])
        return rows


def labelled(found: Pairs, cells: int) -> list[Row]:
    """Label and text, wrapped under each other."""
    rows: list[Row] = []
    for label, text in found:
        for n, line in enumerate(wrap(gate(text), max(1, cells - LABEL))):
            rows.append([Span(pad(label if not n else "", LABEL), "muted"), Span(line, "content")])
    return rows


def _history(log: Sequence[Entry], item: Item) -> Iterator[Entry]:
    """The entries about a line, oldest first."""
    for entry in log:
        payload = entry.payload
        match item:
            case Objective(number=number):
                mine = isinstance(payload, (e.ObjectiveSet, e.ObjectiveClosed)) and payload.objective == number
            case Fact(number=number):
                mine = isinstance(payload, (e.FactNoted, e.FactJudged)) and payload.fact == number
            case Check(name=name, channel=channel):
                mine = isinstance(payload, e.Checked) and (payload.check, payload.channel) == (name, channel)
            case Enquiry(number=number):
                mine = isinstance(payload, (e.PressAsked, e.PressOwned, e.PressAnswered)) and payload.enquiry == number
            case Telling(number=number):
                mine = isinstance(payload, (e.TellingPlanned, e.Told)) and payload.telling == number
        if mine:
            yield entry
