"""The commands that open a screen, and the key sheet."""

from __future__ import annotations

import argparse

from warroom.cli import Stop, folder, out


def attach(arguments: argparse.Namespace) -> int:
    """``warroom`` and ``warroom attach``: the console on a room in this process."""
    from warroom.config import load, me  # noqa: PLC0415

    where = folder(arguments)
    config = load(where)
    person = me(config, where, wanted=arguments.person)
    theme = getattr(arguments, "theme", "") or config.screen.theme

    def connect():  # type: ignore[no-untyped-def]  # noqa: ANN202 - late import below
        from warroom.room.open import open_room  # noqa: PLC0415 - after the first paint

        return open_room(where, config, person)

    from warroom.tui.app import run  # noqa: PLC0415

    return run(connect, theme=theme, view=arguments.view, keys=config.keys, bell=config.screen.bell)


def demo(arguments: argparse.Namespace) -> int:
    """``warroom demo``: a recorded crisis, in a throw-away room."""
    from warroom.config import shipped  # noqa: PLC0415

    drills = shipped() / "drills"
    scenario = drills / arguments.scenario
    if not (scenario / "drill.toml").exists() or scenario.parent != drills:
        known = ", ".join(sorted(p.parent.name for p in drills.glob("*/drill.toml")))
        raise Stop(f"there is no scenario '{arguments.scenario}'. Known: {known}")

    def connect():  # type: ignore[no-untyped-def]  # noqa: ANN202
        from warroom.room.drill import open_drill  # noqa: PLC0415 - after the first paint

        return open_drill(scenario, speed=arguments.speed)

    from warroom.tui.app import run  # noqa: PLC0415

    return run(connect, theme=arguments.theme or "auto")


def keys(_: argparse.Namespace) -> int:
    """``warroom keys``: the key sheet, from the table that the screens use."""
    from warroom.tui.keymap import sheet  # noqa: PLC0415

    for line in sheet().splitlines():
        out(line)
    return 0


