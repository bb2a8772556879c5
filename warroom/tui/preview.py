"""The mention under the bar, in four rows: who this is, the words in full, how far it spread, who has it."""

from __future__ import annotations

from warroom.domain.mention import PLATFORMS, Mention
from warroom.domain.tone import mood
from warroom.domain.words import count, short, span
from warroom.room.protocol import Room
from warroom.tui.paint import Row, Span, chip, crop, spread, wrap
from warroom.tui.say import SOON, short_name


def preview(room: Room, mention: Mention | None, now: int, cells: int, rows: int, *, follow: bool = False) -> list[Row]:
    """Rows of the pane; while the feed follows, the newest one with a word on how to stop it."""
    if mention is None:
        return [[Span("  "), Span("reading …" if room.stored else "", "muted")]]
    inner = cells - 3
    lines = _paragraph(mention, inner, rows - 2)
    out = [_who(mention, room, now, cells)]
    out += [[Span("  "), Span(line)] for line in lines]
    out += [[] for _ in range(rows - 1 - len(out))]
    tail = "Following. ↓ stops it and sets the bar." if follow else state_line(mention, room, now)
    return [*out, [Span("  "), Span(crop(tail, inner), "muted")]]


def _paragraph(mention: Mention, cells: int, rows: int) -> list[str]:
    text = " ".join(mention.headline.split())
    lines = wrap(text, cells)
    if len(lines) > rows:
        lines = [*lines[: rows - 1], crop(f"{lines[rows - 1]} {lines[rows]}", cells)]
    return lines


def _who(mention: Mention, room: Room, now: int, cells: int) -> Row:
    about = PLATFORMS.get(mention.platform, mention.platform)
    facts = [about if len(about) > 1 else mention.platform]
    if mention.reach is not None:
        facts.append(f"{short(mention.reach)} {'readers' if 'press' in mention.flags else 'followers'}")
    if mention.rating is not None:
        facts.append(count(mention.rating, "star"))
    if mention.author and mention.author != mention.who:
        facts.append(mention.author)
    facts += [flag for flag in mention.flags if flag not in ("cut", "date", "encoding", "hidden")]
    left: Row = [Span("  "), Span(crop(mention.who, max(8, cells // 2)), "bright"),
                 Span(f"  {', '.join(facts)}", "muted")]  # fmt: skip
    due = room.answer_by(mention)
    if due is None:
        return spread(left, [Span(" ")], cells)
    if due < now:
        return spread(left, [chip(f"answer {span(now - due)} late")], cells)
    return spread(left, [Span(f"answer in {span(due - now)}", "caut" if due - now < SOON else "muted"), Span(" ")],
                  cells)  # fmt: skip


def state_line(mention: Mention, room: Room, now: int) -> str:
    """How far it spread and who has it: ``41 reposts, 96 answers. Claimed by Bea 4m ago.``."""
    said = []
    spread_words = [count(n, noun) for n, noun in ((mention.shares, "repost"), (mention.replies, "answer")) if n]
    if spread_words:
        said.append(", ".join(spread_words))
    if mention.copies:
        said.append(f"{count(mention.copies, 'copy').replace('copys', 'copies')} by others")
    work = room.picture.done_about(mention.id)
    if work.answered_by:
        said.append(f"Answered by {short_name(room.people, work.answered_by)} {span(now - work.answered_at)} ago")
    elif work.owner:
        said.append(f"Claimed by {short_name(room.people, work.owner)} {span(now - work.owned_at)} ago")
    elif room.answer_by(mention) is not None:
        said.append("Nobody has claimed it")
    else:
        tone = mention.tone if work.tone is None else work.tone
        said.append(f"No answer needed, tone {mood(tone)}")
    if work.pinned:
        said.append("Pinned to the log")
    if mention.hidden:
        said.append(f"{count(mention.hidden, 'hidden piece')} taken out of the text")
    if "edited" in mention.flags:
        said.append("Edited by its author")
    return ". ".join(said) + "."
