"""What the room asks of a store. Small Protocols, composed into :class:`Store`; no database is named here."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeAlias

import msgspec

from warroom.domain.entries import Entry
from warroom.domain.health import SourceHealth
from warroom.domain.level import MINUTE
from warroom.domain.mention import Mention

BIN: Final = 5 * MINUTE
"""Milliseconds of one bin of the volume rollup. Bins begin at multiples of it since 1970."""

# -- the journal -------------------------------------------------------------------------------------------------


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is stored: exact bytes, never written anew to check them."""

    record: bytes
    """RFC 8785 JSON: who, when, what kind, and the commitments to the content and to the record before."""
    hash: bytes
    """32 bytes: SHA-256 over the record (:func:`warroom.store.chain.record_hash`)."""
    salt: bytes
    body: bytes
    """RFC 8785 JSON of the payload. The record holds SHA-256(salt || body) of it."""
    entry: Entry


Row: TypeAlias = tuple[Any, Any, Any, Any, Any]
"""seq, record, hash, salt and body of an entry as a file has them: nothing in it is believed yet."""


class Head(msgspec.Struct, frozen=True):
    """How long the log is, and the hash of its last entry: what others can remember."""

    size: int = 0
    hash: str = ""
    """Hex; empty while the log is."""


class Journal(Protocol):
    """The append-only log."""

    async def append(self, sealed: Sequence[Sealed], *, after: int) -> None:
        """Store these entries, all or none; durable when it returns.

        ``after`` is the size of the log that they were sealed against. Raises Overtaken if it is another one by
        now, DiskFull, Locked or StorageFailed if nothing could be written.
        """

    async def read(self, since: int = 0, limit: int | None = None) -> list[Sealed]:
        """Entries with seq > since, in order. Raises Damaged, naming the first that cannot be read."""

    async def head(self) -> Head:
        """Where the log stands."""


# -- mentions ----------------------------------------------------------------------------------------------------


class Evidence(msgspec.Struct, frozen=True):
    """What a source answered, byte for byte."""

    sha256: bytes
    """32 bytes, over ``body``."""
    source: str
    fetched: int
    """ms UTC."""
    body: bytes


class NewMention(msgspec.Struct, frozen=True, kw_only=True):
    """A mention on its way in."""

    mention: Mention
    """With id 0. ``head`` and ``copies`` are set by the store."""
    raw: str = ""
    """The text as it was received, if cleaning changed it."""
    evidence: bytes = b""
    """SHA-256 of the answer it came in, if that is kept."""
    head: int | None = None
    """Id of the stored mention that this one copies; None if it copies none that is stored."""
    like: int | None = None
    """Index in the same batch of an earlier mention that this one copies. ``head`` goes before."""


class AddResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch led to."""

    ids: tuple[int, ...] = ()
    """For every mention of the batch, in its order: the id under which it is stored."""
    added: tuple[Mention, ...] = ()
    """New ones in the order of ids, with id, head and copies. Heads of groups have ``head == id``."""
    rows: int = 0
    """Rows of the unfiltered feed after the batch. The new heads have the last positions, in order."""
    revised: tuple[Mention, ...] = ()
    """Stored ones whose author changed them, as they are now."""
    known: int = 0
    """How many were stored before, unchanged."""
    copied: Mapping[int, int] = {}
    """Heads whose copies grew: id → copies now."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which mentions a list holds. Empty holds all heads of groups; several conditions must all hold."""

    text: str = ""
    """Words to be found in title, text, author or handle; the last may be a beginning (of three letters at least),
    "…" is a phrase."""
    source: str = ""
    platform: str = ""
    author: str = ""
    """Exact handle or name."""
    since: int | None = None
    """First seen at or after, ms."""
    needs_answer: bool = False
    """Only those that need an answer."""
    only: Collection[int] | None = None
    """Only these ids."""
    without: Collection[int] = ()
    """None of these ids."""
    copies_of: int = 0
    """The copies of this head, which no other list shows."""


