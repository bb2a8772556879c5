"""Which answer a kind of crisis calls for, by Coombs' situational crisis communication theory (SCCT).

Advice with its reason, never a choice made for anybody: the theory comes from the laboratory, and experiments
disagree with it in places. What comes first is the same in every crisis: tell people how to stay safe, then tell
them that you care and what you do. Reputation comes after.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import msgspec

from warroom.domain.entries.base import CrisisType

Cluster: TypeAlias = Literal["victim", "rumour", "accidental", "preventable", "paracrisis"]
Origin: TypeAlias = Literal["us", "outside", "unclear"]

COOMBS: Final = "Coombs, SCCT (2007)"
PARACRISIS: Final = "Coombs and Holladay (2012)"
REFORM: Final = "experiment, doi 10.1057/s41299-019-00070-4"
CULPRIT: Final = "experiment, doi 10.1007/s10551-019-04370-x"
DENIAL: Final = "Kim and Sung, experiment"
PRACTICE: Final = "common practice, not tested"


class Step(msgspec.Struct, frozen=True):
    """One line of advice."""

    what: str
    why: str
    source: str


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What people remember of us."""

    similar: bool = False
    """Whether something like this has happened to us before."""
    reputation: Literal["good", "neutral", "poor"] = "neutral"


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What the theory advises. Shown with its reasons; people choose."""

    cluster: Cluster
    named: str
    """The cluster in words: ``Accident: people hold us responsible in part``."""
    because: str
    """Why this cluster."""
    unless: str = ""
    """What would make it another cluster."""
    base: tuple[Step, ...] = ()
    """Always first, in this order."""
    advised: tuple[Step, ...] = ()
    avoid: tuple[Step, ...] = ()
    limits: Step


def advice(type: CrisisType, origin: Origin, history: History | None = None) -> Advice:  # noqa: A002 - the entry's word
    """The advice for a declared incident; ``origin`` is the answer of the Declared entry."""
    history = history or History()
    cluster, because, unless = _placed(type, origin)
    raised = _RAISED.get(cluster) if history.similar or history.reputation == "poor" else None
    if raised:
        cluster, because = raised, f"{because} {_remembered(history)}"
    return Advice(
        cluster=cluster, named=_NAMED[cluster], because=because, unless=unless, base=BASE,
        advised=(*_ADVISED[cluster], *_also(cluster, history)), avoid=_AVOID[cluster],
        limits=_LIMITS.get(cluster, _LIMIT),
    )  # fmt: skip


BASE: Final = (
    Step("Tell people what to do to stay safe", "Protecting people comes before protecting a name.", COOMBS),
    Step("Say that you care, what happened and what you do", "Not knowing is what frightens people most.", COOMBS),
)
"""Instructing information, then adjusting information."""

_NAMED: Final[dict[Cluster, str]] = {
    "victim": "Victim: people hold us hardly responsible",
    "rumour": "Rumour: what is said is not true",
    "accidental": "Accident: people hold us responsible in part",
    "preventable": "Preventable: people hold us fully responsible",
    "paracrisis": "Public charge: a crisis that has not happened yet",
}
_RAISED: Final[dict[Cluster, Cluster]] = {"victim": "accidental", "accidental": "preventable"}


def _remembered(history: History) -> str:
    if not history.similar:
        return "Our reputation is poor, so people blame us one step more."
    also = " and our reputation is poor" if history.reputation == "poor" else ""
    return f"It happened before{also}, so people blame us one step more."


# -- crisis type and origin → cluster ------------------------------------------------------------------------------

_OURS: Final = "It began with us, and people expect us to prevent it."
_HURT: Final = "It came from outside, and we were hit by it too."
_FAULT: Final = "Technical faults count as accidents as long as nobody was careless."
_CHARGE: Final = "Somebody charges us in public, and it is not shown yet."
_TRUE: Final = "If the charge is true, it is preventable: own up."
_CARELESS: Final = "If somebody was careless or knew of it, it is preventable."
_TECHNICAL: Final = "If the cause was technical and nobody could know, it is an accident."
_INSIDE: Final = "If one of ours made it possible, it is an accident or preventable."

_BROKE_IN: Final = "If somebody broke in, we were hit ourselves: say so with proof."
_UNTRUE: Final = "If it is not true, it is a rumour: show why."
_PART: Final = "Say which part is true and which is not."

_Placed: TypeAlias = tuple[Cluster, str, str]

_PLACES: Final[dict[CrisisType, dict[Origin, _Placed]]] = {
    "outage": {
        "us": ("accidental", _FAULT, _CARELESS),
        "outside": ("victim", _HURT, _INSIDE),
        "unclear": ("accidental", f"The cause is not known yet. {_FAULT}", _CARELESS),
    },
    "data_loss": {
        "us": ("preventable", "People trust us to keep what they gave us, and we lost it.", _TECHNICAL),
        "outside": ("victim", _HURT, _INSIDE),
        "unclear": ("accidental", f"The cause is not known yet. {_FAULT}", _CARELESS),
    },
    "our_post": {
        "us": ("preventable", "We chose those words.", ""),
        "outside": ("victim", "Somebody else posted in our name.", _INSIDE),
        "unclear": ("preventable", "It stands under our name, so people take it as ours.", _BROKE_IN),
    },
    "misconduct": {
        "us": ("preventable", _OURS, ""),
        "outside": ("victim", _HURT, _INSIDE),
        "unclear": ("preventable", "People expect us to know what our people do.", _UNTRUE),
    },
    "product_safety": {
        "us": ("preventable", _OURS, _TECHNICAL),
        "outside": ("victim", "Somebody tampered with it.", _INSIDE),
        "unclear": ("accidental", f"The cause is not known yet. {_FAULT}", _CARELESS),
    },
    "executive": {
        "us": ("preventable", "People take what our management does as ours.", ""),
        "outside": ("paracrisis", _CHARGE, _TRUE),
        "unclear": ("paracrisis", _CHARGE, _TRUE),
    },
    "legal": {
        "us": ("preventable", _OURS, ""),
        "outside": ("paracrisis", _CHARGE, _TRUE),
        "unclear": ("accidental", "A challenge that is not decided counts as an accident.", _TRUE),
    },
    "rumour": {
        "us": ("accidental", "Part of it comes from us, so it is more than a rumour.", _PART),
        "outside": ("rumour", "It comes from outside and is not true.", "If any of it is true, it is no rumour."),
        "unclear": ("rumour", "It is told as true and nobody has shown it.", "If any of it is true, it is no rumour."),
    },
    "influencer": {
        "us": ("paracrisis", "A loud voice names something that we did.", _TRUE),
        "outside": ("paracrisis", _CHARGE, _TRUE),
        "unclear": ("paracrisis", _CHARGE, _TRUE),
    },
    "boycott": {
        "us": ("paracrisis", "People want us to change something that we do.", _TRUE),
        "outside": ("paracrisis", _CHARGE, _TRUE),
        "unclear": ("paracrisis", _CHARGE, _TRUE),
    },
    "other": {
        "us": ("accidental", "It began with us, and nobody has shown that we could have known.", _CARELESS),
        "outside": ("victim", _HURT, _INSIDE),
        "unclear": ("accidental", "The cause is not known yet, so do not count on being spared.", _CARELESS),
    },
}  # fmt: skip


def _placed(type: CrisisType, origin: Origin) -> _Placed:  # noqa: A002 - the entry's word
    return _PLACES[type][origin]


# -- cluster → what to do ------------------------------------------------------------------------------------------

_ADVISED: Final[dict[Cluster, tuple[Step, ...]]] = {
    "victim": (
        Step("The first two are enough", "With no history, care and clear instructions are what people need.", COOMBS),
        Step("You may say that we were hit too", "It is true, and people feel with those who were hit.", COOMBS),
    ),
    "rumour": (
        Step("Say that it is not true, and show why", "A denial holds only with proof that others can check.", COOMBS),
    ),
    "accidental": (
        Step("Say that nobody meant it and what we could not control", "People accept a reason when it is true.",
             COOMBS),
        Step("Say how large the harm is, with numbers", "A known size frightens less than an unknown one.", COOMBS),
        Step("Answer a charge: put right what is wrong, or talk", "An open challenge grows in silence.", PRACTICE),
    ),
    "preventable": (
        Step("Say sorry in full and take the responsibility", "People hold us responsible already.", COOMBS),
        Step("Make good what people lost", "Words alone cost us nothing, and people know it.", COOMBS),
        Step("Say what changes so that it is less likely", "People ask whether it can happen again.", COOMBS),
    ),
    "paracrisis": (
        Step("Change what is criticised, and say so", "Reform was rated best of four answers.", REFORM),
        Step("If you refuse, say why, on the record", "Silence without a reason is read as guilt.", PRACTICE),
    ),
}  # fmt: skip

_THUNDER: Final = Step("Tell it before others do", "The same crisis hurts less when people hear it from us.", COOMBS)
_GOOD: Final = Step("Remind people of what you did well, in one line", "It helps only beside a real answer.", COOMBS)
_CARE: Final = Step("Do more than the first two", "People remember the last time.", COOMBS)

_AVOID: Final[dict[Cluster, tuple[Step, ...]]] = {
    "victim": (
        Step("An apology that invents blame", "It admits a fault that is not ours.", PRACTICE),
        Step("Pointing at a culprit", "It works only when others name them, and turns on us if we are doubted.",
             CULPRIT),
    ),
    "rumour": (
        Step("A denial without proof", "It spreads the rumour and convinces nobody.", PRACTICE),
        Step("Denying what is true in part", "One true part found later makes the rest a lie.", PRACTICE),
    ),
    "accidental": (
        Step("Denying that there is a problem", "People see it, and then doubt the rest.", PRACTICE),
        Step("Blaming a supplier", "It works only when others name them, and turns on us if we are doubted.", CULPRIT),
    ),
    "preventable": (
        Step("Denying, excusing, or blaming somebody else", "People hold us responsible and take it as a second wrong.",
             PRACTICE),
        Step("Saying sorry and denying at once", "The two cannot both be true, and people notice.", PRACTICE),
    ),
    "paracrisis": (
        Step("Humour", "It was rated worst of four answers.", REFORM),
        Step("Refusing in silence", "Nobody learns the reason, and the charge stands alone.", PRACTICE),
    ),
}  # fmt: skip

_LIMIT: Final = Step("Weigh it yourselves", "This is theory from the laboratory. You know your people.", COOMBS)
_LIMITS: Final[dict[Cluster, Step]] = {
    "preventable": Step(
        "Weigh it yourselves", "In one experiment denial lowered blame more than an apology did. Lies come out.", DENIAL
    ),
    "paracrisis": Step("Weigh it yourselves", "A threat that all can see is handled in public.", PARACRISIS),
}


def _also(cluster: Cluster, history: History) -> tuple[Step, ...]:
    """What comes on top, never alone."""
    steps: tuple[Step, ...] = ()
    if cluster in ("accidental", "preventable"):
        steps += (_THUNDER,)
    if cluster in ("rumour", "paracrisis") and (history.similar or history.reputation == "poor"):
        steps += (_CARE,)
    if history.reputation == "good" and cluster != "rumour":
        steps += (_GOOD,)
    return steps
