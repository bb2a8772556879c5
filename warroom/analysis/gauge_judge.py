"""One moment judged: from counts and what is usual to Evidence, the five parts of E with their words.

A stream's part in E is its doublings beyond the usual (how big) times how sure it is that this is not chance (how
rare, `volume`), so that neither a tiny oddity nor a usual wave moves the needle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp2, log2, sqrt
from typing import Final

import msgspec

from warroom.analysis import gauge_words as words
from warroom.analysis.gauge_hour import Bins
from warroom.analysis.gauge_level import level_of
from warroom.analysis.gauge_parts import Bin, Situation, Weights
from warroom.analysis.gauge_usual import Usual, burst_rarity, share_rarity
from warroom.analysis.volume import VIEWS, Detector
from warroom.domain.level import HOUR, Level, LevelRule
from warroom.domain.words import clock, count

HOUR_STEPS: Final = 12
SIX_HOURS: Final = 72
_LASTS: Final = 9
_BURST: Final = VIEWS.index("burst")
_SURE: Final = 6.0
"""A rarity of 6 is once in ten years of five-minute steps: rarer is not surer."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What one moment amounts to, before it becomes a Reading."""

    parts: tuple[float, ...]
    """The five drivers' parts of E."""
    values: tuple[str, ...]
    whys: tuple[str, ...]
    cap: int
    """The most that the score may be."""
    notes: tuple[str, ...]
    floor: Level = Level.QUIET
    floor_why: str = ""

    @property
    def total(self) -> float:
        """E."""
        return sum(self.parts)

    @property
    def score(self) -> int:
        """0–100."""
        return min(self.cap, score_of(self.total))


def score_of(evidence: float) -> int:
    """0–100 for E ≥ 0."""
    return round(100 * (1 - 2 ** (-max(0.0, evidence) / 3)))


