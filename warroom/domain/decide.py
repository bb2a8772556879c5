"""What an order leads to: entries, or a refusal in plain words. Pure: everything it needs is an argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, assert_never, get_args

import msgspec

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.entries import Audience, Draft, Payload
from warroom.domain.level import DEFAULT_RULES, MINUTE, Level, LevelRule
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.picture import UNDO_FOR, Picture, Task, watch_key
from warroom.domain.reading import Reading
from warroom.domain.text import clean, one_line

LONGEST_TEXT: Final = 5_000
"""Characters of one entry. More belongs into a document that the entry names."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Everything outside the Picture that a decision may depend on."""

    at: int
    by: Person
    people: Mapping[str, Person] = {}
    rules: Sequence[LevelRule] = DEFAULT_RULES
    mention: Mention | None = None
    """The mention that the order names, if there is one."""
    reading: Reading | None = None


Outcome: TypeAlias = tuple[Draft, ...] | o.Refused


def decide(picture: Picture, order: o.Order, moment: Moment) -> Outcome:
    """Drafts to be recorded, in order, or why not. Changes nothing."""
    if picture.role_of(moment.by) == "observer":
        return o.Refused("Observers read along. Ask the commander for a role to take part.")
    found = _mention_of(order, moment)
    if isinstance(found, o.Refused):
        return found
    return _decide(picture, order, moment)


def _decide(picture: Picture, order: o.Order, moment: Moment) -> Outcome:
    match order:
        case o.Declare():
            return _declare(picture, order, moment)
        case o.StandDown(reason=reason):
            return _stand_down(picture, reason, moment)
        case o.SetLevel():
            return _set_level(picture, order, moment)
        case o.Observe():
            return _written(order, moment, lambda text: e.Observed(text=text))
        case o.Act():
            return _written(order, moment, lambda text: e.Action(text=text))
        case o.WriteNote():
            return _written(order, moment, lambda text: e.Note(text=text))
        case o.Decide():
            return _decision(picture, order, moment)
        case o.MakeTask():
            return _make_task(picture, order, moment)
        case o.OwnTask() | o.MoveTask() | o.SetTaskDue() | o.SetTaskWaits():
            return _change_task(picture, order, moment)
        case o.Claim() | o.LetMentionGo() | o.Give() | o.Answer() | o.Reopen():
            return _answering(picture, order, moment)
        case o.SetTriage() | o.SetTone() | o.Pin() | o.WatchAuthor():
            return _judging(picture, order, moment)
        case o.Correct() | o.MarkTurningPoint():
            return _about_entry(picture, order)
        case o.TakeRole():
            return _take_role(picture, order, moment)
        case o.GiveUpdate() | o.SetUpdateDue():
            return _update(picture, order, moment)
        case o.Acknowledge(alert=alert, about=about):
            alert = one_line(clean(alert).text)[:120]
            return _one(e.Acknowledged(alert=alert, about=_line(about))) if alert else _missing("which alert it is")
        case o.ReportBlind(source=source, note=note):
            source = one_line(clean(source).text)
            if not source:
                return _missing("which source it is")
            return _one(e.SourceDown(source=source, since=moment.at, note=_line(note)))
        case o.Undo():
            return _undo(picture, moment)
        case _:
            assert_never(order)


# -- the incident ------------------------------------------------------------------------------------------------


