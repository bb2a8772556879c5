"""The room of the pictures with its boards filled, its people on duty, and playbooks at hand."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.tui.fake import MIDNIGHT, NOW, PEOPLE, START, FakeRoom, at, crisis, quiet
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide import Moment, decide
from warroom.domain.handover import brief
from warroom.domain.level import DAY, HOUR, MINUTE, Level
from warroom.domain.people import Person
from warroom.domain.prepared import HouseRules, PlannedTask, PlannedTelling, PlannedTrigger, Playbook

HOUSE = HouseRules(
    channels=("X", "LinkedIn", "status page"), stand_ins={"anna": "dana", "tomas": "jonas", "maren": "anna"}
)

DATA_LOSS = Playbook(
    playbook="data-loss", title="Data loss", type="data_loss", level=Level.CRISIS,
    when="Customer data is lost, changed, or seen by somebody who should not see it",
    questions=("Lost, changed or seen by others?", "Whose data, how many?", "Is it still going on?"),
    roles=("commander", "deputy", "comms", "legal"),
    tasks=(
        PlannedTask(title="Stop what causes it", role="liaison", minutes=15),
        PlannedTask(title="Pause scheduled posts and advertising", role="comms", minutes=15),
        PlannedTask(title="Publish the holding statement", role="comms", minutes=30),
        PlannedTask(title="Count who is hit", role="liaison", minutes=60, after=1),
        PlannedTask(title="Decide who must be told, by which law, until when", role="legal", minutes=90),
    ),
    tell=(
        PlannedTelling(who="Support and everybody who meets customers", group="staff", minutes=30, role="comms"),
        PlannedTelling(who="The board", group="board", minutes=30, role="executive"),
        PlannedTelling(who="Data protection authority: 72 h", group="authority", minutes=4320, role="legal"),
    ),
    messages=("What happened, since when, and whether it has stopped.", "We are sorry. You trusted us with this."),
    triggers=(PlannedTrigger(name="extortion", level=Level.CRITICAL, phrases=("ransom", "pay or we publish")),),
    avoid=("A number that has to be raised tomorrow", "Restoring over the only evidence"),
    drilled=MIDNIGHT - 19 * DAY,
)  # fmt: skip
OUTAGE = Playbook(
    playbook="outage", title="Outage", type="outage", when="Customers cannot work, and it lasts longer than 15 minutes",
    level=Level.ALERT, tasks=(PlannedTask(title="Put it on the status page", role="comms", minutes=10),),
    roles=("commander", "comms"),
)  # fmt: skip
RUMOUR = Playbook(
    playbook="rumour", title="False rumour", type="rumour", when="Something untrue about us spreads", level=Level.WATCH,
    tasks=(PlannedTask(title="Find out what is true", minutes=20),), drilled=MIDNIGHT - 400 * DAY,
)  # fmt: skip
PLANS = {p.playbook: p for p in (DATA_LOSS, OUTAGE, RUMOUR)}


def watch(me: str = "bea") -> FakeRoom:
    """A quiet day with playbooks."""
    room = quiet(me)
    room.playbooks, room.house = dict(PLANS), HOUSE
    return room


def war(me: str = "maren") -> FakeRoom:
    """T+02:47, with everything on the boards."""
    room = crisis(me)
    room.playbooks, room.house = dict(PLANS), HOUSE
    record(room, "maren", "12:20", e.PeriodBegun(period=1, until=MIDNIGHT + 14 * HOUR))
    record(room, "maren", "12:20", e.ObjectiveSet(objective=1, text="Find every tenant that lost files", period=1))
    record(room, "maren", "13:40", e.ObjectiveClosed(objective=1, result="met", note="84 tenants, counted twice"))
    record(room, "maren", "14:00", e.PeriodBegun(period=2, until=MIDNIGHT + 16 * HOUR))
    for n, text in enumerate(
        ("Give back the documents of all 84 tenants, or say that they are gone",
         "Answer every customer within 15 minutes",
         "Have the notice to the authority signed by 16:00"), 2,
    ):  # fmt: skip
        record(room, "maren", "14:00", e.ObjectiveSet(objective=n, text=text, period=2))
    record(room, "maren", "14:30", e.ObjectiveClosed(objective=3, result="missed", note="6 are waiting"))
    _facts(room)
    _press(room)
    _told(room)
    for name, channel, who, when in (
        ("Commander named", "", "maren", "12:01"), ("Scheduled posts paused", "X", "tomas", "12:03"),
        ("Scheduled posts paused", "LinkedIn", "tomas", "12:04"), ("Advertising paused", "X", "sam", "12:06"),
        ("Staff asked not to comment", "", "dana", "12:15"),
    ):  # fmt: skip
        record(room, who, when, e.Checked(check=name, channel=channel))
    return room


def _facts(room: FakeRoom) -> None:
    for n, (who, when, standing, text, basis) in enumerate(
        (("ken", "13:10", "confirmed", "A lifecycle rule deleted documents at 03:10 UTC",
          "the storage vendor's job log"),
         ("ken", "14:38", "confirmed", "61 of 84 tenants have their documents back", "checksums, counted twice"),
         ("priya", "14:20", "unconfirmed", "The rule was flagged in a review in March", ""),
         ("bea", "14:41", "unconfirmed", "Restored contracts open as blank pages", "three posts on r/clm"),
         ("tomas", "13:30", "unconfirmed", "Backups were deleted to save money", ""),
         ("ken", "14:05", "false", "EU-1 is affected too", "all EU-1 checksums match")), 1,
    ):  # fmt: skip
        record(room, who, when, e.FactNoted(fact=n, text=text, standing="unconfirmed"))
        if standing != "unconfirmed":
            record(room, who, when, e.FactJudged(fact=n, standing=standing, was="unconfirmed", basis=basis))


def _press(room: FakeRoom) -> None:
    asked: tuple[tuple[str, str, str, str, int | None, str], ...] = (
        ("Cloud Courier", "Jana Roth", "+49 30 1234 567",
         "How many companies lost documents, and are the backups gone?",
         NOW - 4 * MINUTE, "tomas"),
        ("SaaS Daily", "", "desk@saasdaily.example", "Is a migration to blame?", NOW + 22 * MINUTE, ""),
        ("The Vendor Desk", "Sam Ode", "", "Will somebody join the stream at 16:00?", NOW + 71 * MINUTE, "dana"),
        ("Radio Spree", "", "", "A statement for the 13:00 news", None, "tomas"),
    )  # fmt: skip
    for n, (outlet, reporter, contact, question, deadline, owner) in enumerate(asked, 1):
        record(room, "tomas", "12:40", e.PressAsked(
            enquiry=n, outlet=outlet, question=question, reporter=reporter, contact=contact, deadline=deadline,
            owner=owner,
        ))  # fmt: skip
    record(room, "tomas", "12:55", e.PressAnswered(enquiry=4, text="The line of statement 1, by telephone"))


def _told(room: FakeRoom) -> None:
    plans: tuple[tuple[str, e.Group, int | None, str], ...] = (
        ("Support and everybody who meets customers", "staff", START + 30 * MINUTE, "jonas"),
        ("All staff: what is known, who speaks", "staff", NOW - 12 * MINUTE, "dana"),
        ("The board", "board", START + 30 * MINUTE, "dana"),
        ("Customers who are hit", "customers", NOW + 18 * MINUTE, "tomas"),
        ("The insurer's hotline", "partners", NOW + 90 * MINUTE, "anna"),
        ("Data protection authority: 72 h (GDPR 33)", "authority", START + 72 * HOUR, "anna"),
        ("The public", "public", None, ""),
    )  # fmt: skip
    for n, (who, group, due, owner) in enumerate(plans, 1):
        record(room, "maren", "12:02", e.TellingPlanned(telling=n, who=who, group=group, due=due, owner=owner))
    record(room, "jonas", "12:25", e.Told(telling=1, how="in the support channel"))
    record(room, "dana", "12:31", e.Told(telling=3, how="by telephone"))


def record(room: FakeRoom, by: str, clock: str, payload: Any) -> None:
    """One line of the story."""
    room._append(payload, by, at(clock))


def tired(room: FakeRoom) -> FakeRoom:
    """Priya is on duty for over six hours, Ken for over eight; Sam rests."""
    room.picture.duty |= {"priya": NOW - 6 * HOUR - 20 * MINUTE, "ken": NOW - 8 * HOUR - 5 * MINUTE, "bea": NOW - HOUR}
    return room


def crowd(room: FakeRoom) -> FakeRoom:
    """One more lawyer and an observer."""
    more = (Person("ole", "Ole Brandt", ("legal",)), Person("gast", "Gitta Ast", ("observer",)))
    room.people = PEOPLE | {p.id: p for p in more}
    return room


def with_playbook(room: FakeRoom, playbook: Playbook) -> FakeRoom:
    """One more plan."""
    room.playbooks = {**room.playbooks, playbook.playbook: msgspec.structs.replace(playbook)}
    return room


def offered(me: str) -> FakeRoom:
    """Maren has offered command to Anna, three minutes ago; ``me`` looks at it."""
    room = war()
    then = NOW - 3 * MINUTE
    lines = brief(room.picture, then, room.people, room.reading)
    note = "Ken wants to answer the vendor himself. Let him."
    offer = e.HandoverOffered(role="commander", giver="maren", taker="anna", brief=lines, note=note)
    room._append(offer, "maren", then)
    room.me = PEOPLE[me]
    return room


def decided() -> FakeRoom:
    """Maren has just decided something, with everything that was known then."""
    room = war()
    order = o.Decide(
        text="Say the number now: 61 of 84.", reason="Two people counted it, and the press has a larger one.",
        options=("wait for the other 23", "say 'most'"), objections="Anna: the number may change tonight.",
    )  # fmt: skip
    outcome = decide(room.picture, order, Moment(at=NOW, by=room.me, people=room.people, reading=room.reading))
    assert not isinstance(outcome, o.Refused)
    room._append(outcome[0].payload, "maren", NOW)
    return room
