"""Yes and no: one proposition, said with *not* and without. Compared by what both speak of, not by grammar."""

from __future__ import annotations

from typing import Final, NamedTuple

from warroom.analysis.conflict_claims import number
from warroom.analysis.conflict_sentences import Sentence, kinds, listed

_ENOUGH = 0.8
_QUANTIFIED: Final = frozenset(("some", "many", "most", "few", "several", "half"))
_EVIDENCE: Final = frozenset(("sign", "evid", "indicat", "trac", "need"))
_WHOSE: Final = frozenset(("personal", "heart", "staff", "people", "verbal"))
"""A heart attack, an attack on our staff: not what happened to the company."""

_GENERAL: Final = frozenset(("need", "can", "can't", "cannot", "must", "have", "don't", "do"))


class Stance(NamedTuple):
    """A sentence that says yes or no to something."""

    sentence: Sentence
    kind: str
    """``attack`` in *it was (not) an attack*, *we were hacked*, *no sign of an attack*; "" in anything longer."""
    about: frozenset[str]
    """Stems and classes of what it speaks of; empty if only a part is meant (``some``)."""
    numbers: frozenset[float | str]
    general: bool
    """Not said to one person about their own matter."""


def stance(sentence: Sentence) -> Stance | None:
    """What a sentence says yes or no to; None if it leaves that open."""
    if not sentence.sure or not sentence.words:
        return None
    words = frozenset(sentence.words)
    return Stance(
        sentence=sentence,
        kind=_kind(sentence, words),
        about=frozenset() if words & _QUANTIFIED else sentence.content - _EVIDENCE,
        numbers=_numbers(sentence),
        general=not sentence.personal or _to_everybody(words),
    )


def contradiction(one: Stance, other: Stance) -> str:
    """What two stances contradict each other about, "" if they do not."""
    a, b = one.sentence, other.sentence
    if a.negated == b.negated or a.future != b.future or a.limited or b.limited:
        return ""
    if a.names and b.names and a.names != b.names:
        return ""
    if one.kind and one.kind == other.kind:
        return one.kind
    if len(one.about) < 2 or one.about != other.about or one.numbers != other.numbers:
        return ""
    if a.personal != b.personal or not one.general or not other.general:
        return ""
    return " ".join(dict.fromkeys(w for w, c in zip(a.words, a.classes, strict=True) if c))


def states(one: Stance, fact: Stance) -> bool:
    """Whether a sentence states what a fact states."""
    a, b = one.sentence, fact.sentence
    if a.negated != b.negated:
        return False
    if fact.kind and fact.kind == one.kind:
        return True
    if a.future != b.future or not fact.numbers <= one.numbers or (a.names and b.names and not a.names & b.names):
        return False
    wanted = b.content
    enough = bool(wanted) and len(wanted) + len(fact.numbers) >= 2
    return enough and len(wanted & a.content) >= _ENOUGH * len(wanted)


def _kind(sentence: Sentence, words: frozenset[str]) -> str:
    found = [one for one in sentence.content if kinds().get(one) == "is"]
    if len(found) != 1 or not (words & listed("be") or (sentence.negated and words & listed("evidence"))):
        return ""
    rest = sentence.content - {found[0]} - _EVIDENCE
    return found[0] if len(rest) <= 1 and not rest & _WHOSE else ""


def _to_everybody(words: frozenset[str]) -> bool:
    """``you need to``, ``you can``: not *your files are*."""
    return bool(words & _GENERAL) and not (words & {"your", "yours"} and words & {"is", "are", "was", "were"})


def _numbers(sentence: Sentence) -> frozenset[float | str]:
    found = ((word, number(word)) for word in sentence.words)
    return frozenset(
        word if value is None else value for word, value in found if value is not None or word[0].isdigit()
    )
