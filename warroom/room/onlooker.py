"""Somebody who only looks on: what a console knows of Needs you, read from outside while another process has the room.

What needs somebody is worked out where consoles have it from (:mod:`warroom.room.alerts`); here are only its facts,
and how the news of them is read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from warroom.config import Config, house_rules, load, load_levels, me, people
from warroom.domain.entries import Entry
from warroom.domain.health import SourceHealth
from warroom.domain.people import Person
from warroom.domain.picture import Picture, apply
from warroom.domain.reading import Reading
from warroom.domain.text import one_line
from warroom.domain.words import count, entry_line
from warroom.prepared import load_prepared
from warroom.room.alerts import Alert, Kind, alerts, counts
from warroom.room.backlog import KEEP
from warroom.room.clock import WallClock
from warroom.room.glance import reading, waiting
from warroom.room.meter import HISTORY, GaugeMeter
from warroom.room.protocol import Answers
from warroom.store import feed, journal, rollup
from warroom.store.files import holder

WEIGH_EVERY: Final = 10_000
"""Milliseconds between two readings of the gauge: it looks at four weeks."""


class Onlooker:
    """The facts that :func:`~warroom.room.alerts.alerts` asks for, as they were at the last :meth:`catch_up`."""

    trouble = ""
    away = None

    def __init__(self, folder: Path, wanted: str = "") -> None:
        """``wanted``: who looks, by short name. Raises ConfigError or StoreError."""
        self._folder = folder
        self._config: Config = load(folder)
        self._levels = load_levels(folder)
        self._prepared = load_prepared(folder)
        self.me: Person = me(self._config, folder, wanted=wanted)
        self.people = {**people(self._config), self.me.id: self.me}
        self.rules, self.house = self._levels.level, house_rules(self._config)
        self.unprepared = self._prepared.problems
        self.picture = Picture()
        self.reading: Reading | None = None
        self.health: Sequence[SourceHealth] = ()
        self.answers = Answers()
        self.now = 0
        self._weighed = 0

    @property
    def open_since(self) -> int | None:
        """Since when somebody has the room open, ms; None: nobody has, and nothing is listened to."""
        found = holder(self._folder)
        return found[1] if found else None

    def catch_up(self) -> list[Entry]:
        """Take in what happened since the last time; the entries that are new, in order."""
        self.now = WallClock().now()
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
                meter = GaugeMeter(self._levels, rollup.volume(db, self.now - HISTORY), self.now,
                                   self._prepared.playbooks)  # fmt: skip
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
