"""What a command is, what it may be about, and what can come of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from warroom.domain import orders as o
from warroom.domain.people import Person


class Do(NamedTuple):
    """Something that the console does itself: an action id or a word of its own, and what it is about."""

    what: str
    about: str = ""


class Complaint(NamedTuple):
    """Why nothing happened, in words for people."""

    words: str


class Facts(msgspec.Struct, frozen=True):
    """What a command may be about."""

    now: int
    people: Mapping[str, Person] = {}
    mention: int | None = None
    """Id of the mention under the bar."""
    task: int | None = None
    """Number of the task under the bar."""
    tasks: frozenset[int] = frozenset()
    statements: frozenset[int] = frozenset()
    checks: Sequence[tuple[str, str]] = ()
    """The checklist: (line, channel)."""
    playbooks: Sequence[str] = ()


Outcome: TypeAlias = o.Order | Do | Complaint


class Command(NamedTuple):
    """One word, how to use it, and what it does."""

    name: str
    usage: str
    does: str
    parse: Callable[[str, Facts], Outcome]
