"""The team at work in a real room on a real terminal: command changes hands, a playbook fills the board."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.rooms import lines_of, team_room, warroom
from tests.e2e.terminal import Terminal

TEAM = {"maren": ["commander"], "anna": ["legal", "commander"], "tomas": ["comms"]}
PLAN = """
title = "Data loss"
type = "data_loss"
when = "Customer data is gone"
level = 3
questions = ["Whose data?"]
tasks = [
  { title = "Stop what causes it", minutes = 15 },
  { title = "Publish the holding statement", role = "comms", minutes = 30 },
]
tell = [{ who = "All of support", group = "staff", minutes = 20, role = "comms" }]
"""


def make(folder: Path) -> Path:
    """A room with three people and one plan."""
    team_room(folder, TEAM, '[publish]\nchannels = ["X", "status page"]\n')
    (folder / "playbooks").mkdir(mode=0o700)
    (folder / "playbooks" / "data-loss.toml").write_text(PLAN)
    return folder


def order(room: Path, person: str, *orders: dict[str, object]) -> list[str]:
    """``warroom order`` as that person; what it printed."""
    asked = "\n".join(json.dumps(one) for one in orders).encode()
    done = warroom("--as", person, "order", room=room, stdin=asked, check=None)
    return done.stdout.decode().splitlines()


def kinds(room: Path) -> list[str]:
    """What the log holds, oldest first."""
    rows = lines_of(warroom("--as", "maren", "log", "--json", room=room))
    return [row["kind"] for row in sorted(rows, key=lambda row: row["seq"])]


def sit(room: Path, person: str, home: Path) -> Terminal:
    return Terminal(["--room", str(room), "--as", person], home=home)


def test_command_changes_hands_from_one_person_to_the_next(tmp_path: Path) -> None:
    room = make(tmp_path / "room")
    said = order(room, "maren", {"order": "declare", "title": "Files are gone", "level": 3},
                 {"order": "hand_over", "to": "anna", "note": "Ken knows most"})  # fmt: skip
    assert all(line.startswith("recorded") for line in said), said
    assert order(room, "tomas", {"order": "accept_handover"}) == ["refused: Nobody offers you a role."]
    with sit(room, "anna", tmp_path) as t:
        t.wait_for("Maren offers you commander")
        t.wait_for("Maren Okafor commander")
        t.press("h")
        t.wait_for("A accept, you are commander")
        t.wait_for("History")
        t.wait_for("Ken knows most")
        t.press_until("A", "You are commander now")
        t.wait_for("Anna Lindqvist commander")
        assert t.leave() == 0
    assert kinds(room)[-1] == "handover_accepted"
    assert order(room, "maren", {"order": "stand_down", "reason": "over"}) == [
        "refused: Standing down is the commander's to do. Ask Anna."
    ]


def test_a_playbook_fills_the_board_and_the_situation_is_worked_on(tmp_path: Path) -> None:
    room = make(tmp_path / "room")
    order(room, "maren", {"order": "declare", "title": "Files are gone", "level": 3})
    with sit(room, "maren", tmp_path) as t:
        t.wait_for("Files are gone")
        t.press("p")
        t.wait_for("never drilled")
        t.press_until("s", "Start Data loss?")
        t.wait_for("It adds 2 tasks, 1 to tell, 1 question to answer.")
        t.press_until("y", "Data loss runs.")
        t.press("esc")
        t.wait_for("Stop what causes it")
        t.wait_for("Publish the holding")
        t.press("S")
        t.wait_for("All of support")
        t.press_until("3", "━ 3 First five minutes")
        t.press_until("d", "Confirmed in your name: Commander named.")
        t.press("esc", ":", "press Wire: how many? by +45m @tomas", "enter")
        t.wait_for("Done.")
        t.press("S")
        t.wait_for("Wire +how many")
        assert t.leave() == 0
    found = kinds(room)
    assert found.count("task_made") == 2
    assert {"playbook", "telling_planned", "checked", "press_asked"} <= set(found)
