"""People outside hear what they must, once, at a time that they agreed to, and nobody is forgotten in silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.domain.team import NOON, PEOPLE, Team
from tests.room.world import HandClock, open_world
from tests.voices.phone import Phone
from warroom.calls import CallTable
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.entries import Draft, Entry
from warroom.domain.level import HOUR, MINUTE, Level
from warroom.domain.people import ROOM
from warroom.domain.picture import apply
from warroom.domain.prepared import HouseRules
from warroom.room import calling, whom
from warroom.room.calling import Caller, CallSettings, failing
from warroom.voices.calling import AppriseVoice, Message, Said

BERLIN = "Europe/Berlin"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def calls(person: str = "anna", url: str = "ntfys://topic", **fields: object) -> CallTable:
    return CallTable(person=person, url=url, **{"levels": (Level.CRISIS, Level.CRITICAL), **fields})


class Recorder:
    """A voice that keeps what it is told to say. Addresses that hold ``bad`` fail."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.waves: list[int] = []

    async def say(self, messages: Sequence[Message]) -> AsyncGenerator[tuple[int, Said], None]:
        self.waves.append(len(messages))
        for index, message in enumerate(messages):
            bad = "bad" in message.address.reveal()
            self.said.append((message.address.reveal(), message.text))
            yield index, Said(reached=not bad, note="its service answered 503" if bad else "")


class Desk(Team):
    """A team with a telephone."""

    def __init__(self, *tables: CallTable, join: str = "ssh warroom@room.example.org", drill: bool = False) -> None:
        super().__init__()
        self.brand, self.people, self.drill = "Quillstack", PEOPLE, drill
        self.house = HouseRules(stand_ins={"anna": "luca"})
        self.voice = Recorder()
        self.settings = CallSettings(tables, join, Path("/nowhere"))
        self.restart()

    def restart(self) -> Desk:
        self.caller = Caller(self, self.settings, self.voice, lambda: self.now)
        return self

    def does(self, person: str, order: o.Order) -> Desk:
        before = len(self.log)
        super().does(person, order)
        assert not self.refused
        self.caller.hear(self.log[before:])
        return self

    def level(self, level: int, by: str = "maren") -> Desk:
        if level >= Level.ALERT and not self.picture.incident:
            return self.does(by, o.Declare(title="EU-2 data loss", type="data_loss", level=Level(level)))
        return self.does(by, o.SetLevel(level=Level(level), reason="the score"))

    def writes(self, payload: e.Payload) -> Desk:
        self._write([Draft(payload)])
        return self

    async def record(self, drafts: Sequence[Draft]) -> None:
        self._write(drafts)

    def _write(self, drafts: Sequence[Draft]) -> None:
        begin = len(self.log)
        for draft in drafts:
            entry = Entry(
                seq=self.picture.seq + 1, recorded=self.now, occurred=self.now, by=ROOM.id, role="",
                incident=self.picture.case, payload=draft.payload, hash=f"{self.picture.seq + 1:064x}",
            )  # fmt: skip
            self.log.append(entry)
            apply(self.picture, entry)
        self.caller.hear(self.log[begin:])

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.voice.said]

    @property
    def outcomes(self) -> list[tuple[str, str, str, str]]:
        told = [entry.payload for entry in self.log if isinstance(entry.payload, e.Called)]
        return [(c.person, c.channel, c.outcome, c.note) for c in told]


async def test_a_person_is_called_when_the_level_reaches_hers_and_hears_all_she_needs():
    desk = Desk(calls())
    desk.level(2)
    await desk.caller.look()
    assert desk.texts == []
    desk.level(3)
    await desk.caller.look()
    assert desk.texts == [
        "Quillstack L3 Crisis: EU-2 data loss. Maren commands. Join: ssh warroom@room.example.org",
    ]
    assert desk.outcomes == [("anna", "ntfys", "sent", "")]
    assert desk.log[-1].payload.why == "L3 Crisis since 14:13 UTC"


