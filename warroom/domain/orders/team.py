"""What people ask about themselves and each other: roles, duty, objectives, facts, press, who was told, playbooks."""

from typing import Literal

from warroom.domain.entries import Group, Standing
from warroom.domain.orders.base import Asked


class AskedOfTeam(Asked, frozen=True):
    """Something asked about the people of the room."""


class LeaveRole(AskedOfTeam, frozen=True, tag="leave_role"):
    """Give a role back without a successor. It shows as empty."""


class HandOver(AskedOfTeam, frozen=True, tag="hand_over"):
    """Offer one's role to somebody, with a brief. It is theirs once they accept."""

    to: str
    note: str = ""
    """What the brief cannot know."""


class AcceptHandover(AskedOfTeam, frozen=True, tag="accept_handover"):
    """Accept the role that was offered, having read the brief."""


class DeclineHandover(AskedOfTeam, frozen=True, tag="decline_handover"):
    """Say no to an offered role, or take one's own offer back."""

    why: str = ""


class BeginShift(AskedOfTeam, frozen=True, tag="begin_shift"):
    """Go on duty, or put somebody on duty."""

    person: str = ""


class EndShift(AskedOfTeam, frozen=True, tag="end_shift"):
    """Go off duty, or send somebody to rest."""

    person: str = ""


class BeginPeriod(AskedOfTeam, frozen=True, tag="begin_period"):
    """Begin an operational period of so many minutes, with its objectives."""

    minutes: int
    objectives: tuple[str, ...] = ()


class SetObjective(AskedOfTeam, frozen=True, tag="set_objective"):
    """Add an objective to the period, or word one better."""

    text: str
    objective: int | None = None


class CloseObjective(AskedOfTeam, frozen=True, tag="close_objective"):
    """Say how an objective ended."""

    objective: int
    result: Literal["met", "missed", "dropped"]
    note: str = ""


class NoteFact(AskedOfTeam, frozen=True, tag="note_fact"):
    """Put something that is said on the board of facts and rumours. A confirmed one needs its basis."""

    text: str
    standing: Standing = "unconfirmed"
    basis: str = ""
    mention: int | None = None


class JudgeFact(AskedOfTeam, frozen=True, tag="judge_fact"):
    """Say how sure we are of it now. Confirmed and false need their basis."""

    fact: int
    standing: Standing
    basis: str = ""


class LogPress(AskedOfTeam, frozen=True, tag="log_press"):
    """Log what a reporter wants to know, and until when (ms UTC)."""

    outlet: str
    question: str
    reporter: str = ""
    contact: str = ""
    deadline: int | None = None
    owner: str = ""
    mention: int | None = None


class OwnPress(AskedOfTeam, frozen=True, tag="own_press"):
    """Give an enquiry to a person, or to nobody (empty)."""

    enquiry: int
    owner: str


class AnswerPress(AskedOfTeam, frozen=True, tag="answer_press"):
    """Say what the reporter was told; ``declined`` when it was a no."""

    enquiry: int
    text: str
    declined: bool = False


class PlanTelling(AskedOfTeam, frozen=True, tag="plan_telling"):
    """Say who must hear it from us, and by when (ms UTC)."""

    who: str
    group: Group
    due: int | None = None
    owner: str = ""


class Tell(AskedOfTeam, frozen=True, tag="tell"):
    """Say that they have been told, and how."""

    telling: int
    how: str = ""


class Check(AskedOfTeam, frozen=True, tag="check"):
    """Confirm a line of the first-five-minutes checklist in one's own name, or take that back."""

    check: str
    channel: str = ""
    on: bool = True


class StartPlaybook(AskedOfTeam, frozen=True, tag="start_playbook"):
    """Work by a playbook: its tasks, its list of people to tell, its questions come onto the boards."""

    playbook: str


class MarkDrilled(AskedOfTeam, frozen=True, tag="mark_drilled"):
    """Say that the team exercised a playbook, when (ms UTC; now if empty)."""

    playbook: str
    at: int | None = None
    note: str = ""


class SetCallOuts(AskedOfTeam, frozen=True, tag="set_call_outs"):
    """Have the room say every so many minutes how long it has been; null is off, with a reason."""

    every: int | None
    reason: str = ""


class CallPeople(AskedOfTeam, frozen=True, tag="call_people"):
    """Call people who are not in the room, by short name or role, and say why."""

    whom: tuple[str, ...]
    why: str
