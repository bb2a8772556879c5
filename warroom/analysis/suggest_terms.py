"""What a post is about, in words that can be compared: folded, stemmed, and forgiven their typing mistakes.

Stems are light, plural and endings only, after Harman's S-stemmer (1991) and Savoy's light stemmers (2006): cutting
less misses little and confuses less. A word that the bank does not know is looked for among the known ones by its
deletions (Mor and Fraenkel 1982), by the halves of a compound, and, written apart, together with its neighbour.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

LONGEST: Final = 4_000
"""Characters of a post that are looked at."""

_UNFOLDED = 20_000
_LONGEST_WORD = 40
_MOST_STRANGE = 80
_TYPO = 6
_HALF = 4
_LONE_HALF = 5
_COMPOUND = 9

AWAY: Final = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+(?:@[\w.-]+)?")
"""Addresses and names of accounts."""
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\u200b-\u200f\xad]+"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:[-_/][^\W_]+)*")
_DRAWN = re.compile(r"(.)\1{2,}")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\u00b4`", "'''''")

_ENDINGS: Final = (
    "ations", "ation", "ungen", "ungs", "ings", "ions", "ised", "ized", "ise", "ize", "ing", "ate", "ion", "ern",
    "est", "ers", "ors", "ung", "ies",
    "ied", "ed", "en", "er", "or", "es", "em", "ic", "s", "e", "n", "y",
)  # fmt: skip
_SHORTEST_STEM: Final = {"s": 3, "or": 5, "ic": 5, "n": 4, "y": 5, "est": 5, "er": 4, "ors": 5, "ate": 4}


class Word(NamedTuple):
    """One word of a text."""

    stem: str
    surface: str
    """As it was typed, folded: what a person is shown."""
    parts: tuple[str, ...] = ()
    """Stems of what it is joined from: ``call-back``, ``#CallBack``."""


@cache
def stop_words() -> frozenset[str]:
    """Words that do not count."""
    lines = files("warroom.analysis").joinpath("suggest_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word without its endings; two at most come off, and at least three letters stay."""
    for _ in range(2):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM.get(ending, 4):
                if ending == "s" and word.endswith(("ss", "us", "is")):
                    continue
                word = word[: -len(ending)]
                break
        else:
            break
    return word[:-1] if len(word) > _HALF and word[-1] == word[-2] else word


def fold(text: str) -> str:
    """Without accents, addresses and names of accounts, case kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text[:_UNFOLDED].translate(_APOSTROPHES))
        text = _MARKS.sub("", text).replace("ß", "ss")
    return AWAY.sub(" ", text[:LONGEST])


def read(text: str) -> list[Word]:
    """The words of a text in their order."""
    text = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), fold(text))
    return [word for found in _WORD.findall(text) if (word := _word(found)) is not None]


@lru_cache(maxsize=20_000)
def _word(found: str) -> Word | None:
    whole = found.replace("'", "").casefold()
    if len(whole) > _LONGEST_WORD:
        return None
    parts = [part for piece in re.split(r"[-_/]", found) for part in _HUMP.split(piece)]
    joined = _DRAWN.sub(r"\1\1", "".join(parts).replace("'", "").casefold())
    if len(parts) == 1 or min(map(len, parts)) < 2:
        return Word(stem(joined), whole)
    halves = tuple(stem(part.replace("'", "").casefold()) for part in parts)
    return Word(stem(joined), whole, halves)


@lru_cache(maxsize=20_000)
def tells(word: str) -> bool:
    """Whether a word (its surface, or a part) says what a post is about. Single letters and short numbers do not."""
    return len(word) > 1 and word not in _stop_stems() and not (word.isdigit() and len(word) < 3)


@cache
def _stop_stems() -> frozenset[str]:
    return stop_words() | frozenset(map(stem, stop_words()))


class Vocabulary:
    """The stems that the bank knows, and how others are taken for them."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._known = frozenset(stems)
        self._sorted = sorted(self._known)
        self._near: dict[str, list[str]] = {}
        for known in self._known:
            if len(known) >= _TYPO - 1 and not known.isdigit():
                for key in _deletions(known):
                    self._near.setdefault(key, []).append(known)

    def __contains__(self, stem: str) -> bool:
        return stem in self._known

    def terms(self, words: Sequence[Word]) -> list[list[tuple[str, float]]]:
        """For each word the known stems that it may stand for, and how surely, 0 to 1."""
        out: list[list[tuple[str, float]]] = []
        guesses: dict[str, list[tuple[str, float]]] = {}
        for word in words:
            found = [(stem, 1.0) for stem in (word.stem, *word.parts) if stem in self._known]
            if not found and tells(word.surface) and len(word.stem) > _HALF:
                if word.stem not in guesses and len(guesses) < _MOST_STRANGE:
                    guesses[word.stem] = self._guess(word.stem)
                found = guesses.get(word.stem, [])
            out.append(found)
        for place, (one, other) in enumerate(pairwise(words)):
            for joined in {stem(one.surface + other.surface), one.stem + other.surface}:
                if len(joined) > _HALF and joined in self._known:
                    out[place] = [*out[place], (joined, 1.0)]
        return out

    def _guess(self, strange: str) -> list[tuple[str, float]]:
        near = {known for key in _deletions(strange) for known in self._near.get(key, ())}
        typos = [known for known in near if _one_slip(strange, known)]
        if typos:
            return [(min(typos), 0.85)]
        longer = self._sorted[bisect(self._sorted, strange) :][:1]
        if longer and longer[0].startswith(strange) and len(strange) >= _TYPO:
            return [(longer[0], 0.8)]
        halves = [(strange[:cut], strange[cut:]) for cut in range(3, len(strange) - 2)]
        for left, right in halves:
            if {left, right} <= self._known or (right in self._known and stem(left) in self._known):
                return [(stem(left) if left not in self._known else left, 0.9), (right, 0.9)]
        for left, right in sorted(halves if len(strange) >= _COMPOUND else (), key=lambda pair: -max(map(len, pair))):
            for half in (left, right):
                if len(half) >= _LONE_HALF and half in self._known and tells(half):
                    return [(half, 0.7)]
        return []


def _deletions(word: str) -> list[str]:
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]


def _one_slip(a: str, b: str) -> bool:
    """One letter too many, too few, wrong, or two that changed places; never the first, which people get right.

    In five letters only two that changed places: ``lunch`` is not ``launch``.
    """
    if a[0] != b[0] or a == b:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]:
        return True
    if min(len(a), len(b)) < _TYPO:
        return False
    return a[start + 1 :] == b[start + 1 :] or a[start + 1 :] == b[start:] or a[start:] == b[start + 1 :]
