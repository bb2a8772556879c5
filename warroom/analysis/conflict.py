"""Whether two people state different facts: a warning before the second one says it.

Three things are compared, sentence by sentence: amounts of one thing of which one thing is said (``61 of 84 customers
are back``, ``60 of 84``, ``all``), times of one event (``update by 15:15``, ``by 16:00``), and one proposition with
and without *not* (``was an attack``, ``was not an attack``). An amount is a range (``about 60``, ``more than half``,
``no files``), and two differ only if the ranges have nothing in common. Silence is the rule: different subjects,
regions, persons spoken to, tenses, guesses, questions and conditions are never held against each other, since a
warning that is wrong twice is not read a third time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from warroom.analysis.conflict_claims import ALL, NONE, Amount, amounts
from warroom.analysis.conflict_sentences import Sentence, kinds, listed, sentences
from warroom.analysis.conflict_stances import Stance, contradiction, stance, states
from warroom.analysis.conflict_times import When, differ, whens
from warroom.domain.entries.base import Standing

_MOST = 20
"""Amounts, and times, of one text that are compared: nobody states more, and pairs are many."""


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
    amounts: tuple[Amount, ...]
    whens: tuple[When, ...]
    stances: tuple[Stance, ...]


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


@lru_cache(maxsize=512)
def _read(text: str) -> _Said:
    """What a text states, each thing once. Remembered, because a draft is compared at every pause in typing."""
    found = list({one.text: one for one in sentences(text)}.values())
    counted = {(a.group, a.words, a.said): a for one in found for a in amounts(one)}
    timed = {(w.event, w.words): w for one in found for w in whens(one)}
    return _Said(
        tuple(counted.values())[:_MOST], tuple(timed.values())[:_MOST], tuple(s for one in found if (s := stance(one)))
    )


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
            if one.group == other.group and _apart(one, other) and _comparable(one, other):
                yield one.words, other.words, _about(one, other)


def _comparable(one: Amount, other: Amount) -> bool:
    a, b = one.sentence, other.sentence
    if one.group != other.group or (a.names and b.names and not a.names & b.names) or (a.personal and b.personal):
        return False
    if one.many and other.many:
        if one.thing != other.thing or one.narrow != other.narrow or a.personal or b.personal or a.negated != b.negated:
            return False
        if one.moment != other.moment:  # at 14:00 it was 41
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


def _apart(one: Amount, other: Amount) -> bool:
    if one.said != other.said and _safe_and_harmed(one, other):
        return other.many is None or other.many[1] > 0
    if one.total and other.total:
        if one.total != other.total:
            return True
    elif one.many and other.many and (one.total or other.total):
        whole, plain = (one, other) if one.total else (other, one)
        if plain.many and plain.many[0] <= (whole.total or 0) <= plain.many[1]:
            return False
    if one.many and other.many:
        return one.many[1] < other.many[0] or other.many[1] < one.many[0]
    mine, yours = _part(one), _part(other)
    if mine is None or yours is None:
        return False
    return mine[1] < yours[0] or yours[1] < mine[0]


def _part(amount: Amount) -> tuple[float, float] | None:
    if amount.part is not None:
        return amount.part
    return (1e-6, 1.0) if amount.many and amount.many[0] > 0 else None


def _about(one: Amount, other: Amount) -> str:
    thing = {"data": "data", "people": "people"}.get(one.group, one.thing)
    if one.many and one.thing not in {"%", "€", "$", "£"}:
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
    for one in ours.stances:
        for other in theirs.stances:
            about = contradiction(one, other)
            if about:
                yield one.sentence.whole, other.sentence.whole, about


# -- the board -----------------------------------------------------------------------------------------------------


def _repeats(ours: _Said, board: _Said) -> Iterator[tuple[Sentence, str]]:
    """Sentences that state what a fact of the board states."""
    for fact in board.stances:
        about = " ".join(word for word in fact.sentence.words if word not in listed("small"))
        for one in ours.stances:
            if states(one, fact):
                yield one.sentence, about