def _declare(picture: Picture, order: o.Declare, moment: Moment) -> Outcome:
    title = _line(order.title)
    if not title:
        return _missing("what happened, in a few words")
    if picture.incident:
        return o.Refused(f"{picture.incident.id} is open: {picture.incident.title}. Stand it down first.")
    if order.level == Level.QUIET:
        return o.Refused("An incident starts at L1 Watch or above.")
    commander = order.commander or moment.by.id
    if commander not in moment.people:
        return _nobody(commander, moment)
    if moment.people[commander].roles == ("observer",):
        return o.Refused(f"{moment.people[commander].name} is an observer and cannot command.")
    if not 1 <= order.update_minutes <= 24 * 60:
        return o.Refused("The first update is due in 1 to 1440 minutes.")
    number = len(picture.closed) + 1
    declared = e.Declared(
        incident=f"INC-{number:03d}", title=title, type=order.type, level=order.level, commander=commander,
        update_due=moment.at + order.update_minutes * MINUTE, real=order.real, ongoing=order.ongoing,
        origin=order.origin, stake=tuple(_line(s) for s in order.stake), hit=_line(order.hit), loud=_line(order.loud),
        unknown=_line(order.unknown), visible=order.visible,
    )  # fmt: skip
    drafts = [Draft(declared), *_clocks(order.level, moment, only=("executive", "team"))]
    if declared.unknown:
        drafts.append(Draft(e.TaskMade(task=_next_task(picture), title=f"Find out {declared.unknown}")))
    return tuple(drafts)


def _stand_down(picture: Picture, reason: str, moment: Moment) -> Outcome:
    if not picture.incident:
        return o.Refused("There is no incident to stand down.")
    refused = _only_commander(picture, moment, "Standing down")
    if refused:
        return refused
    if not _line(reason):
        return _missing("a reason. It goes into the log word for word")
    return _one(e.StoodDown(reason=_line(reason), was=picture.level))


def _set_level(picture: Picture, order: o.SetLevel, moment: Moment) -> Outcome:
    reason = _line(order.reason)
    if order.level == picture.level:
        return o.Refused(f"The level is {picture.level.tag} already.")
    if order.level > Level.WATCH and not picture.incident:
        return o.Refused(f"{order.level.tag} needs an incident. D declares one.")
    if order.level == Level.QUIET and picture.incident:
        return o.Refused("An open incident ends by standing down, not by L0.")
    if order.level < picture.level:
        refused = _only_commander(picture, moment, "Lowering the level")
        if refused and picture.incident:
            return refused
        if not reason:
            return _missing("a reason for going down. It goes into the log word for word")
    reading = moment.reading
    level = e.LevelSet(
        level=order.level, was=picture.level, reason=reason, score=reading.score if reading else None,
        suggested=reading.suggested if reading else None,
    )  # fmt: skip
    if order.level < picture.level or not picture.incident:
        return _one(level)
    sooner = [d for d in _clocks(order.level, moment) if _is_sooner(picture, d.payload)]
    return (Draft(level), *sooner)


def _is_sooner(picture: Picture, payload: Payload) -> bool:
    if not isinstance(payload, e.UpdateDue) or payload.due is None:
        return False
    return payload.due < picture.updates.get(payload.audience, payload.due + 1)


def _clocks(level: Level, moment: Moment, only: tuple[Audience, ...] = ("public", "executive", "team")) -> list[Draft]:
    """When each audience is next to hear from us at this level."""
    minutes = _minutes(moment.rules[level])
    return [
        Draft(e.UpdateDue(audience=who, due=moment.at + length * MINUTE))
        for who in only
        if (length := minutes[who]) is not None
    ]


def _minutes(rule: LevelRule) -> dict[Audience, int | None]:
    return {"public": rule.public, "executive": rule.executive, "team": rule.team}


def _update(picture: Picture, order: o.GiveUpdate | o.SetUpdateDue, moment: Moment) -> Outcome:
    if not picture.incident:
        return o.Refused("There is no incident, so no update is due.")
    if isinstance(order, o.GiveUpdate):
        if not _line(order.text):
            return _missing("what was said, and where")
        length = _minutes(moment.rules[picture.level])[order.audience]
        due = None if length is None else moment.at + length * MINUTE
        return _one(e.UpdateGiven(audience=order.audience, text=_line(order.text), next_due=due))
    if order.due is None and not _line(order.reason):
        return _missing("a reason for switching the clock off")
    if order.due is not None and order.due < moment.at:
        return o.Refused("That time has passed.")
    return _one(e.UpdateDue(audience=order.audience, due=order.due, reason=_line(order.reason)))


