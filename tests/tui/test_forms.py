"""What the forms do, key by key."""

from __future__ import annotations

import pytest
from textual import events

from tests.tui.fake import NOW, crisis, quiet
from tests.tui.forms_seat import form_open
from tests.tui.show_form import by
from warroom.domain import entries as e
from warroom.domain.level import MINUTE, Level
from warroom.domain.orders import MakeTask
from warroom.tui.forms.answer import AnswerForm
from warroom.tui.forms.confirm import ConfirmSheet, leaving
from warroom.tui.forms.correct import CorrectForm
from warroom.tui.forms.level import LevelForm
from warroom.tui.forms.task import TaskForm
from warroom.tui.forms.triage import TriageSheet


def last(room):
    """The payload of the newest entry."""
    return room.log[-1].payload


# -- what all forms do ----------------------------------------------------------------------------------------------


async def test_a_task_with_an_owner_and_a_time_takes_seventeen_keys() -> None:
    async with form_open("task") as table:
        keys = [*"Call", "space", *"Delmora", "tab", "j", "tab", "left", "ctrl+s"]
        assert len(keys) == 17
        await table.press(*keys)
        made = last(table.room)
        assert isinstance(made, e.TaskMade)
        assert (made.title, made.owner, made.due) == ("Call Delmora", "jonas", NOW + 10 * MINUTE)
        assert [type(order) for order in table.brought] == [MakeTask]
        assert table.seat.app.screen is table.seat.app.home


async def test_keys_typed_ahead_are_dropped_for_400_ms() -> None:
    async with form_open("task") as table:
        table.clock.now = table.form._opened + 0.399
        await table.press("x", "ctrl+s", "escape")
        table.form._forward_event(events.Paste("dd"))
        await table.settle()
        assert table.brought == []
        assert table.form.query_one("#what").value == ""
        table.clock.now = table.form._opened + 0.4
        await table.press("x")
        assert table.form.query_one("#what").value == "x"


async def test_a_y_typed_ahead_does_not_answer_a_question() -> None:
    async with form_open(ConfirmSheet("Leave the room?", "leave")) as table:
        table.clock.now = table.form._opened
        await table.press("y", "enter")
        assert table.brought == []
        table.clock.now += 1
        await table.press("enter")
        assert table.brought == []
        await table.press("y")
        assert table.brought == [True]


async def test_enter_never_sends_and_goes_to_the_next_field() -> None:
    async with form_open("task") as table:
        await table.type("Call Delmora")
        before = len(table.room.log)
        await table.press(*["enter"] * 8)
        assert len(table.room.log) == before
        await table.press("tab", "shift+tab", "down", "up")
        assert len(table.room.log) == before


async def test_what_is_missing_is_said_in_the_form_and_the_cursor_goes_there() -> None:
    async with form_open("task") as table:
        await table.press("tab", "tab", "ctrl+s")
        assert "▲ Say what is to be done. Start with a verb." in table.text
        assert table.label == "What"
        await table.type("C")
        await table.settle()
        assert "▲" not in table.text


async def test_a_refusal_stays_with_the_words_of_the_room() -> None:
    room = crisis()
    room.offline = "Not connected. Everything below is as of 14:41. Log and drafts are kept here."
    async with form_open("task", room=room) as table:
        await table.type("Call Delmora")
        await table.press("ctrl+s")
        assert "▲ Not connected. Everything below is as of 14:41." in table.text
        assert table.brought == []
        room.offline = ""
        await table.press("ctrl+s")
        assert last(room).title == "Call Delmora"
        assert len(table.brought) == 1


async def test_esc_asks_nothing_and_what_was_typed_is_there_again() -> None:
    async with form_open("task") as table:
        await table.type("Call Delmora")
        await table.press("tab", "j", "escape")
        assert table.brought == [None]
        await table.reopen("task")
        assert "Call Delmora" in table.text
        assert "(•) Jonas" in table.text
        assert "What you had typed is still here." in table.text
        await table.press("ctrl+s")
        assert last(table.room).owner == "jonas"
        await table.reopen("task")
        assert "Call Delmora" not in table.text


