"""What the SSH door costs: how soon somebody sees the room, alone and when twenty come at once, and the memory of each.

The clients are asyncssh's, in this process, and so their half of every handshake is in the figures. *Attach* counts
from the request for a session, as a program's start counts from its command; *with handshake* from the connection.
Newsboat's start is measured in the same run, because ratios travel and milliseconds do not.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import shutil
import statistics
import string
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncssh

from tests.bench.bench_console import TTFP, _newsboat, ttfp
from tests.e2e.flow import Flow
from tests.e2e.rooms import warroom
from tests.e2e.ssh import Door
from tests.e2e.terminal import Terminal
from warroom.domain import orders as o
from warroom.room.remote import attached as at_host

READY = b"@ines_cfo"
"""Somebody who is in the feed: when they stand on the screen, the room is there."""
TEAM = tuple(f"person{number}" for number in range(10))
SPARE, COLD = "xterm-256color", "xterm-kitty"
"""Terminals: one that spares are made for, and one that none is made for."""


WINDOW = 20.0
"""Seconds of work that are measured."""
MENTIONS = 30
"""A second."""
FLOW = '[[sources]]\nname = "flow"\nkind = "file"\npath = "flow.jsonl"\nevery = "1s"\nall = true\n'


class _Eye(asyncssh.SSHClientSession[bytes]):
    """Looks at a console."""

    def __init__(self) -> None:
        self.seen = bytearray()
        self.awaited: dict[bytes, float] = {}
        """Words that are to come on the screen → when they did."""
        self.ready = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        del datatype
        self.seen += data
        for words, when in self.awaited.items():
            if not when and words in self.seen:
                self.awaited[words] = time.perf_counter()
        del self.seen[:-20_000]
        if not self.ready.done() and READY in self.seen:
            self.ready.set_result(time.perf_counter())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(exc or EOFError(bytes(self.seen[-400:])))


@asynccontextmanager
async def attached(
    door: Door, who: str, term: str = SPARE, eyes: list[_Eye] | None = None
) -> AsyncIterator[tuple[float, float]]:
    """A console of somebody's: ms from its request, and from the connection, until the room is on its screen."""
    begun = time.perf_counter()
    async with asyncssh.connect(
        "127.0.0.1", door.port, username="x", client_keys=[str(door.home / who)], known_hosts=None, config=None,
        agent_path=None,
    ) as connection:  # fmt: skip
        asked = time.perf_counter()
        _, eye = await connection.create_session(_Eye, term_type=term, term_size=(120, 40), encoding=None)
        ready = await asyncio.wait_for(eye.ready, 30)
        if eyes is not None:
            eyes.append(eye)
        yield (ready - asked) * 1000, (ready - begun) * 1000


async def stocked(door: Door) -> None:
    """Wait until the spares are made and have come to rest."""
    async with asyncio.timeout(20):
        while len(door.consoles()) - len(door.used()) < 3:
            await asyncio.sleep(0.02)
    await asyncio.sleep(1.0)


async def one_by_one(door: Door, rounds: int, boat: Callable[[], float | None]) -> None:
    """People after each other, each of whom leaves before the next one comes; newsboat starts between them."""
    spare, cold, boats = [], [], []
    for number in range(rounds):
        for term, found in ((SPARE, spare), (COLD, cold)):
            await stocked(door)
            async with attached(door, TEAM[number % len(TEAM)], term) as took:
                found.append(took)
        if took_boat := await asyncio.to_thread(boat):
            boats.append(took_boat)
    if boats:
        print(f"newsboat, ready                  p50 {statistics.median(boats):6.1f}  max {max(boats):6.1f} ms")
    for what, found, line in (("attach, a spare waits", spare, "1.5"), ("attach, forked for them", cold, "3.1")):
        ratios = [ours / theirs for (ours, _), theirs in zip(found, boats, strict=False)]
        said(what, found, f"x{statistics.median(ratios):.2f} newsboat (line: {line})" if ratios else "")


async def at_once(
    door: Door, many: int, stack: contextlib.AsyncExitStack, eyes: list[_Eye]
) -> list[tuple[float, float]]:
    """All in the same moment; they stay as long as the stack."""
    people = [TEAM[number % len(TEAM)] for number in range(many)]
    coming = (stack.enter_async_context(attached(door, who, SPARE, eyes)) for who in people)
    return list(await asyncio.gather(*coming))


def boats_at_once(newsboat: list[str], place: Path, many: int) -> list[float]:
    """So many newsboats started in the same moment, each with its own cache: ms until each shows its feed."""
    cache = Path(newsboat[newsboat.index("-c") + 1])
    commands = []
    for number in range(many):
        own = place / f"cache{number}.db"
        shutil.copyfile(cache, own)
        commands.append([str(own) if word == str(cache) else word for word in newsboat])
    begun = time.perf_counter()
    with contextlib.ExitStack() as stack:
        waiting = {}
        for command in commands:
            boat = Terminal(command[1:], home=place, size=(120, 40), emulate=False, program=command[:1])
            waiting[stack.enter_context(boat).fd] = boat
        found = []
        while waiting:
            for fd in select.select(list(waiting), [], [], 10)[0]:
                waiting[fd].read()
                if b"Bench feed" in waiting[fd].raw:
                    found.append((time.perf_counter() - begun) * 1000)
                    del waiting[fd]
    return found


