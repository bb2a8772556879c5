"""A real room on a real database, with sources that a test speaks through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.domain.team import NOON, PEOPLE
from warroom.config import Brand, Config, Levels, Someone, Trigger
from warroom.domain.level import Level
from warroom.domain.mention import Post
from warroom.room.host import Host
from warroom.room.open import Parts, listening, open_store, recalled
from warroom.room.remote import RemoteRoom, attached
from warroom.room.room import LocalRoom
from warroom.sources.base import Cursor, Outcome


class HandClock:
    """A clock that a test sets."""

    speed = 1.0

    def __init__(self, at: int = NOON) -> None:
        self.at = at
        self.uptime = 0

    def now(self) -> int:
        return self.at

    def running(self) -> int:
        return self.uptime

    def pass_(self, ms: int) -> None:
        self.at += ms
        self.uptime += ms


class Mouth:
    """A source that says what a test puts into it."""

    def __init__(self, name: str = "X search", *, everything: bool = True, every_s: int = 1) -> None:
        self.name, self.kind, self.platform, self.every_s, self.everything = name, "replay", "X", every_s, everything
        self._waiting: list[Outcome] = []
        self.asked = 0
        self.raises: Exception | None = None

    def says(self, *posts: Post) -> Mouth:
        self._waiting.append(Outcome(state="ok", cursor=Cursor(), posts=posts))
        return self

    def answers(self, outcome: Outcome) -> Mouth:
        self._waiting.append(outcome)
        return self

    async def fetch(self, client: Any, cursor: Cursor, now: int) -> Outcome:
        self.asked += 1
        await asyncio.sleep(0)
        if self.raises:
            raise self.raises
        return self._waiting.pop(0) if self._waiting else Outcome(state="unchanged", cursor=cursor)


def post(number: int, text: str = "", **fields: Any) -> Post:
    told = {"author": f"Person {number}", "handle": f"@p{number}", "published": NOON, **fields}
    return Post(native_id=f"x:{number}", text=text or f"Quillstack lost contract number {number} of ours today", **told)


CONFIG = Config(
    brand=Brand(name="Quillstack", phrases=("quillstack", "@quillstack"), competitors=("Pactwise",)),
    people={p.id: Someone(name=p.name, roles=p.roles) for p in PEOPLE.values()},
)
LEVELS = Levels(trigger=(Trigger(name="data leak", level=Level.CRISIS, phrases=("data leak",)),))


@asynccontextmanager
async def open_world(
    folder: Path, *mouths: Mouth, clock: HandClock | None = None, me: str = "maren", config: Config = CONFIG
) -> AsyncIterator[LocalRoom]:
    """A room of that folder, listening to those mouths."""
    clock = clock or HandClock()
    async with open_store(folder, clock) as store:
        parts = Parts(store, config, LEVELS, clock)
        room = await recalled(parts, PEOPLE[me])
        async with listening(room, parts, folder, lambda: list(mouths)):
            await room.hearing.wait()
            yield room


@asynccontextmanager
async def open_far(
    folder: Path, *mouths: Mouth, clock: HandClock | None = None, me: str = "maren", config: Config = CONFIG
) -> AsyncIterator[RemoteRoom]:
    """The same, seen from the other end of its host's socket."""
    async with (
        open_world(folder, *mouths, clock=clock, me=me, config=config) as room,
        Host(room, folder, config).serving(),
        attached(folder, wanted=me) as far,
    ):
        yield far


async def heard(room: LocalRoom | RemoteRoom, mentions: int, mouths: Sequence[Mouth] = ()) -> None:
    """Wait until so many mentions are in the feed (the test's own time limit is the limit)."""
    while room.rows < mentions:
        for mouth in mouths:
            await room.retry(mouth.name)
        await asyncio.sleep(0.01)
    await room.settled()
