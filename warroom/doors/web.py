"""The wall in a browser, for a screen that nobody sits at.

The page is textual-serve's terminal in a frame of our own: it loads nothing from outside and opens nothing. Behind
each page stands one console (:mod:`warroom.doors.viewer`). It is attached as :data:`warroom.domain.people.WALL`, whom
the host lets only look, and what is typed in the page is not even passed on to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import textual_serve
from aiohttp import WSMsgType, web

from warroom.doors.guard import HEADERS, NOTHING, Guard, policy
from warroom.doors.viewer import Viewer

MOST_VIEWERS: Final = 16
"""Pages that may be open at once: each is a process."""
LONGEST: Final = 64 << 10
"""Bytes of one message from a page. All but sizes is thrown away."""
ALIVE_EVERY: Final = 15.0
"""Seconds between two questions whether the page is still there."""
COOKIE: Final = "warroom-{port}"
"""Cookies know no ports: two doors of one machine must not take each other's."""

STRANGER: Final = "This address needs the token that 'warroom web' printed, or its door was opened anew since."
NOT_THIS_NAME: Final = "This door does not go by that name."
NOT_FROM_THERE: Final = "Another site's page may not look through this door."
FULL: Final = f"{MOST_VIEWERS} screens show this wall, and no more can. Close one of them."

_OURS: Final = Path(__file__).parent / "page"
_THEIRS: Final = Path(textual_serve.__file__ or "").parent / "static"
FILES: Final = {
    "/": (_OURS / "index.html", "text/html; charset=utf-8"),
    "/wall.css": (_OURS / "wall.css", "text/css"),
    "/wall.js": (_OURS / "wall.js", "text/javascript"),
    "/textual.js": (_THEIRS / "js" / "textual.js", "text/javascript"),
    "/xterm.css": (_THEIRS / "css" / "xterm.css", "text/css"),
    "/mono.ttf": (_THEIRS / "fonts" / "RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
"""All there is to be had, by address. A browser takes each as what we say it is, not as the machine guesses."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(console: Sequence[str], host: str, port: int, guard: Guard) -> AsyncIterator[int]:
    """Show what ``warroom`` with these arguments paints. Yields the port. Raises OSError if it cannot listen there."""
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # its words can hold a request's line, token and all
    door = _Door(console, guard)
    app = web.Application(middlewares=[door.guarded], client_max_size=1024)
    app.on_response_prepare.append(_with_headers)
    app.on_shutdown.append(door.close)
    app.add_routes([web.get("/ws", door.show), *(web.get(path, door.file) for path in FILES)])
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        door.port = int(runner.addresses[0][1])
        yield door.port
    finally:
        await runner.cleanup()


class _Door:
    """What is answered."""

    def __init__(self, console: Sequence[str], guard: Guard) -> None:
        self._console, self._guard = console, guard
        self._pages: set[web.WebSocketResponse] = set()
        self.port = 0

    # -- who may come in -------------------------------------------------------------------------------------------

    @web.middleware
    async def guarded(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Every request passes here first."""
        guard, cookie = self._guard, COOKIE.format(port=self.port)
        if not guard.answers_to(request.host):
            return _refused(NOT_THIS_NAME, 421)
        if guard.token and request.path == "/" and "token" in request.query:
            if not guard.knows(request.query["token"]):
                return _refused(STRANGER)
            answer = web.Response(status=303, headers={"Location": str(request.rel_url.without_query_params("token"))})
            answer.set_cookie(cookie, guard.token, httponly=True, samesite="Strict", secure=request.secure)
            return answer
        if not guard.knows(request.cookies.get(cookie, "")):
            return _refused(STRANGER)
        if request.path == "/ws" and not guard.same_site(request.host, request.headers.get("Origin", "")):
            return _refused(NOT_FROM_THERE)
        return await handler(request)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """One of the page's files."""
        path, kind = FILES[request.path]
        # a browser that kept the page for its back button would keep its console running
        kept = "no-store" if request.path == "/" else "no-cache"
        return web.FileResponse(path, headers={"Cache-Control": kept, "Content-Type": kind})

    # -- what they see ---------------------------------------------------------------------------------------------

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A console, as long as the page is open."""
        page = web.WebSocketResponse(heartbeat=ALIVE_EVERY, max_msg_size=LONGEST)
        full = len(self._pages) >= MOST_VIEWERS
        if not full:
            self._pages.add(page)
        try:
            await page.prepare(request)
            if full:
                await page.send_bytes(FULL.encode())
            else:
                await self._let_look(page, (_number(request.query.get("width")), _number(request.query.get("height"))))
        except ConnectionError:
            pass
        finally:
            self._pages.discard(page)
            await page.close()
        return page

    async def _let_look(self, page: web.WebSocketResponse, size: tuple[int, int]) -> None:
        viewer = await Viewer.open(self._console, size)
        sending = asyncio.create_task(_send(viewer, page))
        try:
            async for message in page:
                if message.type is WSMsgType.TEXT:
                    await _take(message.data, viewer, page)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            await viewer.end()

    async def close(self, _: web.Application) -> None:
        """The door closes: so do the pages, which come back by themselves when it opens again."""
        for page in list(self._pages):
            with contextlib.suppress(ConnectionError):
                await page.close()


async def _send(viewer: Viewer, page: web.WebSocketResponse) -> None:
    """All that the console paints; when it ends, so does the page. A slow page holds up its own console alone."""
    with contextlib.suppress(ConnectionError):
        while data := await viewer.read():
            await page.send_bytes(data)
        await page.close()


async def _take(words: str, viewer: Viewer, page: web.WebSocketResponse) -> None:
    """What a page says: its size, and whether we are there. Keys, pastes and clicks (``stdin``) end here."""
    try:
        said = json.loads(words)
    except (ValueError, RecursionError):
        return
    match said:
        case ["resize", {"width": int(width), "height": int(height)}]:
            viewer.resize((width, height))
        case ["ping", str(sent)]:
            await page.send_json(["pong", sent[:32]])


def _number(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 5 else 0


def _refused(words: str, status: int = 403) -> web.Response:
    return web.Response(text=f"{words}\n", status=status)


async def _with_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = NOTHING if response.status >= 400 else policy(request.host)
    response.headers.pop("Server", None)
