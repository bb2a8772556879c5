"""One console, as the SSH channel sees it: what may be asked for, what is carried, how it ends.

A session is granted for one thing only, a screen on a terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import asyncssh

from warroom.domain.trouble import Sayable, sayable
from warroom.doors.pump import Pump
from warroom.doors.stock import LAST, Seat, Stock
from warroom.doors.terms import TERMS

HOST_AGAIN: Final = (0.1, 0.5, 2.0)
"""Seconds until the looks for a host that vanished: while it dies it may still seem to answer."""

NEEDS_A_TERMINAL: Final = "This door opens a screen and needs a terminal: ssh -t"
NO_ROOM: Final = "The room could not be opened. Ask its owner: 'warroom doctor' may say why."
UNKNOWN_TERM: Final = (
    "Your terminal calls itself something that is not known here. "
    "TERM can be xterm-256color, screen-256color, tmux-256color, linux, vt100 …"
)
BROKE: Final = "Your console broke. Come in again; nothing that was recorded is lost."

_RESTORE: Final = (
    b"\x1b[?2026l\x1b[?2048l\x1b[?2004l\x1b[?1016l\x1b[?1015l\x1b[?1006l\x1b[?1004l\x1b[?1003l\x1b[?1000l"
    b"\x1b[<u\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l"
)
"""What a console takes back of the terminal's modes when it ends; a broken one could not."""


class Session(asyncssh.SSHServerSession[bytes]):
    """One console, as the SSH channel sees it."""

    def __init__(
        self, stock: Stock, host: Callable[[], Awaitable[None]], key: str, left: Callable[[Session], None]
    ) -> None:
        """``host`` sees to it that the room's host runs; ``key``: a fingerprint; ``left`` is called at the end."""
        self._stock, self._host, self._key, self._left = stock, host, key, left
        self._term, self._size = "", (0, 0)
        self._seat: Seat | None = None
        self._pump: Pump | None = None
        self._waits: set[str] = set()
        self._attending: asyncio.Task[None] | None = None

    # -- what may be asked for ---------------------------------------------------------------------------------------

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel is open."""
        self._chan = chan

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        """Yes. Whether we know the terminal is said when the session begins: a refusal here has no words."""
        del term_modes
        self._term, self._size = term_type, term_size[:2]
        return True

    def shell_requested(self) -> bool:
        """Yes: the console stands where a shell would."""
        return True

    def exec_requested(self, command: str) -> bool:
        """No."""
        del command
        return False

    def subsystem_requested(self, subsystem: str) -> bool:
        """No."""
        del subsystem
        return False

    def session_started(self) -> None:
        """Give them a console, or say why not."""
        if not self._term:
            self._refuse(NEEDS_A_TERMINAL)
        elif self._term not in TERMS:
            self._refuse(UNKNOWN_TERM)
        else:
            self._chan.pause_reading()
            self._attending = asyncio.create_task(self._attend(), name="session")

    def _refuse(self, words: str) -> None:
        if self._term:
            self.say(words)
        else:
            with contextlib.suppress(OSError):
                self._chan.write_stderr(f"warroom: {words}\n".encode())
        self._chan.exit(1)

    def say(self, words: str) -> None:
        """Words on their terminal."""
        self._show(f"warroom: {words}\r\n".encode())

    # -- the console -------------------------------------------------------------------------------------------------

    async def _attend(self) -> None:
        try:
            await self._host()
            seat = await self._stock.take(self._term, self._size)
        except Exception as error:  # noqa: BLE001 - a person gets a line, never a silence
            self._refuse(str(sayable(error) or NO_ROOM))
            return
        self._seat, master = seat, seat.master
        seat.master = -1  # the pump's from now on
        self._pump = pump = Pump(master, self._show, self._pause)
        for reason in self._waits:
            pump.wait(reason)
        pump.resize(self._size)
        seat.welcome(self._key)
        alone = asyncio.create_task(self._never_alone(seat), name="host")
        try:
            self._chan.resume_reading()
            status = await seat.ended
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST):
                    await pump.dry.wait()
            if status < 0:
                self._show(_RESTORE)
                self.say(BROKE)
            self._chan.exit(status if status >= 0 else 128 - status)
        finally:
            alone.cancel()

    async def _never_alone(self, seat: Seat) -> None:
        """Where the room's host vanished, the next is started from here: a console's process is hemmed in."""
        while True:
            await seat.alone.wait()
            seat.alone.clear()
            with contextlib.suppress(Sayable):
                for pause in HOST_AGAIN:
                    await asyncio.sleep(pause)
                    await self._host()

    def _show(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # the channel is closing, and nobody sees this any more
            self._chan.write(data)

    def _pause(self, pause: bool) -> None:
        if pause:
            self._chan.pause_reading()
        else:
            self._chan.resume_reading()

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """They typed."""
        del datatype
        if self._pump:
            self._pump.type(data)

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """Their window has another size."""
        del pixwidth, pixheight
        self._size = (width, height)
        if self._pump:
            self._pump.resize(self._size)

    def pause_writing(self) -> None:
        """They do not read: asyncssh holds enough."""
        self.wait("window")

    def resume_writing(self) -> None:
        """They read again."""
        self.go_on("window")

    def wait(self, for_whom: str) -> None:
        """Say nothing more to them until they can take it."""
        self._waits.add(for_whom)
        if self._pump:
            self._pump.wait(for_whom)

    def go_on(self, for_whom: str) -> None:
        """They can take more."""
        self._waits.discard(for_whom)
        if self._pump:
            self._pump.go_on(for_whom)

    def eof_received(self) -> bool:
        """They type nothing more; that is no reason to stop showing."""
        return True

    def put_out(self, words: str) -> None:
        """End it, in words."""
        if self._pump:
            self._pump.close()
            self._show(_RESTORE)
        self._refuse(words)

    def connection_lost(self, exc: Exception | None) -> None:
        """The channel is closed: the terminal goes, and the console with it."""
        del exc
        if self._attending:
            self._attending.cancel()
        if self._pump:
            self._pump.close()
        if self._seat:
            self._stock.leave(self._seat)
        self._left(self)
