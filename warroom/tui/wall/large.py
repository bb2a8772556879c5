"""The wall from 180 by 54 cells on: everything that matters is written in letters of several cells.

Rows: strip 0-5, numbers 8-21, bar 24-26 and its names, late 31-41, log (left) and risks with volume (right) below.
Nothing moves: places depend on the size of the terminal alone.
"""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len

from warroom.domain.words import clock
from warroom.room.protocol import Room
from warroom.tui.paint import Span
from warroom.tui.wall import parts, says
from warroom.tui.wall.big import L_CELLS, M_CELLS, Block, cut, dots, half, room_for
from warroom.tui.wall.canvas import Canvas
from warroom.tui.wall.view import Sight

EDGE: Final = 4
STRIP: Final = 6
RISKS: Final = 60
"""Cells of the right part of the lower half."""


def large(canvas: Canvas, sight: Sight) -> None:
    """Paint it all."""
    _strip(canvas, sight.room, sight.now)
    _numbers(canvas, sight.room, sight.now)
    _late(canvas, sight)
    below = 42
    bottom = canvas.rows - 1
    _log(canvas, sight, below, bottom)
    _right(canvas, sight, below, bottom)


def countdown_at(cols: int) -> tuple[int, int, int]:
    """(x, y, cells) of the countdown to the next update."""
    return cols - EDGE - 52, 11, 52


