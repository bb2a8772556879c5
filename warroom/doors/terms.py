"""Which terminals a console can be shown on, and in how many colours. Over SSH the name is all that is known.

Only those names stand here as having true colour that no other terminal has. Whoever says ``xterm-256color`` may
well be able to show more, but some cannot, and there true colour comes out as garbage: they get the exact 256, which
look right everywhere and take fewer bytes. ``COLORTERM`` would tell more and is not asked for: a door takes no
environment from anybody.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Colours: TypeAlias = Literal["true", "256", "16", "none"]

_NAMES: Final[dict[Colours, tuple[str, ...]]] = {
    "true": ("xterm-kitty", "xterm-ghostty", "xterm-direct", "alacritty", "foot", "foot-extra", "wezterm"),
    "256": ("xterm-256color", "screen-256color", "tmux-256color", "rxvt-unicode-256color", "konsole-256color",
            "gnome-256color", "vte-256color", "putty-256color", "st-256color", "nsterm-256color"),
    "16": ("xterm", "xterm-color", "screen", "tmux", "rxvt", "rxvt-unicode", "konsole", "putty", "linux", "ansi"),
    "none": ("vt100", "vt102", "vt220"),
}  # fmt: skip

TERMS: Final[dict[str, Colours]] = {name: colours for colours, names in _NAMES.items() for name in names}
"""Name → colours. Another name is refused."""

USUAL: Final = "xterm-256color"
"""What a spare console is made for."""


def environment(term: str) -> dict[str, str]:
    """What a console on this terminal finds in its environment about it."""
    about = {"true": {"COLORTERM": "truecolor"}, "none": {"NO_COLOR": "1"}}
    return {"TERM": term, **about.get(TERMS[term], {})}
