"""The host is killed again and again while five consoles work: nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import host_of
from tests.e2e.rooms import lines_of, warroom
from warroom.domain import orders as o
from warroom.room.remote import RemoteRoom, attached
from warroom.room.starting import Starting

PEOPLE = ("ann", "bea", "cem", "dot", "eli")
SETTINGS = '[brand]\nname = "Quillstack"\n' + "".join(
    f'[people.{who}]\nname = "{who.title()} Test"\nroles = ["responder"]\n' for who in PEOPLE
)
RECOVERS = 10.0
"""Seconds that a console may be without its host."""


class Worker:
    """One console whose person writes into the log as fast as it is acknowledged."""

    def __init__(self, room: RemoteRoom, who: str) -> None:
        self.room, self.who = room, who
        self.acknowledged: list[str] = []
        self.worst = 0.0

    async def work(self, over: asyncio.Event) -> None:
        n = 0
        while not over.is_set():
            n += 1
            text = f"{self.who} {n}"
            kind = o.Observe(text=text) if n % 3 else o.MakeTask(title=text)
            if await self.room.do(kind) is None and text not in {kept.text for kept in self.room.kept}:
                self.acknowledged.append(text)
            await asyncio.sleep(0.04)

    async def watch(self, over: asyncio.Event) -> None:
        since = None
        while not over.is_set():
            now = time.monotonic()
            since = (since or now) if self.room.away else None
            self.worst = max(self.worst, now - since if since else 0.0)
            await asyncio.sleep(0.01)


async def kills(folder: Path, times: int, seed: int) -> tuple[list[Worker], float]:
    """Work in a room whose host dies so often. The workers, and the longest that one was without a host."""
    rng, over = random.Random(seed), asyncio.Event()
    async with AsyncExitStack() as stack:
        workers = []
        for who in PEOPLE:
            console = attached(folder, wanted=who, host=Starting(folder))
            workers.append(Worker(await stack.enter_async_context(console), who))
        async with asyncio.TaskGroup() as tasks:
            for worker in workers:
                tasks.create_task(worker.work(over))
                tasks.create_task(worker.watch(over))
            for _ in range(times):
                async with asyncio.timeout(3 * RECOVERS):
                    while not host_of(folder) or any(worker.room.away for worker in workers):
                        await asyncio.sleep(0.01)
                await asyncio.sleep(rng.uniform(0, 0.4))
                pid = host_of(folder)
                os.kill(pid, signal.SIGKILL)
                while host_of(folder) == pid:
                    await asyncio.sleep(0.002)
            async with asyncio.timeout(3 * RECOVERS):
                while any(worker.room.away or worker.room.kept for worker in workers):
                    await asyncio.sleep(0.01)
            over.set()
    return workers, max(worker.worst for worker in workers)


def words(row: dict[str, Any]) -> str:
    data = row["data"]
    return str(data.get("text") or data["title"])


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_nothing_that_was_acknowledged_is_lost_or_doubled_in_200_kills(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    folder.mkdir(mode=0o700)
    (folder / "warroom.toml").write_text(SETTINGS)
    workers, worst = await kills(folder, 200, 20_261_123)
    warroom("stop", room=folder)
    rows = lines_of(warroom("log", "--json", room=folder))
    said = Counter(words(row) for row in rows if row["by"] in PEOPLE)
    assert not {text: n for text, n in said.items() if n > 1}
    acknowledged = [text for worker in workers for text in worker.acknowledged]
    assert len(acknowledged) > 1_000
    assert not [text for text in acknowledged if text not in said]
    for worker in workers:
        written = [words(row) for row in rows if row["by"] == worker.who]
        assert written == sorted(written, key=lambda text: int(text.split()[1])), "out of order"
    assert "Sound" in warroom("verify", folder).stdout.decode()
    print(f"200 kills: {len(acknowledged)} acknowledged, longest away {worst:.1f} s")
    assert worst < RECOVERS
