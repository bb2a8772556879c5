"""How a text sounds: -100 (very negative) to 100, with the words that made it so.

Two layers are added up. The VADER lexicon (Hutto and Gilbert 2014) knows mood words; its data come from the
kept package ``nltk-vader-sentiment``, the walk over the words is ours because it has to be fast. The second
layer, ``tone_cues.txt``, knows complaints, which are mostly facts without a mood word ("on hold two hours"),
and praise that means the opposite ("thanks for losing my bag").

The number is a rank, not a measurement: count negative texts against the same scorer's own past, never take
their absolute share (design: gauge, section 2). Only English is scored.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from vader.constants import BOOSTER_DICT, NEGATE
from vader.data.lexicon import LEXICON

from warroom.analysis import tone_cues
from warroom.analysis.tone_cues import NUMBER, SENTENCE_END
from warroom.domain.tone import NEGATIVE, POSITIVE

Label: TypeAlias = Literal["negative", "neutral", "positive"]

KNOWN: Final = frozenset({"en"})
"""Languages that are scored; every other one is None, which is never neutral."""

LONGEST: Final = 2_000
"""Characters that are read: what matters stands early, and one long article must not hold up a flood."""

MOST_MARKS: Final = 8

_ALPHA = 15.0  # VADER's normalisation: sum / sqrt(sum² + 15)

# Chosen by coordinate search on TweetEval validation, VADER's Amazon snippets and own texts. Each is flat around
# its value; where the search asked for an extreme, the value nearer to VADER's own was kept.
_NEGATED = -0.6
_CAPITALS = 0.733
_EXCLAIMED = 0.292
_FADE = (1.0, 0.95, 0.9)
_BEFORE_BUT, _AFTER_BUT = 0.7, 1.5
_TOPIC = 0.7
_NAME = 0.3
_PRAISE_BESIDE_COMPLAINT = 0.45
_COMPLAINT = -1.2
_STRONG = -1.85
_ASKED = 0.4

# Lengths are limited because the forms of words are remembered.
_TOKEN = re.compile(
    r"(?!https?://|www\.)[^\W\d_]{1,30}(?:'[^\W\d_]{1,30}){0,3}"
    r"|(?:https?://|www\.)\S+|@[\w.@-]+"
    r"|\d+(?:st|nd|rd|th)\b|\d[\d.,:]{0,20}"
    r"|[:;=8][-'o^]?[)(\[\]dDpP/\\|3*]{1,4}|[)(]-?[:;=]|</?3"
    r"|[.!?\u2026]{1,20}|[$€£]|[\u203c\u2049\u2600-\u27bf\U0001f300-\U0001faff]"
)
_STRETCHED = re.compile(r"(\w)\1{2,}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_HASHTAG = re.compile(r"#(\w+)")
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\u00b4`", "'''''")
_BARE = {word.replace("'", ""): word for word in NEGATE if "'" in word}  # "dont" is written more often than not


class _Setting(NamedTuple):
    """How complaints weigh, by whether a text speaks of a service and whether it speaks to somebody."""

    weak: float
    """Factor of cues weaker than _STRONG."""
    cues: float
    """Factor of all complaint cues."""
    lean: float
    """Added to every text that is not a question: who writes to a company seldom does so to chat."""
    denies: float
    """Added when it says not, never, can't …"""


_SETTINGS: Final = (
    _Setting(0.6, 1.0, 0.0, -0.6),
    _Setting(0.65, 1.35, -0.3, -0.6),
    _Setting(0.95, 1.5, -0.5, -0.5),
)


class _Part(NamedTuple):
    """Tokens ``start`` up to ``end`` add ``value``."""

    start: int
    end: int
    value: float
    is_cue: bool


class _Heard(NamedTuple):
    parts: list[_Part]
    total: float


