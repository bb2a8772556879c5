"""Transfer of command: the form that offers a role with its brief, and the brief that the successor reads.

Five steps, as incident command has them: assess together, brief, pick the time, tell everybody, use the one who
leaves. The first is said, the second is written by the room, the third is the successor's yes, the fourth is the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.handover import brief
from warroom.domain.level import HOUR, MINUTE
from warroom.domain.people import Person
from warroom.domain.picture import Offer
from warroom.domain.text import gate
from warroom.domain.words import clock, count, span
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.fields import LABEL, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.lists import PickOne
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, pad, wrap
from warroom.tui.say import short_name

HEADINGS: Final = 15
"""Cells of the brief's headings."""
TIRED: Final = 6 * HOUR


def brief_rows(lines: Sequence[str], cells: int) -> list[Row]:
    """The brief: heading and text, wrapped, whole."""
    rows: list[Row] = []
    for line in lines:
        heading, _, text = line.partition(": ")
        for n, part in enumerate(wrap(gate(text), max(1, cells - HEADINGS))):
            rows.append([Span(pad(heading if not n else "", HEADINGS), "muted"), Span(part, "text")])
    return rows


class HandOverForm(Form):
    """Offers my role to somebody. It is mine until they accept."""

    WIDTH = 104

    def __init__(self, room: Room, to: str = "") -> None:
        """``to``: who is chosen at first."""
        super().__init__(room)
        self.role = room.picture.role_of(room.me)
        self.able = [p for p in room.people.values() if self.role in p.roles and p.id != room.me.id]
        stand_in = room.house.stand_ins.get(room.me.id, "")
        first = next((p.id for p in self.able if p.id == (to or stand_in)), self.able[0].id if self.able else "")
        self.first = first

    def heading(self) -> str:
        """Which role."""
        return f"Hand {self.role} over"

    def does(self) -> str:
        """What ^s does."""
        name = short_name(self.room.people, self._to())
        return f"offer {self.role} to {name}" if name else f"offer {self.role}"

    def contents(self) -> Iterable[Widget]:
        """The five steps."""
        first = "Go through the room together before you send this."
        yield Note(lambda cells: _step(1, "Assess", first, cells))
        others = [(p.id, self._who(p)) for p in self.able] or [("", "nobody may take it")]
        yield PickOne("To whom", others, id="to", value=self.first)
        words = "What they read before they accept, as the room stands now."
        yield Note(lambda cells: [BLANK, *_step(2, "Brief", words, cells), BLANK])
        yield Note(self._brief_rows, id="brief")
        empty = "what the brief cannot know"
        yield TextField("Note", id="note", most=4, empty=empty)
        yield Note(self._rest_rows, id="rest")

    def order(self) -> o.HandOver | Wrong:
        """The order, or what is missing."""
        if not self._to():
            return Wrong(f"Nobody else may be {self.role}. Add it under [people.…] roles in warroom.toml.", "to")
        return o.HandOver(to=self._to(), note=self.query_one("#note", TextField).value.strip())

    def changed(self) -> None:
        """The name follows the choice."""
        self.query_one("#rest", Note).repaint()
        self.query_one("#brief", Note).repaint()

    def _to(self) -> str:
        found = list(self.query("#to").results(PickOne))
        return found[0].value if found else self.first

    def _who(self, person: Person) -> str:
        picture = self.room.picture
        since = picture.duty.get(person.id)
        duty = f"on duty for {span(self.room.now() - since)}" if since is not None else "off duty"
        return f"{person.name}, {picture.role_of(person)}, {duty}"

    def _brief_rows(self, cells: int) -> list[Row]:
        room = self.room
        return [*brief_rows(brief(room.picture, room.now(), room.people, room.reading), cells), BLANK]

    def _rest_rows(self, cells: int) -> list[Row]:
        name = short_name(self.room.people, self._to()) or "they"
        since = self.room.picture.duty.get(self.room.me.id)
        length = self.room.now() - since if since is not None else 0
        then = "You are responder then. Stay near for an hour: you know most."
        if length >= TIRED:
            then = f"You are responder then, on duty for {length // HOUR} h {length % HOUR // MINUTE} min. Go and rest."
        return [
            BLANK,
            *_step(3, "When", f"The moment {name} accepts, not before. Until then it is yours.", cells),
            *_step(4, "Tell all", "The log and every screen name the new one at that moment.", cells),
            *_step(5, "You", then, cells),
        ]


