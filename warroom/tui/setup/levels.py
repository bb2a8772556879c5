"""Step 5: the levels and their minutes, in one table that digits change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

import msgspec
from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from warroom.domain.level import Level, LevelRule
from warroom.setup.draft import Draft, Wrong
from warroom.tui.forms.base import Key
from warroom.tui.forms.fields import Field
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, crop, pad, wrap
from warroom.tui.setup.sheet import StepSheet, note

COLUMNS: Final = (("answer", "answer in"), ("first_words", "first words"), ("public", "public"),
                  ("executive", "executive"), ("team", "team"))  # fmt: skip
"""(field of a rule, its head)."""
MOST: Final = 7 * 24 * 60
"""Minutes of the longest deadline."""
_NAME: Final = 14
_CELL: Final = 12


class MinutesGrid(Field):
    """Five levels by five deadlines. Arrows move, digits write, ``-`` asks for nothing there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "go(1, 0)", "level below", show=False),
        Binding("up", "go(-1, 0)", "level above", show=False),
        Binding("right", "go(0, 1)", "next deadline", show=False),
        Binding("left", "go(0, -1)", "deadline before", show=False),
        Binding("enter", "go(1, 0)", "level below", show=False),
        Binding("minus,delete", "clear", "nothing", show=False),
        Binding("backspace", "rub", "take a digit back", show=False),
        *(Binding(digit, f"digit({digit})", "digit", show=False) for digit in "0123456789"),
    ]

    def __init__(self, rules: Sequence[LevelRule], *, id: str) -> None:  # noqa: A002 - Textual's name
        """``rules``: L0 to L4."""
        super().__init__("", id=id)
        self.rules = list(rules)
        self.level, self.column = 3, 0
        self._fresh = True
        """Whether the next digit begins a new number."""

    def rows(self, cells: int) -> Sequence[Row]:
        """Column heads, then a row a level."""
        del cells
        heads: Row = [Span(" " * _NAME, "faint")]
        heads += [Span(pad(head, _CELL - 1, right=True) + " ", "faint") for _, head in COLUMNS]
        return [heads, *(self._row(level) for level in range(len(self.rules)))]

    def _row(self, level: int) -> Row:
        here = level == self.level and self.has_focus
        row: Row = [Span("▌" if here else " ", "accent"),
                    Span(pad(f" {Level(level).tag}", _NAME - 1), "bright" if here else "text")]  # fmt: skip
        for at, (name, _) in enumerate(COLUMNS):
            value = getattr(self.rules[level], name)
            text = pad("–" if value is None else str(value), _CELL - 2, right=True)
            marked = here and at == self.column
            token = "bright/sel" if marked else "muted" if value is None else "content"
            row += [Span(" "), Span(f"{text} ", token)]
        return row

    @property
    def words(self) -> str:
        """What stands under the cursor, in a sentence."""
        name, _ = COLUMNS[self.column]
        value = getattr(self.rules[self.level], name)
        tag = Level(self.level).tag
        what = {"answer": "an open post is answered", "first_words": "the first public words are out",
                "public": "the public hears again", "executive": "executives hear again",
                "team": "the team hears again"}[name]  # fmt: skip
        return f"At {tag} {what} within {minutes_words(value)}." if value else f"At {tag} nothing of this kind is due."

    def action_go(self, down: int, right: int) -> None:
        """To another number."""
        self.level = max(0, min(len(self.rules) - 1, self.level + down))
        self.column = max(0, min(len(COLUMNS) - 1, self.column + right))
        self._fresh = True
        self.chose()

    def action_clear(self) -> None:
        """Ask for nothing there; an answer is always due some time."""
        if COLUMNS[self.column][0] != "answer":
            self._set(None)
            self._fresh = True

    def action_rub(self) -> None:
        """One digit less."""
        value = getattr(self.rules[self.level], COLUMNS[self.column][0]) or 0
        self._set(value // 10)
        self._fresh = False

    def action_digit(self, digit: int) -> None:
        """One digit more, or the first of a new number."""
        value = 0 if self._fresh else getattr(self.rules[self.level], COLUMNS[self.column][0]) or 0
        value = value * 10 + digit
        if value <= MOST:
            self._set(value)
            self._fresh = False

    def on_click(self, event: events.Click) -> None:
        """The cursor goes where it was clicked."""
        if 1 <= event.y <= len(self.rules):
            self.level = event.y - 1
            self.column = max(0, min(len(COLUMNS) - 1, (event.x - _NAME) // _CELL))
            self._fresh = True
            self.chose()

    def _set(self, value: int | None) -> None:
        changes = {COLUMNS[self.column][0]: value}
        self.rules[self.level] = msgspec.structs.replace(self.rules[self.level], **changes)
        self.chose()

    def got(self) -> object:
        """The rules."""
        return tuple(self.rules)

    def put(self, value: object) -> None:
        """Other rules, without telling."""
        if isinstance(value, tuple) and len(value) == len(self.rules):
            self.rules = list(value)
        self.repaint()


def minutes_words(minutes: int) -> str:
    """``15 min``, ``2 h``, ``1 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


class LevelsSheet(StepSheet):
    """Step 5."""

    STEP = "levels"

    def contents(self) -> Iterable[Widget]:
        """The table, and what the number under the cursor means."""
        yield note("Minutes until each is due, once a person has declared that level.")
        yield MinutesGrid(self.desk.draft.rules, id="grid")
        yield Note(lambda _: [BLANK])
        yield Note(self._means_rows, id="means")

    def keys(self) -> Sequence[Key]:
        """How numbers change."""
        return (Key("^s", "keep", main=True), Key("↑↓←→", "move"), Key("0-9", "change"), Key("-", "nothing is due"))

    def changed(self) -> None:
        """Another number, another sentence."""
        self.query_one("#means", Note).repaint()

    def _means_rows(self, cells: int) -> list[Row]:
        grid = self.query_one("#grid", MinutesGrid)
        rule = grid.rules[grid.level]
        rows: list[Row] = [[Span(crop(grid.words, cells), "content")]]
        words = f"{Level(grid.level).tag}: {rule.means}. Called: {rule.calls}."
        lines = [*wrap(words, cells), ""][:2]  # always two rows, so that nothing under them moves
        return rows + [[Span(line, "muted")] for line in lines]

    def made(self) -> Draft | Wrong:
        """The draft with these minutes."""
        rules = self.query_one("#grid", MinutesGrid).rules
        for level, rule in enumerate(rules):
            if rule.answer < 1 or any(getattr(rule, name) == 0 for name, _ in COLUMNS):
                return Wrong(f"{Level(level).tag}: 0 is no time. Write minutes, or - where nothing is due.", "grid")
        for level in range(1, len(rules)):
            if rules[level].answer > rules[level - 1].answer:
                higher, lower = Level(level).tag, Level(level - 1).tag
                return Wrong(f"{higher} would leave more time for an answer than {lower}.", "grid")
        return msgspec.structs.replace(self.desk.draft, rules=tuple(rules))