def _take_role(picture: Picture, order: o.TakeRole, moment: Moment) -> Outcome:
    person = moment.people.get(order.person or moment.by.id)
    if person is None:
        return _nobody(order.person, moment)
    was = next((p for p, r in picture.roles.items() if r == order.role), "")
    if was == person.id:
        return o.Refused(f"{person.name} is {order.role} already.")
    if person.id != moment.by.id and picture.commander != moment.by.id:
        return o.Refused("Only the commander gives roles to others. Everybody can take their own.")
    vacant_command = order.role == "commander" and not picture.commander
    if order.role not in person.roles and order.role != "responder" and not vacant_command:
        can = ", ".join(person.roles)
        return o.Refused(f"{person.name} may be {can}. Add {order.role} under [people.{person.id}] in warroom.toml.")
    if order.role not in ("commander", "deputy", "scribe"):
        was = ""
    return _one(e.RoleTaken(role=order.role, person=person.id, was=was))


# -- what people write -------------------------------------------------------------------------------------------


def _written(order: o.Observe | o.Act | o.WriteNote, moment: Moment, make: Callable[[str], Payload]) -> Outcome:
    text = _paragraph(order.text)
    if not text:
        return _missing("the text")
    return _when(order, moment) or (Draft(make(text), order.occurred, order.privileged),)


def _decision(picture: Picture, order: o.Decide, moment: Moment) -> Outcome:
    text, reason = _paragraph(order.text), _paragraph(order.reason)
    if not text:
        return _missing("what was decided")
    if not reason:
        return _missing("the reason. A decision without one cannot be judged later")
    decision = e.Decision(
        text=text, reason=reason, options=tuple(_line(x) for x in order.options), objections=_line(order.objections),
        known=_known(picture, moment),
    )  # fmt: skip
    return _when(order, moment) or (Draft(decision, order.occurred, order.privileged),)


def _known(picture: Picture, moment: Moment) -> tuple[str, ...]:
    """What the room showed when this was decided, so that nobody judges it by what came later."""
    open_tasks = sum(task.open for task in picture.board())
    facts = [picture.level.tag, f"{open_tasks} open tasks"]
    if moment.reading:
        facts += [f"score {moment.reading.score}", f"suggested {moment.reading.suggested.tag}"]
        facts += [f"{d.name.lower()} {d.value}" for d in moment.reading.drivers]
    facts += [f"without {source}" for source in picture.blind]
    return tuple(facts)


def _when(order: o.Observe | o.Act | o.WriteNote | o.Decide, moment: Moment) -> o.Refused | None:
    if order.occurred is not None and order.occurred > moment.at + MINUTE:
        return o.Refused("It cannot have happened in the future.")
    if order.occurred is not None and order.occurred < 0:
        return o.Refused("That time is before 1970. Times are milliseconds UTC.")
    return None


def _about_entry(picture: Picture, order: o.Correct | o.MarkTurningPoint) -> Outcome:
    if not 1 <= order.seq <= picture.seq:
        return o.Refused(f"There is no entry {order.seq}. The log has {picture.seq}.")
    if isinstance(order, o.MarkTurningPoint):
        if picture.turning_points.get(order.seq, False) == order.on:
            return o.Refused(f"Entry {order.seq} is {'' if order.on else 'not '}marked already.")
        return _one(e.TurningPoint(seq=order.seq, on=order.on))
    if order.seq not in picture.correctable:
        return o.Refused(f"Entry {order.seq} was not written by hand. Write a note about it instead.")
    text = _paragraph(order.text)
    if not text:
        return _missing("the better wording")
    corrected = e.Corrected(seq=order.seq, text=text, reason=_line(order.reason))
    return (Draft(corrected, privileged=picture.correctable[order.seq]),)


# -- tasks -------------------------------------------------------------------------------------------------------


def _next_task(picture: Picture) -> int:
    return max(picture.tasks, default=0) + 1


