"""Find phrases: a rule is tried only where its first word stands, so that a long text costs one look-up a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Final, NamedTuple, TypeAlias

from warroom.analysis.reader_text import Page, pattern

_WINDOW: Final = 70  # characters before a phrase that can make it harmless
_MOST = 400  # hits in one text


class Rule(NamedTuple):
    """A phrase. ``source`` begins with a plain word, or with plain words to choose from: ``(?:will|shall) …``."""

    kind: str
    """A kind of remark, or ``+part`` for something that a good text has."""
    source: str
    why: str = ""
    """``{words}`` stands for the passage."""
    unless: str = ""
    """The phrase is harmless after these words of the same sentence."""


class Hit(NamedTuple):
    """A rule that fits there."""

    rule: Rule
    start: int
    end: int


class Beginning:
    """The rules that one word may begin."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules

    @cached_property
    def any_of(self) -> re.Pattern[str]:
        """All of them in one pattern: most words that could begin a phrase do not."""
        return pattern("|".join(f"(?:{rule.source})" for rule in self.rules))


Table: TypeAlias = Mapping[str, Beginning]
"""First word → the rules that it may begin."""


def table(rules: Iterable[Rule]) -> Table:
    """Lay rules out by their first words. Raises ValueError for a rule that does not begin with plain ones."""
    out: dict[str, list[Rule]] = {}
    for rule in rules:
        for word in first_words(rule.source):
            out.setdefault(word, []).append(rule)
    return {word: Beginning(some) for word, some in out.items()}


def first_words(source: str) -> set[str]:
    """The words that a source can begin with."""
    whole, begun = _grow(source, {""})
    if not all(whole | begun):
        raise ValueError(f"begins with something optional: {source}")
    return whole | begun


def _grow(source: str, begun: set[str]) -> tuple[set[str], set[str]]:
    """Words that end within a source, and words that go on after it, where ``begun`` stand before it."""
    whole: set[str] = set()
    at = 0
    while at < len(source) and begun:
        char = source[at]
        if char == "(":
            end = _closing(source, at)
            if source.startswith("(?:", at):
                grown = [_grow(part, begun) for part in _parts(source[at + 3 : end])]
                whole = whole.union(*(done for done, _ in grown))
                more = set[str]().union(*(going for _, going in grown))
            elif source.startswith("(?!", at):
                more = begun
            else:
                raise ValueError(f"no plain word: {source}")
        elif char == "[":
            end = source.index("]", at)
            more = {word + letter for word in begun for letter in source[at + 1 : end]}
        elif char.isalnum() or char == "'":
            end, more = at, {word + char for word in begun}
        elif char in " -,:%":
            whole, end, more = whole | begun, at, set()
        else:
            raise ValueError(f"no plain word: {source}")
        at = end + 1
        if source[at : at + 1] == "?":
            more, at = more | begun, at + 1
        begun = more
    return whole, begun


def _closing(source: str, at: int) -> int:
    """Where the bracket that opens there closes."""
    depth = 0
    for place in range(at, len(source)):
        depth += {"(": 1, ")": -1}.get(source[place], 0)
        if not depth:
            return place
    raise ValueError(f"a bracket stays open: {source}")


def _parts(source: str) -> Iterator[str]:
    """What stands between the bars of a choice."""
    start = at = 0
    while at < len(source):
        if source[at] == "(":
            at = _closing(source, at)
        elif source[at] == "|":
            yield source[start:at]
            start = at + 1
        at += 1
    yield source[start:]


def find(page: Page, rules: Table) -> Iterator[Hit]:
    """Every rule that fits, in the order of the text."""
    low = page.low
    left = _MOST
    for word, start, _ in page.words:
        here = rules.get(word)
        if here is None or not here.any_of.match(low, start):
            continue
        for rule in here.rules:
            match = _whole(rule.source).match(low, start)
            if match is None or (rule.unless and _harmless(page, rule, start)):
                continue
            yield Hit(rule, start, match.end())
            left -= 1
            if not left:
                return


def _harmless(page: Page, rule: Rule, start: int) -> bool:
    begin = max(page.sentence(start)[0], start - _WINDOW)
    return _before(rule.unless).search(page.low, begin, start) is not None


@cache
def _before(source: str) -> re.Pattern[str]:
    return pattern(rf"\b(?:{source})")


@cache
def _whole(source: str) -> re.Pattern[str]:
    """The phrase, not ending in the middle of a word."""
    return pattern(rf"(?:{source})(?![^\W_])")
