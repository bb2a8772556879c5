"""How rare a count is for this brand, from the past only.

A `Detector` is fed one count per step (five minutes) and says how rare the present is: a rarity of 3 is what this
stream shows once in 10³ steps. It takes the mean of five views, because each sees another kind of trouble:

======================  =============================================================================
five minutes            count against the season: the spike
burst                   gain of the best of four intensities over the last quarter of an hour or so
hour, six hours         longer counts against the season: the swell
same time               a quarter of an hour against the median of this time of day on earlier days
======================  =============================================================================

Every view is a root deviance, about a standard normal deviate if the model holds, of a negative binomial count
(McCullagh & Nelder 1989, 2.3). The burst view scores the states of Kleinberg 2002 ("Bursty and hierarchical
structure in streams", rates g·μ) on line as Page's test (Page 1954) with forgetting, so that more posts never lower
it. A view's rarity comes from the view's own history: a running 99 % quantile with an exponential tail beyond it
(peaks over threshold as SPOT, Siffer et al. 2017, with shape 0).

What was counted is learned twelve hours later, not at once. So a crisis does not teach the detector that it is
normal while it lasts, a feed's backlog can still be put where it belongs (`Detector.amend`), and within those hours
more posts never give a lower rarity.

Nothing here reads a clock, and all sums are kept as prefix sums: the same counts give the same floats, whether they
came live or from a store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from math import log, sqrt
from typing import Final, TypeAlias

from warroom.domain.level import DAY, MINUTE

STEP: Final = 5 * MINUTE
"""Time between two counts, ms. The windows below are counted in steps."""
LAG: Final = 144
"""Steps until a count is learned: twelve hours."""
VIEWS: Final = ("five minutes", "burst", "hour", "six hours", "same time")

_HOUR, _SIX_HOURS = 12, 72
_LOG_RATES: Final = tuple((g, log(g)) for g in (1.5, 2.0, 4.0, 8.0))
_FORGET: Final = 0.2
"""Part of the burst's gain that is forgotten per step: a memory of some 25 minutes."""
_SHAPE: Final = 8.0
"""Size of the negative binomial: counts of people scatter more than a Poisson count, by μ²/8."""
_LEAST: Final = 0.02
"""Smallest rate that is expected per step: one post in four hours. Nobody is so quiet that one post is a storm."""
_CAP: Final = 12.0
_LN10: Final = log(10.0)
_Values: TypeAlias = tuple[float, ...]
_NO_BURST: Final[_Values] = (0.0,) * len(_LOG_RATES)


