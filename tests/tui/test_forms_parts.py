"""The parts of forms that need no screen: times, lines, advice, ranks, effects."""

from __future__ import annotations

import pytest

from tests.tui.fake import NOW, crisis, quiet
from warroom.domain.level import DEFAULT_RULES, HOUR, Level
from warroom.domain.reading import Reading
from warroom.tui.forms.declare import Stock, advise
from warroom.tui.forms.fields import lines_of
from warroom.tui.forms.level import effects
from warroom.tui.forms.palette import search
from warroom.tui.keymap import Keymap

QUIET = Reading(at=NOW, score=6)


def test_lines_break_after_blanks_and_lose_nothing() -> None:
    text = "Prepare a line for everybody"
    assert [text[a:b] for a, b in lines_of(text, 12)] == ["Prepare a ", "line for ", "everybody"]
    assert lines_of("", 5) == [(0, 0)]
    assert [b - a for a, b in lines_of("x" * 11, 5)] == [5, 5, 1]
    assert lines_of("漢字", 1) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("stock", "level"),
    [
        (Stock(), Level.WATCH),
        (Stock(real="unclear", stake=("data",), ongoing="yes"), Level.WATCH),
        (Stock(real="likely", stake=("data",)), Level.ALERT),
        (Stock(real="yes", ongoing="yes"), Level.ALERT),
        (Stock(real="yes", ongoing="no"), Level.WATCH),
        (Stock(real="likely", stake=("safety",)), Level.CRISIS),
        (Stock(real="yes", ongoing="yes", stake=("data", "money", "jobs")), Level.CRISIS),
        (Stock(real="yes", ongoing="no", stake=("data", "money", "jobs")), Level.ALERT),
    ],
)
def test_the_answers_suggest_a_level(stock: Stock, level: Level) -> None:
    assert advise(stock, QUIET, DEFAULT_RULES).level == level


def test_the_gauge_lifts_the_suggestion_and_never_lowers_it() -> None:
    loud = Reading(at=NOW, score=83, suggested=Level.CRITICAL)
    assert advise(Stock(), loud, DEFAULT_RULES).why == "Suggested L4: the score is 83."
    assert advise(Stock(real="yes", stake=("safety",)), QUIET, DEFAULT_RULES).level == Level.CRISIS
    assert advise(Stock(), None, DEFAULT_RULES).why == "Suggested L1: nothing is answered yet."


def test_what_setting_a_level_does_is_what_the_room_would_record() -> None:
    room = crisis()
    assert effects(room, Level.CRISIS) == ["change nothing"]
    room.picture.updates["public"] = NOW + 2 * HOUR
    assert "move the next public update from 16:47 to 15:17" in effects(room, Level.CRITICAL)
    assert effects(room, Level.ALERT) == ["ask for answers within 30 min instead of 15"]
    assert effects(quiet(), Level.CRISIS) == ["be refused: L3 Crisis needs an incident. D declares one."]


def test_an_action_is_found_by_its_beginning_before_anything_else() -> None:
    actions = Keymap().available("feed", incident=True)
    assert search(actions, "un")[0].id == "undo"
    assert search(actions, "not")[0].id == "not_us"
    assert search(actions, "wauth")[0].id == "watch_author"
    assert [a.id for a in search(actions, "")] == [a.id for a in actions]
    assert search(actions, "qqq") == []
