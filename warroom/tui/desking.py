"""The desk's place in the console: how it opens, what goes to it. What it shows and does is in ``desk/``.

``desk/`` is imported when somebody goes there: the first paint of the other views need not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual import events
from textual.geometry import Region

from warroom.domain import orders as o
from warroom.domain.level import MINUTE
from warroom.domain.mention import Mention
from warroom.room.protocol import Change, Room
from warroom.tui.asking import UNDO_HINT
from warroom.tui.layout import View
from warroom.tui.paint import Row
from warroom.tui.pane import Pane
from warroom.tui.screen import CALM_EVERY
from warroom.tui.task_verbs import TaskVerbs
from warroom.tui.theme import Palette

if TYPE_CHECKING:
    from warroom.tui.commands import Do, Facts
    from warroom.tui.desk.verbs import DeskVerbs


class Desking(TaskVerbs):
    """The screen that has a desk."""

    desk: DeskVerbs | None = None

    @property
    def on_desk(self) -> bool:
        """Whether the desk is shown."""
        return self.view == "desk"

    # -- coming and going --------------------------------------------------------------------------------------------

    async def do_view_desk(self) -> None:
        """Show the desk."""
        await self.enter_desk()

    async def enter_desk(self) -> DeskVerbs:
        """Show the desk, made when it is first needed."""
        assert self.room is not None
        if self.desk is None:
            from warroom.tui.desk.verbs import DeskVerbs  # noqa: PLC0415 - late

            self.desk = DeskVerbs(self, self.room)
        self.view, self.zoom = "desk", ""
        if self.pane not in self.desk.order():
            self.focus_pane("desk", place=False)
        await self.desk.enter()
        self.arrange_panes()
        return self.desk

    def attach(self, room: Room) -> None:
        """The room is open: show it."""
        super().attach(room)
        if self.on_desk:
            self.run_worker(self.enter_desk(), group="console")

    def _view(self, view: View, pane: str) -> None:
        if self.on_desk and self.desk is not None and view != "desk":
            self.run_worker(self.desk.leave(), group="console")
        super()._view(view, pane)

    async def on_unmount(self) -> None:
        """The console ends: what was typed is kept."""
        if self.desk is not None:
            self.desk.close()
            await self.desk.save()

    # -- panes -------------------------------------------------------------------------------------------------------

    def arrange_panes(self) -> None:
        """The composer stands where its pane stands."""
        super().arrange_panes()
        if self.desk is not None:
            self.desk.stand()

    async def add_panes(self, panes: Mapping[str, Pane]) -> None:
        """More panes, which stand nowhere until they are arranged."""
        for pane in panes.values():
            pane.place(None)
        self._panes.update(panes)
        await self.mount_all(panes.values())

    def place_of(self, name: str) -> Region | None:
        """Where a pane stands now."""
        return self._places().get(name)

    def next_pane(self, by: int) -> None:
        """The keys go to the next pane, or the one before."""
        if not self.on_desk or self.desk is None:
            super().next_pane(by)
            return
        order = self.desk.order()
        at = order.index(self.pane) if self.pane in order else 0
        self.focus_pane(order[(at + by) % len(order)])
        if self.pane == "composer" and self.desk.composer is not None:
            self.set_focus(self.desk.composer)
        else:
            self.set_focus(None)

    def recolour(self, palette: Palette) -> None:
        """Another theme, from now on."""
        super().recolour(palette)
        if self.desk is not None:
            self.desk.recolour()

    def _fade(self, *, on: bool) -> None:
        super()._fade(on=on)
        if self.desk is not None:
            self.desk.recolour()

    def _paint_head(self, cells: int, rows: int) -> list[Row]:
        if not self.on_desk or self.room is None or rows > 1:
            return super()._paint_head(cells, rows)
        from warroom.tui.desk.head import desk_head  # noqa: PLC0415 - late

        return desk_head(self.room, self.found, self.now, cells)

    def _paint_cmd(self, cells: int, rows: int) -> list[Row]:
        out = super()._paint_cmd(cells, rows)
        if not self.on_desk or self.desk is None:
            return out
        from warroom.tui.desk.foot import foot, help_keys, led_by, own_keys  # noqa: PLC0415 - late

        self.cmd_view.keys = led_by(self.keymap, self.desk.leading(), own_keys(self.keymap, self.pane))
        if self.pane in ("composer", "bank"):
            self.cmd_view.always = help_keys(self.keymap)
        return foot(self.room, self.cmd_view, self.desk.word_for_next(), cells, rows)

    # -- what happens ------------------------------------------------------------------------------------------------

    def heard(self, change: Change) -> None:
        """Something happened."""
        super().heard(change)
        if self.on_desk and self.desk is not None:
            self.desk.heard(change)

    def _tick(self) -> None:
        super()._tick()
        if self.on_desk and self.desk is not None and self._ticks % CALM_EVERY == 0:
            self.desk.tick()

    # -- keys --------------------------------------------------------------------------------------------------------

    async def desk_key(self, key: str, event: events.Key) -> bool:
        """Whether the desk has taken this key as it is."""
        return self.on_desk and self.desk is not None and await self.desk.key(key, event)

    def desk_verb(self, ident: str) -> Any:
        """What an action means on the desk, if it means something of its own there."""
        return getattr(self.desk, f"do_{ident}", None) if self.on_desk and self.desk is not None else None

    def mentions(self) -> list[Mention]:
        """What a verb is about: on the desk, the mention under its bar."""
        if not self.on_desk or self.desk is None or self._about is not None:
            return super().mentions()
        mention = self.desk.mention
        if mention is None:
            self.say("Put the bar on a post first.", "caut")
        return [mention] if mention is not None else []

    async def do_answer(self) -> None:
        """Answer: on the desk, with the thread and the answer bank beside it."""
        found = self.mentions()[:1]
        if found:
            await (await self.enter_desk()).answer(found[0])

    async def do_record_answer(self) -> None:
        """Record an answer that went out by another way."""
        found = self.mentions()[:1]
        if found and self.room is not None:
            from warroom.tui.forms.answer import AnswerForm  # noqa: PLC0415 - late: opened rarely

            await self.open(AnswerForm(self.room, found[0]))

    async def open_mention(self, mention: Mention) -> None:
        """Everything about a mention."""
        await self._open_mention(mention)

    async def more_time(self, task: int) -> None:
        """Ten minutes more for a task."""
        assert self.room is not None
        now, due = self.room.now(), self.room.picture.tasks[task].due
        order = o.SetTaskDue(task=task, due=max(now, due or now) + 10 * MINUTE)
        await self.order(order, f"Task {task} has 10 minutes more. {UNDO_HINT}")

    # -- the mouse: not needed for anything ---------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click gives the keys to a pane of the desk, and the bar to a row."""
        name = self._pane_at(event) if self.on_desk else ""
        if self.desk is None or name not in self.desk.order():
            super().on_click(event)
            return
        self.focus_pane(name)
        self.set_focus(None)
        self.desk.clicked(name, event.screen_y - self._panes[name].region.y)
        self.repaint()

    def _move(self, by: int) -> None:
        if self.on_desk and self.desk is not None:
            self.desk.move(by)
        else:
            super()._move(by)

    # -- commands ----------------------------------------------------------------------------------------------------

    def _facts(self) -> Facts:
        facts = super()._facts()
        if not self.on_desk or self.desk is None:
            return facts
        import msgspec  # noqa: PLC0415

        mention, item = self.desk.mention, self.desk.view.chosen
        return msgspec.structs.replace(
            facts, mention=mention.id if mention else None, task=item.task.number if item and item.task else facts.task
        )

    async def _own(self, do: Do) -> None:
        if do.what in ("keep", "insert"):
            await (await self.enter_desk()).said(do.what, do.about)
        elif do.what in ("reply_next", "reply_approve", "bank_open", "reopen") and not self.on_desk:
            await self.enter_desk()
            await self.perform(do.what)
        else:
            await super()._own(do)

    def _close(self) -> None:
        super()._close()
        if self.on_desk and self.desk is not None and self.pane == "composer" and self.desk.composer is not None:
            self.set_focus(self.desk.composer)

    def _place_prompt(self) -> None:
        super()._place_prompt()
        place = self._places().get("cmd")
        if self.on_desk and place is not None:
            for field in self.query("#prompt"):
                field.styles.offset = (4, place.y)
