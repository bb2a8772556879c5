"""A responder at 80x24 over 64 kbit/s and 300 ms, while ten mentions a second come in."""

from __future__ import annotations

import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.flow import Flow
from tests.e2e.rooms import PERSON, lines_of, warroom
from tests.e2e.terminal import Terminal

SAVED = re.compile(r"saved (\d\d:\d\d:\d\d)")


def newest(t: Terminal) -> int:
    """The newest mention on the screen."""
    return max((int(n) for n in re.findall(r"@one(\d+)", t.text())), default=0)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_responder_on_a_slow_link_sees_the_present_and_writes_within_seconds(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir(mode=0o700)
    (room / "posts.jsonl").touch()
    (room / "warroom.toml").write_text(
        f'[brand]\nname = "Quillstack"\nphrases = ["quillstack"]\n{PERSON}\n[[sources]]\nname = "flow"\nkind = "file"\n'
        'path = "posts.jsonl"\nevery = "1s"\nall = true\n'
    )
    warroom("host", room=room)
    flow = Flow(room / "posts.jsonl")
    flow.start()
    took, late = [], []
    try:
        begun = time.monotonic()
        link = (sys.executable, "-m", "tests.e2e.link")
        with Terminal(["--room", str(room)], home=tmp_path, size=(80, 24), program=link) as t:
            t.wait(lambda: newest(t), 8, "the first post")
            came = time.monotonic() - begun
            for n in range(6):
                t.settle(0.3, 4)  # somebody looks
                late.append((flow.made - newest(t)) / 10)
                sent, begun = datetime.now(UTC).strftime("%H:%M:%S"), time.monotonic()
                t.send(f"lLine {n} from afar.\r")
                t.wait(lambda sent=sent: (at := SAVED.search(t.text())) and at[1] >= sent, 6, "saved")  # type: ignore[misc]
                took.append(time.monotonic() - begun)
            begun, said = time.monotonic(), len(t.raw)
            t.settle(20, 20)
            rate = (len(t.raw) - said) / (time.monotonic() - begun)
            late.append((flow.made - newest(t)) / 10)
            t.close()
    finally:
        flow.over.set()
        flow.join()
    print(
        f"first post {came:.1f} s, line saved {max(took):.1f} s, newest post late by {max(late):.1f} s, {rate:.0f} B/s"
    )
    written = [row["text"] for row in lines_of(warroom("log", "--json", room=room)) if row["kind"] == "observed"]
    assert len(written) == 6
    assert max(took) <= 2.5
    assert max(late) <= 4
    assert rate <= 5_000
