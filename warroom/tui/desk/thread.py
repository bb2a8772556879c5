"""One conversation: who wrote, every word, how far it went, what we said before, what others said. Pure."""

from __future__ import annotations

from typing import Final

from warroom.domain.level import DAY
from warroom.domain.mention import PLATFORMS, Mention
from warroom.domain.picture import Task
from warroom.domain.words import TRIAGES, clock, count, day, short, span
from warroom.room.protocol import Room
from warroom.tui.desk.mine import DeskView
from warroom.tui.forms.mention_rows import DOUBTS, FLAGS
from warroom.tui.paint import BLANK, Row, Span, chip, crop, pad, title, wrap
from warroom.tui.say import SOON, initialled, short_name

_NAME: Final = 12
"""Cells of a name in the conversation, unless one is longer."""


def conversation(room: Room, view: DeskView, now: int, size: tuple[int, int], *, focus: bool) -> list[Row]:
    """Rows of a pane of that size; what does not fit is reached by scrolling."""
    cells, rows = size
    item = view.chosen
    if item is None:
        return [title("No post is chosen", [], cells, focus=focus)]
    if item.mention is None:
        assert item.task is not None
        return _task(room, item.task, now, cells, focus=focus)
    mention = item.mention
    airy = rows >= 9
    body = _body(room, view, mention, now, cells - 2, airy=airy)
    space = rows - 1
    view.most = max(0, len(body) - space)
    view.scroll = min(view.scroll, view.most)
    shown = body[view.scroll : view.scroll + space]
    facts = _facts(room, mention, now)
    if view.most - view.scroll > 0:
        shown = shown[: space - 1]
        shown.append([Span(f"{view.most - view.scroll + 1} more ↓", "muted")])
    return [title(crop(mention.who, cells // 3), facts, cells, focus=focus), *([Span(" "), *row] for row in shown)]


def _facts(room: Room, mention: Mention, now: int) -> Row:
    press = "press" in mention.flags
    network = PLATFORMS.get(mention.platform, mention.platform)
    words = [network]
    if mention.reach is not None:
        words.append(f"{short(mention.reach)} {'readers' if press else 'followers'}")
    if mention.rating is not None:
        words.append(count(mention.rating, "star"))
    return [Span(", ".join(words), "muted"), *_due(room, mention, now)]


def _due(room: Room, mention: Mention, now: int) -> Row:
    work = room.picture.done_about(mention.id)
    if work.answered_by:
        return [Span(f"   answered {clock(work.answered_at)}", "muted")]
    if work.triage and work.closed:
        return [Span(f"   {TRIAGES[work.triage][0]}, no answer", "muted")]
    due = room.answer_by(mention)
    if due is None:
        return [Span("   no answer needed", "muted")]
    if due < now:
        return [Span("  "), chip(f"answer {span(now - due)} late")]
    return [Span("   answer in ", "muted"), Span(span(due - now), "cautbold" if due - now < SOON else "name")]


def _body(room: Room, view: DeskView, mention: Mention, now: int, cells: int, *, airy: bool) -> list[Row]:
    gap = [BLANK] if airy else []
    rows: list[Row] = []
    about = ", ".join(_about(mention))
    if about and airy:
        rows += [[Span(crop(about, cells), "muted")], BLANK]
    waits = view.chosen is not None and view.chosen.sort == "waits"
    warning = "" if waits else held_by(room, mention, now)
    if warning:
        rows.append([Span(crop(warning, cells), "caut")])
    rows += [[Span(line, "content")] for line in wrap(mention.headline, cells)]
    rows.append([Span(crop(_spread(mention, now), cells), "muted")])
    rows += _before(room, mention, now, cells)
    talk = _talk(view, mention, cells)
    return [*rows, *(gap if talk else []), *talk]


def _about(mention: Mention) -> list[str]:
    about = [mention.author] if mention.handle and mention.author else []
    if "press" in mention.flags:
        about.append("press")
    about += [word for flag, word in FLAGS.items() if flag in mention.flags and flag != "influencer"]
    return about


def _spread(mention: Mention, now: int) -> str:
    when = clock(mention.published) if now - mention.published < DAY else day(mention.published)
    said = [when]
    said += [count(n, noun) for n, noun in ((mention.shares, "repost"), (mention.replies, "answer")) if n]
    if mention.copies:
        said.append(f"{mention.copies} more said the same")
    said += ["influencer watch"] if "influencer" in mention.flags else []
    said += ["edited by its author"] if "edited" in mention.flags else []
    said += [words.rstrip(".").lower() for flag, words in DOUBTS.items() if flag in mention.flags]
    return ", ".join(said)


def held_by(room: Room, mention: Mention, now: int) -> str:
    """``Bea has this since 4m. o asks Bea for it.``; empty when it is mine or nobody's."""
    work = room.picture.done_about(mention.id)
    if not work.owner or work.owner == room.me.id or work.answered_by:
        return ""
    who = short_name(room.people, work.owner)
    return f"{who} has this since {span(now - work.owned_at)}. o asks {who} for it."


def _before(room: Room, mention: Mention, now: int, cells: int) -> list[Row]:
    """What we said before, when its author wrote again."""
    work = room.picture.done_about(mention.id)
    if not work.reopened_at or work.answered_by:
        return []
    rows: list[Row] = [[Span(f"Wrote again, {span(now - work.reopened_at)} ago.", "caut")]]
    if work.answer:
        rows[0].append(Span(" We had said:", "muted"))
        rows += [[Span("  "), Span(line, "muted")] for line in wrap(work.answer, cells - 2)[:4]]
    return rows


def _talk(view: DeskView, mention: Mention, cells: int) -> list[Row]:
    if view.thread_of != mention.id:
        return []
    names = [crop(other.who, 20) for other in view.thread]
    size = max([_NAME, *(len(name) for name in names)])
    rows: list[Row] = []
    for name, other in zip(names, view.thread, strict=True):
        mark = "↳ " if other.published >= mention.published else "  "
        lines = wrap(other.headline, max(10, cells - size - 4))[:3]
        for n, line in enumerate(lines):
            left = f"{mark}{pad(name, size)}  " if not n else " " * (size + 4)
            rows.append([Span(left, "muted"), Span(line, "text")])
    return rows


def _task(room: Room, task: Task, now: int, cells: int, *, focus: bool) -> list[Row]:
    due: Row = []
    if task.due is not None:
        late = task.due < now
        due = [chip(f"{span(now - task.due)} late") if late else Span(f"due in {span(task.due - now)}", "muted")]
    made = f"Made {span(now - task.made_at)} ago by {initialled(room.people, task.made_by)}"
    waits = f", waits for task {task.waits_for}" if task.waits_for is not None else ""
    rows = [title(f"Task {task.number}", due, cells, focus=focus)]
    rows += [[Span(" "), Span(line, "content")] for line in wrap(task.title, cells - 2)]
    rows.append([Span(" "), Span(f"{made}{waits}.", "muted")])
    if task.afterwards:
        rows.append([Span(" "), Span(crop(f"Afterwards: {', '.join(task.afterwards)}.", cells - 2), "muted")])
    return [*rows, BLANK, [Span(" "), Span("d is done, + gives it 10 min more, enter opens its post.", "muted")]]
