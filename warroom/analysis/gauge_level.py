"""From scores to a suggested level: slow to fall, quick to rise, never nervous (deadband and delays as ISA-18.2)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from warroom.analysis.gauge_parts import Weights
from warroom.domain.level import MINUTE, Level, LevelRule

_TICK: Final = 20_000
"""Readings closer together than this count as one tick, so that a fast screen does not make a nervous gauge."""


def level_of(score: float, rules: Sequence[LevelRule]) -> Level:
    """The highest level whose line ``score`` reaches."""
    return max((level for level in Level if score >= rules[level].above), default=Level.QUIET)


class Suggestion:
    """The level that is suggested, as scores come in."""

    __slots__ = ("_below", "_last", "_rules", "_ticks", "_weights", "level")

    def __init__(self, rules: Sequence[LevelRule], weights: Weights) -> None:
        self._rules = rules
        self._weights = weights
        self._ticks: deque[Level] = deque(maxlen=3)
        self._last = -_TICK
        self._below: int | None = None
        """Since when the score has been under the line of ``level``, ms."""
        self.level = Level.QUIET

    def tick(self, now: int, score: int, *, jumped: bool, blind: bool) -> Level:
        """Take in the score at ``now`` (ms, never falling). ``jumped``: the evidence rose so fast that once is enough.

        Up: what two of three ticks reach. Down: one level after an hour below the line, never while blind.
        """
        if now - self._last >= _TICK:
            self._last = now
            self._ticks.append(level_of(score, self._rules))
        elif self._ticks:
            self._ticks[-1] = max(self._ticks[-1], level_of(score, self._rules))
        if jumped:
            up = level_of(score, self._rules)
        else:
            up = sorted(self._ticks)[-2] if len(self._ticks) > 1 else Level.QUIET
        if up > self.level:
            self.level, self._below = up, None
        elif score >= self._rules[self.level].above - self._weights.deadband or self.level is Level.QUIET:
            self._below = None
        elif self._below is None:
            self._below = now
        elif now - self._below >= self._weights.quiet_minutes * MINUTE and not blind:
            self.level, self._below = Level(self.level - 1), now
        return self.level
