"""Commands that take mentions in: polling once, and imports."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from warroom.cli import Stop, folder, out, out_json
from warroom.domain.words import clock as clock_words
from warroom.domain.words import span


async def collect(arguments: argparse.Namespace) -> int:
    """``warroom collect --once``: poll every source once; 0 all ok, 1 some failing."""
    from warroom.config import load, load_levels, me  # noqa: PLC0415
    from warroom.intake.intake import table  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415
    from warroom.room.open import Parts, make_intake, make_sources, open_store, recalled, resolved  # noqa: PLC0415
    from warroom.sources.client import Outside  # noqa: PLC0415

    where = folder(arguments)
    config, levels, clock = load(where), load_levels(where), WallClock()
    sources = make_sources(resolved(config, where))
    async with open_store(where, clock) as store, Outside() as client:
        parts = Parts(store, config, levels, clock)
        room = await recalled(parts, me(config, where, wanted=arguments.person))
        intake = await make_intake(room, parts, sources, client)
        health = await intake.once()
        await room.save_health()
    now = clock.now()
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
                out(f"{'':<{wide}}  next try in {span(row.next_try - now)}")
    return 0 if all(row.hears for row in rows) else 1


async def ingest(arguments: argparse.Namespace) -> int:
    """``warroom ingest FILE|-``: mentions from another tool; bad lines are named, good ones kept."""
    from warroom.config import load, load_levels, me  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415
    from warroom.room.open import Parts, make_intake, open_store, recalled  # noqa: PLC0415
    from warroom.sources.client import Outside  # noqa: PLC0415
    from warroom.sources.kinds import make  # noqa: PLC0415

    where = folder(arguments)
    if arguments.file != "-" and not Path(arguments.file).is_file():
        raise Stop(f"{arguments.file}: there is no such file")
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
        room = await recalled(parts, me(config, where, wanted=arguments.person))
        intake = await make_intake(room, parts, [make(table)], client)
        (health,) = await intake.once()
        await room.save_health()
        counts = intake.statistics()
    out(f"{counts.stored} stored, {counts.known} known already")
    if health.note:
        print(f"warroom: {health.note}", file=sys.stderr)
    return 0 if health.hears else 1
