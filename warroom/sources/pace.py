"""What a server's headers say about when to come back. Pure; moments are ms UTC, waits are seconds."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

SHORTEST_S: Final = 5.0
LONGEST_S: Final = 3600.0
_UNREADABLE_S = 60.0
_EPOCH_FROM = 1e9  # a number this big is a moment, not a wait


def asked_wait(headers: Mapping[str, str], now: int) -> float | None:
    """Seconds that a 429 or 503 asks for, kept within 5 s and 1 h; None when no header says anything.

    ``Retry-After`` is seconds or an HTTP date. Networks that send none send a reset moment: Mastodon and
    GoToSocial an ISO time, Bluesky and X seconds since 1970, Reddit seconds left with a fraction.
    """
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"):
        said = headers.get(name, "").strip()
        if said:
            seconds = _seconds(said, now)
            return _UNREADABLE_S if seconds is None else min(max(seconds, SHORTEST_S), LONGEST_S)
    return None


def used_up(headers: Mapping[str, str], now: int) -> float | None:
    """Seconds until the next request when a good answer says that none is left; None when some are left."""
    for prefix in ("x-ratelimit", "ratelimit", "x-rate-limit"):
        left = headers.get(f"{prefix}-remaining", "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", left) and float(left) < 1:
            seconds = _seconds(headers.get(f"{prefix}-reset", "").strip(), now)
            return None if seconds is None else min(max(seconds, SHORTEST_S), LONGEST_S)
    return None


def max_age(headers: Mapping[str, str]) -> int:
    """``Cache-Control: max-age`` in seconds, at most 1 h; 0 when it is absent or forbids keeping."""
    said = headers.get("cache-control", "").lower()
    if "no-cache" in said or "no-store" in said:
        return 0
    found = re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,9})", said)
    return min(int(found[1]), int(LONGEST_S)) if found else 0


def _seconds(said: str, now: int) -> float | None:
    if re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", said):
        number = float(said)
        return number - now / 1000 if number > _EPOCH_FROM else number
    moment = _moment(said)
    return None if moment is None else moment - now / 1000


def _moment(said: str) -> float | None:
    try:
        when = datetime.fromisoformat(said) if said[:4].isdigit() else email.utils.parsedate_to_datetime(said)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
