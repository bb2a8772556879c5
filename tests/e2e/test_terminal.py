"""Terminals that freeze, that are stopped and continued, and that go away: each harms only itself."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

CLOCK = re.compile(r"T\+(?:(\d+)d )?(\d\d):(\d\d)")
ENDED = (0, 120, 128 + signal.SIGHUP, -signal.SIGHUP)


def minutes(t: Terminal) -> int:
    """Minutes on the incident's clock."""
    shown = CLOCK.search(t.text())
    assert shown, t.text()
    days, hours, rest = shown.groups()
    return (int(days or 0) * 24 + int(hours)) * 60 + int(rest)


def state(t: Terminal) -> str:
    """``T``: stopped."""
    return Path(f"/proc/{t.pid}/stat").read_text().rpartition(")")[2].split()[0]


def threads(t: Terminal) -> int:
    return len(list(Path(f"/proc/{t.pid}/task").iterdir()))


@pytest.mark.slow
def test_a_terminal_that_does_not_read_stops_nothing_and_sees_what_is_true_when_it_reads_again(tmp_path: Path) -> None:
    with Terminal(["demo", "--speed", "120"], home=tmp_path) as t:
        t.wait_for(r"T\+\d\d:\d\d")
        t.settle(0.3, 2)
        begin, before, said = time.monotonic(), minutes(t), len(t.raw)
        time.sleep(8)
        t.wait(lambda: minutes(t) - before >= 120 / 60 * (time.monotonic() - begin) - 4, 3, "the present")
        assert len(t.raw) - said < 150_000, "it kept every old frame for us"
        t.press("?")
        t.wait_for("Keys")
        assert t.leave() == 0


@pytest.mark.slow
def test_a_terminal_that_goes_away_while_it_does_not_read_takes_the_program_along(tmp_path: Path) -> None:
    with Terminal(["demo", "--speed", "120"], home=tmp_path) as t:
        t.wait_for(r"T\+\d\d:\d\d")
        time.sleep(4)
        t.close()
        assert t.wait_end(5) in ENDED


def test_a_program_that_is_stopped_and_continued_shows_its_screen_again_and_ends_with_its_terminal(
    tmp_path: Path,
) -> None:
    with Terminal(["demo", "--speed", "1"], home=tmp_path) as t:
        t.wait_for("saved ")
        t.settle(0.4)
        before = threads(t)
        for stop in (signal.SIGSTOP, signal.SIGTSTP) * 3:
            os.kill(t.pid, stop)
            t.wait(lambda: state(t) == "T", 5, "the stop")
            said = len(t.raw)
            os.kill(t.pid, signal.SIGCONT)
            t.wait(lambda said=said: b"Live feed" in bytes(t.raw[said:]), 5, "the screen")  # type: ignore[misc]
            t.settle(0.2, 1)
        assert threads(t) < before + 6, "a reader or writer of the terminal more with each"  # some work comes later
        t.press("l", "Still here", "enter")
        t.wait_for("(?s)Incident log.*Still here", 3)
        for _ in range(20):
            os.kill(t.pid, signal.SIGCONT)
        t.close()
        assert t.wait_end(5) in ENDED
