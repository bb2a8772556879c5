"""The answer itself, while nobody types: my draft, the words somebody wants a yes to, what we said. Pure."""

from __future__ import annotations

from warroom.domain.mention import Mention
from warroom.domain.words import clock, span
from warroom.room.protocol import Room
from warroom.tui.desk.mine import DeskView, Item
from warroom.tui.paint import Row, Span, on, pad, title, wrap
from warroom.tui.say import short_name


def shown_text(room: Room, view: DeskView, item: Item | None) -> str:
    """The text that the rows under it speak about: what I have written, or what waits for my yes."""
    if item is None or item.mention is None:
        return ""
    reply = room.picture.done_about(item.mention.id).reply
    if item.sort == "waits" and reply is not None:
        return reply.text
    return view.drafts.get(item.mention.id, "")


def account(room: Room, mention: Mention) -> str:
    """Our account that would answer: the one that the post names, else the only one there is; empty if not known."""
    handles = [name for name in room.accounts if name.startswith("@")]
    named = [name for name in handles if name.casefold() in mention.text.casefold()]
    return named[0] if named else handles[0] if len(handles) == 1 else ""


def reply_rows(room: Room, view: DeskView, now: int, size: tuple[int, int], *, focus: bool) -> list[Row]:
    """Rows of a pane of that size: a title, then the text on the ground of a field."""
    cells, rows = size
    item = view.chosen
    name, facts = _title(room, item, now)
    out = [title(name, facts, cells, focus=focus)]
    words, token = _words(room, view, item, now)
    lines = wrap(words, max(1, cells - 3)) if words else []
    space = rows - 1
    if len(lines) > space:
        lines = [*lines[: space - 1], f"{len(lines) - space + 1} more ↓"]
    lines += [""] * (space - len(lines))
    return [*out, *(on([Span(pad(f" {line}", cells), token)], "panel") for line in lines)]


def _title(room: Room, item: Item | None, now: int) -> tuple[str, Row]:
    if item is None or item.mention is None:
        return "Your answer", []
    work = room.picture.done_about(item.mention.id)
    if item.sort == "waits" and work.reply is not None:
        who = short_name(room.people, work.reply.asked_by)
        return f"{who} wants to answer", [Span(f"asked {span(now - work.reply.asked_at)} ago", "muted")]
    if work.answered_by:
        where = f" on {work.answered_where}" if work.answered_where else ""
        return "What we said", [Span(f"{clock(work.answered_at)}{where}", "muted")]
    ours = account(room, item.mention)
    return "Your answer", [Span(f"from {ours}", "muted")] if ours else []


def _words(room: Room, view: DeskView, item: Item | None, now: int) -> tuple[str, str]:
    """(text, token)."""
    if item is None:
        return "", "muted"
    if item.mention is None:
        return "A task needs no answer.", "muted"
    work = room.picture.done_about(item.mention.id)
    if work.answered_by:
        return work.answer or "Its words were not recorded.", "text" if work.answer else "muted"
    text = shown_text(room, view, item)
    if text:
        return text, "content" if item.sort == "waits" else "text"
    if work.owner and work.owner != room.me.id:
        return f"{short_name(room.people, work.owner)} answers this, since {span(now - work.owned_at)}.", "muted"
    if work.owner:
        return "r writes the answer.", "muted"
    return "r claims it and writes the answer. c only claims it.", "muted"
