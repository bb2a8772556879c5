"""The commands about the team: objectives, facts, press, whom to tell, checks, shifts, call-outs, calls. Pure.

Each says what the form would have asked for. Owners are ``@tomas`` anywhere, a time follows ``by``, a reason follows
``because``.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, cast, get_args

from warroom.domain import orders as o
from warroom.domain.entries import Group, Standing
from warroom.domain.level import MINUTE
from warroom.domain.people import ROLES
from warroom.domain.when import moment
from warroom.tui.command_words import Command, Complaint, Do, Facts, Outcome

BECAUSE: Final = " because "


class _Said(NamedTuple):
    """A line taken apart."""

    text: str
    owner: str = ""
    due: int | None = None
    wrong: str = ""


def _apart(rest: str, facts: Facts) -> _Said:
    """Text, ``@owner`` and ``by 15:30``; the last ``by`` that a time follows is the deadline."""
    owner, words = "", []
    for word in rest.split():
        if word.startswith("@") and word[1:] in facts.people:
            owner = word[1:]
        else:
            words.append(word)
    if len(words) >= 2 and words[-2] == "by":
        due = moment(words[-1], facts.now)
        if due is None and words[-1][:1].isdigit():
            return _Said("", wrong=f"'{words[-1]}' is no time. by 15:30, or by 45m.")
        if due is not None:
            return _Said(" ".join(words[:-2]), owner, due)
    return _Said(" ".join(words), owner)


def _numbered(rest: str) -> tuple[int | None, str, str]:
    """``3 met 84 tenants`` → 3, ``met``, ``84 tenants``; None where the line does not begin with a number."""
    number, _, more = rest.partition(" ")
    word, _, text = more.strip().partition(" ")
    return (int(number), word, text.strip()) if number.isdigit() and len(number) < 9 else (None, "", "")


def _objective(rest: str, _: Facts) -> Outcome:
    if not rest:
        return Do("boards", "objectives")
    number, word, text = _numbered(rest)
    if number is not None and word in ("met", "missed", "dropped"):
        result = cast("Literal['met', 'missed', 'dropped']", word)
        return o.CloseObjective(objective=number, result=result, note=text)
    head, colon, better = rest.partition(":")
    if colon and head.strip().isdigit():
        return o.SetObjective(text=better.strip(), objective=int(head))
    return o.SetObjective(text=rest)


def _period(rest: str, facts: Facts) -> Outcome:
    until, _, aims = rest.partition(" ")
    at = moment(until, facts.now) if until else None
    if at is None or at <= facts.now:
        return Complaint("Say how long, then the objectives: :period 4h Find the cause; Answer every customer")
    texts = tuple(text.strip() for text in aims.split(";") if text.strip())
    return o.BeginPeriod(minutes=-((facts.now - at) // MINUTE), objectives=texts)


def _fact(rest: str, _: Facts) -> Outcome:
    if not rest:
        return Do("boards", "facts")
    standings = get_args(Standing)
    body, _because, basis = rest.partition(BECAUSE) if BECAUSE in rest else (rest, "", "")
    number, word, text = _numbered(rest)
    if number is not None and word in standings:
        why = text.removeprefix("because ").strip()
        return o.JudgeFact(fact=number, standing=cast("Standing", word), basis=why)
    first, _blank, more = body.partition(" ")
    if first in standings:
        return o.NoteFact(text=more.strip(), standing=cast("Standing", first), basis=basis.strip())
    return o.NoteFact(text=body.strip(), basis=basis.strip())


def _press(rest: str, facts: Facts) -> Outcome:
    if not rest:
        return Do("boards", "press")
    number, word, text = _numbered(rest)
    if number is not None and word in ("answered", "declined"):
        return o.AnswerPress(enquiry=number, text=text, declined=word == "declined")
    if number is not None and word.startswith("@"):
        return o.OwnPress(enquiry=number, owner=word[1:])
    said = _apart(rest, facts)
    if said.wrong:
        return Complaint(said.wrong)
    outlet, colon, question = said.text.partition(":")
    if not colon or not outlet.strip() or not question.strip():
        return Complaint("Say who asks what: :press Cloud Courier: how many are hit? by 15:30 @tomas")
    return o.LogPress(outlet=outlet.strip(), question=question.strip(), deadline=said.due, owner=said.owner)


def _tell(rest: str, facts: Facts) -> Outcome:
    if not rest:
        return Do("boards", "told")
    number, word, text = _numbered(rest)
    if number is not None and word in ("told", "done"):
        return o.Tell(telling=number, how=text)
    said = _apart(rest, facts)
    if said.wrong:
        return Complaint(said.wrong)
    group, _, who = said.text.partition(" ")
    if group not in get_args(Group):
        return Complaint(f"Say which group, then who: :tell staff all of support by 15:00. Groups: {_groups()}.")
    return o.PlanTelling(who=who.strip() or group, group=cast("Group", group), due=said.due, owner=said.owner)


def _groups() -> str:
    return ", ".join(get_args(Group))


def _check(rest: str, facts: Facts) -> Outcome:
    """``:check scheduled posts on X``: the beginning of a line is enough; ``off`` takes it back."""
    if not rest:
        return Do("boards", "checks")
    on = not rest.startswith("off ")
    wanted, _, channel = rest.removeprefix("off ").strip().rpartition(" on ")
    wanted, channel = (wanted, channel) if wanted else (channel, "")
    named = [check for check in facts.checks if check[0].casefold().startswith(wanted.casefold())]
    same = [check for check in named if not channel or check[1].casefold().startswith(channel.casefold())]
    if len(same) == 1:
        return o.Check(check=same[0][0], channel=same[0][1], on=on)
    if same and len({check[0] for check in same}) == 1:
        places = ", ".join(check[1] for check in same)
        return Complaint(f"'{same[0][0]}' is confirmed on each channel: {places}.")
    known = "; ".join(dict(named or facts.checks)) or "nothing"
    return Complaint(f"Which line of the checklist? It has: {known}.")


def _callout(rest: str, _: Facts) -> Outcome:
    words = rest.removeprefix("every ").split()
    if words[:1] == ["off"]:
        return o.SetCallOuts(every=None, reason=" ".join(words[1:]).removeprefix("because").strip())
    if words and words[0].rstrip("m").isdigit() and len(words[0]) < 6:
        return o.SetCallOuts(every=int(words[0].rstrip("m")))
    return Complaint("Say how often, in minutes: :callout every 10, or :callout off because REASON")


def _call(rest: str, _: Facts) -> Outcome:
    whom, because, why = rest.partition("because ")
    names = tuple(word.strip(",").removeprefix("@") for word in whom.split() if word not in ("and", ","))
    if not names or not because or not why.strip():
        return Complaint("Say whom, and why: :call @anna legal because the regulator asks")
    return o.CallPeople(whom=names, why=why.strip())


def _handover(rest: str, facts: Facts) -> Outcome:
    if rest in ("accept", "decline"):
        return Do("hand_over")
    to, _, note = rest.partition(" ")
    if not to:
        return Do("hand_over")
    if to.removeprefix("@") not in facts.people:
        return Complaint(f"There is no '{to}'. :handover @anna what the brief cannot know")
    who, said = to.removeprefix("@"), note.strip()
    return o.HandOver(to=who, note=said) if said else Do("hand_over", who)


def _shift(rest: str, _: Facts) -> Outcome:
    word, _blank, person = rest.partition(" ")
    who = person.strip().removeprefix("@")
    if word in ("begin", "on"):
        return o.BeginShift(person=who)
    if word in ("end", "off"):
        return o.EndShift(person=who)
    return Complaint("Say begin or end: :shift begin, :shift end @ken")


def _people(rest: str, _: Facts) -> Outcome:
    return Do("people", rest if rest in ROLES else "")


TEAM: Final[tuple[Command, ...]] = (
    Command("objective", "objective TEXT | 2 met NOTE | 2: BETTER WORDS", "set or close an objective", _objective),
    Command("period", "period 4h OBJECTIVE; OBJECTIVE", "begin an operational period", _period),
    Command("fact", "fact [confirmed|false] TEXT because BASIS | 3 confirmed because BASIS",
            "note a fact or rumour, or judge one", _fact),
    Command("press", "press OUTLET: QUESTION by 15:30 @owner | 2 answered TEXT | 2 declined WHY | 2 @owner",
            "log or answer a press enquiry", _press),
    Command("tell", "tell GROUP WHO by 15:00 @owner | 2 told HOW", "plan whom to tell, or say that they know", _tell),
    Command("check", "check LINE [on CHANNEL] | off LINE", "confirm a line of the first checks", _check),
    Command("callout", "callout every 10 | off because REASON", "say the elapsed time aloud", _callout),
    Command("call", "call @person ROLE because WHY", "call people who are not here", _call),
    Command("situation", "situation", "the boards", lambda _rest, _facts: Do("boards")),
    Command("people", "people [ROLE]", "who holds which role", _people),
    Command("handover", "handover [@person] [NOTE]", "offer your role, or read an offer", _handover),
    Command("shift", "shift begin|end [@person]", "go on duty or to rest", _shift),
    Command("playbook", "playbook [NAME]", "the plans; start one from there",
            lambda rest, _facts: Do("playbooks", rest)),
)  # fmt: skip
