"""The fields of a form: text, one of several, several of several, one of a list.

All stand on one grid: the label, the bar that shows the focus, what is chosen. Arrow keys and space choose, tab goes
on, enter never sends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final, TypeAlias

from rich.cells import get_character_cell_size
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from warroom.domain.text import clean, one_line
from warroom.tui.forms.painted import Painted, edges, looks_of, too_early
from warroom.tui.paint import Row, Span, pad, spread, width, wrap
from warroom.tui.pane import strip_of

LABEL: Final = 18
"""Cells of the label column; the bar stands after it."""

EDITS: Final = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action != "submit"
    for key in binding.key.split(",")
}
"""What the keys of a text field do, apart from writing."""

Hint: TypeAlias = Callable[[], str] | str
"""Muted words at the right end of a field."""


def framed(label: str, inner: Sequence[Row], *, focus: bool, token: str = "muted") -> list[Row]:  # noqa: S107 - a colour token
    """Rows of a field behind its label; the bar ▌ stands beside them while the field has the focus."""
    bar = Span("▌" if focus else " ", "accent")
    name = "bright" if focus else token
    return [[Span(pad(label if not at else "", LABEL), name), bar, *row] for at, row in enumerate(inner)]


def hint_words(hint: Hint) -> str:
    """The words of a hint now."""
    return hint() if callable(hint) else hint


class Field(Painted, can_focus=True):
    """A field that is chosen, not typed."""

    class Changed(Message):
        """What is chosen changed by a person's hand."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> Field:
            """The field."""
            return self.field

    def __init__(self, label: str, *, id: str, hint: Hint = "") -> None:  # noqa: A002 - Textual's name
        """``hint``: words, or a function that is asked whenever the field is painted."""
        super().__init__(id=id)
        self.label = label
        self.hint = hint

    def _forward_event(self, event: events.Event) -> None:
        if not too_early(self, event):
            super()._forward_event(event)

    def got(self) -> object:
        """What is chosen, as a form keeps it in a draft."""
        raise NotImplementedError

    def put(self, value: object) -> None:
        """Choose that, without telling the form."""
        raise NotImplementedError

    def chose(self) -> None:
        """Paint, and tell the form."""
        self.repaint()
        self.post_message(self.Changed(self))


