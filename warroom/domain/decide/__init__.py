"""What an order leads to: entries, or a refusal in plain words. Pure: everything it needs is an argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, assert_never, get_args

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide import (
    bank,
    boards,
    incident,
    mentions,
    playbooks,
    replies,
    roles,
    statements,
    tasks,
    writing,
)
from warroom.domain.decide.common import Moment, Outcome, line, missing, one
from warroom.domain.picture import Picture
from warroom.domain.text import clean, one_line

LATEST: Final = 253_402_300_799_999
"""The last millisecond of the year 9999: later ones have no date, and no canonical form either."""

__all__ = ["Moment", "Outcome", "decide", "order_types"]


def decide(picture: Picture, order: o.Order, moment: Moment) -> Outcome:
    """Drafts to be recorded, in order, or why not. Changes nothing."""
    if picture.role_of(moment.by) == "observer":
        return o.Refused("Observers read along. Ask the commander for a role to take part.")
    if any(abs(number) > LATEST for number in _numbers(order)):
        return o.Refused("That number is too large. Times are milliseconds UTC, before the year 10000.")
    if isinstance(order, o.ABOUT_MENTION) and moment.mention is None:
        return o.Refused(f"There is no mention {order.mention}.")
    if isinstance(order, o.AskedOfWords):
        return _words(picture, order, moment)
    if isinstance(order, o.AskedOfTeam):
        return _team(picture, order, moment)
    return _incident(picture, order, moment)


def _numbers(order: o.Order) -> Iterator[int]:
    for name in order.__struct_fields__:
        found = getattr(order, name)
        for each in found if isinstance(found, tuple) else (found,):
            if isinstance(each, int):
                yield each


def _incident(picture: Picture, order: o.IncidentOrder, moment: Moment) -> Outcome:
    match order:
        case o.Declare():
            return incident.declare(picture, order, moment)
        case o.StandDown(reason=reason):
            return incident.stand_down(picture, reason, moment)
        case o.SetLevel():
            return incident.set_level(picture, order, moment)
        case o.Observe():
            return writing.written(order, moment, lambda text: e.Observed(text=text))
        case o.Act():
            return writing.written(order, moment, lambda text: e.Action(text=text))
        case o.WriteNote():
            return writing.written(order, moment, lambda text: e.Note(text=text))
        case o.Decide():
            return writing.decision(picture, order, moment)
        case o.MakeTask():
            return tasks.make_task(picture, order, moment)
        case o.OwnTask() | o.MoveTask() | o.SetTaskDue() | o.SetTaskWaits():
            return tasks.change_task(picture, order, moment)
        case o.Claim() | o.LetMentionGo() | o.Give() | o.Answer() | o.Reopen():
            return mentions.answering(picture, order, moment)
        case o.SetTriage() | o.SetTone() | o.Pin() | o.WatchAuthor():
            return mentions.judging(picture, order, moment)
        case o.Correct() | o.MarkTurningPoint():
            return writing.about_entry(picture, order)
        case o.TakeRole():
            return incident.take_role(picture, order, moment)
        case o.GiveUpdate() | o.SetUpdateDue():
            return incident.update(picture, order, moment)
        case o.Acknowledge(alert=alert, about=about):
            alert = one_line(clean(alert).text)[:120]
            return one(e.Acknowledged(alert=alert, about=line(about))) if alert else missing("which alert it is")
        case o.ReportBlind(source=source, note=note):
            source = one_line(clean(source).text)
            if not source:
                return missing("which source it is")
            return one(e.SourceDown(source=source, since=moment.at, note=line(note)))
        case o.Undo():
            return mentions.undo(picture, moment)
        case _:
            assert_never(order)


def _words(picture: Picture, order: o.WordsOrder, moment: Moment) -> Outcome:
    match order:
        case o.AskReply() | o.ApproveReply() | o.HoldReply():
            return replies.about_reply(picture, order, moment)
        case o.KeepAnswer() | o.ApproveAnswer() | o.RetireAnswer():
            return bank.about_answer(picture, order, moment)
        case _:
            return statements.about_statement(picture, order, moment)


def _team(picture: Picture, order: o.TeamOrder, moment: Moment) -> Outcome:
    match order:
        case o.LeaveRole() | o.HandOver() | o.AcceptHandover() | o.DeclineHandover() | o.BeginShift() | o.EndShift():
            return roles.about_role(picture, order, moment)
        case o.BeginPeriod() | o.SetObjective() | o.CloseObjective():
            return boards.about_objective(picture, order, moment)
        case o.NoteFact() | o.JudgeFact():
            return boards.about_fact(picture, order, moment)
        case o.LogPress() | o.OwnPress() | o.AnswerPress():
            return boards.about_press(picture, order, moment)
        case o.PlanTelling() | o.Tell():
            return boards.about_telling(picture, order, moment)
        case o.Check():
            return boards.about_check(picture, order, moment)
        case o.StartPlaybook() | o.MarkDrilled():
            return playbooks.about_playbook(picture, order, moment)
        case o.SetCallOuts() | o.CallPeople():
            return boards.about_call(picture, order, moment)
        case _:
            assert_never(order)


def order_types() -> tuple[type[Any], ...]:
    """Every kind of Order, as a tuple of struct types."""
    return tuple(get_args(o.Order))
