"""All statements, newest first: how far each one is on its way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.geometry import Region
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.outgoing import Stand, first_words, said, stand
from warroom.domain.picture import Statement
from warroom.domain.text import gate, one_line
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Painted
from warroom.tui.paint import BLANK, Row, Span, chip, crop, fill, on, pad, spread, width
from warroom.tui.say import short_name
from warroom.tui.statements.rows import moment_of

STEPS = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 10, "pageup": -10, "home": -9999, "g": -9999, "end": 9999,
         "G": 9999}  # fmt: skip
"""What the keys of a list move."""


class StatementsSheet(Sheet[str]):
    """The list. Enter opens one, n drafts one."""

    WIDTH = 124
    AIR = False

    def __init__(self, room: Room) -> None:
        """``room``: whose statements."""
        super().__init__()
        self.room = room
        self.at = max(room.picture.statements, default=0)
        """The number under the bar."""
        self.kept = False
        """Whether a draft without a number waits."""

    def heading(self) -> str:
        """The title."""
        return "Statements"

    def contents(self) -> Iterable[Widget]:
        """The table."""
        yield _Table(self, id="table")

    def keys(self) -> Sequence[Key]:
        """What can be done here."""
        draft = Key("n", "go on with your draft" if self.kept else "draft one …", main=not self.numbers)
        if not self.numbers:
            return (draft, Key("v", "advice"), Key("esc", "back"))
        return (Key("enter", "open", main=True), draft, Key("↑↓", "choose"), Key("v", "advice"))

    @property
    def numbers(self) -> list[int]:
        """Newest first."""
        return sorted(self.room.picture.statements, reverse=True)

    def on_mount(self) -> None:
        """Whether a draft waits."""
        self.run_worker(self._look(), group="kept")

    def on_key(self, event: events.Key) -> None:
        """The bar, and the verbs."""
        key = event.character if event.is_printable and event.character != " " else event.key
        assert key is not None
        if event.key in STEPS or key in STEPS:
            self._step(STEPS.get(event.key, STEPS.get(key, 0)))
        elif key == "enter" and self.at in self.room.picture.statements:
            self.open(self.at)
        elif key == "n":
            self._draft()
        elif key == "v":
            from warroom.tui.statements.advice import AdviceSheet  # noqa: PLC0415 - late: opened rarely

            self.app.push_screen(AdviceSheet(self.room))
        else:
            return
        event.stop()

    def tick(self) -> None:
        """Times move on, and others act."""
        if self.at not in self.room.picture.statements:
            self.at = max(self.room.picture.statements, default=0)
        for table in self.query("#table").results(Painted):
            table.repaint()
        self.refresh_foot()

    def open(self, number: int) -> None:
        """Open one."""
        from warroom.tui.statements.sheet import StatementSheet  # noqa: PLC0415 - late: opened rarely

        self.at = number
        self.app.push_screen(StatementSheet(self.room, number), lambda _: self.tick())

    def _draft(self) -> None:
        from warroom.tui.statements.draft import DraftForm  # noqa: PLC0415 - late: opened rarely

        def drafted(order: object) -> None:
            self.run_worker(self._look(), group="kept")
            if isinstance(order, o.DraftStatement):
                self.open(max(self.room.picture.statements))

        self.app.push_screen(DraftForm(self.room), drafted)

    async def _look(self) -> None:
        self.kept = bool((await self.room.drafts()).get("statement:new"))
        self.tick()

    def _step(self, by: int) -> None:
        numbers = self.numbers
        if numbers:
            here = numbers.index(self.at) if self.at in numbers else 0
            here = max(0, min(len(numbers) - 1, here + by))
            self.at = numbers[here]
            self.tick()
            self.query_one("#body").scroll_to_region(Region(0, here, 1, 2), animate=False)


class _Table(Painted):
    def __init__(self, sheet: StatementsSheet, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = sheet

    def rows(self, cells: int) -> Sequence[Row]:
        rows = list_rows(self.sheet.room, self.sheet.at, cells)
        if self.sheet.kept:
            rows += [BLANK, [Span("A text of yours is not recorded yet. n goes on with it.", "text")]]
        return rows

    def on_click(self, event: events.Click) -> None:
        numbers = self.sheet.numbers
        if 0 < event.y <= len(numbers):
            self.sheet.at = numbers[event.y - 1]
            self.sheet.tick()


_LIVE = ("draft", "waits", "held", "ready")


def list_rows(room: Room, chosen: int, cells: int) -> list[Row]:
    """Column heads and one row for each statement."""
    statements = sorted(room.picture.statements.values(), key=lambda s: s.number, reverse=True)
    if not statements:
        return [[Span("No statements. n drafts one.", "muted")]]
    moment = moment_of(room)
    stands = [(statement, stand(room.picture, statement, moment)) for statement in statements]
    words = [_state(room, statement, now, moment.at, cells) for statement, now in stands]
    columns = _Columns(cells, max(5, *(width(row) for row in words)))
    head = columns.row(" ", "no", ("what it says", "kind", "ver"), [Span("state")])
    rows: list[Row] = [[Span(span.text, "faint") for span in head]]
    for (statement, now), right in zip(stands, words, strict=True):
        here = statement.number == chosen
        texts = (one_line(gate(first_words(statement))), statement.sort, str(statement.last.number))
        row = columns.row("▌" if here else " ", str(statement.number), texts, right, bright=now.state in _LIVE)
        rows.append(on_bar(fill(row, cells)) if here else row)
    return rows


def on_bar(row: Row) -> Row:
    """The row under the bar; a chip keeps its own ground."""
    return [span if span.token == "chip" else on([span], "sel")[0] for span in row]  # noqa: S105 - a colour token


class _Columns:
    """Widths of the columns; the kind goes where there is no room for it."""

    def __init__(self, cells: int, state: int) -> None:
        self.state = min(state, cells // 2 - 4)
        self.kind = 12 if cells >= 90 else 0
        self.words = max(8, cells - 5 - self.kind - 7 - self.state)

    def row(self, bar: str, number: str, texts: tuple[str, str, str], state: Row, *, bright: bool = True) -> Row:
        words, kind, version = texts
        left: Row = [Span(bar, "accent"), Span(f"{number:>2}  ", "text"),
                     Span(pad(words, self.words), "content" if bright else "muted"),
                     Span(f"  {pad(kind, self.kind)}{version:>3}  ", "muted")]  # fmt: skip
        return [*left, *spread(state, [], self.state)]


def _state(room: Room, statement: Statement, now: Stand, at: int, cells: int) -> Row:
    words, late = said(statement, now, at, lambda person: short_name(room.people, person))
    words = crop(one_line(gate(words)), max(10, cells // 2 - 14))
    token = {"published": "muted", "withdrawn": "muted", "held": "caut", "ready": "bright"}.get(now.state, "text")
    return [Span(words, token), *([Span(" "), chip(late)] if late else [])]
