"""The gauge: from mentions to a Reading that explains itself.

``add`` counts a mention's facts, ``read`` says how it stands at a moment, ``restore`` brings history back. A person
declares the level; the gauge only suggests one. Five drivers make the evidence E (`gauge_judge`), and
score = 100 (1 − 2^(−E/3)): E of 3 is 50, 6 is 75, 9 is 88. The weights are ours, no paper gives a validated formula;
they stand in ``levels.toml``.

More negative posts never lower the score: every part rises with its counts, and what is usual is learned twelve
hours later (design: gauge, sections 4 and 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from statistics import median
from typing import Final

import msgspec

from warroom.analysis import gauge_words as words
from warroom.analysis.gauge_hour import Bins
from warroom.analysis.gauge_judge import HOUR_STEPS, SIX_HOURS, Evidence, Judge, score_of
from warroom.analysis.gauge_level import Suggestion, level_of
from warroom.analysis.gauge_parts import Bin, Fact, Situation, Weights
from warroom.analysis.volume import LAG, STEP
from warroom.domain.level import DAY, DEFAULT_RULES, MINUTE, Level, LevelRule
from warroom.domain.reading import Confidence, Driver, Forecast, Reading

__all__ = ["Bin", "Fact", "Gauge", "Situation", "Weights"]

_BACK: Final = 15 * MINUTE
_GIVEN_UP: Final = 3 * 288
_UNBELIEVABLE: Final = 12.0
"""Posts that must be missing before a silence in the history is taken for deafness (a chance of e^-12)."""


class Sample(msgspec.Struct, frozen=True):
    """Where the gauge stood at the end of a bin."""

    at: int
    evidence: float
    score: int
    points: tuple[int, ...]


class Gauge:
    """The gauge of one room. Moments are ms UTC and never run back; nothing here reads a clock."""

    def __init__(
        self,
        rules: Sequence[LevelRule] = DEFAULT_RULES,
        weights: Weights | None = None,
        triggers: Mapping[str, Level] | None = None,
    ) -> None:
        """``triggers``: the floor that each hard trigger sets, by its name."""
        self._rules = rules
        self._weights = weights or Weights()
        self._judging = Judge(rules, self._weights, triggers or {})
        self._all, self._bad = self._judging.all, self._judging.bad
        self._bins: Bins | None = None
        self._now = 0
        self._more: tuple[dict[int, float], dict[int, float]] = {}, {}
        """Late posts of bins that are over, to be told to the detectors in one go."""
        self._blind_for = 0
        """Bins in a row in which a source was silent."""
        self._samples: list[Sample] = []
        self._situation = Situation()
        self._suggestion = Suggestion(rules, self._weights)
        self._held: tuple[int, tuple[float, ...]] | None = None
        self._last: tuple[float, ...] = (0.0,) * len(words.NAMES)

    # -- what comes in -------------------------------------------------------------------------------------------

    def add(self, fact: Fact) -> None:
        """Count one mention at its own time. One from before yesterday is history and is not counted."""
        at = min(fact.at, fact.seen)
        self._advance(at)
        assert self._bins is not None
        one = self._bins.at(at)
        if one is None:
            return
        weight, bad = self._bins.add(one, fact)
        if one is not self._bins.running:
            for more, grown in zip(self._more, (weight, bad), strict=True):
                if grown:
                    more[one.at] = more.get(one.at, 0.0) + grown
        for name in fact.triggers:
            self._judging.hit(name, at, 1)

    def restore(self, bins: Iterable[Bin], until: int | None = None) -> None:
        """Take in history, oldest first, into a new gauge; bins in which nothing was said may be missing.

        A silence so long that nobody would believe it (the room was closed) is unknown, not zero.
        """
        history = list(bins)
        end = max(history[-1].at + STEP if history else 0, until or 0)
        detail = end - DAY
        for one in history:
            self._advance(one.at - one.at % STEP, sample_from=detail)
            assert self._bins is not None
            if one.at >= self._bins.running.at:
                self._bins.restore(one)
            for name, hits in one.triggers.items():
                self._judging.hit(name, one.at, hits)
        if until is not None and history:
            self._advance(until, sample_from=detail)

    def bins(self, since: int = 0) -> list[Bin]:
        """The bins of the last day that begin at or after ``since``, the running one last."""
        return [one for one in self._bins.all if one.at >= since] if self._bins else []

    # -- what comes out ------------------------------------------------------------------------------------------

    def read(self, now: int, situation: Situation | None = None) -> Reading:
        """How it stands at ``now`` (ms)."""
        self._situation = situation = situation or Situation()
        self._advance(now)
        self._tell_late()
        assert self._bins is not None
        now = self._now = max(self._now, now)
        blind = bool(situation.stale)
        if blind:
            self._bins.running.blind = True
        evidence = self._judge(now, situation)
        evidence = self._hold(now, evidence, blind=blind)
        score = evidence.score
        points = words.shares_of(evidence.parts, score)
        before = self._sample_at(now - _BACK)
        jumped = bool(self._samples) and evidence.total - self._samples[-1].evidence >= self._weights.jump
        level = self._suggestion.tick(now, score, jumped=jumped, blind=blind)
        suggested = max(level, evidence.floor)
        soon, forecast = (None, None) if blind else self._trend(now, evidence, max(suggested, situation.declared))
        return Reading(
            at=now,
            score=score,
            drivers=tuple(
                Driver(name, value, mine, mine - (before.points[i] if before else mine), why)
                for i, (name, value, mine, why) in enumerate(
                    zip(words.NAMES, evidence.values, points, evidence.whys, strict=True)
                )
            ),
            suggested=suggested,
            floor=evidence.floor_why if evidence.floor > Level.QUIET else "",
            change=score - before.score if before else 0,
            soon=soon,
            forecast=forecast,
            confidence=self._confidence(blind=blind),
            without=situation.stale,
            notes=evidence.notes,
            falls_to=self._falls_to(evidence),
        )

    # -- time ----------------------------------------------------------------------------------------------------

    def _advance(self, now: int, sample_from: int = 0) -> None:
        """End the bins that are over at ``now``. ``sample_from``: bins before it need no score of their own."""
        start = now - now % STEP
        if self._bins is None:
            self._bins = Bins(start)
            self._all.open(start)
            self._bad.open(start)
            return
        gap = (start - self._bins.running.at) // STEP
        if gap <= 0:
            return
        self._tell_late()
        deaf = gap > 2 and self._all.window(1, 0.0, 1.0)[1] * (gap - 1) >= _UNBELIEVABLE
        known, at = True, self._bins.running.at
        while at < start:
            self._end_bin(self._bins, sample=at >= sample_from, known=known)
            known, at = not deaf, at + STEP
            if start - at > 14 * DAY:
                # Of a very long silence, the last day is enough to empty every memory of the hours before.
                at = start - DAY
                self._bins = Bins(at)
            else:
                self._bins.open(at)
            self._all.open(at)
            self._bad.open(at)

    def _end_bin(self, bins: Bins, *, sample: bool, known: bool) -> None:
        one = bins.running
        end = one.at + STEP
        if sample:
            self._judging.lasts(one)
            evidence = self._judge(end, self._situation, share=1.0)
            points = words.shares_of(evidence.parts, evidence.score)
            self._samples.append(Sample(end, evidence.total, evidence.score, points))
            del self._samples[:-SIX_HOURS]
            self._suggestion.tick(end, evidence.score, jumped=False, blind=one.blind)
        # A source that is gone for days is the new normal: else nothing would ever be learned again.
        self._blind_for = self._blind_for + 1 if one.blind else 0
        one.blind = 0 < self._blind_for <= _GIVEN_UP
        learn = not one.blind
        self._all.close(one.all_weight if known else None, learn=learn)
        self._bad.close(one.bad_weighed if known else None, learn=learn)
        if len(bins.all) > LAG:
            hour = bins.all[max(0, len(bins.all) - LAG - HOUR_STEPS) : len(bins.all) - LAG]
            if not hour[-1].blind:
                self._judging.usual.learn(hour)

    def _tell_late(self) -> None:
        for detector, more in zip((self._all, self._bad), self._more, strict=True):
            if more:
                detector.amend(more)
                more.clear()

    def _judge(self, now: int, situation: Situation, share: float | None = None) -> Evidence:
        assert self._bins is not None
        if share is None:
            share = min(1.0, max(1, now - self._bins.running.at) / STEP)
        return self._judging.judge(self._bins, now, situation, share)

    def _hold(self, now: int, evidence: Evidence, *, blind: bool) -> Evidence:
        """For a quarter of an hour after a source fell silent, nothing looks better than before."""
        if not blind:
            self._held, self._last = None, evidence.parts
            return evidence
        if self._held is None:
            self._held = now, self._last
        since, parts = self._held
        if now - since > _BACK:
            return evidence
        kept = tuple(max(new, old) for new, old in zip(evidence.parts, parts, strict=True))
        return msgspec.structs.replace(evidence, parts=kept)

    # -- then and next -------------------------------------------------------------------------------------------

    def _sample_at(self, moment: int) -> Sample | None:
        near = [sample for sample in self._samples if abs(sample.at - moment) <= STEP]
        return min(near, key=lambda sample: (abs(sample.at - moment), sample.at)) if near else None

    def _trend(self, now: int, evidence: Evidence, level: Level) -> tuple[int | None, Forecast | None]:
        """Score in a quarter of an hour, and when the next level is reached, by the median slope (Theil–Sen)."""
        points = [(s.at, s.evidence) for s in self._samples if now - 30 * MINUTE <= s.at < now]
        if len(points) < 3:
            return None, None
        points.append((now, evidence.total))
        slope = median(
            (y2 - y1) / (x2 - x1) for i, (x1, y1) in enumerate(points) for x2, y2 in points[i + 1 :] if x2 > x1
        )
        ahead = max(0.0, evidence.total + slope * _BACK)
        soon = min(evidence.cap, score_of(ahead))
        if level is Level.CRITICAL or soon - evidence.score < 2:
            return soon, None
        target = self._rules[level + 1].above
        if target > evidence.cap or target <= evidence.score:
            return soon, None
        minutes = (-3 * log2(1 - target / 100) - evidence.total) / slope / MINUTE
        return soon, Forecast(Level(level + 1), max(1, round(minutes))) if minutes <= 120 else None

    def _falls_to(self, evidence: Evidence) -> str:
        level = level_of(evidence.score, self._rules)
        if level is Level.QUIET:
            return ""
        order = sorted(range(len(evidence.parts)), key=lambda i: -evidence.parts[i])
        for i in order:
            less = level_of(min(evidence.cap, score_of(evidence.total - evidence.parts[i])), self._rules)
            if less < level:
                return f"would fall to {less.word} if {words.back(i)}"
        return ""

    def _confidence(self, *, blind: bool) -> Confidence:
        if blind:
            return "blind"
        return "learning" if self._all.steps < self._weights.learning_days * 288 else "sure"
