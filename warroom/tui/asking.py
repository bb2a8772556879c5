"""Asking the room: an order, one order for many mentions, a form; and what the answer is said to be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from textual import events
from textual.screen import Screen

from warroom.domain import orders as o
from warroom.domain.mention import Mention
from warroom.tui.prompting import Prompting

UNDO_HINT: Final = "u takes it back."


class Asking(Prompting):
    """The screen that can ask the room."""

    _about: Mention | None = None
    """The mention of a sheet that asked for a verb, wherever the bar is."""

    async def order(self, order: o.Order, done: str = "") -> bool:
        """Ask for something; say ``done``, or why not. True when it was recorded."""
        assert self.room is not None
        refused = await self.room.do(order)
        if refused is not None:
            self.say(refused.why, "caut", seconds=12)
            return False
        if self.room.away:
            self.say("Kept here until the room is back.", "caut")
        elif done:
            self.say(done)
        self.look_around()
        return True

    def mentions(self) -> list[Mention]:
        """What a verb in the feed is about: the sheet's own, the chosen ones, else the one under the bar."""
        if self._about is not None:
            return [self._about]
        view = self.feed_view
        if view is None or view.newest < 0:
            self.say("There is no post in the list.", "caut")
            return []
        if view.selected:
            rows = (view.window.row(n) for n in range(view.newest + 1))
            return [m for m in rows if m is not None and m.id in view.selected]
        if view.follow or view.cursor is None:
            self.say("The feed follows, so no row is chosen. ↓ sets the bar.", "caut")
            return []
        mention = view.at_bar()
        return [mention] if mention is not None else []

    async def each(self, make: Callable[[Mention], o.Order], said: str, about: Sequence[Mention] | None = None) -> None:
        """One order for every mention that the verb is about. ``said`` may hold {who}."""
        found = self.mentions() if about is None else about
        done = 0
        for mention in found:
            done += await self.order(make(mention), said.format(who=mention.who) if len(found) == 1 else "")
        if len(found) > 1:
            self.say(f"{done} of {len(found)} done.", "text" if done == len(found) else "caut")
        if self.feed_view is not None and done == len(found):
            self.feed_view.selected.clear()

    async def open(self, form: Screen[Any], then: Callable[[Any], Awaitable[None]] | None = None) -> None:
        """Open a form; what it brings back goes to ``then``. Orders come back recorded."""

        async def closed(result: Any) -> None:
            if result is not None and then is not None:
                await then(result)
            self.look_around()
            self.repaint()

        await self.app.push_screen(form, closed)

    async def _from_sheet(self, ident: object) -> None:
        """A sheet that closed with the id of an action leaves it to the screen; before there is a room, as a key."""
        if not isinstance(ident, str):
            return
        if self.room is None:
            keys = next((action.keys for action in self.keymap.actions if action.id == ident), ())
            pressed = [events.Key(key, key if len(key) == 1 else None) for key in keys[:1]]
            await self.app.take(pressed, first=True)  # type: ignore[attr-defined]
        else:
            await self.perform(ident)
