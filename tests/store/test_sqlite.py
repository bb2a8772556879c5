"""The room in one SQLite file: the contract, and what is SQLite's own to promise."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.contract import StoreContract
from tests.store.making import NOON, ROOM, chained, heard, note
from warroom.record.verify import verify
from warroom.store import feed, journal, schema
from warroom.store.errors import Busy, Damaged, DiskFull, NewerRoom, NotARoom, Overtaken, StorageFailed, StoreError
from warroom.store.files import FolderLock
from warroom.store.opening import connect_writer, copy
from warroom.store.protocols import Query, Store
from warroom.store.reading import look
from warroom.store.sqlite import SqliteStore

HARNESS = Path(__file__).with_name("harness.py")


def opened(folder: Path) -> SqliteStore:
    return SqliteStore(folder, room=ROOM, now=NOON)


class TestSqlite(StoreContract):
    opened = staticmethod(opened)


def harness(*arguments: object) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.harness", *map(str, arguments)],
        cwd=HARNESS.parents[2], capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_store_is_a_store(tmp_path):
    store: Store = opened(tmp_path)
    assert store.room == ROOM


# -- dying -----------------------------------------------------------------------------------------------------------


def test_nothing_that_was_acknowledged_is_lost_in_20_kills(tmp_path):
    told = harness("kill", tmp_path / "room", 20, 1)
    assert told["lost"] == 0
    assert told["unsound"] == []
    assert told["acknowledged"] > 20


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_that_was_acknowledged_is_lost_in_200_kills(tmp_path):
    told = harness("kill", tmp_path / "room", 200, 2)
    assert told["lost"] == 0
    assert told["unsound"] == []
    assert told["acknowledged"] > 200


def test_a_disk_that_refuses_loses_nothing_and_says_so(tmp_path):
    told = harness("limit", tmp_path / "room", 400_000)
    assert told["error"] == "StorageFailed"
    assert "disk refused" in told["words"]
    assert told["readable"] == told["acknowledged"] > 0
    assert verify(tmp_path / "room").code == 0


async def test_a_full_disk_writes_nothing_and_goes_on_once_there_is_space(tmp_path):
    async with opened(tmp_path) as store:
        await store.append(chained([note("one")]), after=0)
        pages = await store._writer.run(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        await store._writer.run(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 2}"))
        with pytest.raises(DiskFull, match="disk is full"):
            await store.append(chained([note("x" * 5_000)] * 10, await store.head()), after=1)
        with pytest.raises(DiskFull):
            await store.add([heard("1", text="y" * 20_000)])
        assert (await store.head()).size == 1
        assert await store.count() == 0
        await store._writer.run(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
        await store.append(chained([note("two")], await store.head()), after=1)
        assert [s.entry.payload.text for s in await store.read()] == ["one", "two"]
    assert verify(tmp_path).code == 0


async def test_a_disk_that_broke_its_promise_once_is_not_believed_again(tmp_path):
    def broken(db):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC"
        raise error

    async with opened(tmp_path) as store:
        with pytest.raises(StorageFailed, match="SQLITE_IOERR_FSYNC"):
            await store._write(broken)
        with pytest.raises(StorageFailed, match="Restart the host"):
            await store.append(chained([note("one")]), after=0)


# -- one at a time, and many beside it -------------------------------------------------------------------------------


async def test_the_second_host_is_told_who_has_the_room(tmp_path):
    async with opened(tmp_path):
        with pytest.raises(Busy) as told:
            async with SqliteStore(tmp_path, room=ROOM, now=NOON + 5):
                pass
        assert (told.value.pid, told.value.since) == (os.getpid(), NOON)
        assert told.value.user
    async with opened(tmp_path) as store:
        assert await store.count() == 0


@pytest.mark.parametrize("waited", [0.0, 0.0005, 0.002, 0.005, 0.02])
async def test_an_opening_that_is_called_off_leaves_no_thread_behind_that_still_makes_files(tmp_path, waited):
    for n in range(4):
        folder = tmp_path / str(n)
        begun = asyncio.ensure_future(opened(folder).__aenter__())
        await asyncio.sleep(waited)
        begun.cancel()
        done = (await asyncio.gather(begun, return_exceptions=True))[0]
        if isinstance(done, SqliteStore):  # it was faster than we
            await done.__aexit__(None, None, None)
        if folder.exists():
            shutil.rmtree(folder)
        await asyncio.sleep(0.02)
        assert not folder.exists()
        async with opened(folder):  # and nobody holds its lock
            pass


def test_a_child_that_outlives_the_host_does_not_hold_the_room(tmp_path):
    host = FolderLock(tmp_path, now=NOON)
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(told, b"x")
        signal.pause()
        os._exit(0)
    try:
        os.read(ready, 1)
        with pytest.raises(Busy):
            FolderLock(tmp_path, now=NOON)
        os.close(host._fd)  # as when the host is killed: nothing is said, the file is just closed
        FolderLock(tmp_path, now=NOON).release()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(told)


async def test_readers_beside_the_host_see_what_is_committed_and_never_half_a_batch(tmp_path):
    seen: list[int] = []

    def reads() -> None:
        with look(tmp_path) as db:
            for _ in range(60):
                seen.append(feed.count(db))
                assert len(journal.read(db)) == journal.read_head(db).size

    async with opened(tmp_path) as store:
        await store.add([heard("0")])
        reader = asyncio.create_task(asyncio.to_thread(reads))
        for batch in range(20):
            await store.add([heard(f"{batch}:{n}") for n in range(50)])
        await reader
    assert all(count % 50 == 1 for count in seen)


async def test_a_look_from_outside_leaves_nothing_behind_and_cannot_write(tmp_path):
    async with opened(tmp_path) as store:
        await store.append(chained([note("one")]), after=0)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with look(tmp_path) as db:
        assert journal.read_head(db).size == 1
        with pytest.raises(sqlite3.OperationalError, match=r"readonly|read-only"):
            db.execute("DELETE FROM volume")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_what_a_dead_host_left_in_the_write_ahead_log_is_read(tmp_path):
    told = harness("die", tmp_path / "room", 5)
    assert (tmp_path / "room" / "room.db-wal").stat().st_size > 0
    with look(tmp_path / "room") as db:
        assert journal.read_head(db).size == told["acknowledged"] == 5


# -- files -----------------------------------------------------------------------------------------------------------


async def test_the_room_is_for_its_owner_only(tmp_path):
    async with opened(tmp_path / "room") as store:
        await store.add([heard("1")])
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "room").iterdir()}
        assert stat.S_IMODE((tmp_path / "room").stat().st_mode) == 0o700
        assert set(modes.values()) == {0o600}, modes
        assert {"room.db", "room.db-wal", "room.lock"} <= set(modes)


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\xff" * 4000])
async def test_a_file_that_is_no_room_is_left_alone(tmp_path, content):
    (tmp_path / "room.db").write_bytes(content)
    with pytest.raises((NotARoom, Damaged)):
        async with opened(tmp_path):
            pass
    assert (tmp_path / "room.db").read_bytes() == content


async def test_somebody_elses_database_is_left_alone(tmp_path):
    other = sqlite3.connect(tmp_path / "room.db")
    other.execute("CREATE TABLE log(x)")
    other.commit()
    other.close()
    before = (tmp_path / "room.db").read_bytes()
    with pytest.raises(NotARoom, match="not a room's"):
        async with opened(tmp_path):
            pass
    assert (tmp_path / "room.db").read_bytes() == before


async def test_a_room_of_a_later_version_is_left_alone(tmp_path, monkeypatch):
    async with opened(tmp_path) as store:
        await store.append(chained([note("one")]), after=0)
    db = sqlite3.connect(tmp_path / "room.db")
    db.execute(f"PRAGMA user_version = {schema.newest() + 1}")
    db.close()
    before = (tmp_path / "room.db").read_bytes()
    with pytest.raises(NewerRoom, match="later warroom"):
        async with opened(tmp_path):
            pass
    assert (tmp_path / "room.db").read_bytes() == before
    assert verify(tmp_path).code == 3


async def test_an_older_room_is_copied_first_and_then_brought_up_to_date(tmp_path, monkeypatch):
    async with opened(tmp_path) as store:
        await store.append(chained([note("one")]), after=0)

    def second(db):
        db.execute("ALTER TABLE source ADD COLUMN colour TEXT")

    before = schema.newest()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, second))
    async with opened(tmp_path) as store:
        assert (await store.head()).size == 1
        assert await store._reader.run(schema.version) == schema.newest()
    backup = sqlite3.connect(tmp_path / f"room.db.v{before}")
    assert schema.version(backup) == before
    backup.close()


async def test_a_migration_that_fails_leaves_the_room_as_it_was(tmp_path, monkeypatch):
    async with opened(tmp_path) as store:
        await store.append(chained([note("one")]), after=0)

    def second(db):
        db.execute("ALTER TABLE source ADD COLUMN colour TEXT")
        db.execute("INSERT INTO nowhere VALUES (1)")

    released = schema.MIGRATIONS
    monkeypatch.setattr(schema, "MIGRATIONS", (*released, second))
    with pytest.raises(StoreError):
        async with opened(tmp_path):
            pass
    monkeypatch.setattr(schema, "MIGRATIONS", released)
    async with opened(tmp_path) as store:
        assert (await store.head()).size == 1


def test_no_statement_changes_or_removes_an_entry(tmp_path):
    async def written() -> None:
        async with opened(tmp_path) as store:
            await store.append(chained([note("one"), note("two")]), after=0)

    asyncio.run(written())
    db = connect_writer(tmp_path / "room.db")
    for statement in (
        "UPDATE log SET record = x'00'", "DELETE FROM log WHERE seq = 2", "UPDATE payload SET body = x'00'",
        "DELETE FROM payload", "DELETE FROM head", "REPLACE INTO log VALUES (1, x'00', x'00')",
    ):  # fmt: skip
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            db.execute(statement)
    db.close()
    assert verify(tmp_path).code == 0


async def test_an_entry_that_was_changed_on_disk_is_named_when_the_log_is_read(tmp_path):
    async with opened(tmp_path) as store:
        await store.append(chained([note("one"), note("Hold statement three"), note("three")]), after=0)
    path = tmp_path / "room.db"
    path.write_bytes(path.read_bytes().replace(b"Hold statement three", b"Hold statement nine!"))
    async with opened(tmp_path) as store:
        with pytest.raises(Damaged, match="Entry 2") as told:
            await store.read()
        assert told.value.seq == 2


async def test_searching_survives_an_odd_name_for_an_author(tmp_path):
    async with opened(tmp_path) as store:
        ids = (await store.add([heard("1", handle="", author="\U0001f600\U0001f600")])).ids
        assert list(await store.ids(Query(author="\U0001f600\U0001f600"))) == list(ids)


def test_a_copy_of_nothing_is_an_error_in_words(tmp_path):
    with pytest.raises(StoreError):
        copy(tmp_path / "missing.db", tmp_path / "copy.db")
    assert not list(tmp_path.iterdir())


async def test_who_lost_the_race_can_read_on_and_try_again(tmp_path):
    async with opened(tmp_path) as store:
        await store.append(chained([note("one")]), after=0)
        with pytest.raises(Overtaken):
            await store.append(chained([note("mine")]), after=0)
        head = await store.head()
        await store.append(chained([note("mine")], head), after=head.size)
        assert [s.entry.payload.text for s in await store.read()] == ["one", "mine"]
