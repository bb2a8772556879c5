"""Tasks: cards in four columns where there is room, else one list sorted by when they are due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from warroom.domain.entries import TaskState
from warroom.domain.level import DAY
from warroom.domain.picture import Task
from warroom.domain.words import STATES, clock, since
from warroom.room.protocol import Room
from warroom.tui.needs import on_bar
from warroom.tui.paint import Row, Span, crop, crop_row, fill, pad, spread, title, width, wrap
from warroom.tui.say import at_right, due_span, initialled

COLUMNS: Final[tuple[TaskState, ...]] = ("todo", "doing", "blocked", "done")
NAMES: Final = {"todo": "To do", "doing": "Doing", "blocked": "Blocked", "done": "Done"}


class TasksView(msgspec.Struct):
    """Which task the bar is on (its number; None before anybody chose), and how the pane is drawn."""

    cursor: int | None = None
    top: int = 0
    cards: bool = True
    selected: set[int] = msgspec.field(default_factory=set)


def by_due(tasks: Sequence[Task]) -> list[Task]:
    """Most pressing first; those without a time last; done ones by when they were finished."""
    return sorted(tasks, key=lambda t: (t.due is None, t.due or 0, t.number))


def column(room: Room, state: TaskState) -> list[Task]:
    """One column of the board."""
    tasks = [task for task in room.picture.board() if task.state == state]
    if state == "done":
        return sorted(tasks, key=lambda t: (-t.changed_at, -t.number))
    return by_due(tasks)


def listed(room: Room) -> list[Task]:
    """The list form: everything open, most pressing first."""
    return by_due([task for task in room.picture.board() if task.open])


def chosen(room: Room, view: TasksView) -> Task | None:
    """The task under the bar."""
    task = room.picture.tasks.get(view.cursor) if view.cursor is not None else None
    if task is not None and (view.cards or task.open):
        return task
    first = listed(room)
    return first[0] if first else None


def step(room: Room, view: TasksView, by: int) -> None:
    """The bar goes up or down in its column or list."""
    here = chosen(room, view)
    if here is None:
        return
    row = column(room, here.state) if view.cards else listed(room)
    at = next((n for n, task in enumerate(row) if task.number == here.number), 0)
    view.cursor = row[min(max(at + by, 0), len(row) - 1)].number


def side(room: Room, view: TasksView, by: int) -> None:
    """The bar goes to the nearest column on that side that has tasks, at the same height."""
    here = chosen(room, view)
    if here is None or not view.cards:
        return
    row = column(room, here.state)
    height = next((n for n, task in enumerate(row) if task.number == here.number), 0)
    at = COLUMNS.index(here.state) + by
    while 0 <= at < len(COLUMNS):
        other = column(room, COLUMNS[at])
        if other:
            view.cursor = other[min(height, len(other) - 1)].number
            return
        at += by


def tasks(room: Room, view: TasksView, now: int, cells: int, rows: int, *, focus: bool = False) -> list[Row]:
    """Rows of the pane: cards or a list, as the view says."""
    board = room.picture.board()
    late = sum(t.open and t.due is not None and t.due < now for t in board)
    facts: Row = [Span(f"{late} late   ", "bright")] if late else []
    facts += [Span("t new   enter open", "muted")] if board else [Span("none", "muted")]
    out = [title("Tasks", facts, cells, focus=focus)]
    if not board:
        return [*out, [], *(_quiet(room, now) if room.picture.incident is None else _none())]
    body = _cards if view.cards else _list
    return [*out, *body(room, view, now, cells, rows - 1, focus=focus)]


def _none() -> list[Row]:
    return [[Span(" No tasks. "), Span("t", "key"), Span(" makes one.", "muted")]]


def _quiet(room: Room, now: int) -> list[Row]:
    out: list[Row] = [[Span(" There is no incident.")], []]
    out.append(_key("D", "declare one. You will be asked what happened, how sure you are, and how bad it is."))
    if room.playbooks:
        out.append(_key("p", f"read a playbook. {_plans(room, now)}"))
    out.append(_key("t", "make a task for the watch."))
    out.append(_key("l", "write into the watch log what you saw."))
    if room.picture.closed:
        last = room.picture.closed[-1]
        days = (now - (last.closed_at or now)) // 86_400_000
        ago = "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"
        out += [[], [Span(f" The last incident was {last.id}, {last.title}, closed {ago}.", "muted")]]
    return out


def _plans(room: Room, now: int) -> str:
    """How many playbooks there are, and how many of them nobody has exercised lately."""
    never = sum(plan.drilled is None for plan in room.playbooks.values())
    old = sum(plan.drilled is not None and now - plan.drilled >= 365 * DAY for plan in room.playbooks.values())
    said = [f"{len(room.playbooks)} ready"]
    said += [f"{old} not drilled for a year"] * bool(old) + [f"{never} never drilled"] * bool(never)
    return f"{', '.join(said)}."


def _key(key: str, does: str) -> Row:
    return [Span(" "), Span(key, "key"), Span(f"  {does}")]


# -- cards -------------------------------------------------------------------------------------------------------


def _cards(room: Room, view: TasksView, now: int, cells: int, rows: int, *, focus: bool) -> list[Row]:
    pitch = cells // 4  # a cell for the bar, the card, a cell of gap
    here = chosen(room, view) if focus else None
    columns = [_column(room, state, view, here=here, now=now, cells=pitch - 1, rows=rows) for state in COLUMNS]
    out = []
    for y in range(rows):
        row: Row = []
        for lines in columns:
            row += [*fill(lines[y] if y < len(lines) else [], pitch - 1), Span(" ")]
        out.append(crop_row(row, cells))
    return out


def _column(
    room: Room, state: TaskState, view: TasksView, *, here: Task | None, now: int, cells: int, rows: int
) -> list[Row]:
    every = column(room, state)
    head: list[Row] = [
        [Span(" "), Span(NAMES[state], "name"), Span(f"  {len(every)}", "muted")],
        [Span(" "), Span("─" * (cells - 1), "rule")],
    ]
    drawn = [_card(task, room, now, cells) for task in every]
    focus = next((n for n, task in enumerate(every) if here is not None and task.number == here.number), None)
    space = rows - len(head)
    first = _first_shown([len(card) + 1 for card in drawn], focus, space)
    out = list(head)
    shown = first
    for task, card in zip(every[first:], drawn[first:], strict=True):
        last = shown == len(every) - 1
        if len(out) + len(card) > rows - (0 if last else 1) and shown > first:
            break
        if here is not None and task.number == here.number:
            card = [on_bar(line, cells) for line in card]  # noqa: PLW2901 - the same card, under the bar
        elif task.number in view.selected:
            card = [[Span("x", "accent"), Span(card[0][0].text[1:], card[0][0].token), *card[0][1:]], *card[1:]]  # noqa: PLW2901
        out += [*card, []]
        shown += 1
    out = out[: rows - 1 if shown < len(every) else rows]
    if shown < len(every):
        out += [[]] * (rows - 1 - len(out))
        out.append([Span(f"    {len(every) - shown} more ↓", "muted")])
    return out


def _first_shown(sizes: Sequence[int], focus: int | None, space: int) -> int:
    """The first card to draw, so that the one under the bar is seen."""
    if focus is None:
        return 0
    first = 0
    while first < focus and sum(sizes[first : focus + 1]) > space - 1:
        first += 1
    return first


def _card(task: Task, room: Room, now: int, cells: int) -> list[Row]:
    done = task.state == "done"
    late = not done and task.due is not None and task.due < now
    number = f" {task.number:>2} "
    words = wrap(task.title, cells - len(number))
    if len(words) > 3:
        words = [*words[:2], crop(f"{words[2]} {words[3]}", cells - len(number))]
    colour = "muted" if done else "content" if late else "text"
    out: list[Row] = [
        fill([Span(number if n == 0 else " " * len(number), "muted"), Span(line, colour)], cells)
        for n, line in enumerate(words)
    ]
    return [*out, *_foot(task, room, now, cells, done=done)]


def _foot(task: Task, room: Room, now: int, cells: int, *, done: bool) -> list[Row]:
    """Who and until when; what a blocked task waits for."""
    owner = Span(initialled(room.people, task.owner), "faint" if done else "muted")
    if not task.owner and not done:
        owner = Span("no owner", "caut")
    if done:
        incident = room.picture.incident
        at = since(task.changed_at, incident.declared_at) if incident else clock(task.changed_at)
        return [spread([Span("    "), owner], [Span(at, "faint")], cells)]
    due = due_span(task.due, now)
    right = at_right(due, max(9, width([due]) + 1)) if due.text else []
    out = [spread([Span("    "), owner], right, cells, gap=1)]
    if task.waits_for is not None and task.state == "blocked":
        out.append(fill([Span("    "), Span(f"waits for {task.waits_for}", "muted")], cells))
    return out


# -- list --------------------------------------------------------------------------------------------------------


def _list(room: Room, view: TasksView, now: int, cells: int, rows: int, *, focus: bool) -> list[Row]:
    fixed = 1 + 3 + 2 + 9 + 15 + 10
    wide = cells - fixed
    heads: Row = [Span("    "), Span(pad("task", wide + 2), "faint"), Span(pad("state", 9), "faint"),
                  Span(pad("owner", 15), "faint"), *at_right(Span("due", "faint"), 10)]  # fmt: skip
    every = listed(room)
    here = chosen(room, view) if focus else None
    space = max(1, rows - 1)
    at = next((n for n, task in enumerate(every) if here is not None and task.number == here.number), 0)
    fits = space if len(every) <= space else space - 1
    view.top = max(0, min(view.top, len(every) - fits, at) if at < view.top else max(view.top, at - fits + 1))
    view.top = min(view.top, max(0, len(every) - fits))
    out = [heads]
    for task in every[view.top : view.top + fits]:
        row = _list_row(task, room, now, wide, marked=task.number in view.selected)
        out.append(on_bar(row, cells) if here is not None and task.number == here.number else row)
    hidden = len(every) - view.top - fits
    done = sum(task.state == "done" for task in room.picture.board())
    tail = [f"{hidden} more ↓"] if hidden > 0 else []
    tail += [f"{done} done"] if done else []
    if tail and len(out) <= rows - 1:
        out.append([Span("    "), Span("   ".join(tail), "muted")])
    if not every:
        out.insert(1, [Span(" Nothing is open. "), Span("t", "key"), Span(" makes a task.", "muted")])
    return out


def _list_row(task: Task, room: Room, now: int, wide: int, *, marked: bool) -> Row:
    late = task.due is not None and task.due < now
    owner = Span(pad(initialled(room.people, task.owner), 15), "text")
    if not task.owner:
        owner = Span(pad("no owner", 15), "caut")
    state = "waits" if task.state == "blocked" and task.waits_for is not None else STATES[task.state]
    if state == "waits":
        state = f"waits {task.waits_for}"
    return [
        Span("x" if marked else " ", "accent"),
        Span(f"{task.number:>2} ", "muted"),
        Span(pad(task.title, wide), "content" if late else "text"),
        Span("  "),
        Span(pad(state, 9), "muted"),
        owner,
        *at_right(due_span(task.due, now), 10),
    ]
