"""A whole crisis by hand: a room of its own, a dozen visits of six people, from the declaration to the stand-down.

One process at a time has a room, so the people come to the console one after the other. Everything that can be asked
of a room is asked at least once, by keys or ``:`` commands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.rooms import lines_of, warroom
from tests.e2e.terminal import ROOT, Terminal
from warroom.domain.decide import order_types

PEOPLE = {
    "maren": ("Maren Okafor", ["commander"]), "bea": ("Bea Morales", ["responder", "deputy", "commander"]),
    "tomas": ("Tomas Reuter", ["comms"]), "cora": ("Cora Bell", ["comms"]), "anna": ("Anna Lindqvist", ["legal"]),
    "dana": ("Dana Whitfield", ["executive"]),
}  # fmt: skip
SETTINGS = """
[brand]
name = "Quillstack"
phrases = ["quillstack", "@quillstack"]

[publish]
channels = ["X", "LinkedIn"]

[[sources]]
name = "recorded"
kind = "file"
path = "mentions.jsonl"
all = true
"""
TEMPLATE = "# Holding\nsort: holding\n\nWe know of [[what happened]]. We speak next at [[when]].\n"
LOUD = "by:@ines_cfo"
"""Somebody with 38,400 followers."""
REPLY = "Ines, Ken counts for Delmora and calls you himself."

LEADS_TO = {
    "declare": "declared", "stand_down": "stood_down", "set_level": "level", "observe": "observed",
    "decide": "decision", "act": "action", "note": "note", "make_task": "task_made", "own_task": "task_owner",
    "move_task": "task_state", "task_due": "task_due", "task_waits": "task_waits", "claim": "claimed",
    "let_go": "let_go", "give": "claimed", "answer": "answered", "reopen": "reopened", "triage": "triaged",
    "tone": "tone", "pin": "pinned", "watch_author": "author_watched", "correct": "corrected",
    "turning_point": "turning_point", "take_role": "role", "update_given": "update_given",
    "update_due": "update_due", "acknowledge": "acknowledged", "report_blind": "source_down", "undo": "undone",
    "leave_role": "role_left", "hand_over": "handover_offered", "accept_handover": "handover_accepted",
    "decline_handover": "handover_declined", "begin_shift": "shift_begun", "end_shift": "shift_ended",
    "begin_period": "period", "set_objective": "objective", "close_objective": "objective_closed",
    "note_fact": "fact", "judge_fact": "fact_judged", "log_press": "press_asked", "own_press": "press_owner",
    "answer_press": "press_answered", "plan_telling": "telling_planned", "tell": "told", "check": "checked",
    "start_playbook": "playbook", "mark_drilled": "playbook_drilled", "set_call_outs": "call_outs",
    "call_people": "call_asked", "ask_reply": "reply_asked", "approve_reply": "reply_approved",
    "hold_reply": "reply_held", "keep_answer": "answer_kept", "approve_answer": "answer_approved",
    "retire_answer": "answer_retired", "draft_statement": "statement_drafted",
    "edit_statement": "statement_edited", "ask_approval": "approval_asked", "approve": "statement_approved",
    "ask_change": "change_asked", "publish": "statement_published", "posted": "statement_posted",
    "withdraw_statement": "statement_withdrawn",
}  # fmt: skip
"""The kind of entry that shows that an order was carried out."""


def test_nothing_that_can_be_asked_is_forgotten_here() -> None:
    assert set(LEADS_TO) == {kind.__struct_config__.tag for kind in order_types()}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room"
    (folder / "statements").mkdir(parents=True)
    folder.chmod(0o700)
    (folder / "statements" / "holding.md").write_text(TEMPLATE)
    people = [
        f'[people.{who}]\nname = "{name}"\nroles = {json.dumps(roles)}\n' for who, (name, roles) in PEOPLE.items()
    ]
    (folder / "warroom.toml").write_text(SETTINGS + "".join(people))
    now = datetime.now(UTC)
    recorded = (ROOT / "config" / "drills" / "eu2-data-loss" / "mentions.jsonl").read_text().splitlines()
    with (folder / "mentions.jsonl").open("w") as file:
        for post in map(json.loads, recorded):
            if post["t"] >= 0 and "edited" not in post.get("flags", ()):
                at = now - timedelta(seconds=11_400 - post["t"])
                file.write(json.dumps({
                    "id": post["native_id"], "platform": post.get("platform", ""), "text": post["text"],
                    "author": post.get("handle") or post["author"], "reach": post.get("reach"),
                    "published": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                }) + "\n")  # fmt: skip
    return folder


class Seat:
    """One person at the console."""

    def __init__(self, terminal: Terminal) -> None:
        self.t = terminal

    def says(self, *commands: str) -> None:
        """Lines after ``:``, each ended with enter."""
        for command in commands:
            self.t.send(f":{command}\r")
            self.t.settle(0.15, 1.0)
            assert "There is no " not in self.t.screen()[-2], f":{command}\n{self.t.text()}"

    def press(self, *keys: str) -> None:
        """Keys at the pace of a hand."""
        for key in keys:
            self.t.press(key)
            self.t.settle(0.12, 0.8)

    def fills(self, *fields: str) -> None:
        """Text into a form's fields from the first on, then ^s."""
        self.t.settle(0.5, 1.0)
        for n, text in enumerate(fields):
            if n:
                self.press("tab")
            self.t.send(text)
            self.t.settle(0.12, 0.8)
        self.press("ctrl+s")


