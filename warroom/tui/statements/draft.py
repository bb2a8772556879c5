"""Writing a statement: a new one, from a template or from nothing, and another wording of one that is there.

What is typed is kept by the room while it is typed (``statement:new``, ``statement:3``), so that it is there again
after a lost line or another login.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Final, cast, get_args

from textual.timer import Timer
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.entries.base import StatementKind
from warroom.domain.exact import open_slots
from warroom.domain.picture import Statement
from warroom.domain.remarks import Report
from warroom.domain.text import gate, one_line
from warroom.domain.words import clock, count
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key
from warroom.tui.forms.choices import ManyOf, OneOf
from warroom.tui.forms.fields import LABEL, Field, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.lists import PickOne
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, crop, spread
from warroom.tui.say import short_name
from warroom.tui.statements.box import TextBox
from warroom.tui.statements.flow import named
from warroom.tui.statements.rows import check_rows

KEEP_AFTER: Final = 0.5
"""Seconds of rest after which what was typed is kept and read."""
REMARKS: Final = 4


class WritingForm(Form):
    """A form with a text that the room keeps while it is typed."""

    WIDTH = 104
    AIR = False
    sort: StatementKind = "update"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._report: Report | None = None
        self._resting: Timer | None = None

    @property
    def about(self) -> str:
        """Under which name the room keeps the draft."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The text as it stands."""
        return next((box.value for box in self.query("#text").results(TextBox)), "")

    def below(self) -> Iterable[Widget]:
        """What stands under every text: its slots, and what the reader says."""
        yield Note(self._slot_rows, id="slots")
        yield Note(self._check_rows, id="checks")

    def on_mount(self) -> None:
        """Bring back what the room has kept."""
        self.run_worker(self._bring_back(), group="kept")
        self._rested()

    def on_unmount(self) -> None:
        """Nothing more to wait for."""
        if self._resting is not None:
            self._resting.stop()

    def action_back(self) -> None:
        """Keep the draft, and leave."""
        self.run_worker(self._keep_and_leave(), group="keep")

    def keys(self) -> list[Key]:
        """Slots have the tab key."""
        on = "next slot" if open_slots(self.text) else "next field"
        return [Key("^s", self.does(), main=True), Key("tab", on), Key("esc", "keep the draft and leave")]

    async def _keep_and_leave(self) -> None:
        if not self._sent:
            await self._keep()
        self.dismiss(None)

    def _touched(self) -> None:
        super()._touched()
        self._pasted()
        if self._resting is None:
            self._resting = self.set_timer(KEEP_AFTER, self._rested)
        else:
            self._resting.reset()
            self._resting.resume()
        for name in ("#slots", "#checks"):
            self.query_one(name, Note).repaint()

    def _pasted(self) -> None:
        """Say what was left out of a paste."""
        box = self.query_one("#text", TextBox)
        if box.left_out:
            self.say(f"{count(box.left_out, 'hidden or broken character')} left out of what was pasted.")
            box.left_out = 0

    def _rested(self) -> None:
        """The hands rest: keep it, read it."""
        self._resting = None
        work: Callable[[], Awaitable[None]] = self._keep_and_read
        self.run_worker(work, group="keep", exclusive=True)  # called when its turn comes, so that none is left over

    async def _keep_and_read(self) -> None:
        if self._typed is not None and not self._sent:
            await self._keep()
        text = self.text
        if text.strip():
            self._report = await self.room.read_statement(text, self.sort)
        for note in self.query("#checks").results(Note):
            note.repaint()

    async def _keep(self) -> None:
        unchanged = self.text == self._fresh.get("text", "")
        await self.room.keep_draft(self.about, "" if unchanged else self.text)

    async def _bring_back(self) -> None:
        kept = (await self.room.drafts()).get(self.about, "")
        box = self.query_one("#text", TextBox)
        if kept and kept != box.value and box.value == self._fresh.get("text", ""):
            box.put(kept)
            self._typed = self._values()
            self.say("What you had typed is still here.", plain=True)
            self.changed()
            self._rested()
        self.query_one("#slots", Note).repaint()

    async def _ask(self, order: o.Order) -> None:
        await super()._ask(order)
        if self._sent:
            await self.room.keep_draft(self.about, "")

    def _slot_rows(self, cells: int) -> list[Row]:
        slots, inner = open_slots(self.text), cells - LABEL - 2
        right = [Span(count(len(self.text), "character"), "muted")]
        left: Row = [Span("No open slots", "muted")]
        if slots:
            names = ", ".join(one_line(gate(slot)) or "…" for slot in slots)
            left = [Span(f"{count(len(slots), 'open slot')}: ", "caut"), Span(names, "text")]
        return [[Span(" " * (LABEL + 2)), *spread(left, right, inner)]]

    def _check_rows(self, cells: int) -> list[Row]:
        if not self.text.strip():
            return [BLANK]
        if self._report is None and not named(self.text):
            return [BLANK, [Span("Checks   ", "name"), Span("reading …", "muted")], BLANK]
        return [BLANK, *check_rows(self.text, self._report or Report(), cells, REMARKS), BLANK]


