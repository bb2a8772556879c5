"""Where a statement stands on its way out: whose yes it has, whose it waits for, and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from warroom.domain import orders as o
from warroom.domain.decide.common import Moment
from warroom.domain.decide.replies import holders
from warroom.domain.decide.statements import about_statement, roles_needed, still_missing
from warroom.domain.exact import open_slots
from warroom.domain.people import Role
from warroom.domain.picture import Approval, Picture, Statement, Wish
from warroom.domain.text import one_line
from warroom.domain.words import clock, count, span

State: TypeAlias = Literal["draft", "waits", "held", "ready", "published", "withdrawn"]

_NAMED: Final[Mapping[Role, str]] = {"comms": "comms", "legal": "legal", "responder": "a responder"}


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """One role that has a say in a statement."""

    role: Role
    approval: Approval | None = None
    wish: Wish | None = None
    """The change it asks for, if it does."""
    holders: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    """Who may say yes for a holder whose time is up or who is off duty."""
    asked: bool = False


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """Where a statement stands now."""

    state: State
    seats: tuple[Seat, ...] = ()
    every: bool = True
    missing: tuple[Role, ...] = ()
    slots: tuple[str, ...] = ()
    late: int = 0
    """How long the yes is past its time, ms."""
    due: int | None = None
    """Until when the missing ones are asked, ms."""


def stand(picture: Picture, statement: Statement, moment: Moment) -> Stand:
    """Where a statement stands at a moment. Whoever looks, it is the same."""
    roles, every = roles_needed(picture, statement, moment)
    if not statement.open:
        roles = tuple(statement.approvals)
    missing = still_missing(picture, statement, moment) if statement.open else ()
    slots = open_slots(statement.last.text)
    asked = statement.request
    due = asked.due if asked is not None and missing else None
    return Stand(
        state=_state(statement, missing, slots), every=every, missing=missing, slots=slots, due=due,
        late=max(0, moment.at - due) if due is not None else 0,
        seats=tuple(_seat(picture, statement, role, moment) for role in _with_wishes(statement, roles)),
    )  # fmt: skip


def _with_wishes(statement: Statement, roles: Sequence[Role]) -> tuple[Role, ...]:
    return tuple(dict.fromkeys((*roles, *(wish.role for wish in statement.wishes))))


def _state(statement: Statement, missing: tuple[Role, ...], slots: tuple[str, ...]) -> State:
    if statement.withdrawn:
        return "withdrawn"
    if statement.published_at:
        return "published"
    if statement.wishes:
        return "held"
    if slots or (missing and statement.request is None):
        return "draft"
    return "waits" if missing else "ready"


def _seat(picture: Picture, statement: Statement, role: Role, moment: Moment) -> Seat:
    held = holders(picture, role, moment)
    others = (moment.house.stand_ins.get(holder, "") for holder in held)
    request = statement.request
    return Seat(
        role=role, approval=statement.approvals.get(role), holders=tuple(held),
        wish=next((wish for wish in reversed(statement.wishes) if wish.role == role), None),
        stand_ins=tuple(dict.fromkeys(other for other in others if other in moment.people)),
        asked=request is not None and role in request.roles,
    )  # fmt: skip


def would(picture: Picture, order: o.StatementOrder, moment: Moment) -> o.Refused | None:
    """What the room would say to an order, asked beforehand: None, or why not."""
    outcome = about_statement(picture, order, moment)
    return outcome if isinstance(outcome, o.Refused) else None


# -- in words ------------------------------------------------------------------------------------------------------


def first_words(statement: Statement) -> str:
    """The title, or how the text begins, in one line."""
    return statement.title or one_line(statement.last.text)


def said(statement: Statement, now: Stand, at: int, name: Callable[[str], str]) -> tuple[str, str]:
    """(``waits for Legal``, ``6m late``): the state in words, and the part that a chip shows; either may be empty."""
    match now.state:
        case "withdrawn":
            return "withdrawn", ""
        case "published":
            where = f" on {', '.join(statement.channels)}" if statement.channels else ""
            return f"published {clock(statement.published_at)}{where}", ""
        case "held":
            return f"{name(statement.wishes[-1].by)} asks for a change", ""
        case "ready":
            return "ready to publish", ""
        case "draft":
            return f"draft, {count(len(now.slots), 'slot')} open" if now.slots else "draft", ""
        case "waits":
            words = f"waits for {listed([role.capitalize() for role in now.missing], every=now.every)}"
            if now.late:
                return words, f"{span(now.late)} late"
            return f"{words}, {span((now.due or at) - at)} left", ""


def rule_words(picture: Picture, statement: Statement, moment: Moment) -> str:
    """The rule in a sentence: ``L3 needs comms, legal and the executive. Nobody approves their own text.``."""
    rule, level = moment.house.approval(picture.level), f"L{int(picture.level)}"
    if not statement.open:
        return ""
    roles, every = roles_needed(picture, statement, moment)
    if not roles:
        return f"{level} needs nobody's approval."
    whom = listed([_NAMED.get(role, f"the {role}") for role in roles], every=every)
    if set(roles) == set(rule.roles) and every == rule.every:
        begin = f"{level} needs {whom}."
    else:
        begin = f"This needs {whom}, as when it was asked."
    any_one = "" if every or len(roles) == 1 else " Any one is enough."
    return f"{begin}{any_one} Nobody approves their own text."


def listed(words: Sequence[str], *, every: bool = True) -> str:
    """Words in a row: ``comms, legal and the executive``."""
    *most, last = words
    return f"{', '.join(most)} {'and' if every else 'or'} {last}" if most else last
