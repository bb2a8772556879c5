"""Choices that need a row each: a list that opens under its field, and a list that stands open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widget import Widget

from warroom.tui.forms.fields import LABEL, Field, Hint, framed, hint_words
from warroom.tui.forms.painted import edges
from warroom.tui.paint import Row, Span, on, pad, spread, width


class PickOne(Field):
    """One of many, in one row with ▾; space opens the list under it, letters find."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "next", show=False),
        Binding("up", "step(-1)", "before", show=False),
        Binding("space", "open", "list", show=False),
        Binding("enter", "take", "take", show=False),
    ]
    MOST: Final = 8
    """Rows of the open list."""

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        id: str,  # noqa: A002 - Textual's name
        value: str,
        hint: Hint = "",
    ) -> None:
        """``choices``: (value, words); ``value`` is one of them."""
        super().__init__(label, id=id, hint=hint)
        self.choices = list(choices)
        self.value = value
        self._open = False

    @property
    def words(self) -> str:
        """The chosen one in words."""
        return dict(self.choices).get(self.value, "")

    def rows(self, cells: int) -> Sequence[Row]:
        """The row, and the list while it is open."""
        ground = "/sel" if self.has_focus else "/raise"
        field = cells - LABEL - 2
        left_edge, right_edge = edges(self)
        right = [Span(f"{hint_words(self.hint)} ▾{right_edge}".lstrip(), f"muted{ground}")]
        if cell_len(self.words) + 3 + width(right) > field:
            right = [Span(f"▾{right_edge}", f"muted{ground}")]
        row = [
            Span(text, token if "/" in token else token + ground)
            for text, token in spread([Span(f"{left_edge}{self.words}", "content")], right, field)
        ]
        inner: list[Row] = [row]
        if self._open:
            inner += [self._listed(at, field) for at in self._shown()]
        return framed(self.label, inner, focus=self.has_focus)

    def _shown(self) -> range:
        first = max(0, min(self._at - self.MOST // 2, len(self.choices) - self.MOST))
        return range(first, min(first + self.MOST, len(self.choices)))

    def _listed(self, at: int, cells: int) -> Row:
        value, words = self.choices[at]
        chosen = value == self.value
        return [Span(pad(f"   ({'•' if chosen else ' '}) {words}", cells), "content" if chosen else "muted")]

    @property
    def _at(self) -> int:
        return next((at for at, (value, _) in enumerate(self.choices) if value == self.value), 0)

    def _pick(self, at: int) -> None:
        self.value = self.choices[at][0]
        self.chose()

    def action_step(self, by: int) -> None:
        """The next one or the one before."""
        self._pick(max(0, min(len(self.choices) - 1, self._at + by)))

    def action_open(self) -> None:
        """Open or close the list."""
        self._open = not self._open
        self.repaint()

    def action_take(self) -> None:
        """Close the list, or go on."""
        if self._open:
            self.action_open()
        else:
            self.screen.focus_next()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The list goes with the focus."""
        self._open = self._open and has_focus
        super().watch_has_focus(has_focus)

    def on_key(self, event: events.Key) -> None:
        """Esc closes an open list only; a letter goes to the next choice that begins with it."""
        if event.key == "escape" and self._open:
            event.stop()
            event.prevent_default()
            self.action_open()
        elif event.character and event.character.isalpha():
            order = [(self._at + n) % len(self.choices) for n in range(1, len(self.choices) + 1)]
            found = [at for at in order if self.choices[at][1].casefold().startswith(event.character.casefold())]
            if found:
                event.stop()
                self._pick(found[0])

    def on_click(self, event: events.Click) -> None:
        """The row opens the list, a line of it is taken."""
        if not event.y:
            self.action_open()
        elif event.y - 1 < len(self._shown()):
            at = self._shown()[event.y - 1]
            self._open = False
            self._pick(at)

    def got(self) -> object:
        """The value."""
        return self.value

    def put(self, value: object) -> None:
        """Choose without telling."""
        if value in dict(self.choices):
            self.value = str(value)
        self.repaint()


class Line(NamedTuple):
    """One line of a :class:`Listing`."""

    value: str
    words: str
    means: str = ""
    mark: str = ""
    """At the right end."""


class Listing(Field):
    """Lines with a radio box each, one under the other. The arrows choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", "next", show=False),
        Binding("up,k", "step(-1)", "before", show=False),
        Binding("home,g", "step(-1000)", "first", show=False),
        Binding("end,G", "step(1000)", "last", show=False),
        Binding("pagedown", "step(10)", "down a page", show=False),
        Binding("pageup", "step(-10)", "up a page", show=False),
    ]

    def __init__(self, lines: Sequence[Line], *, id: str, value: str = "", wide: int = 20) -> None:  # noqa: A002 - Textual's name
        """``wide``: cells of the first column, with its box."""
        super().__init__("", id=id)
        self.lines = list(lines)
        self.value = value
        self.wide = wide

    def rows(self, cells: int) -> Sequence[Row]:
        """One row a line."""
        return [self._row(line, cells) for line in self.lines]

    def _row(self, line: Line, cells: int) -> Row:
        chosen = line.value == self.value
        here = chosen and self.has_focus
        box = Span(pad(f" ({'•' if chosen else ' '}) {line.words}", self.wide + 1), "bright" if chosen else "text")
        right = [Span(f"{line.mark} ", "content")] if line.mark else []
        row = spread([box, Span(f"  {line.means}", "muted")], right, cells - 1)
        row = [Span("▌" if here else " ", "accent"), *row]
        return on(row, "sel" if here else "raise") if chosen else row

    @property
    def at(self) -> int:
        """The chosen line."""
        return next((at for at, line in enumerate(self.lines) if line.value == self.value), 0)

    def action_step(self, by: int) -> None:
        """Choose the next line or the one before."""
        if not self.lines:
            return
        self.value = self.lines[max(0, min(len(self.lines) - 1, self.at + by))].value
        self.chose()

    def chose(self) -> None:
        """Paint, tell, and bring the line into view."""
        super().chose()
        here = Region(0, self.virtual_region.y + self.at, 1, 1)
        if isinstance(self.parent, Widget):
            self.parent.scroll_to_region(here, animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        if event.y < len(self.lines):
            self.value = self.lines[event.y].value
            self.chose()

    def got(self) -> object:
        """The value."""
        return self.value

    def put(self, value: object) -> None:
        """Choose without telling."""
        self.value = str(value)
        self.repaint()
