"""The lines of the incident log.

A payload says what happened; an :class:`Entry` is a payload with its place in the log. Payloads hold only text,
whole numbers, booleans and lists, so that they have one canonical form to hash. Everything that a person or the
room decides is one of these; nothing else changes the :class:`~warroom.domain.picture.Picture`.
"""

from typing import TypeAlias

import msgspec

from warroom.domain.entries.base import (
    Audience,
    CrisisType,
    Group,
    Standing,
    StatementKind,
    TaskState,
    Triage,
)  # fmt: skip
from warroom.domain.entries.incident import (
    Acknowledged,
    Action,
    Answered,
    AuthorWatched,
    Claimed,
    ClockJump,
    Corrected,
    Decision,
    Declared,
    LetGo,
    LevelSet,
    Note,
    Observed,
    Opened,
    Pinned,
    Reopened,
    RoleTaken,
    SourceDown,
    SourceUp,
    StoodDown,
    Suggested,
    TaskDropped,
    TaskDue,
    TaskMade,
    TaskMoved,
    TaskOwned,
    TaskWaits,
    ToneSet,
    Triaged,
    TurningPoint,
    Undone,
    Unpinned,
    UpdateDue,
    UpdateGiven,
)  # fmt: skip
from warroom.domain.entries.team import (
    AboutTeam,
    CallAsked,
    Called,
    CalledOut,
    CallOutsSet,
    Checked,
    FactJudged,
    FactNoted,
    HandoverAccepted,
    HandoverDeclined,
    HandoverOffered,
    ObjectiveClosed,
    ObjectiveSet,
    PeriodBegun,
    PlaybookDrilled,
    PlaybookStarted,
    PressAnswered,
    PressAsked,
    PressOwned,
    RoleLeft,
    ShiftBegun,
    ShiftEnded,
    TellingPlanned,
    Told,
)  # fmt: skip
from warroom.domain.entries.words import (
    AboutWords,
    AnswerApproved,
    AnswerKept,
    AnswerRetired,
    ApprovalAsked,
    ChangeAsked,
    ClaimExpired,
    ReplyApproved,
    ReplyAsked,
    ReplyHeld,
    StatementApproved,
    StatementDrafted,
    StatementEdited,
    StatementPosted,
    StatementPublished,
    StatementWithdrawn,
)  # fmt: skip

__all__ = [
    "WRITTEN",
    "AboutTeam",
    "AboutWords",
    "Acknowledged",
    "Action",
    "AnswerApproved",
    "AnswerKept",
    "AnswerRetired",
    "Answered",
    "ApprovalAsked",
    "Audience",
    "AuthorWatched",
    "CallAsked",
    "CallOutsSet",
    "Called",
    "CalledOut",
    "ChangeAsked",
    "Checked",
    "ClaimExpired",
    "Claimed",
    "ClockJump",
    "Corrected",
    "CrisisType",
    "Decision",
    "Declared",
    "Draft",
    "Entry",
    "FactJudged",
    "FactNoted",
    "Group",
    "HandoverAccepted",
    "HandoverDeclined",
    "HandoverOffered",
    "IncidentPayload",
    "LetGo",
    "LevelSet",
    "Note",
    "ObjectiveClosed",
    "ObjectiveSet",
    "Observed",
    "Opened",
    "Payload",
    "PeriodBegun",
    "Pinned",
    "PlaybookDrilled",
    "PlaybookStarted",
    "PressAnswered",
    "PressAsked",
    "PressOwned",
    "Reopened",
    "ReplyApproved",
    "ReplyAsked",
    "ReplyHeld",
    "RoleLeft",
    "RoleTaken",
    "ShiftBegun",
    "ShiftEnded",
    "SourceDown",
    "SourceUp",
    "Standing",
    "StatementApproved",
    "StatementDrafted",
    "StatementEdited",
    "StatementKind",
    "StatementPosted",
    "StatementPublished",
    "StatementWithdrawn",
    "StoodDown",
    "Suggested",
    "TaskDropped",
    "TaskDue",
    "TaskMade",
    "TaskMoved",
    "TaskOwned",
    "TaskState",
    "TaskWaits",
    "TeamPayload",
    "TellingPlanned",
    "Told",
    "ToneSet",
    "Triage",
    "Triaged",
    "TurningPoint",
    "Undone",
    "Unpinned",
    "UpdateDue",
    "UpdateGiven",
    "WordsPayload",
]  # fmt: skip

IncidentPayload: TypeAlias = (
    Opened | Declared | StoodDown | LevelSet | Suggested | Observed | Decision | Action | Note | RoleTaken
    | TaskMade | TaskOwned | TaskMoved | TaskDue | TaskWaits | TaskDropped | Claimed | LetGo | Answered
    | Reopened | Triaged | ToneSet | Pinned | Unpinned | AuthorWatched | Corrected | TurningPoint | Undone
    | Acknowledged | UpdateGiven | UpdateDue | SourceDown | SourceUp | ClockJump
)  # fmt: skip
WordsPayload: TypeAlias = (
    ClaimExpired | ReplyAsked | ReplyApproved | ReplyHeld | AnswerKept | AnswerApproved | AnswerRetired
    | StatementDrafted | StatementEdited | ApprovalAsked | StatementApproved | ChangeAsked
    | StatementPublished | StatementPosted | StatementWithdrawn
)  # fmt: skip
TeamPayload: TypeAlias = (
    RoleLeft | HandoverOffered | HandoverAccepted | HandoverDeclined | ShiftBegun | ShiftEnded | PeriodBegun
    | ObjectiveSet | ObjectiveClosed | FactNoted | FactJudged | PressAsked | PressOwned | PressAnswered
    | TellingPlanned | Told | Checked | PlaybookStarted | PlaybookDrilled | CalledOut | CallOutsSet
    | CallAsked | Called
)  # fmt: skip
Payload: TypeAlias = IncidentPayload | WordsPayload | TeamPayload

WRITTEN = (Observed, Decision, Action, Note)
"""The kinds that people write themselves, and that can be corrected."""


class Draft(msgspec.Struct, frozen=True):
    """A payload that is about to become an entry."""

    payload: Payload
    occurred: int | None = None
    """When it happened, ms; None is now."""
    privileged: bool = False
    """Between us and counsel: left out of exports unless asked for."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log, recorded."""

    seq: int
    """1, 2, 3 … without a gap."""
    recorded: int
    """When the room wrote it, ms UTC."""
    occurred: int
    """When it happened, ms UTC; earlier than recorded when it was written down later."""
    by: str
    """Person id; ``room`` for what the room itself records."""
    role: str
    incident: str
    """Id of the incident that was open; empty on quiet days."""
    payload: Payload
    privileged: bool = False
    hash: str = ""
    """SHA-256 over the stored record, hex."""
    prev: str = ""

    @property
    def kind(self) -> str:
        """``decision``, ``claimed`` …: the tag of the payload."""
        return str(type(self.payload).__struct_config__.tag)

    @property
    def late_by(self) -> int:
        """How much later it was recorded than it happened, ms."""
        return self.recorded - self.occurred
