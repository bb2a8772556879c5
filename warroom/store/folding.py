"""Folds the write-ahead log into the file, beside the writer.

Left to SQLite, whoever commits the page that is one too many does it: twelve megabytes and two fsyncs, up to two
seconds on a busy disk, while an entry waits. Here a connection of its own does it often and in small pieces; a
passive checkpoint makes no writer wait (SQLite, "Write-Ahead Logging", 2.1).
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from warroom.store import opening
from warroom.store.errors import StoreError
from warroom.store.thread import Thread
from warroom.store.trouble import fsync_failed

EVERY: Final = 2.0
"""Seconds from a commit until its pages are folded in."""


class Folding:
    """Begun with the first commit: a room that is only looked at needs none."""

    def __init__(self, path: Path) -> None:
        """``path``: the database file."""
        self._path = path
        self._written, self._over = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.broken = False
        """The disk refused to promise that the file is kept. After that a second promise may be a lie."""

    def wrote(self) -> None:
        """Something was committed."""
        self._written.set()
        if self._task is None:
            self._task = asyncio.create_task(self._go_on(), name="folding")

    async def end(self) -> None:
        """Stop once nothing is under way. What is left, the writer folds when it closes."""
        if self._task is not None:
            self._over.set()
            self._written.set()
            await asyncio.wait([self._task])

    async def _go_on(self) -> None:
        async with AsyncExitStack() as stack:
            worker: Thread | None = None
            while not self.broken:
                await self._written.wait()
                if await self._ends_within(EVERY):
                    return
                self._written.clear()
                try:
                    if worker is None:
                        worker = await stack.enter_async_context(Thread(lambda: opening.connect_folding(self._path)))
                    await worker.run(_fold)
                except sqlite3.Error as error:  # a full disk, perhaps: the log keeps everything until there is room
                    self.broken = fsync_failed(error)
                except StoreError:
                    continue

    async def _ends_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return False
        return True


def _fold(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
