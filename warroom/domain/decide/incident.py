"""The incident itself: declare, level, updates, roles."""

from __future__ import annotations

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, line, missing, nobody, one, only_commander
from warroom.domain.decide.playbooks import bring, no_playbook
from warroom.domain.decide.tasks import next_task
from warroom.domain.entries import Audience, Draft, Payload
from warroom.domain.level import MINUTE, Level, LevelRule
from warroom.domain.picture import Picture


def declare(picture: Picture, order: o.Declare, moment: Moment) -> Outcome:
    title = line(order.title)
    if not title:
        return missing("what happened, in a few words")
    if picture.incident:
        return o.Refused(f"{picture.incident.id} is open: {picture.incident.title}. Stand it down first.")
    if order.level == Level.QUIET:
        return o.Refused("An incident starts at L1 Watch or above.")
    commander = order.commander or moment.by.id
    if commander not in moment.people:
        return nobody(commander, moment)
    if moment.people[commander].roles == ("observer",):
        return o.Refused(f"{moment.people[commander].name} is an observer and cannot command.")
    if not 1 <= order.update_minutes <= 24 * 60:
        return o.Refused("The first update is due in 1 to 1440 minutes.")
    number = len(picture.closed) + 1
    declared = e.Declared(
        incident=f"INC-{number:03d}", title=title, type=order.type, level=order.level, commander=commander,
        update_due=moment.at + order.update_minutes * MINUTE, real=order.real, ongoing=order.ongoing,
        origin=order.origin, stake=tuple(line(s) for s in order.stake), hit=line(order.hit), loud=line(order.loud),
        unknown=line(order.unknown), visible=order.visible,
    )  # fmt: skip
    drafts = [Draft(declared), *_clocks(order.level, moment, only=("executive", "team"))]
    if declared.unknown:
        drafts.append(Draft(e.TaskMade(task=next_task(picture), title=f"Find out {declared.unknown}")))
    if order.playbook:
        if moment.playbook is None:
            return no_playbook(order.playbook)
        first = next_task(picture) + bool(declared.unknown)
        drafts += bring(picture, moment.playbook, moment, first=first, commander=commander)
    return tuple(drafts)


def stand_down(picture: Picture, reason: str, moment: Moment) -> Outcome:
    if not picture.incident:
        return o.Refused("There is no incident to stand down.")
    refused = only_commander(picture, moment, "Standing down")
    if refused:
        return refused
    if not line(reason):
        return missing("a reason. It goes into the log word for word")
    return one(e.StoodDown(reason=line(reason), was=picture.level))


def set_level(picture: Picture, order: o.SetLevel, moment: Moment) -> Outcome:
    reason = line(order.reason)
    if order.level == picture.level:
        return o.Refused(f"The level is {picture.level.tag} already.")
    if order.level > Level.WATCH and not picture.incident:
        return o.Refused(f"{order.level.tag} needs an incident. D declares one.")
    if order.level == Level.QUIET and picture.incident:
        return o.Refused("An open incident ends by standing down, not by L0.")
    if order.level < picture.level:
        refused = only_commander(picture, moment, "Lowering the level")
        if refused and picture.incident:
            return refused
        if not reason:
            return missing("a reason for going down. It goes into the log word for word")
    reading = moment.reading
    level = e.LevelSet(
        level=order.level, was=picture.level, reason=reason, score=reading.score if reading else None,
        suggested=reading.suggested if reading else None,
    )  # fmt: skip
    if order.level < picture.level or not picture.incident:
        return one(level)
    sooner = [d for d in _clocks(order.level, moment) if _is_sooner(picture, d.payload)]
    return (Draft(level), *sooner)


def _is_sooner(picture: Picture, payload: Payload) -> bool:
    if not isinstance(payload, e.UpdateDue) or payload.due is None:
        return False
    return payload.due < picture.updates.get(payload.audience, payload.due + 1)


def _clocks(level: Level, moment: Moment, only: tuple[Audience, ...] = ("public", "executive", "team")) -> list[Draft]:
    """When each audience is next to hear from us at this level."""
    minutes = _minutes(moment.rules[level])
    return [
        Draft(e.UpdateDue(audience=who, due=moment.at + length * MINUTE))
        for who in only
        if (length := minutes[who]) is not None
    ]


def _minutes(rule: LevelRule) -> dict[Audience, int | None]:
    return {"public": rule.public, "executive": rule.executive, "team": rule.team}


def update(picture: Picture, order: o.GiveUpdate | o.SetUpdateDue, moment: Moment) -> Outcome:
    if not picture.incident:
        return o.Refused("There is no incident, so no update is due.")
    if isinstance(order, o.GiveUpdate):
        if not line(order.text):
            return missing("what was said, and where")
        length = _minutes(moment.rules[picture.level])[order.audience]
        due = None if length is None else moment.at + length * MINUTE
        return one(e.UpdateGiven(audience=order.audience, text=line(order.text), next_due=due))
    if order.due is None and not line(order.reason):
        return missing("a reason for switching the clock off")
    if order.due is not None and order.due < moment.at:
        return o.Refused("That time has passed.")
    return one(e.UpdateDue(audience=order.audience, due=order.due, reason=line(order.reason)))


def take_role(picture: Picture, order: o.TakeRole, moment: Moment) -> Outcome:
    person = moment.people.get(order.person or moment.by.id)
    if person is None:
        return nobody(order.person, moment)
    was = next((p for p, r in picture.roles.items() if r == order.role), "")
    if was == person.id:
        return o.Refused(f"{person.name} is {order.role} already.")
    if person.id != moment.by.id and picture.commander != moment.by.id:
        return o.Refused("Only the commander gives roles to others. Everybody can take their own.")
    vacant_command = order.role == "commander" and not picture.commander
    if order.role not in person.roles and order.role != "responder" and not vacant_command:
        can = ", ".join(person.roles)
        return o.Refused(f"{person.name} may be {can}. Add {order.role} under [people.{person.id}] in warroom.toml.")
    if order.role not in ("commander", "deputy", "scribe"):
        was = ""
    return one(e.RoleTaken(role=order.role, person=person.id, was=was))
