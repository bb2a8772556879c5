"""What people see on the wall, and what keys do there: nothing."""

from __future__ import annotations

import asyncio
import sys

import msgspec
import pytest

from tests.tui.conftest import Seat, sit
from tests.tui.fake import NOW, FakeRoom, at, mention
from warroom.domain import entries as e
from warroom.domain.level import MINUTE, Level
from warroom.tui.keymap import ACTIONS
from warroom.tui.wall.big import dots, half
from warroom.tui.wall.wall import seconds_place

BIG = (200, 60)


def wrote(seat: Seat, words: str) -> bool:
    """Whether these words stand on the wall in half blocks or in dots."""
    return any(all(any(line in row for row in seat.rows) for line in drawn) for drawn in (half(words), dots(words)))


def fresh(room: FakeRoom, **more: object) -> None:
    assert room.reading is not None
    room.reading = msgspec.structs.replace(room.reading, **{"at": room.clock - 1_000, **more})


async def test_0_shows_the_wall_and_esc_leads_back_to_the_same_pane(room: FakeRoom) -> None:
    async with sit(room, (100, 30)) as seat:
        await seat.press("tab", "tab")
        before = seat.text
        await seat.press("0")
        assert seat.sees("since declared")
        assert seat.sees("esc leaves the wall")
        await seat.press("escape")
        assert seat.app.home.pane == "log"
        assert seat.text.splitlines()[2:-2] == before.splitlines()[2:-2]


async def test_a_zoomed_pane_is_zoomed_again_after_the_wall(room: FakeRoom) -> None:
    async with sit(room) as seat:
        await seat.press("z")
        before = seat.rows[:-2]
        await seat.press("0", "escape")
        assert seat.rows[:-2] == before


async def test_a_console_that_was_opened_as_a_wall_stays_one(room: FakeRoom) -> None:
    async with sit(room, (100, 30), view="wall") as seat:
        await seat.press("escape", "escape")
        assert seat.sees("since declared")
        assert seat.sees("^q leaves the room")


async def test_ctrl_q_asks_as_ever(room: FakeRoom) -> None:
    async with sit(room, (100, 30), view="wall") as seat:
        await seat.press("ctrl+q")
        assert seat.sees("Leave the room")


@pytest.mark.parametrize(
    "size", [BIG, pytest.param((100, 30), marks=pytest.mark.slow), pytest.param((80, 24), marks=pytest.mark.slow)]
)
async def test_no_other_key_changes_anything(room: FakeRoom, size: tuple[int, int]) -> None:
    names = {" ": "space", "esc": "escape", "pgdn": "pagedown", "pgup": "pageup"}
    keys = {names.get(key, key) for action in ACTIONS for key in action.keys} | set("abcxyzABCXYZ0123456789/:?<>+")
    async with sit(room, size, view="wall") as seat:
        await seat.settle()
        rows, log = seat.rows, len(room.log)
        for key in sorted(keys - {"escape", "ctrl+q"}):
            await seat.press(key)
            assert seat.rows == rows, key
        assert len(room.log) == log
        assert len(seat.app.screen_stack) == 1


async def test_the_mouse_changes_nothing(room: FakeRoom) -> None:
    async with sit(room, (100, 30), view="wall") as seat:
        rows = seat.rows
        await seat.pilot.click(offset=(20, 12))
        assert seat.rows == rows


async def test_the_size_of_screen_that_is_needed_is_said_once(room: FakeRoom) -> None:
    async with sit(room, BIG) as seat:
        await seat.press("0")
        assert seat.sees("Your wall shows 60 rows. From 4 m that needs a 75-inch screen or fewer rows.")
        seat.app.home.say("")
        await seat.press("escape", "0")
        assert not seat.sees("Your wall shows")


