"""Whether two people state different facts: a warning before the second one says it.

Three things are compared, sentence by sentence: amounts of one thing of which one thing is said (``61 of 84 customers
are back``, ``60 of 84``, ``all``), times of one event (``update by 15:15``, ``by 16:00``), and one proposition with
and without *not* (``was an attack``, ``was not an attack``). An amount is a range (``about 60``, ``more than half``,
``no files``), and two differ only if the ranges have nothing in common. Silence is the rule: different subjects,
regions, persons spoken to, tenses, guesses, questions and conditions are never held against each other, since a
warning that is wrong twice is not read a third time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from warroom.analysis.conflict_claims import ALL, NONE, Amount, amounts, number
from warroom.analysis.conflict_sentences import Sentence, kinds, listed, sentences
from warroom.analysis.conflict_times import When, differ, whens
from warroom.domain.entries.base import Standing

_ENOUGH = 0.8
_YEAR = re.compile(r"(?:19|20)\d\d")


class Conflict(msgspec.Struct, frozen=True):
    """Somebody else says something that cannot be true together with ours."""

    who: str
    ours: str
    """What our text says, in its own words."""
    theirs: str
    about: str
    """What both speak of, in a word or two."""


class FactClash(msgspec.Struct, frozen=True):
    """Our text and the board of facts do not agree."""

    fact: int
    """Its number on the board."""
    standing: Standing
    ours: str
    """The sentence, or the words, of our text."""
    theirs: str
    """What the board says."""
    about: str


class _Said(NamedTuple):
    sentences: list[Sentence]
    amounts: list[Amount]
    whens: list[When]


def conflicts(text: str, others: Sequence[tuple[str, str]]) -> list[Conflict]:
    """Where ``text`` contradicts what others (name, text) say; in the order of the others, each matter once."""
    ours = _read(text)
    out: list[Conflict] = []
    for who, their_text in others:
        out += [Conflict(who, *clash) for clash in _clashes(ours, _read(their_text))]
    return list(dict.fromkeys(out))


def against_facts(text: str, facts: Sequence[tuple[int, str, Standing]]) -> list[FactClash]:
    """Where ``text`` contradicts a confirmed fact (number, text, standing), or repeats a false or unconfirmed one."""
    ours = _read(text)
    out: list[FactClash] = []
    for which, fact, standing in facts:
        board = _read(fact)
        if standing == "confirmed":
            out += [FactClash(which, standing, *clash) for clash in _clashes(ours, board)]
        else:
            said = " ".join(fact.split())
            out += [FactClash(which, standing, s.whole, said, about) for s, about in _repeats(ours, board)]
    return list(dict.fromkeys(out))


def _read(text: str) -> _Said:
    found = sentences(text)
    return _Said(found, [a for one in found for a in amounts(one)], [w for one in found for w in whens(one)])


def _clashes(ours: _Said, theirs: _Said) -> Iterator[tuple[str, str, str]]:
    """(our words, their words, about)."""
    seen: set[str] = set()
    for clash in (*_amounts(ours, theirs), *_times(ours, theirs), *_yes_and_no(ours, theirs)):
        if clash[2] not in seen:
            seen.add(clash[2])
            yield clash


# -- amounts -------------------------------------------------------------------------------------------------------


def _amounts(ours: _Said, theirs: _Said) -> Iterator[tuple[str, str, str]]:
    for one in ours.amounts:
        for other in theirs.amounts:
            if _comparable(one, other) and _apart(one, other):
                yield one.words, other.words, _about(one, other)


def _comparable(one: Amount, other: Amount) -> bool:
    a, b = one.sentence, other.sentence
    if one.group != other.group or (a.names and b.names and not a.names & b.names) or (a.personal and b.personal):
        return False
    if one.count and other.count:
        if one.thing != other.thing or one.narrow != other.narrow or a.personal or b.personal or a.negated != b.negated:
            return False
        if not _same_moment(a, b):
            return False
        if one.said or other.said:
            return one.said == other.said and _alike_rest(one, other)
        return _alike(a, b, one.group)
    if not one.said or one.said != other.said:
        return _safe_and_harmed(one, other)
    whole = [x for x in (one, other) if x.part in {NONE, ALL}]
    partly = [x for x in (one, other) if x not in whole]
    return not whole or not partly or whole[0].narrow <= partly[0].sentence.content


def _safe_and_harmed(one: Amount, other: Amount) -> bool:
    """``all files are safe`` says that none is lost."""
    safe = [x for x in (one, other) if x.said == "safe" and x.part == ALL]
    harmed = [x for x in (one, other) if kinds().get(x.said) == "harm" and (x.part != NONE)]
    if not safe or not harmed:
        return False
    theirs = harmed[0].sentence
    return safe[0].narrow <= theirs.content and safe[0].sentence.names <= theirs.names


def _alike_rest(one: Amount, other: Amount) -> bool:
    """Money and percentages count anything: what they are of must be the same."""
    return one.thing not in {"%", "€", "$", "£"} or _alike(one.sentence, other.sentence, one.group)


def _alike(a: Sentence, b: Sentence, counted: str) -> bool:
    """Whether two sentences that differ in a number say the same otherwise, and more than what is counted."""
    mine, yours = a.content - {counted}, b.content - {counted}
    return bool(mine & yours) and len(mine & yours) >= 0.75 * len(mine | yours) and a.future == b.future


def _same_moment(a: Sentence, b: Sentence) -> bool:
    """Counts of different moments may differ: ``at 14:00 it was 41``."""
    times = [frozenset(word for word in one.words if ":" in word or _YEAR.fullmatch(word)) for one in (a, b)]
    return times[0] == times[1]


def _apart(one: Amount, other: Amount) -> bool:
    if one.said != other.said and _safe_and_harmed(one, other):
        return other.count is None or other.count[1] > 0
    if one.total and other.total:
        if one.total != other.total:
            return True
    elif one.count and other.count and (one.total or other.total):
        whole, plain = (one, other) if one.total else (other, one)
        if plain.count and plain.count[0] <= (whole.total or 0) <= plain.count[1]:
            return False
    if one.count and other.count:
        return one.count[1] < other.count[0] or other.count[1] < one.count[0]
    mine, yours = _part(one), _part(other)
    if mine is None or yours is None:
        return False
    return mine[1] < yours[0] or yours[1] < mine[0]


def _part(amount: Amount) -> tuple[float, float] | None:
    if amount.part is not None:
        return amount.part
    return (1e-6, 1.0) if amount.count and amount.count[0] > 0 else None


def _about(one: Amount, other: Amount) -> str:
    thing = {"data": "data", "people": "people"}.get(one.group, one.thing)
    if one.count and one.thing not in {"%", "€", "$", "£"}:
        thing = one.words.split()[-1].casefold()
    said = one.said or other.said
    return f"{thing} {said.removeprefix('will ')}".strip()


# -- times ---------------------------------------------------------------------------------------------------------


def _times(ours: _Said, theirs: _Said) -> Iterator[tuple[str, str, str]]:
    for one in ours.whens:
        for other in theirs.whens:
            apart = one.sentence.names and other.sentence.names and not one.sentence.names & other.sentence.names
            if not apart and differ(one, other):
                yield one.words, other.words, f"time of {one.event.removeprefix('will ')}"


# -- yes and no ----------------------------------------------------------------------------------------------------


def _yes_and_no(ours: _Said, theirs: _Said) -> Iterator[tuple[str, str, str]]:
    for one in ours.sentences:
        for other in theirs.sentences:
            about = _contradicted(one, other)
            if about:
                yield one.whole, other.whole, about


def _contradicted(one: Sentence, other: Sentence) -> str:
    """What two sentences contradict each other about, "" if they do not."""
    if not (one.sure and other.sure) or one.limited or other.limited or _denies(one) == _denies(other):
        return ""
    if one.names and other.names and one.names != other.names:
        return ""
    kind = _what_it_was(one)
    if kind and kind == _what_it_was(other) and one.future == other.future:
        return kind
    mine, yours = _propositions(one), _propositions(other)
    if len(mine) < 2 or mine != yours or one.future != other.future or _numbers(one) != _numbers(other):
        return ""
    if one.personal != other.personal or (one.personal and not _general(one)):
        return ""
    return " ".join(dict.fromkeys(w for w, c in zip(one.words, one.classes, strict=True) if c))


def _general(sentence: Sentence) -> bool:
    """``you need to``, ``you can``: said to everybody."""
    return bool({"need", "can", "can't", "cannot", "must", "have", "don't", "do"} & set(sentence.words)) and not (
        {"your", "yours"} & set(sentence.words) and {"is", "are", "was", "were"} & set(sentence.words)
    )


def _propositions(sentence: Sentence) -> frozenset[str]:
    quantified = {"some", "many", "most", "few", "several", "half"} & set(sentence.words)
    return (
        frozenset()
        if quantified
        else frozenset(c for c in sentence.content if c not in {"need", "sign", "evid", "indicat"})
    )


def _numbers(sentence: Sentence) -> frozenset[object]:
    values = {word: number(word) for word in sentence.words}
    return frozenset(
        value if value is not None else word for word, value in values.items() if value or word[0].isdigit()
    )


def _denies(sentence: Sentence) -> bool:
    """Whether it says no: ``not``, and words like ``unsafe`` beside ``safe``."""
    return sentence.negated != any(
        word.startswith("un") and name and not name.startswith("un") and kinds().get(name) != "good"
        for word, name in zip(sentence.words, sentence.classes, strict=True)
    )


def _what_it_was(sentence: Sentence) -> str:
    """``attack`` in *it was (not) an attack*, *we were hacked*, *no sign of an attack*; "" in anything longer."""
    found = {one for one in sentence.content if kinds().get(one) == "is"}
    rest = sentence.content - found - {"sign", "evid", "indicat", "trac"}
    words = set(sentence.words)
    outright = words & listed("be") or (sentence.negated and words & listed("evidence"))
    return next(iter(found)) if len(found) == 1 and outright and len(rest) <= 1 and not rest & _WHOSE else ""


_WHOSE = frozenset(("personal", "heart", "staff", "people", "verbal"))


# -- the board -----------------------------------------------------------------------------------------------------


def _repeats(ours: _Said, board: _Said) -> Iterator[tuple[Sentence, str]]:
    """Sentences that state what a fact of the board states."""
    for fact in board.sentences:
        about = " ".join(word for word in fact.words if word not in listed("small"))
        for one in ours.sentences:
            if one.sure and _denies(one) == _denies(fact) and _states(one, fact):
                yield one, about


def _states(one: Sentence, fact: Sentence) -> bool:
    kind = _what_it_was(fact)
    if kind and kind == _what_it_was(one):
        return True
    wanted = fact.content
    if one.future != fact.future or not _numbers(fact) <= _numbers(one):
        return False
    if one.names and fact.names and not one.names & fact.names:
        return False
    enough = len(wanted) + len(_numbers(fact)) >= 2
    return enough and bool(wanted) and len(wanted & one.content) >= _ENOUGH * len(wanted)