class DraftForm(WritingForm):
    """A new statement."""

    def __init__(self, room: Room) -> None:
        """``room``: whose templates and channels."""
        super().__init__(room)
        self._begun = ""
        """The template that the text comes from."""

    @property
    def about(self) -> str:
        """The draft of a statement that has no number yet."""
        return "statement:new"

    def heading(self) -> str:
        """The title."""
        return "New statement"

    def does(self) -> str:
        """What ^s does."""
        return f"record it as draft {max(self.room.picture.statements, default=0) + 1}"

    def contents(self) -> Iterable[Widget]:
        """Template, kind, title, text, where it goes."""
        templates = [(str(n), f"{t.title}") for n, t in enumerate(self.room.templates)]
        if templates:
            yield PickOne("Begin from", [("", "nothing"), *templates], id="template", value="")
        yield OneOf("Kind", [(kind, kind) for kind in get_args(StatementKind)], id="sort", value="update")
        yield TextField("Title", id="name", empty="for us; empty takes its first words")
        yield TextBox("Text", id="text", empty="Say what happened, what you do, and when you speak next.")
        yield from self.below()
        yield from destination(self.room, self.room.house.channels, self.room.house.channels, ())

    def order(self) -> o.DraftStatement | Wrong:
        """The order, or what is missing."""
        if not self.text.strip():
            return Wrong("Say what the statement says.", "text")
        return o.DraftStatement(
            text=self.text, sort=self.sort, title=self.query_one("#name", TextField).value.strip(),
            channels=channels_of(self), facts=facts_of(self),
        )  # fmt: skip

    def changed(self) -> None:
        """A template was chosen: its text stands there, unless somebody has typed."""
        self.sort = cast("StatementKind", self.query_one("#sort", OneOf).value or "update")
        wanted = next((pick.value for pick in self.query("#template").results(PickOne)), "")
        if wanted == self._begun:
            return
        box, title = self.query_one("#text", TextBox), self.query_one("#name", TextField)
        before = self.room.templates[int(self._begun)] if self._begun else None
        if box.value.strip() and box.value != (before.text if before else ""):
            self.query_one("#template", PickOne).put(self._begun)
            self.say("Your text stays. Empty it to begin from a template.", plain=True)
            return
        self._begun = wanted
        template = self.room.templates[int(wanted)] if wanted else None
        box.put(template.text if template else "")
        if title.value == (before.title if before else ""):
            title.put(template.title if template else "")
        if template:
            self.query_one("#sort", OneOf).put(template.sort)
            self.sort = template.sort
            box.first_slot()
        self._typed = self._values()


class EditForm(WritingForm):
    """Another wording of a statement."""

    def __init__(self, room: Room, statement: Statement) -> None:
        """``statement``: an open one."""
        super().__init__(room)
        self.statement = statement
        self.sort = statement.sort
        self.began = statement.last.number
        self._warned = 0

    @property
    def about(self) -> str:
        """``statement:3``."""
        return f"statement:{self.statement.number}"

    def heading(self) -> str:
        """The title."""
        return f"Statement {self.statement.number}, another wording"

    def does(self) -> str:
        """What ^s does, with what it costs."""
        given = len(self.statement.approvals)
        resets = f", reset {count(given, 'approval')}" if given else ""
        return f"record version {self.statement.last.number + 1}{resets}"

    def subject(self) -> str:
        """A draft belongs to its statement."""
        return str(self.statement.number)

    def contents(self) -> Iterable[Widget]:
        """Text, and where it goes."""
        yield TextBox("Text", self.statement.last.text, id="text")
        yield from self.below()
        known = tuple(dict.fromkeys((*self.room.house.channels, *self.statement.channels)))
        yield from destination(self.room, known, self.statement.channels, self.statement.facts)

    def order(self) -> o.EditStatement | Wrong:
        """The order, or what is missing. Somebody else's newer wording is not written over unseen."""
        last = self.statement.last
        if last.number not in (self.began, self._warned):
            self._warned = last.number
            who = short_name(self.room.people, last.by)
            return Wrong(f"{who} made version {last.number} at {clock(last.at)}. ^s again replaces it; esc keeps your "
                         "draft, so that you can read it first.", "text")  # fmt: skip
        return o.EditStatement(
            statement=self.statement.number, text=self.text, channels=channels_of(self), facts=facts_of(self)
        )

    def changed(self) -> None:
        """Approvals come while one writes."""
        self.refresh_foot()


def destination(
    room: Room, known: tuple[str, ...], on: tuple[str, ...], cited: tuple[int, ...]
) -> Iterable[Widget]:  # fmt: skip
    """Where it goes, and which confirmed facts it cites."""
    if known:
        choices = [(name, crop(one_line(gate(name)), 30)) for name in known]
        yield ManyOf("Goes out on", choices, id="channels", values=on)
    else:
        yield TextField("Goes out on", ", ".join(on), id="channels", empty="status page, X, LinkedIn")
    facts = [f for f in room.picture.facts.values() if f.standing == "confirmed" or f.number in cited]
    if facts:
        choices = [(str(f.number), crop(f"{f.number} {one_line(gate(f.text))}", 40)) for f in facts]
        yield ManyOf("Cites", choices, id="facts", values=[str(number) for number in cited])


def channels_of(form: Form) -> tuple[str, ...]:
    """The channels that are on."""
    got = form.fields()["channels"].got()
    return got if isinstance(got, tuple) else tuple(part.strip() for part in str(got).split(",") if part.strip())


def facts_of(form: Form) -> tuple[int, ...]:
    """The facts that are cited."""
    field: Field | TextField | None = form.fields().get("facts")
    got = field.got() if field is not None else ()
    return tuple(int(number) for number in got) if isinstance(got, tuple) else ()
