"""What people see and do on the boards, key by key."""

from __future__ import annotations

import pytest

from tests.tui.conftest import sit
from tests.tui.fake import NOW, FakeRoom
from tests.tui.forms_seat import FormSeat, form_open
from tests.tui.team.story import war, watch
from warroom.domain import entries as e
from warroom.domain.level import MINUTE
from warroom.tui.boards.lines import KINDS, Kind, items
from warroom.tui.boards.place import shares
from warroom.tui.boards.sheet import BoardsSheet
from warroom.tui.forms.base import Sheet

SIZES = [(160, 48), (80, 24)]


def boards(room: FakeRoom, kind: Kind = "objectives", item: int = 0, size: tuple[int, int] = (160, 48)):
    return form_open(BoardsSheet(room, kind, item), size, room=room)


async def then(table: FormSeat, *keys: str) -> None:
    """Keys after a form has opened on top: its 400 ms are over."""
    table.clock.now += 1.0
    await table.press(*keys)


def last(room: FakeRoom):
    return room.log[-1].payload


async def test_all_five_sections_are_seen_at_once_on_a_large_terminal() -> None:
    async with boards(war()) as table:
        for name in ("1 Objectives", "2 Facts and rumours", "3 First five minutes", "4 Press", "5 Who must be told"):
            assert name in table.text
        for kind in KINDS:
            for item in items(table.room, kind):
                assert getattr(item, "channel", getattr(item, "outlet", ""))[:20] in table.text
        assert "more ↓" not in table.text


async def test_a_small_terminal_shows_one_section_and_what_waits_in_the_others() -> None:
    async with boards(war(), size=(80, 24)) as table:
        assert "Objectives 2" in table.text
        assert "Press ■1" in table.text
        assert "Cloud Courier" not in table.text
        await table.press("4")
        assert "Cloud Courier" in table.text
        await table.press("tab")
        assert "All staff: what is known" in table.text
        await table.press("shift+tab", "shift+tab")
        assert "Commander named" in table.text


async def test_the_time_that_is_left_in_the_period_is_seen_and_turns_to_a_chip() -> None:
    async with boards(war()) as table:
        assert "period 2, 72m left" in table.text
        table.room.advance(80 * MINUTE)
        table.form.tick()
        await table.settle()
        assert "7m over" in table.text


async def test_late_enquiries_and_tellings_carry_how_late_they_are() -> None:
    async with boards(war()) as table:
        assert "4m late" in next(row for row in table.rows if "Cloud Courier" in row)
        assert "12m late" in next(row for row in table.rows if "All staff" in row)


async def test_staff_stand_before_the_public_and_it_is_said_when_the_order_was_broken() -> None:
    room = war()
    room.record(e.Told(telling=7, how="statement 1"), "tomas")
    async with boards(room) as table:
        assert "the public knows, staff do not" in table.text
        assert table.text.index("All staff: what is known") < table.text.index("Customers who are hit")


# -- verbs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
async def test_one_key_confirms_a_line_in_my_name_and_goes_on_to_the_next(size: tuple[int, int]) -> None:
    async with boards(war("bea"), "checks", size=size) as table:
        await table.press("j", "j", "j", "d")
        assert last(table.room) == e.Checked(check="Scheduled posts paused", channel="status page")
        said = " ".join(table.text.split())
        assert "Confirmed in your name: Scheduled posts paused on status page. u takes it back." in said
        assert any("status page" in row and "Bea 14:47" in row for row in table.rows)
        await table.press("u")
        assert "Taken back" in table.text
        assert ("Scheduled posts paused", "status page") not in table.room.picture.checks


async def test_taking_back_somebody_elses_confirmation_asks_first() -> None:
    async with boards(war("bea"), "checks") as table:
        await table.press("d")
        await then(table)
        assert "Maren confirmed Commander named at 12:01." in table.text
        await table.press("escape")
        assert ("Commander named", "") in table.room.picture.checks
        await table.press("d")
        await then(table, "y")
        assert ("Commander named", "") not in table.room.picture.checks


async def test_a_fact_is_judged_with_its_basis_and_not_without() -> None:
    async with boards(war(), "facts", 4) as table:
        await table.press("s")
        await then(table, "right", "ctrl+s")
        assert "Say who or what shows that it is true." in table.text
        await table.type("Ken opened twelve of them")
        await table.press("ctrl+s")
        assert last(table.room) == e.FactJudged(
            fact=4, standing="confirmed", was="unconfirmed", basis="Ken opened twelve of them"
        )
        assert any("confirmed" in row and "Restored contracts" in row for row in table.rows)


async def test_a_new_rumour_stands_under_the_bar() -> None:
    async with boards(war(), "facts") as table:
        await table.press("n")
        await then(table)
        await table.type("The CEO has resigned")
        await table.press("ctrl+s")
        assert table.room.picture.facts[7].standing == "unconfirmed"
        assert any(row.strip().startswith("▌ 7") for row in (r[3:] for r in table.rows))


async def test_an_objective_is_closed_with_its_result() -> None:
    async with boards(war()) as table:
        await table.press("d")
        await then(table, "right", "tab")
        await table.type("23 are still waiting")
        await table.press("ctrl+s")
        assert last(table.room) == e.ObjectiveClosed(objective=2, result="missed", note="23 are still waiting")
        assert any("× missed" in row and "Give back" in row for row in table.rows)


async def test_enter_words_an_objective_better() -> None:
    async with boards(war()) as table:
        await table.press("enter")
        await then(table, "end")
        await table.type(", by 18:00")
        await table.press("ctrl+s")
        assert table.room.picture.objectives[2].text.endswith("or say that they are gone, by 18:00")


