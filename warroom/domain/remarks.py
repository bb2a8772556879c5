"""What the reader of a public text is told, and what it says: advice with its reason, never a lock."""

from typing import Literal, TypeAlias

import msgspec

from warroom.domain.entries.base import CrisisType, Standing, StatementKind

RemarkKind: TypeAlias = Literal[
    "slot", "hidden", "fact", "number", "promise", "blame", "defensive", "missing", "jargon"
]  # fmt: skip
"""In the order in which remarks are listed: what would hurt most comes first."""


class BoardFact(msgspec.Struct, frozen=True):
    """A fact of the board, as it stands now."""

    number: int
    text: str
    standing: Standing
    at: int = 0
    """When it was last judged, ms."""
    by: str = ""
    """Short name of who judged it."""


class LogLine(msgspec.Struct, frozen=True):
    """A line of the log that may hold numbers."""

    seq: int
    at: int
    """When it happened, ms."""
    text: str
    by: str = ""
    """Short name of who wrote it."""
    confirmed: bool = True
    """Whether its numbers were confirmed, or only seen."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What the room knows while somebody writes."""

    type: CrisisType = "other"
    sort: StatementKind = "update"
    facts: tuple[BoardFact, ...] = ()
    log: tuple[LogLine, ...] = ()
    now: int = 0
    """ms UTC; 0 leaves out what depends on the time."""
    due: int | None = None
    """When the next public update is due, ms."""
    published: tuple[str, ...] = ()
    """Our texts that are public already, oldest first."""


class Remark(msgspec.Struct, frozen=True):
    """One piece of advice about one passage."""

    kind: RemarkKind
    start: int
    end: int
    """Characters ``start`` up to but not including ``end``; both are the text's length for what is missing."""
    words: str
    """The passage; empty for what is missing."""
    why: str
    """One plain line that stands by itself: what is wrong and what to do."""


class Report(msgspec.Struct, frozen=True):
    """What the reader says about a text."""

    good: tuple[str, ...] = ()
    """Short ticks: ``says sorry``."""
    remarks: tuple[Remark, ...] = ()
    """Most serious first, then in the order of the text."""


class Promise(msgspec.Struct, frozen=True):
    """Something that a text says somebody will do."""

    words: str
    """``a call before 15:15``."""
    who: str = ""
    """The name as the text has it; empty is the writer, or nobody in particular."""
    due: int | None = None
    """Minute of the day, UTC; None if the text names no time of today."""
