"""What leaves the room: the record, and the proof that it is what it was."""

from __future__ import annotations

import argparse
from pathlib import Path

from warroom.cli import Stop, folder, out


def export(arguments: argparse.Namespace) -> int:
    """``warroom export --to DIR``: every file names the head hash; nothing is overwritten."""
    where = folder(arguments)
    words = write(where, arguments.to, arguments.format, names=arguments.names, privileged=arguments.privileged)
    for line in words.splitlines():
        out(line)
    return 0


def write(where: Path, to: str, formats: str, *, names: str = "full", privileged: bool = False) -> str:
    """Write the record of a room and say what was written, a line a file."""
    import msgspec  # noqa: PLC0415

    from warroom.config import load, load_levels, people  # noqa: PLC0415
    from warroom.record.export import export as write_files  # noqa: PLC0415
    from warroom.record.material import Aim  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415
    from warroom.store.files import DATABASE  # noqa: PLC0415

    config = load(where)
    if not (where / DATABASE).exists():
        raise Stop(f"{where}: nothing has been recorded here yet, so there is nothing to export")
    aim = msgspec.convert(
        {"now": WallClock().now(), "brand": config.brand.name, "names": names, "privileged": privileged}, Aim
    )
    aim = msgspec.structs.replace(aim, people=people(config), rules=load_levels(where).level)
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    written = write_files(where, Path(to).expanduser(), aim, formats=wanted)
    return "\n".join(f"{file.path}  {file.what}  {file.size / 1000:.0f} KB" for file in written)


def verify(arguments: argparse.Namespace) -> int:
    """``warroom verify PATH``: 0 sound, 1 tampered, 2 cut short, 3 cannot be checked, 4 unreadable."""
    from warroom.record.verify import verify as look_at  # noqa: PLC0415

    verdict = look_at(Path(arguments.path).expanduser(), arguments.anchor or None)
    for line in verdict.lines:
        out(line)
    return verdict.code
