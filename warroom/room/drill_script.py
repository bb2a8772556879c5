"""What a scripted team says, put into the words of the room that it plays in.

A script names a mention by its native id, a moment as ``@5400`` (seconds of the scenario), an entry by the name that
an earlier line gave it, and tasks, statements, facts … by their place among those that the team itself made. Whoever
watches may work along and take numbers: the team's own go on meaning what they meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Payload
from warroom.domain.orders import Order
from warroom.domain.prepared import Playbook

_ORDER: Final[msgspec.json.Decoder[Order]] = msgspec.json.Decoder(Order)
_MADE: Final[Mapping[str, type[Any]]] = {
    "task": e.TaskMade, "statement": e.StatementDrafted, "fact": e.FactNoted, "enquiry": e.PressAsked,
    "telling": e.TellingPlanned, "objective": e.ObjectiveSet,
}  # fmt: skip
"""What is counted, by the name of its field, and the entry that makes one."""
_SAME: Final[Mapping[str, str]] = {"waits_for": "task"}
_ALERTS: Final[Mapping[str, str]] = {"task": "task", "press": "enquiry", "tell": "telling"}
_ALERT: Final = re.compile(r"(task|press|tell):(\d+)@(-?\d+)")


_MAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "declare": ("task", "telling"), "start_playbook": ("task", "telling"), "make_task": ("task",),
    "draft_statement": ("statement",), "note_fact": ("fact",), "log_press": ("enquiry",),
    "plan_telling": ("telling",), "begin_period": ("objective",), "set_objective": ("objective",),
}  # fmt: skip
"""What each order makes more of."""


class Scripted(msgspec.Struct, frozen=True):
    """One line of ``orders.jsonl``."""

    t: float
    by: str
    order: dict[str, Any]
    name: str = msgspec.field(name="as", default="")
    """What other lines call the entry that this one leads to."""

    @property
    def mention(self) -> str:
        """Native id of the mention that it is about, if it is about one."""
        found = self.order.get("mention")
        return found if isinstance(found, str) else ""

    def waits_behind(self, other: Scripted) -> bool:
        """Whether it has to stay behind an earlier line that cannot be carried out yet.

        What is done about one mention keeps its order, what is numbered as well, and only the last thing is undone.
        """
        what, before = self.order["order"], other.order["order"]
        return (
            (bool(self.mention) and self.mention == other.mention)
            or bool(set(_MAKES.get(what, ())) & set(_MAKES.get(before, ())))
            or (what == "undo" and self.by == other.by)
        )


class Translator:
    """Turns lines into orders, and learns from what became of them."""

    def __init__(self, begin: int) -> None:
        """``begin`` is second 0 of the scenario, ms."""
        self._begin = begin
        self._mentions: dict[str, int] = {}
        self._named: dict[str, int] = {}
        self._numbers: dict[str, list[int | None]] = {kind: [] for kind in _MADE}

    def hear(self, native_id: str, number: int) -> None:
        """A mention is stored under this number."""
        self._mentions[native_id] = number

    def knows(self, line: Scripted) -> bool:
        """Whether everything that the line names has been heard, or made, or given up."""
        if line.mention and line.mention not in self._mentions:
            return False
        named = ((_SAME.get(name, name), value) for name, value in line.order.items())
        return all(
            value <= len(self._numbers[kind]) for kind, value in named if kind in _MADE and isinstance(value, int)
        )

    def order(self, line: Scripted) -> Order:
        """The order. Raises KeyError for what was not heard or made, DecodeError for what is no order."""
        found = {name: self._value(name, value) for name, value in line.order.items()}
        if "typed" in found:
            found["typed"] = f"publish {found['statement']}"
        return _ORDER.decode(msgspec.json.encode(found))

    def learn(self, line: Scripted, done: Sequence[tuple[int, Payload]]) -> None:
        """What a line led to: (entry's number, payload), in order."""
        for _, payload in done:
            for kind, made in _MADE.items():
                number = getattr(payload, kind, None)
                if isinstance(payload, made) and number not in self._numbers[kind]:
                    self._numbers[kind].append(number)
        if line.name and done:
            self._named[line.name] = done[0][0]

    def miss(self, line: Scripted, playbooks: Mapping[str, Playbook]) -> None:
        """A line was refused: what it would have made keeps its place, so that the rest is counted as it was."""
        order = line.order
        match order["order"]:
            case "declare" | "start_playbook":
                self._skip("task", 1 if order.get("unknown") else 0)
                book = playbooks.get(order.get("playbook", ""))
                if book:
                    self._skip("task", len(book.tasks))
                    self._skip("telling", len(book.tell))
            case "begin_period":
                self._skip("objective", len(order.get("objectives", ())))
            case "set_objective" if "objective" in order:
                pass
            case what:
                for kind in _MAKES.get(what, ()):
                    self._skip(kind, 1)

    def _skip(self, kind: str, count: int) -> None:
        self._numbers[kind] += [None] * count

    def _value(self, name: str, value: Any) -> Any:
        kind = _SAME.get(name, name)
        if kind in _MADE and isinstance(value, int):
            return self._number(kind, value)
        if name == "facts":
            return [self._number("fact", each) for each in value]
        if name == "mention":
            return self._mentions[value]
        if name == "seq":
            return self._named[value]
        if name == "alert" and (alert := _ALERT.fullmatch(value)):
            what, number, second = alert.groups()
            return f"{what}:{self._number(_ALERTS[what], int(number))}@{self._moment(second)}"
        if isinstance(value, str) and re.fullmatch(r"@-?\d+", value):
            return self._moment(value[1:])
        return value

    def _number(self, kind: str, place: int) -> int:
        made = self._numbers[kind]
        number = made[place - 1] if 0 < place <= len(made) else None
        if number is None:
            raise KeyError(f"{kind} {place}")
        return number

    def _moment(self, second: str) -> int:
        return self._begin + int(second) * 1000


def lines(raw: bytes) -> list[Scripted]:
    """A script, in the order of time."""
    found: Iterable[Scripted] = (
        msgspec.json.decode(line, type=Scripted) for line in raw.split(b"\n") if line.strip()
    )  # fmt: skip
    return sorted(found, key=lambda line: line.t)
