"""When a text says that something happens: a clock time or a day, and the event it belongs to."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from warroom.analysis.conflict_sentences import Sentence, kinds, listed

_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)")
_ZONES: Final = {
    "utc": 0,
    "gmt": 0,
    "bst": 60,
    "cet": 60,
    "cest": 120,
    "est": -300,
    "edt": -240,
    "pst": -480,
    "pdt": -420,
}
_DAYS: Final = {
    name: number
    for number, names in enumerate(
        ("monday montag", "tuesday dienstag", "wednesday mittwoch", "thursday donnerstag", "friday freitag",
         "saturday samstag", "sunday sonntag"))
    for name in names.split()
}  # fmt: skip
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("january jan januar", "february feb februar", "march mar marz", "april apr", "may mai", "june jun juni",
         "july jul juli", "august aug", "september sep sept", "october oct oktober", "november nov",
         "december dec dezember"), 1)
    for name in names.split()
}  # fmt: skip
_HOW: Final = {
    "by": "by", "before": "by", "until": "by", "till": "by", "than": "by", "bis": "by", "vor": "by", "latest": "by",
    "after": "after", "from": "after", "nach": "after", "ab": "after", "since": "after", "seit": "after",
    "around": "about", "about": "about", "approximately": "about", "gegen": "about", "ca": "about", "~": "about",
    "at": "at", "um": "at", "on": "at", "am": "at", "for": "at",
}  # fmt: skip
_ABOUT = 20


class When(NamedTuple):
    """A time that a sentence gives to an event."""

    event: str
    clock: int | None
    """Minutes of the day; UTC if ``zoned``."""
    zoned: bool
    day: tuple[str, int] | None
    """("weekday", 0 to 6), ("date", month * 100 + day), or ("other", 0) for tomorrow and the like."""
    how: str
    """at, by, after or about."""
    rest: frozenset[str]
    """What else the sentence speaks of."""
    qualified: frozenset[str]
    words: str
    sentence: Sentence


def whens(sentence: Sentence) -> list[When]:
    """Every time that a sentence gives outright to one event."""
    words = sentence.words
    if not sentence.sure or sentence.negated or "between" in words or "zwischen" in words:
        return []
    clocks = [(at, found) for at in range(len(words)) if (found := _clock(words, at))]
    days = [(at, day) for at in range(len(words)) if (day := _day(words, at))]
    if len(clocks) > 1 or len({day for _, day in days}) > 1 or not (clocks or days):
        return []
    at = clocks[0][0] if clocks else days[0][0]
    event = _event(sentence, at)
    if not event:
        return []
    how, first = _how(words, at)
    clock, zoned, last = clocks[0][1] if clocks else (None, False, at)
    last = max(last, at + (0 if clocks else _day_length(words, at)))
    return [
        When(
            event=f"{'will ' if sentence.future and event != 'update' else ''}{event}",
            clock=clock,
            zoned=zoned,
            day=days[0][1] if days else None,
            how=how,
            rest=frozenset(
                one for one in sentence.content if one != event and kinds().get(one) not in {"event", "good"}
            ),
            qualified=listed("qualifier") & set(words),
            words=sentence.shown(first, last + 1),
            sentence=sentence,
        )
    ]


def _clock(words: tuple[str, ...], at: int) -> tuple[int, bool, int] | None:
    """(minutes, whether a zone is named, where it ends)."""
    found = _CLOCK.fullmatch(words[at])
    after = words[at + 1] if at + 1 < len(words) else ""
    if found:
        hour, minute = int(found[1]), int(found[2])
    elif words[at].isdigit() and (
        after in {"am", "pm", "uhr", "utc", "gmt"} or words[at + 1 : at + 3] in {("p", "m"), ("a", "m")}
    ):
        hour, minute = int(words[at]), 0
    else:
        return None
    end = at
    if words[at + 1 : at + 3] in {("p", "m"), ("a", "m")}:
        after, end = after + "m", at + 2
    elif after in {"am", "pm"}:
        end = at + 1
    if after in {"am", "pm"} and 1 <= hour <= 12:
        hour = hour % 12 + (12 if after == "pm" else 0)
    elif after == "uhr":
        end = at + 1
    if hour > 24 or minute > 59:
        return None
    zone = words[end + 1] if end + 1 < len(words) else ""
    if zone in _ZONES:
        return (hour * 60 + minute - _ZONES[zone]) % 1440, True, end + 1
    return hour * 60 + minute, False, end


def _day(words: tuple[str, ...], at: int) -> tuple[str, int] | None:
    word = words[at]
    if word in _DAYS:
        return "weekday", _DAYS[word]
    if word in {"next", "nachsten"}:
        return ("other", 0) if at + 1 < len(words) and words[at + 1] in _DAYS else None
    if word in listed("other-day"):
        return "other", 0
    if word in _MONTHS:
        for near in (at - 1, at + 1):
            if (
                0 <= near < len(words)
                and len(words[near]) < 3
                and words[near].isdigit()
                and 1 <= int(words[near]) <= 31
            ):
                return "date", _MONTHS[word] * 100 + int(words[near])
    return None


def _day_length(words: tuple[str, ...], at: int) -> int:
    return 1 if words[at] in _MONTHS and at + 1 < len(words) and words[at + 1].isdigit() else 0


def _how(words: tuple[str, ...], at: int) -> tuple[str, int]:
    """How the time is meant, and where its words begin."""
    begin = at - 1 if words[at] in _MONTHS and at and words[at - 1].isdigit() else at
    for place in range(begin - 1, max(-1, begin - 4), -1):
        if words[place] in _HOW:
            return _HOW[words[place]], place
        if words[place] not in {"the", "dem", "den", "about", "around", "on"} and words[place] not in _DAYS:
            break
    return "at", begin


def _event(sentence: Sentence, at: int) -> str:
    """The last event named before the time, else the first after it."""
    order = [*range(at - 1, -1, -1), *range(at, len(sentence.classes))]
    return next((sentence.classes[p] for p in order if kinds().get(sentence.classes[p]) in {"event", "good"}), "")


def differ(ours: When, theirs: When) -> bool:
    """Whether two sentences give different times to one event."""
    if ours.event != theirs.event or ours.qualified != theirs.qualified or not _same_subject(ours, theirs):
        return False
    if ours.day != theirs.day:
        comparable = ours.day and theirs.day and ours.day[0] == theirs.day[0] != "other"
        return bool(comparable and (ours.how in {"at", "by"} and theirs.how == ours.how))
    if (
        ours.clock is None
        or theirs.clock is None
        or (ours.day and ours.day[0] == "other" and ours.clock == theirs.clock)
    ):
        return False
    if ours.zoned != theirs.zoned and (ours.clock - theirs.clock) % 60 == 0:
        return False
    return _clocks_differ(ours.how, ours.clock, theirs.how, theirs.clock)


def _same_subject(ours: When, theirs: When) -> bool:
    if ours.event == "update":
        return not (ours.rest and theirs.rest) or bool(ours.rest & theirs.rest)
    if ours.sentence.personal or theirs.sentence.personal:
        return False
    both = ours.rest | theirs.rest
    return not both or len(ours.rest & theirs.rest) * 2 >= len(both)


def _clocks_differ(how: str, clock: int, other: str, theirs: int) -> bool:
    pair = {how, other}
    if "about" in pair:
        return pair <= {"about", "at"} and abs(clock - theirs) > _ABOUT
    if how == other:
        return how != "after" and clock != theirs
    if pair == {"at", "by"}:
        at, by = (clock, theirs) if how == "at" else (theirs, clock)
        return at > by
    if pair == {"at", "after"}:
        at, after = (clock, theirs) if how == "at" else (theirs, clock)
        return at < after
    by, after = (clock, theirs) if how == "by" else (theirs, clock)
    return by <= after