async def test_a_draft_belongs_to_its_mention() -> None:
    room = crisis()
    async with form_open(AnswerForm(room, by(room, "@ines_cfo")), room=room) as table:
        await table.type("We are sorry")
        await table.press("escape")
        table.form = AnswerForm(room, by(room, "@tdk_ops"))
        await table.open()
        assert "We are sorry" not in table.text
        await table.press("escape")
        table.form = AnswerForm(room, by(room, "@ines_cfo"))
        await table.open()
        assert "We are sorry" in table.text


async def test_an_untouched_form_leaves_no_draft() -> None:
    async with form_open("task") as table:
        await table.press("tab", "escape")
        await table.reopen("task")
        assert "still here" not in table.text


async def test_a_click_chooses() -> None:
    async with form_open("task") as table:
        row = next(y for y, line in enumerate(table.rows) if "60m" in line)
        paper = table.form.query_one("#paper").region
        left = table.rows[row].index("60m")
        await table.seat.pilot.click(offset=(paper.x + left, paper.y + row))
        await table.settle()
        assert "(•) 60m" in table.text
        assert "15:47 UTC" in table.text


async def test_long_text_grows_instead_of_hiding() -> None:
    async with form_open("task") as table:
        words = "Prepare a line for The Vendor Desk and give it to everybody who answers calls today"
        await table.type(words)
        await table.settle()
        assert "Prepare a line for The Vendor Desk and give it to" in table.text
        assert "who answers calls today" in table.text


async def test_pasted_lines_become_one_clean_line() -> None:
    async with form_open("task") as table:
        table.form.focused.post_message(events.Paste("Call\r\nDel\x1b]52;c;eA==\x07mora\u202e"))
        await table.settle()
        assert table.form.query_one("#what").value == "Call Del\ufffdmora"


# -- the task ---------------------------------------------------------------------------------------------------------


async def test_a_digit_on_the_row_of_times_begins_a_time_of_ones_own() -> None:
    async with form_open("task") as table:
        await table.type("Call Delmora")
        await table.press("tab", "tab", *"16:30")
        assert "16:30 UTC" in table.text
        await table.press("ctrl+s")
        assert last(table.room).due == NOW - NOW % 86_400_000 + 990 * MINUTE


async def test_a_time_that_is_none_is_not_taken() -> None:
    async with form_open("task") as table:
        await table.type("Call Delmora")
        await table.press("tab", "tab", *"9x", "ctrl+s")
        assert "▲ Say when: 15:00, 45m or 2h." in table.text
        assert table.label == "At"


async def test_a_task_to_wait_for_is_named_or_refused() -> None:
    async with form_open("task") as table:
        await table.type("Call Delmora")
        await table.press("tab", "tab", "tab", *"99", "ctrl+s")
        assert "▲ There is no task 99 to wait for." in table.text
        assert table.label == "Waits for"
        await table.press("backspace", "backspace", *"17")
        assert "Legal sign-off on statement 3" in table.text
        await table.press("tab", "space", "ctrl+s")
        made = last(table.room)
        assert (made.waits_for, made.state, made.afterwards) == (17, "blocked", ("tell all",))


async def test_a_task_from_a_mention_remembers_it() -> None:
    room = crisis()
    post = by(room, "@ines_cfo")
    async with form_open(TaskForm(room, post), room=room) as table:
        assert "X @ines_cfo, 38.4K, We moved 11,000" in table.text
        await table.type("Find her account manager")
        await table.press("ctrl+s")
        assert last(room).mention == post.id


# -- declare ----------------------------------------------------------------------------------------------------------


