"""A stock of consoles: processes forked from the zygote, a few of them ahead, for whoever comes to the door.

Whoever comes gets one that is waiting, if their terminal shows as many colours; else one is forked for them. Few are
made at once, and the others queue: twenty who come in the same second would otherwise all wait for the slowest.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import termios
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple, Self

import msgspec

import warroom
from warroom.domain.trouble import Sayable
from warroom.doors import zygote
from warroom.doors.pump import resize
from warroom.doors.terms import TERMS, USUAL, environment

SPARES: Final = 3
AT_ONCE: Final = 2
"""Consoles that are in the making at the same time."""
REST: Final = 0.3
"""Seconds without anybody coming after which spares are made again: people first."""
AGAIN: Final = 1.0
"""Seconds until the next attempt after a console (or the zygote) came to nothing."""
LAST: Final = 5.0
"""Seconds that a console has to end when its terminal is gone."""

_ZYGOTE: Final = "from warroom.doors.zygote import main; main()"
_BIG: Final = (120, 40)
"""Columns and rows that a spare is laid out for."""


class NoConsoleError(Sayable):
    """No console could be made."""


class Looks(NamedTuple):
    """What the room's settings say about consoles."""

    theme: str = "auto"
    keys: Mapping[str, str] = MappingProxyType({})
    bell: str = "warnings"
    wall_handles: bool = False


class Seat:
    """One console, and the door's end of its terminal."""

    def __init__(self, number: int, master: int, line: socket.socket) -> None:
        self.number, self.master, self._line = number, master, line
        self._loop = asyncio.get_running_loop()
        self.made: asyncio.Future[bool] = self._loop.create_future()
        """Whether it is ready for somebody, once that is clear."""
        self.ended: asyncio.Future[int] = self._loop.create_future()
        """Its exit code; negative: the signal that ended it."""
        self.alone = asyncio.Event()
        """Set when it lost the room's host."""
        line.setblocking(False)
        self._loop.add_reader(line, self._hear)

    def _hear(self) -> None:
        try:
            said = self._line.recv(zygote.LONGEST)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if said == zygote.READY and not self.made.done():
            self.made.set_result(True)
        elif said == zygote.ALONE:
            self.alone.set()
        elif not said:
            self._hang_up()

    def _hang_up(self) -> None:
        if not self.made.done():
            self.made.set_result(False)
        if self._line.fileno() >= 0:
            self._loop.remove_reader(self._line)
            self._line.close()

    def welcome(self, key: str) -> None:
        """Somebody is there: the one with this key."""
        with contextlib.suppress(OSError):
            self._line.send(msgspec.json.encode(zygote.Welcome(key)))

    def end(self, status: int) -> None:
        """It has ended."""
        self._hang_up()
        if not self.ended.done():
            self.ended.set_result(status)

    def close_terminal(self) -> None:
        """Take its terminal away."""
        master, self.master = self.master, -1
        if master >= 0:
            os.close(master)


