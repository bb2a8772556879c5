"""What was written comes into the file itself without anybody's entry waiting for it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.store.making import NOON, ROOM, chained, note
from warroom.store import folding
from warroom.store.errors import StorageFailed
from warroom.store.protocols import Head
from warroom.store.sqlite import SqliteStore


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "EVERY", 0.02)


def in_the_file(path: Path) -> int:
    """Entries in the file itself, whatever the write-ahead log holds."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM log").fetchone()[0])


async def write(store: SqliteStore, head: Head, entries: int = 1) -> Head:
    await store.append(chained([note("Still here")] * entries, head), after=head.size)
    return await store.head()


async def test_entries_come_into_the_file_while_the_room_is_open(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "room", room=ROOM, now=NOON) as store:
        head = await store.head()
        for written in (1, 2):
            head = await write(store, head)
            async with asyncio.timeout(10):
                while in_the_file(store.path) < written:
                    await asyncio.sleep(0.01)


async def test_a_room_that_is_closed_at_once_has_everything_in_its_file(tmp_path: Path) -> None:
    for entries in range(1, 5):
        async with SqliteStore(tmp_path / "room", room=ROOM, now=NOON) as store:
            await write(store, await store.head())
        assert in_the_file(store.path) == entries


async def test_a_full_disk_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    fold = folding._fold

    def full_at_first(db: sqlite3.Connection) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise sqlite3.OperationalError("database or disk is full")
        fold(db)

    monkeypatch.setattr(folding, "_fold", full_at_first)
    async with SqliteStore(tmp_path / "room", room=ROOM, now=NOON) as store:
        head = await write(store, await store.head())
        async with asyncio.timeout(10):
            while not tries:
                await asyncio.sleep(0.01)
            await write(store, head)
            while in_the_file(store.path) < 2:
                await asyncio.sleep(0.01)


async def test_a_disk_that_keeps_nothing_ends_the_writing_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error

    monkeypatch.setattr(folding, "_fold", refused)
    async with SqliteStore(tmp_path / "room", room=ROOM, now=NOON) as store:
        head = await write(store, await store.head())
        async with asyncio.timeout(10):
            while not store._folding.broken:
                await asyncio.sleep(0.01)
        with pytest.raises(StorageFailed, match="refused to keep"):
            await write(store, head)
        assert (await store.head()).size == head.size, "what was acknowledged is there"
