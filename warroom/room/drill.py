"""A recorded crisis, played through the real intake in a throw-away room.

The recording is data (``config/drills/NAME``): who works there, where is listened to, what strangers post and what
the team does, each line with its second. It is shown as DRILL everywhere, and nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from warroom.config import (
    Answering,
    Brand,
    Checklist,
    Config,
    ConfigError,
    Publishing,
    Someone,
    Watch,
    load_levels,
)  # fmt: skip
from warroom.domain.entries import Entry
from warroom.domain.level import DAY, HOUR
from warroom.domain.orders import Refused
from warroom.domain.people import ROLES, Person
from warroom.domain.prepared import DEFAULT_APPROVALS, ApprovalRule
from warroom.room.clock import DrillClock
from warroom.room.drill_script import Scripted, Translator, lines
from warroom.room.open import Parts, listening, open_store, recalled
from warroom.room.room import LocalRoom
from warroom.store.protocols import BIN, AddResult, Volume

WEEKS: Final = 4
"""Weeks of ordinary history that a drill's room remembers."""
_PATIENCE: Final = 1_500.0
"""Seconds of the scenario that an order waits for a post that a deaf source has not told yet."""


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A source is not heard from second ``start`` to second ``end`` of the scenario."""

    source: str
    start: float
    end: float | None = None
    note: str
    state: str = "error"


class Usual(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An ordinary week."""

    mentions_per_hour: tuple[float, ...]
    """168 numbers, Monday 00:00 UTC first."""
    negative_share: float
    reach_per_mention: int = 0


class Drill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``drill.toml``."""

    title: str
    summary: str
    brand: Brand
    usual: Usual
    begin: datetime
    """When second 0 is, UTC: the hour and the day of the week belong to the story."""
    start: float
    """Seconds of the scenario that are past when it opens."""
    people: dict[str, Someone]
    sources: tuple[dict[str, Any], ...]
    watch: Watch = Watch()
    approvals: tuple[ApprovalRule, ...] = DEFAULT_APPROVALS
    publish: Publishing = Publishing()
    answers: Answering = Answering()
    checklist: Checklist = Checklist()
    fault: tuple[Fault, ...] = ()

    def config(self) -> Config:
        """The settings of the room that it is played in."""
        return Config(
            brand=self.brand, watch=self.watch, people=self.people, approvals=self.approvals, publish=self.publish,
            answers=self.answers, checklist=self.checklist,
        )  # fmt: skip


@asynccontextmanager
async def open_drill(scenario: Path, *, speed: float) -> AsyncIterator[LocalRoom]:
    """The scenario in a room that is gone when the block ends."""
    drill = read(scenario)
    script = lines((scenario / "orders.jsonl").read_bytes())
    begin = int(drill.begin.timestamp() * 1000)
    clock = DrillClock(begin + int(drill.start * 1000), speed)
    me = Person("you", "You", ROLES[:-1])
    config = drill.config()
    with tempfile.TemporaryDirectory(prefix="warroom-drill-") as place:
        async with open_store(Path(place) / "room", clock) as store:
            await store.remember_volume(list(history(drill.usual, begin)))
            parts = Parts(store, config, load_levels(scenario), clock)
            room = await recalled(parts, me, drill=True)
            player = Player(room, script, begin)

            def sources() -> list[Any]:
                from warroom.sources.replay import Replay  # noqa: PLC0415 - after the first paint

                posts = scenario / "mentions.jsonl"
                pace = {"every": f"{max(1, round(speed))}s"}  # once in a second of ours
                return [
                    Replay(table | pace, posts, begin, [f for f in drill.fault if f.source == table["name"]])
                    for table in drill.sources
                ]

            async with listening(room, parts, scenario, sources, player.heard), player.playing():
                yield room


def read(scenario: Path) -> Drill:
    """A scenario's settings. Raises ConfigError."""
    try:
        return msgspec.toml.decode((scenario / "drill.toml").read_bytes(), type=Drill)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"{scenario / 'drill.toml'}: {error}") from None