@pytest.mark.parametrize(
    ("levels", "rises", "times"),
    [((3, 4), (2, 3, 4), 2), ((1,), (3,), 1), ((2,), (2, 3, 4), 1), ((4,), (2, 3), 0), ((3,), (3, 2, 3), 1)],
)
async def test_each_rise_past_her_levels_calls_once(levels, rises, times):
    desk = Desk(calls(levels=tuple(map(Level, levels))))
    for level in rises:
        desk.level(level)
        await desk.caller.look()
        await desk.caller.look()
        desk.wait(0.1)
    assert len(desk.texts) == times


async def test_a_declaration_calls_too_and_a_fall_never_does():
    desk = Desk(calls(levels=(Level.ALERT,)))
    desk.level(2)
    await desk.caller.look()
    assert len(desk.texts) == 1
    desk.level(4)
    await desk.caller.look()
    assert len(desk.texts) == 1
    desk = Desk(calls(levels=(Level.WATCH, Level.ALERT)))
    desk.level(4).restart()
    desk.wait(70).level(3)
    await desk.caller.look()
    assert desk.texts == []


async def test_who_is_on_duty_or_raised_the_level_is_not_called_about_it():
    desk = Desk(calls("anna"), calls("bea"), calls("luca"), calls("maren"))
    desk.level(2).does("maren", o.BeginShift(person="anna"))
    desk.level(3, by="bea")
    await desk.caller.look()
    assert [person for person, *_ in desk.outcomes] == ["luca"]


async def test_a_restart_calls_nobody_twice_and_nobody_about_old_news():
    desk = Desk(calls())
    desk.level(3)
    await desk.caller.look()
    await desk.restart().caller.look()
    assert len(desk.texts) == 1
    desk = Desk()
    desk.level(3).wait(30)
    desk.settings = CallSettings([calls()], "", Path("/nowhere"))
    await desk.restart().caller.look()
    assert desk.texts == []


async def test_the_same_words_on_another_day_are_another_cause():
    desk = Desk(calls())
    desk.level(3)
    await desk.caller.look()
    desk.wait(60 * 24 - 70).level(2).wait(70).level(3)
    await desk.caller.look()
    assert [entry.payload.why for entry in desk.log if entry.kind == "called"] == ["L3 Crisis since 14:13 UTC"] * 2


# -- quiet hours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-09-21 19:59", ""),  # 21:59 in Berlin
        ("2026-09-21 20:00", "2026-09-22 05:00"),
        ("2026-09-21 23:30", "2026-09-22 05:00"),
        ("2026-09-22 04:59", "2026-09-22 05:00"),
        ("2026-09-22 05:00", ""),
        ("2026-12-21 20:30", ""),  # winter: 21:30
        ("2026-12-21 21:30", "2026-12-22 06:00"),
        ("2026-10-24 21:00", "2026-10-25 06:00"),  # the night in which the clocks go back
        ("2026-03-28 21:30", "2026-03-29 05:00"),  # and the one in which they go forward
    ],
)
def test_quiet_hours_run_over_midnight_in_her_own_zone(moment, until):
    table = calls(quiet="22:00-07:00", zone=BERLIN)
    assert whom.quiet_until(table, at(moment)) == (at(until) if until else 0)


@pytest.mark.parametrize(("moment", "until"), [("09:00", "17:00"), ("08:59", ""), ("17:00", "")])
def test_quiet_hours_may_lie_within_a_day(moment, until):
    end = whom.quiet_until(calls(quiet="9:00-17:00"), at(f"2026-09-21 {moment}"))
    assert end == (at(f"2026-09-21 {until}") if until else 0)


@pytest.mark.parametrize("moment", ["2026-10-25 00:30", "2026-10-25 01:30"])
def test_in_the_hour_that_comes_twice_quiet_hours_still_end_later(moment):
    table = calls(quiet="22:00-02:40", zone=BERLIN)
    assert whom.quiet_until(table, at(moment)) > at(moment)


