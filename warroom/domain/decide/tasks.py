"""Tasks: exactly one owner, or visibly none."""

from __future__ import annotations

from typing import assert_never

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, line, missing, name, nobody, one
from warroom.domain.entries import Draft
from warroom.domain.picture import Picture, Task


def next_task(picture: Picture) -> int:
    return max(picture.tasks, default=0) + 1


def make_task(picture: Picture, order: o.MakeTask, moment: Moment) -> Outcome:
    title = line(order.title)
    if not title:
        return missing("what is to be done. Start with a verb")
    if order.owner and order.owner not in moment.people:
        return nobody(order.owner, moment)
    if order.due is not None and order.due < moment.at:
        return o.Refused("That time has passed.")
    if order.waits_for is not None and order.waits_for not in picture.tasks:
        return o.Refused(f"There is no task {order.waits_for} to wait for.")
    made = e.TaskMade(
        task=next_task(picture), title=title, owner=order.owner, due=order.due, waits_for=order.waits_for,
        mention=order.mention, afterwards=tuple(line(a) for a in order.afterwards),
        state="todo" if order.waits_for is None else "blocked",
    )  # fmt: skip
    return one(made)


def change_task(
    picture: Picture, order: o.OwnTask | o.MoveTask | o.SetTaskDue | o.SetTaskWaits, moment: Moment
) -> Outcome:
    task = picture.tasks.get(order.task)
    if task is None:
        return o.Refused(f"There is no task {order.task}.")
    match order:
        case o.OwnTask(owner=owner):
            if owner and owner not in moment.people:
                return nobody(owner, moment)
            if owner == task.owner:
                return o.Refused(f"Task {task.number} is {_owned(task, moment)} already.")
            return one(e.TaskOwned(task=task.number, owner=owner, was=task.owner))
        case o.MoveTask(state=state):
            if state == task.state:
                return o.Refused(f"Task {task.number} is {_STATE_WORDS[state]} already.")
            return one(e.TaskMoved(task=task.number, state=state, was=task.state))
        case o.SetTaskDue(due=due):
            if due is not None and due < moment.at:
                return o.Refused("That time has passed.")
            return one(e.TaskDue(task=task.number, due=due, was=task.due))
        case o.SetTaskWaits(waits_for=other):
            return _wait(picture, task, other)
        case _:
            assert_never(order)


_STATE_WORDS = {"todo": "to do", "doing": "being done", "blocked": "blocked", "done": "done"}


def _wait(picture: Picture, task: Task, other: int | None) -> Outcome:
    if other is not None and other not in picture.tasks:
        return o.Refused(f"There is no task {other} to wait for.")
    if other == task.waits_for:
        return o.Refused(f"Task {task.number} waits for {other or 'nothing'} already.")
    step = other
    while step is not None:
        if step == task.number:
            return o.Refused(f"Task {other} waits for task {task.number} itself.")
        step = picture.tasks[step].waits_for if step in picture.tasks else None
    drafts = [Draft(e.TaskWaits(task=task.number, waits_for=other, was=task.waits_for))]
    if other is not None and task.state in ("todo", "doing"):
        drafts.append(Draft(e.TaskMoved(task=task.number, state="blocked", was=task.state)))
    if other is None and task.state == "blocked":
        drafts.append(Draft(e.TaskMoved(task=task.number, state="todo", was="blocked")))
    return tuple(drafts)


def _owned(task: Task, moment: Moment) -> str:
    return f"{name(task.owner, moment)}'s" if task.owner else "nobody's"
