"""Who is still waiting for an answer, counted without asking the database."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from typing import Final

from warroom.domain.level import DAY, LevelRule, LevelSpan, answer_by
from warroom.domain.picture import Picture
from warroom.room.protocol import Answers

KEEP: Final = 7 * DAY
"""A mention that nobody answered for so long is not waited for any more."""


class Backlog:
    """Mentions that need an answer, in the order they were seen. 16 bytes each."""

    def __init__(self) -> None:
        self._ids = array("q")
        self._seen = array("q")
        self._closed: list[int] = []
        self._closed_ids: set[int] = set()

    def add(self, pairs: Iterable[tuple[int, int]]) -> None:
        """More of them: (id, first seen in ms), in rising order; what is here already is passed over."""
        newest = self._ids[-1] if self._ids else 0
        for ident, seen in pairs:
            if ident > newest:
                self._ids.append(ident)
                self._seen.append(max(seen, self._seen[-1] if self._seen else 0))

    def seen(self, ident: int) -> int | None:
        """When it was first seen, ms; None if it needs no answer."""
        at = bisect_left(self._ids, ident)
        return self._seen[at] if at < len(self._ids) and self._ids[at] == ident else None

    def ids(self) -> array[int]:
        """All of them, oldest first."""
        return self._ids

    def close(self, ident: int) -> None:
        """It was answered, or needs no answer after all."""
        seen = self.seen(ident)
        if seen is not None and ident not in self._closed_ids:
            self._closed_ids.add(ident)
            insort(self._closed, seen)

    def reopen(self, ident: int) -> None:
        """It needs an answer again."""
        if ident in self._closed_ids:
            self._closed_ids.discard(ident)
            self._closed.pop(bisect_left(self._closed, self.seen(ident) or 0))

    def count(self, picture: Picture, rules: Sequence[LevelRule], now: int) -> Answers:
        """How far answering has come.

        Deadlines never fall earlier for a later mention (:func:`~warroom.domain.level.answer_by`), so that the
        late ones are exactly those seen up to one moment: two binary searches instead of a walk.
        """
        start = bisect_left(self._seen, now - KEEP)
        needed = len(self._seen) - start - (len(self._closed) - bisect_left(self._closed, now - KEEP))
        owned = sum(
            1
            for ident, work in picture.work.items()
            if work.owner and not work.closed and (self.seen(ident) or 0) >= max(1, now - KEEP)
        )
        cut = _late_until(picture.spans, rules, now, start, self._seen)
        late = (cut - start) - (self._closed_until(cut) - bisect_left(self._closed, now - KEEP))
        latest = None
        if late > 0:
            for at in range(start, cut):
                if self._ids[at] not in self._closed_ids:
                    latest = answer_by(self._seen[at], picture.spans, rules)
                    break
        return Answers(needed=needed, unclaimed=max(0, needed - owned), late=max(0, late), latest=latest)

    def _closed_until(self, cut: int) -> int:
        return bisect_right(self._closed, self._seen[cut - 1]) if cut else 0


def _late_until(
    spans: Sequence[LevelSpan], rules: Sequence[LevelRule], now: int, start: int, seen: Sequence[int]
) -> int:
    """The first index whose mention is not late yet."""
    low, high = start, len(seen)
    while low < high:
        middle = (low + high) // 2
        if answer_by(seen[middle], spans, rules) < now:
            low = middle + 1
        else:
            high = middle
    return low
