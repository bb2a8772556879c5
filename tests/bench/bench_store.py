"""What the store costs: ``python -m tests.bench.bench_store [rows]``. Figures go by the run, ratios by the machine."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from warroom.domain.entries import Draft, Note
from warroom.domain.mention import Mention
from warroom.store.chain import seal
from warroom.store.protocols import NewMention, Query
from warroom.store.sqlite import SqliteStore

START = 1_790_000_000_000
_PLATFORMS = ("X", "MA", "BS", "RD", "HN", "NW", "LI", "RV")


def _vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 11))) for _ in range(40_000)]
    total, weights = 0.0, []
    for rank in range(1, len(words) + 1):
        total += 1 / rank
        weights.append(total)
    return words, weights


class Strangers:
    """Writes mentions of about 200 characters; nine of ten native ids rise, as those of busy networks do."""

    def __init__(self, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.words, self.weights = _vocabulary(self.rng)
        self.made = 0

    def batch(self, size: int) -> list[NewMention]:
        rng = self.rng
        picked = rng.choices(self.words, cum_weights=self.weights, k=size * 32)
        return [self._one(picked[i * 32 : i * 32 + 32]) for i in range(size)]

    def _one(self, words: list[str]) -> NewMention:
        rng = self.rng
        self.made += 1
        kind = self.made % 20
        native = str(114_000_000_000_000_000 + self.made * 977) if kind < 18 else f"{rng.getrandbits(96):024x}"
        at = START + self.made * 90
        mention = Mention(
            id=0, source=f"source {kind}", native_id=native, platform=_PLATFORMS[kind % 8], author=words[0].title(),
            handle=f"@{words[1]}{rng.randint(0, 99)}", text=" ".join(words), url=f"https://example.org/{native}",
            published=at, first_seen=at, reach=rng.randint(0, 100_000), lang="en", tone=rng.randint(-100, 100),
            matched=("brand:quillstack",), needs_answer=kind < 5,
        )  # fmt: skip
        copies = self.made > 1000 and kind == 19
        return NewMention(mention=mention, head=rng.randint(1, self.made - 1000) if copies else None)


def centile(values: Sequence[float], share: float) -> float:
    """Of milliseconds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _line(what: str, values: Sequence[float], line: str) -> None:
    print(f"{what:<44} p50 {centile(values, 0.5):7.2f}  p99 {centile(values, 0.99):7.2f} ms   {line}")


