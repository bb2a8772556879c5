"""Moments as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from warroom.domain.level import DAY, HOUR, MINUTE

_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*utc)?|([01]\d|2[0-3])([0-5]\d)(?:\s*utc)?")
_AWAY: Final = re.compile(r"([+-]?)\s*(\d{1,6})\s*(s|m|min|mins|minutes?|h|hours?)?")
_UNITS: Final = {"s": 1000, "m": MINUTE, "h": HOUR}


def moment(text: str, now: int, *, past: bool = False) -> int | None:
    """The moment (ms UTC) that ``text`` means at ``now``; None if it means none.

    Known: ``14:05``, ``14.05`` and ``1405`` (UTC, the next such time; with ``past`` the last one), ``10m``,
    ``+10 min``, ``2h``, ``-5m`` and a bare number of minutes (from now, with ``past`` before now), and an ISO date
    and time (UTC if it names no zone).
    """
    text = text.strip().lower()
    clock = _CLOCK.fullmatch(text)
    if clock:
        hour, minute = (part for part in clock.groups() if part is not None)
        at = now - now % DAY + int(hour) * HOUR + int(minute) * MINUTE
        if past:
            return at if at <= now + MINUTE else at - DAY
        return at if at >= now - now % MINUTE else at + DAY
    away = _AWAY.fullmatch(text)
    if away:
        back = away[1] == "-" or (past and away[1] != "+")
        return now + (-1 if back else 1) * int(away[2]) * _UNITS[(away[3] or "m")[0]]
    try:
        found = datetime.fromisoformat(text.upper())
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None
