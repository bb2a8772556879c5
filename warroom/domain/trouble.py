"""Errors that are sentences for people."""

from __future__ import annotations


class Sayable(Exception):  # noqa: N818 - it is told, not reported
    """What is wrong, where, and what to do, in one line. Whoever meets it says it as it is."""


def sayable(error: BaseException) -> Sayable | None:
    """The first Sayable in an error or in a group of them; None if there is none."""
    if isinstance(error, Sayable):
        return error
    if isinstance(error, BaseExceptionGroup):
        return next((found for inner in error.exceptions if (found := sayable(inner))), None)
    return None
