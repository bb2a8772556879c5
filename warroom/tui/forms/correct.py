"""Give an entry of the log a better wording. The first one stays."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from warroom.domain.entries import WRITTEN, Entry
from warroom.domain.orders import Correct
from warroom.domain.words import clock, entry_line, since
from warroom.room.protocol import Room
from warroom.tui.forms.fields import LABEL, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, pad, wrap


class CorrectForm(Form):
    """Appends a correction."""

    WIDTH = 96

    def __init__(self, room: Room, entry: Entry) -> None:
        """``entry``: the one to correct; only what people wrote can be."""
        super().__init__(room)
        self.entry = entry

    def heading(self) -> str:
        """The title."""
        return f"Correct entry {self.entry.seq}"

    def does(self) -> str:
        """What ^s does."""
        return "add the correction"

    def subject(self) -> str:
        """A draft belongs to its entry."""
        return str(self.entry.seq)

    def contents(self) -> Iterable[Widget]:
        """The first wording, the better one, why."""
        yield Note(self._first_rows, id="first")
        advice = "Both wordings stay in the log, with your name beside the second."
        yield TextField("Better", self._text(), id="text", most=6, advice=advice)
        yield Note(lambda _: [BLANK])
        yield TextField("Why", id="reason", empty="a slip, a wrong number, …")

    def order(self) -> Correct | Wrong:
        """The order, or what is missing."""
        text = self.query_one("#text", TextField).value.strip()
        if not text:
            return Wrong("Say the better wording.", "text")
        if text == self._text():
            return Wrong("That is what the log says now.", "text")
        return Correct(seq=self.entry.seq, text=text, reason=self.query_one("#reason", TextField).value.strip())

    def _text(self) -> str:
        payload = self.entry.payload
        return " ".join(payload.text.split()) if isinstance(payload, WRITTEN) else ""

    def _first_rows(self, cells: int) -> list[Row]:
        incident = self.room.picture.incident
        at = since(self.entry.occurred, incident.declared_at) if incident else clock(self.entry.occurred)
        line = entry_line(self.entry, self.room.people)
        rows = wrap(line.text, max(1, cells - LABEL - 2))
        head: list[Row] = [[Span(pad(f"{at} said", LABEL), "muted"), Span("  "), Span(rows[0], "text")]]
        return [*head, *([Span(" " * (LABEL + 2)), Span(row, "text")] for row in rows[1:]), BLANK]
