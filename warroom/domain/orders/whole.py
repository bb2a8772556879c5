"""Every order, in one place."""

from typing import TypeAlias

from warroom.domain.orders.base import Asked, Refused
from warroom.domain.orders.incident import (
    Acknowledge,
    Act,
    Answer,
    Claim,
    Correct,
    Decide,
    Declare,
    Give,
    GiveUpdate,
    LetMentionGo,
    MakeTask,
    MarkTurningPoint,
    MoveTask,
    Observe,
    OwnTask,
    Pin,
    Reopen,
    ReportBlind,
    SetLevel,
    SetTaskDue,
    SetTaskWaits,
    SetTone,
    SetTriage,
    SetUpdateDue,
    StandDown,
    TakeRole,
    Undo,
    WatchAuthor,
    WriteNote,
)  # fmt: skip
from warroom.domain.orders.team import (
    AcceptHandover,
    AnswerPress,
    AskedOfTeam,
    BeginPeriod,
    BeginShift,
    CallPeople,
    Check,
    CloseObjective,
    DeclineHandover,
    EndShift,
    HandOver,
    JudgeFact,
    LeaveRole,
    LogPress,
    MarkDrilled,
    NoteFact,
    OwnPress,
    PlanTelling,
    SetCallOuts,
    SetObjective,
    StartPlaybook,
    Tell,
)  # fmt: skip
from warroom.domain.orders.words import (
    ApproveAnswer,
    ApproveReply,
    ApproveStatement,
    AskApproval,
    AskChange,
    AskedOfWords,
    AskReply,
    DraftStatement,
    EditStatement,
    HoldReply,
    KeepAnswer,
    MarkPosted,
    PublishStatement,
    RetireAnswer,
    WithdrawStatement,
)  # fmt: skip

__all__ = [
    "ABOUT_MENTION",
    "AcceptHandover",
    "Acknowledge",
    "Act",
    "Answer",
    "AnswerPress",
    "ApproveAnswer",
    "ApproveReply",
    "ApproveStatement",
    "AskApproval",
    "AskChange",
    "AskReply",
    "Asked",
    "AskedOfTeam",
    "AskedOfWords",
    "BeginPeriod",
    "BeginShift",
    "CallPeople",
    "Check",
    "Claim",
    "CloseObjective",
    "Correct",
    "Decide",
    "Declare",
    "DeclineHandover",
    "DraftStatement",
    "EditStatement",
    "EndShift",
    "Give",
    "GiveUpdate",
    "HandOver",
    "HoldReply",
    "IncidentOrder",
    "JudgeFact",
    "KeepAnswer",
    "LeaveRole",
    "LetMentionGo",
    "LogPress",
    "MakeTask",
    "MarkDrilled",
    "MarkPosted",
    "MarkTurningPoint",
    "MoveTask",
    "NoteFact",
    "Observe",
    "Order",
    "OwnPress",
    "OwnTask",
    "Pin",
    "PlanTelling",
    "PublishStatement",
    "Refused",
    "Reopen",
    "ReportBlind",
    "RetireAnswer",
    "SetCallOuts",
    "SetLevel",
    "SetObjective",
    "SetTaskDue",
    "SetTaskWaits",
    "SetTone",
    "SetTriage",
    "SetUpdateDue",
    "StandDown",
    "StartPlaybook",
    "StatementOrder",
    "TakeRole",
    "TeamOrder",
    "Tell",
    "Undo",
    "WatchAuthor",
    "WithdrawStatement",
    "WordsOrder",
    "WriteNote",
]  # fmt: skip

IncidentOrder: TypeAlias = (
    Declare | StandDown | SetLevel | Observe | Decide | Act | WriteNote | MakeTask | OwnTask | MoveTask
    | SetTaskDue | SetTaskWaits | Claim | LetMentionGo | Give | Answer | Reopen | SetTriage | SetTone | Pin
    | WatchAuthor | Correct | MarkTurningPoint | TakeRole | GiveUpdate | SetUpdateDue | Acknowledge
    | ReportBlind | Undo
)  # fmt: skip
WordsOrder: TypeAlias = (
    AskReply | ApproveReply | HoldReply | KeepAnswer | ApproveAnswer | RetireAnswer | DraftStatement
    | EditStatement | AskApproval | ApproveStatement | AskChange | PublishStatement | MarkPosted
    | WithdrawStatement
)  # fmt: skip
StatementOrder: TypeAlias = (
    DraftStatement | EditStatement | AskApproval | ApproveStatement | AskChange | PublishStatement | MarkPosted
    | WithdrawStatement
)  # fmt: skip
TeamOrder: TypeAlias = (
    LeaveRole | HandOver | AcceptHandover | DeclineHandover | BeginShift | EndShift | BeginPeriod
    | SetObjective | CloseObjective | NoteFact | JudgeFact | LogPress | OwnPress | AnswerPress | PlanTelling
    | Tell | Check | StartPlaybook | MarkDrilled | SetCallOuts | CallPeople
)  # fmt: skip
Order: TypeAlias = IncidentOrder | WordsOrder | TeamOrder

ABOUT_MENTION = (
    Claim, LetMentionGo, Give, Answer, Reopen, SetTriage, SetTone, Pin, WatchAuthor, AskReply, ApproveReply, HoldReply,
)  # fmt: skip
"""Orders that name a mention by its id."""
