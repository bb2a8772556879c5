"""The log lines of statements, answers and the team: glyph, verb, fact and weight. See :func:`words.entry_line`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, assert_never

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.level import Level
from warroom.domain.words import Weight, by_when, clock, count, day

Parts: TypeAlias = tuple[str, str, str, Weight]
Name: TypeAlias = Callable[[str], str]


def words_line(payload: e.WordsPayload, name: Name) -> Parts:
    """What happened to words that leave the room."""
    match payload:
        case e.ClaimExpired(person=person, about=about):
            return "·", "", f"{name(person)}'s claim of {about} ran out", "muted"
        case e.ReplyAsked(about=about, role=role, why=why):
            return "□", f"asks {role} about a reply to", f"{about}{': ' + why if why else ''}", "plain"
        case e.ReplyApproved(about=about, role=role):
            return "✓", f"approved, as {role}, the reply to", about, "plain"
        case e.ReplyHeld(about=about, why=why):
            return "△", "asks for a change in the reply to", f"{about}: {why}", "plain"
        case e.AnswerKept(title=title):
            return "·", "put into the answer bank:", title, "plain"
        case e.AnswerApproved(answer=answer, role=role):
            return "✓", f"approved the answer as {role}:", answer, "plain"
        case e.AnswerRetired(answer=answer, reason=reason):
            return "·", "retired the answer", f"{answer}{': ' + reason if reason else ''}", "plain"
        case _:
            return _statement_line(payload, name)


def _statement_line(
    payload: e.StatementDrafted | e.StatementEdited | e.ApprovalAsked | e.StatementApproved | e.ChangeAsked
    | e.StatementPublished | e.StatementPosted | e.StatementWithdrawn,
    name: Name,
) -> Parts:  # fmt: skip
    match payload:
        case e.StatementDrafted(statement=number, title=title, text=text):
            return "□", f"drafted statement {number}:", title or text, "plain"
        case e.StatementEdited(statement=number, version=version, voided=voided):
            gone = f", {count(len(voided), 'approval')} void" if voided else ""
            return "□", f"edited statement {number}:", f"version {version}{gone}", "plain"
        case e.ApprovalAsked(statement=number, roles=roles, every=every, due=due):
            whom = (" and " if every else " or ").join(roles)
            return "□", "asks for approval of", f"statement {number}: {whom}, by {clock(due)}", "plain"
        case e.StatementApproved(statement=number, version=version, role=role, stands_in_for=other):
            as_whom = f"{role}{', standing in for ' + name(other) if other else ''}"
            return "✓", f"approved statement {number}", f"version {version} as {as_whom}", "bright"
        case e.ChangeAsked(statement=number, why=why):
            return "△", f"asks for a change in statement {number}:", why, "plain"
        case e.StatementPublished(statement=number, channels=channels, text=text, approved=approved):
            where = f" on {', '.join(channels)}" if channels else ""
            who = ", ".join(name(one.rpartition(": ")[2]) for one in approved)
            return (
                "●",
                "published",
                f"statement {number}{where}{f' (approved: {who})' if who else ''}: {text}",
                "bright",
            )
        case e.StatementPosted(statement=number, channel=channel, where=where):
            return "●", f"posted statement {number} on", f"{channel}{' ' + where if where else ''}", "plain"
        case e.StatementWithdrawn(statement=number, reason=reason):
            return "·", f"withdrew statement {number}:", reason, "plain"
        case _:
            assert_never(payload)


def team_line(payload: e.TeamPayload, entry: Entry, name: Name) -> Parts:
    """What happened among the people of the room."""
    by = entry.by
    match payload:
        case e.RoleLeft() | e.HandoverOffered() | e.HandoverAccepted() | e.HandoverDeclined():
            return _role_line(payload, by, name)
        case e.ShiftBegun(person=person):
            return "=", "is on duty" if person == by else f"put {name(person)} on duty", "", "plain"
        case e.ShiftEnded(person=person, minutes=minutes):
            verb = "is off duty" if person == by else f"sent {name(person)} to rest"
            return "=", verb, f"after {minutes // 60} h {minutes % 60} min", "plain"
        case e.PeriodBegun() | e.ObjectiveSet() | e.ObjectiveClosed() | e.FactNoted() | e.FactJudged():
            return _board_line(payload)
        case e.PressAsked() | e.PressOwned() | e.PressAnswered():
            return _press_line(payload, entry, name)
        case e.TellingPlanned(who=who, due=due):
            return "□", "wants told:", f"{who}{', by ' + by_when(due, entry.recorded) if due else ''}", "plain"
        case e.Told(telling=number, how=how):
            return "✓", f"told line {number} of the list", how, "plain"
        case e.Checked(check=check, channel=channel, on=on):
            where = f" on {channel}" if channel else ""
            return "✓" if on else "·", "confirms" if on else "takes back", f"{check}{where}", "plain"
        case e.PlaybookStarted(title=title, tasks=tasks):
            return "▲", "started the playbook", f"{title}, {count(tasks, 'task')}", "bright"
        case e.PlaybookDrilled(playbook=playbook, at=at, note=note):
            return "·", "exercised the playbook", f"{playbook} on {day(at)}{': ' + note if note else ''}", "plain"
        case e.CalledOut() | e.CallOutsSet() | e.CallAsked() | e.Called():
            return _call_line(payload, name)
        case _:
            assert_never(payload)


def _role_line(
    payload: e.RoleLeft | e.HandoverOffered | e.HandoverAccepted | e.HandoverDeclined, by: str, name: Name
) -> Parts:
    match payload:
        case e.RoleLeft(role=role):
            return "=", "is no longer", role, "plain"
        case e.HandoverOffered(role=role, taker=taker, note=note):
            return "=", f"offers {role} to", f"{name(taker)}{': ' + note if note else ''}", "plain"
        case e.HandoverAccepted(role=role, giver=giver):
            return "=", f"takes over {role}", f"from {name(giver)}, brief read", "bright"
        case e.HandoverDeclined(role=role, giver=giver, taker=taker, why=why):
            verb = f"took back the offer of {role} to" if by == giver else f"declined {role} from"
            return "=", verb, f"{name(taker if by == giver else giver)}{': ' + why if why else ''}", "plain"
        case _:
            assert_never(payload)


def _press_line(payload: e.PressAsked | e.PressOwned | e.PressAnswered, entry: Entry, name: Name) -> Parts:
    match payload:
        case e.PressAsked(outlet=outlet, question=question, deadline=deadline):
            until = f", by {by_when(deadline, entry.recorded)}" if deadline else ""
            return "★", "logged an enquiry of", f"{outlet}{until}: {question}", "plain"
        case e.PressOwned(enquiry=number, owner=owner):
            if owner == entry.by:
                return "★", "takes enquiry", str(number), "plain"
            return "★", f"gave enquiry {number}", f"to {name(owner) if owner else 'nobody'}", "plain"
        case e.PressAnswered(enquiry=number, text=text, declined=declined):
            return "★", f"{'declined' if declined else 'answered'} enquiry {number}:", text, "plain"
        case _:
            assert_never(payload)


def _call_line(payload: e.CalledOut | e.CallOutsSet | e.CallAsked | e.Called, name: Name) -> Parts:
    match payload:
        case e.CalledOut(minutes=minutes, level=level):
            return "·", "", f"{minutes} minutes at {Level(level).tag}", "muted"
        case e.CallOutsSet(every=None, reason=reason):
            return "·", "switched the call-outs off:", reason, "plain"
        case e.CallOutsSet(every=every):
            return "·", "set call-outs to every", f"{every} minutes", "plain"
        case e.CallAsked(whom=whom, why=why):
            return "▲", "calls", f"{', '.join(map(name, whom))}: {why}", "plain"
        case e.Called(person=person, channel=channel, outcome=outcome, note=note):
            said = {"sent": "was called", "failed": "could not be called", "held": "was not called"}[outcome]
            through = f" through {channel}" if channel else ""
            return "·", "", f"{name(person)} {said}{through}{': ' + note if note else ''}", "muted"
        case _:
            assert_never(payload)


def _board_line(
    payload: e.PeriodBegun | e.ObjectiveSet | e.ObjectiveClosed | e.FactNoted | e.FactJudged,
) -> Parts:
    match payload:
        case e.PeriodBegun(period=period, until=until):
            return "◆", "began period", f"{period}, until {clock(until)}", "bright"
        case e.ObjectiveSet(objective=number, text=text):
            return "◆", f"set objective {number}:", text, "plain"
        case e.ObjectiveClosed(objective=number, result=result, note=note):
            return "◆", f"closed objective {number} as {result}", note, "plain"
        case e.FactNoted(fact=number, text=text, standing=standing, basis=basis):
            says = f" ({basis})" if basis else ""
            return "○", f"noted fact {number}, {standing}:", f"{text}{says}", "plain"
        case e.FactJudged(fact=number, standing=standing, basis=basis):
            return "○", f"judged fact {number} {standing}", basis, "plain"
        case _:
            assert_never(payload)
