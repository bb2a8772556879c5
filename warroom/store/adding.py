"""Batches of mentions on their way into SQLite: known, changed, new or copy, all in one transaction."""

# ruff: noqa: S608 - statements are put together from constants of this package; values are always bound

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from warroom.domain.mention import Mention
from warroom.domain.tone import is_negative
from warroom.store.protocols import BIN, AddResult, Evidence, NewMention
from warroom.store.rows import COLUMNS, SourceNumbers, feed_length, mentions_of, rest_of

_INSERT: Final = f"INSERT INTO mention VALUES ({', '.join('?' * 20)})"
_WORDS: Final = "INSERT INTO words(rowid, title, text, author, handle) VALUES (?, ?, ?, ?, ?)"
_COUNT: Final = """
    INSERT INTO volume VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    mentions = mentions + excluded.mentions, negative = negative + excluded.negative,
    scored = scored + excluded.scored, one_star = one_star + excluded.one_star, reach = reach + excluded.reach,
    press = press + excluded.press, influencer = influencer + excluded.influencer
"""


def add(
    db: sqlite3.Connection,
    batch: Sequence[NewMention],
    evidence: Sequence[Evidence] = (),
    cursors: Mapping[str, bytes] | None = None,
) -> AddResult:
    """Inside a transaction: see :meth:`warroom.store.protocols.Mentions.add`."""
    try:
        return _Batch(db, batch, evidence).add(cursors or {})
    except UnicodeEncodeError:
        return _Batch(db, [_encodable(new) for new in batch], evidence).add(cursors or {})


_Wording: TypeAlias = tuple[str, str, int | None]
"""Title, text, stars."""


class _Batch:
    """One batch while it is being sorted."""

    def __init__(self, db: sqlite3.Connection, batch: Sequence[NewMention], evidence: Sequence[Evidence]) -> None:
        self.db, self.batch = db, batch
        self.sources = SourceNumbers(db)
        self.bodies = {body.sha256: body for body in evidence}
        self.kept: dict[bytes, int | None] = {}
        self.ids: list[int] = []
        self.heads: list[int] = []
        """For every mention of the batch: the head of its group."""
        self.fresh: list[tuple[Mention, NewMention]] = []
        self.changed: list[tuple[int, NewMention]] = []
        self.worded: dict[int, set[_Wording]] = {}
        """For every mention that looked changed: all that it is known to have said."""
        self.known = 0
        self.grown: dict[int, int] = {}

    def add(self, cursors: Mapping[str, bytes]) -> AddResult:
        db = self.db
        last = db.execute("SELECT coalesce(max(id), 0) FROM mention").fetchone()[0]
        rows = feed_length(db)
        self._sort(last)
        self._insert(rows)
        revised = tuple(revise(db, ident, new, self._evidence(new)) for ident, new in self.changed)
        for name, cursor in cursors.items():
            db.execute("UPDATE source SET cursor = ? WHERE id = ?", (cursor, self.sources[name]))
        copied = self._grow()
        added = tuple(replace(m, copies=self.grown[m.id]) if m.id in self.grown else m for m, _ in self.fresh)
        heads = sum(m.head == m.id for m in added)
        return AddResult(
            ids=tuple(self.ids), added=added, rows=rows + heads, revised=revised, known=self.known, copied=copied
        )

    def _sort(self, last: int) -> None:
        here = self._stored()
        for new in self.batch:
            m = new.mention
            key = (m.native_id, self.sources[m.source])
            before = here.get(key)
            if before is None:
                last += 1
                ident, head = last, last
                if new.head is not None or new.like is not None:
                    head = self._head(new) or last
                    if head != last:
                        self.grown[head] = self.grown.get(head, 0) + 1
                self.fresh.append((replace(m, id=last, head=head, copies=0, revision=0), new))
                here[key] = (last, head, m.title, m.text, m.rating)
            else:
                ident, head, *_ = before
                if self._said(ident, before[2:], (m.title, m.text, m.rating)):
                    self.known += 1
                else:
                    self.changed.append((ident, new))
            self.ids.append(ident)
            self.heads.append(head)

    def _stored(self) -> dict[tuple[str, int], tuple[int, int, str, str, int | None]]:
        """What is stored under the names of this batch (and perhaps under the same name in another source)."""
        names = msgspec.json.encode([new.mention.native_id for new in self.batch])
        columns = "m.native, m.source, m.id, m.head, m.title, m.text, m.rating"
        if b"\\u0000" in names:  # SQLite's JSON ends a text there
            sql = f"SELECT {columns} FROM mention m WHERE m.native = ?"
            found = [row for new in self.batch for row in self.db.execute(sql, (new.mention.native_id,))]
        else:
            sql = f"SELECT {columns} FROM json_each(?) j CROSS JOIN mention m ON m.native = j.value"
            found = self.db.execute(sql, (names.decode(),)).fetchall()
        return {(row[0], row[1]): row[2:] for row in found}

    def _said(self, ident: int, now: _Wording, wording: _Wording) -> bool:
        """Whether a mention is known to have said this, now or before; if not, from here on it is.

        Some feeds give one id to several items, again in every answer: none of their wordings may be lost, and none
        may count as an edit twice.
        """
        if wording == now:
            return True
        if ident not in self.worded:
            rows = self.db.execute("SELECT was FROM wording WHERE mention = ?", (ident,))
            earlier = (msgspec.json.decode(row[0], type=Mention) for row in rows)
            self.worded[ident] = {now, *((m.title, m.text, m.rating) for m in earlier)}
        said = wording in self.worded[ident]
        self.worded[ident].add(wording)
        return said

    def _head(self, new: NewMention) -> int:
        if new.head is not None:
            row = self.db.execute("SELECT head FROM mention WHERE id = ?", (new.head,)).fetchone()
            if row:
                return int(row[0])
        if new.like is not None and 0 <= new.like < len(self.heads):
            return self.heads[new.like]
        return 0

    def _insert(self, pos: int) -> None:
        rows, words = [], []
        bins: dict[tuple[int, str, str], list[int]] = {}
        for m, new in self.fresh:
            own = m.head == m.id
            rows.append((
                m.id, pos if own else None, m.native_id, self.sources[m.source], m.platform, m.author, m.handle,
                m.title, m.text, m.reply_to, m.published, m.first_seen, m.needs_answer, m.rating, m.head, 0, 0,
                rest_of(m), new.raw.encode("utf-8", "surrogatepass") if new.raw else None,
                self._evidence(new) if new.evidence else None,
            ))  # fmt: skip
            words.append((m.id, m.title, m.text, m.author, m.handle))
            pos += own
            key = (m.published - m.published % BIN, m.source, m.platform)
            sums = bins.get(key)
            _tally(bins.setdefault(key, [0] * 7) if sums is None else sums, m)
        self.db.executemany(_INSERT, rows)
        self.db.executemany(_WORDS, words)
        self.db.executemany(
            _COUNT, [(at, self.sources[source], platform, *sums) for (at, source, platform), sums in bins.items()]
        )

    def _grow(self) -> dict[int, int]:
        for head, more in self.grown.items():
            self.db.execute("UPDATE mention SET copies = copies + ? WHERE id = ?", (more, head))
        for head in self.grown:
            self.grown[head] = int(self.db.execute("SELECT copies FROM mention WHERE id = ?", (head,)).fetchone()[0])
        return dict(self.grown)

    def _evidence(self, new: NewMention) -> int | None:
        """The number of the answer it came in, kept from now on if it came with the batch."""
        sha = new.evidence
        if not sha:
            return None
        if sha not in self.kept:
            if body := self.bodies.get(sha):
                self.db.execute(
                    "INSERT OR IGNORE INTO evidence(sha256, source, fetched, body) VALUES (?, ?, ?, ?)",
                    (sha, self.sources[body.source], body.fetched, zlib.compress(body.body)),
                )
            row = self.db.execute("SELECT id FROM evidence WHERE sha256 = ?", (sha,)).fetchone()
            self.kept[sha] = row[0] if row else None
        return self.kept[sha]


