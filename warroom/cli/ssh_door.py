"""``warroom ssh``: the room's own SSH server."""

from __future__ import annotations

import argparse
import socket
import sys

from warroom.cli import Stop, folder, out


async def ssh(arguments: argparse.Namespace) -> int:
    """Open the door, until ctrl+c."""
    host, port = where(arguments.listen)
    room = folder(arguments).resolve()
    try:
        from warroom.doors.ssh import Door  # noqa: PLC0415 - brings asyncssh along, if it is there
    except ModuleNotFoundError as missing:
        if missing.name != "asyncssh":
            raise
        raise Stop("the SSH door needs asyncssh: pip install 'warroom[ssh]'") from None
    door = Door(room)

    def opened(address: str, number: int) -> None:
        name = socket.gethostname() if address in ("0.0.0.0", "::") else address  # noqa: S104 - compared, not bound
        out(f"The SSH door is open at {address} port {number}. Come in: ssh -p {number} {name}")
        out(f"Its key, for people to compare: {door.fingerprint} (ED25519)")
        if not door.keys:
            out('Nobody can come in yet: nobody in [people] of warroom.toml has keys = ["ssh-ed25519 …"].')
        sys.stdout.flush()

    try:
        await door.serve(host, port, opened)
    except OSError as error:
        raise Stop(f"--listen {arguments.listen}: {error.strerror or error}") from None
    return 0


def where(listen: str) -> tuple[str, int]:
    """``HOST:PORT``, ``[HOST]:PORT`` or ``:PORT`` as a pair."""
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65_535:
        raise Stop(f"--listen {listen}: write HOST:PORT, such as 127.0.0.1:8022", 2)
    return host.strip("[]") or "127.0.0.1", int(port)
