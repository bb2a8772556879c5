"""The situation boards: objectives, facts and rumours, press, who was told, the first five minutes, calls."""

from __future__ import annotations

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, line, missing, name, nobody, one, only_commander, past
from warroom.domain.entries import Draft
from warroom.domain.level import DAY, MINUTE
from warroom.domain.people import ROLES
from warroom.domain.picture import Picture

LONGEST_PERIOD = DAY // MINUTE
MOST_OBJECTIVES = 9


# -- objectives ----------------------------------------------------------------------------------------------------


def about_objective(
    picture: Picture, order: o.BeginPeriod | o.SetObjective | o.CloseObjective, moment: Moment
) -> Outcome:
    """Objectives belong to an operational period of an incident; the commander or the deputy sets them."""
    if picture.incident is None:
        return o.Refused("There is no incident. D declares one.")
    if picture.role_of(moment.by) != "deputy":
        refused = only_commander(picture, moment, "Setting objectives") if picture.commander else None
        if refused:
            return refused
    match order:
        case o.BeginPeriod(minutes=minutes):
            if not 1 <= minutes <= LONGEST_PERIOD:
                return o.Refused(f"A period has 1 to {LONGEST_PERIOD} minutes.")
            texts = [text for text in map(line, order.objectives[:MOST_OBJECTIVES]) if text]
            period, first = picture.period + 1, max(picture.objectives, default=0) + 1
            begun = e.PeriodBegun(period=period, until=moment.at + minutes * MINUTE)
            aims = [e.ObjectiveSet(objective=first + n, text=text, period=period) for n, text in enumerate(texts)]
            return (Draft(begun), *map(Draft, aims))
        case o.SetObjective(objective=None):
            text = line(order.text)
            if not text:
                return missing("what is to be reached. Start with a verb")
            open_ones = [x for x in picture.objectives.values() if x.incident == picture.case and not x.result]
            if len(open_ones) >= MOST_OBJECTIVES:
                return o.Refused(f"{MOST_OBJECTIVES} objectives are open. Close one first.")
            number = max(picture.objectives, default=0) + 1
            return one(e.ObjectiveSet(objective=number, text=text, period=picture.period))
        case o.SetObjective() | o.CloseObjective():
            return _known_objective(picture, order)


def _known_objective(picture: Picture, order: o.SetObjective | o.CloseObjective) -> Outcome:
    objective = picture.objectives.get(order.objective or 0)
    if objective is None:
        return o.Refused(f"There is no objective {order.objective}.")
    if objective.result:
        return o.Refused(f"Objective {objective.number} is closed: {objective.result}.")
    if isinstance(order, o.CloseObjective):
        return one(e.ObjectiveClosed(objective=objective.number, result=order.result, note=line(order.note)))
    text = line(order.text)
    if not text or text == objective.text:
        return missing("a better wording")
    return one(e.ObjectiveSet(objective=objective.number, text=text, period=objective.period))


# -- facts and rumours ---------------------------------------------------------------------------------------------


def about_fact(picture: Picture, order: o.NoteFact | o.JudgeFact, moment: Moment) -> Outcome:
    """What is said, and how sure we are. Sure in either direction needs a basis."""
    del moment
    basis = line(order.basis)
    if isinstance(order, o.NoteFact):
        text = line(order.text)
        if not text:
            return missing("what is said")
        if order.standing != "unconfirmed" and not basis:
            return missing(f"who or what says that it is {_true(order.standing)}")
        number = max(picture.facts, default=0) + 1
        return one(e.FactNoted(
            fact=number, text=text, standing=order.standing, basis=basis, mention=order.mention,
        ))  # fmt: skip
    fact = picture.facts.get(order.fact)
    if fact is None:
        return o.Refused(f"There is no fact {order.fact}.")
    if fact.standing == order.standing:
        return o.Refused(f"Fact {fact.number} is {fact.standing} already.")
    if order.standing != "unconfirmed" and not basis:
        return missing(f"who or what says that it is {_true(order.standing)}")
    return one(e.FactJudged(fact=fact.number, standing=order.standing, was=fact.standing, basis=basis))


def _true(standing: str) -> str:
    return "true" if standing == "confirmed" else "false"


# -- press ---------------------------------------------------------------------------------------------------------


