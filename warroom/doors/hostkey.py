"""The key by which people know that they are at the right door. Made once, and kept where only its owner reads it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from warroom.domain.trouble import Sayable

KEYS: Final = "keys"
"""The folder in the room's folder."""
NAME: Final = "ssh_host_ed25519"
_LONGEST: Final = 10_000


class LooseKeyError(Sayable):
    """The key is not kept as a key must be."""


def host_key(room: Path, make: Callable[[], bytes]) -> bytes:
    """The private key of a room's door, as its file holds it; made with ``make`` if there is none.

    Raises LooseKeyError if others could have read it, or OSError.
    """
    folder = room / KEYS
    folder.mkdir(mode=0o700, exist_ok=True)
    _owned(folder, "700")
    path = folder / NAME
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        _write(path, make())
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        _owned(path, "600", os.fstat(fd))
        return file.read(_LONGEST)


def _owned(path: Path, mode: str, found: os.stat_result | None = None) -> None:
    found = found or path.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid():
        raise LooseKeyError(f"{path}: the door's key must be this user's own. Remove it, and the door makes another")
    if found.st_mode & 0o077:
        raise LooseKeyError(
            f"{path}: others can read the door's key (mode {stat.S_IMODE(found.st_mode):o}). "
            f"If nobody has: chmod {mode} {path}; else remove it, and the door makes another"
        )


def _write(path: Path, key: bytes) -> None:
    """Whole or not at all: half a key would keep the door shut."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(fd)
    fresh.replace(path)
