"""The commands that open a screen, and the key sheet."""

from __future__ import annotations

import sys
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from warroom.cli import Arguments, NoRoomError, Stop, folder, out
from warroom.tui.main import run

if TYPE_CHECKING:
    import argparse

    from warroom.room.protocol import Room
    from warroom.room.room import LocalRoom
    from warroom.tui.hints import Memory
    from warroom.tui.keymap import Keymap


def attach(arguments: Arguments) -> int:
    """``warroom`` and ``warroom attach``: the console, on the room's host, which is started if none runs."""
    from warroom.config import load, me  # noqa: PLC0415
    from warroom.domain.people import WALL  # noqa: PLC0415
    from warroom.room.starting import Starting  # noqa: PLC0415

    try:
        where = folder(arguments)
    except NoRoomError as missing:
        if getattr(arguments, "key", "") or arguments.person == WALL.id:
            raise  # whoever came in by a door makes no rooms on this machine
        from warroom.cli.setup import first_run  # noqa: PLC0415 - once in a room's life

        return first_run(missing, arguments)
    _terminal()
    config = load(where)
    key = getattr(arguments, "key", "")
    me(config, where, wanted=arguments.person, key=key)  # a mistake is said at once; who one is, the host decides
    host = Starting(where.resolve())  # it starts while the screen is built

    def connect() -> AbstractAsyncContextManager[Room]:
        from warroom.room.remote import attached  # noqa: PLC0415 - after the first paint

        return attached(where, wanted=arguments.person, key=key, host=host)

    async def export(formats: str, to: str) -> str:
        import asyncio  # noqa: PLC0415

        from warroom.cli.leaving import write  # noqa: PLC0415
        from warroom.domain.trouble import Sayable  # noqa: PLC0415

        try:
            return await asyncio.to_thread(write, where, to, formats, person=arguments.person, key=key)
        except (Stop, Sayable) as refused:
            return str(refused)

    nobody = arguments.person == WALL.id
    return run(
        connect,
        theme=arguments.theme or config.screen.theme,
        keymap=_no_keys() if nobody else _keymap(config.keys),
        view=arguments.view,
        bell=config.screen.bell,
        wall_handles=config.screen.wall_handles,
        export=None if key or nobody else export,  # whoever came in by a door writes no files on this machine
        log_place=str(where),
        seen=None if nobody else _seen,
    )


def demo(arguments: argparse.Namespace) -> int:
    """``warroom demo``: a recorded crisis, in a throw-away room."""
    from warroom.config import shipped  # noqa: PLC0415

    _terminal()
    drills = shipped() / "drills"
    scenario = drills / arguments.scenario
    if scenario.parent != drills or not (scenario / "drill.toml").exists():
        known = ", ".join(sorted(p.parent.name for p in drills.glob("*/drill.toml")))
        raise Stop(f"there is no scenario '{arguments.scenario}'. Known: {known}")

    def connect() -> AbstractAsyncContextManager[LocalRoom]:
        from warroom.room.drill import open_drill  # noqa: PLC0415 - after the first paint

        return open_drill(scenario, speed=arguments.speed)

    return run(connect, theme=arguments.theme or "auto", view=arguments.view, seen=_seen_now)


def _seen() -> Memory:
    from warroom.setup.seen import Seen, of_user  # noqa: PLC0415 - after the first paint

    return Seen(of_user)


def _seen_now() -> Memory:
    """Forgotten when the program ends: a demonstration leaves nothing behind."""
    from warroom.setup.seen import Seen  # noqa: PLC0415 - after the first paint

    return Seen(None)


def _terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Stop("the console needs a terminal. 'warroom status', 'feed' and 'log' print lines", 2)


def keys(_: argparse.Namespace) -> int:
    """``warroom keys``: the key sheet, from the table that the screens use."""
    from warroom.tui.keymap import sheet  # noqa: PLC0415

    for line in sheet().splitlines():
        out(line)
    return 0


def _keymap(changes: dict[str, str]) -> Keymap:
    from warroom.tui.keymap import Keymap  # noqa: PLC0415

    try:
        return Keymap(changes)
    except ValueError as error:
        raise Stop(f"warroom.toml: [keys]: {error}") from None


def _no_keys() -> Keymap:
    """For a screen that nobody sits at: no key does anything, and none is shown."""
    from warroom.tui.keymap import ACTIONS, Keymap  # noqa: PLC0415

    return Keymap(dict.fromkeys((action.id for action in ACTIONS), ""))
