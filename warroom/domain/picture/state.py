"""The pieces of the Picture: one struct for each thing that the log can bring about."""

from __future__ import annotations

from typing import Literal

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Group, Payload, Standing, StatementKind, TaskState, Triage
from warroom.domain.level import Level
from warroom.domain.people import Role


class Incident(msgspec.Struct):
    """An incident, open or closed."""

    id: str
    title: str
    type: str
    declared_at: int
    declared_by: str
    first: e.Declared
    closed_at: int | None = None
    peak: Level = Level.QUIET


class Task(msgspec.Struct):
    """A task on the board."""

    number: int
    title: str
    made_at: int
    made_by: str
    incident: str = ""
    owner: str = ""
    due: int | None = None
    waits_for: int | None = None
    mention: int | None = None
    afterwards: tuple[str, ...] = ()
    state: TaskState = "todo"
    changed_at: int = 0

    @property
    def open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state != "done"


class Reply(msgspec.Struct):
    """A reply that needs a yes before it goes out."""

    text: str
    digest: str
    role: Role
    due: int
    asked_by: str
    asked_at: int
    why: str = ""
    approved_by: str = ""
    approved_at: int = 0
    held_by: str = ""
    held_why: str = ""


class Work(msgspec.Struct):
    """What the team did about one mention. A mention without one was not touched."""

    owner: str = ""
    owned_at: int = 0
    about: str = ""
    """Who wrote it, as the log names them."""
    answered_by: str = ""
    answered_at: int = 0
    answer: str = ""
    """The last answer, kept when the author writes again."""
    answered_where: str = ""
    expired_from: str = ""
    """Whose claim ran out, until somebody takes it."""
    expired_at: int = 0
    reopened_at: int = 0
    reply: Reply | None = None
    """The reply that somebody asked about."""
    triage: Triage | Literal[""] = ""
    pinned: bool = False
    tone: int | None = None

    @property
    def closed(self) -> bool:
        """Whether nobody needs to answer it any more."""
        return bool(self.answered_by) or self.triage in ("troll", "rager", "not_us", "praise")


class Undoable(msgspec.Struct, frozen=True):
    """What would put a person's last order right again."""

    seq: int
    at: int
    inverse: tuple[Payload, ...]


class Ack(msgspec.Struct, frozen=True):
    """Who has an alert in hand, since when."""

    by: str
    at: int


# -- words that leave the room -------------------------------------------------------------------------------------


class Version(msgspec.Struct, frozen=True):
    """One wording of a statement."""

    number: int
    text: str
    digest: str
    by: str
    at: int


class Approval(msgspec.Struct, frozen=True):
    """A yes of one role to the wording that stands."""

    by: str
    at: int
    stands_in_for: str = ""


class Request(msgspec.Struct, frozen=True):
    """Who was asked to approve."""

    roles: tuple[Role, ...]
    every: bool
    due: int
    by: str
    at: int


class Wish(msgspec.Struct, frozen=True):
    """A change that somebody asked for."""

    role: Role
    by: str
    at: int
    why: str


class Statement(msgspec.Struct):
    """A public text on its way out. Approvals hold for the last version only."""

    number: int
    sort: StatementKind
    title: str
    incident: str
    versions: list[Version]
    channels: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()
    request: Request | None = None
    approvals: dict[Role, Approval] = {}
    wishes: list[Wish] = []
    """Changes asked for in the version that stands."""
    published_at: int = 0
    published_by: str = ""
    posted: dict[str, str] = {}
    """Channel → where it stands there."""
    withdrawn: str = ""
    """Why it will not be published."""

    @property
    def last(self) -> Version:
        """The wording that stands."""
        return self.versions[-1]

    @property
    def open(self) -> bool:
        """Whether it may still be published."""
        return not self.published_at and not self.withdrawn

    @property
    def authors(self) -> set[str]:
        """Everybody who wrote a version of it. None of them can approve it."""
        return {version.by for version in self.versions}


class KeptAnswer(msgspec.Struct):
    """A prepared answer that was written, changed or approved in the room."""

    answer: str
    title: str = ""
    text: str = ""
    digest: str = ""
    topics: tuple[str, ...] = ()
    by: str = ""
    at: int = 0
    approved_by: str = ""
    approved_at: int = 0
    retired: bool = False


# -- people and boards ---------------------------------------------------------------------------------------------


class Offer(msgspec.Struct, frozen=True):
    """A role that waits for its successor to accept."""

    role: Role
    giver: str
    taker: str
    brief: tuple[str, ...]
    note: str
    at: int


class Objective(msgspec.Struct):
    """What is to be reached in a period."""

    number: int
    text: str
    period: int
    by: str
    at: int
    incident: str = ""
    result: Literal["", "met", "missed", "dropped"] = ""
    note: str = ""


class Fact(msgspec.Struct):
    """Something that is said, and how sure we are."""

    number: int
    text: str
    standing: Standing
    basis: str
    by: str
    at: int
    """When it was last judged, ms."""
    incident: str = ""
    mention: int | None = None


class Enquiry(msgspec.Struct):
    """What a reporter wants to know."""

    number: int
    outlet: str
    question: str
    at: int
    by: str
    reporter: str = ""
    contact: str = ""
    deadline: int | None = None
    owner: str = ""
    incident: str = ""
    mention: int | None = None
    answer: str = ""
    answered_at: int = 0
    declined: bool = False

    @property
    def open(self) -> bool:
        """Whether the reporter still waits."""
        return not self.answered_at


class Telling(msgspec.Struct):
    """People who must hear it from us."""

    number: int
    who: str
    group: Group
    due: int | None = None
    owner: str = ""
    incident: str = ""
    told_at: int = 0
    told_by: str = ""
    how: str = ""

    @property
    def open(self) -> bool:
        """Whether they have not heard it yet."""
        return not self.told_at


class Confirmation(msgspec.Struct, frozen=True):
    """Who confirmed a line of the checklist."""

    by: str
    at: int


class PlaybookRun(msgspec.Struct, frozen=True):
    """A playbook that the room works by."""

    playbook: str
    title: str
    by: str
    at: int
    incident: str
    questions: tuple[str, ...]
    messages: tuple[str, ...]


class CallOutcome(msgspec.Struct, frozen=True):
    """How the last attempt to reach somebody went."""

    channel: str
    outcome: str
    at: int
    note: str
