"""What the console costs, in a real pty: start-up, key to paint, bytes, memory. ``make bench`` runs it last.

Needs ``tools/ttfp.py`` of the shared folder (the harness that answers terminal queries and measures outside the
program) and compares with newsboat and an empty Textual app when they are there. Ratios go by the run.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.bench_store import Strangers
from tests.shared import SHARED
from warroom.config import shipped
from warroom.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parents[2]
TTFP = SHARED / "tools" / "ttfp.py"
EMPTY = (
    "from textual.app import App\nfrom textual.widgets import Static\n"
    "class A(App):\n    def compose(self):\n        yield Static('ready to go')\nA().run()\n"
)


def ttfp(command: list[str], *options: str) -> dict[str, Any]:
    """One measurement of ``command``."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(TTFP), "--json", *options, "--", *command], capture_output=True, text=True, env=env,
        timeout=900, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"ttfp: {done.stderr.strip()[-400:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def room(folder: Path, *sources: str) -> Path:
    """A room's folder with these [[sources]] tables."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    tables = "\n".join(f"[[sources]]\n{table}" for table in sources)
    (folder / "warroom.toml").write_text(f'[brand]\nname = "Quillstack"\n{tables}\n')
    shutil.copyfile(shipped() / "levels.toml", folder / "levels.toml")
    return folder


def attach(folder: Path) -> list[str]:
    """The command that opens the console on it."""
    return [sys.executable, "-m", "warroom", "--room", str(folder)]


def stop(folder: Path) -> None:
    """End the host that a console started."""
    subprocess.run([*attach(folder), "stop"], capture_output=True, timeout=30, check=False, cwd=ROOT)


def host_memory(folder: Path) -> float:
    """MiB (PSS) of the host and of what it started."""
    pid = json.loads((folder / "room.lock").read_bytes())["pid"]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = 0
    for each in (pid, *children):
        rows = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        found += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return found / 1024


def flood(path: Path, rate: int, seconds: float) -> None:
    """Append ``rate`` mentions a second to a file, in steps of 50 ms."""
    rng = random.Random(path.stat().st_size)  # what is said twice is a copy, and no new row
    words = ["".join(rng.choices("etaoinshrdlu", k=rng.randint(2, 9))) for _ in range(5000)]
    begun, made = time.monotonic(), 0
    stamp = int(time.time() * 1000)
    with path.open("a", encoding="utf-8") as file:
        while time.monotonic() - begun < seconds:
            due = int((time.monotonic() - begun) * rate)
            while made < due:
                made += 1
                text = "quillstack " + " ".join(rng.choices(words, k=22))
                post = {"native_id": f"{stamp}-{made}", "handle": f"@{words[made % 5000]}{made}", "text": text,
                        "platform": "X", "reach": made % 9000}  # fmt: skip
                file.write(json.dumps(post) + "\n")
            file.flush()
            time.sleep(0.05)


def _writer(path: Path, rate: int, seconds: float) -> subprocess.Popen[bytes]:
    """A process of its own that floods."""
    code = f"from tests.bench.bench_console import flood, Path; flood(Path({str(path)!r}), {rate}, {seconds})"
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)


async def fill(folder: Path, rows: int) -> None:
    """Store so many mentions."""
    async with SqliteStore(folder, room="bench", now=1) as store:
        strangers = Strangers()
        for _ in range(rows // 1000):
            await store.add(strangers.batch(1000))


def start_up(folder: Path, rounds: int) -> None:
    """Cold start beside an empty Textual app and newsboat, interleaved."""
    empty, ours, again, boat = [], [], [], []
    program = folder / "empty.py"
    program.write_text(EMPTY)
    quiet = room(folder / "quiet")
    newsboat = _newsboat(folder)
    for _ in range(rounds):
        once = ("-n", "1", "--warmup", "0", "--size", "120x40")
        empty.append(ttfp([sys.executable, str(program)], *once, "--until", "ready to go")["text_ms"])
        ours.append(ttfp(attach(quiet), *once, "--until", "No mentions yet")["text_ms"])
        again.append(ttfp(attach(quiet), *once, "--until", "No mentions yet")["text_ms"])
        stop(quiet)
        if newsboat:
            boat.append(ttfp(newsboat, *once, "--until", "Bench feed")["text_ms"])
    ratio = statistics.median(mine / bare for mine, bare in zip(ours, empty, strict=True))
    print(f"empty Textual app, ready       {statistics.median(empty):7.1f} ms")
    print(f"room, cold, ready              {statistics.median(ours):7.1f} ms  x{ratio:.2f} (line: 1.25)")
    print(f"console, its host runs, ready  {statistics.median(again):7.1f} ms")
    if boat:
        print(f"newsboat, ready                {statistics.median(boat):7.1f} ms")


def _newsboat(folder: Path) -> list[str]:
    if not shutil.which("newsboat"):
        print("newsboat is not installed: not compared")
        return []
    # titles as long as posts are: what a key costs in bytes is mostly their text
    items = "".join(f"<item><title>Item {i} {'about ' * 16}</title><guid>{i}</guid></item>" for i in range(1000))
    (folder / "feed.xml").write_text(f'<rss version="2.0"><channel><title>Bench feed</title>{items}</channel></rss>')
    (folder / "urls").write_text(f"file://{folder / 'feed.xml'}\n")
    (folder / "config").write_text("suppress-first-reload no\n")
    words = ["newsboat", "-u", str(folder / "urls"), "-c", str(folder / "cache.db"), "-C", str(folder / "config")]
    subprocess.run([*words, "-x", "reload"], capture_output=True, timeout=60, check=False)
    return words


def keys_under_load(folder: Path, rows: int) -> None:
    """Key to paint at 1,000 mentions a second, with so many stored; memory of everything."""
    path = folder / "flood.jsonl"
    path.touch()
    big = room(folder / "big", f'name = "flood"\nkind = "file"\npath = "{path}"\nevery = "1s"\nall = true')
    begun = time.monotonic()
    asyncio.run(fill(big, rows))
    print(f"{rows:,} mentions stored in {time.monotonic() - begun:.0f} s")
    subprocess.run([*attach(big), "host"], check=True, capture_output=True, timeout=60, cwd=ROOT)  # counted by itself
    writer = _writer(path, 1000, 120)
    try:
        found = ttfp(
            attach(big), "-n", "2", "--warmup", "0", "--size", "160x48", "--until", "Live feed", "--settle", "5",
            "--idle", "3", "--keys", "j*120", "--gap", "0.1", "--effect", "row:23",
        )  # fmt: skip
    finally:
        writer.kill()
        writer.wait()
    hosts = host_memory(big)
    stop(big)
    print(f"key to paint, 1,000/s, {rows:,} stored  {found['key_to_paint_ms']}  (lines: p50 10, p99 33)")
    whole = found["pss_mib"] + hosts
    print(f"memory, host and console       {hosts:.0f} + {found['pss_mib']} = {whole:.0f} MiB PSS  (line: 150)")
    print(f"processor, idle / typing       {found['idle_cpu']} % / {found['keys_cpu']} %")


SIZES = ("160x48", "120x40", "100x30", "80x24")
MINUTE = "20"
"""Seconds that stand for one."""


def wire(folder: Path) -> None:
    """Bytes per key at 120x40; bytes of a quiet and of a busy minute at every size."""
    path = folder / "busy.jsonl"
    path.touch()
    flood(path, 200, 1.5)
    busy = room(folder / "busy", f'name = "flow"\nkind = "file"\npath = "{path}"\nevery = "1s"\nall = true')
    options = ("-n", "1", "--warmup", "0", "--until", "Live feed", "--settle", "4")
    keys = ("--size", "120x40", "--gap", "0.15", "--effect", "any", "--keys")
    line = f"bytes per key                  {ttfp(attach(busy), *options, *keys, 'j*60')['bytes_per_key']}"
    newsboat = _newsboat(folder)
    if newsboat:
        opened = ("-n", "1", "--warmup", "0", "--until", "Bench feed", "--settle", "1")
        theirs = ttfp(newsboat, *opened, *keys, "<enter>", "<down>*60")
        line += f"  newsboat {theirs['bytes_per_key']}  (line: 1.5 x)"
    print(line)
    for size in SIZES:
        quiet = ttfp(attach(busy), *options, "--size", size, "--idle", MINUTE)
        writer = _writer(path, 10, 5 + float(MINUTE))
        try:
            moving = ttfp(attach(busy), *options, "--size", size, "--idle", MINUTE)
        finally:
            writer.kill()
            writer.wait()
        print(
            f"{size:>7}, bytes a second        quiet {quiet['idle_bytes_s']:6.1f}  (line: 200)   "
            f"10 mentions/s {moving['idle_bytes_s']:7.1f}  (line: 5,000)"
        )
    stop(busy)


def main(rows: int = 1_000_000, rounds: int = 15) -> None:
    """Print every figure with its line."""
    if not TTFP.exists():
        print(f"no {TTFP}: the console was not measured")
        return
    with tempfile.TemporaryDirectory(prefix="warroom-bench-") as place:
        start_up(Path(place), rounds)
        wire(Path(place))
        keys_under_load(Path(place), rows)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
