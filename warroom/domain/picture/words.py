"""How the Picture changes with words that leave the room: one arm for each kind of payload."""

from __future__ import annotations

from typing import assert_never

from warroom.domain import entries as e
from warroom.domain.entries import Entry, WordsPayload
from warroom.domain.picture.state import Approval, KeptAnswer, Reply, Request, Statement, Version, Wish
from warroom.domain.picture.whole import Picture


def happen(picture: Picture, entry: Entry, payload: WordsPayload) -> None:
    """Let one more entry happen."""
    at, by = entry.recorded, entry.by
    match payload:
        case e.ClaimExpired(mention=mention, person=person):
            work = picture.touch(mention)
            work.owner, work.owned_at, work.expired_from, work.expired_at = "", 0, person, at
        case e.ReplyAsked():
            picture.touch(payload.mention).reply = Reply(
                text=payload.text, digest=payload.digest, role=payload.role, due=payload.due, asked_by=by,
                asked_at=at, why=payload.why,
            )  # fmt: skip
        case e.ReplyApproved(mention=mention):
            reply = picture.touch(mention).reply
            if reply:
                reply.approved_by, reply.approved_at, reply.held_by, reply.held_why = by, at, "", ""
        case e.ReplyHeld(mention=mention, why=why):
            reply = picture.touch(mention).reply
            if reply:
                reply.approved_by, reply.approved_at, reply.held_by, reply.held_why = "", 0, by, why
        case e.AnswerKept():
            picture.bank[payload.answer] = KeptAnswer(
                answer=payload.answer, title=payload.title, text=payload.text, digest=payload.digest,
                topics=payload.topics, by=by, at=at,
            )  # fmt: skip
        case e.AnswerApproved(answer=answer, digest=digest):
            kept = picture.bank.setdefault(answer, KeptAnswer(answer=answer, digest=digest))
            kept.approved_by, kept.approved_at = by, at
        case e.AnswerRetired(answer=answer):
            picture.bank.setdefault(answer, KeptAnswer(answer=answer)).retired = True
        case _:
            _statement(picture, entry, payload)


def _statement(
    picture: Picture,
    entry: Entry,
    payload: e.StatementDrafted | e.StatementEdited | e.ApprovalAsked | e.StatementApproved | e.ChangeAsked
    | e.StatementPublished | e.StatementPosted | e.StatementWithdrawn,
) -> None:  # fmt: skip
    at, by = entry.recorded, entry.by
    if isinstance(payload, e.StatementDrafted):
        first = Version(1, payload.text, payload.digest, by, at)
        picture.statements[payload.statement] = Statement(
            number=payload.statement, sort=payload.sort, title=payload.title, incident=entry.incident,
            versions=[first], channels=payload.channels, facts=payload.facts,
        )  # fmt: skip
        return
    statement = picture.statements[payload.statement]
    match payload:
        case e.StatementEdited():
            statement.versions.append(Version(payload.version, payload.text, payload.digest, by, at))
            statement.channels, statement.facts = payload.channels, payload.facts
            statement.request = None
            statement.approvals.clear()
            statement.wishes.clear()
        case e.ApprovalAsked():
            statement.request = Request(payload.roles, payload.every, payload.due, by, at)
        case e.StatementApproved(role=role, stands_in_for=other):
            statement.approvals[role] = Approval(by, at, other)
            statement.wishes = [wish for wish in statement.wishes if wish.role != role]
        case e.ChangeAsked(role=role, why=why):
            statement.approvals.pop(role, None)
            statement.wishes.append(Wish(role, by, at, why))
        case e.StatementPublished():
            statement.published_at, statement.published_by = at, by
            statement.channels = payload.channels
            if picture.incident:
                picture.set_clock(payload.audience, payload.next_due)
        case e.StatementPosted(channel=channel, where=where):
            statement.posted[channel] = where
        case e.StatementWithdrawn(reason=reason):
            statement.withdrawn = reason
        case _:
            assert_never(payload)
