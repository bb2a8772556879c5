"""A pane: a rectangle that a pure function paints.

The function gives rows; the pane turns them into strips with the palette and, when it paints again, sends only the
rows that differ. It never asks for a layout, and foreign text never meets a markup parser: it only travels in spans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from warroom.tui.direct import DirectScreen
from warroom.tui.gate import closed
from warroom.tui.paint import Row, Span, fill
from warroom.tui.theme import Looks

Painter: TypeAlias = Callable[[int, int], list[Row]]
"""(cells wide, rows high) → rows, from the top. Missing rows are blank, surplus ones are cut."""


def strip_of(row: Row, cells: int, looks: Looks) -> Strip:
    """A row as the terminal gets it, exactly that wide.

    The gate comes before the measuring: what it drops (joiners inside an emoji) would change the width afterwards.
    """
    return _strip(safe(row, cells), cells, looks)


def safe(row: Iterable[Span], cells: int) -> Row:
    """The row behind the gate, exactly that wide. What joins a character (an accent) is in the span of that one."""
    out: Row = []
    for span in row:
        text, token = closed(span.text), span.token
        joins = _joining(text)
        if joins and out:
            out[-1] = Span(out[-1].text + text[:joins], out[-1].token)
        if text[joins:]:
            out.append(Span(text[joins:], token))
    return fill(out, cells)


def _joining(text: str) -> int:
    """How many characters at the beginning join the one before them."""
    if text[:1] < "\u0300":  # nearly all: nothing below joins anything
        return 0
    return next((n for n, char in enumerate(text) if cell_len(char)), len(text))


def _strip(row: Row, cells: int, looks: Looks) -> Strip:
    return Strip(_segments([(looks.text(text, token), looks[token]) for text, token in row if text]), cells)


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
    """First cell that may differ and the one after the last, of two safe rows; never through a wide character."""
    first = _alike(before, after, _beginning)
    last = cells - _alike(before[::-1], after[::-1], _ending)
    return (first, last) if first < last else (0, cells)


def _alike(before: Row, after: Row, common: Callable[[str, str], int]) -> int:
    """Cells that are the same in both, span by span, until one is not."""
    alike = 0
    for old, new in zip(before, after, strict=False):
        if old == new:
            alike += cell_len(new.text)
            continue
        if old.token == new.token:
            alike += common(old.text, new.text)
        break
    return alike


def _beginning(old: str, new: str) -> int:
    """Cells that both texts begin with. What joins the character before it (an accent) belongs to that one."""
    end = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    while end and any(text[end : end + 1] and not cell_len(text[end]) for text in (old, new)):
        end -= 1
    return cell_len(new[:end])


def _ending(old: str, new: str) -> int:
    """Cells that both texts end with."""
    most = min(len(old), len(new))
    size = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    while size and not cell_len(new[-size]):
        size -= 1
    return cell_len(new[len(new) - size :])


class _Made:
    """A row as it was painted, and its strip once somebody asked for it."""

    __slots__ = ("row", "strip")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.strip: Strip | None = None


class Pane(Widget):
    """A painted rectangle. ``look`` is called for the present colours, so that a theme can change.

    What is painted is kept by what it says, not by where it stands: in a log and a feed most rows have only moved.
    """

    can_focus = False

    def __init__(self, name: str, paint: Painter, look: Callable[[str], Looks], *, ground: str = "bg") -> None:
        super().__init__(id=name)
        self._paint = paint
        self._look = look
        self._ground = ground
        self._made: dict[tuple[Span, ...], _Made] = {}
        self._shown: list[_Made] = []
        """From the top, as many as the pane is high."""
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
        cells, height = self.size
        if not self.display or not cells or not height:
            return
        before, fresh = self._shown, self._painted != (cells, height)
        self._paint_rows(cells, height)
        if whole or fresh:
            self._forget()
            self.refresh()
            return
        regions = []
        for y, (old, new) in enumerate(zip(before, self._shown, strict=True)):
            if old is not new:
                first, end = changed(old.row, new.row, cells)
                regions.append(Region(first, y, end - first, 1))
        if not regions:
            return
        screen = self.screen
        if isinstance(screen, DirectScreen):
            screen.send(self, regions)
        else:
            self.refresh(*regions)

    def _paint_rows(self, cells: int, height: int) -> None:
        if self._painted != (cells, height):
            self._painted = (cells, height)
            self._made.clear()
        kept, made = self._made, dict[tuple[Span, ...], _Made]()
        shown = []
        rows = self._paint(cells, height)[:height]
        for row in rows + [[] for _ in range(height - len(rows))]:
            key = tuple(row)
            if (one := made.get(key)) is None:
                one = made[key] = kept.get(key) or _Made(safe(key, cells))
            shown.append(one)
        self._made, self._shown = made, shown

    def _forget(self) -> None:
        for one in self._shown:
            one.strip = None

    def notify_style_update(self) -> None:
        """Colours or places changed: nothing that is done holds."""
        self._forget()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Those rows, behind the app's filters, the last of which is the gate.

        For each change anywhere Textual asks every pane for all of its rows. They are kept, and do not go through its
        styles: a pane has no border, padding or tint, and its rows bring their own colours (a third of a repaint).
        """
        cells, height = self.size
        if self._painted != (cells, height):
            self._paint_rows(cells, height)
        strips = [self.finished(y) for y in crop.line_range]
        if crop.column_span != (0, cells):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def finished(self, y: int) -> Strip:
        """A row behind the app's filters."""
        one = self._shown[y]
        return one.strip or self._finish(one)

    def _finish(self, one: _Made) -> Strip:
        strip = _strip(one.row, self._painted[0], self._look(self._ground))
        background = self.background_colors[1]
        for each in self.get_line_filters():
            strip = strip.apply_filter(each, background)
        one.strip = strip
        return strip

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        # A pane's size never depends on what it shows: no second layout, and no second frame, for a new one.
        del layout
        return super()._size_updated(size, virtual_size, container_size, layout=False)
