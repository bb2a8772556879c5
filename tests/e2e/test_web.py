"""The wall in a real browser: it shows what counts, it comes back by itself, and no key changes anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import host_of
from tests.e2e.rooms import until, warroom
from tests.e2e.terminal import environment

pytest.importorskip("aiohttp", reason="the extra 'web' is not installed")
from tests.e2e.browser import CHROMIUM, Page, browsing

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]

SETTINGS = """
[brand]
name = "Quillstack"
phrases = ["quillstack"]

[people.bea]
name = "Bea Morales"
roles = ["commander", "responder"]
"""
NAMED = {
    "Enter": 13, "Escape": 27, "Tab": 9, "Backspace": 8, "ArrowUp": 38, "ArrowDown": 40, "Home": 36, "End": 35,
    "PageUp": 33, "PageDown": 34, "F1": 112, "F2": 113, "Delete": 46,
}  # fmt: skip
"""Keys that write nothing, and their numbers."""
CHIP = "#c23a20"
"""The ground of a red chip (screens.md 5)."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "room"
    folder.mkdir(mode=0o700)
    (folder / "warroom.toml").write_text(SETTINGS)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    post = {"id": "1", "platform": "X", "author": "@ines_cfo", "published": now, "reach": 38_400,
            "text": "@quillstack where are our 11,000 contracts? https://evil.example/x"}  # fmt: skip
    warroom("ingest", "-", room=folder, stdin=json.dumps(post).encode())
    orders = [{"order": "declare", "title": "EU-2 data loss", "level": 3, "commander": "bea"},
              {"order": "observe", "text": "The pager was quiet."}]  # fmt: skip
    warroom("--as", "bea", "order", "-", room=folder, stdin="\n".join(map(json.dumps, orders)).encode())
    warroom("host", room=folder)
    yield folder
    warroom("stop", room=folder, check=None)


@asynccontextmanager
async def web(room: Path, *options: str) -> AsyncIterator[str]:
    """``warroom web`` in a process of its own, and the address that it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "warroom", "--room", str(room), "web", *options, env=environment(room.parent),
        stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        first = await asyncio.wait_for(process.stdout.readline(), 20)
        yield re.search(r"http://\S+", first.decode())[0]
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def state(room: Path) -> tuple[bytes, Any, Any]:
    """All that somebody could have changed."""
    log = await asyncio.to_thread(warroom, "log", "--json", room=room)
    status = json.loads((await asyncio.to_thread(warroom, "status", "--json", room=room)).stdout)
    return log.stdout, status["level"], status["tasks"]


def consoles_of(room: Path) -> list[int]:
    """The consoles that pages of this room's wall stand on."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = line.read_bytes().split(b"\0")
            if b"attach" in words and str(room).encode() in words:
                found.append(int(line.parent.name))
    return found


async def every_key(page: Page) -> None:
    """All letters in both cases, digits, signs, control keys, function keys, and clicks; twice, with enter between."""
    await page.click(400, 300)  # only then has the terminal in the page the keys
    for text in [*map(chr, range(32, 127)), "ü", "語"]:
        await page.press(text, ord(text.upper()) & 0xFF, text=text)
    for name, code in NAMED.items():
        await page.press(name, code, text="\r" if name == "Enter" else "")
    for letter in "abcdefghijklmnopqrsuvxyz":  # not ^w and ^t, which a browser keeps for itself
        await page.press(letter, ord(letter.upper()), modifiers=2)
    for words in ("D", ":level 0\r", ":log I was here\r", ":say hello\r", "\x11y", "ly\r"):
        await page.call("Input.insertText", text=words)
    for x, y in ((40, 10), (400, 300), (800, 880)):
        await page.click(x, y)


