"""What a decision is made of: the moment, and the words that every refusal needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from warroom.domain import orders as o
from warroom.domain.entries import Draft, Payload
from warroom.domain.level import DEFAULT_RULES, LevelRule
from warroom.domain.mention import Mention
from warroom.domain.people import Person, Role
from warroom.domain.picture import Picture
from warroom.domain.prepared import HouseRules, Playbook, PreparedAnswer
from warroom.domain.reading import Reading
from warroom.domain.text import clean, one_line

LONGEST_TEXT: Final = 5_000
"""Characters of one entry. More belongs into a document that the entry names."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Everything outside the Picture that a decision may depend on."""

    at: int
    by: Person
    people: Mapping[str, Person] = {}
    rules: Sequence[LevelRule] = DEFAULT_RULES
    mention: Mention | None = None
    """The mention that the order names, if there is one."""
    reading: Reading | None = None
    house: HouseRules = HouseRules()
    """What this team agreed on: approvals, publishers, stand-ins, claims."""
    playbook: Playbook | None = None
    """The playbook that the order names, if there is one."""
    answer: PreparedAnswer | None = None
    """The prepared answer that the order names, as the bank has it now."""
    bank: frozenset[str] = frozenset()
    """Short names of all prepared answers."""


Outcome: TypeAlias = tuple[Draft, ...] | o.Refused


def one(payload: Payload) -> tuple[Draft, ...]:
    """A single draft."""
    return (Draft(payload),)


def line(text: str) -> str:
    """Text of one line, cleaned."""
    return one_line(clean(text, longest=LONGEST_TEXT).text)


def paragraph(text: str) -> str:
    """Text of several lines, cleaned."""
    return clean(text, longest=LONGEST_TEXT).text.strip()


def there(moment: Moment) -> Mention:
    """The mention that the order names; :func:`decide` has seen to it that there is one."""
    assert moment.mention is not None
    return moment.mention


def missing(what: str) -> o.Refused:
    """What has to be said first."""
    return o.Refused(f"Say {what}.")


def only_commander(picture: Picture, moment: Moment, what: str) -> o.Refused | None:
    """Why this person may not do ``what``; None if they may."""
    if picture.commander == moment.by.id:
        return None
    if not picture.commander:
        return o.Refused(f"{what} is the commander's to do, and nobody commands. Take the role first.")
    return o.Refused(f"{what} is the commander's to do. Ask {name(picture.commander, moment)}.")


def taken(owner: str, since: int, moment: Moment) -> o.Refused:
    """Somebody else has it."""
    who = name(owner, moment)
    return o.Refused(f"{who} claimed this {ago(moment.at - since)} ago. o asks {who} for it.")


def nobody(person: str, moment: Moment) -> o.Refused:
    """There is no such person; who there is."""
    known = ", ".join(sorted(moment.people)) or "nobody yet"
    return o.Refused(f"There is no '{line(person)}' in [people]. Known: {known}.")


def name(person: str, moment: Moment) -> str:
    """First name of a person, or the id of one that nobody knows."""
    return moment.people[person].short if person in moment.people else person


def ago(length: int) -> str:
    """``38 s``, ``6m``."""
    seconds = max(0, length // 1000)
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60}m"


def may_act_as(picture: Picture, person: Person) -> tuple[Role, ...]:
    """The roles in which this person may speak now: the one held, and those listed for them. Command must be held."""
    held = picture.role_of(person)
    others = tuple(role for role in person.roles if role not in (held, "commander", "observer"))
    return (held, *others)


def past(due: int | None, moment: Moment) -> o.Refused | None:
    """A time that is to come must not be over."""
    return o.Refused("That time has passed.") if due is not None and due < moment.at else None
