"""What every ``[[sources]]`` table may say, and plain words for what it may not."""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from warroom.domain.mention import PLATFORMS
from warroom.domain.trouble import Sayable
from warroom.sources.net import host_port
from warroom.sources.values import digest

_UNITS: Final = {"": 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
EVERY_S: Final = 120
_LONGEST_S = 30 * 86_400


class BadSourceError(Sayable, ValueError):
    """A table that cannot be used: names the source, the key, what was expected and the nearest valid word."""


class Common(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of every kind."""

    kind: str
    name: str
    every: str | int = ""
    """Time between two polls: seconds, or ``30s``, ``2m``, ``1h``. Empty: two minutes, or slower where the
    publisher asks for it; a time that a person wrote is kept."""
    platform: str = ""
    """Two-letter code shown in the feed; empty: the kind's own."""
    all: bool = False
    """Every item counts as a mention, phrases or not."""
    allow_private: bool = False
    """The address may be a loopback or private one. Holds for exactly its host and port, not where it redirects."""


C = TypeVar("C", bound=Common)


def read(table: Mapping[str, Any], shape: type[C], platform: str) -> C:
    """``table`` as ``shape``. ``platform`` stands in for an empty one. Raises :class:`BadSourceError`."""
    who = f'source "{table.get("name") or "(no name)"}"'
    known = shape.__struct_fields__
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"it knows {', '.join(sorted(known))}"
            raise BadSourceError(f'{who}: "{key}" is no setting of kind {table.get("kind")}; {hint}')
    try:
        found = msgspec.convert(dict(table), shape)
    except msgspec.ValidationError as error:
        raise BadSourceError(f"{who}: {_words(str(error))}") from None
    if not found.name.strip():
        raise BadSourceError(f"{who}: give it a name")
    if found.platform and found.platform not in PLATFORMS:
        raise BadSourceError(f'{who}: platform "{found.platform}" is not one of {", ".join(PLATFORMS)}')
    if found.every != "":
        seconds(found.every, f"{who}: every")
    return found if found.platform else msgspec.structs.replace(found, platform=platform)


def pace(every: str | int) -> int:
    """Seconds between two polls, from a checked ``every``."""
    return EVERY_S if every == "" else seconds(every, "every")


def seconds(value: str | int, what: str) -> int:
    """A span of time in seconds, 1 s to 30 days. Raises :class:`BadSourceError`, which begins with ``what``."""
    found = re.fullmatch(r"\s*(\d{1,7})\s*([a-z]*)\s*", str(value).lower())
    span = int(found[1]) * _UNITS.get(found[2], 0) if found else 0
    if not 1 <= span <= _LONGEST_S:
        raise BadSourceError(f'{what} is "{value}": expected a time such as 30s, 2m or 1h')
    return span


def address(url: str, who: str, key: str = "url") -> str:
    """``url`` without blanks around it. Raises :class:`BadSourceError` unless it is http or https with a host."""
    bare = url.strip()
    if not host_port(bare):
        raise BadSourceError(f"{who}: {key} must be an http:// or https:// address, without a name or password in it")
    return bare


def origin(*parts: str) -> str:
    """Which configuration a cursor belongs to: a short digest that tells nothing about a secret address."""
    return digest(*parts)[7:23]


def secret(env: str, file: str, who: str) -> str:
    """A token from the environment or from a file that only its owner can read; empty when neither is named."""
    if env:
        found = os.environ.get(env, "").strip()
        if not found:
            raise BadSourceError(f"{who}: the environment has no {env}")
        return found
    if not file:
        return ""
    path = Path(file).expanduser()
    try:
        mode = path.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            raise BadSourceError(f"{who}: others can read {path}; run: chmod 600 {path}")
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSourceError(f"{who}: {path} cannot be read") from None


def _words(error: str) -> str:
    """The library's sentence in ours: the key first, then what was expected."""
    missing = re.search(r"missing required field `(\w+)`", error)
    if missing:
        return f'"{missing[1]}" is missing'
    what, _, where = error.partition(" - at `$.")
    names = {"str": "text", "int": "a whole number", "bool": "true or false", "array": "a list", "object": "a table"}
    plain = re.sub(r"`([\w| ]+)`", lambda m: " or ".join(names.get(n, n) for n in m[1].split(" | ")), what)
    key = re.sub(r"\W.*", "", where)
    return f'"{key}": {plain[:1].lower()}{plain[1:]}' if key else plain
