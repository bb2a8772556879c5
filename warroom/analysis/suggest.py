"""Which prepared answers fit a post, without asking anybody: a ranking over the team's own words.

Ranking is BM25F (Robertson, Zaragoza and Taylor 2004; Robertson and Zaragoza 2009, section 3.6): how often a term
stands in a field, weighed by the field and its length, is summed over the fields first and saturates then::

    tf(t, d)    = sum over fields f of  weight_f * count_f(t, d) / (1 - b_f + b_f * length_f(d) / mean length_f)
    impact(t,d) = idf(t) / idf of a term that one answer has  *  tf / (k1 + tf)
    idf(t)      = ln(1 + (N - n + 0.5) / (n + 0.5))

idf is divided by its largest value, so that the sum means the same in a bank of five and of five hundred: about how
many words that only this answer has, or phrases among its topics, the post contains. A topic of several words is
also a term of its own, found where its words stand in order. Synonyms are the answers' own topics.

:attr:`Suggestion.fit` is a probability in percent: of the posts of the labelled set (``tests/fixtures/suggest``) for
which this much of an answer is said, that many times in a hundred a person picked that answer. It is a logistic curve
(Platt 1999) over the sum and over the share of the post's telling words that it explains, and grows with both.
``make bench`` prints what was foretold beside what was true: on the half of the set that nobody tuned on, 24 of the 28
suggestions of 80 or more were right, and 4 of 7 from 60 to 79.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from warroom.analysis.suggest_terms import Vocabulary, Word, read, tells
from warroom.domain import words
from warroom.domain.entries.base import CrisisType
from warroom.domain.level import DAY
from warroom.domain.prepared import PreparedAnswer

LEAST: Final = 40
"""Fit from which an answer is shown at all."""

_K1 = 1.2
_PART = 0.15  # one word of a topic says less than the topic
_GAP = 2  # other words that may stand inside a phrase
_OTHER_CRISIS = 0.6
_WHY = 4


class _Field(NamedTuple):
    weight: float
    b: float


_TOPICS = _Field(6.0, 0.0)
_TITLE = _Field(1.0, 0.3)
_FACTS = _Field(0.8, 0.5)
_TEXT = _Field(0.5, 0.75)
_FIELDS: Final = (_TOPICS, _TITLE, _FACTS, _TEXT)

_START, _PER_STRENGTH, _PER_SHARE = -5.4, 4.9, 5.2


class Suggestion(msgspec.Struct, frozen=True):
    """An answer that may fit."""

    answer: str
    fit: int
    """0 to 100, see the module: a probability that a person would agree."""
    why: tuple[str, ...]
    """Words of the post that led to it, the strongest first."""


class _Phrase(NamedTuple):
    stems: tuple[str, ...]
    term: int


class Suggester:
    """Ranks a bank of answers. ``crisis`` is the type of the open incident: what was written for others comes later.

    ``names`` (the brand, its accounts) never count: everybody says them. Order in the bank decides ties.
    """

    def __init__(
        self, answers: Sequence[PreparedAnswer], crisis: CrisisType | None = None, *, names: Sequence[str] = ()
    ) -> None:
        self._answers = [answer.answer for answer in answers]
        self._factor = [1.0 if not a.types or crisis is None or crisis in a.types else _OTHER_CRISIS for a in answers]
        self._names = {stem for name in names for word in read(name) for stem in (word.stem, *word.parts)}
        self._terms: dict[str, int] = {}
        self._phrases: dict[str, list[_Phrase]] = {}
        weights = self._weigh(answers)
        rarest = _idf(1, len(answers))
        has = Counter(term for one in weights for term in one)
        self._idf = {term: _idf(n, len(answers)) / rarest for term, n in has.items()}
        self._impacts: dict[int, list[tuple[int, float]]] = {}
        for place, one in enumerate(weights):
            for term, tf in one.items():
                self._impacts.setdefault(term, []).append((place, self._idf[term] * tf / (_K1 + tf)))
        self._vocabulary = Vocabulary(self._terms)

    def suggest(self, text: str, *, limit: int = 5) -> list[Suggestion]:
        """At most ``limit`` answers that fit, best first; none if none does. Any text is a normal text."""
        post = read(text)
        found = self._found(post)
        if not found:
            return []
        strength = [0.0] * len(self._answers)
        for term, (sure, _) in found.items():
            for place, impact in self._impacts.get(term, ()):
                strength[place] += sure * impact
        asked = len({word.stem for word in post if self._tells(word)})
        ranked = sorted(range(len(strength)), key=lambda place: -strength[place] * self._factor[place])
        out: list[Suggestion] = []
        for place in ranked[:limit]:
            why = self._why(place, found)
            share = min(1.0, len(why) / max(asked, 1))
            fit = _fit(strength[place] * self._factor[place], share)
            if fit >= LEAST:
                out.append(Suggestion(self._answers[place], fit, tuple(why[:_WHY])))
        return sorted(out, key=lambda suggestion: -suggestion.fit)

    # -- reading a post --------------------------------------------------------------------------------------------

    def _found(self, post: Sequence[Word]) -> dict[int, tuple[float, str]]:
        """Term → (how surely it is said, the words of the post)."""
        means = self._vocabulary.terms(post)
        found: dict[int, tuple[float, str]] = {}
        for word, stems in zip(post, means, strict=True):
            for stem, sure in stems:
                if self._counts(stem):
                    _keep(found, self._terms[stem], sure, word.surface)
        for place, stems in enumerate(means):
            for stem, sure in stems:
                for phrase in self._phrases.get(stem, ()):
                    end = _ends(phrase.stems, means, place)
                    if end:
                        said = " ".join(word.surface for word in post[place:end])
                        _keep(found, phrase.term, sure, said)
        return found

    def _why(self, place: int, found: dict[int, tuple[float, str]]) -> list[str]:
        said = {
            surface: sure * impact
            for term, (sure, surface) in found.items()
            for where, impact in self._impacts.get(term, ())
            if where == place
        }
        best = sorted(said, key=lambda surface: -said[surface])
        return [one for one in best if not any(one != other and f" {one} " in f" {other} " for other in best)]

    def _tells(self, word: Word) -> bool:
        return tells(word.surface) and self._counts(word.stem)

    def _counts(self, stem: str) -> bool:
        return tells(stem) and stem not in self._names

    # -- building --------------------------------------------------------------------------------------------------

    def _weigh(self, answers: Sequence[PreparedAnswer]) -> list[dict[int, float]]:
        """Per answer: term → weighted frequency over its fields."""
        counts = [[self._count(texts) for texts in _texts(answer)] for answer in answers]
        means = [sum(sum(one[f].values()) for one in counts) / max(len(counts), 1) for f in range(len(_FIELDS))]
        out: list[dict[int, float]] = []
        for one in counts:
            tf: dict[int, float] = {}
            for field, mean, count in zip(_FIELDS, means, one, strict=True):
                length = 1 - field.b + field.b * sum(count.values()) / (mean or 1)
                for term, times in count.items():
                    tf[term] = tf.get(term, 0.0) + field.weight * times / length
            out.append(tf)
        return out

    def _count(self, texts: Iterable[tuple[str, bool]]) -> dict[int, float]:
        count: dict[int, float] = {}
        for text, is_topic in texts:
            read_words = read(text)
            telling = [word for word in read_words if self._tells(word)]
            share = _PART if is_topic and len(telling) > 1 else 1.0
            for word in read_words:
                stems = {word.stem, *word.parts} if is_topic or self._tells(word) else ()
                for stem in stems:
                    term = self._terms.setdefault(stem, len(self._terms))
                    if self._counts(stem):
                        count[term] = count.get(term, 0.0) + share
            if is_topic and len(read_words) > 1:
                phrase = tuple(word.stem for word in read_words)
                term = self._terms.setdefault(" ".join(phrase), len(self._terms))
                known = self._phrases.setdefault(phrase[0], [])
                if all(other.term != term for other in known):
                    known.append(_Phrase(phrase, term))
                count[term] = 1.0
        return count


def _texts(answer: PreparedAnswer) -> tuple[list[tuple[str, bool]], ...]:
    return (
        [(topic, True) for topic in answer.topics],
        [(answer.title, False)],
        [(fact, False) for fact in answer.facts],
        [(answer.text, False)],
    )


def _idf(has: int, answers: int) -> float:
    return math.log(1 + (answers - has + 0.5) / (has + 0.5))


def _keep(found: dict[int, tuple[float, str]], term: int, sure: float, surface: str) -> None:
    if term not in found or found[term][0] < sure:
        found[term] = (sure, surface)


def _ends(phrase: Sequence[str], means: Sequence[Sequence[tuple[str, float]]], start: int) -> int:
    """Where a phrase that begins at ``start`` ends, 0 if it does not stand there."""
    place, gap = start, 0
    for stem in phrase[1:]:
        place += 1
        while place < len(means) and all(stem != known for known, _ in means[place]):
            place += 1
            gap += 1
            if gap > _GAP:
                return 0
        if place >= len(means):
            return 0
    return place + 1


def _fit(strength: float, share: float) -> int:
    if strength <= 0:
        return 0
    return round(100 / (1 + math.exp(-(_START + _PER_STRENGTH * strength + _PER_SHARE * share))))


# -- how fresh an answer is ----------------------------------------------------------------------------------------


def is_stale(answer: PreparedAnswer, now: int, days: int = 90) -> bool:
    """Whether its approval is missing or older than ``days`` at ``now`` (ms)."""
    return answer.approved is None or now - answer.approved > days * DAY


def stale(answer: PreparedAnswer, now: int, days: int = 90) -> str:
    """``approved 14:12`` today, ``approved 3 Oct``, ``stale: approved 120 days ago``, ``not approved``."""
    if answer.approved is None:
        return "not approved"
    if is_stale(answer, now, days):
        return f"stale: approved {words.count((now - answer.approved) // DAY, 'day')} ago"
    today = now // DAY == answer.approved // DAY
    return f"approved {words.clock(answer.approved) if today else words.day(answer.approved)}"
