"""A text against the board of facts: what it states although nobody confirmed it, or although it is false."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final, NamedTuple

from warroom.analysis.reader_text import STOP, Page, Word, bag, content, lowered, stem
from warroom.domain.remarks import BoardFact, Context, Remark

_ENOUGH: Final = 0.75  # share of a fact's words that a sentence must have to state it
_SHORT: Final = 9  # words of a sentence that a fact of one word can be all of
_NOT: Final = bag(
    "not no never nothing nobody none neither nor cannot can't don't doesn't didn't isn't wasn't aren't weren't hasn't"
    " haven't won't without false untrue wrong nicht kein keine keinen keiner nie niemals nichts niemand ohne falsch"
)
_OPEN: Final = re.compile(
    r"\b(?:know|whether|confirmed|unconfirmed|checking|check|rumou?rs?|claims?|claimed|reports?|reported|say that|asked"
    r"|investigat\w+|find out|finding out|unclear|unknown|possible|possibly|perhaps|if|ob|prüfen|gerüchte?|angeblich"
    r"|bestätigt|unklar|wissen)\b"
)


class _Wanted(NamedTuple):
    fact: BoardFact
    stems: frozenset[str]
    denied: bool


def facts(page: Page, context: Context) -> list[Remark]:
    """A remark for each fact of the board that the text states and should not, at the first such sentence."""
    wanted = [_wanted(fact) for fact in context.facts if fact.standing != "confirmed"]
    by_stem: dict[str, list[int]] = {}
    for number, one in enumerate(wanted):
        for word in one.stems:
            by_stem.setdefault(word, []).append(number)
    out: dict[int, Remark] = {}
    for sentence in _sentences(page) if by_stem else ():
        stems = {stem(word) for word, _, _ in sentence}
        count = Counter(number for word in stems & by_stem.keys() for number in by_stem[word])
        stated = [
            number
            for number, found in count.items()
            if number not in out and _enough(wanted[number], found, len(sentence))
        ]
        if not stated or _open(sentence, page):
            continue
        for number in stated:
            denied = any(word in _NOT for word, _, _ in _about(wanted[number], sentence))
            if wanted[number].fact.standing == "unconfirmed" or denied == wanted[number].denied:
                out[number] = _remark(page, wanted[number], sentence)
    return list(out.values())


@lru_cache(1024)
def _wanted(fact: BoardFact) -> _Wanted:
    low = lowered(fact.text)
    return _Wanted(fact, frozenset(content(low)), _denied(low))


def _sentences(page: Page) -> list[list[Word]]:
    out: list[list[Word]] = []
    ends = iter(page.sentences())
    end = -1
    for word in page.words:
        while word[1] >= end:
            end = next(ends)[1]
            out.append([])
        out[-1].append(word)
    return [sentence for sentence in out if sentence]


def _enough(wanted: _Wanted, found: int, words: int) -> bool:
    need = len(wanted.stems)
    return found >= _ENOUGH * need and (need > 1 or words <= _SHORT)


def _open(sentence: list[Word], page: Page) -> bool:
    """Whether the sentence asks, or says that it is not known."""
    end = sentence[-1][2]
    return page.low[end : end + 2].strip() == "?" or _OPEN.search(page.low, sentence[0][1], end) is not None


def _about(wanted: _Wanted, sentence: list[Word]) -> list[Word]:
    """The words from just before the first to the last that the fact has."""
    places = [at for at, word in enumerate(sentence) if stem(word[0]) in wanted.stems]
    return sentence[max(places[0] - 4, 0) : places[-1] + 3]


def _denied(low: str) -> bool:
    return any(word in _NOT for word in re.findall(r"[\w']+", low))


def _remark(page: Page, wanted: _Wanted, sentence: list[Word]) -> Remark:
    hits = [word for word in sentence if stem(word[0]) in wanted.stems and word[0] not in STOP]
    start, end = hits[0][1], hits[-1][2]
    fact = wanted.fact
    if fact.standing == "false":
        why = f"Fact {fact.number} on the board says that this is false. Take it out."
    else:
        asked = f" Ask {fact.by}, leave it out," if fact.by else " Leave it out,"
        why = f"Fact {fact.number} on the board is not confirmed.{asked} or say that we do not know yet."
    return Remark("fact", start, end, page.text[start:end], why)
