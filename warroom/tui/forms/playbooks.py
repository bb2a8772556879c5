"""The plans at hand: the list, one plan whole, starting it, saying that it was exercised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.prepared import Playbook
from warroom.domain.text import gate
from warroom.domain.when import moment
from warroom.domain.words import clock, day
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.painted import Note, Painted
from warroom.tui.forms.plans import brings, drilled, fitting, plan_list, plan_rows, runs, what_it_does, year
from warroom.tui.paint import Row, crop

SCROLL: Final[list[BindingType]] = [
    Binding("down,j", "step(1)", "next", show=False),
    Binding("up,k", "step(-1)", "before", show=False),
    Binding("pagedown", "step(10)", "down a page", show=False),
    Binding("pageup", "step(-10)", "up a page", show=False),
    Binding("home,g", "step(-1000)", "first", show=False),
    Binding("end,G", "step(1000)", "last", show=False),
]


class PlaybooksSheet(Sheet[str]):
    """The list. Dismisses with ``declare NAME`` when a plan is to begin with an incident, or with None."""

    WIDTH = 124
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *SCROLL,
        Binding("enter", "read", "read", show=False),
        Binding("s", "start", "start", show=False),
        Binding("m", "mark", "mark as drilled", show=False),
    ]

    def __init__(self, room: Room, name: str = "") -> None:
        """``name``: where the bar stands at first; else on the plan for this incident's type."""
        super().__init__()
        self.room = room
        self._name_at = name

    def heading(self) -> str:
        """How many."""
        return f"Playbooks, {len(self.room.playbooks)} ready" if self.room.playbooks else "Playbooks"

    def contents(self) -> Iterable[Widget]:
        """The table."""
        yield _Table(self, id="plans")

    def keys(self) -> Sequence[Key]:
        """What can be done with the plan under the bar."""
        plan = self.plan
        if plan is None:
            return (Key("esc", "back"),)
        start = [] if runs(self.room, plan) else [Key("s", "start …")]
        if self.room.picture.incident is None:
            start = [Key("s", "declare with it …")]
        return [Key("enter", "read it", main=True), *start, Key("m", "mark as drilled …"), Key("↑↓", "choose")]

    def tick(self) -> None:
        """Somebody may have started one; and just after the room was opened they are still being read."""
        for name in ("#title", "#plans"):
            for part in self.query(name).results(Painted):
                part.repaint()
        self.refresh_foot()

    @property
    def plan(self) -> Playbook | None:
        """The plan under the bar."""
        return self.room.playbooks.get(self.name_at)

    @property
    def name_at(self) -> str:
        """Its name; until somebody chose, that of the plan for this incident's type."""
        plans = self.room.playbooks
        if self._name_at not in plans and plans:
            incident = self.room.picture.incident
            fits = fitting(plans.values(), incident.first.type) if incident else None
            self._name_at = fits.playbook if fits else next(iter(plans))
        return self._name_at

    @name_at.setter
    def name_at(self, name: str) -> None:
        self._name_at = name

    def action_step(self, by: int) -> None:
        """The next plan, or the one before."""
        names = list(self.room.playbooks)
        if not names:
            return
        at = max(0, min(len(names) - 1, names.index(self.name_at) + by))
        self.name_at = names[at]
        self._words = ""
        self.tick()
        self.query_one("#body").scroll_to_region(Region(0, at, 1, 2), animate=False)

    def action_read(self) -> None:
        """The whole plan."""
        if self.plan is not None:
            self.app.push_screen(PlanSheet(self.room, self.plan), self._back)

    def action_start(self) -> None:
        """Begin to work by it; asks."""
        if self.plan is not None:
            begin(self, self.room, self.plan)

    def action_mark(self) -> None:
        """Say that it was exercised."""
        if self.plan is not None:
            self.app.push_screen(DrilledForm(self.room, self.plan), lambda _order: self.tick())

    def _back(self, result: str | None) -> None:
        if result:
            self.dismiss(result)
        else:
            self.tick()


def begin(sheet: Sheet[str], room: Room, plan: Playbook) -> None:
    """Ask, then start a plan; without an incident the sheet closes for declaring one with it."""
    if room.picture.incident is None:
        sheet.dismiss(f"declare {plan.playbook}")
        return
    if runs(room, plan):
        sheet.say(f"{plan.title} runs already.")
        return
    from warroom.tui.forms.confirm import ConfirmSheet  # noqa: PLC0415 - late: opened rarely

    async def answered(yes: bool | None) -> None:
        if yes:
            refused = await room.do(o.StartPlaybook(playbook=plan.playbook))
            said = f"{plan.title} runs. Tasks and whom to tell are on the boards."
            sheet.say(refused.why if refused else said, plain=refused is None)
        sheet.tick()

    ask = ConfirmSheet(f"Start {plan.title}?", f"start, {brings(plan)}", facts=what_it_does(room, plan))
    sheet.app.push_screen(ask, answered)


