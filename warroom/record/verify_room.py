"""The log of a room's database, checked row by row and page by page."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from warroom.record.chain import MISSING, Fault, Guards, Link, Walk
from warroom.record.verify import CUT, Finding, Verdict, unchecked, unreadable
from warroom.store import journal, schema
from warroom.store.errors import StoreError
from warroom.store.opening import refuse_foreign
from warroom.store.protocols import Row
from warroom.store.reading import database_of, in_use, look

_NOT_READ = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOTADB)
_TABLES = ("log", "payload", "head")


def guards_of(db: sqlite3.Connection, file: Path | None = None) -> Guards:
    """What a database says; without ``file``, a damaged page is not searched for the entry that stands on it."""
    db.text_factory = bytes
    db.execute("BEGIN")
    try:
        heads, stray = _heads(db)
    finally:
        db.execute("ROLLBACK")
    fault = _structure(db, file) or _rules(db, ours=schema.application(db) == schema.APPLICATION)
    return Guards(schema.version(db), tuple(heads), stray, fault)


def follow(walk: Walk, rows: Iterable[Row]) -> Fault | None:
    """Go along the chain; None if all of it holds."""
    for row in rows:
        seq, record, digest, salt, body = row
        fault = walk.take(Link(seq=seq, record=record, hash=digest, salt=salt, body=body))
        if fault:
            return fault
    return None


def hold(found: Finding, guards: Guards) -> None:
    """Hold a chain that was followed to its end against what its database says beside it."""
    found.what = f"{found.what}, file version {guards.version}"
    found.fault = found.fault or _head(found, guards.heads, guards.stray) or guards.fault


def check_room(path: Path) -> Finding | Verdict:
    """What the log of a folder or database holds. Nothing is written; a live room is read as it is committed."""
    try:
        file = database_of(path)
        refuse_foreign(file)
        before = in_use(file)
        found = _checked(file)
        if isinstance(found, Finding) and found.fault and in_use(file) and not before:
            found = _checked(file)  # a host opened it meanwhile: look again, beside it
    except StoreError as error:
        return unreadable(path, str(error).removeprefix(f"{path}: "))
    except OSError as error:
        return unreadable(path, f"{error.strerror}.")
    return found


def _checked(file: Path) -> Finding | Verdict:
    found = Finding(what="room database", walk=Walk(), notes=[])
    try:
        with look(file) as db:
            db.text_factory = bytes
            version = schema.version(db)
            names = {bytes(row[0]).decode("utf-8", "replace") for row in db.execute("SELECT name FROM sqlite_schema")}
            ours = schema.application(db) == schema.APPLICATION
            if not ours and not names.issuperset(_TABLES):
                return unreadable(file, "this database is not a room's.")
            if version > schema.newest():
                return unchecked(file, f"file version {version} is later than this warroom ({schema.newest()}).")
            found.what = f"room database, file version {version}"
            found.fault = _content(db, found) or _structure(db, file) or _rules(db, ours=ours)
    except (sqlite3.Error, MemoryError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_READ:
            return unreadable(file, f"{error}.")
        found.fault = Fault(seq=found.walk.size + 1, what=f"cannot be read: the file is damaged ({error})")
    return found


def _content(db: sqlite3.Connection, found: Finding) -> Fault | None:
    """Every entry in its order, then the head, then nothing that belongs to no entry."""
    walk = found.walk
    db.execute("BEGIN")  # one moment of a log that may be growing
    try:
        fault = follow(walk, journal.rows(db))
        if fault:
            return fault
        heads, stray = _heads(db)
    except (sqlite3.Error, MemoryError) as error:
        return Fault(seq=walk.size + 1, what=f"cannot be read: the file is damaged ({error})")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    return _head(found, heads, stray)


def _heads(db: sqlite3.Connection) -> tuple[list[tuple[Any, Any, Any]], int | None]:
    stray = db.execute("SELECT min(seq) FROM payload WHERE seq NOT IN (SELECT seq FROM log)").fetchone()[0]
    return db.execute("SELECT one, size, hash FROM head").fetchall(), stray


def _head(found: Finding, heads: Sequence[tuple[Any, ...]], stray: int | None) -> Fault | None:
    walk = found.walk
    if len(heads) != 1 or heads[0][0] != 1:
        return Fault(seq=walk.size, what="is the last one, and the file's own head is missing")
    _, size, digest = heads[0]
    told = digest.hex() if isinstance(digest, bytes) else ""
    if size == walk.size and told == walk.head and stray is None:
        return None
    if isinstance(size, int) and size > walk.size and told != walk.head and len(told) == 64:
        found.code = CUT
        what = f"{MISSING}: the file's own head names {size} entries"
        return Fault(seq=walk.size + 1, what=what, expected=told, found=walk.head)
    if size == walk.size and told == walk.head:
        return Fault(seq=stray or 0, what=f"{MISSING}, but its content is there")
    what = f"is the last one, and the file's own head says otherwise (entry {size})"
    return Fault(seq=walk.size, what=what, expected=told, found=walk.head)


def _structure(db: sqlite3.Connection, file: Path | None) -> Fault | None:
    """SQLite's own check of the pages that hold the log."""
    for table in _TABLES:
        for row in db.execute(f"PRAGMA integrity_check({table})"):
            said = bytes(row[0]).decode("utf-8", "replace").strip()
            if said != "ok":
                seq = _entry_on_page(db, file, said) if file else 1
                what = f"or one near it stands on a damaged page of table {table}: {said.splitlines()[-1]}"
                return Fault(seq=seq, what=what)
    return None


def _entry_on_page(db: sqlite3.Connection, file: Path, said: str) -> int:
    """The first entry on the page that SQLite complains about; 1 if that cannot be told."""
    match = re.findall(r"[Pp]age (\d+)", said)
    if not match:
        return 1
    size = int(db.execute("PRAGMA page_size").fetchone()[0])
    with file.open("rb") as handle:
        handle.seek((int(match[-1]) - 1) * size)
        page = handle.read(size)
    leaf = page[:1] == b"\x0d"
    start = int.from_bytes(page[8:10] if leaf else page[12:14], "big")
    cell = page[start : start + 20]
    if leaf:  # a table leaf's cell: size of the row, then its number
        _, cell = _varint(cell)
    else:
        cell = cell[4:]
    number, _ = _varint(cell)
    return max(1, number) if number < 1 << 53 else 1


def _varint(data: bytes) -> tuple[int, bytes]:
    value = 0
    for index, byte in enumerate(data[:9]):
        value = value << 8 | byte if index == 8 else value << 7 | byte & 0x7F
        if byte < 0x80 or index == 8:
            return value, data[index + 1 :]
    return 0, b""


def _rules(db: sqlite3.Connection, *, ours: bool) -> Fault | None:
    """The tables and triggers of the record are those that every room has."""
    expected = schema.expected_rules()
    present = {
        bytes(name).decode("utf-8", "replace"): " ".join(bytes(sql).decode("utf-8", "replace").split())
        for name, sql in db.execute(
            "SELECT name, sql FROM sqlite_schema WHERE tbl_name IN ('log', 'payload', 'head') AND sql <> ''"
        )
    }
    for name in sorted(expected.keys() | present.keys()):
        if expected.get(name) != present.get(name):
            state = "is missing" if name not in present else "was added" if name not in expected else "was changed"
            return Fault(seq=0, what=f"is not guarded as it was: {name} {state}")
    return None if ours else Fault(seq=0, what="no longer says that it is a room's")
