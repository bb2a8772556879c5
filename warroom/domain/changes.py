"""What changed between two versions of a text, word by word.

An approval holds for an exact text, so nothing may change unseen: the pieces together are both texts, whole, and a
blank or an invisible character that changed is a change with a name.

Words that occur once in both versions are the anchors (as in patience diff); what lies between two anchors is short
and is left to difflib. So the work grows with the length of the text, whatever the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, Literal, TypeAlias

import msgspec

from warroom.domain.text import UNSHOWN

HIDDEN: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff" + UNSHOWN
)
"""Characters that show nothing or that move others, as the inside of a class in a regular expression."""

ChangeKind: TypeAlias = Literal["same", "was", "added", "removed", "hidden"]

_PASSAGE = 60  # characters of one passage in a sentence
_BRIDGE = 2  # so many short words that stayed between two changes are no news: of, the, to
_SHORT = 3
_BREAK = "\n\n"
_PAIRS = 1_000  # equal pairs of words that difflib may weigh between two anchors
_BUDGET = 8_000  # and in a whole text

_Block: TypeAlias = tuple[int, int, int]
"""From word ``i`` of the one text and ``j`` of the other on, so many words are the same."""


class Change(msgspec.Struct, frozen=True):
    """A piece of both texts. ``was`` is another wording, ``hidden`` looks the same and is not."""

    kind: ChangeKind
    before: str
    after: str


class _Words:
    """The words, signs and blank lines of a text, without what is hidden in them, and where they stand."""

    def __init__(self, text: str) -> None:
        found = [(match.start(), match.end(), match.group()) for match in _pattern().finditer(text)]
        self.text = text
        self.keys = [_BREAK if word[0] == "\n" else word if word.isascii() else _shown(word) for _, _, word in found]
        self.starts = [start for start, _, _ in found]
        self.ends = [end for _, end, _ in found]

    def between(self, first: int, last: int) -> str:
        """The text after word ``first - 1`` and before word ``last``."""
        start = self.ends[first - 1] if first else 0
        return self.text[start : self.starts[last] if last < len(self.starts) else len(self.text)]

    def word(self, at: int) -> str:
        return self.text[self.starts[at] : self.ends[at]]


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The pieces of both texts in order: joined, their ``before`` is the one text, their ``after`` the other."""
    if before == after:
        return (Change("same", before, after),) if before else ()
    one, two = _Words(before), _Words(after)
    return tuple(_merged(_pieces(one, two, _bridged(_blocks(one.keys, two.keys), one.keys, two.keys))))


def in_words(changed: Iterable[Change], limit: int = 200) -> str:
    """``61 of 84 was most, added It was not an attack.``, at most ``limit`` characters; empty if all is the same.

    What cannot be seen comes first, then other wordings, then what is new, then what is gone.
    """
    told: list[tuple[int, str]] = []
    before = after = ""  # what stands just before a piece
    for change in changed:
        told += _said(change, before, after)
        before, after = (before + change.before)[-_PASSAGE:], (after + change.after)[-_PASSAGE:]
    said = [line for _, line in sorted(told, key=lambda each: each[0])]
    out = ""
    for at, line in enumerate(said):
        joined = f"{out}, {line}" if out else line
        left = len(said) - at - 1
        if len(joined) + (len(f", {left} more") if left else 0) > limit:
            return f"{out}, {left + 1} more" if out else joined[: max(limit - 1, 0)] + "…"
        out = joined
    return out


def code(char: str) -> str:
    """``U+200B``."""
    return f"U+{ord(char):04X}"


