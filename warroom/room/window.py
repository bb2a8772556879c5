"""Lists of mentions that are too long to hold: a page cache that fills behind the screen."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Final, Protocol

from warroom.domain.mention import Mention
from warroom.room.protocol import FeedQuery
from warroom.store.protocols import Query

PAGE: Final = 64
"""Rows fetched at once."""
PAGES: Final = 24
"""Pages kept."""
MOST: Final = 20_000
"""Matches that a filtered list holds: the newest ones."""


class Pages(Protocol):
    """Where lists have their mentions from: the part of :class:`~warroom.store.protocols.Mentions` that they ask."""

    async def rows(self, first: int, last: int) -> list[Mention]:
        """Positions first..last (inclusive) of the unfiltered feed."""

    async def pos(self, mention: int) -> int | None:
        """The position of a mention, or None."""

    async def ids(self, query: Query, *, before: int | None = None, limit: int = 1000) -> array[int]:
        """Ids that match, newest first."""

    async def get(self, ids: Sequence[int]) -> dict[int, Mention]:
        """These mentions, as far as they are stored."""


class FeedWindow:
    """Everything, in the order of arrival. Rows are positions, so that nothing has to be indexed."""

    def __init__(self, store: Pages, total: Callable[[], int]) -> None:
        self._store = store
        self._total = total
        self._pages: OrderedDict[int, list[Mention]] = OrderedDict()

    @property
    def total(self) -> int:
        """Rows there are now."""
        return self._total()

    def row(self, ordinal: int) -> Mention | None:
        """The mention there, or None while it is not at hand."""
        page = self._pages.get(ordinal // PAGE)
        at = ordinal % PAGE
        return page[at] if page is not None and 0 <= at < len(page) else None

    async def want(self, first: int, last: int) -> bool:
        """Bring rows to hand, a page around them too; True if any of them was missing."""
        total = self.total
        first, last = max(0, first), min(last, total - 1)
        if first > last:
            return False
        missing = any(self.row(at) is None for at in (*range(first, last, PAGE), last))
        for number in range(max(0, first // PAGE - 1), min(last, total - 1) // PAGE + 2):
            await self._fetch(number, total)
        return missing

    async def find(self, mention: int) -> int | None:
        """The row of a mention (of its head, if it is a copy)."""
        return await self._store.pos(mention)

    def forget(self, changed: Sequence[int]) -> None:
        """These mentions look different now: fetch their pages again when they are wanted."""
        gone = set(changed)
        for number, page in list(self._pages.items()):
            if any(mention.id in gone for mention in page):
                del self._pages[number]

    def forget_all(self) -> None:
        """Anything may look different now."""
        self._pages.clear()

    def extend(self, first: int, mentions: Sequence[Mention]) -> None:
        """Rows from ``first`` on that just came in: no need to ask for them."""
        for at, mention in enumerate(mentions, first):
            page = self._pages.get(at // PAGE)
            if page is None and at % PAGE == 0:
                page = self._pages[at // PAGE] = []
            if page is not None and len(page) == at % PAGE:
                page.append(mention)
        self._trim()

    async def _fetch(self, number: int, total: int) -> None:
        expected = min(PAGE, total - number * PAGE)
        page = self._pages.get(number)
        if expected <= 0 or (page is not None and len(page) >= expected):
            if page is not None:
                self._pages.move_to_end(number)
            return
        rows = await self._store.rows(number * PAGE, number * PAGE + PAGE - 1)
        known = self._pages.get(number)
        if known is None or len(known) < len(rows):
            self._pages[number] = rows
        self._trim()

    def _trim(self) -> None:
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)


class FilteredWindow:
    """The newest matches of a query, oldest first. It grows at its end when matching mentions come in."""

    def __init__(self, store: Pages, query: FeedQuery, taken: Callable[[], Collection[int]]) -> None:
        self._store, self.query = store, query
        self._taken = taken
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, Mention] = OrderedDict()
        self._loaded = False
        self._newest = 0

    @property
    def total(self) -> int:
        """Rows there are now; 0 until the first :meth:`want`."""
        return len(self._ids)

    def row(self, ordinal: int) -> Mention | None:
        """The mention there, or None while it is not at hand."""
        return self._rows.get(self._ids[ordinal]) if 0 <= ordinal < len(self._ids) else None

    async def want(self, first: int, last: int) -> bool:
        """Bring rows to hand, a page around them too; True if any of them was missing."""
        fresh = await self.refresh()
        first, last = max(0, first - PAGE), min(last + PAGE, len(self._ids) - 1)
        wanted = [ident for ident in self._ids[first : last + 1] if ident not in self._rows]
        if wanted:
            self._rows.update(await self._store.get(wanted))
            while len(self._rows) > PAGE * PAGES:
                self._rows.popitem(last=False)
        return bool(wanted) or fresh

    async def find(self, mention: int) -> int | None:
        """The row of a mention, or None if it does not match."""
        await self.refresh()
        try:
            return self._ids.index(mention)
        except ValueError:
            return None

    async def refresh(self) -> bool:
        """Look for matches that came in since; True if there are any."""
        if self._loaded:
            newest = await self._store.ids(self._store_query(), limit=1)
            if not newest or newest[0] <= self._newest:
                return False
        found: array[int] = array("q")
        before: int | None = None
        while len(found) < MOST:
            chunk = await self._store.ids(self._store_query(), before=before, limit=2_000)
            new = array("q", (ident for ident in chunk if ident > self._newest))
            found.extend(new)
            if len(new) < len(chunk) or len(chunk) < 2_000:
                break
            before = chunk[-1]
        found.reverse()
        self._ids.extend(found)
        self._newest = self._ids[-1] if self._ids else 0
        self._loaded = True
        return bool(found)

    def forget(self, changed: Sequence[int]) -> None:
        """These mentions look different now."""
        for ident in changed:
            self._rows.pop(ident, None)

    def forget_all(self) -> None:
        """Anything may look different now."""
        self._rows.clear()

    def _store_query(self) -> Query:
        query = self.query
        return Query(
            text=query.text, source=query.source, platform=query.platform, author=query.author,
            needs_answer=query.unclaimed, without=self._taken() if query.unclaimed else (),
        )  # fmt: skip
