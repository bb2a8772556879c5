"""Top risks: what is open and can make it worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final

import msgspec

from warroom.domain.mention import Mention
from warroom.domain.picture import Fact
from warroom.domain.tone import is_negative
from warroom.domain.words import short, span
from warroom.room.protocol import Room
from warroom.tui.alerts import Alert
from warroom.tui.say import SOON, short_name
from warroom.tui.wall.masks import Masks

QUOTED: Final = 160
"""Characters of a post that a risk quotes at most."""
LOUD: Final = 1_000
"""Readers from which a negative post can be a risk."""
_MARKED: Final = {"safety": "Safety", "legal": "Legal", "press": "Press", "influencer": "Influencer",
                  "watched": "Watched author"}  # fmt: skip
"""Marks that make a post a risk whatever its reach."""


class Risk(msgspec.Struct, frozen=True):
    """Something open that can make it worse."""

    brief: str
    """Words for the biggest size."""
    what: str
    right: str = ""
    token: str = "muted"  # noqa: S105 - a colour token


def risks(room: Room, found: Sequence[Alert], loud: Sequence[Mention], now: int, masks: Masks) -> list[Risk]:
    """What can make it worse, of several kinds so that none hides the others.

    The kinds, in this order: negative posts that still wait for an answer and have a thousand readers or a mark
    (press, influencer, legal, safety, watched), the largest reach first; facts that the team noted and nobody has
    confirmed, latest first; reporters who wait, by deadline; then cautions that nobody has in hand (no commander,
    tasks without owner, a suggested level). First one of each kind, then the rest. Sources and the public update have
    their own places. Private posts are never among them.
    """
    kinds = (
        [_loud(room, mention, now, masks) for mention in loud],
        [_fact(room, fact, now, masks) for fact in _unsure(room)],
        list(_press(room, now, masks)),
    )
    turns = chain.from_iterable(zip_longest(*kinds))
    rest = (
        Risk(masks.text(a.what), masks.text(a.what), a.when, "caut")
        for a in found
        if a.kind == "caution" and a.ack is None and not a.key.startswith(("source:", "update:"))
    )
    return [*(risk for risk in turns if risk is not None), *rest]


def _loud(room: Room, mention: Mention, now: int, masks: Masks) -> Risk:
    flags = mention.flags
    marked = (word for flag, word in _MARKED.items() if flag in flags)
    who = masks.outlet(mention) or next(marked, "Post")
    reach = "" if mention.reach is None else short(mention.reach)
    words = " ".join(mention.headline.split())[:QUOTED]
    owner = room.picture.done_about(mention.id).owner
    name = short_name(room.people, owner) if owner else "nobody"
    due = room.answer_by(mention)
    when = "" if due is None else f", {span(now - due)} late" if due < now else f", {span(due - now)}"
    token = "caut" if due is not None and (due - now < SOON or not owner) else "muted"
    both = f"{who}, {reach}" if reach else who
    return Risk(masks.text(f"{reach} {who}".strip()), masks.text(f"{both}: {words}"), f"{name}{when}", token)


def _unsure(room: Room) -> list[Fact]:
    facts = [f for f in room.picture.facts.values() if f.standing == "unconfirmed" and f.incident == room.picture.case]
    return sorted(facts, key=lambda fact: -fact.at)


def _fact(room: Room, fact: Fact, now: int, masks: Masks) -> Risk:
    text = masks.text(fact.text)
    said = f"{short_name(room.people, fact.by)}, {span(now - fact.at)} ago"
    return Risk(f"? {text}", f"Not confirmed: {text}", said)


def _press(room: Room, now: int, masks: Masks) -> Iterator[Risk]:
    waiting = [q for q in room.picture.press.values() if q.open and q.incident == room.picture.case]
    for ask in sorted(waiting, key=lambda q: (q.deadline is None, q.deadline or 0, q.number)):
        name = short_name(room.people, ask.owner) if ask.owner else "nobody"
        due = ask.deadline
        when = "" if due is None else f", {span(now - due)} late" if due < now else f", {span(due - now)}"
        pressing = not ask.owner or (due is not None and due - now < SOON)
        yield Risk(f"{ask.outlet} asks", f"{ask.outlet} asks: {masks.text(ask.question)}", f"{name}{when}",
                   "caut" if pressing else "muted")  # fmt: skip


def is_loud(mention: Mention) -> bool:
    """Whether a post can weigh on the wall: many read it, or it is marked. Never a private one."""
    marked = not set(_MARKED).isdisjoint(mention.flags)
    return ((mention.reach or 0) >= LOUD or marked) and "private" not in mention.flags


def loudest(room: Room, heard: Sequence[Mention]) -> list[Mention]:
    """Of these, the negative ones that still wait for an answer, the largest known reach first."""
    open_ones = []
    for mention in heard:
        set_by_hand = room.picture.done_about(mention.id).tone
        tone = mention.tone if set_by_hand is None else set_by_hand
        if is_loud(mention) and is_negative(tone) and room.answer_by(mention) is not None:
            open_ones.append(mention)
    return sorted(open_ones, key=lambda m: -(m.reach or 0))
