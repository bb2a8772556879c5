"""A room that is killed, starved or left to die, in a process of its own. Prints what it saw as one JSON object.

python -m tests.store.harness kill FOLDER TIMES SEED
python -m tests.store.harness limit FOLDER BYTES
python -m tests.store.harness die FOLDER ENTRIES
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import select
import signal
import sqlite3
import sys
from pathlib import Path

from tests.store.making import NOON, ROOM, chained, heard, note
from warroom.record.verify import verify
from warroom.store.errors import StoreError
from warroom.store.sqlite import SqliteStore


async def _write_on(folder: Path, out: int, seed: int) -> None:
    """Append for ever, one line for each entry once it is durable; mentions pour in meanwhile."""
    rng = random.Random(seed)
    async with SqliteStore(folder, room=ROOM, now=NOON) as store:
        head = await store.head()

        async def flood() -> None:
            for batch in range(1_000_000):
                await store.add([heard(f"{seed}:{batch}:{n}") for n in range(rng.choice((1, 20, 200)))])

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(flood())
            while True:
                sealed = chained([note(f"seed {seed}")] * rng.choice((1, 1, 1, 4)), head)
                await store.append(sealed, after=head.size)
                head = await store.head()
                os.write(out, f"{head.size}\n".encode())


def _killed(folder: Path, rng: random.Random) -> int:
    """Let a child write, kill it at some moment, say how far it had got by its own word."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        asyncio.run(_write_on(folder, write, rng.randrange(1 << 30)))
    os.close(write)
    told = b""
    for _ in range(rng.randrange(1, 12)):
        select.select([read], [], [], 20)
        told += os.read(read, 4096)
    select.select([], [], [], rng.random() * 0.003)  # some moment between two lines
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(read, 4096):
        told += more
    os.close(read)
    return int(told.split()[-1]) if told.endswith(b"\n") else int(told.split()[-2])


def kill(folder: Path, times: int, seed: int) -> dict[str, object]:
    rng = random.Random(seed)
    lost, unsound, acknowledged = 0, [], 0
    for _ in range(times):
        acknowledged = _killed(folder, rng)
        verdict = verify(folder)
        whole = _integrity(folder / "room.db")
        lost += max(0, acknowledged - verdict.size)
        if verdict.code or whole != "ok":
            unsound.append([verdict.code, verdict.lines[0], whole])
    return {"lost": lost, "unsound": unsound, "acknowledged": acknowledged}


def _integrity(path: Path) -> str:
    """SQLite's own check of every page, and that the search index holds exactly the words of the mentions."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    finally:
        db.close()


async def _until_refused(folder: Path, limit: int) -> dict[str, object]:
    async with SqliteStore(folder, room=ROOM, now=NOON) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        size, error = 0, None
        while error is None:
            try:
                sealed = chained([note("x" * 900)], await store.head())
                await store.append(sealed, after=size)
                size += 1
            except StoreError as refused:
                error = refused
        readable = len(await store.read())
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return {"acknowledged": size, "readable": readable, "error": type(error).__name__, "words": str(error)}


async def _die(folder: Path, entries: int) -> None:
    async with SqliteStore(folder, room=ROOM, now=NOON) as store:
        await store.append(chained([note(f"{n}") for n in range(entries)]), after=0)
        print(json.dumps({"acknowledged": entries}), flush=True)
        os._exit(0)


def main() -> None:
    what, folder, *rest = sys.argv[1:]
    if what == "kill":
        print(json.dumps(kill(Path(folder), int(rest[0]), int(rest[1]))))
    elif what == "limit":
        print(json.dumps(asyncio.run(_until_refused(Path(folder), int(rest[0])))))
    else:
        asyncio.run(_die(Path(folder), int(rest[0])))


if __name__ == "__main__":
    main()
