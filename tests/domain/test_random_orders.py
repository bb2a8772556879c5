"""Twenty thousand orders without sense from eight roles: no exception, no broken promise, one Picture."""

from __future__ import annotations

import random
import types
import typing
from collections.abc import Sequence
from typing import Any

import msgspec

from tests.domain.team import NOON, mention
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide import Moment, decide, order_types
from warroom.domain.exact import digest
from warroom.domain.level import DEFAULT_RULES, MINUTE, Level
from warroom.domain.people import ROLES, Person
from warroom.domain.picture import Picture, apply, fold
from warroom.domain.prepared import HouseRules, PlannedTask, PlannedTelling, Playbook, PreparedAnswer
from warroom.domain.words import entry_line
from warroom.store.chain import open_entry, seal

PEOPLE = {
    role: Person(role, f"{role.capitalize()} Person", (role, "responder") if role != "observer" else ("observer",))
    for role in ROLES
} | {"second": Person("second", "Second Everything", ("responder", *ROLES[:-2]))}
HOUSE = HouseRules(stand_ins={"legal": "second"}, channels=("X", "status page"))
BOOK = Playbook(
    playbook="data-loss", title="Data loss", type="data_loss", when="files are gone",
    tasks=(PlannedTask(title="Stop the job", role="liaison", minutes=5), PlannedTask(title="Count", after=1)),
    tell=(PlannedTelling(who="All staff", group="staff", minutes=10),),
)  # fmt: skip
ANSWER = PreparedAnswer(answer="auditors", title="Auditors", text="We confirm it in writing.")
WORDS = (
    "", "a", "Call Delmora", "  ", "\u200b", "\x1b[31m", "漢字", "publish 1", "publish 2", "[[what we know]]",
    "x" * 6_000, "because", "61 of 84", "\ud800", "commander", "auditors", "Commander named", "X", "status page",
    "data-loss", "legal",
)  # fmt: skip


def value(rng: random.Random, kind: Any, name: str) -> Any:
    """Something of this type, sensible more often than not."""
    origin = typing.get_origin(kind)
    if origin is typing.Literal:
        return rng.choice(typing.get_args(kind))
    if origin in (typing.Union, types.UnionType):
        return value(rng, rng.choice(typing.get_args(kind)), name)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(value(rng, inner, name) for _ in range(rng.choice((0, 0, 1, 2))))
    if kind is type(None):
        return None
    if kind is bool:
        return rng.random() < 0.7
    if kind is Level:
        return Level(rng.randrange(5))
    if kind is int:
        if name in ("due", "occurred", "deadline", "at"):
            return NOON + rng.choice((-(10**15), -1, 0, 1, 50, 500, 10**13)) * MINUTE
        return rng.choice((0, 1, 1, 2, 2, 3, 5, 9, 60, -1, 10**12))
    assert kind is str, kind
    if name in ("to", "owner", "person", "commander", "whom"):
        return rng.choice((*PEOPLE, "", "nobody"))
    if name == "typed":
        return f"publish {rng.randint(1, 4)}"
    return rng.choice(WORDS)


def some_order(rng: random.Random, kinds: Sequence[Any], picture: Picture) -> o.Order:
    kind = rng.choice(kinds)
    fields = {
        field.name: value(rng, field.type, field.name)
        for field in msgspec.structs.fields(kind)
        if field.required or rng.random() < 0.4
    }
    there = {
        "statement": picture.statements, "task": picture.tasks, "fact": picture.facts, "enquiry": picture.press,
        "objective": picture.objectives, "telling": picture.tellings, "seq": picture.correctable,
    }  # fmt: skip
    for name in there.keys() & fields.keys():
        if there[name] and rng.random() < 0.9:
            fields[name] = rng.choice(list(there[name])[-3:])
    if "typed" in fields and rng.random() < 0.8:
        fields["typed"] = f"publish {fields['statement']}"
    made: o.Order = kind(**fields)
    return made


