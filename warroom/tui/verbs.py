"""What the keys do: from a key, in the pane that has the focus, to an order, a form or a move.

Verbs act on the item under the bar, by its id, or on all that were chosen with x. The room decides; a refusal comes
back in plain words on the prompt's row. The verbs stand by what they are about: moving.py, mention_verbs.py,
task_verbs.py; here are those of the whole room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from textual import events

from warroom.domain import orders as o
from warroom.tui.desking import Desking
from warroom.tui.team_verbs import TeamVerbs
from warroom.tui.walling import ON_WALL, Walling

ONCE: Final = 0.15
"""Seconds within which a repeated verb on the same item counts once."""
_KEYS: Final = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup"}
_MOVES: Final = frozenset({"up", "down", "left", "right", "page_up", "page_down", "top", "bottom", "next_pane",
                           "previous_pane", "next_urgent", "previous_urgent", "write", "command",
                           "filter"})  # fmt: skip
"""May follow each other at once: moves, and opening the prompt, whose words would be taken for keys otherwise."""


def key_of(event: events.Key) -> str:
    """A key as the keymap names it: ``/``, ``G``, ``enter``, ``ctrl+p``."""
    if event.character and event.character.isprintable() and event.character != " ":
        return event.character
    return _KEYS.get(event.key, event.key)


class Verbs(TeamVerbs, Desking, Walling):
    """The console's screen with its keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last: tuple[str, object, float] = ("", None, 0.0)

    async def on_key(self, event: events.Key) -> None:
        """Find out what the key means here, and do it."""
        event.stop()
        event.prevent_default()
        if self.cmd_view.typing:
            await self.typed(event)
            return
        key = key_of(event)
        if await self.desk_key(key, event):
            return
        action = self.keymap.find(key, self.pane, incident=self.incident)
        if self.on_wall and action is not None and action.id not in ON_WALL:
            return
        if action is not None and (self.room is not None or action.id in ("leave", "help")):
            await self.perform(action.id)
        elif self.room is not None and not self.on_wall and self.keymap.find(key, self.pane, incident=True):
            self.say(f"That is for an incident. {self.keymap.key_of('declare')} declares one.", "caut")

    def on_paste(self, event: events.Paste) -> None:
        """Text goes into the prompt; where none is open it would be a row of keys, and is refused."""
        event.stop()
        if self.cmd_view.typing:
            self.put_in(event.text)
            return
        way = "" if self.on_wall else " l opens the prompt, paste there."
        self.say(f"Nothing was pasted.{way}", "caut")

    async def perform(self, ident: str) -> None:
        """Do an action by its id. Also what the palette and the commands call."""
        verb: Callable[[], Awaitable[None] | None] | None = self.desk_verb(ident) or getattr(self, f"do_{ident}", None)
        if verb is None:
            return
        if ident not in _MOVES and self._repeated(ident):
            return
        result = verb()
        if result is not None:
            await result
        self.repaint()

    def _repeated(self, ident: str) -> bool:
        now = asyncio.get_running_loop().time()
        at_bar = self.desk.view.cursor if self.desk and self.on_desk else self.feed_view and self.feed_view.cursor
        item = (self.pane, at_bar, self.tasks_view.cursor)
        last, self._last = self._last, (ident, item, now)
        return last[0] == ident and last[1] == item and now - last[2] < ONCE

    # -- needs you --------------------------------------------------------------------------------------------------

    async def do_acknowledge(self) -> None:
        """Take the chosen alert in hand; outside the pane, the most pressing one that nobody has."""
        loose = [alert for alert in self.found if alert.ack is None]
        alert = self.found[self.needs_at] if self.pane == "needs" and self.found else (loose[0] if loose else None)
        if alert is None:
            self.say("Nothing needs you.")
        elif alert.ack is not None:
            self.say(f"{alert.detail} already.")
        else:
            at = self.needs_at
            await self.order(o.Acknowledge(alert=alert.key, about=alert.what), f"You have it: {alert.what}.")
            self.needs_at = min(at, len(self.found) - 1)  # what is in hand sinks; the bar is on the next one

    async def do_go_there(self) -> None:
        if not self.found:
            self.say("Nothing needs you.")
            return
        alert = self.found[self.needs_at]
        match alert.pane:
            case "tasks":
                self.tasks_view.cursor = alert.item
                self._show("tasks")
            case "feed":
                self._show("feed")
                self._urgent(1)
            case "sources":
                await self.do_sources()
            case "statements" if self.room is not None and alert.item in self.room.picture.statements:
                await self.about_words("say", str(alert.item))
            case "level" if self.room is not None and self.room.picture.incident is None:
                await self.do_declare()
            case "level":
                await self.do_level()
            case "update":
                await self.prompt(":update given ")
            case "people" | "boards" | "press":
                await self.to_team(alert)
            case "desk":
                await self.do_view_desk()
            case _:
                self.say(alert.detail or alert.what)

    def _show(self, pane: str) -> None:
        self.view, self.zoom = "command", ""
        self.focus_pane(pane, place=False)
        self.arrange_panes()

    # -- the room ---------------------------------------------------------------------------------------------------

    async def do_write(self) -> None:
        await self.prompt("")

    async def do_command(self) -> None:
        await self.prompt(":")

    async def do_filter(self) -> None:
        await self.prompt("/" + (self.feed_view.asked if self.feed_view else ""))

    async def do_undo(self) -> None:
        await self.order(o.Undo(), "Taken back. The log shows both.")

    async def do_level(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.level import LevelForm  # noqa: PLC0415 - late: opened rarely

        await self.open(LevelForm(self.room))

    async def do_decide(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.decision import DecisionForm  # noqa: PLC0415 - late: opened rarely

        await self.open(DecisionForm(self.room))

    async def do_declare(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.declare import DeclareForm  # noqa: PLC0415 - late: opened rarely

        await self.open(DeclareForm(self.room))

    async def do_stand_down(self) -> None:
        await self.prompt(":standdown ")

    async def do_statements(self) -> None:
        assert self.room is not None
        from warroom.tui.statements.listing import StatementsSheet  # noqa: PLC0415 - late: opened rarely

        await self.open(StatementsSheet(self.room), self._from_sheet)

    async def do_draft_statement(self) -> None:
        await self.about_words("draft", "")

    async def do_answer_bank(self) -> None:
        await self.about_words("bank", "")

    async def about_words(self, what: str, about: str) -> None:
        """Open what a command about a statement or an answer names."""
        assert self.room is not None
        from warroom.tui.statements.opening import screen_for  # noqa: PLC0415 - late: opened rarely

        async def then(result: object) -> None:
            if isinstance(result, o.DraftStatement) and self.room is not None:
                await self.about_words("say", str(max(self.room.picture.statements)))
            else:
                await self._from_sheet(result)

        found = screen_for(self.room, what, about)
        if isinstance(found, str):
            self.say(found, "caut", seconds=12)
        else:
            await self.open(found, then)

    async def do_sources(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.sources import SourcesSheet  # noqa: PLC0415 - late: opened rarely

        await self.open(SourcesSheet(self.room), self._from_sheet)

    async def do_brief(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.brief import BriefSheet  # noqa: PLC0415 - late: opened rarely

        await self.open(BriefSheet(self.room))

    async def do_retry(self) -> None:
        await self.retry("")

    async def retry(self, source: str) -> None:
        """Poll now."""
        assert self.room is not None
        await self.room.retry(source)
        self.say(f"Asking {source or 'all sources'} now.")

    async def do_help(self) -> None:
        from warroom.tui.forms.help import HelpSheet  # noqa: PLC0415 - late: opened rarely

        await self.open(HelpSheet(self.pane, incident=self.incident, keymap=self.keymap), self._from_sheet)

    async def do_palette(self) -> None:
        from warroom.tui.forms.palette import Palette  # noqa: PLC0415 - late: opened rarely

        await self.open(Palette(self.pane, incident=self.incident, keymap=self.keymap), self._from_sheet)

    async def do_leave(self) -> None:
        from warroom.tui.forms.confirm import leaving  # noqa: PLC0415 - late: opened rarely

        async def leave(yes: object) -> None:
            if yes:
                self.app.exit(0)

        if self.room is None:
            self.app.exit(0)
        else:
            await self.open(leaving(self.room), leave)

    # -- what depends on the pane -----------------------------------------------------------------------------------

    async def do_open(self) -> None:
        assert self.room is not None
        if self.pane == "tasks":
            await self._open_task()
        elif self.pane == "log":
            await self._open_entry()
        else:
            found = self.mentions()[:1]
            if found:
                await self._open_mention(found[0])

    def do_select(self) -> None:
        view = self.feed_view
        if self.pane == "feed" and view is not None and (mention := view.at_bar()) is not None:
            view.selected ^= {mention.id}
            view.move(1)
        elif self.pane == "tasks" and (task := self._task_here()) is not None:
            self.tasks_view.selected ^= {task.number}
        elif self.pane == "log" and self.log_view.cursor is not None:
            self.log_view.selected ^= {self.log_view.cursor}
