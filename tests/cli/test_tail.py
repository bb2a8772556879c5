"""What somebody hears who cannot see the screen: ``warroom tail``, and what ``warroom status`` tells machines."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from tests.e2e.rooms import living, team_room, warroom
from tests.e2e.terminal import ROOT, environment
from warroom.domain.picture import Ack
from warroom.room.alerts import Alert
from warroom.room.onlooker import Aloud, heading

TEAM = {"maren": ["commander"], "anna": ["legal", "commander"]}
LATE = Alert(key="task:3@9", kind="warning", what="Call Delmora", detail="Anna", when="4m late")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return team_room(tmp_path / "room", TEAM)


def asks(room: Path, *orders: dict, who: str = "maren") -> None:
    said = warroom("--as", who, "order", "-", room=room, stdin="\n".join(map(json.dumps, orders)).encode())
    assert said.stdout.count(b"recorded ") == len(orders)


def declared(room: Path) -> None:
    asks(room, {"order": "declare", "title": "EU-2 data loss", "type": "data_loss", "level": 3},
         {"order": "make_task", "title": "Call Delmora", "owner": "anna"})  # fmt: skip


def tail(room: Path, *more: str) -> list[str]:
    return warroom("--as", "maren", "tail", *more, room=room).stdout.decode().splitlines()


def test_a_quiet_room_says_so_and_that_nobody_listens(room: Path) -> None:
    lines = tail(room)
    assert lines[:2] == ["L0 Quiet, no incident", "Nobody has this room open. Nothing is listened to."]
    assert lines[2].endswith("Needs you: nothing.")
    assert not (room / "room.db").exists()


def test_the_log_and_needs_you_are_plain_sentences_without_glyphs(room: Path) -> None:
    declared(room)
    lines = tail(room)
    assert lines[0] == "L3 Crisis, EU-2 data loss, INC-001"
    assert any(line.endswith("Maren declared L3 Crisis: EU-2 data loss") and " Log 1: " in line for line in lines)
    assert any("Needs you: " in line and "caution" in line for line in lines)
    assert any(line.startswith("Caution: ") for line in lines)
    assert not [line for line in lines if set(line) & set("■□▲△◆●○▪·▌")]
    assert len([line for line in tail(room, "--lines", "1") if " Log " in line]) == 1
    assert not [line for line in tail(room, "--lines", "0") if " Log " in line]


@contextmanager
def following(room: Path) -> Iterator[Iterator[str]]:
    """The lines of ``tail --follow`` as they come."""
    command = [sys.executable, "-m", "warroom", "--room", str(room), "--as", "maren", "tail", "--follow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(room.parent), cwd=ROOT) as child:
        try:
            assert child.stdout is not None
            yield _lines(child.stdout.fileno())
        finally:
            child.terminate()


def _lines(fd: int) -> Iterator[str]:
    rest, end = b"", time.monotonic() + 20
    with selectors.DefaultSelector() as waits:
        waits.register(fd, selectors.EVENT_READ)
        while waits.select(max(0.0, end - time.monotonic())):
            rest += os.read(fd, 65_536)
            *whole, rest = rest.split(b"\n")
            yield from (line.decode() for line in whole)
    raise AssertionError("no more lines came in 20 s")


async def test_what_is_recorded_and_what_needs_somebody_is_read_out_as_it_happens(room: Path) -> None:
    declared(room)
    with following(room) as lines:
        assert next(line for line in lines if "Nobody has this room open" in line)
        assert next(line for line in lines if "Needs you" in line)
        async with living(room) as open_room:
            assert next(line for line in lines if line.startswith("The room is open since"))
            from warroom.domain import orders as o

            assert await open_room.do(o.LogPress(outlet="Cloud Courier", question="How many?")) is None
            logged = next(line for line in lines if "Cloud Courier" in line)
            assert " Log " in logged
            assert next(line for line in lines if "Caution: Cloud Courier asks" in line)
            assert await open_room.do(o.AnswerPress(enquiry=1, text="61")) is None
            assert next(line for line in lines if "Over: Cloud Courier asks" in line)
        assert next(line for line in lines if "any more. Nothing is listened to." in line)


def test_each_news_is_told_once_and_its_end_too() -> None:
    aloud = Aloud()
    assert aloud.news([LATE]) == ["Warning: Call Delmora, Anna, 4m late"]
    assert aloud.news([msgspec.structs.replace(LATE, when="5m late")]) == []
    held = msgspec.structs.replace(LATE, ack=Ack("anna", 1), detail="Anna is on it")
    assert aloud.news([held]) == ["In hand: Call Delmora, Anna is on it, 4m late"]
    assert aloud.news([held]) == []
    assert aloud.news([]) == ["Over: Call Delmora"]
    assert aloud.news([]) == []


def test_soon_that_becomes_late_is_told_again_and_fewer_of_a_kind_are_not() -> None:
    aloud = Aloud()
    soon = Alert(key="update:public@9", kind="caution", what="Public update is due", when="in 5m")
    assert aloud.news([soon]) == ["Caution: Public update is due, in 5m"]
    late = msgspec.structs.replace(soon, kind="warning", what="Public update is late", when="1m late")
    assert aloud.news([late]) == ["Warning: Public update is late, 1m late"]
    three, two = (
        Alert(key=f"answers@{n}", kind="warning", what=f"{n} answers past deadline", covers=tuple("abc"[:n]))
        for n in (3, 2)
    )
    assert aloud.news([late, three]) == ["Warning: 3 answers past deadline"]
    assert aloud.news([late, two]) == []
    assert aloud.news([late]) == ["Over: 2 answers past deadline"]


def test_the_heading_counts_what_nobody_has_in_hand() -> None:
    held = msgspec.structs.replace(LATE, ack=Ack("anna", 1))
    advice = Alert(key="x", kind="advisory", what="Score suggests L1 Watch")
    assert heading([LATE, held, advice]) == "Needs you: 1 warning, 1 in hand, 1 to know."
    assert heading([]) == "Needs you: nothing."


def test_status_tells_machines_who_is_who_and_what_waits(room: Path) -> None:
    empty = json.loads(warroom("status", "--json", room=room).stdout)
    assert [(p["id"], p["role"], p["taken"]) for p in empty["people"]] == [
        ("maren", "responder", False), ("anna", "legal", False)]  # fmt: skip
    assert (empty["next_call_out"], empty["handover"], empty["open"], empty["commander"]) == (None, None, None, "")
    assert set(empty["statements"].values()) == {0}
    declared(room)
    asks(
        room,
        {"order": "draft_statement", "text": "We know. Next update 15:00 UTC."},
        {"order": "draft_statement", "text": "We know [[what]]."},
        {"order": "ask_approval", "statement": 1},
        {"order": "log_press", "outlet": "Cloud Courier", "question": "How many?"},
        {"order": "plan_telling", "who": "All staff", "group": "staff"},
        {"order": "hand_over", "to": "anna", "note": "Sleep"},
    )
    told = json.loads(warroom("status", "--json", room=room).stdout)
    assert (told["statements"]["waits"], told["statements"]["draft"], told["statements"]["late"]) == (1, 1, 0)
    assert told["press"] == {"open": 1, "late": 0, "unowned": 1}
    assert told["tellings"]["open"] == 1
    assert told["handover"]["to"] == "anna"
    assert told["commander"] == "maren"
    since = next(p for p in told["people"] if p["id"] == "maren")
    assert since["taken"]
    assert since["on_duty_since"] == since["since"]
    first = json.loads(warroom("log", "--json", room=room).stdout.splitlines()[0])
    assert told["next_call_out"] == first["recorded"] + 10 * 60_000
