"""Looking through what was heard for the wall: which open posts are loudest, and whose names are to be masked.

Each post is looked at once, in the order of arrival, beginning with the newest thousand; the loudest are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from warroom.domain.mention import Mention
from warroom.room.protocol import FeedQuery, Room
from warroom.tui.wall.masks import Masks
from warroom.tui.wall.risks import is_loud, loudest

BACK: Final = 1_000
"""Posts that are looked at when the wall opens."""
STEP: Final = 256
"""Rows that are asked for at once."""
KEPT: Final = 64
"""Posts that are kept in mind."""


class Watch:
    """What one console knows for its wall."""

    def __init__(self, room: Room, *, handles: bool) -> None:
        """``handles``: show strangers' names."""
        self._room = room
        self._window = room.window(FeedQuery())
        self._next = -1
        self._kept: list[Mention] = []
        self.masks = Masks(room, handles=handles)

    async def look(self) -> bool:
        """Look at what came in since. True if there was anything."""
        total = self._window.total
        first = max(0, self._next, total - BACK)
        if first >= total:
            return False
        for start in range(first, total, STEP):
            last = min(total, start + STEP) - 1
            await self._window.want(start, last)
            rows = (self._window.row(at) for at in range(start, last + 1))
            self._hear([mention for mention in rows if mention is not None])
        self._next = total
        return True

    def _hear(self, mentions: Sequence[Mention]) -> None:
        self.masks.learn(mentions)
        self._kept += [m for m in mentions if m.needs_answer and is_loud(m)]
        if len(self._kept) > KEPT:
            self._kept = loudest(self._room, self._kept)[:KEPT]

    def loudest(self) -> list[Mention]:
        """The loudest open negative posts, the largest reach first."""
        return loudest(self._room, self._kept)[:8]
