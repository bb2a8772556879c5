"""A question before something that cannot be taken back, and before taking something from somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from warroom.domain.words import count
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.forms.people import answering, open_tasks
from warroom.tui.paint import Row, Span, wrap


class ConfirmSheet(Sheet[bool]):
    """Asks a question. ``y`` says yes; every other way out says no (False or None)."""

    WIDTH = 64
    AIR = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "yes", show=False),
        Binding("n", "back", "no", show=False),
    ]

    def __init__(self, question: str, yes: str, *, facts: Sequence[str] = (), no: str = "back") -> None:
        """``question`` ends in a question mark, ``yes`` says what y does: ``leave``, ``take it from Bea``."""
        super().__init__()
        self.question = question
        self.yes = yes
        self.facts = facts
        self.no = no

    def heading(self) -> str:
        """The question."""
        return self.question

    def contents(self) -> Iterable[Widget]:
        """What to know before answering."""
        yield Note(self._fact_rows, id="facts")

    def keys(self) -> Sequence[Key]:
        """Enter is no answer."""
        return (Key("y", self.yes, main=True), Key("esc", self.no))

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def _fact_rows(self, cells: int) -> list[Row]:
        return [[Span(line, "text")] for fact in self.facts for line in wrap(fact, cells)]


def leaving(room: Room) -> ConfirmSheet:
    """The question before leaving: what of mine stays behind."""
    me = room.me.id
    stays = []
    answers, tasks = answering(room, me), open_tasks(room, me)
    if answers:
        stays.append(f"{count(answers, 'answer')} {_stays(answers)} claimed by you.")
    if tasks:
        stays.append(f"{count(tasks, 'task')} {_stays(tasks)} yours.")
    if room.picture.commander == me and room.picture.incident:
        stays.append("You are the commander, and stay it until somebody takes over.")
    facts = stays or ["Nothing of yours is open."]
    if room.present:  # consoles of a host see each other; one that holds the room itself ends with it
        facts.append("The room goes on listening without you.")
    return ConfirmSheet("Leave the room?", "leave", facts=facts, no="stay")


def taking(room: Room, owner: str, what: str) -> ConfirmSheet:
    """The question before taking ``what`` from another person."""
    name = room.people[owner].short if owner in room.people else owner
    facts = [f"{what} is {name}'s. The log shows that you took it."]
    return ConfirmSheet(f"Take this from {name}?", f"take it from {name}", facts=facts)


def _stays(number: int) -> str:
    return "stays" if number == 1 else "stay"
