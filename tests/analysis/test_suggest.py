"""Which prepared answers a person is offered for a post, and what is said about their age."""

from __future__ import annotations

import random

import pytest

from tests.bench.bench_suggest import HOSTILE, accuracy, bank, large, posts
from warroom.analysis.suggest import LEAST, Suggester, Suggestion, is_stale, stale
from warroom.analysis.suggest_terms import read, stem
from warroom.domain.level import DAY, HOUR
from warroom.domain.prepared import PreparedAnswer

AUDITORS = PreparedAnswer(
    answer="auditors-and-evidence",
    title="Auditors and evidence",
    text="An engineer gives you the count in writing.",
    topics=("auditor", "evidence", "proof", "how many still exist"),
    types=("data_loss",),
)
CALL = PreparedAnswer(
    answer="call-back",
    title="Call-back by an engineer",
    text="An engineer rings you today.",
    topics=("call-back", "hotline", "speak to a human", "Rückruf"),
)
LOST = PreparedAnswer(
    answer="what-is-lost", title="What is lost", text="We restore your documents.", topics=("Datenverlust", "Verträge")
)
HOUSE = Suggester([AUDITORS, CALL, LOST], names=["Quillstack"])


def offered(text: str) -> list[str]:
    return [suggestion.answer for suggestion in HOUSE.suggest(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The auditors are here", "AUDITORS?!", "our auditor wants it", "the audtiors are here", "#AuditorsAreHere",
        "any évidence at all", "auditing starts on Monday", "a u-turn, and no proof", "tell me how many still exist",
        "how many of them still exist", "a\u0301udi\u0301tor", "audi\u00adtor", "AUDITOR" + "!" * 500,
    ],
)  # fmt: skip
def test_an_answer_is_found_however_the_post_is_typed(text: str) -> None:
    assert offered(text)[:1] == ["auditors-and-evidence"]


@pytest.mark.parametrize("text", ["a callback please", "call back please", "call-back please", "#CallBack", "Rueckruf"])
def test_words_may_be_written_apart_together_or_with_a_hyphen(text: str) -> None:
    assert offered(text)[:1] == ["call-back"]


@pytest.mark.parametrize("text", ["Datenverluste überall", "ein Vertrag fehlt", "die Vertraege fehlen", "VERTRÄGEN"])
def test_german_posts_find_german_topics(text: str) -> None:
    assert offered(text)[:1] == ["what-is-lost"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "🙃🙃", "ok", "the and of", "good morning", "quillstack quillstack", "@auditor hello", "https://proof.example",
     "lunch on the terrace", "1 2 3", "\u202e\u200b", "\ud800"],
)  # fmt: skip
def test_nothing_is_offered_when_nothing_fits(text: str) -> None:
    assert offered(text) == []


def test_an_empty_bank_offers_nothing() -> None:
    assert Suggester([]).suggest("the auditors are here") == []


def test_a_single_answer_is_offered_only_when_it_fits() -> None:
    alone = Suggester([AUDITORS])
    assert alone.suggest("the auditors are here")
    assert not alone.suggest("the gardeners are here")


def test_a_person_sees_why_in_the_words_of_the_post() -> None:
    assert set(HOUSE.suggest("No proof for our auditors")[0].why) == {"proof", "auditors"}
    assert HOUSE.suggest("How many of them still exist?")[0].why == ("how many of them still exist",)


def test_the_best_comes_first_and_never_more_than_asked_for() -> None:
    text = "The auditors want evidence and proof, and nobody gives me a hotline or a callback"
    assert offered(text) == ["auditors-and-evidence", "call-back"]
    assert [s.answer for s in HOUSE.suggest(text, limit=1)] == ["auditors-and-evidence"]
    assert HOUSE.suggest(text, limit=0) == []


def test_more_of_an_answer_fits_better() -> None:
    fits = [
        HOUSE.suggest(text)[0].fit
        for text in (
            "We sat here all rainy Sunday painting fences without proof",
            "no proof here",
            "evidence and proof",
        )
    ]
    assert fits == sorted(fits)
    assert fits[0] < fits[-1]


