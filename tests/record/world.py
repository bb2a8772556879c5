"""A short crisis, stored: what exports and checks are tried on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.store.making import NOON, ROOM, chained, heard
from warroom.domain import entries as e
from warroom.domain.entries import Draft
from warroom.domain.level import HOUR, MINUTE, Level
from warroom.domain.people import Person
from warroom.record.material import Aim
from warroom.store.protocols import Head, NewMention
from warroom.store.sqlite import SqliteStore

PEOPLE = {
    p.id: p
    for p in (
        Person("maren", "Maren Okafor", ("commander",)),
        Person("anna", "Anna Lindqvist", ("legal",)),
        Person("bea", "Bea Morales", ("responder",)),
    )
}
AIM = Aim(now=NOON + 3 * HOUR, brand="Quillstack", people=PEOPLE)
SECRET = "Counsel says the lifecycle rule was ours"


def crisis() -> list[tuple[str, int, Draft]]:
    """(who, minutes after noon, what), in the order of the log."""

    def at(minutes: int) -> int:
        return NOON + minutes * MINUTE

    return [
        ("room", 0, Draft(e.Opened(version="0.1.0", sources=3))),
        ("room", 1, Draft(e.Suggested(level=Level.ALERT, was=Level.QUIET, score=44))),
        ("maren", 5, Draft(e.Declared(
            incident="INC-001", title="EU-2 data loss", type="data_loss", level=Level.CRISIS, commander="maren",
            update_due=at(35), unknown="how many files are gone",
        ))),
        ("bea", 6, Draft(e.Claimed(mention=1, person="bea", about="@ines_cfo"))),
        ("bea", 8, Draft(e.Observed(text="Index rebuilt for 61 of 84 tenants"))),
        ("maren", 9, Draft(e.Decision(
            text="Hold statement 3", reason="No numbers before Ken confirms them", options=("publish", "hold"),
            objections="Anna wanted to publish", known=("L3 Crisis", "4 open tasks"),
        ))),
        ("anna", 10, Draft(e.Note(text=SECRET), privileged=True)),
        ("bea", 11, Draft(e.Corrected(seq=5, text="Index rebuilt for 60 of 84 tenants", reason="miscounted"))),
        ("anna", 12, Draft(e.Corrected(seq=7, text=f"{SECRET}, partly"))),
        ("maren", 13, Draft(e.TaskMade(task=1, title="Call Delmora", owner="anna", due=at(40)))),
        ("anna", 20, Draft(e.TaskMoved(task=1, state="done", was="todo"))),
        ("maren", 30, Draft(e.UpdateGiven(audience="public", text="We are restoring EU-2", next_due=at(90)))),
        ("room", 31, Draft(e.SourceDown(source="Reviews", since=at(25), note="rate limited"))),
        ("room", 43, Draft(e.SourceUp(source="Reviews", blind=18 * MINUTE))),
        ("bea", 45, Draft(e.Answered(mention=1, person="bea", text="We are on it", where="X", about="@ines_cfo"))),
        ("bea", 46, Draft(e.Pinned(
            mention=1, source="X search", native_id="1", platform="X", who="@ines_cfo", text="Our contracts are gone.",
            published=at(2), first_seen=at(3), reach=38_400, url="https://example.org/1",
        ))),
        ("bea", 47, Draft(e.Pinned(
            mention=2, source="inbox", native_id="2", platform="X", who="@quiet_one", text="A private word to you",
            published=at(3), first_seen=at(3),
        ))),
        ("bea", 60, Draft(e.Action(text="Phoned the biggest customer"), at(50))),
        ("room", 61, Draft(e.ClockJump(jump=-3000))),
        ("maren", 120, Draft(e.StoodDown(reason="All tenants restored", was=Level.CRISIS))),
    ]  # fmt: skip


MENTIONS = [
    heard("1", published=NOON + 2 * MINUTE, first_seen=NOON + 3 * MINUTE, needs_answer=True, tone=-70, reach=38_400),
    heard("2", source="inbox", handle="@quiet_one", text="A private word to you", flags=("private",)),
    heard("3", published=NOON + 30 * MINUTE, first_seen=NOON + 30 * MINUTE, needs_answer=True),
]


def stored(
    folder: Path, lines: Sequence[tuple[str, int, Draft]] | None = None, mentions: Sequence[NewMention] = MENTIONS
) -> str:
    """Write it into a room; the head's hash."""

    async def write() -> str:
        async with SqliteStore(folder, room=ROOM, now=NOON) as store:
            await store.add(mentions)
            head = await store.head()
            for who, minutes, draft in crisis() if lines is None else lines:
                role = PEOPLE[who].roles[0] if who in PEOPLE else ""
                at = NOON + minutes * MINUTE - (head.size + 1) * 1000
                await store.append(chained([draft], head, at=at, by=who, role=role), after=head.size)
                head = await store.head()
            return head.hash

    return asyncio.run(write())


def notes(count: int) -> list[tuple[str, int, Draft]]:
    """A long log of nothing in particular."""
    texts = ("Index rebuilt for {} tenants", "„Ünïcode“ 漢字 {}", "x" * 700 + "{}", "{}")
    return [("maren", n, Draft(e.Note(text=texts[n % 4].format(n)))) for n in range(count)]


def log_of(folder: Path, count: int) -> Head:
    """A room whose log has ``count`` notes."""

    async def write() -> Head:
        async with SqliteStore(folder, room=ROOM, now=NOON) as store:
            await store.append(chained([draft for _, _, draft in notes(count)]), after=0)
            return await store.head()

    return asyncio.run(write())
