"""What a plan says, in rows: one line of the list, the whole of it, what starting it brings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from warroom.domain.entries import CrisisType
from warroom.domain.level import DAY
from warroom.domain.prepared import Playbook
from warroom.domain.scct import Step, advice
from warroom.domain.text import gate
from warroom.domain.words import TYPES, count, day
from warroom.room.protocol import Room
from warroom.tui.needs import on_bar
from warroom.tui.paint import BLANK, Row, Span, fill, pad, wrap

STALE: Final = 365 * DAY
"""A plan that was not exercised for so long is as good as untried."""


def fitting(plans: Iterable[Playbook], kind: CrisisType) -> Playbook | None:
    """The plan for a type of crisis: the one that is named like it, else the first of that type; none for "other"."""
    if kind == "other":
        return None  # nothing is known yet: ten wrong tasks would be worse than none
    same = [plan for plan in plans if plan.type == kind]
    return next((plan for plan in same if plan.playbook.replace("-", "_") == kind), same[0] if same else None)


def brings(plan: Playbook) -> str:
    """``adds 11 tasks, 4 to tell``."""
    parts = [count(len(plan.tasks), "task")] * bool(plan.tasks) + [f"{len(plan.tell)} to tell"] * bool(plan.tell)
    return f"adds {', '.join(parts)}" if parts else "adds no tasks"


def drilled(plan: Playbook, now: int) -> str:
    """``drilled 14 Sep``, with its year when that is long ago; ``never drilled``."""
    if plan.drilled is None:
        return "never drilled"
    old = f" {year(plan.drilled)}" if now - plan.drilled >= STALE else ""
    return f"drilled {day(plan.drilled)}{old}"


def year(at: int) -> int:
    """The year of a moment, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).year


def runs(room: Room, plan: Playbook) -> bool:
    """Whether the open incident works by it."""
    return any(run.playbook == plan.playbook and run.incident == room.picture.case for run in room.picture.playbooks)


def what_it_does(room: Room, plan: Playbook) -> list[str]:
    """What starting it brings, before anybody says yes."""
    questions = f", {count(len(plan.questions), 'question')} to answer" if plan.questions else ""
    said = [f"It {brings(plan)}{questions}."]
    held = {room.picture.role_of(person) for person in room.people.values()}
    named = [*plan.roles, *(task.role for task in plan.tasks), *(telling.role for telling in plan.tell)]
    empty = [role for role in dict.fromkeys(named) if role is not None and role not in held]
    if empty:
        said.append(f"Nobody is {' or '.join(empty)}: what falls to them begins without an owner.")
    if plan.level > room.picture.level:
        said.append(f"It usually begins at {plan.level.tag}; the level stays {room.picture.level.tag} until somebody "
                    "sets it.")  # fmt: skip
    return said


def plan_list(room: Room, chosen: str, cells: int) -> list[Row]:
    """The table with its column heads, then when to start the one under the bar."""
    if not room.playbooks:
        return [[Span("No playbooks. 'warroom new' gives a room eleven of them, in playbooks/.", "muted")]]
    wide = cells >= 100
    name = max(24, cells - 20 - 12 - 8 - 9 - 22) if not wide else 26
    kind, when = (20 if wide else 0), (max(0, cells - 26 - 20 - 10 - 8 - 8 - 22) if wide else 0)
    heads = ("playbook", "type", "when to start it", "level", "tasks", "tell", "")
    rows = [_columns(heads, (name, kind, when), "faint")]
    now = room.now()
    for plan in room.playbooks.values():
        state = "runs" if runs(room, plan) else drilled(plan, now)
        numbers = (plan.level.tag, str(len(plan.tasks)), str(len(plan.tell)), state)
        row = _columns((plan.title, TYPES[plan.type], plan.when, *numbers), (name, kind, when), "text")
        rows.append(on_bar(row, cells) if plan.playbook == chosen else fill(row, cells))
    plan_here = room.playbooks.get(chosen)
    if plan_here is not None:
        rows += [BLANK, *([Span(line, "text")] for line in wrap(f"{gate(plan_here.when)}.", cells))]
    if room.unprepared:
        rows += [BLANK, *([Span(line, "caut")] for line in wrap(f"Not used: {gate(room.unprepared[0])}", cells))]
    return rows


def _columns(texts: tuple[str, ...], widths: tuple[int, int, int], token: str) -> Row:
    title, kind, when, level, tasks, tell, state = (gate(text) for text in texts)
    name, kinds, whens = widths
    row: Row = [Span(f" {pad(title, name)}", "content" if token == "text" else token)]  # noqa: S105 - a colour token
    row += [Span(f" {pad(kind, kinds - 1)}", "muted")] if kinds else []
    row += [Span(f" {pad(when, whens - 2)} ", "muted")] if whens else []
    muted = token == "text" and state == "never drilled"  # noqa: S105 - a colour token
    return [*row, Span(f" {pad(level, 12)}", token), Span(pad(tasks, 5, right=True), token),
            Span(pad(tell, 6, right=True), token), Span(f"   {state}", "muted" if muted else token)]  # fmt: skip


