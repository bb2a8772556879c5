"""The row under the answer: who must agree, how far that is, what another one said, how long the text is. Pure.

An approval holds for the exact text: whatever is written after it is another text, and the row says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from warroom.domain.decide.replies import needs_yes
from warroom.domain.exact import digest
from warroom.domain.mention import Mention
from warroom.domain.picture import Reply
from warroom.domain.words import clock, span
from warroom.room.protocol import Conflict, Room
from warroom.tui.desk.length import measure
from warroom.tui.desk.mine import asked_of_me, whom
from warroom.tui.paint import Row, Span, chip, spread, width
from warroom.tui.say import short_name


class Yes(msgspec.Struct, frozen=True):
    """How a text stands with whoever must agree to it."""

    state: str
    """free (nobody must), needed, asked, agreed, held; ``changed`` is needed again after an edit."""
    who: str = ""
    why: str = ""
    at: int = 0
    due: int = 0
    note: str = ""

    @property
    def may_go(self) -> bool:
        """Whether the text may go out as it is."""
        return self.state in ("free", "agreed")


def yes_for(room: Room, mention: Mention, text: str) -> Yes:
    """Who must agree to this text as an answer to this mention, and whether they have."""
    work = room.picture.done_about(mention.id)
    rule = needs_yes(mention, work, room.house)
    if rule is None:
        return Yes("free")
    role, why = rule
    who, reply = whom(room, role), work.reply
    if reply is None:
        return Yes("needed", who, why)
    if not _same(reply, text):
        return Yes("changed", who, why, at=reply.approved_at or reply.asked_at, note=_was(room, reply))
    if reply.approved_by:
        return Yes("agreed", short_name(room.people, reply.approved_by), at=reply.approved_at)
    if reply.held_by:
        return Yes("held", short_name(room.people, reply.held_by), note=reply.held_why)
    return Yes("asked", whom(room, reply.role), why, at=reply.asked_at, due=reply.due)


def _same(reply: Reply, text: str) -> bool:
    try:
        return reply.digest == digest(text)
    except ValueError:  # half a character: no text that anybody approved
        return False


def _was(room: Room, reply: Reply) -> str:
    if reply.approved_by:
        return f"changed after {short_name(room.people, reply.approved_by)}'s ✓"
    if reply.held_by:
        return f"{short_name(room.people, reply.held_by)} asked: {reply.held_why}"
    return "changed after asking"


def approval(yes: Yes, now: int) -> Row:
    """The states of screens.md 3.2, in words."""
    match yes.state:
        case "agreed":
            return [Span("✓ ", "content"), Span(f"{yes.who} {clock(yes.at)}, this exact text", "text")]
        case "asked":
            late = [Span("  "), chip(f"{span(now - yes.due)} late")] if now > yes.due else []
            return [Span(f"Asked {yes.who} {ago(now - yes.at)}", "text"), *late]
        case "held":
            return [Span("▲ ", "caut"), Span(f"{yes.who} asks: {yes.note}", "content")]
        case "needed" | "changed":
            note = yes.note or "not asked"
            return [Span("▲ ", "caut"), Span(f"Needs {yes.who}: {yes.why}", "text"), Span(f"  {note}", "muted")]
        case _:
            return [Span("Needs nobody's yes", "muted")]


def ago(length: int) -> str:
    """``2m ago``; the first seconds are ``just now``."""
    return f"{span(length)} ago" if length >= 5_000 else "just now"


def _asked_of_me(reply: Reply, now: int) -> Row:
    late = [Span(" "), chip(f"{span(now - reply.due)} late")] if now > reply.due else []
    return [Span("▲ ", "caut"), Span(f"Needs your yes: {reply.why}", "content"), *late]


def warning(found: Sequence[Conflict]) -> Row:
    """What another one said that cannot be true together with this text."""
    if not found:
        return []
    more = f"  +{len(found) - 1}" if len(found) > 1 else ""
    first = found[0]
    return [Span("▲ ", "caut"), Span(f"{first.who} {first.theirs}", "caut"), Span(f", here {first.ours}{more}", "text")]


def answer_line(
    room: Room, mention: Mention | None, text: str, found: Sequence[Conflict], *, now: int, cells: int
) -> list[Row]:
    """The row. A contradiction goes before the approval, which follows if there is space."""
    if mention is None:
        return [[]]
    words, too_long = measure(mention.platform, text)
    right: Row = [Span(f"{words} ", "cautbold" if too_long else "muted")] if text else []
    work = room.picture.done_about(mention.id)
    if work.answered_by:
        who = short_name(room.people, work.answered_by)
        left: Row = [Span("✓ ", "muted"), Span(f"{who} answered {clock(work.answered_at)}", "muted")]
        return [spread([Span(" "), *left], [], cells)]
    left = approval(yes_for(room, mention, text), now)
    if work.reply is not None and work.reply.text == text and asked_of_me(room, work.reply):
        left = _asked_of_me(work.reply, now)
    clash = warning(found)
    if clash:
        fits = width(clash) + width(left) + width(right) + 6 <= cells
        left = [*clash, *([Span("   "), *left] if fits else [])]
    return [spread([Span(" "), *left], right, cells)]
