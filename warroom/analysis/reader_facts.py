"""A text against the board of facts: what it states although nobody confirmed it, or although it is false."""

from __future__ import annotations

import re
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
    """A remark for each fact of the board that the text states and should not."""
    wanted = [
        _Wanted(fact, frozenset(content(low)), _denied(low))
        for fact in context.facts
        if fact.standing != "confirmed"
        for low in (lowered(fact.text),)
    ]
    by_stem: dict[str, list[int]] = {}
    for number, one in enumerate(wanted):
        for word in one.stems:
            by_stem.setdefault(word, []).append(number)
    out: list[Remark] = []
    for sentence in _sentences(page) if by_stem else ():
        count = [0] * len(wanted)
        for word in {stem(word.text) for word in sentence}:
            for number in by_stem.get(word, ()):
                count[number] += 1
        for number, found in enumerate(count):
            if found and _states(wanted[number], found, sentence, page):
                out.append(_remark(page, wanted[number], sentence))
    return out


def _sentences(page: Page) -> list[list[Word]]:
    out: list[list[Word]] = []
    ends = iter(page.sentences())
    end = -1
    for word in page.words:
        while word.start >= end:
            end = next(ends)[1]
            out.append([])
        out[-1].append(word)
    return [sentence for sentence in out if sentence]


def _states(wanted: _Wanted, found: int, sentence: list[Word], page: Page) -> bool:
    need = len(wanted.stems)
    if found < _ENOUGH * need or (need == 1 and len(sentence) > _SHORT):
        return False
    if _OPEN.search(page.low, sentence[0].start, sentence[-1].end) or page.low[sentence[-1].end :][:2].strip() == "?":
        return False
    denied = any(word.text in _NOT for word in _about(wanted, sentence))
    return wanted.fact.standing == "unconfirmed" or denied == wanted.denied


def _about(wanted: _Wanted, sentence: list[Word]) -> list[Word]:
    """The words from just before the first to the last that the fact has."""
    places = [at for at, word in enumerate(sentence) if stem(word.text) in wanted.stems]
    return sentence[max(places[0] - 4, 0) : places[-1] + 3]


def _denied(low: str) -> bool:
    return any(word in _NOT for word in re.findall(r"[\w']+", low))


def _remark(page: Page, wanted: _Wanted, sentence: list[Word]) -> Remark:
    hits = [word for word in sentence if stem(word.text) in wanted.stems and word.text not in STOP]
    start, end = hits[0].start, hits[-1].end
    fact = wanted.fact
    if fact.standing == "false":
        why = f"Fact {fact.number} on the board says that this is false. Take it out."
    else:
        asked = f" Ask {fact.by}, leave it out," if fact.by else " Leave it out,"
        why = f"Fact {fact.number} on the board is not confirmed.{asked} or say that we do not know yet."
    return Remark("fact", start, end, page.text[start:end], why)
