"""The room's host: running it, ending it, and finding the room that runs for a command."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from warroom.cli import Arguments, Stop, folder, out
from warroom.domain.people import Person

if TYPE_CHECKING:
    import argparse

    from warroom.config import Config
    from warroom.room.remote import RemoteRoom
    from warroom.room.room import LocalRoom

PATIENCE: Final = 20.0
"""Seconds that a host has to close the room."""


def host(arguments: Arguments) -> int:
    """``warroom host``: the room listens, whether anybody looks or not."""
    from warroom.config import load, me  # noqa: PLC0415
    from warroom.room.place import answers  # noqa: PLC0415
    from warroom.room.starting import TAKEN, ensure  # noqa: PLC0415
    from warroom.store.errors import Busy  # noqa: PLC0415

    where = folder(arguments).resolve()
    config = load(where)
    person = me(config, where, wanted=arguments.person)
    if answers(where):
        raise Stop(f"{where}: its host runs already. 'warroom stop' ends it", TAKEN if arguments.foreground else 1)
    if arguments.foreground:
        try:
            return asyncio.run(_serve(where, config, person))
        except Busy as busy:
            raise Stop(str(busy), TAKEN) from busy
    ensure(where)
    out(f"The room of {config.brand.name} is open and listens. Attach: warroom --room {where}. End it: warroom stop")
    return 0


async def stop(arguments: argparse.Namespace) -> int:
    """``warroom stop``: the host closes the room; what is recorded is recorded."""
    from warroom.room.remote import attached  # noqa: PLC0415
    from warroom.store.files import holder  # noqa: PLC0415

    where = folder(arguments)
    async with attached(where, quiet=True) as room:
        await room.stop_host()
    until = time.monotonic() + PATIENCE
    while holder(where):
        if time.monotonic() > until:
            raise Stop(f"{where}: the host was asked to end and still has the room open")
        await asyncio.sleep(0.02)
    out("The host has ended. Nobody listens now.")
    return 0


@asynccontextmanager
async def at_work(where: Path, wanted: str) -> AsyncIterator[LocalRoom | RemoteRoom]:
    """The room to give orders to: at its host where one runs, else opened here for a moment."""
    from warroom.room.asking import NoHostError  # noqa: PLC0415
    from warroom.room.remote import attached  # noqa: PLC0415

    async with AsyncExitStack() as stack:
        try:
            yield await stack.enter_async_context(attached(where, wanted=wanted, quiet=True))
        except NoHostError:
            from warroom.config import load, me  # noqa: PLC0415
            from warroom.room.open import open_quietly  # noqa: PLC0415

            config = load(where)
            person = me(config, where, wanted=wanted)
            yield await stack.enter_async_context(open_quietly(where, config, person))


async def _serve(where: Path, config: Config, person: Person) -> int:
    from warroom.room.host import Host  # noqa: PLC0415
    from warroom.room.open import open_room  # noqa: PLC0415

    async with open_room(where, config, person) as room:
        served = Host(room, where, config)
        gc.enable()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(name, served.stopped.set)
        async with served.serving():
            out(f"The room of {config.brand.name} is open. Attach: warroom --room {where}. End it: ctrl+c")
            sys.stdout.flush()
            await served.stopped.wait()
    return 0
