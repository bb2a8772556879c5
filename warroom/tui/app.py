"""The console: an app around one screen. It paints its frame first and opens the room behind it.

What Textual would do on its own and must not happen here is switched off in this file: its command palette (one of
its commands writes files), opening links, suspending, markup, quitting without a question, and a crash screen that
prints local variables.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import threading
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from rich.control import Control
from rich.segment import Segment, Segments
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual._context import NoActiveAppError
from textual.app import ScreenError
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.screen import Screen
from textual.widget import AwaitMount, MountError

from warroom.domain.text import clean, gate, one_line
from warroom.domain.trouble import sayable
from warroom.room.protocol import Room
from warroom.tui.ahead import TypedAhead
from warroom.tui.driver import TerminalDriver
from warroom.tui.gate import Gate
from warroom.tui.keymap import Keymap
from warroom.tui.layout import View
from warroom.tui.screen import ConsoleScreen
from warroom.tui.shown import Shown
from warroom.tui.theme import Palette, choose
from warroom.tui.turns import Turns, Typed
from warroom.tui.verbs import Verbs

if TYPE_CHECKING:
    from warroom.tui.hints import Memory

Connect: TypeAlias = Callable[[], AbstractAsyncContextManager[Room]]
Export: TypeAlias = Callable[[str, str], Awaitable[str]]
"""(format, folder) → what was written, in words."""

DEEPEST: Final = 12
"""Sheets on top of each other."""
_GONE: Final = (MountError, ScreenError, NoMatches, NoScreen, NoActiveAppError)
"""What Textual says about parts that are not there: to keys, say, that were pressed right behind the last one."""
SETTLES: Final = 0.04
"""Seconds that a sheet has to find its place before it is painted."""
SETTLED: Final = 0.5
"""Seconds after the first paint until what lives long is taken out of the collector's sight."""


