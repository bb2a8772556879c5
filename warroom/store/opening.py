"""Opening a room's file: made whole if it is missing, brought up to date if it is old, left alone if it is not ours."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from warroom.store import schema
from warroom.store.errors import NewerRoom, NotARoom, StorageFailed
from warroom.store.files import new_private_file, sync_file, sync_folder
from warroom.store.trouble import in_words

_WAIT: Final = 5.0
"""Seconds that a statement waits for another connection's lock."""
_CACHE_KIB: Final = 12 * 1024
_WAL_PAGES: Final = 12_000
"""Pages after which the writer itself folds the log in: only if nobody else does (see folding.py)."""
_WAL_LIMIT: Final = 16 * 1024 * 1024
_MAGIC: Final = b"SQLite format 3\x00"


def prepare(path: Path, room: str) -> None:
    """See to it that ``path`` is a room's file of the newest version. The caller holds the folder's lock.

    Raises NotARoom or NewerRoom, and then the file is byte for byte what it was.
    """
    if not path.exists():
        _make(path, room)
        return
    found = probe(path)
    if found < schema.newest():
        _bring_up(path, found)


def probe(path: Path) -> int:
    """The version of a room's file, without touching it. Raises NotARoom or NewerRoom."""
    refuse_foreign(path)
    with in_words(str(path)):
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT, isolation_level=None)
        try:
            ours, version = schema.application(db) == schema.APPLICATION, schema.version(db)
        finally:
            db.close()
    if not ours:
        raise NotARoom(f"{path} is a database, but not a room's. It was not touched.")
    refuse_newer(path, version)
    return version


def refuse_foreign(path: Path) -> None:
    """Raise NotARoom unless the file begins as a database does."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MAGIC))
    except OSError as error:
        raise NotARoom(f"{path}: {error.strerror}.") from error
    if begins != _MAGIC:
        what = "is a database" if begins else "is empty: it is no database"
        raise NotARoom(f"{path} {what if not begins else 'is no database'}. It was not touched.")


def refuse_newer(path: Path, version: int) -> None:
    """Raise NewerRoom if this code is too old for the file."""
    if version > schema.newest():
        raise NewerRoom(
            f"{path} was written by a later warroom (file version {version}, this one reads up to "
            f"{schema.newest()}). It was not touched; use the later one."
        )


def _make(path: Path, room: str) -> None:
    """A new file under another name first, so that a half-made one is never mistaken for a room."""
    half = path.with_name(path.name + ".new")
    try:
        half.unlink(missing_ok=True)
        os.close(new_private_file(half))
    except OSError as error:
        raise StorageFailed(f"{half}: {error.strerror}.") from error
    with in_words(str(path)):
        db = sqlite3.connect(half, isolation_level=None)
        try:
            db.execute("PRAGMA foreign_keys = ON")
            schema.migrate(db)
            db.execute("INSERT INTO meta VALUES ('room', ?)", (room,))
            _wal(db, path)
        finally:
            db.close()
    sync_file(half)
    half.rename(path)
    sync_folder(path.parent)


def _bring_up(path: Path, found: int) -> None:
    """A copy beside it first, then all steps in one transaction."""
    backup = path.with_name(f"{path.name}.v{found}")
    copy(path, backup)
    with in_words(str(path)):
        db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = FULL")
            schema.migrate(db)
        finally:
            db.close()


def copy(path: Path, to: Path) -> None:
    """A complete, closed, durable copy of this moment, 0600. Raises StorageFailed if ``to`` exists."""
    half = to.with_name(to.name + ".part")
    try:
        if to.exists():
            raise StorageFailed(f"{to} exists already. It was not touched.")
        half.unlink(missing_ok=True)
        os.close(new_private_file(half))
    except OSError as error:
        raise StorageFailed(f"{to}: {error.strerror}.") from error
    try:
        with in_words(str(to)):
            db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT, isolation_level=None)
            try:
                db.execute("VACUUM INTO ?", (str(half),))
            finally:
                db.close()
        sync_file(half)
        os.link(half, to)  # refuses to replace, as rename would not
        half.unlink()
        sync_folder(to.parent)
    except FileExistsError as error:
        raise StorageFailed(f"{to} exists already. It was not touched.") from error
    finally:
        half.unlink(missing_ok=True)


def connect_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes. Every setting that durability hangs on is read back."""
    with in_words(str(path)):
        db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        try:
            _wal(db, path)
            db.execute("PRAGMA synchronous = FULL")
            _must(db, "synchronous", 2, path)
            db.execute("PRAGMA foreign_keys = ON")
            _must(db, "foreign_keys", 1, path)
            # a text that leaves the room (redaction) must be gone from the file as well
            db.execute("PRAGMA secure_delete = ON")
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            db.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
            db.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
            db.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            db.close()
            raise
    return db


def connect_folding(path: Path) -> sqlite3.Connection:
    """A connection that only folds the write-ahead log into the file."""
    with in_words(str(path)):
        return sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for short reads beside the writer."""
    with in_words(str(path)):
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=_WAIT,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            db.execute("PRAGMA query_only = ON")
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB // 2}")
            db.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            db.close()
            raise
    return db


def room_of(db: sqlite3.Connection) -> str:
    """The room's own id."""
    row = db.execute("SELECT value FROM meta WHERE key = 'room'").fetchone()
    return str(row[0]) if row else ""


def _wal(db: sqlite3.Connection, path: Path) -> None:
    mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise StorageFailed(f"{path} cannot keep a write-ahead log here ({mode}). Use a local disk.")


def _must(db: sqlite3.Connection, name: str, value: int, path: Path) -> None:
    found = db.execute(f"PRAGMA {name}").fetchone()[0]
    if found != value:
        raise StorageFailed(f"{path}: SQLite answers {name} = {found}, not {value}. The room does not open like that.")