async def test_the_level_follows_the_answers_until_somebody_chooses() -> None:
    async with form_open("declare") as table:
        assert "^s declare L1, start the clock" in table.keys
        await table.type("Files are gone")
        await table.press("tab", "d", "tab", "y", "tab", "y", "tab", "u", "tab", "space")
        assert "Suggested L2: ours, confirmed, going on, data. Not L3: score 6 of 60." in table.text
        assert "^s declare L2" in table.keys
        assert "60 min" in table.text
        assert "4 of 7 answered" in table.text
        await table.press("right", "space", "right", "space")
        assert "(•) L3 crisis" in table.text
        await table.press("tab", "tab", "tab", "tab", "right")
        assert "(•) L4 critical" in table.text
        await table.press(*["shift+tab"] * 4, "space")
        assert "Suggested L2" in table.text
        assert "(•) L4 critical" in table.text


async def test_what_is_not_known_yet_becomes_task_1() -> None:
    async with form_open("declare") as table:
        await table.type("Files are gone")
        await table.press(*["tab"] * 8)
        await table.type("how many")
        await table.settle()
        assert "left open, becomes task 1" in table.text
        await table.press("ctrl+s")
        room = table.room
        assert room.picture.incident.title == "Files are gone"
        assert room.picture.tasks[1].title == "Find out how many"
        assert room.picture.updates["public"] == NOW + 30 * MINUTE


async def test_declaring_needs_words_and_a_time() -> None:
    async with form_open("declare") as table:
        await table.press("ctrl+s")
        assert "▲ Say what happened, in a few words." in table.text
        await table.type("Files are gone")
        await table.press("shift+tab", "ctrl+u", *"soon", "ctrl+s")
        assert "▲ Say when the first update is due: 30 min, 1h or 15:00." in table.text
        await table.press("ctrl+u", *"15:00")
        assert "at 15:00 UTC" in table.text
        await table.press("ctrl+s")
        assert table.room.picture.updates["public"] == NOW + 13 * MINUTE


async def test_a_second_incident_is_refused_in_the_form() -> None:
    async with form_open("declare", room=crisis()) as table:
        await table.type("Another one")
        await table.press("ctrl+s")
        assert "▲ INC-042 is open: EU-2 data loss. Stand it down first." in table.text


async def test_the_type_opens_as_a_list_and_esc_closes_only_the_list() -> None:
    async with form_open("declare") as table:
        await table.press("tab", "space")
        assert "(•) Something else" in table.text
        assert "( ) Boycott or campaign" in table.text
        await table.press("up", "escape")
        assert table.brought == []
        assert "( ) Boycott" not in table.text
        assert "Boycott or campaign" in table.text


# -- level ------------------------------------------------------------------------------------------------------------


async def test_the_present_level_is_preselected_and_a_reason_is_needed() -> None:
    async with form_open("level") as table:
        assert "(•) L3 crisis" in table.text
        await table.press("ctrl+s")
        assert "▲ The level is L3 Crisis already." in table.text
        await table.press("down", "ctrl+s")
        assert "▲ Say why. It goes into the log word for word." in table.text
        assert table.label == "Why"
        await table.type("CEO accused")
        await table.press("ctrl+s")
        assert (table.room.picture.level, last_level(table.room).reason) == (Level.CRITICAL, "CEO accused")


def last_level(room):
    return next(x.payload for x in reversed(room.log) if isinstance(x.payload, e.LevelSet))


async def test_what_follows_is_said_beforehand() -> None:
    async with form_open("level") as table:
        await table.press("down")
        assert "bring in CEO and outside counsel: call them by hand" in table.text
        assert "start the clock of the team update, due 15:02" in table.text
        assert "ask for answers within 5 min instead of 15" in table.text
        await table.press("g")
        assert "close INC-042 after 2h" in table.text
        assert "leave 10 tasks open" in table.text
        assert "^s stand down, close INC-042" in table.keys


async def test_standing_down_closes_the_incident() -> None:
    async with form_open("level") as table:
        await table.press("home", "tab")
        await table.type("All files are back")
        await table.press("ctrl+s")
        assert table.room.picture.incident is None
        assert isinstance(last(table.room), e.StoodDown)


