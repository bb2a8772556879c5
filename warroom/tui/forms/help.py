"""The keys for the pane with the focus, made from the table of keys, so that it never lies (4h)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from warroom.tui.forms.base import Key, Sheet, available
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.painted import Note
from warroom.tui.keymap import GROUPS, Action, Keymap, key_name
from warroom.tui.paint import BLANK, Row, Span, crop, pad, width, wrap_spans

PANES: Final = {"feed": "the live feed", "tasks": "the tasks", "log": "the incident log", "needs": "what needs you",
                "score": "the score", "desk": "your desk", "thread": "the conversation", "composer": "your answer",
                "bank": "the answer bank"}  # fmt: skip
MORE: Final = " …"
"""Stands after what asks first."""


class HelpSheet(Sheet[str]):
    """Every key that does something here. Dismisses with the id of an action, or None."""

    WIDTH = 124
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown", "scroll(10)", "down a page", show=False),
        Binding("pageup", "scroll(-10)", "up a page", show=False),
        Binding("slash", "find", "find", show=False),
        Binding("ctrl+p", "leave('palette')", "palette", show=False),
        Binding("colon", "leave('command')", "command", show=False),
        Binding("question_mark,f1", "back", "back", show=False),
    ]

    def __init__(self, context: str = "feed", *, incident: bool | None = None, keymap: Keymap | None = None) -> None:
        """``context``: the pane with the focus. The console knows whether there is an incident, and the keys."""
        super().__init__()
        self.context = context
        self._asked = context, incident, keymap
        self.actions: list[Action] = []

    def heading(self) -> str:
        """Which keys."""
        return f"Keys, for {PANES.get(self.context, self.context)}"

    def contents(self) -> Iterable[Widget]:
        """A row to find in, hidden at first; the keys; what the signs mean."""
        self.actions = available(self.app, *self._asked)
        find = TextField("Find", id="find", empty="a key or a word")
        find.display = False
        yield find
        yield Note(self._rows, id="keys")
        yield Note(legend, id="legend")

    def keys(self) -> Sequence[Key]:
        """Other ways to find something."""
        return (Key("/", "find a key"), Key(":", "command line"), Key("^p", "palette, every action by name"))

    def action_scroll(self, by: int) -> None:
        """A row or a page."""
        self.query_one("#body").scroll_relative(y=by, animate=False)

    def action_find(self) -> None:
        """Show the row to find in."""
        find = self.query_one("#find", TextField)
        find.display = True
        find.focus()

    def action_leave(self, action: str) -> None:
        """Close and go on with something else."""
        self.dismiss(action)

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Only what matches stays."""
        self.query_one("#keys", Note).repaint()

    def on_key(self, event: events.Key) -> None:
        """Esc in the row to find in closes the row first."""
        find = self.query_one("#find", TextField)
        if event.key == "escape" and find.display:
            event.stop()
            event.prevent_default()
            find.value = ""
            find.display = False
            self.set_focus(None)
            self.query_one("#keys", Note).repaint()

    def _rows(self, cells: int) -> list[Row]:
        words = next((f.value for f in self.query("#find").results(TextField)), "").casefold().split()
        if words:
            return found_rows(self.actions, words, cells)
        return columns(self.actions, cells)


