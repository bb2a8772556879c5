"""Which answer the theory advises, and that it only advises."""

from __future__ import annotations

from typing import get_args

import pytest

from warroom.domain.entries import CrisisType
from warroom.domain.scct import BASE, Advice, Cluster, History, Origin, Step, advice

TYPES = get_args(CrisisType.__value__ if hasattr(CrisisType, "__value__") else CrisisType)
ORIGINS = get_args(Origin)
HISTORIES = [History(similar=s, reputation=r) for s in (False, True) for r in ("good", "neutral", "poor")]
EVERY = [(t, o, h) for t in TYPES for o in ORIGINS for h in HISTORIES]


def steps(said: Advice) -> list[Step]:
    return [*said.base, *said.advised, *said.avoid, said.limits]


def whats(lines: tuple[Step, ...]) -> str:
    return " / ".join(step.what for step in lines)


def test_every_type_and_origin_has_advice_with_a_reason_and_a_source():
    for kind, origin, history in EVERY:
        said = advice(kind, origin, history)
        assert said.cluster in get_args(Cluster)
        assert said.because
        assert said.advised
        assert said.avoid
        for step in steps(said):
            assert step.what
            assert step.source
            assert step.why.endswith(".")
            assert max(len(step.what), len(step.why)) <= 90
            assert "!" not in step.what + step.why


def test_people_are_protected_before_reputation_in_every_crisis():
    assert "safe" in BASE[0].what
    assert "care" in BASE[1].what
    assert all(advice(kind, origin, history).base == BASE for kind, origin, history in EVERY)


@pytest.mark.parametrize(
    ("kind", "origin", "cluster"),
    [
        ("outage", "us", "accidental"),
        ("outage", "outside", "victim"),
        ("data_loss", "us", "preventable"),
        ("data_loss", "unclear", "accidental"),
        ("our_post", "us", "preventable"),
        ("misconduct", "us", "preventable"),
        ("product_safety", "outside", "victim"),
        ("executive", "unclear", "paracrisis"),
        ("rumour", "outside", "rumour"),
        ("rumour", "unclear", "rumour"),
        ("influencer", "outside", "paracrisis"),
        ("boycott", "unclear", "paracrisis"),
    ],
)
def test_a_crisis_is_placed_by_its_type_and_where_it_came_from(kind, origin, cluster):
    assert advice(kind, origin).cluster == cluster


@pytest.mark.parametrize("history", [History(similar=True), History(reputation="poor")])
def test_a_bad_history_raises_the_blame_by_one_step_and_says_so(history):
    assert advice("outage", "us", history).cluster == "preventable"
    assert advice("outage", "outside", history).cluster == "accidental"
    assert "one step more" in advice("outage", "us", history).because
    assert advice("misconduct", "us", history).cluster == "preventable"


def test_a_good_name_does_not_lower_the_blame_and_may_be_mentioned():
    said = advice("misconduct", "us", History(reputation="good"))
    assert said.cluster == "preventable"
    assert "did well" in whats(said.advised)


def test_a_rumour_stays_a_rumour_whatever_people_remember():
    said = advice("rumour", "outside", History(similar=True))
    assert said.cluster == "rumour"
    assert "show why" in whats(said.advised)


def test_only_a_rumour_is_denied():
    for kind, origin, history in EVERY:
        said = advice(kind, origin, history)
        assert ("not true" in whats(said.advised)) == (said.cluster == "rumour")


def test_what_we_could_have_prevented_asks_for_an_apology_amends_and_change():
    said = advice("misconduct", "us")
    assert "sorry" in said.advised[0].what
    assert "Make good" in said.advised[1].what
    assert "changes" in said.advised[2].what
    assert "Denying" in said.avoid[0].what
    assert "experiment" in said.limits.why


def test_a_public_charge_asks_for_reform_and_never_for_humour():
    said = advice("boycott", "outside")
    assert said.advised[0].what.startswith("Change")
    assert said.avoid[0].what == "Humour"


def test_data_loss_of_our_own_says_what_would_make_it_an_accident():
    assert "accident" in advice("data_loss", "us").unless
