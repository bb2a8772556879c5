"""A look at a room's file from outside, where no host answers: reads, never writes, never waits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from warroom.config import house_rules, load, load_levels, people
from warroom.domain.entries import Entry
from warroom.domain.health import SourceHealth
from warroom.domain.level import LevelRule, answer_by
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.picture import Picture, fold
from warroom.domain.prepared import HouseRules
from warroom.domain.reading import Reading
from warroom.room.backlog import KEEP, Backlog
from warroom.room.clock import WallClock
from warroom.room.protocol import Answers, Present
from warroom.store import feed, journal, rollup
from warroom.store.files import DATABASE
from warroom.store.protocols import Query
from warroom.store.reading import look
from warroom.store.trouble import in_words


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """What a room holds at one moment."""

    now: int
    brand: str
    house: HouseRules
    people: Mapping[str, Person]
    rules: Sequence[LevelRule]
    log: Sequence[Entry]
    picture: Picture
    answers: Answers
    stored: int
    health: Sequence[SourceHealth]
    present: Sequence[Present] = ()
    """Who is here; only a host knows."""

    def answer_by(self, mention: Mention) -> int | None:
        """When it is to be answered, ms; None when it needs no answer or has one."""
        if not mention.needs_answer or self.picture.done_about(mention.id).closed:
            return None
        if self.now - mention.first_seen > KEEP:
            return None
        return answer_by(mention.first_seen, self.picture.spans, self.rules)


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """A read-only connection to a room's database; None for a room that nobody has opened yet."""
    path = folder / DATABASE
    if not path.exists():
        yield None
        return
    with in_words(str(path)), look(path) as db:
        yield db


def glance(folder: Path) -> Glance:
    """Everything at hand. Raises ConfigError or StoreError."""
    config, levels, now = load(folder), load_levels(folder), WallClock().now()
    log: list[Entry] = []
    stored, health, needing = 0, [], []
    with reading(folder) as db:
        if db is not None:
            log = [sealed.entry for sealed in journal.read(db)]
            stored, health = feed.count(db), rollup.health(db)
            needing = feed.needing(db, now - KEEP)
    picture = fold(log)
    return Glance(
        now=now, brand=config.brand.name, house=house_rules(config), people=people(config), rules=levels.level, log=log,
        picture=picture, answers=waiting(needing, picture, levels.level, now), stored=stored, health=health,
    )  # fmt: skip


def waiting(needing: Iterable[tuple[int, int]], picture: Picture, rules: Sequence[LevelRule], now: int) -> Answers:
    """How far answering has come; ``needing`` as the store lists it: (id, first seen in ms), in rising order."""
    backlog = Backlog()
    backlog.add(needing)
    for ident, work in picture.work.items():
        if work.closed:
            backlog.close(ident)
    return backlog.count(picture, rules, now)


def gauge_of(folder: Path, seen: Glance) -> Reading:
    """The gauge's reading, from the rollup of the past weeks."""
    from warroom.room.meter import HISTORY, GaugeMeter  # noqa: PLC0415 - only 'status' wants it

    with reading(folder) as db:
        history = rollup.volume(db, seen.now - HISTORY) if db is not None else []
    meter = GaugeMeter(load_levels(folder), history, seen.now)
    return meter.read(seen.now, seen.picture, seen.answers, seen.health)


def mentions(folder: Path, query: Query, limit: int) -> list[Mention]:
    """The newest that match, newest first."""
    with reading(folder) as db:
        return feed.newest(db, query, limit) if db is not None else []


def entries_since(folder: Path, since: int) -> list[Entry]:
    """Entries after ``since``, in order."""
    with reading(folder) as db:
        return [sealed.entry for sealed in journal.read(db, since)] if db is not None else []