def about_press(picture: Picture, order: o.LogPress | o.OwnPress | o.AnswerPress, moment: Moment) -> Outcome:
    """Enquiries of reporters."""
    if isinstance(order, o.LogPress):
        return _log_press(picture, order, moment)
    enquiry = picture.press.get(order.enquiry)
    if enquiry is None:
        return o.Refused(f"There is no enquiry {order.enquiry}.")
    if not enquiry.open:
        return o.Refused(f"{enquiry.outlet} has been answered.")
    if isinstance(order, o.AnswerPress):
        if not line(order.text):
            return missing("why it is a no" if order.declined else "what the reporter was told")
        return one(e.PressAnswered(enquiry=enquiry.number, text=line(order.text), declined=order.declined))
    if order.owner and order.owner not in moment.people:
        return nobody(order.owner, moment)
    if order.owner == enquiry.owner:
        return o.Refused(f"{name(enquiry.owner, moment) if enquiry.owner else 'Nobody'} has it already.")
    return one(e.PressOwned(enquiry=enquiry.number, owner=order.owner, was=enquiry.owner))


def _log_press(picture: Picture, order: o.LogPress, moment: Moment) -> Outcome:
    outlet, question = line(order.outlet), line(order.question)
    if not outlet:
        return missing("which outlet asks")
    if not question:
        return missing("what they want to know")
    if order.owner and order.owner not in moment.people:
        return nobody(order.owner, moment)
    return past(order.deadline, moment) or one(e.PressAsked(
        enquiry=max(picture.press, default=0) + 1, outlet=outlet, question=question, reporter=line(order.reporter),
        contact=line(order.contact), deadline=order.deadline, owner=order.owner, mention=order.mention,
    ))  # fmt: skip


# -- who was told --------------------------------------------------------------------------------------------------


def about_telling(picture: Picture, order: o.PlanTelling | o.Tell, moment: Moment) -> Outcome:
    """Who must hear it from us, and who has."""
    if isinstance(order, o.PlanTelling):
        who = line(order.who)
        if not who:
            return missing("who must hear it")
        if order.owner and order.owner not in moment.people:
            return nobody(order.owner, moment)
        return past(order.due, moment) or one(e.TellingPlanned(
            telling=max(picture.tellings, default=0) + 1, who=who, group=order.group, due=order.due, owner=order.owner,
        ))  # fmt: skip
    telling = picture.tellings.get(order.telling)
    if telling is None:
        return o.Refused(f"There is no line {order.telling} on the list of whom to tell.")
    if not telling.open:
        return o.Refused(f"{name(telling.told_by, moment)} told them already.")
    return one(e.Told(telling=telling.number, how=line(order.how)))


# -- the first five minutes ----------------------------------------------------------------------------------------


def about_check(picture: Picture, order: o.Check, moment: Moment) -> Outcome:
    """A line of the checklist, confirmed by name."""
    if picture.incident is None:
        return o.Refused("There is no incident, so there is nothing to check off.")
    known = moment.house.checks()
    key = (line(order.check), line(order.channel))
    if key not in known:
        near = [channel for check, channel in known if check == key[0]]
        if near:
            return o.Refused(f"'{key[0]}' is confirmed on each channel: {', '.join(near)}.")
        return o.Refused(f"There is no '{key[0]}' on the checklist. It has: {'; '.join(dict(known))}.")
    done = picture.checks.get(key)
    if order.on == (done is not None):
        who = f"by {name(done.by, moment)}" if done else "by nobody"
        return o.Refused(f"That is confirmed {who}{' already' if done else ''}.")
    return one(e.Checked(check=key[0], channel=key[1], on=order.on))


# -- clocks and calls ----------------------------------------------------------------------------------------------


def about_call(picture: Picture, order: o.SetCallOuts | o.CallPeople, moment: Moment) -> Outcome:
    """How long it has been, said aloud; and people called in from outside."""
    if isinstance(order, o.SetCallOuts):
        if order.every == picture.call_out_every:
            return o.Refused("It is so already.")
        if order.every is None and not line(order.reason):
            return missing("a reason for switching the call-outs off")
        if order.every is not None and not 1 <= order.every <= LONGEST_PERIOD:
            return o.Refused(f"Every 1 to {LONGEST_PERIOD} minutes.")
        return one(e.CallOutsSet(every=order.every, reason=line(order.reason)))
    if not line(order.why):
        return missing("why they are called")
    whom: list[str] = []
    for word in order.whom:
        found = [word] if word in moment.people else []
        if word in ROLES:
            found = [person.id for person in moment.people.values() if word in person.roles]
            if not found:
                return o.Refused(f"Nobody in [people] may be {word}.")
        if not found:
            return nobody(word, moment)
        whom += [person for person in found if person not in whom]
    if not whom:
        return missing("who is to be called")
    return one(e.CallAsked(whom=tuple(whom), why=line(order.why)))
