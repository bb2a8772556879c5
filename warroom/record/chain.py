"""Walking the chain entry by entry: one set of checks for a database and for an export. Pure."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from warroom.domain.entries import ClockJump, Corrected, Payload
from warroom.store.chain import (
    FORMAT,
    LONGEST_SALT,
    SHORTEST_SALT,
    Record,
    commitment,
    moment,
    read_payload,
    read_record,
    record_hash,
)

_any = msgspec.json.Decoder(dict[str, object])

MISSING: Final = "is missing"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One stored entry as a file has it; nothing in it is believed yet."""

    seq: object
    record: object
    hash: object
    salt: object = None
    body: object = None
    withheld: str = ""
    """Why the content was left out of this file (an export may); empty if it should be there."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing that is wrong."""

    seq: int
    """The entry concerned; 0 if it is none in particular."""
    what: str
    expected: str = ""
    found: str = ""
    newer: bool = False
    """Not wrong, but written in a later format."""


class Guards(msgspec.Struct, frozen=True):
    """What a database says about its log beside the entries."""

    version: int
    heads: tuple[tuple[Any, Any, Any], ...]
    """(1, how many entries, hash of the last one)."""
    stray: int | None
    """The first content that belongs to no entry."""
    fault: Fault | None
    """What is wrong with its pages, tables or triggers."""

    @property
    def size(self) -> int:
        """How many entries there are, by the file's own head."""
        size = self.heads[0][1] if self.heads else 0
        return size if isinstance(size, int) else 0


class Walk:
    """The chain as far as it has been followed. :meth:`take` every link in order, stop at the first Fault."""

    def __init__(self) -> None:
        self.size = 0
        self.head = ""
        """Hex; the hash of the last sound entry."""
        self.hashes: list[bytes] = []
        self.room = ""
        self.first = self.last = ""
        """When the first and the last entry were recorded, as they say it."""
        self.corrected: set[int] = set()
        self.withheld: dict[int, str] = {}
        self.jumps = 0
        self.unknown = 0
        """Entries of kinds that a later version introduced."""

    def take(self, link: Link) -> Fault | None:
        """None if the link goes on the chain."""
        seq = self.size + 1
        if link.seq != seq:
            return Fault(seq=seq, what=MISSING)
        if not isinstance(link.record, bytes) or not isinstance(link.hash, bytes):
            return Fault(seq=seq, what="is not stored as it was written")
        digest = record_hash(link.record)
        if digest != link.hash:
            return Fault(seq=seq, what="was changed", expected=link.hash.hex(), found=digest.hex())
        fields = self._fields(link.record)
        if isinstance(fields, Fault):
            return fields
        fault = self._place(fields) or self._content(fields, link)
        if fault:
            return fault
        self.size, self.head, self.last = seq, digest.hex(), fields.ts
        self.hashes.append(digest)
        self.room, self.first = fields.room, self.first or fields.ts
        return None

    def _fields(self, record: bytes) -> Record | Fault:
        seq = self.size + 1
        try:
            fields = read_record(record)
            moment(fields.ts)
            moment(fields.occurred)
        except ValueError:
            later = _version(record) > FORMAT
            what = "is in a later format than this warroom knows" if later else "is no record of ours"
            return Fault(seq=seq, what=what, newer=later)
        if fields.v != FORMAT:
            return Fault(seq=seq, what=f"is in format {fields.v}, this warroom knows {FORMAT}", newer=fields.v > FORMAT)
        return fields

    def _place(self, fields: Record) -> Fault | None:
        seq = self.size + 1
        if fields.seq != seq:
            return Fault(seq=seq, what=f"says that it is entry {fields.seq}")
        if fields.prev != self.head:
            what = "does not follow the entry before it"
            return Fault(seq=seq, what=what, expected=self.head or "nothing", found=fields.prev or "nothing")
        if self.size and fields.room != self.room:
            return Fault(seq=seq, what=f"belongs to another room ({fields.room})")
        return None

    def _content(self, fields: Record, link: Link) -> Fault | None:
        seq = fields.seq
        if link.withheld:
            self.withheld[seq] = link.withheld
            return None
        if not isinstance(link.salt, bytes) or not isinstance(link.body, bytes):
            return Fault(seq=seq, what="has lost its content", expected=fields.body)
        found = commitment(link.salt, link.body)
        if found != fields.body:
            return Fault(seq=seq, what="had its content changed", expected=fields.body, found=found)
        try:
            kind = _any.decode(link.body).get("kind")
        except ValueError:
            kind = None
        if kind != fields.kind or not SHORTEST_SALT <= len(link.salt) <= LONGEST_SALT:
            return Fault(seq=seq, what=f"has content that is no '{fields.kind}'")
        self._count(link.body)
        return None

    def _count(self, body: bytes) -> None:
        try:
            payload: Payload | None = read_payload(body)
        except ValueError:
            payload, self.unknown = None, self.unknown + 1
        self.jumps += isinstance(payload, ClockJump)
        if isinstance(payload, Corrected):
            self.corrected.add(payload.seq)


def _version(record: bytes) -> int:
    try:
        version = _any.decode(record).get("v")
    except ValueError:
        return 0
    return version if isinstance(version, int) else 0