def _tally(sums: list[int], m: Mention) -> None:
    sums[0] += 1
    if m.tone is not None:
        sums[1] += is_negative(m.tone)
        sums[2] += 1
    sums[3] += m.rating == 1
    sums[4] += m.reach or 0
    if m.flags:
        sums[5] += "press" in m.flags
        sums[6] += "influencer" in m.flags


def revise(db: sqlite3.Connection, ident: int, new: NewMention, evidence: int | None) -> Mention:
    """Inside a transaction: the stored mention says what ``new`` says; what it said before is kept beside it."""
    row = db.execute(f"SELECT {COLUMNS}, m.raw, m.evidence FROM mention m WHERE m.id = ?", (ident,)).fetchone()
    (was,) = mentions_of([row[:-2]])
    m = new.mention
    now = replace(
        m, id=ident, first_seen=was.first_seen, published=was.published, head=was.head, copies=was.copies,
        revision=was.revision + 1, flags=m.flags if "edited" in m.flags else (*m.flags, "edited"),
    )  # fmt: skip
    db.execute("INSERT INTO wording VALUES (?, ?, ?, ?, ?)", (ident, was.revision, msgspec.json.encode(was), *row[-2:]))
    db.execute(
        "INSERT INTO words(words, rowid, title, text, author, handle) VALUES ('delete', ?, ?, ?, ?, ?)",
        (ident, was.title, was.text, was.author, was.handle),
    )
    db.execute(
        "UPDATE mention SET author = ?, handle = ?, title = ?, text = ?, reply_to = ?, needs = ?, rating = ?, "
        "revision = ?, rest = ?, raw = ?, evidence = ? WHERE id = ?",
        (
            m.author, m.handle, m.title, m.text, m.reply_to, m.needs_answer, m.rating, now.revision, rest_of(now),
            new.raw.encode("utf-8", "surrogatepass") if new.raw else None, evidence, ident,
        ),
    )  # fmt: skip
    db.execute(_WORDS, (ident, m.title, m.text, m.author, m.handle))
    return now


def _encodable(new: NewMention) -> NewMention:
    r"""The same without lone surrogates, which have no form in a database: each becomes ``\udc80`` in letters."""
    fields = {
        name: value.encode("utf-8", "backslashreplace").decode()
        for name in new.mention.__struct_fields__
        if isinstance(value := getattr(new.mention, name), str)
    }
    return replace(new, mention=replace(new.mention, **fields))