async def test_strangers_are_masked_and_the_team_is_named(room: FakeRoom) -> None:
    room.record(
        e.Observed(text="@ines_cfo, u/clm_admin_42 and ines_cfo again; mail kim@delmora.example, ask Ken"), "bea"
    )
    room.record(e.TaskMade(task=90, title="Ring throwaway_q9 back", owner="ken", due=NOW - MINUTE), "maren")
    async with sit(room, (160, 48), view="wall") as seat:
        await seat.settle()
        for stranger in ("ines_cfo", "clm_admin", "throwaway", "delmora", "Piotr", "hana_legalops"):
            assert not seat.sees(stranger), stranger
        assert seat.sees("@•••, u/••• and ••• again; mail •••, ask Ken")
        assert seat.sees("Ring ••• back")
        assert seat.sees("Cloud Courier, 410K")
        assert seat.sees("@quillstack")
        assert seat.sees("Priya pinned a post")


async def test_names_are_shown_where_the_settings_want_it(room: FakeRoom) -> None:
    async with sit(room, (160, 48), view="wall", wall_handles=True) as seat:
        await seat.settle()
        assert seat.sees("Priya pinned u/clm_admin_42")
        assert not seat.sees("•••")


async def test_what_is_privileged_or_private_is_never_on_the_wall(room: FakeRoom) -> None:
    room._append(e.Note(text="counsel fears a class action"), "anna", NOW, privileged=True)
    room.hear(mention(900, "14:47", "X", "@vip", "my private words", reach=900_000, tone=-90, needs_answer=True,
                      flags=("private",)))  # fmt: skip
    async with sit(room, (160, 48), view="wall") as seat:
        await seat.settle()
        assert not seat.sees("class action")
        assert not seat.sees("private words")


async def test_an_entry_that_was_corrected_is_not_left_standing(room: FakeRoom) -> None:
    wrong = room.record(e.Observed(text="600 contracts are gone"), "ken")
    room.record(e.Corrected(seq=wrong.seq, text="61 contracts are gone"), "ken")
    async with sit(room, (160, 48), view="wall") as seat:
        assert not seat.sees("600 contracts")
        assert seat.sees("61 contracts")


async def test_a_late_update_turns_its_clock_into_a_chip(room: FakeRoom) -> None:
    room.clock = at("15:03", 5)
    fresh(room)
    async with sit(room, (100, 30), view="wall") as seat:
        assert seat.sees("update late by, no draft yet")
        style = [s.style for s in seat.app.screen._compositor.render_strips()[3] if "█" in s.text][-1]
        assert style is not None
        assert style.bgcolor is not None
        assert style.bgcolor.get_truecolor().hex == "#c23a20"


async def test_an_old_score_is_dated_and_without_forecast(room: FakeRoom) -> None:
    room.clock += 8 * MINUTE
    async with sit(room, (100, 30), view="wall") as seat:
        assert seat.sees("as of 14:47")
        assert seat.sees("8m ago") or seat.sees("8 min ago")
        assert not seat.sees("L4 in")
        assert "▒" not in seat.text


@pytest.mark.parametrize("size", [BIG, (160, 48), (100, 30), (80, 24)])
async def test_sources_that_are_not_heard_are_named_at_every_size(room: FakeRoom, size: tuple[int, int]) -> None:
    async with sit(room, size, view="wall") as seat:
        words = "▲ X 9m old, Reviews down, 9 of 11"
        assert seat.sees(words) or wrote(seat, words)


async def test_without_any_source_nothing_is_counted_as_calm(watch: FakeRoom) -> None:
    watch.health = ()
    async with sit(watch, (100, 30), view="wall") as seat:
        assert seat.sees("▲ no source is heard yet")
        assert seat.sees("sources live, nothing is heard")
        assert not seat.sees("1.0 × normal")


async def test_a_count_that_lacks_a_source_says_so(room: FakeRoom) -> None:
    async with sit(room, (100, 30), view="wall") as seat:
        assert seat.sees("~210, 8.4 × normal")


async def test_a_blind_or_learning_score_says_it(room: FakeRoom) -> None:
    fresh(room, confidence="blind", without=("X",))
    async with sit(room, (100, 30), view="wall") as seat:
        assert seat.sees("without X")
    fresh(room, confidence="learning", without=())
    async with sit(room, BIG, view="wall") as seat:
        assert wrote(seat, "still learning")


async def test_a_log_that_is_not_saved_is_the_first_thing_that_is_late(room: FakeRoom) -> None:
    room.trouble = "No space left on device"
    async with sit(room, BIG, view="wall") as seat:
        assert wrote(seat, "The log is not saved")


