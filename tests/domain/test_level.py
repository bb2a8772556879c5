"""Deadlines: nobody gains by waiting, and a rising level pulls them in."""

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.team import NOON
from warroom.domain.level import DEFAULT_RULES, MINUTE, Level, LevelSpan, answer_by


def test_a_mention_is_due_by_the_level_it_arrived_in():
    spans = [LevelSpan(NOON, Level.ALERT)]
    assert answer_by(NOON + MINUTE, spans, DEFAULT_RULES) == NOON + 31 * MINUTE
    assert answer_by(NOON - MINUTE, [], DEFAULT_RULES) == NOON + 239 * MINUTE


def test_a_level_that_rises_pulls_the_deadline_in():
    spans = [LevelSpan(NOON, Level.ALERT), LevelSpan(NOON + 5 * MINUTE, Level.CRITICAL)]
    assert answer_by(NOON, spans, DEFAULT_RULES) == NOON + 10 * MINUTE


def test_a_level_that_falls_pushes_nothing_out():
    spans = [LevelSpan(NOON, Level.CRISIS), LevelSpan(NOON + 5 * MINUTE, Level.QUIET)]
    assert answer_by(NOON, spans, DEFAULT_RULES) == NOON + 15 * MINUTE


@given(
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(Level)), max_size=8),
    st.integers(-300, 600), st.integers(0, 300),
)  # fmt: skip
def test_a_later_mention_is_never_due_earlier(changes, seen, later):
    spans = [LevelSpan(NOON + at * MINUTE, level) for at, level in sorted(changes)]
    first = answer_by(NOON + seen * MINUTE, spans, DEFAULT_RULES)
    assert answer_by(NOON + (seen + later) * MINUTE, spans, DEFAULT_RULES) >= first
