"""The first run, and ``warroom setup``: from nothing to a room's folder, then into the room."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from warroom.cli import Arguments, NoRoomError, Stop, folder, parsed
from warroom.config import FILE


def setup(arguments: Arguments) -> int:
    """``warroom setup [DIR]``: enter or change what a room needs, step by step."""
    try:
        where = Path(arguments.dir).expanduser() if arguments.dir else folder(arguments)
    except NoRoomError as missing:
        where = missing.place
    if not _terminal():
        raise Stop(f"set-up needs a terminal. 'warroom new {where}' makes a room with a commented {FILE} to edit", 2)
    return _set_up(where, arguments)


def first_run(missing: NoRoomError, arguments: Arguments) -> int:
    """What ``warroom`` does where there is no room yet: set-up on a terminal, else the words as ever."""
    if not _terminal() or not _free(missing.place):
        raise missing
    return _set_up(missing.place, arguments)


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _free(where: Path) -> bool:
    """Whether a room may be made there without being among other people's things."""
    return not where.exists() or (where.is_dir() and next(where.iterdir(), None) is None)


def _set_up(where: Path, arguments: Arguments) -> int:
    from warroom.config import load  # noqa: PLC0415 - late: only when it is shown
    from warroom.setup.folder import FolderDesk, writable  # noqa: PLC0415
    from warroom.tui.main import prepare  # noqa: PLC0415

    there = (where / FILE).exists()
    if where.exists() and not where.is_dir():
        raise Stop(f"{where}: is a file. Give the name of a folder: warroom setup DIR")
    if not there and not _free(where):
        raise Stop(f"{where}: holds other things and no room. Give a new folder: warroom setup DIR")
    if not writable(where):
        raise Stop(f"{where}: cannot be written by you. Give another folder: warroom setup DIR")
    desk = FolderDesk(where)
    theme = load(where).screen.theme if there else "auto"
    prepare()
    from warroom.tui.setup.app import run_setup  # noqa: PLC0415 - after the environment is set
    from warroom.tui.setup.rows import SetupView  # noqa: PLC0415

    view = SetupView()
    while True:
        code, wish = run_setup(desk, view, theme=theme)
        if code or not wish:
            return code or _left(desk.place, done=bool(desk.done))
        if wish == "demo":
            code = _demo()
            if code:
                return code
            continue
        return _open(where, arguments)


def _demo() -> int:
    from warroom.cli.screens import demo  # noqa: PLC0415

    return demo(parsed(["demo"]))


def _open(where: Path, arguments: Arguments) -> int:
    from warroom.cli.screens import attach  # noqa: PLC0415

    asked = parsed(["--room", os.fspath(where), "attach"])
    for name in ("person", "view", "theme"):
        setattr(asked, name, getattr(arguments, name, "") or getattr(asked, name))
    return attach(asked)


def _left(place: str, *, done: bool) -> int:
    from warroom.cli import out  # noqa: PLC0415

    if done:
        out(f"Kept in {place}. 'warroom setup {place}' goes on, 'warroom --room {place}' opens it.")
    return 0
