"""Record that a mention was answered: with which words, and where."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from warroom.domain.mention import PLATFORMS, Mention
from warroom.domain.orders import Answer
from warroom.domain.text import gate, one_line
from warroom.room.protocol import Room
from warroom.tui.forms.fields import LABEL, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, crop, pad, wrap


class AnswerForm(Form):
    """The answer itself is posted where it belongs; this is its record."""

    WIDTH = 96

    def __init__(self, room: Room, mention: Mention) -> None:
        """``mention``: what was answered."""
        super().__init__(room)
        self.mention = mention

    def heading(self) -> str:
        """The title."""
        return "Record an answer"

    def does(self) -> str:
        """What ^s does."""
        return "record it, done"

    def subject(self) -> str:
        """A draft belongs to its mention."""
        return str(self.mention.id)

    def contents(self) -> Iterable[Widget]:
        """To whom, the words, where."""
        yield Note(self._to_rows, id="to")
        advice = "The words as they went out. Nothing is sent from here."
        yield TextField("What we said", id="text", most=6, advice=advice)
        yield Note(lambda _: [BLANK])
        where = PLATFORMS.get(self.mention.platform, self.mention.platform)
        yield TextField("Where", where, id="where", empty="X, their mail, the phone")

    def order(self) -> Answer | Wrong:
        """The order, or what is missing."""
        text, where = (self.query_one(name, TextField).value.strip() for name in ("#text", "#where"))
        if not text:
            return Wrong("Say what was said.", "text")
        if not where:
            return Wrong("Say where it was said.", "where")
        return Answer(mention=self.mention.id, text=text, where=where, outside=True)

    def _to_rows(self, cells: int) -> list[Row]:
        inner = max(1, cells - LABEL - 2)
        lines = wrap(one_line(gate(self.mention.headline)), inner)[:3]
        who = crop(one_line(gate(self.mention.who)), inner)
        rows: list[Row] = [[Span(pad("To", LABEL), "muted"), Span("  "), Span(who, "bright")]]
        rows += [[Span(" " * (LABEL + 2)), Span(line, "text")] for line in lines]
        return [*rows, BLANK]
