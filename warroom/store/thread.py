"""A connection with a thread of its own. Import it late: it brings aiosqlite along."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Self, TypeVar

import aiosqlite

T = TypeVar("T")


class Thread(aiosqlite.Connection):
    """A connection whose unit of work is a whole function, not a statement: one trip to its thread each."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        """``connect`` opens it, in the thread. Use it as an async context manager."""
        super().__init__(connect, 64)

    async def __aenter__(self) -> Self:
        await self
        return self

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The result of ``work`` on the raw connection."""
        # the one private name used here; aiosqlite is pinned, and tests/store would show its loss at once
        result: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result
