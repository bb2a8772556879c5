"""A console for somebody at a door: it waits until it hears who came in, and then is theirs."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from warroom.doors import zygote
from warroom.room.protocol import Away, Change, Room
from warroom.room.remote import NOT_CONNECTED, attached
from warroom.setup.seen import Seen, of_user
from warroom.tui.keymap import Keymap
from warroom.tui.main import keep
from warroom.tui.spare import SpareConsole


class _Line:
    """What the door tells its console, over the socket that it was forked with."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        line.setblocking(False)

    def ready(self) -> None:
        """Say that the console is ready for somebody."""
        self._line.send(zygote.READY)

    def alone(self) -> None:
        """Say that the room's host has vanished: the door starts another, a console is in no state to."""
        with contextlib.suppress(OSError):
            self._line.send(zygote.ALONE)

    async def arrival(self) -> str:
        """Wait for somebody: the fingerprint of their key. Raises EOFError when the door closes."""
        data = await asyncio.get_running_loop().sock_recv(self._line, zygote.LONGEST)
        if not data:
            raise EOFError
        return msgspec.json.decode(data, type=zygote.Welcome).key


def serve(socket_: socket.socket, folder: Path, order: zygote.Fork) -> int:
    """Be a console until the person leaves. The exit code."""
    line, key = _Line(socket_), ""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Room]:
        nonlocal key
        try:
            key = await line.arrival()
        except EOFError:
            console.exit(0)
            await asyncio.Event().wait()  # the exit ends it
        console.appear()
        async with attached(folder, key=key) as room:
            with room.heard_by(hear):
                console.show()  # what is painted next has the room in it: the console takes it over at once
                yield room

    def hear(change: Change) -> None:
        match change:
            case Away(why=why, for_good=True):  # nobody sits at a screen that is theirs no more
                console.put_out(why)
            case Away(why=why) if why == NOT_CONNECTED:
                line.alone()
            case _:
                pass

    def seen() -> Seen:
        name = hashlib.sha256(key.encode()).hexdigest()[:16]
        return Seen(lambda: of_user().with_name(f"seen-{name}.json"))

    console = SpareConsole(
        connect,
        ready=line.ready,
        theme=order.theme,
        keymap=_keymap(order.keys),
        bell=order.bell,
        wall_handles=order.wall_handles,
        log_place=str(folder),
        seen=seen,
    )
    return keep(console)


def _keymap(changes: dict[str, str]) -> Keymap:
    try:
        return Keymap(changes)
    except ValueError:
        return Keymap()  # the door said so when it read the settings