# -- one plan, whole -----------------------------------------------------------------------------------------------


def plan_rows(room: Room, plan: Playbook, cells: int) -> list[Row]:
    """Everything that a plan says, in the order in which people need it."""
    facts = f"{TYPES[plan.type]}, usually from {plan.level.tag}. {gate(plan.when)}."
    rows: list[Row] = [[Span(line, "text")] for line in wrap(facts, cells)]
    held = {room.picture.role_of(person) for person in room.people.values()}
    if plan.roles:
        roles = ", ".join(f"{role}{'' if role in held else ' (nobody)'}" for role in plan.roles)
        rows += [BLANK, [Span("Roles", "name")], *_wrapped(roles, cells)]
    rows += _part("Find out first", plan.questions, cells)
    if plan.tasks:
        rows += [BLANK, [Span(f"Tasks  {len(plan.tasks)}", "name")]]
        for number, task in enumerate(plan.tasks, 1):
            after = f", after {task.after}" if task.after else ""
            due = _minutes(task.minutes) if task.minutes is not None else "no time"
            rows.append(_three(f"{number:>2}", task.title, f"{task.role or 'no owner'}{after}", due, cells))
    if plan.tell:
        named = Span(f"Who must be told  {len(plan.tell)}", "name")
        rows += [BLANK, [named, Span("  staff before the public", "muted")]]
        for telling in plan.tell:
            due = _minutes(telling.minutes) if telling.minutes is not None else "no time"
            rows.append(_three(" ·", telling.who, f"{telling.group}, {telling.role or 'no owner'}", due, cells))
    rows += _part("Key messages, in your own words", plan.messages, cells)
    rows += _part("What makes it worse", plan.avoid, cells)
    if plan.triggers:
        rows += [BLANK, [Span("While it runs, these words raise the suggested level", "name")]]
        for trigger in plan.triggers:
            rows += _wrapped(f"{trigger.level.tag}, {trigger.name}: {', '.join(trigger.phrases)}", cells)
    return [*rows, *_advice(room, plan, cells)]


def _part(name: str, lines: Sequence[str], cells: int) -> list[Row]:
    if not lines:
        return []
    rows: list[Row] = [BLANK, [Span(name, "name")]]
    for line in lines:
        rows += _wrapped(line, cells, mark="· ")
    return rows


def _wrapped(text: str, cells: int, *, mark: str = "") -> list[Row]:
    inner = max(1, cells - 2 - len(mark))
    return [[Span(f"  {mark if not n else ' ' * len(mark)}", "muted"), Span(line, "text")]
            for n, line in enumerate(wrap(gate(text), inner))]  # fmt: skip


def _three(mark: str, text: str, who: str, due: str, cells: int) -> Row:
    """One row: what, who, how soon."""
    people = 22 if cells < 90 else 26
    wide = max(8, cells - 5 - people - 9)
    return [Span(f"  {mark} ", "muted"), Span(pad(gate(text), wide), "text"), Span(pad(f" {who}", people), "muted"),
            Span(pad(due, 9, right=True), "muted")]  # fmt: skip


def _minutes(length: int) -> str:
    """``15m``, ``4 h``, ``3 d``."""
    if length < 120:
        return f"{length}m"
    return f"{length // 60} h" if length < 72 * 60 or length % 1440 else f"{length // 1440} d"


def _advice(room: Room, plan: Playbook, cells: int) -> list[Row]:
    """What research advises for this type, with its reasons; people choose."""
    incident = room.picture.incident
    origin = incident.first.origin if incident is not None and incident.first.type == plan.type else "unclear"
    found = advice(plan.type, origin)
    rows: list[Row] = [BLANK, [Span("What research advises", "name"), Span(f"  {found.named}", "muted")]]
    rows += _wrapped(f"{found.because} {found.unless}", cells)
    for name, steps in (("first", found.base), ("then", found.advised), ("avoid", found.avoid)):
        rows += _steps(name, steps, cells)
    return [*rows, *_wrapped(f"{found.limits.what}. {found.limits.why} ({found.limits.source})", cells)]


def _steps(name: str, steps: Sequence[Step], cells: int) -> list[Row]:
    rows: list[Row] = []
    for at, step in enumerate(steps):
        lines = wrap(f"{step.what}. {step.why}", max(1, cells - 10))
        for n, line in enumerate(lines):
            rows.append([Span(f"  {pad(name if not at and not n else '', 7)} ", "muted"), Span(line, "text")])
    return rows
