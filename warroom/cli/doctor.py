"""``warroom doctor``: what would fail at three in the morning. Each finding is ok, warn or fail, with what to do."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final, Literal, NamedTuple

from warroom.cli import Stop, folder, out

SAFE_SQLITE: Final = (3, 51, 3)
"""From here on several processes may write a WAL database; before, a race can damage it."""
_MB: Final = 1_000_000
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"})
_REACH_S: Final = 5.0


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    state: Literal["ok", "warn", "fail"]
    words: str


async def doctor(arguments: argparse.Namespace) -> int:
    """Print the findings; 1 if anything fails."""
    try:
        where: Path | None = folder(arguments)
    except Stop:
        where = None
    findings = [*machine(), *terminal(os.environ, tty=sys.stdout.isatty()), *packages()]
    if where is None:
        findings.append(Finding("room", "warn", "no room here; give --room DIR to look at one"))
    else:
        findings += [*disk(where), *room_files(where), *await sources(where), *await calls(where)]
    if arguments.json:
        print(json.dumps([f._asdict() for f in findings], ensure_ascii=False))
    else:
        wide = max(len(f.what) for f in findings)
        for finding in findings:
            out(f"{finding.state:<4}  {finding.what:<{wide}}  {finding.words}")
    return 1 if any(f.state == "fail" for f in findings) else 0


def machine() -> Iterator[Finding]:
    """Python, SQLite, the clock."""
    import sqlite3  # noqa: PLC0415

    yield Finding("python", "ok" if sys.version_info >= (3, 11) else "fail", sys.version.split()[0])
    version = sqlite3.sqlite_version_info
    if version < (3, 38):
        yield Finding("sqlite", "fail", f"{sqlite3.sqlite_version}; warroom needs 3.38 or later")
    elif version < SAFE_SQLITE:
        words = f"{sqlite3.sqlite_version}; fine as long as only warroom opens the file (a fixed race below 3.51.3)"
        yield Finding("sqlite", "warn", words)
    else:
        yield Finding("sqlite", "ok", sqlite3.sqlite_version)
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    fts = "ENABLE_FTS5" in options
    yield Finding("full text", "ok" if fts else "fail", "FTS5 is there" if fts else "this SQLite has no FTS5")
    yield _clock()


def _clock() -> Finding:
    year = time.gmtime().tm_year
    if not 2026 <= year < 2100:
        return Finding("clock", "fail", f"this machine thinks it is {year}; every time in the log would be wrong")
    if Path("/run/systemd/timesync/synchronized").exists() or Path("/var/lib/chrony/drift").exists():
        return Finding("clock", "ok", "synchronised")
    return Finding("clock", "warn", "cannot tell whether the clock is synchronised; check NTP")


def terminal(environ: os._Environ[str] | dict[str, str], *, tty: bool) -> Iterator[Finding]:
    """TERM, colours, language."""
    term = environ.get("TERM", "")
    if not tty:
        yield Finding("terminal", "ok", "not a terminal, so screens were not looked at")
        return
    bad = term in ("", "dumb", "unknown")
    yield Finding("TERM", "fail" if bad else "ok", term or "not set; say export TERM=xterm-256color")
    if "NO_COLOR" in environ:
        yield Finding("colours", "ok", "none, as NO_COLOR asks")
    elif environ.get("COLORTERM") in ("truecolor", "24bit"):
        yield Finding("colours", "ok", "true colour")
    else:
        yield Finding("colours", "ok", "256; a terminal with true colour says COLORTERM=truecolor")
    language = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    utf = "utf" in language.lower()
    yield Finding("language", "ok" if utf else "warn", language or "LANG is not set; say export LANG=C.UTF-8")
    columns, lines = shutil.get_terminal_size((0, 0))
    enough = columns >= 80 and lines >= 24
    yield Finding("size", "ok" if enough else "warn", f"{columns}x{lines}{'' if enough else '; 80x24 is needed'}")


def packages() -> Iterator[Finding]:
    """Whether the packages are the ones that this release was tested with."""
    for requirement in metadata.requires("warroom") or []:
        name, exact, wanted = requirement.partition(";")[0].partition("==")
        if not exact or "extra" in requirement:
            continue
        name = name.partition("[")[0].strip()  # httpcore[asyncio]
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Finding(name, "fail", "is not installed")
            continue
        same = found == wanted.strip()
        state: Literal["ok", "warn"] = "ok" if same else "warn"
        yield Finding(name, state, found if same else f"{found}; tested with {wanted.strip()}")


def disk(where: Path) -> Iterator[Finding]:
    """Free space, the kind of file system, and whether it really writes."""
    free = shutil.disk_usage(where).free
    if free < 100 * _MB:
        yield Finding("disk", "fail", f"{free // _MB} MB free at {where}; the log may not be saved")
    else:
        yield Finding("disk", "warn" if free < 500 * _MB else "ok", f"{free // _MB:,} MB free".replace(",", " "))
    kind = _file_system(where)
    if kind in _NETWORK:
        yield Finding("file system", "fail", f"{kind}: a room needs a disk of its own machine")
    else:
        yield Finding("file system", "ok", kind or "cannot tell")
    yield _fsync(where)


def _fsync(where: Path) -> Finding:
    probe = where / ".warroom-doctor"
    try:
        with probe.open("wb") as file:
            begun = time.perf_counter()
            for _ in range(5):
                file.write(b"x" * 512)
                file.flush()
                os.fsync(file.fileno())
            each = (time.perf_counter() - begun) / 5 * 1000
    except OSError as error:
        return Finding("writing", "fail", f"{where}: {error.strerror}")
    finally:
        probe.unlink(missing_ok=True)
    words = f"{each:.1f} ms until a line is safe on disk"
    return Finding("writing", "warn" if each > 100 else "ok", words)


def _file_system(where: Path) -> str:
    """The type of the mount that holds ``where``; empty where the system does not tell."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    path = str(where.resolve())
    best = ("", "")
    for line in mounts:
        point, kind = line.split(" ")[1:3]
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]