def history(usual: Usual, until: int) -> Iterable[Volume]:
    """Ordinary weeks before ``until`` (ms), bin by bin, without chance: what has to be posted is posted."""
    owed = owed_negative = 0.0
    bins = WEEKS * 7 * DAY // BIN
    for back in range(bins, 0, -1):
        at = (until // BIN - back) * BIN
        hour = (at // HOUR + 3 * 24) % 168  # 1 January 1970 was a Thursday
        owed += usual.mentions_per_hour[hour] * BIN / HOUR * _wobble(at)
        mentions = int(owed)
        owed -= mentions
        owed_negative += mentions * usual.negative_share
        negative = int(owed_negative)
        owed_negative -= negative
        if mentions:
            yield Volume(
                bin=at, mentions=mentions, negative=negative, scored=mentions, reach=mentions * usual.reach_per_mention
            )


def _wobble(at: int) -> float:
    """Between 0.4 and 1.6, the same for the same bin: people do not post like clockwork."""
    return 0.4 + 1.2 * ((at // BIN * 2654435761) % 4096) / 4095


class Player:
    """Does what the scripted team does, when it does it."""

    def __init__(self, room: LocalRoom, script: Sequence[Scripted], begin: int) -> None:
        self._room, self._begin, self._script = room, begin, script
        self._words = Translator(begin)
        self._read = 0
        """How much of the log it has learned from."""
        self.refused: list[tuple[Scripted, str]] = []
        """What the room did not do, because the person at the console had done it first, say."""

    def heard(self, result: AddResult) -> None:
        """Learn under which numbers mentions are stored."""
        for mention in result.added:
            self._words.hear(mention.native_id, mention.head)

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[None]:
        """Play until the block ends."""
        task = asyncio.create_task(self._play(), name="scripted team")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _play(self) -> None:
        await self._room.hearing.wait()
        waiting: list[Scripted] = []
        for line in [*self._script, None]:
            while waiting or line is not None:
                waiting = await self._through(waiting)
                if line is not None and self._second() >= line.t:
                    break
                await asyncio.sleep(0.1)  # the drill's clock, not ours, says when
            if line is not None:
                waiting = await self._through([*waiting, line])

    async def _through(self, waiting: list[Scripted]) -> list[Scripted]:
        """Carry out what can be; the rest goes on waiting."""
        left: list[Scripted] = []
        for line in waiting:
            if any(line.waits_behind(other) for other in left) or not await self._done(line):
                left.append(line)
        return left

    def _second(self) -> float:
        return (self._room.now() - self._begin) / 1000

    async def _done(self, line: Scripted) -> bool:
        """Carry out a line; False while what it names has not been heard or made and may still be."""
        if not self._words.knows(line) and self._second() < line.t + _PATIENCE:
            return False
        why = await self._one(line)
        if why:
            self._words.miss(line, self._room.playbooks)
            self.refused.append((line, why))
        return True

    async def _one(self, line: Scripted) -> str:
        person = self._room.people.get(line.by)
        if person is None:
            return f"nobody is called {line.by}"
        try:
            order = self._words.order(line)
        except KeyError as error:
            return f"{error} was not heard, or not made"
        except msgspec.DecodeError as error:
            return str(error)
        refused: Refused | None = await self._room.do(order, person)
        if refused is None:
            self._words.learn(line, [(entry.seq, entry.payload) for entry in self._last_by(person)])
        return refused.why if refused else ""

    def _last_by(self, person: Person) -> Sequence[Entry]:
        """What the order just carried out led to: the end of the log, as far as it is one person's at one moment."""
        log = self._room.log
        first = len(log)
        while first > self._read and (log[first - 1].by, log[first - 1].recorded) == (person.id, log[-1].recorded):
            first -= 1
        self._read = len(log)
        return log[first:]