class Console(Turns, inherit_bindings=False):
    """One person's window into a room."""

    ENABLE_COMMAND_PALETTE = False
    PAUSE_GC_ON_SCROLL = True
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    Screen { background: $ground; layers: default above; }
    Pane { position: absolute; }
    #prompt { layer: above; position: absolute; height: 1; border: none; padding: 0; background: $field; color: $ink;
              background-tint: $field 0%; }
    #prompt:focus { border: none; background-tint: $field 0%; }
    """

    def __init__(
        self,
        connect: Connect,
        *,
        theme: str = "auto",
        keymap: Keymap | None = None,
        view: View = "command",
        bell: str = "warnings",
        export: Export | None = None,
        log_place: str = "",
        seen: Callable[[], Memory] | None = None,
        wall_handles: bool = False,
    ) -> None:
        """``connect`` opens the room and closes it; ``log_place`` is said when the console breaks.

        ``seen`` brings what knows the panes that the person has been in; without it nothing is explained.
        """
        self.palette = choose(theme)
        super().__init__(driver_class=TerminalDriver, ansi_color=self.palette.colourless or None)
        self._filters.append(Gate())  # last: nothing reaches the terminal past it
        self._disable_tooltips = self._disable_notifications = True
        self._connect = connect
        self.keymap = keymap or Keymap()
        self.export = export
        self._log_place = log_place
        self._first_view: View = view
        self._bell_for = bell
        self._seen = seen
        self._wall_handles = wall_handles
        self._living: asyncio.Task[None] | None = None
        self._ahead: TypedAhead | None = None
        self._shown_rows = Shown()
        self.opened = asyncio.Event()
        """Set when the room is there and painted."""

    # -- colours -----------------------------------------------------------------------------------------------------

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The page, fields and ink for what Textual itself paints."""
        grounds, tokens = self.palette.grounds, self.palette.tokens
        return {
            "ground": grounds["bg"] or "ansi_default",
            "field": grounds["panel"] or "ansi_default",
            "ink": tokens["content"].split()[-1] if grounds["bg"] else "ansi_default",
        }

    def set_palette(self, wanted: str) -> Palette:
        """Another theme (auto, dark, light, 256) from now on. NO_COLOR stays what it is."""
        if not self.palette.colourless:
            self.palette = choose(wanted)
            self.refresh_css(animate=False)
            self.home.recolour(self.palette)
        return self.palette

    # -- one screen --------------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """The console's screen."""
        self._home = Verbs(self.palette, self.keymap, view=self._first_view, bell=self._bell_for)
        self._home.wall_handles = self._wall_handles
        self._ahead = TypedAhead(self.keymap)
        return self._home

    @property
    def home(self) -> ConsoleScreen:
        """The screen with the panes."""
        return self._home

    def on_mount(self) -> None:
        """The frame stands: open the room behind it."""
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for gone in (signal.SIGHUP, signal.SIGTERM):  # the terminal, or the machine: close the room, then end
                loop.add_signal_handler(gone, self.exit, None, 128 + gone)
        self._living = loop.create_task(self._live())
        self.set_timer(SETTLED, _freeze)
        self.set_timer(SETTLED, self.explain)

    def explain(self) -> None:
        """From now on the first visit to a pane shows its line."""
        if self._seen is not None:
            from warroom.tui.hints import Hints  # noqa: PLC0415 - reads a file; the first paint need not wait for it

            self.home.hints = Hints(self._seen, self.keymap)
            self.home.first_visit()
            self.home.repaint()

    async def _live(self) -> None:
        try:
            async with self._connect() as room:
                self.home.attach(room)
                self.call_later(self._catch_up)  # in its turn: behind the keys that are on their way already
                self.opened.set()
                await self.home.live(room)
        except Exception as error:  # noqa: BLE001 - the border: a room that breaks ends the console with words
            known = sayable(error)
            if known is None:
                self._handle_exception(error)
            else:
                self._say_at_the_end(f"warroom: {known}\n")
                self.exit(1, return_code=1)

    def puts_off(self, event: Typed) -> bool:
        """Before there is a room, keys wait for it."""
        ahead = self._ahead
        if ahead is None or self.screen is not self._home or not ahead.keeps(event, self._home.pane):
            return False
        self.home.say(f"The room opens. This waits for it: {one_line(clean(ahead.words).text)}", "muted")
        return True

    async def _catch_up(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and (waited := ahead.release()):
            self.home.say("")
            await self.take(waited, first=True)

    def _say_at_the_end(self, words: str) -> None:
        """Print this when the terminal is a terminal again."""
        self._exit_renderables.append(Segments([Segment("".join(gate(line) for line in words.splitlines(True)))]))

    async def on_unmount(self) -> None:
        """Close the room, whatever ended the console."""
        living, self._living = self._living, None
        if living is not None:
            living.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await living

    # -- what must not happen ----------------------------------------------------------------------------------------

    def push_screen(self, screen: Any, callback: Any = None, wait_for_dismiss: bool = False, **more: Any) -> Any:
        """As any app; but sheets stand on sheets only so high, because each is painted through all below it."""
        if len(self.screen_stack) > DEEPEST:
            say = getattr(self.screen, "say", None)
            if say is not None:
                say("Too many sheets are open. esc closes this one.")
            return AwaitMount(self.screen, [])
        self._hold()
        push: Any = super().push_screen
        return push(screen, callback, wait_for_dismiss, **more)

    def pop_screen(self) -> Any:
        """As any app."""
        self._hold()
        return super().pop_screen()

    def _hold(self) -> None:
        """Paint nothing while a sheet finds its place, or what it leaves gets its colours back."""
        self._begin_batch()
        self.set_timer(SETTLES, self._let_go)

    def _let_go(self) -> None:
        self._end_batch()
        self.refresh()

    def _display(self, screen: Any, renderable: Any) -> None:
        """Paint, unless the terminal has not even taken what was painted before."""
        if self._behind():
            return
        if self._reaches_somebody() and not self._batch_count and isinstance(renderable, CompositorUpdate):
            renderable = self._shown_rows.differing(renderable, self.console)
        super()._display(screen, renderable)

    def _reaches_somebody(self) -> bool:
        return self._running and not self._closed and not self.is_headless and self._driver is not None

    def forget_shown(self) -> None:
        """The terminal may show anything: what is painted next is sent whole."""
        self._shown_rows.forget()

    def put(self, frame: str) -> None:
        """Put a frame of the console's own on the terminal: cells with their places."""
        if self._driver is None or self.is_headless or self._closed or self._behind():
            return
        self.forget_shown()
        # hidden, but where an input method shows its words
        x, y = self.screen.outer_size.clamp_offset(self.cursor_position)
        frame += Control.move_to(x, y).segment.text
        self._driver.write(f"{SYNC_START}{frame}{SYNC_END}" if self._sync_available else frame)

    def _behind(self) -> bool:
        return isinstance(self._driver, TerminalDriver) and self._driver.behind()

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing: a link would open on the machine that the console runs on."""

    def deliver_text(self, *args: Any, **kwargs: Any) -> str | None:  # noqa: ARG002 - textual's signature
        """Nothing is written to disk from a screen."""
        return None

    def deliver_binary(self, *args: Any, **kwargs: Any) -> str | None:  # noqa: ARG002 - textual's signature
        """Nothing is written to disk from a screen."""
        return None

    def _set_pointer_shape(self, shape: str) -> None:
        """Nothing: a request that few terminals know and none needs."""

    def action_suspend_process(self) -> None:
        """Nothing: a stopped console on a served terminal cannot be woken."""

    def set_terminal_title(self, words: str) -> None:
        """The title of the terminal's window: only our own words, cleaned."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(f"\x1b]2;{gate(words)}\x07")

    # -- the crash screen --------------------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """End with words; but a part that is not there any more, once everything is taken apart, is no fault."""
        if not (self._exit and isinstance(error, _GONE)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Say what broke and where the log is; never a local variable, which may hold a secret or a stranger's text."""
        error = self._exception
        frames = traceback.extract_tb(error.__traceback__)[-4:] if error is not None else []
        where = "\n".join(f"  {os.path.basename(f.filename)}:{f.lineno} in {f.name}" for f in frames)  # noqa: PTH119
        log = f"The log is safe in {self._log_place}." if self._log_place else "The log is safe."
        words = (
            f"The console broke: {type(error).__name__}.\n{log}\n"
            f"Start it again; nothing that was recorded is lost.\nFor the people who mend it:\n{where}\n"
        )
        self._say_at_the_end(words)
        self._close_messages_no_wait()


def _freeze() -> None:
    """What is alive now lives as long as the console: the collector need not look at it again (p99, speed.md 5)."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)  # a flood makes many short-lived objects; looking at all of them costs a frame
