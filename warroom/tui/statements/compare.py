"""Two versions of a statement as one text: what was taken out, what came in, word by word, hidden characters too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget

from warroom.domain.changes import Change, changes, in_words
from warroom.domain.picture import Statement
from warroom.domain.words import count
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, fill, spread
from warroom.tui.say import short_name
from warroom.tui.statements.flow import flow, marked, named
from warroom.tui.statements.rows import when
from warroom.tui.statements.sheet import SCROLL


class CompareSheet(Sheet[None]):
    """One step between two versions; the arrows go to older and newer ones."""

    WIDTH = 104
    AIR = False

    def __init__(self, room: Room, number: int, version: int) -> None:
        """``version``: the newer one of the two."""
        super().__init__()
        self.room = room
        self.number = number
        self.at = max(2, version)

    @property
    def statement(self) -> Statement:
        """The statement as it is now."""
        return self.room.picture.statements[self.number]

    def heading(self) -> str:
        """Which two."""
        return f"Statement {self.number}, from version {self.at - 1} to {self.at}"

    def contents(self) -> Iterable[Widget]:
        """Both in one run of rows."""
        yield Note(self._rows, id="both")

    def keys(self) -> Sequence[Key]:
        """Which ways there are."""
        last = len(self.statement.versions)
        keys = [Key("←", "older")] if self.at > 2 else []
        keys += [Key("→", "newer")] if self.at < last else []
        return [*keys, Key("", f"{count(last, 'version')} in all"), Key("esc", "back")]

    def on_key(self, event: events.Key) -> None:
        """Older, newer, up, down."""
        key = event.character or event.key
        if event.key in ("left", "right"):
            self.at = min(max(2, self.at + (1 if event.key == "right" else -1)), len(self.statement.versions))
            for name in ("#title", "#both"):
                self.query_one(name, Note).repaint()
            self.query_one("#body").scroll_home(animate=False)
            self.refresh_foot()
        elif event.key in SCROLL or key in SCROLL:
            self.query_one("#body").scroll_relative(y=SCROLL.get(event.key, SCROLL.get(key, 0)), animate=False)
        else:
            return
        event.stop()

    def _rows(self, cells: int) -> list[Row]:
        before, after = self.statement.versions[self.at - 2 : self.at]
        now, people = self.room.now(), self.room.people
        old, new = (f"{v.number} by {short_name(people, v.by)}, {when(v.at, now)}" for v in (before, after))
        left = [Span(f"{old}   ", "muted"), Span(new, "text")]
        found = changes(before.text, after.text)
        number = sum(piece.kind != "same" for piece in found)
        number_words = count(number, "change") if number else "the same words"
        rows = [spread(left, [Span(number_words, "muted")], cells), BLANK]
        rows += [_ground(fill([Span("  "), *row], cells)) for row in flow(both(found), max(1, cells - 4))]
        hidden = [in_words([piece]) for piece in found if piece.kind == "hidden"] or named(after.text)
        rows += [BLANK, [Span("−out", "struck"), Span("  taken out   ", "muted"), Span("+in", "bright/sel"),
                         Span("  came in", "muted")]]  # fmt: skip
        for words in hidden:
            rows += [[Span("▲ ", "caut"), *row] for row in flow([Span(words, "content")], max(1, cells - 2))]
        return rows


def both(found: Iterable[Change]) -> Row:
    """Both texts in one: ``−most`` before ``+61 of 84``."""
    row: Row = []
    for piece in found:
        if piece.kind == "same":
            row += marked(piece.after, "text")
            continue
        if piece.kind == "hidden":
            row += _shown("", piece.before, "struck") if named(piece.before) else []
            row += _shown("+", piece.after, "bright/sel") if named(piece.after) or not named(piece.before) else [
                Span(piece.after, "text")]  # fmt: skip
            continue
        gap = [Span(" ")] if piece.before and piece.after else []
        row += [*_shown("−", piece.before, "struck"), *gap, *_shown("+", piece.after, "bright/sel")]
    return row


def _shown(sign: str, text: str, token: str) -> Row:
    """A piece with its sign; line ends stand as ¶, so that one more or less is seen."""
    if not text:
        return []
    row = [Span(span.text.replace("\n", "¶\n"), token if span.token == "content" else span.token)  # noqa: S105 - a token
           for span in marked(text)]  # fmt: skip
    if not sign:
        return row
    lead = text[: len(text) - len(text.lstrip(" "))]
    row[0] = Span(row[0].text[len(lead) :], row[0].token)
    return [Span(lead), Span(sign, token), *row]


def _ground(row: Row) -> Row:
    """The ground of the text under what has none of its own."""
    return [Span(text, token if "/" in token else f"{token}/raise") for text, token in row]
