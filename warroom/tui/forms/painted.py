"""The pieces of a sheet: widgets as high as their rows, painted with the same spans and colours as the panes.

A sheet under another sheet is dim, as the panes under it are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from warroom.tui.paint import Row
from warroom.tui.pane import strip_of
from warroom.tui.theme import DARK, PALETTES, Looks, Palette

GROUND = "panel"
"""What a sheet stands on."""


class _SheetLooks(Looks):
    """Looks that also know ``caret``: what stands under the cursor of a text field, turned round."""

    def __missing__(self, token: str) -> Style:
        name, _, ground = token.partition("/")
        if name != "caret":
            return super().__missing__(token)
        style = self[f"content/{ground}" if ground else "content"]
        self[token] = style = style + Style(reverse=not style.reverse)
        return style


@lru_cache(maxsize=16)
def _looks(palette: str, *, dim: bool) -> Looks:
    return _SheetLooks(PALETTES[palette], GROUND, dim=dim)


def palette_of(widget: Widget) -> Palette:
    """The palette of the console that a widget belongs to."""
    return getattr(widget.app, "palette", DARK)


def edges(widget: Widget) -> tuple[str, str]:
    """What stands at both ends of a field: its ground shows it, or brackets where there are no colours."""
    return ("[", "]") if palette_of(widget).colourless and not widget.has_focus else (" ", " ")


def looks_of(widget: Widget) -> Looks:
    """The colours that a widget of a sheet is painted in now: dim when another sheet lies on top."""
    covered = widget.app.screen is not widget.screen
    return _looks(palette_of(widget).name, dim=covered)


def too_early(widget: Widget, event: events.Event) -> bool:
    """Whether a key, or pasted text, comes while the sheet is deaf.

    Textual hands these straight to the widget with the focus, or to the screen when none has it: all of them ask here.
    """
    return isinstance(event, (events.Key, events.Paste)) and getattr(widget.screen, "deaf", False)


class Painted(Widget):
    """A widget that is as high as its rows."""

    DEFAULT_CSS = "Painted { width: 1fr; height: auto; }"
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        """``id`` and ``classes`` as for any widget."""
        super().__init__(id=id, classes=classes)
        self._painted: tuple[int, Sequence[Row]] = (-1, ())

    def rows(self, cells: int) -> Sequence[Row]:
        """What is shown, in rows of at most that many cells."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Show what is true now. Lays the sheet out anew only when the number of rows changed."""
        before = len(self._painted[1])
        cells = self.size.width
        self._painted = (cells, self.rows(cells)) if cells else (-1, ())
        moved = len(self._painted[1]) != before
        if moved:  # Textual forgets a measured height only once per frame, and rows may come twice in one
            self._box_model_cache.clear()
        self.refresh(layout=moved)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """As many lines as there are rows."""
        return len(self._rows_at(width))

    def render_line(self, y: int) -> Strip:
        """One row."""
        rows = self._rows_at(self.size.width)
        return strip_of(rows[y] if y < len(rows) else [], self.size.width, looks_of(self))

    def watch_has_focus(self, has_focus: bool) -> None:
        """The bar shows where the keys go."""
        super().watch_has_focus(has_focus)
        if self.is_mounted:
            self.repaint()

    def _rows_at(self, cells: int) -> Sequence[Row]:
        if self._painted[0] != cells:
            self._painted = (cells, self.rows(cells))
        return self._painted[1]


class Note(Painted):
    """Rows from a function, without a focus: titles, hints, facts."""

    def __init__(
        self,
        paint: Callable[[int], Sequence[Row]],
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """``paint``: cells → rows."""
        super().__init__(id=id)
        self._paint = paint

    def rows(self, cells: int) -> Sequence[Row]:
        """What the function paints."""
        return self._paint(cells)
