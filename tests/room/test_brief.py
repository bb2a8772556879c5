"""The executive one-pager."""

from __future__ import annotations

from tests.domain.team import NOON, PEOPLE, Team
from warroom.domain import orders as o
from warroom.domain.level import DEFAULT_RULES, MINUTE, Level
from warroom.room.brief import LONGEST, Facts, as_text, brief
from warroom.room.protocol import Answers


def page(team: Team, start: int | None = None) -> str:
    facts = Facts(
        brand="Quillstack", picture=team.picture, log=team.log, people=PEOPLE, rules=DEFAULT_RULES, reading=None,
        answers=Answers(needed=13, unclaimed=6, late=2), now=team.now,
    )  # fmt: skip
    return as_text(facts, start=start)


def test_a_quiet_room_says_so_on_one_line() -> None:
    assert page(Team()).startswith("Quillstack: no incident")


def test_the_page_says_level_answers_facts_and_what_is_open() -> None:
    team = Team().declared()
    team.does("bea", o.NoteFact(text="61 of 84 customers are restored", standing="confirmed", basis="Ken"))
    team.does("bea", o.NoteFact(text="It was an attack"))
    team.does("bea", o.LogPress(outlet="Cloud Courier", question="How many?", deadline=team.now + 30 * MINUTE))
    team.does("bea", o.MakeTask(title="Call Delmora", owner="luca", due=team.now + MINUTE)).wait(5)
    text = page(team)
    assert "EU-2 data loss (INC-001), T+00:05" in text
    assert "13 open answers, 2 late, 6 without an owner" in text
    assert "confirmed: 61 of 84 customers are restored" in text
    assert "unconfirmed: It was an attack" in text
    assert "Late: Call Delmora (Luca Ferri)" in text
    assert "Cloud Courier waits for an answer" in text
    assert "commander Maren Okafor" in text


def test_it_tells_what_changed_since_executives_heard_last() -> None:
    team = Team().declared().wait(10)
    team.does("bea", o.Decide(text="Stop the migration", reason="It deletes files")).wait(1)
    team.does("maren", o.GiveUpdate(audience="executive", text="Brief 1")).wait(1)
    team.does("bea", o.SetLevel(level=Level.CRISIS, reason="press"))
    facts = Facts("Q", team.picture, team.log, PEOPLE, DEFAULT_RULES, None, Answers(), team.now)
    changed = next(s for s in brief(facts) if s.title.startswith("Changed"))
    assert any("set L3" in line for line in changed.lines)
    assert not any("Stop the migration" in line for line in changed.lines)
    assert "Stop the migration" in page(team, start=NOON)


def test_what_is_privileged_is_not_on_the_page() -> None:
    team = Team().declared().wait(1)
    team.does("anna", o.Decide(text="Settle with Delmora", reason="counsel says so", privileged=True))
    assert "Settle" not in page(team)


def test_long_texts_are_cut_and_stay_on_one_line() -> None:
    team = Team().declared().wait(1)
    team.does("bea", o.NoteFact(text="word\n" * 900))
    assert all(len(line) <= LONGEST + 2 for line in page(team).splitlines())
