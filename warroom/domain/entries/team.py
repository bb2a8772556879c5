"""What happens among the people of the room: roles, duty, objectives, facts, press, who was told, playbooks, calls."""

from typing import Literal

from warroom.domain.entries.base import Group, Happened, Standing
from warroom.domain.people import Role


class AboutTeam(Happened, frozen=True):
    """What happens among the people of the room."""


# -- roles and duty ------------------------------------------------------------------------------------------------


class RoleLeft(AboutTeam, frozen=True, tag="role_left"):
    """A person gives a role back; nobody in particular has it now."""

    role: Role
    person: str


class HandoverOffered(AboutTeam, frozen=True, tag="handover_offered"):
    """A person wants to hand a role over, with this brief. It takes effect when the other accepts."""

    role: Role
    giver: str
    taker: str
    brief: tuple[str, ...] = ()
    """``Heading: what``, one line each, as the room stood then."""
    note: str = ""


class HandoverAccepted(AboutTeam, frozen=True, tag="handover_accepted"):
    """The other has read the brief and has the role from here on."""

    role: Role
    giver: str
    taker: str


class HandoverDeclined(AboutTeam, frozen=True, tag="handover_declined"):
    """It stays as it was: the other said no, or the offer was taken back."""

    role: Role
    giver: str
    taker: str
    why: str = ""


class ShiftBegun(AboutTeam, frozen=True, tag="shift_begun"):
    """A person is on duty from here on."""

    person: str


class ShiftEnded(AboutTeam, frozen=True, tag="shift_ended"):
    """A person is off duty, after so many minutes."""

    person: str
    minutes: int


# -- objectives of a period ----------------------------------------------------------------------------------------


class PeriodBegun(AboutTeam, frozen=True, tag="period"):
    """A new operational period; its objectives hold until ``until``, ms."""

    period: int
    until: int


class ObjectiveSet(AboutTeam, frozen=True, tag="objective"):
    """What is to be reached in this period. The same number again is a better wording."""

    objective: int
    text: str
    period: int = 0


class ObjectiveClosed(AboutTeam, frozen=True, tag="objective_closed"):
    """How an objective ended."""

    objective: int
    result: Literal["met", "missed", "dropped"]
    note: str = ""


# -- facts and rumours ---------------------------------------------------------------------------------------------


class FactNoted(AboutTeam, frozen=True, tag="fact"):
    """Something that is said, and how sure we are of it."""

    fact: int
    text: str
    standing: Standing
    basis: str = ""
    """Who or what says so."""
    mention: int | None = None


class FactJudged(AboutTeam, frozen=True, tag="fact_judged"):
    """We are more, or less, sure of a fact now."""

    fact: int
    standing: Standing
    was: Standing
    basis: str = ""


# -- press enquiries -----------------------------------------------------------------------------------------------


class PressAsked(AboutTeam, frozen=True, tag="press_asked"):
    """A reporter wants to know something, until ``deadline`` (ms) if they named one."""

    enquiry: int
    outlet: str
    question: str
    reporter: str = ""
    contact: str = ""
    deadline: int | None = None
    owner: str = ""
    mention: int | None = None


class PressOwned(AboutTeam, frozen=True, tag="press_owner"):
    """One person answers this enquiry; empty is nobody."""

    enquiry: int
    owner: str
    was: str = ""


class PressAnswered(AboutTeam, frozen=True, tag="press_answered"):
    """The reporter has our answer, or our no (``declined``)."""

    enquiry: int
    text: str
    declined: bool = False


# -- who was told --------------------------------------------------------------------------------------------------


class TellingPlanned(AboutTeam, frozen=True, tag="telling_planned"):
    """These people must hear it from us, by ``due`` (ms)."""

    telling: int
    who: str
    group: Group
    due: int | None = None
    owner: str = ""


class Told(AboutTeam, frozen=True, tag="told"):
    """They have heard it from us."""

    telling: int
    how: str = ""


# -- the first five minutes ----------------------------------------------------------------------------------------


class Checked(AboutTeam, frozen=True, tag="checked"):
    """A person confirms one line of the checklist, on one channel if the line is per channel."""

    check: str
    channel: str = ""
    on: bool = True


# -- playbooks -----------------------------------------------------------------------------------------------------


class PlaybookStarted(AboutTeam, frozen=True, tag="playbook"):
    """The room works by this playbook. What it brings follows as entries of its own."""

    playbook: str
    title: str
    tasks: int = 0
    questions: tuple[str, ...] = ()
    """What to find out first."""
    messages: tuple[str, ...] = ()
    """Key messages."""


class PlaybookDrilled(AboutTeam, frozen=True, tag="playbook_drilled"):
    """The team exercised this playbook then (ms)."""

    playbook: str
    at: int
    note: str = ""


# -- clocks and calls ----------------------------------------------------------------------------------------------


class CalledOut(AboutTeam, frozen=True, tag="called_out"):
    """So many minutes have passed at this level."""

    minutes: int
    level: int


class CallOutsSet(AboutTeam, frozen=True, tag="call_outs"):
    """The room says aloud how long it has been every so many minutes; None is off, with a reason."""

    every: int | None
    reason: str = ""


class CallAsked(AboutTeam, frozen=True, tag="call_asked"):
    """Somebody wants these people called in, and why."""

    whom: tuple[str, ...]
    why: str


class Called(AboutTeam, frozen=True, tag="called"):
    """The room tried to reach a person outside. ``failed`` and ``held`` (quiet hours) say why in ``note``."""

    person: str
    channel: str
    outcome: Literal["sent", "failed", "held"]
    why: str = ""
    note: str = ""
