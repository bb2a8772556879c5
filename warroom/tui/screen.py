"""The console's screen: its panes, who has the focus, what is painted when. What keys do is in :mod:`verbs`.

Painting: people's entries at once, the feed at most four times a second in a phase of this console's own (once a
second when many consoles share the machine), the head once a second, everything else when it changed and every few
seconds for its countdowns. Panes send only rows that differ, so that painting once too often costs no bytes.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, ClassVar, Final, Self

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region, Size

from warroom.domain.entries import CalledOut, Entry
from warroom.domain.level import Level
from warroom.domain.text import gate
from warroom.room.protocol import (
    Attended,
    Away,
    Back,
    Change,
    FeedQuery,
    Heard,
    Listening,
    Read,
    Readied,
    Recorded,
    Room,
    Trouble,
)
from warroom.tui.alerts import Alert, alerts, counts
from warroom.tui.cmd import CmdView, Said, cmd, right_of
from warroom.tui.direct import DirectScreen
from warroom.tui.escalation import escalation
from warroom.tui.feed import FeedView, feed
from warroom.tui.head import head, tabs
from warroom.tui.keymap import Keymap
from warroom.tui.layout import PANES, View, focusable, regions, size_of
from warroom.tui.log import LogView, log
from warroom.tui.needs import needs
from warroom.tui.paint import Row, Span, title, width
from warroom.tui.pane import Pane
from warroom.tui.preview import preview
from warroom.tui.say import back_words
from warroom.tui.tasks import TasksView, tasks
from warroom.tui.theme import Looks, Palette

if TYPE_CHECKING:
    from warroom.tui.hints import Hints

FEED_EVERY: Final = 0.25
"""Seconds between two repaints of a growing feed."""
CALL_OUT_FOR: Final = 10.0
"""Seconds that a call-out stands on the prompt's row."""
CROWD: Final = 12
"""More consoles than that at one host: what people do shows at once, all else waits for the clocks' next second."""
WHERE: Final = {"desk": "the desk", "tasks": "the tasks", "log": "the log", "wall": "the wall", "score": "the gauge",
                "needs": "what needs somebody"}  # fmt: skip
"""What the others are told that somebody has before them."""
CALM_EVERY: Final = 5
"""Seconds between two looks at countdowns outside the head."""
NAMES: Final = {"feed": "Live feed", "tasks": "Tasks", "log": "Incident log", "score": "Escalation",
                "needs": "Needs you"}  # fmt: skip