class Judge:
    """What is usual here, and what a moment amounts to against it."""

    def __init__(self, rules: Sequence[LevelRule], weights: Weights, triggers: Mapping[str, Level]) -> None:
        self._rules = rules
        self._weights = weights
        self._triggers = dict(triggers)
        self.all, self.bad = Detector(), Detector()
        self.usual = Usual(weights.few_reach)
        self._lasting = 0
        """Bins in a row at whose end a burst of negative posts was on."""
        self._hits: dict[str, tuple[int, int, int]] = {}
        """Hard triggers: first post of this run, last post, how many."""

    def lasts(self, one: Bin) -> None:
        """Note at the end of a bin whether a burst of negative posts goes on."""
        on = self.bad.peek(one.bad_weighed, 1.0)[_BURST] >= 2
        self._lasting = self._lasting + 1 if on else 0

    def hit(self, name: str, at: int, hits: int) -> None:
        """A hard trigger was found in ``hits`` posts at ``at``. A name that no trigger has is ignored."""
        if name not in self._triggers:
            return
        first, last, seen = self._hits.get(name, (at, at, 0))
        if at - last > self._weights.trigger_hours * HOUR:
            first, seen = at, 0
        self._hits[name] = (min(first, at), max(last, at), seen + hits)

    def judge(self, bins: Bins, now: int, situation: Situation, share: float) -> Evidence:
        """What the last hours amount to at ``now``, when ``share`` (0–1] of the running bin is over."""
        weights, usual, one = self._weights, self.usual, bins.running
        hour, six = bins.all[-HOUR_STEPS - 1 :], bins.all[-SIX_HOURS - 1 :]
        volume = _strength(self.all, one.all_weight, share, weights.few_volume)
        bad = _strength(self.bad, one.bad_weighed, share, weights.few_negative)
        posts, authors, texts = bins.voices(hour)
        bad_posts = sum(b.bad_count for b in hour)
        scored = max(bad_posts, sum(b.scored for b in hour))
        share_rare = share_rarity(bad_posts, scored, usual.share)
        reach, engaged = sum(b.reach for b in hour), sum(b.engagement for b in hour)
        reach_sure = _sure(usual.reach.rarity(reach))
        press, influencers = sum(b.press for b in six), sum(b.influencer for b in six)
        more_press = _beyond(press, SIX_HOURS * usual.press)
        more_influencers = _beyond(influencers, SIX_HOURS * usual.influencer)
        spread = self._platforms(hour, bad.expected)
        named = [name for name, (_, last, _) in self._hits.items() if now - last <= weights.trigger_hours * HOUR]
        phrases = bool(named) or any(b.watched for b in hour)

        parts = (
            weights.hum * min(2.0, volume.ratio) + weights.volume * volume.strength + weights.swell * volume.swell,
            weights.hum * min(2.0, bad.ratio)
            + weights.negative * bad.strength
            + weights.swell * bad.swell
            + weights.share * share_rare * bad.sure
            + weights.lasting * min(1.0, self._lasting / _LASTS) * bad.sure
            + weights.watched * phrases,
            weights.hum * min(2.0, exp2(log2(reach + weights.few_reach) - usual.reach.usual))
            + weights.reach * usual.reach.doublings(reach) * reach_sure
            + weights.engagement * usual.engagement.doublings(engaged) * _sure(usual.engagement.rarity(engaged))
            + weights.platform * min(3, max(0, len(spread) - 1)) * bad.sure,
            # The trade press writes on quiet days too: it weighs fully only beside a wave of negative posts.
            (0.3 + 0.7 * bad.sure)
            * (weights.press * min(3.0, more_press) + weights.influencer * min(5.0, more_influencers)),
            min(0.7, weights.late * log2(1 + situation.late + situation.late_updates)),
        )
        families = sum((
            volume.rarity >= 2,
            bad.rarity >= 2,
            len(spread) >= 2 or reach_sure >= 0.5,
            more_press + more_influencers >= 1,
            phrases,
            self._lasting >= _LASTS // 2,
        ))  # fmt: skip
        # Negative posts rise with any wave; it is a wave of negative ones if their share rose as well.
        wave = bad.rarity >= 1.5 and (bad_posts * 2 >= scored or share_rare >= 1)
        beyond_tone = volume.rarity >= 1.5 or reach_sure >= 0.5 or more_press + more_influencers >= 1 or phrases
        cap, notes = self._cap(
            score_of(sum(parts)), families, authors, negative=wave or phrases, beyond_tone=beyond_tone
        )
        if posts >= 20 and authors * texts < 0.09 * posts * posts:
            loud = f"possible coordination: {posts} posts, {count(authors, 'author')}, {count(texts, 'text')}"
            notes = (loud, *notes)
        floor, floor_why = self._floor(named)
        mark = "~" if situation.stale else ""
        return Evidence(
            parts=parts,
            values=(
                mark + (words.times(volume.count / volume.expected) if volume.expected > 0 else "not known yet"),
                mark + _share_words(bad_posts, scored, posts),
                mark + words.big(reach),
                mark + (f"{press} and {influencers}" if press or influencers else "none"),
                _late_words(situation),
            ),
            whys=(
                _why("mentions", volume),
                _why("negative posts", bad),
                f"reach {words.big(reach)} in an hour, usual {words.big(exp2(usual.reach.usual) - weights.few_reach)}"
                + (f"; negative on {', '.join(spread)}" if len(spread) > 1 else ""),
                f"{count(press, 'press item')} and {count(influencers, 'influencer post')} in 6 hours",
                f"{situation.late} of {situation.open} open answers past their time"
                + (f", {count(situation.late_updates, 'update')} late" if situation.late_updates else ""),
            ),
            cap=cap,
            notes=notes,
            floor=floor,
            floor_why=floor_why,
        )

    def _platforms(self, hour: Sequence[Bin], expected: float) -> list[str]:
        """Platforms with a burst of negative posts of their own, where ``expected`` are usual on all together."""
        counts: dict[str, int] = {}
        for one in hour:
            for name, hits in one.platforms.items():
                counts[name] = counts.get(name, 0) + hits
        share = self.usual.platform_share
        return sorted(name for name, hits in counts.items() if burst_rarity(hits, expected * share(name)) >= 1.5)

    def _cap(
        self, score: int, families: int, authors: int, *, negative: bool, beyond_tone: bool
    ) -> tuple[int, tuple[str, ...]]:
        """The most that the score may be, and why it is held there."""
        watch, alert = self._rules[Level.ALERT].above - 1, self._rules[Level.CRISIS].above - 1
        reasons = (
            (watch, not negative, "no wave of negative posts"),
            (watch, authors < self._weights.authors, f"{count(authors, 'author')} in the last hour"),
            (watch, not beyond_tone, "the tone alone changed"),
            (watch, families < 2, "one kind of signal only"),
            (alert, families < 3, "two kinds of signals only"),
        )
        cap = min((most for most, holds, _ in reasons if holds), default=100)
        held = [why for most, holds, why in reasons if holds and most == cap]
        if score <= cap or not held:
            return cap, ()
        return cap, (f"held at {level_of(cap, self._rules).word}: {held[0]}",)

    def _floor(self, named: Sequence[str]) -> tuple[Level, str]:
        if not named:
            return Level.QUIET, ""
        worst = max(named, key=lambda name: (self._triggers[name], name))
        first, _, hits = self._hits[worst]
        return self._triggers[worst], f"{worst}: {count(hits, 'post')} since {clock(first)}"


