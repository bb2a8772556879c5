"""Bins of the last day, kept dense, and who wrote in the last hour: what the gauge adds facts to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from warroom.analysis.gauge_parts import Bin, Fact
from warroom.analysis.volume import STEP

KEEP: Final = 288 + 72
"""Bins that are kept: a day, and the six hours that its first one looks back on."""
_HOUR: Final = 12
_Key = TypeVar("_Key", str, int)


class Bins:
    """One Bin per five minutes without gaps, the running one last."""

    __slots__ = ("_authors", "_live", "_texts", "_told", "all")

    def __init__(self, at: int) -> None:
        self.all: list[Bin] = [_bin(at)]
        self._live: dict[int, tuple[list[str], list[int]]] = {}
        """Authors and groups by bin of the last hour, as they came."""
        self._told: dict[int, tuple[int, int]] = {}
        """How many of both a bin from a store brought along."""
        self._authors: dict[str, int] = {}
        self._texts: dict[int, int] = {}

    @property
    def running(self) -> Bin:
        """The bin that is not over."""
        return self.all[-1]

    def at(self, moment: int) -> Bin | None:
        """The kept bin in which a moment lies; None if it is too old (or ahead)."""
        place = (moment - self.all[0].at) // STEP
        return self.all[place] if 0 <= place < len(self.all) else None

    def open(self, at: int) -> None:
        """Start the next bin."""
        self.all.append(_bin(at))
        if len(self.all) > 2 * KEEP:
            del self.all[:KEEP]
        for old in [start for start in self._told if start < at - _HOUR * STEP]:
            del self._told[old]
        for old in [start for start in self._live if start < at - _HOUR * STEP]:
            authors, texts = self._live.pop(old)
            self._authors = _without(self._authors, authors)
            self._texts = _without(self._texts, texts)

    def restore(self, one: Bin) -> None:
        """Put a bin from a store in the place of the running one, which must be empty."""
        own = msgspec.structs.replace(
            one,
            at=self.running.at,
            bad=one.bad_count,
            weight=one.all_weight,
            bad_weight=one.bad_weighed,
            authors=one.mentions if one.authors is None else one.authors,
            texts=one.mentions if one.texts is None else one.texts,
            platforms=dict(one.platforms),
            triggers=dict(one.triggers),
        )
        self.all[-1] = own
        self._told[own.at] = own.authors or 0, own.texts or 0

    def add(self, one: Bin, fact: Fact) -> tuple[float, float]:
        """Count a fact in its bin; returns the weight by which mentions and bad posts grew.

        A post weighs less the more its author and its text were heard in this hour, so that a few loud accounts
        are damped, but never to nothing. Its two halves add up, so that a further post never takes weight away.
        """
        weight = self._weigh(one, fact)
        stars = fact.rating is not None
        bad = bool(fact.negative) or fact.rating == 1
        one.weight = one.all_weight + weight
        one.mentions += 1
        if fact.negative is not None or stars:
            one.scored += 1
        if fact.negative:
            one.negative += 1
        if fact.rating == 1:
            one.one_star += 1
        if fact.reach:
            one.reach += fact.reach
        one.engagement += fact.engagement
        if fact.press:
            one.press += 1
        if fact.influencer:
            one.influencer += 1
        if bad:
            one.bad_weight = one.bad_weighed + weight
            one.bad = one.bad_count + 1
            one.platforms[fact.platform] = one.platforms.get(fact.platform, 0) + 1
            if fact.watched:
                one.watched += 1
        for name in fact.triggers:
            one.triggers[name] = one.triggers.get(name, 0) + 1
        return weight, weight if bad else 0.0

    def voices(self, hour: Sequence[Bin]) -> tuple[int, int, int]:
        """Posts, distinct authors and distinct texts of ``hour``, bins from a store by their own estimates."""
        posts, authors, texts = 0, len(self._authors), len(self._texts)
        for one in hour:
            posts += one.mentions
            told = self._told.get(one.at)
            if told:
                authors += told[0]
                texts += told[1]
        return posts, min(posts, authors), min(posts, texts)

    def _weigh(self, one: Bin, fact: Fact) -> float:
        at = one.at
        if at < self.running.at - _HOUR * STEP:
            one.authors, one.texts = (one.authors or 0) + 1, (one.texts or 0) + 1
            return 1.0
        live = self._live.setdefault(at, ([], []))
        # Nobody's name and nobody's group are each one of their own: a key that never repeats.
        author = fact.author or f"\0{at}\0{len(live[0])}"
        text = fact.group or -(at + len(live[1]))
        live[0].append(author)
        live[1].append(text)
        heard = self._authors[author] = self._authors.get(author, 0) + 1
        same = self._texts[text] = self._texts.get(text, 0) + 1
        if heard == 1:
            one.authors = (one.authors or 0) + 1
        if same == 1:
            one.texts = (one.texts or 0) + 1
        return 0.6 / heard + 0.4 / same


def _bin(at: int) -> Bin:
    return Bin(at=at, bad=0, weight=0.0, bad_weight=0.0, authors=0, texts=0, platforms={}, triggers={})


def _without(counts: dict[_Key, int], gone: Sequence[_Key]) -> dict[_Key, int]:
    for key in gone:
        left = counts[key] - 1
        if left:
            counts[key] = left
        else:
            del counts[key]
    return counts
