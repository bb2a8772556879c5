"""Statements: public texts with approvals that hold for an exact wording."""

from __future__ import annotations

from typing import assert_never

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, ago, line, may_act_as, missing, name, one
from warroom.domain.decide.replies import exact, stands_in
from warroom.domain.entries import Draft
from warroom.domain.exact import digest, open_slots
from warroom.domain.level import MINUTE
from warroom.domain.people import Role
from warroom.domain.picture import Picture, Statement
from warroom.domain.words import count

MOST_CHANNELS = 20


def about_statement(picture: Picture, order: o.StatementOrder, moment: Moment) -> Outcome:
    """Draft, edit, ask, approve, publish."""
    if isinstance(order, o.DraftStatement):
        return _draft(picture, order, moment)
    statement = picture.statements.get(order.statement)
    if statement is None:
        return o.Refused(f"There is no statement {order.statement}.")
    if isinstance(order, o.MarkPosted):
        return _posted(statement, order, moment)
    if statement.withdrawn:
        return o.Refused(f"Statement {statement.number} was withdrawn: {statement.withdrawn}")
    if statement.published_at:
        who = name(statement.published_by, moment)
        return o.Refused(
            f"Statement {statement.number} was published by {who} {ago(moment.at - statement.published_at)} ago. "
            "Draft a new one to say something else."
        )
    match order:
        case o.EditStatement():
            return _edit(picture, statement, order)
        case o.AskApproval():
            return _ask(picture, statement, moment)
        case o.ApproveStatement():
            return _approve(picture, statement, order, moment)
        case o.AskChange():
            return _wish(picture, statement, order, moment)
        case o.PublishStatement():
            return _publish(picture, statement, order, moment)
        case o.WithdrawStatement(reason=reason):
            if not line(reason):
                return missing("why it will not be published")
            return one(e.StatementWithdrawn(statement=statement.number, reason=line(reason)))
        case _:
            assert_never(order)


# -- the text ------------------------------------------------------------------------------------------------------


def _draft(picture: Picture, order: o.DraftStatement, moment: Moment) -> Outcome:
    text = exact(order.text)
    if isinstance(text, o.Refused):
        return text
    if not text.strip():
        return missing("what the statement says")
    refused = _cites(picture, order.facts)
    if refused:
        return refused
    return one(e.StatementDrafted(
        statement=max(picture.statements, default=0) + 1, text=text, digest=digest(text), sort=order.sort,
        title=line(order.title), channels=_channels(order.channels) or moment.house.channels, facts=order.facts,
    ))  # fmt: skip


def _edit(picture: Picture, statement: Statement, order: o.EditStatement) -> Outcome:
    text = exact(order.text)
    if isinstance(text, o.Refused):
        return text
    if not text.strip():
        return missing("what the statement says. To drop it, withdraw it")
    channels = statement.channels if order.channels is None else _channels(order.channels)
    facts = statement.facts if order.facts is None else order.facts
    if text == statement.last.text and channels == statement.channels and facts == statement.facts:
        return o.Refused("Nothing in it is different.")
    refused = _cites(picture, facts)
    if refused:
        return refused
    return one(e.StatementEdited(
        statement=statement.number, version=statement.last.number + 1, text=text, digest=digest(text),
        channels=channels, facts=facts, voided=tuple(statement.approvals),
    ))  # fmt: skip


def _channels(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_name for n in names[:MOST_CHANNELS] if (one_name := line(n)[:60])))


def _cites(picture: Picture, facts: tuple[int, ...]) -> o.Refused | None:
    for number in facts:
        fact = picture.facts.get(number)
        if fact is None:
            return o.Refused(f"There is no fact {number} on the board.")
        if fact.standing != "confirmed":
            return o.Refused(f"Fact {number} is {fact.standing}: {fact.text}. Only confirmed ones can be cited.")
    return None


# -- approvals -----------------------------------------------------------------------------------------------------


def roles_needed(picture: Picture, statement: Statement, moment: Moment) -> tuple[tuple[Role, ...], bool]:
    """(roles, whether all of them must agree) for a statement now. A level that rose since it was asked adds roles."""
    rule = moment.house.approval(picture.level)
    if statement.request is None:
        return rule.roles, rule.every
    both = tuple(dict.fromkeys((*statement.request.roles, *rule.roles)))
    return both, statement.request.every or rule.every


def still_missing(picture: Picture, statement: Statement, moment: Moment) -> tuple[Role, ...]:
    """The roles whose yes to the wording that stands is missing; any one of them is enough if not all must agree."""
    roles, every = roles_needed(picture, statement, moment)
    open_ones = tuple(role for role in roles if role not in statement.approvals)
    return open_ones if every or len(open_ones) == len(roles) else ()


def _unfilled(statement: Statement) -> o.Refused | None:
    slots = open_slots(statement.last.text)
    if not slots:
        return None
    return o.Refused(f"Fill in first: {', '.join(slot or 'an unfinished [[' for slot in slots)}.")


