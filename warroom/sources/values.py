"""Single values out of strangers' data: typed or absent, never an exception."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_UNFIT: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff<>\"`{}|\\^]")
_LONGEST_URL = 4_000


def plain(text: str) -> str:
    """``text`` without lone surrogates (they become U+FFFD), so that it can be written as UTF-8."""
    if text.isascii() or _SURROGATES.search(text) is None:
        return text
    return _SURROGATES.sub("\ufffd", _PAIR.sub(_join, text))


def cut(text: str, most: int) -> tuple[str, bool]:
    """(at most ``most`` characters of ``text``, whether some were cut)."""
    return (text, False) if len(text) <= most else (text[:most], True)


def web_url(text: str) -> str:
    """``text`` if it is an http or https address that may be opened; empty otherwise.

    Blanks, quotes, line ends and the like inside an address are a sign of an attack or of damage; an ordinary
    address has them percent-encoded.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST_URL or _UNFIT.search(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname and parts.username is None else ""


def digest(*pieces: str) -> str:
    """An id for what has none: ``sha256:`` and the digest of all pieces."""
    return f"sha256:{_hex(pieces)}"


def sha256(body: bytes) -> str:
    """SHA-256 of evidence, hex; empty for none."""
    return hashlib.sha256(body).hexdigest() if body else ""


def as_text(value: object) -> str:
    """A string as it is, a number as its digits (ids are strings), anything else as nothing."""
    if isinstance(value, str):
        return plain(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30 else ""


def count(value: object, most: int = 10**12) -> int | None:
    """A count from a number or its digits, also ``1,234``; None when it is none, negative or absurd."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if value == value and abs(value) <= most else None  # noqa: PLR0124 - NaN
    if isinstance(value, str):
        bare = value.strip().replace(",", "").replace("\u00a0", "").replace(" ", "")
        value = int(bare) if re.fullmatch(r"[0-9]{1,13}", bare) else None
    return value if isinstance(value, int) and 0 <= value <= most else None


def _join(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _hex(pieces: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(pieces).encode("utf-8", "replace")).hexdigest()
