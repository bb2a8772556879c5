"""What a tone score means: one place for the lines between negative, neutral and positive."""

from __future__ import annotations

from typing import Final, Literal

NEGATIVE: Final = -34
"""A score (-100 to 100) from here down is negative. Chosen on labelled posts (tests/bench/bench_text.py)."""
POSITIVE: Final = 25
"""From here up it is positive."""
VERY_NEGATIVE: Final = -65


def is_negative(tone: int | None) -> bool:
    """Whether it was scored, and negative."""
    return tone is not None and tone <= NEGATIVE


def mood(tone: int | None) -> Literal["very negative", "negative", "neutral", "positive", "not scored"]:
    """The score in words. Not scored is not neutral."""
    if tone is None:
        return "not scored"
    if tone <= VERY_NEGATIVE:
        return "very negative"
    return "negative" if tone <= NEGATIVE else "positive" if tone >= POSITIVE else "neutral"
