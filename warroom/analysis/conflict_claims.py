"""Amounts that a sentence states: a number of something, or a part of it (``all``, ``most``, ``no``), as a range."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from warroom.analysis.conflict_sentences import Sentence, kinds, listed
from warroom.analysis.suggest_terms import stem

EPS: Final = 1e-6
NONE: Final = (0.0, 0.0)
SOME: Final = (EPS, 1.0)
NOT_ALL: Final = (0.0, 1 - EPS)
ALL: Final = (1.0, 1.0)

_WORDS_FOR_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        ("two zwei", "three drei", "four vier", "five funf", "six sechs", "seven sieben", "eight acht", "nine neun",
         "ten zehn", "eleven elf", "twelve zwolf"), 2)
    for word in words.split()
}  # fmt: skip


class Amount(NamedTuple):
    """So many, or such a part, of something."""

    thing: str
    """Stem of what is counted."""
    group: str
    """Its class, or the stem again."""
    said: str
    """What is said of it: a class, or ""."""
    many: tuple[float, float] | None
    """The number as a range."""
    total: float | None
    part: tuple[float, float] | None
    """0 to 1."""
    narrow: frozenset[str]
    """Words that limit what is counted."""
    moment: frozenset[str]
    """Clock times and years in its sentence."""
    words: str
    """As written."""
    sentence: Sentence


_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR = 4
_MONEY = frozenset("€$£")
_UNITS: Final = {
    "%": "%", "percent": "%", "prozent": "%", "€": "€", "euro": "€", "euros": "€", "$": "$", "dollars": "$", "£": "£",
}  # fmt: skip
_ROUGHLY = {
    "about": "~", "around": "~", "roughly": "~", "nearly": "~", "almost": "~", "approximately": "~", "etwa": "~",
    "rund": "~", "ca": "~", "circa": "~", "knapp": "~", "~": "~", "over": ">", "than": ">", "least": ">",
    "mindestens": ">", "uber": ">", "als": ">", "most": "<", "under": "<", "hochstens": "<", "below": "<",
}  # fmt: skip
_OF = frozenset(("of", "von", "der", "the", "our", "all", "unserer", "unseren", "these", "those", "out", "den"))
_QUANTITIES: Final[Mapping[str, tuple[float, float]]] = {
    "all": ALL, "every": ALL, "everything": ALL, "everybody": ALL, "everyone": ALL, "alle": ALL, "alles": ALL,
    "each": ALL,
    "most": (0.5, 1 - EPS), "meisten": (0.5, 1 - EPS), "half": (0.4, 0.6), "halfte": (0.4, 0.6),
    "some": SOME, "several": SOME, "many": SOME, "einige": SOME, "mehrere": SOME, "manche": SOME,
    "few": (EPS, 0.5), "wenige": (EPS, 0.5),
    "no": NONE, "none": NONE, "nothing": NONE, "nobody": NONE, "noone": NONE, "kein": NONE, "keine": NONE,
    "keinen": NONE, "keiner": NONE, "nichts": NONE, "niemand": NONE,
}  # fmt: skip
_ALONE: Final = {
    "everything": "data", "nothing": "data", "alles": "data", "nichts": "data", "everybody": "people",
    "nobody": "people",
    "everyone": "people", "niemand": "people", "noone": "people",
}  # fmt: skip


def amounts(sentence: Sentence) -> list[Amount]:
    """Every amount that a sentence states outright."""
    if not sentence.sure:
        return []
    out = [found for place in range(len(sentence.words)) if (found := _counted(sentence, place))]
    if not out and not sentence.limited:
        out = [found for found in [_quantified(sentence)] if found]
    return out


def number(word: str) -> float | None:
    """What a word counts, None if it is no number."""
    if word in _WORDS_FOR_NUMBERS:
        return float(_WORDS_FOR_NUMBERS[word])
    if not word[0].isdigit() or ":" in word:
        return None
    if re.fullmatch(r"\d{1,3}(?:[,.\u2009 ]\d{3})+", word):
        return float(re.sub(r"\D", "", word))
    return float(word.replace(",", ".")) if re.fullmatch(r"\d+(?:[,.]\d+)?", word) else None


def _counted(sentence: Sentence, place: int) -> Amount | None:
    words = sentence.words
    amount = number(words[place])
    before = words[place - 1] if place else ""
    if amount is None or (before in {"of", "von"} and place > 1 and number(words[place - 2]) is not None):
        return None
    unit, total, end = (before, None, place + 1) if before in _MONEY else _unit(words, place + 1)
    noun = None if unit else _noun(sentence, end)
    if noun is None and not unit:
        return None
    within = () if noun is None else sentence.classes[end:noun]
    return Amount(
        thing=unit if noun is None else stem(words[noun]),
        group=unit if noun is None else sentence.classes[noun],
        said=_said(sentence, place, end),
        many=_bounds(amount, words[max(0, place - 3) : place]),
        total=total,
        part=(amount / total, amount / total) if total and amount <= total else None,
        narrow=frozenset(one for one in within if one and kinds().get(one) not in {"harm", "good"}),
        moment=_moment(sentence),
        words=sentence.shown(place - (before in _MONEY), end if noun is None else noun + 1),
        sentence=sentence,
    )


def _moment(sentence: Sentence) -> frozenset[str]:
    return frozenset(word for word in sentence.words if ":" in word or _YEAR.fullmatch(word))


def _unit(words: tuple[str, ...], end: int) -> tuple[str, float | None, int]:
    """What follows a number: its sign, or the whole of which it is a part, and where that ends."""
    if end < len(words) and words[end] in _UNITS:
        return _UNITS[words[end]], None, end + 1
    after = end
    while after < len(words) and words[after] in _OF:
        after += 1
    if after > end and after < len(words) and (whole := number(words[after])) is not None:
        return "", whole, after + 1
    return "", None, end


def _bounds(number: float, before: tuple[str, ...]) -> tuple[float, float]:
    last = before[-1] if before else ""
    how = _ROUGHLY.get(last, "")
    if before[-2:] in {("up", "to"), ("bis", "zu")}:
        how = "<"
    if last in {"than", "als"} and before[-2:-1] in {("less",), ("fewer",), ("weniger",)}:
        how = "<"
    if last in {"most", "least"} and before[-2:-1] != ("at",):
        how = ""
    if how == "~":
        return number * 0.9, number * 1.1
    if how == ">":
        return number, float("inf")
    return (0.0, number) if how == "<" else (number, number)


def _noun(sentence: Sentence, start: int) -> int | None:
    """Where the word stands that names what is counted: the first thing we know, or the first that looks plural."""
    first = None
    for place in range(start, min(start + 4, len(sentence.words))):
        word, name = sentence.words[place], sentence.classes[place]
        if word in _OF:
            continue
        if not name or kinds().get(name) in {"harm", "good", "event", "is"}:
            if word in listed("span"):
                return place
            if word in {"working", "business"} or (place == start and kinds().get(name) in {"harm", "good"}):
                continue
            break
        if kinds().get(name) == "thing" or (word.endswith("s") and not word.endswith("ss")):
            return place
        first = place if first is None else first
    return first


def _said(sentence: Sentence, start: int, end: int) -> str:
    """The class of what is said of it: the next word that says one, else the last before."""
    relative = False
    for place in range(end, len(sentence.words)):
        relative = relative or sentence.words[place] in {"who", "which", "that", "whose"}
        if kinds().get(sentence.classes[place]) in {"harm", "good"}:
            if not relative:
                return _with_tense(sentence, sentence.classes[place])
            relative = False
    for place in range(start - 1, max(-1, start - 1 - _NEAR), -1):
        if kinds().get(sentence.classes[place]) in {"harm", "good"}:
            return _with_tense(sentence, sentence.classes[place])
    return ""


def _with_tense(sentence: Sentence, said: str) -> str:
    return f"{'will ' if sentence.future else ''}{said}"


def _quantified(sentence: Sentence) -> Amount | None:
    """``no data was lost``, ``all files are back``, ``files were not deleted``."""
    says = [at for at, one in enumerate(sentence.classes) if kinds().get(one) in {"harm", "good"}]
    if len({sentence.classes[at] for at in says}) != 1:
        return None
    said = sentence.classes[says[0]]
    things = [at for at, one in enumerate(sentence.classes) if kinds().get(one) == "thing"]
    alone = next((word for word in sentence.words if word in _ALONE), "")
    if not things and not alone:
        return None
    if len(things) > 1:
        things = _head(sentence, things)
        if not things:
            return None
    group = sentence.classes[things[0]] if things else _ALONE[alone]
    return Amount(
        thing=stem(sentence.words[things[0]]) if things else group,
        group=group,
        said=_with_tense(sentence, said),
        many=None,
        total=None,
        part=_part(sentence, said, things[0] if things else sentence.words.index(alone)),
        narrow=sentence.content - {said, group},
        moment=_moment(sentence),
        words=sentence.whole,
        sentence=sentence,
    )


def _head(sentence: Sentence, things: list[int]) -> list[int]:
    """Of ``customer data`` the last, of ``documents of our customers`` the first, of anything longer none."""
    first, last = things[0], things[-1]
    if len(things) > 2:
        return []
    if last == first + 1:
        return [last]
    return [first] if all(word in _OF for word in sentence.words[first + 1 : last]) else []


def _part(sentence: Sentence, said: str, thing: int) -> tuple[float, float]:
    near = sentence.words[max(0, thing - 4) : thing + 1]
    quantity = next((_QUANTITIES[word] for word in near if word in _QUANTITIES), None)
    if quantity == NONE or (sentence.negated and quantity is None and kinds()[said] == "harm"):
        part = NONE
    elif sentence.negated:
        part = NOT_ALL
    else:
        part = quantity or (ALL if said == "safe" else SOME)
    if sentence.personal:
        part = SOME if part[1] > 0 and part != NOT_ALL else NOT_ALL
    return part
