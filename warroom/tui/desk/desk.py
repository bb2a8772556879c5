"""The desk at work: what it knows, what it paints, what its keys do. The room decides; refusals come back in words."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from textual.geometry import Region

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.mention import Mention
from warroom.room.protocol import Change, FeedQuery, Heard, Recorded, Room, Window
from warroom.tui.desk import mine
from warroom.tui.desk.bank import bank_rows
from warroom.tui.desk.line import answer_line
from warroom.tui.desk.listing import desk_list
from warroom.tui.desk.mine import DeskView, Item
from warroom.tui.desk.places import FOCUS, wide
from warroom.tui.desk.reply import reply_rows, shown_text
from warroom.tui.desk.thread import conversation
from warroom.tui.paint import Row
from warroom.tui.pane import Pane

if TYPE_CHECKING:
    from warroom.tui.desk.composer import Composer
    from warroom.tui.desking import Desking

SAVE_AFTER: Final = 2.0
"""Seconds after the last kept state until what is being typed is kept again."""
LOOK_AFTER: Final = 0.4
"""Seconds of rest after which a text is held against what others said."""
NEAR: Final = 40
"""Unclaimed mentions looked at from each end: the oldest are the latest ones, the newest are talked about now."""
FRESH_FOR: Final = 12
"""Looks (of five seconds) for which a list of unclaimed mentions is used before it is asked for anew."""


class Desk:
    """The desk of the person at this console."""

    def __init__(self, screen: Desking, room: Room) -> None:
        """Nothing is shown until :meth:`enter`."""
        self.screen, self.room = screen, room
        self.view = DeskView()
        self.composer: Composer | None = None
        self._window: Window | None = None
        self._looks = 0
        self._reading: asyncio.Task[None] | None = None
        self._again = False
        self._saving: asyncio.TimerHandle | None = None
        self._checking: asyncio.TimerHandle | None = None
        self._unsaved: set[int] = set()
        self._panes: dict[str, Pane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._offered_for: tuple[object, ...] = ()
        self._offered_of: object = None

    # -- coming and going --------------------------------------------------------------------------------------------

    async def enter(self) -> None:
        """The panes stand; what was written is brought back."""
        if not self._panes:
            paints = {"desk": self._paint_list, "thread": self._paint_thread, "reply": self._paint_reply,
                      "line": self._paint_line, "bank": self._paint_bank}  # fmt: skip
            self._panes = {name: Pane(name, paint, self.screen.looks) for name, paint in paints.items()}
            await self.screen.add_panes(self._panes)
        for about, text in (await self.room.drafts()).items():
            kind, _, number = about.partition(":")
            if kind == "mention" and number.isdigit():
                self.view.drafts.setdefault(int(number), text)
        await self._read()

    async def leave(self) -> None:
        """Another view: nothing that was written is lost."""
        await self.stop_writing()

    def order(self) -> tuple[str, ...]:
        """The panes that tab goes through now."""
        return tuple(name for name in FOCUS if name != "composer" or self.writing)

    @property
    def writing(self) -> bool:
        """Whether the composer holds the answer to the chosen mention."""
        item = self.view.chosen
        return item is not None and item.mention is not None and item.mention.id == self.view.writing

    @property
    def mention(self) -> Mention | None:
        """The mention under the bar."""
        item = self.view.chosen
        return item.mention if item is not None else None

    @property
    def text(self) -> str:
        """What I have written to the mention under the bar."""
        return self.view.drafts.get(self.mention.id, "") if self.mention else ""

    # -- what is there -----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Work the list out anew. The bar stays on its item, also when that is no longer on the list."""
        view = self.view
        view.answered = 2 if self._wide else 1
        view.items = mine.items(self.room, view)
        if view.chosen is None:
            gone = int(view.cursor[1:]) if view.cursor.startswith("m") else None
            if gone in view.known:
                view.opened = gone
                view.items = mine.items(self.room, view)
        if view.chosen is None:
            view.cursor = view.items[0].key if view.items else ""
        self.stand()

    def heard(self, change: Change) -> None:
        """Something happened in the room."""
        if isinstance(change, Heard):
            edited = self.view.known.keys() & set(change.changed)
            for ident in edited:
                del self.view.known[ident]
            if edited:  # what came in otherwise is read with the next look: a flood must not read all the time
                self.read_soon()
        elif isinstance(change, Recorded):
            for entry in change.entries:
                if isinstance(entry.payload, e.ClaimExpired) and entry.payload.person == self.room.me.id:
                    words = f"Your claim on {entry.payload.about} ran out after {self.room.house.claim_minutes} min."
                    self.screen.say(f"{words} c takes it again.", "caut", seconds=20)
            self.look()
            self.read_soon()

    def tick(self) -> None:
        """Every few seconds: countdowns, and what nobody has."""
        self._looks += 1
        if self._looks % FRESH_FOR == 0:
            self._window = None
        self.look()
        self.read_soon()

    def read_soon(self) -> None:
        """Bring to hand what the list needs; never blocks, and never twice at once."""
        if self._reading is not None and not self._reading.done():
            self._again = True
            return
        self._reading = asyncio.get_running_loop().create_task(self._read_all())

    async def _read_all(self) -> None:
        self._again = True
        while self._again and self.screen.is_mounted:
            self._again = False
            await self._read()

    async def _read(self) -> None:
        view = self.view
        wanted = {*mine.ids(self.room, view.answered), *(() if view.opened is None else (view.opened,))}
        for ident in wanted - view.known.keys():
            mention = await self.room.mention(ident)
            if mention is not None:
                view.known[ident] = mention
        await self._read_near()
        self.look()
        mention = self.mention
        if mention is not None:
            thread = await self.room.thread(mention)
            if mention is self.mention:
                view.thread, view.thread_of = thread, mention.id
        await self._read_offers()
        self.repaint()

    async def _read_offers(self) -> None:
        """The answer bank as it fits this mention, when either changed."""
        mention, incident, bank = self.mention, self.room.picture.incident, self.room.bank
        asked = (mention.id if mention else 0, incident.type if incident else "")
        if asked != self._offered_for or bank is not self._offered_of:
            found = await self.room.suggest(mention.headline if mention else "", rest=True)
            if mention is self.mention:
                self.view.offered, self._offered_for, self._offered_of = found, asked, bank

    async def _read_near(self) -> None:
        if self._window is None:
            self._window = self.room.window(FeedQuery(unclaimed=True))
            await self._window.want(0, NEAR - 1)
        window = self._window
        total = window.total
        await window.want(max(0, total - NEAR), max(0, total - 1))
        total = window.total
        places = sorted({*range(min(NEAR, total)), *range(max(0, total - NEAR), total)})
        self.view.near = [mention for n in places if (mention := window.row(n)) is not None]
        chosen = self.mention
        keep = {*mine.ids(self.room, self.view.answered), self.view.opened, chosen.id if chosen else None}
        self.view.known = {ident: mention for ident, mention in self.view.known.items() if ident in keep}
        self.view.known |= {mention.id: mention for mention in self.view.near}

    def choose(self, key: str) -> None:
        """The bar goes there."""
        view = self.view
        if key != view.cursor:
            view.cursor, view.scroll, view.bank_at = key, 0, 0
            view.clashes = ()
            if view.opened is not None and key != f"m{view.opened}":
                view.opened = None
            self.look()
            self.read_soon()
            self._check_soon(0.0)

    async def show(self, mention: Mention) -> None:
        """Put the bar on a mention, wherever it comes from."""
        self.view.known[mention.id] = mention
        self.view.opened = mention.id
        self.look()
        self.choose(f"m{mention.id}")

    # -- painting ----------------------------------------------------------------------------------------------------

    def repaint(self) -> None:
        """The panes of the desk."""
        self.screen.paint("desk", "thread", "reply", "line", "bank", "cmd")

    def stand(self) -> None:
        """The composer stands over the text while its mention is chosen and the desk is shown."""
        if self.composer is None:
            return
        place = self.screen.place_of("reply") if self.writing and self.screen.on_desk else None
        self.composer.stand(Region(place.x, place.y + 1, place.width, place.height - 1) if place else None)

    def recolour(self) -> None:
        """Another theme."""
        if self.composer is not None:
            self.composer.recolour(self.screen.looks("panel"))

    @property
    def _wide(self) -> bool:
        return wide(self.screen.app.size.width)

    def _paint_list(self, cells: int, rows: int) -> list[Row]:
        focus = self.screen.has_keys("desk")
        return desk_list(self.room, self.view, self.room.now(), (cells, rows), wide=self._wide, focus=focus)

    def _paint_thread(self, cells: int, rows: int) -> list[Row]:
        focus = self.screen.has_keys("thread")
        return conversation(self.room, self.view, self.room.now(), (cells, rows), focus=focus)

    def _paint_reply(self, cells: int, rows: int) -> list[Row]:
        focus = self.screen.has_keys("composer")
        return reply_rows(self.room, self.view, self.room.now(), (cells, rows), focus=focus)

    def _paint_line(self, cells: int, rows: int) -> list[Row]:
        del rows
        text = shown_text(self.room, self.view, self.view.chosen)
        return answer_line(self.room, self.mention, text, self.view.clashes, now=self.room.now(), cells=cells)

    def _paint_bank(self, cells: int, rows: int) -> list[Row]:
        key = self.screen.keymap.key_of("bank_open")
        focus = self.screen.has_keys("bank")
        return bank_rows(self.room, self.view.offered, cells, rows, focus=focus, at=self.view.bank_at, key=key)

    # -- writing -----------------------------------------------------------------------------------------------------

    async def write(self, mention: Mention) -> None:
        """The composer opens on this mention, with what was written before."""
        from warroom.tui.desk.composer import Composer  # noqa: PLC0415 - late: the desk is painted before

        if self.composer is None:
            self.composer = Composer(self.screen.looks("panel"), self._typed, self._clicked)
            self.composer.stand(None)
            await self.screen.mount(self.composer)
        self.view.writing = mention.id
        self.stand()
        self.composer.begin(self.view.drafts.get(mention.id, ""))
        self.screen.focus_pane("composer")

    async def stop_writing(self) -> None:
        """The composer closes; the draft is kept."""
        self.view.writing = None
        self.stand()
        if self.screen.pane == "composer":
            self.screen.focus_pane("desk")
        self.screen.set_focus(None)
        await self.save()

    def _clicked(self) -> None:
        if self.screen.pane != "composer" and self.screen.focused is self.composer:
            self.screen.focus_pane("composer")

    def _typed(self, text: str) -> None:
        ident = self.view.writing
        if ident is None:
            return
        self.view.drafts[ident] = text
        self._unsaved.add(ident)
        loop = asyncio.get_running_loop()
        if self._saving is None:
            self._saving = loop.call_later(SAVE_AFTER, self._save_now)
        self._check_soon(LOOK_AFTER)
        self.screen.paint("line", "cmd")

    def _save_now(self) -> None:
        self._saving = None
        self._begin(self.save())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def save(self) -> None:
        """Keep every draft that changed since it was kept."""
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None
        while self._unsaved:
            ident = self._unsaved.pop()
            text = self.view.drafts.get(ident, "")
            await self.room.keep_draft(f"mention:{ident}", text if text.strip() else "")

    def _check_soon(self, wait: float) -> None:
        """Hold the text against what others said, once nobody types for a moment."""
        if self._checking is not None:
            self._checking.cancel()
        self._checking = asyncio.get_running_loop().call_later(wait, self._check_now)

    def _check_now(self) -> None:
        self._checking = None
        self._begin(self.check())

    async def check(self) -> None:
        """Hold the text against what others said, now."""
        text = shown_text(self.room, self.view, self.view.chosen)
        found = tuple(await self.room.conflicts(text)) if text.strip() else ()
        if text == shown_text(self.room, self.view, self.view.chosen) and found != self.view.clashes:
            self.view.clashes = found
            if self.screen.is_mounted:
                self.screen.paint("line")

    async def forget(self, mention: int) -> None:
        """It was sent: its draft is gone."""
        self.view.drafts.pop(mention, None)
        self.view.used.pop(mention, None)
        self._unsaved.discard(mention)
        await self.room.keep_draft(f"mention:{mention}", "")

    def close(self) -> None:
        """The console ends."""
        for timer in (self._saving, self._checking):
            if timer is not None:
                timer.cancel()
        if self._reading is not None:
            self._reading.cancel()

    # -- moving ------------------------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """The bar of the pane with the keys."""
        view, pane = self.view, self.screen.pane
        if pane == "thread":
            view.scroll = min(max(view.scroll + by, 0), view.most)
        elif pane == "bank":
            view.bank_at = min(max(view.bank_at + by, 0), max(0, len(self.view.offered) - 1))
        elif view.items:
            keys = [item.key for item in self.view.items]
            at = keys.index(view.cursor) if view.cursor in keys else 0
            self.choose(keys[min(max(at + by, 0), len(keys) - 1)])

    def clicked(self, pane: str, line: int) -> None:
        """A click on a row gives its item the bar."""
        view = self.view
        if pane == "desk" and 1 <= line <= len(view.shown) and view.shown[line - 1]:
            self.choose(view.shown[line - 1])
        elif pane == "bank" and 1 <= line <= len(view.offered):
            view.bank_at = line - 1

    def urgent(self, by: int) -> None:
        """The next item that is late, or that waits for my yes."""
        now = self.room.now()
        keys = [item.key for item in self.view.items]
        hot = [n for n, item in enumerate(self.view.items) if _hot(item, now)]
        at = keys.index(self.view.cursor) if self.view.cursor in keys else 0
        ahead = [n for n in hot if n > at] if by > 0 else [n for n in reversed(hot) if n < at]
        if ahead or hot:
            self.choose(keys[ahead[0] if ahead else hot[0 if by > 0 else -1]])
        else:
            self.screen.say("Nothing here is late.")

    # -- orders ------------------------------------------------------------------------------------------------------

    async def claim_first(self, mention: Mention) -> bool:
        """Make sure that it is mine; False, with words, when it is not."""
        work = self.room.picture.done_about(mention.id)
        if work.answered_by or work.owner != self.room.me.id:
            return await self.screen.order(o.Claim(mention=mention.id))
        return True


def _hot(item: Item, now: int) -> bool:
    return item.sort == "waits" or (item.due is not None and item.due < now)
