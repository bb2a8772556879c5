"""The wall from 96 cells on: numbers in figures of several cells, the rest as plain text.

Made for a terminal whose font is set so large that 24 to 30 rows fill the screen. Where there are more rows, the
figures grow and the lists become longer. Places depend on the size of the terminal alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.cells import cell_len

from warroom.domain.words import clock
from warroom.tui.paint import Row, Span, crop, crop_row, spread, width
from warroom.tui.wall import parts, says
from warroom.tui.wall.canvas import Canvas
from warroom.tui.wall.view import Sight

EDGE: Final = 3


class _Plan(NamedTuple):
    """How many rows each part has at one size."""

    figures: int
    late: int
    risks: int
    log: int
    air: int
    """Blank rows between parts."""

    @property
    def lists(self) -> int:
        """The row at which the lists begin."""
        return 2 + self.figures + 1 + self.air + 2 + self.air


def plan(cols: int, rows: int) -> _Plan:
    """Share the rows: late things and risks first, the log takes what is left."""
    figures = 7 if cols >= 150 and rows >= 40 else 4
    air = 1 if rows >= 26 else 0
    late, risks, log = (2, 3, 5) if rows < 40 else (4, 5, 5)
    left = rows - 2 - _Plan(figures, 0, 0, 0, air).lists - 3 - 2 * air - late - risks - log - (rows >= 28)
    while left < 0 and late + risks + log > 3:
        late, risks, log = (late, risks, log - 1) if log > 2 else (late, risks - 1, log) if risks > 1 else (1, 1, 1)
        left += 1
    return _Plan(figures, late, risks, log + max(0, left), air)


def middle(canvas: Canvas, sight: Sight, hint: str) -> None:
    """Paint it all."""
    cols, rows = canvas.cols, canvas.rows
    shares = plan(cols, rows)
    strip(canvas, sight)
    _numbers(canvas, sight, shares.figures)
    bar_at = 2 + shares.figures + 1 + shares.air
    score = says.score(sight.room, sight.now)
    parts.bar(canvas, sight.room, score, (EDGE, bar_at, cols - 2 * EDGE), 1)
    for at, name, level in parts.thresholds(sight.room, cols - 2 * EDGE):
        canvas.put(EDGE + at, bar_at + 1, name.lower(), "bright" if level == score.level else "muted")
    chart = max(36, cols * 36 // 100)
    left = cols - chart - 6
    top = shares.lists
    _late(canvas, sight, top, left, shares.late)
    risks = top + 1 + shares.late + shares.air
    _risks(canvas, sight, risks, left, shares.risks)
    _volume(canvas, sight, (cols - chart - 2, top, chart), risks + shares.risks)
    log = risks + 1 + shares.risks + shares.air
    _log(canvas, sight, log, shares.log)
    last = rows - 2
    heard = says.sources(sight.room, sight.now)
    side = cell_len(hint) + 2
    canvas.put(EDGE, last, heard.words, heard.token, cols - 2 * EDGE - side)
    canvas.right(cols - EDGE, last, hint, "faint")


def strip(canvas: Canvas, sight: Sight) -> None:
    """The first row: level, what it is about, the time."""
    room = sight.room
    canvas.ground(0, 1, parts.strip_ground(room))
    level, token = parts.level_of(room)
    time = f"{clock(sight.now)} UTC"
    title_at = cell_len(level) + 7
    canvas.put(0, 0, f"  {level}  ", token)
    canvas.put(title_at - 1, 0, parts.name_of(room), parts.on_strip(room, "bright"), canvas.cols - title_at - 14)
    canvas.right(canvas.cols - 2, 0, time, parts.on_strip(room, "text"))


def countdown_at(cols: int, high: int) -> tuple[int, int, int]:
    """(x, y, cells) of the countdown to the next update, in figures so high."""
    wide, edge = (52, 2) if high == 7 else (26, 6)
    return cols - wide - edge, 2, wide


def _numbers(canvas: Canvas, sight: Sight, high: int) -> None:
    room, now = sight.room, sight.now
    score, elapsed, update = says.score(room, now), says.elapsed(room, now), says.update(room, now)
    cell = 2 if high == 7 else 1
    clock_at = EDGE + (41 if cell == 2 else 31)
    update_at, _, wide = countdown_at(canvas.cols, high)
    block = parts.figures(score.figure, clock_at - EDGE - 2, high)
    canvas.block(EDGE, 2, block, score.token)
    words_at = EDGE + cell_len(block[0]) + (4 if len(score.figure) < 3 and high < 7 else 2)
    for n, (words, token) in enumerate(score.lines):
        cells = clock_at - words_at - 1
        fitting = words if cell_len(words) < cells else words.replace(" min", "m")
        canvas.put(words_at, 2 + n + (high == 7), fitting, token, cells)
    parts.figure(canvas, clock_at, 2, elapsed, parts.figures(elapsed.figure, update_at - 2 - clock_at, high))
    parts.countdown(canvas, (update_at, 2, wide), update, high)
    for x, figure, most in ((clock_at, elapsed, update_at - 2), (update_at, update, canvas.cols - 1)):
        note = f"{figure.label}, {figure.note}" if figure.note else figure.label
        note = note if cell_len(note) <= most - x else note.replace("next update", "update")
        token = "caut" if figure.chip or figure.token == "caut" else "muted"  # noqa: S105 - a colour token
        canvas.put(x, 2 + high, note, token, most - x)


def _late(canvas: Canvas, sight: Sight, top: int, cells: int, rows: int) -> None:
    more = len(sight.late) - rows
    parts.rule(canvas, 2, top, cells, f"Late, +{more} more" if more > 0 else "Late")
    if not sight.late:
        canvas.put(EDGE, top + 1, "Nobody is late.", "muted")
    for n, item in enumerate(sight.late[:rows]):
        canvas.row(EDGE, top + 1 + n, late_row(item, cells - 3))


def late_row(item: says.Late, cells: int) -> Row:
    """``■ Legal sign-off on statement 3    Anna    6m``."""
    if item.alarm:
        return [Span(crop(f" {item.what} ".ljust(cells), cells), "level")]
    quiet = item.held
    when = Span(item.when.rjust(4), "muted" if quiet else "warnbold")
    side: Row = [Span(crop(item.who, 12).ljust(10), "muted"), Span(" "), when]
    left: Row = [Span("□ " if quiet else "■ ", "muted" if quiet else "warn"),
                 Span(item.what, "muted" if quiet else "content")]  # fmt: skip
    return spread(left, side, cells)


def _risks(canvas: Canvas, sight: Sight, top: int, cells: int, rows: int) -> None:
    parts.rule(canvas, 2, top, cells, "Top risks")
    if not sight.risks:
        canvas.put(EDGE, top + 1, "None known.", "muted")
    for n, risk in enumerate(sight.risks[:rows]):
        right: Row = crop_row([Span(risk.right, risk.token)], cells // 3) if risk.right else []
        row: Row = [Span(f"{n + 1} ", "muted"), Span(risk.what, "content")]
        canvas.row(EDGE, top + 1 + n, spread(row, right, cells - 3))


def _volume(canvas: Canvas, sight: Sight, place: tuple[int, int, int], last: int) -> None:
    x, top, cells = place
    heard = says.volume(sight.room, sight.now)
    parts.rule(canvas, x, top, cells, "Posts in the last hour")
    canvas.put(x + 1, top + 1, heard.words, "caut" if heard.deaf else "content", cells - 2)
    high = last - top - 2
    if high > 0:
        parts.chart(canvas, sight.room, sight.now, (x + 1, last - high, cells - 2), high)


def _log(canvas: Canvas, sight: Sight, top: int, rows: int) -> None:
    cells = canvas.cols - 4
    parts.rule(canvas, 2, top, cells, "Last log entries")
    for n, line in enumerate(sight.told[:rows]):
        head: Row = [Span(f"{line.at:<7}  ", "muted"), Span(f"{line.glyph} ", line.token)]
        body = crop_row([Span(line.words, line.token)], cells - 2 - width(head))
        canvas.row(EDGE, top + 1 + n, [*head, *body])
