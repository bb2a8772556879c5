"""Times as people type them: ``10m``, ``1h``, ``14:45``."""

from __future__ import annotations

import re
from typing import Final

from warroom.domain.level import DAY, MINUTE

_LENGTH: Final = re.compile(r"\+?(\d{1,4})\s*(m|min|minutes?|h|hours?)?", re.IGNORECASE)
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)(?:\s*utc)?", re.IGNORECASE)


def minutes_in(text: str) -> int | None:
    """Minutes in ``30``, ``30 min`` or ``2h``; None when it is none of these."""
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        return None
    unit = (found[2] or "m")[0].lower()
    return int(found[1]) * (60 if unit == "h" else 1)


def clock_time(text: str, now: int) -> int | None:
    """The next time (ms UTC) that the clock shows ``14:45`` or ``1445``; None when that is no time."""
    found = _CLOCK.fullmatch(text.strip())
    if not found or (":" not in text and "." not in text and len(text.strip()) < 4):
        return None
    at = now - now % DAY + (int(found[1]) * 60 + int(found[2])) * MINUTE
    return at if at >= now - now % MINUTE else at + DAY


def moment(text: str, now: int) -> int | None:
    """Milliseconds UTC of a clock time or a length of time from now; None when it is neither."""
    at = clock_time(text, now)
    if at is not None:
        return at
    length = minutes_in(text)
    return None if length is None else now + length * MINUTE
