"""A command's line to a room's host: blocking, without an event loop, so that a quick command starts quickly.

What consoles hold of a room, :mod:`warroom.room.remote` has; a command looks once, or reads on as things happen.
"""

import contextlib
import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from warroom.domain.trouble import Sayable
from warroom.room import wire
from warroom.room.place import dial

PATIENCE: Final = 90.0
"""Seconds that a command waits for one answer: longer than the host waits for any source."""
_LENGTH: Final = struct.Struct(">I")


class NoHostError(Sayable):
    """Nobody answers in this room's folder."""


class RefusedEntryError(Sayable):
    """The host does not let this console in, in its own words."""


class SaidNoError(Sayable):
    """The host does not do it, in its own words."""


class GoneError(Sayable):
    """The host went away before it answered, or let go of this command."""


def no_host(folder: Path) -> NoHostError:
    """The error that says so."""
    return NoHostError(f"{folder}: no host runs here. 'warroom host' starts one")


class Asking:
    """One connection of somebody who is nobody present and only asks."""

    def __init__(self, folder: Path, wanted: str = "", key: str = "") -> None:
        """Come in; ``key``: what a door saw. Raises NoHostError, RefusedEntryError or GoneError."""
        try:
            self._socket = dial(folder)
        except OSError as error:
            raise no_host(folder) from error
        self._number = 0
        try:
            self._socket.settimeout(PATIENCE)
            self._send(wire.Hello(wire.VERSION, wanted, quiet=True, key=key))
            first = self._next()
        except BaseException:
            self.hang_up()
            raise
        if not isinstance(first, wire.Welcome):
            self.hang_up()
            said = first.why if isinstance(first, wire.Goodbye) else f"{folder}: what answers there is no host"
            raise RefusedEntryError(said)
        self.known = first
        """What the host said when we came in, kept up to date with everything that was heard since."""

    def ask(self, question: wire.Question) -> Any:
        """Ask and wait. Raises GoneError, or SaidNoError with the host's words."""
        self._number += 1
        self._send(wire.Ask(self._number, question))
        while True:
            message = self._next()
            if isinstance(message, wire.Answer) and message.number == self._number:
                break
            self._take(message)
        if message.failed:
            raise SaidNoError(message.failed)
        try:
            return wire.value_of(type(question), message)
        except wire.BrokenFrameError as error:
            raise GoneError(f"The host's answer cannot be read: {error}") from error

    def hear(self, patience: float = 0.0) -> bool:
        """Take in what has happened, waiting up to so many seconds for the first of it. Raises GoneError."""
        heard = False
        while select.select([self._socket], [], [], 0.0 if heard else patience)[0]:
            self._take(self._next())
            heard = True
        return heard

    def fileno(self) -> int:
        """To wait for it and for something else at once."""
        return self._socket.fileno()

    def hang_up(self) -> None:
        """Close it."""
        self._socket.close()

    def _take(self, message: wire.FromHost) -> None:
        if isinstance(message, wire.Goodbye):
            raise GoneError(message.why)
        self.known = after(self.known, message)

    def _send(self, message: wire.FromConsole) -> None:
        try:
            self._socket.sendall(wire.frame(message))
        except OSError:
            # what it said before it hung up says more; if it said nothing, reading finds the end too
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_WR)

    def _next(self) -> wire.FromHost:
        try:
            (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
            if length <= wire.LONGEST:
                return wire.from_host(self._exactly(length))
        except TimeoutError as error:
            raise GoneError(f"The host has not answered for {PATIENCE:.0f} s.") from error
        except (OSError, EOFError) as error:
            raise GoneError("The room's host went away before it answered.") from error
        except wire.BrokenFrameError as error:
            raise GoneError(f"What the host says cannot be read: {error}") from error
        raise GoneError(f"What the host says cannot be read: a frame of {length:,} bytes")

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            piece = self._socket.recv(min(size - len(data), 1 << 20))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)


@contextmanager
def asking(folder: Path, wanted: str = "", key: str = "") -> Iterator[Asking]:
    """The host of a room's folder, until the block ends. Raises as :class:`Asking`."""
    line = Asking(folder, wanted, key)
    try:
        yield line
    finally:
        line.hang_up()


def come_back(folder: Path, wanted: str, patience: float) -> Asking | None:
    """A new line after one that broke, to this host or to the next one; None if none answers in so many seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            return Asking(folder, wanted)
        except (NoHostError, GoneError):
            if time.monotonic() > until:
                return None
            time.sleep(0.1)


def after(known: wire.Welcome, message: wire.FromHost) -> wire.Welcome:
    """What is known once this has happened as well."""
    match message:
        case wire.Entries(entries, answered):
            new = [entry for entry in entries if entry.seq > len(known.log)]
            return replace(known, log=[*known.log, *new], facts=replace(known.facts, answers=answered))
        case wire.Came(facts=facts):
            return replace(known, facts=facts)
        case wire.Gauge(reading, facts):
            return replace(known, reading=reading, facts=facts)
        case wire.Facts():
            return replace(known, facts=message)
        case wire.Ears(health):
            return replace(known, health=health)
        case wire.Warned(what):
            return replace(known, trouble=what)
        case wire.Here(present):
            return replace(known, present=present)
        case wire.Team(people, me):
            return replace(known, people=people, me=me)
        case wire.Papers(prepared):
            return replace(known, prepared=prepared)
        case _:
            return known
