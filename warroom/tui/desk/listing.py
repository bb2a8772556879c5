"""The list on the left of the desk (on a small terminal: on top): pure, from the room to rows."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.cells import cell_len

from warroom.domain.level import HOUR, MINUTE
from warroom.domain.mention import Mention
from warroom.domain.words import clock, short, span
from warroom.room.protocol import Room
from warroom.tui.desk.mine import HEADINGS, TIRED, TOO_LONG, DeskView, Item, reply_state, unanswered
from warroom.tui.feed import mark_of
from warroom.tui.needs import on_bar
from warroom.tui.paint import BLANK, Row, Span, chip, crop, pad, spread, title, width, wrap
from warroom.tui.say import at_right, due_span, short_name

MOST_NEAR: Final = (6, 12)
"""Unclaimed ones that are listed on a low and on a high terminal; the feed has them all."""
HIGH: Final = 40
"""Rows from which a list is high."""


class Line(NamedTuple):
    """A row and the item that it belongs to."""

    row: Row
    key: str = ""


def desk_list(room: Room, view: DeskView, now: int, size: tuple[int, int], *, wide: bool, focus: bool) -> list[Row]:
    """Rows of a pane of that size. Keeps the item under the bar in sight."""
    cells, rows = size
    lines = _wide(room, view, now, size) if wide else _narrow(room, view, now, cells)
    shift = shift_line(room, now, brief=not wide)
    space = max(1, rows - 1 - (2 if wide and shift else 0))
    _scroll(view, lines, space)
    shown = lines[view.top : view.top + space]
    view.shown = [line.key for line in shown]
    hidden = len({line.key for line in lines[view.top + space :] if line.key})
    out = [title("My desk", _facts(view, hidden, [] if wide else shift), cells, focus=focus)]
    out += [on_bar(row, cells) if key and key == view.cursor else row for row, key in shown]
    if not view.items:
        out += _nothing(cells)
    if wide and shift:
        out += [BLANK] * (rows - 1 - len(out))
        out.append([Span(" "), *shift])
    return out


def _facts(view: DeskView, hidden: int, shift: Row) -> Row:
    more = [Span(f"   {hidden} more ↓", "muted")] if hidden else []
    return [Span(f"{unanswered(view.items)} open", "muted"), *more, *([Span("   "), *shift] if shift else [])]


def _nothing(cells: int) -> list[Row]:
    words = "Nothing is yours. 1 shows the feed, c claims a post there, r answers it."
    return [[Span(f" {line}", "muted")] for line in wrap(words, cells - 2)]


def _scroll(view: DeskView, lines: list[Line], space: int) -> None:
    here = [n for n, line in enumerate(lines) if line.key == view.cursor]
    view.top = max(0, min(view.top, len(lines) - space))
    if here:
        if here[-1] >= view.top + space:
            view.top = here[-1] - space + 1
        if here[0] < view.top:
            view.top = 0 if here[0] <= 1 else here[0]


# -- side by side ----------------------------------------------------------------------------------------------------


def _wide(room: Room, view: DeskView, now: int, size: tuple[int, int]) -> list[Line]:
    cells, rows = size
    lines: list[Line] = []
    before = ""
    near = 0
    for item in view.items:
        near += item.sort == "near"
        if near > MOST_NEAR[rows >= HIGH]:
            break
        heading = HEADINGS[item.sort]
        if heading != before:
            lines += [Line(BLANK)] if lines else []
            lines.append(Line([Span(f" {heading}", "muted")]))
            before = heading
        lines += [Line(row, item.key) for row in _item_rows(room, item, now, cells)]
    return lines


def _item_rows(room: Room, item: Item, now: int, cells: int) -> list[Row]:
    if item.task is not None:
        task = item.task
        due = _at(due_span(item.due, now))
        who = "" if task.made_by == room.me.id else f"for {short_name(room.people, task.made_by)}"
        if task.waits_for is not None:
            who = f"waits for {task.waits_for}"
        first = spread([Span(f" {task.number:>2} ", "muted"), Span(task.title, "text")], due, cells, gap=1)
        return [first, *([[Span(f"    {crop(who, cells - 5)}", "muted")]] if who else [])]
    assert item.mention is not None
    first = _who(room, item, now, cells)
    if item.sort == "near":
        return [first]
    state = reply_state(room.picture.done_about(item.mention.id), room)
    text = " ".join(item.mention.headline.split())
    token = "muted" if item.sort == "answered" else "text"
    second: Row = [Span("  "), Span(crop(state or text, cells - 4), "caut" if ": " in state else token)]
    return [first, second]


def _who(room: Room, item: Item, now: int, cells: int) -> Row:
    mention = item.mention
    assert mention is not None
    right = _right(room, item, now)
    token = {"answered": "muted", "near": "text", "lost": "text"}.get(item.sort, "bright")
    about = _about(mention)
    if width(right) + cell_len(about) + cell_len(mention.who) + 5 > cells and width(right) > 6:
        about = mention.platform
    name = crop(mention.who, max(6, cells - width(right) - cell_len(about) - 5))
    return spread([Span(" "), Span(name, token), Span(f"  {about}", "muted")], right, cells, gap=1)


def _about(mention: Mention) -> str:
    reach = "" if mention.reach is None else f" {mark_of(mention)}{short(mention.reach)}"
    return f"{mention.platform}{reach or (' ' + mark_of(mention)).rstrip()}"


def _right(room: Room, item: Item, now: int) -> Row:
    assert item.mention is not None
    work = room.picture.done_about(item.mention.id)
    if item.sort == "answered":
        return [Span(f"answered {clock(work.answered_at)} ", "muted")]
    if item.sort == "lost":
        return [Span("claim ran out ", "caut")]
    if item.sort == "opened" and work.owner and work.owner != room.me.id:
        return [Span(f"◆ {short_name(room.people, work.owner)} ", "text")]
    return _at(due_span(item.due, now))


def _at(due: Span) -> Row:
    """At the right end, with one cell kept free that a chip reaches into."""
    chip_like = due.token == "chip"  # noqa: S105 - a colour token
    return [due] if chip_like else [Span(f"{due.text} ", due.token)] if due.text else []


# -- one under the other ---------------------------------------------------------------------------------------------


def _narrow(room: Room, view: DeskView, now: int, cells: int) -> list[Line]:
    out = []
    for item in view.items:
        row = _task_line(item, now, cells) if item.task is not None else _mention_line(room, item, now, cells)
        out.append(Line(row, item.key))
    return out


def _task_line(item: Item, now: int, cells: int) -> Row:
    assert item.task is not None
    left: Row = [Span(f" {item.task.number} ", "muted"), Span(item.task.title, "text")]
    due = due_span(item.due, now)
    return spread(left, at_right(due, 9 if due.text else 1), cells, gap=1)


def _mention_line(room: Room, item: Item, now: int, cells: int) -> Row:
    mention = item.mention
    assert mention is not None
    done = item.sort == "answered"
    state = reply_state(room.picture.done_about(mention.id), room)
    text = " ".join(mention.headline.split())
    left: Row = [
        Span(" "),
        Span(pad(mention.who, 11), "muted" if done else "text" if item.sort == "near" else "bright"),
        Span(f" {pad(mention.platform, 2)} ", "muted"),
        Span(pad(f"{mark_of(mention)}{short(mention.reach)}", 6, right=True), "muted"),
        Span("  "),
        Span(state or text, "muted" if done or item.sort == "near" else "text"),
    ]
    if item.sort == "near":
        return spread(left, [Span("nobody ", "muted"), *_right(room, item, now)], cells, gap=1)
    return spread(left, _right(room, item, now), cells, gap=1)


# -- the shift -------------------------------------------------------------------------------------------------------


def shift_line(room: Room, now: int, *, brief: bool = False) -> Row:
    """``On duty 3h``; from six hours on amber, from eight red: tired people answer badly."""
    since = room.picture.duty.get(room.me.id)
    if since is None:
        return []
    length = now - since
    hours = f"{length // HOUR}h {length % HOUR // MINUTE:02d}m" if length >= HOUR else span(length)
    if length >= TOO_LONG:
        rest = [] if brief else [Span(" hand over, rest", "text")]
        return [chip(f"on duty {length // HOUR}h"), *rest]
    if length >= TIRED:
        return [Span(f"▲ on duty {hours}" + ("" if brief else ", plan relief"), "caut")]
    return [Span(f"{'on' if brief else 'On'} duty {hours}" + ("" if brief else f", since {clock(since)}"), "muted")]
