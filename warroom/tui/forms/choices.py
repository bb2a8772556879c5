"""Choices in a line: one of several, several of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType

from warroom.tui.forms.fields import LABEL, Field, Hint, framed, hint_words
from warroom.tui.paint import Row, Span, spread, width


class _Choices(Field):
    """Choices in a line, in as many rows as it takes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,down", "step(1)", "next choice", show=False),
        Binding("left,up", "step(-1)", "choice before", show=False),
        Binding("space", "choose", "choose", show=False),
        Binding("enter", "app.focus_next", "next field", show=False),
    ]

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        id: str,  # noqa: A002 - Textual's name
        hint: Hint = "",
    ) -> None:
        """``choices``: (value, words)."""
        super().__init__(label, id=id, hint=hint)
        self.choices = list(choices)
        self._spots: dict[int, tuple[int, int, int]] = {}
        """Choice → (row, from, to) where it can be clicked."""

    def mark(self, at: int) -> Row:
        """One choice with its box."""
        raise NotImplementedError

    def rows(self, cells: int) -> Sequence[Row]:
        """Label, choices, hint."""
        inner: list[Row] = [[Span(" ")]]
        self._spots = {}
        for at in self.seen(cells):
            shown = self.mark(at)
            if width(inner[-1]) > 1 and LABEL + 1 + width(inner[-1]) + 3 + width(shown) > cells:
                inner.append([Span(" ")])
            if width(inner[-1]) > 1:
                inner[-1].append(Span("   "))
            left = LABEL + 1 + width(inner[-1])
            inner[-1] += shown
            self._spots[at] = (len(inner) - 1, left, left + width(shown))
        rows = framed(self.label, inner, focus=self.has_focus)
        hidden = len(self.choices) - len(self._spots)
        words = f"{hidden} more" if hidden else hint_words(self.hint)
        if words and width(rows[-1]) + 2 + cell_len(words) <= cells:
            rows[-1] = spread(rows[-1], [Span(words, "muted")], cells)
        return rows

    def seen(self, cells: int) -> Sequence[int]:  # noqa: ARG002 - for those who cannot show all
        """The choices that are shown."""
        return range(len(self.choices))

    def on_click(self, event: events.Click) -> None:
        """A click on a choice chooses it."""
        for at, (y, left, right) in self._spots.items():
            if event.y == y and left <= event.x < right:
                self.pick(at)

    def on_key(self, event: events.Key) -> None:
        """A letter goes to the next choice that begins with it."""
        if not event.character or not event.character.isalpha():
            return
        order = [(self.at + n) % len(self.choices) for n in range(1, len(self.choices) + 1)]
        for at in order:
            if self.choices[at][1].casefold().startswith(event.character.casefold()):
                event.stop()
                self.reach(at)
                return

    @property
    def at(self) -> int:
        """Where the keys are among the choices; -1 before the first."""
        raise NotImplementedError

    def reach(self, at: int) -> None:
        """Go to a choice with the keys."""
        raise NotImplementedError

    def pick(self, at: int) -> None:
        """Choose it."""
        raise NotImplementedError

    def action_step(self, by: int) -> None:
        """To the next choice or the one before; stays at the ends."""
        self.reach(max(0, min(len(self.choices) - 1, self.at + by)))

    def action_choose(self) -> None:
        """Space."""
        self.pick(max(0, self.at))


class OneOf(_Choices):
    """``(•) yes   ( ) likely   ( ) unclear``. The arrows choose."""

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        id: str,  # noqa: A002 - Textual's name
        value: str = "",
        hint: Hint = "",
        one_row: bool = False,
    ) -> None:
        """``value``: what is chosen at first; may be none of the choices. ``one_row``: the rest waits at the side."""
        super().__init__(label, choices, id=id, hint=hint)
        self.value = value
        self.one_row = one_row

    def seen(self, cells: int) -> Sequence[int]:
        """All, or as many as fit into one row around the chosen one."""
        if not self.one_row:
            return super().seen(cells)
        widths = [width(self.mark(at)) + 3 for at in range(len(self.choices))]
        space = cells - LABEL - 2 + 3 - cell_len(f"  {len(widths)} more")
        first, last = 0, 0
        while last < len(widths) and (sum(widths[first : last + 1]) <= space or last <= self.at):
            last += 1
            while first < self.at and sum(widths[first:last]) > space:
                first += 1
        return range(first, last)

    def mark(self, at: int) -> Row:
        """Bright when chosen."""
        value, words = self.choices[at]
        chosen = value == self.value
        return [Span(f"({'•' if chosen else ' '}) {words}", "content" if chosen else "muted")]

    @property
    def at(self) -> int:
        """The chosen one."""
        return next((at for at, (value, _) in enumerate(self.choices) if value == self.value), -1)

    def reach(self, at: int) -> None:
        """Going there is choosing it."""
        self.pick(at)

    def pick(self, at: int) -> None:
        """Choose it."""
        self.value = self.choices[at][0]
        self.chose()

    def got(self) -> object:
        """The value."""
        return self.value

    def put(self, value: object) -> None:
        """Choose without telling."""
        self.value = str(value)
        self.repaint()


class ManyOf(_Choices):
    """``[x] data   [ ] money``. The arrows go through them, space switches one."""

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        id: str,  # noqa: A002 - Textual's name
        values: Sequence[str] = (),
        hint: Hint = "",
    ) -> None:
        """``values``: what is on at first."""
        super().__init__(label, choices, id=id, hint=hint)
        self.values = tuple(values)
        self._at = 0

    def mark(self, at: int) -> Row:
        """Bright when on; the one that space would switch has the ground of the bar."""
        value, words = self.choices[at]
        on = value in self.values
        token = "content" if on else "muted"
        here = "/sel" if self.has_focus and at == self._at else ""
        return [Span(f"[{'x' if on else ' '}] {words}", token + here)]

    @property
    def at(self) -> int:
        """Where the keys are."""
        return self._at

    def reach(self, at: int) -> None:
        """Go there; nothing is switched."""
        self._at = at
        self.repaint()

    def pick(self, at: int) -> None:
        """Switch it."""
        self._at = at
        value = self.choices[at][0]
        on = set(self.values) ^ {value}
        self.values = tuple(v for v, _ in self.choices if v in on)
        self.chose()

    def got(self) -> object:
        """The values that are on."""
        return self.values

    def put(self, value: object) -> None:
        """Switch without telling."""
        self.values = tuple(v for v, _ in self.choices if isinstance(value, tuple) and v in value)
        self.repaint()
