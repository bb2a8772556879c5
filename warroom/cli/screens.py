"""The commands that open a screen, and the key sheet."""

from __future__ import annotations

import sys
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Final

from warroom.cli import Arguments, NoRoomError, Stop, folder, out
from warroom.tui.main import run

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from warroom.room.room import LocalRoom
    from warroom.tui.hints import Memory
    from warroom.tui.keymap import Keymap

SOCKET: Final = "host.sock"
"""As :data:`warroom.room.wire.SOCKET`, which would bring the whole wire along."""


def attach(arguments: Arguments) -> int:
    """``warroom`` and ``warroom attach``: the console, on the room's host or on a room in this process."""
    from warroom.config import load, me  # noqa: PLC0415

    try:
        where = folder(arguments)
    except NoRoomError as missing:
        from warroom.cli.setup import first_run  # noqa: PLC0415 - once in a room's life

        return first_run(missing, arguments)
    _terminal()
    config = load(where)
    far = (where / SOCKET).exists() and _host_answers(where)
    person = None if far else me(config, where, wanted=arguments.person)

    def connect() -> AbstractAsyncContextManager[Any]:
        if person is None:
            from warroom.room.remote import attached  # noqa: PLC0415 - after the first paint

            return attached(where, wanted=arguments.person)
        from warroom.room.open import open_room  # noqa: PLC0415 - after the first paint

        return open_room(where, config, person)

    async def export(formats: str, to: str) -> str:
        import asyncio  # noqa: PLC0415

        from warroom.cli.leaving import write  # noqa: PLC0415

        return await asyncio.to_thread(write, where, to, formats)

    return run(
        connect,
        theme=arguments.theme or config.screen.theme,
        keymap=_keymap(config.keys),
        view=arguments.view,
        bell=config.screen.bell,
        wall_handles=config.screen.wall_handles,
        export=export,
        log_place=str(where),
        seen=_seen,
    )


def _host_answers(where: Path) -> bool:
    from warroom.room.asking import answers  # noqa: PLC0415 - only where there is a socket

    return answers(where)


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
