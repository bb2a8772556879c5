"""Replies to one mention: which ones need a yes, and from whom."""

from __future__ import annotations

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import LONGEST_TEXT, Moment, Outcome, line, may_act_as, missing, name, one, there
from warroom.domain.exact import digest, open_slots
from warroom.domain.level import MINUTE
from warroom.domain.mention import Mention
from warroom.domain.people import Role
from warroom.domain.picture import Work
from warroom.domain.picture.whole import Picture
from warroom.domain.prepared import HouseRules


def needs_yes(mention: Mention, work: Work, house: HouseRules) -> tuple[Role, str] | None:
    """(role that must agree, why) before a reply to this mention goes out; None when nobody must."""
    if work.triage == "legal" or "legal" in mention.flags:
        return "legal", "it is a legal matter"
    if work.triage == "safety":
        return "legal", "people's safety is at stake"
    if work.triage == "press" or "press" in mention.flags:
        return "comms", "it is the press"
    if mention.reach is not None and mention.reach >= house.reply_reach:
        return "comms", f"reach over {_short(house.reply_reach)}"
    return None


def _short(number: int) -> str:
    return f"{number // 1000}K" if number >= 1000 and number % 1000 == 0 else str(number)


def answer(picture: Picture, order: o.Answer, moment: Moment) -> Outcome:
    """Say that it was answered. Words that need a yes must have it, for exactly these words."""
    mention = there(moment)
    work = picture.done_about(mention.id)
    text = exact(order.text)
    if isinstance(text, o.Refused):
        return text
    if open_slots(text) and not order.outside:
        return _unfilled(text)
    rule = needs_yes(mention, work, moment.house)
    approved = ""
    if rule and not order.outside:
        reply = work.reply
        if reply is None or not reply.approved_by:
            who = _whom(picture, rule[0], moment)
            return o.Refused(f"This needs {who}: {rule[1]}. Ask first, or log that it went out elsewhere.")
        if reply.digest != digest(text):
            return o.Refused(f"{name(reply.approved_by, moment)} approved other words. Ask again for these.")
        approved = reply.approved_by
    return one(e.Answered(
        mention=mention.id, person=moment.by.id, text=text, where=line(order.where), about=mention.who,
        bank=line(order.bank), approved=approved,
    ))  # fmt: skip


def about_reply(picture: Picture, order: o.AskReply | o.ApproveReply | o.HoldReply, moment: Moment) -> Outcome:
    """Ask for a yes, give it, or say what has to change."""
    mention = there(moment)
    work = picture.done_about(mention.id)
    if isinstance(order, o.AskReply):
        return _ask(picture, order, moment)
    reply = work.reply
    if reply is None:
        return o.Refused("Nobody asked about a reply to this.")
    if reply.asked_by == moment.by.id:
        return o.Refused("Nobody approves their own text. Somebody else has to read it.")
    if reply.role not in may_act_as(picture, moment.by) and not stands_in(picture, reply.role, reply.due, moment):
        return o.Refused(f"This waits for {_whom(picture, reply.role, moment)}.")
    if isinstance(order, o.ApproveReply):
        if reply.approved_by:
            return o.Refused(f"{name(reply.approved_by, moment)} has approved this already.")
        if order.digest and order.digest != reply.digest:
            return o.Refused("The text was changed just now. Read it again.")
        return one(e.ReplyApproved(mention=mention.id, digest=reply.digest, role=reply.role, about=mention.who))
    if not line(order.why):
        return missing("what has to change")
    return one(e.ReplyHeld(mention=mention.id, digest=reply.digest, why=line(order.why), about=mention.who))


def _ask(picture: Picture, order: o.AskReply, moment: Moment) -> Outcome:
    mention = there(moment)
    work = picture.done_about(mention.id)
    text = exact(order.text)
    if isinstance(text, o.Refused):
        return text
    if not text.strip():
        return missing("what you want to answer")
    if open_slots(text):
        return _unfilled(text)
    rule = needs_yes(mention, work, moment.house)
    if rule is None:
        return o.Refused("This needs nobody's yes. Send it.")
    if work.reply and work.reply.digest == digest(text) and not work.reply.held_by:
        return o.Refused(f"{_whom(picture, rule[0], moment)} has these words already.")
    minutes = moment.house.approval(picture.level).minutes
    return one(e.ReplyAsked(
        mention=mention.id, text=text, digest=digest(text), role=rule[0], due=moment.at + minutes * MINUTE,
        why=rule[1], about=mention.who,
    ))  # fmt: skip


def holders(picture: Picture, role: Role, moment: Moment) -> list[str]:
    """Everybody who acts in this role now."""
    return [person.id for person in moment.people.values() if picture.role_of(person) == role]


def _whom(picture: Picture, role: Role, moment: Moment) -> str:
    found = holders(picture, role, moment)
    return name(found[0], moment) if len(found) == 1 else role


def stands_in(picture: Picture, role: Role, due: int, moment: Moment) -> str:
    """For whom this person may speak, because that one's time is up or they are off duty; empty for nobody."""
    for holder in holders(picture, role, moment):
        if moment.house.stand_ins.get(holder) == moment.by.id and (moment.at >= due or holder not in picture.duty):
            return holder
    return ""


def _unfilled(text: str) -> o.Refused:
    return o.Refused(f"Fill in first: {', '.join(slot or 'an unfinished [[' for slot in open_slots(text))}.")


def exact(text: str) -> str | o.Refused:
    """Our own words, to the letter: invisible ones are kept, because an approval holds for them too."""
    if len(text) > LONGEST_TEXT:
        return o.Refused(f"That is longer than {LONGEST_TEXT} characters.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return o.Refused("That text holds half a character. Paste it again.")
    return text