class Tone:
    """The scorer. Holds only read-only tables, so one may be shared."""

    def __init__(self) -> None:
        layer = tone_cues.load()
        self._cues = layer.cues
        self._service = layer.classes["service"]
        self._asks = layer.classes["asks"]
        words: dict[str, float] = dict(LEXICON)
        for topic in layer.topics:
            words[topic] *= _TOPIC
        words.update(layer.words)
        self._words = words

    def score(self, text: str, lang: str) -> int | None:
        """-100 to 100; None for a language that is not known. ``lang`` is ISO 639-1, a region may follow."""
        if lang[:2].lower() not in KNOWN or lang[2:3].isalpha():
            return None
        total = self._hear(text, *_tokens(_prepared(text))).total
        return round(100 * total / math.sqrt(total * total + _ALPHA))

    def marks(self, text: str) -> tuple[str, ...]:
        """The words and phrases that gave English text its tone, as they stand in it; none if it is neutral."""
        prepared = _prepared(text)
        spoken, tokens = _tokens(prepared)
        heard = self._hear(text, spoken, tokens)
        side = _side(round(100 * heard.total / math.sqrt(heard.total * heard.total + _ALPHA)))
        if not side:
            return ()
        spans = [found.span() for found in _TOKEN.finditer(prepared) if not _is_address(found.group())]
        loudest = sorted((p for p in heard.parts if p.value * side > 0.3), key=lambda p: -abs(p.value))
        chosen = sorted(loudest[:MOST_MARKS])
        return tuple(dict.fromkeys(prepared[spans[p.start][0] : spans[p.end - 1][1]] for p in chosen))

    def _hear(self, text: str, spoken: Sequence[str], tokens: Sequence[str]) -> _Heard:
        denies = not NEGATE.isdisjoint(tokens)
        about = not self._service.isdisjoint(tokens)
        addressed = text.startswith(("@", ".@"))
        setting = _SETTINGS[about + addressed]
        asks = not denies and self._is_question(tokens, about or addressed)
        parts = self._parts(spoken, tokens, setting.weak * _ASKED if asks else setting.weak)
        praise = mood = complaint = 0.0
        for part in parts:
            if part.value > 0:
                praise += part.value
            elif part.is_cue:
                complaint += part.value
            else:
                mood += part.value
        if complaint <= _COMPLAINT:
            praise *= _PRAISE_BESIDE_COMPLAINT
        total = (praise * _ASKED if asks else praise) + mood + complaint * setting.cues
        if tokens and not asks and not any(part.is_cue and part.value > 0 for part in parts):
            total += setting.lean + (setting.denies if denies else 0.0)
        if total > 0:
            total += min(text.count("!"), 4) * _EXCLAIMED
        return _Heard(parts, total)

    def _is_question(self, tokens: Sequence[str], to_service: bool) -> bool:
        """Whether it asks for something rather than asking what that is supposed to be."""
        return not self._asks.isdisjoint(tokens[:2]) and (to_service or "?" in tokens)

    def _parts(self, spoken: Sequence[str], tokens: Sequence[str], weak: float) -> list[_Part]:
        """What adds to the tone, in the order of the text, negations and "but" already heard."""
        but = tokens.index("but") if "but" in tokens else -1
        shouts = _shouts(spoken)
        parts = []
        words = self._words
        after = 0
        for start, end, points in [*tone_cues.find(tokens, self._cues), (len(tokens), len(tokens), 0.0)]:
            for at in range(after, start):
                if tokens[at] in words:
                    value = words[tokens[at]] * (_NAME if _in_name(spoken, tokens, at) else 1.0)
                    if shouts and spoken[at].isupper():
                        value += math.copysign(_CAPITALS, value)
                    parts.append(_Part(at, at + 1, _turned(tokens, at, value), False))
            if points:
                value = points * weak if _STRONG < points < 0 else points
                parts.append(_Part(start, end, _turned(tokens, start, value) if end == start + 1 else value, True))
            after = end
        if but < 0:
            return parts
        return [p._replace(value=p.value * (_BEFORE_BUT if p.start < but else _AFTER_BUT)) for p in parts]


def label(score: int) -> Label:
    """The word for a score. What is not scored has none: it is not neutral."""
    return ("neutral", "positive", "negative")[_side(score)]


def report(lines: Iterable[str], *, as_json: bool = False, lang: str = "en") -> Iterator[str]:
    """What ``warroom tone`` prints: for every line one line, ``label<TAB>score`` or a JSON object.

    A language that is not known gives ``not scored`` with an empty score (JSON: null and null).
    """
    tone = Tone()
    for line in lines:
        text = line.rstrip("\r\n")
        score = tone.score(text, lang)
        word = None if score is None else label(score)
        if as_json:
            marks = tone.marks(text) if word else ()
            yield json.dumps({"label": word, "score": score, "marks": marks}, ensure_ascii=False)
        else:
            yield f"{word or 'not scored'}\t{'' if score is None else score}"


def _side(score: int) -> int:
    return -1 if score <= NEGATIVE else 1 if score >= POSITIVE else 0


def _turned(tokens: Sequence[str], at: int, value: float) -> float:
    """VADER's look back over three words of the same sentence: boosters add, a negation turns."""
    for back in range(1, min(at, 3) + 1):
        before = tokens[at - back]
        if before in SENTENCE_END:
            break
        if before in NEGATE or before == "no":
            return value * _NEGATED
        if before in BOOSTER_DICT:
            value += math.copysign(1.0, value) * BOOSTER_DICT[before] * _FADE[back - 1]
    return value


def _in_name(spoken: Sequence[str], tokens: Sequence[str], at: int) -> bool:
    """Whether a mood word seems part of a name or a headline: "Bad Blood", "Foo Fighters"."""
    if not at or tokens[at - 1] in SENTENCE_END or not spoken[at].istitle():
        return False
    return spoken[at - 1][0].isupper() or (at + 1 < len(spoken) and spoken[at + 1][0].isupper())


def _shouts(spoken: Sequence[str]) -> bool:
    """Whether capitals stand out: some words are all capitals and most are not."""
    loud = sum(1 for word in spoken if len(word) > 1 and word.isupper())
    return 0 < loud < 0.6 * len(spoken)


def _prepared(text: str) -> str:
    """The text with plain apostrophes, open hashtags and no stretched words."""
    text = text[:LONGEST]
    if not text.isascii() or "`" in text:
        text = text.translate(_APOSTROPHES)
    if "\\u" in text:  # feeds that were escaped twice
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).translate(_APOSTROPHES)
    if "&amp;" in text:
        text = text.replace("&amp;", "and")
    if "#" in text:
        text = _HASHTAG.sub(lambda found: " ".join(_HUMPS.findall(found[1])) or found[1], text)
    if _STRETCHED.search(text):
        text = _STRETCHED.sub(r"\1\1", text)
    return text


def _tokens(prepared: str) -> tuple[list[str], list[str]]:
    """The words as spoken and as looked up; links and mentions are none."""
    spoken = _TOKEN.findall(prepared)
    if "@" in prepared or "://" in prepared or "www." in prepared:
        spoken = [raw for raw in spoken if not _is_address(raw)]
    return spoken, [_plain(raw) for raw in spoken]


def _is_address(raw: str) -> bool:
    return raw[0] == "@" or (raw[0] in "hw" and raw.startswith(("http://", "https://", "www.")))


@lru_cache(maxsize=30_000)
def _plain(raw: str) -> str:
    word = raw.lower()
    if word[0].isdigit():
        return word if word[-1].isalpha() else NUMBER
    if word[0] in ".!?\u2026":
        if "?" in word:
            return "?!" if "!" in word else "?"
        return "!" if "!" in word else "."
    return _BARE.get(word, word)
