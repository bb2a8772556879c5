"""The wall, whole: which layout a size gets, and what it is painted from.

Below 96 cells only what must be known; up to 180 by 54 plain text with big numbers; above that everything is big.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from warroom.room.protocol import Room
from warroom.tui.alerts import Alert
from warroom.tui.cmd import Said
from warroom.tui.paint import Row, Span, width
from warroom.tui.wall import large, middle, parts, says, small
from warroom.tui.wall.canvas import Canvas, cells_of
from warroom.tui.wall.risks import risks
from warroom.tui.wall.told import told
from warroom.tui.wall.view import Sight
from warroom.tui.wall.watch import Watch

LARGE: Final = (180, 54)
MIDDLE: Final = (96, 22)
"""Columns and rows from which a layout is used."""


def is_middle(cols: int, rows: int) -> bool:
    """Whether the layout with plain text beside big numbers is used, for what is not large."""
    return cols >= MIDDLE[0] and rows >= MIDDLE[1]


def is_large(cols: int, rows: int) -> bool:
    """Whether everything is written big."""
    return cols >= LARGE[0] and rows >= LARGE[1]


def seconds_place(cols: int, rows: int) -> tuple[int, int, int, int] | None:
    """(x, y, cells, rows) of what changes every second, which is a pane of its own: each second costs less."""
    if is_large(cols, rows):
        return parts.seconds(large.countdown_at(cols), 7)
    if is_middle(cols, rows):
        high = middle.plan(cols, rows).figures
        return parts.seconds(middle.countdown_at(cols, high), high)
    place = small.countdown_at(cols, rows)
    return None if place is None else parts.seconds(place, 7 if place[1] > 2 else 4)


def cut_out(rows: list[Row], place: tuple[int, int, int, int]) -> tuple[list[Row], list[Row]]:
    """The rows with a hole there, and what was in the hole."""
    x, y, cells, high = place
    out, piece = list(rows), []
    for n in range(y, min(y + high, len(rows))):
        piece.append(cells_of(rows[n], x, x + cells))
        after = cells_of(rows[n], x + cells, max(x + cells, width(rows[n])))
        out[n] = [*cells_of(rows[n], 0, x), Span(" " * cells), *after]
    return out, piece


def waiting(cols: int, rows: int) -> list[Row]:
    """Before the room is there."""
    canvas = Canvas(cols, rows)
    canvas.ground(0, 1, "text/panel")
    canvas.row(2, 0, [Span("warroom", "tag/panel"), Span("   reading …", "muted/panel")])
    return canvas.painted()


class Edge(msgspec.Struct, frozen=True):
    """What stands at the lower edge: what the console said last, and the key that leads away."""

    said: Said = Said()
    hint: str = ""


def wall(room: Room, watch: Watch, found: Sequence[Alert], size: tuple[int, int], edge: Edge) -> list[Row]:
    """Rows of the whole screen, (columns, rows) in size."""
    (cols, rows), said, hint = size, edge.said, edge.hint
    now = room.now()
    masks = watch.masks
    sight = Sight(
        room=room, now=now, late=says.late(room, found, now, masks), told=told(room, now, masks, rows),
        risks=risks(room, found, watch.loudest(), now, masks),
    )  # fmt: skip
    canvas = Canvas(cols, rows)
    if said.words:
        canvas.put(2, rows - 1, said.words, said.token, cols - 4)
    if is_large(cols, rows):
        large.large(canvas, sight)
        canvas.right(cols - 4, rows - 1, hint, "faint")
    elif is_middle(cols, rows):
        middle.middle(canvas, sight, hint)
    else:
        small.small(canvas, sight)
        canvas.right(cols - 2, rows - 1, hint, "faint")
    return canvas.painted()
