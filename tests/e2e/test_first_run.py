"""From nothing to a working room, in a real terminal, by keys."""

from __future__ import annotations

import getpass
import json
import stat
from pathlib import Path

import pytest

from tests.e2e.rooms import lines_of, warroom
from tests.e2e.terminal import Terminal
from tests.e2e.test_feeds import rss
from tests.e2e.web import page, serving
from warroom import config
from warroom.prepared import load_prepared

READY = "Get ready before you need it"


def step(t: Terminal, number: int, words: str) -> None:
    """Open a step; its form is deaf for a moment."""
    t.press(str(number))
    t.wait_for(f"{number} of 7")
    t.settle(0.5)
    t.wait_for(words)


def keep(t: Terminal, gone: str = "esc back") -> None:
    """^s, and wait until the form has closed."""
    t.press("ctrl+s")
    t.wait_gone(gone)
    t.settle(0.2)


def form(t: Terminal, key: str, heading: str) -> None:
    """Open the form of a line."""
    t.press(key)
    t.wait_for(heading)
    t.settle(0.5)


@pytest.mark.slow
def test_seven_steps_by_keys_end_in_a_room_that_works(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "Where data is.md").write_text("Your data is in Frankfurt.\n")
    (own / "broken.md").write_text("# Broken\nwhatever: x\n\nText\n")
    with serving() as web:
        web["/feed"] = page(rss(("Quillstack is down", "All of it"), ("Something else", "Elsewhere")))
        with Terminal([], home=tmp_path, size=(100, 30)) as t:
            t.wait_for(READY)
            step(t, 1, "Your name")
            t.press('Bea "Bee" Morales')
            t.wait_for("commands use @bea")
            keep(t)
            t.wait_for('✓ Who you are +Bea "Bee" Morales, @bea')
            step(t, 2, "Brand")
            t.press("Quillstack", "tab", "quillstack, quillstack.example", "tab", "#quillstack")
            t.wait_for("Finds quillstack, quillstack.example, #quillstack")
            keep(t)
            step(t, 3, "No sources")
            form(t, "n", "A new source")
            t.press("tab", web.url("/feed"), "tab", "press", "tab", "tab", "tab", "right")
            t.wait_for(r"\(•\) in our own network")
            assert not web.requests, "an address was asked before anybody wanted it"
            t.press("ctrl+s")
            t.wait_for("not tried")
            t.press("t")
            t.wait_for("2 posts, 1 names Quillstack", 20)
            assert len(web.requests) == 1
            keep(t)
            step(t, 4, "Bea")
            form(t, "n", "Somebody new")
            t.press("Anna Lindqvist", "tab", "tab", "right", "right", "right", "right", "space", "tab", "tab", "down")
            t.wait_for('Stands in +▌ Bea "Bee" Morales')
            t.press("ctrl+s")
            t.wait_for("@anna")
            t.settle(0.3)
            keep(t)
            t.wait_for("2 people, 1 with a stand-in")
            step(t, 5, "answer in")
            t.press("1", "2")
            t.wait_for("At L3 Crisis an open post is answered within 12 min")
            keep(t)
            step(t, 6, "Your own")
            t.press("tab", str(own))
            t.wait_for("2 files")
            keep(t)
            t.wait_for("Left out: broken.md")
            step(t, 7, "never drilled")
            t.press("space")
            keep(t)
            t.wait_for("The room is ready")
            t.press("enter")
            t.wait_for("Live feed")
            t.wait_for("Quillstack is down", 20)
            t.press("l", "Set up and listening", "enter")
            t.wait_for("Logged")
            assert t.leave() == 0
    room = tmp_path / ".local/share/warroom"
    assert stat.S_IMODE(room.stat().st_mode) == 0o700
    found = config.load(room)
    assert (found.brand.name, found.brand.phrases) == (
        "Quillstack", ("quillstack", "quillstack.example", "#quillstack"),
    )  # fmt: skip
    assert found.people["bea"].name == 'Bea "Bee" Morales'
    assert found.people["bea"].unix == getpass.getuser()
    assert (found.people["anna"].roles, found.people["anna"].stand_in) == (("legal",), "bea")
    assert found.sources[0]["name"] == "press"
    assert config.load_levels(room).level[3].answer == 12
    prepared = load_prepared(room)
    assert prepared.answers["where-data-is"].text == "Your data is in Frankfurt."
    assert len(prepared.playbooks) == len(load_prepared(config.shipped()).playbooks) - 1
    text = (room / "warroom.toml").read_text()
    assert "# Whose posts weigh more" in text
    assert not list(room.glob(".setup-*"))
    assert len(lines_of(warroom("feed", "--json", room=room))) == 1
    assert [e["by"] for e in lines_of(warroom("log", "--json", room=room)) if e["kind"] == "observed"] == ["bea"]


