"""Moments as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from warroom.domain.level import DAY, HOUR, MINUTE

_UNITS = {"s": 1000, "m": MINUTE, "min": MINUTE, "h": HOUR}


def moment(text: str, now: int, *, past: bool = False) -> int | None:
    """The moment (ms UTC) that ``text`` means at ``now``; None if it means none.

    Known: ``14:05`` (UTC, the next such time; with ``past`` the last one), ``+10m`` and ``-5m``, ``10m`` (from now,
    with ``past`` before now), and an ISO date and time (UTC if it names no zone).
    """
    text = text.strip().lower()
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        at = now - now % DAY + int(clock[1]) * HOUR + int(clock[2]) * MINUTE
        if past:
            return at if at <= now + MINUTE else at - DAY
        return at if at >= now - MINUTE else at + DAY
    away = re.fullmatch(r"([+-]?)\s*(\d{1,6})\s*(s|m|min|h)", text)
    if away:
        back = away[1] == "-" or (past and away[1] != "+")
        return now + (-1 if back else 1) * int(away[2]) * _UNITS[away[3]]
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    try:
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)
    except (OverflowError, OSError):
        return None