def fsyncs(place: Path, seconds: float = 10.0) -> list[float]:
    """ms that this disk takes to keep 4 KB, in order: an order is shown once it is kept, and waits for this."""
    took: list[float] = []
    end = time.monotonic() + seconds
    with (place / "fsync").open("wb", buffering=0) as file:
        while time.monotonic() < end:
            time.sleep(0.02)
            file.write(bytes(4096))
            begun = time.perf_counter()
            os.fsync(file)
            took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)


def processor(pids: set[int]) -> float:
    """Seconds that these processes have worked."""
    found = 0
    for pid in pids:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found += int(words[11]) + int(words[12])
    return found / os.sysconf("SC_CLK_TCK")


async def work(door: Door, eyes: list[_Eye]) -> None:
    """Mentions, and two orders a second: how soon each order is on everybody's screen, and what that costs."""
    flow, consoles = Flow(door.room / "flow.jsonl", MENTIONS), door.used()
    took: list[float] = []
    missed = 0
    disk = await asyncio.to_thread(fsyncs, door.home)
    flow.start()
    try:
        async with at_host(door.room, wanted=TEAM[0], quiet=True) as room:
            await asyncio.sleep(3)
            begun, before = time.perf_counter(), processor(consoles)
            for number in range(int(WINDOW * 2)):
                await asyncio.sleep(max(0.0, begun + number / 2 - time.perf_counter()))
                # Only cells that differ are sent: no letter of one order stands where the one before had it.
                words, asked = (string.ascii_letters[number % 52] * 9).encode(), time.perf_counter()
                for eye in eyes:
                    eye.awaited = {words: 0.0}
                assert await room.do(o.Observe(text=words.decode())) is None
                await asyncio.sleep(0.4)
                came = [eye.awaited[words] for eye in eyes]
                took += [(when - asked) * 1000 for when in came if when]
                missed += came.count(0.0)
            used = (processor(consoles) - before) / (time.perf_counter() - begun)
    finally:
        flow.over.set()
        flow.join()
    took.sort()
    p50, p99 = statistics.median(took), took[int(len(took) * 0.99)]
    print(
        f"an order on {len(eyes)} other screens      p50 {p50:6.1f}  p99 {p99:6.1f}  max {took[-1]:6.1f} ms, "
        f"{missed} of {len(took) + missed} after 400 ms  (lines: 70, 120)"
    )
    print(
        f"an fsync of 4 KB, just before    p50 {statistics.median(disk):6.1f}  "
        f"p99 {disk[int(len(disk) * 0.99)]:6.1f}  max {disk[-1]:6.1f} ms"
    )
    print(f"all {len(consoles)} consoles                {used * 100:6.1f} % of a core  (line: 120)")


def pss(pids: set[int]) -> list[float]:
    """MiB of each, shared pages divided among those that share them."""
    found = []
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        found.append(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)
    return found


def said(what: str, times: list[tuple[float, float]], more: str = "") -> None:
    """Print a line."""
    attach, whole = zip(*times, strict=True)
    print(
        f"{what:32s} p50 {statistics.median(attach):6.1f}  max {max(attach):6.1f} ms"
        f"   with handshake p50 {statistics.median(whole):6.1f}  max {max(whole):6.1f} ms  {more}"
    )


async def measure(door: Door, rounds: int, boat: Callable[[], float | None], boats: Callable[[], list[float]]) -> None:
    """Everything, at an open door."""
    await one_by_one(door, rounds, boat)
    eyes: list[_Eye] = []
    async with contextlib.AsyncExitStack() as stack:
        await stocked(door)
        theirs = await asyncio.to_thread(boats)
        ours = await at_once(door, 20, stack, eyes)
        ratio = statistics.median(took for took, _ in ours) / statistics.median(theirs) if theirs else 0
        if theirs:
            print(f"20 newsboats at once             p50 {statistics.median(theirs):6.1f}  max {max(theirs):6.1f} ms")
        said("20 at once", ours, f"x{ratio:.2f} 20 newsboats (line: 3.1)" if theirs else "")
        await stocked(door)
        each = pss(door.used())
        print(f"memory of each of {len(each):3d} consoles    {statistics.mean(each):6.1f} MiB PSS")
        await at_once(door, 30, stack, eyes)
        await stocked(door)
        each = pss(door.used())
        print(f"memory of each of {len(each):3d} consoles    {statistics.mean(each):6.1f} MiB PSS  (line: 15)")
        assert door.process
        (zygote,), (serving,) = pss({door.zygote()}), pss({door.process.pid})
        print(f"the zygote and the door itself   {zygote:6.1f} and {serving:.1f} MiB PSS")
        await work(door, eyes)


def main(rounds: int = 15) -> None:
    """Print every figure with its line."""
    with tempfile.TemporaryDirectory(prefix="warroom-bench-") as place:
        newsboat = _newsboat(Path(place)) if TTFP.exists() else []

        def boat() -> float | None:
            once = ("-n", "1", "--warmup", "0", "--size", "120x40", "--until", "Bench feed")
            return float(ttfp(newsboat, *once)["text_ms"]) if newsboat else None

        def boats() -> list[float]:
            return boats_at_once(newsboat, Path(place), 20) if newsboat else []

        door = Door(Path(place) / "door", *TEAM)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        post = {"id": "1", "platform": "X", "author": READY.decode(), "published": now, "reach": 38_400,
                "text": "@quillstack where are our 11,000 contracts?"}  # fmt: skip
        (door.room / "flow.jsonl").touch()
        with (door.room / "warroom.toml").open("a") as settings:
            settings.write(FLOW)
        warroom("ingest", "-", room=door.room, stdin=json.dumps(post).encode())
        try:
            door.open()
            asyncio.run(measure(door, rounds, boat, boats))
        finally:
            door.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
