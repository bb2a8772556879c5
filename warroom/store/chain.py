r"""The form of the record: how an entry becomes bytes, and how those bytes hold on to the ones before. Pure.

A record is the RFC 8785 form of fifteen fields, ``hash = SHA-256(0x00 || "warroom-log/v1\n" || record)``. It names
the hash of the record before (``prev``) and commits to its content, ``body = SHA-256(salt || payload)``, so that
content can be left out of a copy without breaking the chain. The bytes are kept and hashed as they are; nothing is
ever written anew to check it. The 0x00 is RFC 6962's mark of a leaf: a record can never pass for an inner node of
a tree of hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, get_args

import msgspec

from warroom.domain.entries import Draft, Entry, Payload
from warroom.store.protocols import Sealed

FORMAT: Final = 1
"""The newest record format that this code knows."""

PREFIX: Final = b"\x00warroom-log/v1\n"
SHORTEST_SALT: Final = 16
LONGEST_SALT: Final = 64

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a record, as they stand in it."""

    v: int
    room: str
    incident: str
    seq: int
    ts: str
    """Recorded: RFC 3339, UTC, milliseconds, ``Z``."""
    occurred: str
    boot: str
    mono: str
    """Milliseconds of CLOCK_BOOTTIME, as a string: it may pass 2^53."""
    actor: str
    role: str
    keyfp: str
    """Fingerprint of the key that the actor came in with; empty when there was none."""
    kind: str
    privileged: bool
    body: str
    """Hex of SHA-256(salt || payload bytes)."""
    prev: str
    """Hex of the hash before; empty for the first."""


@cache
def _records() -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(Record)


@cache
def _payloads() -> msgspec.json.Decoder[Payload]:
    return msgspec.json.Decoder(Payload)


@cache
def _payloads_of(kind: str) -> msgspec.json.Decoder[Payload]:
    """For one kind of entry. A log holds few kinds; making ready for all of them costs a start 3 ms."""
    found = [each for each in get_args(Payload) if each.__struct_config__.tag == kind]
    return msgspec.json.Decoder(found[0]) if found else _payloads()


def seal(
    draft: Draft, *, room: str, seq: int, prev: str, at: int, by: str, role: str, incident: str,
    boot: str, mono: int, salt: bytes, keyfp: str = "",
) -> Sealed:  # fmt: skip
    """The draft as entry ``seq``, after the entry whose hash is ``prev`` (hex).

    ``at`` is ms UTC, ``mono`` ms since boot, ``salt`` 16 to 64 random bytes. Raises ValueError for a salt that is
    too short and for text that has no UTF-8 form (the domain lets none through).
    """
    if not SHORTEST_SALT <= len(salt) <= LONGEST_SALT:
        raise ValueError("a salt has 16 to 64 bytes")
    body = canonical(msgspec.to_builtins(draft.payload))
    occurred = at if draft.occurred is None else draft.occurred
    kind = str(type(draft.payload).__struct_config__.tag)
    fields = Record(
        v=FORMAT, room=room, incident=incident, seq=seq, ts=instant(at), occurred=instant(occurred), boot=boot,
        mono=str(mono), actor=by, role=role, keyfp=keyfp, kind=kind, privileged=draft.privileged,
        body=commitment(salt, body), prev=prev,
    )  # fmt: skip
    record = canonical(msgspec.to_builtins(fields))
    digest = record_hash(record)
    entry = Entry(
        seq=seq, recorded=at, occurred=occurred, by=by, role=role, incident=incident, payload=draft.payload,
        privileged=draft.privileged, hash=digest.hex(), prev=prev,
    )  # fmt: skip
    return Sealed(record=record, hash=digest, salt=salt, body=body, entry=entry)


def canonical(facts: Any) -> bytes:
    """The RFC 8785 form. Imported when the first entry is sealed: the first paint need not wait for it."""
    import rfc8785  # noqa: PLC0415

    return rfc8785.dumps(facts)


def record_hash(record: bytes) -> bytes:
    """32 bytes: what the next record names as ``prev``."""
    return bytes(_sha256(PREFIX + record).digest())


def _sha256(data: bytes) -> Any:
    from hashlib import sha256  # noqa: PLC0415 - an empty log starts without it

    return sha256(data)


def commitment(salt: bytes, body: bytes) -> str:
    """Hex: what a record says about its content."""
    return str(_sha256(salt + body).hexdigest())


def read_record(record: bytes) -> Record:
    """The fields of a record. Raises ValueError if these bytes are none of ours."""
    return _records().decode(record)


def read_payload(body: bytes) -> Payload:
    """What happened. Raises ValueError if these bytes are no payload that this version knows."""
    return _payloads().decode(body)


def open_entry(record: bytes, body: bytes) -> Entry:
    """The entry that was sealed into these bytes; its ``hash`` is reckoned from the record. Checks no chain.

    Raises ValueError if they cannot be read.
    """
    fields = read_record(record)
    return Entry(
        seq=fields.seq, recorded=moment(fields.ts), occurred=moment(fields.occurred), by=fields.actor,
        role=fields.role, incident=fields.incident, payload=_payloads_of(fields.kind).decode(body),
        privileged=fields.privileged,
        hash=record_hash(record).hex(), prev=fields.prev,
    )  # fmt: skip


def open_sealed(record: bytes, salt: bytes, body: bytes) -> Sealed:
    """The same with its bytes. Raises ValueError if they cannot be read, or if this is not the record's content."""
    entry = open_entry(record, body)
    if read_record(record).body != commitment(salt, body):
        raise ValueError(f"entry {entry.seq} was sealed with other content")
    return Sealed(record=record, hash=bytes.fromhex(entry.hash), salt=salt, body=body, entry=entry)


def follows(sealed: Sequence[Sealed], size: int, head: str) -> bool:
    """Whether these entries, in this order, go on where a log of ``size`` entries with this head ends."""
    for each in sealed:
        size += 1
        if each.entry.seq != size or each.entry.prev != head:
            return False
        head = each.hash.hex()
    return True


def instant(at: int) -> str:
    """``2026-10-03T14:47:13.250Z`` of ms since 1970. Raises OverflowError beyond the years 1 to 9999."""
    seconds, millis = divmod(at, 1000)
    moment = _EPOCH + timedelta(seconds=seconds)
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}.{millis:03d}Z"


def moment(text: str) -> int:
    """Milliseconds since 1970 of exactly the form that :func:`instant` writes. Raises ValueError for any other."""
    if len(text) != 24 or text[10] != "T" or text[19] != "." or text[23] != "Z" or not text.isascii():
        raise ValueError(f"not a moment: {text[:40]!r}")
    seconds = int((datetime.fromisoformat(text[:19] + "+00:00") - _EPOCH).total_seconds())
    if not text[20:23].isdigit():
        raise ValueError(f"not a moment: {text!r}")
    return seconds * 1000 + int(text[20:23])
