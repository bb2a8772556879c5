"""How the gauge says it: values, reasons and conditions in words for people (design: screens, section 6)."""

from __future__ import annotations

from math import floor
from typing import Final

from warroom.domain.words import count

NAMES: Final = ("Volume", "Negative", "Reach", "Press, influencers", "Late answers")
_BACK: Final = (
    "mentions came back to usual",
    "negative posts came back to usual",
    "reach came back to usual",
    "press and influencers fell silent",
    "the late answers were given",
)


def times(ratio: float) -> str:
    """``8.4 × normal``."""
    return f"{ratio:.1f} × normal" if ratio < 99.95 else f"{ratio:.0f} × normal"


def big(number: float) -> str:
    """``none``, ``860``, ``40 K``, ``2.1 M``."""
    for size, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if number >= size * 0.9995:
            value = number / size
            return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"
    return f"{number:.0f}" if number >= 1 else "none"


def once_in(rarity: float) -> str:
    """How often a rarity in five-minute steps happens: ``once in 40 days``."""
    minutes = 5 * 10**rarity
    for size, unit, most in ((1, "minute", 90), (60, "hour", 36), (1440, "day", 90), (43_830, "month", 24)):
        if minutes / size < most:
            return f"once in {count(max(1, round(minutes / size)), unit)}"
    years = minutes / 525_960
    return f"once in {years:.0f} years" if years < 9.5 else "once in ten years or more"


def an_hour(number: float) -> str:
    """A rate per hour: whole from ten on, one decimal below."""
    return f"{number:.0f}" if number >= 9.95 else f"{number:.1f}".removesuffix(".0")


def back(driver: int) -> str:
    """What would have to happen for a driver to go: ``negative posts came back to usual``."""
    return _BACK[driver]


def shares_of(parts: tuple[float, ...], total: int) -> tuple[int, ...]:
    """``total`` split in proportion to ``parts``, whole and summing up exactly (largest remainder)."""
    whole = sum(parts)
    if whole <= 0 or total <= 0:
        return (0,) * len(parts)
    exact = [total * part / whole for part in parts]
    points = [floor(value) for value in exact]
    rest = sorted(range(len(parts)), key=lambda i: (points[i] - exact[i], i))
    for i in rest[: total - sum(points)]:
        points[i] += 1
    return tuple(points)
