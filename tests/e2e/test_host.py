"""A host of its own process with real consoles at it: they see each other, outlive it, and come back by themselves."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.rooms import lines_of, settings, warroom
from tests.e2e.terminal import Terminal

SETTINGS = settings({"bea": ["responder"], "luca": ["responder"], "olli": ["observer"]})


def host_of(room: Path) -> int:
    return int(json.loads((room / "room.lock").read_bytes())["pid"])


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


def test_a_host_that_is_killed_takes_nothing_along_and_consoles_come_back(room: Path) -> None:
    with console(room, "bea") as bea:
        bea.wait_for("@ines_cfo")
        os.kill(host_of(room), signal.SIGKILL)
        bea.wait_for("Not connected. Everything below is as of", 2)
        bea.press("l")
        bea.send("Said into the dark.\r")
        bea.wait_for("1 kept here")
        bea.press("home", "c")
        bea.wait_for("This is off until the room is back")
        begin = time.monotonic()
        warroom("host", room=room)
        bea.wait_for("Back. 1 entry sent", 10)
        assert time.monotonic() - begin < 10
        bea.press("esc", "home", "c")
        bea.wait_for("You have @ines_cfo")
        assert bea.leave() == 0
    said = [row for row in lines_of(warroom("log", "--json", room=room)) if row["kind"] == "observed"]
    assert [(row["by"], row["text"]) for row in said] == [("bea", "Bea saw Said into the dark.")]
    warroom("verify", room, check=0)


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
