"""What is usual here, for the signals that need no season: slow averages, learned twelve hours late like volumes."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, log2, sqrt
from typing import Final

from warroom.analysis.gauge_parts import Bin
from warroom.analysis.volume import Tail

_PACE: Final = 1 / (10 * 288)
_HOUR: Final = 12


class Heavy:
    """An hourly sum with a few huge members (reach, engagement): doublings beyond the usual, and how rare they are."""

    __slots__ = ("_few", "_n", "_tail", "usual")

    def __init__(self, few: float) -> None:
        self._few = few
        self._tail = Tail()
        self._n = 0
        self.usual = log2(few)
        """Mean of log2(hour + few)."""

    def doublings(self, hour: float) -> float:
        """How many doublings above the usual, 0 or more."""
        return max(0.0, log2(hour + self._few) - self.usual)

    def rarity(self, hour: float) -> float:
        """How rare that is, 0–12."""
        return self._tail.rarity(self.doublings(hour))

    def learn(self, hour: float) -> None:
        """Take in the sum of a past hour."""
        self._tail.learn(self.doublings(hour))
        self._n += 1
        self.usual += max(_PACE, 1 / self._n) * (log2(hour + self._few) - self.usual)


class Usual:
    """Slow averages per bin: press, influencers, the negative share, and negative posts by platform."""

    __slots__ = ("_n", "bad", "engagement", "influencer", "platforms", "press", "reach", "scored")

    def __init__(self, few_reach: float) -> None:
        self._n = 0
        self.press = self.influencer = 0.0
        self.bad, self.scored = 0.2, 1.0
        self.platforms: dict[str, float] = {}
        self.reach = Heavy(few_reach)
        self.engagement = Heavy(few_reach / 100)

    @property
    def share(self) -> float:
        """Usual share of negative posts among the judged ones; .2 until there is a history."""
        return min(0.95, max(0.02, self.bad / self.scored)) if self.scored > 0 else 0.2

    def platform_share(self, name: str) -> float:
        """The part of negative posts that a platform usually has; an unknown one has a tenth."""
        return min(1.0, max(0.1, self.platforms.get(name, 0.0) / self.bad)) if self.bad > 0 else 0.1

    def learn(self, hour: Sequence[Bin]) -> None:
        """Take in the last bin of ``hour`` (twelve bins, oldest first) for averages, and all of it for sums."""
        one = hour[-1]
        self._n += 1
        pace = max(_PACE, 1 / (self._n + 10))
        self.press += pace * (min(one.press, 1) - self.press)
        self.influencer += pace * (min(one.influencer, 1) - self.influencer)
        self.bad += pace * (one.bad_count - self.bad)
        self.scored += pace * (max(one.scored, one.bad_count) - self.scored)
        for name in one.platforms.keys() - self.platforms.keys():
            self.platforms[name] = 0.0
        for name, rate in self.platforms.items():
            self.platforms[name] = rate + pace * (one.platforms.get(name, 0) - rate)
        self.reach.learn(sum(b.reach for b in hour))
        self.engagement.learn(sum(b.engagement for b in hour))


def share_rarity(bad: int, scored: int, usual: float) -> float:
    """How rare so many negatives among ``scored`` posts are, in powers of ten (binomial deviance), 0–6."""
    if not scored or bad <= usual * scored:
        return 0.0
    good = scored - bad
    gain = bad * log(bad / (scored * usual)) + (good * log(good / (scored * (1 - usual))) if good > 0 else 0.0)
    return min(6.0, _normal(sqrt(2 * max(0.0, gain))))


def burst_rarity(count: int, expected: float) -> float:
    """How rare ``count`` posts are where ``expected`` are usual (Poisson deviance), in powers of ten, 0–6."""
    expected = max(expected, 0.25)
    if count <= expected:
        return 0.0
    return min(6.0, _normal(sqrt(2 * (count * log(count / expected) - count + expected))))


def _normal(deviate: float) -> float:
    """Minus log10 of the upper tail of the normal distribution, near enough (0.1) from 1 to 6."""
    return deviate * deviate / (2 * log(10)) + log(1 + deviate * 2.5) / log(10) if deviate > 0 else 0.0


def rolling(bins: Sequence[Bin], end: int, steps: int = _HOUR) -> Sequence[Bin]:
    """The ``steps`` bins that end with the one at index ``end``."""
    return bins[max(0, end + 1 - steps) : end + 1]