@contextmanager
def seat(room: Path, who: str, view: str = "command") -> Iterator[Seat]:
    """Somebody comes to the console, and leaves it as people do."""
    with Terminal(["--room", str(room), "--as", who, "attach", "--view", view], home=room.parent) as t:
        t.wait_for("saved|open of|Unclaimed|Answers")
        t.settle(0.5, 3.0)
        yield Seat(t)
        assert t.leave() == 0
        assert b"Traceback" not in t.raw


def kinds(room: Path) -> set[str]:
    """Every kind of entry that is in the log."""
    return {entry["kind"] for entry in lines_of(warroom("log", "--json", room=room))}


def commander_begins(room: Path) -> None:
    with seat(room, "maren") as maren:
        maren.t.wait_for(r"of 4\d\d", 20)
        maren.says("playbook data-loss")
        maren.t.press_until("s", "Declare an incident")
        maren.fills("EU-2 data loss")
        maren.t.wait_for("T\\+00:0")
        maren.says("playbook rumour")
        maren.t.press_until("s", "Start A false rumour?")
        maren.t.press_until("y", "Start A false rumour?", gone=True)
        maren.press("esc", "esc")
        maren.press("l")
        maren.t.send("Index rebuilt for 61 tenants\r")
        maren.t.wait_for("Index rebuilt for 61")
        maren.press("4", "g", "E")
        maren.t.wait_for("better|Correct")
        maren.fills(", not restored")
        maren.press("space")
        maren.t.wait_for("turning point")
        maren.press("1")
        maren.says(
            "shift begin @tomas", "role deputy=bea", "level 4 the press has it",
            "decide Freeze all writes because every write may destroy what is left",
            "task Ring the storage vendor @tomas +30m", "due 23 +40m", "waits 23 1",
            "update executive +30m", "update executive given Told Dana what we know", "blind recorded it does not grow",
            "check commander named", "fact 84 customers are hit", "fact 1 confirmed because Ken counted twice",
            "press Cloud Courier: how many are hit? by 45m", "press 1 @tomas", "press 1 answered 84 customers",
            "tell staff all of support by 30m", "tell 14 told in person",
            "period 2h Name a contact for each; Count the files", "objective 1 met all have one",
            "objective Tell Dana first", "callout every 20", "call @dana because we are at L4",
        )  # fmt: skip
        maren.press("a")
        maren.press("3", "c", ">")
        maren.press("1", "down")
        maren.says("kind press")
        maren.press("u", "space", "w", "c")
        maren.says("letgo")
        maren.press("enter")
        maren.t.wait_for("tone")
        maren.t.settle(0.5, 1.0)
        maren.press("+", "esc")
        maren.says("answered")
        maren.t.wait_for("What we said")
        maren.fills("We restore it today.")
        maren.says("reopen", "give @bea", "handover @bea Watch the press")


def responder_asks_for_a_yes(room: Path) -> None:
    with seat(room, "bea") as bea:
        bea.says("handover")
        bea.t.press_until("N", "Decline commander")
        bea.fills("Ask me again in an hour")
        to_the_loud_one(bea)
        bea.press("r")
        bea.t.wait_for("keep draft")
        bea.t.send(REPLY)
        bea.t.wait_for("Needs")
        bea.t.press_until("ctrl+s", "Asked")
        bea.press("esc", "esc", "1", "b")
        bea.t.press_until("n", "New answer")
        bea.fills("Counts for one customer", "Ken counts for you and calls you himself.", "count")
        bea.t.wait_for("Counts for one customer")


