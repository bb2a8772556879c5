"""The store in one SQLite file. Import it late: it brings aiosqlite along.

Two threads: one connection writes, one reads, so that a window of the feed does not wait behind a batch. Each
operation is one trip to its thread. A third folds the write-ahead log into the file. Nothing else may write to the
file: the folder is locked as long as it is open.
"""

from __future__ import annotations

import asyncio
import sqlite3
from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from warroom.domain.health import SourceHealth
from warroom.domain.mention import Mention
from warroom.store import adding, feed, journal, opening, rollup
from warroom.store.errors import StorageFailed
from warroom.store.files import DATABASE, FolderLock, private_folder
from warroom.store.folding import Folding
from warroom.store.protocols import AddResult, Evidence, Head, NewMention, Query, Sealed, Volume
from warroom.store.thread import Thread
from warroom.store.trouble import fsync_failed, in_words, translated

T = TypeVar("T")


class SqliteStore:
    """A :class:`warroom.store.protocols.Store` in ``folder/room.db``.

    Use it as an async context manager: an aiosqlite connection that is not closed keeps the process alive.
    """

    def __init__(self, folder: Path, *, room: str, now: int) -> None:
        """``room``: the id that a new room gets; an old one keeps its own. ``now``: ms UTC, for the lock file."""
        self._folder, self._path = folder, folder / DATABASE
        self._room, self._now = room, now
        self._stack = AsyncExitStack()
        self._writer: Thread | None = None
        self._reader: Thread | None = None
        self._folding = Folding(self._path)
        self._failed = False

    @property
    def room(self) -> str:
        """The room's own id."""
        return self._room

    @property
    def path(self) -> Path:
        """The database file."""
        return self._path

    async def __aenter__(self) -> Self:
        begun = asyncio.ensure_future(self._open())
        try:
            await asyncio.shield(begun)
        except BaseException:
            await asyncio.wait([begun])  # a thread cannot be called off: it would go on making files after the end
            if not begun.cancelled():
                begun.exception()  # seen: the one that is raised here came first
            await self._stack.aclose()
            raise
        return self

    async def _open(self) -> None:
        await asyncio.to_thread(self._prepare)
        self._writer = await self._stack.enter_async_context(Thread(lambda: opening.connect_writer(self._path)))
        self._reader = await self._stack.enter_async_context(Thread(lambda: opening.connect_reader(self._path)))
        self._stack.push_async_callback(self._folding.end)
        self._room = await self._read(opening.room_of)

    def _prepare(self) -> None:
        private_folder(self._folder)
        self._stack.callback(FolderLock(self._folder, now=self._now).release)
        opening.prepare(self._path, self._room)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # the writer closes last of the two, so that it can fold the write-ahead log into the file
        await self._stack.aclose()
        self._writer = self._reader = None

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._reader is None:
            raise StorageFailed(f"{self._path} is not open.")
        with in_words(str(self._path)):
            return await self._reader.run(work)

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The result of ``work`` once it is durable; nothing of it is kept if anything went wrong."""
        if self._writer is None:
            raise StorageFailed(f"{self._path} is not open.")
        if self._failed or self._folding.broken:
            raise StorageFailed(
                f"{self._path}: the disk refused to keep what was written. Restart the host, then verify."
            )
        try:
            result = await self._writer.run(lambda db: _in_transaction(db, work))
        except sqlite3.Error as error:
            self._failed = self._failed or fsync_failed(error)
            raise translated(error, str(self._path)) from error
        self._folding.wrote()
        return result

    # -- the journal

    async def append(self, sealed: Sequence[Sealed], *, after: int) -> None:
        """See :class:`~warroom.store.protocols.Journal`."""
        if sealed:
            await self._write(lambda db: journal.append(db, sealed, after))

    async def read(self, since: int = 0, limit: int | None = None) -> list[Sealed]:
        """See :class:`~warroom.store.protocols.Journal`."""
        return await self._read(lambda db: journal.read(db, since, limit))

    async def head(self) -> Head:
        """See :class:`~warroom.store.protocols.Journal`."""
        return await self._read(journal.read_head)

    # -- mentions

    async def add(
        self,
        batch: Sequence[NewMention],
        *,
        evidence: Sequence[Evidence] = (),
        cursors: Mapping[str, bytes] | None = None,
    ) -> AddResult:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._write(lambda db: adding.add(db, batch, evidence, cursors))

    async def rows(self, first: int, last: int) -> list[Mention]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.rows(db, first, last))

    async def pos(self, mention: int) -> int | None:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.pos(db, mention))

    async def ids(self, query: Query, *, before: int | None = None, limit: int = 1000) -> array[int]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.ids(db, query, before, limit))

    async def newest(self, query: Query, limit: int = 50) -> list[Mention]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.newest(db, query, limit))

    async def count(self, query: Query | None = None) -> int:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.count(db, query))

    async def get(self, ids: Sequence[int]) -> dict[int, Mention]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.get(db, ids))

    async def thread(self, mention: int, limit: int = 50) -> list[Mention]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.thread(db, mention, limit))

    async def by_author(self, platform: str, who: str, limit: int = 50) -> list[Mention]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.by_author(db, platform, who, limit))

    async def wordings(self, mention: int) -> list[Mention]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.wordings(db, mention))

    async def raw(self, mention: int) -> str | None:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.raw(db, mention))

    async def evidence(self, mention: int) -> Evidence | None:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.evidence(db, mention))

    async def needing(self, since: int = 0, after: int = 0, limit: int = -1) -> list[tuple[int, int]]:
        """See :class:`~warroom.store.protocols.Mentions`."""
        return await self._read(lambda db: feed.needing(db, since, after, limit))

    # -- sources and volume

    async def cursor(self, source: str) -> bytes:
        """See :class:`~warroom.store.protocols.Sources`."""
        return await self._read(lambda db: rollup.cursor(db, source))

    async def remember_cursor(self, source: str, cursor: bytes) -> None:
        """See :class:`~warroom.store.protocols.Sources`."""
        await self._write(lambda db: rollup.remember_cursor(db, source, cursor))

    async def health(self) -> list[SourceHealth]:
        """See :class:`~warroom.store.protocols.Sources`."""
        return await self._read(rollup.health)

    async def remember_health(self, health: Sequence[SourceHealth]) -> None:
        """See :class:`~warroom.store.protocols.Sources`."""
        await self._write(lambda db: rollup.remember_health(db, health))

    async def drafts(self, person: str) -> dict[str, str]:
        """See :class:`~warroom.store.protocols.Drafts`."""
        return await self._read(lambda db: rollup.drafts(db, person))

    async def keep_draft(self, person: str, about: str, text: str, at: int) -> None:
        """See :class:`~warroom.store.protocols.Drafts`."""
        await self._write(lambda db: rollup.keep_draft(db, person, about, text, at))

    async def volume(self, since: int = 0, *, by_source: bool = False) -> list[Volume]:
        """See :class:`~warroom.store.protocols.Volumes`."""
        return await self._read(lambda db: rollup.volume(db, since, by_source=by_source))

    async def remember_volume(self, rows: Sequence[Volume]) -> None:
        """See :class:`~warroom.store.protocols.Volumes`."""
        await self._write(lambda db: rollup.remember_volume(db, rows))

    async def copy_to(self, path: Path) -> None:
        """See :class:`~warroom.store.protocols.Store`."""
        await asyncio.to_thread(opening.copy, self._path, path)


def _in_transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    db.execute("BEGIN IMMEDIATE")
    try:
        result = work(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return result