async def test_a_period_begins_with_its_objectives() -> None:
    async with boards(war()) as table:
        await table.press("p")
        await then(table, "tab")
        await table.type("Call every hit customer; Publish the cause")
        await table.press("ctrl+s")
        picture = table.room.picture
        assert (picture.period, picture.period_until) == (3, NOW + 240 * MINUTE)
        assert [x.text for x in picture.objectives.values()][-2:] == ["Call every hit customer", "Publish the cause"]
        assert "open since period 2" in table.text


async def test_a_reporter_is_logged_taken_given_and_answered() -> None:
    async with boards(war(), "press", 2) as table:
        await table.press("c")
        assert table.room.picture.press[2].owner == "maren"
        await table.press("o")
        await then(table)
        await table.type("dana")
        await table.press("enter")
        assert table.room.picture.press[2].owner == "dana"
        await table.press("d")
        await then(table, "tab")
        await table.type("No comment on suppliers")
        await table.press("ctrl+s")
        assert table.room.picture.press[2].answer == "No comment on suppliers"
        assert any("SaaS Daily" in row and "answered 14:47" in row for row in table.rows)


async def test_a_time_that_means_nothing_is_said_in_the_form() -> None:
    async with boards(war(), "press") as table:
        await table.press("n")
        await then(table)
        await table.type("Cloud Courier")
        await table.press("tab", "tab", "tab")
        await table.type("Why?")
        await table.press("tab")
        await table.type("teatime")
        await table.press("ctrl+s")
        assert "'teatime' is no time. 15:00, 45m or 2h." in table.text


async def test_telling_the_public_before_staff_is_warned_of_in_the_form() -> None:
    async with boards(war(), "told", 7) as table:
        await table.press("d")
        await then(table)
        assert "Staff have not heard it yet" in table.text
        await table.press("ctrl+s")
        assert last(table.room) == e.Told(telling=7, how="")


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        ("facts", "c", "Only press enquiries change hands here. 4 goes to them."),
        ("press", "s", "Only facts and rumours have a standing. 2 goes to them."),
        ("checks", "n", "The checklist stands in warroom.toml"),
        ("told", "o", "Only press enquiries change hands"),
    ],
)
async def test_a_verb_that_means_nothing_here_says_where_it_does(kind: Kind, key: str, words: str) -> None:
    async with boards(war(), kind) as table:
        before = len(table.room.log)
        await table.press(key)
        assert words in table.text
        assert len(table.room.log) == before


async def test_enter_shows_an_enquiry_with_its_history() -> None:
    async with boards(war(), "press", 4) as table:
        await table.press("enter")
        await then(table)
        assert "In the log" in table.text
        assert "Tomas answered enquiry 4: The line of statement 1, by telephone" in table.text


async def test_on_a_quiet_day_the_boards_say_what_they_wait_for() -> None:
    async with boards(watch()) as table:
        assert "Objectives belong to an incident." in table.text
        assert "No reporter has asked. n logs an enquiry." in table.text
        await table.press("n")
        assert "Objectives belong to an incident. D declares one." in table.text


async def test_when_the_room_refuses_the_boards_say_why_and_nothing_changes() -> None:
    room = war()
    room.offline = "Not connected since 14:41. Confirming is off."
    async with boards(room, "checks") as table:
        await table.press("j", "j", "j", "d")
        assert "Not connected since 14:41. Confirming is off." in table.text


async def test_keys_that_hold_everywhere_close_the_boards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sheet, "clock", staticmethod(iter(range(1000)).__next__))
    async with sit(war()) as seat:
        await seat.press("S")
        assert seat.sees("1 Objectives")
        await seat.press("l")
        await seat.type("noted")
        await seat.press("enter")
        assert seat.room.log[-1].payload == e.Observed(text="noted")
        await seat.press("S", "P")
        assert seat.sees("People and roles")


@pytest.mark.parametrize(
    ("alert", "words"),
    [("Cloud Courier waits", "▌ 1 Cloud Courier"), ("All staff: what is known", "▌· staff"),
     ("first checks are open", "━ 3 First five minutes")],
)  # fmt: skip
async def test_enter_on_an_alert_goes_to_its_line(alert: str, words: str) -> None:
    async with sit(war()) as seat:
        await seat.press("tab", "tab")
        home = seat.app.home
        home.needs_at = next(n for n, found in enumerate(home.found) if alert in found.what)
        await seat.press("enter")
        assert seat.sees(words)


async def test_the_bar_stays_on_its_line_when_others_change_the_order() -> None:
    async with boards(war(), "press", 2) as table:
        table.room.record(e.PressAsked(enquiry=5, outlet="Wire", question="?", deadline=NOW + MINUTE), "tomas")
        table.form.tick()
        await table.settle()
        assert next(row for row in table.rows if "▌" in row).count("SaaS Daily") == 1


def test_sections_share_the_rows_of_their_column() -> None:
    assert shares({"press": 4, "told": 7}, 30, "press") == {"press": 4, "told": 7}
    assert shares({"press": 20, "told": 20}, 20, "told") == {"press": 10, "told": 10}
    assert shares({"press": 2, "told": 40}, 20, "press") == {"press": 2, "told": 18}


async def test_a_section_with_too_many_lines_scrolls_and_says_so() -> None:
    room = war()
    for n in range(7, 60):
        room.record(e.FactNoted(fact=n, text=f"Rumour {n}", standing="unconfirmed"), "bea")
    async with boards(room, "facts") as table:
        assert "more ↓" in table.text
        assert "First five minutes" in table.text
        await table.press("end")
        assert "more ↑" in table.text
        assert "EU-1 is affected too" in table.text
