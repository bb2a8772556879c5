"""What people ask in an incident: declare, levels, log lines, tasks, mentions, updates."""

from typing import Literal

from warroom.domain.entries import Audience, CrisisType, TaskState, Triage
from warroom.domain.level import Level
from warroom.domain.orders.base import Asked
from warroom.domain.people import Role


class Declare(Asked, frozen=True, tag="declare"):
    """Open an incident. Anybody but an observer."""

    title: str
    type: CrisisType = "other"
    level: Level = Level.ALERT
    commander: str = ""
    """Person id; empty is the person who declares."""
    real: Literal["yes", "likely", "unclear"] = "unclear"
    ongoing: Literal["yes", "no", "unclear"] = "unclear"
    origin: Literal["us", "outside", "unclear"] = "unclear"
    stake: tuple[str, ...] = ()
    hit: str = ""
    loud: str = ""
    unknown: str = ""
    """What is not known yet; becomes task 1."""
    visible: Literal["room", "company"] = "room"
    update_minutes: int = 30
    playbook: str = ""
    """The playbook to start with; empty is none."""


class StandDown(Asked, frozen=True, tag="stand_down"):
    """Close the incident. The commander, with a reason."""

    reason: str


class SetLevel(Asked, frozen=True, tag="set_level"):
    """Set the level. Up: anybody but an observer. Down: the commander, with a reason."""

    level: Level
    reason: str = ""


class Observe(Asked, frozen=True, tag="observe"):
    """Log what you saw."""

    text: str
    occurred: int | None = None
    privileged: bool = False


class Decide(Asked, frozen=True, tag="decide"):
    """Log a decision. The reason is required."""

    text: str
    reason: str
    options: tuple[str, ...] = ()
    objections: str = ""
    occurred: int | None = None
    privileged: bool = False


class Act(Asked, frozen=True, tag="act"):
    """Log something that was done."""

    text: str
    occurred: int | None = None
    privileged: bool = False


class WriteNote(Asked, frozen=True, tag="note"):
    """Log a note."""

    text: str
    occurred: int | None = None
    privileged: bool = False


class MakeTask(Asked, frozen=True, tag="make_task"):
    """Make a task. Without an owner it shows 'no owner' until somebody takes it."""

    title: str
    owner: str = ""
    due: int | None = None
    waits_for: int | None = None
    mention: int | None = None
    afterwards: tuple[str, ...] = ()


class OwnTask(Asked, frozen=True, tag="own_task"):
    """Give a task to a person, take it, or leave it to nobody (empty owner)."""

    task: int
    owner: str


class MoveTask(Asked, frozen=True, tag="move_task"):
    """Move a task to todo, doing, blocked or done."""

    task: int
    state: TaskState


class SetTaskDue(Asked, frozen=True, tag="task_due"):
    """Set when a task is due (ms UTC); null is no time."""

    task: int
    due: int | None


class SetTaskWaits(Asked, frozen=True, tag="task_waits"):
    """Say which other task this one waits for; null is none."""

    task: int
    waits_for: int | None


class Claim(Asked, frozen=True, tag="claim"):
    """Take a mention to answer it."""

    mention: int


class LetMentionGo(Asked, frozen=True, tag="let_go"):
    """Let a claimed mention go."""

    mention: int


class Give(Asked, frozen=True, tag="give"):
    """Give a mention to somebody to answer."""

    mention: int
    to: str


class Answer(Asked, frozen=True, tag="answer"):
    """Say that a mention has been answered, with which words and where."""

    mention: int
    text: str = ""
    where: str = ""
    bank: str = ""
    """Short name of the prepared answer that it was made from."""
    outside: bool = False
    """It went out elsewhere already, approved or not: the record takes what is true."""


class Reopen(Asked, frozen=True, tag="reopen"):
    """Say that an answered mention needs an answer again."""

    mention: int


class SetTriage(Asked, frozen=True, tag="triage"):
    """Say what kind of mention this is."""

    mention: int
    triage: Triage | Literal[""]


class SetTone(Asked, frozen=True, tag="tone"):
    """Correct the tone of a mention (-100 to 100); null leaves it to the machine."""

    mention: int
    tone: int | None


class Pin(Asked, frozen=True, tag="pin"):
    """Copy a mention into the log."""

    mention: int


class WatchAuthor(Asked, frozen=True, tag="watch_author"):
    """Mark every post of this mention's author from here on, or stop it."""

    mention: int
    on: bool = True


class Correct(Asked, frozen=True, tag="correct"):
    """Give an earlier entry a better wording. The first wording stays."""

    seq: int
    text: str
    reason: str = ""


class MarkTurningPoint(Asked, frozen=True, tag="turning_point"):
    """Mark an entry for the review."""

    seq: int
    on: bool = True


class TakeRole(Asked, frozen=True, tag="take_role"):
    """Act in a role from here on, or name somebody else who does."""

    role: Role
    person: str = ""


class GiveUpdate(Asked, frozen=True, tag="update_given"):
    """Say that an update went out; the next one becomes due by the level's clock."""

    audience: Audience
    text: str


class SetUpdateDue(Asked, frozen=True, tag="update_due"):
    """Set when the next update is due (ms UTC); null switches the clock off, with a reason."""

    audience: Audience
    due: int | None
    reason: str = ""


class Acknowledge(Asked, frozen=True, tag="acknowledge"):
    """Say that you have an alert in hand."""

    alert: str
    about: str = ""


class ReportBlind(Asked, frozen=True, tag="report_blind"):
    """Log that a source is not heard."""

    source: str
    note: str = ""


class Undo(Asked, frozen=True, tag="undo"):
    """Take back what you did within the last ten seconds."""
