"""How long to wait after trouble: full jitter, never giving up."""

from __future__ import annotations

import random
from typing import Final

FIRST_S: Final = 30.0
LONGEST_S: Final = 900.0
SHORTEST_S: Final = 5.0


def delay(fails: int, rng: random.Random, *, asked: float | None = None) -> float:
    """Seconds to wait after ``fails`` failures in a row (1 is the first).

    Full jitter: evenly drawn between 5 s and the ceiling, which doubles from 30 s to 15 min, so that forty
    sources that fell silent together do not come back together. It never says "give up": whoever was down for a
    night is asked again within a quarter of an hour, with one request (the half-open probe is the poll itself).
    ``asked`` is what the server wants; the answer is never sooner than that.
    """
    doublings = min(max(fails - 1, 0), 16)
    ceiling = min(FIRST_S * 2.0**doublings, LONGEST_S)
    drawn = rng.uniform(SHORTEST_S, ceiling)
    return max(drawn, asked) if asked is not None else drawn
