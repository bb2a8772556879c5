"""Mentions of another tool, piece by piece: what ``warroom ingest`` brings to a room that is open.

Nothing is kept here between two pieces: whoever brings them holds how far they have come, so that a piece whose
answer was lost is brought again, and what is stored already is recognised.
"""

from __future__ import annotations

from typing import Final

import msgspec

from warroom.room.room import LocalRoom
from warroom.room.wire import Import, Imported
from warroom.store.protocols import Evidence

LONGEST_NAME: Final = 200
"""Characters of a file's name that are kept."""


class _Import(msgspec.Struct, frozen=True):
    """Where such mentions come from, unless they say it themselves."""

    name: str
    platform: str = "FI"
    everything: bool = True


def source_name(file: str) -> str:
    """As which source an import appears; ``file`` is empty for standard input."""
    return f"import {file[:LONGEST_NAME]}" if file else "import"


async def take_in(room: LocalRoom, asked: Import) -> Imported:
    """Read a piece, and store what it holds. Raises ValueError, in words, for one that is too long."""
    from warroom.sources import importing  # noqa: PLC0415 - few rooms are told anything this way
    from warroom.sources.values import sha256  # noqa: PLC0415

    if len(asked.data) > importing.MOST_BYTES:
        raise ValueError(f"A piece of an import has {importing.MOST_BYTES:,} bytes at most.")
    ears = await room.ears()
    progress = importing.Progress(format=asked.format)
    if asked.progress:
        progress = msgspec.json.decode(asked.progress, type=importing.Progress)
    now = room.now()
    piece = await importing.read_aside(asked.data, progress, last=asked.last, now=now)
    name = source_name(asked.file)
    proof = None
    if piece.posts:
        used = asked.data[: piece.used]
        proof = Evidence(sha256=bytes.fromhex(sha256(used)), source=name, fetched=now, body=used)
    receipt = await ears.bring(_Import(name), piece.posts, proof)
    return Imported(
        piece.used, msgspec.json.encode(piece.progress), receipt.stored, receipt.known, piece.failed
    )  # fmt: skip
