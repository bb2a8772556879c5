"""The record and its proof at a room's host: so that verifying and exporting never open a file that is in use.

The host hands out what is stored, page by page and believed by nobody; whoever asks follows the chain himself. Each
page is read by a connection of its own, so that it comes from the disk and not from what the host remembers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from warroom.domain.health import SourceHealth
from warroom.domain.mention import Mention
from warroom.record.chain import Guards, Walk
from warroom.record.verify import Finding
from warroom.record.verify_room import follow, guards_of, hold
from warroom.room import wire
from warroom.room.asking import Asking
from warroom.store import journal
from warroom.store.chain import read_record
from warroom.store.protocols import Row, Sealed, Volume
from warroom.store.reading import look
from warroom.store.trouble import in_words

MOST_BYTES: Final = 4 << 20
"""Bytes of one page of the log, but at least one row."""
LONGEST_ROW: Final = 32 << 20
"""Bytes of a row that is handed out at all."""
MOST_ROWS: Final = 1_000
_PAGE: Final = 500


def rows(folder: Path, since: int, limit: int) -> list[Row]:
    """A page of the log as it is stored. For the host: blocks. Raises StoreError, or ValueError in words."""
    with in_words(str(folder)), look(folder) as db:
        db.text_factory = bytes
        return list(_page(db, since, max(0, min(limit, MOST_ROWS))))


def guards(folder: Path) -> Guards:
    """What the file says beside its rows. For the host: blocks. Raises StoreError."""
    with in_words(str(folder)), look(folder) as db:
        return guards_of(db)


def _page(db: sqlite3.Connection, since: int, limit: int) -> Iterator[Row]:
    left = MOST_BYTES
    for row in journal.rows(db, since, limit):
        size = sum(len(cell) for cell in row if isinstance(cell, bytes))
        if size > LONGEST_ROW:
            raise ValueError(f"Entry {row[0]} is too long to be handed out: {size:,} bytes. End the host, then verify.")
        if size > left < MOST_BYTES:
            return
        left -= size
        yield row


# -- at the other end ------------------------------------------------------------------------------------------------


def checked(line: Asking) -> Finding:
    """What the log of a host's room holds, followed here, to an end that may move. Raises SaidNoError or GoneError."""
    found = Finding(what="room database, read by its host", walk=Walk(), notes=[])
    guards: Guards
    while True:
        before = found.walk.size
        found.fault = follow(found.walk, pages(line, before))
        guards = line.ask(wire.Guarded())
        if found.fault or guards.size <= found.walk.size or found.walk.size == before:
            break  # the last: entries that the head names are not there
    hold(found, guards)
    return found


class FarShelf:
    """The material of an export, at the host."""

    def __init__(self, line: Asking) -> None:
        self._line = line
        self._room = ""

    def sealed(self) -> list[Sealed]:
        """The whole log. Raises Damaged if it is not what it was."""
        found = journal.opened(pages(self._line), 0, "")
        self._room = read_record(found[-1].record).room if found else ""
        return found

    def mentions(self, ids: Sequence[int]) -> Mapping[int, Mention]:
        """These mentions."""
        found: dict[int, Mention] = {}
        for at in range(0, len(ids), _PAGE):
            found.update(self._line.ask(wire.Mentions(tuple(ids[at : at + _PAGE]))))
        return found

    def needing(self, since: int) -> Sequence[tuple[int, int]]:
        """Those that need an answer."""
        found: list[tuple[int, int]] = []
        while more := self._line.ask(wire.Needing(since, found[-1][0] if found else 0)):
            found += more
        return found

    def health(self) -> Sequence[SourceHealth]:
        """How every source is."""
        return self._line.known.health

    def volume(self, since: int) -> Sequence[Volume]:
        """The rollup since then."""
        found: list[Volume] = []
        while more := self._line.ask(wire.Volumes(found[-1].bin + 1 if found else since)):
            found += more
        return found

    def room(self) -> str:
        """The room's own id, as its log says it."""
        return self._room


def pages(line: Asking, since: int = 0) -> Iterator[Row]:
    """Every row of the log after this entry, to its end."""
    while page := line.ask(wire.Sealed(since, _PAGE)):
        yield from page
        since = page[-1][0]
