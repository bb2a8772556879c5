"""The log in SQLite: plain functions on a connection, shared by the room's store and by readers beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from warroom.store.chain import follows, open_sealed
from warroom.store.errors import Damaged, Overtaken
from warroom.store.protocols import Head, Row, Sealed


def append(db: sqlite3.Connection, sealed: Sequence[Sealed], after: int) -> None:
    """Inside a transaction: add these entries and move the head along."""
    head = read_head(db)
    if head.size != after:
        raise Overtaken(after, head.size)
    if not follows(sealed, head.size, head.hash):
        raise Damaged(
            f"Entry {after + 1} does not go on where the log ends. Nothing was written; run 'warroom verify'.",
            after + 1,
        )
    db.executemany("INSERT INTO log VALUES (?, ?, ?)", [(s.entry.seq, s.record, s.hash) for s in sealed])
    db.executemany("INSERT INTO payload VALUES (?, ?, ?)", [(s.entry.seq, s.salt, s.body) for s in sealed])
    db.execute("UPDATE head SET size = ?, hash = ?", (sealed[-1].entry.seq, sealed[-1].hash))


_ROWS: Final = (
    "SELECT l.seq, l.record, l.hash, p.salt, p.body FROM log l LEFT JOIN payload p ON p.seq = l.seq "
    "WHERE l.seq > ? ORDER BY l.seq LIMIT ?"
)


def rows(db: sqlite3.Connection, since: int = 0, limit: int | None = None) -> Iterator[Row]:
    """What is stored of entries with seq > since, in order."""
    return iter(db.execute(_ROWS, (since, -1 if limit is None else limit)))


def read(db: sqlite3.Connection, since: int = 0, limit: int | None = None) -> list[Sealed]:
    """Entries with seq > since, in order, each checked against the one before."""
    return opened(rows(db, since, limit), since, _hash_of(db, since))


def opened(stored: Iterable[Row], since: int, prev: str) -> list[Sealed]:
    """The entries in these rows, each checked against the one before; ``prev`` is the hash (hex) of entry ``since``.

    Raises Damaged, naming the first that cannot be read.
    """
    found: list[Sealed] = []
    for seq, record, digest, salt, body in stored:
        expected = since + len(found) + 1
        if seq != expected or body is None:
            raise _damaged(expected)
        try:
            one = open_sealed(record, salt, body)
        except ValueError as error:
            raise _damaged(expected) from error
        if one.hash != digest or one.entry.prev != prev or one.entry.seq != seq:
            raise _damaged(expected)
        prev = one.entry.hash
        found.append(one)
    return found


def read_head(db: sqlite3.Connection) -> Head:
    """Where the log stands."""
    row = db.execute("SELECT size, hash FROM head").fetchone()
    if row is None:
        raise Damaged("The log's head is missing. Run 'warroom verify'.")
    return Head(int(row[0]), bytes(row[1]).hex())


def _hash_of(db: sqlite3.Connection, seq: int) -> str:
    row = db.execute("SELECT hash FROM log WHERE seq = ?", (seq,)).fetchone()
    return bytes(row[0]).hex() if row else ""


def _damaged(seq: int) -> Damaged:
    return Damaged(f"Entry {seq} of the log cannot be read as it was written. Run 'warroom verify'.", seq)
