"""A room to read: at its host where one runs, so that only the host has the file open; else from the file itself."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from warroom.domain.entries import Entry
from warroom.domain.mention import Mention
from warroom.domain.picture import fold
from warroom.domain.reading import Reading
from warroom.room import glance as look
from warroom.room.asking import Asking, GoneError, NoHostError
from warroom.room.glance import Glance
from warroom.store.protocols import Query

PAGE: Final = 500
"""Mentions that are asked for at once."""
FIRST_READING: Final = 10.0
"""Seconds in which a host that has just begun reads its gauge for the first time."""


class Reach:
    """A room's folder, and the line to its host while that runs."""

    def __init__(self, folder: Path, wanted: str = "") -> None:
        """``wanted``: who looks, by short name. Raises RefusedEntryError, in the words of its host."""
        self._folder, self._wanted = folder, wanted
        self._line: Asking | None = None
        self.attach()

    @property
    def line(self) -> Asking | None:
        """To the host; None where none runs."""
        return self._line

    def attach(self) -> Asking | None:
        """The line to the host, a new one if there was none and a host answers by now."""
        if self._line is None:
            with contextlib.suppress(NoHostError, GoneError):  # the latter: it ended this very moment
                self._line = Asking(self._folder, self._wanted)
        return self._line

    def hang_up(self) -> None:
        """Let the host go."""
        if self._line is not None:
            self._line.hang_up()
            self._line = None

    def glance(self) -> Glance:
        """Everything at hand."""
        return look.glance(self._folder) if self._line is None else seen_at(self._line)

    def gauge_of(self, seen: Glance) -> Reading:
        """The gauge's reading: the host's own, or one reckoned from the file."""
        line = self._line
        if line is None:
            return look.gauge_of(self._folder, seen)
        until = time.monotonic() + FIRST_READING
        while line.known.reading is None:
            if time.monotonic() > until:
                raise GoneError("The host has just begun and has not read its gauge yet. Ask again")
            line.hear(0.5)
        return line.known.reading

    def mentions(self, query: Query, limit: int) -> list[Mention]:
        """The newest that match, newest first."""
        return list(_mentions(self._line, query, limit)) if self._line else look.mentions(self._folder, query, limit)

    def next_entries(self, since: int, patience: float) -> Sequence[Entry]:
        """Entries after ``since``, in order, waiting up to so many seconds for the first.

        A host that comes or goes meanwhile is followed: its log and the file's are the same.
        """
        line = self.attach()
        if line is None or len(line.known.log) <= since:
            self.wait(patience)
            line = self.attach()
        return look.entries_since(self._folder, since) if line is None else line.known.log[since:]

    def wait(self, patience: float) -> None:
        """Until something happens, or so many seconds."""
        if self._line is None:
            time.sleep(patience)
            return
        try:
            self._line.hear(patience)
        except GoneError:
            self.hang_up()


@contextmanager
def reaching(folder: Path, wanted: str = "") -> Iterator[Reach]:
    """A room to read, until the block ends. Raises RefusedEntryError."""
    reach = Reach(folder, wanted)
    try:
        yield reach
    finally:
        reach.hang_up()


def seen_at(line: Asking) -> Glance:
    """What a host told, as somebody sees it who looks at the file."""
    known = line.known
    return Glance(
        now=known.now, brand=known.brand, house=known.house, people=known.people, rules=known.rules, log=known.log,
        picture=fold(list(known.log)), answers=known.facts.answers, stored=known.facts.rows, health=known.health,
        present=known.present,
    )  # fmt: skip


def _mentions(line: Asking, query: Query, limit: int) -> Iterator[Mention]:
    from warroom.room.wire import Ids, Mentions  # noqa: PLC0415 - here already, by way of the line

    before: int | None = None
    while limit > 0:
        ids = line.ask(Ids(query, before, min(limit, PAGE)))
        if not ids:
            return
        found = line.ask(Mentions(tuple(ids)))
        yield from (found[ident] for ident in ids if ident in found)
        limit, before = limit - len(ids), ids[-1]