class TextField(Input):
    """A line to type in. It grows with the text, up to ``most`` rows, so that all of it can be read."""

    DEFAULT_CSS = """
    TextField { width: 1fr; height: 1; padding: 0; border: none; background: transparent; }
    TextField:focus { border: none; background-tint: transparent; }
    """
    WRITES = True
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        id: str,  # noqa: A002 - Textual's name
        hint: Hint = "",
        empty: str = "",
        advice: str = "",
        most: int = 3,
        open_question: bool = False,
    ) -> None:
        """``empty``: shown muted while nothing is typed; ``advice``: a muted row below; ``open_question``: amber."""
        super().__init__(value, id=id, compact=True, select_on_focus=False)
        self.label = label
        self.hint = hint
        self.empty = empty
        self.advice = advice
        self.most = most
        self.open_question = open_question
        self.cursor_blink = False

    def _forward_event(self, event: events.Event) -> None:
        if not too_early(self, event):
            super()._forward_event(event)

    async def on_key(self, event: events.Key) -> None:
        """Edit in the order of the keys: what is left to bindings happens after the letters that were typed behind."""
        if event.key in EDITS:
            event.stop()
            event.prevent_default()
            await self.run_action(EDITS[event.key])

    def got(self) -> object:
        """The text."""
        return self.value

    def put(self, value: object) -> None:
        """Put text there without telling the form; the cursor goes to its end."""
        with self.prevent(Input.Changed):
            self.value = str(value)
        self.cursor_position = len(self.value)
        self.fit()

    def repaint(self) -> None:
        """Paint anew: the hint may say something else."""
        self.fit()
        self.refresh()

    def fit(self) -> None:
        """Be as high as the text."""
        if self.size.width:
            self.styles.height = len(self.rows(self.size.width))

    def on_resize(self) -> None:
        """Another width breaks the text elsewhere."""
        self.fit()

    def watch_value(self) -> None:
        """Text came or went."""
        self.fit()

    def rows(self, cells: int) -> list[Row]:
        """Label, text with its cursor, hint, advice."""
        field = cells - LABEL - 2
        ground = "/sel" if self.has_focus else "/raise"
        asked = self.open_question and bool(self.value)
        token = ("caut" if asked else "content") + ground
        lines = self._lines(field)
        inner = []
        for at, (start, end) in enumerate(lines):
            text = self._text(start, end, token, ground, last=end == len(self.value))
            right = self._right(ground) if at == len(lines) - 1 else []
            if width(text) + 2 + width(right) > field - 2:
                right = []
            left_edge, right_edge = edges(self)
            row = [Span(left_edge, token), *spread(text, right, field - 2), Span(right_edge, token)]
            inner.append([Span(t, k if "/" in k else k + ground) for t, k in row])
        rows = framed(self.label, inner, focus=self.has_focus, token="caut" if asked else "muted")
        below = wrap(self.advice, field) if self.advice else []
        return rows + [[Span(" " * (LABEL + 2)), Span(line, "muted")] for line in below]

    def _right(self, ground: str) -> Row:
        words = hint_words(self.hint)
        return [Span(words, f"muted{ground}")] if words else []

    def _lines(self, field: int) -> list[tuple[int, int]]:
        """(start, end) of the lines in view; the cursor's line always is."""
        lines = lines_of(self.value, max(1, field - 3))
        if len(lines) <= self.most:
            return lines
        here = next(at for at, (_, end) in enumerate(lines) if self.cursor_position < end or at == len(lines) - 1)
        first = max(0, min(here - self.most + 1, len(lines) - self.most))
        return lines[first : first + self.most]

    def _text(self, start: int, end: int, token: str, ground: str, *, last: bool) -> Row:
        shown = self.value[start:end]
        if not self.value and not self.has_focus:
            return [Span(self.empty, f"muted{ground}")]
        if not self.has_focus:
            return [Span(shown, token)]
        low, high = sorted(self.selection)
        if low == high:
            high += 1
        low, high = max(0, low - start), max(0, high - start)
        row = [Span(shown[:low], token), Span(shown[low:high], f"caret{ground}"), Span(shown[high:], token)]
        if last and self.cursor_position == len(self.value):
            row.append(Span(" ", f"caret{ground}"))
            if not self.value and self.empty:
                row.append(Span(self.empty, f"muted{ground}"))
        return [span for span in row if span.text]

    def render_line(self, y: int) -> Strip:
        """One row."""
        rows = self.rows(self.size.width)
        return strip_of(rows[y] if y < len(rows) else [], self.size.width, looks_of(self))

    def on_paste(self, event: events.Paste) -> None:
        """Paste as one line, cleaned."""
        event.prevent_default()
        event.stop()
        self.replace(one_line(clean(event.text).text), *sorted(self.selection))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The cursor goes where it was clicked."""
        event.prevent_default()
        lines = self._lines(self.size.width - LABEL - 2)
        if event.y >= len(lines):
            return
        start, end = lines[event.y]
        at, left = start, event.x - LABEL - 2
        while at < end and left >= get_character_cell_size(self.value[at]):
            left -= get_character_cell_size(self.value[at])
            at += 1
        self.selection = Selection.cursor(at)


def lines_of(text: str, cells: int) -> list[tuple[int, int]]:
    """(start, end) of each line of at most that many cells, broken after blanks. Every character is in one line."""
    lines: list[tuple[int, int]] = []
    start = 0
    while True:
        used, end, blank = 0, start, -1
        while end < len(text) and used + get_character_cell_size(text[end]) <= cells:
            used += get_character_cell_size(text[end])
            blank = end if text[end] == " " else blank
            end += 1
        if end >= len(text):
            return [*lines, (start, end)]
        end = blank + 1 if blank >= start else max(end, start + 1)
        lines.append((start, end))
        if end >= len(text):
            return lines
        start = end
