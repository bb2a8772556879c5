"""``warroom web``: the wall in a browser, for a screen that nobody sits at."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
import sys
from typing import Final

from warroom.cli import Stop, folder, out

MISSING: Final = "The wall in a browser needs the extra 'web': pip install 'warroom[web]'"
USUAL: Final = ("127.0.0.1", 8080)


async def web(arguments: argparse.Namespace) -> int:
    """Open the door and say where it is; ctrl+c closes it."""
    from warroom.config import load  # noqa: PLC0415
    from warroom.domain.people import WALL  # noqa: PLC0415
    from warroom.doors.guard import Guard, in_address, is_loopback, listen_at  # noqa: PLC0415
    from warroom.room.remote import attached  # noqa: PLC0415
    from warroom.room.starting import ensure  # noqa: PLC0415

    try:
        from warroom.doors.web import serving  # noqa: PLC0415 - the extra
    except ModuleNotFoundError:
        raise Stop(MISSING) from None
    try:
        host, port = listen_at(arguments.listen, USUAL)
    except ValueError as error:
        raise Stop(f"--listen: {error}", 2) from None
    where = folder(arguments).resolve()
    brand = load(where).brand.name
    ensure(where)
    async with attached(where, wanted=WALL.id, quiet=True):
        pass  # whoever may not look is told so here, not on the wall
    guard = Guard(host, ask=arguments.token)
    console = ("--room", str(where), "--as", WALL.id, "attach", "--view", "wall")
    closing = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, closing.set)
    try:
        async with serving(console, host, port, guard) as bound:
            everywhere = host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
            address = f"http://{in_address(socket.gethostname() if everywhere else host)}:{bound}/"
            out(f"The wall of {brand}, to look at: {address}{f'?token={guard.token}' if guard.token else ''}")
            if guard.token:
                out("Whoever has this address can read the wall. It holds until this door closes.")
            if not is_loopback(host):
                out("What goes over the network is not encrypted: keep it to one that you trust.")
            out("End it: ctrl+c")
            sys.stdout.flush()
            await closing.wait()
    except OSError as error:
        raise Stop(f"{in_address(host)}:{port}: cannot listen there: {error.strerror or error}") from None
    return 0
