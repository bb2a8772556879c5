"""The answer bank: kept, approved, retired."""

from __future__ import annotations

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, line, may_act_as, missing, name, one, paragraph
from warroom.domain.exact import digest
from warroom.domain.picture import Picture
from warroom.domain.text import slug

MOST_TOPICS = 30


def about_answer(picture: Picture, order: o.KeepAnswer | o.ApproveAnswer | o.RetireAnswer, moment: Moment) -> Outcome:
    """What is done to a prepared answer. ``moment.answer`` is the one the order names, as the bank has it."""
    if isinstance(order, o.KeepAnswer):
        return _keep(picture, order, moment)
    known = moment.answer
    if known is None:
        return o.Refused(f"There is no answer '{line(order.answer)}' in the bank.")
    if isinstance(order, o.RetireAnswer):
        return one(e.AnswerRetired(answer=known.answer, reason=line(order.reason)))
    kept = picture.bank.get(known.answer)
    if kept and kept.by == moment.by.id:
        return o.Refused("Nobody approves their own text. Somebody else has to read it.")
    roles = moment.house.approval(picture.level).roles
    mine = [role for role in may_act_as(picture, moment.by) if role in roles or role == "comms"]
    if roles and not mine:
        return o.Refused(f"Prepared answers are approved by {', '.join(roles)}.")
    if kept and kept.approved_by:
        return o.Refused(f"{name(kept.approved_by, moment)} has approved this wording already.")
    role = mine[0] if mine else picture.role_of(moment.by)
    return one(e.AnswerApproved(answer=known.answer, digest=digest(known.text), role=role))


def _keep(picture: Picture, order: o.KeepAnswer, moment: Moment) -> Outcome:
    title, text = line(order.title)[:200], paragraph(order.text)
    if not title:
        return missing("what the answer is about, in a few words")
    if not text:
        return missing("the answer")
    if order.answer and moment.answer is None:
        return o.Refused(f"There is no answer '{line(order.answer)}' in the bank.")
    known = moment.answer
    if known and (known.title, known.text) == (title, text) and not order.topics:
        return o.Refused("Nothing in it is different.")
    topics = tuple(t for t in (line(topic)[:80] for topic in order.topics[:MOST_TOPICS]) if t)
    return one(e.AnswerKept(
        answer=known.answer if known else _fresh(picture, title, moment), title=title, text=text,
        digest=digest(text), topics=topics or (known.topics if known else ()),
    ))  # fmt: skip


def _fresh(picture: Picture, title: str, moment: Moment) -> str:
    """A short name that no answer has yet."""
    base = slug(title, longest=40).casefold()
    names = {*picture.bank, *moment.bank}
    number, found = 1, base
    while found in names:
        number += 1
        found = f"{base}-{number}"
    return found
