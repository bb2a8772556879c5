"""A small web on loopback, and a way to ask sources without one."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from warroom.domain.text import clean
from warroom.sources import parsing
from warroom.sources.base import Answer, Cursor, Outcome, Parsed, Source

NOW = 1_795_400_000_000  # 23 November 2026, about two in the morning UTC
FIXTURES = Path(__file__).parent.parent / "fixtures" / "feeds"

Writer = asyncio.StreamWriter
Route = Callable[["Request", Writer], Awaitable[None]]


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


class Request:
    def __init__(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = first.split(" ", 2)
        self.path = self.target.partition("?")[0]
        self.headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines if ": " in line)}


def page(body: bytes | str = b"", status: int = 200, **headers: str) -> Route:
    """A route that always answers the same."""
    data = body.encode() if isinstance(body, str) else body

    async def route(request: Request, writer: Writer) -> None:
        lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(data)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + data)

    return route


def raw(data: bytes) -> Route:
    async def route(request: Request, writer: Writer) -> None:
        writer.write(data)

    return route


class Web:
    """A server whose pages a test sets: ``web["/feed"] = page(...)``."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.hits: Counter[str] = Counter()
        self.requests: list[Request] = []
        self.port = 0
        self._open: set[asyncio.Task[None]] = set()

    def __setitem__(self, path: str, route: Route) -> None:
        self.routes[path] = route

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            request = Request((await reader.readuntil(b"\r\n\r\n"))[:-4])
            self.hits[request.path] += 1
            self.requests.append(request)
            await self.routes.get(request.path, page(status=404))(request, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()


class Paper:
    """A client that answers from a list and remembers what it was asked. Parses in place."""

    def __init__(self, *answers: Answer | bytes | Any) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, allow: str = "", now: int = 0) -> Answer:
        self.asked.append((url, dict(headers or {})))
        answer = self.answers.pop(0)
        if isinstance(answer, Answer):
            return answer
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return Answer(state="ok", status=200, body=body, url=url)

    async def parse(self, kind: str, body: bytes, headers: Mapping[str, str], url: str, now: int) -> Parsed:
        return parsing.parse(kind, body, headers, url, now)


async def polls(source: Source, client: Any, times: int, *, now: int = NOW) -> list[Outcome]:
    """Fetch so many times, each with the cursor of the one before."""
    outcomes: list[Outcome] = []
    cursor = Cursor()
    for _ in range(times):
        outcomes.append(await source.fetch(client, cursor, now))
        cursor = outcomes[-1].cursor
    return outcomes


def parse(
    body: bytes | str, *, headers: Mapping[str, str] | None = None, url: str = "https://news.example/feed"
) -> Parsed:
    data = body.encode() if isinstance(body, str) else body
    return parsing.parse("feed", data, headers or {}, url, NOW)


def item(inside: str, *, channel: str = "<title>News</title>") -> Any:
    """The one post of a feed with one item."""
    (post,) = parse(f'<rss version="2.0"><channel>{channel}<item>{inside}</item></channel></rss>').posts
    return post


def shown(parsed: Parsed) -> str:
    """All that a screen could show of a parse, cleaned as the intake cleans it."""
    return "\n".join(
        clean(text).text
        for post in parsed.posts
        for text in (post.title, post.text, post.author, post.handle, post.url, post.published_raw)
    )
