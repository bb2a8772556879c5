"""What every polled source does with an answer: the outcome of trouble, and of nothing new."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from warroom.sources.base import Answer, Cursor, Outcome, OutcomeState, Parsed
from warroom.sources.values import sha256

_NO_TRIES_LEFT_AT = ("gone", "missing", "refused", "error", "redirect", "blocked")


def begun(cursor: Cursor, origin: str) -> Cursor:
    """``cursor`` if it belongs to this configuration, else a fresh one."""
    return cursor if cursor.origin == origin else Cursor(origin=origin)


def validators(cursor: Cursor) -> dict[str, str]:
    """Headers that ask for an answer only if there is something new."""
    asked = {"If-None-Match": cursor.etag, "If-Modified-Since": cursor.last_modified}
    return {name: value for name, value in asked.items() if value}


def revalidated(cursor: Cursor, headers: Mapping[str, str]) -> Cursor:
    """``cursor`` with the validators of an answer; those that it does not give anew are kept."""
    return msgspec.structs.replace(
        cursor,
        etag=headers.get("etag", cursor.etag),
        last_modified=headers.get("last-modified", cursor.last_modified),
    )


def trouble(answer: Answer, cursor: Cursor) -> Outcome:
    """The outcome of an exchange that brought no body.

    An address that the source had moved to, and that now fails, is forgotten: the next fetch starts again from the
    configured one, and "gone" is then said by that one or not at all.
    """
    state: OutcomeState = answer.state
    again = cursor.url and answer.state in _NO_TRIES_LEFT_AT
    if again and state == "gone":
        state = "missing"
    later = msgspec.structs.replace(cursor, fails=cursor.fails + 1, url="" if again else cursor.url)
    return Outcome(state=state, cursor=later, wait_s=answer.wait_s, note=answer.note)


def unreadable(parsed: Parsed, cursor: Cursor, body: bytes) -> Outcome:
    """The outcome of a body that was not what was asked for. It is evidence, and it is fetched in full again."""
    later = msgspec.structs.replace(cursor, fails=cursor.fails + 1, url="", etag="", last_modified="", body_hash="")
    note = "; ".join(parsed.notes)
    return Outcome(state="rejected", cursor=later, body=body, sha256=sha256(body), note=note)