class Stock:
    """``async with Stock(folder, looks) as stock: seat = await stock.take("xterm", (80, 24))``."""

    def __init__(self, folder: Path, looks: Looks) -> None:
        """Starts the zygote, which imports while the door prepares itself."""
        self._folder, self._looks = folder, looks
        self._process, self._door = _start(folder)
        self._seats: dict[int, Seat] = {}
        self._spares: deque[Seat] = deque()
        self._number = 0
        self._making = asyncio.Semaphore(AT_ONCE)
        self._queued = 0
        self._came = 0.0
        self._wanted = asyncio.Event()
        self._heard = msgspec.json.Decoder(zygote.Ended)
        self._filling: asyncio.Task[None] | None = None
        self._closed = False

    async def __aenter__(self) -> Self:
        self._listen()
        self._filling = asyncio.create_task(self._fill(), name="spares")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed = True
        if self._filling:
            self._filling.cancel()
        asyncio.get_running_loop().remove_reader(self._door)
        for seat in self._seats.values():
            seat.close_terminal()
        self._door.close()  # the zygote ends by that, and all of them with it
        await asyncio.to_thread(_wait_for, self._process)
        for seat in list(self._seats.values()):
            seat.end(0)

    # -- giving them out ---------------------------------------------------------------------------------------------

    async def take(self, term: str, size: tuple[int, int]) -> Seat:
        """A console for somebody on such a terminal, which is told with :meth:`Seat.welcome` who it is.

        Raises NoConsoleError.
        """
        self._came = asyncio.get_running_loop().time()
        seat = self._spare(term)
        if seat is None:
            self._queued += 1
            try:
                await self._making.acquire()
            finally:
                self._queued -= 1
            seat = self._spare(term)
            if seat is None:
                seat = self._fork_for(term, size)
            else:
                self._making.release()
        self._wanted.set()
        resize(seat.master, size)
        return seat

    def leave(self, seat: Seat) -> None:
        """Nobody is there any more. Its terminal is gone; it ends by that, or is ended."""
        if not seat.ended.done():
            asyncio.get_running_loop().call_later(LAST, self._end, seat)

    def _end(self, seat: Seat) -> None:
        if not seat.ended.done() and not self._closed:
            with contextlib.suppress(OSError):
                self._door.send(msgspec.json.encode(zygote.Kill(seat.number)))

    def _spare(self, term: str) -> Seat | None:
        if TERMS[term] != TERMS[USUAL]:
            return None
        while self._spares:
            seat = self._spares.popleft()
            if not seat.ended.done():
                return seat
        return None

    # -- making them -------------------------------------------------------------------------------------------------

    def _fork_for(self, term: str, size: tuple[int, int]) -> Seat:
        """One that is given away at once; its place among those in the making is free when it is made."""
        try:
            seat = self._fork(term, size)
        except NoConsoleError:
            self._making.release()
            raise
        seat.made.add_done_callback(lambda _: self._making.release())
        return seat

    def _fork(self, term: str, size: tuple[int, int]) -> Seat:
        try:
            master, slave = os.openpty()
        except OSError as error:
            raise NoConsoleError("This machine has no terminal left for you. Try again in a minute.") from error
        os.set_inheritable(master, False)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._number += 1
        seat = self._seats[self._number] = Seat(self._number, master, ours)
        resize(master, size)
        _calm(slave)
        here = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
        about = here | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"} | environment(term)
        looks = self._looks
        order = zygote.Fork(self._number, about, looks.theme, dict(looks.keys), looks.bell, looks.wall_handles)
        try:
            socket.send_fds(self._door, [msgspec.json.encode(order)], [slave, theirs.fileno()])
        except OSError:
            self._seats.pop(seat.number).end(1)
        finally:
            os.close(slave)
            theirs.close()
        return seat

    async def _fill(self) -> None:
        """Keep spares, when there is nobody to be served."""
        loop = asyncio.get_running_loop()
        while True:
            if len(self._spares) >= SPARES:
                self._wanted.clear()
                await self._wanted.wait()
            while self._queued or loop.time() - self._came < REST:
                await asyncio.sleep(REST / 3)
            if not await self._make_spare():
                await asyncio.sleep(AGAIN)

    async def _make_spare(self) -> bool:
        async with self._making:
            try:
                seat = self._fork(USUAL, _BIG)
            except NoConsoleError:
                return False
            made = await seat.made
        if made:
            self._spares.append(seat)
        else:
            seat.close_terminal()
        return made

    def change(self, looks: Looks) -> None:
        """The settings changed: what waits was made for the old ones."""
        if looks != self._looks:
            self._looks = looks
            for seat in self._spares:
                seat.close_terminal()
                self.leave(seat)
            self._spares.clear()
            self._wanted.set()

    # -- hearing from the zygote -------------------------------------------------------------------------------------

    def _listen(self) -> None:
        self._door.setblocking(False)
        asyncio.get_running_loop().add_reader(self._door, self._hear)

    def _hear(self) -> None:
        try:
            data = self._door.recv(zygote.LONGEST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lose()
            return
        ended = self._heard.decode(data)
        seat = self._seats.pop(ended.number, None)
        if seat:
            self._retire(seat, ended.status)

    def _retire(self, seat: Seat, status: int) -> None:
        seat.end(status)
        if seat in self._spares:
            self._spares.remove(seat)
            seat.close_terminal()
            self._wanted.set()

    def _lose(self) -> None:
        """The zygote is gone, and everybody with it. Another one is for those who come now."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._door)
        self._door.close()
        self._process.kill()
        self._process.wait()
        for number in list(self._seats):
            self._retire(self._seats.pop(number), -9)
        loop.call_later(AGAIN, self._start_again)

    def _start_again(self) -> None:
        if not self._closed:
            self._process, self._door = _start(self._folder)
            self._listen()
            self._wanted.set()


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    tree = str(Path(warroom.__file__).parent.parent)
    here = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    try:
        process = subprocess.Popen(  # noqa: S603 - ourselves; a session of its own: ^c is for the door
            [sys.executable, "-P", "-c", _ZYGOTE, str(theirs.fileno()), str(folder)],
            env=here | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONPATH": tree},
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/",
            start_new_session=True,
        )  # fmt: skip
    finally:
        theirs.close()
    return process, ours


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(zygote.FAREWELL + 2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _calm(slave: int) -> None:
    """Nothing that is typed before the console takes its terminal over is echoed, or is a signal."""
    attributes = termios.tcgetattr(slave)
    attributes[0] &= ~(termios.IXON | termios.ICRNL)
    attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