async def test_who_may_not_lower_the_level_reads_it_before_trying() -> None:
    async with form_open("level", room=crisis("bea")) as table:
        await table.press("up")
        assert "be refused: Lowering the level is the commander's to do. Ask Maren." in table.text
        await table.press("tab", *"why", "ctrl+s")
        assert "▲ Lowering the level is the commander's to do. Ask Maren." in table.text
        assert table.brought == []


async def test_standing_down_can_be_where_the_bar_begins() -> None:
    room = crisis()
    async with form_open(LevelForm(room, Level.QUIET), room=room) as table:
        assert "(•) L0 stand down" in table.text


# -- answers, decisions, corrections, people ---------------------------------------------------------------------------


async def test_an_answer_is_recorded_with_its_words_and_place() -> None:
    room = crisis()
    async with form_open(AnswerForm(room, by(room, "@hana_legalops")), room=room) as table:
        await table.press("ctrl+s")
        assert "▲ Say what was said." in table.text
        await table.type("We call you at 15:00")
        await table.press("ctrl+s")
        answered = last(room)
        assert (answered.text, answered.where, answered.person) == ("We call you at 15:00", "X", "maren")


async def test_a_decision_needs_its_reason() -> None:
    async with form_open("decision") as table:
        await table.type("Pause all ads")
        await table.press("ctrl+s")
        assert "▲ Say why." in table.text
        assert table.label == "Why"
        await table.type("They look cynical today")
        await table.press("tab")
        await table.type("go on; half")
        await table.press("tab", "tab", "right", "ctrl+s")
        entry = table.room.log[-1]
        assert entry.payload.options == ("go on", "half")
        assert entry.privileged
        assert "score 71" in entry.payload.known


async def test_a_correction_is_appended() -> None:
    room = crisis()
    seen = next(x for x in room.log if isinstance(x.payload, e.Observed))
    async with form_open(CorrectForm(room, seen), room=room) as table:
        await table.press("ctrl+s")
        assert "▲ That is what the log says now." in table.text
        await table.type(", Ken says")
        await table.press("ctrl+s")
        assert last(room) == e.Corrected(seq=seen.seq, text=f"{seen.payload.text}, Ken says")


async def test_a_kind_is_marked_with_enter_and_stands_beside_its_advice() -> None:
    room = crisis()
    post = by(room, "@gordonlaw")
    async with form_open(TriageSheet(room, post), room=room) as table:
        assert "legal answers, keep the evidence" in table.text
        assert "enter mark as legal" in table.keys
        await table.press("enter")
        assert room.picture.done_about(post.id).triage == "legal"


async def test_a_person_is_found_by_role_and_taken_with_enter() -> None:
    async with form_open("people") as table:
        await table.type("leg")
        await table.settle()
        assert "enter give to Anna" in table.keys
        await table.press("enter")
        assert table.brought == ["anna"]


async def test_nobody_found_is_said() -> None:
    async with form_open("people") as table:
        await table.type("zz")
        await table.settle()
        assert "Nobody matches 'zz'. Known are 10." in table.text
        await table.press("enter")
        assert table.brought == []


async def test_the_arrows_choose_among_people_while_typing() -> None:
    async with form_open("people") as table:
        await table.press("down", "enter")
        assert table.brought == ["priya"]


async def test_leaving_says_what_of_mine_stays() -> None:
    room = crisis("bea")
    async with form_open(leaving(room), room=room) as table:
        assert "1 answer stays claimed by you." in table.text
        assert "1 task stays yours." in table.text
        assert table.keys == "y leave   esc stay"
    assert leaving(quiet()).facts == ["Nothing of yours is open."]


@pytest.mark.parametrize("size", [(160, 48), (80, 24)])
async def test_the_last_field_can_be_reached_and_is_seen(size: tuple[int, int]) -> None:
    async with form_open("declare", size) as table:
        await table.press("shift+tab")
        assert table.label == "First update due"
        assert "First update due  ▌" in table.text