def _rss() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _timed(times: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    out = []
    for _ in range(times):
        begin = time.perf_counter()
        await work()
        out.append((time.perf_counter() - begin) * 1000)
    return out


class Probe:
    """512 appended bytes and one fsync: the floor of a durable write on this disk, at this moment."""

    def __init__(self, folder: Path) -> None:
        self._fd = os.open(folder / "probe", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def measure(self) -> float:
        """Milliseconds."""
        begin = time.perf_counter()
        os.write(self._fd, b"x" * 512)
        os.fsync(self._fd)
        return (time.perf_counter() - begin) * 1000


async def _ingest(store: SqliteStore, strangers: Strangers, rows: int, size: int) -> list[float]:
    rates, spent, done = [], 0.0, 0
    for _ in range(rows // size):
        batch = strangers.batch(size)
        begin = time.perf_counter()
        await store.add(batch)
        spent += time.perf_counter() - begin
        done += size
        if done >= max(20_000, rows // 10) or done == rows:
            rates.append(done / spent)
            spent, done = 0.0, 0
    return rates


async def _append(store: SqliteStore, folder: Path, times: int) -> None:
    """Append, probe the disk, append …: a disk that has a bad second has it for both."""
    head, probe = await store.head(), Probe(folder)
    seq, prev = head.size, head.hash
    sealing, appending, disk = [], [], []
    for _ in range(times):
        begin = time.perf_counter()
        sealed = seal(
            Draft(Note(text="Index rebuilt for 61 of 84 tenants, 4 fail the checksum")), room="bench", seq=seq + 1,
            prev=prev, at=START, by="ken", role="responder", incident="INC-001", boot="b", mono=1, salt=os.urandom(16),
        )  # fmt: skip
        middle = time.perf_counter()
        await store.append([sealed], after=seq)
        appending.append((time.perf_counter() - middle) * 1000)
        sealing.append((middle - begin) * 1000)
        disk.append(probe.measure())
        seq, prev = seq + 1, sealed.entry.hash
    _line("seal one entry", sealing, "")
    _line("append it, durable", appending, "(p99 ≤ 2.5 × the line below)")
    _line("512 bytes and one fsync, in turn", disk, "")
    ratios = [centile(appending, share) / centile(disk, share) for share in (0.5, 0.99)]
    print(f"append is {ratios[0]:.1f} × one fsync at p50, {ratios[1]:.1f} × at p99")


async def _run(folder: Path, rows: int) -> None:
    strangers = Strangers()
    async with SqliteStore(folder / "room", room="bench", now=START) as store:
        rates = await _ingest(store, strangers, rows, 1000)
        print(f"{rows:,} rows in batches of 1,000: " + " ".join(f"{r / 1000:.0f}k" for r in rates) + " rows/s (≥ 30k)")
        rates = await _ingest(store, strangers, 20_000, 100)
        print("20,000 more in batches of 100: " + " ".join(f"{r / 1000:.0f}k" for r in rates) + " rows/s")
        size = (folder / "room" / "room.db").stat().st_size
        print(f"file {size / 2**20:.0f} MiB, RSS after the load {_rss():.0f} MiB")
    begin = time.perf_counter()
    async with SqliteStore(folder / "room", room="bench", now=START) as store:
        total = await store.count()
        print(f"opened with {total:,} rows in {(time.perf_counter() - begin) * 1000:.1f} ms")
        await _reads(store, strangers, total)
        await _append(store, folder, 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"RSS {_rss():.0f} MiB, peak {peak:.0f} MiB")


async def _reads(store: SqliteStore, strangers: Strangers, total: int) -> None:
    rng = random.Random(2)

    async def window() -> None:
        first = rng.randrange(total - 50)
        assert len(await store.rows(first, first + 49)) == 50

    _line("window of 50 anywhere", await _timed(400, window), "(≤ 1)")
    for what, text in (
        ("the commonest word", strangers.words[0] + " "),
        ("a usual word", strangers.words[300] + " "),
        ("a rare word", strangers.words[9000] + " "),
        ("two words", f"{strangers.words[5]} {strangers.words[40]} "),
        ("a phrase", f'"{strangers.words[5]} {strangers.words[1]}"'),
        ("the beginning of a rare word", strangers.words[9000][:-1]),
        ("the beginning of a usual word", strangers.words[300][:-1]),
        ("three letters", strangers.words[500][:3]),
    ):
        query = Query(text=text)
        _line(f"newest 50 for {what}", await _timed(40, lambda q=query: store.newest(q)), "(≤ 2)")  # type: ignore[misc]
    for query in (
        Query(source="source 3"), Query(platform="HN"), Query(needs_answer=True), Query(since=START + total * 89),
        Query(author="@" + strangers.words[30] + "7"),
    ):  # fmt: skip
        _line(f"newest 50 for {_name(query)}", await _timed(40, lambda q=query: store.newest(q)), "")  # type: ignore[misc]
    _line("count of a common word", await _timed(10, lambda: store.count(Query(text=strangers.words[3] + " "))), "")
    _line("needing since the start", await _timed(3, store.needing), "")
    _line("volume, all of it", await _timed(3, store.volume), "")


def _name(query: Query) -> str:
    return ", ".join(
        f"{f} {getattr(query, f)}" for f in ("source", "platform", "author", "since") if getattr(query, f)
    ) or ("needs an answer")


def main() -> None:
    """Everything, at a million rows unless told otherwise."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder), rows))


if __name__ == "__main__":
    main()
