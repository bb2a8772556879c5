"""What would put an entry right again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.domain import entries as e
from warroom.domain.entries import Payload

if TYPE_CHECKING:
    from warroom.domain.picture import Picture


def inverse(picture: Picture, payload: Payload) -> tuple[Payload, ...]:
    """What would put this payload right again; empty for what cannot be undone (decisions, levels, updates)."""
    match payload:
        case e.TaskMade(task=task):
            return (e.TaskDropped(task=task),)
        case e.TaskOwned(task=task, owner=owner, was=was):
            return (e.TaskOwned(task=task, owner=was, was=owner),)
        case e.TaskMoved(task=task, state=state, was=before):
            return (e.TaskMoved(task=task, state=before, was=state),)
        case e.TaskDue(task=task, due=due, was=earlier):
            return (e.TaskDue(task=task, due=earlier, was=due),)
        case e.TaskWaits(task=task, waits_for=other, was=waited):
            return (e.TaskWaits(task=task, waits_for=waited, was=other),)
        case e.Claimed(mention=mention, person=person, about=about, was=was) if was:
            return (e.Claimed(mention=mention, person=was, about=about, was=person),)
        case e.Claimed(mention=mention, person=person, about=about):
            return (e.LetGo(mention=mention, about=about, was=person),)
        case e.LetGo(mention=mention, about=about, was=was) if was:
            return (e.Claimed(mention=mention, person=was, about=about),)
        case e.Answered(mention=mention, about=about):
            return (e.Reopened(mention=mention, about=about, owner=picture.done_about(mention).owner),)
        case e.Triaged(mention=mention, triage=triage, was=klass, about=about):
            return (e.Triaged(mention=mention, triage=klass, was=triage, about=about),)
        case e.ToneSet(mention=mention, tone=tone, was=heard, about=about):
            return (e.ToneSet(mention=mention, tone=heard, was=tone, about=about),)
        case e.Pinned(mention=mention, who=who):
            return (e.Unpinned(mention=mention, about=who),)
        case e.AuthorWatched(platform=platform, who=who, on=on):
            return (e.AuthorWatched(platform=platform, who=who, on=not on),)
        case e.TurningPoint(seq=seq, on=on):
            return (e.TurningPoint(seq=seq, on=not on),)
        case e.Checked(check=check, channel=channel, on=on):
            return (e.Checked(check=check, channel=channel, on=not on),)
        case e.PressOwned(enquiry=enquiry, owner=owner, was=was):
            return (e.PressOwned(enquiry=enquiry, owner=was, was=owner),)
        case _:
            return ()
