"""The executive brief: one page, one key. ^s says that executives have it, and starts their clock anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from warroom.domain.orders import GiveUpdate
from warroom.room.brief import Facts, Section, brief
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, wrap


class BriefSheet(Form):
    """Shows the page."""

    WIDTH = 104

    def __init__(self, room: Room) -> None:
        """The page as it is now; it does not change while somebody reads it out."""
        super().__init__(room)
        self.sections: list[Section] = brief(facts_of(room))

    def heading(self) -> str:
        """The title."""
        return "Executive brief"

    def does(self) -> str:
        """What ^s does."""
        return "executives have it"

    def keys(self) -> Sequence[Key]:
        """Reading it is enough on quiet days."""
        if self.room.picture.incident is None:
            return ()
        return (Key("^s", self.does(), main=True),)

    def contents(self) -> Iterable[Widget]:
        """The page."""
        yield Note(self._rows, id="page")

    def order(self) -> GiveUpdate | Wrong:
        """Say that it was given."""
        first = self.sections[0]
        return GiveUpdate(audience="executive", text=f"Brief: {first.title}. {first.lines[0] if first.lines else ''}")

    def _rows(self, cells: int) -> Sequence[Row]:
        out: list[Row] = []
        for section in self.sections:
            out.append([Span(section.title, "content")])
            for line in section.lines:
                out += [[Span("  "), Span(part, "text")] for part in wrap(line, max(20, cells - 2))]
            out.append(BLANK)
        return out[:-1]


def facts_of(room: Room) -> Facts:
    """What a brief is made of."""
    return Facts(
        brand=room.brand, picture=room.picture, log=room.log, people=room.people, rules=room.rules,
        reading=room.reading, answers=room.answers, now=room.now(),
    )  # fmt: skip
