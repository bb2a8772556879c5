"""What the keys do: from a key, in the pane that has the focus, to an order, a form or a move.

Verbs act on the item under the bar, by its id, or on all that were chosen with x. The room decides; a refusal comes
back in plain words on the prompt's row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from textual import events
from textual.screen import Screen

from warroom.domain import orders as o
from warroom.domain.entries import WRITTEN, TaskState
from warroom.domain.level import MINUTE
from warroom.domain.mention import Mention
from warroom.domain.picture import Task, watch_key
from warroom.domain.words import entry_line
from warroom.tui.feed import FeedView, parse_query
from warroom.tui.layout import View
from warroom.tui.prompting import Prompting
from warroom.tui.say import short_name
from warroom.tui.tasks import COLUMNS, chosen, side, step

ONCE: Final = 0.15
"""Seconds within which a repeated verb on the same item counts once."""
UNDO_HINT: Final = "u takes it back."
_KEYS: Final = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup"}
_MOVES: Final = frozenset({"up", "down", "left", "right", "page_up", "page_down", "top", "bottom", "next_pane",
                           "previous_pane", "next_urgent", "previous_urgent"})  # fmt: skip


def key_of(event: events.Key) -> str:
    """A key as the keymap names it: ``/``, ``G``, ``enter``, ``ctrl+p``."""
    if event.character and event.character.isprintable() and event.character != " ":
        return event.character
    return _KEYS.get(event.key, event.key)


class Verbs(Prompting):
    """The console's screen with its keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last: tuple[str, object, float] = ("", None, 0.0)

    async def on_key(self, event: events.Key) -> None:
        """Find out what the key means here, and do it."""
        if self.cmd_view.typing:
            return
        event.stop()
        event.prevent_default()
        key = key_of(event)
        incident = self.room is not None and self.room.picture.incident is not None
        action = self.keymap.find(key, self.pane, incident=incident)
        if action is not None and (self.room is not None or action.id in ("leave", "help")):
            await self.perform(action.id)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text would be a row of keys: it is refused."""
        event.stop()
        self.say("Nothing was pasted. l opens the prompt, paste there.", "caut")

    async def perform(self, ident: str) -> None:
        """Do an action by its id. Also what the palette and the commands call."""
        verb: Callable[[], Awaitable[None] | None] | None = getattr(self, f"do_{ident}", None)
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
        item = (self.pane, self.feed_view.cursor if self.feed_view else None, self.tasks_view.cursor)
        last, self._last = self._last, (ident, item, now)
        return last[0] == ident and last[1] == item and now - last[2] < ONCE

    # -- asking the room ---------------------------------------------------------------------------------------------

    async def order(self, order: o.Order, done: str = "") -> bool:
        """Ask for something; say ``done``, or why not. True when it was recorded."""
        assert self.room is not None
        refused = await self.room.do(order)
        if refused is not None:
            self.say(refused.why, "caut", seconds=12)
            return False
        if done:
            self.say(done)
        self.look_around()
        return True

    def mentions(self) -> list[Mention]:
        """What a verb in the feed is about: the chosen ones, else the one under the bar."""
        view = self.feed_view
        if view is None or view.newest < 0:
            return []
        if view.selected:
            rows = (view.window.row(n) for n in range(view.newest + 1))
            return [m for m in rows if m is not None and m.id in view.selected]
        if view.follow or view.cursor is None:
            self.say("The feed follows, so no row is chosen. ↓ sets the bar.", "caut")
            return []
        mention = view.at_bar()
        return [mention] if mention is not None else []

    async def each(self, make: Callable[[Mention], o.Order], said: str) -> None:
        """One order for every mention that the verb is about. ``said`` may hold {who}."""
        found = self.mentions()
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

    # -- moving ------------------------------------------------------------------------------------------------------

    def _move(self, by: int) -> None:
        assert self.room is not None
        match self.pane:
            case "feed" if self.feed_view is not None:
                self.feed_view.move(by)
            case "log":
                self.log_view.move(self.room, by)
            case "tasks":
                step(self.room, self.tasks_view, by)
            case "needs":
                self.needs_at = min(max(self.needs_at + by, 0), max(0, len(self.found) - 1))
            case _:
                pass

    def _page(self) -> int:
        if self.pane == "feed" and self.feed_view is not None:
            return max(1, self.feed_view.height - 1)
        return max(1, self._panes[self.pane].size.height // 2)

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def do_page_down(self) -> None:
        self._move(self._page())

    def do_page_up(self) -> None:
        self._move(-self._page())

    def do_left(self) -> None:
        assert self.room is not None
        side(self.room, self.tasks_view, -1)

    def do_right(self) -> None:
        assert self.room is not None
        side(self.room, self.tasks_view, 1)

    def do_top(self) -> None:
        assert self.room is not None
        if self.pane == "feed" and self.feed_view is not None:
            self.feed_view.go_newest()
        elif self.pane == "log" and self.room.log:
            self.log_view.go(self.room, self.room.log[-1].seq)
        else:
            self._move(-10_000)

    def do_bottom(self) -> None:
        assert self.room is not None
        if self.pane == "feed" and self.feed_view is not None:
            self.feed_view.go(0)
        elif self.pane == "log":
            self.log_view.go(self.room, 1)
        else:
            self._move(10_000)

    def do_next_pane(self) -> None:
        self.next_pane(1)

    def do_previous_pane(self) -> None:
        self.next_pane(-1)

    def do_follow(self) -> None:
        if self.feed_view is not None:
            self.feed_view.start(follow=not self.feed_view.follow)

    def do_next_urgent(self) -> None:
        self._urgent(1)

    def do_previous_urgent(self) -> None:
        self._urgent(-1)

    def _urgent(self, by: int) -> None:
        """The next row of the pane that is late, or that needs an answer and has nobody."""
        assert self.room is not None
        now, view = self.room.now(), self.feed_view
        if self.pane == "tasks":
            late = [t for t in self.room.picture.board() if t.open and t.due is not None and t.due < now]
            if late:
                numbers = [t.number for t in sorted(late, key=lambda t: t.due or 0)]
                here = numbers.index(self.tasks_view.cursor) if self.tasks_view.cursor in numbers else -by
                self.tasks_view.cursor = numbers[(here + by) % len(numbers)]
            return
        if view is None or view.newest < 0:
            return
        at = view.cursor if view.cursor is not None else view.top + 1
        while 0 <= (at := at - by) <= view.newest:
            mention = view.window.row(at)
            if mention is None:
                break
            due = self.room.answer_by(mention)
            if due is not None and (due < now or not self.room.picture.done_about(mention.id).owner):
                view.jump(at)
                return
        self.say("Nothing urgent further on.")

    # -- views -------------------------------------------------------------------------------------------------------

    def _view(self, view: View, pane: str) -> None:
        self.view, self.zoom = view, ""
        self.focus_pane(pane, place=False)
        self.arrange_panes()

    def do_view_command(self) -> None:
        self._view("command", "feed")

    def do_view_tasks(self) -> None:
        self._view("tasks", "tasks")

    def do_view_log(self) -> None:
        self._view("log", "log")

    def do_zoom(self) -> None:
        if not self.small and self.view == "command":
            self.zoom = "" if self.zoom else self.pane
            self.arrange_panes()

    def do_calm(self) -> None:
        """Reduced load: no feed."""
        self.calm = not self.calm
        self.arrange_panes()
        self.say("Calm: the feed is hidden. :calm brings it back." if self.calm else "The feed is back.")

    def do_back(self) -> None:
        """One step back: the zoom, then the selection, then the filter. Never out."""
        view = self.feed_view
        if self.zoom:
            self.do_zoom()
        elif self.log_view.selected or self.tasks_view.selected or (view is not None and view.selected):
            self.log_view.selected.clear()
            self.tasks_view.selected.clear()
            if view is not None:
                view.selected.clear()
        elif view is not None and view.asked:
            self.filter("")
        elif self.view != "command":
            self.do_view_command()

    def filter(self, asked: str) -> None:
        """Show only what matches; empty shows all. The bar stays on its mention where it can."""
        assert self.room is not None
        query = parse_query(asked)
        self.feed_view = FeedView(self.room.window(query), query=query, asked=asked.strip())
        self.feed_view.start(follow=False)
        self.repaint()

    # -- mentions ----------------------------------------------------------------------------------------------------

    async def do_claim(self) -> None:
        assert self.room is not None
        me, done_about = self.room.me.id, self.room.picture.done_about
        found = self.mentions()
        if found and all(done_about(m.id).owner == me for m in found):
            await self.each(lambda m: o.LetMentionGo(mention=m.id), f"Let go of {{who}}. {UNDO_HINT}")
        elif found:
            await self.each(lambda m: o.Claim(mention=m.id), f"You have {{who}}. {UNDO_HINT}")

    async def do_pin(self) -> None:
        await self.each(lambda m: o.Pin(mention=m.id), f"Pinned {{who}} to the log. {UNDO_HINT}")

    async def do_not_us(self) -> None:
        await self.each(lambda m: o.SetTriage(mention=m.id, triage="not_us"), f"{{who}} is not about us. {UNDO_HINT}")

    async def do_watch_author(self) -> None:
        assert self.room is not None
        watched = self.room.picture.watched

        def make(mention: Mention) -> o.Order:
            on = not watched.get(watch_key(mention.platform, mention.who), False)
            return o.WatchAuthor(mention=mention.id, on=on)

        await self.each(make, f"Changed the watch on {{who}}. {UNDO_HINT}")

    async def do_give(self) -> None:
        assert self.room is not None
        found = self.mentions()
        if not found:
            return
        from warroom.tui.forms.people import PersonForm

        async def give(person: str) -> None:
            name = short_name(self.room.people, person) if self.room else person
            await self.each(lambda m: o.Give(mention=m.id, to=person), f"{name} has {{who}} now. {UNDO_HINT}")

        what = found[0].who if len(found) == 1 else f"{len(found)} mentions"
        await self.open(PersonForm(self.room, f"Give {what} to", does="give"), give)

    async def do_answer(self) -> None:
        found = self.mentions()[:1]
        if found and self.room is not None:
            from warroom.tui.forms.answer import AnswerForm

            await self.open(AnswerForm(self.room, found[0]))

    async def do_task_from(self) -> None:
        found = self.mentions()[:1]
        if found and self.room is not None:
            from warroom.tui.forms.task import TaskForm

            await self.open(TaskForm(self.room, found[0]))

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

    async def _open_mention(self, mention: Mention) -> None:
        assert self.room is not None
        from warroom.tui.forms.mention import MentionSheet

        async def act(ident: str) -> None:
            if isinstance(ident, str):
                await self.perform(ident)

        await self.open(MentionSheet(self.room, mention), act)

    def do_select(self) -> None:
        view = self.feed_view
        if self.pane == "feed" and view is not None and (mention := view.at_bar()) is not None:
            view.selected ^= {mention.id}
            view.move(1)
        elif self.pane == "tasks" and (task := self._task()) is not None:
            self.tasks_view.selected ^= {task.number}
        elif self.pane == "log" and self.log_view.cursor is not None:
            self.log_view.selected ^= {self.log_view.cursor}

    def do_copy_link(self) -> None:
        found = self.mentions()
        links = [mention.url for mention in found if mention.url]
        if links:
            self.app.copy_to_clipboard("\n".join(links))
            self.say("Copied the link." if len(links) == 1 else f"Copied {len(links)} links.")
        elif found:
            self.say("This has no link.", "caut")

    # -- tasks -------------------------------------------------------------------------------------------------------

    def _task(self) -> Task | None:
        assert self.room is not None
        return chosen(self.room, self.tasks_view)

    def _tasks(self) -> Sequence[Task]:
        assert self.room is not None
        if self.tasks_view.selected:
            return [t for t in self.room.picture.board() if t.number in self.tasks_view.selected]
        task = self._task()
        if task is None:
            self.say("There is no task here. t makes one.", "caut")
        return [task] if task is not None else []

    async def _with_tasks(self, make: Callable[[Task], o.Order | None], said: str) -> None:
        for task in self._tasks():
            order = make(task)
            if order is not None and await self.order(order, said.format(n=task.number)):
                self.tasks_view.selected.discard(task.number)
                self.tasks_view.cursor = task.number

    async def do_task_new(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.task import TaskForm

        await self.open(TaskForm(self.room))

    async def do_task_take(self) -> None:
        assert self.room is not None
        me = self.room.me.id
        await self._with_tasks(lambda t: o.OwnTask(task=t.number, owner=me), f"Task {{n}} is yours. {UNDO_HINT}")

    async def do_task_owner(self) -> None:
        assert self.room is not None
        if not (found := self._tasks()):
            return
        from warroom.tui.forms.people import PersonForm

        async def give(person: str) -> None:
            name = short_name(self.room.people, person) if self.room else person
            said = f"Task {{n}} is {name}'s. {UNDO_HINT}"
            await self._with_tasks(lambda t: o.OwnTask(task=t.number, owner=person), said)

        what = f"task {found[0].number}" if len(found) == 1 else f"{len(found)} tasks"
        await self.open(PersonForm(self.room, f"Give {what} to", does="give"), give)

    async def do_task_done(self) -> None:
        await self._with_tasks(lambda t: o.MoveTask(task=t.number, state="done"), f"Task {{n}} is done. {UNDO_HINT}")

    async def do_task_on(self) -> None:
        await self._with_tasks(lambda t: _moved(t, 1), f"Moved task {{n}}. {UNDO_HINT}")

    async def do_task_back(self) -> None:
        await self._with_tasks(lambda t: _moved(t, -1), f"Moved task {{n}}. {UNDO_HINT}")

    async def do_task_more(self) -> None:
        assert self.room is not None
        now = self.room.now()

        def later(task: Task) -> o.Order:
            return o.SetTaskDue(task=task.number, due=max(now, task.due or now) + 10 * MINUTE)

        await self._with_tasks(later, f"Task {{n}} has 10 minutes more. {UNDO_HINT}")

    async def do_task_waits(self) -> None:
        task = self._task()
        if task is not None:
            await self.prompt(f":waits {task.number} ")

    async def _open_task(self) -> None:
        assert self.room is not None
        task = self._task()
        if task is None:
            self.say("There is no task here. t makes one.")
            return
        mention = await self.room.mention(task.mention) if task.mention is not None else None
        if mention is not None:
            await self._open_mention(mention)
        else:
            after = f" Afterwards: {', '.join(task.afterwards)}." if task.afterwards else ""
            made = f"made by {short_name(self.room.people, task.made_by)}"
            self.say(f"{task.number} {task.title}, {made}.{after}", seconds=20)

    # -- log ---------------------------------------------------------------------------------------------------------

    async def _open_entry(self) -> None:
        """What an entry is about: its mention, or the whole of what it says."""
        assert self.room is not None
        seq = self.log_view.cursor
        entry = self.room.log[seq - self.room.log[0].seq] if seq is not None and self.room.log else None
        if entry is None:
            return
        ident = getattr(entry.payload, "mention", None)
        mention = await self.room.mention(ident) if isinstance(ident, int) else None
        if mention is not None:
            await self._open_mention(mention)
        else:
            self.say(f"Entry {entry.seq}: {entry_line(entry, self.room.people).text}", seconds=20)

    async def do_correct(self) -> None:
        assert self.room is not None
        seq = self.log_view.cursor
        if seq is None:
            return
        entry = self.room.log[seq - self.room.log[0].seq]
        if not isinstance(entry.payload, WRITTEN):
            self.say("Only what people wrote can be corrected. l writes a line about it.", "caut")
            return
        from warroom.tui.forms.correct import CorrectForm

        await self.open(CorrectForm(self.room, entry))

    async def do_turning_point(self) -> None:
        assert self.room is not None
        for seq in sorted(self.log_view.selected) or ([self.log_view.cursor] if self.log_view.cursor else []):
            on = seq not in self.room.picture.turning_points
            said = "Marked as a turning point." if on else "No longer a turning point."
            await self.order(o.MarkTurningPoint(seq=seq, on=on), f"{said} {UNDO_HINT}")
        self.log_view.selected.clear()

    def do_copy_entry(self) -> None:
        assert self.room is not None
        seqs = sorted(self.log_view.selected) or ([self.log_view.cursor] if self.log_view.cursor else [])
        first = self.room.log[0].seq if self.room.log else 1
        lines = [entry_line(self.room.log[seq - first], self.room.people).text for seq in seqs]
        if lines:
            self.app.copy_to_clipboard("\n".join(lines))
            self.say("Copied." if len(lines) == 1 else f"Copied {len(lines)} entries.")

    # -- needs you ---------------------------------------------------------------------------------------------------

    async def do_acknowledge(self) -> None:
        """Take the chosen alert in hand; outside the pane, the most pressing one that nobody has."""
        loose = [alert for alert in self.found if alert.ack is None]
        alert = self.found[self.needs_at] if self.pane == "needs" and self.found else (loose[0] if loose else None)
        if alert is None:
            self.say("Nothing needs you.")
        elif alert.ack is not None:
            self.say(f"{alert.detail} already.")
        else:
            await self.order(o.Acknowledge(alert=alert.key, about=alert.what), f"You have it: {alert.what}.")

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
            case "level" if self.room is not None and self.room.picture.incident is None:
                await self.do_declare()
            case "level":
                await self.do_level()
            case "update":
                await self.prompt(":update given ")
            case "people":
                await self.prompt(":role commander=")
            case _:
                self.say(alert.detail or alert.what)

    def _show(self, pane: str) -> None:
        self.view, self.zoom = "command", ""
        self.focus_pane(pane, place=False)
        self.arrange_panes()

    # -- the room ----------------------------------------------------------------------------------------------------

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
        from warroom.tui.forms.level import LevelForm

        await self.open(LevelForm(self.room))

    async def do_decide(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.decision import DecisionForm

        await self.open(DecisionForm(self.room))

    async def do_declare(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.declare import DeclareForm

        await self.open(DeclareForm(self.room))

    async def do_stand_down(self) -> None:
        await self.prompt(":standdown ")

    async def do_sources(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.sources import SourcesSheet

        await self.open(SourcesSheet(self.room), self._from_sheet)

    async def _from_sheet(self, ident: object) -> None:
        if isinstance(ident, str):
            await self.perform(ident)

    async def do_retry(self) -> None:
        await self.retry("")

    async def retry(self, source: str) -> None:
        """Poll now."""
        assert self.room is not None
        await self.room.retry(source)
        self.say(f"Asking {source or 'all sources'} now.")

    async def do_help(self) -> None:
        from warroom.tui.forms.help import HelpSheet

        await self.open(HelpSheet(self.pane), self._from_sheet)

    async def do_palette(self) -> None:
        from warroom.tui.forms.palette import Palette

        await self.open(Palette(self.pane), self._from_sheet)

    async def do_leave(self) -> None:
        from warroom.tui.forms.confirm import ConfirmSheet

        held = 0
        if self.room is not None:
            me = self.room.me.id
            held = sum(w.owner == me and not w.closed for w in self.room.picture.work.values())
        question = "Leave the room?"
        if held:
            question += f" {held} answer{'s stay' if held > 1 else ' stays'} claimed by you."

        async def leave(yes: object) -> None:
            if yes:
                self.app.exit(0)

        await self.open(ConfirmSheet(question, "leave"), leave)


def _moved(task: Task, by: int) -> o.Order | None:
    at = COLUMNS.index(task.state) + by
    if not 0 <= at < len(COLUMNS):
        return None
    state: TaskState = COLUMNS[at]
    return o.MoveTask(task=task.number, state=state)


