"""Strangers' names off the wall, where everybody who walks past reads them. The team's names stay.

What is masked: account names with their mark (``@ines_cfo``, ``u/clm_admin_42``), mail addresses, and the names and
handles that the room heard, wherever somebody wrote them. What stays: the team, the brand's own accounts, and outlets,
which are no private persons. A handle of one plain word ("status") is masked only where its mark stands before it,
because as a word it means itself. This hides names from people who walk past; it makes nobody anonymous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Entry, Payload
from warroom.domain.mention import Mention
from warroom.room.protocol import Room

MASK: Final = "•••"
SOMEBODY: Final = "a post"
"""What a log line is about, instead of whose it is."""
_KEPT: Final = 4_000
"""Most names that are remembered."""
_SHORTEST: Final = 4

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w/])(@|u/|/u/)(\w[\w.-]*(?:@[\w.-]+\w)?)")


class Masks:
    """What is masked in one room. ``handles`` shows everything, as ``wall_handles = true`` asks for."""

    def __init__(self, room: Room, *, handles: bool = False) -> None:
        self._open = handles
        team = {name for person in room.people.values() for name in (person.id, person.short, person.name)}
        self._ours = {_plain(name) for name in (*team, room.brand)}
        self._strangers: dict[str, None] = {}
        self._outlets: set[str] = set()
        self._seen = 0
        self._cache: dict[str, str] = {}

    def learn(self, mentions: Iterable[Mention]) -> None:
        """Remember who wrote these."""
        for mention in mentions:
            if {"press", "own"} & set(mention.flags):
                self._outlets |= {name.casefold() for name in (mention.author, mention.handle) if name}
            else:
                self._know(mention.handle)
                self._know(mention.author)

    def read(self, log: Sequence[Entry]) -> None:
        """Remember whom the log names; only what is new in it is looked at."""
        for entry in log[self._seen :]:
            for name in _named(entry.payload):
                self._know(name)
        self._seen = len(log)

    def _know(self, name: str) -> None:
        name = name.strip().casefold()
        bare = name.removeprefix("u/").removeprefix("@")
        if len(bare) < _SHORTEST or bare.isalpha() or _plain(bare) in self._ours:
            return
        self._strangers.pop(bare, None)
        self._strangers[bare] = None
        self._cache.clear()
        while len(self._strangers) > _KEPT:
            del self._strangers[next(iter(self._strangers))]

    def text(self, text: str) -> str:
        """Free text without the names of strangers."""
        if self._open:
            return text
        if text not in self._cache:
            if len(self._cache) > 500:
                self._cache.clear()
            self._cache[text] = self._masked(text)
        return self._cache[text]

    def _masked(self, text: str) -> str:
        text = _MAIL.sub(MASK, text)
        text = _HANDLE.sub(self._handle, text)
        folded = text.casefold()
        for name in self._strangers:
            if name in folded and name not in self._outlets:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MASK, text, flags=re.IGNORECASE)
        return text

    def _handle(self, found: re.Match[str]) -> str:
        mark, name = found.groups()
        known = _plain(name) in self._ours or found[0].casefold() in self._outlets
        return found[0] if known else f"{mark}{MASK}"

    def payload(self, payload: Payload) -> Payload:
        """What happened, without whose post it was about."""
        if self._open:
            return payload
        if isinstance(payload, e.AuthorWatched):
            return msgspec.structs.replace(payload, who="an author")
        if isinstance(payload, e.Pinned):
            return msgspec.structs.replace(payload, who=SOMEBODY)
        if hasattr(payload, "mention") and getattr(payload, "about", "") != "":
            return msgspec.structs.replace(payload, about=SOMEBODY)
        return payload

    def outlet(self, mention: Mention) -> str:
        """The name of the outlet that wrote it; empty for everybody else unless names are shown."""
        return mention.who if self._open or "press" in mention.flags else ""


def _named(payload: Payload) -> Iterator[str]:
    """The strangers whom an entry names in a field of its own."""
    if isinstance(payload, (e.Pinned, e.AuthorWatched)):
        yield payload.who
    elif hasattr(payload, "mention"):
        yield str(getattr(payload, "about", ""))


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()
