"""A console's line to its room's host: questions out, answers and news in."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from warroom.domain.mention import Mention
from warroom.room import wire
from warroom.room.asking import RefusedEntryError, no_host
from warroom.room.place import dial
from warroom.store.protocols import Query


class Line:
    """One connection: questions out, answers and news in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._waiting: dict[int, tuple[type[wire.Question], asyncio.Future[Any]]] = {}
        self._number = 0

    async def greet(self, hello: wire.Hello) -> wire.Welcome:
        """Come in. Raises RefusedEntryError or EOFError."""
        self._writer.write(wire.frame(hello))
        first = wire.from_host(await wire.read(self._reader, wire.LONGEST))
        if isinstance(first, wire.Goodbye):
            raise RefusedEntryError(first.why) if first.final else EOFError(first.why)
        if not isinstance(first, wire.Welcome):
            raise wire.BrokenFrameError("no welcome")
        return first

    async def ask(self, question: wire.Question) -> Any:
        """Ask and wait. Raises EOFError when the line breaks, ValueError with the host's words if it cannot."""
        self._number += 1
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = (type(question), future)
        self._writer.write(wire.frame(wire.Ask(self._number, question)))
        return await future

    async def next(self) -> wire.FromHost:
        """The next thing that happens; answers are handed to whoever asked. Raises EOFError."""
        while True:
            message = wire.from_host(await wire.read(self._reader, wire.LONGEST))
            if not isinstance(message, wire.Answer):
                return message
            kind, future = self._waiting.pop(message.number, (None, None))
            if kind is None or future is None or future.done():
                continue
            if message.failed:
                future.set_exception(ValueError(message.failed))
            else:
                future.set_result(wire.value_of(kind, message))

    def hang_up(self) -> None:
        """Close it. Whoever waits is told."""
        self._writer.close()
        for _, future in self._waiting.values():
            if not future.done():
                future.set_exception(EOFError("the host is away"))
        self._waiting.clear()


class Far:
    """The mentions at the other end."""

    def __init__(self, ask: Callable[[wire.Question], Awaitable[Any]]) -> None:
        self._ask = ask

    async def rows(self, first: int, last: int) -> list[Mention]:
        """Positions first..last of the unfiltered feed."""
        found: list[Mention] = await self._ask(wire.Rows(first, last)) or []
        return found

    async def pos(self, mention: int) -> int | None:
        """The position of a mention."""
        found: int | None = await self._ask(wire.Position(mention))
        return found

    async def ids(self, query: Query, *, before: int | None = None, limit: int = 1000) -> array[int]:
        """Numbers that match, newest first."""
        return array("q", await self._ask(wire.Ids(query, before, limit)) or ())

    async def get(self, ids: Sequence[int]) -> dict[int, Mention]:
        """These mentions."""
        found: dict[int, Mention] = await self._ask(wire.Mentions(tuple(ids))) or {}
        return found

    async def thread(self, mention: int, limit: int = 50) -> list[Mention]:
        """The conversation around one."""
        found: list[Mention] = await self._ask(wire.Thread(mention, limit)) or []
        return found


async def call(folder: Path, hello: wire.Hello) -> tuple[Line, wire.Welcome]:
    """A line to the host of a room's folder. Raises NoHostError, RefusedEntryError or EOFError."""
    try:
        reader, writer = await asyncio.open_unix_connection(sock=dial(folder))
    except OSError as error:
        raise no_host(folder) from error
    line = Line(reader, writer)
    try:
        return line, await line.greet(hello)
    except BaseException:
        line.hang_up()
        raise
