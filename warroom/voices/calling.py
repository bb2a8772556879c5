"""Calling people who are not in the room: one short message to one address each, through Apprise.

The addresses are secrets, and Apprise logs, caches and follows what it is told to. It therefore lives in a child
process (``speaker.py``) that is started for a few calls and ended with them: its memory goes with it, a service
that hangs is cut off, and all that comes back is a number and one word of a fixed list. Nothing that a service or
a library says can reach a log, a screen or a traceback of ours.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import stat
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Final, NoReturn, Protocol

import msgspec

import warroom
from warroom.calls import CallTable
from warroom.domain.text import clean, gate, one_line
from warroom.domain.trouble import Sayable

MISSING: Final = "Calling needs the extra 'notify': pip install 'warroom[notify]'"
SPEAK_S: Final = 15.0
"""Seconds that a service has to take a message."""
START_S: Final = 30.0
"""Seconds that the child has to load, on a machine that is busy with a crisis."""
LONGEST: Final = 500
"""Characters of one message; more is cut."""

_ROOT: Final = str(Path(warroom.__file__).resolve().parent.parent)
_START: Final = f"import sys; sys.path.insert(0, {_ROOT!r}); from warroom.voices.speaker import main; main()"
_HANDED_ON: Final = (
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
)  # fmt: skip
_WORDS: Final = {
    "unknown": "its address is not one that Apprise understands, or its service needs a further package",
    "unreachable": "its service cannot be reached",
    "cut": "its service broke off; it may have arrived",
    "late": "its service gave no answer in time; it may have arrived",
    "certificate": "the certificate of its service cannot be trusted",
    "redirect": "its service sends us elsewhere, which is not followed; write the final address",
    "refused": "its service did not take the message",
    "broke": "the call broke off",
}


class NoAddressError(Sayable):
    """An address that cannot be read; says where it was looked for, never what it is."""


class Secret:
    """Text that shows itself only to who asks with :meth:`reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        """Never the text."""
        return "Secret()"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        """Not to be pickled or copied into anything."""
        raise TypeError("a secret is not passed on")

    def reveal(self) -> str:
        """The text itself."""
        return self._text


class Message(msgspec.Struct, frozen=True):
    """What is said to whom."""

    address: Secret
    text: str
    title: str = ""
    """For services that show one; empty for the others."""


class Said(msgspec.Struct, frozen=True):
    """How it went. ``note`` says why not, in words for people."""

    reached: bool
    note: str = ""


class Voice(Protocol):
    """Whatever can call people."""

    def say(self, messages: Sequence[Message]) -> AsyncGenerator[tuple[int, Said], None]:
        """Send all at once; each index comes back as soon as it is known how it went. Never raises."""


class AppriseVoice:
    """Calls through Apprise, in a child process."""

    def __init__(self, *, speak_s: float = SPEAK_S, start_s: float = START_S) -> None:
        self._speak_s, self._start_s = speak_s, start_s

    async def say(self, messages: Sequence[Message]) -> AsyncGenerator[tuple[int, Said], None]:
        """See :class:`Voice`. A service that hangs delays nobody else and is given up after 15 s."""
        async for index, said in self._told(messages, send=True):
            yield index, said

    async def understands(self, addresses: Sequence[Secret]) -> list[Said]:
        """Whether each address is one that could be called. Sends nothing."""
        found = [Said(reached=False, note=_WORDS["broke"])] * len(addresses)
        async with aclosing(self._told([Message(a, "") for a in addresses], send=False)) as told:
            async for index, said in told:
                found[index] = said
        return found

    async def _told(self, messages: Sequence[Message], *, send: bool) -> AsyncGenerator[tuple[int, Said], None]:
        waiting = set(range(len(messages)))
        if waiting and not installed():
            for index in sorted(waiting):
                yield index, Said(reached=False, note=MISSING)
            return
        async with aclosing(self._codes(messages, send=send)) as codes:
            async for index, code in codes:
                if index in waiting:
                    waiting.discard(index)
                    yield index, _said(code)
                if not waiting:
                    return

    async def _codes(self, messages: Sequence[Message], *, send: bool) -> AsyncGenerator[tuple[int, str], None]:
        """What the child says of each; whatever it leaves out is said here."""
        code = "broke"
        child: Process | None = None
        try:
            loop = asyncio.get_running_loop()
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-c", _START, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/",
                env=_environment(),
            )  # fmt: skip
            async with asyncio.timeout(self._start_s):
                await _ask(child, messages, send=send)
            until = loop.time() + self._speak_s
            code = "late"
            while True:
                async with asyncio.timeout_at(until):
                    answer = await _answer(child)
                if answer is None:
                    code = "broke"
                    break
                yield answer
        except (TimeoutError, OSError):
            pass  # the code says it
        finally:
            if child is not None:
                await asyncio.shield(_end(child))
        for index in range(len(messages)):
            yield index, code


def installed() -> bool:
    """Whether the extra is there. Does not load it."""
    return importlib.util.find_spec("apprise") is not None


def address(table: CallTable, folder: Path) -> Secret:
    """The address of one way to reach somebody. Raises NoAddressError."""
    if table.url_env:
        found = os.environ.get(table.url_env, "").strip()
        if not found:
            raise NoAddressError(f"the environment has no {table.url_env}")
        return Secret(found)
    if table.url:
        return Secret(table.url.strip())
    path = folder / Path(table.url_file).expanduser()
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NoAddressError(f"others can read {path.name}; run: chmod 600 {path}")
        found = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise NoAddressError(f"{path.name} cannot be read") from None
    if not found:
        raise NoAddressError(f"{path.name} is empty")
    return Secret(found)


def _said(code: str) -> Said:
    if code == "sent":
        return Said(reached=True)
    status = re.fullmatch(r"status ([1-5]\d\d)", code)
    if status:
        return Said(reached=False, note=f"its service answered {status[1]}{_MEANING.get(status[1], '')}")
    return Said(reached=False, note=_WORDS.get(code, _WORDS["broke"]))


_MEANING: Final = {
    "401": ": the token or password is not accepted", "403": ": the token or password is not accepted",
    "404": ": there is nothing at that address", "429": ": too many messages",
}  # fmt: skip


async def _ask(child: Process, messages: Sequence[Message], *, send: bool) -> None:
    """Hand everything over and wait until the child has loaded. Raises OSError when it ends instead."""
    assert child.stdin is not None
    calls = [
        {"url": m.address.reveal(), "text": _plain(m.text, LONGEST), "title": _plain(m.title, 60)} for m in messages
    ]
    child.stdin.write(json.dumps({"send": send, "calls": calls}).encode())
    await child.stdin.drain()
    child.stdin.close()
    if await _answer(child) is None:
        raise ConnectionResetError


async def _answer(child: Process) -> tuple[int, str] | None:
    """The next line of the child; None when it has ended or talks nonsense."""
    assert child.stdout is not None
    try:
        index, code = json.loads(await child.stdout.readline())
    except (ValueError, TypeError):  # a line that is empty, cut, too long, or not a pair
        return None
    return (index, code) if isinstance(index, int) and isinstance(code, str) else None


async def _end(child: Process) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    if child.returncode is None:
        child.kill()
    child.stdin.close()
    await child.wait()
    while await child.stdout.read(65_536):
        pass


def _plain(text: str, longest: int) -> str:
    return gate(one_line(clean(text).text))[:longest]


def _environment() -> dict[str, str]:
    """What the child may know: where the proxy and the certificates are, no secret of ours."""
    kept = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", **kept}