class Log:
    """One picture, sealed as the room seals it, with every promise looked at after each order."""

    def __init__(self) -> None:
        self.picture = Picture()
        self.entries: list[e.Entry] = []
        self.now = NOON
        self.refused: set[str] = set()
        self.done: set[str] = set()

    def does(self, by: Person, order: o.Order) -> None:
        before = self.picture.level
        found = mention(1 + abs(getattr(order, "mention", 0) or 0) % 4)
        moment = Moment(
            at=self.now, by=by, people=PEOPLE, rules=DEFAULT_RULES, house=HOUSE, bank=frozenset({"auditors"}),
            mention=msgspec.structs.replace(found, reach=50 if found.id == 2 else 38_400)
            if isinstance(order, o.ABOUT_MENTION) else None,
            playbook=BOOK if getattr(order, "playbook", "") == "data-loss" else None,
            answer=ANSWER if getattr(order, "answer", "") == "auditors" else None,
        )  # fmt: skip
        role = self.picture.role_of(by)
        commander = self.picture.commander
        outcome = decide(self.picture, order, moment)
        if isinstance(outcome, o.Refused):
            assert outcome.why.strip(), order
            assert "\x1b" not in outcome.why
            self.refused.add(type(order).__name__)
            return
        assert role != "observer", order
        assert outcome, order
        self.done.add(type(order).__name__)
        for draft in outcome:
            self._record(draft, by, role)
        if self.picture.level < before and self.picture.incident:
            assert by.id == commander, order

    def _record(self, draft: e.Draft, by: Person, role: str) -> None:
        payload = draft.payload
        if isinstance(payload, e.StatementPublished):
            self._published(payload)
        incident = payload.incident if isinstance(payload, e.Declared) else self.picture.case
        sealed = seal(
            draft, room="r", seq=self.picture.seq + 1, prev=self.picture.head, at=self.now, by=by.id, role=role,
            incident=incident, boot="b", mono=1, salt=b"s" * 16,
        )  # fmt: skip
        assert open_entry(sealed.record, sealed.body) == sealed.entry
        apply(self.picture, sealed.entry)
        self.entries.append(sealed.entry)
        assert entry_line(sealed.entry, PEOPLE).text.strip()

    def _published(self, payload: e.StatementPublished) -> None:
        statement = self.picture.statements[payload.statement]
        assert payload.text == statement.last.text
        assert payload.digest == digest(payload.text) == statement.last.digest
        needed = HOUSE.approval(self.picture.level)
        assert set(needed.roles) <= set(statement.approvals), "published without an approval"
        people = [approval.by for approval in statement.approvals.values()]
        assert len(set(people)) == len(people)
        assert not set(people) & statement.authors, "somebody approved their own text"
        assert "[[" not in payload.text

    def sound(self) -> None:
        picture = self.picture
        for single in ("commander", "deputy", "scribe"):
            assert list(picture.roles.values()).count(single) <= 1
        for task in picture.tasks.values():
            assert task.owner == "" or task.owner in PEOPLE
            assert task.waits_for != task.number
        for work in picture.work.values():
            assert work.owner == "" or work.owner in PEOPLE
        for statement in picture.statements.values():
            assert not (statement.published_at and statement.withdrawn)
            assert all(version.digest == digest(version.text) for version in statement.versions)
            assert [version.number for version in statement.versions] == list(range(1, len(statement.versions) + 1))
        recorded = [entry.recorded for entry in self.entries]
        assert recorded == sorted(recorded)
        assert all(entry.occurred <= entry.recorded + MINUTE for entry in self.entries)
        assert fold(self.entries) == picture


def weighted() -> list[Any]:
    """Every kind of order; what ends an incident or takes the room's people away comes less often."""
    rare = (o.StandDown, o.LeaveRole, o.WithdrawStatement, o.SetLevel)
    often = (o.AcceptHandover, o.HandOver, o.AskReply, o.ApproveReply, o.HoldReply, o.CallPeople)
    return [kind for kind in order_types() for _ in range(1 if kind in rare else 12 if kind in often else 4)]


def played(seed: int) -> Log:
    rng = random.Random(seed)
    kinds, people = weighted(), list(PEOPLE.values())
    log = Log()
    log.does(PEOPLE["commander"], o.Declare(title="EU-2 data loss", level=Level.ALERT))
    for n in range(5_000):
        log.now += rng.choice((0, 1, 900, 20_000, 200_000))
        log.does(rng.choice(people), some_order(rng, kinds, log.picture))
        if n % 500 == 0:
            log.sound()
    log.sound()
    return log


def test_twenty_thousand_orders_without_sense_break_no_promise() -> None:
    every = {kind.__name__ for kind in order_types()}
    done: set[str] = set()
    for seed in (1, 2, 3, 4):
        log = played(seed)
        assert log.refused | log.done == every
        done |= log.done
    assert every - done <= {"PublishStatement", "MarkPosted"}, "an order that never does anything"


def test_published_by_chance_means_approved_by_everybody() -> None:
    """The same, with more statements: some of them must get out, each with every approval."""
    rng = random.Random(11)
    kinds = [o.DraftStatement, o.EditStatement, o.AskApproval, *[o.ApproveStatement] * 40, o.AskChange,
             *[o.PublishStatement] * 20, o.MarkPosted]  # fmt: skip
    log = Log()
    log.does(PEOPLE["commander"], o.Declare(title="EU-2 data loss", level=Level.CRISIS))
    published = 0
    for _ in range(8_000):
        log.now += rng.choice((0, 1, 900, 20_000))
        log.does(rng.choice(list(PEOPLE.values())), some_order(rng, kinds, log.picture))
        published = sum(s.published_at > 0 for s in log.picture.statements.values())
    log.sound()
    assert published >= 1
