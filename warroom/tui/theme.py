"""Colours. Tokens name what a piece of text means; a palette says how that looks.

Grey is normal; red and amber mean that a person must act, and are never used for anything else. Red and amber
differ in form too (a chip against plain text), so that nothing depends on hue. Contrast was measured (screens.md 5).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.color import Color
from rich.style import Style

Tokens = Mapping[str, Style]

GROUNDS: Final = ("bg", "panel", "raise", "sel")
"""What text can stand on: the page, head and preview, fields, the selected row."""


class Palette(NamedTuple):
    """One theme. Colours are ``#rrggbb``; None leaves the terminal's own."""

    name: str
    dark: bool
    tokens: Mapping[str, str]
    """Token → rich style without a ground."""
    grounds: Mapping[str, str | None]
    """bg, panel, raise, sel."""

    @property
    def colourless(self) -> bool:
        """Whether only attributes tell things apart."""
        return self.grounds["bg"] is None

    def style(self, token: str, ground: str = "bg") -> Style:
        """How a token looks on a ground; ``token/ground`` names its own."""
        token, _, own = token.partition("/")
        ground = own or ground
        style = Style.parse(self.tokens[token])
        if self.grounds[ground] is None:
            return style + Style(reverse=True) if ground == "sel" and not style.reverse else style
        return Style(bgcolor=self.grounds[ground]) + style if style.bgcolor is None else style


_KEPT_WHEN_DIM: Final = 0.3
"""How much of a colour stays where a form is open above it (screens.md: dim 70 %, measured off 4c)."""


class Looks(dict[str, Style]):
    """Token → style on one ground of one palette, worked out once each. ``dim`` fades it into the page."""

    def __init__(self, palette: Palette, ground: str = "bg", *, dim: bool = False) -> None:
        super().__init__()
        self.palette, self.ground, self.dim = palette, ground, dim

    def __missing__(self, token: str) -> Style:
        style = self.palette.style(token, self.ground)
        if self.dim:
            style = _faded(style, self.palette.grounds["bg"])
        self[token] = style
        return style

    def text(self, text: str, token: str) -> str:
        """What is shown: without colours, form takes over (``■`` before a chip, ░ for bands that were passed)."""
        if not self.palette.colourless:
            return text
        token = token.partition("/")[0]
        if token == "chip" and text.startswith(" "):  # noqa: S105 - a colour token
            return "■" + text[1:]
        return text.replace("█", "░") if token == "barlo" else text  # noqa: S105 - a colour token


def _faded(style: Style, page: str | None) -> Style:
    if page is None:
        return style + Style(dim=True)
    base = Color.parse(page).get_truecolor()

    def mix(color: Color | None) -> Color | None:
        if color is None:
            return None
        there = color.get_truecolor()
        return Color.from_rgb(*(round(b + (t - b) * _KEPT_WHEN_DIM) for t, b in zip(there, base, strict=True)))

    return Style(color=mix(style.color), bgcolor=mix(style.bgcolor), bold=style.bold, strike=style.strike)


def _tokens(  # noqa: PLR0917 - one column of the table in screens.md
    rule: str, faint: str, muted: str, text: str, bright: str, accent: str, warn: str, chip: str, caut: str,
    adv: str, bar: str, barlo: str, amber: str, soon: str,
) -> dict[str, str]:  # fmt: skip
    return {
        "text": text, "bright": f"bold {bright}", "content": bright, "muted": muted, "faint": faint, "rule": rule,
        "name": f"bold {text}", "title": f"bold {bright}", "accent": accent, "key": accent, "warn": warn,
        "warnbold": f"bold {warn}", "chip": chip, "caut": caut, "cautbold": f"bold {caut}", "adv": adv, "bar": bar,
        "barlo": barlo, "barwarn": warn, "barcaut": caut, "barsoon": soon, "amber": amber, "cursor": accent,
        "struck": f"strike {muted}", "level": chip, "tag": f"bold {text}",
    }  # fmt: skip


DARK = Palette(
    "dark", True,
    _tokens("#38414d", "#7b8695", "#9fa9b8", "#c9ced7", "#f4f6f9", "#82b8ff", "#ff7a64", "bold #ffffff on #c23a20",
            "#f2c34d", "#7fd1e3", "#7d8897", "#4a5462", "bold #15181d on #f2c34d", "#8f4a41"),
    {"bg": "#15181d", "panel": "#1c2128", "raise": "#232a33", "sel": "#2a3b50"},
)  # fmt: skip
LIGHT = Palette(
    "light", False,
    _tokens("#c3c5c0", "#6c706c", "#555a57", "#2a2d30", "#000000", "#0a55a3", "#b0240d", "bold #ffffff on #b0240d",
            "#7a5000", "#00657a", "#8a8f8b", "#c9cbc6", "bold #000000 on #f0bf2e", "#d6897d"),
    {"bg": "#f7f7f4", "panel": "#ebebe6", "raise": "#e2e3de", "sel": "#cfe0f3"},
)  # fmt: skip
# Exact members of the 256-colour cube: a terminal's own rounding turned the chip orange and the selection teal.
CUBE = Palette(
    "256", True,
    _tokens("#444444", "#8a8a8a", "#a8a8a8", "#d0d0d0", "#ffffff", "#87afff", "#ff5f5f", "bold #ffffff on #af0000",
            "#ffd75f", "#87d7ff", "#8a8a8a", "#4e4e4e", "bold #000000 on #ffd75f", "#875f5f"),
    {"bg": "#1c1c1c", "panel": "#262626", "raise": "#303030", "sel": "#3a3a3a"},
)  # fmt: skip
MONO = Palette(
    "none", True,
    {
        **dict.fromkeys(
            ("text", "muted", "faint", "rule", "adv", "bar", "barlo", "barwarn", "barcaut", "barsoon"), ""
        ),
        **dict.fromkeys(
            ("bright", "content", "name", "title", "accent", "key", "warn", "warnbold", "chip", "caut", "cautbold",
             "cursor"),
            "bold",
        ),
        "amber": "bold reverse",
        "level": "bold reverse",
        "tag": "bold",
        "struck": "strike",
    },
    {"bg": None, "panel": None, "raise": None, "sel": None},
)  # fmt: skip

PALETTES: Final = {p.name: p for p in (DARK, LIGHT, CUBE, MONO)}


def choose(wanted: str = "auto", environ: Mapping[str, str] = os.environ) -> Palette:
    """The palette for a wish (auto, dark, light, 256, none) and a terminal.

    NO_COLOR, at any value, means no colour; a terminal that does not say it has true colour gets the exact 256.
    """
    if "NO_COLOR" in environ or environ.get("TERM") in ("dumb", "vt100", "linux-m"):
        return MONO
    if wanted in PALETTES:
        return PALETTES[wanted]
    if environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return DARK
    return CUBE
