"""Read a public text before it goes out: what is good, what will hurt, and why. It advises and never blocks.

``read`` is a pure function of the text and of what the room knows. Its time grows with the length of the text: each
phrase is tried only where its first word stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final, get_args

from warroom.analysis.reader_facts import facts
from warroom.analysis.reader_find import Hit, Table, find, table
from warroom.analysis.reader_jargon import JARGON
from warroom.analysis.reader_numbers import numbers
from warroom.analysis.reader_parts import PARTS, late, missing, ticks
from warroom.analysis.reader_promises import promises
from warroom.analysis.reader_rules import BLAME, DEFENSIVE, PROMISES
from warroom.analysis.reader_rules_de import GERMAN
from warroom.analysis.reader_text import LONGEST, Page, lowered
from warroom.domain.changes import HIDDEN, code, where
from warroom.domain.exact import SLOTS
from warroom.domain.remarks import BoardFact, Context, LogLine, Promise, Remark, RemarkKind, Report

__all__ = ["BoardFact", "Context", "LogLine", "Promise", "Remark", "Report", "promises", "read"]

_MOST: Final = 60
"""Remarks about one text. Nobody reads more; what would hurt most is kept."""
_SHOWN: Final = 60  # characters of a passage that a reason repeats
_ORDER: Final = {kind: rank for rank, kind in enumerate(get_args(RemarkKind))}


def read(text: str, context: Context) -> Report:
    """What the reader says about a text. Never raises; reads the first 20,000 characters."""
    page = Page(text)
    hits = list(find(page, _rules()))
    parts = {hit.rule.kind[1:] for hit in hits if hit.rule.kind[0] == "+"}
    remarks = [
        *_slots(page.text), *_hidden(page.text), *facts(page, context), *numbers(page, context),
        *late(page, hits, context), *_phrases(page, hits, context), *_repeated(page, context),
        *missing(page, parts, context), *_too_long(text),
    ]  # fmt: skip
    if page.words and not any(remark.kind == "blame" for remark in remarks):
        parts.add("blame")
    remarks.sort(key=lambda remark: (_ORDER[remark.kind], remark.start))
    return Report(ticks(parts, context.sort), tuple(remarks[:_MOST]))


@cache
def _rules() -> Table:
    return table((*PROMISES, *BLAME, *DEFENSIVE, *GERMAN, *JARGON, *PARTS))


def _phrases(page: Page, hits: Iterable[Hit], context: Context) -> Iterator[Remark]:
    """Phrases to avoid; of those that overlap and are of one kind the longest."""
    bad = [hit for hit in hits if hit.rule.kind[0] != "+"]
    rank: Mapping[str, int] = _ORDER
    bad.sort(key=lambda hit: (rank[hit.rule.kind], hit.start - hit.end, hit.start))
    taken: dict[str, list[range]] = {}
    sure = [lowered(fact.text) for fact in context.facts if fact.standing == "confirmed"]
    for hit in bad[: 2 * _MOST]:
        spans = taken.setdefault(hit.rule.kind, [])
        if any(hit.start < span.stop and span.start < hit.end for span in spans) or _quoted(page, hit):
            continue
        words = page.text[hit.start : hit.end]
        if any(page.low[hit.start : hit.end] in fact for fact in sure):
            continue
        spans.append(range(hit.start, hit.end))
        said = " ".join(words.split())
        short = said if len(said) <= _SHOWN else said[: _SHOWN - 1].rstrip() + "…"
        kind: RemarkKind = hit.rule.kind  # type: ignore[assignment]  # the rules' kinds are these, a test sees to it
        yield Remark(kind, hit.start, hit.end, words, hit.rule.why.replace("{words}", short))


_OURS = re.compile(r"\b(?:we|i|our|us|wir|unser\w*)\b[^.!?\n\"“„]{0,40}(?:[\"“„]|(?<=\s)['‘])[^\"”“\n]{0,40}$")
_CLOSED = re.compile(r"[^\"”“\n]{0,40}[\"”“'’]")


def _quoted(page: Page, hit: Hit) -> bool:
    """Whether the phrase is an earlier word of ours, in quotation marks: ``we wrote "shortly"``."""
    before = page.low[max(hit.start - 100, 0) : hit.start]
    return _OURS.search(before) is not None and _CLOSED.match(page.low, hit.end) is not None


# -- slots ---------------------------------------------------------------------------------------------------------

_LEFT = re.compile(
    r"\b(?:TBD|TBC|TODO|XX+:XX+|X{3,}|DD\.MM|HH:MM)\b|\{\w{1,30}\}|_{4,}|(?i:lorem ipsum)"
    r"|(?i:\[(?:insert|name|time|date|number|company|link|your|x+|…|\.\.\.)[^\]\n]{0,40}\])"
    r"|(?i:<(?:insert|name|time|date|number|company|link|your)[^>\n]{0,40}>)"
)


def _slots(text: str) -> Iterator[Remark]:
    """Places of a template that nobody filled."""
    at = text.find(SLOTS)
    ends: list[int] = []
    count = 0
    while at >= 0 and count < _MOST:
        close = text.find("]]", at)
        end = close + 2 if close >= 0 else at + len(SLOTS)
        name = " ".join(text[at + len(SLOTS) : end - 2].split())[:60]
        why = f"The slot '{name}' is empty. Fill it or take it out." if name else "A slot is open here. Fill it."
        yield Remark("slot", at, end, text[at:end], why)
        ends.append(end)
        count += 1
        at = text.find(SLOTS, end) if close >= 0 else -1
    for number, match in enumerate(_LEFT.finditer(text)):
        if number == _MOST:
            return
        if not any(end >= match.end() > end - 80 for end in ends):
            why = f"'{match.group()}' was left for somebody to fill. Fill it or take it out."
            yield Remark("slot", match.start(), match.end(), match.group(), why)


# -- what cannot be seen -------------------------------------------------------------------------------------------

_LOOK_ALIKE = re.compile(r"(?<=[A-Za-z])[\u0400-\u04ff]+|[\u0400-\u04ff]+(?=[A-Za-z])")


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"(?![\ufe00-\ufe0f\t])[{HIDDEN}]+")


def _hidden(text: str) -> Iterator[Remark]:
    """Characters that nobody sees and that another text than the one on the screen would be approved with."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return
    for number, match in enumerate(_unseen().finditer(text)):
        if number == _MOST:
            return
        run, at = match.group(), match.start()
        if run.strip("\u200d\ufe0f") == "" and at and ord(text[at - 1]) > 0x2190:
            continue  # joins two emoji into one
        if run == "\r":
            continue
        name = unicodedata.name(run[0], "a control character").lower()
        what, verb = f"An invisible {code(run[0])} ({name})", "stands"
        if len(run) > 1:
            what, verb = f"{len(run)} invisible characters, first {code(run[0])} ({name}),", "stand"
        place = f"{where(text, at) or ' at the start'}, at character {at + 1}"
        why = f"{what} {verb}{place}. Take {'it' if len(run) == 1 else 'them'} out."
        yield Remark("hidden", at, match.end(), run, why)
    for number, match in enumerate(_LOOK_ALIKE.finditer(text)):
        if number == _MOST:
            return
        char = match.group()[0]
        why = f"The '{char}' at character {match.start() + 1} is {code(char)}, a Cyrillic letter. Type it again."
        yield Remark("hidden", match.start(), match.end(), match.group(), why)


# -- the whole text ------------------------------------------------------------------------------------------------


def _repeated(page: Page, context: Context) -> Iterator[Remark]:
    words = page.text.split()
    if words and context.sort in ("update", "correction") and any(text.split() == words for text in context.published):
        why = "We published exactly this before. Say what is new, or that nothing is."
        yield Remark("missing", len(page.text), len(page.text), "", why)


def _too_long(text: str) -> Iterator[Remark]:
    if len(text) > LONGEST:
        why = f"Only the first {LONGEST:,} characters were read. Make it shorter."
        yield Remark("missing", LONGEST, LONGEST, "", why)
