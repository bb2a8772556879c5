"""How the console meets its terminal, where Textual's own way would harm somebody.

- A terminal that goes away ends the console. Textual's input thread would spin on its end; its writer would die of
  the first error and leave whoever writes waiting for ever; and the SIGCONT that follows a hang-up would start both
  a second time.
- A terminal that does not read (a frozen ``ssh``) holds up nobody: frames are left out until it reads again, and
  then the screen is painted as it is by then. Textual would stop the whole program at the 31st frame.
- What is pasted is text (:mod:`warroom.tui.pasting`).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import termios
import time
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable
from typing import IO, Any, Final, cast

from textual.drivers.linux_driver import LinuxDriver

from warroom.tui.pasting import PasteParser

BEHIND: Final = 0.25
"""Seconds that something may wait for the terminal; from then on the next frames are left out."""
_CHUNK: Final = 4_096
_TICK: Final = 0.1
"""Seconds after which a lone escape is a key."""


class _Outlet:
    """The terminal as a file for Textual's writer thread: what is written to one that has gone is lost, no more."""

    def __init__(self, file: IO[str], caught_up: Callable[[], None]) -> None:
        self._file, self._caught_up = file, caught_up
        self.waiting: deque[float] = deque()
        """When each of the things was handed over that are not written yet."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError):  # the input's end says so too, and ends the console
            self._file.write(text)
            self._file.flush()
        with contextlib.suppress(IndexError):
            self.waiting.popleft()

    def flush(self) -> None:
        """Textual's thread does this whenever nothing waits to be written."""
        with contextlib.suppress(OSError):
            self._file.flush()
        self._caught_up()

    def fileno(self) -> int:
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """Textual's driver of a terminal, for people on slow and broken lines."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self._outlet = _Outlet(cast("IO[str]", self._file), self._caught_up)
        self._file = cast("Any", self._outlet)
        self._owes = False
        self._continues = False

    # -- what goes out -----------------------------------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is not None:
            # Nobody waits for a slow terminal, see behind(). A private name, but Textual is pinned, and
            # tests/e2e/test_terminal.py would show its loss at once.
            self._writer_thread._queue.maxsize = 0  # noqa: SLF001

    def write(self, data: str) -> None:
        """Hand something over for the terminal."""
        if self._writer_thread is None:
            return
        self._outlet.waiting.append(time.monotonic())
        super().write(data)

    def behind(self) -> bool:
        """Whether a frame should be left out now. A whole one is asked of the app when the terminal has caught up."""
        try:
            since = self._outlet.waiting[0]
        except IndexError:  # another thread writes: it may have come to the end just now
            return False
        if time.monotonic() - since < BEHIND:
            return False
        self._owes = True
        return True

    def _caught_up(self) -> None:
        if self._owes:
            self._owes = False
            self._loop.call_soon_threadsafe(self._app.refresh)

    # -- what comes in -----------------------------------------------------------------------------------------------

    def run_input_thread(self) -> None:
        """Read the terminal until the console ends, or until there is no terminal any more."""
        parser, decode = PasteParser(self._debug), getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_TICK):
                    try:
                        data = os.read(self.fileno, _CHUNK)
                    except OSError:
                        data = b""
                    if not data:
                        self._loop.call_soon_threadsafe(self._app.exit, None, 128 + signal.SIGHUP)
                        return
                    for event in parser.feed(decode(data)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

    # -- being stopped and continued ---------------------------------------------------------------------------------
    # A signal's handler runs between any two steps of the main thread, inside another's too. Setting the terminal up
    # there takes locks that the step below may hold, so the handlers only tell the loop.

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        if not self._continues:
            self._continues = True
            self._loop.call_soon_threadsafe(self._continue)

    def _continue(self) -> None:
        """Go on: after ``kill -STOP`` the shell has had the terminal, so it is set up anew. Not when it has gone."""
        self._continues = False
        if not self._auto_restart:
            return
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            return
        if not self._must_signal_resume:
            self.suspend_application_mode()
        self.resume_application_mode()
        getattr(self._app, "forget_shown", bool)()
        self._app.refresh()
