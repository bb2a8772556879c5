"""The room's folder: who may look into it, and who has it open."""

from __future__ import annotations

import fcntl
import os
import pwd
import weakref
from pathlib import Path
from typing import Final

import msgspec

from warroom.store.errors import Busy, NotARoom, StorageFailed

DATABASE: Final = "room.db"
LOCK: Final = "room.lock"

_held: weakref.WeakSet[FolderLock] = weakref.WeakSet()


class FolderLock:
    """Held by the one process that has a room open. Says who that is to everybody else."""

    def __init__(self, folder: Path, *, now: int) -> None:
        """Take it, or raise Busy with who has it. ``now``: ms UTC, what others read as *since*."""
        self._path = folder / LOCK
        try:
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise StorageFailed(f"{self._path}: {error.strerror}. The folder must be yours and writable.") from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            pid, user, since = _who(fd)
            os.close(fd)
            raise Busy(str(folder), pid=pid, user=user, since=since) from error
        self._fd = fd
        os.ftruncate(fd, 0)
        os.pwrite(fd, msgspec.json.encode({"pid": os.getpid(), "user": _me(), "since": now}), 0)
        _held.add(self)

    def release(self) -> None:
        """Let it go. Twice is the same as once."""
        if self._fd >= 0:
            os.ftruncate(self._fd, 0)
            fcntl.flock(self._fd, fcntl.LOCK_UN)
            self._let_go()

    def _let_go(self) -> None:
        os.close(self._fd)
        self._fd = -1
        _held.discard(self)


def holder(folder: Path) -> tuple[str, int] | None:
    """(user, since in ms) of the process that has the room open; None when nobody has.

    The lock itself is not tried: even for a moment that would keep somebody out who wants in.
    """
    try:
        fd = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        pid, user, since = _who(fd)
    finally:
        os.close(fd)
    return (user, since) if pid > 0 and _runs(pid) else None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # somebody else's
    return True


def _who(fd: int) -> tuple[int, str, int]:
    """(pid, user, since) as the holder wrote them; zeros while it is still writing."""
    try:
        said = msgspec.json.decode(os.pread(fd, 4096, 0))
        return int(said["pid"]), str(said["user"]), int(said["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, "", 0


def _me() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _let_go_in_child() -> None:
    # flock belongs to the open file, which a forked child shares: closing it there leaves the parent's lock alone,
    # keeping it would hold the room after the host is gone
    for lock in list(_held):
        lock._let_go()  # noqa: SLF001 - the same module


os.register_at_fork(after_in_child=_let_go_in_child)


def private_folder(folder: Path) -> None:
    """Make the folder if it is missing, for its owner only."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotARoom(f"{folder} is a file. A room is a folder.") from error
    except OSError as error:
        raise StorageFailed(f"{folder}: {error.strerror}. Choose a folder that you may write to.") from error


def sync_folder(folder: Path) -> None:
    """Make new names in this folder survive a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_file(path: Path) -> None:
    """Make the content of this file survive a power cut."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def new_private_file(path: Path) -> int:
    """A descriptor of a file that did not exist, 0600. Raises OSError (FileExistsError) if it does."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
