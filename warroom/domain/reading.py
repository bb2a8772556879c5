"""What the gauge says: a score that explains itself."""

from typing import Literal, TypeAlias

import msgspec

from warroom.domain.level import Level

Confidence: TypeAlias = Literal["sure", "learning", "blind"]
"""sure; learning: less than three days of own history; blind: a source that matters is stale."""


class Driver(msgspec.Struct, frozen=True):
    """One reason for the score. The points of all drivers add up to the score."""

    name: str
    """Volume · Negative · Reach · Press, influencers · Late answers."""
    value: str
    """In words for people: ``8.4 × normal``, ``78 %``, ``2.1 M``, ``3 and 2``; starts with ~ when estimated."""
    points: int
    change: int = 0
    """Points gained or lost in 15 minutes."""
    why: str = ""
    """The long form: ``71 negative posts an hour, usual 9 (once in 40 days)``."""


class Forecast(msgspec.Struct, frozen=True):
    """Where this is going if nothing changes: ``level`` is reached in ``minutes``."""

    level: Level
    minutes: int


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of the gauge."""

    at: int
    """ms UTC."""
    score: int
    """0–100."""
    drivers: tuple[Driver, ...] = ()
    suggested: Level = Level.QUIET
    floor: str = ""
    """Why the suggestion may not be lower: the hard trigger, in words. Empty if there is none."""
    change: int = 0
    """Score now minus score 15 minutes ago."""
    soon: int | None = None
    """Score expected in 15 minutes; None when there is nothing to go by."""
    forecast: Forecast | None = None
    confidence: Confidence = "sure"
    without: tuple[str, ...] = ()
    """Sources the reading had to do without."""
    notes: tuple[str, ...] = ()
    """What a person should know: ``possible coordination: 200 posts, 3 authors``."""
    falls_to: str = ""
    """What would lower it: ``would fall to Alert if negative posts came back to usual``."""
