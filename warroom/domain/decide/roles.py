"""Roles and duty: left, handed over with a brief, rested from."""

from __future__ import annotations

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, line, name, nobody, one
from warroom.domain.handover import brief
from warroom.domain.level import MINUTE
from warroom.domain.people import Role
from warroom.domain.picture import Picture

EVERYDAY: tuple[Role, ...] = ("responder", "observer")
"""Roles that are not handed over."""


def about_role(
    picture: Picture,
    order: o.LeaveRole | o.HandOver | o.AcceptHandover | o.DeclineHandover | o.BeginShift | o.EndShift,
    moment: Moment,
) -> Outcome:
    """What is done about a role or a shift."""
    match order:
        case o.LeaveRole():
            role = picture.role_of(moment.by)
            if role in EVERYDAY:
                return o.Refused("You hold no role to leave.")
            return one(e.RoleLeft(role=role, person=moment.by.id))
        case o.HandOver():
            return _offer(picture, order, moment)
        case o.AcceptHandover():
            return _accept(picture, moment)
        case o.DeclineHandover(why=why):
            offer = picture.offer
            if offer is None or moment.by.id not in (offer.giver, offer.taker):
                return o.Refused("Nobody offers you a role.")
            return one(e.HandoverDeclined(role=offer.role, giver=offer.giver, taker=offer.taker, why=line(why)))
        case o.BeginShift() | o.EndShift():
            return _shift(picture, order, moment)


def _offer(picture: Picture, order: o.HandOver, moment: Moment) -> Outcome:
    role = picture.role_of(moment.by)
    if role in EVERYDAY:
        return o.Refused("You hold no role to hand over. Give a mention or a task with o.")
    taker = moment.people.get(order.to)
    if taker is None:
        return nobody(order.to, moment)
    if taker.id == moment.by.id:
        return o.Refused("You have it already.")
    if role not in taker.roles:
        can = ", ".join(taker.roles)
        return o.Refused(f"{taker.name} may be {can}. Add {role} under [people.{taker.id}] in warroom.toml.")
    offer = picture.offer
    if offer is not None and (offer.giver, offer.taker) == (moment.by.id, taker.id):
        return o.Refused(f"{taker.short} has your offer and has not accepted yet.")
    if offer is not None and offer.giver != moment.by.id:
        return o.Refused(f"{name(offer.giver, moment)} is handing over to {name(offer.taker, moment)}. One at a time.")
    return one(e.HandoverOffered(
        role=role, giver=moment.by.id, taker=taker.id, note=line(order.note),
        brief=brief(picture, moment.at, moment.people, moment.reading),
    ))  # fmt: skip


def _accept(picture: Picture, moment: Moment) -> Outcome:
    offer = picture.offer
    if offer is None or offer.taker != moment.by.id:
        return o.Refused("Nobody offers you a role.")
    giver = moment.people.get(offer.giver)
    if giver is None or picture.role_of(giver) != offer.role:
        return o.Refused(f"{name(offer.giver, moment)} is not {offer.role} any more.")
    return one(e.HandoverAccepted(role=offer.role, giver=offer.giver, taker=offer.taker))


def _shift(picture: Picture, order: o.BeginShift | o.EndShift, moment: Moment) -> Outcome:
    person = order.person or moment.by.id
    if person not in moment.people:
        return nobody(person, moment)
    if person != moment.by.id and picture.role_of(moment.by) not in ("commander", "deputy"):
        return o.Refused("Only the commander or the deputy changes the shifts of others.")
    since = picture.duty.get(person)
    if isinstance(order, o.BeginShift):
        if since is not None:
            return o.Refused(f"{name(person, moment)} is on duty already.")
        return one(e.ShiftBegun(person=person))
    if since is None:
        return o.Refused(f"{name(person, moment)} is not on duty.")
    if picture.commander == person:
        return o.Refused("A commander hands over before going to rest.")
    return one(e.ShiftEnded(person=person, minutes=max(0, moment.at - since) // MINUTE))