def to_the_loud_one(seat_: Seat) -> None:
    """The bar on the post of the loudest voice."""
    seat_.press("/")
    seat_.t.send(f"{LOUD}\r")
    seat_.t.wait_for(r"(?s)Live feed ━+ \d of \d+ match.*38.4K")
    seat_.press("down")


def comms_drafts_and_answers_for_the_bank(room: Path) -> None:
    with seat(room, "tomas", "desk") as tomas:
        tomas.t.wait_for("@ines_cfo")
        tomas.says("hold no time that Ken has not promised")
        tomas.t.settle(0.3, 1.0)
        tomas.press("A")
        tomas.press("1", "b")
        tomas.t.press_until("/", "Filter  ")
        tomas.t.send("Counts for one")
        tomas.press("enter")
        tomas.t.press_until("A", "is approved")
        tomas.press("esc", "W")
        tomas.t.wait_for("Retire ")
        tomas.fills("It promises too much")
        tomas.press("esc", "esc")
        for _ in range(2):
            tomas.says("draft")
            tomas.t.wait_for("New statement")
            tomas.t.settle(0.5, 1.0)
            tomas.t.press_until("down", "2 open slots")
            tomas.press("tab", "tab", "tab")
            tomas.press("files that are gone", "tab", "15:00 UTC")
            tomas.t.wait_for("No open slots")
            tomas.press("ctrl+s")
            tomas.t.wait_for(r"Statement \d, version 1")
            tomas.t.press_until("g", "Asked. Due")
            tomas.press("esc", "esc")
        tomas.says("withdraw 2 one text is enough")


def legal_asks_for_a_change(room: Path) -> None:
    with seat(room, "anna") as anna:
        anna.says("say 1")
        anna.t.press_until("N", "Ask for a change in statement 1")
        anna.fills("Say how many")


def comms_words_it_better(room: Path) -> None:
    with seat(room, "tomas") as tomas:
        tomas.says("say 1")
        tomas.t.press_until("e", "keep the draft and leave")
        tomas.fills(" 84 customers are hit.")
        tomas.t.wait_for("Statement 1, version 2")
        tomas.t.press_until("g", "Asked. Due")


def everybody_approves(room: Path) -> None:
    for who in ("cora", "anna", "dana"):
        with seat(room, who) as one:
            one.says("approve 1")
            one.t.press_until("A", "Version 2 approved.")


def comms_publishes(room: Path) -> None:
    with seat(room, "tomas") as tomas:
        tomas.says("publish 1")
        tomas.t.wait_for("Publish statement 1")
        tomas.fills("publish 1")
        tomas.t.wait_for("Tomas published statement 1")
        tomas.press("esc", "esc")
        tomas.says("posted 1 LinkedIn https://li.example/1", "role comms=tomas", "role leave")


def responder_sends(room: Path) -> None:
    with seat(room, "bea") as bea:
        to_the_loud_one(bea)
        bea.press("r")
        bea.t.wait_for("this exact text")
        bea.press("ctrl+s")
        bea.t.wait_for("Read it once more")
        bea.t.settle(0.6, 1.2)
        bea.press("y")  # once: another key takes it back
        bea.t.wait_for("Post it on X yourself", 12)


def commander_hands_over(room: Path) -> None:
    with seat(room, "maren") as maren:
        maren.says("handover @bea Send Tomas home")


def successor_closes(room: Path) -> None:
    with seat(room, "bea") as bea:
        bea.says("handover")
        bea.t.press_until("A", "You are commander now")
        bea.says("did Told the landlord of the data centre", "note The landlord wants a copy of the statement")
        bea.says("shift end @maren", "standdown Everything is back and the volume is normal")
        bea.t.wait_for("No incident")
        bea.says("playbook data-loss")
        bea.t.press_until("m", "was exercised")
        bea.fills("", "Legal needs a stand-in")
        bea.t.wait_gone("was exercised")


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_from_the_declaration_to_the_stand_down(room: Path) -> None:
    for visit in (
        commander_begins, responder_asks_for_a_yes, comms_drafts_and_answers_for_the_bank, legal_asks_for_a_change,
        comms_words_it_better, everybody_approves, comms_publishes, responder_sends, commander_hands_over,
        successor_closes,
    ):  # fmt: skip
        visit(room)
    assert set(LEADS_TO.values()) - kinds(room) == set()
    out = room.parent / "out"
    warroom("export", "--to", out, room=room)
    assert b"Sound" in warroom("verify", out / "INC-001.json").stdout
    assert b"Sound" in warroom("verify", room).stdout
