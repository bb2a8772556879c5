"""The parent's side of the parser's process: one child, started when first needed, replaced when it dies.

A parse that runs away is ended after eight seconds, one that eats memory or processor time ends itself; either
way the one answer that caused it is rejected, with a note, and the next one meets a fresh child.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

import warroom
from warroom.sources import frames, parsing
from warroom.sources.base import Parsed

WALL_S: Final = 8.0
_START_S = 30.0
INLINE: Final = 65_536
"""JSON up to this many bytes is read here: that takes less than asking the child would."""

_ROOT = str(Path(warroom.__file__).resolve().parent.parent)
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from warroom.sources.worker import main; main()"


class Parsers:
    """``async with Parsers() as parsers: await parsers.parse("feed", body, headers, url, now)``.

    Any number of tasks may ask at once; they are served one after the other.
    """

    def __init__(self, *, wall_s: float = WALL_S) -> None:
        self._wall_s = wall_s
        self._turn = asyncio.Lock()
        self._child: Process | None = None
        self.started = 0
        """How many children there have been: more than one means that a parse ran away."""

    async def __aenter__(self) -> Self:
        """Start nothing yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""
        await self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child; None while there is none."""
        return self._child.pid if self._child is not None else None

    async def parse(self, kind: str, body: bytes, headers: Mapping[str, str], url: str, now: int) -> Parsed:
        """See ``parsing.parse``. Never raises on input, never blocks the loop."""
        if len(body) <= INLINE and (kind != "feed" or parsing.is_json(body)):
            return parsing.parse(kind, body, headers, url, now)
        job = frames.pack(frames.Job(kind, body, dict(headers), url, now))
        async with self._turn:
            return await self._ask(job)

    async def close(self) -> None:
        """End the child and wait until it is gone. May be called twice; a later parse starts a new one."""
        async with self._turn:
            await self._end()

    async def _ask(self, job: bytes) -> Parsed:
        answered = False
        try:
            child = await self._ready()
            async with asyncio.timeout(self._wall_s):
                reply = await self._exchange(child, job)
            answered = True
        except TimeoutError:
            return _rejected(f"it took more than {self._wall_s:g} s to read and was stopped")
        except (OSError, EOFError, msgspec.MsgspecError):
            return _rejected("it could not be read: the parser gave up on it")
        else:
            return reply
        finally:
            # also when we were cancelled: an answer that nobody took would be read as the next one's
            if not answered:
                await asyncio.shield(self._end())

    async def _ready(self) -> Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-c", _START, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/",
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            )  # fmt: skip
            self.started += 1
            # the time to load is not the first job's: an empty document is answered when the child is there
            async with asyncio.timeout(_START_S):
                await self._exchange(self._child, frames.pack(frames.Job("feed", b"", {}, "", 0)))
        return self._child

    async def _exchange(self, child: Process, job: bytes) -> Parsed:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(job)
        await child.stdin.drain()
        (length,) = frames.LENGTH.unpack(await child.stdout.readexactly(frames.LENGTH.size))
        if length > frames.MOST_REPLY:
            raise EOFError
        return frames.read_reply(await child.stdout.readexactly(length))

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        assert child.stdin is not None
        assert child.stdout is not None
        if child.returncode is None:
            child.kill()
        child.stdin.close()
        await child.wait()
        # what is left in the pipe is read away, so that nothing of the child stays open
        while await child.stdout.read(65_536):
            pass


def _rejected(note: str) -> Parsed:
    return Parsed(status="rejected", notes=(note,))