def test_what_was_written_for_another_crisis_comes_later() -> None:
    text = "proof, evidence and a callback by a human"
    assert Suggester([AUDITORS, CALL], "data_loss").suggest(text)[0].answer == "auditors-and-evidence"
    assert Suggester([AUDITORS, CALL], "boycott").suggest(text)[0].answer == "call-back"


def test_every_fit_is_a_percentage_that_is_worth_showing() -> None:
    suggester = Suggester(bank())
    found = [one for half in ("tune", "held") for _, text in posts(half) for one in suggester.suggest(text)]
    assert found
    assert all(LEAST <= one.fit <= 100 and one.why for one in found)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_posts_are_normal_posts(name: str) -> None:
    assert isinstance(HOUSE.suggest(HOSTILE[name]), list)


def test_any_noise_at_all_is_read_without_error() -> None:
    dice = random.Random(3)
    for _ in range(300):
        text = "".join(
            chr(dice.choice((dice.randrange(0x20, 0x250), dice.randrange(0xD800), 0x301))) for _ in range(80)
        )
        assert all(isinstance(one, Suggestion) for one in HOUSE.suggest(text))


def test_the_labelled_set_is_as_large_as_it_claims() -> None:
    answers = {answer.answer for answer in bank()}
    rows = posts("tune") + posts("held")
    assert len(answers) >= 20
    assert len(rows) >= 120
    assert sum(not want for want, _ in rows) >= 20
    assert set().union(*(want for want, _ in rows)) <= answers


@pytest.mark.parametrize("half", ["tune", "held"])
def test_most_posts_get_the_right_answer_first_and_few_get_a_wrong_one(half: str) -> None:
    """A floor under what was measured (35 and 30 of 45 first, 2 and 4 of 20 false), so that it does not get worse."""
    fitting, first, three, none, false = accuracy(half)
    assert first >= 0.64 * fitting
    assert three >= 0.7 * fitting
    assert false <= 0.25 * none


def test_five_hundred_answers_change_nothing_about_the_order() -> None:
    small, big = Suggester(bank()), Suggester(large(500))
    text = "did strangers get to read my confidential contract, is there a leak"
    assert small.suggest(text)[0].answer == big.suggest(text)[0].answer == "personal-data-leak"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("refund", "refunded"), ("contract", "contracts"), ("cancel", "cancelled"), ("restore", "restoring"),
        ("delete", "deletion"), ("allergy", "allergic"), ("audit", "auditors"), ("datei", "dateien"),
        ("migrate", "migration"), ("apology", "apologise"), ("verletzt", "verletzte"), ("policy", "policies"),
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("lost", "last"), ("press", "pressure"), ("status", "state"), ("contract", "contrary")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_humps_and_hashtags_are_read_in_parts() -> None:
    (word,) = read("#AuditorsAreHere")
    assert word.parts == ("audit", "are", "here")
    assert read("your C.E.O. said")[1].stem == "ceo"


NOW = 1_791_000_000_000 // DAY * DAY + 15 * HOUR


@pytest.mark.parametrize(
    ("approved", "says"),
    [
        (NOW - HOUR, "approved 14:00"),
        (NOW - 2 * DAY, "approved 1 Oct"),
        (NOW - 90 * DAY, "approved 5 Jul"),
        (NOW - 120 * DAY, "stale: approved 120 days ago"),
        (None, "not approved"),
    ],
)
def test_an_answer_says_how_old_its_approval_is(approved: int | None, says: str) -> None:
    answer = PreparedAnswer(answer="a", title="A", text="A.", approved=approved)
    assert stale(answer, NOW) == says
    assert is_stale(answer, NOW) is (says.startswith("stale") or approved is None)


def test_how_long_an_approval_lasts_is_the_team_s_choice() -> None:
    answer = PreparedAnswer(answer="a", title="A", text="A.", approved=NOW - 2 * DAY)
    assert stale(answer, NOW, days=1) == "stale: approved 2 days ago"
