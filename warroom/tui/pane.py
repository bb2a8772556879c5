"""A pane: a rectangle that a pure function paints.

The function gives rows; the pane turns them into strips with the palette and, when it paints again, sends only the
rows that differ. It never asks for a layout, and foreign text never meets a markup parser: it only travels in spans.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from warroom.tui.gate import closed
from warroom.tui.paint import Row, Span, fill
from warroom.tui.theme import Looks

Painter: TypeAlias = Callable[[int, int], list[Row]]
"""(cells wide, rows high) → rows, from the top. Missing rows are blank, surplus ones are cut."""


def strip_of(row: Row, cells: int, looks: Looks) -> Strip:
    """A row as the terminal gets it, exactly that wide.

    The gate comes before the measuring: what it drops (joiners inside an emoji) would change the width afterwards.
    """
    safe = fill([Span(closed(text), token) for text, token in row], cells)
    return Strip(_segments([(looks.text(text, token), looks[token]) for text, token in safe if text]), cells)


def _segments(pieces: Sequence[tuple[str, Style]]) -> list[Segment]:
    """As few segments as look the same: each costs some forty bytes of colours on the wire, and blanks have none."""
    out: list[Segment] = []
    for text, style in pieces:
        if out:
            before, worn = out[-1].text, out[-1].style or style
            if worn == style or (text.isspace() and _blends(worn, style)):
                out[-1] = Segment(before + text, worn)
                continue
            if before.isspace() and _blends(style, worn):
                out[-1] = Segment(before + text, style)
                continue
        out.append(Segment(text, style))
    return out


@lru_cache(4096)
def _blends(worn: Style, blank: Style) -> bool:
    """Whether blanks look the same in both styles."""
    return worn.bgcolor == blank.bgcolor and worn.reverse == blank.reverse and not (worn.strike or worn.underline)


def changed(before: Row, after: Row, cells: int) -> tuple[int, int]:
    """First cell that differs and the one after the last, of two rows that do; never through a wide character."""
    old, new = _cells(before, cells), _cells(after, cells)
    first = next((n for n in range(cells) if old[n] != new[n]), 0)
    last = next((n for n in range(cells - 1, -1, -1) if old[n] != new[n]), cells - 1)
    while first > 0 and not (old[first][0] and new[first][0]):
        first -= 1
    while last + 1 < cells and not (old[last + 1][0] and new[last + 1][0]):
        last += 1
    return first, last + 1


def _cells(row: Row, cells: int) -> list[tuple[str, str]]:
    """(character, token) of each cell; the second cell of a wide character has no character of its own."""
    out: list[tuple[str, str]] = []
    for text, token in row:
        for char in closed(text):
            size = get_character_cell_size(char)
            if size == 0 and out:
                out[-1] = (out[-1][0] + char, token)
                continue
            out.append((char, token))
            if size == 2:
                out.append(("", token))
    out += [(" ", "text")] * (cells - len(out))
    return out[:cells]


class Pane(Widget):
    """A painted rectangle. ``look`` is called for the present colours, so that a theme can change."""

    can_focus = False

    def __init__(self, name: str, paint: Painter, look: Callable[[str], Looks], *, ground: str = "bg") -> None:
        super().__init__(id=name)
        self._paint = paint
        self._look = look
        self._ground = ground
        self._rows: list[Row] = []
        self._strips: dict[int, Strip] = {}
        self._done: dict[int, Strip] = {}
        """Rows as they went to the terminal, behind the app's filters."""
        self._painted = (0, 0)
        """The size that the rows were painted for."""
        self._place: Region | None = None

    def place(self, region: Region | None) -> None:
        """Stand there, or nowhere. The only thing that costs a layout."""
        if region == self._place and self.display == (region is not None):
            return
        self._place = region
        self.display = region is not None
        if region is not None:
            self.styles.offset = region.offset
            self.styles.width, self.styles.height = region.size
            if self._painted != (0, 0):
                self._painted = (0, 0)  # while it was hidden nothing was painted
                self.refresh()

    def repaint(self, *, whole: bool = False) -> None:
        """Paint anew; only rows that differ go to the terminal, unless the colours changed (``whole``)."""
        width, height = self.size
        if not self.display or not width or not height:
            return
        before, fresh = self._rows, self._painted != (width, height)
        self._paint_rows()
        if whole or fresh:
            self._forget()
            self.refresh()
            return
        differ = [y for y in range(height) if self._rows[y] != before[y]]
        for y in differ:
            self._strips.pop(y, None)
            self._done.pop(y, None)
        regions = []
        for y in differ:
            first, end = changed(before[y], self._rows[y], width)
            regions.append(Region(first, y, end - first, 1))
        if regions:
            self.refresh(*regions)

    def _forget(self) -> None:
        self._strips.clear()
        self._done.clear()

    def notify_style_update(self) -> None:
        """Colours or places changed: nothing that is done holds."""
        self._done.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Those rows, behind the app's filters, the last of which is the gate.

        For each change anywhere Textual asks every pane for all of its rows. They are kept, and do not go through its
        styles: a pane has no border, padding or tint, and its rows bring their own colours (a third of a repaint).
        """
        if self._painted != self.size:
            self._paint_rows()
            self._forget()
        width, done = self.size.width, self._done
        if missing := [y for y in crop.line_range if y not in done]:
            filters, background = self.get_line_filters(), self.background_colors[1]
            for y in missing:
                strip = self.render_line(y)
                for each in filters:
                    strip = strip.apply_filter(each, background)
                done[y] = strip
        strips = [done[y] for y in crop.line_range]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One row of the pane, from the cache when it did not change."""
        if self._painted != self.size:
            self._paint_rows()
            self._forget()
        strip = self._strips.get(y)
        if strip is None:
            row = self._rows[y] if y < len(self._rows) else []
            strip = self._strips[y] = strip_of(row, self.size.width, self._look(self._ground))
        return strip

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        # A pane's size never depends on what it shows: no second layout, and no second frame, for a new one.
        del layout
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    def _paint_rows(self) -> None:
        width, height = self.size
        self._painted = (width, height)
        rows = self._paint(width, height)[:height]
        self._rows = rows + [[] for _ in range(height - len(rows))]
