"""One line of the log in full: both times, who, everything that was recorded with it, and its place in the chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from warroom.domain import entries as e
from warroom.domain.entries import WRITTEN, Entry
from warroom.domain.level import MINUTE
from warroom.domain.text import gate
from warroom.domain.words import entry_line, since, span, stamp
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, pad, wrap
from warroom.tui.say import short_name

LABEL: Final = 16
"""Cells of the labels."""


class EntrySheet(Sheet[str]):
    """Shows one entry. Dismisses with the id of an action that the console is to go on with, or None."""

    WIDTH = 104
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown", "scroll(10)", "down a page", show=False),
        Binding("pageup", "scroll(-10)", "up a page", show=False),
        Binding("E", "leave('correct')", "correct", show=False),
        Binding("space", "leave('turning_point')", "turning point", show=False),
        Binding("y", "leave('copy_entry')", "copy", show=False),
        Binding("enter", "back", "back", show=False),
    ]

    def __init__(self, room: Room, entry: Entry) -> None:
        """``entry``: the one to show."""
        super().__init__()
        self.room = room
        self.entry = entry

    def heading(self) -> str:
        """Its number and kind."""
        return f"Entry {self.entry.seq}, {self.entry.kind.replace('_', ' ')}"

    def contents(self) -> Iterable[Widget]:
        """All of it."""
        yield Note(lambda cells: entry_rows(self.room, self.entry, cells), id="entry")

    def keys(self) -> Sequence[Key]:
        """What can be done with it."""
        correct = [Key("E", "correct …")] if isinstance(self.entry.payload, WRITTEN) else []
        return [*correct, Key("space", "turning point"), Key("y", "copy"), Key("esc", "back")]

    def action_scroll(self, by: int) -> None:
        """A row or a page."""
        self.query_one("#body").scroll_relative(y=by, animate=False)

    def action_leave(self, action: str) -> None:
        """Close, and let the console do it."""
        if action == "correct" and not isinstance(self.entry.payload, WRITTEN):
            self.say("Only what people wrote can be corrected. l writes a line about it.")
        else:
            self.dismiss(action)


def entry_rows(room: Room, entry: Entry, cells: int) -> list[Row]:
    """What it says, what was known, when, by whom."""
    line = entry_line(entry, room.people)
    payload = entry.payload
    corrected = room.picture.corrections.get(entry.seq)
    rows: list[Row] = []
    whole = payload.text if isinstance(payload, WRITTEN) else line.text
    for n, part in enumerate(wrap(gate(whole), max(1, cells - 2))):
        mark = f"{line.glyph} " if not n else "  "
        rows.append([Span(mark, "content"), Span(part, "struck" if corrected else "content")])
    rows.append(BLANK)
    if corrected is not None:
        rows += _pair("Corrected", f"entry {corrected} has the better wording", cells)
    rows += [row for label, text in told(entry) for row in _pair(label, text, cells)]
    rows.append(BLANK)
    rows += [row for label, text in _record(room, entry) for row in _pair(label, text, cells)]
    return rows


def told(entry: Entry) -> list[tuple[str, str]]:
    """What was recorded with it and stands in no line of the log."""
    payload = entry.payload
    match payload:
        case e.Decision():
            return [("Why", payload.reason), ("Also weighed", "\n".join(payload.options) or "nothing was written down"),
                    ("Objections", payload.objections or "none were written down"),
                    ("Known then", ", ".join(payload.known) or "nothing was kept")]  # fmt: skip
        case e.HandoverOffered():
            parts = [line.partition(": ") for line in payload.brief]
            return [*((heading, text) for heading, _, text in parts), ("Note", payload.note or "none")]
        case e.PlaybookStarted():
            return [("Find out first", "\n".join(payload.questions)), ("Key messages", "\n".join(payload.messages))]
        case e.Declared():
            stake = ", ".join(payload.stake) or "not said"
            return [("Real", payload.real), ("Going on", payload.ongoing), ("From", payload.origin),
                    ("At stake", stake), ("Who is hit", payload.hit or "not said"),
                    ("Who is loud", payload.loud or "not said"),
                    ("Not known", payload.unknown or "not said")]  # fmt: skip
        case e.LevelSet() if payload.score is not None:
            suggested = f", suggested {payload.suggested.tag}" if payload.suggested is not None else ""
            return [("Score then", f"{payload.score}{suggested}")]
        case e.Corrected():
            return [("Why", payload.reason or "not said")]
        case e.PressAsked():
            return [("Reporter", payload.reporter or "not said"), ("Contact", payload.contact or "not said")]
        case _:
            return []


def _record(room: Room, entry: Entry) -> list[tuple[str, str]]:
    """When, by whom, and how the chain goes on."""
    incident = next((x for x in (room.picture.incident, *room.picture.closed)
                     if x is not None and x.id == entry.incident), None)  # fmt: skip
    at = f", {since(entry.occurred, incident.declared_at)}" if incident else ""
    late = entry.late_by > 2 * MINUTE
    written = f"{stamp(entry.recorded)}{f', {span(entry.late_by)} later' if late else ''}"
    role = f", {entry.role}" if entry.by != "room" else ""
    out = [("Happened", f"{stamp(entry.occurred)}{at}"), ("Written down", written),
           ("By", f"{short_name(room.people, entry.by)}{role}")]  # fmt: skip
    if entry.privileged:
        out.append(("Who may read it", "us and counsel only"))
    if entry.seq in room.picture.turning_points:
        out.append(("Marked", "as a turning point"))
    return [*out, ("Seal", entry.hash[:16])]


def _pair(label: str, text: str, cells: int) -> list[Row]:
    lines = wrap(gate(text), max(1, cells - LABEL))
    return [[Span(pad(label if not n else "", LABEL), "muted"), Span(line, "text")] for n, line in enumerate(lines)]