def columns(actions: Sequence[Action], cells: int) -> list[Row]:
    """The groups, side by side in as many columns as fit, in their order."""
    groups = [some for group in GROUPS if (some := [a for a in actions if a.group == group])]
    stacks: list[list[Row]] = []
    for number in range(max(1, min(len(groups), cells // 24)), 0, -1):
        stacks = [stack(some) for some in _shared(groups, number)]
        widths = [max(width(row) for row in rows) for rows in stacks]
        gap = (cells - sum(widths)) // max(1, len(stacks) - 1)
        if gap >= 2:
            return _beside(stacks, widths, min(gap, 12))
    return stacks[0] if stacks else []


def keys_words(action: Action) -> str:
    """All keys of an action, as they are shown."""
    return " ".join(key_name(k) for k in action.keys)


def stack(groups: Sequence[Sequence[Action]]) -> list[Row]:
    """Groups one under the other: name, then a key and its words a row."""
    wide = max(cell_len(keys_words(a)) for some in groups for a in some)
    rows: list[Row] = []
    for some in groups:
        rows += [BLANK] if rows else []
        rows.append([Span(some[0].group, "name")])
        for a in some:
            rows.append([Span(pad(keys_words(a), wide), "key"), Span(f"  {a.label}{MORE if a.asks else ''}", "text")])
    return rows


def _shared(groups: Sequence[list[Action]], number: int) -> list[list[list[Action]]]:
    """Groups in ``number`` stacks or fewer, in their order, none of them much higher than it must be."""
    height = max(len(some) + 1 for some in groups)
    while True:
        stacks: list[list[list[Action]]] = [[]]
        used = 0
        for some in groups:
            if stacks[-1] and used + 2 + len(some) > height:
                stacks.append([])
                used = 0
            used += len(some) + 1 + bool(stacks[-1])
            stacks[-1].append(some)
        if len(stacks) <= number:
            return stacks
        height += 1


def _beside(stacks: Sequence[list[Row]], widths: Sequence[int], gap: int) -> list[Row]:
    rows: list[Row] = []
    for y in range(max(len(stack) for stack in stacks)):
        row: Row = []
        for rows_of, wide in zip(stacks, widths, strict=True):
            part = rows_of[y] if y < len(rows_of) else BLANK
            row += [*part, Span(" " * (wide - width(part) + gap))]
        rows.append(row[:-1])
    return rows


def found_rows(actions: Sequence[Action], words: Sequence[str], cells: int) -> list[Row]:
    """Actions that have all the words in key, label or explanation, with the long explanation."""
    rows: list[Row] = [BLANK]
    found = [a for a in actions if all(w in searched(a) for w in words)]
    for group, some in groupby(found, key=lambda a: a.group):
        rows.append([Span(group, "name")])
        for action in some:
            keys = pad(keys_words(action), 12)
            words_for = f"{action.label}{MORE if action.asks else ''}{': ' + action.help if action.help else ''}"
            rows.append([Span(f"  {keys}", "key"), Span(crop(words_for, max(1, cells - 14)), "text")])
    if not found:
        rows.append([Span(f"No key for '{' '.join(words)}'. esc shows all of them.", "muted")])
    return rows


def searched(action: Action) -> str:
    """What of an action is looked through."""
    return f"{keys_words(action)} {action.label} {action.help} {action.group}".casefold()


def legend(cells: int) -> list[Row]:
    """What the signs mean."""
    promise = "asks before it does anything. No single key publishes or deletes. Enter never sends."
    asks = [Span("…", "content"), Span(promise, "text")]
    signs = [("■", "warn", "late or act now"), ("▲", "caut", "soon"), ("□ △", "content", "someone has it"),
             ("★", "content", "press or influencer"), ("§", "content", "legal"),
             ("-- - · +", "content", "tone")]  # fmt: skip
    log = [("◆", "decision"), ("●", "published"), ("○", "observed"), ("▪", "pinned"), ("□", "task"), ("✓", "done"),
           ("▲", "level"), ("=", "handover"), ("·", "automatic")]  # fmt: skip
    return [
        BLANK,
        *wrap_spans(asks, cells),
        *_signs([[Span(sign, token), Span(f" {words}", "text")] for sign, token, words in signs], cells),
        *_signs([[Span("In the log", "text")], *([Span(s, "content"), Span(f" {w}", "text")] for s, w in log)], cells),
    ]


def _signs(parts: Sequence[Row], cells: int) -> list[Row]:
    rows: list[Row] = [[]]
    for part in parts:
        if rows[-1] and width(rows[-1]) + 3 + width(part) > cells:
            rows.append([])
        rows[-1] += [Span("   "), *part] if rows[-1] else part
    return rows