class _Table(Painted):
    def __init__(self, sheet: PlaybooksSheet, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = sheet

    def rows(self, cells: int) -> Sequence[Row]:
        return plan_list(self.sheet.room, self.sheet.name_at, cells)

    def on_click(self, event: object) -> None:
        names = list(self.sheet.room.playbooks)
        at = getattr(event, "y", 0) - 1
        if 0 <= at < len(names):
            self.sheet.name_at = names[at]
            self.sheet.tick()


# -- one plan, whole -----------------------------------------------------------------------------------------------


class PlanSheet(Sheet[str]):
    """A plan, whole, with the advice that research gives for this kind of crisis."""

    WIDTH = 112
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *SCROLL,
        Binding("s", "start", "start", show=False),
        Binding("m", "mark", "mark as drilled", show=False),
    ]

    def __init__(self, room: Room, plan: Playbook) -> None:
        """``plan``: the one to read."""
        super().__init__()
        self.room = room
        self.plan = plan

    def heading(self) -> str:
        """Its title."""
        return f"{gate(self.plan.title)}, {drilled(self.plan, self.room.now())}"

    def contents(self) -> Iterable[Widget]:
        """All of it."""
        yield Note(lambda cells: plan_rows(self.room, self.plan, cells), id="plan")

    def keys(self) -> Sequence[Key]:
        """Start it, or go on reading."""
        if runs(self.room, self.plan):
            start = Key("", "it runs")
        elif self.room.picture.incident is None:
            start = Key("s", "declare with it …", main=True)
        else:
            start = Key("s", f"start, {brings(self.plan)} …", main=True)
        return [start, Key("m", "mark as drilled …"), Key("↑↓", "read on")]

    def tick(self) -> None:
        """Others may have started it, or marked it as drilled."""
        self.plan = self.room.playbooks.get(self.plan.playbook, self.plan)
        for note in self.query("#title, #plan").results(Note):
            note.repaint()
        self.refresh_foot()

    def action_step(self, by: int) -> None:
        """A row or a page."""
        self.query_one("#body").scroll_relative(y=by, animate=False)

    def action_start(self) -> None:
        """Begin to work by it; asks."""
        begin(self, self.room, self.plan)

    def action_mark(self) -> None:
        """Say that it was exercised."""
        self.app.push_screen(DrilledForm(self.room, self.plan), lambda _order: self.tick())


class DrilledForm(Form):
    """Says that the team exercised a plan."""

    WIDTH = 84

    def __init__(self, room: Room, plan: Playbook) -> None:
        """``plan``: the one that was exercised."""
        super().__init__(room)
        self.plan = plan

    def heading(self) -> str:
        """The title."""
        return f"{crop(gate(self.plan.title), 50)} was exercised"

    def does(self) -> str:
        """What ^s does."""
        return "mark it as drilled"

    def subject(self) -> str:
        """A draft belongs to its plan."""
        return self.plan.playbook

    def contents(self) -> Iterable[Widget]:
        """When, and what came of it."""
        yield TextField("When", id="when", empty="today; or 2026-09-14", hint=self._hint)
        yield TextField("What we learned", id="note", most=4, empty="may stay empty")

    def order(self) -> o.MarkDrilled | Wrong:
        """The order, or what is missing."""
        words = self.query_one("#when", TextField).value.strip()
        at = moment(words, self.room.now(), past=True) if words else None
        if words and at is None:
            return Wrong(f"'{words}' is no day. Leave it empty for today, or write 2026-09-14.", "when")
        note = self.query_one("#note", TextField).value.strip()
        return o.MarkDrilled(playbook=self.plan.playbook, at=at, note=note)

    def changed(self) -> None:
        """The hint follows."""
        self.query_one("#when", TextField).repaint()

    def _hint(self) -> str:
        words = next((f.value.strip() for f in self.query("#when").results(TextField)), "")
        at = moment(words, self.room.now(), past=True) if words else None
        return f"{day(at)} {year(at)}, {clock(at)}" if at is not None else ""
