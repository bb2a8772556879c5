"""Every action by its name: type a few letters, enter does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Input

from warroom.tui.forms.base import Key, Sheet, available
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.painted import Painted
from warroom.tui.keymap import Action, Keymap, key_name
from warroom.tui.paint import Row, Span, crop, fill, on, pad, spread

WORSE: Final = 9
"""Rank of what matches only letter by letter."""


class Palette(Sheet[str]):
    """Dismisses with the id of the action that was chosen, or None."""

    WIDTH = 84
    TALLEST = 20
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "run", "do it", show=False),
        Binding("down", "step(1)", "next", show=False),
        Binding("up", "step(-1)", "before", show=False),
        Binding("pagedown", "step(10)", "down a page", show=False),
        Binding("pageup", "step(-10)", "up a page", show=False),
        Binding("ctrl+p", "back", "back", show=False),
    ]

    def __init__(self, context: str = "feed", *, incident: bool | None = None, keymap: Keymap | None = None) -> None:
        """``context``: the pane with the focus; only what can be done there now is offered."""
        super().__init__()
        self._asked = context, incident, keymap
        self.actions: list[Action] = []
        self.found: list[Action] = []
        self.at = 0

    def heading(self) -> str:
        """The title."""
        return "Every action by name"

    def contents(self) -> Iterable[Widget]:
        """What to find, and what was found."""
        self.actions = sorted(available(self.app, *self._asked), key=lambda a: a.group == "Move")
        self.found = list(self.actions)
        yield TextField("Find", id="find", empty="a few letters of it")
        yield _Found(self, id="found")

    def keys(self) -> Sequence[Key]:
        """Names the action that enter does."""
        chosen = [Key("enter", self._label(self.found[self.at]), main=True)] if self.found else []
        return (*chosen, Key("↑↓", "choose"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Best match first."""
        self.found = search(self.actions, event.value)
        self.at = 0
        self._show()

    def on_input_submitted(self) -> None:
        """Enter."""
        self.action_run()

    def action_step(self, by: int) -> None:
        """Move the bar."""
        if self.found:
            self.at = max(0, min(len(self.found) - 1, self.at + by))
            self._show()

    def action_run(self) -> None:
        """Close with the action under the bar."""
        if self.found:
            self.dismiss(self.found[self.at].id)

    def _show(self) -> None:
        found = self.query_one("#found", _Found)
        found.repaint()
        self.refresh_foot()
        self.query_one("#body").scroll_to_region(Region(0, found.virtual_region.y + self.at, 1, 2), animate=False)

    @staticmethod
    def _label(action: Action) -> str:
        return f"{action.label}{' …' if action.asks else ''}"


class _Found(Painted):
    def __init__(self, sheet: Palette, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = sheet

    def rows(self, cells: int) -> Sequence[Row]:
        if not self.sheet.found:
            find = self.sheet.query_one("#find", TextField).value
            return [[], [Span(f"No action is called '{crop(find, 40)}'. esc goes back.", "muted")]]
        rows = [action_row(a, cells, here=at == self.sheet.at) for at, a in enumerate(self.sheet.found)]
        return [[], *rows]

    def on_click(self, event: events.Click) -> None:
        if 0 < event.y <= len(self.sheet.found):
            self.sheet.at = event.y - 1
            self.sheet.action_run()


def action_row(action: Action, cells: int, *, here: bool) -> Row:
    """``▌ claim          take it, or let it go      Mentions   c``."""
    words = f"{action.label}{' …' if action.asks else ''}"
    left = [Span(f" {pad(words, 20)}", "bright" if here else "text"), Span(action.help, "muted")]
    keys = " ".join(key_name(k) for k in action.keys)
    right = [Span(pad(action.group, 11), "muted"), Span(f"{pad(keys, 8, right=True)} ", "key")]
    row = [Span("▌" if here else " ", "accent"), *spread(left, right, cells - 1)]
    return on(fill(row, cells), "sel") if here else row


def search(actions: Sequence[Action], text: str) -> list[Action]:
    """Actions that match, best first: a label that begins so, a word that does, letters somewhere, in their order."""
    wanted = " ".join(text.casefold().split())
    if not wanted:
        return list(actions)
    ranked = [(rank(action, wanted), at) for at, action in enumerate(actions)]
    return [actions[at] for points, at in sorted(ranked) if points < WORSE + 1]


def rank(action: Action, wanted: str) -> int:
    """How well an action matches, 0 best; above :data:`WORSE` it does not."""
    label, whole = action.label.casefold(), f"{action.label} {action.help} {action.group}".casefold()
    if label.startswith(wanted) or any(key_name(k) == wanted for k in action.keys):
        return 0
    if any(word.startswith(wanted) for word in label.split()):
        return 1
    if wanted in label:
        return 2
    if any(word.startswith(wanted) for word in whole.split()):
        return 3
    if wanted in whole:
        return 4
    letters = iter(label)
    return WORSE if all(letter in letters for letter in wanted if letter != " ") else WORSE + 1
