"""Rows as bytes for the terminal: only what changes between two pieces of text is said.

Textual says the whole style before each piece and takes it back after it: up to forty bytes where a few would do.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

_ATTRIBUTES: Final = (
    ("bold", "1"), ("dim", "2"), ("italic", "3"), ("underline", "4"), ("blink", "5"), ("reverse", "7"), ("strike", "9"),
)  # fmt: skip
RESET: Final = "\x1b[0m"


class _Look(NamedTuple):
    """Parameters of SGR (ECMA-48, 8.3.117): attributes, ink, ground. None is unknown, empty is the terminal's own."""

    attributes: str | None
    ink: str = ""
    ground: str = ""


_UNKNOWN: Final = _Look(None)


@lru_cache(2048)
def _look(style: Style | None, system: ColorSystem) -> _Look:
    if style is None:
        return _Look("")
    attributes = ";".join(code for name, code in _ATTRIBUTES if getattr(style, name))
    ink, ground = (
        ";".join(colour.downgrade(system).get_ansi_codes(foreground=front)) if colour else ""
        for colour, front in ((style.color, True), (style.bgcolor, False))
    )
    return _Look(attributes, ink, ground)


class Pen:
    """Writes one frame. It knows what it looks like now."""

    def __init__(self, system: ColorSystem) -> None:
        """``system``: the colours that the terminal has."""
        self._system = system
        self._now = _UNKNOWN
        self._out: list[str] = []

    def go(self, x: int, y: int) -> None:
        """To that cell, from 0."""
        self._out.append(f"\x1b[{y + 1};{x + 1}H")

    def write(self, segments: list[Segment]) -> None:
        """These pieces of text, from here on."""
        for text, style, _ in segments:
            look = _look(style, self._system)
            if look != self._now:
                self._out.append(f"\x1b[{self._change(look)}m")
                self._now = look
            self._out.append(text)

    def _change(self, look: _Look) -> str:
        now = self._now
        fresh = look.attributes != now.attributes or (now.ink and not look.ink) or (now.ground and not look.ground)
        if fresh:
            return ";".join(part for part in ("0", *look) if part)
        return ";".join(new for new, old in ((look.ink, now.ink), (look.ground, now.ground)) if new != old)

    def frame(self) -> str:
        """What was written, and nothing left behind in the terminal."""
        return "".join(self._out) + RESET
