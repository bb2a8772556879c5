"""A sheet of cells to put words and big writing on: what the wall's layouts paint with.

What is put beyond the edge is cropped, what would cover earlier words is left out, so that no row is ever wider than
the terminal and no two texts run into each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, get_character_cell_size

from warroom.tui.gate import closed
from warroom.tui.paint import Row, Span, crop, crop_row, width


class Canvas:
    """Rows of ``cols`` cells. Places are counted from the top left, 0."""

    def __init__(self, cols: int, rows: int) -> None:
        self.cols, self.rows = cols, rows
        self._pieces: list[list[tuple[int, int, Row]]] = [[] for _ in range(rows)]
        self._grounds: dict[int, str] = {}

    def ground(self, top: int, rows: int, token: str) -> None:
        """What blanks of these rows are painted in: ``text/panel``, or a chip over the whole width."""
        for y in range(max(0, top), min(self.rows, top + rows)):
            self._grounds[y] = token

    def row(self, x: int, y: int, row: Row, cells: int | None = None) -> None:
        """A row of spans at a place, in at most ``cells`` cells."""
        most = self.cols - x if cells is None else min(cells, self.cols - x)
        if not 0 <= y < self.rows or x < 0 or most <= 0:
            return
        row = crop_row([Span(closed(text), token) for text, token in row], most)
        size = width(row)
        taken = any(x < at + wide and at < x + size for at, wide, _ in self._pieces[y])
        if size and not taken:
            self._pieces[y].append((x, size, row))

    def put(self, x: int, y: int, text: str, token: str = "text", cells: int | None = None) -> None:  # noqa: S107 - a colour token
        """Words at a place."""
        most = self.cols - x if cells is None else min(cells, self.cols - x)
        if most > 0:
            self.row(x, y, [Span(crop(closed(text), most), token)])

    def right(self, x: int, y: int, text: str, token: str = "text") -> None:  # noqa: S107 - a colour token
        """Words that end before column ``x``."""
        text = closed(text)
        self.put(max(0, x - cell_len(text)), y, text, token)

    def block(self, x: int, y: int, lines: Sequence[str], token: str) -> None:
        """Big writing. It is left out whole where it does not fit, because half a figure is another figure."""
        if lines and x >= 0 and x + cell_len(lines[0]) <= self.cols:
            for dy, line in enumerate(lines):
                self.row(x, y + dy, [Span(line, token)])

    def fill(self, x: int, y: int, cells: int, rows: int, token: str) -> None:
        """A rectangle of one ground, to put nothing on."""
        for dy in range(rows):
            self.row(x, y + dy, [Span(" " * cells, token)])

    def painted(self) -> list[Row]:
        """The rows, from the top; each at most ``cols`` cells wide."""
        return [self._whole(y) for y in range(self.rows)]

    def _whole(self, y: int) -> Row:
        ground = self._grounds.get(y, "")
        out: Row = []
        at = 0
        for x, size, row in sorted(self._pieces[y], key=lambda piece: piece[0]):
            if x > at:
                out.append(Span(" " * (x - at), ground or "text"))
            out += row
            at = x + size
        if ground and at < self.cols:
            out.append(Span(" " * (self.cols - at), ground))
        return out


def cells_of(row: Row, first: int, end: int) -> Row:
    """The cells ``first`` up to ``end`` of a row, exactly so many; a wide character on an edge becomes a blank."""
    out: Row = []
    at = 0
    for text, token in row:
        kept = ""
        for char in text:
            size = get_character_cell_size(char)
            whole = first <= at and at + size <= end
            kept += char if whole else " " * max(0, min(at + size, end) - max(at, first))
            at += size
        if kept:
            out.append(Span(kept, token))
    short = end - first - width(out)
    return [*out, Span(" " * short)] if short > 0 else out
