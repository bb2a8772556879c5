"""Writing the record out: which files, under which names, never over anything that is there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from warroom.domain.text import slug
from warroom.domain.words import count
from warroom.record.export_json import render as render_json
from warroom.record.export_markdown import render as render_markdown
from warroom.record.material import Aim, DatabaseShelf, Material, gather
from warroom.record.verify import Verdict, verify
from warroom.store.errors import StorageFailed, StoreError
from warroom.store.files import new_private_file, sync_folder
from warroom.store.reading import look
from warroom.store.trouble import in_words

FORMATS: Final = ("md", "json")


class Written(msgspec.Struct, frozen=True):
    """One file of an export."""

    path: Path
    what: str
    """For people: ``38 entries, 11 decisions``."""
    size: int
    """Bytes."""


def export(room: Path, to: Path, aim: Aim, *, formats: Sequence[str] = FORMATS) -> list[Written]:
    """Write the record of a room (its folder or database) into the folder ``to``. Blocks; reads one moment.

    All files or none. Raises StoreError: an unknown format, a file that exists, a log that is not what it was.
    """
    check(formats)
    with _material(room, aim) as material:
        verdict = verify(room, material.head or None)
    return write(material, verdict, to, formats)


def check(formats: Sequence[str]) -> None:
    """Raise StorageFailed for a format that there is not."""
    unknown = [each for each in formats if each not in FORMATS]
    if unknown or not formats:
        raise StorageFailed(f"There is no export format '{', '.join(unknown)}'. Known: {', '.join(FORMATS)}.")


def write(material: Material, verdict: Verdict, to: Path, formats: Sequence[str]) -> list[Written]:
    """Write what was gathered, with what was found about it, into the folder ``to``."""
    return _write(to, [_rendered(material, each, verdict.lines[0]) for each in dict.fromkeys(formats)])


def preview(room: Path, aim: Aim, *, formats: Sequence[str] = FORMATS) -> list[Written]:
    """What :func:`export` would write, with sizes; nothing is written."""
    with _material(room, aim) as material:
        files = [_rendered(material, each, "") for each in formats if each in FORMATS]
    return [Written(Path(name), what, len(data)) for name, what, data in files]


@contextmanager
def _material(room: Path, aim: Aim) -> Iterator[Material]:
    """One moment of a database."""
    with in_words(str(room)), look(room) as db:
        db.execute("BEGIN")
        try:
            yield gather(DatabaseShelf(db), aim)
        finally:
            db.execute("ROLLBACK")


def stem(material: Material) -> str:
    """How the files of this export begin."""
    incident = material.incident
    return slug(incident.id, longest=60) if incident else f"room-{slug(material.room, longest=40)}"


def _rendered(material: Material, form: str, verified: str) -> tuple[str, str, bytes]:
    entries = len(material.sealed)
    if form == "json":
        again = "can be verified" if material.aim.names == "full" else "without names, so without records"
        return f"{stem(material)}.json", f"{entries} entries, {again}", render_json(material)
    decisions = sum(entry.kind == "decision" for entry in material.entries)
    return (
        f"{stem(material)}-postmortem.md", f"{entries} entries, {count(decisions, 'decision')}",
        render_markdown(material, verified),
    )  # fmt: skip


def _write(to: Path, files: Sequence[tuple[str, str, bytes]]) -> list[Written]:
    made: list[Path] = []
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, _, _ in files:
            if os.path.lexists(to / name):
                raise StorageFailed(f"{to / name} exists already. Choose another folder; nothing was written.")
        for name, _, data in files:
            _write_one(to / name, data)
            made.append(to / name)
        sync_folder(to)
    except (OSError, StoreError) as error:
        for path in made:
            with suppress(OSError):
                path.unlink()
        if isinstance(error, OSError):
            raise StorageFailed(f"{error.filename or to}: {error.strerror}. Nothing was written.") from error
        raise
    return [Written(to / name, what, len(data)) for name, what, data in files]


def _write_one(path: Path, data: bytes) -> None:
    with os.fdopen(new_private_file(path), "wb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
