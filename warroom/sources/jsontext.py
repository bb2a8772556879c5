"""JSON from strangers → plain Python values, within limits."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import msgspec


class NotJsonError(ValueError):
    """Why the bytes cannot be used, in words for people."""


def decode(body: bytes | str) -> Any:
    """The value of ``body``. Raises :class:`NotJsonError`.

    The quick decoder refuses what Python's own takes, of which one thing occurs in honest data: a lone surrogate.
    So what it refuses is read a second time, where ``NaN`` and numbers without end are still refused.
    """
    if isinstance(body, bytes) and body[:3] == b"\xef\xbb\xbf":
        body = body[3:]
    if not body.strip():
        raise NotJsonError("the answer was empty")
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise NotJsonError("it is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _slowly(body)


def _slowly(body: bytes | str) -> Any:
    try:
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise NotJsonError("it is nested too deeply") from None
    except ValueError as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) and error.lineno > 1 else ""
        raise NotJsonError(f"this is not JSON, or cut off{where}") from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if abs(number) < 1e300 else None
