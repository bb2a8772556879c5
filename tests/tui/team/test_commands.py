"""The commands about the team: what they ask for, and what they say when they cannot."""

from __future__ import annotations

import pytest

from tests.tui.conftest import sit
from tests.tui.fake import MIDNIGHT, NOW, PEOPLE
from tests.tui.team.story import HOUSE, war
from warroom.domain import orders as o
from warroom.domain.level import HOUR, MINUTE
from warroom.tui.commands import COMMANDS, Complaint, Do, Facts, complete, parse
from warroom.tui.keymap import Keymap

FACTS = Facts(now=NOW, people=PEOPLE, checks=HOUSE.checks(), playbooks=("data-loss", "outage"))
AT_1530 = MIDNIGHT + 15 * HOUR + 30 * MINUTE


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("objective Find the cause", o.SetObjective(text="Find the cause")),
        ("objective 2 met 84 tenants", o.CloseObjective(objective=2, result="met", note="84 tenants")),
        ("objective 2: Find every cause", o.SetObjective(text="Find every cause", objective=2)),
        ("objective 2 engineers on call", o.SetObjective(text="2 engineers on call")),
        ("objective", Do("boards", "objectives")),
        ("period 4h Find it; Say it", o.BeginPeriod(minutes=240, objectives=("Find it", "Say it"))),
        ("period 90m", o.BeginPeriod(minutes=90)),
        ("fact EU-1 is fine", o.NoteFact(text="EU-1 is fine")),
        ("fact confirmed EU-1 is fine because Ken checked",
         o.NoteFact(text="EU-1 is fine", standing="confirmed", basis="Ken checked")),
        ("fact 3 false because the log says so", o.JudgeFact(fact=3, standing="false", basis="the log says so")),
        ("fact 84 tenants are hit", o.NoteFact(text="84 tenants are hit")),
        ("press Cloud Courier: how many? by 15:30 @tomas",
         o.LogPress(outlet="Cloud Courier", question="how many?", deadline=AT_1530, owner="tomas")),
        ("press 2 answered none", o.AnswerPress(enquiry=2, text="none")),
        ("press 2 declined no names", o.AnswerPress(enquiry=2, text="no names", declined=True)),
        ("press 2 @dana", o.OwnPress(enquiry=2, owner="dana")),
        ("tell staff all of support by 15:30 @dana",
         o.PlanTelling(who="all of support", group="staff", due=AT_1530, owner="dana")),
        ("tell board", o.PlanTelling(who="board", group="board")),
        ("tell 3 told by telephone", o.Tell(telling=3, how="by telephone")),
        ("check staff asked", o.Check(check="Staff asked not to comment")),
        ("check scheduled on linkedin", o.Check(check="Scheduled posts paused", channel="LinkedIn")),
        ("check off commander", o.Check(check="Commander named", on=False)),
        ("callout every 10", o.SetCallOuts(every=10)),
        ("callout 15m", o.SetCallOuts(every=15)),
        ("callout off because we are all in one room",
         o.SetCallOuts(every=None, reason="we are all in one room")),
        ("call @anna legal because the regulator asks",
         o.CallPeople(whom=("anna", "legal"), why="the regulator asks")),
        ("handover @anna mind the vendor", o.HandOver(to="anna", note="mind the vendor")),
        ("handover @anna", Do("hand_over", "anna")),
        ("handover", Do("hand_over")),
        ("shift begin", o.BeginShift()),
        ("shift end @ken", o.EndShift(person="ken")),
        ("role leave", o.LeaveRole()),
        ("role", Do("people")),
        ("people scribe", Do("people", "scribe")),
        ("playbook data-loss", Do("playbooks", "data-loss")),
        ("situation", Do("boards")),
    ],
)  # fmt: skip
def test_a_command_asks_for_what_it_says(line: str, order: object) -> None:
    assert parse(line, FACTS) == order


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("period", "Say how long"),
        ("period soon", "Say how long"),
        ("press how many?", "Say who asks what: :press Cloud Courier: how many are hit?"),
        ("press Wire: why? by 25:99", "'25:99' is no time."),
        ("tell everybody", "Say which group, then who"),
        ("check scheduled", "'Scheduled posts paused' is confirmed on each channel: X, LinkedIn, status page."),
        ("check coffee", "Which line of the checklist? It has: Commander named; Scheduled posts paused"),
        ("callout often", "Say how often, in minutes"),
        ("call @anna", "Say whom, and why"),
        ("handover @nobody now", "There is no '@nobody'."),
        ("shift", "Say begin or end"),
    ],
)
def test_a_command_that_cannot_be_says_how_it_is_used(line: str, words: str) -> None:
    found = parse(line, FACTS)
    assert isinstance(found, Complaint)
    assert words in found.words


def test_every_command_has_a_name_of_its_own_and_no_empty_words() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(command.usage.startswith(command.name) and command.does for command in COMMANDS)


def test_tab_completes_the_names_of_playbooks() -> None:
    assert complete(":playbook da", FACTS) == ":playbook data-loss "


def test_the_new_keys_clash_with_nothing() -> None:
    keymap = Keymap()
    for incident in (True, False):
        for pane in ("feed", "tasks", "log", "needs", "score", "desk", "thread"):
            found = {key: keymap.find(key, pane, incident=incident) for key in "SPhp"}
            assert [action.id if action else "" for action in found.values()] == [
                "boards", "people", "hand_over", "playbooks",
            ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "check"),
    [
        (":fact EU-1 is fine", lambda p: p.facts[7].text == "EU-1 is fine"),
        (":press Wire: why? by 15:30", lambda p: p.press[5].deadline == AT_1530),
        (":tell partners the storage vendor", lambda p: p.tellings[8].group == "partners"),
        (":check holding", lambda p: p.checks["Holding statement chosen", ""].by == "maren"),
        (":objective Find the cause", lambda p: p.objectives[5].period == 2),
        (":callout off because it is quiet here", lambda p: p.call_out_every is None),
    ],
)
async def test_a_command_reaches_the_boards(line: str, check) -> None:
    room = war()
    async with sit(room) as seat:
        await seat.press(":")
        await seat.type(line[1:])
        await seat.press("enter")
        assert check(room.picture), seat.prompt


async def test_a_command_without_words_opens_its_board() -> None:
    async with sit(war()) as seat:
        await seat.press(":")
        await seat.type("press")
        await seat.press("enter")
        assert seat.sees("▌ 1 Cloud Courier")


async def test_a_playbook_that_does_not_exist_is_said() -> None:
    async with sit(war()) as seat:
        await seat.press(":")
        await seat.type("playbook zeppelin")
        await seat.press("enter")
        assert "There is no playbook 'zeppelin'. p shows them all." in seat.prompt
