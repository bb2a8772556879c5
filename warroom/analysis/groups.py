"""Near-duplicates: which mentions are one text that went round.

Retweets, quotes, trailing links, punctuation, case and small edits do not make a new text; a different name or
number in a short sentence does. Very short texts are never one text: ten people who write "same here" are ten
people, unless all of them carry the same link.

How: a text becomes a set of words; its eight smallest hashes of neighbouring words (a bottom-k sketch, Cohen and
Kaplan 2007) point to the groups it may belong to; the words decide. Hashes are CRC-32, so that a replay groups
as the live room did.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple
from zlib import crc32

from warroom.analysis.match import UNSPACED

ENOUGH_WORDS: Final = 5
"""A text with fewer words is grouped only by its link."""

LOOSE_WORDS: Final = 8
"""From here on whole words may differ; below only spelling."""

SAME: Final = 0.8
"""Share of common words (Jaccard) from which two texts are one."""

_LONGEST = 600
_SKETCH = 8
_HEADS_PER_KEY = 3
_CANDIDATES = 4
_VOTES = 2  # one common pair of words is chance
_NUMBER_WEIGHS = 1.5  # another flight number is another event
_CUT_SAME = 0.9
_WORTH_A_LOOK = 0.6

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'\u2026]+", re.IGNORECASE)
_TRACKING = re.compile(r"^(?:https?://)?(?:www\.)?|(?:[?&](?:utm_\w+|fbclid|gclid|ref|s|t|si)=[^&#]*)+|#.*$")
_NAME = r"@[\w.-]{1,80}(?:@[\w.-]{1,80})?"
_SHARED = re.compile(
    rf"^\W{{0,9}}(?:(?:RT|MT|QT|via)\b[\s:]{{0,3}}(?:{_NAME}[\s:]{{1,3}}|{_NAME}$)+|(?:{_NAME}\s{{1,3}})+)",
    re.IGNORECASE,
)
_CREDIT = re.compile(rf"\W{{1,5}}(?:via|by|from|/ht|h/t)\s{{1,3}}{_NAME}\W{{0,5}}$", re.IGNORECASE)
_WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[^\W_])+")
_APOSTROPHES = str.maketrans(dict.fromkeys("'\u2019\u2018\u02bc", ""))


class _Head(NamedTuple):
    """The first mention of a text."""

    words: frozenset[str]
    cut: bool
    """Ends in an ellipsis: more of it stood elsewhere."""
    keys: tuple[int, ...]


class Groups:
    """Remembers the texts of the last ``window_ms`` milliseconds, at most ``capacity`` of them.

    A text that keeps coming back stays; of the others the one unseen for longest goes first. Memory is bounded by
    ``capacity`` whatever arrives; one text costs well under 60 µs.
    """

    def __init__(self, window_ms: int, capacity: int) -> None:
        self._window = window_ms
        self._capacity = capacity
        self._heads: OrderedDict[int, _Head] = OrderedDict()
        self._seen: dict[int, int] = {}
        self._index: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._heads)

    def head(self, id: int, text: str, at: int) -> int:  # noqa: A002  it is the mention's id
        """The id of the first mention of this text, or ``id`` itself if it is the first.

        ``at``: ms UTC. Texts may arrive out of order; those older than the window are remembered all the same
        until newer ones push them out.
        """
        self._forget(at)
        words, cut, links = _read(text)
        if _length(words) < ENOUGH_WORDS:
            keys = tuple(crc32(f"{link}\n{' '.join(words)}".encode(errors="replace")) for link in links[:2])
            if not keys:
                return id
            known = next((heads[0] for key in keys if (heads := self._index.get(key))), None)
        else:
            keys = _sketch(words)
            known = self._alike(frozenset(words), keys, cut=cut)
        if known is not None:
            self._heads.move_to_end(known)
            self._seen[known] = max(self._seen[known], at)
            return known
        if id not in self._heads:
            self._remember(id, _Head(frozenset(words), cut, keys), at)
        return id

    def _alike(self, words: frozenset[str], keys: Sequence[int], *, cut: bool) -> int | None:
        votes: dict[int, int] = {}
        for key in keys:
            for head in self._index.get(key, ()):
                votes[head] = votes.get(head, 0) + 1
        enough = min(_VOTES, len(keys))
        likely = [head for head, count in votes.items() if count >= enough]
        for head in sorted(likely, key=lambda head: (-votes[head], head))[:_CANDIDATES]:
            known = self._heads[head]
            if known.words and _same(words, known.words, cut=cut, known_cut=known.cut):
                return head
        return None

    def _remember(self, head: int, known: _Head, at: int) -> None:
        if self._capacity <= 0:
            return
        while len(self._heads) >= self._capacity:
            self._drop(next(iter(self._heads)))
        self._heads[head] = known
        self._seen[head] = at
        for key in known.keys:
            self._index[key] = (*self._index.get(key, ())[-_HEADS_PER_KEY + 1 :], head)

    def _forget(self, now: int) -> None:
        while self._heads:
            oldest = next(iter(self._heads))
            if self._seen[oldest] >= now - self._window:
                return
            self._drop(oldest)

    def _drop(self, head: int) -> None:
        for key in self._heads.pop(head).keys:
            left = tuple(other for other in self._index.get(key, ()) if other != head)
            if left:
                self._index[key] = left
            else:
                self._index.pop(key, None)
        del self._seen[head]


def _read(text: str) -> tuple[list[str], bool, list[str]]:
    """Words without what sharing adds, whether the text was cut off, and its links."""
    text = text[:_LONGEST]
    links: list[str] = []
    if "://" in text or "www." in text:
        links = [_TRACKING.sub("", link).rstrip("/.,)").casefold() for link in _URL.findall(text)]
        text = _URL.sub(" ", text)
    text = _SHARED.sub("", text)
    text = _SHARED.sub("", text)
    if "@" in text:
        text = _CREDIT.sub("", text)
    bare = text.rstrip(" \n\"'\u201d\u00bb)")
    cut = bare.endswith(("\u2026", "..."))
    words = _WORD.findall(text.translate(_APOSTROPHES).casefold())
    if cut and len(words) >= LOOSE_WORDS and not bare.rstrip(".\u2026").endswith(" "):
        words.pop()  # the last word may be half a word
    return words, cut, links


def _length(words: Sequence[str]) -> float:
    """In words; a character of a script without blanks counts half."""
    return sum(0.5 if word > "\u0dff" else 1.0 for word in words)


def _sketch(words: Sequence[str]) -> tuple[int, ...]:
    pairs = {crc32(f"{a} {b}".encode()) for a, b in pairwise(words)}
    return tuple(sorted(pairs)[:_SKETCH])


def _same(new: frozenset[str], known: frozenset[str], *, cut: bool, known_cut: bool) -> bool:
    common = len(new & known)
    smaller, larger = sorted((len(new), len(known)))
    if (cut or known_cut) and smaller >= LOOSE_WORDS and common >= _CUT_SAME * smaller:
        part = new if len(new) <= len(known) else known
        if (part is new and cut) or (part is known and known_cut):
            return True
    if common < _WORTH_A_LOOK * larger:
        return False
    added, gone = _unlike(new - known, known - new)
    if larger < LOOSE_WORDS:
        return not added and not gone
    common = larger - max(len(added), len(gone))
    return common >= SAME * (common + _weight(added) + _weight(gone))


def _unlike(added: Iterable[str], gone: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of the words that only one side has, those that are not another spelling of one on the other side."""
    left = sorted(gone)
    rest = []
    for word in sorted(added):
        twin = next((other for other in left if _is_spelling(word, other)), None)
        if twin is None:
            rest.append(word)
        else:
            left.remove(twin)
    return rest, left


def _is_spelling(a: str, b: str) -> bool:
    """Whether two words differ in at most two neighbouring letters behind the first, a quarter of the longer."""
    shorter, longer = sorted((len(a), len(b)))
    if longer - shorter > 2 or shorter < 4 or a[0] != b[0] or not (a.isalpha() and b.isalpha()):
        return False
    same = _shared_start(a, b)
    rest = shorter - same
    same += min(rest, _shared_start(a[::-1], b[::-1]))
    return longer - same <= min(2, longer // 4 + (longer < 8))


def _shared_start(a: str, b: str) -> int:
    return next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _weight(words: Iterable[str]) -> float:
    return sum(_NUMBER_WEIGHS if any(map(str.isdigit, word)) else 1.0 for word in words)
