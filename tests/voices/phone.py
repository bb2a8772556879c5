"""A messaging service on loopback that keeps what it was sent."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from typing import Any, Self


class Phone:
    """``phone.url()`` is an Apprise address; ``phone.texts`` is what arrived. A path decides how it answers."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.port = 0
        self.silent = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()

    def url(self, path: str = "ok") -> str:
        return f"json://127.0.0.1:{self.port}/{path}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1])) if length else b""
            path = head.split(" ")[1]
            self.paths.append(path)
            writer.write(await self._answer(path, body))
            await writer.drain()
        self._open.discard(task)
        writer.close()

    async def _answer(self, path: str, body: bytes) -> bytes:
        extra = ""
        if "hang" in path:
            self.silent.set()
            await asyncio.Event().wait()
        if "cut" in path:
            return b""
        code = re.search(r"/(\d{3})", path)
        status = code[1] if code else "200"
        if status.startswith("3"):
            extra = f"Location: http://127.0.0.1:{self.port}/elsewhere\r\n"
        elif status == "200":
            self.bodies.append(json.loads(body))
            self.texts.append(self.bodies[-1]["message"])
        said = f"you said {body.decode('latin-1')} at {path}"  # as services do: it must not come back to us
        return f"HTTP/1.1 {status} x\r\n{extra}Content-Length: {len(said)}\r\nConnection: close\r\n\r\n{said}".encode()
