"""What an export is made of: the log, what it points at, and who may read about whom."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final, Literal, Protocol, TypeAlias

import msgspec

from warroom.domain.entries import Corrected, Entry, Payload, Pinned
from warroom.domain.health import SourceHealth
from warroom.domain.level import DEFAULT_RULES, LevelRule
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.picture import Incident, Picture, fold
from warroom.store import feed, journal, rollup
from warroom.store.opening import room_of
from warroom.store.protocols import Sealed, Volume

Names: TypeAlias = Literal["full", "roles", "hidden"]
"""full: as they are; roles: by the role they held; hidden: numbered. Ours only: strangers keep their names."""

_AROUND: Final = 24 * 3_600_000
"""Milliseconds of volume that are looked at before and after the log."""


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """For whom an export is, and what the room's configuration knows."""

    now: int
    """ms UTC, when it is written."""
    brand: str = ""
    people: Mapping[str, Person] = {}
    rules: Sequence[LevelRule] = DEFAULT_RULES
    names: Names = "full"
    privileged: bool = False
    """With what is between us and counsel."""
    drill: bool = False
    """An exercise: said on every file."""
    incident: str = ""
    """Id of the incident that the report is about; empty is the open one, or the last."""


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an export may say, read in one moment."""

    aim: Aim
    room: str
    sealed: Sequence[Sealed]
    withheld: Mapping[int, str]
    """Entries whose content stays here: seq → why (``privileged``, ``private``)."""
    picture: Picture
    mentions: Mapping[int, Mention]
    """Those that entries are about, without private ones."""
    needing: Sequence[tuple[int, int]]
    health: Sequence[SourceHealth]
    volume: Sequence[Volume]
    labels: Mapping[str, Person]
    """Person id → as whom this export shows them."""

    @property
    def head(self) -> str:
        """Hash of the last entry, hex; empty for an empty log."""
        return self.sealed[-1].entry.hash if self.sealed else ""

    @property
    def entries(self) -> list[Entry]:
        """Every entry, withheld ones too."""
        return [each.entry for each in self.sealed]

    @property
    def incident(self) -> Incident | None:
        """What the report is about."""
        known = [*self.picture.closed, *([self.picture.incident] if self.picture.incident else [])]
        wanted = [i for i in known if i.id == self.aim.incident] if self.aim.incident else known
        return wanted[-1] if wanted else None

    def masked(self, text: str) -> str:
        """Text without our people's names, if this export hides them."""
        if self.aim.names == "full" or not self.aim.people:
            return text
        return _pattern(self.aim.people).sub(lambda m: self.labels[_whose(m.group(), self.aim.people)].name, text)


class Shelf(Protocol):
    """Where the material of an export stands: a database, or the host that has it open."""

    def sealed(self) -> list[Sealed]:
        """The whole log. Raises Damaged if it is not what it was."""

    def mentions(self, ids: Sequence[int]) -> Mapping[int, Mention]:
        """These mentions."""

    def needing(self, since: int) -> Sequence[tuple[int, int]]:
        """(id, first seen) of those that need an answer, first seen since then, oldest first."""

    def health(self) -> Sequence[SourceHealth]:
        """How every source was last."""

    def volume(self, since: int) -> Sequence[Volume]:
        """The rollup since then."""

    def room(self) -> str:
        """The room's own id."""


class DatabaseShelf:
    """An open database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def sealed(self) -> list[Sealed]:
        """The whole log."""
        return journal.read(self._db)

    def mentions(self, ids: Sequence[int]) -> Mapping[int, Mention]:
        """These mentions."""
        return feed.get(self._db, ids)

    def needing(self, since: int) -> Sequence[tuple[int, int]]:
        """Those that need an answer."""
        return feed.needing(self._db, since)

    def health(self) -> Sequence[SourceHealth]:
        """How every source was last."""
        return rollup.health(self._db)

    def volume(self, since: int) -> Sequence[Volume]:
        """The rollup since then."""
        return rollup.volume(self._db, since)

    def room(self) -> str:
        """The room's own id."""
        return room_of(self._db)


def gather(shelf: Shelf, aim: Aim) -> Material:
    """Read it all. Raises Damaged if the log is not what it was."""
    sealed = shelf.sealed()
    entries = [each.entry for each in sealed]
    about = {number for entry in entries if (number := mention_of(entry.payload)) is not None}
    mentions = shelf.mentions(sorted(about))
    since = entries[0].occurred - _AROUND if entries else 0
    return Material(
        aim=aim, room=shelf.room(), sealed=sealed, withheld=_withheld(entries, mentions, privileged=aim.privileged),
        picture=fold(entries), mentions={i: m for i, m in mentions.items() if "private" not in m.flags},
        needing=shelf.needing(since), health=shelf.health(), volume=shelf.volume(since), labels=labels(entries, aim),
    )  # fmt: skip


def mention_of(payload: Payload) -> int | None:
    """The mention that an entry is about."""
    number = getattr(payload, "mention", None)
    return number if isinstance(number, int) else None


def _withheld(entries: Sequence[Entry], mentions: Mapping[int, Mention], *, privileged: bool) -> dict[int, str]:
    """Privileged entries with every later wording of them, and copies of private messages."""
    out: dict[int, str] = {}
    for entry in entries:
        payload = entry.payload
        secret = entry.privileged or (isinstance(payload, Corrected) and out.get(payload.seq) == "privileged")
        if secret and not privileged:
            out[entry.seq] = "privileged"
        elif isinstance(payload, Pinned):
            mention = mentions.get(payload.mention)
            if mention is not None and "private" in mention.flags:
                out[entry.seq] = "private"
    return out


def labels(entries: Sequence[Entry], aim: Aim) -> dict[str, Person]:
    """As whom everybody appears: themselves, ``comms-1``, or ``person-1``, numbered as they first appear."""
    seen = list(dict.fromkeys([entry.by for entry in entries if entry.by != "room"]))
    seen += [person for person in aim.people if person not in seen]
    if aim.names == "full":
        return {person: aim.people.get(person, Person(person, person)) for person in seen}
    out: dict[str, Person] = {}
    used: dict[str, int] = {}
    for person in seen:
        word = "person" if aim.names == "hidden" else _role(person, entries, aim)
        used[word] = used.get(word, 0) + 1
        out[person] = Person(person, f"{word}-{used[word]}")
    return out


def _role(person: str, entries: Sequence[Entry], aim: Aim) -> str:
    roles = [entry.role for entry in entries if entry.by == person and entry.role not in ("", "responder")]
    configured = aim.people[person].roles if person in aim.people else ()
    return str(roles[0] if roles else configured[0] if configured else "responder")


def _pattern(people: Mapping[str, Person]) -> re.Pattern[str]:
    whole = [person.name for person in people.values() if person.name.strip()]
    parts = [part for name in whole for part in name.split() if len(part) > 1]
    names = sorted({*whole, *parts}, key=len, reverse=True)
    ids = "|".join(re.escape(person) for person in sorted(people, key=len, reverse=True))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names)) or '(?!)'})\b|@(?:{ids})\b")


def _whose(found: str, people: Mapping[str, Person]) -> str:
    if found.startswith("@") and found[1:] in people:
        return found[1:]
    exact = [i for i, person in people.items() if person.name == found]
    return exact[0] if exact else next(i for i, person in people.items() if found in person.name.split())
