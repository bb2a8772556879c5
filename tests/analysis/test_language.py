"""The language of a short text, or none when in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from warroom.analysis.language import detect

FIXTURE = Path(__file__).parent.parent / "fixtures" / "language_own.tsv"


def texts():
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def test_english_is_told_from_every_other_language():
    for language, text in texts():
        assert (detect(text) == "en") == (language == "en"), text


def test_most_short_texts_of_other_languages_are_named_and_few_wrongly():
    told = [(language, detect(text), text) for language, text in texts() if language != "-"]
    wrong = [row for row in told if row[1] and row[0] != row[1]]
    unsure = [row for row in told if not row[1]]
    assert len(wrong) <= 0.03 * len(told), wrong
    assert len(unsure) <= 0.08 * len(told), unsure


@pytest.mark.parametrize("text", [text for language, text in texts() if language == "-"] + ["", " ", "...", "\ud800"])
def test_a_text_without_a_language_is_left_open(text):
    assert detect(text) == ""


def test_a_foreign_word_or_a_few_borrowed_characters_do_not_change_the_language():
    assert detect("I had a very good ラーメン with my friends yesterday and it was cheap") == "en"
    assert detect("The jalapeño was not what I ordered and it was cold") == "en"


def test_kanji_with_kana_is_japanese_and_without_is_chinese():
    assert detect("東京の天気はいいです") == "ja"
    assert detect("東京天氣很好") == "zh"


def test_mentions_and_links_say_nothing_about_the_language():
    assert detect("@the_and_you https://example.org/this/is/not/my/problem #why") == ""


def test_a_mixture_of_two_languages_is_left_open():
    assert detect("the und of der is ist") == ""


def test_a_very_long_text_is_judged_by_its_beginning():
    assert detect("this is what they say about you " * 20 + "und das ist nicht so " * 10_000) == "en"
