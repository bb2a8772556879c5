"""What the room knows while somebody answers a post: which prepared answers fit, what contradicts, what is promised.

What the analysis needs is gathered on the loop; the reading itself is done in a thread, with its first import.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast, get_args

from warroom.domain.entries.base import CrisisType
from warroom.domain.level import DAY
from warroom.domain.people import Person
from warroom.domain.picture import Picture
from warroom.domain.prepared import PreparedAnswer
from warroom.domain.remarks import Promise
from warroom.room.protocol import Conflict, Suggestion

if TYPE_CHECKING:
    from warroom.analysis.suggest import Suggester

MOST_SAID: Final = 80
"""Answers of our people that a text is held against, the latest."""
SAID_FOR: Final = DAY
"""Older answers than that are another day's truth, ms."""


class Adviser:
    """Ranks the bank as it is now; a bank that did not change is weighed once."""

    def __init__(self) -> None:
        self._for: tuple[object, ...] = ()
        self._suggester: Suggester | None = None

    async def suggest(
        self, text: str, bank: Mapping[str, PreparedAnswer], crisis: str, names: Sequence[str], now: int, *, rest: bool
    ) -> list[Suggestion]:
        """What fits the text, best first; with ``rest`` the others too, most used first."""
        answers = tuple(bank.values())

        def look() -> list[Suggestion]:
            from warroom.analysis.suggest import is_stale, stale  # noqa: PLC0415 - late: the first text pays for it

            found = self._ranker(answers, crisis, names).suggest(text) if text and answers else []
            out = [(one.answer, one.fit, one.why) for one in found]
            if rest:
                here = {one.answer for one in found}
                others = sorted((a for a in answers if a.answer not in here), key=lambda a: (-a.uses, a.title))
                out += [(a.answer, 0, ()) for a in others]
            return [Suggestion(name, fit, why, stale(bank[name], now), is_stale(bank[name], now))
                    for name, fit, why in out]  # fmt: skip

        return await asyncio.to_thread(look)

    def _ranker(self, answers: tuple[PreparedAnswer, ...], crisis: str, names: Sequence[str]) -> Suggester:
        from warroom.analysis.suggest import Suggester  # noqa: PLC0415

        key = (answers, crisis, tuple(names))
        if self._suggester is None or self._for != key:
            kind = cast("CrisisType", crisis) if crisis in get_args(CrisisType) else None
            self._suggester, self._for = Suggester(answers, kind, names=names), key
        return self._suggester


def said(picture: Picture, people: Mapping[str, Person], now: int) -> list[tuple[str, str]]:
    """(``Luca told @tdk_ops``, words): what our people answered lately and what we published, the latest first."""

    def name(person: str) -> str:
        return people[person].short if person in people else person

    told = [
        (work.answered_at, f"{name(work.answered_by)} told {work.about or 'somebody'}", work.answer)
        for work in picture.work.values()
        if work.answered_by and work.answer and now - work.answered_at <= SAID_FOR
    ]
    told += [
        (statement.published_at, f"statement {statement.number} says", statement.last.text)
        for statement in picture.statements.values()
        if statement.published_at and statement.incident == picture.case
    ]
    return [(who, text) for _, who, text in sorted(told, reverse=True)[:MOST_SAID]]


async def conflicts(text: str, others: Sequence[tuple[str, str]], picture: Picture) -> list[Conflict]:
    """Where a text contradicts what others said, then where it contradicts the board of facts."""
    facts = [(f.number, f.text, f.standing) for f in picture.facts.values() if f.incident == picture.case]

    def look() -> list[Conflict]:
        from warroom.analysis import conflict  # noqa: PLC0415 - late: the first text pays for it

        found = [Conflict(c.who, c.theirs, c.ours, c.about) for c in conflict.conflicts(text, others)]
        for clash in conflict.against_facts(text, facts):
            said_of = {"confirmed": "says", "false": "is false:", "unconfirmed": "is not confirmed:"}
            who = f"fact {clash.fact} {said_of.get(clash.standing, 'says')}"
            found.append(Conflict(who, clash.theirs, clash.ours, clash.about))
        return found

    return await asyncio.to_thread(look)


async def promises(text: str, now: int) -> list[Promise]:
    """What a text says somebody will do."""

    def look() -> list[Promise]:
        from warroom.analysis.reader import promises as found_in  # noqa: PLC0415 - late: the first text pays for it

        return found_in(text, now)

    return await asyncio.to_thread(look)
