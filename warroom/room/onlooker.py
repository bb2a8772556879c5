"""Somebody who only looks on: what a console knows of Needs you, from the room's host or, where none runs, its file.

What needs somebody is worked out where consoles have it from (:mod:`warroom.room.alerts`); here are only its facts,
and how the news of them is read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, Self

from warroom.config import Levels, house_rules, load, load_levels, me, people
from warroom.domain.entries import Entry
from warroom.domain.health import SourceHealth
from warroom.domain.level import LevelRule
from warroom.domain.people import ROOM, Person
from warroom.domain.picture import Picture, apply
from warroom.domain.prepared import HouseRules, Prepared
from warroom.domain.reading import Reading
from warroom.domain.text import one_line
from warroom.domain.words import count, entry_line
from warroom.prepared import load_prepared
from warroom.room.alerts import Alert, Kind, alerts, counts
from warroom.room.asking import Asking, GoneError
from warroom.room.backlog import KEEP
from warroom.room.clock import WallClock
from warroom.room.glance import reading, waiting
from warroom.room.meter import HISTORY, GaugeMeter
from warroom.room.protocol import Answers
from warroom.room.reaching import Reach
from warroom.store import feed, journal, rollup
from warroom.store.files import holder

WEIGH_EVERY: Final = 10_000
"""Milliseconds between two readings of the gauge: it looks at four weeks."""


class _Settings(NamedTuple):
    """What a room's folder says beside its file."""

    me: Person
    people: dict[str, Person]
    levels: Levels
    house: HouseRules
    prepared: Prepared

    @classmethod
    def of(cls, folder: Path, wanted: str) -> Self:
        """Raises ConfigError."""
        config = load(folder)
        person = me(config, folder, wanted=wanted)
        everybody = {**people(config), person.id: person}
        return cls(person, everybody, load_levels(folder), house_rules(config), load_prepared(folder))


class Onlooker:
    """The facts that :func:`~warroom.room.alerts.alerts` asks for, as they were at the last :meth:`catch_up`."""

    away = None

    def __init__(self, reach: Reach, folder: Path, wanted: str = "") -> None:
        """``wanted``: who looks, by short name."""
        self._reach, self._folder, self._wanted = reach, folder, wanted
        self._settings: _Settings | None = None
        self.me, self.people = ROOM, dict[str, Person]()
        self.rules: Sequence[LevelRule] = ()
        self.house = HouseRules()
        self.unprepared: Sequence[str] = ()
        self.picture = Picture()
        self.reading: Reading | None = None
        self.health: Sequence[SourceHealth] = ()
        self.answers = Answers()
        self.trouble = ""
        self.now = 0
        self._weighed = 0

    @property
    def open_since(self) -> int | None:
        """Since when somebody has the room open, ms; None: nobody has, and nothing is listened to."""
        found = holder(self._folder)
        return found[1] if found else None

    def catch_up(self) -> list[Entry]:
        """Take in what happened since the last time; the entries that are new, in order.

        Raises ConfigError, StoreError or RefusedEntryError.
        """
        self.now = WallClock().now()
        line = self._reach.attach()
        return self._look() if line is None else self._hear(line)

    def _hear(self, line: Asking) -> list[Entry]:
        """What the host said."""
        try:
            line.hear()
        except GoneError:
            self._reach.hang_up()
            return []
        known = line.known
        new = list(known.log[self.picture.seq :])
        for entry in new:
            apply(self.picture, entry)
        self.me, self.people = known.me, {**known.people, known.me.id: known.me}
        self.rules, self.house, self.unprepared = known.rules, known.house, known.prepared.problems
        self.reading, self.health, self.answers = known.reading, known.health, known.facts.answers
        self.trouble = known.trouble
        return new

    def _look(self) -> list[Entry]:
        """What the file holds."""
        settings = self._settings = self._settings or _Settings.of(self._folder, self._wanted)
        self.me, self.people = settings.me, settings.people
        self.rules, self.house, self.unprepared = settings.levels.level, settings.house, settings.prepared.problems
        self.trouble = ""
        with reading(self._folder) as db:
            if db is None:
                return []
            new = [sealed.entry for sealed in journal.read(db, self.picture.seq)]
            for entry in new:
                apply(self.picture, entry)
            self.health = rollup.health(db)
            self.answers = waiting(feed.needing(db, self.now - KEEP), self.picture, self.rules, self.now)
            if self.now - self._weighed >= WEIGH_EVERY:
                self._weighed = self.now
                meter = GaugeMeter(settings.levels, rollup.volume(db, self.now - HISTORY), self.now,
                                   settings.prepared.playbooks)  # fmt: skip
                self.reading = meter.read(self.now, self.picture, self.answers, self.health)
        return new

    def needs(self) -> list[Alert]:
        """What needs somebody, most pressing first."""
        return alerts(self, self.now)

    def said(self, entry: Entry) -> str:
        """A log entry in one line, without its glyph: a screen reader would read that out."""
        return one_line(entry_line(entry, self.people).text)


class Aloud:
    """Needs you, told as it changes: what is new, what somebody took in hand, what is over. Each once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Kind, str, bool]] = {}
        """Cause → (class, what, whether somebody has it in hand)."""

    def news(self, found: Sequence[Alert]) -> list[str]:
        """Lines about what is different from the last time."""
        now = {cause: (alert.kind, alert.what, alert.ack is not None) for alert in found for cause in alert.causes}
        lines = [line for alert in found if (line := self._line(alert))]
        left = {what for cause, (_, what, _) in self._known.items() if cause in now}
        left.update(what for _, what, _ in now.values())
        gone = dict.fromkeys(what for _, what, _ in self._known.values() if what not in left)
        lines += [f"Over: {what}" for what in gone]
        self._known = now
        return lines

    def _line(self, alert: Alert) -> str:
        before = [self._known.get(cause) for cause in alert.causes]
        if alert.ack is not None:
            return "" if any(b is not None and b[2] for b in before) else f"In hand: {_parts(alert)}"
        if all(b is not None and b[0] == alert.kind and not b[2] for b in before):
            return ""
        return f"{alert.kind.capitalize()}: {_parts(alert)}"


def _parts(alert: Alert) -> str:
    return one_line(", ".join(part for part in (alert.what, alert.detail, alert.when) if part))


def heading(found: Sequence[Alert]) -> str:
    """``Needs you: 2 warnings, 1 caution``."""
    warnings, cautions = counts(found)
    loose = [count(n, word) for n, word in ((warnings, "warning"), (cautions, "caution")) if n]
    held = sum(alert.ack is not None for alert in found)
    advice = len(found) - warnings - cautions - held
    rest = [f"{held} in hand"] * bool(held) + [f"{advice} to know"] * bool(advice)
    return f"Needs you: {', '.join(loose + rest) or 'nothing'}."
