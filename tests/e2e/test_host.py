"""A host of its own process with real consoles at it: they see each other, outlive it, and come back by themselves."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.conftest import host_of
from tests.e2e.rooms import lines_of, make_room, settings, warroom
from tests.e2e.terminal import Terminal
from tests.e2e.test_feeds import rss
from tests.e2e.test_terminal import ENDED
from tests.e2e.web import page, serving

SETTINGS = settings({"bea": ["responder"], "luca": ["responder"], "olli": ["observer"]})


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "room"
    folder.mkdir(mode=0o700)
    (folder / "warroom.toml").write_text(SETTINGS)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    post = {"id": "1", "platform": "X", "author": "@ines_cfo", "published": now, "reach": 38_400,
            "text": "@quillstack where are our 11,000 contracts?"}  # fmt: skip
    warroom("ingest", "-", room=folder, stdin=json.dumps(post).encode())
    warroom("host", room=folder)
    yield folder
    warroom("stop", room=folder, check=None)


def children_of(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def until(condition: Callable[[], object], what: str, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.02)


def console(room: Path, person: str) -> Terminal:
    return Terminal(["--room", str(room), "--as", person], home=room.parent, size=(120, 36))


def test_two_consoles_and_a_script_work_in_one_room(room: Path) -> None:
    with console(room, "bea") as bea, console(room, "luca") as luca:
        bea.wait_for("@ines_cfo")
        luca.wait_for("@ines_cfo")
        bea.press("home", "c")
        bea.wait_for("You have @ines_cfo")
        luca.wait_for("◆ Bea", 2)
        told = warroom("order", room=room, stdin=b'{"order":"observe","text":"The pager was quiet."}')
        assert told.stdout.startswith(b"recorded ")
        bea.wait_for("The pager was quiet", 2)
        luca.wait_for("The pager was quiet", 2)
        assert luca.leave() == 0
        bea.press("l")
        bea.send("Luca has left.\r")
        bea.wait_for("Logged.")
        assert bea.leave() == 0
    assert host_of(room) > 0
    assert b"its host runs already" in warroom("host", room=room, check=1).stderr
    warroom("stop", room=room)
    assert b"no host runs here" in warroom("stop", room=room, check=1).stderr
    warroom("verify", room, check=0)


def test_a_host_that_was_ended_takes_nothing_along_and_what_was_written_meanwhile_is_sent(room: Path) -> None:
    with console(room, "bea") as bea:
        bea.wait_for("@ines_cfo")
        warroom("stop", room=room)
        bea.wait_for("The room was closed here. Everything below is as of", 2)
        bea.press("l")
        bea.send("Said into the dark.\r")
        bea.wait_for("1 kept here")
        bea.press("home", "c")
        bea.wait_for("This is off until the room is back")
        begin = time.monotonic()
        assert not host_of(room), "a console undid what somebody did on purpose"
        warroom("host", room=room)
        bea.wait_for("Back. 1 entry sent", 10)
        assert time.monotonic() - begin < 10
        bea.press("esc", "home", "c")
        bea.wait_for("You have @ines_cfo")
        assert bea.leave() == 0
    said = [row for row in lines_of(warroom("log", "--json", room=room)) if row["kind"] == "observed"]
    assert [(row["by"], row["text"]) for row in said] == [("bea", "Bea saw Said into the dark.")]
    warroom("verify", room, check=0)


@pytest.mark.slow
def test_a_host_that_is_killed_is_started_again_by_one_of_the_consoles(room: Path) -> None:
    with console(room, "bea") as bea, console(room, "luca") as luca:
        for t in (bea, luca):
            t.wait_for("@ines_cfo")
        for n in range(3):
            before = host_of(room)
            os.kill(before, signal.SIGKILL)
            for t in (bea, luca):
                t.wait_for("Not connected. Everything below is as of", 2)
            for t in (bea, luca):
                t.wait_gone("Not connected", 10)
            assert host_of(room) not in (0, before)
            bea.press("l")
            bea.send(f"Round {n}.\r")
            luca.wait_for(f"(?s)Incident log.*Round {n}")
        assert bea.leave() == 0
        assert luca.leave() == 0


def test_a_room_that_nobody_looks_at_goes_on_listening_until_it_is_stopped(tmp_path: Path) -> None:
    with serving() as web:
        web["/feed"] = page(rss(("Quillstack is down", "All of it")))
        room = make_room(tmp_path / "room", {"press": web.url("/feed")})
        with Terminal(["--room", str(room)], home=tmp_path) as t:
            t.wait_for("Quillstack is down")
            t.close()
            assert t.wait_end(5) in ENDED
        web["/feed"] = page(rss(("Quillstack is down", "All of it"), ("Quillstack is back", "All of it")))
        until(lambda: len(lines_of(warroom("feed", "--json", room=room))) == 2, "the second post")
        children = children_of(host_of(room))
        assert children, "no parser's process"
        warroom("stop", room=room)
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "the parser's end")
    assert "Sound" in warroom("verify", room).stdout.decode()


def test_a_room_whose_host_cannot_start_says_why_in_one_line(room: Path) -> None:
    warroom("stop", room=room)
    (room / "room.db").write_bytes(b"this is no database, and never was one" * 99)
    with Terminal(["--room", str(room), "--as", "bea"], home=room.parent) as t:
        assert t.wait_end(15) == 1
        assert "room.db" in t.text()


def test_an_observer_only_reads_and_somebody_taken_out_is_out_within_five_seconds(room: Path) -> None:
    with console(room, "olli") as olli:
        olli.wait_for("@ines_cfo")
        entries = len(lines_of(warroom("log", "--json", room=room)))
        olli.press("home", "c")
        olli.settle()
        olli.press("l")
        olli.send("I was here.\r")
        olli.settle()
        assert len(lines_of(warroom("log", "--json", room=room))) == entries
        (room / "warroom.toml").write_text(SETTINGS.partition("[people.olli]")[0])
        olli.wait_for("Your access to this room was taken away", 5)
        assert olli.leave() == 0


@pytest.mark.slow
def test_everybody_sees_who_is_here_and_what_they_have_before_them(room: Path) -> None:
    with console(room, "bea") as bea:
        bea.wait_for("1 of 3 responders")
        with console(room, "luca") as luca:
            bea.wait_for(r"2 of 3 responders")
            luca.press("4")
            bea.press("P")
            bea.wait_for("here: Bea, Luca")
            bea.settle(0.5)
            bea.press("end", "up", "up")
            bea.wait_for(r"Luca Ferri may be responder. Here for .*, at the log", 3)
            assert luca.leave() == 0
        bea.wait_for("Luca Ferri may be responder. Not here now", 3)
        bea.press("esc")
        bea.wait_for("1 of 3 responders")
        bea.press("ctrl+q")
        bea.wait_for("goes on listening without you")
        assert bea.leave() == 0
