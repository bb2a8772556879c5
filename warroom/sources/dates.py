"""Moments as strangers write them → ms UTC, or None when they cannot be believed.

What matters here is to be wrong never rather than to be clever: zone names that other parsers silently take
for UTC (``CEST``) are known by their offset, and an offset of 99 hours, a 13th month or the year 99999 is
unreadable instead of some other day.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
AHEAD_MS: Final = 10 * MINUTE_MS
"""How far a clock elsewhere may run ahead of ours."""
OLD_MS: Final = 90 * DAY_MS
"""What was posted longer ago than this is history, not news."""
EARLIEST_MS: Final = 631_152_000_000
"""1990: nothing on the web is older."""

_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
    # German, French, Spanish, Portuguese, Italian, Dutch: feeds are written by hand more often than by the book
    "jän": 1, "ene": 1, "gen": 1, "fev": 2, "fév": 2, "mär": 3, "mrt": 3, "abr": 4, "avr": 4, "mai": 5, "mag": 5,
    "mei": 5, "juin": 6, "giu": 6, "juil": 7, "lug": 7, "ago": 8, "aoû": 8, "set": 9, "okt": 10, "out": 10, "ott": 10,
    "dez": 12, "dic": 12, "déc": 12,
}  # fmt: skip
_ZONES: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
    "bst": 60, "west": 60, "cet": 60, "met": 60, "mez": 60, "wat": 60,
    "cest": 120, "mest": 120, "mesz": 120, "eet": 120, "sast": 120, "cat": 120,
    "eest": 180, "msk": 180, "trt": 180, "eat": 180, "gst": 240, "pkt": 300, "ist": 330, "npt": 345,
    "wib": 420, "ict": 420, "hkt": 480, "sgt": 480, "awst": 480, "pht": 480, "jst": 540, "kst": 540,
    "acst": 570, "acdt": 630, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "nst": -210, "ndt": -150, "ast": -240, "adt": -180, "brt": -180, "art": -180, "clt": -240,
    "est": -300, "edt": -240, "et": -300, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}  # fmt: skip
"""Zone names in minutes east of Greenwich. Where one name is used in several countries (IST, CST, BST, AST), the
one with the most people writing in a language of the Latin or Devanagari script stands here."""

_ISO = re.compile(
    r"(\d{4})-?(\d\d)(?:-?(\d\d))?"
    r"(?:[Tt\s]\s*(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?)?\s*([Zz]|[+-]\d\d:?\d\d|[+-]\d\d|[A-Za-z]{2,5})?)?"
)
_MAIL = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s*)?(\d{1,2})[\s-]+([^\W\d_]{3,10})\.?,?[\s-]+(\d{4}|\d\d),?"
    r"(?:\s+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s*([AaPp][Mm])?)?\s*([+-]?\d\d:?\d\d|[+-]\d\d|[A-Za-z]{1,5})?"
    r"(?:\s*\([^()]{0,40}\))?"
)
_CTIME = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+"
    r"(?:(\d{1,2}):(\d\d)(?::(\d\d))?\s+(?:([A-Za-z]{1,5})\s+)?)?(\d{4})"
    r"(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp][Mm])?)?\s*([+-]\d\d:?\d\d|[A-Za-z]{1,5})?"
)
_NUMBER = re.compile(r"\d{9,10}(\.\d{1,9})?|\d{12,13}")


def parse(text: str, zone: tzinfo = UTC) -> int | None:
    """A written moment as ms UTC: ISO 8601, the dates of e-mail, ``ctime``, seconds or ms since 1970.

    ``zone`` is what a moment without an offset is in. None for what is not one, names a zone that we do not know,
    or is impossible. Says nothing about whether the moment is plausible: that is :func:`believed`.
    """
    text = text.strip()[:100]
    if _NUMBER.fullmatch(text):
        return int(float(text) * 1000) if len(text.partition(".")[0]) <= 10 else int(text)
    for pattern, read in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            return read(found, zone)
    return None


def known_form(text: str) -> bool:
    """Whether ``text`` is written in a form that :func:`parse` decides about; if so, nobody else may guess."""
    text = text.strip()[:100]
    return _NUMBER.fullmatch(text) is not None or any(pattern.fullmatch(text) for pattern, _ in _FORMS)


def from_struct(fields: tuple[int, ...]) -> int | None:
    """A UTC time tuple as ms; None when it is out of every calendar."""
    try:
        return calendar.timegm(fields) * 1000
    except (ValueError, OverflowError, TypeError):
        return None


def believed(moment: int | None, now: int) -> tuple[int | None, str]:
    """(moment or None, flag): ``date`` for what cannot be believed, ``old`` for what is true but history.

    A date in the future would stay on top for ever, and one before the web is a mistake: neither is believed,
    and the caller shows when the post was first seen. A date more than 90 days back is kept with the flag ``old``:
    a feed's archive, read for the first time, must look like an archive and not like a burst of news.
    """
    if moment is None or moment > now + AHEAD_MS or moment < EARLIEST_MS:
        return None, "date"
    return moment, "old" if moment < now - OLD_MS else ""


def _from_iso(found: re.Match[str], zone: tzinfo) -> int | None:
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    millis = int((fraction or "0").ljust(3, "0")[:3])
    date = int(year), int(month), int(day or 1)
    return _moment(date, (int(hour or 0), int(minute or 0), int(second or 0), millis), offset, zone)


def _from_mail(found: re.Match[str], zone: tzinfo) -> int | None:
    day, month, year, hour, minute, second, half, offset = found.groups()
    date = _year(year), _month(month), int(day)
    return _moment(date, (_hour(hour, half), int(minute or 0), int(second or 0), 0), offset, zone)


def _from_ctime(found: re.Match[str], zone: tzinfo) -> int | None:
    month, day, hour, minute, second, middle, year, hour2, minute2, second2, half, offset = found.groups()
    clock = _hour(hour or hour2, half), int(minute or minute2 or 0), int(second or second2 or 0), 0
    return _moment((int(year), _month(month), int(day)), clock, offset or middle, zone)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (1900 if int(text) >= 70 else 2000)


def _month(text: str) -> int:
    word = text.lower()
    return _MONTHS.get(word[:3]) or _MONTHS.get(word[:4], 0)


def _hour(text: str | None, half: str | None) -> int:
    hour = int(text or 0)
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower() == "pm" else 0) if 1 <= hour <= 12 else 99


def _moment(
    date: tuple[int, int, int], clock: tuple[int, int, int, int], offset: str | None, zone: tzinfo
) -> int | None:
    minutes = _minutes(offset)
    if minutes is None and offset:
        return None
    hour, minute, second, millis = clock
    days = 0
    if (hour, minute, second) == (24, 0, 0):
        hour, days = 0, 1
    leap = second == 60  # a leap second is told as the second after it
    try:
        local = datetime(*date, hour, minute, 59 if leap else second, tzinfo=zone)
        if minutes is not None:
            local = local.replace(tzinfo=UTC) - timedelta(minutes=minutes)
        whole = local.astimezone(UTC) + timedelta(days=days, seconds=int(leap))
    except (ValueError, OverflowError):
        return None
    return calendar.timegm(whole.timetuple()) * 1000 + millis


def _minutes(offset: str | None) -> int | None:
    """An offset or zone name in minutes east; None when there is none or it is not known."""
    if not offset:
        return None
    if offset[0].isalpha():
        return _ZONES.get(offset.lower())
    digits = offset.lstrip("+-").replace(":", "").ljust(4, "0")
    hours, rest = int(digits[:2]), int(digits[2:])
    if hours > 14 or rest > 59:
        return None
    return (hours * 60 + rest) * (-1 if offset[0] == "-" else 1)


_FORMS: Final = ((_ISO, _from_iso), (_MAIL, _from_mail), (_CTIME, _from_ctime))
