"""The wall below 96 cells: level, score, time since the start, next update, what is late. And what is not heard."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len

from warroom.tui.wall import parts, says
from warroom.tui.wall.canvas import Canvas
from warroom.tui.wall.middle import late_row, strip
from warroom.tui.wall.view import Sight

EDGE: Final = 2
SIDE: Final = 27
"""Cells of the left part, where the score stands."""


def countdown_at(cols: int, rows: int) -> tuple[int, int, int] | None:
    """(x, y, cells) of the countdown to the next update; None where there is no room for figures."""
    if rows >= 23 and cols >= SIDE + 53:
        return SIDE, 11, 52
    return (cols - 28, 2, 26) if rows >= 14 and cols >= 70 else None


def small(canvas: Canvas, sight: Sight) -> None:
    """Paint it all, as large as the rows allow."""
    strip(canvas, sight)
    place = countdown_at(canvas.cols, canvas.rows)
    if place is not None and place[1] > 2:
        top = _tall(canvas, sight)
    elif place is not None:
        top = _flat(canvas, sight)
    else:
        top = _plain(canvas, sight)
    last = canvas.rows - 2
    room = max(0, last - top - 1)
    more = len(sight.late) - room
    parts.rule(canvas, 1, top, canvas.cols - 2, f"Late, +{more} more" if more > 0 else "Late")
    if not sight.late:
        canvas.put(EDGE, top + 1, "Nobody is late.", "muted")
    for n, item in enumerate(sight.late[:room]):
        canvas.row(EDGE, top + 1 + n, late_row(item, canvas.cols - 2 * EDGE))
    heard = says.sources(sight.room, sight.now)
    canvas.put(EDGE, last, heard.words, heard.token, canvas.cols - 2 * EDGE)


def _tall(canvas: Canvas, sight: Sight) -> int:
    """Two bands of figures, seven rows high."""
    score = says.score(sight.room, sight.now)
    elapsed, update = says.elapsed(sight.room, sight.now), says.update(sight.room, sight.now)
    canvas.block(EDGE, 2, parts.figures(score.figure, SIDE - EDGE - 2, 7), score.token)
    for n, (words, token) in enumerate(score.lines):
        canvas.put(EDGE, 12 + 2 * n, words, token, SIDE - EDGE - 1)
    cells = canvas.cols - SIDE
    parts.figure(canvas, SIDE, 2, elapsed, parts.figures(elapsed.figure, cells, 7))
    parts.countdown(canvas, (SIDE, 11, 52), update, 7)
    for y, shown in ((9, elapsed), (18, update)):
        _caption(canvas, SIDE, y, shown, cells)
    return 19


def _flat(canvas: Canvas, sight: Sight) -> int:
    """One band, four rows high."""
    score = says.score(sight.room, sight.now)
    elapsed, update = says.elapsed(sight.room, sight.now), says.update(sight.room, sight.now)
    canvas.block(EDGE, 2, parts.figures(score.figure, 17, 4), score.token)
    middle, right = canvas.cols - 56, canvas.cols - 28
    parts.figure(canvas, middle, 2, elapsed, parts.figures(elapsed.figure, 27, 4))
    parts.countdown(canvas, (right, 2, 26), update, 4)
    for x, shown in ((middle, elapsed), (right, update)):
        _caption(canvas, x, 6, shown, 27)
    canvas.put(EDGE, 8, _in_one_line(score), score.lines[0][1], canvas.cols - 2 * EDGE)
    return 10


def _plain(canvas: Canvas, sight: Sight) -> int:
    """Too little room for big figures: words."""
    score = says.score(sight.room, sight.now)
    elapsed, update = says.elapsed(sight.room, sight.now), says.update(sight.room, sight.now)
    canvas.put(EDGE, 1, f"{score.figure}  {_in_one_line(score)}", score.token, canvas.cols - 2 * EDGE)
    for y, shown in ((2, elapsed), (3, update)):
        canvas.put(EDGE, y, f"{shown.label} {shown.figure}", shown.token, canvas.cols - 2 * EDGE)
    return 4


def _in_one_line(score: says.Score) -> str:
    return ", ".join(words for words, _ in score.lines)


def _caption(canvas: Canvas, x: int, y: int, shown: says.Figure, cells: int) -> None:
    token = "caut" if shown.chip or shown.token == "caut" else "muted"  # noqa: S105 - a colour token
    note = f"{shown.label}, {shown.note}" if shown.note else shown.label
    canvas.put(x, y, note if cell_len(note) <= cells else shown.label, token, cells)
