"""What the kind of crisis calls for in an answer: advice with its reasons and its sources, never a choice made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal, cast

from textual import events
from textual.widget import Widget

from warroom.domain.entries.base import CrisisType
from warroom.domain.scct import Advice, History, Step, advice
from warroom.domain.words import TYPES
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, wrap
from warroom.tui.statements.sheet import SCROLL


class AdviceSheet(Sheet[None]):
    """The advice for the open incident. ``h`` says that the like has happened to us before."""

    WIDTH = 104
    AIR = False
    REPUTATIONS: ClassVar[Sequence[Literal["neutral", "good", "poor"]]] = ("neutral", "good", "poor")

    def __init__(self, room: Room) -> None:
        """``room``: whose incident."""
        super().__init__()
        self.room = room
        self.history = History()

    def heading(self) -> str:
        """The kind of crisis."""
        incident = self.room.picture.incident
        return f"Advice: {TYPES.get(incident.type, incident.type).lower()}" if incident else "Advice"

    def contents(self) -> Iterable[Widget]:
        """All of it in one run of rows."""
        yield Note(self._rows, id="advice")

    def keys(self) -> Sequence[Key]:
        """What people remember of us changes the advice."""
        if self.room.picture.incident is None:
            return (Key("esc", "back"),)
        before = "it never happened to us before" if self.history.similar else "it happened to us before"
        return (Key("h", before), Key("r", f"our reputation is {self.history.reputation}"), Key("esc", "back"))

    def on_key(self, event: events.Key) -> None:
        """History, reputation, up, down."""
        key = event.character or event.key
        similar, reputation = self.history.similar, self.history.reputation
        if key == "h":
            self._tell(History(similar=not similar, reputation=reputation))
        elif key == "r":
            following = self.REPUTATIONS[(self.REPUTATIONS.index(reputation) + 1) % len(self.REPUTATIONS)]
            self._tell(History(similar=similar, reputation=following))
        elif event.key in SCROLL or key in SCROLL:
            self.query_one("#body").scroll_relative(y=SCROLL.get(event.key, SCROLL.get(key, 0)), animate=False)
        else:
            return
        event.stop()

    def _tell(self, history: History) -> None:
        self.history = history
        self.query_one("#advice", Note).repaint()
        self.refresh_foot()

    def _rows(self, cells: int) -> list[Row]:
        incident = self.room.picture.incident
        if incident is None:
            return [[Span("There is no incident. D declares one, and its type brings the advice.", "muted")]]
        return advice_rows(advice(cast("CrisisType", incident.type), incident.first.origin, self.history), cells)


def advice_rows(found: Advice, cells: int) -> list[Row]:
    """Where it belongs and why; what comes first, what helps, what hurts; how sure anybody is."""
    rows: list[Row] = [[Span(line, "bright")] for line in wrap(found.named, cells)]
    for words in (found.because, found.unless):
        rows += [[Span(line, "text")] for line in wrap(words, cells)] if words else []
    for name, steps in (("Always first", found.base), ("Advised", found.advised), ("Avoid", found.avoid)):
        if steps:
            rows += [BLANK, [Span(name, "name")]]
            for step in steps:
                rows += _step(step, cells)
    return [*rows, BLANK, [Span("How sure this is", "name")], *_step(found.limits, cells)]


def _step(step: Step, cells: int) -> list[Row]:
    inner = max(1, cells - 2)
    rows: list[Row] = [[Span("  "), Span(line, "content")] for line in wrap(step.what, inner)]
    why = f"{step.why} ({step.source})" if step.why else step.source
    return [*rows, *([Span("  "), Span(line, "muted")] for line in wrap(why, inner))]
