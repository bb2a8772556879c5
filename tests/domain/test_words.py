"""How things are said."""

import pytest

from tests.domain.team import NOON, PEOPLE, Team
from warroom.domain import orders as o
from warroom.domain import words
from warroom.domain.level import DAY, HOUR, MINUTE, Level
from warroom.domain.when import moment

MIDNIGHT = NOON - NOON % DAY


def said(team: Team) -> list[str]:
    return [words.entry_line(entry, PEOPLE).text for entry in team.log]


def test_log_lines_are_person_verb_fact():
    team = Team().declared()
    team.does("maren", o.Decide(text="Hold statement 3", reason="Legal has not signed"))
    team.does("maren", o.MakeTask(title="Answer Cloud Courier", owner="bea", due=team.now + HOUR))
    team.does("bea", o.Claim(mention=1)).does("bea", o.Pin(mention=1)).does("bea", o.MoveTask(task=1, state="done"))
    team.does("luca", o.TakeRole(role="scribe")).does("anna", o.SetLevel(level=Level.CRISIS, reason="Press asks"))
    lines = said(team)
    assert lines[0] == "Maren declared L2 Alert: EU-2 data loss"
    assert "Maren decided Hold statement 3. Why: Legal has not signed" in lines
    assert f"Maren assigned 1 Answer Cloud Courier to Bea, due {words.clock(team.now + HOUR)}" in lines
    assert "Bea claimed @ines_cfo" in lines
    assert "Bea pinned @ines_cfo: Our contracts are gone." in lines
    assert "Bea finished task 1" in lines
    assert "Luca takes over scribe" in lines
    assert lines[-1] == "Anna set L3 Crisis: Press asks" or "Anna set L3 Crisis: Press asks" in lines


@pytest.mark.parametrize(
    ("number", "shown"),
    [(None, "–"), (0, "0"), (860, "860"), (1_200, "1.2K"), (38_400, "38.4K"), (410_000, "410K"), (2_100_000, "2.1M"),
     (999_960, "1000K"), (74_000, "74K")],
)  # fmt: skip
def test_numbers_are_short_and_unknown_is_not_zero(number, shown):
    assert words.short(number) == shown


def test_times_say_what_people_need():
    assert words.since(NOON + 2 * HOUR + 47 * MINUTE + 13_000, NOON, seconds=True) == "T+02:47:13"
    assert words.since(NOON - 3 * MINUTE, NOON) == "T-00:03"
    assert words.countdown(12 * MINUTE + 47_000) == "12:47"
    assert words.countdown(-5) == "0:00"
    assert [words.span(x) for x in (38_000, 6 * MINUTE, 3 * HOUR, 3 * DAY)] == ["38s", "6m", "3h", "3d"]


@pytest.mark.parametrize(
    ("typed", "past", "meant"),
    [("10m", False, 10), ("+10m", False, 10), ("10m", True, -10), ("-2h", False, -120), ("30", False, 30),
     ("30 min", False, 30), ("1 hour", False, 60), ("150", False, 150), ("", False, None), ("soon", False, None),
     ("3d", False, None), ("25:00", False, None), ("24:00", False, None)],
)  # fmt: skip
def test_lengths_of_time_are_read_as_people_type_them(typed, past, meant):
    assert moment(typed, NOON, past=past) == (None if meant is None else NOON + meant * MINUTE)


def test_a_clock_time_is_the_next_one_or_the_last_one():
    at = MIDNIGHT + 14 * HOUR + 47 * MINUTE + 30_000
    for typed in ("15:00", "1500", "15.00 utc"):
        assert moment(typed, at) == MIDNIGHT + 15 * HOUR
    assert moment("14:47", at) == MIDNIGHT + 14 * HOUR + 47 * MINUTE
    assert moment("14:46", at) == MIDNIGHT + DAY + 14 * HOUR + 46 * MINUTE
    assert moment("15:00", at, past=True) == MIDNIGHT - 9 * HOUR
    assert moment("2026-10-03T14:05:00Z", at) == 1_791_036_300_000
