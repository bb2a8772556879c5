"""What SQLite remembers of sources, and of volume by five minutes."""

# ruff: noqa: S608 - statements are put together from constants of this package; values are always bound

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from warroom.domain.health import SourceHealth
from warroom.store.protocols import BIN, Volume
from warroom.store.rows import SourceNumbers

_health = msgspec.json.Decoder(SourceHealth)
_SUMS = (
    "sum(v.mentions), sum(v.negative), sum(v.scored), sum(v.one_star), sum(v.reach), sum(v.press), sum(v.influencer)"
)


def cursor(db: sqlite3.Connection, source: str) -> bytes:
    """Where a source goes on; empty at first."""
    row = db.execute("SELECT cursor FROM source WHERE name = ?", (source,)).fetchone()
    return bytes(row[0]) if row else b""


def remember_cursor(db: sqlite3.Connection, source: str, at: bytes) -> None:
    """Inside a transaction: go on there."""
    db.execute("UPDATE source SET cursor = ? WHERE id = ?", (at, SourceNumbers(db)[source]))


def health(db: sqlite3.Connection) -> list[SourceHealth]:
    """How every source was last."""
    rows = db.execute("SELECT health FROM source WHERE health IS NOT NULL ORDER BY name")
    return [_health.decode(row[0]) for row in rows]


def remember_health(db: sqlite3.Connection, states: Sequence[SourceHealth]) -> None:
    """Inside a transaction: how these are."""
    numbers = SourceNumbers(db)
    for state in states:
        db.execute("UPDATE source SET health = ? WHERE id = ?", (msgspec.json.encode(state), numbers[state.name]))


def volume(db: sqlite3.Connection, since: int = 0, *, by_source: bool = False) -> list[Volume]:
    """Bins from ``since`` on."""
    if by_source:
        sql = (
            "SELECT v.bin, (SELECT name FROM source WHERE id = v.source), v.platform, v.mentions, v.negative, "
            "v.scored, v.one_star, v.reach, v.press, v.influencer FROM volume v WHERE v.bin >= ? "
            "ORDER BY v.bin, v.source, v.platform"
        )
    else:
        sql = f"SELECT v.bin, '', '', {_SUMS} FROM volume v WHERE v.bin >= ? GROUP BY v.bin ORDER BY v.bin"
    return [
        Volume(
            bin=at, source=source, platform=platform, mentions=mentions, negative=negative, scored=scored,
            one_star=one_star, reach=reach, press=press, influencer=influencer,
        )
        for at, source, platform, mentions, negative, scored, one_star, reach, press, influencer
        in db.execute(sql, (since,))
    ]  # fmt: skip


def remember_volume(db: sqlite3.Connection, rows: Sequence[Volume]) -> None:
    """Inside a transaction: set these bins. Raises ValueError for one that begins at no multiple of BIN."""
    numbers = SourceNumbers(db)
    if any(row.bin % BIN for row in rows):
        raise ValueError("a bin begins at a multiple of five minutes")
    db.executemany(
        "INSERT OR REPLACE INTO volume VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                r.bin, numbers[r.source], r.platform, r.mentions, r.negative, r.scored, r.one_star, r.reach,
                r.press, r.influencer,
            )
            for r in rows
        ],
    )  # fmt: skip


def drafts(db: sqlite3.Connection, person: str) -> dict[str, str]:
    """What a person has written and not sent."""
    rows = db.execute("SELECT about, text FROM draft WHERE person = ? ORDER BY about", (person,))
    return {str(about): str(text) for about, text in rows}


def keep_draft(db: sqlite3.Connection, person: str, about: str, text: str, at: int) -> None:
    """Keep a draft; an empty one goes."""
    if text:
        db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", (person, about, text, at))
    else:
        db.execute("DELETE FROM draft WHERE person = ? AND about = ?", (person, about))
