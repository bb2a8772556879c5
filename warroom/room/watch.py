"""What the room itself notices as time passes and posts come in. Pure: drafts out, nothing done.

A claim that ran out, so many minutes at a level, an author who writes again after our answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Draft
from warroom.domain.exact import digest
from warroom.domain.level import DAY, MINUTE
from warroom.domain.mention import Mention
from warroom.domain.picture import Picture
from warroom.domain.prepared import HouseRules, PreparedAnswer

SAME_CASE: Final = 3 * DAY
"""How long after our answer the same author's reply belongs to it, ms."""


def notices(picture: Picture, house: HouseRules, now: int) -> list[Draft]:
    """What is to be recorded now because time passed."""
    return [*_expired(picture, house, now), *_call_outs(picture, now)]


def _expired(picture: Picture, house: HouseRules, now: int) -> Iterable[Draft]:
    for mention, work in picture.work.items():
        if not work.owner or work.closed or now - work.owned_at < house.claim_minutes * MINUTE:
            continue
        if work.reply is not None and not work.reply.held_by and now < work.reply.due:
            continue  # it waits for somebody's yes, not for its owner
        yield Draft(e.ClaimExpired(mention=mention, person=work.owner, about=work.about))


def _call_outs(picture: Picture, now: int) -> Iterable[Draft]:
    every = picture.call_out_every
    if picture.incident is None or every is None or not picture.level:
        return
    minutes = (now - picture.level_since) // MINUTE // every * every
    if minutes > picture.called_out:
        yield Draft(e.CalledOut(minutes=minutes, level=int(picture.level)))


class Answered:
    """Who was answered lately, so that it is noticed when they write again."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], int] = {}

    def learn(self, mention: Mention) -> None:
        """Remember who wrote a mention that was answered."""
        self._by[mention.platform, mention.who.casefold()] = mention.id

    def again(self, picture: Picture, new: Sequence[Mention]) -> list[Draft]:
        """Reopen what these posts belong to: a reply of an author whom we had answered, unless nothing is asked."""
        out = []
        for post in new:
            before = self._by.get((post.platform, post.who.casefold()))
            if before is None or not post.reply_to or post.id == before or not _asks(post):
                continue
            work = picture.done_about(before)
            if not work.answered_by or post.first_seen - work.answered_at > SAME_CASE:
                continue
            del self._by[post.platform, post.who.casefold()]
            out.append(Draft(e.Reopened(
                mention=before, about=post.who, owner=work.owner or work.answered_by, by_author=post.id,
            )))  # fmt: skip
        return out


def _asks(post: Mention) -> bool:
    """Whether a reply wants something of us: it complains, or it asks. Thanks and remarks are left in peace."""
    return post.needs_answer or (post.tone is not None and post.tone < 0) or "?" in post.text


def bank_now(files: Mapping[str, PreparedAnswer], picture: Picture) -> dict[str, PreparedAnswer]:
    """The prepared answers: the files', as the room has changed, approved and used them since."""
    out = {}
    for name in (*files, *(n for n in picture.bank if n not in files)):
        kept, file = picture.bank.get(name), files.get(name)
        if kept is not None and kept.retired:
            continue
        uses = picture.bank_uses.get(name, 0)
        if kept is None and file is not None:
            out[name] = msgspec.structs.replace(file, uses=uses)
        elif kept is not None and kept.text:
            out[name] = PreparedAnswer(
                answer=name, title=kept.title, text=kept.text, topics=kept.topics, uses=uses,
                types=file.types if file else (), approved=kept.approved_at or None, approved_by=kept.approved_by,
            )  # fmt: skip
        elif kept is not None and file is not None and kept.digest != digest(file.text):
            out[name] = msgspec.structs.replace(file, uses=uses)  # the file has other words by now: not approved here
        elif kept is not None and file is not None:
            out[name] = msgspec.structs.replace(
                file, uses=uses, approved=kept.approved_at or file.approved,
                approved_by=kept.approved_by or file.approved_by,
            )  # fmt: skip
    return out
