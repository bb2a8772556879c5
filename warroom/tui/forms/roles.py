"""Who is who: every role with its holder, since when, how long on duty, who stands in. An empty role is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from textual import events
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.people import Role
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Painted
from warroom.tui.forms.posts import Post, Spot, posts, role_rows
from warroom.tui.paint import Row
from warroom.tui.say import short_name

STEPS: Final = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 8, "pageup": -8, "home": -999, "g": -999,
                "end": 999, "G": 999}  # fmt: skip
AWAY: Final = {"h": "hand_over", "S": "boards", "l": "write", ":": "command", "ctrl+p": "palette"}
"""Keys that mean the same everywhere: the sheet closes for them."""


class RolesSheet(Sheet[str]):
    """The people of the room. Dismisses with the id of an action that the console is to go on with, or None."""

    WIDTH = 104
    AIR = False
    AUTO_FOCUS = ""

    def __init__(self, room: Room, role: Role = "commander") -> None:
        """``role``: where the bar stands at first."""
        super().__init__()
        self.room = room
        first = next((post.spot for post in posts(room) if post.role == role), ("commander", ""))
        self.at: Spot = first

    def heading(self) -> str:
        """How many are on duty, and who has the room before them."""
        duty = f"People and roles, {len(self.room.picture.duty)} on duty"
        here = dict.fromkeys(short_name(self.room.people, one.who) for one in self.room.present)
        return f"{duty}, here: {', '.join(here)}" if here else duty

    def contents(self) -> Iterable[Widget]:
        """The table."""
        yield _Table(self, id="roles")

    def tick(self) -> None:
        """Hours go by, and others act."""
        for note in self.query("#title").results(Painted):
            note.repaint()
        self.query_one("#roles", _Table).repaint()
        self.refresh_foot()

    @property
    def post(self) -> Post:
        """The line under the bar; the first of its role when the person is elsewhere now."""
        lines = posts(self.room)
        same = [post for post in lines if post.spot == self.at]
        return (same or [post for post in lines if post.role == self.at[0]] or lines)[0]

    def keys(self) -> Sequence[Key]:
        """What can be done with the line under the bar."""
        post, room = self.post, self.room
        me = room.picture.role_of(room.me)
        keys: list[Key] = []
        if post.role not in ("responder", "observer") and me != post.role:
            keys.append(Key("c", f"take {post.role}", main=post.person is None))
        if me not in ("responder", "observer"):
            keys.append(Key("h", f"hand {me} over …", main=post.person == room.me))
        if me == "commander" and post.role != "observer":
            keys.append(Key("o", f"give {post.role} to …"))
        if post.person is not None:
            on = post.person.id in room.picture.duty
            keys.append(Key("b", "end the shift" if on else "begin the shift"))
        if me not in ("responder", "observer"):
            keys.append(Key("L", f"leave {me} …"))
        return [*keys, Key("↑↓", "choose")]

    async def on_key(self, event: events.Key) -> None:
        """Moves and verbs; what holds everywhere closes the sheet."""
        key = event.character if event.is_printable and event.character != " " else event.key
        name = event.key if event.key in STEPS else key or ""
        if name in STEPS:
            lines = [post.spot for post in posts(self.room)]
            at = lines.index(self.post.spot) + STEPS[name]
            self.at = lines[max(0, min(len(lines) - 1, at))]
            self._words = ""
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

    # -- verbs -------------------------------------------------------------------------------------------------------

    async def take(self) -> None:
        """Act in this role; taking it from somebody asks."""
        post = self.post
        one_only = post.role in ("commander", "deputy", "scribe")
        if post.person is not None and post.person != self.room.me and one_only:
            fact = f"{post.person.short} is {post.role} and is told by the log only. h on their side hands it over."
            self._confirm(f"Take {post.role} from {post.person.short}?", f"take {post.role}", fact,
                          o.TakeRole(role=post.role), f"You are {post.role}.")  # fmt: skip
        else:
            await self._ask(o.TakeRole(role=post.role), f"You are {post.role}.")

    async def give(self) -> None:
        """Name somebody for this role."""
        from warroom.tui.forms.people import PersonForm  # noqa: PLC0415 - late: opened rarely

        role = self.post.role
        if self.room.picture.commander != self.room.me.id:
            self.say("Only the commander gives roles to others. c takes one.")
            return

        async def chosen(person: str | None) -> None:
            if person is not None:
                name = short_name(self.room.people, person)
                await self._ask(o.TakeRole(role=role, person=person), f"{name} is {role}.")
                self.tick()

        self.app.push_screen(PersonForm(self.room, f"Give {role} to"), chosen)

    async def shift(self) -> None:
        """On duty, or off."""
        person = self.post.person
        if person is None:
            self.say(f"Nobody is {self.post.role}.")
        elif person.id in self.room.picture.duty:
            await self._ask(o.EndShift(person=person.id), f"{person.short} is off duty.")
        else:
            await self._ask(o.BeginShift(person=person.id), f"{person.short} is on duty.")

    async def leave(self) -> None:
        """Give my role back to nobody; asks."""
        role = self.room.picture.role_of(self.room.me)
        if role in ("responder", "observer"):
            self.say("You hold no role to leave.")
            return
        fact = f"Nobody in particular is {role} then, and the role shows as empty. h hands it over instead."
        self._confirm(f"Leave {role} without a successor?", f"leave {role}", fact, o.LeaveRole(), f"You left {role}.")

    def _confirm(self, question: str, yes: str, fact: str, order: o.Order, done: str) -> None:
        from warroom.tui.forms.confirm import ConfirmSheet  # noqa: PLC0415 - late: opened rarely

        async def answered(said: bool | None) -> None:
            if said:
                await self._ask(order, done)
                self.tick()

        self.app.push_screen(ConfirmSheet(question, yes, facts=[fact]), answered)

    async def _ask(self, order: o.Order, done: str) -> None:
        refused = await self.room.do(order)
        self.say(refused.why if refused else done, plain=refused is None)


_VERBS: Final[dict[str, Callable[[RolesSheet], Awaitable[None]]]] = {
    "c": RolesSheet.take, "o": RolesSheet.give, "b": RolesSheet.shift, "L": RolesSheet.leave,
}  # fmt: skip


class _Table(Painted):
    def __init__(self, sheet: RolesSheet, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = sheet

    def rows(self, cells: int) -> Sequence[Row]:
        return role_rows(self.sheet.room, self.sheet.post.spot, self.sheet.room.now(), cells)

    def on_click(self, event: events.Click) -> None:
        lines = posts(self.sheet.room)
        if 1 <= event.y <= len(lines):
            self.sheet.at = lines[event.y - 1].spot
            self.sheet.tick()