def _make_task(picture: Picture, order: o.MakeTask, moment: Moment) -> Outcome:
    title = _line(order.title)
    if not title:
        return _missing("what is to be done. Start with a verb")
    if order.owner and order.owner not in moment.people:
        return _nobody(order.owner, moment)
    if order.due is not None and order.due < moment.at:
        return o.Refused("That time has passed.")
    if order.waits_for is not None and order.waits_for not in picture.tasks:
        return o.Refused(f"There is no task {order.waits_for} to wait for.")
    made = e.TaskMade(
        task=_next_task(picture), title=title, owner=order.owner, due=order.due, waits_for=order.waits_for,
        mention=order.mention, afterwards=tuple(_line(a) for a in order.afterwards),
        state="todo" if order.waits_for is None else "blocked",
    )  # fmt: skip
    return _one(made)


def _change_task(
    picture: Picture, order: o.OwnTask | o.MoveTask | o.SetTaskDue | o.SetTaskWaits, moment: Moment
) -> Outcome:
    task = picture.tasks.get(order.task)
    if task is None:
        return o.Refused(f"There is no task {order.task}.")
    match order:
        case o.OwnTask(owner=owner):
            if owner and owner not in moment.people:
                return _nobody(owner, moment)
            if owner == task.owner:
                return o.Refused(f"Task {task.number} is {_owned(task, moment)} already.")
            return _one(e.TaskOwned(task=task.number, owner=owner, was=task.owner))
        case o.MoveTask(state=state):
            if state == task.state:
                return o.Refused(f"Task {task.number} is {_STATE_WORDS[state]} already.")
            return _one(e.TaskMoved(task=task.number, state=state, was=task.state))
        case o.SetTaskDue(due=due):
            if due is not None and due < moment.at:
                return o.Refused("That time has passed.")
            return _one(e.TaskDue(task=task.number, due=due, was=task.due))
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
    return f"{_name(task.owner, moment)}'s" if task.owner else "nobody's"


# -- mentions ----------------------------------------------------------------------------------------------------


def _mention_of(order: o.Order, moment: Moment) -> o.Refused | None:
    if isinstance(order, o.ABOUT_MENTION) and moment.mention is None:
        return o.Refused(f"There is no mention {order.mention}.")
    return None


def _answering(
    picture: Picture, order: o.Claim | o.LetMentionGo | o.Give | o.Answer | o.Reopen, moment: Moment
) -> Outcome:
    mention, me = _there(moment), moment.by.id
    work = picture.done_about(mention.id)
    about = mention.who
    others = bool(work.owner) and work.owner != me
    if work.answered_by and not isinstance(order, o.Reopen):
        return o.Refused(f"{_name(work.answered_by, moment)} answered this {_ago(moment.at - work.answered_at)} ago.")
    match order:
        case o.Claim():
            if work.owner == me:
                return o.Refused("You have this already.")
            if others:
                return _taken(work.owner, work.owned_at, moment)
            return _one(e.Claimed(mention=mention.id, person=me, about=about))
        case o.LetMentionGo():
            if not work.owner:
                return o.Refused("Nobody has this.")
            if others and picture.commander != me:
                return _taken(work.owner, work.owned_at, moment)
            return _one(e.LetGo(mention=mention.id, about=about, was=work.owner))
        case o.Give(to=to):
            if to not in moment.people:
                return _nobody(to, moment)
            if to == work.owner:
                return o.Refused(f"{_name(to, moment)} has this already.")
            if others and picture.commander != me and to != me:
                return _taken(work.owner, work.owned_at, moment)
            return _one(e.Claimed(mention=mention.id, person=to, about=about, was=work.owner))
        case o.Answer(text=text, where=where):
            if others:
                return _taken(work.owner, work.owned_at, moment)
            return _one(
                e.Answered(mention=mention.id, person=me, text=_paragraph(text), where=_line(where), about=about)
            )
        case o.Reopen():
            if not work.answered_by:
                return o.Refused("This is open.")
            return _one(e.Reopened(mention=mention.id, about=about, owner=work.owner))
        case _:
            assert_never(order)