async def test_a_call_at_night_is_held_said_so_and_made_in_the_morning():
    desk = Desk(calls(levels=(Level.ALERT,), quiet="22:00-07:00", zone=BERLIN))
    desk.now = at("2026-09-21 23:00")
    desk.level(2)
    await desk.caller.look()
    await desk.caller.look()
    assert desk.outcomes == [("anna", "ntfys", "held", "quiet until 05:00 UTC")]
    await desk.restart().caller.look()
    assert desk.texts == []
    desk.now = at("2026-09-22 05:00")
    await desk.restart().caller.look()
    await desk.caller.look()
    assert [outcome for *_, outcome, _ in desk.outcomes] == ["held", "sent"]
    assert desk.texts == [
        "Quillstack L2 Alert: EU-2 data loss. Maren commands. Join: ssh warroom@room.example.org",
    ]


async def test_what_was_over_in_the_night_is_not_told_in_the_morning():
    desk = Desk(calls(levels=(Level.ALERT,), quiet="22:00-07:00"))
    desk.now = at("2026-09-21 23:00")
    desk.level(2)
    await desk.caller.look()
    desk.wait(120).level(1)
    desk.now = at("2026-09-22 08:00")
    await desk.caller.look()
    assert desk.texts == []


@pytest.mark.parametrize("level", [3, 4])
async def test_crisis_and_critical_come_through_the_night_once(level):
    desk = Desk(calls(levels=(Level.ALERT, Level.CRISIS, Level.CRITICAL), quiet="22:00-07:00"))
    desk.now = at("2026-09-21 23:00")
    desk.level(2)
    await desk.caller.look()
    desk.wait(5).level(level)
    await desk.caller.look()
    assert len(desk.texts) == 1
    assert Level(level).tag in desk.texts[0]
    desk.wait(120).level(level - 1)
    desk.now = at("2026-09-22 08:00")
    for _ in range(2):
        await desk.caller.look()
        desk.restart()
    assert len(desk.texts) == 1


# -- asked for -----------------------------------------------------------------------------------------------------


async def test_who_is_asked_for_is_called_even_on_duty_and_told_why_and_by_whom():
    desk = Desk(calls(levels=()), calls("bea"), join="by ssh")
    desk.level(2).does("maren", o.BeginShift(person="anna"))
    desk.does("maren", o.CallPeople(whom=("legal",), why="Counsel needed, <@here>, for the *statement*."))
    await desk.caller.look()
    assert desk.texts == [
        "Quillstack L2 Alert: Maren asks for you: Counsel needed, here, for the statement. Maren commands. Join: by ssh"
    ]
    assert desk.outcomes == [("anna", "ntfys", "sent", "")]


async def test_asking_for_somebody_without_a_way_to_call_is_said_aloud():
    desk = Desk(calls())
    desk.does("maren", o.CallPeople(whom=("bea", "anna"), why="we need hands"))
    await desk.caller.look()
    assert ("bea", "", "failed", calling.NO_WAY) in desk.outcomes
    assert ("anna", "ntfys", "sent", "") in desk.outcomes
    await desk.restart().caller.look()
    assert len(desk.outcomes) == 2


async def test_what_is_privileged_does_not_leave_with_a_call():
    desk = Desk(calls())
    entry = Entry(
        seq=1, recorded=desk.now, occurred=desk.now, by="maren", role="commander", incident="", privileged=True,
        payload=e.CallAsked(whom=("anna",), why="the lawsuit of Delmora"),
    )  # fmt: skip
    desk.log.append(entry)
    apply(desk.picture, entry)
    desk.caller.hear([entry])
    await desk.caller.look()
    assert desk.texts == ["Quillstack L0 Quiet: Maren asks for you. Join: ssh warroom@room.example.org"]
    assert "lawsuit" not in str(desk.log[-1].payload)


async def test_a_flood_of_requests_is_refused_aloud_not_dropped():
    desk = Desk(calls())
    for number in range(calling.MOST_CAUSES + 3):
        desk.does("maren", o.CallPeople(whom=("anna",), why=f"reason {number}"))
    await desk.caller.look()
    assert len(desk.texts) == calling.MOST_CAUSES
    assert max(desk.voice.waves) <= calling.AT_ONCE
    assert [note for *_, outcome, note in desk.outcomes if outcome == "failed"] == [calling.TOO_MANY] * 3


