"""Playbooks: the list, a plan whole, starting it, declaring with it; and the log's entries in full."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from tests.tui.conftest import sit
from tests.tui.fake import NOW, FakeRoom
from tests.tui.forms_seat import FormSeat, form_open
from tests.tui.team.story import PLANS, decided, offered, war, watch
from warroom.domain import entries as e
from warroom.domain.level import MINUTE, Level
from warroom.tui.forms.declare import DeclareForm
from warroom.tui.forms.entry import EntrySheet
from warroom.tui.forms.lists import PickOne
from warroom.tui.forms.plans import brings, drilled, fitting
from warroom.tui.forms.playbooks import PlanSheet, PlaybooksSheet


async def then(table: FormSeat, *keys: str) -> None:
    table.clock.now += 1.0
    await table.press(*keys)


def plans(room: FakeRoom, name: str = "") -> AbstractAsyncContextManager[FormSeat]:
    return form_open(PlaybooksSheet(room, name), room=room)


async def test_the_list_says_what_each_plan_brings_and_when_it_was_drilled() -> None:
    async with plans(war()) as table:
        row = next(row for row in table.rows if "Data loss" in row)
        assert row.split()[-6:] == ["Crisis", "5", "3", "drilled", "14", "Sep"]
        assert "never drilled" in next(row for row in table.rows if "Outage" in row)
        assert "drilled 29 Aug 2025" in next(row for row in table.rows if "False rumour" in row)
        assert "▌Data loss" in table.text


async def test_without_playbooks_the_sheet_says_where_they_come_from() -> None:
    room = war()
    room.playbooks = {}
    async with plans(room) as table:
        assert "No playbooks. 'warroom new' gives a room eleven of them" in table.text
        await table.press("enter", "s", "m", "j")
        assert "No playbooks." in table.text


async def test_a_plan_shows_everything_with_the_advice_of_research() -> None:
    room = war()
    async with form_open(PlanSheet(room, PLANS["data-loss"]), room=room) as table:
        await table.press("end")
        bottom = table.text
        await table.press("home")
        text = table.text + bottom
        for words in ("Find out first", "Whose data, how many?", "liaison, after 1", "deputy (nobody)",
                      "Data protection authority", "We are sorry. You trusted us with this.",
                      "Restoring over the only evidence", "extortion: ransom, pay or we publish",
                      "What research advises", "Weigh it yourselves"):  # fmt: skip
            assert words in text, words


async def test_starting_a_plan_asks_first_and_fills_the_boards() -> None:
    room = war()
    before, told = len(room.picture.tasks), len(room.picture.tellings)
    async with plans(room) as table:
        await table.press("s")
        await then(table)
        assert "Start Data loss?" in table.text
        assert "y start, adds 5 tasks, 3 to tell" in table.text
        assert "Nobody is deputy or liaison" in table.text
        await table.press("escape")
        assert len(room.picture.tasks) == before
        await table.press("s")
        await then(table, "y")
        assert len(room.picture.tasks) == before + 5
        assert len(room.picture.tellings) == told + 3
        assert "Data loss runs. Tasks and whom to tell are on the boards." in table.text
        assert "runs" in next(row for row in table.rows if "▌Data loss" in row)
        assert "start" not in table.keys
        await table.press("s")
        assert "Data loss runs already." in table.text


async def test_a_plan_is_marked_as_drilled_with_what_was_learned() -> None:
    room = war()
    async with plans(room, "outage") as table:
        await table.press("m")
        await then(table)
        await table.type("2026-09-30")
        await table.press("tab")
        await table.type("the status page needs two people")
        await table.press("ctrl+s")
        payload = room.log[-1].payload
        assert isinstance(payload, e.PlaybookDrilled)
        assert (payload.playbook, payload.note) == ("outage", "the status page needs two people")
        assert room.picture.drilled["outage"] == payload.at


async def test_a_day_that_is_none_is_said() -> None:
    room = war()
    async with plans(room, "outage") as table:
        await table.press("m")
        await then(table)
        await table.type("last week")
        await table.press("ctrl+s")
        assert "'last week' is no day." in table.text


async def test_on_a_quiet_day_a_plan_begins_with_declaring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.tui.forms.base.DEAF_MS", 0)
    room = watch("maren")
    async with sit(room) as seat:
        await seat.press("p", "s")
        await seat.settle()
        assert seat.sees("Declare an incident")
        assert seat.sees("adds 5 tasks, 3 to tell, drilled 14 Sep")
        await seat.type("files are gone")
        await seat.press("ctrl+s")
        await seat.settle()
        assert room.picture.incident is not None
        assert [run.playbook for run in room.picture.playbooks] == ["data-loss"]
        assert seat.sees("Stop what causes it")


async def test_the_type_chooses_a_plan_that_can_be_taken_off() -> None:
    room = watch()
    async with form_open(DeclareForm(room), room=room) as table:
        form, field = table.form, table.form.query_one("#playbook", PickOne)
        assert field.value == ""
        assert "declare L1, start the clock" in table.keys
        kind = form.query_one("#type", PickOne)
        kind.value = "data_loss"
        kind.chose()
        await table.settle()
        assert field.value == "data-loss"
        assert "declare L1, add 5 tasks, 3 to tell, start the clock" in table.keys
        kind.value = "outage"
        kind.chose()
        await table.settle()
        assert field.value == "outage"
        field.value = ""
        field.chose()
        kind.value = "rumour"
        kind.chose()
        await table.settle()
        assert field.value == ""
        await table.type("people say we were sold")
        await table.press("ctrl+s")
        assert room.picture.playbooks == []
        assert room.picture.incident is not None


def test_the_plan_that_is_named_like_the_type_goes_before_others_of_it() -> None:
    both = [PLANS["outage"], PLANS["data-loss"]]
    found = fitting(both, "data_loss")
    assert found is not None
    assert found.playbook == "data-loss"
    assert fitting(both, "boycott") is None
    assert (brings(PLANS["outage"]), drilled(PLANS["outage"], NOW)) == ("adds 1 task", "never drilled")


# -- the log's entries in full -------------------------------------------------------------------------------------


async def test_a_decision_shows_its_reason_options_objections_and_what_was_known() -> None:
    room = decided()
    async with form_open(EntrySheet(room, room.log[-1]), room=room) as table:
        for words in ("Two people counted it", "wait for the other 23", "Anna: the number may change tonight.",
                      "Known then", "L3 Crisis, 10 open tasks, score 71", "Maren, commander"):  # fmt: skip
            assert words in table.text


async def test_enter_on_a_line_of_the_log_opens_it_and_e_corrects_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.tui.forms.base.DEAF_MS", 0)
    async with sit(decided()) as seat:
        await seat.press("4", "enter")
        assert seat.sees("Known then")
        await seat.press("E")
        assert seat.sees("Correct entry")


async def test_what_nobody_wrote_cannot_be_corrected_from_there() -> None:
    room = offered("anna")
    async with form_open(EntrySheet(room, room.log[-1]), room=room) as table:
        assert "Organisation" in table.text
        await table.press("E")
        assert "Only what people wrote can be corrected." in table.text


# -- clocks --------------------------------------------------------------------------------------------------------


async def test_a_call_out_stands_on_the_prompts_row_for_ten_seconds_and_rings_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = war()
    async with sit(room) as seat:
        rung = []
        monkeypatch.setattr(seat.app, "bell", lambda: rung.append(1))
        room.record(e.CalledOut(minutes=50, level=int(Level.CRISIS)))
        await seat.settle()
        assert seat.prompt.startswith("› 50 minutes at L3 Crisis.")
        said = seat.app.home.cmd_view.said
        assert 8 < said.until - asyncio.get_running_loop().time() <= 10
        assert rung == []


async def test_the_time_at_the_level_is_seen_beside_it() -> None:
    room = war()
    async with sit(room) as seat:
        assert seat.sees("Crisis  L3 for 42m, suggested L3")
        room.advance(MINUTE)
        await seat.press("j")
        assert seat.sees("Crisis  L3 for 43m, suggested L3")
