"""What a person reads about the difference between two versions."""

from __future__ import annotations

import random
import time

import pytest

from warroom.domain.changes import changes, in_words

BEFORE = (
    "This morning at 03:10 UTC we deleted customer documents while moving our EU-2 storage. We did this.\n\n"
    "Most affected customers have their documents back. 23 do not yet."
)
AFTER = (
    "This morning at 03:10 UTC we deleted customer documents while moving our EU-2 storage. We did this. "
    "It was not an attack.\n\n61 of 84 affected customers have their documents back. 23 do not yet."
)


def kinds(before, after):
    return [change.kind for change in changes(before, after) if change.kind != "same"]


def words(before, after, limit=200):
    return in_words(changes(before, after), limit)


def test_the_picture_is_told_in_its_words():
    assert words(BEFORE, AFTER) == "61 of 84 was Most, added It was not an attack."
    assert kinds(BEFORE, AFTER) == ["added", "was"]


def test_a_wording_that_shares_a_small_word_is_told_as_one():
    assert words("Most of the customers wait.", "61 of 84 customers wait.") == "61 of 84 was Most of the"


def test_the_same_text_has_no_change():
    assert words(BEFORE, BEFORE) == ""
    assert [change.kind for change in changes(BEFORE, BEFORE)] == ["same"]
    assert changes("", "") == ()


def test_words_taken_out_are_named():
    assert words("We are very sorry.", "We are sorry.") == "took out very"


def test_a_first_version_is_added_whole():
    assert words("", "We are sorry.") == "added We are sorry."
    assert words("We are sorry.", "") == "took out We are sorry."


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Nobody is served today.", "Nobody is served\u200b today.", "added an invisible U+200B after 'served'"),
        ("Nobody is served\u200b today.", "Nobody is served today.", "took out an invisible U+200B after 'served'"),
        ("served", "ser\u00adved", "added an invisible U+00AD after 'ser'"),
        ("served", "\u202eserved", "added an invisible U+202E"),
        ("served", "served\u200b\u200b", "added 2 invisible U+200B after 'served'"),
        ("We were there.", "We are\u2060 there.", "added an invisible U+2060 after 'are', are was were"),
        ("a\u200bb c", "ab c\u200b", "took out an invisible U+200B after 'a', added an invisible U+200B after 'c'"),
        ("One.\n\nTwo.", "One.\nTwo.", "took out a line break"),
        ("One. Two.", "One.  Two.", "changed the blanks between two words"),
    ],
)
def test_what_cannot_be_seen_is_named(before, after, said):
    assert words(before, after) == said


def test_a_number_with_a_comma_or_colon_is_one_word():
    assert words("10,871 files at 15:00", "10,872 files at 15:10") == "10,872 was 10,871, 15:10 was 15:00"


def test_a_long_difference_is_cut_and_counted():
    before = " ".join(f"word{at} x{at}" for at in range(40))
    after = " ".join(f"word{at} y{at}" for at in range(40))
    said = words(before, after, 60)
    assert len(said) <= 60
    assert said == "y0 was x0, y1 was x1, y2 was x2, y3 was x3, 36 more"
    assert words("a", "b " * 200, 30) == "b b b b b b b b b b b b b b b…"


def test_the_pieces_are_both_texts_whole():
    chance = random.Random(7)
    bits = ["we", "are", "sorry", ".", ",", " ", " ", "\n", "\u200b", "61", "of", "84", "it's", "ü", "\ufe0f", "\u202e"]
    for _ in range(400):
        before = "".join(chance.choices(bits, k=chance.randrange(40)))
        after = "".join(chance.choices(bits, k=chance.randrange(40)))
        for old, new in ((before, after), (before, before[:10] + after[:3] + before[10:])):
            pieces = changes(old, new)
            assert "".join(piece.before for piece in pieces) == old
            assert "".join(piece.after for piece in pieces) == new
            assert all((piece.kind == "same") == (piece.before == piece.after) for piece in pieces)
            assert bool(in_words(pieces)) == (old != new)


def hostile():
    chance = random.Random(3)
    letters = "".join(chance.choices("ab ", k=5000)), "".join(chance.choices("ab ", k=5000))
    few = [f"w{at}" for at in range(60)]
    mixed = " ".join(chance.choices(few, k=1300)), " ".join(chance.choices(few, k=1300))
    rows = [f"u{at} " + " ".join(chance.choices("xy", k=60)) for at in range(40)]
    other = [f"u{at} " + " ".join(chance.choices("xy", k=60)) for at in range(40)]
    return {
        "letters": letters, "few words": mixed, "anchors": (" ".join(rows)[:5000], " ".join(other)[:5000]),
        "signs": ("." * 5000, "!." * 2500), "hidden": ("a" + "\u200b" * 4999, "a" * 5000),
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile())
def test_five_thousand_hostile_characters_do_not_hold_the_room_up(name):
    before, after = hostile()[name]
    took = []
    for _ in range(5):
        start = time.process_time()
        in_words(changes(before, after))
        took.append(time.process_time() - start)
    assert min(took) < 0.05, f"{1000 * min(took):.1f} ms"  # 10 ms on a quiet machine; the bench says how many
