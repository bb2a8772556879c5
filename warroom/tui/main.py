"""How a console is started: the environment is set before Textual is imported, because it reads it then."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from warroom.tui.app import Connect, Console

_SET: Final = {"TEXTUAL_FPS": "240", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}
"""Frames: our own code limits how often it paints. Animations: nothing on these screens moves by itself."""

_TERM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,31}")
"""What can be the name of a terminal. Over SSH it comes from the other side."""
_ALLOWED: Final = frozenset({*_SET, "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_COLOR_SYSTEM"})


def prepare(environ: Any = os.environ) -> None:
    """Set what we want of Textual, and drop what a stranger's shell could ask of it (drivers, logs, screenshots)."""
    for name in [n for n in environ if n.startswith("TEXTUAL") and n not in _ALLOWED]:
        del environ[name]
    for name, value in _SET.items():
        environ.setdefault(name, value)
    if not _TERM.fullmatch(environ.get("TERM", "")):
        environ["TERM"] = "xterm-256color"


def console(connect: Connect, **options: Any) -> Console:
    """A console that is not running yet; options as :class:`warroom.tui.app.Console` takes them."""
    prepare()
    gc.disable()  # what is imported and mounted stays; the app enables it again once that is done (8 % of the start)
    from warroom.tui.app import Console  # noqa: PLC0415 - after the environment is set

    return Console(connect, **options)


def run(connect: Connect, **options: Any) -> int:
    """Run a console until the person leaves. The exit code: 0, or 1 after it broke."""
    return keep(console(connect, **options))


def keep(app: Console) -> int:
    """Run a console that is there until the person leaves. The exit code as :func:`run` gives it."""
    sys.setswitchinterval(0.001)  # a batch that is stored in another thread must not hold up a key
    # ^c is a key in here; while the terminal is not ours yet, or no longer, it must not cut the room's closing short
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    app.run()
    return app.return_code or 0