class ConsoleScreen(DirectScreen, inherit_bindings=False):
    """The frame and its panes. Painted before there is a room; :meth:`attach` fills it."""

    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False
    AUTO_FOCUS = ""

    def __init__(self, palette: Palette, keymap: Keymap, *, view: View = "command", bell: str = "warnings") -> None:
        super().__init__(id="console")
        self.keymap = keymap
        self.room: Room | None = None
        self.view: View = view
        self.zoom = ""
        self.calm = False
        self.pane: str = "feed" if view == "command" else view
        self._told = ""
        self._feed_waits = self._rest_waits = False
        """What is to be painted with the clocks, in a crowd."""
        self.feed_view: FeedView | None = None
        self.log_view = LogView()
        self.tasks_view = TasksView()
        self.cmd_view = CmdView()
        self.hints: Hints | None = None
        self.needs_at = self.needs_top = 0
        self.found: list[Alert] = []
        self._bell = bell
        self._rung: set[str] | None = None
        self._title = ""
        self._looks: dict[tuple[str, bool], Looks] = {}
        self._palette = palette
        self._dim = False
        self._ticks = 0
        self._resumed = False
        self._phase = random.random() * FEED_EVERY  # noqa: S311 - spreads consoles over time, keeps no secret
        self._feed_due: asyncio.TimerHandle | None = None
        self._fill: asyncio.Task[None] | None = None
        self._panes: dict[str, Pane] = {}

    # -- one first frame ---------------------------------------------------------------------------------------------

    def refresh(self, *regions: Region, **wanted: bool) -> Self:
        """As any widget; but when the screen is first shown the layout has just painted it, so once is enough.

        And where something finds its place, the prompt say, only what lay and lies there is painted.
        """
        if not regions and not wanted and not self._resumed:
            return self
        if wanted.get("layout") and self._resumed:
            wanted["repaint"] = False
        return super().refresh(*regions, **wanted)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        del layout
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    # -- panes and their places --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """All panes; those that have no place now are not displayed."""
        paints = {
            "head": self._paint_head, "tabs": self._paint_tabs, "score": self._paint_score, "needs": self._paint_needs,
            "log": self._paint_log, "feed": self._paint_feed, "preview": self._paint_preview,
            "tasks": self._paint_tasks, "wall": self._paint_wall,
            "seconds": self._paint_seconds, "cmd": self._paint_cmd,
        }  # fmt: skip
        places = self._places()
        self.cmd_view.size = self.app.size
        for name in PANES:
            ground = "panel" if name in ("head", "cmd", "preview") else "bg"
            looks = self.bright_looks if name in ("head", "needs") else self.looks
            pane = self._panes[name] = Pane(name, paints[name], looks, ground=ground)
            pane.place(places.get(name))
            yield pane

    def looks(self, ground: str) -> Looks:
        """The colours on a ground now: faded under a form, except for the head and what needs somebody."""
        return self._looks_for(ground, dim=self._dim)

    def _looks_for(self, ground: str, *, dim: bool) -> Looks:
        key = (ground, dim)
        if key not in self._looks:
            self._looks[key] = Looks(self._palette, ground, dim=dim)
        return self._looks[key]

    def bright_looks(self, ground: str) -> Looks:
        """The colours of panes that are never faded."""
        return self._looks_for(ground, dim=False)

    def recolour(self, palette: Palette) -> None:
        """Another theme, from now on."""
        self._palette = palette
        self._looks.clear()
        self.repaint(whole=True)

    @property
    def small(self) -> bool:
        """Whether the small size (or less) is shown."""
        return size_of(*self.app.size) in ("s", "tiny")

    def _places(self) -> Mapping[str, Region]:
        cols, rows = self.app.size
        zoom = self.zoom
        if size_of(cols, rows) == "s":
            zoom = self.pane
        return regions(cols, rows, self.view, zoom, calm=self.calm)

    def arrange_panes(self) -> None:
        """Put every pane where it belongs now. Costs one layout."""
        cols, rows = self.app.size
        self.cmd_view.size = (cols, rows)
        order = focusable(size_of(cols, rows), self.view, self.zoom)
        if self.calm and self.view == "command" and not self.zoom:
            order = tuple(name for name in order if name in ("needs", "log")) or order
        if self.pane not in order:
            self.focus_pane(order[0], place=False)
        places = self._places()
        for name, pane in self._panes.items():
            pane.place(places.get(name))
        self._place_prompt()
        self.repaint()

    def focus_pane(self, name: str, *, place: bool = True) -> None:
        """The keys go to that pane."""
        before, self.pane = self.pane, name
        if before == "log" and name != "log":
            self.log_view.leave()
        if name == "log" and self.room is not None:
            self.log_view.enter(self.room)
        self.first_visit()
        if place and self.small:
            self.arrange_panes()
        self.repaint()

    def first_visit(self) -> None:
        """One line about a pane that this person was never in."""
        if self.hints is not None and self.room is not None:
            self.cmd_view.first = self.hints.line(self.pane)

    def next_pane(self, by: int) -> None:
        """The keys go to the next pane, or the one before."""
        order = focusable(size_of(*self.app.size), self.view, self.zoom)
        if self.calm and not self.small and not self.zoom:
            order = ("needs", "log")
        at = order.index(self.pane) if self.pane in order else 0
        self.focus_pane(order[(at + by) % len(order)])

    def on_resize(self, event: events.Resize) -> None:
        """Another size of terminal."""
        if self._panes and event.size != self.cmd_view.size:
            self.arrange_panes()

    def on_screen_suspend(self) -> None:
        """A form opened above: all but the head and Needs you fades."""
        self._fade(on=True)

    def on_screen_resume(self) -> None:
        """The form closed; or the screen is there for the first time."""
        self._fade(on=False)
        self.call_later(self._has_resumed)

    def _has_resumed(self) -> None:
        self._resumed = True

    def _fade(self, *, on: bool) -> None:
        if on == self._dim:
            return
        self._dim = on
        for pane in self._panes.values():
            pane.repaint(whole=True)

    # -- the room ----------------------------------------------------------------------------------------------------

    def attach(self, room: Room) -> None:
        """The room is open: show it."""
        self.room = room
        self.feed_view = FeedView(room.window(FeedQuery()))
        self.feed_view.start(follow=room.picture.incident is None)
        if self.pane == "log":
            self.log_view.enter(room)
        self.first_visit()
        self.look_around()
        self.repaint()
        self.set_interval(1.0, self._tick)

    async def live(self, room: Room) -> None:
        """Show what happens in the room, until cancelled."""
        async with aclosing(room.changes()) as changes:  # type: ignore[type-var]
            async for change in changes:
                self.heard(change)

    def heard(self, change: Change) -> None:
        """Something happened."""
        if isinstance(change, Attended):
            self.log_view.laid_out.clear()  # people may have other names now
        match change:
            case Heard():
                self._feed_soon()
            case Recorded(entries) if self._crowded():
                self._call_out(change)
                self.paint("log", *touched(entries))
                self._rest_waits = True
            case Read() | Listening() | Attended() | Readied() if self._crowded():
                self._rest_waits = True
            case Recorded() | Read() | Listening() | Trouble() | Attended() | Readied() | Away():
                self.look_around()
                self._call_out(change)
                self.repaint()
            case Back(sent, came, refused):
                self.look_around()
                self.say(back_words(sent, came, refused), "caut" if refused else "content", seconds=CALL_OUT_FOR)
                self.repaint()

    def _call_out(self, change: Change) -> None:
        """How long it has been, said aloud by the room: a line for ten seconds, and no bell."""
        for entry in change.entries if isinstance(change, Recorded) else ():
            if isinstance(entry.payload, CalledOut):
                level = Level(entry.payload.level)
                self.say(f"{entry.payload.minutes} minutes at {level.tag}.", "content", seconds=CALL_OUT_FOR)

    def _crowded(self) -> bool:
        return self.room is not None and len(self.room.present) > CROWD

    def _feed_soon(self) -> None:
        """Paint the feed in this console's next quarter of a second; in a crowd with the clocks, once a second."""
        if self._crowded():
            self._feed_waits = True
        elif self._feed_due is None:
            loop = asyncio.get_running_loop()
            now = loop.time()
            wait = FEED_EVERY - (now - self._phase) % FEED_EVERY
            self._feed_due = loop.call_at(now + wait, self._feed_grew)

    def _feed_grew(self) -> None:
        self._feed_due = None
        if self.feed_view is None or not self.is_mounted:
            return
        self.feed_view.grew()
        self.look_around()
        self.paint("feed", "preview", "head", "tabs")

    def _tick(self) -> None:
        """Once a second: the clocks; now and then everything that counts down."""
        self._ticks += 1
        said = self.cmd_view.said
        if said.words and said.until < asyncio.get_running_loop().time():
            self.cmd_view.said = Said()
            self.paint("cmd")
        self._tell_where()
        if self._feed_waits and self.feed_view is not None:
            self.feed_view.grew()
        if self._feed_waits or self._rest_waits or self._ticks % CALM_EVERY == 0:
            self._feed_waits = self._rest_waits = False
            self.look_around()
            self.repaint()
        else:
            self.paint("head", "wall", "seconds")

    def _tell_where(self) -> None:
        """Let the others know what this person has before them, once it has changed."""
        top = self.app.screen
        pane = WHERE.get(self.view) or WHERE.get(self.pane, "the feed")
        what = pane if top is self else str(getattr(top, "heading", str)()).partition(",")[0][:40]
        if self.room is not None and what != self._told:
            self._told = what
            self.run_worker(self.room.look_at(what), exit_on_error=False)

    def look_around(self) -> None:
        """Work out what needs somebody; ring once for each new warning."""
        if self.room is None:
            return
        chosen = self.found[self.needs_at].key if self.needs_at < len(self.found) else ""
        self.found = alerts(self.room, self.room.now())
        keys = [alert.key for alert in self.found]
        self.needs_at = keys.index(chosen) if chosen in keys else min(self.needs_at, max(0, len(keys) - 1))
        loud = ("warning", "caution") if self._bell == "all" else ("warning",)
        causes = {cause for alert in self.found if alert.kind in loud for cause in alert.causes}
        if self._rung is not None and self._bell != "off" and causes - self._rung:
            self.app.bell()
        self._rung = causes
        self._show_title()

    def _show_title(self) -> None:
        """``■2 INC-042`` as the terminal's own title, when it changed."""
        assert self.room is not None
        late = counts(self.found)[0]
        incident = self.room.picture.incident
        name = incident.id if incident else f"warroom {self.room.brand}"
        words = gate(f"■{late} {name}" if late else name)[:80]
        if words != self._title:
            self._title = words
            self.app.set_terminal_title(words)  # type: ignore[attr-defined]

    # -- painting ----------------------------------------------------------------------------------------------------

    def repaint(self, *, whole: bool = False) -> None:
        """Paint every pane that is shown."""
        for pane in self._panes.values():
            pane.repaint(whole=whole)

    def paint(self, *names: str) -> None:
        """Paint these panes."""
        for name in names:
            if name in self._panes:
                self._panes[name].repaint()

    def has_keys(self, name: str) -> bool:
        """Whether that pane has the keys, which also shows without colour."""
        return self.pane == name

    def _blank(self, name: str, cells: int) -> list[Row]:
        return [title(NAMES[name], [Span("reading …", "muted")] if name == "feed" else [], cells,
                      focus=self.has_keys(name))]  # fmt: skip

    def _paint_head(self, cells: int, rows: int) -> list[Row]:
        del rows
        return head(self.room, self.found, self.now, cells, small=self.small)

    def _paint_tabs(self, cells: int, rows: int) -> list[Row]:
        del rows
        return tabs(self.room, self.found, self.now, self.pane, cells)

    def _paint_score(self, cells: int, rows: int) -> list[Row]:
        if self.room is None:
            return self._blank("score", cells)
        return escalation(self.room, self.now, cells, rows, focus=self.has_keys("score"))

    def _paint_needs(self, cells: int, rows: int) -> list[Row]:
        if self.room is None:
            return self._blank("needs", cells)
        space = max(1, rows - 1)
        if self.needs_at >= self.needs_top + space:
            self.needs_top = self.needs_at - space + 1
        self.needs_top = min(self.needs_top, self.needs_at)
        return needs(self.found, cells, rows, focus=self.has_keys("needs"), at=self.needs_at, top=self.needs_top)

    def _paint_log(self, cells: int, rows: int) -> list[Row]:
        if self.room is None:
            return self._blank("log", cells)
        return log(self.room, self.log_view, cells, rows, focus=self.has_keys("log"))

    def _paint_feed(self, cells: int, rows: int) -> list[Row]:
        if self.room is None or self.feed_view is None:
            return self._blank("feed", cells)
        out = feed(self.room, self.feed_view, self.now, cells, rows, focus=self.has_keys("feed"))
        self._fetch()
        return out

    def _paint_preview(self, cells: int, rows: int) -> list[Row]:
        view = self.feed_view
        if self.room is None or view is None or view.newest < 0:
            return []
        mention = view.window.row(view.cursor if view.cursor is not None else view.newest)
        return preview(self.room, mention, self.now, cells, rows, follow=view.follow)

    def _paint_tasks(self, cells: int, rows: int) -> list[Row]:
        if self.room is None:
            return self._blank("tasks", cells)
        self.tasks_view.cards = size_of(*self.app.size) == "l"
        return tasks(self.room, self.tasks_view, self.now, cells, rows, focus=self.has_keys("tasks"))

    def _paint_wall(self, cells: int, rows: int) -> list[Row]:
        """What :mod:`walling` paints."""
        del cells, rows
        return []

    def _paint_seconds(self, cells: int, rows: int) -> list[Row]:
        """What :mod:`walling` paints."""
        del cells, rows
        return []

    def _paint_cmd(self, cells: int, rows: int) -> list[Row]:
        del rows
        self.cmd_view.keys = self.keymap.bar(self.pane, incident=self.incident)
        self.cmd_view.always = [(self.keymap.key_of(k), k) for k in ("help", "palette") if self.keymap.key_of(k)]
        return cmd(self.room, self.cmd_view, cells)

    @property
    def incident(self) -> bool:
        """Whether an incident is open: some keys mean other things then."""
        return self.room is not None and self.room.picture.incident is not None

    @property
    def now(self) -> int:
        """The room's clock, ms UTC."""
        return self.room.now() if self.room is not None else 0

    # -- rows that are not at hand -------------------------------------------------------------------------------------

    def _fetch(self) -> None:
        """Bring the rows on the screen to hand, if one of them is missing. Never blocks."""
        view = self.feed_view
        if view is None or (self._fill is not None and not self._fill.done()):
            return
        missing = [n for n in self._wanted() if view.window.row(n) is None]
        if view.asked and view.newest < 0:
            missing = [0]  # a filter counts its rows only when the first one is asked for
        if missing:
            self._fill = asyncio.get_running_loop().create_task(self._bring(min(missing), max(missing)))

    def _wanted(self) -> Iterator[int]:
        view = self.feed_view
        if view is None or view.newest < 0:
            return
        yield from view.shown()
        if view.cursor is not None:
            yield view.cursor

    async def _bring(self, first: int, last: int) -> None:
        view = self.feed_view
        assert view is not None
        if await view.window.want(first, last) and self.is_mounted:
            self._fill = None
            if view.newest < 0:
                view.grew()
            self.paint("feed", "preview")

    # -- the prompt ----------------------------------------------------------------------------------------------------

    def say(self, words: str, token: str = "text", *, seconds: float = 6.0) -> None:  # noqa: S107 - a colour token
        """Words on the prompt's row, for a while."""
        self.cmd_view.said = Said(words, token, asyncio.get_running_loop().time() + seconds)
        self.paint("cmd")

    def _place_prompt(self) -> None:
        for field in self.query("#prompt"):
            cols, rows = self.app.size
            field.styles.offset = (4, max(0, rows - 2))
            field.styles.width = max(8, cols - 6 - width(right_of(self.room, self.cmd_view)))


def touched(entries: Sequence[Entry]) -> set[str]:
    """The panes beside the log that show what these entries say."""
    found: set[str] = set()
    for entry in entries:
        fields = entry.payload.__struct_fields__
        if "mention" in fields or "mentions" in fields:
            found |= {"feed", "preview"}
        if "task" in fields:
            found.add("tasks")
        if "level" in fields:
            found |= {"head", "score"}
    return found
