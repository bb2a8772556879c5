"""The Picture itself: everything that follows from the log."""

from __future__ import annotations

from typing import Final

import msgspec

from warroom.domain.entries import Audience
from warroom.domain.level import Level, LevelSpan
from warroom.domain.people import Person, Role
from warroom.domain.picture.state import (
    Ack,
    CallOutcome,
    Confirmation,
    Enquiry,
    Fact,
    Incident,
    KeptAnswer,
    Objective,
    Offer,
    PlaybookRun,
    Statement,
    Task,
    Telling,
    Undoable,
    Work,
)  # fmt: skip

UNDO_FOR: Final = 10_000
"""Milliseconds within which a person can take back what they did."""
CALL_OUT_EVERY: Final = 10
"""Minutes between two call-outs, unless the room decides otherwise (practice.md, row 4)."""


class Picture(msgspec.Struct):
    """Everything the room knows from its log."""

    seq: int = 0
    """The last entry that is in it."""
    head: str = ""
    """Hash of that entry, hex."""
    incident: Incident | None = None
    """The open one."""
    closed: list[Incident] = []
    level: Level = Level.QUIET
    level_since: int = 0
    level_by: str = ""
    spans: list[LevelSpan] = []
    """Every level with its beginning, oldest first: what deadlines are reckoned from."""
    suggested: Level = Level.QUIET
    """The gauge's last suggestion that was logged."""
    roles: dict[str, Role] = {}
    """Person id → the role taken."""
    role_since: dict[str, int] = {}
    tasks: dict[int, Task] = {}
    work: dict[int, Work] = {}
    """Mention id → what was done about it."""
    again: dict[int, int] = {}
    """A post in which an author wrote again → the mention that it opened: one conversation, closed together."""
    watched: dict[str, bool] = {}
    """``X/@ines_cfo`` → True for authors whose posts are marked."""
    updates: dict[Audience, int] = {}
    """When the next update is due, ms; an audience that is not here has no clock."""
    blind: dict[str, int] = {}
    """Source name → since when it is not heard."""
    acks: dict[str, Ack] = {}
    correctable: dict[int, bool] = {}
    """Entries that people wrote: seq → whether it is privileged, as any correction of it will be."""
    corrections: dict[int, int] = {}
    """Entry → the entry that corrects it (the latest)."""
    turning_points: dict[int, bool] = {}
    undo: dict[str, Undoable] = {}

    statements: dict[int, Statement] = {}
    bank: dict[str, KeptAnswer] = {}
    """Prepared answers that were touched in the room, by short name."""
    bank_uses: dict[str, int] = {}
    """How often each prepared answer went out."""
    offer: Offer | None = None
    """The hand-over that waits for a yes."""
    duty: dict[str, int] = {}
    """Person id → on duty since, ms."""
    period: int = 0
    period_until: int = 0
    objectives: dict[int, Objective] = {}
    facts: dict[int, Fact] = {}
    press: dict[int, Enquiry] = {}
    tellings: dict[int, Telling] = {}
    checks: dict[tuple[str, str], Confirmation] = {}
    """(line of the checklist, channel or "") → who confirmed it."""
    playbooks: list[PlaybookRun] = []
    drilled: dict[str, int] = {}
    """Playbook → when the team last exercised it, ms."""
    call_out_every: int | None = CALL_OUT_EVERY
    """Minutes; None is off."""
    called_out: int = 0
    """The last elapsed time at this level that was said aloud, minutes."""
    calls: dict[str, CallOutcome] = {}
    """Person → how the last attempt to reach them went."""
    briefed: int = 0
    """The entry of the last update to executives: what "changed since the last brief" counts from."""

    @property
    def commander(self) -> str:
        """Person id, empty when nobody commands."""
        return next((person for person, role in self.roles.items() if role == "commander"), "")

    def role_of(self, person: Person) -> Role:
        """The role this person acts in. Command is held only by taking it."""
        if person.id in self.roles:
            return self.roles[person.id]
        first: Role = person.roles[0] if person.roles else "observer"
        return "responder" if first == "commander" else first

    def done_about(self, mention: int) -> Work:
        """What was done about a mention; an empty record if nothing was."""
        return self.work.get(mention) or Work()

    def board(self) -> list[Task]:
        """The tasks of the open incident (on quiet days: all that are open), by number."""
        now = self.incident.id if self.incident else ""
        return [t for t in self.tasks.values() if t.incident == now or (not now and t.open)]

    def touch(self, mention: int) -> Work:
        """The record of what was done about a mention, made if nothing was. For :func:`apply` only."""
        return self.work.setdefault(mention, Work())

    def set_clock(self, audience: Audience, due: int | None) -> None:
        """When an audience hears from us next. For :func:`apply` only."""
        if due is None:
            self.updates.pop(audience, None)
        else:
            self.updates[audience] = due

    def take_role(self, person: str, role: Role, at: int) -> None:
        """Give a person a role, and begin their shift. For :func:`apply` only."""
        if role in ("commander", "deputy", "scribe"):
            for other, held in list(self.roles.items()):
                if held == role:
                    self.roles[other] = "responder"
                    self.role_since[other] = at
        self.roles[person] = role
        self.role_since[person] = at
        self.duty.setdefault(person, at)

    @property
    def case(self) -> str:
        """Id of the open incident; empty on quiet days."""
        return self.incident.id if self.incident else ""


def watch_key(platform: str, who: str) -> str:
    """How an author is named in :attr:`Picture.watched`."""
    return f"{platform}/{who.casefold()}"
