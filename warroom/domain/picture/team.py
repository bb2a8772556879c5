"""How the Picture changes among the people of the room: one arm for each kind of payload."""

from __future__ import annotations

from typing import assert_never

from warroom.domain import entries as e
from warroom.domain.entries import Entry, TeamPayload
from warroom.domain.picture.state import (
    CallOutcome,
    Confirmation,
    Enquiry,
    Fact,
    Objective,
    Offer,
    PlaybookRun,
    Telling,
)  # fmt: skip
from warroom.domain.picture.whole import Picture


def happen(picture: Picture, entry: Entry, payload: TeamPayload) -> None:
    """Let one more entry happen."""
    at, by = entry.recorded, entry.by
    match payload:
        case e.RoleLeft(person=person):
            picture.roles[person] = "responder"
            picture.role_since[person] = at
        case e.HandoverOffered():
            picture.offer = Offer(
                role=payload.role, giver=payload.giver, taker=payload.taker, brief=payload.brief, note=payload.note,
                at=at,
            )  # fmt: skip
        case e.HandoverAccepted(role=role, giver=giver, taker=taker):
            picture.roles[giver] = "responder"
            picture.role_since[giver] = at
            picture.take_role(taker, role, at)
            picture.offer = None
        case e.HandoverDeclined():
            picture.offer = None
        case e.ShiftBegun(person=person):
            picture.duty[person] = at
        case e.ShiftEnded(person=person):
            picture.duty.pop(person, None)
        case e.PeriodBegun(period=period, until=until):
            picture.period, picture.period_until = period, until
        case e.ObjectiveSet(objective=number, text=text, period=period):
            before = picture.objectives.get(number)
            if before:
                before.text = text
            else:
                picture.objectives[number] = Objective(number, text, period, by, at, entry.incident)
        case e.ObjectiveClosed(objective=number, result=result, note=note):
            objective = picture.objectives[number]
            objective.result, objective.note = result, note
        case e.FactNoted():
            picture.facts[payload.fact] = Fact(
                payload.fact, payload.text, payload.standing, payload.basis, by, at, entry.incident, payload.mention
            )
        case e.FactJudged(fact=number, standing=standing, basis=basis):
            fact = picture.facts[number]
            fact.standing, fact.basis, fact.by, fact.at = standing, basis or fact.basis, by, at
        case e.PressAsked():
            picture.press[payload.enquiry] = Enquiry(
                number=payload.enquiry, outlet=payload.outlet, question=payload.question, at=at, by=by,
                reporter=payload.reporter, contact=payload.contact, deadline=payload.deadline, owner=payload.owner,
                incident=entry.incident, mention=payload.mention,
            )  # fmt: skip
        case e.PressOwned(enquiry=number, owner=owner):
            picture.press[number].owner = owner
        case e.PressAnswered(enquiry=number, text=text, declined=declined):
            enquiry = picture.press[number]
            enquiry.answer, enquiry.answered_at, enquiry.declined = text, at, declined
        case e.TellingPlanned():
            picture.tellings[payload.telling] = Telling(
                payload.telling, payload.who, payload.group, payload.due, payload.owner, entry.incident
            )
        case e.Told(telling=number, how=how):
            telling = picture.tellings[number]
            telling.told_at, telling.told_by, telling.how = at, by, how
        case e.Checked(check=check, channel=channel, on=True):
            picture.checks[check, channel] = Confirmation(by, at)
        case e.Checked(check=check, channel=channel):
            picture.checks.pop((check, channel), None)
        case e.PlaybookStarted():
            picture.playbooks.append(PlaybookRun(
                payload.playbook, payload.title, by, at, entry.incident, payload.questions, payload.messages,
            ))  # fmt: skip
        case e.PlaybookDrilled(playbook=playbook, at=drilled):
            picture.drilled[playbook] = max(drilled, picture.drilled.get(playbook, 0))
        case e.CalledOut(minutes=minutes):
            picture.called_out = minutes
        case e.CallOutsSet(every=every):
            picture.call_out_every = every
        case e.Called(person=person, channel=channel, outcome=outcome, note=note):
            picture.calls[person] = CallOutcome(channel, outcome, at, note)
        case e.CallAsked():
            pass
        case _:
            assert_never(payload)
