"""What leaves the room: the record, and the proof that it is what it was."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.cli import Stop, folder, out

if TYPE_CHECKING:
    from warroom.record.export import Written
    from warroom.record.material import Aim
    from warroom.record.verify import Verdict
    from warroom.room.asking import Asking


def export(arguments: argparse.Namespace) -> int:
    """``warroom export --to DIR``: every file names the head hash; nothing is overwritten."""
    where = folder(arguments)
    words = write(
        where, arguments.to, arguments.format, names=arguments.names, privileged=arguments.privileged,
        person=arguments.person,
    )  # fmt: skip
    for line in words.splitlines():
        out(line)
    return 0


def write(
    where: Path, to: str, formats: str, *, names: str = "full", privileged: bool = False, person: str = "",
    key: str = "",
) -> str:  # fmt: skip
    """Write the record of a room and say what was written, a line a file. ``person``, ``key``: who asks its host."""
    import msgspec  # noqa: PLC0415

    from warroom.config import load, load_levels, people  # noqa: PLC0415
    from warroom.record.export import export as write_files  # noqa: PLC0415
    from warroom.record.material import Aim  # noqa: PLC0415
    from warroom.room.asking import NoHostError, asking  # noqa: PLC0415
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
    target = Path(to).expanduser()
    try:
        with asking(where, person, key) as line:
            written = _at_host(line, where, target, aim, wanted)
    except NoHostError:
        written = write_files(where, target, aim, formats=wanted)
    return "\n".join(f"{file.path}  {file.what}  {file.size / 1000:.0f} KB" for file in written)


def _at_host(line: Asking, where: Path, to: Path, aim: Aim, formats: Sequence[str]) -> list[Written]:
    """The same from the host that has the room open."""
    from warroom.record import export as files  # noqa: PLC0415
    from warroom.record.material import gather  # noqa: PLC0415
    from warroom.record.verify import judged  # noqa: PLC0415
    from warroom.room.proof import FarShelf, checked  # noqa: PLC0415

    files.check(formats)
    material = gather(FarShelf(line), aim)
    return files.write(material, judged(where, checked(line), material.head or None), to, formats)


def verify(arguments: argparse.Namespace) -> int:
    """``warroom verify PATH``: 0 sound, 1 tampered, 2 cut short, 3 cannot be checked, 4 unreadable."""
    verdict = look_at(Path(arguments.path).expanduser(), arguments.anchor, arguments.person)
    for line in verdict.lines:
        out(line)
    return verdict.code


def look_at(path: Path, anchor: str = "", person: str = "") -> Verdict:
    """The verdict over a room, a database or an export; over a room whose host runs, from what the host hands out."""
    from warroom.domain.trouble import Sayable  # noqa: PLC0415
    from warroom.record import verify as check  # noqa: PLC0415
    from warroom.room.asking import NoHostError, asking  # noqa: PLC0415
    from warroom.room.proof import checked  # noqa: PLC0415
    from warroom.store.files import DATABASE  # noqa: PLC0415

    where = path.parent if path.name == DATABASE else path
    refused = check.anchor_refused(anchor)
    if refused or not where.is_dir():
        return refused or check.verify(path, anchor or None)
    try:
        with asking(where, person) as line:
            return check.judged(path, checked(line), anchor or None)
    except NoHostError:
        return check.verify(path, anchor or None)
    except Sayable as error:
        return check.unchecked(path, str(error))
