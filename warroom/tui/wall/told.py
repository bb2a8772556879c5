"""The last lines of the log, as a wall shows them."""

from __future__ import annotations

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import WRITTEN, Entry
from warroom.domain.level import HOUR
from warroom.domain.words import clock, day, entry_line, since
from warroom.room.protocol import Room
from warroom.tui.wall.masks import Masks


class Told(msgspec.Struct, frozen=True):
    """One line of the log."""

    at: str
    """``2:44`` after the incident began, ``14:31``, or ``3 Oct``."""
    glyph: str
    words: str
    token: str


def told(room: Room, now: int, masks: Masks, most: int) -> list[Told]:
    """The last entries, newest first.

    Left out: receipts (claims, single answers, acknowledgements), what was taken back or corrected since, and what
    is privileged.
    """
    masks.read(room.log)
    out: list[Told] = []
    gone: set[int] = set(room.picture.corrections)
    for entry in reversed(room.log):
        if isinstance(entry.payload, e.Undone):
            gone.add(entry.payload.seq)
        if entry.seq in gone or entry.privileged:
            continue
        line = _line(room, entry, now, masks)
        if line is not None:
            out.append(line)
            if len(out) == most:
                break
    return out


def _line(room: Room, entry: Entry, now: int, masks: Masks) -> Told | None:
    shown = msgspec.structs.replace(entry, payload=masks.payload(entry.payload))
    line = entry_line(shown, room.people)
    receipt = line.glyph == "·" and line.weight == "plain" and not isinstance(entry.payload, WRITTEN)
    if isinstance(entry.payload, e.Answered) or (receipt and not isinstance(entry.payload, e.Corrected)):
        return None
    words = " ".join(line.text.split())
    task = room.picture.tasks.get(getattr(entry.payload, "task", 0))
    if task is not None and not isinstance(entry.payload, e.TaskMade):
        words = f"{words}: {task.title}"  # a number means nothing from four metres
    token = {"bright": "content", "plain": "text"}.get(line.weight, "muted")
    return Told(_stamp(room, entry, now), line.glyph, masks.text(words), token)


def _stamp(room: Room, entry: Entry, now: int) -> str:
    incident = room.picture.incident
    if incident and entry.incident == incident.id:
        return since(entry.occurred, incident.declared_at)
    return day(entry.occurred) if now - entry.occurred > 20 * HOUR else clock(entry.occurred)