def room_files(where: Path) -> Iterator[Finding]:
    """The configuration, who can read the room, whether somebody has it open, whether its log is sound."""
    from warroom.cli.leaving import look_at  # noqa: PLC0415
    from warroom.config import ConfigError, load, load_levels  # noqa: PLC0415

    try:
        load(where)
        load_levels(where)
        yield Finding("settings", "ok", str(where / "warroom.toml"))
    except ConfigError as error:
        yield Finding("settings", "fail", str(error))
    for path in (where, where / "room.db", where / "keys"):
        if path.exists():
            mode = path.stat().st_mode & 0o077
            state: Literal["ok", "warn"] = "warn" if mode else "ok"
            fix = f"others can read {path}; say chmod go-rwx {path}"
            yield Finding(f"mode {path.name or where}", state, fix if mode else "only its owner")
    if (where / "room.db").exists():
        verdict = look_at(where)
        words = verdict.lines[0] if verdict.lines else ""
        yield Finding("log", "ok" if verdict.code == 0 else "fail", words)


async def sources(where: Path) -> list[Finding]:
    """Whether each source answers within five seconds. Nothing is stored."""
    from warroom.config import ConfigError, load  # noqa: PLC0415
    from warroom.room.clock import WallClock  # noqa: PLC0415
    from warroom.room.open import make_sources, resolved  # noqa: PLC0415
    from warroom.sources.base import Client, Cursor, Source  # noqa: PLC0415
    from warroom.sources.client import Outside  # noqa: PLC0415

    async def look(source: Source, client: Client) -> Finding:
        try:
            async with asyncio.timeout(_REACH_S):
                outcome = await source.fetch(client, Cursor(), WallClock().now())
        except TimeoutError:
            return Finding(source.name, "warn", f"no answer within {_REACH_S:.0f} s")
        return Finding(source.name, "ok" if outcome.good else "warn", outcome.note or outcome.state)

    try:
        listed = make_sources([t for t in resolved(load(where), where) if t["kind"] != "stdin"])
    except ConfigError:
        return []  # said already
    except ValueError as error:
        return [Finding("sources", "fail", str(error))]
    if not listed:
        return [Finding("sources", "warn", "none; the room hears nothing")]
    async with Outside() as client:
        return list(await asyncio.gather(*(look(source, client) for source in listed)))


async def calls(where: Path) -> list[Finding]:
    """Whether everybody in ``[[calls]]`` could be called: the extra, the addresses. Sends nothing, shows no address."""
    from warroom.config import ConfigError, load  # noqa: PLC0415

    try:
        tables = load(where).calls
    except ConfigError:
        return []  # said already
    if not tables:
        return [Finding("calls", "ok", "nobody is called; a [[calls]] table in warroom.toml changes that")]
    from warroom.room.whom import ways_of  # noqa: PLC0415
    from warroom.voices.calling import MISSING, AppriseVoice, NoAddressError, Secret, address, installed  # noqa: PLC0415

    if not installed():
        return [Finding("calls", "fail", MISSING)]
    found: list[Finding] = []
    secrets: dict[str, Secret] = {}
    settings = where / "warroom.toml"
    if any(table.url for table in tables) and settings.stat().st_mode & 0o077:
        words = f"others can read the addresses in {settings}; say chmod go-rwx {settings}, or use url_file"
        found.append(Finding("calls", "warn", words))
    for way in ways_of(tables):
        name = f"call {way.person} {way.channel}"
        try:
            secrets[name] = address(way.table, where)
        except NoAddressError as error:
            found.append(Finding(name, "fail", str(error)))
    for name, said in zip(secrets, await AppriseVoice().understands(list(secrets.values())), strict=True):
        words = "the address is one to call; nothing was sent" if said.reached else said.note
        found.append(Finding(name, "ok" if said.reached else "fail", words))
    return found
