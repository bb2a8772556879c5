"""A person's terminal: a real program on a real pty, every byte that it sends, and the screen that those bytes make.

Every wait is for a condition and has an end; the one fixed time is that in which a sheet is deaf.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "esc": "\x1b", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "delete": "\x1b[3~", "f1": "\x1bOP", "f2": "\x1bOQ", "f5": "\x1b[15~",
    "f10": "\x1b[21~", "f12": "\x1b[24~", **{f"ctrl+{c}": chr(ord(c) - 96) for c in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip

DEAF = 0.45
"""Seconds after which a sheet that has just opened listens."""


def environment(home: Path, **changes: str) -> dict[str, str]:
    """A plain user's environment, without anything of the one who runs the tests."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor",
             "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    return {name: value for name, value in (plain | changes).items() if value}


class _Screen(pyte.Screen):
    """Pyte's, deaf to what it only knows by halves: private CSI (``CSI > 4 m``) is no colour."""

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attrs)

    def report_device_status(self, mode: int, private: bool = False, **_: object) -> None:
        del mode, private


class Terminal:
    """``with Terminal(["demo"], home=tmp_path) as t: t.wait_for("Live feed"); t.press("j")``."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        home: Path,
        size: tuple[int, int] = (160, 48),
        env: Mapping[str, str] | None = None,
        emulate: bool = True,
        program: Sequence[str] = (sys.executable, "-m", "warroom"),
    ) -> None:
        """``size`` is columns and rows; without ``emulate`` the bytes are kept and no screen is made of them.

        ``program`` is run instead of ours.
        """
        self.raw = bytearray()
        self.columns, self.rows = size
        self.code: int | None = None
        self._screen = _Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._emulate = emulate
        self._fed = 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
                os.chdir(home)
                os.execvpe(program[0], [*program, *arguments], environment(home, **(env or {})))
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    # -- what it says ------------------------------------------------------------------------------------------------

    def read(self, seconds: float = 0.0) -> bool:
        """Take what the program has sent, waiting so long for the first byte. False when nothing came."""
        got = False
        while self.fd >= 0 and select.select([self.fd], [], [], 0.0 if got else seconds)[0]:
            try:
                chunk = os.read(self.fd, 65_536)
            except OSError:  # Linux: the last one on the other side is gone
                chunk = b""
            if not chunk:
                self.close()
                break
            self.raw += chunk
            got = True
        return got

    def screen(self) -> list[str]:
        """The rows as a person sees them now."""
        if self._emulate and self._fed < len(self.raw):
            self._stream.feed(bytes(self.raw[self._fed :]))
            self._fed = len(self.raw)
        return list(self._screen.display)

    def text(self) -> str:
        """The screen as one string."""
        return "\n".join(self.screen())

    def wait(self, condition: Callable[[], object], seconds: float, what: str = "") -> None:
        """Read until it is so. Fails with the screen in the message."""
        end = time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            if left <= 0 or (self.fd < 0 and not condition()):
                state = "alive" if self.alive() else f"ended with {self.code}"
                raise AssertionError(f"{what or 'it'} did not come in {seconds} s ({state}):\n{self.text()}")
            self.read(min(0.05, left))

    def wait_for(self, words: str, seconds: float = 30.0) -> str:
        """Read until these words (a regular expression) are on the screen."""
        self.wait(lambda: re.search(words, self.text()), seconds, repr(words))
        return self.text()

    def wait_gone(self, words: str, seconds: float = 30.0) -> None:
        """Read until these words are no longer on the screen."""
        self.wait(lambda: not re.search(words, self.text()), seconds, f"no {words!r}")

    def settle(self, quiet: float = 0.15, seconds: float = 5.0) -> None:
        """Read until nothing came for a moment (clocks tick once a second), or as long as allowed."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.read(quiet):
            pass

    # -- what a person does --------------------------------------------------------------------------------------------

    def send(self, data: str | bytes) -> None:
        """Raw input, however long: what the program says meanwhile is read, or both sides would wait."""
        rest = data.encode() if isinstance(data, str) else data
        while rest and self.fd >= 0:
            self.read()
            if self.fd >= 0 and select.select([], [self.fd], [], 0.05)[1]:
                try:
                    rest = rest[os.write(self.fd, rest[:512]) :]
                except OSError:
                    self.close()

    def press(self, *keys: str) -> None:
        """Keys by name (``esc``, ``ctrl+q``) or as they are. An escape is let through before the next key."""
        for key in keys:
            self.send(KEYS.get(key, key))
            if key == "esc":
                self.settle(0.12, 0.3)  # the program waits a moment to see whether a sequence follows

    def press_until(self, key: str, words: str, *, gone: bool = False, patience: float = 4.0) -> None:
        """A key until these words are there, or ``gone``. Pressed again only when nothing can come of it any more.

        A sheet is deaf in its first moments: a key that was pressed in them has to be pressed again, but one that is
        only carried out late must not be.
        """
        end = time.monotonic() + DEAF
        while time.monotonic() < end:
            self.read(0.05)
        for _ in range(6):
            self.press(key)
            end = time.monotonic() + patience
            while time.monotonic() < end:
                if (words in self.text()) is not gone:
                    return
                self.read(0.05)
        raise AssertionError(f"{key} did not {'end' if gone else 'bring'} {words!r}:\n{self.text()}")

    def resize(self, columns: int, rows: int) -> None:
        """Another size of terminal."""
        if self.fd < 0:
            return
        self.columns, self.rows = columns, rows
        self.screen()
        self._screen.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # -- how it ends ---------------------------------------------------------------------------------------------------

    def alive(self) -> bool:
        """Whether the process runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is None

    def wait_end(self, seconds: float = 30.0) -> int:
        """Read until the process has ended; its exit code (negative: the signal)."""
        end = time.monotonic() + seconds
        while self.alive():
            assert time.monotonic() < end, f"still running after {seconds} s:\n{self.text()}"
            if self.fd >= 0:
                self.read(0.05)
            else:
                select.select([], [], [], 0.02)
        self.read()
        assert self.code is not None
        return self.code

    def leave(self, seconds: float = 30.0) -> int:
        """Leave as a person does, from wherever one is: esc until nothing is open, ^q, y. The exit code."""
        end = time.monotonic() + seconds
        while not re.search("Leave the room", self.text()):  # whoever is late reads esc ^q as one key, alt+^q
            assert time.monotonic() < end, f"no way out in {seconds} s:\n{self.text()}"
            for _ in range(10):  # sheets stand on sheets; each esc closes one, and more than needed do nothing
                self.press("esc")
            self.press("ctrl+q")
            self.settle(0.4, 1.0)
        end = time.monotonic() + seconds
        while self.alive() and time.monotonic() < end:
            self.settle(0.2, 0.5)  # a key in a form's first 400 ms is taken for one of the screen below
            self.press("y")
        return self.wait_end(seconds)

    def close(self) -> None:
        """Take the terminal away."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)
