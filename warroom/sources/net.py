"""Fetching from strangers: one GET, all its hops, within fixed limits, and never an exception.

Written on httpcore rather than on a client above it, because everything that such a client adds would have to
be switched off again: it unpacks stacked encodings without a limit, takes proxies and passwords from the
environment, keeps cookies and connections across sources, and writes addresses (which can be secrets) to a log.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import zlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpcore
import msgspec

import warroom
from warroom.sources.addresses import Blocked, Guard, Resolve, resolve
from warroom.sources.base import Answer, AnswerState
from warroom.sources.pace import asked_wait, used_up

AGENT: Final = f"warroom/{warroom.__version__}"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_SAFE_IN_TARGET = "!$%&'()*+,/:;=?@[]~-._"
_HEADER_VALUE = re.compile(r"[\x21-\x7e\xa1-\xff](?:[\t \x21-\x7e\xa0-\xff]*[\x21-\x7e\xa1-\xff])?")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one GET may cost at most."""

    wall_s: float = 30.0
    """All hops together, from the first name look-up to the last byte."""
    wire: int = 4_000_000
    """Bytes as they come."""
    decoded: int = 8_000_000
    """Bytes after unpacking."""
    hops: int = 5


class _Stop(Exception):  # noqa: N818 - it carries an outcome up, it is not a fault
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.state)
        self.answer = answer


class _Target(msgspec.Struct, frozen=True):
    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


class Fetcher:
    """Guarded GET. Holds no connection, cookie or state between two calls."""

    def __init__(
        self, *, agent: str = AGENT, resolver: Resolve = resolve, limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self._agent = agent
        self._resolve = resolver
        self._limits = limits or Limits()
        self._tls = tls

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, allow: str = "", now: int = 0) -> Answer:
        """Fetch ``url``, following at most five redirects.

        ``allow`` is the ``host:port`` that may be private; it holds for ``url`` itself and for redirects that
        stay within it by naming a path only, never for one that names a server. ``Authorization`` is not sent
        on to another origin. ``now`` (ms) turns a ``Retry-After`` date into seconds.
        """
        try:
            async with asyncio.timeout(self._limits.wall_s):
                return await self._hops(url, dict(headers or {}), allow, now)
        except TimeoutError:
            return _answer("timeout", url, f"gave no whole answer within {self._limits.wall_s:g} s")
        except _Stop as stop:
            return stop.answer

    async def _hops(self, url: str, headers: dict[str, str], allow: str, now: int) -> Answer:
        target = _target(url)
        private = _host_port(allow) if allow else None
        permanent, moved = True, ""
        seen = {target.url}
        for _ in range(self._limits.hops + 1):
            status, got, body = await self._one(target, headers, private)
            if status not in _REDIRECTS:
                answer = _judge(status, got, body, target, now)
                return msgspec.structs.replace(answer, moved=moved) if moved else answer
            location = _utf8(got.get("location", "").strip())
            if not location:
                raise _Stop(_answer("redirect", url, "redirects without saying where to", status))
            following = _target(_join(target.url, location))
            if following.url in seen:
                raise _Stop(_answer("redirect", url, "its redirects go round in a circle", status))
            seen.add(following.url)
            if urlsplit(location).netloc:
                private = None
            if following.origin != target.origin:
                headers = {k: v for k, v in headers.items() if k.lower() not in ("authorization", "cookie")}
            weaker = target.scheme == "https" and following.scheme == "http"
            permanent = permanent and status in _FOR_GOOD and not weaker
            moved = following.url if permanent else moved
            target = following
        raise _Stop(_answer("redirect", url, f"redirects more than {self._limits.hops} times"))

    async def _one(
        self, target: _Target, headers: Mapping[str, str], private: tuple[str, int] | None
    ) -> tuple[int, dict[str, str], bytes]:
        if self._tls is None and target.scheme == "https":
            self._tls = httpcore.default_ssl_context()
        bare = f"[{target.host}]" if ":" in target.host else target.host
        usual = target.port == (443 if target.scheme == "https" else 80)
        sent = {
            "Host": bare if usual else f"{bare}:{target.port}",
            "User-Agent": self._agent,
            "Accept": "*/*",
            **{k: v for k, v in headers.items() if _HEADER_VALUE.fullmatch(v)},
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        pool = httpcore.AsyncConnectionPool(
            ssl_context=self._tls, max_connections=1, max_keepalive_connections=0,
            network_backend=Guard(self._resolve, private),
        )  # fmt: skip
        address = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port,
            target=target.path.encode(),
        )  # fmt: skip
        lines = [(k.encode(), v.encode("latin-1")) for k, v in sent.items()]
        try:
            async with pool, pool.stream("GET", address, headers=lines) as response:
                got = _headers(response.headers)
                body = b""
                if 200 <= response.status < 300:
                    body = await self._read(response, got, target)
                return response.status, got, body
        except Blocked:
            raise _Stop(_answer("blocked", target.url, _why_blocked(target))) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise _Stop(_answer("error", target.url, _why_failed(error, target))) from None

    async def _read(self, response: httpcore.Response, got: Mapping[str, str], target: _Target) -> bytes:
        codings = [c for c in re.split(r"[\s,]+", got.get("content-encoding", "").lower()) if c]
        codings = [c for c in codings if c != "identity"]
        if len(codings) > 1:
            raise _Stop(_answer("too_large", target.url, "its answer is packed more than once: not unpacked"))
        if codings and codings[0] not in ("gzip", "x-gzip"):
            raise _Stop(_answer("error", target.url, "its answer is packed in a way that we did not ask for"))
        wire = 0
        whole = _Unpacked(self._limits.decoded, packed=bool(codings))
        async for chunk in response.aiter_stream():
            wire += len(chunk)
            if wire > self._limits.wire or not whole.add(chunk):
                big = self._limits.wire if wire > self._limits.wire else self._limits.decoded
                raise _Stop(_answer("too_large", target.url, f"sent more than {big // 1_000_000} MB"))
        if not whole.complete:
            raise _Stop(_answer("error", target.url, "its packed answer is damaged or was cut off"))
        return bytes(whole.data)


