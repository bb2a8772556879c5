"""An answer on its whole way, in the real program: claimed with one key, asked for, approved by somebody else, sent."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.rooms import team_room, warroom
from tests.e2e.terminal import Terminal

TEAM = {"bea": ["responder"], "tomas": ["comms"]}
TEXT = "Ken calls you before noon with the count."


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = team_room(tmp_path / "room", TEAM, '[watch]\nown = ["@quillstack"]\n')
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    posts = [
        {"id": "1", "platform": "X", "author": "@ines_cfo", "text": "@quillstack where are our 11,000 contracts?",
         "reach": 38_400, "published": now},
        {"id": "2", "platform": "X", "author": "@tdk_ops", "text": "@quillstack please answer?", "reach": 640,
         "published": now},
    ]  # fmt: skip
    warroom("ingest", "-", room=folder, stdin="".join(json.dumps(p) + "\n" for p in posts).encode())
    return folder


def console(room: Path, person: str, size: tuple[int, int] = (100, 30), view: str = "desk") -> Terminal:
    return Terminal(["--room", str(room), "--as", person, "attach", "--view", view], home=room.parent, size=size)


def ines(room: Path) -> int:
    rows = [json.loads(line) for line in warroom("feed", "--json", room=room).stdout.splitlines()]
    return next(row["id"] for row in rows if "ines" in json.dumps(row))


def to_ines(t: Terminal) -> None:
    """Put the bar on Ines's post."""
    t.wait_for("@ines_cfo")
    for _ in range(4):
        if re.search(r"─ @ines_cfo ─", t.text()):
            break
        t.press("j")
        t.settle()
    t.wait_for("─ @ines_cfo ─")


def test_a_claim_is_one_key_and_shows_at_once(room: Path) -> None:
    with console(room, "bea") as t:
        t.wait_for("Unclaimed near you")
        to_ines(t)
        t.settle()
        begin = time.monotonic()
        t.press("c")
        t.wait(lambda: "Answers" in t.text() and "You have" in t.text(), 2, "the claim")
        took = (time.monotonic() - begin) * 1000
        print(f"claim: key to painted, recorded and durable: {took:.0f} ms")
        assert took < 500
        t.leave()
    log = warroom("log", "--json", room=room).stdout.decode()
    assert '"claimed"' in log


@pytest.mark.slow
@pytest.mark.parametrize("size", [(100, 30), (80, 24)], ids=["100x30", "80x24"])
def test_a_reply_is_asked_for_approved_by_another_and_sent(room: Path, size: tuple[int, int]) -> None:
    with console(room, "bea", size) as t:
        to_ines(t)
        t.press("r")
        t.wait_for("You|keep draft")
        t.send(TEXT)
        t.wait_for(re.escape(TEXT[-20:]))
        t.wait_for("Needs Tomas: reach over 10K")
        t.press("ctrl+s")
        t.wait_for("Asked Tomas")
        t.settle(0.3)
        t.press("ctrl+s")  # nobody sends what nobody approved
        t.wait_for("Tomas has exactly this text")
        t.press("esc")
        assert t.leave() == 0
    order = json.dumps({"order": "approve_reply", "mention": ines(room)}).encode()
    refused = warroom("--as", "bea", "order", "-", room=room, stdin=order, check=1).stdout
    assert b"Nobody approves their own text" in refused
    assert b"recorded" in warroom("--as", "tomas", "order", "-", room=room, stdin=order).stdout
    with console(room, "bea", size) as t:
        t.wait_for("✓ Tomas \\d\\d:\\d\\d, this exact text")
        t.wait_for(TEXT[:20])
        t.press("ctrl+s")
        t.wait_for("Read it once more")
        t.settle(0.5)
        t.press("y")
        t.wait_for("takes it back")
        t.wait_for("Recorded. Post it on X yourself: y copied the text.", 10)
        assert base64.b64encode(TEXT.encode()) in bytes(t.raw)
        t.leave()
    answered = [json.loads(line) for line in warroom("log", "--json", room=room).stdout.splitlines()]
    last = next(e for e in reversed(answered) if "answered" in json.dumps(e) and TEXT in json.dumps(e))
    assert "tomas" in json.dumps(last)


def test_a_terminal_that_goes_away_leaves_the_draft(room: Path) -> None:
    with console(room, "bea") as t:
        to_ines(t)
        t.press("r")
        t.wait_for("keep draft")
        t.send("Half a sentence")
        t.wait_for("Half a sentence")
        t.close()  # the line is cut
        t.wait_end()
    with console(room, "bea") as t:
        t.wait_for("Half a sentence")
        t.leave()
