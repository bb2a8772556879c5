"""The zygote: a process that has imported everything a console needs, and forks one whenever the door asks.

It has one thread and, while it serves, no event loop, so that a fork of it is whole. It asks nobody and listens to
the door alone, over a socket that it was started with; it ends with the door. Each console is a process of its own
with a terminal of its own: what breaks in it harms one person.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import importlib
import os
import resource
import select
import signal
import socket
import sys
import termios
import time
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

import msgspec

LONGEST: Final = 1 << 16
"""Bytes of one message."""
FAREWELL: Final = 2.0
"""Seconds that consoles have to end when the door has gone."""

_SET_PDEATHSIG: Final = 1
_SET_NO_NEW_PRIVS: Final = 38
_MEMORY: Final = 2 << 30
_FILES: Final = 128
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


class Fork(msgspec.Struct, frozen=True, tag="fork"):
    """Make a console. Its terminal and its line to the door come along as file descriptors."""

    number: int
    environment: dict[str, str]
    """All of what it finds there."""
    theme: str
    keys: dict[str, str]
    bell: str
    wall_handles: bool


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """End a console that does not end by itself."""

    number: int


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """A console has ended; ``status`` is its exit code, negative for a signal."""

    number: int
    status: int


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    """To a console: who has come in, by the fingerprint of their key."""

    key: str


READY: Final = b"ready"
"""From a console: only somebody to show it to is missing."""
ALONE: Final = b"alone"
"""From a console: the room's host vanished without a word."""

ToZygote: TypeAlias = Fork | Kill


class Zygote:
    """Forks consoles and tells the door when they end."""

    def __init__(self, door: socket.socket, folder: Path) -> None:
        self._door, self._folder = door, folder
        self._numbers: dict[int, int] = {}
        """Process id → number."""
        self._orders = msgspec.json.Decoder[ToZygote](ToZygote)
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self) -> None:
        """Until the door closes the line."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake)
        while True:
            door = self._door.fileno()
            ready, _, _ = select.select([door, self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, 4096)
                self._reap()
            if door in ready:
                data, fds, _, _ = socket.recv_fds(self._door, LONGEST, 2)
                if not data:
                    break
                self._carry_out(self._orders.decode(data), fds)
        self._send_away()

    def _carry_out(self, order: ToZygote, fds: list[int]) -> None:
        match order:
            case Fork():
                terminal, line = fds
                pid = os.fork()
                if pid == 0:
                    self._become_console(order, terminal, line)
                self._numbers[pid] = order.number
                os.close(terminal)
                os.close(line)
            case Kill(number):
                for pid in [pid for pid, known in self._numbers.items() if known == number]:
                    os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        for pid in list(self._numbers):  # each by its id: many ends can make one signal
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                ended = Ended(self._numbers.pop(pid), os.waitstatus_to_exitcode(status))
                with contextlib.suppress(OSError):
                    self._door.send(msgspec.json.encode(ended))

    def _send_away(self) -> None:
        """Everybody's terminal is gone. Who does not end by that dies with this process."""
        until = time.monotonic() + FAREWELL
        for pid in self._numbers:
            os.kill(pid, signal.SIGHUP)
        while self._numbers and time.monotonic() < until:
            select.select([self._woken], [], [], 0.1)
            self._reap()

    def _become_console(self, order: Fork, terminal: int, line: int) -> NoReturn:
        """In the fork. Whatever happens, it never goes back to being a zygote."""
        code = 70
        try:
            parent = os.getppid()
            _LIBC.prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(code)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._door.close()
            os.close(self._woken)
            os.close(self._wake)
            _take(terminal)
            _limit()
            os.environ.clear()
            os.environ.update(order.environment)
            from warroom.doors.served import serve  # noqa: PLC0415 - in memory since the zygote's start

            code = serve(socket.socket(fileno=line), self._folder, order)
        except BaseException as error:  # noqa: BLE001 - the border: the process ends here, in words
            with contextlib.suppress(OSError):
                os.write(2, f"warroom: the console could not be opened ({type(error).__name__}).\r\n".encode())
        finally:
            os._exit(code)


def _take(terminal: int) -> None:
    """Make it this process's own controlling terminal: what hangs up there ends this process."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(terminal, fd)
    os.close(terminal)


def _limit() -> None:
    """What a console never needs it cannot have: a core file with what people wrote, or all of the machine."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
    _LIBC.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _import_everything() -> None:
    """What is imported here is in every console's memory once, for all of them."""
    from warroom.tui.everything import bring, rehearse  # noqa: PLC0415 - this module must be quick to import

    bring()
    rehearse()
    for name in ("warroom.doors.served", "warroom.room.remote", "warroom.setup.seen"):
        importlib.import_module(name)
    from warroom.room import wire  # noqa: PLC0415

    with contextlib.suppress(wire.BrokenFrameError):
        wire.from_host(b"")  # builds the decoder


def main() -> None:
    """As the door starts it, with the number of the socket and the room's folder as arguments."""
    gc.disable()
    door, folder = socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])
    _import_everything()
    gc.collect()
    gc.freeze()  # the collector of a fork writes into none of this, and so the memory stays shared
    Zygote(door, folder).run()
