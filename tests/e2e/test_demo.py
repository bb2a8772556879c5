"""The demonstration as a person meets it: a real program on a real terminal."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.monkey import Monkey
from tests.e2e.terminal import Terminal

SLOW = pytest.mark.slow
BROKEN = re.compile(rb"Traceback|The console broke|own fault|Error:")


POST = re.compile(r"\d\d:\d\d (X|RD|LI|BS|MA|YT|SP|NW|HN) ")
LIVES = (("Tasks", r"\d+ [A-Z][a-z]+ \w+(.|\n)*\d+m"), ("Incident log", r"T\+\d\d:\d\d .*\w+"),
         ("Escalation", r"suggested L\d"))  # fmt: skip


@pytest.mark.parametrize(
    ("size", "speed"),
    [((160, 48), "120"), pytest.param((160, 48), "60", marks=SLOW), pytest.param((80, 24), "60", marks=SLOW)],
)
def test_the_frame_stands_at_once_and_every_pane_lives_within_ten_seconds(
    tmp_path: Path, size: tuple[int, int], speed: str
) -> None:
    begin = time.monotonic()
    with Terminal(["demo", "--speed", speed], home=tmp_path, size=size) as t:
        t.wait_for("Live feed", 5)
        t.wait(lambda: sum(bool(POST.search(row)) for row in t.screen()) >= 4, 10, "four rows of the feed")
        t.wait_for(r"DRILL(.|\n)*T\+\d\d:\d\d", 10)
        for pane, alive in LIVES:
            if size[0] < 100:
                t.press("tab")
            t.wait_for(f"{pane}(.|\n)*{alive}", max(0.5, begin + 10 - time.monotonic()))
        first = t.text()
        t.wait(lambda: t.text() != first, 3, "a change")
        assert t.leave() == 0
        assert not BROKEN.search(t.raw)


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"NO_COLOR": "1"}, rb"\x1b\[[0-9;]*[34]8;[25];"),
        ({"TERM": "dumb", "COLORTERM": ""}, rb"\x1b\[[0-9;]*[34]8;2;"),
        pytest.param({"LANG": "C", "LC_ALL": "C"}, None, marks=SLOW),
        ({"TERM": "xterm-256color", "COLORTERM": ""}, rb"\x1b\[[0-9;]*[34]8;2;"),
        pytest.param({"TERM": "linux", "COLORTERM": ""}, rb"\x1b\[[0-9;]*[34]8;2;", marks=SLOW),
        pytest.param({"TERM": "screen.xterm-256color"}, None, marks=SLOW),
    ],
    ids=["no colour", "dumb", "C", "256", "linux", "screen"],
)
def test_poor_terminals_start_too_and_get_no_colours_that_they_lack(
    tmp_path: Path, changes: dict[str, str], mark: bytes | None
) -> None:
    with Terminal(["demo", "--speed", "60"], home=tmp_path, size=(100, 30), env=changes) as t:
        t.wait_for("Live feed")
        t.wait_for(r"\d+ open of \d+|follow", 10)
        assert t.leave() == 0
        assert not BROKEN.search(t.raw)
        assert mark is None or not re.search(mark, t.raw)


def monkey(tmp_path: Path, seed: int, acts: int) -> None:
    """Play until so many acts are done; each time that the monkey left with ^q and y, begin again."""
    player = Monkey(seed)
    left = 0
    while acts > 0:
        with Terminal(["demo", "--speed", "60"], home=tmp_path, env={"TMPDIR": str(tmp_path)}) as t:
            t.wait_for("Live feed")
            acts -= max(1, player.play(t, acts))
            if t.fd >= 0 and t.alive():
                t.settle(0.5, 30)
                t.close()  # it may stand under any number of sheets and texts: take the terminal away instead
                # the last: it had left by itself in that moment, and its interpreter was ending
                assert t.wait_end(90) in (0, 120, 128 + signal.SIGHUP, -signal.SIGHUP)
            else:
                code = t.wait_end()
                assert code == 0, t.text()
                left += 1
            assert not BROKEN.search(t.raw), t.text()
            assert left <= 5
    assert not list(tmp_path.glob("warroom-drill-*")), "the throw-away room was not thrown away"


@pytest.mark.timeout(150)
def test_six_hundred_keys_without_sense_break_nothing(tmp_path: Path) -> None:
    monkey(tmp_path, 20_261_122, 600)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [7, 1_914])
def test_fifteen_hundred_keys_without_sense_break_nothing(tmp_path: Path, seed: int) -> None:
    monkey(tmp_path, seed, 1_500)


def test_a_terminal_that_disappears_takes_the_program_and_its_throw_away_room_along(tmp_path: Path) -> None:
    with Terminal(["demo", "--speed", "60"], home=tmp_path, env={"TMPDIR": str(tmp_path)}) as t:
        t.wait_for(r"open of \d+|follow")
        t.close()
        code = t.wait_end(5)
    assert code in (0, 120, 128 + signal.SIGHUP)  # 120: Python could not flush to the terminal that is gone
    assert not list(tmp_path.glob("warroom-drill-*"))


def test_an_entry_costs_two_keys_beside_its_words_and_is_shown_as_saved(tmp_path: Path) -> None:
    with Terminal(["demo", "--speed", "1"], home=tmp_path) as t:
        t.wait_for("Incident log")
        t.wait_for(r"saved ")
        t.settle(0.3)
        begin = time.monotonic()
        keys = ["l", "Index rebuilt for 61 tenants", "enter"]
        t.press(*keys)
        assert len(keys) - 1 <= 3
        t.wait_for("(?s)Incident log.*Index rebuilt for 61", 2)
        t.wait_for("saved ", 2)
        assert time.monotonic() - begin < 2
        assert t.leave() == 0


def test_what_is_typed_ahead_arrives_whole_and_in_order(tmp_path: Path) -> None:
    lines = ["Ring the storage vendor about EU-2", "second line", "x" * 60 + " third line"]
    with Terminal(["demo", "--speed", "1"], home=tmp_path) as t:
        t.wait_for("Live feed")  # the frame: there is no room behind it yet
        t.send("".join(f"l{line}\r" for line in lines) + "lwrong\x7f\x7f\x7f\x7f\x7fright\r4")
        t.wait_for("(?s)Incident log.*You saw right.*third line.*second line.*You saw Ring the storage vendor about", 4)
        assert t.leave() == 0


def test_a_task_with_owner_and_time_takes_less_than_ten_seconds(tmp_path: Path) -> None:
    with Terminal(["demo", "--speed", "1"], home=tmp_path) as t:
        t.wait_for(r"saved ")
        begin = time.monotonic()
        t.press(":task Ring the storage vendor @ken +30m", "enter")
        t.wait_for("(?s)Incident log.*Ring the storage vendor", 4)
        by_command = time.monotonic() - begin
        begin = time.monotonic()
        t.press("3")
        t.settle(0.1)
        t.press("t")
        t.wait_for("New task")
        t.settle(0.5)
        t.press("Check the tapes\x7f\x7f\x7f\x7f\x7fbackups of EU-2")
        t.settle(0.1)
        t.press("tab", "right", "tab", "ctrl+s")
        t.wait_gone("New task", 4)
        t.wait_for("Check the backups of", 4)
        by_form = time.monotonic() - begin
        assert max(by_command, by_form) < 10
        assert t.leave() == 0


def test_the_brief_is_one_key(tmp_path: Path) -> None:
    with Terminal(["demo", "--speed", "1"], home=tmp_path) as t:
        t.wait_for("Incident log")
        t.wait_for(r"saved ")
        t.press("B")
        t.wait_for("(?s)Executive brief.*no incident", 2)
        assert t.leave() == 0
