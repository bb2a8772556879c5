"""The five levels and what each one asks of people.

Names and numbers always go together, because published schemes count in opposite directions.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

import msgspec

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
"""Milliseconds. Every moment in this code is an int of milliseconds since 1970, UTC."""


class Level(IntEnum):
    """How bad it is. Declared by a person; the gauge only suggests."""

    QUIET = 0
    WATCH = 1
    ALERT = 2
    CRISIS = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """``Crisis``."""
        return self.name.capitalize()

    @property
    def tag(self) -> str:
        """``L3 Crisis``."""
        return f"L{int(self)} {self.word}"


class LevelRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one level asks for. Minutes; None means nothing is due."""

    answer: int
    """An open mention is to be answered within this many minutes of being seen."""
    first_words: int | None = None
    public: int | None = None
    executive: int | None = None
    team: int | None = None
    above: int = 0
    """Score from which this level is suggested."""
    means: str = ""
    """One line for people: what happens at this level."""
    calls: str = ""
    """Who is called when it is reached."""


DEFAULT_RULES: Final[tuple[LevelRule, ...]] = (
    LevelRule(answer=240, above=0, means="the usual watch", calls="nobody"),
    LevelRule(answer=60, team=240, above=20, means="duty lead looks every 15 min", calls="duty lead"),
    LevelRule(answer=30, first_words=60, public=120, executive=240, team=60, above=40,
              means="war room open, update every 2 h", calls="comms, service lead and scribe"),
    LevelRule(answer=15, first_words=30, public=60, executive=30, team=30, above=60,
              means="all roles filled, update every 60 min", calls="commander, legal and product"),
    LevelRule(answer=5, first_words=15, public=30, executive=30, team=15, above=80,
              means="CEO and counsel join, update every 30 min", calls="CEO and outside counsel"),
)  # fmt: skip
"""Used when ``levels.toml`` says nothing else (practice.md, levels and deadlines)."""


class LevelSpan(msgspec.Struct, frozen=True):
    """From ``since`` (ms) on, ``level`` was in force."""

    since: int
    level: Level


def answer_by(first_seen: int, spans: Sequence[LevelSpan], rules: Sequence[LevelRule]) -> int:
    """When a mention first seen at ``first_seen`` is to be answered, ms.

    It starts with the time its own level allows. A level that rises later pulls the deadline in, to at most the
    new level's time counted from the rise; one that falls never pushes it out, so that nobody gains by waiting.
    Later mentions never get an earlier deadline than earlier ones.
    """
    current = Level.QUIET
    due: int | None = None
    for span in spans:
        if span.since <= first_seen:
            current = span.level
            continue
        if due is None:
            due = first_seen + rules[current].answer * MINUTE
        if span.level > current:
            due = min(due, span.since + rules[span.level].answer * MINUTE)
        current = span.level
    return first_seen + rules[current].answer * MINUTE if due is None else due
