"""Reading mentions from SQLite: windows by position, lists by id, never by OFFSET, never by rank."""

# ruff: noqa: S608 - statements are put together from constants of this package; values are always bound

from __future__ import annotations

import re
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from warroom.domain.mention import Mention
from warroom.domain.text import clean
from warroom.store.protocols import Evidence, Query
from warroom.store.rows import COLUMNS, feed_length, mentions_of

_LONGEST_THREAD: Final = 200
_FEED: Final = Query()
_was = msgspec.json.Decoder(Mention)


def rows(db: sqlite3.Connection, first: int, last: int) -> list[Mention]:
    """Positions first..last of the unfiltered feed."""
    sql = f"SELECT {COLUMNS} FROM mention m WHERE m.pos BETWEEN ? AND ? ORDER BY m.pos"
    return mentions_of(db.execute(sql, (first, last)))


def pos(db: sqlite3.Connection, mention: int) -> int | None:
    """The position of a mention or of its head."""
    sql = "SELECT h.pos FROM mention m JOIN mention h ON h.id = m.head WHERE m.id = ?"
    row = db.execute(sql, (mention,)).fetchone()
    return None if row is None else int(row[0])


def ids(db: sqlite3.Connection, query: Query, before: int | None = None, limit: int = 1000) -> array[int]:
    """Ids that match, newest first."""
    match = _matching(query, before)
    if match is None:
        return array("q")
    sql = f"SELECT {match.ident} {match.sql} ORDER BY {match.ident} DESC LIMIT ?"
    return array("q", (row[0] for row in db.execute(sql, (*match.values, limit))))


def count(db: sqlite3.Connection, query: Query | None = None) -> int:
    """How many match."""
    if query is None or query == _FEED:
        return feed_length(db)
    match = _matching(query, None)
    if match is None:
        return 0
    return int(db.execute(f"SELECT count(*) {match.sql}", match.values).fetchone()[0])


def newest(db: sqlite3.Connection, query: Query, limit: int = 50) -> list[Mention]:
    """The newest that match."""
    if query == _FEED:
        total = count(db)
        return rows(db, total - limit, total - 1)[::-1]
    order = ids(db, query, None, limit)
    found = get(db, order)
    return [found[i] for i in order if i in found]


def get(db: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, Mention]:
    """These mentions."""
    sql = f"SELECT {COLUMNS} FROM json_each(?) w CROSS JOIN mention m ON m.id = w.value"
    return {m.id: m for m in mentions_of(db.execute(sql, (_listed(wanted),)))}


def needing(db: sqlite3.Connection, since: int = 0, after: int = 0, limit: int = -1) -> list[tuple[int, int]]:
    """(id, first_seen) of heads that need an answer."""
    sql = (
        "SELECT id, first_seen FROM mention WHERE needs = 1 AND pos IS NOT NULL AND id > ? AND first_seen >= ? "
        "ORDER BY id LIMIT ?"
    )
    return db.execute(sql, (after, since, limit)).fetchall()


def thread(db: sqlite3.Connection, mention: int, limit: int = 50) -> list[Mention]:
    """The conversation around a mention, oldest first, without it."""
    start = get(db, [mention]).get(mention)
    if start is None:
        return []
    sql = f"SELECT {COLUMNS} FROM mention m WHERE m.platform = ? AND "
    found = {start.id: start}
    above = start.reply_to
    for _ in range(_LONGEST_THREAD):
        up = mentions_of(db.execute(f"{sql} m.native = ? LIMIT 5", (start.platform, above))) if above else []
        up = [m for m in up if m.id not in found]
        if not up:
            break
        found.update((m.id, m) for m in up)
        above = up[0].reply_to
    # whoever answers the same post belongs to it, even if that post itself was never heard
    edge = {m.native_id for m in found.values()} | ({above} if above else set())
    while edge and len(found) <= min(limit, _LONGEST_THREAD):
        many = msgspec.json.encode(sorted(edge)).decode()
        answers = f"{sql} m.reply_to <> '' AND m.reply_to IN (SELECT value FROM json_each(?)) ORDER BY m.id LIMIT ?"
        down = mentions_of(db.execute(answers, (start.platform, many, limit + len(found))))
        new = [m for m in down if m.id not in found]
        found.update((m.id, m) for m in new)
        edge = {m.native_id for m in new}
    del found[start.id]
    return sorted(found.values(), key=lambda m: (m.published, m.id))[:limit]


def by_author(db: sqlite3.Connection, platform: str, who: str, limit: int = 50) -> list[Mention]:
    """The newest of one author, copies too."""
    table, first, values = "mention m", "1", [who.strip(), who.strip(), platform, limit]
    if _TOKEN.search(who):
        table, first = "words w CROSS JOIN mention m ON m.id = w.rowid", "words MATCH ?"
        values.insert(0, _author_expression(who))
    order = "w.rowid" if _TOKEN.search(who) else "m.id"
    sql = f"FROM {table} WHERE {first} AND {_EXACT} AND m.platform = ? ORDER BY {order} DESC LIMIT ?"
    return mentions_of(db.execute(f"SELECT {COLUMNS} {sql}", values))


