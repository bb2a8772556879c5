"""The composition root: a folder becomes a living room.

The room is usable as soon as its log is read. What only listening needs (HTTP, feeds, tone) is imported and started
behind it, so that a screen paints first.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import warroom
from warroom.config import Config, Levels, house_rules, load_levels, people
from warroom.domain.level import HOUR
from warroom.domain.people import Person
from warroom.room.clock import Clock, WallClock, boot_id
from warroom.room.known import Identity
from warroom.room.room import LocalRoom
from warroom.store.protocols import AddResult, Query, Store

if TYPE_CHECKING:
    from warroom.intake.intake import Intake
    from warroom.sources.base import Client, Source

HEAD_START: Final = 0.1
"""Seconds that a screen has to paint before what listening needs is imported: 60 ms of work beside it."""
GROUPED: Final = 6_000
"""Texts whose copies are recognised, some 5 KB each."""
RECALLED: Final = 2_000
"""Stored mentions whose copies are recognised after a restart."""


class Parts(NamedTuple):
    """What a room is made of."""

    store: Store
    config: Config
    levels: Levels
    clock: Clock


@asynccontextmanager
async def open_room(folder: Path, config: Config, me: Person) -> AsyncIterator[LocalRoom]:
    """The room of a folder, listening. Raises StoreError or ConfigError before anything is started."""
    clock = WallClock()
    levels = load_levels(folder)
    tables = resolved(config, folder)
    async with open_store(folder, clock) as store:
        parts = Parts(store, config, levels, clock)
        room = await recalled(parts, me)
        async with listening(room, parts, folder, lambda: make_sources(tables)):
            yield room


@asynccontextmanager
async def open_quietly(folder: Path, config: Config, me: Person) -> AsyncIterator[LocalRoom]:
    """The room of a folder without its ears: for commands that only give orders."""
    clock = WallClock()
    async with open_store(folder, clock) as store:
        room = await recalled(Parts(store, config, load_levels(folder), clock), me)
        await prepared(room, folder)
        yield room


@asynccontextmanager
async def open_store(folder: Path, clock: Clock) -> AsyncIterator[Store]:
    """The store of a room's folder, ours alone."""
    from warroom.store.sqlite import SqliteStore  # noqa: PLC0415 - brings aiosqlite along

    async with SqliteStore(folder, room=os.urandom(8).hex(), now=clock.now()) as store:
        yield store


async def recalled(parts: Parts, me: Person, *, drill: bool = False) -> LocalRoom:
    """A room that knows its past and does not listen yet."""
    config = parts.config
    everybody = people(config)
    everybody.setdefault(me.id, me)
    identity = Identity(
        brand=config.brand.name, me=me, people=everybody, rules=parts.levels.level, drill=drill,
        version=warroom.__version__, boot=boot_id(), blind_after=config.blind_after, house=house_rules(config),
        accounts=config.watch.own,
    )  # fmt: skip
    room = LocalRoom(parts.store, identity, parts.clock, lambda: os.urandom(16))
    await room.recall()
    return room


@asynccontextmanager
async def listening(
    room: LocalRoom,
    parts: Parts,
    folder: Path,
    make: Callable[[], Sequence[Source]],
    on_stored: Callable[[AddResult], None] | None = None,
) -> AsyncIterator[None]:
    """Let a room hear, until the block ends. ``folder`` is where its prepared texts and plans are."""
    async with asyncio.TaskGroup() as tasks:
        # What breaks in there ends the block: a room that cannot listen must not look as if it did.
        listener = tasks.create_task(_listen(room, parts, folder, make, on_stored), name="listening")
        yield
        listener.cancel()


