"""Log a decision: what, why, what else was weighed, who objected."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from warroom.domain.orders import Decide
from warroom.domain.words import count
from warroom.room.protocol import Room
from warroom.tui.forms.choices import OneOf
from warroom.tui.forms.fields import LABEL, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, wrap


class DecisionForm(Form):
    """A decision goes into the log with its reason and with what the room showed at that moment."""

    WIDTH = 96

    def __init__(self, room: Room, text: str = "") -> None:
        """``text``: what was typed already."""
        super().__init__(room)
        self.text = text

    def heading(self) -> str:
        """The title."""
        return "Log a decision"

    def does(self) -> str:
        """What ^s does."""
        return "log the decision"

    def contents(self) -> Iterable[Widget]:
        """The fields."""
        yield TextField("Decided", self.text, id="text", most=4)
        yield TextField("Why", id="reason", most=4, advice="A decision without a reason cannot be judged later.")
        yield Note(lambda _: [BLANK])
        yield TextField("Also weighed", id="options", hint="several with ;", empty="what else was possible")
        yield TextField("Objections", id="objections", empty="none")
        yield OneOf("Who may read it", [("", "the record"), ("yes", "us and counsel only")], id="privileged")
        yield Note(self._known_rows, id="known")

    def order(self) -> Decide | Wrong:
        """The order, or what is missing."""
        text, reason, options, objections = (
            self.query_one(name, TextField).value.strip() for name in ("#text", "#reason", "#options", "#objections")
        )
        if not text:
            return Wrong("Say what was decided.", "text")
        if not reason:
            return Wrong("Say why. A decision without a reason cannot be judged later.", "reason")
        weighed = tuple(option.strip() for option in options.split(";") if option.strip())
        privileged = self.query_one("#privileged", OneOf).value == "yes"
        return Decide(text=text, reason=reason, options=weighed, objections=objections, privileged=privileged)

    def _known_rows(self, cells: int) -> list[Row]:
        """What is kept beside it, so that nobody judges it by what came later."""
        picture, reading = self.room.picture, self.room.reading
        facts = [picture.level.tag]
        if reading:
            facts.append(f"score {reading.score}")
        facts.append(count(sum(task.open for task in picture.board()), "open task"))
        facts += [f"without {source}" for source in picture.blind]
        lines = wrap(f"Kept with it: what the room shows now. {', '.join(facts)}.", max(1, cells - LABEL - 2))
        return [BLANK, *([Span(" " * (LABEL + 2)), Span(line, "muted")] for line in lines)]
