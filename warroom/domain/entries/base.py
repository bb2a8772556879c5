"""What every payload is, and the words that several of them share."""

from typing import Literal, TypeAlias

import msgspec

TaskState: TypeAlias = Literal["todo", "doing", "blocked", "done"]
Audience: TypeAlias = Literal["public", "executive", "team"]
Triage: TypeAlias = Literal[
    "troll", "rager", "misguided", "unhappy", "valid", "rumour", "press", "safety", "legal", "praise", "not_us"
]
CrisisType: TypeAlias = Literal[
    "outage", "data_loss", "our_post", "misconduct", "product_safety", "executive", "legal", "rumour",
    "influencer", "boycott", "other",
]  # fmt: skip
Standing: TypeAlias = Literal["confirmed", "unconfirmed", "false"]
"""How sure we are of a fact. A rumour is an unconfirmed or a false one."""
StatementKind: TypeAlias = Literal["holding", "update", "correction", "apology", "answer"]
Group: TypeAlias = Literal["staff", "customers", "authority", "partners", "board", "public"]
"""Whom we tell something. Staff hear it before the public."""


class Happened(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True, forbid_unknown_fields=True
):
    """What happened. The tag ``kind`` names it in the record for ever."""