async def _listen(
    room: LocalRoom,
    parts: Parts,
    folder: Path,
    make: Callable[[], Sequence[Source]],
    on_stored: Callable[[AddResult], None] | None,
) -> None:
    await asyncio.sleep(HEAD_START)
    await prepared(room, folder)
    for module in ("warroom.sources.client", "warroom.intake.intake", "warroom.analysis.tone"):
        await asyncio.to_thread(importlib.import_module, module)
    from warroom.analysis.tone import Tone  # noqa: PLC0415 - see the module's head
    from warroom.room.calling import Caller, CallSettings  # noqa: PLC0415
    from warroom.room.meter import HISTORY, GaugeMeter  # noqa: PLC0415
    from warroom.sources.client import Outside  # noqa: PLC0415
    from warroom.voices.calling import AppriseVoice  # noqa: PLC0415

    caller = Caller(room, CallSettings(parts.config.calls, parts.config.join, folder), AppriseVoice(), room.now)
    room.call_with(caller)
    await room.recall_backlog()
    history = await parts.store.volume(parts.clock.now() - HISTORY)
    meter = await asyncio.to_thread(GaugeMeter, parts.levels, history, parts.clock.now(), room.playbooks)
    room.recall_volume(history)
    sources = make()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(Outside())
        intake = await make_intake(room, parts, sources, client, on_stored)
        room.listen_with(intake, meter, Tone().marks)
        await room.opened(len(sources))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(intake.run(), name="intake")
            tasks.create_task(room.live(), name="room")
            tasks.create_task(caller.run(), name="calling")


async def prepared(room: LocalRoom, folder: Path) -> None:
    """Give a room the playbooks, answers and templates of its folder."""
    from warroom.prepared import load_prepared  # noqa: PLC0415 - two dozen files, after the first paint

    room.prepare_with(await asyncio.to_thread(load_prepared, folder))


async def make_intake(
    room: LocalRoom,
    parts: Parts,
    sources: Sequence[Source],
    client: Client,
    on_stored: Callable[[AddResult], None] | None = None,
) -> Intake:
    """The intake of a room, knowing what was stored lately."""
    from warroom.analysis.groups import Groups  # noqa: PLC0415
    from warroom.analysis.language import detect  # noqa: PLC0415
    from warroom.analysis.match import Matcher  # noqa: PLC0415
    from warroom.analysis.tone import Tone  # noqa: PLC0415
    from warroom.intake.intake import Intake  # noqa: PLC0415
    from warroom.intake.judge import TRIGGER, Judge  # noqa: PLC0415
    from warroom.room.meter import planned_triggers  # noqa: PLC0415

    store, config, levels, clock = parts
    kinds = config.brand.kinds()
    kinds.update({f"{TRIGGER}{trigger.name}": trigger.phrases for trigger in levels.trigger})
    kinds.update(
        {f"{TRIGGER}{name}": planned.phrases for name, (_, planned) in planned_triggers(room.playbooks).items()}
    )
    judge = Judge(Matcher(kinds), Tone(), detect, config.watch)

    async def stored(result: AddResult) -> None:
        if on_stored:
            on_stored(result)
        await room.stored_batch(result)

    intake = Intake(
        store, judge, Groups(6 * HOUR, GROUPED), sources, client, now=clock.now, speed=clock.speed, rng=random.Random(),  # noqa: S311
        on_stored=stored, on_health=room.source_health,
    )  # fmt: skip
    intake.recall(list(reversed(await store.newest(Query(since=clock.now() - 6 * HOUR), RECALLED))))
    return intake


def make_sources(tables: Sequence[dict[str, Any]]) -> list[Source]:
    """A source for each table. Raises BadSourceError (a ValueError) that names the source and the key."""
    from warroom.sources.kinds import make  # noqa: PLC0415

    return [make(table) for table in tables]


def resolved(config: Config, folder: Path) -> list[dict[str, Any]]:
    """The tables of a room's sources, with file names reckoned from its folder."""
    return [
        {
            key: str(folder / Path(value).expanduser())
            if key in ("path", "token_file") and isinstance(value, str)
            else value
            for key, value in table.items()
        }
        for table in config.sources
    ]
