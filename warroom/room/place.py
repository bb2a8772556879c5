"""Where a room's host is met: a unix socket in the room's folder. Imports next to nothing."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SOCKET: Final = "host.sock"
"""Its name in the room's folder."""


@contextlib.contextmanager
def short(folder: Path) -> Iterator[str]:
    """A name for the socket of a folder, however deep that lies: a socket's name has 108 bytes at most.

    Raises OSError if there is no such folder.
    """
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        way = Path(f"/proc/self/fd/{fd}")
        yield str((way if way.exists() else folder) / SOCKET)
    finally:
        os.close(fd)


def listen(folder: Path) -> socket.socket:
    """A socket in the room's folder, for its owner and the folder's group. The caller holds the room's lock."""
    with contextlib.suppress(FileNotFoundError):
        (folder / SOCKET).unlink()
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with short(folder) as path:
        mask = os.umask(0o117)
        try:
            found.bind(path)
        finally:
            os.umask(mask)
    return found


def dial(folder: Path) -> socket.socket:
    """A connection to whoever listens there. Raises OSError if nobody does."""
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with short(folder) as path:
            found.connect(path)
        found.setblocking(False)
    except OSError:
        found.close()
        raise
    return found


def answers(folder: Path) -> bool:
    """Whether somebody listens there. Asks nothing."""
    try:
        dial(folder).close()
    except OSError:
        return False
    return True
