"""What people ask about words that leave the room: replies, prepared answers, statements."""

from warroom.domain.entries import StatementKind
from warroom.domain.orders.base import Asked
from warroom.domain.people import Role


class AskedOfWords(Asked, frozen=True):
    """Something asked about words that leave the room."""


class AskReply(AskedOfWords, frozen=True, tag="ask_reply"):
    """Ask for a yes to this exact reply, from the role that has to give it."""

    mention: int
    text: str


class ApproveReply(AskedOfWords, frozen=True, tag="approve_reply"):
    """Say yes to the reply that was asked about, word for word. Not to one's own."""

    mention: int
    digest: str = ""
    """The wording that was read; refused if another one stands there by now."""


class HoldReply(AskedOfWords, frozen=True, tag="hold_reply"):
    """Say what has to change in the reply first."""

    mention: int
    why: str


class KeepAnswer(AskedOfWords, frozen=True, tag="keep_answer"):
    """Put an answer into the bank, or give one that is there a better wording."""

    title: str
    text: str
    answer: str = ""
    """The short name of one that is there; empty makes a new one."""
    topics: tuple[str, ...] = ()


class ApproveAnswer(AskedOfWords, frozen=True, tag="approve_answer"):
    """Approve a prepared answer. Not one's own wording."""

    answer: str


class RetireAnswer(AskedOfWords, frozen=True, tag="retire_answer"):
    """Stop offering a prepared answer."""

    answer: str
    reason: str = ""


class DraftStatement(AskedOfWords, frozen=True, tag="draft_statement"):
    """Begin a public text. It is kept to the letter, invisible ones too."""

    text: str
    sort: StatementKind = "update"
    title: str = ""
    channels: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()
    """Confirmed facts of the board that it cites."""


class EditStatement(AskedOfWords, frozen=True, tag="edit_statement"):
    """Give a statement another wording. Every approval so far is void."""

    statement: int
    text: str
    channels: tuple[str, ...] | None = None
    facts: tuple[int, ...] | None = None


class AskApproval(AskedOfWords, frozen=True, tag="ask_approval"):
    """Ask the roles that this level needs to approve a statement as it stands."""

    statement: int


class ApproveStatement(AskedOfWords, frozen=True, tag="approve"):
    """Approve a statement as it stands, in one's role. Not one's own text."""

    statement: int
    version: int | None = None
    """The version that was read; refused if another one stands there by now."""
    role: Role | None = None
    """The role to approve in, for people who may take several."""


class AskChange(AskedOfWords, frozen=True, tag="ask_change"):
    """Say what has to change in a statement first."""

    statement: int
    why: str


class PublishStatement(AskedOfWords, frozen=True, tag="publish"):
    """Say that a statement goes public now. ``typed`` is ``publish 3`` in full."""

    statement: int
    typed: str
    channels: tuple[str, ...] | None = None


class MarkPosted(AskedOfWords, frozen=True, tag="posted"):
    """Say that a published statement stands on a channel, where, and since when (ms UTC)."""

    statement: int
    channel: str
    where: str = ""
    occurred: int | None = None


class WithdrawStatement(AskedOfWords, frozen=True, tag="withdraw_statement"):
    """Say that a statement will not be published."""

    statement: int
    reason: str
