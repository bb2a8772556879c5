"""Which language a text is in, where the source does not say: enough to know whether its tone may be scored.

Scripts decide where they can; otherwise the commonest words of each language are counted, as in stop-word
identification (Grefenstette 1995), helped by what words end in and by letters that few languages use. A text
that leaves doubt is "": an unscored text does less harm than a wrong score.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final, TypeAlias

LONGEST: Final = 400
"""Characters that are looked at."""

_MOST_WORDS = 60
_ENOUGH = 0.8
_AHEAD = 1.35
_LETTER_WEIGHS = 0.7
_ENDING_WEIGHS = 0.4
_SHORT = 4

_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|[@#][\w.-]+|\b(?:RT|QT)\b")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\u00b4`", "'''''")

_SCRIPTS: Final = tuple(
    (language, re.compile(f"[{characters}]"))
    for language, characters in (
        ("ja", "\u3040-\u30ff\uff66-\uff9f"),
        ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"),
        ("zh", "\u3400-\u4dbf\u4e00-\u9fff"),
        ("th", "\u0e00-\u0e7f"),
        ("el", "\u0370-\u03ff\u1f00-\u1fff"),
        ("he", "\u0590-\u05ff"),
        ("hi", "\u0900-\u097f"),
        ("bn", "\u0980-\u09ff"),
        ("ta", "\u0b80-\u0bff"),
        ("te", "\u0c00-\u0c7f"),
        ("ka", "\u10a0-\u10ff"),
        ("hy", "\u0530-\u058f"),
    )
)
"""Scripts that one language all but owns, in the order in which they decide: kana before kanji."""


_LETTERS: Final = {
    "ß": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "ł": "pl", "ż": "pl", "ś": "pl", "ź": "pl",
    "ę": "pl", "ą": "pl", "ø": "da no", "æ": "da no", "å": "sv da no", "ğ": "tr", "ı": "tr", "ş": "tr", "ő": "hu",
    "ű": "hu", "ě": "cs", "ř": "cs", "ů": "cs", "ț": "ro", "ș": "ro", "ă": "ro", "œ": "fr", "ê": "fr pt", "è": "fr it",
    "ù": "it fr", "ò": "it", "ì": "it", "ä": "de sv fi", "ö": "de sv fi tr hu", "ü": "de tr hu", "ç": "fr pt tr",
    "ы": "ru", "э": "ru", "ё": "ru", "і": "uk", "ї": "uk", "є": "uk", "ґ": "uk", "ъ": "bg", "پ": "fa ur", "چ": "fa ur",
    "گ": "fa ur", "ژ": "fa", "ں": "ur", "ے": "ur", "ہ": "ur", "ٹ": "ur", "ڑ": "ur", "ة": "ar", "ى": "ar",
}  # fmt: skip


_Votes: TypeAlias = Mapping[str, tuple[tuple[str, float], ...]]
"""Word, ending or letter → the languages it speaks for, and how much."""


def _evidence() -> tuple[_Votes, _Votes, _Votes]:
    words: dict[str, list[str]] = {}
    endings: dict[str, list[str]] = {}
    for line in files("warroom.analysis").joinpath("language_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        language, *entries = line.split()
        for entry in entries:
            them = (endings if language[0] == "-" else words).setdefault(entry, [])
            if language.lstrip("-") not in them:
                them.append(language.lstrip("-"))
    letters = {letter: them.split() for letter, them in _LETTERS.items()}
    return _votes(words, 1.0), _votes(endings, _ENDING_WEIGHS), _votes(letters, _LETTER_WEIGHS)


def _votes(known: Mapping[str, Sequence[str]], weight: float) -> _Votes:
    """What several languages share speaks less for each of them, and single letters speak for little."""
    short = {entry: 0.5 if weight == 1.0 and len(entry) == 1 and entry.isascii() else 1.0 for entry in known}
    return {e: tuple((one, short[e] * weight / len(them) ** 0.7) for one in them) for e, them in known.items()}


_words, _endings, _letters = _evidence()
_FOREIGN = re.compile(f"[{''.join(_letters)}]")


def detect(text: str) -> str:
    """ISO 639-1 code of the language of a text, or "" when unsure."""
    text = _NO_WORDS.sub(" ", text[:LONGEST])
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
        owner = _by_script(text)
        if owner:
            return owner
    text = text.lower()
    points: dict[str, float] = {}
    words = _WORD.findall(text)[:_MOST_WORDS]
    for word in words:
        for language, weight in _words.get(word, ()):
            points[language] = points.get(language, 0.0) + weight
        if len(word) > _SHORT and word[-3:] in _endings:
            for language, weight in _endings[word[-3:]]:
                points[language] = points.get(language, 0.0) + weight
    if not text.isascii():
        for letter in _FOREIGN.findall(text)[:20]:
            for language, weight in _letters[letter]:
                points[language] = points.get(language, 0.0) + weight
    if not points:
        return ""
    best = max(points, key=points.__getitem__)
    most = points.pop(best)
    next_best = max(points.values(), default=0.0)
    sure = most >= max(_ENOUGH, 0.08 * len(words)) and most >= _AHEAD * next_best
    return best if sure else ""


def _by_script(text: str) -> str:
    """The language whose script makes up a good part of the text; a few borrowed characters do not."""
    letters = sum(map(str.isalpha, text))
    for language, script in _SCRIPTS:
        found = len(script.findall(text))
        if found and found * 4 >= letters:
            return language
    return ""