@pytest.mark.slow
def test_whoever_leaves_finds_what_was_done_and_what_was_typed_there_again(tmp_path: Path) -> None:
    room = tmp_path / "rooms" / "acme"
    with Terminal(["--room", str(room)], home=tmp_path, size=(80, 24)) as t:
        t.wait_for(READY)
        assert not room.exists()
        step(t, 2, "Brand")
        t.press("Acme", "esc")
        t.wait_for(READY)
        t.settle(0.2)
        step(t, 2, "What you had typed is still here")
        t.wait_for("Acme")
        keep(t)
        t.press("s")
        t.wait_for("skipped")
        t.press("ctrl+q")
        assert t.wait_end() == 0
        assert "warroom setup" in t.text()
    assert sorted(p.name for p in room.iterdir()) == ["warroom.toml"]
    with Terminal(["setup", str(room)], home=tmp_path, size=(80, 24)) as t:
        t.wait_for("✓ What to watch +Acme")
        t.wait_for("not set up yet, 1 of 7")
        assert "skipped" not in t.text()
        t.press("o")
        t.wait_for("No incident +Acme", 15)
        assert t.leave() == 0
    assert (room / "levels.toml").exists()
    assert any((room / "playbooks").iterdir())


def test_something_that_is_happening_now_needs_a_name_only_and_the_rest_becomes_tasks(tmp_path: Path) -> None:
    with Terminal([], home=tmp_path, size=(100, 30)) as t:
        t.wait_for(READY)
        step(t, 2, "Brand")
        t.press("Acme")
        keep(t)
        form(t, "D", "Something is happening right now")
        t.press("ctrl+s")
        t.wait_for("Say what happened")
        t.press("EU-2 data loss", "ctrl+s")
        t.wait_for("EU-2 data loss", 20)
        t.wait_for(r"T\+00:0", 20)
        t.press("3")
        t.wait_for("Say who you are")
        assert t.leave() == 0
    room = tmp_path / ".local/share/warroom"
    status = json.loads(warroom("status", "--json", room=room).stdout)
    assert status["incident"]["title"] == "EU-2 data loss"
    assert status["level"] == 2
    assert status["tasks"]["todo"] == 6
    assert config.load(room).brand.name == "Acme"
    warroom("verify", room)


def test_the_recorded_crisis_is_watched_and_set_up_goes_on_where_it_was(tmp_path: Path) -> None:
    with Terminal([], home=tmp_path, size=(100, 30), env={"TMPDIR": str(tmp_path)}) as t:
        t.wait_for(READY)
        t.press("s", "s")
        t.wait_for("– What to watch")
        t.press("d")
        t.wait_for("DRILL", 20)
        t.wait_for("Live feed")
        t.settle(0.5, 2)
        t.press("ctrl+q")
        t.wait_for("Leave the room")
        t.settle(0.5, 1)
        t.press("y")
        t.wait_for(READY, 20)
        t.wait_for("– What to watch")
        t.press("ctrl+q")
        assert t.wait_end() == 0
    assert not (tmp_path / ".local").exists()


def test_every_step_can_be_skipped_and_the_room_opens(tmp_path: Path) -> None:
    with Terminal(["setup", str(tmp_path / "r")], home=tmp_path, size=(100, 30)) as t:
        t.wait_for(READY)
        for n in range(1, 8):
            t.wait_for(f"▌ {n} ")
            t.settle(0.2)
            t.press("s")
        t.wait_for("▌ → Open the room")
        t.press("enter")
        t.wait_for("Live feed", 15)
        assert t.leave() == 0
    assert config.load(tmp_path / "r").sources == ()


def test_the_first_visit_to_a_pane_says_one_line_and_the_second_says_nothing(tmp_path: Path) -> None:
    warroom("new", tmp_path / "r", "--brand", "Acme")
    hint = "takes the post under the bar"
    for first in (True, False):
        with Terminal(["--room", str(tmp_path / "r")], home=tmp_path, size=(100, 30)) as t:
            t.wait_for("No incident")
            t.wait_for(f"c {hint}" if first else "Write to the log", 15)
            assert (hint in t.text()) == first
            if first:
                t.press("tab")
                t.wait_for("t makes a task")
                t.press("shift+tab")
                t.wait_for("Write to the log")
            assert t.leave() == 0
    assert json.loads((tmp_path / ".local/state/warroom/seen.json").read_text()) == ["feed", "tasks"]


def test_a_terminal_that_is_too_small_says_so_and_can_be_left(tmp_path: Path) -> None:
    with Terminal([], home=tmp_path, size=(72, 20)) as t:
        t.wait_for("80x24 needed, 72x20 here")
        t.wait_for("Who you are")
        t.resize(100, 30)
        t.wait_for("Or try it first")
        t.press("ctrl+q")
        assert t.wait_end() == 0


def test_without_a_terminal_the_words_say_what_to_do(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert "warroom new" in warroom(room=nowhere, check=2).stderr.decode()
    refused = warroom("setup", nowhere, check=2).stderr.decode()
    assert "needs a terminal" in refused
    assert f"warroom new {nowhere}" in refused
    assert not nowhere.exists()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda place: place.write_text("x"), "is a file"),
        (lambda place: (place.mkdir(), (place / "thesis.txt").write_text("x")), "holds other things"),
        (lambda place: (place.mkdir(), (place / "warroom.toml").write_text("[brand\n")), "not TOML"),
    ],
    ids=["a file", "other things", "a broken room"],
)
def test_a_place_where_no_room_can_be_is_named_with_what_to_do(tmp_path: Path, make, words: str) -> None:
    make(tmp_path / "place")
    before = sorted(tmp_path.iterdir())
    with Terminal(["setup", str(tmp_path / "place")], home=tmp_path, size=(100, 30)) as t:
        assert t.wait_end() in (1, 2)
        said = "".join(t.text().split())  # the terminal breaks a line anywhere
    assert "".join(words.split()) in said
    assert "Traceback" not in said
    assert sorted(tmp_path.iterdir()) == before
