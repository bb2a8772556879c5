"""What SQLite says, in words for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from warroom.store.errors import Damaged, DiskFull, Locked, NotARoom, StorageFailed, StoreError

_FULL = {sqlite3.SQLITE_FULL}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_BROKEN = {sqlite3.SQLITE_CORRUPT}
_FOREIGN = {sqlite3.SQLITE_NOTADB}
_NO_ENTRY = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


def primary(error: sqlite3.Error) -> int:
    """The primary result code, 0 if there is none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def fsync_failed(error: sqlite3.Error) -> bool:
    """Whether the disk refused to promise durability. After that a second promise may be a lie."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code in (sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC)


def translated(error: sqlite3.Error, where: str) -> StoreError:
    """The same as a StoreError."""
    code, name = primary(error), getattr(error, "sqlite_errorname", "SQLITE_ERROR")
    if code in _FULL:
        return DiskFull(f"{where}: the disk is full. Nothing was written; make space, it goes on by itself.")
    if code in _LOCKED:
        return Locked(f"{where}: another program holds the database. Close it there; nothing was written.")
    if code in _BROKEN:
        return Damaged(f"{where}: the database is damaged ({error}). Run 'warroom verify' and restore a copy.")
    if code in _FOREIGN:
        return NotARoom(f"{where} is not a room's database. It was not touched.")
    if code in _NO_ENTRY:
        return StorageFailed(f"{where} cannot be opened for writing ({error}). Check who owns the folder.")
    return StorageFailed(f"{where}: the disk refused ({name}: {error}). Nothing of this was recorded.")


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Every error of SQLite inside becomes a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, where) from error
