"""Mentions on standard input: JSON lines or CSV, for as long as the other program writes.

A thread reads, because a pipe, a file and a terminal can all stand at the other end and only a blocking read
treats them alike. It may run at most a few megabytes ahead; then the other program waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, Final, Literal, Self

import msgspec

from warroom.sources import importing, settings
from warroom.sources.base import Client, Cursor, Outcome
from warroom.sources.files import zone
from warroom.sources.importing import Progress
from warroom.sources.values import sha256

PATIENCE_S: Final = 1.0
"""How long one fetch waits for something to come."""

_AHEAD: Final = 4_000_000
_CHUNK: Final = 65_536


class StdinSettings(settings.Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``kind = "stdin"``."""

    every: str | int = "1s"
    format: Literal["", "jsonl", "csv"] = ""
    zone: str = "UTC"


class Stdin:
    """Standard input, or another file descriptor. Not stateless: what a pipe gave cannot be asked for again."""

    def __init__(self, said: StdinSettings, descriptor: int = 0) -> None:
        self.name = said.name
        self.kind = said.kind
        self.platform = said.platform
        self.everything = said.all
        who = f'source "{said.name}"'
        self.every_s = settings.pace(said.every)
        self._zone: tzinfo = zone(said.zone, who)
        self._progress = Progress(format=said.format)
        self._pending = b""
        self._pipe = _Pipe(descriptor)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """From one ``[[sources]]`` table. Raises ``settings.BadSourceError``."""
        return cls(settings.read(table, StdinSettings, "FI"))

    async def fetch(self, client: Client, cursor: Cursor, now: int) -> Outcome:  # noqa: ARG002 - no network
        """What has come, waiting up to a second for something; ``more`` until the input has ended."""
        come, ended = await self._pipe.take(importing.MOST_BYTES - len(self._pending), PATIENCE_S)
        data = self._pending + come
        piece = await importing.read_aside(data, self._progress, last=ended, now=now, zone=self._zone)
        if piece.failed:
            self._pending = b""
            later = msgspec.structs.replace(cursor, fails=cursor.fails + 1)
            return Outcome(state="rejected", cursor=later, note=f"standard input: {piece.failed}")
        self._progress, self._pending = piece.progress, data[piece.used :]
        notes = (piece.progress.note("standard input"), "the input has ended" if ended and not self._pending else "")
        used = data[: piece.used] if piece.posts else b""
        return Outcome(
            state="partial" if piece.progress.bad else "ok",
            cursor=msgspec.structs.replace(cursor, fails=0, items=piece.progress.read),
            posts=piece.posts,
            body=used,
            sha256=sha256(used),
            note="; ".join(filter(None, notes)),
            more=not ended or bool(self._pending and piece.used),
        )


class _Pipe:
    """Bytes of a file descriptor, read by a thread that starts with the first wish for some."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Condition()
        self._data = bytearray()
        self._ended = False
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()

    async def take(self, most: int, patience_s: float) -> tuple[bytes, bool]:
        """(at most ``most`` bytes, whether these were the last ones)."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._run, name="stdin", daemon=True)
            self._thread.start()
        try:
            async with asyncio.timeout(patience_s):
                await self._news.wait()
        except TimeoutError:
            return b"", False
        with self._lock:
            come = bytes(self._data[:most])
            del self._data[:most]
            if not self._data and not self._ended:
                self._news.clear()
            self._lock.notify()
            return come, self._ended and not self._data

    def _run(self) -> None:
        while True:
            try:
                chunk = os.read(self._descriptor, _CHUNK)
            except OSError:
                chunk = b""
            with self._lock:
                self._data += chunk
                self._ended = not chunk
                self._tell()
                while len(self._data) > _AHEAD:
                    self._lock.wait()
            if not chunk:
                return

    def _tell(self) -> None:
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it whoever would have listened
            self._loop.call_soon_threadsafe(self._news.set)