# -- a yes that is late --------------------------------------------------------------------------------------------


def asked(desk: Desk) -> Desk:
    """Maren's statement waits for comms and legal, 15 minutes each."""
    desk.level(2).does("maren", o.DraftStatement(text="We lost files. We are sorry."))
    return desk.does("maren", o.AskApproval(statement=1))


async def test_a_yes_that_is_late_calls_who_is_asked_and_who_stands_in_once():
    approval = {"levels": (), "also": ("approval",)}
    desk = asked(Desk(calls(**approval), calls("luca", "slack://x", **approval), calls("bea", **approval), calls()))
    await desk.caller.look()
    assert desk.texts == []
    desk.wait(15)
    for _ in range(2):
        await desk.caller.look()
        desk.restart()
    assert [person for person, *_ in desk.outcomes] == ["anna", "luca"]
    assert desk.texts[0] == (
        "Quillstack L2 Alert: Statement 1 waits for legal since 14:13 UTC. Maren commands. "
        "Join: ssh warroom@room.example.org"
    )
    desk.wait(120)
    await desk.restart().caller.look()
    assert len(desk.texts) == 2


async def test_a_yes_in_time_or_a_wish_calls_nobody():
    for order in (o.ApproveStatement(statement=1), o.AskChange(statement=1, why="say sorry first")):
        desk = asked(Desk(calls(also=("approval",))))
        desk.does("anna", order).wait(60)
        await desk.caller.look()
        assert desk.texts == []


async def test_another_version_that_is_late_calls_again():
    desk = asked(Desk(calls(also=("approval",)))).wait(20)
    await desk.caller.look()
    desk.does("maren", o.EditStatement(statement=1, text="We are sorry. We lost files."))
    await desk.caller.look()
    desk.does("maren", o.AskApproval(statement=1)).wait(20)
    await desk.caller.look()
    assert [text.split(": ")[1][:35] for text in desk.texts] == [
        "Statement 1 waits for legal since 1", "Statement 1 version 2 waits for leg",
    ]  # fmt: skip


async def test_a_reply_that_waits_too_long_calls_without_a_word_of_the_customer():
    desk = Desk(calls("bea", roles=("legal",), also=("approval",)), calls(also=("approval",)))
    desk.writes(e.ReplyAsked(
        mention=7, text="Dear Ines, we are sorry.", digest="x", role="legal", due=desk.now + 5 * MINUTE,
        about="@ines_cfo",
    ))  # fmt: skip
    await desk.caller.look()
    assert desk.texts == []
    desk.wait(5)
    await desk.caller.look()
    assert [person for person, *_ in desk.outcomes] == ["bea", "anna"]
    assert "Reply to post 7 waits for legal since 14:13 UTC" in desk.texts[0]
    assert "ines" not in "".join(desk.texts).lower()


async def test_the_night_holds_a_late_yes_back_until_morning():
    desk = Desk(calls(also=("approval",), quiet="22:00-07:00"))
    desk.now = at("2026-09-21 21:50")
    asked(desk).wait(20)
    await desk.caller.look()
    assert desk.outcomes == [("anna", "ntfys", "held", "quiet until 07:00 UTC")]
    desk.now = at("2026-09-22 07:00")
    await desk.restart().caller.look()
    assert len(desk.texts) == 1


# -- channels that fail --------------------------------------------------------------------------------------------


async def test_a_way_that_fails_is_in_the_log_and_another_still_reaches_her():
    desk = Desk(calls(), calls(url="slack://bad"), calls(url="slack://good"))
    desk.level(3)
    await desk.caller.look()
    assert desk.outcomes == [
        ("anna", "slack", "failed", "its service answered 503"),
        ("anna", "ntfys", "sent", ""),
        ("anna", "slack 2", "sent", ""),
    ]
    assert failing(desk.picture, desk.now) == []


