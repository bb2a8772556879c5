"""Publishing: typed in full, so that no slip of a finger does it; and where a published text stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.level import MINUTE
from warroom.domain.picture import Statement
from warroom.domain.text import gate, one_line
from warroom.domain.when import moment
from warroom.domain.words import clock, count
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key
from warroom.tui.forms.choices import OneOf
from warroom.tui.forms.fields import Field, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, crop, wrap
from warroom.tui.say import short_name
from warroom.tui.statements.flow import flow, marked

TEXT_ROWS = 12


class PublishForm(Form):
    """``publish 3``, typed in full. Nothing that was typed here is ever kept."""

    WIDTH = 84

    def __init__(self, room: Room, statement: Statement) -> None:
        """``statement``: what goes public."""
        super().__init__(room)
        self.statement = statement
        self.version = statement.last

    def heading(self) -> str:
        """The title."""
        return f"Publish statement {self.statement.number}, version {self.version.number}"

    def does(self) -> str:
        """What ^s does."""
        return f"publish statement {self.statement.number}"

    def fields(self) -> dict[str, Field | TextField]:
        """None to be kept: the words are typed anew each time."""
        return {}

    def contents(self) -> Iterable[Widget]:
        """The words that go out, what follows, the field."""
        yield Note(self._rows, id="what")
        yield TextField("Type", id="typed", advice=f"Type {self._wanted} in full, then ^s.")

    def keys(self) -> Sequence[Key]:
        """Greyed until it is typed."""
        if self._full:
            return (Key("^s", self.does(), main=True), Key("esc", "back"))
        return (Key("", f"^s publish, when {self._wanted} is typed"), Key("esc", "back"))

    def order(self) -> o.PublishStatement | Wrong:
        """The order, or what is missing."""
        if self.statement.last.number != self.version.number:
            who = short_name(self.room.people, self.statement.last.by)
            return Wrong(f"{who} changed it meanwhile. Go back and read version {self.statement.last.number}.", "typed")
        if not self._full:
            return Wrong(f"Type it in full: {self._wanted}", "typed")
        typed = self.query_one("#typed", TextField).value
        return o.PublishStatement(statement=self.statement.number, typed=typed)

    def changed(self) -> None:
        """The key wakes up."""
        self.refresh_foot()

    @property
    def _wanted(self) -> str:
        return f"publish {self.statement.number}"

    @property
    def _full(self) -> bool:
        found = (field.value for field in self.query("#typed").results(TextField))
        return next(found, "").strip().casefold() == self._wanted

    def _rows(self, cells: int) -> list[Row]:
        text = flow(marked(self.version.text), cells)
        rows = text[:TEXT_ROWS]
        if len(text) > TEXT_ROWS:
            rows.append([Span(f"{count(len(text) - TEXT_ROWS, 'more row')}", "muted")])
        rows += [BLANK, [Span("This will", "name")]]
        for effect in self._effects():
            rows += [[Span("  "), Span(line, "text")] for line in wrap(effect, max(1, cells - 2))]
        return [*rows, BLANK]

    def _effects(self) -> list[str]:
        statement, picture = self.statement, self.room.picture
        where = one_line(gate(", ".join(statement.channels)))
        given = ", ".join(f"{role} {short_name(self.room.people, a.by)}" for role, a in statement.approvals.items())
        by = f", approved by {given}" if given else ""
        said = [f"be logged as public{' on ' + where if where else ''}, word for word{by}"]
        length = self.room.rules[picture.level].public
        if picture.incident is not None and length is not None:
            said.append(f"make the next public update due {clock(self.room.now() + length * MINUTE)}")
        return [*said, "send nothing by itself: post it where it belongs, then m marks each place"]


class PostedForm(Form):
    """Says on which channel a published statement stands, where, and since when."""

    WIDTH = 84

    def __init__(self, room: Room, statement: Statement) -> None:
        """``statement``: a published one."""
        super().__init__(room)
        self.statement = statement
        self.channels = [name for name in statement.channels if name not in statement.posted]

    def heading(self) -> str:
        """The title."""
        return f"Where does statement {self.statement.number} stand"

    def does(self) -> str:
        """What ^s does."""
        return "mark it as posted"

    def subject(self) -> str:
        """A draft belongs to its statement."""
        return str(self.statement.number)

    def contents(self) -> Iterable[Widget]:
        """Channel, place, time."""
        if self.channels:
            choices = [(name, crop(one_line(gate(name)), 40)) for name in self.channels]
            yield OneOf("Channel", choices, id="channel", value=self.channels[0])
        else:
            yield TextField("Channel", id="channel", empty="status page, X, LinkedIn")
        yield TextField("Where", id="where", empty="its address, or who has it")
        yield TextField("Since", id="since", empty="now", hint=self._at)

    def order(self) -> o.MarkPosted | Wrong:
        """The order, or what is missing."""
        channel = str(self.fields()["channel"].got()).strip()
        if not channel:
            return Wrong("Say on which channel.", "channel")
        typed = self.query_one("#since", TextField).value.strip()
        since = moment(typed, self.room.now(), past=True) if typed else None
        if typed and since is None:
            return Wrong("Say since when: 14:31, or 5m.", "since")
        where = self.query_one("#where", TextField).value.strip()
        return o.MarkPosted(statement=self.statement.number, channel=channel, where=where, occurred=since)

    def changed(self) -> None:
        """The time follows."""
        self.query_one("#since", TextField).repaint()

    def _at(self) -> str:
        typed = self.query_one("#since", TextField).value.strip()
        at = moment(typed, self.room.now(), past=True) if typed else self.room.now()
        return f"{clock(at)} UTC" if at is not None else ""
