"""The record for machines: one JSON document, one entry a line, every byte of it covered.

Each line carries a check of itself, so that a broken one can be named; the last line carries the SHA-256 of all
bytes before it. Entries hold their exact record, salt and body, so that the chain can be checked without the room.
Where people's names are left out, so are the records (they name who did it), and only the bytes can be checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

import msgspec

from warroom.domain.text import gate
from warroom.record.material import Material
from warroom.store.chain import read_record
from warroom.store.protocols import Sealed

FORMAT: Final = 1
OPENING: Final = b'{"warroom":"record",\n'
CHECK: Final = b',"check":"'
LAST: Final = b'"sha256":"'


def render(material: Material) -> bytes:
    """The whole file."""
    lines = [OPENING, b'"about":' + checked(_about(material)) + b",\n", b'"entries":[\n']
    lines += _list(checked(entry) for entry in _entries(material))
    lines.append(b'"mentions":[\n')
    lines += _list(checked(msgspec.to_builtins(m)) for _, m in sorted(material.mentions.items()))
    body = b"".join(lines)
    return body + LAST + sha256(body).hexdigest().encode() + b'"}\n'


def checked(fields: dict[str, Any]) -> bytes:
    """One JSON object with a check of its own bytes as the last field."""
    plain = _escaped(msgspec.json.encode(fields))[:-1]
    return plain + CHECK + check_of(plain) + b'"}'


def _escaped(encoded: bytes) -> bytes:
    """The same JSON, with escapes for what must not reach the terminal of somebody who looks into the file."""
    text = encoded.decode()
    return encoded if gate(text) == text else json.dumps(json.loads(text), separators=(",", ":")).encode()


def check_of(plain: bytes) -> bytes:
    """16 hex digits over an object's bytes, up to the comma before its check."""
    return sha256(plain).hexdigest()[:16].encode()


def _list(objects: Iterator[bytes]) -> list[bytes]:
    lines = [each + b",\n" for each in objects]
    if lines:
        lines[-1] = lines[-1][:-2] + b"\n"
    return [*lines, b"],\n"]


def _about(material: Material) -> dict[str, Any]:
    aim, incident = material.aim, material.incident
    reasons = list(material.withheld.values())
    return {
        "v": FORMAT,
        "room": material.room,
        "brand": aim.brand,
        "incident": incident.id if incident else "",
        "title": material.masked(incident.title) if incident else "",
        "exercise": aim.drill,
        "written": aim.now,
        "names": aim.names,
        "entries": len(material.sealed),
        "head": material.head,
        "mentions": len(material.mentions),
        "withheld": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
    }


def _entries(material: Material) -> Iterator[dict[str, Any]]:
    for sealed in material.sealed:
        why = material.withheld.get(sealed.entry.seq, "")
        yield _exact(sealed, why) if material.aim.names == "full" else _masked(material, sealed, why)


def _exact(sealed: Sealed, why: str) -> dict[str, Any]:
    fields = readable(sealed.record)
    if why:
        return {**fields, "withheld": why, "hash": sealed.hash.hex(), "record": sealed.record.decode()}
    return {
        **fields,
        "data": msgspec.json.decode(sealed.body),
        "hash": sealed.hash.hex(),
        "record": sealed.record.decode(),
        "salt": sealed.salt.hex(),
        "body": sealed.body.decode(),
    }


def readable(record: bytes) -> dict[str, Any]:
    """The fields of a record that people look for, under the names that the log has elsewhere."""
    r = read_record(record)
    return {
        "seq": r.seq, "occurred": r.occurred, "recorded": r.ts, "by": r.actor, "role": r.role,
        "incident": r.incident, "kind": r.kind, "privileged": r.privileged, "prev": r.prev,
    }  # fmt: skip


def _masked(material: Material, sealed: Sealed, why: str) -> dict[str, Any]:
    fields = readable(sealed.record)
    fields["by"] = material.labels[fields["by"]].name if fields["by"] in material.labels else fields["by"]
    if why:
        return {**fields, "withheld": why, "hash": sealed.hash.hex()}
    return {**fields, "data": _without_names(material, msgspec.json.decode(sealed.body)), "hash": sealed.hash.hex()}


def _without_names(material: Material, value: Any) -> Any:
    match value:
        case str() if value in material.labels:
            return material.labels[value].name
        case str() if (who := value.rpartition(": ")[2]) in material.labels:
            # ``legal: anna``, as a publication names who had approved it
            return f"{material.masked(value.removesuffix(who))}{material.labels[who].name}"
        case str():
            return material.masked(value)
        case list():
            return [_without_names(material, each) for each in value]
        case dict():
            return {name: _without_names(material, each) for name, each in value.items()}
        case _:
            return value
