"""The situation: objectives, facts and rumours, the first checks, press, who must be told. All that is done to them.

On a large terminal all five are seen at once; on a small one one at a time, with a row that says what waits in the
others. Verbs act on the line under the bar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.picture import Enquiry, Fact, Objective, Telling
from warroom.domain.words import clock
from warroom.room.protocol import Room
from warroom.tui.asking import UNDO_HINT
from warroom.tui.boards.lines import KINDS, Check, Kind, is_open
from warroom.tui.boards.place import Boards, View, board_rows
from warroom.tui.forms.base import HEAD, Key, Sheet
from warroom.tui.forms.painted import Painted
from warroom.tui.paint import Row
from warroom.tui.say import short_name

STEPS: Final = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 8, "pageup": -8, "home": -999, "g": -999,
                "end": 999, "G": 999}  # fmt: skip
NUMBERS: Final[dict[str, Kind]] = {str(n): kind for n, kind in enumerate(KINDS, 1)}
TURNS: Final = {"tab": 1, "shift+tab": -1, "right": 1, "left": -1}
AWAY: Final = {"l": "write", ":": "command", "colon": "command", "ctrl+p": "palette", "h": "hand_over", "P": "people"}
"""Keys that mean the same everywhere: the boards close for them."""


class BoardsSheet(Sheet[str]):
    """The boards. Dismisses with the id of an action that the console is to go on with, or None."""

    WIDTH = 156
    AIR = False
    AUTO_FOCUS = ""

    def __init__(self, room: Room, kind: Kind = "objectives", item: int = 0) -> None:
        """``kind`` and ``item``: where the bar stands at first."""
        super().__init__()
        self.room = room
        self.view = View(kind=kind, at={kind: item} if item else {})

    def heading(self) -> str:
        """The title, with the incident."""
        incident = self.room.picture.incident
        return f"Situation, {incident.title}" if incident else "Situation, no incident"

    def contents(self) -> Sequence[Widget]:
        """All of it in one run of rows."""
        return (_Boards(self, id="boards"),)

    def space(self) -> int:
        """Rows between the two rules."""
        return max(6, self.app.size.height - HEAD - len(self._title_rows(80)) - len(self._foot_rows(self._cells)))

    @property
    def _cells(self) -> int:
        cols = self.app.size.width
        return cols - 4 if self.full else min(self.WIDTH, cols) - 6

    def tick(self) -> None:
        """Deadlines move, and others act."""
        self.query_one("#boards", _Boards).repaint()
        self.refresh_foot()

    def on_resize(self, event: events.Resize) -> None:
        """Another size: all at once, or one at a time."""
        super().on_resize(event)
        self.tick()

    # -- keys --------------------------------------------------------------------------------------------------------

    def keys(self) -> Sequence[Key]:
        """What can be done with the line under the bar."""
        item = self.view.chosen(self.room)
        keys: list[Key] = []
        match item:
            case Objective() if is_open(item):
                keys = [Key("d", "close it …", main=True), Key("enter", "word it better …")]
            case Fact():
                keys = [Key("s", "how sure …", main=True), Key("enter", "open")]
            case Check():
                keys = [Key("d", "confirm in my name" if item.done is None else "take it back …", main=True)]
            case Enquiry() if item.open:
                keys = [Key("d", "answered …", main=True), Key("c", "take"), Key("o", "owner …"), Key("enter", "open")]
            case Telling() if item.open:
                keys = [Key("d", "told …", main=True), Key("enter", "open")]
            case Objective() | Enquiry() | Telling():
                keys = [Key("enter", "open", main=True)]
            case None:
                pass
        incident = self.room.picture.incident is not None
        kind = self.view.kind
        new = [Key("n", "new …")] if kind != "checks" and (incident or kind != "objectives") else []
        period = [Key("p", "period …")] if kind == "objectives" and incident else []
        return [*keys, *new, *period, Key("u", "undo"), Key("tab 1-5", "section")]

    async def on_key(self, event: events.Key) -> None:
        """Moves, sections, verbs; what holds everywhere closes the boards."""
        key = event.character if event.is_printable and event.character != " " else event.key
        name = event.key if event.key in STEPS or event.key in TURNS else key or ""
        if name in STEPS or name in TURNS or name in NUMBERS:
            self._move(name)
        elif name in AWAY:
            self.dismiss(AWAY[name])
        elif name in _VERBS:
            await _VERBS[name](self)
        else:
            return
        event.stop()
        event.prevent_default()
        if self.is_current:
            self.tick()

    def _move(self, key: str) -> None:
        if key in STEPS:
            self.view.step(self.room, STEPS[key])
        elif key in TURNS:
            self.view.turn(TURNS[key])
        else:
            self.view.kind = NUMBERS[key]
        self.moved()

    def moved(self) -> None:
        """The bar stands elsewhere: words about the line before are over."""
        self._words = ""
        self.tick()

    # -- verbs -------------------------------------------------------------------------------------------------------

    async def new(self) -> None:
        """One more line in this section."""
        from warroom.tui.boards import forms  # noqa: PLC0415 - late: opened rarely

        makes: dict[Kind, Callable[[Room], Screen[o.Order]]] = {
            "objectives": forms.ObjectiveForm, "facts": forms.FactForm, "press": forms.PressForm,
            "told": forms.TellingForm,
        }  # fmt: skip
        if self.view.kind == "checks":
            self.say("The checklist stands in warroom.toml, under [checklist]. Every incident begins with it.")
        elif self.view.kind == "objectives" and self.room.picture.incident is None:
            self.say("Objectives belong to an incident. D declares one.")
        else:
            self._open(makes[self.view.kind](self.room), newest=True)

    async def period(self) -> None:
        """A new period with its objectives."""
        from warroom.tui.boards.forms import PeriodForm  # noqa: PLC0415 - late: opened rarely

        if self.room.picture.incident is None:
            self.say("A period belongs to an incident. D declares one.")
        else:
            self.view.kind = "objectives"
            self._open(PeriodForm(self.room))

    async def enter(self) -> None:
        """All about the line; an open objective is worded better."""
        from warroom.tui.boards.detail import DetailSheet  # noqa: PLC0415 - late: opened rarely
        from warroom.tui.boards.forms import ObjectiveForm  # noqa: PLC0415 - late: opened rarely

        item = self.view.chosen(self.room)
        if isinstance(item, Objective) and is_open(item):
            self._open(ObjectiveForm(self.room, item))
        elif item is not None:
            self.app.push_screen(DetailSheet(self.room, item))

    async def done(self) -> None:
        """Closed, confirmed, answered, told: whatever finishes the line."""
        from warroom.tui.boards import forms  # noqa: PLC0415 - late: opened rarely

        item = self.view.chosen(self.room)
        match item:
            case Objective() if is_open(item):
                self._open(forms.CloseObjectiveForm(self.room, item))
            case Check(done=None):
                where = f" on {item.channel}" if item.channel else ""
                await self._ask(o.Check(check=item.name, channel=item.channel),
                                f"Confirmed in your name: {item.name}{where}. {UNDO_HINT}")  # fmt: skip
                self.view.step(self.room, 1)
            case Check():
                self._take_back(item)
            case Enquiry() if item.open:
                self._open(forms.AnswerPressForm(self.room, item))
            case Telling() if item.open:
                self._open(forms.TellForm(self.room, item))
            case Fact():
                await self.standing()
            case Objective() | Enquiry() | Telling():
                self.say("That is done already. enter opens it.")
            case None:
                self.say("There is no line here.")

    def _take_back(self, item: Check) -> None:
        from warroom.tui.forms.confirm import ConfirmSheet  # noqa: PLC0415 - late: opened rarely

        assert item.done is not None
        who = short_name(self.room.people, item.done.by)
        fact = f"{who} confirmed {item.name}{' on ' + item.channel if item.channel else ''} at {clock(item.done.at)}."
        ask = ConfirmSheet("Take this confirmation back?", "take it back", facts=[fact, "The log shows both."])

        async def back(yes: bool | None) -> None:
            if yes:
                await self._ask(o.Check(check=item.name, channel=item.channel, on=False), "Taken back.")
                self.tick()

        self.app.push_screen(ask, back)

    async def standing(self) -> None:
        """How sure we are of a fact."""
        from warroom.tui.boards.forms import StandingForm  # noqa: PLC0415 - late: opened rarely

        item = self.view.chosen(self.room)
        if isinstance(item, Fact):
            self._open(StandingForm(self.room, item))
        else:
            self.say("Only facts and rumours have a standing. 2 goes to them.")

    async def take(self) -> None:
        """Mine to answer."""
        item = self._enquiry()
        if item is not None:
            order = o.OwnPress(enquiry=item.number, owner=self.room.me.id)
            await self._ask(order, f"{item.outlet} is yours. {UNDO_HINT}")

    async def owner(self) -> None:
        """Somebody else's to answer."""
        item = self._enquiry()
        if item is None:
            return
        from warroom.tui.forms.people import PersonForm  # noqa: PLC0415 - late: opened rarely

        async def give(person: str | None) -> None:
            if person is not None and item is not None:
                name = short_name(self.room.people, person)
                order = o.OwnPress(enquiry=item.number, owner=person)
                await self._ask(order, f"{item.outlet} is {name}'s. {UNDO_HINT}")
                self.tick()

        self.app.push_screen(PersonForm(self.room, f"Give {item.outlet} to"), give)

    def _enquiry(self) -> Enquiry | None:
        item = self.view.chosen(self.room)
        if not isinstance(item, Enquiry):
            self.say("Only press enquiries change hands here. 4 goes to them.")
            return None
        if not item.open:
            self.say(f"{item.outlet} has been answered.")
            return None
        return item

    async def undo(self) -> None:
        """Take back what I just did."""
        await self._ask(o.Undo(), "Taken back. The log shows both.")

    # -- how -----------------------------------------------------------------------------------------------------------

    async def _ask(self, order: o.Order, done: str) -> None:
        refused = await self.room.do(order)
        self.say(refused.why if refused else done, plain=refused is None)

    def _open(self, form: Screen[o.Order], *, newest: bool = False) -> None:
        """Open a form; the bar goes to what it made."""
        kind = self.view.kind
        before = self._numbers(kind)

        def back(order: o.Order | None) -> None:
            self._words = ""
            made = self._numbers(kind) - before
            if order is not None and newest and made:
                self.view.at[kind] = max(made)
            if order is not None:
                self.say(f"Recorded as entry {self.room.picture.seq}.", plain=True)
            self.tick()

        self.app.push_screen(form, back)

    def _numbers(self, kind: Kind) -> set[int]:
        """Which numbers a section has now; all there are, also of other periods."""
        picture = self.room.picture
        match kind:
            case "objectives":
                return set(picture.objectives)
            case "facts":
                return set(picture.facts)
            case "press":
                return set(picture.press)
            case "told":
                return set(picture.tellings)
            case "checks":
                return set()


_VERBS: Final = {
    "n": BoardsSheet.new, "p": BoardsSheet.period, "enter": BoardsSheet.enter, "d": BoardsSheet.done,
    "s": BoardsSheet.standing, "c": BoardsSheet.take, "o": BoardsSheet.owner, "u": BoardsSheet.undo,
}  # fmt: skip


class _Boards(Painted):
    def __init__(self, sheet: BoardsSheet, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = sheet

    def rows(self, cells: int) -> Sequence[Row]:
        sheet = self.sheet
        return board_rows(Boards(sheet.room, sheet.view, sheet.room.now()), cells, sheet.space())

    def on_click(self, event: events.Click) -> None:
        for left, right, kind, ident in self.sheet.view.spots.get(event.y, []):
            if left <= event.x < right:
                self.sheet.view.kind = kind
                self.sheet.view.at[kind] = ident
                self.sheet.moved()
