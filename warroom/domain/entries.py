"""The lines of the incident log.

A payload says what happened; an :class:`Entry` is a payload with its place in the log. Payloads hold only text,
whole numbers, booleans and lists, so that they have one canonical form to hash. Everything that a person or the
room decides is one of these; nothing else changes the :class:`~warroom.domain.picture.Picture`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from warroom.domain.level import Level
from warroom.domain.people import Role

TaskState: TypeAlias = Literal["todo", "doing", "blocked", "done"]
Audience: TypeAlias = Literal["public", "executive", "team"]
Triage: TypeAlias = Literal[
    "troll", "rager", "misguided", "unhappy", "valid", "rumour", "press", "safety", "legal", "praise", "not_us"
]
CrisisType: TypeAlias = Literal[
    "outage", "data_loss", "our_post", "misconduct", "product_safety", "executive", "legal", "rumour",
    "influencer", "boycott", "other",
]  # fmt: skip


class _Payload(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True, forbid_unknown_fields=True
):
    """What happened. The tag ``kind`` names it in the record for ever."""


class Opened(_Payload, frozen=True, tag="opened"):
    """The room was opened by this version and listens from here on."""

    version: str
    sources: int


class Declared(_Payload, frozen=True, tag="declared"):
    """An incident begins. The answers are what was known then; an empty one is an answer too."""

    incident: str
    title: str
    type: CrisisType
    level: Level
    commander: str
    update_due: int
    """When the first public update is due, ms."""
    real: Literal["yes", "likely", "unclear"] = "unclear"
    ongoing: Literal["yes", "no", "unclear"] = "unclear"
    origin: Literal["us", "outside", "unclear"] = "unclear"
    stake: tuple[str, ...] = ()
    hit: str = ""
    loud: str = ""
    unknown: str = ""
    visible: Literal["room", "company"] = "room"


class StoodDown(_Payload, frozen=True, tag="stood_down"):
    """The incident is over."""

    reason: str
    was: Level


class LevelSet(_Payload, frozen=True, tag="level"):
    """The declared level changed, with what the gauge said at that moment."""

    level: Level
    was: Level
    reason: str = ""
    score: int | None = None
    suggested: Level | None = None


class Suggested(_Payload, frozen=True, tag="suggested"):
    """The gauge suggests another level than before, with its inputs."""

    level: Level
    was: Level
    score: int
    drivers: tuple[str, ...] = ()
    floor: str = ""
    without: tuple[str, ...] = ()


class Observed(_Payload, frozen=True, tag="observed"):
    """Somebody saw something."""

    text: str


class Decision(_Payload, frozen=True, tag="decision"):
    """A decision, its reason, and what the room showed at that moment."""

    text: str
    reason: str
    options: tuple[str, ...] = ()
    objections: str = ""
    known: tuple[str, ...] = ()


class Action(_Payload, frozen=True, tag="action"):
    """Something was done."""

    text: str


class Note(_Payload, frozen=True, tag="note"):
    """Worth keeping, none of the other kinds."""

    text: str


class RoleTaken(_Payload, frozen=True, tag="role"):
    """A person acts in a role from here on; ``was`` held it before (may be empty)."""

    role: Role
    person: str
    was: str = ""


class TaskMade(_Payload, frozen=True, tag="task_made"):
    """A task with one owner, or visibly with none."""

    task: int
    title: str
    owner: str = ""
    due: int | None = None
    waits_for: int | None = None
    mention: int | None = None
    afterwards: tuple[str, ...] = ()
    state: TaskState = "todo"


class TaskOwned(_Payload, frozen=True, tag="task_owner"):
    """The task has another owner; empty is nobody."""

    task: int
    owner: str
    was: str = ""


class TaskMoved(_Payload, frozen=True, tag="task_state"):
    """The task moved between to do, doing, blocked and done."""

    task: int
    state: TaskState
    was: TaskState


class TaskDue(_Payload, frozen=True, tag="task_due"):
    """The task is due at another time; None is no time."""

    task: int
    due: int | None
    was: int | None = None


class TaskWaits(_Payload, frozen=True, tag="task_waits"):
    """The task waits for another one; None is for nothing."""

    task: int
    waits_for: int | None
    was: int | None = None


class TaskDropped(_Payload, frozen=True, tag="task_dropped"):
    """A task that was just made is taken back (only by undo)."""

    task: int


class Claimed(_Payload, frozen=True, tag="claimed"):
    """One person answers this mention."""

    mention: int
    person: str
    about: str = ""
    was: str = ""


class LetGo(_Payload, frozen=True, tag="let_go"):
    """Nobody in particular answers this mention."""

    mention: int
    about: str = ""
    was: str = ""


class Answered(_Payload, frozen=True, tag="answered"):
    """The mention was answered, with these words, there."""

    mention: int
    person: str
    text: str = ""
    where: str = ""
    about: str = ""


class Reopened(_Payload, frozen=True, tag="reopened"):
    """The mention needs an answer again."""

    mention: int
    about: str = ""
    owner: str = ""


class Triaged(_Payload, frozen=True, tag="triaged"):
    """What kind of mention this is; empty takes the class back."""

    mention: int
    triage: Triage | Literal[""]
    was: Triage | Literal[""] = ""
    about: str = ""


class ToneSet(_Payload, frozen=True, tag="tone"):
    """A person read it and corrects the machine. -100 to 100; None leaves it to the machine."""

    mention: int
    tone: int | None
    was: int | None = None
    about: str = ""


class Pinned(_Payload, frozen=True, tag="pinned"):
    """A mention copied into the record as it was at that moment."""

    mention: int
    source: str
    native_id: str
    platform: str
    who: str
    text: str
    published: int
    first_seen: int
    url: str = ""
    reach: int | None = None
    revision: int = 0


class Unpinned(_Payload, frozen=True, tag="unpinned"):
    """The pin is taken back; the copy stays in the record."""

    mention: int
    about: str = ""


class AuthorWatched(_Payload, frozen=True, tag="author_watched"):
    """Posts of this author are marked from here on, or no longer."""

    platform: str
    who: str
    on: bool = True


class Corrected(_Payload, frozen=True, tag="corrected"):
    """A better wording for an earlier entry. The first wording stays."""

    seq: int
    text: str
    reason: str = ""


class TurningPoint(_Payload, frozen=True, tag="turning_point"):
    """An entry is marked for the review, or no longer."""

    seq: int
    on: bool = True


class Undone(_Payload, frozen=True, tag="undone"):
    """A person took back what they had just done. The entries after this one put it right."""

    seq: int


class Acknowledged(_Payload, frozen=True, tag="acknowledged"):
    """A person has this alert in hand."""

    alert: str
    about: str = ""


class UpdateGiven(_Payload, frozen=True, tag="update_given"):
    """An update went out to an audience; ``next_due`` is when the following one is due, ms."""

    audience: Audience
    text: str
    next_due: int | None = None


class UpdateDue(_Payload, frozen=True, tag="update_due"):
    """The next update for an audience is due then, ms; None is switched off, with a reason."""

    audience: Audience
    due: int | None
    reason: str = ""


class SourceDown(_Payload, frozen=True, tag="source_down"):
    """The room is blind here since ``since`` (ms)."""

    source: str
    since: int
    note: str = ""


class SourceUp(_Payload, frozen=True, tag="source_up"):
    """The source is heard again after ``blind`` milliseconds."""

    source: str
    blind: int


class ClockJump(_Payload, frozen=True, tag="clock_jump"):
    """The wall clock moved against the machine's running time by this many milliseconds."""

    jump: int


Payload: TypeAlias = (
    Opened | Declared | StoodDown | LevelSet | Suggested | Observed | Decision | Action | Note | RoleTaken
    | TaskMade | TaskOwned | TaskMoved | TaskDue | TaskWaits | TaskDropped | Claimed | LetGo | Answered | Reopened
    | Triaged | ToneSet | Pinned | Unpinned | AuthorWatched | Corrected | TurningPoint | Undone | Acknowledged
    | UpdateGiven | UpdateDue | SourceDown | SourceUp | ClockJump
)  # fmt: skip

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
