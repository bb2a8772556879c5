"""The way out that sources are given: guarded GET, and a parse away from this process."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from warroom.sources.base import Answer, Parsed
from warroom.sources.net import Fetcher
from warroom.sources.offload import Parsers


class Outside:
    """What ``base.Client`` promises, for real: ``async with Outside() as client: await source.fetch(client, …)``.

    One serves all sources of a room; the parser's process starts with the first XML and ends with the ``with``.
    """

    def __init__(self, fetcher: Fetcher | None = None, parsers: Parsers | None = None) -> None:
        self._fetcher = fetcher or Fetcher()
        self.parsers = parsers or Parsers()

    async def __aenter__(self) -> Self:
        """Start nothing yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the parser's process."""
        await self.parsers.close()

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, allow: str = "", now: int = 0) -> Answer:
        """See ``net.Fetcher.get``."""
        return await self._fetcher.get(url, headers=headers, allow=allow, now=now)

    async def parse(self, kind: str, body: bytes, headers: Mapping[str, str], url: str, now: int) -> Parsed:
        """See ``offload.Parsers.parse``."""
        return await self.parsers.parse(kind, body, headers, url, now)
