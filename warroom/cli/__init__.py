"""The command line: the only floor that knows every other one. Each command imports what it needs, late.

Everything for machines is JSON with ``--json``. Errors are one line on stderr: what, where, what to do; never a
traceback. Exit codes: 0 done, 1 refused or failing, 2 wrong use; ``verify`` has its own (0–4).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

import warroom

if TYPE_CHECKING:
    import argparse

Arguments: TypeAlias = "argparse.Namespace | SimpleNamespace"
"""What was asked for, as attributes."""
WRONG_USE: Final = 2


class Stop(Exception):  # noqa: N818 - it ends a command with words, it is no fault
    """End the command: say this on stderr, exit with that code."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


class NoRoomError(Stop):
    """There is no room where one was looked for; ``place`` is where one could be made."""

    def __init__(self, words: str, place: Path) -> None:
        super().__init__(words, WRONG_USE)
        self.place = place


def run(argv: Sequence[str]) -> int:
    """Carry out one command line and return its exit code. The border where every error becomes a line."""
    try:
        return _carry_out(_opening(argv) or parsed(argv))
    except Stop as stop:
        return _say(str(stop), stop.code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else WRONG_USE
    except Exception as error:  # noqa: BLE001 - the border: a person gets a line, never a traceback
        return _say(_words(error), 1)


_OPENING: Final[dict[tuple[str, ...], dict[str, Any]]] = {
    (): {"carry_out": "screens:attach", "view": "command", "theme": ""},
    ("host", "--foreground"): {"carry_out": "hosting:host", "foreground": True},
}
"""Command lines that somebody waits for a room behind, as the grammar reads them."""


def _opening(argv: Sequence[str]) -> SimpleNamespace | None:
    """Plain ``warroom [--room DIR] [--as PERSON]``, and the host that it starts, read without the grammar.

    A console opens 10 ms sooner for it.
    """
    found, words = {"room": "", "person": ""}, list(argv)
    while words and (option := words[0].partition("="))[0] in ("--room", "--as"):
        name = "room" if words.pop(0).startswith("--room") else "person"
        value = option[2] if option[1] else words.pop(0) if words else ""
        if not value or value.startswith("-"):
            return None
        found[name] = value
    more = _OPENING.get(tuple(words))
    if more is None:
        return None
    gc.disable()  # what is imported from here on stays; the console and the host enable it once they are there
    return SimpleNamespace(**found, **more)


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """A command line as the grammar reads it. Raises SystemExit."""
    from warroom.cli import parser  # noqa: PLC0415 - brings argparse along

    return parser.build(warroom.__version__).parse_args(list(argv))


def _carry_out(arguments: Arguments) -> int:
    import importlib  # noqa: PLC0415

    module, _, name = arguments.carry_out.partition(":")
    command: Callable[[Arguments], Any] = getattr(importlib.import_module(f"warroom.cli.{module}"), name)
    result = command(arguments)
    if isinstance(result, Coroutine):
        import asyncio  # noqa: PLC0415 - a third of what a quick command would wait for

        result = asyncio.run(result)
    return int(result or 0)


def _words(error: Exception) -> str:
    from warroom.domain.trouble import sayable  # noqa: PLC0415

    known = sayable(error)
    if known is not None:
        return str(known)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    where = _origin(error)
    return f"warroom stopped at its own fault ({type(error).__name__}{where}). Nothing recorded is lost."


def _origin(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


def _say(words: str, code: int) -> int:
    from warroom.domain.text import clean, one_line  # noqa: PLC0415

    print(f"warroom: {one_line(clean(words).text)}", file=sys.stderr)
    return code


def folder(arguments: Arguments) -> Path:
    """The room's folder: ``--room``, ``$WARROOM_ROOM``, the current folder if it is a room, the user's own."""
    named = arguments.room or os.environ.get("WARROOM_ROOM")
    if named:
        path = Path(named).expanduser()
        if not (path / "warroom.toml").exists():
            raise NoRoomError(f"{path}: no room here (no warroom.toml). 'warroom new {path}' makes one", path)
        return path
    if Path("warroom.toml").exists():
        return Path.cwd()
    from platformdirs import user_data_path  # noqa: PLC0415

    own = user_data_path("warroom")
    if (own / "warroom.toml").exists():
        return own
    raise NoRoomError("no room: give --room DIR, or make one with 'warroom new DIR'. 'warroom demo' shows one", own)


def out(line: str = "") -> None:
    """Print a line for people. Everything that goes to a terminal passes the gate once more."""
    from warroom.domain.text import gate  # noqa: PLC0415

    print(gate(line.encode("utf-8", "replace").decode()))


def out_json(facts: Any) -> None:
    """Print a line for machines. What a terminal must not get is escaped, as JSON can: nothing is lost."""
    import json  # noqa: PLC0415

    from warroom.domain.text import gate  # noqa: PLC0415

    words = json.dumps(facts, ensure_ascii=False)
    print(words if gate(words) == words else json.dumps(facts))


def fail(words: str, code: int = 1) -> NoReturn:
    """End the command with a line on stderr."""
    raise Stop(words, code)
