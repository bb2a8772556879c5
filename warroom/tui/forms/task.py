"""A new task: verb first, one owner, a time (4c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual import events
from textual.widget import Widget

from warroom.domain.level import MINUTE
from warroom.domain.mention import Mention
from warroom.domain.orders import MakeTask
from warroom.domain.text import gate, one_line
from warroom.domain.when import moment
from warroom.domain.words import clock, short
from warroom.room.protocol import Room
from warroom.tui.forms.choices import ManyOf, OneOf
from warroom.tui.forms.fields import LABEL, TextField, framed
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.painted import Note
from warroom.tui.forms.people import open_tasks
from warroom.tui.paint import BLANK, Row, Span, pad

DUE: Final = (("10", "10m"), ("30", "30m"), ("60", "60m"), ("at", "at …"))
AFTERWARDS: Final = ("tell all", "answer bank", "status page")


class TaskForm(Form):
    """Makes a task, from a mention or from nothing."""

    WIDTH = 80

    def __init__(self, room: Room, mention: Mention | None = None) -> None:
        """``mention``: what the task came from."""
        super().__init__(room)
        self.mention = mention

    def heading(self) -> str:
        """The title."""
        return "New task"

    def does(self) -> str:
        """What ^s does."""
        return "create"

    def subject(self) -> str:
        """A draft belongs to its mention."""
        return str(self.mention.id) if self.mention else ""

    def contents(self) -> Iterable[Widget]:
        """The fields."""
        yield TextField("What", id="what", advice="Start with a verb. One person, one result.")
        yield Note(lambda _: [BLANK])
        yield OneOf("Owner", [("", "nobody yet"), *workers(self.room)], id="owner", one_row=True)
        yield OneOf("Due in", DUE, id="due", value="30", hint=self._due_at)
        at = TextField("At", id="at", empty="15:00 or 45m; empty is no time", hint=self._due_at)
        at.display = False
        yield at
        if self.mention:
            yield Note(self._from_rows, id="from")
        yield TextField("Waits for", id="waits", empty="nothing", hint=self._waits_for)
        yield ManyOf("Afterwards", [(word, word) for word in AFTERWARDS], id="afterwards")

    def order(self) -> MakeTask | Wrong:
        """The order, or what is missing."""
        what = self.query_one("#what", TextField).value.strip()
        if not what:
            return Wrong("Say what is to be done. Start with a verb.", "what")
        due = self._due()
        if due is None and self.query_one("#at", TextField).value.strip():
            return Wrong("Say when: 15:00, 45m or 2h.", "at")
        waits = self.query_one("#waits", TextField).value.strip()
        if waits and not (waits.isdigit() and int(waits) in self.room.picture.tasks):
            return Wrong(f"There is no task {waits} to wait for. Type its number.", "waits")
        return MakeTask(
            title=what, owner=self.query_one("#owner", OneOf).value, due=due, waits_for=int(waits) if waits else None,
            mention=self.mention.id if self.mention else None,
            afterwards=self.query_one("#afterwards", ManyOf).values,
        )  # fmt: skip

    def changed(self) -> None:
        """The time follows the clock; a time of one's own has its own row."""
        at = self.query_one("#at", TextField)
        at.display = self._due_choice == "at"
        for field in (self.query_one("#due", OneOf), at, self.query_one("#waits", TextField)):
            field.repaint()

    def on_key(self, event: events.Key) -> None:
        """A digit on the row of times begins a time of one's own."""
        due = self.query_one("#due", OneOf)
        if due.has_focus and event.character and event.character.isdigit():
            event.stop()
            due.put("at")
            at = self.query_one("#at", TextField)
            at.display = True
            at.value = event.character
            at.cursor_position = 1
            at.focus()

    @property
    def _due_choice(self) -> str:
        return self.query_one("#due", OneOf).value

    def _due(self) -> int | None:
        choice, now = self._due_choice, self.room.now()
        if choice == "at":
            return moment(self.query_one("#at", TextField).value, now)
        return now + int(choice) * MINUTE

    def _due_at(self) -> str:
        due = self._due()
        return f"{clock(due)} UTC" if due is not None else ""

    def _waits_for(self) -> str:
        text = self.query_one("#waits", TextField).value.strip()
        task = self.room.picture.tasks.get(int(text)) if text.isdigit() else None
        if task:
            return one_line(task.title)
        return f"no task {text}" if text.isdigit() else "type a task number"

    def _from_rows(self, cells: int) -> Sequence[Row]:
        assert self.mention is not None
        ground = pad(f" {origin(self.mention)}", cells - LABEL - 3)
        return framed("From", [[Span(f"{ground} ", "text/raise")]], focus=False)


def workers(room: Room) -> list[tuple[str, str]]:
    """Everybody who can own a task, fewest open ones first: (id, ``Sam 1``)."""
    people = [p for p in room.people.values() if p.roles != ("observer",)]
    load = {p.id: open_tasks(room, p.id) for p in people}
    people.sort(key=lambda p: (load[p.id], p.short))
    return [(p.id, f"{p.short} {load[p.id]}{' open' if not at else ''}") for at, p in enumerate(people)]


def origin(mention: Mention) -> str:
    """Where a task came from, in one line: ``YT The Vendor Desk, 74K, live at 16:00``."""
    reach = f", {short(mention.reach)}" if mention.reach is not None else ""
    return one_line(gate(f"{mention.platform} {mention.who}{reach}, {mention.headline}"))
