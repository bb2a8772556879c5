"""A text laid out for the reader: lower case of the same length, words, sentences, and times as people write them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Final, TypeAlias

LONGEST: Final = 20_000
"""Characters that are read."""

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_END: Final = re.compile(r"[.!?…]+[\"'”’»)]*(?=\s|$)|\n\s*\n|\n(?=\s*[-•*–])")
_STRAIGHT: Final = str.maketrans("’‘ʼ´`", "'''''")

_ZONE: Final = r"utc|gmt|bst|cest|cet|mesz|mez|edt|est|cdt|cst|mdt|mst|pdt|pst|ist|aest|aedt|jst|sgt|msk|eest|eet"
CLOCK: Final = (
    r"(?:(?:[01]?\d|2[0-4])[:.][0-5]\d(?: ?(?:am|pm|a\.m\.|p\.m\.))?|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o'clock|uhr)"
    rf"|noon|midday|midnight|mittag|mitternacht)(?: ?(?:{_ZONE})\b)?"
)
SPAN: Final = (
    r"(?:the (?:next )?(?:hour|half hour|day|week)|dieser stunde|(?:\d{1,3}|an?|the next|one|two|three|four|five|six"
    r"|ten|fifteen|twenty|thirty|half an|eine[rn]?|zwei|drei"
    r"|wenige[nr]?|den nächsten|der nächsten)(?: \d{1,3})?(?: (?:few|couple of|paar|working))?"
    r" ?(?:minutes?|mins?|hours?|hrs?|half hour|days?|weeks?|minuten|stunden?|tage?n?|wochen?|werktage?n?))\b"
)
DAY: Final = (
    r"(?:(?:(?:later|early|late) )?today|tonight|tomorrow(?: (?:morning|afternoon|evening|night|noon))?"
    r"|this (?:morning|afternoon|evening|week)|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:the )?end of (?:the |this )?(?:day|week|month)|close of business|(?:quarter|half|ten) past"
    r"|heute(?: (?:noch|abend|nachmittag|nacht|mittag))?|morgen(?: früh)?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|ende der woche)\b"
)
TIME: Final = f"(?:{CLOCK}|{SPAN}|{DAY})"
_ZONES: Final = {
    "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "edt": -240, "est": -300,
    "cdt": -300, "cst": -360, "mdt": -360, "mst": -420, "pdt": -420, "pst": -480,
}  # fmt: skip
"""Minutes ahead of UTC. Of a zone that stands above and not here nobody can say which country's is meant."""
_NAMED: Final = {"noon": 720, "midday": 720, "mittag": 720, "midnight": 0, "mitternacht": 0}
_MINUTES: Final = {"min": 1, "hou": 60, "hrs": 60, "hr": 60, "stu": 60, "hal": 30}
_COUNTS: Final = {
    "a": 1, "an": 1, "the next": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "eine": 1, "einer": 1, "zwei": 2, "drei": 3,
    "den nächsten": 1, "der nächsten": 1,
}  # fmt: skip


def bag(said: str) -> frozenset[str]:
    """The words of a list that is written as words."""
    return frozenset(said.split())


STOP: Final = bag(
    # English
    "a about after again all also an and any are as at be been before but by can could did do does for from get had has"
    " have he her his how i if in into is it its just may me more most much my no not now of off on one only or other"
    " our out over own she should so some still such than that the their them then there these they this those"
    " through to today too under until up us very was we were what when where which while who why will with would"
    " yet you your yes per each every since both here"
    # German
    " aber alle als am auch auf aus bei bis das dass dem den der des die doch ein eine einem einen einer er es für"
    " haben hat hatte ich ihr ihre im ist ja kein keine man mehr mit nach nicht noch nun nur oder sein sich sie sind"
    " um und uns unser unsere vom von vor war waren was weil wenn werden wie wir wird wurde wurden zu zum zur über"
)


Word: TypeAlias = tuple[str, int, int]
"""A word in lower case, where it begins and where it ends."""


class Page:
    """A text as the reader sees it."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST]
        self.low = lowered(self.text)
        self.words: list[Word] = [(match.group(), *match.span()) for match in _WORD.finditer(self.low)]
        self._starts = [0, *(match.end() for match in _END.finditer(self.low))]

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends."""
        number = bisect_right(self._starts, at)
        return self._starts[number - 1], self._starts[number] if number < len(self._starts) else len(self.low)

    def sentences(self) -> list[tuple[int, int]]:
        """Where each sentence begins and ends."""
        return list(zip(self._starts, [*self._starts[1:], len(self.low)], strict=True))


def lowered(text: str) -> str:
    """Lower case with straight apostrophes, as long as before whatever the script."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(lower if len(lower := char.lower()) == 1 else char for char in text)
    return low.translate(_STRAIGHT)


def words_of(low: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(low)


def stem(word: str) -> str:
    """The beginning of a word, which its forms share well enough: ``delet`` of delete, deleted, deletion."""
    return word[:5] if len(word) > 5 else word.removesuffix("s")


def content(low: str) -> set[str]:
    """Stems of the words that carry the meaning."""
    return {stem(word) for word in words_of(low) if word not in STOP and (len(word) > 2 or word.isdigit())}


@cache
def pattern(source: str) -> re.Pattern[str]:
    """A pattern whose blanks stand for any few blanks, compiled when it is first needed."""
    return re.compile(source.replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,8}"))


def minute(low: str, now: int = 0) -> int | None:
    """The minute of the day, UTC, that the first time in a text names; None if it names none.

    ``now`` (ms UTC) is for times like ``within 20 minutes``. A clock without a zone counts as UTC. Another day, or a
    zone that several countries call by that name, is None.
    """
    if pattern(r"\b(?:tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morgen|\w+tag|mittwoch)\b").search(low):
        return None
    found = pattern(rf"\b{CLOCK}").search(low)
    if found:
        zone = pattern(rf" ?(?:{_ZONE})$").search(found.group())
        at = _clock(found.group()[: zone.start()] if zone else found.group())
        away = _ZONES.get(zone.group().strip()) if zone else 0
        return None if at is None or away is None else (at - away) % 1440
    span = pattern(SPAN).search(low) if now else None
    if span is None:
        return None
    away = _away(" ".join(span.group().split()))
    return (now // 60_000 + away) % 1440 if away else None


def _clock(said: str) -> int | None:
    said = said.replace(" ", "")
    if said in _NAMED:
        return _NAMED[said]
    numbers = re.findall(r"\d+", said)
    hour, minutes = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
    if said.endswith(("pm", "p.m.")) and hour < 12:
        hour += 12
    elif said.endswith(("am", "a.m.")) and hour == 12:
        hour = 0
    elif said.endswith("o'clock") and hour <= 12:
        return None  # of the morning or the evening?
    return (hour * 60 + minutes) % 1440 if hour <= 24 and minutes < 60 else None


def _away(said: str) -> int:
    """Minutes of ``20 minutes``; 0 for days and for what is not exact."""
    if said.startswith("half an"):
        return 30
    count, _, unit = said.rpartition(" ")
    if said in ("the hour", "the next hour", "dieser stunde"):
        return 60
    if unit == "hour" and count.endswith("half"):
        return 30
    numbers = re.findall(r"\d+", said)
    many = int(numbers[0]) if numbers else _COUNTS.get(count, 0)
    unit = re.sub(r"[\d ]", "", unit)
    return many * next((worth for begin, worth in _MINUTES.items() if unit.startswith(begin)), 0)
