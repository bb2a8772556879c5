"""A text field of several lines, for words that go out. What stands in it is kept to the letter.

Enter begins a line. Tab goes to the next open slot and chooses it, so that typing fills it; without one further on it
goes to the next field.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import get_character_cell_size
from textual import events
from textual.widgets.input import Selection

from warroom.domain.exact import SLOTS
from warroom.domain.text import clean
from warroom.tui.forms.fields import LABEL, TextField, framed, lines_of
from warroom.tui.forms.painted import edges
from warroom.tui.paint import Row, Span, fill, width
from warroom.tui.statements.flow import HIDE, hides

LEAST, MOST, AROUND = 5, 18, 17
"""Rows at least and at most, and rows of the terminal that the rest of a form takes."""
_MOVES: Final = {"up": -1, "down": 1}


class TextBox(TextField):
    """Lines to type in."""

    left_out = 0
    """Hidden and broken characters that the last paste lost."""
    _wish: int | None = None
    """The column that going up and down aims at."""

    async def on_key(self, event: events.Key) -> None:
        """Lines and slots; the rest as in any field."""
        key = event.key
        wish, self._wish = self._wish, None
        if key == "enter":
            self._write("\n")
        elif key == "tab" and self._next_slot():
            pass
        elif key in _MOVES:
            if not self._vertical(_MOVES[key], wish):
                return  # at the first or last line: the form goes to another field
        elif key in ("pageup", "pagedown"):
            lines, page = self._all_lines(), max(1, self.tall - 1)
            here = self._here(lines)
            by = max(-page, -here) if key == "pageup" else min(page, len(lines) - 1 - here)
            self._vertical(by, wish)
        elif key in ("ctrl+home", "ctrl+end"):
            self.cursor_position = 0 if key == "ctrl+home" else len(self.value)
        else:
            await super().on_key(event)
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Paste, cleaned; lines stay lines."""
        event.prevent_default()
        event.stop()
        found = clean(event.text)
        self.left_out = found.count
        self._write(found.text)

    def _write(self, text: str) -> None:
        self.replace(text, *sorted(self.selection))
        self._show_cursor()

    # -- slots -------------------------------------------------------------------------------------------------------

    def _next_slot(self) -> bool:
        """Choose the next slot after the cursor; False if there is none."""
        found = slot_after(self.value, max(self.selection))
        if found is None:
            return False
        self.selection = Selection(*found)
        return True

    def first_slot(self) -> None:
        """Choose the first slot, if there is one; else go to the end."""
        found = slot_after(self.value, 0)
        self.selection = Selection(*found) if found else Selection.cursor(len(self.value))

    # -- lines -------------------------------------------------------------------------------------------------------

    @property
    def tall(self) -> int:
        """Rows that it has at most."""
        return max(LEAST, min(MOST, self.app.size.height - AROUND))

    def _position_to_cell(self, position: int) -> int:
        """Cells before it in its line.

        The way of a field with one line goes over the whole text for every key, by a search whose time grows with
        the square of a line: twenty lines of 3,000 letters took it seconds.
        """
        start = self.value.rfind("\n", 0, position) + 1
        return _cells(self.value[start:position])

    _broken: tuple[tuple[str, int], list[tuple[int, int]]] | None = None
    """The lines of the text as it was last looked at: a key asks for them several times."""

    def _all_lines(self, cells: int = 0) -> list[tuple[int, int]]:
        asked = (self.value, cells or self._inner)
        if self._broken is None or self._broken[0] != asked:
            self._broken = (asked, breaks(*asked))
        return self._broken[1]

    @property
    def _inner(self) -> int:
        return max(1, self.size.width - LABEL - 2 - 3)

    def _here(self, lines: list[tuple[int, int]]) -> int:
        return max((at for at, (start, _) in enumerate(lines) if start <= self.cursor_position), default=0)

    def _vertical(self, by: int, wish: int | None) -> bool:
        lines = self._all_lines()
        at = self._here(lines)
        if not 0 <= at + by < len(lines):
            return False
        wanted = _cells(self.value[lines[at][0] : self.cursor_position]) if wish is None else wish
        self._wish = wanted
        start, end = lines[at + by]
        soft = at + by + 1 < len(lines) and lines[at + by + 1][0] == end
        place = start
        while place < end - soft and wanted >= (size := get_character_cell_size(self.value[place])):
            wanted -= size
            place += 1
        self.cursor_position = place
        return True

    def action_home(self, select: bool = False) -> None:
        """To the start of the line."""
        self._go(self._line()[0], select=select)

    def action_end(self, select: bool = False) -> None:
        """To the end of the line."""
        self._go(self._line()[1], select=select)

    def action_delete_left_all(self) -> None:
        """Delete to the start of the line."""
        start = self._line()[0]
        self.delete(start if start < self.cursor_position else max(0, start - 1), self.cursor_position)

    def action_delete_right_all(self) -> None:
        """Delete to the end of the line."""
        end = self._line()[1]
        self.delete(self.cursor_position, end if end > self.cursor_position else end + 1)

    def _line(self) -> tuple[int, int]:
        """The paragraph of the cursor."""
        start = self.value.rfind("\n", 0, self.cursor_position) + 1
        end = self.value.find("\n", self.cursor_position)
        return start, len(self.value) if end < 0 else end

    def _go(self, to: int, *, select: bool) -> None:
        self.selection = Selection(self.selection.start, to) if select else Selection.cursor(to)

    # -- painting ----------------------------------------------------------------------------------------------------

    def rows(self, cells: int) -> list[Row]:
        """Label, and the lines around the cursor."""
        field = cells - LABEL - 2
        ground = "sel" if self.has_focus else "raise"
        lines, slots = self._all_lines(max(1, field - 3)), slots_in(self.value)
        tall, here = self.tall, self._here(lines)
        first = max(0, min(here - tall // 2, len(lines) - tall))
        left_edge, right_edge = edges(self)
        inner: list[Row] = []
        for at, (start, end) in enumerate(lines[first : first + tall], first):
            text = self._line_text(start, end, slots, last=at == here)
            right = self._more(at, first, tall, len(lines))
            row = fill(text, max(1, field - 2 - width(right)))
            inner.append([Span(left_edge), *row, *right, Span(right_edge)])
        inner += [[Span(left_edge), Span(" " * max(0, field - 2)), Span(right_edge)]] * (LEAST - len(inner))
        painted = [[Span(t, k if "/" in k else f"{k}/{ground}") for t, k in row] for row in inner]
        return framed(self.label, painted, focus=self.has_focus)

    def _more(self, at: int, first: int, tall: int, total: int) -> Row:
        if at == first and first:
            return [Span(f" {first} more ↑", "muted")]
        if at == first + tall - 1 and total > at + 1:
            return [Span(f" {total - at - 1} more ↓", "muted")]
        return []

    def _line_text(self, start: int, end: int, slots: Sequence[tuple[int, int]], *, last: bool) -> Row:
        if not self.value and self.empty:
            caret = [Span(" ", "caret")] if self.has_focus else []
            return [*caret, Span(self.empty, "muted")]
        low, high = sorted(self.selection)
        slots = [(a, b) for a, b in slots if a < end and b > start]
        row: Row = []
        for at in range(start, end):
            char = self.value[at]
            chosen = self.has_focus and (low <= at < high or (low == high == at))
            slot = any(a <= at < b for a, b in slots)
            token = "caret" if chosen else "caut" if slot or hides(char) else "content"
            shown = HIDE if hides(char) else char
            if row and row[-1].token == token:
                row[-1] = Span(row[-1].text + shown, token)
            else:
                row.append(Span(shown, token))
        soft = end < len(self.value) and self.value[end] != "\n"
        if self.has_focus and last and not soft and self.cursor_position == end and low == high:
            row.append(Span(" ", "caret"))
        return row

    def _show_cursor(self) -> None:
        self.fit()
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The cursor goes where it was clicked."""
        event.prevent_default()
        lines = self._all_lines()
        first = max(0, min(self._here(lines) - self.tall // 2, len(lines) - self.tall))
        if first + event.y >= len(lines):
            return
        start, end = lines[first + event.y]
        at, left = start, event.x - LABEL - 2
        while at < end and left >= get_character_cell_size(self.value[at]):
            left -= get_character_cell_size(self.value[at])
            at += 1
        self.selection = Selection.cursor(at)


def breaks(text: str, cells: int) -> list[tuple[int, int]]:
    """(start, end) of each row; the line end itself is in none."""
    out: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        out += [(start + a, start + b) for a, b in lines_of(paragraph, cells)]
        start += len(paragraph) + 1
    return out


def slots_in(text: str) -> list[tuple[int, int]]:
    """(start, end) of every slot that nobody filled; one that is not closed reaches to the end of its line."""
    out: list[tuple[int, int]] = []
    at = text.find(SLOTS)
    while at >= 0:
        line = text.find("\n", at)
        line = len(text) if line < 0 else line
        end = text.find("]]", at, line)
        out.append((at, line if end < 0 else end + 2))
        at = text.find(SLOTS, out[-1][1])
    return out


def slot_after(text: str, at: int) -> tuple[int, int] | None:
    """The first slot that begins at or after a place."""
    return next((slot for slot in slots_in(text) if slot[0] >= at), None)


def _cells(text: str) -> int:
    return sum(get_character_cell_size(char) for char in text)
