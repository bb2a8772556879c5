"""Playbooks: a plan comes onto the boards as ordinary entries."""

from __future__ import annotations

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, line, one
from warroom.domain.decide.tasks import next_task
from warroom.domain.entries import Draft
from warroom.domain.level import MINUTE
from warroom.domain.people import Role
from warroom.domain.picture import Picture
from warroom.domain.prepared import Playbook


def about_playbook(picture: Picture, order: o.StartPlaybook | o.MarkDrilled, moment: Moment) -> Outcome:
    """Start one, or say that it was exercised."""
    playbook = moment.playbook
    if playbook is None:
        return no_playbook(order.playbook)
    if isinstance(order, o.MarkDrilled):
        at = moment.at if order.at is None else order.at
        if not 0 <= at <= moment.at + MINUTE:
            return o.Refused("It cannot have been in the future, or before 1970.")
        return one(e.PlaybookDrilled(playbook=playbook.playbook, at=at, note=line(order.note)))
    if picture.incident is None:
        return o.Refused("A playbook needs an incident. D declares one.")
    if any(run.playbook == playbook.playbook and run.incident == picture.case for run in picture.playbooks):
        return o.Refused(f"{playbook.title} runs already.")
    return tuple(bring(picture, playbook, moment, first=next_task(picture)))


def no_playbook(named: str) -> o.Refused:
    """There is no such playbook."""
    return o.Refused(f"There is no playbook '{line(named)}'. 'warroom playbooks' lists them.")


def bring(picture: Picture, playbook: Playbook, moment: Moment, *, first: int, commander: str = "") -> list[Draft]:
    """What a playbook puts on the boards. Its tasks are numbered from ``first``; ``commander`` is about to command."""

    def holder(role: Role | None) -> str:
        if role is None:
            return ""
        if role == "commander" and commander:
            return commander
        found = (p.id for p in moment.people.values() if p.id != commander and picture.role_of(p) == role)
        return next(found, "")

    drafts = [Draft(e.PlaybookStarted(
        playbook=playbook.playbook, title=playbook.title, tasks=len(playbook.tasks), questions=playbook.questions,
        messages=playbook.messages,
    ))]  # fmt: skip
    for number, task in enumerate(playbook.tasks, first):
        waits = None if task.after is None else first + task.after - 1
        drafts.append(Draft(e.TaskMade(
            task=number, title=task.title, owner=holder(task.role), waits_for=waits,
            due=None if task.minutes is None else moment.at + task.minutes * MINUTE,
            state="todo" if waits is None else "blocked",
        )))  # fmt: skip
    after = max(picture.tellings, default=0) + 1
    drafts += [
        Draft(e.TellingPlanned(
            telling=number, who=plan.who, group=plan.group, owner=holder(plan.role),
            due=None if plan.minutes is None else moment.at + plan.minutes * MINUTE,
        ))
        for number, plan in enumerate(playbook.tell, after)
    ]  # fmt: skip
    return drafts
