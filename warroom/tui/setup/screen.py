"""The first run's own screen: which step is next, and where each key leads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Literal, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from warroom.setup.draft import Desk
from warroom.setup.steps import STEPS, left_over
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, pad, wrap
from warroom.tui.pane import Pane
from warroom.tui.setup.forms import NowSheet, WatchSheet, WhoSheet, WordsSheet
from warroom.tui.setup.levels import LevelsSheet
from warroom.tui.setup.lists import BooksSheet, LookSheet, TeamSheet
from warroom.tui.setup.rows import SetupView, head_row, key_row, left, setup_rows
from warroom.tui.setup.sheet import StepSheet
from warroom.tui.theme import Looks, Palette
from warroom.tui.verbs import ONCE, key_of

Wish: TypeAlias = Literal["", "open", "demo"]
"""What is to happen after the screen has closed."""
SHEETS: tuple[type[StepSheet], ...] = (
    WhoSheet, WatchSheet, LookSheet, TeamSheet, LevelsSheet, WordsSheet, BooksSheet,
)  # fmt: skip


class SetupScreen(Screen[None], inherit_bindings=False):
    """Seven rows, a bar, and what was entered."""

    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, view: SetupView, palette: Palette, leaves: Callable[[Wish], None]) -> None:
        """``view``: where the person was, when they come back; ``leaves`` closes with what they wish next."""
        super().__init__(id="setup")
        self._leaves = leaves
        self.desk, self.view = desk, view
        self._palette = palette
        self._dim = False
        self._looks: dict[tuple[str, bool], Looks] = {}
        self._panes: dict[str, Pane] = {}
        self._last: tuple[tuple[str, int], float] = (("", 0), 0.0)
        self._declaring = False

    # -- painting ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Head, middle, keys."""
        for name, paint, ground in (
            ("head", lambda cells, _: [head_row(self.desk, cells)], "panel"),
            ("steps", lambda cells, rows: setup_rows(self.desk, self.view, cells, rows), "bg"),
            ("keys", lambda cells, _: [key_row(self.desk, self.view, cells, self.app.size.height)], "panel"),
        ):
            look = self.bright_looks if name == "head" else self.looks
            self._panes[name] = Pane(name, paint, look, ground=ground)
            yield self._panes[name]
        self._arrange()

    def _arrange(self) -> None:
        cols, rows = self.app.size
        self._panes["head"].place(Region(0, 0, cols, 1))
        self._panes["steps"].place(Region(0, 1, cols, max(1, rows - 2)))
        self._panes["keys"].place(Region(0, max(1, rows - 1), cols, 1))

    def looks(self, ground: str) -> Looks:
        """The colours on a ground now; faded under a form."""
        key = (ground, self._dim)
        if key not in self._looks:
            self._looks[key] = Looks(self._palette, ground, dim=self._dim)
        return self._looks[key]

    def bright_looks(self, ground: str) -> Looks:
        """The head never fades."""
        if (ground, False) not in self._looks:
            self._looks[ground, False] = Looks(self._palette, ground)
        return self._looks[ground, False]

    def repaint(self, *, whole: bool = False) -> None:
        """Paint everything that differs."""
        for pane in self._panes.values():
            pane.repaint(whole=whole)

    def on_mount(self) -> None:
        """The clock ticks; the bar stands on the first step that is left."""
        self._go_on()
        self.set_interval(1.0, self._panes["head"].repaint)

    def on_resize(self, _: events.Resize) -> None:
        """Another size of terminal."""
        self._arrange()
        self.repaint()

    def on_screen_suspend(self) -> None:
        """A form lies on top: fade."""
        self._fade(on=True)

    def on_screen_resume(self) -> None:
        """On top again."""
        self._fade(on=False)

    def _fade(self, *, on: bool) -> None:
        if on != self._dim:
            self._dim = on
            self.repaint(whole=True)

    def say(self, words: str, *, caution: bool = False) -> None:
        """Words at the foot, until the next key."""
        self.view.said, self.view.caution = words, caution
        self.repaint()

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Find out what the key means, and do it."""
        event.stop()
        event.prevent_default()
        key = key_of(event)
        now = asyncio.get_running_loop().time()
        again = (key, self.view.at) == self._last[0] and now - self._last[1] < ONCE
        self._last = ((key, self.view.at), now)
        moves = {"down": 1, "j": 1, "up": -1, "k": -1, "home": -9, "g": -9, "end": 9, "G": 9}
        if key in moves:
            self._move(moves[key])
        elif not again and not self._declaring:
            self._act(key)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text would be a row of keys: it is refused."""
        event.stop()
        self.say("Nothing was pasted. enter opens a step, paste there.", caution=True)

    def _act(self, key: str) -> None:
        self.view.said = ""
        match key:
            case "enter" if self.view.at == len(STEPS):
                self._open_room()
            case "enter" | "1" | "2" | "3" | "4" | "5" | "6" | "7":
                self._open_step(self.view.at if key == "enter" else int(key) - 1)
            case "s" | "space" if self.view.at < len(STEPS):
                self._skip()
            case "d":
                self._leave("demo")
            case "D":
                self._declare()
            case "o" if self.desk.done:
                self._open_room()
            case "?" | "f1":
                self.app.push_screen(HelpSheet())
            case "ctrl+q":
                self._leave("")
        self.repaint()

    def _move(self, by: int) -> None:
        last = len(STEPS) if not left(self.desk, self.view) else len(STEPS) - 1
        self.view.at = max(0, min(last, self.view.at + by))
        self.repaint()

    def _go_on(self) -> None:
        """The bar goes to the next step that is left; when none is, to the way in."""
        rest = left(self.desk, self.view)
        later = [n for n in rest if n >= self.view.at]
        self.view.at = (later or rest or [len(STEPS)])[0]
        self.repaint()

    def _open_step(self, at: int) -> None:
        self.view.at = at
        self.repaint()
        self.app.push_screen(SHEETS[at](self.desk, self.view.typed), self._kept)

    def _kept(self, kept: Any) -> None:
        if kept is None:
            return
        step, words = kept
        self.view.skipped.discard(step)
        self._go_on()
        self.say(words, caution=True)

    def _skip(self) -> None:
        step = STEPS[self.view.at]
        if step.id in self.desk.done:
            self.say(f"{step.title} is done. enter changes it.")
            return
        self.view.skipped.add(step.id)
        self._go_on()

    def _open_room(self) -> None:
        words = self.desk.finish()
        if words:
            self.say(words, caution=True)
        else:
            self._leave("open")

    def _declare(self) -> None:
        def named(title: Any) -> None:
            if title:
                self._declaring = True
                self.say("Making the room and declaring …")
                self.run_worker(self._declared(title), group="declare")

        self.app.push_screen(NowSheet(self.desk), named)

    async def _declared(self, title: str) -> None:
        words = await self.desk.declare(title, left_over(self.desk.done))
        self._declaring = False
        if words:
            self.say(words, caution=True)
        else:
            self._leave("open")

    def _leave(self, wish: Wish) -> None:
        self._leaves(wish)