class _Unpacked:
    """A body that grows to a limit and no further, whatever it unpacks to."""

    def __init__(self, most: int, *, packed: bool) -> None:
        self.data = bytearray()
        self._most = most
        self._zip = zlib.decompressobj(wbits=31) if packed else None
        self._whole = not packed
        self._broken = False

    def add(self, chunk: bytes) -> bool:
        """Take what came; False when the limit is passed."""
        if self._zip is None:
            self.data += chunk
            return len(self.data) <= self._most
        try:
            while chunk and not self._broken:
                if self._zip.eof:  # one packed member may follow another
                    self._zip = zlib.decompressobj(wbits=31)
                self.data += self._zip.decompress(chunk, self._most + 1 - len(self.data))
                if len(self.data) > self._most:
                    return False
                self._whole = self._whole or self._zip.eof
                chunk = self._zip.unused_data or self._zip.unconsumed_tail
        except zlib.error:
            # what stands after a whole member is padding that some servers send
            self._broken = True
        return True

    @property
    def complete(self) -> bool:
        return self._whole


def _judge(status: int, got: dict[str, str], body: bytes, target: _Target, now: int) -> Answer:
    def say(answer: Answer, wait: float | None = None) -> Answer:
        return msgspec.structs.replace(answer, status=status, headers=got, wait_s=wait)

    if 200 <= status < 300:
        wait = used_up(got, now)
        return Answer(state="ok", status=status, body=body, headers=got, url=target.url, wait_s=wait)
    match status:
        case 304:
            return say(_answer("unchanged", target.url, ""))
        case 410:
            return say(_answer("gone", target.url, f"{target.host} says that this is gone for good"))
        case 404:
            return say(_answer("missing", target.url, f"{target.host} knows no such address (404)"))
        case 401 | 403:
            note = f"{target.host} refuses us ({status}): a password or permission is needed"
            return say(_answer("refused", target.url, note))
        case 429 | 503:
            what = "asks us to slow down" if status == 429 else "is overloaded or being repaired"
            return say(_answer("backoff", target.url, f"{target.host} {what} ({status})"), asked_wait(got, now))
        case _ if status >= 500:
            note = f"{target.host} has trouble of its own ({status})"
            return say(_answer("error", target.url, note), asked_wait({"retry-after": got["retry-after"]}, now)
                       if "retry-after" in got else None)  # fmt: skip
        case _:
            return say(_answer("error", target.url, f"{target.host} answered {status}, which we cannot use"))


