"""How a mention stands in a row: columns for what lists go by, JSON for the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final, TypeAlias

import msgspec

from warroom.domain.mention import Mention

Row: TypeAlias = tuple[object, ...]

COLUMNS: Final = (
    "m.id, m.native, (SELECT name FROM source WHERE id = m.source), m.platform, m.author, m.handle, m.title, m.text, "
    "m.reply_to, m.published, m.first_seen, m.needs, m.rating, m.head, m.copies, m.revision, m.rest"
)
"""What :func:`mentions_of` reads, from ``mention m``."""


class _Rest(msgspec.Struct, omit_defaults=True):
    """Fields that no list is searched by. Only ever added to: old rows lack the new ones."""

    url: str = ""
    reach: int | None = None
    lang: str = ""
    tone: int | None = None
    flags: tuple[str, ...] = ()
    hidden: int = 0
    matched: tuple[str, ...] = ()
    shares: int | None = None
    replies: int | None = None
    extra: dict[str, str] = {}


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Rest).decode


def rest_of(m: Mention) -> bytes:
    """The JSON column."""
    return _encode(
        _Rest(m.url, m.reach, m.lang, m.tone, m.flags, m.hidden, m.matched, m.shares, m.replies, m.extra)
    )  # fmt: skip


def mentions_of(rows: Iterable[tuple[object, ...]]) -> list[Mention]:
    """Mentions from rows of COLUMNS."""
    return [_mention(*row) for row in rows]  # type: ignore[arg-type]


def _mention(  # noqa: PLR0917 - one argument a column
    ident: int, native: str, source: str, platform: str, author: str, handle: str, title: str, text: str,
    reply_to: str, published: int, first_seen: int, needs: int, rating: int | None, head: int, copies: int,
    revision: int, rest: bytes,
) -> Mention:  # fmt: skip
    r = _decode(rest)
    return Mention(
        id=ident, source=source, native_id=native, platform=platform, author=author, handle=handle, text=text,
        title=title, url=r.url, published=published, first_seen=first_seen, reach=r.reach, lang=r.lang, tone=r.tone,
        flags=r.flags, hidden=r.hidden, matched=r.matched, needs_answer=bool(needs), reply_to=reply_to,
        shares=r.shares, replies=r.replies, rating=rating, head=head, copies=copies, revision=revision, extra=r.extra,
    )  # fmt: skip


def feed_length(db: sqlite3.Connection) -> int:
    """Rows of the unfiltered feed. The condition is what lets SQLite look at one end of the index only."""
    row = db.execute("SELECT max(pos) FROM mention WHERE pos IS NOT NULL").fetchone()
    return 0 if row[0] is None else int(row[0]) + 1


class SourceNumbers(dict[str, int]):
    """Source name → its number in this file. Makes new ones inside the transaction that needs them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__()
        self._db = db

    def __missing__(self, name: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO source(name) VALUES (?)", (name,))
        row = self._db.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()
        number = self[name] = int(row[0])
        return number
