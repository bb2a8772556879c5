"""What a team prepares in quiet times: answers, playbooks, and the rules of its own house. Data, read from files."""

from collections.abc import Mapping
from typing import Final

import msgspec

from warroom.domain.entries.base import CrisisType, Group, StatementKind
from warroom.domain.level import Level
from warroom.domain.people import Role


class PreparedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the bank, as the file or the room has it now."""

    answer: str
    """Short name, ``auditors-and-evidence``: letters, digits and hyphens."""
    title: str
    text: str
    topics: tuple[str, ...] = ()
    """Words and phrases of posts that it answers."""
    types: tuple[CrisisType, ...] = ()
    """Crisis types it was written for; empty fits all."""
    approved: int | None = None
    """When its wording was approved, ms; None is not yet."""
    approved_by: str = ""
    uses: int = 0
    facts: tuple[str, ...] = ()
    """What it states as true, for the check that two responders say the same."""


class PlannedTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task that a playbook brings."""

    title: str
    role: Role | None = None
    """Whoever holds this role owns it; nobody if the role is empty."""
    minutes: int | None = None
    """Due so long after the start."""
    after: int | None = None
    """Waits for that task of the same playbook, counted from 1."""


class PlannedTelling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody whom a playbook wants told."""

    who: str
    group: Group
    minutes: int | None = None
    role: Role | None = None


class PlannedTrigger(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that set a floor under the suggested level while this playbook runs."""

    name: str
    level: Level
    phrases: tuple[str, ...] = ()


class Playbook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The plan for one scenario."""

    playbook: str = ""
    """Short name: the file's name without its ending."""
    title: str
    type: CrisisType
    when: str
    """One line: when to start it."""
    level: Level = Level.ALERT
    """The level it usually begins with."""
    questions: tuple[str, ...] = ()
    """What to find out first."""
    roles: tuple[Role, ...] = ()
    """Roles that must be filled."""
    tasks: tuple[PlannedTask, ...] = ()
    messages: tuple[str, ...] = ()
    """Key messages, to be put into one's own words."""
    tell: tuple[PlannedTelling, ...] = ()
    triggers: tuple[PlannedTrigger, ...] = ()
    avoid: tuple[str, ...] = ()
    """What makes this kind of crisis worse."""
    drilled: int | None = None
    """When the team last exercised it, ms; None is never."""


class Template(msgspec.Struct, frozen=True):
    """A public text to begin from, with slots."""

    sort: StatementKind
    title: str
    text: str


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, and what could not be used."""

    playbooks: Mapping[str, Playbook] = {}
    answers: Mapping[str, PreparedAnswer] = {}
    templates: tuple[Template, ...] = ()
    problems: tuple[str, ...] = ()
    """One sentence for each file that is left out."""


class ApprovalRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who approves public texts from one level on."""

    level: Level
    roles: tuple[Role, ...]
    every: bool = True
    """All of them must; false: any one is enough."""
    minutes: int = 15
    """How long each has."""


DEFAULT_APPROVALS: Final = (
    ApprovalRule(level=Level.QUIET, roles=("comms",), minutes=60),
    ApprovalRule(level=Level.ALERT, roles=("comms", "legal"), minutes=15),
    ApprovalRule(level=Level.CRISIS, roles=("comms", "legal", "executive"), minutes=5),
)
CHECKLIST: Final = (
    "Commander named", "Scheduled posts paused*", "Advertising paused*", "Staff asked not to comment",
    "Holding statement chosen",
)  # fmt: skip
"""The first five minutes. A star: on each channel by itself."""


class HouseRules(msgspec.Struct, frozen=True, kw_only=True):
    """What this team agreed on: who approves, who publishes, how long a claim holds, what is checked first."""

    approvals: tuple[ApprovalRule, ...] = DEFAULT_APPROVALS
    publishers: tuple[Role, ...] = ("comms", "commander", "deputy")
    stand_ins: Mapping[str, str] = {}
    """Person id → who stands in for them."""
    reply_reach: int = 10_000
    """Followers from which a reply needs a yes."""
    claim_minutes: int = 30
    checklist: tuple[str, ...] = CHECKLIST
    channels: tuple[str, ...] = ()
    """Where we publish, in words."""

    def approval(self, level: Level) -> ApprovalRule:
        """The rule in force at a level: the highest one at or below it."""
        fitting = [rule for rule in self.approvals if rule.level <= level]
        return max(fitting, key=lambda rule: rule.level) if fitting else ApprovalRule(level=level, roles=())

    def checks(self) -> list[tuple[str, str]]:
        """Every (line, channel) of the checklist; channel is empty where the line is not per channel."""
        out: list[tuple[str, str]] = []
        for line in self.checklist:
            name = line.removesuffix("*")
            channels = self.channels if line.endswith("*") and self.channels else ("",)
            out += [(name, channel) for channel in channels]
        return out