async def test_the_wall_shows_what_counts_and_no_key_changes_anything(room, tmp_path):
    async with web(room, "--listen", "127.0.0.1:0") as address, browsing(tmp_path) as page:
        await page.go(address)
        await page.wait_for("L3 CRISIS +EU-2 data loss")
        await page.wait_for("since declared")
        await page.wait_for("next update in")
        await page.wait_for("The pager was quiet")
        await page.wait_for(r"\d\d:\d\d UTC")
        await page.wait_for("(?i)score|still learning|steady|up ")
        assert "leave" not in page.text()
        await page.wait(lambda: any(said.startswith("ping=") for said in page.said), what="the page's own ping")
        assert {re.match(r"\w+://[^/]+/", each)[0] for each in page.asked} == {address}
        assert [each for each in page.said if "Error" in each or "Refused" in each or "violates" in each] == []

        wide, high = await page.value("[innerWidth, innerHeight]")
        picture = await page.picture()
        (tmp_path / "wall.png").write_bytes(picture)
        chip = await page.colours(picture, 2, 2, 60, 16)
        assert next(iter(chip)) == CHIP, chip
        assert (await page.colours(picture, 0, 0, wide, high // 3)).get("#f4f6f9", 0) > 0.01, "the clocks"
        assert next(iter(await page.colours(picture, 0, high // 3, wide, high // 2))) == "#15181d"

        before, seen = await state(room), len(page.sent)
        for _ in range(2):
            await every_key(page)
        stdin = [each for each in page.sent[seen:] if each.startswith('["stdin"')]
        assert len(stdin) > 200, "the page passed the keys on"
        assert await state(room) == before
        await page.wait_for("L3 CRISIS +EU-2 data loss")

        told = await asyncio.to_thread(
            warroom, "--as", "bea", "order", "-", room=room, stdin=b'{"order":"observe","text":"Index is back."}'
        )
        assert told.stdout.startswith(b"recorded ")
        await page.wait_for("Index is back", 5)
        (console,) = consoles_of(room)
        await page.go("about:blank")
        await until(lambda: not Path(f"/proc/{console}/cmdline").exists(), 10, "the end of the console")
    assert consoles_of(room) == []


async def test_a_page_comes_back_by_itself_when_the_door_and_when_the_host_does(room, tmp_path):
    async with browsing(tmp_path) as page:
        async with web(room, "--listen", "127.0.0.1:0") as address:
            await page.go(address)
            await page.wait_for("L3 CRISIS")
            os.kill(before := host_of(room), signal.SIGKILL)
            await page.wait(lambda: host_of(room) not in (0, before), 15, "another host, which the console started")
            await page.wait(lambda: "Not connected" not in page.text(), 15, "the wall with its host")
        await page.wait(lambda: len(page.sockets) == 1, what="one socket so far")
        await page.comes_to("getComputedStyle(document.querySelector('#lost')).display", "block")
        port = address.rstrip("/").rpartition(":")[2]
        async with web(room, "--listen", f"127.0.0.1:{port}"):
            await page.wait(lambda: len(page.sockets) == 2, 20, "the page with its door")
            await page.wait_for("L3 CRISIS")


async def test_with_a_token_the_address_opens_it_once_and_forgets_the_token(room, tmp_path):
    async with (
        web(room, "--listen", "127.0.0.1:0", "--token") as address,
        browsing(tmp_path) as page,
        browsing(tmp_path) as stranger,
    ):
        plain, _, token = address.partition("?token=")
        assert len(token) >= 32
        await page.go(f"{address}&fontsize=12")
        await page.wait_for("L3 CRISIS|EU-2")
        assert await page.value("location.href") == f"{plain}?fontsize=12"
        assert await page.value("document.cookie") == ""
        await stranger.go(plain)
        await stranger.wait(lambda: stranger.asked, what="the request")
        await stranger.comes_to("document.body.innerText", "needs the token")
        assert len(consoles_of(room)) == 1


async def test_another_sites_page_neither_frames_it_nor_listens_to_it(room, tmp_path):
    async with web(room, "--listen", "127.0.0.1:0") as address, browsing(tmp_path) as page:
        other = tmp_path / "other.html"
        other.write_text(
            f"<iframe src='{address}'></iframe><script>const s = new WebSocket('{address.replace('http', 'ws')}ws');"
            "s.onopen = () => { document.title = 'open'; };"
            "s.onclose = () => { document.title ||= 'closed'; };</script>"
        )
        await page.go(other.as_uri())
        await page.comes_to("document.title", "closed")
        await page.wait(lambda: any("frame-ancestors" in each or "X-Frame-Options" in each for each in page.said))
        assert consoles_of(room) == []