def _answer(state: AnswerState, url: str, note: str, status: int = 0) -> Answer:
    return Answer(state=state, url=url, note=note, status=status)


def host_port(url: str) -> str:
    """``host:port`` of an address, the port always given: what ``allow`` wants. Empty when there is none."""
    try:
        target = _target(url)
    except _Stop:
        return ""
    return f"{target.host}:{target.port}"


def host(url: str) -> str:
    """The host of an address: all of it that a note or a health table may show."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _host_port(allow: str) -> tuple[str, int]:
    name, _, port = allow.rpartition(":")
    return name, int(port)


def _target(url: str) -> _Target:
    """The address in parts, ready for the wire; stops at whatever is not plain http or https."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        name = (parts.hostname or "").rstrip(".")
        wire = name if ":" in name else name.encode("idna").decode()
    except ValueError:  # UnicodeError is one
        raise _Stop(_answer("error", url, "its address cannot be understood")) from None
    if parts.scheme not in ("http", "https"):
        raise _Stop(_answer("blocked", url, f"only http and https are fetched, not {parts.scheme[:20] or 'this'}"))
    if parts.username is not None or parts.password is not None:
        raise _Stop(_answer("blocked", url, "an address with a name or password in it is not fetched"))
    if not wire or not re.fullmatch(r"[0-9a-z._:%-]+", wire):
        raise _Stop(_answer("error", url, "its address names no server"))
    return _Target(_whole(parts, wire, port), parts.scheme, wire, port or (443 if parts.scheme == "https" else 80),
                   _path(parts))  # fmt: skip


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_SAFE_IN_TARGET)
    return f"{path}?{quote(parts.query, safe=_SAFE_IN_TARGET)}" if parts.query else path


def _whole(parts: SplitResult, wire: str, port: int | None) -> str:
    bare = f"[{wire}]" if ":" in wire else wire
    return f"{parts.scheme}://{bare}{f':{port}' if port is not None else ''}{_path(parts)}"


def _utf8(text: str) -> str:
    """Latin-1 text that was meant as UTF-8, as addresses in headers are."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text


def _join(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        raise _Stop(_answer("redirect", base, "redirects to an address that cannot be understood")) from None


def _headers(lines: list[tuple[bytes, bytes]]) -> dict[str, str]:
    got: dict[str, str] = {}
    for name, value in lines:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        got[key] = f"{got[key]}, {text}" if key in got and key != "location" else text
    return got


def _why_blocked(target: _Target) -> str:
    return (
        f"{target.host} is a private address; it is fetched only where allow_private = true and no redirect led to it"
    )


def _why_failed(error: Exception, target: _Target) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"the certificate of {target.host} cannot be trusted"
    if isinstance(error, httpcore.ConnectError) and "no address" in str(error):
        return str(error)
    if isinstance(error, (httpcore.ConnectError, httpcore.ConnectTimeout)):
        return f"{target.host} cannot be reached"
    if isinstance(error, httpcore.LocalProtocolError):
        return "the request could not be written: check the address and the token"
    return f"{target.host} broke off in the middle of its answer"
