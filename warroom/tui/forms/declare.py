"""Declare an incident: a few words, seven questions, a level with its reason (4a)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, cast

import msgspec
from textual.widget import Widget

from warroom.domain.entries import CrisisType
from warroom.domain.level import MINUTE, Level, LevelRule
from warroom.domain.orders import Declare
from warroom.domain.people import Person
from warroom.domain.prepared import Playbook
from warroom.domain.reading import Reading
from warroom.domain.when import moment
from warroom.domain.words import TYPES, clock
from warroom.room.protocol import Room
from warroom.tui.forms.choices import ManyOf, OneOf
from warroom.tui.forms.fields import LABEL, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.lists import PickOne
from warroom.tui.forms.painted import Note
from warroom.tui.forms.plans import brings, drilled, fitting
from warroom.tui.paint import BLANK, Row, Span, pad, wrap

STAKES: Final = ("data", "money", "safety", "legal duty", "jobs")
QUESTIONS: Final = ("real", "ongoing", "origin", "stake", "hit", "loud", "unknown")
"""The ids of the seven fields of *Take stock first*."""

Sure = Literal["yes", "likely", "unclear"]


class Stock(msgspec.Struct, frozen=True):
    """What is known when an incident is declared. Empty is not answered."""

    real: str = ""
    ongoing: str = ""
    origin: str = ""
    stake: tuple[str, ...] = ()


class Advice(msgspec.Struct, frozen=True):
    """A level and why it is suggested, in one line."""

    level: Level
    why: str


def advise(stock: Stock, reading: Reading | None, rules: Sequence[LevelRule]) -> Advice:
    """The level that the answers and the gauge suggest. A person decides.

    Believed (yes or likely) and something at stake or still going on: Alert. Safety at stake, or confirmed, still
    going on and three things at stake: Crisis. The gauge lifts this, and never lowers it (practice.md: when unsure,
    the higher one).
    """
    believed = stock.real in ("yes", "likely")
    level = Level.WATCH
    if believed and (stock.stake or stock.ongoing == "yes"):
        level = Level.ALERT
    if believed and ("safety" in stock.stake or (stock.ongoing == "yes" and len(stock.stake) >= 3)):
        level = Level.CRISIS
    gauge = reading.suggested if reading else Level.QUIET
    because = _because(stock)
    if gauge > level:
        level = gauge
        because.append(f"the score is {reading.score if reading else 0}")
    why = ", ".join(because) or "nothing is answered yet"
    return Advice(level, f"Suggested L{int(level)}: {why}.{_not_higher(level, reading, rules)}")


def _because(stock: Stock) -> list[str]:
    said: Mapping[tuple[str, str], str] = {
        ("origin", "us"): "ours",
        ("origin", "outside"): "from outside",
        ("real", "yes"): "confirmed",
        ("real", "likely"): "likely real",
        ("real", "unclear"): "not confirmed",
        ("ongoing", "yes"): "going on",
    }
    facts = [words for (field, value), words in said.items() if getattr(stock, field) == value]
    return facts + list(stock.stake)


def _not_higher(level: Level, reading: Reading | None, rules: Sequence[LevelRule]) -> str:
    if reading is None or level == Level.CRITICAL:
        return ""
    higher = Level(level + 1)
    if reading.score >= rules[higher].above:
        return ""
    return f" Not L{int(higher)}: score {reading.score} of {rules[higher].above}."


class DeclareForm(Form):
    """Opens an incident and starts its clock."""

    WIDTH = 96

    def __init__(self, room: Room, playbook: str = "") -> None:
        """``room``: where it is declared; ``playbook``: the one to begin with, else the one that fits the type."""
        super().__init__(room)
        self._last = self.advice()
        self._plan = room.playbooks.get(playbook)
        self._type: CrisisType = self._plan.type if self._plan else "other"

    def heading(self) -> str:
        """The title."""
        return "Declare an incident"

    def does(self) -> str:
        """What ^s does."""
        plan = self._chosen()
        adds = f"{brings(plan).replace('adds', 'add', 1)}, " if plan and plan.tasks else ""
        return f"declare L{int(self.level)}, {adds}start the clock"

    def contents(self) -> Iterable[Widget]:
        """The fields, in the order in which people know the answers."""
        yes_no = [("yes", "yes"), ("no", "no"), ("unclear", "unclear")]
        yield TextField("What happened", id="what", empty="in a few words")
        yield PickOne("Type", list(TYPES.items()), id="type", value=self._type)
        if self.room.playbooks:
            plans = [("", "none"), *((plan.playbook, plan.title) for plan in self.room.playbooks.values())]
            fits = self._plan or self._fits(self._type)
            value = fits.playbook if fits else ""
            yield PickOne("Playbook", plans, id="playbook", value=value, hint=self._plan_words)
        yield Note(self._stock_rows, id="stock")
        sure = [("yes", "yes"), ("likely", "likely"), ("unclear", "unclear")]
        yield OneOf("Is it real?", sure, id="real")
        yield OneOf("Still going on?", yes_no, id="ongoing")
        yield OneOf("Where from?", [("us", "us"), ("outside", "outside"), ("unclear", "unclear")], id="origin")
        yield ManyOf("At stake", [(stake, stake) for stake in STAKES], id="stake")
        yield TextField("Who is hit", id="hit")
        yield TextField("Who is loud", id="loud")
        yield TextField("Not known yet", id="unknown", open_question=True, hint=self._becomes_task)
        yield Note(lambda _: [BLANK])
        levels = [(str(int(level)), f"L{int(level)} {level.word.lower()}") for level in list(Level)[1:]]
        yield OneOf("Level", levels, id="level", value=str(int(self._last.level)))
        yield Note(self._advice_rows, id="advice")
        visible = [("room", "war room only"), ("company", "whole company")]
        yield OneOf("Visible to", visible, id="visible", value="room")
        yield Note(lambda _: [BLANK])
        yield PickOne("Commander", self._commanders(), id="commander", value=self.room.me.id, hint=self._others)
        first = self._first_update(self._last.level)
        yield TextField("First update due", first, id="update", hint=self._update_at)

    def order(self) -> Declare | Wrong:
        """The order, or what is missing."""
        names = ("what", "hit", "loud", "unknown")
        texts = {name: self.query_one(f"#{name}", TextField).value.strip() for name in names}
        minutes = self._minutes()
        if not texts["what"]:
            return Wrong("Say what happened, in a few words.", "what")
        if minutes is None or not 1 <= minutes <= 24 * 60:
            return Wrong("Say when the first update is due: 30 min, 1h or 15:00.", "update")
        stock = self.stock()
        return Declare(
            title=texts["what"], type=cast("CrisisType", self._picked("type")), level=self.level,
            commander=self._picked("commander"), real=cast("Sure", stock.real or "unclear"),
            ongoing=cast("Literal['yes', 'no', 'unclear']", stock.ongoing or "unclear"),
            origin=cast("Literal['us', 'outside', 'unclear']", stock.origin or "unclear"), stake=stock.stake,
            hit=texts["hit"], loud=texts["loud"], unknown=texts["unknown"],
            visible=cast("Literal['room', 'company']", self._one("visible")), update_minutes=minutes,
            playbook=plan.playbook if (plan := self._chosen()) else "",
        )  # fmt: skip

    @property
    def level(self) -> Level:
        """The level chosen, or suggested while nobody chose one."""
        found = list(self.query("#level").results(OneOf))
        return Level(int(found[0].value)) if found else self._last.level

    def stock(self) -> Stock:
        """What is answered so far."""
        stake = self.query_one("#stake", ManyOf).values
        return Stock(self._one("real"), self._one("ongoing"), self._one("origin"), stake)

    def advice(self) -> Advice:
        """What is suggested now."""
        stock = self.stock() if self.is_mounted else Stock()
        return advise(stock, self.room.reading, self.room.rules)

    def changed(self) -> None:
        """Level, first update and playbook follow what is chosen until somebody chooses otherwise."""
        self._follow_type()
        advice, before = self.advice(), self._last
        level, update = self.query_one("#level", OneOf), self.query_one("#update", TextField)
        kept = self._first_update(self.level)
        if level.value == str(int(before.level)):
            level.put(str(int(advice.level)))
        if update.value in (kept, self._first_update(before.level)):
            update.put(self._first_update(self.level))
        self._last = advice
        for name in ("#stock", "#advice"):
            self.query_one(name, Note).repaint()
        update.repaint()

    # -- playbook ----------------------------------------------------------------------------------------------------

    def _fits(self, kind: CrisisType) -> Playbook | None:
        return fitting(self.room.playbooks.values(), kind)

    def _chosen(self) -> Playbook | None:
        found = [field.value for field in self.query("#playbook").results(PickOne)]
        return self.room.playbooks.get(found[0]) if found else None

    def _follow_type(self) -> None:
        """Another type brings its own playbook, unless somebody chose one that does not belong to the type before."""
        before, self._type = self._type, cast("CrisisType", self._picked("type"))
        if before == self._type:
            return
        was, fits = self._fits(before), self._fits(self._type)
        for field in self.query("#playbook").results(PickOne):
            if field.value == (was.playbook if was else ""):
                field.put(fits.playbook if fits else "")

    def _plan_words(self) -> str:
        plan = self._chosen()
        return f"{brings(plan)}, {drilled(plan, self.room.now())}" if plan else "starts none"

    # -- what is painted ---------------------------------------------------------------------------------------------

    def _stock_rows(self, cells: int) -> list[Row]:
        values = self._values()
        known = sum(bool(values.get(name)) for name in QUESTIONS)
        words = f"{known} of {len(QUESTIONS)} answered. What you do not know yet is also an answer."
        head = [Span(pad("Take stock first", LABEL), "name"), Span(" ")]
        if len(words) > cells - LABEL - 1:
            words = f"{known} of {len(QUESTIONS)} answered"
        return [BLANK, [*head, Span(words, "muted")]]

    def _advice_rows(self, cells: int) -> list[Row]:
        lines = wrap(self.advice().why, max(1, cells - LABEL - 2))
        return [[Span(" " * (LABEL + 2)), Span(line, "muted")] for line in lines]

    def _becomes_task(self) -> str:
        number = max(self.room.picture.tasks, default=0) + 1
        return f"left open, becomes task {number}" if self.query_one("#unknown", TextField).value else ""

    def _commanders(self) -> list[tuple[str, str]]:
        return [(p.id, p.name) for p in self.room.people.values() if p.roles != ("observer",)]

    def _others(self) -> str:
        """Who else is at hand, by the roles they may take."""
        chosen = self._picked("commander")
        people: Iterable[Person] = [p for p in self.room.people.values() if p.id != chosen]
        found = [(role, next((p for p in people if role in p.roles), None)) for role in ("comms", "scribe", "legal")]
        return ", ".join(f"{role} {person.short}" for role, person in found if person)

    def _first_update(self, level: Level) -> str:
        return f"{self.room.rules[level].first_words or 30} min"

    def _minutes(self) -> int | None:
        text, now = self.query_one("#update", TextField).value, self.room.now()
        at = moment(text, now)
        return -((now - at) // MINUTE) if at is not None else None

    def _update_at(self) -> str:
        minutes = self._minutes()
        return f"at {clock(self.room.now() + minutes * MINUTE)} UTC" if minutes is not None else ""

    def _one(self, name: str) -> str:
        return self.query_one(f"#{name}", OneOf).value

    def _picked(self, name: str) -> str:
        return self.query_one(f"#{name}", PickOne).value
