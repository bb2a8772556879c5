"""What the room agrees to, and what it refuses in words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.team import NOON, PEOPLE, Team
from warroom.domain import orders as o
from warroom.domain.level import MINUTE, Level
from warroom.domain.people import ROLES
from warroom.domain.picture import fold


def test_declaring_opens_an_incident_names_a_commander_and_starts_the_clock():
    team = Team().declared()
    assert team.picture.incident.id == "INC-001"
    assert team.picture.level is Level.ALERT
    assert team.picture.commander == "maren"
    assert team.picture.updates["public"] == NOON + 30 * MINUTE


def test_what_is_not_known_yet_becomes_task_1():
    team = Team().does("maren", o.Declare(title="EU-2", unknown="how many files are gone for good"))
    assert team.picture.tasks[1].title == "Find out how many files are gone for good"
    assert team.picture.tasks[1].owner == ""


def test_a_second_incident_waits_until_the_first_is_stood_down():
    team = Team().declared().does("bea", o.Declare(title="Another"))
    assert "INC-001 is open" in team.refused


def test_anybody_may_raise_the_level_and_only_the_commander_lowers_it_with_a_reason():
    team = Team().declared().does("bea", o.SetLevel(level=Level.CRISIS))
    assert team.picture.level is Level.CRISIS
    assert "Ask Maren" in team.does("bea", o.SetLevel(level=Level.ALERT, reason="calmer")).refused
    assert "reason" in team.does("maren", o.SetLevel(level=Level.ALERT)).refused
    assert team.does("maren", o.SetLevel(level=Level.ALERT, reason="volume is falling")).picture.level is Level.ALERT


def test_only_the_commander_stands_down_and_says_why():
    team = Team().declared()
    assert "Maren" in team.does("bea", o.StandDown(reason="over")).refused
    assert "reason" in team.does("maren", o.StandDown(reason=" ")).refused
    team.does("maren", o.StandDown(reason="All tenants restored"))
    assert team.picture.incident is None
    assert team.picture.closed[0].peak is Level.ALERT


def test_a_level_above_watch_needs_an_incident():
    assert "needs an incident" in Team().does("bea", o.SetLevel(level=Level.CRISIS)).refused


def test_an_observer_changes_nothing():
    team = Team().declared()
    before = len(team.log)
    for order in (o.Observe(text="x"), o.Claim(mention=1), o.TakeRole(role="responder"), o.Undo()):
        assert "Observers read along" in team.does("olli", order).refused
    assert len(team.log) == before


def test_a_claim_shows_its_owner_and_a_second_person_is_told_who_has_it():
    team = Team().does("bea", o.Claim(mention=1)).wait(2)
    assert "Bea claimed this 2m ago" in team.does("luca", o.Claim(mention=1)).refused
    assert team.picture.work[1].owner == "bea"


def test_taking_from_another_is_for_its_owner_and_the_commander():
    team = Team().declared().does("bea", o.Claim(mention=1))
    assert team.does("anna", o.Give(mention=1, to="luca")).refused
    assert team.does("maren", o.Give(mention=1, to="luca")).picture.work[1].owner == "luca"


def test_an_answered_mention_cannot_be_claimed_until_it_is_reopened():
    team = Team().does("bea", o.Answer(mention=1, text="We are on it.", where="X", outside=True)).wait(3)
    assert "Bea answered this 3m ago" in team.does("luca", o.Claim(mention=1)).refused
    team.does("luca", o.Reopen(mention=1)).does("luca", o.Claim(mention=1))
    assert team.picture.work[1].owner == "luca"


def test_a_decision_without_a_reason_is_refused_and_one_with_keeps_what_was_known():
    team = Team().declared()
    assert "reason" in team.does("maren", o.Decide(text="Hold statement 3", reason="")).refused
    team.does("maren", o.Decide(text="Hold statement 3", reason="Legal has not signed"))
    assert "L2 Alert" in team.log[-1].payload.known


def test_a_task_has_one_owner_or_visibly_none():
    team = Team().does("bea", o.MakeTask(title="Call Delmora"))
    assert team.picture.tasks[1].owner == ""
    team.does("bea", o.OwnTask(task=1, owner="luca"))
    assert team.picture.tasks[1].owner == "luca"
    assert "no 'zoe' in [people]" in team.does("bea", o.OwnTask(task=1, owner="zoe")).refused


def test_a_task_that_waits_is_blocked_and_never_waits_in_a_circle():
    team = Team().does("bea", o.MakeTask(title="Sign")).does("bea", o.MakeTask(title="Publish", waits_for=1))
    assert team.picture.tasks[2].state == "blocked"
    assert "waits for task 1 itself" in team.does("bea", o.SetTaskWaits(task=1, waits_for=2)).refused


def test_undo_takes_back_the_last_order_for_ten_seconds_and_the_log_shows_both():
    team = Team().does("bea", o.Claim(mention=1)).does("bea", o.Undo())
    assert team.picture.done_about(1).owner == ""
    assert team.kinds == ["claimed", "undone", "let_go"]
    team.does("bea", o.Claim(mention=1)).wait(0.2)
    assert "nothing to undo" in team.does("bea", o.Undo()).refused


def test_undoing_waits_for_puts_both_the_wait_and_the_state_back():
    team = Team().does("bea", o.MakeTask(title="Sign")).does("bea", o.MakeTask(title="Publish")).wait(1)
    team.does("bea", o.SetTaskWaits(task=2, waits_for=1)).does("bea", o.Undo())
    assert (team.picture.tasks[2].waits_for, team.picture.tasks[2].state) == (None, "todo")


def test_nobody_undoes_what_another_did_in_between():
    team = Team().does("bea", o.Claim(mention=1)).does("luca", o.Claim(mention=2)).does("bea", o.Undo())
    assert team.picture.done_about(1).owner == ""
    assert team.picture.done_about(2).owner == "luca"


def test_a_correction_appends_and_only_for_what_people_wrote():
    team = Team().does("bea", o.Observe(text="61 of 84 tennants"))
    team.does("bea", o.Correct(seq=1, text="61 of 84 tenants"))
    assert team.log[0].payload.text == "61 of 84 tennants"
    assert team.picture.corrections == {1: 2}
    assert "not written by hand" in team.does("bea", o.Correct(seq=2, text="x")).refused
    assert "There is no entry 9" in team.does("bea", o.Correct(seq=9, text="x")).refused


def test_a_correction_of_what_is_privileged_is_privileged_too():
    team = Team().does("anna", o.WriteNote(text="Counsel says", privileged=True))
    team.does("anna", o.Correct(seq=1, text="Counsel said"))
    assert team.log[-1].privileged


def test_one_commander_at_a_time():
    team = Team().declared()
    assert "may be responder, scribe" in team.does("luca", o.TakeRole(role="commander")).refused
    team.does("maren", o.TakeRole(role="responder")).does("luca", o.TakeRole(role="commander"))
    assert team.picture.commander == "luca"


def test_what_happened_cannot_lie_in_the_future():
    assert "future" in Team().does("bea", o.Observe(text="x", occurred=NOON + 10 * MINUTE)).refused


def test_hostile_text_is_cleaned_before_it_is_recorded():
    team = Team().does("bea", o.Observe(text="a\x1b]52;c;eA==\x07b\u202e"))
    assert "\x1b" not in team.log[-1].payload.text
    assert "\u202e" not in team.log[-1].payload.text


NUMBERS = st.integers(-1, 6)
TEXTS = st.sampled_from(["", " ", "Call Delmora", "a\x1b[2J", "x" * 6000])
TIMES = st.one_of(st.none(), st.integers(NOON - MINUTE, NOON + 60 * MINUTE))
WHO = st.sampled_from([*PEOPLE, "zoe", ""])
ORDERS = st.one_of(
    st.builds(o.Declare, title=TEXTS, level=st.sampled_from(Level), commander=WHO, unknown=TEXTS,
              update_minutes=st.integers(-1, 2000)),
    st.builds(o.StandDown, reason=TEXTS),
    st.builds(o.SetLevel, level=st.sampled_from(Level), reason=TEXTS),
    st.builds(o.Observe, text=TEXTS, occurred=TIMES), st.builds(o.Decide, text=TEXTS, reason=TEXTS),
    st.builds(o.Act, text=TEXTS), st.builds(o.WriteNote, text=TEXTS, privileged=st.booleans()),
    st.builds(o.MakeTask, title=TEXTS, owner=WHO, due=TIMES, waits_for=st.one_of(st.none(), NUMBERS)),
    st.builds(o.OwnTask, task=NUMBERS, owner=WHO),
    st.builds(o.MoveTask, task=NUMBERS, state=st.sampled_from(["todo", "doing", "blocked", "done"])),
    st.builds(o.SetTaskDue, task=NUMBERS, due=TIMES),
    st.builds(o.SetTaskWaits, task=NUMBERS, waits_for=st.one_of(st.none(), NUMBERS)),
    st.builds(o.Claim, mention=NUMBERS), st.builds(o.LetMentionGo, mention=NUMBERS),
    st.builds(o.Give, mention=NUMBERS, to=WHO), st.builds(o.Answer, mention=NUMBERS, text=TEXTS),
    st.builds(o.Reopen, mention=NUMBERS),
    st.builds(o.SetTriage, mention=NUMBERS, triage=st.sampled_from(["troll", "press", "not_us", ""])),
    st.builds(o.SetTone, mention=NUMBERS, tone=st.one_of(st.none(), st.integers(-200, 200))),
    st.builds(o.Pin, mention=NUMBERS), st.builds(o.WatchAuthor, mention=NUMBERS, on=st.booleans()),
    st.builds(o.Correct, seq=st.integers(-1, 40), text=TEXTS),
    st.builds(o.MarkTurningPoint, seq=st.integers(-1, 40), on=st.booleans()),
    st.builds(o.TakeRole, role=st.sampled_from(ROLES), person=WHO),
    st.builds(o.GiveUpdate, audience=st.sampled_from(["public", "executive", "team"]), text=TEXTS),
    st.builds(o.SetUpdateDue, audience=st.sampled_from(["public", "team"]), due=TIMES, reason=TEXTS),
    st.builds(o.Acknowledge, alert=TEXTS), st.builds(o.ReportBlind, source=TEXTS), st.just(o.Undo()),
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(list(PEOPLE)), ORDERS, st.integers(0, 20)), max_size=40))
def test_whatever_people_ask_for_the_picture_holds(asked):
    team = Team()
    for person, order, seconds in asked:
        team.wait(seconds / 60).does(person, order)
        roles = list(team.picture.roles.values())
        assert roles.count("commander") <= 1
        assert all(task.owner in ("", *PEOPLE) for task in team.picture.tasks.values())
        assert team.picture.incident is not None or team.picture.level <= Level.WATCH
    recorded = [entry.recorded for entry in team.log]
    assert recorded == sorted(recorded)
    assert [entry.seq for entry in team.log] == list(range(1, len(team.log) + 1))
    assert all(entry.by != "olli" for entry in team.log)
    assert fold(team.log) == team.picture