async def test_a_drill_is_named_before_its_level(room: FakeRoom) -> None:
    room.drill = True
    async with sit(room, BIG, view="wall") as seat:
        assert wrote(seat, "DRILL L3 CRISIS")


async def test_what_somebody_has_in_hand_comes_last_and_hollow(room: FakeRoom) -> None:
    async with sit(room, (100, 30)) as seat:
        await seat.press("a", "0")
        assert seat.sees("□ ") or seat.sees("Late, +1 more")
        assert seat.rows[12].strip().startswith("■")


async def test_risks_are_of_several_kinds(room: FakeRoom) -> None:
    room.record(e.FactNoted(fact=1, text="312 contracts open blank", standing="unconfirmed"), "ken")
    room.record(e.PressAsked(enquiry=1, outlet="Die Morgenpost", question="How many?", owner="tomas"), "tomas")
    async with sit(room, (100, 30), view="wall") as seat:
        await seat.settle()
        assert seat.sees("1 Cloud Courier, 410K")
        assert seat.sees("2 Not confirmed: 312 contracts")
        assert seat.sees("3 Die Morgenpost asks: How many?")


async def test_a_risk_leaves_when_it_is_answered(room: FakeRoom) -> None:
    async with sit(room, (100, 30), view="wall") as seat:
        await seat.settle()
        courier = next(m for m in room.mentions if m.who == "Cloud Courier")
        room.record(e.Answered(mention=courier.id, person="tomas", about=courier.who), "tomas")
        await seat.settle()
        assert not seat.sees("1 Cloud Courier")
        assert seat.sees("1 SaaS Daily")


async def test_the_highest_level_takes_the_whole_strip_and_the_score_fits(room: FakeRoom) -> None:
    room.record(e.LevelSet(level=Level.CRITICAL, was=Level.CRISIS, reason="it spreads"), "maren")
    fresh(room, score=100, soon=100, forecast=None)
    async with sit(room, BIG, view="wall") as seat:
        assert wrote(seat, "L4 CRITICAL")
        assert all(
            s.style.bgcolor.get_truecolor().hex == "#c23a20" for s in seat.app.screen._compositor.render_strips()[0]
        )


async def test_before_the_first_reading_there_is_no_number(room: FakeRoom) -> None:
    room.reading = None
    async with sit(room, (100, 30), view="wall") as seat:
        assert seat.sees("no reading yet")


async def test_without_colours_form_tells_things_apart(room: FakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with sit(room, (100, 30), view="wall") as seat:
        assert seat.sees("■ Legal sign-off")
        assert seat.sees("▲ next update in")
        assert seat.sees("░")
        segments = (s for strip in seat.app.screen._compositor.render_strips() for s in strip)
        assert all(s.style.color.is_default for s in segments if s.style and s.style.color)


@pytest.mark.parametrize("size", [BIG, (160, 48), (100, 30), (80, 24), (72, 16)])
async def test_the_countdown_ticks_in_its_place(room: FakeRoom, size: tuple[int, int]) -> None:
    async with sit(room, size, view="wall") as seat:
        before = seat.rows
        room.advance(1_000)
        seat.app.home._tick()
        await seat.settle()
        after = seat.rows
    differ = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert differ
    place = seconds_place(*size)
    assert place is not None
    x, y, cells, high = place
    assert all(y <= n < y + high for n in differ)
    assert all(before[n][:x] == after[n][:x] and before[n][x + cells :] == after[n][x + cells :] for n in differ)


async def test_a_terminal_that_changes_its_size_gets_the_wall_for_it(room: FakeRoom) -> None:
    async with sit(room, BIG, view="wall") as seat:
        for size, words in (((100, 30), "since declared"), ((40, 10), "since declared 02:47"), ((80, 24), "Late")):
            await seat.pilot.resize_terminal(*size)
            await seat.settle()
            assert seat.sees(words)


async def test_nothing_of_the_wall_is_imported_before_it_is_opened() -> None:
    script = (
        "import sys\n"
        "from warroom.tui.app import Console\n"
        "from warroom.tui.verbs import Verbs\n"
        "sys.exit(any(name.startswith('warroom.tui.wall.') for name in sys.modules))\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script)
    assert await process.wait() == 0
