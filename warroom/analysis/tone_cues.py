"""The complaint layer: phrases that carry a tone which no single word has.

The phrases stand in ``tone_cues.txt``, whose head explains the notation. Here they are read once and laid out
so that finding them costs one look-up per token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final, NamedTuple, TypeAlias

NUMBER: Final = "0"
"""The token that every number written in digits becomes."""

SENTENCE_END: Final = frozenset({".", "!", "?", "?!"})

_ANY = 1
_GAP = 3  # most words that ".." stands for

Step: TypeAlias = frozenset[str] | int
"""The words that fit one place; 1 for any one word, 3 for up to three."""


class Cue(NamedTuple):
    """One line of the file, without its first word."""

    points: float
    first_only: bool
    steps: tuple[Step, ...]


class Found(NamedTuple):
    """A cue in a text: tokens ``start`` up to but not including ``end``."""

    start: int
    end: int
    points: float


class Layer(NamedTuple):
    """All that the file says."""

    cues: Mapping[str, Sequence[Cue]]
    """First word → the cues that it can begin."""
    classes: Mapping[str, frozenset[str]]
    """``service`` → its words."""
    words: Mapping[str, float]
    """Valences that replace the lexicon's."""
    topics: frozenset[str]
    """Words whose valence is believed only in part."""


def load() -> Layer:
    """Read the layer that is shipped with warroom."""
    return parse(files("warroom.analysis").joinpath("tone_cues.txt").read_text(encoding="utf-8"))


def parse(source: str) -> Layer:
    """The layer from its notation. Raises ValueError that names the line."""
    cues: dict[str, list[Cue]] = {}
    classes: dict[str, frozenset[str]] = {}
    values: dict[str, float] = {}
    topics: set[str] = set()
    for number, line in enumerate(source.splitlines(), 1):
        words = line.split()
        if not words or words[0] == "#":
            continue
        try:
            match words[0]:
                case "=":
                    classes[words[1]] = classes.get(words[1], frozenset()).union(words[2:])
                case "~" if words[1] == "topic":
                    topics.update(words[2:])
                case "~":
                    values.update(dict.fromkeys(words[2:], float(words[1])))
                case points:
                    _add(cues, float(points), words[1:], classes)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(f"tone cues, line {number}: {line!r} ({error})") from error
    named = {name.strip("<>"): fits for name, fits in classes.items()}
    return Layer(cues, named, values, frozenset(topics))


def _add(cues: dict[str, list[Cue]], points: float, words: list[str], classes: Mapping[str, frozenset[str]]) -> None:
    first_only = words[0] == "^"
    first, *rest = (_step(word, classes) for word in words[first_only:])
    if isinstance(first, int):
        raise ValueError("a cue begins with a word")  # noqa: TRY004  the file is wrong, not a caller's type
    cue = Cue(points, first_only, tuple(rest))
    for word in first:
        cues.setdefault(word, []).append(cue)


def _step(word: str, classes: Mapping[str, frozenset[str]]) -> Step:
    if word in ("*", ".."):
        return _ANY if word == "*" else _GAP
    fits: set[str] = set()
    for part in word.split("|"):
        fits |= classes[part] if part[0] == "<" else {part}
    if "<n>" in word.split("|"):
        fits.add(NUMBER)
    return frozenset(fits)


def find(tokens: Sequence[str], cues: Mapping[str, Sequence[Cue]]) -> list[Found]:
    """The cues in a text, none overlapping: of those that begin at the same word the longest is taken."""
    found: list[Found] = []
    free = 0
    for start, token in enumerate(tokens):
        if start < free or token not in cues:
            continue
        best, worth = 0, 0.0
        for points, first_only, steps in cues[token]:
            if first_only and start:
                continue
            end = _end(tokens, start + 1, steps) if steps else start + 1
            if end > best:
                best, worth = end, points
        if best:
            found.append(Found(start, best, worth))
            free = best
    return found


def _end(tokens: Sequence[str], at: int, steps: Sequence[Step]) -> int:
    """Where the steps, laid from ``at`` on, end; 0 if they do not fit."""
    count = len(tokens)
    for place, step in enumerate(steps):
        if not isinstance(step, int):
            if at >= count or tokens[at] not in step:
                return 0
        elif step == _GAP:
            return _end_after_gap(tokens, at, steps[place + 1 :])
        elif at >= count:
            return 0
        at += 1
    return at


def _end_after_gap(tokens: Sequence[str], at: int, steps: Sequence[Step]) -> int:
    for skipped in range(_GAP + 1):
        end = _end(tokens, at, steps)
        if end or skipped == _GAP or at >= len(tokens) or tokens[at] in SENTENCE_END:
            return end
        at += 1
    return 0
