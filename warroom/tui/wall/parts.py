"""Pieces that several layouts of the wall paint alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from warroom.domain.level import HOUR, Level
from warroom.domain.words import clock
from warroom.room.protocol import Room
from warroom.tui.escalation import heights
from warroom.tui.head import level_chip
from warroom.tui.paint import Span, title
from warroom.tui.wall.big import Block, blocks, half
from warroom.tui.wall.canvas import Canvas
from warroom.tui.wall.font import HIGH
from warroom.tui.wall.says import Figure, Score, bars

STYLES: Final = ((4, 2), (3, 2), (2, 1))
"""Cells of one dot of a figure, (across, down), the largest first."""


def level_of(room: Room) -> tuple[str, str]:
    """(``L3 CRISIS``, token); DRILL takes the first place in an exercise."""
    chip = level_chip(room)
    return chip.text.strip(), chip.token


def strip_ground(room: Room) -> str:
    """What the first rows stand on: red over the whole width at L4, as in the head."""
    critical = room.picture.incident is not None and room.picture.level == Level.CRITICAL and not room.drill
    return "level" if critical else "text/panel"


def on_strip(room: Room, token: str) -> str:
    """A token on that ground."""
    return "level" if strip_ground(room) == "level" else f"{token}/panel"


def name_of(room: Room) -> str:
    """What this is about."""
    return room.picture.incident.title if room.picture.incident else "No incident"


def rule(canvas: Canvas, x: int, y: int, cells: int, name: str) -> None:
    """The rule above a part of the wall."""
    canvas.row(x, y, title(name, [], cells))


def figures(text: str, cells: int, high: int) -> Block:
    """A number as large as so many cells and rows allow; plain where nothing larger fits."""
    drawn = (blocks(text, across, down) for across, down in STYLES)
    for block in (*drawn, half(text, tight=True)):
        if cell_len(block[0]) <= cells and len(block) <= high:
            return block
    return (text,)


def figure(canvas: Canvas, x: int, y: int, shown: Figure, block: Block) -> None:
    """A big number; on a red ground, one cell wider on each side, when it is late."""
    canvas.block(x - shown.chip, y, [f" {line} " for line in block] if shown.chip else block, shown.token)


def countdown(canvas: Canvas, place: tuple[int, int, int], shown: Figure, high: int) -> None:
    """A big number in (x, y, cells): what ticks stands at the right, so that its seconds are always in one place."""
    x, y, cells = place
    block = figures(shown.figure, cells, high)
    figure(canvas, x + cells - cell_len(block[0]) if shown.ticks else x, y, shown, block)


def seconds(place: tuple[int, int, int], high: int) -> tuple[int, int, int, int]:
    """(x, y, cells, rows) of the last two figures of a countdown there, with the margin of a chip."""
    x, y, cells = place
    wide = 22 if high == HIGH else 11
    return x + cells - wide, y, wide + 1, high


def bar(canvas: Canvas, room: Room, shown: Score, place: tuple[int, int, int], rows: int) -> None:
    """The score on its way from 0 to 100 at (x, y, cells): what is passed, the band it is in, where it will be."""
    x, y, cells = place
    start = round(room.rules[shown.level].above * cells / 100)
    end = max(start + (shown.score > room.rules[shown.level].above), round(shown.score * cells / 100))
    ahead = end if shown.soon is None else max(end, round(shown.soon * cells / 100))
    colour = {"warn": "barwarn", "caut": "barcaut"}.get(shown.token, "bar")
    if room.reading is None:
        start = end = ahead = 0
    for dy in range(rows):
        line = "─" if dy == rows // 2 else " "
        canvas.row(x, y + dy, [
            Span("█" * start, "barlo"), Span("█" * (end - start), colour), Span("▒" * (ahead - end), colour),
            Span(line * (cells - ahead), "rule"),
        ])  # fmt: skip


def thresholds(room: Room, cells: int) -> list[tuple[int, str, Level]]:
    """(cell where it begins, name, level) of each level above Quiet."""
    return [(round(rule_.above * cells / 100), Level(n).word, Level(n)) for n, rule_ in enumerate(room.rules) if n]


def chart(canvas: Canvas, room: Room, now: int, place: tuple[int, int, int], rows: int) -> None:
    """Posts an hour over three hours at (x, y, cells), and the clock below it."""
    x, y, cells = place
    values: Sequence[int] = bars(room, now, cells)
    usual = (room.usual_day or 0) // 24
    for dy, line in enumerate(heights(values, max([*values, 4 * usual, 40]), rows)):  # an ordinary hour stays low
        canvas.put(x, y + dy, line, "bar")
    canvas.put(x, y + rows, clock(now - 3 * HOUR), "muted")
    canvas.right(x + cells, y + rows, clock(now), "muted")
