"""A console on a terminal that nobody types at: a process of its own on a pty, of which only the output is used."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import pty
import signal
import struct
import sys
import termios
from collections.abc import Sequence
from typing import Final, Self

LEAVING: Final = 5.0
"""Seconds that a console has to end by itself when its terminal goes away."""
_CHUNK: Final = 1 << 16
_SMALLEST, _LARGEST = (20, 5), (400, 200)


class Viewer:
    """One console that somebody looks at."""

    def __init__(self, process: asyncio.subprocess.Process, master: int, reader: asyncio.StreamReader) -> None:
        self._process, self._master, self._reader = process, master, reader
        self._size = (0, 0)
        self._pipe: asyncio.ReadTransport | None = None

    @classmethod
    async def open(cls, arguments: Sequence[str], size: tuple[int, int]) -> Self:
        """Start ``warroom`` with these arguments on a terminal of that size (columns, rows)."""
        master, slave = pty.openpty()
        try:
            _set_size(master, _within(size))
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "warroom", *arguments, stdin=slave, stdout=slave, stderr=slave,
                env=_environment(), start_new_session=True, preexec_fn=_take_terminal, cwd="/",
            )  # fmt: skip
        except BaseException:
            os.close(master)
            raise
        finally:
            os.close(slave)
        reader = asyncio.StreamReader()
        viewer = cls(process, master, reader)
        viewer._size = _within(size)
        loop = asyncio.get_running_loop()
        # the transport owns this end from here on: closing it takes the terminal away, and with it the console
        viewer._pipe, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(master, "rb", buffering=0)
        )
        return viewer

    async def read(self) -> bytes:
        """What the console wrote next; empty when it has ended. Who does not read slows down only this console."""
        try:
            return await self._reader.read(_CHUNK)
        except OSError as error:
            if error.errno == errno.EIO:  # Linux: the last one on the other side is gone
                return b""
            raise

    def resize(self, size: tuple[int, int]) -> None:
        """Another size of terminal; the console is told by the system."""
        wanted = _within(size)
        if wanted != self._size and self._pipe is not None and not self._pipe.is_closing():
            self._size = wanted
            _set_size(self._master, wanted)

    async def end(self) -> None:
        """Take the terminal away and wait until the console has gone."""
        if self._pipe is not None:
            self._pipe.close()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LEAVING):
                    await self._process.wait()
        finally:
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()


def _within(size: tuple[int, int]) -> tuple[int, int]:
    return (
        max(_SMALLEST[0], min(size[0], _LARGEST[0])),
        max(_SMALLEST[1], min(size[1], _LARGEST[1])),
    )


def _set_size(terminal: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


def _take_terminal() -> None:
    """In the child: the terminal is its own, so that it is told of its size and of its end."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment() -> dict[str, str]:
    """Ours, with the terminal that the page is. Nothing in it comes from the browser."""
    left_out = ("COLUMNS", "LINES", "TERM_PROGRAM")
    plain = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**plain, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
