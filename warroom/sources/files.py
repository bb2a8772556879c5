"""A file of mentions: JSON lines or CSV, read once or followed while it grows.

The cursor is a byte offset and a digest of the bytes just before it. A file that is shorter than the offset, or
that holds other bytes there, is another file (rotated, cut, written anew) and is read from its start; what was
known already is recognised by the store.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from warroom.sources import importing, settings
from warroom.sources.base import Client, Cursor, Outcome
from warroom.sources.importing import Piece, Progress
from warroom.sources.polled import begun
from warroom.sources.values import sha256

_BEFORE = 512
"""Bytes before the offset that tell one file from another."""


_PATIENCE_MS = 60_000
"""A last line without an end, to which nothing was added for this long, is taken as it is."""


class FileSettings(settings.Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``kind = "file"``."""

    path: str
    every: str | int = "1s"
    format: Literal["", "jsonl", "csv"] = ""
    """Empty: seen from the first line."""
    zone: str = "UTC"
    """Time zone of dates without an offset, such as ``Europe/Berlin``."""
    follow: bool = True
    """False: an export that is finished, its last line too; read from the start by every run of the program."""


class Files:
    """One file."""

    def __init__(self, said: FileSettings) -> None:
        self.name = said.name
        self.kind = said.kind
        self.platform = said.platform
        self.everything = said.all
        who = f'source "{said.name}"'
        self.every_s = settings.pace(said.every)
        self._path = Path(said.path).expanduser()
        self._start = Progress(format=said.format)
        self._zone = zone(said.zone, who)
        self._follow = said.follow
        self._origin = settings.origin(str(self._path), said.format, said.zone)
        self._fresh = not said.follow

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """From one ``[[sources]]`` table. Raises ``settings.BadSourceError``."""
        return cls(settings.read(table, FileSettings, "FI"))

    async def fetch(self, client: Client, cursor: Cursor, now: int) -> Outcome:  # noqa: ARG002 - no network
        """Read on from where the cursor stands: at most 1,000 lines, ``more`` while there are some."""
        cursor = Cursor(origin=self._origin) if self._fresh else begun(cursor, self._origin)
        self._fresh = False
        offset, progress = _where(cursor, self._start)
        try:
            data, size, same = await asyncio.to_thread(_read, self._path, offset, cursor.since.get("before", ""))
        except OSError as error:
            return self._unreachable(error, cursor)
        note = ""
        if not same:
            note, offset, progress = "the file was replaced: read from its start", 0, self._start
            data, size, _ = await asyncio.to_thread(_read, self._path, 0, "")
        reached = offset + len(data) >= size
        still = _still(cursor, size, now)
        last = reached and (not self._follow or now - still >= _PATIENCE_MS)
        piece = await importing.read_aside(data, progress, last=last, now=now, zone=self._zone)
        more = not reached or _stopped_early(piece, data)
        outcome = self._outcome(piece, cursor, data, offset, note, more=more)
        if piece.used == len(data) or not reached or piece.failed:
            return outcome
        marks = {**outcome.cursor.since, "still": f"{size}:{still}"}
        return msgspec.structs.replace(outcome, cursor=msgspec.structs.replace(outcome.cursor, since=marks))

    def _outcome(self, piece: Piece, cursor: Cursor, data: bytes, offset: int, note: str, *, more: bool) -> Outcome:
        if piece.failed:
            later = msgspec.structs.replace(cursor, fails=cursor.fails + 1)
            return Outcome(state="rejected", cursor=later, note=f"{self._path.name}: {piece.failed}")
        note = "; ".join(filter(None, (note, piece.progress.note(self._path.name))))
        before = data[: piece.used][-_BEFORE:]
        marks = {"offset": str(offset + piece.used), "read": msgspec.json.encode(piece.progress).decode()}
        marks["before"] = f"{len(before)}:{sha256(before)}" if piece.used else cursor.since.get("before", "")
        later = msgspec.structs.replace(cursor, since=marks, fails=0, items=piece.progress.read, note=note)
        used = data[: piece.used] if piece.posts else b""
        return Outcome(
            state="partial" if piece.progress.bad else "ok",
            cursor=later,
            posts=piece.posts,
            body=used,
            sha256=sha256(used),
            note=note,
            more=more and piece.used > 0,
        )

    def _unreachable(self, error: OSError, cursor: Cursor) -> Outcome:
        missing = isinstance(error, FileNotFoundError)
        why = "there is no such file" if missing else "it cannot be read: check who may read it"
        later = msgspec.structs.replace(cursor, fails=cursor.fails + 1)
        return Outcome(state="missing" if missing else "error", cursor=later, note=f"{self._path.name}: {why}")


def _still(cursor: Cursor, size: int, now: int) -> int:
    """Since when (ms) the file has had this size, with a line at its end that is not finished."""
    before, _, since = cursor.since.get("still", "").partition(":")
    return int(since) if before == str(size) else now


def zone(name: str, who: str) -> tzinfo:
    """The time zone called ``name``. Raises ``settings.BadSourceError``."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise settings.BadSourceError(f'{who}: zone "{name}" is not one; try Europe/Berlin or UTC') from None


def _where(cursor: Cursor, start: Progress) -> tuple[int, Progress]:
    if "offset" not in cursor.since:
        return 0, start
    return int(cursor.since["offset"]), msgspec.json.decode(cursor.since["read"], type=Progress)


def _read(path: Path, offset: int, before: str) -> tuple[bytes, int, bool]:
    """(bytes from ``offset`` on, size of the file, whether it is still the file that was read before)."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        length, _, digest = before.partition(":")
        if size < offset:
            return b"", size, False
        if digest:
            file.seek(offset - int(length))
            if sha256(file.read(int(length))) != digest:
                return b"", size, False
        file.seek(offset)
        return file.read(importing.MOST_BYTES), size, True


def _stopped_early(piece: Piece, data: bytes) -> bool:
    """Whether the reading ended at its limit of lines and not for want of bytes."""
    return piece.used < len(data) and data.find(b"\n", piece.used) >= 0