def wordings(db: sqlite3.Connection, mention: int) -> list[Mention]:
    """Former wordings, oldest first."""
    sql = "SELECT was FROM wording WHERE mention = ? ORDER BY revision"
    return [_was.decode(row[0]) for row in db.execute(sql, (mention,))]


def raw(db: sqlite3.Connection, mention: int) -> str | None:
    """The text as received, if cleaning changed it."""
    row = db.execute("SELECT raw FROM mention WHERE id = ?", (mention,)).fetchone()
    return None if row is None or row[0] is None else bytes(row[0]).decode("utf-8", "surrogatepass")


def evidence(db: sqlite3.Connection, mention: int) -> Evidence | None:
    """The answer that brought it."""
    row = db.execute(
        "SELECT e.sha256, s.name, e.fetched, e.body FROM mention m JOIN evidence e ON e.id = m.evidence "
        "JOIN source s ON s.id = e.source WHERE m.id = ?",
        (mention,),
    ).fetchone()
    return None if row is None else Evidence(bytes(row[0]), str(row[1]), int(row[2]), zlib.decompress(row[3]))


# -- from a Query to SQL -----------------------------------------------------------------------------------------

_SHORTEST: Final = 3
_LAST = re.compile(r"[^\W_]+$")
_TOKEN = re.compile(r"[^\W_]")
_PIECE = re.compile(r'"([^"]*)("?)|([^\s"]+)')


class _Match(msgspec.Struct):
    """A SELECT in the making."""

    ident: str
    sql: str
    values: list[object]


def expression(text: str) -> str:
    """What a person typed, as an FTS5 expression that cannot be wrong. Empty if there is no word in it.

    Every word must be there; words in straight quotes stand together; the last word may be a beginning, of three
    letters at least (fewer begin too many words to look through in time).
    """
    text = clean(text, longest=500).text
    pieces = [
        (m.group(1) if m.group(3) is None else m.group(3), m.group(2) == '"', m.end()) for m in _PIECE.finditer(text)
    ]
    parts = [
        f'"{piece}"' + ("*" if not closed and end == len(text) and _begins(piece) else "")
        for piece, closed, end in pieces
        if _TOKEN.search(piece)
    ]
    return " ".join(parts)


def _begins(piece: str) -> bool:
    """Whether its last word is long enough to be a beginning. Scripts without blanks say much in one character."""
    last = _LAST.search(piece)
    return last is not None and (len(last.group()) >= _SHORTEST or not last.group().isascii())


def _matching(query: Query, before: int | None) -> _Match | None:
    """None if nothing can match."""
    words = [expression(query.text)]
    if query.text.strip() and not words[0]:
        return None
    if _TOKEN.search(query.author):
        words.append(_author_expression(query.author))
    words = [f"({part})" for part in words if part]
    where: list[str] = []
    values: list[object] = []
    if words:
        ident, table = "w.rowid", "words w CROSS JOIN mention m ON m.id = w.rowid"
        where, values = ["words MATCH ?"], [" AND ".join(words)]
    else:
        ident, table = "m.id", "mention m"
    if before is not None:
        where.append(f"{ident} < ?")
        values.append(before)
    _narrow(query, where, values)
    return _Match(ident, f"FROM {table} WHERE {' AND '.join(where)}", values)


def _narrow(query: Query, where: list[str], values: list[object]) -> None:
    def also(condition: str, *more: object) -> None:
        where.append(condition)
        values.extend(more)

    if query.copies_of:
        also("m.pos IS NULL AND m.head = ?", query.copies_of)
    else:
        also("m.pos IS NOT NULL")
    if query.author:
        also(_EXACT, query.author.strip(), query.author.strip())
    if query.source:
        also("m.source = (SELECT id FROM source WHERE name = ?)", query.source)
    if query.platform:
        also("m.platform = ?", query.platform)
    if query.since is not None:
        # ids rise with time, all but exactly: the first bound makes it fast, the second makes it right
        also("m.id >= (SELECT min(+id) FROM mention WHERE pos IS NOT NULL AND first_seen >= ?)", query.since)
        also("m.first_seen >= ?", query.since)
    if query.needs_answer:
        also("m.needs = 1")
    if query.only is not None:
        also("m.id IN (SELECT value FROM json_each(?))", _listed(query.only))
    if query.without:
        also("m.id NOT IN (SELECT value FROM json_each(?))", _listed(query.without))


_EXACT: Final = "(trim(m.handle) = ? OR (trim(m.handle) = '' AND trim(m.author) = ?))"


def _author_expression(who: str) -> str:
    name = clean(who).text.replace('"', " ")
    return f'{{author handle}} : "{name}"'


def _listed(wanted: Iterable[int]) -> str:
    return msgspec.json.encode([int(i) for i in wanted]).decode()
