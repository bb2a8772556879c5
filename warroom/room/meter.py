"""The gauge in the room: what it counts of a mention, and what it is told of the situation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from warroom.analysis.gauge import Bin, Fact, Gauge, Situation, Weights
from warroom.config import ConfigError, Levels
from warroom.domain.health import SourceHealth
from warroom.domain.level import DAY
from warroom.domain.mention import Mention
from warroom.domain.picture import Picture, watch_key
from warroom.domain.prepared import PlannedTrigger, Playbook
from warroom.domain.reading import Reading
from warroom.domain.tone import is_negative
from warroom.intake.judge import ABOUT_US, TRIGGER
from warroom.room.protocol import Answers
from warroom.store.protocols import Volume

HISTORY: Final = 28 * DAY
"""How much of the past the gauge looks at, ms."""


class GaugeMeter:
    """A :class:`~warroom.room.room.Meter` over the gauge."""

    def __init__(
        self, levels: Levels, history: Sequence[Volume], now: int, playbooks: Mapping[str, Playbook] | None = None
    ) -> None:
        """Restore the gauge from the rollup of past weeks, as it stands at ``now`` (ms).

        The triggers of a playbook count only while it runs.
        """
        try:
            weights = msgspec.convert(levels.weights, Weights)
        except msgspec.ValidationError as error:
            raise ConfigError(f"levels.toml: [weights]: {error}") from None
        floors = {trigger.name: trigger.level for trigger in levels.trigger}
        planned = planned_triggers(playbooks or {})
        floors.update({name: trigger.level for name, (_, trigger) in planned.items()})
        self._of = {name: book for name, (book, _) in planned.items()}
        self._running: frozenset[str] = frozenset()
        self._gauge = Gauge(levels.level, weights, floors)
        self._gauge.restore(map(_bin, history), now)

    def hear(self, mentions: Sequence[Mention]) -> None:
        """Count mentions that were just stored."""
        for mention in mentions:
            fact = fact_of(mention)
            if fact is None:
                continue
            named = tuple(n for n in fact.triggers if n not in self._of or self._of[n] in self._running)
            self._gauge.add(fact if named == fact.triggers else msgspec.structs.replace(fact, triggers=named))

    def read(self, now: int, picture: Picture, answers: Answers, health: Sequence[SourceHealth]) -> Reading:
        """The reading of this moment."""
        self._running = frozenset(run.playbook for run in picture.playbooks if run.incident == picture.case)
        situation = Situation(
            open=answers.needed,
            late=answers.late if picture.incident else 0,
            late_updates=sum(due < now for due in picture.updates.values()),
            stale=tuple(h.name for h in health if h.state in ("late", "failing", "stopped")),
            declared=picture.level,
        )
        return self._gauge.read(now, situation)


def planned_triggers(playbooks: Mapping[str, Playbook]) -> dict[str, tuple[str, PlannedTrigger]]:
    """Name of each trigger that a playbook brings, as people read it → (playbook, trigger)."""
    return {
        f"{trigger.name} ({book.playbook})": (book.playbook, trigger)
        for book in playbooks.values()
        for trigger in book.triggers
    }


def fact_of(mention: Mention) -> Fact | None:
    """What the gauge counts of a mention; None when it is ours or about others only."""
    kinds = {hit.partition(":")[0] for hit in mention.matched}
    named = tuple(sorted(kind.removeprefix(TRIGGER) for kind in kinds if kind.startswith(TRIGGER)))
    if "own" in mention.flags or (kinds and not kinds & ABOUT_US and not named):
        return None
    negative = None if mention.tone is None else is_negative(mention.tone)
    press = "press" in mention.flags
    return Fact(
        at=mention.published,
        seen=mention.first_seen,
        negative=negative,
        rating=mention.rating,
        reach=mention.reach,
        engagement=(mention.shares or 0) + (mention.replies or 0),
        press=press,
        influencer="influencer" in mention.flags,
        watched="target" in kinds and negative is True,
        triggers=named if negative or press else (),
        platform=mention.platform,
        author=watch_key(mention.platform, mention.who),
        group=mention.head or mention.id,
    )


def _bin(row: Volume) -> Bin:
    return Bin(
        at=row.bin, mentions=row.mentions, negative=row.negative, scored=row.scored, one_star=row.one_star,
        reach=row.reach, press=row.press, influencer=row.influencer,
    )  # fmt: skip
