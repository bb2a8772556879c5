"""How the gauge puts numbers into words, and how levels rise and fall."""

from __future__ import annotations

import random

import pytest

from warroom.analysis.gauge_level import Suggestion, level_of
from warroom.analysis.gauge_parts import Weights
from warroom.analysis.gauge_words import an_hour, big, once_in, shares_of, times
from warroom.domain.level import DEFAULT_RULES, MINUTE, Level


@pytest.mark.parametrize(
    ("number", "says"),
    [(0, "none"), (860, "860"), (40_000, "40 K"), (9_940, "9.9 K"), (2_100_000, "2.1 M"), (999_900, "1.0 M")],
)
def test_big_numbers_are_short(number: float, says: str):
    assert big(number) == says


def test_ratios_rates_and_rarities_read_like_speech():
    assert times(8.44) == "8.4 × normal"
    assert times(120.0) == "120 × normal"
    assert an_hour(71.2) == "71"
    assert an_hour(9.0) == "9"
    assert an_hour(3.24) == "3.2"
    assert once_in(1.0) == "once in 50 minutes"
    assert once_in(2.0) == "once in 8 hours"
    assert once_in(4.06) == "once in 40 days"
    assert once_in(6.0) == "once in ten years or more"


def test_shares_are_whole_and_add_up_whatever_the_parts():
    rng = random.Random(1)
    for _ in range(500):
        parts = tuple(rng.random() ** 4 for _ in range(5))
        total = rng.randrange(101)
        points = shares_of(parts, total)
        assert sum(points) == total
        exact = [total * part / sum(parts) for part in parts]
        assert all(abs(a - b) < 1 for a, b in zip(points, exact, strict=True))
    assert shares_of((0.0, 0.0), 0) == (0, 0)


def test_a_level_begins_on_its_line():
    levels = [level_of(score, DEFAULT_RULES) for score in (0, 19, 20, 39, 40, 60, 79, 80, 100)]
    assert levels == [0, 0, 1, 1, 2, 3, 3, 4, 4]


def suggestion() -> Suggestion:
    return Suggestion(DEFAULT_RULES, Weights())


def test_one_tick_alone_does_not_raise_the_level_two_of_three_do():
    rule = suggestion()
    scores = (5, 45, 5, 5, 45, 5, 45)
    levels = [rule.tick(i * MINUTE, score, jumped=False, blind=False) for i, score in enumerate(scores)]
    assert levels == [0, 0, 0, 0, 0, 0, 2]


def test_a_leap_of_the_evidence_raises_it_at_once():
    assert suggestion().tick(0, 65, jumped=True, blind=False) is Level.CRISIS


def test_readings_in_the_same_seconds_are_one_tick():
    rule = suggestion()
    assert [rule.tick(i * 2000, 45, jumped=False, blind=False) for i in range(5)] == [0] * 5
    assert rule.tick(25_000, 45, jumped=False, blind=False) is Level.ALERT


def falling(scores, *, blind: bool = False) -> list[Level]:
    rule = suggestion()
    rule.tick(0, 65, jumped=True, blind=False)
    return [rule.tick((i + 1) * MINUTE, score, jumped=False, blind=blind) for i, score in enumerate(scores)]


def test_it_falls_one_level_an_hour_and_only_after_a_quiet_hour():
    levels = falling([5] * 185)
    assert levels[58] is Level.CRISIS
    assert levels[60] is Level.ALERT
    assert levels[118] is Level.ALERT
    assert levels[121] is Level.WATCH
    assert levels[182] is Level.QUIET


def test_within_three_points_of_the_line_it_stays():
    assert set(falling([57] * 200)) == {Level.CRISIS}


def test_a_look_above_the_line_starts_the_hour_again():
    assert falling([5] * 50 + [58] + [5] * 50)[-1] is Level.CRISIS


def test_it_never_falls_while_a_source_is_silent():
    assert set(falling([5] * 300, blind=True)) == {Level.CRISIS}
