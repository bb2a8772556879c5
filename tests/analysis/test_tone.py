"""How a text sounds, and which words made it so."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from warroom.analysis import tone_cues
from warroom.analysis.tone import LONGEST, MOST_MARKS, Tone, label, report
from warroom.domain.tone import NEGATIVE, POSITIVE

FIXTURE = Path(__file__).parent.parent / "fixtures" / "tone_own.tsv"


@pytest.fixture(scope="module")
def tone():
    return Tone()


def own_texts():
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def f1(pairs, wanted):
    """F1 of one label, over pairs of (truth, said)."""
    right = sum(truth == said == wanted for truth, said in pairs)
    return 2 * right / (sum(truth == wanted for truth, _ in pairs) + sum(said == wanted for _, said in pairs))


def test_negative_texts_of_the_own_set_are_found_and_few_others_are_called_so(tone):
    pairs = [(truth, label(tone.score(text, "en"))) for truth, _, text in own_texts()]
    assert len(pairs) >= 150
    assert f1(pairs, "negative") >= 0.85
    assert f1(pairs, "positive") >= 0.75
    assert f1(pairs, "neutral") >= 0.75


def test_neutral_questions_and_news_seldom_count_as_negative(tone):
    calm = [text for _, kind, text in own_texts() if kind in {"question", "news"}]
    assert sum(label(tone.score(text, "en")) == "negative" for text in calm) <= 0.06 * len(calm)


@pytest.mark.parametrize(
    "text",
    [
        "On hold for two hours",
        "Cancelled, no rebooking, nobody at the desk",
        "Still no answer",
        "You lost my files",
        "The app is down again",
        "Great, another outage",
        "Thanks for deleting my photos",
        "I want a refund",
        "I DON'T WANT A VOUCHER I WANT MY BAG",
        "dont ever fly with them",
        "your service is sooooo slow",
        "#NeverAgain #WorstBankEver",
        "Don\u2019t buy this, it broke after a day",
    ],
)
def test_a_complaint_without_mood_words_is_negative(tone, text):
    assert label(tone.score(text, "en")) == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "thank you!!",
        "No problem at all, quick and easy",
        "I couldn't be happier with it",
        "can't wait for the next version",
        "never had a problem with them",
        "❤ the new icons",
    ],
)
def test_praise_is_positive_even_where_it_denies_something(tone, text):
    assert label(tone.score(text, "en")) == "positive"


@pytest.mark.parametrize("lang", ["", "de", "fr", "xx", "eng", "enm"])
def test_a_language_that_is_not_known_is_not_scored(tone, lang):
    assert tone.score("this is terrible", lang) is None


@pytest.mark.parametrize("lang", ["en", "EN", "en-GB", "en_US"])
def test_english_is_scored_whatever_its_region(tone, lang):
    assert tone.score("this is terrible", lang) < NEGATIVE


def test_labels_change_at_their_thresholds():
    assert [label(NEGATIVE), label(NEGATIVE + 1)] == ["negative", "neutral"]
    assert [label(POSITIVE - 1), label(POSITIVE)] == ["neutral", "positive"]


def test_the_marks_are_the_words_of_the_text_that_made_its_tone(tone):
    text = "Lovely people, but I was ON HOLD for two hours and you lost my bag"
    marks = tone.marks(text)
    assert "ON HOLD" in marks
    assert any("lost my bag" in mark for mark in marks)
    assert all(mark in text for mark in marks)
    assert [text.index(mark) for mark in marks] == sorted(text.index(mark) for mark in marks)


def test_a_neutral_text_has_no_marks(tone):
    assert tone.marks("The meeting starts at ten") == ()
    assert tone.marks("") == ()


def test_there_are_never_many_marks(tone):
    assert len(tone.marks(". ".join(["awful", "horrible", "rude", "pathetic", "worst", "broken"] * 5))) <= MOST_MARKS


NOTHING = ["", " ", "?", "!!!!", "@a", "@a @b https://example.org", "\ud800", "\\u2019", "🙂" * 500]


@pytest.mark.parametrize("text", [*NOTHING, "not " * 5_000, "a" * 100_000])
def test_texts_of_nothing_are_scored_without_harm(tone, text):
    assert -100 <= tone.score(text, "en") <= 100
    assert isinstance(tone.marks(text), tuple)


def test_what_stands_far_down_a_long_article_does_not_count(tone):
    calm = "the board met in Graz " * (LONGEST // 20)
    assert tone.score(calm + " worst scam ever", "en") == tone.score(calm, "en")


def test_the_same_text_has_the_same_score_again_and_in_another_scorer(tone):
    texts = [text for *_, text in own_texts()]
    first, other = [tone.score(text, "en") for text in texts], Tone()
    assert [other.score(text, "en") for text in reversed(texts)] == first[::-1]


def test_worse_words_never_make_a_text_sound_better(tone):
    for *_, text in own_texts():
        assert tone.score(f"{text} . worst company ever", "en") <= max(tone.score(text, "en"), -50), text


def test_the_command_prints_one_line_for_every_line():
    lines = ["on hold for two hours\n", "\n", "great crew, thank you\n"]
    assert [line.split("\t")[0] for line in report(lines)] == ["negative", "neutral", "positive"]
    first, second, third = map(json.loads, report(lines, as_json=True))
    assert (first["label"], second["score"], third["label"]) == ("negative", 0, "positive")
    assert "on hold" in first["marks"][0]


def test_the_command_says_what_it_does_not_score():
    assert list(report(["schon wieder kaputt"], lang="de")) == ["not scored\t"]
    assert json.loads(next(iter(report(["kaputt"], lang="de", as_json=True)))) == {
        "label": None,
        "score": None,
        "marks": [],
    }


def test_the_shipped_cues_are_sound():
    layer = tone_cues.load()
    for first, cues in layer.cues.items():
        assert first == first.lower()
        for cue in cues:
            assert math.fabs(cue.points) <= 4, (first, cue)
            assert not cue.steps or not isinstance(cue.steps[-1], int), (first, cue)


@pytest.mark.parametrize("line", ["-2", "much on hold", "-2 <unheard> word", "-2 .. word", "~ -2x word", "="])
def test_a_mistake_in_the_cues_is_named_with_its_line(line):
    with pytest.raises(ValueError, match="line 2"):
        tone_cues.parse(f"-1 fine\n{line}\n")


def found(cue, tokens):
    return [tuple(one) for one in tone_cues.find(tokens.split(), tone_cues.parse(cue).cues)]


def test_a_gap_holds_up_to_three_words_of_one_sentence():
    cue = "-2 lost .. bag"
    assert found(cue, "lost bag") == [(0, 2, -2)]
    assert found(cue, "they lost my very heavy bag today") == [(1, 6, -2)]
    assert found(cue, "lost my very heavy old bag") == []
    assert found(cue, "lost . my bag") == []


def test_the_longest_cue_wins_and_words_count_once():
    cue = "-1 hold\n-2 on hold\n-3 hold line"
    assert found(cue, "on hold line") == [(0, 2, -2)]
    assert found(cue, "hold hold line") == [(0, 1, -1), (1, 3, -3)]


def test_a_cue_for_the_beginning_is_not_found_later():
    assert found("-1 ^ why", "why not") == [(0, 1, -1)]
    assert found("-1 ^ why", "not why") == []


def test_any_word_stands_for_exactly_one():
    assert found("-1 no * left", "no seats left") == [(0, 3, -1)]
    assert found("-1 no * left", "no left") == []