class Mentions(Protocol):
    """What was heard. Ids rise in the order of arrival; a head's ``pos`` is its row in the unfiltered feed."""

    async def add(
        self,
        batch: Sequence[NewMention],
        *,
        evidence: Sequence[Evidence] = (),
        cursors: Mapping[str, bytes] | None = None,
    ) -> AddResult:
        """Store a batch in one transaction, with the answers it came in and where its sources go on.

        A mention is known by source and native id. One that says something else now becomes a revision: it keeps
        id, position and times, its former wording is kept beside it. ``evidence`` that brought nothing new is
        not kept.
        """

    async def rows(self, first: int, last: int) -> list[Mention]:
        """Positions first..last (inclusive, 0 is the oldest) of the unfiltered feed, in rising order."""

    async def pos(self, mention: int) -> int | None:
        """The position of a mention in the unfiltered feed; a copy has its head's. None if there is no such id."""

    async def ids(self, query: Query, *, before: int | None = None, limit: int = 1000) -> array[int]:
        """Up to ``limit`` ids that match, newest first; go on with ``before=`` the last one. array('q')."""

    async def newest(self, query: Query, limit: int = 50) -> list[Mention]:
        """The newest that match, newest first."""

    async def count(self, query: Query | None = None) -> int:
        """How many match; without a query, the rows of the unfiltered feed."""

    async def get(self, ids: Sequence[int]) -> dict[int, Mention]:
        """These mentions; an id that is not stored is missing from the answer."""

    async def thread(self, mention: int, limit: int = 50) -> list[Mention]:
        """The conversation around it, oldest first, without itself: what it answers, and what answers those."""

    async def by_author(self, platform: str, who: str, limit: int = 50) -> list[Mention]:
        """The newest of one author (exact handle, or name if there is no handle), newest first, copies too."""

    async def wordings(self, mention: int) -> list[Mention]:
        """Its former wordings, oldest first; empty if it was never changed."""

    async def raw(self, mention: int) -> str | None:
        """The text as received. None if cleaning changed nothing (or there is no such id)."""

    async def evidence(self, mention: int) -> Evidence | None:
        """The answer that brought it, byte for byte, if it was kept."""

    async def needing(self, since: int = 0, after: int = 0, limit: int = -1) -> list[tuple[int, int]]:
        """(id, first_seen) of heads that need an answer, first seen at or after ``since``, oldest first.

        Those with an id above ``after`` only, and at most ``limit`` of them (-1: all): a list can be long.
        """


# -- sources and volume ------------------------------------------------------------------------------------------


class Sources(Protocol):
    """What is remembered about each source over a restart."""

    async def cursor(self, source: str) -> bytes:
        """Where it goes on: JSON that only the source understands; empty at first."""

    async def remember_cursor(self, source: str, cursor: bytes) -> None:
        """Go on there next time."""

    async def health(self) -> list[SourceHealth]:
        """How every source was last, by name."""

    async def remember_health(self, health: Sequence[SourceHealth]) -> None:
        """How these sources are."""


class Drafts(Protocol):
    """What people have written and not sent. Not part of the record, never exported."""

    async def drafts(self, person: str) -> dict[str, str]:
        """A person's drafts: what each is about → its text."""

    async def keep_draft(self, person: str, about: str, text: str, at: int) -> None:
        """Keep a draft (``at`` is ms UTC); an empty text throws it away."""


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """What one bin of five minutes held. A sum over sources has an empty ``source`` and ``platform``."""

    bin: int
    """When it begins, ms UTC, a multiple of BIN. A mention counts in the bin of its ``published`` time, so that
    a backlog that arrives late stands at its own time."""
    source: str = ""
    platform: str = ""
    mentions: int = 0
    """All of them, copies too."""
    negative: int = 0
    """By the line of ``domain.tone``."""
    scored: int = 0
    """How many have a tone at all."""
    one_star: int = 0
    reach: int = 0
    """Sum of the reach that is known."""
    press: int = 0
    influencer: int = 0


class Volumes(Protocol):
    """The rollup by five minutes: kept in step with the mentions by :meth:`Mentions.add`."""

    async def volume(self, since: int = 0, *, by_source: bool = False) -> list[Volume]:
        """Bins that begin at or after ``since`` and hold something, oldest first; all sources summed, or each."""

    async def remember_volume(self, rows: Sequence[Volume]) -> None:
        """Set these bins as given (a history from elsewhere, or of a drill)."""


class Store(Journal, Mentions, Sources, Volumes, Drafts, Protocol):
    """Everything a room keeps. An async context manager: leaving it closes files and threads."""

    @property
    def room(self) -> str:
        """The room's own id, given when it was made; part of every record."""

    async def copy_to(self, path: Path) -> None:
        """A complete, closed copy of this moment at ``path``, which must not exist yet. 0600."""

    async def __aenter__(self) -> Self:
        """Open. Raises Busy, NotARoom, NewerRoom, Damaged."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened."""
