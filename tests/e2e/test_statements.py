"""A public text on its way out, as people take it there: by orders from a shell, and by keys on a real terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.rooms import lines_of, team_room, warroom
from tests.e2e.terminal import Terminal

TEAM = {
    "maren": ["commander"], "tomas": ["comms"], "cora": ["comms"], "anna": ["legal"], "dana": ["executive"],
    "bea": ["responder"], "olaf": ["observer"],
}  # fmt: skip
TEXT = "We deleted files in EU-2. We are sorry. Next update 15:00 UTC."


class Room:
    """A room's folder, and its people in front of a shell."""

    def __init__(self, folder: Path) -> None:
        self.folder = team_room(folder, TEAM, '[publish]\nchannels = ["status page", "X"]\n')

    def says(self, who: str, *orders: dict[str, Any]) -> list[str]:
        """What the room answers to a person's orders, one line each."""
        asked = "\n".join(map(json.dumps, orders)).encode()
        done = warroom("--as", who, "order", "-", room=self.folder, stdin=asked, check=None)
        return done.stdout.decode().splitlines()

    def one(self, who: str, kind: str, **more: Any) -> str:
        """The answer to a single order."""
        return self.says(who, {"order": kind, **more})[0]

    def statement(self) -> dict[str, Any]:
        """Statement 1 as the shell lists it."""
        return lines_of(warroom("statements", "--json", room=self.folder))[0]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    room = Room(tmp_path / "room")
    recorded = room.says(
        "maren",
        {"order": "declare", "title": "EU-2 data loss", "type": "data_loss", "level": 3},
    ) + room.says("tomas", {"order": "draft_statement", "text": TEXT}, {"order": "ask_approval", "statement": 1})
    assert all(line.startswith("recorded") for line in recorded), recorded
    return room


def publish(room: Room, who: str = "tomas", typed: str = "publish 1") -> str:
    return room.one(who, "publish", statement=1, typed=typed)


def test_nothing_goes_out_before_everybody_has_said_yes_and_it_is_said_who_is_missing(room: Room) -> None:
    assert publish(room) == "refused: 3 approvals missing: comms, legal, executive."
    assert room.one("cora", "approve", statement=1, version=1).startswith("recorded")
    assert publish(room) == "refused: 2 approvals missing: legal, executive."
    assert room.one("anna", "approve", statement=1, version=1).startswith("recorded")
    assert publish(room) == "refused: 1 approval missing: executive."
    assert room.one("dana", "approve", statement=1, version=1).startswith("recorded")
    assert publish(room, typed="publish") == "refused: Type it in full: publish 1"
    assert publish(room, "bea") == "refused: Publishing is for comms, commander, deputy."
    assert publish(room).startswith("recorded")
    found = room.statement()
    assert (found["state"], found["text"]) == ("published", TEXT)
    assert {yes["role"]: yes["by"] for yes in found["approvals"]} == {
        "comms": "cora", "legal": "anna", "executive": "dana"}  # fmt: skip
    assert "was published by Tomas" in publish(room)
    assert "was published by Tomas" in room.one("tomas", "edit_statement", statement=1, text="Other words.")


def test_one_invisible_character_more_takes_every_yes_away(room: Room) -> None:
    for who in ("cora", "anna", "dana"):
        assert room.one(who, "approve", statement=1, version=1).startswith("recorded")
    assert room.statement()["state"] == "ready"
    before = room.statement()["digest"]
    hidden = TEXT.replace("files", "fi\u200bles")
    assert room.one("tomas", "edit_statement", statement=1, text=hidden).startswith("recorded")
    found = room.statement()
    assert (found["version"], found["approvals"], found["text"]) == (2, [], hidden)
    assert found["digest"] != before
    assert publish(room) == "refused: 3 approvals missing: comms, legal, executive."
    assert room.one("anna", "approve", statement=1, version=1) == (
        "refused: You read version 1. Tomas made it version 2. Read it again."
    )


def test_nobody_approves_their_own_text_however_often_it_was_reworded(room: Room) -> None:
    own = "refused: Nobody approves their own text. Somebody else has to read it."
    assert room.one("tomas", "approve", statement=1) == own
    assert room.one("anna", "edit_statement", statement=1, text=f"{TEXT} Truly.").startswith("recorded")
    assert room.one("anna", "approve", statement=1, version=2) == own
    assert room.one("tomas", "approve", statement=1, version=2) == own
    assert room.one("cora", "approve", statement=1, version=2).startswith("recorded")


def test_a_role_that_has_no_say_is_told_whose_say_it_is(room: Room) -> None:
    needed = "refused: This needs comms, legal, executive. You act as responder."
    assert room.one("bea", "approve", statement=1) == needed
    assert room.one("anna", "approve", statement=1, role="executive") == (
        "refused: This needs executive. You act as legal."
    )
    assert room.one("olaf", "approve", statement=1) == (
        "refused: Observers read along. Ask the commander for a role to take part."
    )
    assert room.one("anna", "approve", statement=9) == "refused: There is no statement 9."


