"""Say what kind of mention this is. Each kind stands beside what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from textual.binding import Binding
from textual.widget import Widget

from warroom.domain.entries import Triage
from warroom.domain.mention import Mention
from warroom.domain.orders import SetTriage
from warroom.domain.text import gate, one_line
from warroom.domain.words import TRIAGES
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.lists import Line, Listing
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, crop, wrap


class TriageSheet(Form):
    """Marks a mention with its kind."""

    WIDTH = 84
    BINDINGS = [Binding("enter", "do", "mark", show=False)]  # noqa: RUF012 - Textual reads the list

    def __init__(self, room: Room, mention: Mention) -> None:
        """``mention``: what is judged."""
        super().__init__(room)
        self.mention = mention

    def heading(self) -> str:
        """The title."""
        return f"What is this from {crop(one_line(gate(self.mention.who)), 40)}"

    def does(self) -> str:
        """What enter does."""
        return f"mark as {TRIAGES[self.kind][0]}" if self.kind else "take the mark back"

    def subject(self) -> str:
        """A draft belongs to its mention."""
        return str(self.mention.id)

    def keys(self) -> Sequence[Key]:
        """Marking is undone with u, so enter may do it."""
        return (Key("enter", self.does(), main=True), Key("↑↓", "choose"))

    def contents(self) -> Iterable[Widget]:
        """The words it is about, and the kinds."""
        yield Note(self._text_rows, id="text")
        now = self.room.picture.done_about(self.mention.id).triage
        lines = [Line(kind, word, advice, "now" if kind == now else "") for kind, (word, advice) in TRIAGES.items()]
        if now:
            lines.append(Line("", "no mark", "as if nobody had judged it"))
        yield Listing(lines, id="kind", value=now or likely(self.mention), wide=20)

    @property
    def kind(self) -> str:
        """The kind that the bar is on; empty takes the mark back."""
        for listing in self.query("#kind").results(Listing):
            return listing.value
        return self.room.picture.done_about(self.mention.id).triage

    def order(self) -> SetTriage | Wrong:
        """The order."""
        return SetTriage(mention=self.mention.id, triage=cast("Triage", self.kind))

    def _text_rows(self, cells: int) -> list[Row]:
        lines = wrap(one_line(gate(self.mention.headline)), cells)
        rows: list[Row] = [[Span(line, "text")] for line in lines[:3]]
        return [*rows, BLANK]


def likely(mention: Mention) -> str:
    """Where the bar stands at first: what the mention's marks say, else the first kind."""
    for flag in ("safety", "legal", "press"):
        if flag in mention.flags:
            return flag
    return "praise" if (mention.tone or 0) > 5 else next(iter(TRIAGES))
