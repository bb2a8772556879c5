"""Entries and mentions for tests: ``chained(note("Index rebuilt"))``, ``heard("x:1", text="…")``."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Draft, Entry
from warroom.domain.mention import Mention
from warroom.store.chain import seal
from warroom.store.protocols import Head, NewMention, Sealed

NOON = 1_790_000_000_000
ROOM = "r00m"


def note(text: str, **more: object) -> Draft:
    return Draft(e.Note(text=text), **more)  # type: ignore[arg-type]


def chained(
    drafts: Sequence[Draft], after: Head | None = None, *, at: int = NOON, by: str = "maren", role: str = "commander"
) -> list[Sealed]:
    """These drafts, sealed one after the other, a second apart."""
    seq, prev = (after.size, after.hash) if after else (0, "")
    out: list[Sealed] = []
    for draft in drafts:
        seq += 1
        sealed = seal(
            draft, room=ROOM, seq=seq, prev=prev, at=at + seq * 1000, by=by, role=role, incident="INC-001",
            boot="b00t", mono=seq * 1000, salt=sha256(f"salt {seq}".encode()).digest()[:16],
        )  # fmt: skip
        out.append(sealed)
        prev = sealed.entry.hash
    return out


def resealed(log: Sequence[Entry]) -> list[Sealed]:
    """Entries as the domain made them, sealed as the room would."""
    out: list[Sealed] = []
    for entry in log:
        draft = Draft(entry.payload, entry.occurred, entry.privileged)
        out.append(
            seal(
                draft,
                room=ROOM,
                seq=entry.seq,
                prev=out[-1].entry.hash if out else "",
                at=entry.recorded,
                by=entry.by,
                role=entry.role,
                incident=entry.incident,
                boot="",
                mono=0,
                salt=b"s" * 16,
            )
        )
    return out


def heard(native: str, **changes: object) -> NewMention:
    """A mention on its way in; ``head=`` and ``like=`` say what it copies, ``raw=`` and ``evidence=`` go along."""
    way = {name: changes.pop(name) for name in ("head", "like", "raw", "evidence") if name in changes}
    number = int("".join(c for c in native if c.isdigit()) or "0")
    mention = Mention(
        id=0, source="X search", native_id=native, platform="X", author="Ines Duarte", handle="@ines_cfo",
        text=f"Our contracts are gone, case {number}.", published=NOON + number * 1000, first_seen=NOON + number * 1000,
    )  # fmt: skip
    return NewMention(mention=msgspec.structs.replace(mention, **changes), **way)  # type: ignore[arg-type]
