"""The tables of a room, by version. A file is made whole or not at all, and a later one is never touched.

``log``, ``payload`` and ``head`` are the record: rows are only ever added, and triggers hold everybody to it who
comes in through SQLite. They hold nobody with a hex editor, and need not: :mod:`warroom.record.verify` finds that.
"""

# ruff: noqa: S608 - statements are put together from the names of our own tables

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

APPLICATION: Final = 0x77726F6D
"""``wrom``: what PRAGMA application_id says in a room's file."""

_RECORD = (
    """
    CREATE TABLE log(
        seq INTEGER PRIMARY KEY,
        record BLOB NOT NULL,
        hash BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE payload(
        seq INTEGER PRIMARY KEY REFERENCES log(seq),
        salt BLOB NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE head(
        one INTEGER PRIMARY KEY CHECK (one = 1),
        size INTEGER NOT NULL,
        hash BLOB NOT NULL
    ) STRICT
    """,
    *(
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END"
        for table in ("log", "payload")
        for verb in ("update", "delete")
    ),
    *(
        # REPLACE deletes without asking the triggers above
        f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} WHEN EXISTS "
        f"(SELECT 1 FROM {table} WHERE seq = NEW.seq) "
        "BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END"
        for table in ("log", "payload")
    ),
    "CREATE TRIGGER head_delete BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END",
)

_MENTIONS = (
    """
    CREATE TABLE meta(
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE source(
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        cursor BLOB NOT NULL DEFAULT x'',
        health BLOB
    ) STRICT
    """,
    """
    CREATE TABLE evidence(
        id INTEGER PRIMARY KEY,
        sha256 BLOB NOT NULL UNIQUE,
        source INTEGER NOT NULL REFERENCES source(id),
        fetched INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    # pos: row of the unfiltered feed, NULL for copies; rest: what no list is ever searched by, as JSON
    """
    CREATE TABLE mention(
        id INTEGER PRIMARY KEY,
        pos INTEGER,
        native TEXT NOT NULL,
        source INTEGER NOT NULL REFERENCES source(id),
        platform TEXT NOT NULL,
        author TEXT NOT NULL,
        handle TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        reply_to TEXT NOT NULL,
        published INTEGER NOT NULL,
        first_seen INTEGER NOT NULL,
        needs INTEGER NOT NULL,
        rating INTEGER,
        head INTEGER NOT NULL,
        copies INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        rest BLOB NOT NULL,
        raw BLOB,
        evidence INTEGER REFERENCES evidence(id)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX mention_native ON mention(native, source)",
    "CREATE UNIQUE INDEX mention_pos ON mention(pos) WHERE pos IS NOT NULL",
    "CREATE INDEX mention_source ON mention(source) WHERE pos IS NOT NULL",
    "CREATE INDEX mention_platform ON mention(platform) WHERE pos IS NOT NULL",
    "CREATE INDEX mention_seen ON mention(first_seen) WHERE pos IS NOT NULL",
    "CREATE INDEX mention_needs ON mention(needs, id, first_seen) WHERE needs = 1 AND pos IS NOT NULL",
    "CREATE INDEX mention_copies ON mention(head) WHERE pos IS NULL",
    "CREATE INDEX mention_reply ON mention(reply_to) WHERE reply_to <> ''",
    """
    CREATE TABLE wording(
        mention INTEGER NOT NULL REFERENCES mention(id),
        revision INTEGER NOT NULL,
        was BLOB NOT NULL,
        raw BLOB,
        evidence INTEGER REFERENCES evidence(id),
        PRIMARY KEY (mention, revision)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIRTUAL TABLE words USING fts5(
        title, text, author, handle,
        content='mention', content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 2'
    )
    """,
    # merge sixteen index segments at a time, not four: each word is written fewer times over a long load
    "INSERT INTO words(words, rank) VALUES ('automerge', 16)",
    """
    CREATE TABLE volume(
        bin INTEGER NOT NULL,
        source INTEGER NOT NULL REFERENCES source(id),
        platform TEXT NOT NULL,
        mentions INTEGER NOT NULL,
        negative INTEGER NOT NULL,
        scored INTEGER NOT NULL,
        one_star INTEGER NOT NULL,
        reach INTEGER NOT NULL,
        press INTEGER NOT NULL,
        influencer INTEGER NOT NULL,
        PRIMARY KEY (bin, source, platform)
    ) STRICT, WITHOUT ROWID
    """,
)


def _first(db: sqlite3.Connection) -> None:
    """Version 1: everything."""
    for statement in (*_RECORD, *_MENTIONS):
        db.execute(statement)
    db.execute("INSERT INTO head VALUES (1, 0, x'')")


def _second(db: sqlite3.Connection) -> None:
    """Version 2: what people have written and not sent. Not part of the record."""
    db.execute(
        """
        CREATE TABLE draft(
            person TEXT NOT NULL,
            about TEXT NOT NULL,
            text TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (person, about)
        ) STRICT, WITHOUT ROWID
        """
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _second)
"""The n-th turns a file of version n into version n + 1. Released ones are never changed."""


def newest() -> int:
    """The version that this code reads and writes."""
    return len(MIGRATIONS)


def version(db: sqlite3.Connection) -> int:
    """PRAGMA user_version: 0 in a file without tables."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def application(db: sqlite3.Connection) -> int:
    """PRAGMA application_id."""
    return int(db.execute("PRAGMA application_id").fetchone()[0])


def migrate(db: sqlite3.Connection) -> None:
    """Bring the file to the newest version in one transaction: all of it or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for step in MIGRATIONS[version(db) :]:
            step(db)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {newest()}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def expected_rules() -> dict[str, str]:
    """Tables and triggers of the record as every released version makes them: name → SQL, its blanks collapsed."""
    return {_collapsed(sql).split()[2].split("(")[0]: _collapsed(sql) for sql in _RECORD}


def _collapsed(sql: str) -> str:
    return " ".join(sql.split())
