"""Which mentions are one text that went round, and which are several people."""

from __future__ import annotations

import random

import pytest

from warroom.analysis.groups import Groups

HOUR = 3_600_000
FIRST = "QuillStack deleted my notes for the whole semester and support tells me to wait until Monday"

SENTENCES = [
    FIRST,
    "Delmora Air to open a second base in Lisbon next spring, says its head of network planning",
    "The council wants to discuss the new bus contract with Northline on Tuesday evening in the town hall",
    "My suitcase has now seen more of Norway than I have, thanks to the people at the transfer desk",
    "Volta Bank app shows a balance of zero since this morning and the hotline only plays music",
    "I have been a customer of Parcelfox for eleven years and this is the first parcel that vanished",
    "If you are waiting for the 7:42 to Harrow, it has been taken off the board without any announcement",
    "Der Zug nach Graz ist heute schon zum dritten Mal ausgefallen und niemand sagt uns warum",
    "La aplicación del banco no funciona desde ayer y nadie responde al teléfono de atención al cliente",
    "Our interview with the head of Talbor about the recall of forty thousand heaters starts at six tonight",
    "Update 4.2 of the notes app wipes the settings on older tablets, here is how to get them back",
    "They charged my card twice for one ticket and now they want ten working days to look into it",
]


@pytest.fixture
def groups():
    return Groups(24 * HOUR, 1_000)


@pytest.mark.parametrize(
    "copy",
    [
        FIRST,
        f"RT @ines: {FIRST}",
        f"RT @bob: RT @ines: {FIRST}",
        f'"{FIRST}"',
        f"\u201c{FIRST}\u201d https://example.org/a?utm_source=x",
        f"{FIRST} via @ines",
        f"@quillstack @ines {FIRST}!!!",
        FIRST.upper(),
        FIRST.replace(" and ", " & ").replace("Monday", "Mondy"),
        f"so: {FIRST} #quillstack",
        f"RT @ines: {FIRST[:70]}\u2026",
        FIRST.replace("tells me", "told me"),
    ],
)
def test_a_copy_is_recognised_however_it_was_shared(groups, copy):
    assert groups.head(1, FIRST, 0) == 1
    assert groups.head(2, copy, HOUR) == 1


def test_a_copy_that_comes_before_its_whole_is_recognised_too(groups):
    assert groups.head(1, f"RT @ines: {FIRST[:70]}\u2026", 0) == 1
    assert groups.head(2, FIRST, 1) == 1


def test_ten_people_who_write_the_same_few_words_are_ten_people(groups):
    assert [groups.head(n, "Same here!", n) for n in range(10)] == list(range(10))


def test_few_words_with_the_same_link_are_one_text(groups):
    assert groups.head(1, "Read this https://example.org/story?utm_source=a", 0) == 1
    assert groups.head(2, "read this: http://www.example.org/story/#top", 1) == 1
    assert groups.head(3, "Read this! https://example.org/story?utm_source=b", 2) == 1
    assert groups.head(4, "Read this https://example.org/other", 3) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("my flight to Oslo was cancelled", "my flight to Rome was cancelled"),
        ("I just landed in Graz this morning", "I just landed in Porto this morning"),
        ("Flight DM204 to Graz is delayed by 40 minutes", "Flight DM311 to Graz is delayed by 55 minutes"),
        ("worst customer service I have ever had", "best customer service I have ever had"),
        ("I am at the gate and nothing happens", "I am at the desk and nobody speaks"),
        ("我的航班今天取消了没有人说为什么", "我的行李今天丢了没有人说在哪里呢"),
    ],
)
def test_different_news_in_the_same_mould_stays_apart(groups, one, other):
    assert groups.head(1, one, 0) == 1
    assert groups.head(2, other, 1) == 2


def test_an_identical_sentence_in_a_script_without_blanks_is_recognised(groups):
    assert groups.head(1, "我的航班今天取消了没有人说为什么", 0) == 1
    assert groups.head(2, "RT @wei: 我的航班今天取消了，没有人说为什么！", 1) == 1


def test_a_text_is_forgotten_after_its_window_but_not_while_it_keeps_coming():
    groups = Groups(HOUR, 100)
    assert groups.head(1, FIRST, 0) == 1
    assert groups.head(2, FIRST, HOUR - 1) == 1
    assert groups.head(3, FIRST, 2 * HOUR - 2) == 1
    assert groups.head(4, FIRST, 4 * HOUR) == 4


def test_a_late_arrival_does_not_make_the_room_forget():
    groups = Groups(HOUR, 100)
    groups.head(1, FIRST, 10 * HOUR)
    assert groups.head(2, FIRST, 0) == 1
    assert groups.head(3, FIRST, 10 * HOUR + 5) == 1


def test_memory_stays_bounded_by_the_capacity():
    groups = Groups(HOUR, 50)
    rng = random.Random(1)
    for n in range(2_000):
        groups.head(n, " ".join(str(rng.randrange(10_000)) for _ in range(12)), n)
    assert len(groups) == 50
    assert len(groups._index) <= 50 * 8
    assert set(groups._seen) == set(groups._heads)


def test_the_same_mention_twice_is_its_own_head(groups):
    assert groups.head(7, FIRST, 0) == 7
    assert groups.head(7, FIRST, 1) == 7


def test_no_room_for_anything_means_no_groups():
    groups = Groups(HOUR, 0)
    assert groups.head(1, FIRST, 0) == 1
    assert groups.head(2, FIRST, 1) == 2


NOTHING = ["", " ", "@a @b", "RT @a:", "…", "https://example.org/\ud800", "!!!", "🙂🙂", "a" * 50_000, "@" * 50_000]


@pytest.mark.parametrize("text", NOTHING)
def test_texts_of_nothing_do_no_harm(groups, text):
    assert groups.head(1, text, 0) == 1
    assert groups.head(2, "", 1) == 2


def mutated(text, rng):
    """What people do to a text that they pass on."""
    words = text.split()
    for _ in range(rng.randint(0, 2)):
        at = rng.randrange(len(words))
        word = words[at]
        if rng.random() < 0.5 and len(word) > 4:
            cut = rng.randrange(1, len(word) - 1)
            words[at] = word[:cut] + word[cut + 1 :]
        elif rng.random() < 0.5:
            words.insert(at, rng.choice(["so", "really", "wow", "just"]))
        else:
            words[at] = word.upper()
    text = " ".join(words)
    frames = ["{}", "RT @someone: {}", "\u201c{}\u201d", "{} https://example.org/{n}", "@brand {}!!", "{} \u2026"]
    return rng.choice(frames).format(text, n=rng.randrange(1_000))


@pytest.mark.parametrize("seed", range(10))
def test_copies_with_small_edits_find_their_first_and_no_other(seed):
    rng = random.Random(seed)
    groups = Groups(24 * HOUR, 1_000)
    for n, sentence in enumerate(SENTENCES):
        assert groups.head(n, sentence, n) == n
    wrong = missed = 0
    copies = 300
    for n in range(copies):
        which = rng.randrange(len(SENTENCES))
        head = groups.head(100 + n, mutated(SENTENCES[which], rng), 100 + n)
        missed += head >= 100
        wrong += head < 100 and head != which
    assert wrong == 0
    assert missed <= 0.02 * copies


def test_the_same_arrivals_give_the_same_groups_again():
    def run():
        rng, groups = random.Random(5), Groups(24 * HOUR, 40)
        return [groups.head(n, mutated(rng.choice(SENTENCES), rng), n) for n in range(400)]

    assert run() == run()
