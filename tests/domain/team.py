"""A team at work, in sentences: ``team.maren.declares("Data loss").says_no()``."""

from __future__ import annotations

import msgspec

from warroom.domain import orders as o
from warroom.domain.decide import Moment, decide
from warroom.domain.entries import Entry
from warroom.domain.level import DEFAULT_RULES, MINUTE
from warroom.domain.mention import Mention
from warroom.domain.people import ROOM, Person
from warroom.domain.picture import Picture, apply
from warroom.domain.reading import Reading

NOON = 1_790_000_000_000
PEOPLE = {
    p.id: p
    for p in (
        Person("maren", "Maren Okafor", ("commander", "responder")),
        Person("anna", "Anna Lindqvist", ("legal",)),
        Person("bea", "Bea Morales", ("responder",)),
        Person("luca", "Luca Ferri", ("responder", "scribe")),
        Person("olli", "Olli Watcher", ("observer",)),
    )
}


def mention(ident: int = 1, **changes: object) -> Mention:
    base = Mention(
        id=ident, source="X search", native_id=f"x:{ident}", platform="X", author="Ines", handle="@ines_cfo",
        text="Our contracts are gone.", published=NOON, first_seen=NOON, reach=38_400, tone=-70, needs_answer=True,
        head=ident,
    )  # fmt: skip
    return msgspec.structs.replace(base, **changes)


class Team:
    """Everybody, one picture, one clock, and the log."""

    def __init__(self) -> None:
        self.picture = Picture()
        self.log: list[Entry] = []
        self.now = NOON
        self.mentions = {n: mention(n) for n in range(1, 6)}
        self.reading: Reading | None = None
        self.refused = ""

    def wait(self, minutes: float) -> Team:
        self.now += int(minutes * MINUTE)
        return self

    def does(self, person: str, order: o.Order) -> Team:
        by = PEOPLE.get(person, ROOM)
        moment = Moment(
            at=self.now, by=by, people=PEOPLE, rules=DEFAULT_RULES, reading=self.reading,
            mention=self.mentions.get(getattr(order, "mention", 0)) if isinstance(order, o.ABOUT_MENTION) else None,
        )  # fmt: skip
        role = self.picture.role_of(by)
        outcome = decide(self.picture, order, moment)
        self.refused = outcome.why if isinstance(outcome, o.Refused) else ""
        if not isinstance(outcome, o.Refused):
            for draft in outcome:
                incident = self.picture.incident.id if self.picture.incident else ""
                entry = Entry(
                    seq=self.picture.seq + 1, recorded=self.now, occurred=draft.occurred or self.now, by=by.id,
                    role=role, incident=incident, payload=draft.payload, privileged=draft.privileged,
                    hash=f"{self.picture.seq + 1:064x}",
                )  # fmt: skip
                self.log.append(entry)
                apply(self.picture, entry)
        return self

    def declared(self) -> Team:
        return self.does("maren", o.Declare(title="EU-2 data loss", type="data_loss"))

    @property
    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.log]