async def test_who_was_not_reached_needs_somebody_until_she_is_there_or_reached():
    desk = Desk(calls(url="slack://bad"), calls("bea", url_file="keys/bea", url=""))
    desk.level(3)
    await desk.caller.look()
    missed = failing(desk.picture, desk.now)
    assert {(m.person, m.channel, m.note) for m in missed} == {
        ("anna", "slack", "its service answered 503"), ("bea", "bea", "bea cannot be read"),
    }  # fmt: skip
    desk.wait(1).does("maren", o.BeginShift(person="bea"))
    assert [m.person for m in failing(desk.picture, desk.now)] == ["anna"]
    assert failing(desk.picture, desk.now + 13 * HOUR) == []
    desk.wait(1).writes(e.Called(person="anna", channel="slack", outcome="sent"))
    assert failing(desk.picture, desk.now) == []


async def test_in_a_drill_nothing_leaves_the_machine():
    desk = Desk(calls(quiet="00:00-23:59"), drill=True)
    desk.level(4)
    desk.does("maren", o.CallPeople(whom=("anna", "bea"), why="a test"))
    await desk.caller.look()
    assert desk.voice.said == []
    assert {(person, outcome, note) for person, _, outcome, note in desk.outcomes} == {
        ("anna", "held", "drill"), ("bea", "held", "drill"),
    }  # fmt: skip
    count = len(desk.log)
    await desk.caller.look()
    assert len(desk.log) == count


# -- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["x" * 400, "Data loss\x1b[31m\n\u202eat EU-2", "Is it true?", "Über 3 000 Verträge"])
async def test_a_message_fits_one_short_message_and_holds_no_markup(title):
    desk = Desk(calls())
    desk.does("maren", o.Declare(title="Loss", type="data_loss", level=Level.CRISIS))
    cause = whom.Cause(sort="level", at=NOON, why="w", says=title, level=Level.CRISIS)
    text = whom.message(cause, desk.picture, PEOPLE, "Quillstack", "ssh warroom@room.example.org")
    assert len(text) <= 160
    assert text.isprintable()
    assert ".." not in text.replace("...", "")
    assert text.endswith(" Maren commands. Join: ssh warroom@room.example.org")


async def test_a_message_says_when_nobody_commands_and_when_no_way_in_is_set():
    desk = Desk(calls(), join="")
    desk.level(2).does("maren", o.LeaveRole())
    desk.level(3)
    await desk.caller.look()
    assert desk.texts == ["Quillstack L3 Crisis: EU-2 data loss. Nobody commands yet. Open warroom."]


# -- the whole of it -----------------------------------------------------------------------------------------------


async def test_a_real_room_calls_over_a_real_service_and_records_it(tmp_path, phone):
    (tmp_path / "anna").write_text(phone.url("hang/s3cr3t"))
    (tmp_path / "anna").chmod(0o600)
    tables = [
        calls(url="", url_file="anna"), calls("bea", phone.url("ok/s3cr3t")), calls("luca", phone.url("404/s3cr3t")),
    ]  # fmt: skip
    async with open_world(tmp_path / "room", clock=HandClock()) as room, asyncio.timeout(40):
        caller = Caller(room, CallSettings(tables, "", tmp_path), AppriseVoice(speak_s=2), room.now)
        running = asyncio.create_task(caller.run())
        assert await room.do(o.Declare(title="EU-2 data loss", type="data_loss", level=Level.CRISIS)) is None
        caller.hear(room.log)
        while len(room.picture.calls) < 3:
            await asyncio.sleep(0.01)
        assert phone.texts == ["Quillstack L3 Crisis: EU-2 data loss. Maren commands. Open warroom."]
        assert {person: call.outcome for person, call in room.picture.calls.items()} == {
            "anna": "failed", "bea": "sent", "luca": "failed",
        }  # fmt: skip
        assert {m.note for m in failing(room.picture, room.now())} == {
            "its service answered 404: there is nothing at that address",
            "its service gave no answer in time; it may have arrived",
        }
        assert "s3cr3t" not in str(room.log)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def phone():
    async with Phone() as service:
        yield service
