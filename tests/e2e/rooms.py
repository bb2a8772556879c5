"""Rooms with real settings in a folder, opened as the program opens them, and the program itself."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.e2e.terminal import ROOT, environment
from warroom.config import load, me
from warroom.domain.health import SourceHealth
from warroom.domain.mention import Mention
from warroom.room.open import open_room
from warroom.room.protocol import FeedQuery
from warroom.room.room import LocalRoom

PERSON = '[people.maren]\nname = "Maren Okafor"\nroles = ["commander", "comms", "legal", "scribe"]\n'


NAMES = {
    "anna": "Anna Lindqvist", "bea": "Bea Morales", "cora": "Cora Bell", "dana": "Dana Whitfield",
    "luca": "Luca Ferri", "maren": "Maren Okafor", "olaf": "Olaf Berg", "olli": "Olli Watcher", "tomas": "Tomas Reyes",
}  # fmt: skip


def settings(people: Mapping[str, Sequence[str]], *tables: str) -> str:
    """What stands in ``warroom.toml``: the brand, further tables, and who is in the team with which roles."""
    team = [
        f'[people.{who}]\nname = "{NAMES[who]}"\nroles = {json.dumps(list(roles))}\n' for who, roles in people.items()
    ]
    return "\n".join(['[brand]\nname = "Quillstack"\nphrases = ["quillstack"]\n', *tables, *team])


def team_room(folder: Path, people: Mapping[str, Sequence[str]], *tables: str) -> Path:
    """A room's folder with that team, and nothing to listen to."""
    folder.mkdir(parents=True, mode=0o700)
    (folder / "warroom.toml").write_text(settings(people, *tables))
    return folder


def make_room(folder: Path, sources: dict[str, str] | None = None, **more: object) -> Path:
    """A room's folder: sources are name → address, all of them feeds on loopback that are asked every second."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    lines = ['[brand]\nname = "Quillstack"\nphrases = ["quillstack"]\n', PERSON]
    extra = "".join(f"{key} = {json.dumps(value)}\n" for key, value in more.items())
    for name, url in (sources or {}).items():
        lines.append(
            f'[[sources]]\nname = "{name}"\nkind = "rss"\nurl = "{url}"\nevery = "1s"\nallow_private = true\n'
            f"all = true\n{extra}"
        )
    (folder / "warroom.toml").write_text("\n".join(lines))
    return folder


@asynccontextmanager
async def living(folder: Path) -> AsyncIterator[LocalRoom]:
    """The room, listening, as ``warroom attach`` has it."""
    config = load(folder)
    async with open_room(folder, config, me(config, folder, wanted="maren")) as room:
        await room.hearing.wait()
        yield room


async def until(condition: Callable[[], object], seconds: float = 15.0, what: str = "it") -> None:
    """Wait until it is so."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"{what} did not come in {seconds} s") from None


async def mentions(room: LocalRoom) -> list[Mention]:
    """All that is stored, oldest first."""
    await room.settled()
    window = room.window(FeedQuery())
    if window.total:
        await window.want(0, window.total - 1)
    return [mention for n in range(window.total) if (mention := window.row(n)) is not None]


def health(room: LocalRoom, name: str) -> SourceHealth:
    """How that source is; not asked yet is ``starting``."""
    return next((h for h in room.health if h.name == name), SourceHealth(name=name, kind="rss"))


def warroom(*arguments: object, room: Path | None = None, stdin: bytes = b"", check: int | None = 0,
            **env: str) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    """One command in a process of its own; bytes in, bytes out."""
    command = [sys.executable, "-m", "warroom", *(["--room", str(room)] if room else []), *map(str, arguments)]
    home = room.parent if room else ROOT
    around = environment(home, **env)
    done = subprocess.run(command, input=stdin, capture_output=True, env=around, timeout=50, check=False)
    assert b"Traceback" not in done.stderr
    assert check is None or done.returncode == check, (done.stdout + done.stderr).decode()
    return done


def lines_of(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in done.stdout.splitlines()]
