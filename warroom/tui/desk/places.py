"""Where the panes of the desk stand: side by side from 96 columns on, else one under the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.geometry import Region

WIDE: Final = 96
"""Columns from which list and conversation stand side by side."""
PANES: Final = ("desk", "thread", "reply", "line", "bank")
FOCUS: Final = ("desk", "thread", "composer", "bank")
"""The panes that tab goes through; the composer only while something is written."""


def wide(cols: int) -> bool:
    """Whether list and conversation stand side by side."""
    return cols >= WIDE


def places(cols: int, rows: int) -> Mapping[str, Region]:
    """Pane → its place, on a terminal of at least 80x24. ``reply`` holds its title and the text under it."""
    return _beside(cols, rows) if wide(cols) else _stacked(cols, rows)


def _beside(cols: int, rows: int) -> dict[str, Region]:
    left = 34 if cols < 120 else 44 if cols < 140 else 52
    x = left + 3
    size = cols - x - 1
    bank = 6 if rows >= 34 else 4
    reply = 8 if rows >= 28 else 6
    if rows >= 40:
        reply = 10
    bottom = rows - 2
    thread = bottom - 1 - reply - 1 - bank
    return {
        "head": Region(0, 0, cols, 1),
        "desk": Region(1, 1, left, bottom - 1),
        "thread": Region(x, 1, size, thread),
        "reply": Region(x, 1 + thread, size, reply),
        "line": Region(x, bottom - bank - 1, size, 1),
        "bank": Region(x, bottom - bank, size, bank),
        "cmd": Region(0, bottom, cols, 2),
    }


def _stacked(cols: int, rows: int) -> dict[str, Region]:
    spare = rows - 24
    mine = 6 + spare // 3
    bank = 4 + min(2, spare // 6)
    reply = 6 + spare // 4
    thread = rows - 1 - mine - reply - 1 - bank - 1
    return {
        "head": Region(0, 0, cols, 1),
        "desk": Region(0, 1, cols, mine),
        "thread": Region(0, 1 + mine, cols, thread),
        "reply": Region(0, 1 + mine + thread, cols, reply),
        "line": Region(0, rows - 2 - bank, cols, 1),
        "bank": Region(0, rows - 1 - bank, cols, bank),
        "cmd": Region(0, rows - 1, cols, 1),
    }
