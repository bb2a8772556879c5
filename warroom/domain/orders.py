"""What people ask the room to do. One struct each; ``warroom orders`` prints this file's contents.

An Order is data: a key press, a ``:`` command and a line of ``warroom order`` all become one of these. What it
leads to is decided in :mod:`warroom.domain.decide`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from warroom.domain.entries import Audience, CrisisType, TaskState, Triage
from warroom.domain.level import Level
from warroom.domain.people import Role


class _Order(msgspec.Struct, frozen=True, kw_only=True, tag_field="order", forbid_unknown_fields=True):
    """Something a person asks for."""


class Declare(_Order, frozen=True, tag="declare"):
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


class StandDown(_Order, frozen=True, tag="stand_down"):
    """Close the incident. The commander, with a reason."""

    reason: str


class SetLevel(_Order, frozen=True, tag="set_level"):
    """Set the level. Up: anybody but an observer. Down: the commander, with a reason."""

    level: Level
    reason: str = ""


class Observe(_Order, frozen=True, tag="observe"):
    """Log what you saw."""

    text: str
    occurred: int | None = None
    privileged: bool = False


class Decide(_Order, frozen=True, tag="decide"):
    """Log a decision. The reason is required."""

    text: str
    reason: str
    options: tuple[str, ...] = ()
    objections: str = ""
    occurred: int | None = None
    privileged: bool = False


class Act(_Order, frozen=True, tag="act"):
    """Log something that was done."""

    text: str
    occurred: int | None = None
    privileged: bool = False


class WriteNote(_Order, frozen=True, tag="note"):
    """Log a note."""

    text: str
    occurred: int | None = None
    privileged: bool = False


class MakeTask(_Order, frozen=True, tag="make_task"):
    """Make a task. Without an owner it shows 'no owner' until somebody takes it."""

    title: str
    owner: str = ""
    due: int | None = None
    waits_for: int | None = None
    mention: int | None = None
    afterwards: tuple[str, ...] = ()


class OwnTask(_Order, frozen=True, tag="own_task"):
    """Give a task to a person, take it, or leave it to nobody (empty owner)."""

    task: int
    owner: str


class MoveTask(_Order, frozen=True, tag="move_task"):
    """Move a task to todo, doing, blocked or done."""

    task: int
    state: TaskState


class SetTaskDue(_Order, frozen=True, tag="task_due"):
    """Set when a task is due (ms UTC); null is no time."""

    task: int
    due: int | None


class SetTaskWaits(_Order, frozen=True, tag="task_waits"):
    """Say which other task this one waits for; null is none."""

    task: int
    waits_for: int | None


class Claim(_Order, frozen=True, tag="claim"):
    """Take a mention to answer it."""

    mention: int


class LetMentionGo(_Order, frozen=True, tag="let_go"):
    """Let a claimed mention go."""

    mention: int


class Give(_Order, frozen=True, tag="give"):
    """Give a mention to somebody to answer."""

    mention: int
    to: str


class Answer(_Order, frozen=True, tag="answer"):
    """Say that a mention has been answered, with which words and where."""

    mention: int
    text: str = ""
    where: str = ""


class Reopen(_Order, frozen=True, tag="reopen"):
    """Say that an answered mention needs an answer again."""

    mention: int


class SetTriage(_Order, frozen=True, tag="triage"):
    """Say what kind of mention this is."""

    mention: int
    triage: Triage | Literal[""]


class SetTone(_Order, frozen=True, tag="tone"):
    """Correct the tone of a mention (-100 to 100); null leaves it to the machine."""

    mention: int
    tone: int | None


class Pin(_Order, frozen=True, tag="pin"):
    """Copy a mention into the log."""

    mention: int


class WatchAuthor(_Order, frozen=True, tag="watch_author"):
    """Mark every post of this mention's author from here on, or stop it."""

    mention: int
    on: bool = True


class Correct(_Order, frozen=True, tag="correct"):
    """Give an earlier entry a better wording. The first wording stays."""

    seq: int
    text: str
    reason: str = ""


class MarkTurningPoint(_Order, frozen=True, tag="turning_point"):
    """Mark an entry for the review."""

    seq: int
    on: bool = True


class TakeRole(_Order, frozen=True, tag="take_role"):
    """Act in a role from here on, or name somebody else who does."""

    role: Role
    person: str = ""


class GiveUpdate(_Order, frozen=True, tag="update_given"):
    """Say that an update went out; the next one becomes due by the level's clock."""

    audience: Audience
    text: str


class SetUpdateDue(_Order, frozen=True, tag="update_due"):
    """Set when the next update is due (ms UTC); null switches the clock off, with a reason."""

    audience: Audience
    due: int | None
    reason: str = ""


class Acknowledge(_Order, frozen=True, tag="acknowledge"):
    """Say that you have an alert in hand."""

    alert: str
    about: str = ""


class ReportBlind(_Order, frozen=True, tag="report_blind"):
    """Log that a source is not heard."""

    source: str
    note: str = ""


class Undo(_Order, frozen=True, tag="undo"):
    """Take back what you did within the last ten seconds."""


Order: TypeAlias = (
    Declare | StandDown | SetLevel | Observe | Decide | Act | WriteNote | MakeTask | OwnTask | MoveTask | SetTaskDue
    | SetTaskWaits | Claim | LetMentionGo | Give | Answer | Reopen | SetTriage | SetTone | Pin | WatchAuthor | Correct
    | MarkTurningPoint | TakeRole | GiveUpdate | SetUpdateDue | Acknowledge | ReportBlind | Undo
)  # fmt: skip

ABOUT_MENTION = (Claim, LetMentionGo, Give, Answer, Reopen, SetTriage, SetTone, Pin, WatchAuthor)
"""Orders that name a mention by its id."""


class Refused(msgspec.Struct, frozen=True):
    """The room does not do it, and says why in words for people."""

    why: str
