"""What people write into the log themselves."""

from __future__ import annotations

from collections.abc import Callable

from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide.common import Moment, Outcome, line, missing, one, paragraph
from warroom.domain.entries import Draft, Payload
from warroom.domain.level import MINUTE
from warroom.domain.picture import Picture


def written(order: o.Observe | o.Act | o.WriteNote, moment: Moment, make: Callable[[str], Payload]) -> Outcome:
    text = paragraph(order.text)
    if not text:
        return missing("the text")
    return _when(order, moment) or (Draft(make(text), order.occurred, order.privileged),)


def decision(picture: Picture, order: o.Decide, moment: Moment) -> Outcome:
    text, reason = paragraph(order.text), paragraph(order.reason)
    if not text:
        return missing("what was decided")
    if not reason:
        return missing("the reason. A decision without one cannot be judged later")
    decision = e.Decision(
        text=text, reason=reason, options=tuple(line(x) for x in order.options), objections=line(order.objections),
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


def about_entry(picture: Picture, order: o.Correct | o.MarkTurningPoint) -> Outcome:
    if not 1 <= order.seq <= picture.seq:
        return o.Refused(f"There is no entry {order.seq}. The log has {picture.seq}.")
    if isinstance(order, o.MarkTurningPoint):
        if picture.turning_points.get(order.seq, False) == order.on:
            return o.Refused(f"Entry {order.seq} is {'' if order.on else 'not '}marked already.")
        return one(e.TurningPoint(seq=order.seq, on=order.on))
    if order.seq not in picture.correctable:
        return o.Refused(f"Entry {order.seq} was not written by hand. Write a note about it instead.")
    text = paragraph(order.text)
    if not text:
        return missing("the better wording")
    corrected = e.Corrected(seq=order.seq, text=text, reason=line(order.reason))
    return (Draft(corrected, privileged=picture.correctable[order.seq]),)
