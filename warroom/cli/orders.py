"""Commands that ask the room for something."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from warroom.cli import Stop, fail, folder, out
from warroom.domain import orders as o
from warroom.domain.decide import order_types


async def log_add(arguments: argparse.Namespace) -> int:
    """``warroom log add TEXT``: one entry, recorded and durable when this returns."""
    from warroom.domain.when import moment  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415

    occurred = None
    if arguments.occurred:
        occurred = moment(arguments.occurred, WallClock().now(), past=True)
        if occurred is None:
            raise Stop(f"--occurred {arguments.occurred}: give 14:05, 5m (ago) or 2026-10-03T14:05Z", 2)
    common: dict[str, Any] = {"text": arguments.text, "occurred": occurred, "privileged": arguments.privileged}
    order: o.Order
    match arguments.entry_kind:
        case "decision":
            order = o.Decide(reason=arguments.reason, **common)
        case "action":
            order = o.Act(**common)
        case "note":
            order = o.WriteNote(**common)
        case _:
            order = o.Observe(**common)
    return 0 if await _carry_out(arguments, [(1, order)]) else 1


async def order(arguments: argparse.Namespace) -> int:
    """``warroom order FILE|-``: one Order per line; each is answered with a line."""
    return 0 if await _carry_out(arguments, _read(arguments.file)) else 1


async def _carry_out(arguments: argparse.Namespace, asked: list[tuple[int, o.Order]] | Iterator[Any]) -> bool:
    from warroom.cli.hosting import at_work  # noqa: PLC0415

    fine = True
    async with at_work(folder(arguments), arguments.person) as room:
        for _, wanted in asked:
            refused = o.Refused(wanted) if isinstance(wanted, str) else await room.do(wanted)
            fine = fine and refused is None
            out(f"refused: {refused.why}" if refused else f"recorded {room.picture.seq}")
            sys.stdout.flush()
    return fine


def _read(name: str) -> Iterator[tuple[int, o.Order | str]]:
    """Orders line by line; a line that is none is a sentence that says why."""
    decoder = msgspec.json.Decoder(o.Order)
    source = sys.stdin.buffer if name == "-" else _open(name)
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            yield number, decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield number, f"line {number}: {error}. 'warroom orders' lists every order"


def _open(name: str) -> Any:
    try:
        return Path(name).open("rb")
    except OSError as error:
        return fail(f"{name}: {error.strerror}")


def orders(arguments: argparse.Namespace) -> int:
    """``warroom orders``: every Order with its fields, types and what it does, from the structs themselves."""
    rows = [_describe(kind) for kind in order_types()]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        out(f"{row['order']}")
        out(f"    {row['does']}")
        for field in row["fields"]:
            needed = "" if field["required"] else f"  (default {json.dumps(field['default'], ensure_ascii=False)})"
            out(f"    {field['name']:<15} {field['type']}{needed}")
        out()
    return 0


def _describe(kind: Any) -> dict[str, Any]:
    fields = [
        {
            "name": field.encode_name,
            "type": _type_words(field.type),
            "required": field.required,
            "default": None if field.default is msgspec.NODEFAULT else msgspec.to_builtins(field.default),
        }
        for field in msgspec.structs.fields(kind)
    ]
    return {"order": kind.__struct_config__.tag, "does": " ".join((kind.__doc__ or "").split()), "fields": fields}


def _type_words(kind: Any) -> str:
    """A type as the JSON Schema of it says, in one line."""
    schema = msgspec.json.schema(kind)
    if "$ref" in schema:
        schema = next(iter(schema["$defs"].values()))
    return _schema_words(schema)


def _schema_words(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_schema_words(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_schema_words(schema.get('items', {})) or 'any'}, …]"
    return str(schema.get("type", "any"))