def test_a_change_that_is_asked_for_stops_it_until_it_is_edited(room: Room) -> None:
    for who in ("cora", "anna", "dana"):
        room.one(who, "approve", statement=1)
    assert room.one("bea", "ask_change", statement=1, why="") == "refused: Say what has to change."
    assert room.one("bea", "ask_change", statement=1, why="Say how many.").startswith("recorded")
    assert publish(room) == "refused: Bea asks for a change first: Say how many."
    assert room.statement()["state"] == "held"


def test_a_slot_that_nobody_filled_goes_to_nobody(room: Room) -> None:
    assert room.one("tomas", "edit_statement", statement=1, text="We lost [[how many]] files.").startswith("recorded")
    for who, kind in (("tomas", "ask_approval"), ("anna", "approve")):
        assert room.one(who, kind, statement=1) == "refused: Fill in first: how many."
    assert publish(room) == "refused: Fill in first: how many."


def test_a_withdrawn_one_stays_withdrawn_and_says_why(room: Room) -> None:
    assert room.one("maren", "withdraw_statement", statement=1, reason=" ") == (
        "refused: Say why it will not be published."
    )
    assert room.one("maren", "withdraw_statement", statement=1, reason="The number was wrong.").startswith("recorded")
    assert publish(room) == "refused: Statement 1 was withdrawn: The number was wrong."
    words = warroom("statements", room=room.folder).stdout.decode()
    assert "withdrawn" in words
    assert "We deleted files in EU-2." in words


def test_a_responder_cannot_lower_the_level_and_is_told_whose_it_is(room: Room) -> None:
    for level in (2, 1):
        said = room.one("bea", "set_level", level=level, reason="It is over.")
        assert said.startswith("refused: ")
        assert "commander" in said
        assert "Maren" in said
    status = json.loads(warroom("status", "--json", room=room.folder).stdout)
    assert status["level"] == 3


def test_the_list_is_empty_in_words_and_in_json(tmp_path: Path) -> None:
    room = Room(tmp_path / "room")
    assert warroom("statements", room=room.folder).stdout == b"No statements.\n"
    assert warroom("statements", "--json", room=room.folder).stdout == b""


def typed(t: Terminal, keys: str) -> None:
    """A key by its name, or words, at the pace of a hand: what comes next may go to another field."""
    t.press(keys)
    t.settle(0.15, 1.0)


@pytest.mark.slow
def test_drafted_asked_for_approved_and_published_by_keys_alone(tmp_path: Path) -> None:
    room = Room(tmp_path / "room")
    (room.folder / "statements").mkdir()
    (room.folder / "statements" / "holding.md").write_text(
        "# Holding\nsort: holding\n\nWe know of [[what happened]]. We speak next at [[when]].\n"
    )
    room.says("maren", {"order": "declare", "title": "EU-2 data loss", "type": "data_loss", "level": 3})
    with Terminal(["--room", str(room.folder), "--as", "tomas"], home=tmp_path) as t:
        t.wait_for("EU-2 data loss")
        t.settle(0.5)
        t.press("s")
        t.wait_for("No statements. n drafts one.")
        t.press_until("n", "New statement")
        t.press_until("down", "2 open slots")
        for _ in range(3):
            typed(t, "tab")
        typed(t, "files that are gone")
        typed(t, "tab")
        typed(t, "15:00 UTC")
        t.wait_for("We know of files that are gone. We speak next at 15:00 UTC.")
        t.wait_for("No open slots")
        t.press("ctrl+s")
        t.wait_for("Statement 1, version 1")
        t.wait_for("says when we speak next|next update time|Checks")
        t.press_until("g", "Asked. Due")
        t.wait_for("P publish, 3 missing")
        assert t.leave() == 0
    for who in ("cora", "anna"):
        with Terminal(["--room", str(room.folder), "--as", who], home=tmp_path, size=(80, 24)) as t:
            t.wait_for("EU-2 data loss")
            t.settle(0.5)
            t.press(":")
            t.send("approve 1\r")
            t.wait_for("Read it first")
            t.press_until("A", "Version 1 approved.")
            assert t.leave() == 0
    assert room.one("dana", "approve", statement=1).startswith("recorded")
    with Terminal(["--room", str(room.folder), "--as", "tomas"], home=tmp_path) as t:
        t.wait_for("EU-2 data loss")
        t.settle(0.5)
        t.press("s")
        t.wait_for("ready to publish")
        t.press_until("enter", "Statement 1, version 1")
        t.press_until("P", "Publish statement 1, version 1")
        t.settle(0.5)
        t.send("publish 1")
        t.wait_for("publish statement 1")
        t.press("ctrl+s")
        t.wait_for("m marks each place")
        assert t.leave() == 0
    assert room.statement()["state"] == "published"
    assert b"published statement 1" in warroom("log", room=room.folder).stdout
