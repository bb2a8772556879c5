"""The common operating picture: what follows from the log, and nothing else.

:func:`apply` is the only thing that changes a Picture. The host's, every console's and the one that a test folds
from an export are therefore the same.
"""

from __future__ import annotations

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.picture import incident, team, words
from warroom.domain.picture.state import (
    Ack,
    Approval,
    CallOutcome,
    Confirmation,
    Enquiry,
    Fact,
    Incident,
    KeptAnswer,
    Objective,
    Offer,
    PlaybookRun,
    Reply,
    Request,
    Statement,
    Task,
    Telling,
    Undoable,
    Version,
    Wish,
    Work,
)  # fmt: skip
from warroom.domain.picture.undo import inverse as inverse_of
from warroom.domain.picture.whole import CALL_OUT_EVERY, UNDO_FOR, Picture, watch_key

__all__ = [
    "CALL_OUT_EVERY",
    "UNDO_FOR",
    "Ack",
    "Approval",
    "CallOutcome",
    "Confirmation",
    "Enquiry",
    "Fact",
    "Incident",
    "KeptAnswer",
    "Objective",
    "Offer",
    "Picture",
    "PlaybookRun",
    "Reply",
    "Request",
    "Statement",
    "Task",
    "Telling",
    "Undoable",
    "Version",
    "Wish",
    "Work",
    "apply",
    "fold",
    "watch_key",
]  # fmt: skip


def fold(entries: list[Entry]) -> Picture:
    """The Picture after all these entries."""
    picture = Picture()
    for entry in entries:
        apply(picture, entry)
    return picture


def apply(picture: Picture, entry: Entry) -> None:
    """Let one more entry happen. Entries come in the order of ``seq`` without a gap (else ValueError)."""
    if entry.seq != picture.seq + 1:
        raise ValueError(f"entry {entry.seq} cannot follow entry {picture.seq}")
    inverse = inverse_of(picture, entry.payload)
    if inverse and entry.by != "room":
        before = picture.undo.get(entry.by)
        if before and before.at == entry.recorded and before.seq == entry.seq - 1:
            inverse += before.inverse  # one order wrote several entries: they go back together
        picture.undo[entry.by] = Undoable(entry.seq, entry.recorded, inverse)
    elif not isinstance(entry.payload, e.Undone):
        picture.undo.pop(entry.by, None)
    payload = entry.payload
    if isinstance(payload, e.AboutWords):
        words.happen(picture, entry, payload)
    elif isinstance(payload, e.AboutTeam):
        team.happen(picture, entry, payload)
    else:
        incident.happen(picture, entry, payload)
    picture.seq, picture.head = entry.seq, entry.hash
