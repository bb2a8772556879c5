"""What happens in an incident: levels, tasks, mentions, the log itself, and the room's own senses."""

from typing import Literal

from warroom.domain.entries.base import Audience, CrisisType, Happened, TaskState, Triage
from warroom.domain.level import Level
from warroom.domain.people import Role


class Opened(Happened, frozen=True, tag="opened"):
    """The room was opened by this version and listens from here on."""

    version: str
    sources: int


class Declared(Happened, frozen=True, tag="declared"):
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


class StoodDown(Happened, frozen=True, tag="stood_down"):
    """The incident is over."""

    reason: str
    was: Level


class LevelSet(Happened, frozen=True, tag="level"):
    """The declared level changed, with what the gauge said at that moment."""

    level: Level
    was: Level
    reason: str = ""
    score: int | None = None
    suggested: Level | None = None


class Suggested(Happened, frozen=True, tag="suggested"):
    """The gauge suggests another level than before, with its inputs."""

    level: Level
    was: Level
    score: int
    drivers: tuple[str, ...] = ()
    floor: str = ""
    without: tuple[str, ...] = ()


class Observed(Happened, frozen=True, tag="observed"):
    """Somebody saw something."""

    text: str


class Decision(Happened, frozen=True, tag="decision"):
    """A decision, its reason, and what the room showed at that moment."""

    text: str
    reason: str
    options: tuple[str, ...] = ()
    objections: str = ""
    known: tuple[str, ...] = ()


class Action(Happened, frozen=True, tag="action"):
    """Something was done."""

    text: str


class Note(Happened, frozen=True, tag="note"):
    """Worth keeping, none of the other kinds."""

    text: str


class RoleTaken(Happened, frozen=True, tag="role"):
    """A person acts in a role from here on; ``was`` held it before (may be empty)."""

    role: Role
    person: str
    was: str = ""


class TaskMade(Happened, frozen=True, tag="task_made"):
    """A task with one owner, or visibly with none."""

    task: int
    title: str
    owner: str = ""
    due: int | None = None
    waits_for: int | None = None
    mention: int | None = None
    afterwards: tuple[str, ...] = ()
    state: TaskState = "todo"


class TaskOwned(Happened, frozen=True, tag="task_owner"):
    """The task has another owner; empty is nobody."""

    task: int
    owner: str
    was: str = ""


class TaskMoved(Happened, frozen=True, tag="task_state"):
    """The task moved between to do, doing, blocked and done."""

    task: int
    state: TaskState
    was: TaskState


class TaskDue(Happened, frozen=True, tag="task_due"):
    """The task is due at another time; None is no time."""

    task: int
    due: int | None
    was: int | None = None


class TaskWaits(Happened, frozen=True, tag="task_waits"):
    """The task waits for another one; None is for nothing."""

    task: int
    waits_for: int | None
    was: int | None = None


class TaskDropped(Happened, frozen=True, tag="task_dropped"):
    """A task that was just made is taken back (only by undo)."""

    task: int


class Claimed(Happened, frozen=True, tag="claimed"):
    """One person answers this mention."""

    mention: int
    person: str
    about: str = ""
    was: str = ""


class LetGo(Happened, frozen=True, tag="let_go"):
    """Nobody in particular answers this mention."""

    mention: int
    about: str = ""
    was: str = ""


class Answered(Happened, frozen=True, tag="answered"):
    """The mention was answered, with these words, there."""

    mention: int
    person: str
    text: str = ""
    where: str = ""
    about: str = ""
    bank: str = ""
    """Short name of the prepared answer that it was made from."""
    approved: str = ""
    """Who had approved these words; empty when nobody had to."""


class Reopened(Happened, frozen=True, tag="reopened"):
    """The mention needs an answer again."""

    mention: int
    about: str = ""
    owner: str = ""
    by_author: int | None = None
    """The mention in which its author wrote again, when the room noticed that."""


class Triaged(Happened, frozen=True, tag="triaged"):
    """What kind of mention this is; empty takes the class back."""

    mention: int
    triage: Triage | Literal[""]
    was: Triage | Literal[""] = ""
    about: str = ""


class ToneSet(Happened, frozen=True, tag="tone"):
    """A person read it and corrects the machine. -100 to 100; None leaves it to the machine."""

    mention: int
    tone: int | None
    was: int | None = None
    about: str = ""


class Pinned(Happened, frozen=True, tag="pinned"):
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


class Unpinned(Happened, frozen=True, tag="unpinned"):
    """The pin is taken back; the copy stays in the record."""

    mention: int
    about: str = ""


class AuthorWatched(Happened, frozen=True, tag="author_watched"):
    """Posts of this author are marked from here on, or no longer."""

    platform: str
    who: str
    on: bool = True


class Corrected(Happened, frozen=True, tag="corrected"):
    """A better wording for an earlier entry. The first wording stays."""

    seq: int
    text: str
    reason: str = ""


class TurningPoint(Happened, frozen=True, tag="turning_point"):
    """An entry is marked for the review, or no longer."""

    seq: int
    on: bool = True


class Undone(Happened, frozen=True, tag="undone"):
    """A person took back what they had just done. The entries after this one put it right."""

    seq: int


class Acknowledged(Happened, frozen=True, tag="acknowledged"):
    """A person has this alert in hand."""

    alert: str
    about: str = ""


class UpdateGiven(Happened, frozen=True, tag="update_given"):
    """An update went out to an audience; ``next_due`` is when the following one is due, ms."""

    audience: Audience
    text: str
    next_due: int | None = None


class UpdateDue(Happened, frozen=True, tag="update_due"):
    """The next update for an audience is due then, ms; None is switched off, with a reason."""

    audience: Audience
    due: int | None
    reason: str = ""


class SourceDown(Happened, frozen=True, tag="source_down"):
    """The room is blind here since ``since`` (ms)."""

    source: str
    since: int
    note: str = ""


class SourceUp(Happened, frozen=True, tag="source_up"):
    """The source is heard again after ``blind`` milliseconds."""

    source: str
    blind: int


class ClockJump(Happened, frozen=True, tag="clock_jump"):
    """The wall clock moved against the machine's running time by this many milliseconds."""

    jump: int