_HELP = (
    ("enter", "open the step under the bar; 1 to 7 open one directly"),
    ("s", "skip it. The room works without; what is missing can be entered any time"),
    ("d", "watch a recorded crisis, and come back here"),
    ("D", "something is happening: give it a name, the room opens, the rest becomes tasks"),
    ("o", "open the room with what is there"),
    ("^s", "in a form: keep what was entered"),
    ("esc", "in a form: back, nothing typed is lost until you leave"),
    ("^q", "leave. What was kept stays; warroom setup goes on from there"),
)


class HelpSheet(Sheet[None]):
    """The keys, in a sentence each."""

    def heading(self) -> str:
        """The title."""
        return "Setting up a room"

    def keys(self) -> Sequence[Key]:
        """Only back."""
        return (Key("esc", "back"),)

    def contents(self) -> Iterable[Widget]:
        """One paragraph a key."""
        yield Note(self._rows)

    def _rows(self, cells: int) -> list[Row]:
        rows: list[Row] = []
        for key, does in _HELP:
            for n, line in enumerate(wrap(does, cells - 8)):
                rows.append([Span(pad("" if n else key, 8), "key"), Span(line, "text")])
        foot = ("Nothing is sent from here: no address is asked, nobody is told, unless you press t on a source.",)
        return [*rows, BLANK, *([Span(line, "muted")] for words in foot for line in wrap(words, cells))]
