"""Big writing from the characters that every terminal has: half blocks, braille dots, whole blocks.

Each function gives rows of text that are all equally wide. A character without a drawing stands as itself in its
letter's place, measured in cells, so that foreign names are still readable close by and nothing shifts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

from rich.cells import get_character_cell_size

from warroom.tui.gate import closed
from warroom.tui.wall.font import COLON, HIGH, Glyph, letters

Block: TypeAlias = tuple[str, ...]
"""Rows of big writing, top first."""

L_CELLS, L_ROWS = 6, 4
"""A letter in half blocks with its gap: 34 minutes of arc on 55 inches at four metres."""
M_CELLS, M_ROWS = 3, 2
"""A letter in braille dots: 17 minutes."""

_HALVES: Final = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
_ELLIPSIS: Final = "…"
_BRAILLE: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""What each dot of a braille cell adds to its code, row by row."""


@lru_cache(1024)
def half(text: str, *, tight: bool = False) -> Block:
    """Half blocks: four rows, six cells a letter. ``tight`` gives colons two dots, as a clock wants them."""
    rows: list[list[str]] = [[] for _ in range(L_ROWS)]
    for char, glyph in letters(closed(text)):
        drawn = COLON if tight and char == ":" else glyph
        if drawn is None:
            _itself(rows, char, L_CELLS - 1, 2)
        else:
            dots = (*drawn, "." * len(drawn[0]))
            for y in range(L_ROWS):
                rows[y] += (_HALVES[a + b] for a, b in zip(dots[2 * y], dots[2 * y + 1], strict=True))
        for row in rows:
            row.append(" ")
    return _block(rows)


@lru_cache(1024)
def dots(text: str) -> Block:
    """Braille dots: two rows, three cells a letter."""
    rows: list[list[str]] = [[] for _ in range(M_ROWS)]
    for char, glyph in letters(closed(text)):
        if glyph is None:
            _itself(rows, char, M_CELLS, 1)
        else:
            for y in range(M_ROWS):
                rows[y] += (_braille(glyph, x, 4 * y) for x in range(0, 2 * M_CELLS, 2))
    return tuple("".join(row) for row in rows)


@lru_cache(64)
def blocks(text: str, across: int, down: int) -> Block:
    """Figures in whole blocks: each dot ``across`` cells wide and ``down`` rows high, colons two dots wide."""
    rows: list[str] = [""] * HIGH
    for n, (char, glyph) in enumerate(letters(text)):
        drawn = COLON if char == ":" else glyph
        for y in range(HIGH):
            gap = " " * across if n else ""
            cells = "" if drawn is None else "".join("█" * across if dot == "#" else " " * across for dot in drawn[y])
            rows[y] += gap + cells
    return tuple(row for row in rows for _ in range(down))


def _itself(rows: list[list[str]], char: str, cells: int, at: int) -> None:
    """Put a character as it is into a letter's place of so many cells, on row ``at``."""
    size = get_character_cell_size(char)
    if size < 1 or not char.isprintable():
        char, size = "?", 1
    for y, row in enumerate(rows):
        own = [char, *([""] * (size - 1))] if y == at else [" "] * size
        left = (cells - size) // 2
        row.extend([" "] * left + own + [" "] * (cells - size - left))


def _braille(glyph: Glyph, x: int, y: int) -> str:
    """The braille cell for two by four dots of a glyph."""
    code = 0
    for dy, pair in enumerate(_BRAILLE):
        for dx, bit in enumerate(pair):
            if y + dy < HIGH and x + dx < len(glyph[0]) and glyph[y + dy][x + dx] == "#":
                code |= bit
    return chr(0x2800 + code) if code else " "


def _block(rows: list[list[str]]) -> Block:
    return tuple("".join(row[:-1]) for row in rows)  # the last gap is nobody's


def room_for(cells: int, letter: int) -> int:
    """How many letters of so many cells fit; the last one needs no gap."""
    return max(0, (cells + 1) // letter)


def cut(text: str, most: int) -> str:
    """The text in at most so many letters: at a blank where that keeps half of it, with an ellipsis."""
    text = " ".join(closed(text).split())
    if len(letters(text)) <= most:
        return text
    if most < 2:
        return _ELLIPSIS[:most]
    kept = text
    while len(letters(kept)) >= most:
        kept = kept[: min(len(kept) - 1, most)]
    blank = kept.rfind(" ")
    if blank >= most // 2 and text[len(kept)].isalnum():
        kept = kept[:blank]
    return re.sub(r"[\s,.;:–-]+$", "", kept) + _ELLIPSIS
