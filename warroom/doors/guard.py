"""Who may look through the web door: which names it answers to, which pages may call it, and the token.

A browser is asked by strangers' pages to do things on this machine. What protects a loopback door from that is the
name in ``Host`` (a page that made its own name point here still sends that name) and ``Origin`` (a page elsewhere
that opens a websocket here says where it is from). What protects any other door is the token.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_PORT: Final = 65_535


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there. A name other than localhost could be anywhere."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listen_at(words: str, otherwise: tuple[str, int]) -> tuple[str, int]:
    """``HOST:PORT``, ``HOST``, ``:PORT`` or ``[::1]:PORT`` as host and port. Raises ValueError with words."""
    split = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(\d{1,5}))?", words.strip())
    if split is None or int(split[2] or 0) > _PORT:
        raise ValueError(f"'{words}' is no HOST:PORT, such as {otherwise[0]}:{otherwise[1]} or [::1]:{otherwise[1]}")
    return split[1].strip("[]") or otherwise[0], otherwise[1] if split[2] is None else int(split[2])


def in_address(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


class Guard:
    """What a request must bring. Nothing of it is ever logged."""

    def __init__(self, host: str, *, ask: bool = False) -> None:
        """``host`` is where it listens; ``ask`` wants a token even on loopback."""
        self._loopback = is_loopback(host)
        self.token = "" if self._loopback and not ask else secrets.token_urlsafe(24)
        """What has to be shown; empty if nothing has to."""

    def answers_to(self, host: str) -> bool:
        """Whether this ``Host`` is a name that this door goes by."""
        found = _HOST.fullmatch(host)
        return found is not None and (not self._loopback or is_loopback(found["name"]))

    def knows(self, shown: str) -> bool:
        """Whether that is the token, found out in a time that tells nothing about it."""
        return not self.token or hmac.compare_digest(shown.encode(errors="replace"), self.token.encode())

    @staticmethod
    def same_site(host: str, origin: str) -> bool:
        """Whether the page that asks came through this door. Browsers say so with every websocket."""
        try:
            come_from = urlsplit(origin)
        except ValueError:
            return False
        return come_from.scheme in ("http", "https") and come_from.netloc.lower() == host.lower()


def policy(host: str) -> str:
    """The page's Content-Security-Policy: its own files and its own websocket, no frame around it, no way out of it.

    ``host`` has passed :meth:`Guard.answers_to`. The sandbox forbids pop-ups, forms and downloads, so that an
    address that a stranger's post shows on the wall is text and no link.
    """
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:; "
        f"connect-src 'self' ws://{host} wss://{host}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
        "sandbox allow-scripts allow-same-origin"
    )


NOTHING: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""The policy of an answer that is only words."""
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "clipboard-read=(), clipboard-write=(), camera=(), microphone=(), geolocation=()",
}
"""What every answer says beside its policy."""
