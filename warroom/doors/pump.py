"""Carries bytes between a console's terminal and whoever sees it, and keeps none.

Where one side does not take them, the other is not read: a console behind a slow line finds its terminal full and
leaves frames out, instead of people watching what was true minutes ago.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import struct
import termios
from collections.abc import Callable
from typing import Final

CHUNK: Final = 16 << 10
"""Bytes that are read at once."""


def resize(master: int, size: tuple[int, int]) -> None:
    """Give a terminal so many columns and rows. A stranger's can claim any number, and none."""
    columns, rows = min(size[0] or 80, 500), min(size[1] or 24, 200)
    with contextlib.suppress(OSError):
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Pump:
    """For one terminal; ``master`` is the door's end of it, which the pump closes at the end."""

    def __init__(self, master: int, show: Callable[[bytes], None], pause: Callable[[bool], None]) -> None:
        """``show`` takes what the console says; ``pause`` stops (or lets go on) what the person types."""
        self._master, self._show, self._pause = master, show, pause
        self._loop = asyncio.get_running_loop()
        self._typed = b""
        """What the terminal has not taken yet."""
        self._waits: set[str] = set()
        self._reading = False
        self.dry = asyncio.Event()
        """Set when the console's end of the terminal is closed and everything was shown."""
        os.set_blocking(master, False)
        self._turn()

    # -- from the console --------------------------------------------------------------------------------------------

    def wait(self, for_whom: str) -> None:
        """Read nothing more until they can take it."""
        self._waits.add(for_whom)
        self._turn()

    def go_on(self, for_whom: str) -> None:
        """They can take more."""
        self._waits.discard(for_whom)
        self._turn()

    def _turn(self) -> None:
        wanted = self._master >= 0 and not self._waits and not self.dry.is_set()
        if wanted != self._reading:
            self._reading = wanted
            if wanted:
                self._loop.add_reader(self._master, self._said)
            else:
                self._loop.remove_reader(self._master)

    def _said(self) -> None:
        try:
            data = os.read(self._master, CHUNK)
        except BlockingIOError:
            return
        except OSError:  # Linux: nobody has the other end any more
            data = b""
        if data:
            self._show(data)
        else:
            self.dry.set()
            self._turn()

    # -- from the person ---------------------------------------------------------------------------------------------

    def type(self, data: bytes) -> None:
        """Hand over what the person typed."""
        if self._master < 0:
            return
        waited = bool(self._typed)
        self._typed += data
        if not waited:
            self._type()
            if self._typed:
                self._pause(True)
                self._loop.add_writer(self._master, self._take)

    def _take(self) -> None:
        self._type()
        if not self._typed:
            self._loop.remove_writer(self._master)
            self._pause(False)

    def _type(self) -> None:
        try:
            while self._typed:
                self._typed = self._typed[os.write(self._master, self._typed) :]
        except BlockingIOError:
            pass
        except OSError:
            self._typed = b""

    def resize(self, size: tuple[int, int]) -> None:
        """Their window has another size."""
        resize(self._master, size)

    # -- the end -----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Take the terminal away: whoever still uses it gets a hang-up."""
        if self._master >= 0:
            self._loop.remove_reader(self._master)
            self._loop.remove_writer(self._master)
            os.close(self._master)
            self._master, self._reading = -1, False