class Season:
    """The expected count per step: a slow level times the shape of the day times that of the week."""

    __slots__ = (
        "_count", "_day", "_days", "_n", "_seen", "_shape", "_slot", "_sum", "_today", "_week", "_weight", "rate",
    )  # fmt: skip

    SLOTS: Final = 48
    SIZE: Final = DAY // SLOTS
    PACE: Final = 1 / (10 * 288)
    """The level follows over ten days. At 1–3 days it learns a crisis as normal (gauge.md, 1)."""
    LEARN: Final = 0.15
    """Part of a day's difference that the day's shape takes over."""
    WEEK: Final = 0.25
    """Part of a day's difference that its weekday takes over, from the second week on."""

    def __init__(self) -> None:
        self._shape = [1.0] * self.SLOTS
        self._seen = [0] * self.SLOTS
        self._week = [1.0] * 7
        self._days = [0] * 7
        self._count = self._weight = 0.0
        self._slot, self._sum, self._n = -1, 0.0, 0
        self._day, self._today = -1, [0.0, 0.0]
        self.rate: float | None = None
        """Count per step, freed of day and week; None before the first count."""

    def factor(self, at: int) -> float:
        """How much of the usual rate this moment has; linear between the middles of the half hours."""
        place = at % DAY / self.SIZE - 0.5
        i = int(place // 1)
        part = place - i
        return (self._shape[i] * (1 - part) + self._shape[(i + 1) % self.SLOTS] * part) * self._week[at // DAY % 7]

    def expect(self, at: int) -> float | None:
        """Expected count of the step that starts ``at`` (ms UTC); None before anything was learned."""
        return None if self.rate is None else max(_LEAST, self.rate * self.factor(at))

    def learn(self, at: int, count: float) -> None:
        """Take in one past count. Storms count only as four times the usual, so that they pass quickly."""
        slot = at % DAY // self.SIZE
        if slot != self._slot:
            self._close()
            self._slot = slot
            if at // DAY != self._day:
                self._close_day()
                self._day = at // DAY
        factor = self.factor(at)
        if self.rate is not None:
            usual = max(_LEAST, self.rate * factor)
            count = min(count, 4.0 * usual + 3.0)
            self._today[0] += count
            self._today[1] += usual
        self._sum += count
        self._n += 1
        # Two averages started at zero: their quotient is unbiased from the first step on.
        self._count += self.PACE * (count - self._count)
        self._weight += self.PACE * (max(factor, 0.1) - self._weight)
        self.rate = self._count / self._weight

    def _close(self) -> None:
        if self._n and self.rate:
            i = self._slot
            usual = self.rate * self._week[self._day % 7]
            # Few posts say little about a time of day.
            sure = usual * self._n / (usual * self._n + 3.0)
            seen = min(self._sum / self._n / usual, 3.0)
            self._shape[i] += max(self.LEARN, 1 / (self._seen[i] + 2)) * sure * (seen - self._shape[i])
            self._seen[i] += 1
        self._sum, self._n = 0.0, 0

    def _close_day(self) -> None:
        counted, usual = self._today
        self._today = [0.0, 0.0]
        if self._day < 0 or usual <= 0:
            return
        i = self._day % 7
        if self._days[i]:
            # Few posts say little about a weekday.
            sure = max(self.WEEK, 1 / (self._days[i] + 1)) * counted / (counted + 50.0)
            self._week[i] *= min(2.0, max(0.5, (counted + 1) / (usual + 1))) ** sure
            self._week[i] = min(3.0, max(0.2, self._week[i]))
        self._days[i] += 1


class SameTime:
    """The median count per step at this time of day, over two weeks and an hour to either side."""

    __slots__ = ("_days", "_key", "_median", "_n", "_slot", "_sum")

    SLOTS: Final = 96
    SIZE: Final = DAY // SLOTS
    DAYS: Final = 14
    BESIDE: Final = 4

    def __init__(self) -> None:
        self._days: list[deque[float]] = [deque(maxlen=self.DAYS) for _ in range(self.SLOTS)]
        self._slot, self._sum, self._n = -1, 0.0, 0
        self._key, self._median = -1, -1.0

    def expect(self, at: int) -> float | None:
        """Median count per step around this time of day; None before there is one."""
        key = at // self.SIZE
        if key != self._key:
            slot = key % self.SLOTS
            pool: list[float] = []
            for i in range(slot - self.BESIDE, slot + self.BESIDE + 1):
                pool += self._days[i % self.SLOTS]
            pool.sort()
            self._key = key
            self._median = max(_LEAST, pool[len(pool) // 2]) if pool else -1.0
        return None if self._median < 0 else self._median

    def learn(self, at: int, count: float) -> None:
        """Take in one past count."""
        slot = at % DAY // self.SIZE
        if slot != self._slot:
            if self._n:
                self._days[self._slot].append(self._sum / self._n)
            self._slot, self._sum, self._n = slot, 0.0, 0
        self._sum += count
        self._n += 1


class Tail:
    """How often a value of one view was reached before: 10^rarity steps pass between two."""

    __slots__ = ("_n", "_quantile", "_ratio")

    SHARE: Final = 0.01
    GAIN: Final = 0.02
    MEMORY: Final = 300
    """Values beyond the quantile over which the mean excess is taken."""

    def __init__(self) -> None:
        self._quantile = 2.33
        """As of a normal deviate until it is known."""
        self._ratio = 0.21
        """Mean excess in quantiles. A normal deviate has .145, and no tail is believed to be thinner than .13."""
        self._n = 0

    def rarity(self, value: float) -> float:
        """Minus the decimal logarithm of the share of steps that reach ``value``, 0 to 12."""
        part = value / self._quantile
        if part > 1:
            return min(_CAP, 2.0 + (part - 1) / (self._ratio * _LN10))
        return 2.0 * part * part

    def learn(self, value: float) -> None:
        """Take in one past value: the quantile by stochastic approximation (Robbins & Monro 1951)."""
        over = value / self._quantile - 1
        self._n += 1
        # The best step falls as 1/n; it stops falling so that a brand may change.
        step = self._quantile * self._ratio * max(self.GAIN, 200 / (200 + self._n))
        if over > 0:
            self._quantile += step * (1 - self.SHARE)
            # One storm may not hide the next: it counts as five mean excesses at most.
            over = min(over, 5 * self._ratio)
            self._ratio = max(0.13, self._ratio + (over - self._ratio) / self.MEMORY)
        else:
            self._quantile = max(0.3, self._quantile - step * self.SHARE)


class _Row:
    """One step that is over: what was counted and expected, and where the views stood after it."""

    __slots__ = ("at", "burst", "count", "counts", "expected", "learn", "median", "rates", "values")

    def __init__(self, at: int, expected: float, median: float | None) -> None:
        self.at = at
        self.count = -1.0
        """Below zero: unknown."""
        self.expected = expected
        self.median = median
        self.learn = True
        self.counts = self.rates = 0.0
        """Sums of all counts and of all expectations up to here."""
        self.burst = _NO_BURST
        self.values: _Values | None = None


class Detector:
    """How rare the counts of one stream are. ``update`` once per step; or ``open``, ``peek``, ``close``.

    Between ``open(at)`` and ``close(count)`` a step is running: ``peek`` judges it as it stands.
    """

    __slots__ = ("_row", "_rows", "_same", "_season", "_tails", "steps")

    def __init__(self) -> None:
        self._season = Season()
        self._same = SameTime()
        self._tails = tuple(Tail() for _ in VIEWS)
        self._rows: list[_Row] = []
        self._row = _Row(0, 0.0, None)
        self.steps = 0
        """Steps closed so far, the unknown ones included."""

    def update(self, at: int, count: float | None) -> float:
        """Take in the count of the step that starts ``at`` (ms UTC) and say how rare the present is, 0–12.

        None is an unknown count: it is neither zero nor learned, and its rarity is 0.
        """
        self.open(at)
        return self.close(count)

    def open(self, at: int) -> None:
        """Start the step at ``at``: learn the one of twelve hours ago, expect this one."""
        if len(self._rows) >= LAG:
            self._learn(self._rows[-LAG])
            if len(self._rows) > 4 * LAG:
                del self._rows[: 2 * LAG]
        expected = self._season.expect(at)
        if self.steps < 2 * LAG:
            # The first day: too little is learned yet, so the mean of what was seen must do.
            known = [row.count for row in self._rows if row.count >= 0]
            expected = max(_LEAST, sum(known) / len(known)) if known else None
        self._row = _Row(at, expected or 0.0, self._same.expect(at))

    def close(self, count: float | None, *, learn: bool = True) -> float:
        """End the running step with its count (None: unknown); returns the rarity, 0–12.

        ``learn`` is False for a step that was seen only in part, because a source was silent.
        """
        self.steps += 1
        row = self._row
        row.learn = learn
        if count is not None:
            row.count = count
        self._settle(row, len(self._rows))
        self._rows.append(row)
        return 0.0 if row.values is None else self._mean(row.values)

    def peek(self, count: float, share: float) -> tuple[float, ...]:
        """Rarity of each of ``VIEWS`` if the running step has ``count`` so far and ``share`` (0–1] of it is over.

        Windows slide: what a window lacks of the running step it takes from the step at its far end.
        """
        if self._row.expected <= 0:
            return (0.0,) * len(VIEWS)
        _, values = self._look(self._row, count, share, len(self._rows))
        return tuple(tail.rarity(value) for tail, value in zip(self._tails, values, strict=True))

    def window(self, steps: int, count: float = 0.0, share: float = 0.0) -> tuple[float, float]:
        """Counted and expected over the last ``steps`` steps up to the running one, as `peek` takes it."""
        return self._window(steps, count, share, self._row.expected * share, len(self._rows))

    def amend(self, more: Mapping[int, float]) -> None:
        """Add posts to steps that are over: start of step (ms) → how many more. What was learned already stays.

        Everything that came after is judged anew, as if the posts had arrived in time.
        """
        rows = self._rows
        first = len(rows)
        for i in range(max(0, len(rows) - LAG + 1), len(rows)):
            if rows[i].at in more:
                rows[i].count = max(0.0, rows[i].count) + more[rows[i].at]
                first = min(first, i)
        for i in range(first, len(rows)):
            self._settle(rows[i], i)

    def _learn(self, row: _Row) -> None:
        if row.count < 0 or not row.learn:
            return
        if row.values is not None:
            for tail, value in zip(self._tails, row.values, strict=True):
                tail.learn(value)
        self._season.learn(row.at, row.count)
        self._same.learn(row.at, row.count)

    def _settle(self, row: _Row, place: int) -> None:
        """Fill in where the views stand after ``row``, which stands (or will) at ``place``."""
        last = self._rows[place - 1] if place else None
        known = row.count >= 0 and row.expected > 0
        row.counts = (last.counts if last else 0.0) + (row.count if known else 0.0)
        row.rates = (last.rates if last else 0.0) + (row.expected if known else 0.0)
        if known:
            row.burst, row.values = self._look(row, row.count, 1.0, place)
        else:
            row.burst, row.values = last.burst if last else _NO_BURST, None

    def _look(self, row: _Row, count: float, share: float, place: int) -> tuple[_Values, _Values]:
        """States of the burst and values of the views, if ``row`` at ``place`` holds ``count`` so far."""
        now = row.expected * share
        keep = 1 - share * _FORGET
        gains: list[float] = []
        for (rate, log_rate), gain in zip(_LOG_RATES, self._rows[place - 1].burst if place else _NO_BURST, strict=True):
            more = count * log_rate - (count + _SHAPE) * log((now * rate + _SHAPE) / (now + _SHAPE))
            gains.append(max(0.0, gain * keep + more))
        quarter, expected = self._window(3, count, share, now, place)
        usual = 0.0 if row.median is None or expected <= 0 else min(3.0, place + share) * row.median
        return tuple(gains), (
            _deviate(*self._window(1, count, share, now, place)),
            sqrt(2 * max(gains)),
            _deviate(*self._window(_HOUR, count, share, now, place)),
            _deviate(*self._window(_SIX_HOURS, count, share, now, place)),
            _deviate(quarter, usual),
        )

    def _window(self, steps: int, count: float, share: float, now: float, place: int) -> tuple[float, float]:
        """Counted and expected over ``steps`` steps that end within the one at ``place``."""
        if not place:
            return count, now
        rows = self._rows
        last = rows[place - 1]
        counts, rates = count + last.counts, now + last.rates
        if place < steps:
            return counts, rates
        cut = rows[place - steps]
        counts -= cut.counts
        rates -= cut.rates
        if share < 1 and cut.count >= 0 and cut.expected > 0:
            # The running step is not over, so the window reaches that far into its oldest one.
            counts += (1 - share) * cut.count
            rates += (1 - share) * cut.expected
        return counts, rates

    def _mean(self, values: tuple[float, ...]) -> float:
        return sum(tail.rarity(value) for tail, value in zip(self._tails, values, strict=True)) / len(values)


def _deviate(count: float, expected: float) -> float:
    """Root deviance of a negative binomial count above its expectation; 0 below it."""
    if count <= expected or expected <= 0:
        return 0.0
    gain = count * log(count / expected) - (count + _SHAPE) * log((count + _SHAPE) / (expected + _SHAPE))
    return sqrt(2 * gain) if gain > 0 else 0.0
