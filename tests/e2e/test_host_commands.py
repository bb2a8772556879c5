"""Commands beside a host of its own process: they go through it, see what it knows, and never compete for the file."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import host_of
from tests.e2e.rooms import lines_of, settings, team_room, until, warroom
from tests.e2e.terminal import ROOT, Terminal, environment
from warroom.domain import orders as o
from warroom.room.remote import RemoteRoom, attached

TEAM = {"bea": ["responder"], "luca": ["responder"], "olli": ["observer"]}
SOURCE = '[[sources]]\nname = "desk file"\nkind = "file"\npath = "said.jsonl"\nevery = "1h"\nall = true\n'


def posts(first: int, last: int) -> bytes:
    """So many different posts, one JSON object a line."""
    return b"".join(
        json.dumps({"id": str(n), "author": f"@p{n}", "text": f"quillstack lost contract {n} and {n * 7919} files"})
        .encode() + b"\n"
        for n in range(first, last)
    )  # fmt: skip


def rows(room: Path, *arguments: str) -> list[dict[str, Any]]:
    return lines_of(warroom(*arguments, "--json", room=room))


def status(room: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(warroom("status", "--json", room=room).stdout)
    return found


def databases_open(pid: int) -> list[str]:
    """Which of a room's database files a process has open."""
    names = []
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        try:
            names.append(str(fd.readlink()))
        except OSError:
            continue  # closed meanwhile
    return [name for name in names if "room.db" in name]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A room whose host runs."""
    folder = team_room(tmp_path / "room", TEAM, SOURCE)
    (folder / "said.jsonl").write_bytes(b"")
    warroom("host", room=folder)
    yield folder
    warroom("stop", room=folder, check=None)


def test_an_import_goes_through_the_host_and_says_the_same_as_without_one(room: Path, tmp_path: Path) -> None:
    alone = team_room(tmp_path / "alone", TEAM)
    good = posts(0, 40)
    (tmp_path / "in.jsonl").write_bytes(good + b"broken\n" + b'{"text": "the last line, no end"}')
    (tmp_path / "in.csv").write_text('text,author\n"one, with\na line end",@a\n,@b\nthree,@c\n')
    (tmp_path / "none.csv").write_text("a,b\n1,2\n")
    for name, code in (("in.jsonl", 0), ("in.csv", 0), ("none.csv", 1)):
        here, there = (warroom("ingest", tmp_path / name, room=each, check=code) for each in (alone, room))
        assert (here.stdout, here.stderr) == (there.stdout, there.stderr)
    for stdin in (good + posts(40, 50), good):
        here, there = (warroom("ingest", "-", room=each, stdin=stdin) for each in (alone, room))
        assert (here.stdout, here.stderr) == (there.stdout, there.stderr)
    told = [sorted((row["native_id"], row["source"], row["text"]) for row in rows(each, "feed", "--limit", "999"))
            for each in (alone, room)]  # fmt: skip
    assert told[0] == told[1]
    refused = [warroom("--as", "olli", "ingest", "-", room=each, stdin=good, check=1) for each in (alone, room)]
    assert b"Observers read" in refused[0].stderr
    assert refused[0].stderr == refused[1].stderr


def test_a_pipe_that_stays_open_is_stored_as_it_speaks_and_survives_the_next_host(room: Path) -> None:
    command = [sys.executable, "-m", "warroom", "--room", str(room), "ingest", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(room.parent), cwd=ROOT
    ) as child:
        try:
            assert child.stdin is not None
            child.stdin.write(posts(0, 3))
            child.stdin.flush()
            _until_stored(room, 3)
            os.kill(host_of(room), signal.SIGKILL)
            warroom("host", room=room)
            child.stdin.write(posts(3, 5))
            child.stdin.close()
            assert child.stdout is not None
            assert child.stdout.read() == b"5 stored, 0 known already\n"
            assert child.wait(20) == 0
        finally:
            child.kill()
    assert status(room)["mentions"] == 5


def _until_stored(room: Path, mentions: int) -> None:
    end = time.monotonic() + 15
    while status(room)["mentions"] < mentions:
        assert time.monotonic() < end


def test_the_host_polls_for_whoever_asks_and_prints_the_same_table(room: Path) -> None:
    end = time.monotonic() + 15
    while not (heard := status(room)["sources"]) or heard[0]["state"] == "starting":  # its own first poll comes first
        assert time.monotonic() < end
    with (room / "said.jsonl").open("ab") as file:
        file.write(posts(0, 3))
    (row,) = json.loads(warroom("collect", "--once", "--json", room=room).stdout)
    assert (row["name"], row["state"], row["mentions"]) == ("desk file", "live", 3)
    table = warroom("collect", "--once", room=room).stdout.decode().splitlines()
    assert table[0].split() == ["source", "kind", "state", "last", "ok", "new", "note"]
    assert table[1].split()[:4] == ["desk", "file", "file", "live"]
    (room / "said.jsonl").unlink()
    assert b"there is no such file" in warroom("collect", "--once", room=room, check=1).stdout
    assert b"Observers read" in warroom("--as", "olli", "collect", "--once", room=room, check=1).stderr
    assert status(room)["mentions"] == 3


async def test_what_is_read_is_what_the_host_knows_and_who_is_here(room: Path) -> None:
    warroom("ingest", "-", room=room, stdin=posts(0, 30))
    async with attached(room, wanted="bea") as bea, attached(room, wanted="luca") as luca:
        await luca.look_at("desk")
        ident = (await bea.mentions.ids(_all(), limit=1))[0]
        assert await bea.do(o.Claim(mention=ident)) is None
        assert await bea.do(o.Observe(text="The pager was quiet.")) is None
        told = await asyncio.to_thread(status, room)
        assert (told["entries"], told["head"]) == (bea.picture.seq, bea.picture.head)
        assert {one["id"]: one["looks_at"] for one in told["people"] if one["here_since"]} == {
            "bea": "",
            "luca": "desk",
        }
        assert [(s["name"], s["state"]) for s in told["sources"]] == [("desk file", "live")]
        log = await asyncio.to_thread(rows, room, "log")
        assert [row["hash"] for row in log] == [entry.hash for entry in bea.log]
        feed = await asyncio.to_thread(rows, room, "feed", "--limit", "7")
        assert len(feed) == 7
        assert (feed[0]["id"], feed[0]["state"], feed[0]["owner"]) == (ident, "claimed", "bea")
        found = await asyncio.to_thread(rows, room, "feed", "--search", "contract 17")
        assert [row["native_id"] for row in found] == ["17"]
        people = (await asyncio.to_thread(warroom, "status", room=room)).stdout.decode()
        assert "here  Bea Morales (room), Luca Ferri (desk)" in people
    for command in ("brief", "tail", "statements", "answers", "playbooks"):
        assert (await asyncio.to_thread(warroom, command, room=room)).stdout
    for command in ("status", "log", "tail", "statements"):
        refused = await asyncio.to_thread(warroom, "--as", "nobody", command, room=room, check=1)
        assert b"there is no [people.nobody]" in refused.stderr


def _all() -> Any:
    from warroom.store.protocols import Query

    return Query()


def test_only_the_host_has_the_file_open_while_commands_follow_it(room: Path) -> None:
    commands = [["log", "--follow", "--json"], ["--as", "bea", "tail", "--follow"]]
    children = [
        subprocess.Popen([sys.executable, "-m", "warroom", "--room", str(room), *command], stdout=subprocess.PIPE,
                         env=environment(room.parent), cwd=ROOT)
        for command in commands
    ]  # fmt: skip
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline()
        warroom("log", "add", "The pager was quiet.", room=room)
        for child in children:
            assert child.stdout is not None
            while b"The pager was quiet." not in child.stdout.readline():
                pass
            assert not databases_open(child.pid)
        assert databases_open(host_of(room))
        warroom("stop", room=room)
        warroom("log", "add", "Said in between.", room=room)
        warroom("host", room=room)
        warroom("log", "add", "Said to the next host.", room=room)
        for child in children:
            assert child.stdout is not None
            said = [child.stdout.readline()]
            while b"Said to the next host." not in said[-1]:
                said.append(child.stdout.readline())
            assert sum(b"Said in between." in line for line in said) == 1
            assert not [line for line in said if b"The pager was quiet." in line]
    finally:
        for child in children:
            child.kill()
            child.communicate()


def test_somebody_who_is_taken_out_reads_no_further_and_is_told_so(room: Path) -> None:
    command = [sys.executable, "-m", "warroom", "--room", str(room), "--as", "bea", "log", "--follow"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(room.parent), cwd=ROOT
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline()
            (room / "warroom.toml").write_text(settings({"luca": ["responder"]}))
            _, error = child.communicate(timeout=10)
            assert child.returncode == 1
            assert b"there is no [people.bea]" in error
        finally:
            child.kill()


def test_the_record_is_verified_and_exported_beside_its_host(room: Path, tmp_path: Path) -> None:
    warroom("ingest", "-", room=room, stdin=posts(0, 20))
    warroom("order", room=room, stdin=b'{"order":"declare","title":"EU-2 data loss"}\n{"order":"claim","mention":3}\n')
    sound = warroom("verify", room).stdout.decode()
    assert "Sound. " in sound
    assert "read by its host" in sound
    head = status(room)["head"]
    assert "The anchor is entry" in warroom("verify", room / "room.db", "--anchor", head).stdout.decode()
    warroom("verify", room, "--anchor", "0" * 16, check=2)
    warroom("--as", "nobody", "verify", room, check=3)
    warroom("export", "--to", tmp_path / "there", room=room)
    assert b"exists already" in warroom("export", "--to", tmp_path / "there", room=room, check=1).stderr
    warroom("stop", room=room)
    warroom("export", "--to", tmp_path / "here", room=room)
    there, here = (json.loads((tmp_path / where / "INC-001.json").read_bytes()) for where in ("there", "here"))
    assert there["entries"] == here["entries"][: len(there["entries"])]
    assert there["mentions"] == here["mentions"]
    assert "Sound" in warroom("verify", tmp_path / "there" / "INC-001.json").stdout.decode()


def test_a_console_exports_at_the_host_and_says_what_is_in_the_way(room: Path) -> None:
    with Terminal(["--room", str(room), "--as", "bea"], home=room.parent, size=(120, 36)) as t:
        t.wait_for("Room opened")
        for words in ("entries, 0 decisions", "exists already"):
            t.press(":export md out", "enter")
            t.wait_for(words)
        assert t.leave() == 0


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_twenty_thousand_rows_come_in_while_two_consoles_work_and_nothing_is_lost(room: Path) -> None:
    most, given, took = 20_000, 0, list[float]()

    async def work(who: RemoteRoom, done: asyncio.Event) -> None:
        nonlocal given
        while not done.is_set():
            begin = time.monotonic()
            assert await who.do(o.Observe(text=f"{who.me.id} saw {given}.")) is None
            took.append(time.monotonic() - begin)
            given += 1
            await asyncio.sleep(0.2)

    async with attached(room, wanted="bea") as bea, attached(room, wanted="luca") as luca:
        done = asyncio.Event()
        working = [asyncio.create_task(work(who, done)) for who in (bea, luca)]
        begin = time.monotonic()
        try:
            command = [sys.executable, "-m", "warroom", "--room", str(room), "ingest", "-"]
            script = await asyncio.create_subprocess_exec(
                *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(room.parent), cwd=ROOT
            )
            said, _ = await script.communicate(posts(0, most))
        finally:
            done.set()
            await asyncio.gather(*working)
        seconds = time.monotonic() - begin
        assert said == f"{most} stored, 0 known already\n".encode()
        await until(lambda: bea.stored == luca.stored == most)
        assert [entry.kind for entry in bea.log].count("observed") == given
        assert luca.picture == bea.picture
    took.sort()
    print(f"\n{most} rows in {seconds:.1f} s; {given} orders: p50 {statistics.median(took) * 1000:.0f} ms, "
          f"p99 {took[int(len(took) * 0.99)] * 1000:.0f} ms, longest {took[-1] * 1000:.0f} ms")  # fmt: skip
    assert took[int(len(took) * 0.99)] < 0.5  # the longest one also waits for the disk of a busy test machine
    told = await asyncio.to_thread(rows, room, "feed", "--limit", str(2 * most))
    copies = sum(row["copies"] for row in told)
    assert len({row["native_id"] for row in told}) == len(told)
    assert len(told) + copies == most
