"""What is done about a mention: claim, answer, judge, pin."""

from __future__ import annotations

from typing import assert_never

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, ago, name, nobody, one, taken, there
from warroom.domain.decide.replies import answer
from warroom.domain.entries import Draft
from warroom.domain.mention import Mention
from warroom.domain.picture import UNDO_FOR, Picture, watch_key


def answering(
    picture: Picture, order: o.Claim | o.LetMentionGo | o.Give | o.Answer | o.Reopen, moment: Moment
) -> Outcome:
    mention, me = there(moment), moment.by.id
    work = picture.done_about(mention.id)
    about = mention.who
    others = bool(work.owner) and work.owner != me
    if work.answered_by and not isinstance(order, o.Reopen):
        return o.Refused(f"{name(work.answered_by, moment)} answered this {ago(moment.at - work.answered_at)} ago.")
    match order:
        case o.Claim():
            if work.owner == me:
                return o.Refused("You have this already.")
            if others:
                return taken(work.owner, work.owned_at, moment)
            return one(e.Claimed(mention=mention.id, person=me, about=about))
        case o.LetMentionGo():
            if not work.owner:
                return o.Refused("Nobody has this.")
            if others and picture.commander != me:
                return taken(work.owner, work.owned_at, moment)
            return one(e.LetGo(mention=mention.id, about=about, was=work.owner))
        case o.Give(to=to):
            if to not in moment.people:
                return nobody(to, moment)
            if to == work.owner:
                return o.Refused(f"{name(to, moment)} has this already.")
            if others and picture.commander != me and to != me:
                return taken(work.owner, work.owned_at, moment)
            return one(e.Claimed(mention=mention.id, person=to, about=about, was=work.owner))
        case o.Answer():
            if others:
                return taken(work.owner, work.owned_at, moment)
            return answer(picture, order, moment)
        case o.Reopen():
            if not work.answered_by:
                return o.Refused("This is open.")
            return one(e.Reopened(mention=mention.id, about=about, owner=work.owner))
        case _:
            assert_never(order)


def judging(picture: Picture, order: o.SetTriage | o.SetTone | o.Pin | o.WatchAuthor, moment: Moment) -> Outcome:
    mention = there(moment)
    work = picture.done_about(mention.id)
    match order:
        case o.SetTriage(triage=triage):
            if triage == work.triage:
                return o.Refused(f"This is marked {triage.replace('_', ' ') or 'as nothing'} already.")
            return one(e.Triaged(mention=mention.id, triage=triage, was=work.triage, about=mention.who))
        case o.SetTone(tone=tone):
            if tone is not None and not -100 <= tone <= 100:
                return o.Refused("Tone is a whole number from -100 to 100.")
            if tone == work.tone:
                return o.Refused("The tone is that already.")
            return one(e.ToneSet(mention=mention.id, tone=tone, was=work.tone, about=mention.who))
        case o.Pin():
            if work.pinned:
                return o.Refused("This is pinned already.")
            return one(_copy(mention))
        case o.WatchAuthor(on=on):
            if picture.watched.get(watch_key(mention.platform, mention.who), False) == on:
                return o.Refused(f"{mention.who} is {'' if on else 'not '}watched already.")
            return one(e.AuthorWatched(platform=mention.platform, who=mention.who, on=on))
        case _:
            assert_never(order)


def _copy(mention: Mention) -> e.Pinned:
    return e.Pinned(
        mention=mention.id, source=mention.source, native_id=mention.native_id, platform=mention.platform,
        who=mention.who, text=mention.headline, url=mention.url, reach=mention.reach, published=mention.published,
        first_seen=mention.first_seen, revision=mention.revision,
    )  # fmt: skip


def undo(picture: Picture, moment: Moment) -> Outcome:
    last = picture.undo.get(moment.by.id)
    if last is None or moment.at - last.at > UNDO_FOR:
        return o.Refused("There is nothing to undo. What you do can be taken back for 10 s.")
    return (Draft(e.Undone(seq=last.seq)), *(Draft(payload) for payload in last.inverse))
