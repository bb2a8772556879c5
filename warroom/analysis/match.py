"""Watch phrases: which of a few hundred phrases a text contains, at the speed of a flood.

All phrases go into one Aho–Corasick automaton (Aho and Corasick 1975; ``ahocorasick_rs``), so that the cost does
not grow with their number and overlapping phrases are all found, which one alternation in ``re`` cannot do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

_STRAIGHT = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that do not put blanks between words, as the inside of a character class. Hangul does, but glues
particles to words: a phrase must be found in front of them."""

_IN_WORD = re.compile(rf"[^\W{UNSPACED}]")
_GLUE = re.compile(r"[\s'\"&.,:/-]+")


def normal(text: str) -> str:
    """Text and phrases on common ground: NFKC, casefold, straight quotes and dashes, single blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_STRAIGHT)).casefold()
        text = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    return " ".join(text.casefold().split())


def variants(phrase: str) -> tuple[str, ...]:
    """The spellings by which a normal phrase is found: ``quill stack`` also as ``#quillstack``, ``#quill_stack``."""
    glued, joined = (_GLUE.sub(glue, phrase).lstrip("#@") for glue in ("", "_"))
    if not glued or glued == phrase.lstrip("#@"):
        return (phrase,)
    return (phrase, f"#{glued}", f"#{joined}")


class Matcher:
    """Finds phrases of several kinds.

    ``phrases`` maps a kind (brand, products, competitors, targets, legal, …) to its phrases, in any spelling;
    empty ones are ignored. A phrase is found only as a whole word or words: where it begins or ends with a
    letter, digit or sign, no letter or digit may stand next to it. Scripts without blanks are exempt.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        hits: dict[str, list[str]] = {}
        for kind, wanted in phrases.items():
            for phrase in dict.fromkeys(map(normal, wanted)):
                for spelling in variants(phrase) if phrase else ():
                    hits.setdefault(spelling, []).append(f"{kind}:{phrase}")
        self._hits = [tuple(dict.fromkeys(found)) for found in hits.values()]
        self._spellings = list(hits)
        self._open = [
            (_IN_WORD.match(s[0]) is None and s[0].isalnum(), _IN_WORD.match(s[-1]) is None and s[-1].isalnum())
            for s in self._spellings
        ]
        self._automaton = AhoCorasick(self._spellings, implementation=_implementation(self._spellings))

    def find(self, text: str) -> tuple[str, ...]:
        """``kind:phrase`` (phrase in its normal form) of every phrase in the text, each once.

        In the order in which they begin in the text; of several that begin together the longest comes first.
        """
        text = normal(text)
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not found:
            return ()
        whole = [(start, -end, which) for which, start, end in found if self._is_whole(text, which, start, end)]
        return tuple(dict.fromkeys(hit for _, _, which in sorted(whole) for hit in self._hits[which]))

    def _is_whole(self, text: str, which: int, start: int, end: int) -> bool:
        opens, closes = self._open[which]
        if not opens and start and _IN_WORD.match(text[start - 1]):
            return False
        return closes or end == len(text) or not _IN_WORD.match(text[end])


def _implementation(spellings: Sequence[str]) -> Implementation:
    """The table form is the fastest, but grows with the square of what it holds."""
    return Implementation.DFA if sum(map(len, spellings)) < 20_000 else Implementation.ContiguousNFA
