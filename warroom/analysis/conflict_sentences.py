"""The sentences of a text, as far as they state something. Read without understanding.

Only what is said outright counts. Questions, conditions, guesses and what others are said to claim are passed over,
because a warning about them would be wrong more often than right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from warroom.analysis.suggest_terms import AWAY, LONGEST, fold, stem, tells

MOST_SENTENCES: Final = 80

_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\n+|,?\s+(?:but|while|whereas|although|aber|während)\s+|,\s+(?:and|und)\s+")
_BLANKS = re.compile(r"[^\S\n]+")  # one each, or the pattern above is quadratic on a run of them
_SALUTATION = re.compile(r"^(?:(?:hi|hello|dear|hallo)\s+)?[A-Z][\w-]{1,20},\s+", re.IGNORECASE)
_TOKEN = re.compile(
    r"\d{1,2}[:.]\d\d(?=\s*(?:uhr|utc|gmt|cest|cet|bst|est|edt|pst|pdt|[ap]\.?m\b))|\d{1,2}:\d\d"
    r"|(?<![\w#.-])\d{1,3}(?:[,.\u2009 ]\d{3})+(?![\w-])|(?<![\w#.-])\d+(?:[.,]\d+)?(?![\w-])"
    r"|[^\W\d_][^\W_]*-?\d[\w-]*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[%€$£~?]",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:not (?:know|sure|yet know|say)|don't know|do not know|cannot (?:say|rule)|wissen (?:noch )?nicht)\b"
)
_STRAIGHT = str.maketrans("\u2019", "'")
_CODE = re.compile(r"[A-Z]{1,5}-?\d[\w-]*")


class Sentence(NamedTuple):
    """One stretch of text that states something, or does not."""

    text: str
    words: tuple[str, ...]
    """Folded, small letters, with numbers and signs."""
    spans: tuple[tuple[int, int], ...]
    """Where each word stands in the text."""
    classes: tuple[str, ...]
    """For each word its class, or its stem if it tells something, or ""."""
    content: frozenset[str]
    """Those that are not empty: what it speaks of."""
    names: frozenset[str]
    """Codes and capitalised words inside: what it is limited to."""
    negated: bool
    """It says no: ``not``, ``nobody``, ``unsafe``."""
    future: bool
    personal: bool
    sure: bool
    """False: a question, a guess, a condition, or what somebody else is said to claim."""
    limited: bool
    """``except``, ``only``, ``others``: yes and no may not be meant of all of it."""

    def shown(self, start: int, end: int) -> str:
        """Words ``start`` to before ``end`` as they were written."""
        return " ".join(self.text[self.spans[start][0] : self.spans[end - 1][1]].split())

    @property
    def whole(self) -> str:
        """All of it in one line."""
        return " ".join(self.text.split()).rstrip(".!;")


@cache
def _rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    lines = files("warroom.analysis").joinpath("conflict_words.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return tuple((kind, name, tuple(words)) for kind, name, *words in rows)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of grammar of one use: not, guess, limit, future, person, small, calendar and others."""
    return frozenset(word for kind, one, words in _rows() if kind == "list" and one == name for word in words)


@cache
def _kinds() -> Mapping[str, tuple[str, str]]:
    """Stem → (kind, class)."""
    return {stem(word): (kind, name) for kind, name, words in _rows() if kind != "list" for word in words}


@cache
def kinds() -> Mapping[str, str]:
    """Class → kind: harm, good, event, is, thing."""
    return {name: kind for kind, name in _kinds().values()}


def sentences(text: str) -> list[Sentence]:
    """What a text consists of."""
    text = _BLANKS.sub(" ", AWAY.sub(" ", unicodedata.normalize("NFC", text[:LONGEST])))
    parts = [part.strip() for part in _SENTENCE.split(text) if part]
    return [_sentence(part) for part in parts[:MOST_SENTENCES] if part]


def _sentence(text: str) -> Sentence:
    begin = _SALUTATION.match(text)
    start = begin.end() if begin and fold(begin[0]).casefold().strip(" ,") not in {"no", "yes", "nein", "ja"} else 0
    matches = list(_TOKEN.finditer(text, start))
    found = [match[0] for match in matches]
    words = tuple(_word(token) for token in found)
    classes = tuple(_class(word) for word in words)
    negations = sum(word in listed("not") or word.endswith("n't") or _turned(word) for word in words)
    lower = " ".join(words)
    sure = "?" not in words and not _UNSURE.search(lower) and negations < 2 and not listed("guess") & set(words)
    return Sentence(
        text=text,
        words=words,
        spans=tuple(match.span() for match in matches),
        classes=classes,
        content=frozenset(classes) - {""},
        names=frozenset(_names(found)),
        negated=negations == 1,
        future=bool(listed("future") & set(words)) or any(word.endswith("'ll") for word in words),
        personal=bool(listed("person") & {word.split("'")[0] for word in words}),
        sure=sure,
        limited=bool(listed("limit") & set(words)),
    )


def _word(token: str) -> str:
    return token.casefold() if token.isascii() else fold(token).translate(_STRAIGHT).casefold() or "-"


def _class(word: str) -> str:
    if not word[0].isalpha() or word in listed("not") or word in listed("small") or word in listed("calendar"):
        return ""
    root = stem(word.replace("'s", "").replace("'", ""))
    kind = _kinds().get(root)
    if kind:
        return kind[1]
    if _turned(word):
        return _kinds()[stem(word[2:])][1]
    return root if tells(word) else ""


def _turned(word: str) -> bool:
    """``unsafe``, beside ``safe``."""
    return word.startswith("un") and stem(word) not in _kinds() and stem(word[2:]) in _kinds()


def _names(found: list[str]) -> Iterator[str]:
    for place, token in enumerate(found):
        if _CODE.fullmatch(token) or (place and token[0].isupper() and len(token) > 1):
            small = token.casefold()
            if (
                small not in listed("calendar")
                and stem(fold(small)) not in _kinds()
                and small.split("'")[0] not in listed("small")
            ):
                yield stem(small.removesuffix("'s"))
