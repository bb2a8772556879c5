"""The web door: who gets the page, what a page gets, and that nothing it says reaches the console but its size."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from warroom.cli import run
from warroom.doors.guard import Guard
from warroom.doors.viewer import Viewer

aiohttp = pytest.importorskip("aiohttp", reason="the extra 'web' is not installed")
pytest.importorskip("textual_serve", reason="the extra 'web' is not installed")
from warroom.doors import web  # noqa: E402 - only with the extra

KINDS = {
    "/": "text/html", "/wall.js": "text/javascript", "/textual.js": "text/javascript", "/wall.css": "text/css",
    "/xterm.css": "text/css", "/mono.ttf": "font/ttf",
}  # fmt: skip
NOISE = (
    '["stdin", "D"]', '["stdin", "\\u0011y"]', '["focus"]', '["blur"]', "[]", "{}", "no", "[" * 9000, '["resize"]',
    '["resize", {"width": "9", "height": 1}]', '["ping", 3]', "1e999",
)  # fmt: skip


class Console:
    """Stands for a console: paints one word, and remembers all that it was told."""

    made: list[Console]

    def __init__(self, size: tuple[int, int]) -> None:
        self.sizes, self.ended = [size], asyncio.Event()
        self.painting: asyncio.Queue[bytes] = asyncio.Queue()
        self.painting.put_nowait("L3 Crisis ▲".encode())
        self.made.append(self)

    @classmethod
    async def open(cls, _: Any, size: tuple[int, int]) -> Console:
        return cls(size)

    async def read(self) -> bytes:
        return await self.painting.get()

    def resize(self, size: tuple[int, int]) -> None:
        self.sizes.append(size)

    async def end(self) -> None:
        self.ended.set()


@asynccontextmanager
async def door(monkeypatch: pytest.MonkeyPatch, guard: Guard) -> AsyncIterator[tuple[str, Any]]:
    monkeypatch.setattr(Console, "made", [], raising=False)
    monkeypatch.setattr(web, "Viewer", Console)
    async with (
        web.serving(("attach",), "127.0.0.1", 0, guard) as port,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client,
    ):
        yield f"http://127.0.0.1:{port}", client


async def test_the_page_is_whole_and_asks_nothing_of_anybody_else(monkeypatch):
    async with door(monkeypatch, Guard("127.0.0.1")) as (at, client):
        for path, kind in KINDS.items():
            async with client.get(at + path) as answer:
                assert (answer.status, answer.content_type) == (200, kind)
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                allowed = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in allowed
                assert "frame-ancestors 'none'" in allowed
                assert "Server" not in answer.headers
                if path in ("/", "/wall.js", "/wall.css"):
                    assert "//" not in (await answer.text()).replace("// ", "")
        for path in ("/static/js/textual.js", "/download/1", "/page/", "/../web.py", "/%2e%2e/web.py"):
            async with client.get(at + path) as answer:
                assert answer.status == 404
        async with client.post(at + "/") as answer:
            assert answer.status == 405


async def test_a_name_that_was_made_to_point_here_gets_nothing(monkeypatch):
    async with door(monkeypatch, Guard("127.0.0.1")) as (at, client):
        for path in ("/", "/ws", "/mono.ttf"):
            async with client.get(at + path, headers={"Host": "evil.example"}) as answer:
                assert (answer.status, await answer.text()) == (421, f"{web.NOT_THIS_NAME}\n")


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null"])
async def test_another_sites_page_opens_no_console(monkeypatch, origin):
    async with door(monkeypatch, Guard("127.0.0.1")) as (at, client):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"{at}/ws", origin=origin)
        assert refused.value.status == 403
        assert not Console.made


async def test_with_a_token_nothing_is_had_without_it(monkeypatch):
    guard = Guard("127.0.0.1", ask=True)
    async with door(monkeypatch, guard) as (at, client):
        for path in (
            "/",
            "/?token=",
            f"/?token={guard.token[:-1]}",
            "/ws",
            "/mono.ttf",
            f"/mono.ttf?token={guard.token}",
        ):
            async with client.get(at + path, headers={"Origin": at}) as answer:
                assert (answer.status, await answer.text()) == (403, f"{web.STRANGER}\n")
        async with client.get(f"{at}/?token={guard.token}&fontsize=20", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/?fontsize=20")
            assert "HttpOnly" in answer.headers["Set-Cookie"]
            assert "SameSite=Strict" in answer.headers["Set-Cookie"]
        async with client.get(f"{at}/") as answer:
            assert answer.status == 200
        async with client.ws_connect(f"{at}/ws", origin=at) as page:
            assert (await page.receive_bytes()).startswith(b"L3")


async def test_only_its_size_goes_to_the_console(monkeypatch):
    async with door(monkeypatch, Guard("127.0.0.1")) as (at, client):
        async with client.ws_connect(f"{at}/ws?width=120&height=30", origin=at) as page:
            assert await page.receive_bytes() == "L3 Crisis ▲".encode()
            for words in NOISE:
                await page.send_str(words)
            await page.send_bytes(b"\x11y")
            await page.send_str('["resize", {"width": 200, "height": 60}]')
            await page.send_str('["ping", "7"]')
            assert await page.receive_json() == ["pong", "7"]
            (console,) = Console.made
            assert console.sizes == [(120, 30), (200, 60)]
            assert set(vars(Viewer)) - set(vars(object)) >= {"read", "resize", "end"}
            assert not {"write", "send", "press"} & set(dir(Viewer))
        await asyncio.wait_for(console.ended.wait(), 5)


async def test_when_the_console_ends_so_does_the_page(monkeypatch):
    async with door(monkeypatch, Guard("127.0.0.1")) as (at, client), client.ws_connect(f"{at}/ws", origin=at) as page:
        await page.receive_bytes()
        Console.made[0].painting.put_nowait(b"")
        assert (await page.receive()).type is aiohttp.WSMsgType.CLOSE
        await asyncio.wait_for(Console.made[0].ended.wait(), 5)


async def test_so_many_may_look_and_the_next_is_told(monkeypatch):
    monkeypatch.setattr(web, "MOST_VIEWERS", 2)
    async with door(monkeypatch, Guard("127.0.0.1")) as (at, client):
        pages = [await client.ws_connect(f"{at}/ws", origin=at) for _ in range(2)]
        for page in pages:
            await page.receive_bytes()
        async with client.ws_connect(f"{at}/ws", origin=at) as late:
            assert await late.receive_bytes() == web.FULL.encode()
            assert (await late.receive()).type is aiohttp.WSMsgType.CLOSE
        assert len(Console.made) == 2
        await pages[0].close()
        await asyncio.wait_for(Console.made[0].ended.wait(), 5)
        async with client.ws_connect(f"{at}/ws", origin=at) as next_one:
            assert (await next_one.receive_bytes()).startswith(b"L3")
        await pages[1].close()


async def test_a_console_is_a_process_with_a_terminal_of_its_own():
    viewer = await Viewer.open(("keys",), (100, 30))
    try:
        said = b""
        while data := await asyncio.wait_for(viewer.read(), 10):
            said += data
        assert b"Needs you" in said
    finally:
        await viewer.end()


async def test_a_console_ends_with_its_terminal():
    viewer = await Viewer.open(("--wall", "demo"), (100, 30))
    try:
        said = b""
        while b"\x1b[?1049h" not in said:  # it has the terminal
            said += (data := await asyncio.wait_for(viewer.read(), 10))
            assert data, said
        viewer.resize((120, 36))
        viewer.resize((10**9, -5))
    finally:
        await viewer.end()
    assert viewer._process.returncode not in (None, -9)


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "warroom.doors.web", raising=False)
    (tmp_path / "warroom.toml").write_text('[brand]\nname = "Quillstack"\n')
    assert run(["--room", str(tmp_path), "web"]) == 1
    assert (
        capsys.readouterr().err == "warroom: The wall in a browser needs the extra 'web': pip install 'warroom[web]'\n"
    )


def test_a_place_that_is_none_is_said_in_one_line(tmp_path, capsys):
    (tmp_path / "warroom.toml").write_text('[brand]\nname = "Quillstack"\n')
    assert run(["--room", str(tmp_path), "web", "--listen", "a:b"]) == 2
    assert capsys.readouterr().err.startswith("warroom: --listen: 'a:b' is no HOST:PORT")
