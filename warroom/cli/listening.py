"""Commands that take mentions in: polling once, and imports."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from warroom.cli import Stop, folder, out, out_json
from warroom.domain.words import clock as clock_words
from warroom.domain.words import span

if TYPE_CHECKING:
    from warroom.domain.health import SourceHealth
    from warroom.room.asking import Asking


def collect(arguments: argparse.Namespace) -> int:
    """``warroom collect --once``: poll every source once; 0 all ok, 1 some failing. A host that runs does it."""
    from warroom.intake.intake import table  # noqa: PLC0415
    from warroom.room.asking import NoHostError, asking  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415
    from warroom.room.wire import Collect  # noqa: PLC0415

    where = folder(arguments)
    try:
        with asking(where, arguments.person) as line:
            health = line.ask(Collect())
    except NoHostError:
        health = asyncio.run(_polled_here(arguments, where))
    now = WallClock().now()
    rows = table({h.name: h for h in health})
    if arguments.json:
        out_json([msgspec.to_builtins(row) for row in rows])
    elif not rows:
        out(f"No sources. Add a [[sources]] table to {where / 'warroom.toml'}")
    else:
        wide = max(6, *(len(row.name) for row in rows))
        out(f"{'source':<{wide}}  {'kind':<12} {'state':<9} {'last ok':<8} {'new':>6}  note")
        for row in rows:
            last = clock_words(row.last_ok) if row.last_ok else "never"
            out(f"{row.name:<{wide}}  {row.kind:<12} {row.state:<9} {last:<8} {row.mentions:>6}  {row.note}")
            if row.next_try and not row.hears:
                out(f"{'':<{wide}}  next try in {span(max(0, row.next_try - now))}")
    return 0 if all(row.hears for row in rows) else 1


async def _polled_here(arguments: argparse.Namespace, where: Path) -> list[SourceHealth]:
    """How every source is; the room is opened here for as long as that takes."""
    from warroom.config import load, load_levels, me  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415
    from warroom.room.open import Parts, make_intake, make_sources, open_store, recalled, resolved  # noqa: PLC0415
    from warroom.sources.client import Outside  # noqa: PLC0415

    config, levels, clock = load(where), load_levels(where), WallClock()
    sources = make_sources(resolved(config, where))
    async with open_store(where, clock) as store, Outside() as client:
        parts = Parts(store, config, levels, clock)
        room = await recalled(parts, me(config, where, wanted=arguments.person))
        intake = await make_intake(room, parts, sources, client)
        health = await intake.once()
        await room.save_health()
    return health


def ingest(arguments: argparse.Namespace) -> int:
    """``warroom ingest FILE|-``: mentions from another tool; bad lines are named, good ones kept."""
    from warroom.room.asking import NoHostError, asking  # noqa: PLC0415

    where = folder(arguments)
    if arguments.file != "-" and not Path(arguments.file).is_file():
        raise Stop(f"{arguments.file}: there is no such file")
    try:
        with asking(where, arguments.person) as line:
            stored, known, note, fine = _brought(arguments, where, line)
    except NoHostError:
        stored, known, note, fine = asyncio.run(_taken_in_here(arguments, where))
    out(f"{stored} stored, {known} known already")
    if note:
        print(f"warroom: {note}", file=sys.stderr)
    return 0 if fine else 1


def _brought(arguments: argparse.Namespace, where: Path, line: Asking) -> tuple[int, int, str, bool]:
    """(stored, known, what was wrong, whether it could be read at all), by the room's host."""
    from warroom.cli.bringing import Bringer  # noqa: PLC0415

    bringer = Bringer(line, where, arguments.person)
    try:
        if arguments.file == "-":
            name, end = "standard input", "the input has ended"
            done = bringer.bring(sys.stdin.fileno(), "", arguments.format)
        else:
            name, end = Path(arguments.file).name, ""
            with Path(arguments.file).open("rb") as file:
                done = bringer.bring(file.fileno(), name, arguments.format)
    finally:
        bringer.line.hang_up()
    if done.failed:
        return done.stored, done.known, f"{name}: {done.failed}", False
    return done.stored, done.known, "; ".join(filter(None, (done.read.note(name), end))), True


async def _taken_in_here(arguments: argparse.Namespace, where: Path) -> tuple[int, int, str, bool]:
    """The same in this process: the room is opened here for as long as that takes."""
    from warroom.config import load, load_levels, me  # noqa: PLC0415
    from warroom.domain.people import READS_ONLY  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415
    from warroom.room.open import Parts, make_intake, open_store, recalled  # noqa: PLC0415
    from warroom.sources.client import Outside  # noqa: PLC0415
    from warroom.sources.kinds import make  # noqa: PLC0415

    config, levels, clock = load(where), load_levels(where), WallClock()
    table: dict[str, Any] = {"name": "import", "kind": "stdin" if arguments.file == "-" else "file", "all": True}
    if arguments.file != "-":
        table["path"] = str(Path(arguments.file).resolve())
        table["follow"] = False  # it is whole: a last line without an end is a line
        table["name"] = f"import {Path(arguments.file).name}"
    if arguments.format:
        table["format"] = arguments.format
    async with open_store(where, clock) as store, Outside() as client:
        parts = Parts(store, config, levels, clock)
        person = me(config, where, wanted=arguments.person)
        if person.reads_only:
            raise Stop(READS_ONLY)
        room = await recalled(parts, person)
        intake = await make_intake(room, parts, [make(table)], client)
        (health,) = await intake.once()
        await room.save_health()
        counts = intake.statistics()
    return counts.stored, counts.known, health.note, health.hears
