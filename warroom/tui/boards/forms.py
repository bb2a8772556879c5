"""The forms of the boards: what is asked before something is set, noted, logged or told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, cast

from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.entries import Group, Standing
from warroom.domain.level import MINUTE
from warroom.domain.picture import Enquiry, Fact, Objective, Telling
from warroom.domain.when import moment
from warroom.domain.words import clock
from warroom.room.protocol import Room
from warroom.tui.boards.lines import GROUPS, when
from warroom.tui.forms.choices import OneOf
from warroom.tui.forms.fields import LABEL, TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.lists import PickOne
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, wrap

STANDING_WORDS: Final = (("unconfirmed", "not confirmed"), ("confirmed", "confirmed"), ("false", "false"))
NO_TIME: Final = "'{}' is no time. 15:00, 45m or 2h."


class _BoardForm(Form):
    """A form with texts, times and owners."""

    WIDTH = 88

    def text(self, name: str) -> str:
        """What is typed in a field."""
        return self.query_one(f"#{name}", TextField).value.strip()

    def chosen(self, name: str) -> str:
        """What is chosen in a line of choices."""
        return self.query_one(f"#{name}", OneOf).value

    def time(self, name: str) -> int | Wrong | None:
        """The moment that is typed in a field; None when it is empty."""
        words = self.text(name)
        at = moment(words, self.room.now()) if words else None
        return Wrong(NO_TIME.format(words), name) if words and at is None else at

    def time_hint(self, name: str) -> str:
        """What a typed time means."""
        found = self.time(name) if self.is_mounted else None
        return f"{when(found, self.room.now())} UTC" if isinstance(found, int) else ""

    def owner_field(self, owner: str = "") -> PickOne:
        """One owner, or nobody yet."""
        people = [(p.id, p.name) for p in self.room.people.values() if p.roles != ("observer",)]
        return PickOne("Owner", [("", "nobody yet"), *people], id="owner", value=owner)

    def owner(self) -> str:
        """Who is chosen."""
        return self.query_one("#owner", PickOne).value

    def changed(self) -> None:
        """Hints follow."""
        for field in self.query(TextField):
            field.repaint()


# -- objectives ----------------------------------------------------------------------------------------------------


class ObjectiveForm(_BoardForm):
    """A new objective, or a better wording of one."""

    def __init__(self, room: Room, objective: Objective | None = None) -> None:
        """``objective``: the one to word better."""
        super().__init__(room)
        self.objective = objective

    def heading(self) -> str:
        """The title."""
        return f"Word objective {self.objective.number} better" if self.objective else "New objective"

    def does(self) -> str:
        """What ^s does."""
        return "keep the new wording" if self.objective else "set the objective"

    def subject(self) -> str:
        """A draft belongs to its objective."""
        return str(self.objective.number) if self.objective else ""

    def contents(self) -> Iterable[Widget]:
        """One line."""
        text = self.objective.text if self.objective else ""
        advice = "Start with a verb. Say how you will know that it is reached, and by when."
        yield TextField("To be reached", text, id="text", most=4, advice=advice)

    def order(self) -> o.SetObjective | Wrong:
        """The order, or what is missing."""
        text = self.text("text")
        if not text:
            return Wrong("Say what is to be reached. Start with a verb.", "text")
        return o.SetObjective(text=text, objective=self.objective.number if self.objective else None)


class CloseObjectiveForm(_BoardForm):
    """How an objective ended."""

    def __init__(self, room: Room, objective: Objective) -> None:
        """``objective``: the one that ended."""
        super().__init__(room)
        self.objective = objective

    def heading(self) -> str:
        """The title."""
        return f"Close objective {self.objective.number}"

    def does(self) -> str:
        """What ^s does."""
        return f"close it as {self.chosen('result')}" if self.is_mounted else "close it"

    def subject(self) -> str:
        """A draft belongs to its objective."""
        return str(self.objective.number)

    def contents(self) -> Iterable[Widget]:
        """What it was, how it ended."""
        yield Note(lambda cells: quoted(self.objective.text, cells))
        results = [("met", "met"), ("missed", "missed"), ("dropped", "dropped")]
        yield OneOf("It was", results, id="result", value="met")
        advice = "The review compares this with what was set."
        yield TextField("Note", id="note", most=3, empty="what shows it, or why not", advice=advice)

    def order(self) -> o.CloseObjective:
        """The order."""
        result = cast("Literal['met', 'missed', 'dropped']", self.chosen("result"))
        return o.CloseObjective(objective=self.objective.number, result=result, note=self.text("note"))


class PeriodForm(_BoardForm):
    """A new operational period with its objectives."""

    def heading(self) -> str:
        """The title."""
        return f"Begin period {self.room.picture.period + 1}"

    def does(self) -> str:
        """What ^s does."""
        return f"begin period {self.room.picture.period + 1}"

    def contents(self) -> Iterable[Widget]:
        """How long, what for."""
        yield TextField("Ends", "4h", id="until", hint=lambda: self.time_hint("until"))
        advice = "Three to five, each begins with a verb. What is still open from before stays on the board."
        yield TextField("Objectives", id="objectives", most=6, hint="several with ;", advice=advice)
        yield Note(self._open_rows)

    def order(self) -> o.BeginPeriod | Wrong:
        """The order, or what is missing."""
        until, now = self.time("until"), self.room.now()
        if isinstance(until, Wrong):
            return until
        if until is None or until <= now:
            return Wrong("Say when it ends: 4h or 18:00.", "until")
        texts = tuple(text.strip() for text in self.text("objectives").split(";") if text.strip())
        return o.BeginPeriod(minutes=-((now - until) // MINUTE), objectives=texts)

    def _open_rows(self, cells: int) -> list[Row]:
        picture = self.room.picture
        left = [x for x in picture.objectives.values() if x.incident == picture.case and not x.result]
        words = "; ".join(f"{x.number} {x.text}" for x in left)
        rows = wrap(f"Still open: {words}.", max(1, cells - LABEL - 2)) if left else []
        return [BLANK, *([Span(" " * (LABEL + 2)), Span(row, "muted")] for row in rows)] if rows else []


# -- facts and rumours ---------------------------------------------------------------------------------------------


class FactForm(_BoardForm):
    """Something that is said, and how sure we are."""

    def heading(self) -> str:
        """The title."""
        return "Note a fact or a rumour"

    def does(self) -> str:
        """What ^s does."""
        return "note it"

    def contents(self) -> Iterable[Widget]:
        """What, how sure, who says so."""
        yield TextField("It is said", id="text", most=4)
        yield OneOf("It is", STANDING_WORDS, id="standing", value="unconfirmed")
        yield TextField("Basis", id="basis", most=3, empty="who or what says so", advice=BASIS)

    def order(self) -> o.NoteFact | Wrong:
        """The order, or what is missing."""
        text, standing, basis = self.text("text"), self.chosen("standing"), self.text("basis")
        if not text:
            return Wrong("Say what is said.", "text")
        if standing != "unconfirmed" and not basis:
            return Wrong(f"Say who or what shows that it is {_true(standing)}.", "basis")
        return o.NoteFact(text=text, standing=cast("Standing", standing), basis=basis)


BASIS: Final = "Confirmed and false both need one. Statements may only cite what is confirmed."


class StandingForm(_BoardForm):
    """How sure we are of a fact now."""

    def __init__(self, room: Room, fact: Fact) -> None:
        """``fact``: the one that is judged."""
        super().__init__(room)
        self.fact = fact

    def heading(self) -> str:
        """The title."""
        return f"How sure are we of {self.fact.number}?"

    def does(self) -> str:
        """What ^s does."""
        words = dict(STANDING_WORDS)[self.chosen("standing")] if self.is_mounted else ""
        return f"judge it {words}"

    def subject(self) -> str:
        """A draft belongs to its fact."""
        return str(self.fact.number)

    def contents(self) -> Iterable[Widget]:
        """What it is, how sure, why."""
        yield Note(lambda cells: quoted(self.fact.text, cells))
        yield OneOf("It is", STANDING_WORDS, id="standing", value=self.fact.standing)
        yield TextField("Basis", id="basis", most=3, empty="who or what says so", advice=BASIS)

    def order(self) -> o.JudgeFact | Wrong:
        """The order, or what is missing."""
        standing, basis = self.chosen("standing"), self.text("basis")
        if standing == self.fact.standing:
            return Wrong(f"It is {dict(STANDING_WORDS)[standing]} already. Choose another with ← →.", "standing")
        if standing != "unconfirmed" and not basis:
            return Wrong(f"Say who or what shows that it is {_true(standing)}.", "basis")
        return o.JudgeFact(fact=self.fact.number, standing=cast("Standing", standing), basis=basis)


def _true(standing: str) -> str:
    return "true" if standing == "confirmed" else "false"


# -- press ---------------------------------------------------------------------------------------------------------


class PressForm(_BoardForm):
    """What a reporter wants to know, and until when."""

    def heading(self) -> str:
        """The title."""
        return "Log a press enquiry"

    def does(self) -> str:
        """What ^s does."""
        return "log the enquiry"

    def contents(self) -> Iterable[Widget]:
        """Who asks what, until when, who answers."""
        yield TextField("Outlet", id="outlet")
        yield TextField("Reporter", id="reporter")
        yield TextField("Contact", id="contact", empty="telephone or mail")
        yield TextField("Question", id="question", most=4)
        yield TextField("Until", id="until", empty="their deadline: 15:30 or 45m", hint=lambda: self.time_hint("until"))
        yield self.owner_field(self._comms())

    def order(self) -> o.LogPress | Wrong:
        """The order, or what is missing."""
        until = self.time("until")
        if isinstance(until, Wrong):
            return until
        for name, words in (("outlet", "Say which outlet asks."), ("question", "Say what they want to know.")):
            if not self.text(name):
                return Wrong(words, name)
        return o.LogPress(
            outlet=self.text("outlet"), question=self.text("question"), reporter=self.text("reporter"),
            contact=self.text("contact"), deadline=until, owner=self.owner(),
        )  # fmt: skip

    def _comms(self) -> str:
        people = self.room.people.values()
        return next((p.id for p in people if self.room.picture.role_of(p) == "comms"), "")


class AnswerPressForm(_BoardForm):
    """What the reporter was told."""

    def __init__(self, room: Room, enquiry: Enquiry) -> None:
        """``enquiry``: the one that was answered."""
        super().__init__(room)
        self.enquiry = enquiry

    def heading(self) -> str:
        """The title."""
        return f"{self.enquiry.outlet} has our answer"

    def does(self) -> str:
        """What ^s does."""
        return "log the no" if self.is_mounted and self.chosen("declined") else "log the answer"

    def subject(self) -> str:
        """A draft belongs to its enquiry."""
        return str(self.enquiry.number)

    def contents(self) -> Iterable[Widget]:
        """The question, and what was said."""
        yield Note(lambda cells: quoted(self.enquiry.question, cells))
        yield OneOf("We", [("", "answered"), ("yes", "declined")], id="declined")
        advice = "Nothing is sent from here. The log keeps word for word what they were told."
        yield TextField("Said", id="said", most=6, advice=advice)

    def order(self) -> o.AnswerPress | Wrong:
        """The order, or what is missing."""
        said, declined = self.text("said"), bool(self.chosen("declined"))
        if not said:
            return Wrong("Say why it is a no." if declined else "Say what the reporter was told.", "said")
        return o.AnswerPress(enquiry=self.enquiry.number, text=said, declined=declined)


# -- who must be told ----------------------------------------------------------------------------------------------


class TellingForm(_BoardForm):
    """Somebody who must hear it from us."""

    def heading(self) -> str:
        """The title."""
        return "Who must hear it from us"

    def does(self) -> str:
        """What ^s does."""
        return "put them on the list"

    def contents(self) -> Iterable[Widget]:
        """Who, by when, who tells them."""
        yield TextField("Who", id="who", most=2, empty="all staff, the board, the authority in charge")
        yield OneOf("Group", [(group, group) for group in GROUPS], id="group", value="staff", hint="staff first")
        yield TextField("Until", "30m", id="until", empty="no time", hint=lambda: self.time_hint("until"))
        yield self.owner_field()

    def order(self) -> o.PlanTelling | Wrong:
        """The order, or what is missing."""
        until = self.time("until")
        if isinstance(until, Wrong):
            return until
        if not self.text("who"):
            return Wrong("Say who must hear it.", "who")
        group = cast("Group", self.chosen("group"))
        return o.PlanTelling(who=self.text("who"), group=group, due=until, owner=self.owner())


class TellForm(_BoardForm):
    """They have heard it from us."""

    def __init__(self, room: Room, telling: Telling) -> None:
        """``telling``: who was told."""
        super().__init__(room)
        self.telling = telling

    def heading(self) -> str:
        """The title."""
        return "They have been told"

    def does(self) -> str:
        """What ^s does."""
        return f"log it at {clock(self.room.now())}"

    def subject(self) -> str:
        """A draft belongs to its line."""
        return str(self.telling.number)

    def contents(self) -> Iterable[Widget]:
        """Who, and how."""
        yield Note(lambda cells: quoted(self.telling.who, cells))
        yield TextField("How", id="how", most=2, empty="by telephone, by mail to 84 customers")
        yield Note(self._order_rows)

    def order(self) -> o.Tell:
        """The order."""
        return o.Tell(telling=self.telling.number, how=self.text("how"))

    def _order_rows(self, cells: int) -> list[Row]:
        picture = self.room.picture
        staff = [t for t in picture.tellings.values() if t.open and t.group == "staff" and t.incident == picture.case]
        if self.telling.group != "public" or not staff:
            return []
        words = f"Staff have not heard it yet: {staff[0].who}. They should not read it in the news."
        rows = wrap(words, max(1, cells - LABEL - 4))
        return [BLANK, *([Span(" " * (LABEL + 2)), Span("▲ " if not n else "  ", "caut"), Span(row, "caut")]
                         for n, row in enumerate(rows))]  # fmt: skip


def quoted(text: str, cells: int) -> list[Row]:
    """What a form is about, above its fields."""
    rows = wrap(text, max(1, cells - LABEL - 2))
    return [*([Span(" " * (LABEL + 2)), Span(row, "content")] for row in rows), BLANK]
