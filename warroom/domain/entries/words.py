"""What happens to the words that leave the room: replies, prepared answers, statements.

Approvals hold for an exact text. ``digest`` is the hex SHA-256 of it (:func:`warroom.domain.exact.digest`): one
invisible character more is another text.
"""

from warroom.domain.entries.base import Audience, Happened, StatementKind
from warroom.domain.people import Role


class AboutWords(Happened, frozen=True):
    """What happens to words that leave the room."""


# -- replies to one mention ----------------------------------------------------------------------------------------


class ClaimExpired(AboutWords, frozen=True, tag="claim_expired"):
    """Nobody in particular answers this mention any more: the claim ran out."""

    mention: int
    person: str
    about: str = ""


class ReplyAsked(AboutWords, frozen=True, tag="reply_asked"):
    """Somebody asks for a yes to this exact reply, because ``why``. Due by the approver's clock, ms."""

    mention: int
    text: str
    digest: str
    role: Role
    due: int
    why: str = ""
    about: str = ""


class ReplyApproved(AboutWords, frozen=True, tag="reply_approved"):
    """The reply may go out, word for word."""

    mention: int
    digest: str
    role: Role
    about: str = ""


class ReplyHeld(AboutWords, frozen=True, tag="reply_held"):
    """The reply may not go out like this; ``why`` says what to change."""

    mention: int
    digest: str
    why: str
    about: str = ""


# -- the answer bank -----------------------------------------------------------------------------------------------


class AnswerKept(AboutWords, frozen=True, tag="answer_kept"):
    """A prepared answer, new or in a new wording. The newest wording counts and needs a new approval."""

    answer: str
    """Short name, ``auditors-and-evidence``."""
    title: str
    text: str
    digest: str
    topics: tuple[str, ...] = ()


class AnswerApproved(AboutWords, frozen=True, tag="answer_approved"):
    """A prepared answer may be used as it is."""

    answer: str
    digest: str
    role: Role


class AnswerRetired(AboutWords, frozen=True, tag="answer_retired"):
    """A prepared answer is not offered any more."""

    answer: str
    reason: str = ""


# -- statements ----------------------------------------------------------------------------------------------------


class StatementDrafted(AboutWords, frozen=True, tag="statement_drafted"):
    """Version 1 of a public text, word for word."""

    statement: int
    text: str
    digest: str
    sort: StatementKind = "update"
    title: str = ""
    channels: tuple[str, ...] = ()
    """Where it is to appear, in words: ``status page``, ``X``."""
    facts: tuple[int, ...] = ()
    """The facts of the board that it cites."""


class StatementEdited(AboutWords, frozen=True, tag="statement_edited"):
    """Another wording. Every approval so far is void."""

    statement: int
    version: int
    text: str
    digest: str
    channels: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()
    voided: tuple[Role, ...] = ()
    """Which approvals that took away."""


class ApprovalAsked(AboutWords, frozen=True, tag="approval_asked"):
    """These roles are asked to approve this version, each until ``due``, ms."""

    statement: int
    version: int
    digest: str
    roles: tuple[Role, ...]
    every: bool = True
    """Whether all of them must; else any one is enough."""
    due: int = 0


class StatementApproved(AboutWords, frozen=True, tag="statement_approved"):
    """One role says yes to this exact text."""

    statement: int
    version: int
    digest: str
    role: Role
    stands_in_for: str = ""
    """Person id, when a stand-in says it because that person's time was up."""


class ChangeAsked(AboutWords, frozen=True, tag="change_asked"):
    """One role wants another wording first."""

    statement: int
    version: int
    role: Role
    why: str


class StatementPublished(AboutWords, frozen=True, tag="statement_published"):
    """The text is public from here on, word for word."""

    statement: int
    version: int
    digest: str
    text: str
    channels: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    """``legal: anna``: who had approved it, by role."""
    audience: Audience = "public"
    next_due: int | None = None


class StatementPosted(AboutWords, frozen=True, tag="statement_posted"):
    """It stands on this channel, there. ``occurred`` of the entry says since when."""

    statement: int
    channel: str
    where: str = ""


class StatementWithdrawn(AboutWords, frozen=True, tag="statement_withdrawn"):
    """It will not be published."""

    statement: int
    reason: str
