"""What a person at the console sees when they press a key or something happens."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from textual import events

from tests.tui.conftest import Seat, sit
from tests.tui.fake import FakeRoom, mention
from warroom.domain import entries as e
from warroom.domain.level import MINUTE, Level
from warroom.tui.app import Console
from warroom.tui.keymap import Keymap


def news(first: int, number: int) -> list:
    return [mention(first + n, "14:47", "X", f"@new{n}", f"Fresh post {n} about contracts") for n in range(number)]


# -- the bar never moves by itself -------------------------------------------------------------------------------------


async def test_the_row_under_the_bar_stays_when_posts_arrive(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("j", "j", "j", "j", "j")
        before = seat.row_with("▌14:42")
        assert "@ines_cfo" in seat.rows[before]
        room.hear(*news(900, 3))
        await seat.settle()
        assert "@ines_cfo" in seat.rows[before]
        assert "▌14:42" in seat.rows[before]
        assert seat.sees("3 new ↑")
        assert not seat.sees("@new0")


async def test_g_brings_in_what_waits_and_goes_there(room: FakeRoom) -> None:
    async with sit(room) as seat:
        room.hear(*news(900, 3))
        await seat.settle()
        await seat.press("g")
        assert "@new2" in seat.rows[seat.row_with("▌14:47")]
        assert not seat.sees("new ↑")


async def test_up_at_the_top_takes_in_the_next_new_one(room: FakeRoom) -> None:
    async with sit(room) as seat:
        room.hear(*news(900, 3))
        await seat.settle()
        await seat.press("k")
        assert "@new0" in seat.rows[seat.row_with("▌14:47")]
        assert seat.sees("2 new ↑")


async def test_following_shows_the_newest_and_has_no_bar_so_no_verb_can_miss(watch: FakeRoom) -> None:
    async with sit(watch) as seat:
        assert seat.sees("following")
        watch.hear(*news(900, 2))
        await seat.settle()
        assert seat.sees("@new1")
        assert not any("▌1" in row[50:] for row in seat.rows)
        await seat.press("c")
        assert "no row is chosen" in seat.prompt
        await seat.press("j")
        assert "▌14:47" in seat.text
        assert not seat.sees("following")


async def test_a_row_that_is_not_at_hand_is_a_placeholder_and_then_comes(room: FakeRoom) -> None:
    room.slow = True
    async with sit(room) as seat:
        await seat.settle()
        assert seat.sees("@hana_legalops")


# -- verbs -------------------------------------------------------------------------------------------------------------


async def test_c_claims_and_c_again_lets_go(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("c")
        assert "You have @hana_legalops" in seat.prompt
        assert "◆ Maren" in seat.rows[seat.row_with("▌14:46")]
        await seat.press("c")
        assert "Let go of @hana_legalops" in seat.prompt
        assert "unclaimed" in seat.rows[seat.row_with("▌14:46")]


async def test_a_verb_twice_within_a_moment_counts_once(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.pilot.press("c", "c")
        await seat.pilot.pause()
        assert "◆ Maren" in seat.rows[seat.row_with("▌14:46")]


async def test_u_takes_it_back_and_the_log_shows_both(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("c", "u")
        assert "Taken back" in seat.prompt
        assert "unclaimed" in seat.rows[seat.row_with("▌14:46")]
        assert seat.sees("Maren claimed @hana_legalops")
        assert seat.sees("Maren took back entry")


async def test_a_refusal_stands_on_the_prompt_in_plain_words(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("u")
        assert "nothing to undo" in seat.prompt
        room.offline = "Not connected. Claim is off."
        await seat.press("c")
        assert "Not connected. Claim is off." in seat.prompt
        assert "unclaimed" in seat.rows[seat.row_with("▌14:46")]


async def test_taking_from_another_person_asks_first(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("j", "j", "j", "j", "j", "c")
        assert seat.sees("Take this from Bea?")
        assert room.picture.done_about(16).owner == "bea"


async def test_several_chosen_with_x_are_pinned_together(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("x", "x", "space")
        assert "2 of 2 done" in seat.prompt
        assert sum(work.pinned for work in room.picture.work.values()) == 3


async def test_not_about_us_takes_the_deadline_away(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("m")
        row = seat.rows[seat.row_with("▌14:46")]
        assert "not us" in row
        assert "14m" not in row


async def test_y_copies_the_link_and_nothing_else_touches_the_clipboard(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("c", "j", "k")
        assert seat.app.clipboard == ""
        await seat.press("y")
        assert seat.app.clipboard == "https://example.net/x/21"


# -- tasks -------------------------------------------------------------------------------------------------------------


async def test_tasks_are_moved_done_given_time_and_taken(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("tab", "d")
        assert room.picture.tasks[17].state == "done"
        await seat.press("u")
        assert room.picture.tasks[17].state == "doing"
        await seat.press("<")
        assert room.picture.tasks[17].state == "todo"
        due = room.picture.tasks[17].due
        await seat.press("+")
        assert due is not None
        assert room.picture.tasks[17].due == room.clock + 10 * MINUTE
        await seat.press("c")
        assert room.picture.tasks[17].owner == "maren"


async def test_the_bar_in_tasks_goes_from_column_to_column(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("tab", "left")
        assert seat.app.home.tasks_view.cursor == 27
        await seat.press("right", "right", "j")
        assert seat.app.home.tasks_view.cursor == 24


async def test_no_tasks_and_an_incident_says_which_key_makes_one(room: FakeRoom) -> None:
    room.picture.tasks.clear()
    async with sit(room) as seat:
        assert seat.sees("No tasks. t makes one.")


# -- the prompt --------------------------------------------------------------------------------------------------------


async def test_l_text_enter_is_all_it_takes_to_log(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("l")
        await seat.type("the index is rebuilt")
        await seat.press("enter")
        assert room.log[-1].payload == e.Observed(text="the index is rebuilt")
        assert seat.sees("Maren saw the index is rebuilt")
        assert "Logged." in seat.prompt


async def test_esc_leaves_the_prompt_and_nothing_happened(room: FakeRoom) -> None:
    before = len(room.log)
    async with sit(room) as seat:
        await seat.press("l")
        await seat.type("oh c")
        await seat.press("escape")
        assert len(room.log) == before
        assert "Write to the log" in seat.prompt


async def test_letters_typed_into_the_prompt_are_not_verbs(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("l")
        await seat.type("cDux")
        assert room.picture.done_about(21).owner == ""


async def test_a_filter_that_hides_all_says_so_and_esc_clears_it(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("/")
        await seat.type("zeppelin")
        await seat.press("enter")
        assert seat.sees("0 of 384 match 'zeppelin'. esc clears.")
        await seat.press("escape")
        assert seat.sees("@hana_legalops")


async def test_a_filter_shows_what_matches(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("/")
        await seat.type("on:nw")
        await seat.press("enter")
        assert seat.sees("Cloud Courier")
        assert not seat.sees("@hana_legalops")
        assert seat.sees("2 of 384 match 'on:nw'")


@pytest.mark.parametrize(
    ("line", "check"),
    [
        (":log a thing", lambda r: r.log[-1].payload == e.Observed(text="a thing")),
        (":did called the data centre", lambda r: r.log[-1].payload == e.Action(text="called the data centre")),
        (":note Bea has the X queue", lambda r: r.log[-1].payload == e.Note(text="Bea has the X queue")),
        (":task Call Delmora @bea +30m", lambda r: r.picture.tasks[30].owner == "bea"),
        (":level 4 the regulator called", lambda r: r.picture.level == Level.CRITICAL),
        (":give @luca", lambda r: r.picture.done_about(21).owner == "luca"),
        (":due 23 +10m", lambda r: r.picture.tasks[23].due == r.clock + 10 * MINUTE),
        (":waits 23 17", lambda r: r.picture.tasks[23].waits_for == 17),
        (":role commander=anna", lambda r: r.picture.commander == "anna"),
        (":update 15:30", lambda r: (r.picture.updates["public"] // MINUTE) % 60 == 30),
        (":decide Say nothing yet because Legal has not signed", lambda r: r.log[-1].kind == "decision"),
        (":blind X login expired", lambda r: "X" in r.picture.blind),
    ],
)
async def test_a_command_does_what_it_says(room: FakeRoom, line: str, check) -> None:
    async with sit(room) as seat:
        await seat.press(":")
        await seat.type(line[1:])
        await seat.press("enter")
        assert check(room), seat.prompt


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (":frobnicate", "There is no :frobnicate"),
        (":decide Say nothing", "needs its reason"),
        (":level 9", "L0 to L4"),
        (":due", "Say which task"),
        (":give @nobody", "There is no 'nobody'"),
        (":export md /tmp/x", "cannot write files"),
    ],
)
async def test_a_command_that_cannot_be_says_why(room: FakeRoom, line: str, words: str) -> None:
    async with sit(room) as seat:
        await seat.press(":")
        await seat.type(line[1:])
        await seat.press("enter")
        assert words in seat.prompt


async def test_tab_completes_a_command(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press(":")
        await seat.type("gi")
        await seat.press("tab")
        assert ":give" in seat.rows[-2]


async def test_the_theme_changes_at_once(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press(":")
        await seat.type("theme light")
        await seat.press("enter")
        assert seat.app.palette.name == "light"
        assert str(seat.app.screen.styles.background.hex).lower() == "#f7f7f4"


# -- alerts ------------------------------------------------------------------------------------------------------------


async def test_a_acknowledges_and_the_alert_turns_hollow(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("tab", "tab", "a")
        assert "You have it: Legal sign-off on statement 3" in seat.prompt
        await seat.press("G")
        assert seat.sees("□ Legal sign-off on")
        assert seat.sees("Maren is on it")


async def test_enter_on_an_alert_goes_to_its_task(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("tab", "tab", "enter")
        assert seat.app.home.pane == "tasks"
        assert seat.app.home.tasks_view.cursor == 17


async def test_the_bell_rings_once_for_each_new_warning(room: FakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    rung = []
    async with sit(room) as seat:
        monkeypatch.setattr(seat.app, "bell", lambda: rung.append(1))
        seat.app.home.look_around()
        assert not rung
        room.clock += 9 * MINUTE  # task 23 becomes late
        seat.app.home.look_around()
        seat.app.home.look_around()
        assert len(rung) == 1


async def test_an_update_that_is_late_becomes_a_chip_in_the_head(room: FakeRoom) -> None:
    room.clock += 16 * MINUTE
    async with sit(room) as seat:
        assert "3m late" in seat.rows[0]
        assert seat.sees("Public update is late")


async def test_a_log_that_is_not_saved_takes_the_whole_second_row(room: FakeRoom) -> None:
    room.trouble = "No space left on the disk."
    async with sit(room) as seat:
        assert "The log is not being saved: No space left on the disk." in seat.rows[1]
        assert seat.sees("■ The log is not being saved")


async def test_an_old_reading_is_dated_and_has_no_forecast(room: FakeRoom) -> None:
    room.clock += 6 * MINUTE
    async with sit(room) as seat:
        assert seat.sees("as of 14:47, 6 min ago")
        assert seat.sees("no forecast without data")
        assert not seat.sees("L4 in about")


async def test_a_blind_reading_says_what_it_does_without(room: FakeRoom) -> None:
    assert room.reading is not None
    room.reading = msgspec.structs.replace(room.reading, confidence="blind", without=("X",))
    async with sit(room) as seat:
        assert seat.sees("without X")


# -- the room lives ----------------------------------------------------------------------------------------------------


async def test_what_a_colleague_records_is_seen_at_once(room: FakeRoom) -> None:
    async with sit(room) as seat:
        room.record(e.Observed(text="A truck with a lawyer in it"), "ken")
        await seat.settle()
        assert seat.sees("Ken saw A truck with a lawyer in it")


async def test_who_reads_an_old_entry_is_not_pushed_away_by_new_ones(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("4", "j", "j", "j")
        row = seat.row_with("▌T+02:4")
        before = seat.rows[row]
        room.record(e.Observed(text="something new"), "ken")
        await seat.settle()
        assert seat.rows[row] == before
        assert seat.sees("1 new ↑")


async def test_a_drill_is_shown_instead_of_the_level(room: FakeRoom) -> None:
    room.drill = True
    async with sit(room) as seat:
        assert "DRILL L3 CRISIS" in seat.rows[0]


async def test_a_paste_outside_a_text_field_does_nothing_but_say_so(room: FakeRoom) -> None:
    from textual import events

    before = len(room.log)
    async with sit(room) as seat:
        seat.app.post_message(events.Paste("ccDD\nuu"))
        await seat.settle()
        assert "Nothing was pasted" in seat.prompt
        assert len(room.log) == before


async def test_ctrl_c_does_nothing_and_ctrl_q_asks(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("ctrl+c")
        assert seat.app.is_running
        await seat.press("ctrl+q")
        assert seat.sees("Leave the room?")


async def test_a_form_fades_the_panes_but_not_the_head(room: FakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.tui.forms.base.DEAF_MS", 0)
    async with sit(room) as seat:
        await seat.press("i")
        home = seat.app.home
        assert home.looks("bg")["text"] != home.bright_looks("bg")["text"]
        assert "L3 CRISIS" in seat.rows[0]
        await seat.press("escape")
        assert home.looks("bg")["text"] == home.bright_looks("bg")["text"]


async def test_calm_hides_the_feed_and_keeps_the_log(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press(":")
        await seat.type("calm")
        await seat.press("enter")
        assert not seat.sees("Live feed")
        assert seat.sees("Incident log")
        assert seat.sees("Needs you")


async def test_a_click_chooses_a_row_and_the_wheel_moves_the_bar(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.pilot.click(offset=(70, 10))
        assert "▌14:42" in seat.rows[10]
        home = seat.app.home
        home.on_mouse_scroll_down(_wheel(seat))
        assert home.feed_view.cursor == 14
        await seat.pilot.click(offset=(10, 24))
        assert home.pane == "needs"
        assert home.needs_at == 1


def _wheel(seat: Seat):
    from textual import events

    return events.MouseScrollDown(None, 70, 10, 0, 1, 0, False, False, False, 70, 10)


async def test_a_key_can_be_given_to_another_action(room: FakeRoom) -> None:
    async with sit(room, keymap=Keymap({"claim": "C"})) as seat:
        await seat.press("c")
        assert room.picture.done_about(21).owner == ""
        await seat.press("C")
        assert room.picture.done_about(21).owner == "maren"
        assert "C claim" in seat.rows[-1]


async def test_the_frame_stands_before_the_room_is_open() -> None:
    import asyncio
    import contextlib

    from warroom.tui.app import Console

    gate = asyncio.Event()

    @contextlib.asynccontextmanager
    async def connect():
        await gate.wait()
        yield FakeRoom()

    app = Console(connect, theme="dark")
    async with app.run_test(size=(160, 48)) as pilot:
        seat = Seat(app, pilot, FakeRoom())
        await pilot.pause()
        assert seat.sees("Live feed")
        assert seat.sees("reading …")
        gate.set()
        await app.opened.wait()


async def test_a_key_that_is_for_an_incident_says_so_on_a_quiet_day(watch):
    async with sit(watch) as seat:
        await seat.press("e")
        assert seat.prompt.startswith("› That is for an incident. D declares one.")
        assert len(seat.app.screen_stack) == 1


async def test_a_change_of_two_digits_is_shown_whole_and_the_bars_stay_in_line(room: FakeRoom) -> None:
    reading = room.reading
    assert reading is not None
    drivers = [msgspec.structs.replace(d, change=c) for d, c in zip(reading.drivers, (-12, 33, 3, 0, 6), strict=True)]
    room.reading = msgspec.structs.replace(reading, drivers=tuple(drivers))
    async with sit(room) as seat:
        rows = [seat.rows[seat.row_with(d.name)][:53] for d in drivers]
        assert [row.split()[-1] for row in rows] == ["-12", "+33", "+3", f"{drivers[3].points}", "+6"]
        assert len({row.index("━") for row in rows if "━" in row}) == 1


@pytest.mark.parametrize("pause", range(6))
async def test_keys_that_are_on_their_way_when_somebody_leaves_break_nothing(room: FakeRoom, pause: int) -> None:
    app = Console(room.connect, theme="dark")
    async with app.run_test(size=(160, 48)) as pilot:
        await app.opened.wait()
        await pilot.pause()
        app.exit(0)
        for _ in range(pause):
            await asyncio.sleep(0)
        for _ in range(40):
            for key in ("D", ":", "l", "escape", "e", "ctrl+p"):
                app.home.post_message(events.Key(key, key if len(key) == 1 else None))
                app.post_message(events.Key(key, key if len(key) == 1 else None))
    assert app.return_code == 0
    assert app._exception is None
