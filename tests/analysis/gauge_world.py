"""A small world for the gauge's tests: a brand with days and nights, and what may befall it. Seeded, no clock."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator

from warroom.analysis.gauge import Bin, Fact, Gauge, Situation
from warroom.analysis.volume import STEP
from warroom.domain.level import DAY, HOUR, MINUTE
from warroom.domain.reading import Reading

START = 1_790_000_000_000 - 1_790_000_000_000 % DAY
"""Midnight UTC of some day."""
PLATFORMS = ("X", "LI", "RD", "MA")

Rate = Callable[[int], float]


def flat(an_hour: float) -> Rate:
    return lambda at: an_hour


def daily(an_hour: float, swing: float = 0.8, shift: int = 0) -> Rate:
    """Busy at 15:00 UTC, quiet at 3:00; ``swing`` of 1 would be silent at night."""
    return lambda at: an_hour * (1 + swing * math.sin(2 * math.pi * ((at + shift) % DAY / DAY - 0.375)))


def weekly(an_hour: float) -> Rate:
    by_day = daily(an_hour)
    return lambda at: by_day(at) * (0.4 if (at // DAY + 4) % 7 in {0, 6} else 1.0)


def poisson(rng: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, n = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        n += 1
    return n


def posts(
    rng: random.Random,
    rate: Rate,
    start: int,
    end: int,
    *,
    negative: float = 0.2,
    reach: float = 600,
    press: float = 0.002,
    influencer: float = 0.005,
    platforms: tuple[str, ...] = PLATFORMS,
    authors: int = 10_000,
) -> list[Fact]:
    """Posts of a stream with the given rate per hour, in order of time."""
    facts = []
    for minute in range(start, end, MINUTE):
        for _ in range(poisson(rng, rate(minute) / 60)):
            at = minute + rng.randrange(MINUTE)
            facts.append(
                Fact(
                    at=at, seen=at, negative=rng.random() < negative, platform=rng.choice(platforms),
                    reach=int(reach * math.exp(rng.gauss(0, 1.3))), author=f"a{rng.randrange(authors)}",
                    press=rng.random() < press, influencer=rng.random() < influencer,
                )
            )  # fmt: skip
    return sorted(facts, key=lambda fact: fact.at)


def history(
    rng: random.Random, rate: Rate, start: int, end: int, *, negative: float = 0.2, reach: float = 1400.0
) -> list[Bin]:
    """Bins of a quiet past, as a store would give them: nothing about authors and texts."""
    bins = []
    for at in range(start, end, STEP):
        n = poisson(rng, rate(at) / 12)
        if n:
            bad = sum(rng.random() < negative for _ in range(n))
            names: dict[str, int] = {}
            for _ in range(bad):
                name = rng.choice(PLATFORMS)
                names[name] = names.get(name, 0) + 1
            total = sum(int(600 * math.exp(rng.gauss(0, 1.3))) for _ in range(n))
            bins.append(Bin(at=at, mentions=n, negative=bad, scored=n, reach=total, platforms=names,
                            press=int(rng.random() < 0.002 * n), influencer=int(rng.random() < 0.005 * n)))  # fmt: skip
    return bins


def play(
    gauge: Gauge, facts: list[Fact], start: int, end: int, *, every: int = MINUTE,
    situation: Callable[[int], Situation] | None = None,
) -> Iterator[Reading]:  # fmt: skip
    """Let the room live from start to end: mentions as they are seen, a reading now and then."""
    queue = sorted(facts, key=lambda fact: fact.seen)
    i = 0
    for now in range(start, end + 1, every):
        while i < len(queue) and queue[i].seen <= now:
            gauge.add(queue[i])
            i += 1
        yield gauge.read(now, situation(now) if situation else None)


def crisis_rate(start: int) -> Rate:
    """A B2B data loss: some 320 posts in three hours and a tail, on top of the usual ones."""
    steps = ((12, 60), (40, 45), (70, 70), (130, 170), (180, 100), (300, 20))

    def rate(at: int) -> float:
        minute = (at - start) / MINUTE
        if minute < 0:
            return 0.0
        return next((an_hour for until, an_hour in steps if minute < until), 0.0)

    return rate


def hours(moment: float) -> int:
    return round(moment * HOUR)
