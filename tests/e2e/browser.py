"""A person's browser: headless Chromium, driven over its DevTools, and the terminal that its websocket brings.

Nothing here sleeps for a fixed time: every wait is for a condition and has an end.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pyte

from tests.e2e.terminal import _Screen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page:
    """One page: what it loads, what comes over its websocket, what it looks like."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.session = ""
        self.asked: list[str] = []
        """Addresses that were asked for."""
        self.said: list[str] = []
        """What it printed, and what went wrong in it."""
        self.sockets: list[str] = []
        """Addresses of the websockets that it opened."""
        self.sent: list[str] = []
        """Frames that it sent on them."""
        self.raw = bytearray()
        self._screen: pyte.Screen | None = None
        self._stream: pyte.ByteStream | None = None

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser for something."""
        number = next(self._numbers)
        future = self._answers[number] = asyncio.get_running_loop().create_future()
        more = {"sessionId": self.session} if self.session else {}
        await self._socket.send_json({"id": number, "method": method, "params": parameters, **more})
        return await asyncio.wait_for(future, 20)

    async def listen(self) -> None:
        """Take in what the browser says until it ends."""
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                future = self._answers.pop(said["id"])
                if "error" in said:
                    future.set_exception(AssertionError(said["error"]["message"]))
                else:
                    future.set_result(said["result"])
            else:
                self._hear(said["method"], said["params"])

    def _hear(self, method: str, facts: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.asked.append(facts["request"]["url"])
            case "Network.webSocketCreated":
                self.sockets.append(facts["url"])
                self._screen = None  # a new terminal
            case "Network.webSocketFrameSent":
                self.sent.append(facts["response"]["payloadData"])
                if size := re.match(r'\["resize",{"width":(\d+),"height":(\d+)}', self.sent[-1]):
                    self._sized(int(size[1]), int(size[2]))
            case "Network.webSocketFrameReceived" if facts["response"]["opcode"] == 2:
                self._come(base64.b64decode(facts["response"]["payloadData"]))
            case "Runtime.exceptionThrown":
                details = facts["exceptionDetails"]
                self.said.append(str(details.get("exception", {}).get("description") or details["text"]))
            case "Runtime.consoleAPICalled":
                self.said.append(" ".join(str(one.get("value", "")) for one in facts["args"]))
            case "Log.entryAdded":
                self.said.append(f"{facts['entry']['text']} {facts['entry'].get('url', '')}")

    def _come(self, data: bytes) -> None:
        self.raw += data
        if self._screen is None:
            asked = parse_qs(urlsplit(self.sockets[-1]).query)
            self._screen = _Screen(int(asked["width"][0]), int(asked["height"][0]))
            self._stream = pyte.ByteStream(self._screen)
        assert self._stream is not None
        self._stream.feed(data)

    def _sized(self, columns: int, rows: int) -> None:
        if self._screen is not None:
            self._screen.resize(rows, columns)

    def text(self) -> str:
        """The terminal in the page, as it should look."""
        return "\n".join(self._screen.display) if self._screen else ""

    async def wait(self, condition: Callable[[], object], seconds: float = 15.0, what: str = "it") -> None:
        """Wait until it is so. Fails with the terminal and the page's words in the message."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{what} did not come in {seconds} s:\n{self.text()}\n{self.said}") from None

    async def wait_for(self, words: str, seconds: float = 15.0) -> None:
        """Wait until these words (a regular expression) are in the terminal."""
        await self.wait(lambda: re.search(words, self.text()), seconds, repr(words))

    async def value(self, expression: str) -> Any:
        """What a line of script comes to in the page."""
        found = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return found["result"].get("value")

    async def comes_to(self, expression: str, wanted: str, seconds: float = 15.0) -> None:
        """Wait until a line of script comes to something that holds these words."""
        async with asyncio.timeout(seconds):
            while wanted not in str(await self.value(expression)):
                await asyncio.sleep(0.02)

    async def go(self, address: str) -> None:
        """Open an address."""
        await self.call("Page.navigate", url=address)

    async def press(self, key: str, code: int, *, modifiers: int = 0, text: str = "") -> None:
        """One key, down and up; modifiers: 1 alt, 2 ctrl, 8 shift."""
        base = {"key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        more = {"text": text, "unmodifiedText": text} if text else {}
        await self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **base, **more)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **base)

    async def click(self, x: int, y: int) -> None:
        """Press the mouse there."""
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])

    async def colours(self, picture: bytes, x: int, y: int, wide: int, high: int) -> dict[str, float]:
        """Which colours that part of a picture has, most frequent first: ``#rrggbb`` → share."""
        data = base64.b64encode(picture).decode()
        counted: dict[str, int] = await self.value(
            "(async () => {"
            f"const bytes = Uint8Array.from(atob('{data}'), (c) => c.charCodeAt(0));"
            "const picture = await createImageBitmap(new Blob([bytes]));"
            f"const canvas = new OffscreenCanvas({wide}, {high}), paper = canvas.getContext('2d');"
            f"paper.drawImage(picture, -{x}, -{y});"
            f"const data = paper.getImageData(0, 0, {wide}, {high}).data, found = {{}};"
            "for (let i = 0; i < data.length; i += 4) {"
            "const c = '#' + [0, 1, 2].map((n) => data[i + n].toString(16).padStart(2, '0')).join('');"
            "found[c] = (found[c] || 0) + 1; } return found; })()"
        )
        whole = sum(counted.values())
        ordered = sorted(counted.items(), key=lambda one: -one[1])
        return {colour: count / whole for colour, count in ordered}


@asynccontextmanager
async def browsing(
    home: Path, *, size: tuple[int, int] = (1600, 900), more: tuple[str, ...] = ()
) -> AsyncIterator[Page]:
    """A browser with one empty page. Its process group is ended, whatever happens."""
    assert CHROMIUM is not None
    profile = Path(tempfile.mkdtemp(prefix="chromium-", dir=home))
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio",
        f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", "--remote-debugging-port=0", *more,
        "about:blank", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
    )  # fmt: skip
    try:
        async with asyncio.timeout(30):
            while not (profile / "DevToolsActivePort").exists() or not (profile / "DevToolsActivePort").read_text():
                assert process.returncode is None, "the browser did not start"
                await asyncio.sleep(0.02)
        port, path = (profile / "DevToolsActivePort").read_text().split()
        async with aiohttp.ClientSession() as client:
            socket = await client.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0)
            page = Page(socket)
            listening = asyncio.create_task(page.listen())
            try:
                target = await page.call("Target.createTarget", url="about:blank")
                joined = await page.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
                page.session = joined["sessionId"]
                for part in ("Page", "Network", "Runtime", "Log"):
                    await page.call(f"{part}.enable")
                yield page
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
