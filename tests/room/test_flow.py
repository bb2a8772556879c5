"""The series that a chart of the last three hours is drawn from."""

from __future__ import annotations

from tests.tui.fake import NOW, mention
from warroom.domain.level import HOUR, MINUTE
from warroom.room.flow import Flow
from warroom.store.protocols import BIN, Volume

START = NOW - NOW % BIN


def test_what_is_stored_and_what_comes_in_stand_at_the_time_of_posting() -> None:
    flow = Flow()
    flow.recall([Volume(bin=START - BIN, mentions=4), Volume(bin=START, mentions=2)], NOW)
    flow.hear([mention(1, "14:46", "X", "@a", "one"), mention(2, "14:41", "X", "@b", "late to arrive")], NOW)
    assert flow.rows() == [(START - BIN, 5), (START, 3)]


def test_what_is_older_than_three_hours_is_forgotten() -> None:
    flow = Flow()
    flow.recall([Volume(bin=START - 4 * HOUR, mentions=9), Volume(bin=START, mentions=1)], NOW)
    assert flow.rows() == [(START, 1)]
    flow.hear([], NOW + 3 * HOUR + 10 * MINUTE)
    assert flow.rows() == []
