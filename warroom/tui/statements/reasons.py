"""Forms that ask for one line and make an order of it: a change asked for, a statement withdrawn, an answer retired."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.picture import Statement
from warroom.domain.prepared import PreparedAnswer
from warroom.domain.words import count
from warroom.room.protocol import Room
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.form import Form, Wrong


class ReasonForm(Form):
    """One line, word for word into the log."""

    WIDTH = 84

    def __init__(
        self, room: Room, title: str, label: str, does: str, make: Callable[[str], o.Order], *,
        missing: str, advice: str,
    ) -> None:  # fmt: skip
        """``make``: the line → the order. ``missing`` is said without a line."""
        super().__init__(room)
        self.title_words, self.label, self.does_words = title, label, does
        self.make, self.missing, self.advice = make, missing, advice

    def heading(self) -> str:
        """The title."""
        return self.title_words

    def does(self) -> str:
        """What ^s does."""
        return self.does_words

    def subject(self) -> str:
        """A draft belongs to what it is about."""
        return self.title_words

    def contents(self) -> Iterable[Widget]:
        """The line."""
        yield TextField(self.label, id="why", most=5, advice=self.advice)

    def order(self) -> o.Order | Wrong:
        """The order, or what is missing."""
        why = self.query_one("#why", TextField).value.strip()
        return self.make(why) if why or not self.missing else Wrong(self.missing, "why")


def change_form(room: Room, statement: Statement) -> ReasonForm:
    """Ask for a change; a yes that was given is taken back."""
    number = statement.number
    mine = next((role for role, yes in statement.approvals.items() if yes.by == room.me.id), None)
    held = f" Your yes as {mine} is taken back." if mine else ""
    return ReasonForm(
        room, f"Ask for a change in statement {number}", "What to change", "ask for it",
        lambda why: o.AskChange(statement=number, why=why), missing="Say what has to change.",
        advice=f"It cannot be published before it is edited, or you approve it after all.{held}",
    )  # fmt: skip


def withdraw_form(room: Room, statement: Statement) -> ReasonForm:
    """Say that it will not be published."""
    number, given = statement.number, len(statement.approvals)
    gone = f" {count(given, 'approval')} given." if given else ""
    return ReasonForm(
        room, f"Withdraw statement {number}", "Why", f"withdraw statement {number}",
        lambda why: o.WithdrawStatement(statement=number, reason=why), missing="Say why it will not be published.",
        advice=f"It stays in the log, and cannot be published any more.{gone}",
    )  # fmt: skip


def retire_form(room: Room, answer: PreparedAnswer) -> ReasonForm:
    """Stop offering a prepared answer."""
    return ReasonForm(
        room, f"Retire '{answer.title}'", "Why", "retire the answer",
        lambda why: o.RetireAnswer(answer=answer.answer, reason=why), missing="",
        advice=f"It is not offered any more. {count(answer.uses, 'use')} so far stay in the log.",
    )  # fmt: skip