class Strength(msgspec.Struct, frozen=True):
    """How a stream stands against its usual."""

    rarity: float
    """Mean of the three rarest views, 0–6."""
    sure: float
    """0–1: how sure that this is no chance."""
    strength: float
    """Doublings beyond the usual, times ``sure``."""
    swell: float
    """0–1: half a doubling over six hours, times how sure that is."""
    ratio: float
    """Hour against usual hour, few posts weighing little."""
    count: float
    expected: float
    """Weighed posts in the last hour, and the usual number."""


def _strength(detector: Detector, posts: float, share: float, few: float) -> Strength:
    views = [min(_SURE, view) for view in detector.peek(posts, share)]
    six_rare = views[VIEWS.index("six hours")]
    views.sort(reverse=True)
    rarity = sum(views[:3]) / 3
    counted, expected = detector.window(HOUR_STEPS, posts, share)
    quarter, usual_quarter = detector.window(3, posts, share)
    length = min(1.0, (detector.steps + share) / HOUR_STEPS)
    ratio = (counted + few * length) / (expected + few * length)
    quick = (quarter + few / 4) / (usual_quarter + few / 4)
    six, usual_six = detector.window(SIX_HOURS, posts, share)
    swell = min(1.0, 2 * max(0.0, log2((six + 6 * few) / (usual_six + 6 * few))))
    # On the first day little is known of the times of day, so little is sure.
    known = min(1.0, 0.4 + 0.6 * detector.steps / 288)
    sure = _sure(rarity) * known
    size = (max(0.0, log2(ratio)) + max(0.0, log2(quick))) / 2
    # Six hours are many posts: what is rare there is seldom chance, so less of it is enough.
    swell *= _sure(min(_SURE, 1.7 * six_rare)) * known
    return Strength(rarity, sure, sure * size, swell, ratio, counted, expected)


def _sure(rarity: float) -> float:
    """0–1 from a rarity: once in a thousand steps (three days) is an even bet, once in ten years all but sure."""
    third = min(rarity, _SURE) / 3.7
    return 1.0 - exp2(-third * third)


def _beyond(posts: int, usual: float) -> float:
    """Posts beyond what chance brings where ``usual`` are usual."""
    return max(0.0, posts - usual - sqrt(usual))


def _why(what: str, stream: Strength) -> str:
    if stream.expected <= 0:
        return f"{words.an_hour(stream.count)} {what} an hour, the usual is not known yet"
    rare = f" ({words.once_in(stream.rarity)})" if stream.rarity >= 1.5 else ""
    return f"{words.an_hour(stream.count)} {what} an hour, usual {words.an_hour(stream.expected)}{rare}"


def _share_words(bad: int, scored: int, posts: int) -> str:
    if scored:
        return f"{100 * bad / scored:.0f} %"
    return "not scored" if posts else "none"


def _late_words(situation: Situation) -> str:
    if situation.late:
        return f"{situation.late} of {situation.open} open"
    return count(situation.late_updates, "late update") if situation.late_updates else "none"