def _small(canvas: Canvas, place: tuple[int, int, int], text: str, token: str) -> None:
    """Letters of braille dots at (x, y, cells at most)."""
    x, y, cells = place
    canvas.block(x, y, dots(cut(text, cells // M_CELLS)), token)


def _strip(canvas: Canvas, room: Room, now: int) -> None:
    canvas.ground(0, STRIP, parts.strip_ground(room))
    level, token = parts.level_of(room)
    name = half(level)
    chip = cell_len(name[0]) + 6
    for y in range(STRIP):
        line = name[y - 1] if 1 <= y <= len(name) else " " * (chip - 6)
        canvas.row(0, y, [Span(f"   {line}   ", token)])
    time = half(clock(now), tight=True)
    right = canvas.cols - EDGE - cell_len(time[0])
    canvas.block(right, 1, time, parts.on_strip(room, "muted"))
    left = chip + 6
    cells = right - left - 3
    title = parts.name_of(room)
    token = parts.on_strip(room, "bright")
    if len(cut(title, 200)) <= room_for(cells, L_CELLS):
        canvas.block(left, 1, half(title), token)
    else:
        _small(canvas, (left, 2, cells), title, token)


def _numbers(canvas: Canvas, room: Room, now: int) -> None:
    score = says.score(room, now)
    block = parts.figures(score.figure, 58, 14)
    canvas.block(EDGE, 8, block, score.token)
    elapsed, update = says.elapsed(room, now), says.update(room, now)
    clock_at, (update_at, top, wide) = 62, countdown_at(canvas.cols)
    most = update_at - 4 - clock_at
    parts.figure(canvas, clock_at, top, elapsed, parts.figures(elapsed.figure, most, 7))
    parts.countdown(canvas, (update_at, top, wide), update, 7)
    for x, figure, cells in ((clock_at, elapsed, most), (update_at, update, wide + 2)):
        token = "muted" if figure.token in ("content", "text") else "caut" if figure.chip else figure.token
        _small(canvas, (x, 8, cells), figure.label, token)
    cells = update_at - clock_at - 4
    if room.picture.incident is None:
        _small(canvas, (clock_at, 20, cells), elapsed.note, "muted")
    else:
        _meaning(canvas, (clock_at, 20, cells), score)
    _small(canvas, (update_at, 20, canvas.cols - 2 - update_at), update.note, update.note_token)
    wide = canvas.cols - 2 * EDGE
    parts.bar(canvas, room, score, (EDGE, 24, wide), 3)
    for at, name, level in parts.thresholds(room, wide):
        _small(canvas, (EDGE + at, 28, 10 * M_CELLS), name, "bright" if level == score.level else "muted")


def _meaning(canvas: Canvas, place: tuple[int, int, int], score: says.Score) -> None:
    """What there is to say about the score, in one line, each part in its own colour."""
    x, y, cells = place
    lines = list(score.lines)
    for long, brief in ((" min", "m"), (" in 15m", "")):
        if sum(len(words) + 2 for words, _ in lines) - 2 > cells // M_CELLS:
            lines = [(words.replace(long, brief), token) for words, token in lines]
    for n, (words, token) in enumerate(lines):
        text = words if n == len(lines) - 1 else f"{words},"
        left = cells // M_CELLS
        if left < 4:
            return
        _small(canvas, (x, y, cells), text, token)
        x, cells = x + (len(text) + 1) * M_CELLS, cells - (len(text) + 1) * M_CELLS


def _late(canvas: Canvas, sight: Sight) -> None:
    top, shown = 31, sight.late[:2]
    more = len(sight.late) - len(shown)
    rest = dots(f"+{more} more") if more > 0 else ()
    parts.rule(canvas, 2, top, canvas.cols - 4 - (_wide(rest) + 3 if rest else 0), "Late")
    canvas.block(canvas.cols - EDGE - _wide(rest) if rest else 0, top, rest, "warn")
    if not shown:
        _small(canvas, (EDGE, top + 3, canvas.cols), "Nobody is late.", "muted")
        return
    times = [half(item.when) for item in shown]
    people = [half(cut(item.who, 9)) for item in shown]
    when_at = canvas.cols - EDGE - max(_wide(b) for b in times)
    who_at = when_at - 6 - max(_wide(b) for b in people)
    for n, item in enumerate(shown):
        y = top + 2 + 5 * n
        token = "muted" if item.held else "warn"
        if item.alarm:
            canvas.ground(y, 4, "level")
            token = "level"  # noqa: S105 - a colour token
        canvas.block(EDGE, y, half("□" if item.held else "■"), token)
        words = half(cut(item.what, room_for(who_at - 6 - 12, L_CELLS)))
        canvas.block(12, y, words, "level" if item.alarm else "muted" if item.held else "content")
        canvas.block(who_at, y, people[n], "level" if item.alarm else "muted")
        canvas.block(canvas.cols - EDGE - _wide(times[n]), y, times[n], token)


def _wide(block: Block) -> int:
    return cell_len(block[0])


def _log(canvas: Canvas, sight: Sight, top: int, bottom: int) -> None:
    cells = canvas.cols - RISKS - 8
    parts.rule(canvas, 2, top, cells, "Last log entries")
    heard = says.sources(sight.room, sight.now, brief=True)
    end = bottom - 3 if heard.deaf else bottom - 1
    for n, line in enumerate(sight.told[: max(0, (end - top - 1) // 3)]):
        y = top + 2 + 3 * n
        stamp = line.at.removeprefix("T+").removeprefix("0")
        _small(canvas, (EDGE, y, 18), stamp, "muted")
        weight = "muted" if line.token == "text" else line.token  # noqa: S105 - a colour token
        _small(canvas, (EDGE + 18, y, cells - 20), line.words, weight)
    if heard.deaf:
        _small(canvas, (EDGE, bottom - 2, cells - EDGE), heard.words, heard.token)


def _right(canvas: Canvas, sight: Sight, top: int, bottom: int) -> None:
    x = canvas.cols - RISKS - 2
    chart = max(4, (bottom - top) // 3)
    volume = bottom - chart - 2
    parts.rule(canvas, x, top, RISKS, "Top risks")
    if not sight.risks:
        _small(canvas, (x + 1, top + 2, RISKS), "None known.", "muted")
    for n, risk in enumerate(sight.risks[: (volume - top - 1) // 3]):
        _small(canvas, (x + 1, top + 2 + 3 * n, RISKS - 1), risk.brief, "content")
    heard = says.volume(sight.room, sight.now)
    parts.rule(
        canvas, x, volume, RISKS, f"Posts: {heard.words}" if heard.deaf else f"Posts of the last hour: {heard.words}"
    )
    parts.chart(canvas, sight.room, sight.now, (x + 1, volume + 1, RISKS - 2), chart)
