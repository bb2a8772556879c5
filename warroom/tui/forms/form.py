"""A sheet that makes an order: its fields, its drafts, and what happens when the room says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple
from weakref import WeakKeyDictionary

from textual.app import App
from textual.binding import Binding, BindingType
from textual.widget import Widget

from warroom.domain.orders import Order, Refused
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.fields import Field, TextField


class Wrong(NamedTuple):
    """What a form lacks, in words, and the id of the field to mend it in."""

    words: str
    field: str = ""


_drafts: WeakKeyDictionary[App[Any], dict[str, Mapping[str, object]]] = WeakKeyDictionary()


class Form(Sheet[Order]):
    """A sheet that makes an order. It asks the room itself, and stays open with the room's words when refused.

    Dismisses with the order once it is recorded, with None when left. What was typed is kept per form until it is
    recorded, and comes back when the form is opened again.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "do", "do it", show=False),
        Binding("enter", "app.focus_next", "next field", show=False),
        Binding("down", "app.focus_next", "next field", show=False),
        Binding("up", "app.focus_previous", "field before", show=False),
    ]

    def __init__(self, room: Room) -> None:
        """``room``: who is asked."""
        super().__init__()
        self.room = room
        self._sending = False
        self._sent = False
        self._fresh: dict[str, object] = {}
        self._typed: dict[str, object] | None = None
        """What the fields hold, once anybody changed one."""

    def order(self) -> Order | Wrong:
        """What the fields ask for, or what is missing."""
        raise NotImplementedError

    def does(self) -> str:
        """What ^s does, in words that tell the effect."""
        raise NotImplementedError

    def subject(self) -> str:
        """What tells the drafts of two forms of a kind apart: the number of a mention, of an entry."""
        return ""

    def changed(self) -> None:
        """A field changed: repaint what depends on it."""

    def keys(self) -> Sequence[Key]:
        """The main action, and how to get on."""
        on = (Key("tab", "next field"),) if len(self.fields()) != 1 else ()
        return (Key("^s", self.does(), main=True), *on)

    def tick(self) -> None:
        """Times move on."""
        self.changed()

    def fields(self) -> dict[str, Field | TextField]:
        """The fields by their ids."""
        return {w.id: w for w in self.query("#body > *").results(Widget) if isinstance(w, (Field, TextField)) and w.id}

    def on_mount(self) -> None:
        """Bring a draft back."""
        self._fresh = self._values()
        draft = self._shelf().get(self._draft_name)
        if draft:
            for name, field in self.fields().items():
                if name in draft:
                    field.put(draft[name])
            self.changed()
            self.say("What you had typed is still here.", plain=True)

    def on_unmount(self) -> None:
        """Keep what was typed, unless it was recorded."""
        if self._sent or self._typed is None:
            return
        if self._typed == self._fresh:
            self._shelf().pop(self._draft_name, None)
        else:
            self._shelf()[self._draft_name] = self._typed

    def on_field_changed(self) -> None:
        """A choice changed."""
        self._touched()

    def on_input_changed(self) -> None:
        """Text changed."""
        self._touched()

    def on_input_submitted(self) -> None:
        """Enter never sends: it goes on to the next field."""
        self.focus_next()

    def action_do(self) -> None:
        """Ask the room for what the fields say."""
        if self._sending:
            return
        order = self.order()
        if isinstance(order, Wrong):
            self.wrong(order)
            return
        self._sending = True
        self.say("recording …", plain=True)
        self.run_worker(self._ask(order), group="order")

    def wrong(self, wrong: Wrong) -> None:
        """Say what is missing, and go where it is to be mended."""
        if wrong.field:
            self.query_one(f"#{wrong.field}").focus()
        self.say(wrong.words)

    async def _ask(self, order: Order) -> None:
        refused = await self.room.do(order)
        self._sending = False
        if isinstance(refused, Refused):
            self.say(refused.why)
            return
        self._sent = True
        self._shelf().pop(self._draft_name, None)
        self.dismiss(order)

    def _touched(self) -> None:
        self._typed = self._values()
        self._words = ""
        self.changed()
        self.refresh_foot()

    @property
    def _draft_name(self) -> str:
        return f"{type(self).__name__} {self.subject()}"

    def _shelf(self) -> dict[str, Mapping[str, object]]:
        return _drafts.setdefault(self.app, {})

    def _values(self) -> dict[str, object]:
        return {name: field.got() for name, field in self.fields().items()}
