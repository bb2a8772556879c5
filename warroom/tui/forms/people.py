"""Choose a person: give a mention, name an owner, hand a role over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from warroom.domain.people import Person
from warroom.domain.words import count
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.lists import Line, Listing
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span


def open_tasks(room: Room, person: str) -> int:
    """How many open tasks somebody has."""
    return sum(task.open and task.owner == person for task in room.picture.board())


def answering(room: Room, person: str) -> int:
    """How many mentions somebody has claimed and not answered."""
    return sum(work.owner == person and not work.closed for work in room.picture.work.values())


class PersonForm(Sheet[str]):
    """Asks for one person. Dismisses with the id, or None; it records nothing."""

    WIDTH = 80
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,enter", "take", "take", show=False),
        Binding("down", "step(1)", "next", show=False),
        Binding("up", "step(-1)", "before", show=False),
    ]

    def __init__(self, room: Room, question: str, *, does: str = "give", observers: bool = False) -> None:
        """``question`` is the title, ``does`` what the main key does: ``give`` becomes ``give to Bea``."""
        super().__init__()
        self.room = room
        self.question = question
        self.does = does
        self.people = [p for p in room.people.values() if observers or p.roles != ("observer",)]

    def heading(self) -> str:
        """The question."""
        return self.question

    def contents(self) -> Iterable[Widget]:
        """A row to find in, and everybody."""
        lines = self.found("")
        yield TextField("Find", id="find", empty="a name or a role")
        yield Note(self._none_rows, id="none")
        yield Listing(lines, id="people", value=lines[0].value if lines else "", wide=24)

    def keys(self) -> Sequence[Key]:
        """Says whom."""
        chosen = self.chosen
        main = [Key("enter", f"{self.does} to {chosen.short}", main=True)] if chosen else []
        return (*main, Key("↑↓", "choose"))

    def found(self, words: str) -> list[Line]:
        """Whoever has all the words in name, id or roles; fewest things in hand first."""
        wanted = words.casefold().split()
        people = [p for p in self.people if all(w in f"{p.name} {p.id} {' '.join(p.roles)}".casefold() for w in wanted)]
        return [self._line(p) for p in sorted(people, key=lambda p: (self._load(p), p.name))]

    @property
    def chosen(self) -> Person | None:
        """Who the bar is on."""
        for listing in self.query("#people").results(Listing):
            return self.room.people.get(listing.value)
        return self.people[0] if self.people else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Only who matches stays."""
        listing = self.query_one("#people", Listing)
        listing.lines = self.found(event.value)
        if listing.value not in {line.value for line in listing.lines}:
            listing.value = listing.lines[0].value if listing.lines else ""
        listing.repaint()
        self.query_one("#none", Note).repaint()
        self.refresh_foot()

    def on_input_submitted(self) -> None:
        """Enter in the row to find in takes who the bar is on."""
        self.action_take()

    def on_field_changed(self) -> None:
        """Another person."""
        self.refresh_foot()

    def action_step(self, by: int) -> None:
        """From the row to find in, the arrows move the bar."""
        self.query_one("#people", Listing).action_step(by)

    def action_take(self) -> None:
        """Answer with this person."""
        if self.chosen:
            self.dismiss(self.chosen.id)

    def _none_rows(self, _cells: int) -> list[Row]:
        for find in self.query("#find").results(TextField):
            if not self.found(find.value):
                return [BLANK, [Span(f"Nobody matches '{find.value}'. Known are {len(self.people)}.", "muted")]]
        return [BLANK]

    def _load(self, person: Person) -> int:
        return open_tasks(self.room, person.id) + answering(self.room, person.id)

    def _line(self, person: Person) -> Line:
        role = self.room.picture.role_of(person)
        tasks, answers = open_tasks(self.room, person.id), answering(self.room, person.id)
        mine = [count(tasks, "task")] * bool(tasks) + [count(answers, "answer")] * bool(answers)
        mark = "you" if person.id == self.room.me.id else ""
        return Line(person.id, person.name, ", ".join([role, *mine]) if mine else f"{role}, nothing in hand", mark)