def _step(number: int, name: str, words: str, cells: int) -> list[Row]:
    rows = wrap(words, max(1, cells - LABEL - 2))
    head: Row = [Span(pad(f"{number} {name}", LABEL + 2), "name"), Span(rows[0], "muted")]
    return [head, *([Span(" " * (LABEL + 2)), Span(row, "muted")] for row in rows[1:])]


class OfferSheet(Sheet[str]):
    """The brief of an offered role. The successor accepts or declines; the giver can take it back."""

    WIDTH = 104
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("A", "accept", "accept", show=False),
        Binding("N", "decline", "decline", show=False),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown", "scroll(10)", "down a page", show=False),
        Binding("pageup", "scroll(-10)", "up a page", show=False),
    ]

    def __init__(self, room: Room, offer: Offer) -> None:
        """``offer``: as it was made."""
        super().__init__()
        self.room = room
        self.offer = offer

    @property
    def mine(self) -> bool:
        """Whether it is offered to me."""
        return self.offer.taker == self.room.me.id

    def heading(self) -> str:
        """Who offers what to whom."""
        giver, taker = (short_name(self.room.people, p) for p in (self.offer.giver, self.offer.taker))
        return f"{giver} offers you {self.offer.role}" if self.mine else f"You offered {self.offer.role} to {taker}"

    def contents(self) -> Iterable[Widget]:
        """The brief."""
        yield Note(self._rows, id="brief")

    def keys(self) -> Sequence[Key]:
        """Yes or no."""
        if self.mine:
            return (Key("A", f"accept, you are {self.offer.role}", main=True), Key("N", "decline …"))
        return (Key("N", "take it back …"), Key("esc", "leave it open"))

    def tick(self) -> None:
        """Its age, and whether it still stands."""
        self.query_one("#brief", Note).repaint()
        if self.room.picture.offer != self.offer and not self._words:
            self.say("This offer is over.")

    def action_scroll(self, by: int) -> None:
        """A row or a page."""
        self.query_one("#body").scroll_relative(y=by, animate=False)

    def action_accept(self) -> None:
        """Yes: the role is mine from here on."""
        if self.mine:
            self.run_worker(self._accept(), group="order", exclusive=True)

    def action_decline(self) -> None:
        """No, or never mind; asks why."""

        def back(order: o.Order | None) -> None:
            if order is not None:
                self.dismiss("declined")

        self.app.push_screen(DeclineForm(self.room, self.offer), back)

    async def _accept(self) -> None:
        refused = await self.room.do(o.AcceptHandover())
        if refused is not None:
            self.say(refused.why)
        else:
            self.dismiss("accepted")

    def _rows(self, cells: int) -> list[Row]:
        since = sum(entry.recorded > self.offer.at for entry in self.room.log)
        age = f"As the room stood at {clock(self.offer.at)}, {span(self.room.now() - self.offer.at)} ago."
        age += f" The log has {count(since, 'line')} more since." if since else ""
        rows: list[Row] = [[Span(line, "muted")] for line in wrap(age, cells)]
        rows += [BLANK, *brief_rows(self.offer.brief, cells)]
        if self.offer.note:
            rows.append(BLANK)
            for n, line in enumerate(wrap(gate(self.offer.note), max(1, cells - HEADINGS))):
                rows.append([Span(pad("Note" if not n else "", HEADINGS), "muted"), Span(line, "content")])
        return rows


class DeclineForm(Form):
    """Why not."""

    WIDTH = 84

    def __init__(self, room: Room, offer: Offer) -> None:
        """``offer``: the one to say no to."""
        super().__init__(room)
        self.offer = offer
        self.mine = offer.taker == room.me.id

    def heading(self) -> str:
        """The title."""
        return f"Decline {self.offer.role}" if self.mine else "Take the offer back"

    def does(self) -> str:
        """What ^s does."""
        giver = short_name(self.room.people, self.offer.giver)
        return f"decline, {giver} keeps {self.offer.role}" if self.mine else f"keep {self.offer.role}"

    def contents(self) -> Iterable[Widget]:
        """One line."""
        yield TextField("Why", id="why", most=3, empty="may stay empty")

    def order(self) -> o.DeclineHandover:
        """The order."""
        return o.DeclineHandover(why=self.query_one("#why", TextField).value.strip())