# -- pieces --------------------------------------------------------------------------------------------------------


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\d++(?:[.,:]\d++)++|\w(?:[\w{HIDDEN}'’-]*\w)?|[^\w\s{HIDDEN}]|\n\s*\n")


@cache
def _hidden() -> re.Pattern[str]:
    return re.compile(f"[{HIDDEN}]")


def _shown(text: str) -> str:
    return _hidden().sub("", text)


def _pieces(one: _Words, two: _Words, blocks: Sequence[_Block]) -> Iterator[Change]:
    i = j = 0
    for a, b, size in (*blocks, (len(one.keys), len(two.keys), 0)):
        other_words = i < a or j < b
        yield from (_replaced if other_words else _gap)(one.between(i, a), two.between(j, b))
        for step in range(size):
            if step:
                yield from _gap(one.between(a + step, a + step), two.between(b + step, b + step))
            word, other = one.word(a + step), two.word(b + step)
            yield Change("same" if word == other else "hidden", word, other)
        i, j = a + size, b + size


def _gap(before: str, after: str) -> Iterator[Change]:
    if before or after:
        yield Change("same" if before == after else "hidden", before, after)


def _replaced(before: str, after: str) -> Iterator[Change]:
    """Other words between two that stayed, without the blanks that both have around them."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    yield from _gap(before[:head], after[:head])
    middle, other = before[head : len(before) - tail], after[head : len(after) - tail]
    was, now = bool(_shown(middle).strip()), bool(_shown(other).strip())
    kind: ChangeKind = "was" if was and now else "removed" if was else "added" if now else "hidden"
    yield Change(kind, middle, other)
    yield from _gap(before[len(before) - tail :], after[len(after) - tail :])


def _common(one: str, two: str) -> int:
    """How many blanks both begin with."""
    count = 0
    for char, other in zip(one, two, strict=False):
        if char != other or not char.isspace():
            break
        count += 1
    return count


def _merged(pieces: Iterable[Change]) -> Iterator[Change]:
    before: list[str] = []
    after: list[str] = []
    for piece in pieces:
        if piece.kind == "same":
            before.append(piece.before)
            after.append(piece.after)
            continue
        if before:
            yield Change("same", "".join(before), "".join(after))
            before, after = [], []
        yield piece
    if before:
        yield Change("same", "".join(before), "".join(after))


# -- which words stayed --------------------------------------------------------------------------------------------


def _blocks(one: Sequence[str], two: Sequence[str]) -> list[_Block]:
    """Runs of words that both texts have, in order."""
    head = 0
    shorter = min(len(one), len(two))
    while head < shorter and one[head] == two[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == two[-1 - tail]:
        tail += 1
    blocks = [(0, 0, head)]
    i, j, spent = head, head, 0
    anchors = _anchors(one, two, head, len(one) - tail, len(two) - tail)
    for a, b in (*anchors, (len(one) - tail, len(two) - tail)):
        found, cost = _matched(one[i:a], two[j:b], _BUDGET - spent)
        spent += cost
        blocks += [(i + x, j + y, size) for x, y, size in found]
        blocks.append((a, b, 1))
        i, j = a + 1, b + 1
    blocks[-1] = (len(one) - tail, len(two) - tail, tail)
    return _joined(blocks)


def _anchors(one: Sequence[str], two: Sequence[str], head: int, end: int, other_end: int) -> list[tuple[int, int]]:
    """Pairs of places whose word occurs once in both middles, in rising order in both (longest such row)."""
    once, there = Counter(one[head:end]), Counter(two[head:other_end])
    places = {word: at for at, word in enumerate(two[head:other_end], head) if there[word] == 1}
    pairs = [(at, places[word]) for at, word in enumerate(one[head:end], head) if once[word] == 1 and word in places]
    ends: list[int] = []
    rows: list[int] = []
    back: list[int] = []
    for at, (_, place) in enumerate(pairs):
        row = bisect_left(ends, place)
        back.append(rows[row - 1] if row else -1)
        ends[row : row + 1] = [place]
        rows[row : row + 1] = [at]
    out: list[tuple[int, int]] = []
    at = rows[-1] if rows else -1
    while at >= 0:
        out.append(pairs[at])
        at = back[at]
    return out[::-1]


def _matched(one: Sequence[str], two: Sequence[str], budget: int) -> tuple[list[_Block], int]:
    """Difflib's blocks between two anchors, and the equal pairs that it had to weigh; none beyond the budget."""
    if not one or not two:
        return [], 0
    many = Counter(two)
    pairs = sum(count * many[word] for word, count in Counter(one).items())
    if not pairs or pairs > min(budget, _PAIRS):
        return [], 0
    from difflib import SequenceMatcher  # noqa: PLC0415 - the first paint need not wait for it

    found = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in found if block.size], pairs


def _joined(blocks: Iterable[_Block]) -> list[_Block]:
    out: list[_Block] = []
    for a, b, size in blocks:
        if out and out[-1][0] + out[-1][2] == a and out[-1][1] + out[-1][2] == b:
            out[-1] = (out[-1][0], out[-1][1], out[-1][2] + size)
        elif size:
            out.append((a, b, size))
    return out


def _bridged(blocks: Sequence[_Block], one: Sequence[str], two: Sequence[str]) -> list[_Block]:
    """Blocks without the ``of`` that two wordings happen to share: ``61 of 84`` replaced ``most of the``, whole."""
    out: list[_Block] = []
    for at, (a, b, size) in enumerate(blocks):
        i, j = (out[-1][0] + out[-1][2], out[-1][1] + out[-1][2]) if out else (0, 0)
        after, other = blocks[at + 1][:2] if at + 1 < len(blocks) else (len(one), len(two))
        reworded = i < a and j < b and a + size < after and b + size < other
        if not (reworded and size <= _BRIDGE and all(len(w) <= _SHORT and w.isalpha() for w in one[a : a + size])):
            out.append((a, b, size))
    return out


# -- saying it -----------------------------------------------------------------------------------------------------


def _said(change: Change, before: str, after: str) -> list[tuple[int, str]]:
    """What to say of a piece after those texts, each line with its rank."""
    was, now = _passage(change.before), _passage(change.after)
    match change.kind:
        case "same":
            return []
        case "hidden":
            return [(0, line) for line in _unseen(change, before, after) or _blanks(change)]
        case "was":
            said = (1, f"{now} was {was}")
        case "added":
            said = (2, f"added {now}")
        case "removed":
            said = (3, f"took out {was}")
    return [said, *((0, line) for line in _unseen(change, before, after))]


def _passage(text: str) -> str:
    shown = " ".join(_shown(text).split())
    return shown if len(shown) <= _PASSAGE else shown[: _PASSAGE - 1].rstrip() + "…"


def _unseen(change: Change, before: str, after: str) -> list[str]:
    """Every invisible character that one side has and the other has not."""
    had, has = Counter(_hidden().findall(change.before)), Counter(_hidden().findall(change.after))
    said = [_named("added", char, count, after, change.after) for char, count in (has - had).items()]
    said += [_named("took out", char, count, before, change.before) for char, count in (had - has).items()]
    if not said and had and change.kind == "hidden":
        said = [f"moved an invisible {code(next(iter(had)))}"]
    return said


def _named(verb: str, char: str, count: int, before: str, piece: str) -> str:
    word = f"{count} invisible {code(char)}" if count > 1 else f"an invisible {code(char)}"
    return f"{verb} {word}{where(before + piece, len(before) + piece.index(char))}"


def _blanks(change: Change) -> list[str]:
    lines = change.after.count("\n") - change.before.count("\n")
    if lines:
        return ["added a line break" if lines > 0 else "took out a line break"]
    return ["changed the blanks between two words"]


def where(text: str, at: int) -> str:
    """`` after 'served'``: the word before a place in a text; empty at its start."""
    words = _shown(text[max(at - _PASSAGE, 0) : at]).split()
    return f" after '{words[-1][-20:]}'" if words else ""