def _ask(picture: Picture, statement: Statement, moment: Moment) -> Outcome:
    refused = _unfilled(statement)
    if refused:
        return refused
    rule = moment.house.approval(picture.level)
    if not rule.roles:
        return o.Refused(f"{picture.level.tag} needs nobody's approval. Publish it.")
    asked = statement.request
    if asked and set(asked.roles) >= set(rule.roles):
        return o.Refused(f"{name(asked.by, moment)} asked {ago(moment.at - asked.at)} ago already.")
    due = moment.at + rule.minutes * MINUTE
    return one(e.ApprovalAsked(
        statement=statement.number, version=statement.last.number, digest=statement.last.digest, roles=rule.roles,
        every=rule.every, due=due,
    ))  # fmt: skip


def _approve(picture: Picture, statement: Statement, order: o.ApproveStatement, moment: Moment) -> Outcome:
    version = statement.last
    if order.version is not None and order.version != version.number:
        return o.Refused(
            f"You read version {order.version}. {name(version.by, moment)} made it version {version.number}. "
            "Read it again."
        )
    if moment.by.id in statement.authors:
        return o.Refused("Nobody approves their own text. Somebody else has to read it.")
    refused = _unfilled(statement)
    if refused:
        return refused
    role, other = _role_for(picture, statement, order.role, moment)
    if isinstance(role, o.Refused):
        return role
    for done, approval in statement.approvals.items():
        if approval.by == moment.by.id:
            return o.Refused(f"You approved this as {done} already. Every role needs a person of its own.")
    return one(e.StatementApproved(
        statement=statement.number, version=version.number, digest=version.digest, role=role, stands_in_for=other,
    ))  # fmt: skip


def _role_for(
    picture: Picture, statement: Statement, wanted: Role | None, moment: Moment
) -> tuple[Role | o.Refused, str]:
    """The role in which this person approves, and for whom they stand in."""
    roles, _ = roles_needed(picture, statement, moment)
    if not roles:
        return o.Refused(f"{picture.level.tag} needs nobody's approval."), ""
    if wanted is not None and wanted not in roles:
        return o.Refused(f"This needs {', '.join(roles)}, not {wanted}."), ""
    candidates = [role for role in roles if wanted in (None, role)]
    own = [role for role in candidates if role in may_act_as(picture, moment.by)]
    for role in sorted(own, key=lambda r: r in statement.approvals):
        if role in statement.approvals:
            return o.Refused(f"{name(statement.approvals[role].by, moment)} has approved it as {role} already."), ""
        return role, ""
    due = statement.request.due if statement.request else 1 << 62
    for role in candidates:
        other = stands_in(picture, role, due, moment) if role not in statement.approvals else ""
        if other:
            return role, other
    return o.Refused(f"This needs {', '.join(candidates)}. You act as {picture.role_of(moment.by)}."), ""


def _wish(picture: Picture, statement: Statement, order: o.AskChange, moment: Moment) -> Outcome:
    why = line(order.why)
    if not why:
        return missing("what has to change")
    roles, _ = roles_needed(picture, statement, moment)
    mine = next((role for role in roles if role in may_act_as(picture, moment.by)), picture.role_of(moment.by))
    return one(e.ChangeAsked(statement=statement.number, version=statement.last.number, role=mine, why=why))


# -- publication ---------------------------------------------------------------------------------------------------


def _publish(picture: Picture, statement: Statement, order: o.PublishStatement, moment: Moment) -> Outcome:
    number = statement.number
    if not set(may_act_as(picture, moment.by)) & set(moment.house.publishers):
        return o.Refused(f"Publishing is for {', '.join(moment.house.publishers)}.")
    refused = _unfilled(statement)
    if refused:
        return refused
    open_ones = still_missing(picture, statement, moment)
    if open_ones:
        _, every = roles_needed(picture, statement, moment)
        if not every:
            return o.Refused(f"1 approval missing: {' or '.join(open_ones)}.")
        return o.Refused(f"{count(len(open_ones), 'approval')} missing: {', '.join(open_ones)}.")
    if statement.wishes:
        wish = statement.wishes[-1]
        return o.Refused(f"{name(wish.by, moment)} asks for a change first: {wish.why}")
    false = _cites(picture, statement.facts)
    if false:
        return false
    if order.typed.strip().casefold() != f"publish {number}":
        return o.Refused(f"Type it in full: publish {number}")
    channels = statement.channels if order.channels is None else _channels(order.channels)
    length = moment.rules[picture.level].public
    version = statement.last
    return (Draft(e.StatementPublished(
        statement=number, version=version.number, digest=version.digest, text=version.text, channels=channels,
        approved=tuple(f"{role}: {approval.by}" for role, approval in statement.approvals.items()),
        next_due=moment.at + length * MINUTE if picture.incident and length is not None else None,
    )),)  # fmt: skip


def _posted(statement: Statement, order: o.MarkPosted, moment: Moment) -> Outcome:
    channel = line(order.channel)[:60]
    if not statement.published_at:
        return o.Refused(f"Statement {statement.number} is not published yet.")
    if not channel:
        return missing("on which channel")
    if order.occurred is not None and not 0 <= order.occurred <= moment.at + MINUTE:
        return o.Refused("It cannot stand there since the future, or since before 1970.")
    posted = e.StatementPosted(statement=statement.number, channel=channel, where=line(order.where))
    return (Draft(posted, order.occurred),)