def _judging(picture: Picture, order: o.SetTriage | o.SetTone | o.Pin | o.WatchAuthor, moment: Moment) -> Outcome:
    mention = _there(moment)
    work = picture.done_about(mention.id)
    match order:
        case o.SetTriage(triage=triage):
            if triage == work.triage:
                return o.Refused(f"This is marked {triage.replace('_', ' ') or 'as nothing'} already.")
            return _one(e.Triaged(mention=mention.id, triage=triage, was=work.triage, about=mention.who))
        case o.SetTone(tone=tone):
            if tone is not None and not -100 <= tone <= 100:
                return o.Refused("Tone is a whole number from -100 to 100.")
            if tone == work.tone:
                return o.Refused("The tone is that already.")
            return _one(e.ToneSet(mention=mention.id, tone=tone, was=work.tone, about=mention.who))
        case o.Pin():
            if work.pinned:
                return o.Refused("This is pinned already.")
            return _one(_copy(mention))
        case o.WatchAuthor(on=on):
            if picture.watched.get(watch_key(mention.platform, mention.who), False) == on:
                return o.Refused(f"{mention.who} is {'' if on else 'not '}watched already.")
            return _one(e.AuthorWatched(platform=mention.platform, who=mention.who, on=on))
        case _:
            assert_never(order)


def _copy(mention: Mention) -> e.Pinned:
    return e.Pinned(
        mention=mention.id, source=mention.source, native_id=mention.native_id, platform=mention.platform,
        who=mention.who, text=mention.headline, url=mention.url, reach=mention.reach, published=mention.published,
        first_seen=mention.first_seen, revision=mention.revision,
    )  # fmt: skip


def _undo(picture: Picture, moment: Moment) -> Outcome:
    last = picture.undo.get(moment.by.id)
    if last is None or moment.at - last.at > UNDO_FOR:
        return o.Refused("There is nothing to undo. What you do can be taken back for 10 s.")
    return (Draft(e.Undone(seq=last.seq)), *(Draft(payload) for payload in last.inverse))


# -- words and small helpers -------------------------------------------------------------------------------------


def _one(payload: Payload) -> tuple[Draft, ...]:
    return (Draft(payload),)


def _line(text: str) -> str:
    return one_line(clean(text, longest=LONGEST_TEXT).text)


def _paragraph(text: str) -> str:
    return clean(text, longest=LONGEST_TEXT).text.strip()


def _there(moment: Moment) -> Mention:
    assert moment.mention is not None
    return moment.mention


def _missing(what: str) -> o.Refused:
    return o.Refused(f"Say {what}.")


def _only_commander(picture: Picture, moment: Moment, what: str) -> o.Refused | None:
    if picture.commander == moment.by.id:
        return None
    if not picture.commander:
        return o.Refused(f"{what} is the commander's to do, and nobody commands. Take the role first.")
    return o.Refused(f"{what} is the commander's to do. Ask {_name(picture.commander, moment)}.")


def _taken(owner: str, since: int, moment: Moment) -> o.Refused:
    name = _name(owner, moment)
    return o.Refused(f"{name} claimed this {_ago(moment.at - since)} ago. o asks {name} for it.")


def _nobody(person: str, moment: Moment) -> o.Refused:
    known = ", ".join(sorted(moment.people)) or "nobody yet"
    return o.Refused(f"There is no '{_line(person)}' in [people]. Known: {known}.")


def _name(person: str, moment: Moment) -> str:
    return moment.people[person].short if person in moment.people else person


def _ago(length: int) -> str:
    seconds = max(0, length // 1000)
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60}m"


def order_types() -> tuple[type[Any], ...]:
    """Every kind of Order, as a tuple of struct types."""
    return tuple(get_args(o.Order))
