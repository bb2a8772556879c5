"""How many posts there were in each five minutes of the last hours: what a chart on a screen is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from warroom.domain.level import HOUR
from warroom.domain.mention import Mention
from warroom.store.protocols import BIN, Volume

KEPT: Final = 3 * HOUR
"""How far back, ms."""


class Flow:
    """Posts by the five minutes in which they were posted."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def recall(self, rollup: Iterable[Volume], now: int) -> None:
        """Begin with what is stored."""
        self._counts = {row.bin: row.mentions for row in rollup if row.bin > now - KEPT - BIN}

    def hear(self, mentions: Iterable[Mention], now: int) -> None:
        """More of them; what is too old for the chart is forgotten."""
        for mention in mentions:
            start = mention.published - mention.published % BIN
            if start > now - KEPT - BIN:
                self._counts[start] = self._counts.get(start, 0) + 1
        for start in [at for at in self._counts if at <= now - KEPT - BIN]:
            del self._counts[start]

    def rows(self) -> Sequence[tuple[int, int]]:
        """(ms, posts) of each bin that held any, oldest first."""
        return sorted(self._counts.items())
