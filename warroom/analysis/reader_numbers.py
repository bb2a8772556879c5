"""Numbers of a text against the numbers of the log: newer, older, or another one.

Only numbers that count the same thing are compared: ``61 of 84`` with ``60 of 84``, ``312 blank files`` with ``290
blank files``. A number without a counterpart is left alone, so that plain sentences stay plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from warroom.analysis.reader_text import STOP, Page, bag, content, stem, words_of
from warroom.domain.remarks import Context, Remark

_MOST: Final = 300  # numbers looked at in one text
_LINE: Final = 600  # characters of a sentence that say what it is about
_DIFFERENT: Final = 40  # and different ones that are compared
_FIGURE: Final = re.compile(r"(?<![\w.,:#/+$€£-])(\d{1,3}(?:[,.']\d{3})+|\d{1,9})([.,]\d{1,2})?(?![\w:]|[.,:]\d)")
_TOTAL: Final = re.compile(
    r"\s{1,3}(?:out of|of|von|aus)\s{1,3}(?:the |our |all |den |unseren )?(\d{1,3}(?:[,.']\d{3})+|\d{1,9})(?![\w:]"
    r"|[.,]\d)"
)
_SHARE: Final = re.compile(r"\s?(?:%|percent\b|per cent\b|prozent\b)")
_NAMES: Final = re.compile(
    r"(?:ticket|statement|version|art|article|section|number|no|nr|room|incident|page|level|step|phone|tel|row|case"
    r"|task"
    r"|fact|paragraph|flight|gate|line|group|question|answer|note|sitrep|brief|january|february|march|april|may|june"
    r"|july|august|september|october|november|december)\.?\s{0,2}$"
)
_OTHER_UNITS: Final = bag(
    "minute minutes min mins hour hours second seconds day days week weeks month months year years am pm utc uhr"
    " o'clock stunde stunden minuten tag tage tagen woche wochen monate jahre january february march april june july"
    " august september october november december euro euros dollars pounds th st nd rd km kg degrees"
)
_AS_OF: Final = re.compile(r"\b(?:as of|as at|stand|until|earlier|we said|we wrote|before|first)\b")


class Figure(NamedTuple):
    """A number and what it counts."""

    value: float
    total: float | None
    share: bool
    nouns: frozenset[str]
    about: frozenset[str]
    """What the sentence is about, without the noun."""
    start: int
    end: int


class _Known(NamedTuple):
    figure: Figure
    at: int
    by: str
    confirmed: bool


def figures(page: Page) -> list[Figure]:
    """The numbers in a text that count something."""
    low = page.low
    out = []
    about: dict[int, frozenset[str]] = {}
    for match in islice(_FIGURE.finditer(low), _MOST):
        if _NAMES.search(low, max(match.start() - 16, 0), match.start()):
            continue
        value, end = _value(match[1], match[2]), match.end()
        total = _TOTAL.match(low, end)
        share = _SHARE.match(low, end) if total is None else None
        end = total.end() if total else share.end() if share else end
        nouns = _nouns(low[end : end + 48])
        if nouns is None or not (nouns or total):
            continue
        start, stop = page.sentence(match.start())
        if start not in about:
            said = content(low[start : min(stop, start + _LINE)])
            about[start] = frozenset(word for word in said if not word.isdigit())
        of = _value(total[1]) if total else None
        out.append(Figure(value, of, share is not None, nouns, about[start] - nouns, match.start(), end))
    return out


@lru_cache(1024)
def _figured(text: str) -> tuple[Figure, ...]:
    """The numbers of a text of the room, which is read again with every key that somebody types."""
    return tuple(figures(Page(text)))


def _value(said: str, rest: str | None = None) -> float:
    return float(re.sub(r"[,.']", "", said) + (rest or "").replace(",", "."))


def _nouns(low: str) -> frozenset[str] | None:
    """Stems of what is counted: the next words of the clause; None if it is time or money."""
    clause = re.split(r"[.,;:!?()\n–—]", low, maxsplit=1)[0]
    words = words_of(clause.removeprefix(" of").removeprefix(" the"))[:3]
    if words and words[0] in _OTHER_UNITS:
        return None
    found = []
    for word in words:
        if word in STOP or word.isdigit():
            break
        found.append(stem(word))
    return frozenset(found[:2])


def numbers(page: Page, context: Context) -> list[Remark]:
    """A remark for each number that the log, the board or our own published texts have otherwise."""
    found: dict[tuple[float, float | None, frozenset[str]], Figure] = {}
    for figure in figures(page):
        found.setdefault((figure.value, figure.total, figure.nouns), figure)
    figured = list(found.values())[:_DIFFERENT]
    if not figured:
        return []
    known = _known(context)
    public = [figure for text in context.published for figure in _figured(text)]
    out = []
    for figure in figured:
        why = _against(figure, known, figured, page) or _taken_back(figure, public, context, page)
        if why:
            words = page.text[figure.start : figure.end]
            out.append(Remark("number", figure.start, figure.end, words, f"{' '.join(words.split())} {why}"))
    return out


def _known(context: Context) -> list[_Known]:
    out = [_Known(figure, line.at, line.by, line.confirmed) for line in context.log for figure in _figured(line.text)]
    out += [
        _Known(figure, fact.at, fact.by, fact.standing == "confirmed")
        for fact in context.facts
        if fact.standing != "false"
        for figure in _figured(fact.text)
    ]
    out.sort(key=lambda one: one.at)
    return list({(one.figure.value, one.figure.total, one.figure.nouns, one.confirmed): one for one in out}.values())


def _against(figure: Figure, known: Sequence[_Known], others: Iterable[Figure], page: Page) -> str:
    """What is wrong with a number, as the log has it; empty if nothing is."""
    same = [one for one in known if _alike(figure, one.figure)]
    confirmed = [one for one in same if one.confirmed]
    seen = [one for one in same if not one.confirmed and _equal(one.figure, figure)]
    equal = [one for one in confirmed if _equal(one.figure, figure)]
    if equal:
        return _older(figure, equal[-1], confirmed, page)
    if not confirmed:
        return f"is in the log, but not confirmed. {_ask(seen[-1].by)}" if seen else ""
    if figure.total and _is_the_rest(figure, confirmed, others):
        return ""
    last = max(confirmed, key=lambda one: (len(one.figure.about & figure.about), one.at))
    asked = _ask(seen[-1].by if seen else last.by)
    if last.figure.total == figure.total and figure.value > last.figure.value:
        return f"is newer than the log says confirmed ({_said(last.figure, figure)}). {asked}"
    return f"is not what the log says confirmed ({_said(last.figure, figure)}). {asked}"


def _alike(one: Figure, other: Figure) -> bool:
    """Whether both count the same thing."""
    if one.share != other.share or (one.total is None) != (other.total is None):
        return False
    shared = len(one.about & other.about)
    if one.total is not None:
        return one.total == other.total or (bool(one.nouns & other.nouns) and shared >= 2)
    if not one.nouns & other.nouns:
        return False
    return (one.nouns == other.nouns and len(one.nouns) > 1) or shared > 0.6 * min(len(one.about), len(other.about)) > 0


def _equal(one: Figure, other: Figure) -> bool:
    return one.value == other.value and one.total == other.total


def _older(figure: Figure, known: _Known, confirmed: Sequence[_Known], page: Page) -> str:
    """Whether a later number took the place of this one."""
    later = [
        one
        for one in confirmed
        if one.at > known.at and one.figure.value > figure.value and one.figure.total == figure.total
        and (one.figure.about & known.figure.about or one.figure.nouns & known.figure.nouns)
    ]  # fmt: skip
    start, end = page.sentence(figure.start)
    if not later or _AS_OF.search(page.low, start, end):
        return ""
    by = f", {later[-1].by}" if later[-1].by else ""
    return f"is older than the log ({_said(later[-1].figure, figure)}{by}). Take the newer number, or say as of when."


def _is_the_rest(figure: Figure, confirmed: Iterable[_Known], others: Iterable[Figure]) -> bool:
    """``23 of 84`` beside ``61 of 84``."""
    known = {one.figure.value for one in confirmed} | {one.value for one in others if one.total == figure.total}
    return figure.total is not None and figure.total - figure.value in known


def _taken_back(figure: Figure, public: Sequence[Figure], context: Context, page: Page) -> str:
    """A number that we gave higher in public, about the same thing."""
    same = [one for one in public if one.total and one.total == figure.total and one.about & figure.about]
    start, end = page.sentence(figure.start)
    if not same or context.sort == "correction" or figure.value >= same[-1].value:
        return ""
    if any(_equal(one, figure) for one in public) or _AS_OF.search(page.low, start, end):
        return ""
    if figure.total and figure.total - figure.value in {one.value for one in public}:
        return ""
    return f"is less than we published ({_said(same[-1], figure)}). Say that it replaces the earlier number."


def _said(figure: Figure, beside: Figure) -> str:
    number = f"{figure.value:,.0f}" if figure.value == int(figure.value) else f"{figure.value:,}"
    return number if figure.total == beside.total or not figure.total else f"{number} of {figure.total:,.0f}"


def _ask(by: str) -> str:
    return f"Ask {by}." if by else "Ask who counted."
