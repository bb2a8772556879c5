"""Whether a log is what it was. Reads a room, a database or a JSON export, believes nothing in it, writes nothing.

What a chain can show: that no entry was changed, taken out, put in or moved since somebody remembered its head.
What it cannot show without such an anchor: that its owner has not cut the end off, or written all of it anew. The
verdict says so each time.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import msgspec

from warroom.domain.words import count
from warroom.record.chain import Fault, Walk

SOUND: Final = 0
TAMPERED: Final = 1
CUT: Final = 2
UNCHECKED: Final = 3
UNREADABLE: Final = 4

_WORDS: Final = ("Sound", "Tampered", "Cut short or behind the anchor", "Cannot be checked", "Unreadable")
_NO_ANCHOR: Final = (
    "No anchor was given: that the file's owner cut off the end, or wrote all of it anew, cannot be excluded. "
    "Compare the head with one that somebody else remembers: --anchor HASH."
)
_ANCHOR = re.compile(r"(?:(\d{1,15}):)?([0-9a-fA-F]{8,64})")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. ``code`` is the exit code of ``warroom verify``."""

    code: int
    lines: tuple[str, ...]
    """For people; the first one is the verdict."""
    first_bad: int | None = None
    """The first entry that is not what it was."""
    expected: str = ""
    found: str = ""
    size: int = 0
    """Sound entries from the beginning."""
    head: str = ""
    """Hash of the last sound entry, hex."""
    first: str = ""
    last: str = ""
    """When the first and the last of them were recorded, RFC 3339, UTC."""
    corrected: int = 0
    withheld: int = 0
    jumps: int = 0
    mentions: int = 0
    """Mentions beside the log (of an export)."""


class Finding(msgspec.Struct, kw_only=True):
    """What a reader of one kind of file brings back."""

    what: str
    """What kind of file it is, for people."""
    walk: Walk
    fault: Fault | None = None
    code: int = SOUND
    """TAMPERED when ``fault`` is set, unless it is set to something else."""
    notes: list[str] = []
    mentions: int = 0


def verify(path: Path | str, anchor: str | None = None) -> Verdict:
    """The verdict over a room's folder, its database, a copy of it, or a JSON export.

    ``anchor``: the hash of an entry that somebody remembers, whole or at least its first 8 hex digits, or
    ``SIZE:HASH`` with the number of that entry. Raises nothing for anything that a file may hold.
    """
    path = Path(path)
    refused = anchor_refused(anchor)
    if refused:
        return refused
    found = _look_at(path)
    return found if isinstance(found, Verdict) else judged(path, found, anchor)


def anchor_refused(anchor: str | None) -> Verdict | None:
    """The verdict where an anchor is none; None if it is one, or if there is none."""
    if not anchor or _ANCHOR.fullmatch(anchor.strip()):
        return None
    words = "An anchor is the hash of an entry (8 to 64 hex digits), or SIZE:HASH with its number."
    return Verdict(code=UNCHECKED, lines=(f"{_WORDS[UNCHECKED]}. {words}",))


def judged(path: Path, found: Finding, anchor: str | None = None) -> Verdict:
    """The verdict over what was found at ``path``; the anchor has the form of one."""
    if found.fault is not None and found.code == SOUND:
        found.code = UNCHECKED if found.fault.newer else TAMPERED
    if anchor and found.code in (SOUND, CUT):
        _against(found, anchor.strip().lower())
    return _said(path, found, anchored=bool(anchor))


def unreadable(path: Path, why: str) -> Verdict:
    """The verdict over something that is no log."""
    return Verdict(code=UNREADABLE, lines=(f"{_WORDS[UNREADABLE]}. {path}: {why}",))


def unchecked(path: Path, why: str) -> Verdict:
    """The verdict over a log that this version cannot judge."""
    return Verdict(code=UNCHECKED, lines=(f"{_WORDS[UNCHECKED]}. {path}: {why}",))


def _look_at(path: Path) -> Finding | Verdict:
    from warroom.record.verify_json import check_export, looks_like_export  # noqa: PLC0415 - they import this one
    from warroom.record.verify_room import check_room  # noqa: PLC0415

    try:
        if path.is_file() and looks_like_export(path):
            return check_export(path)
    except OSError as error:
        return unreadable(path, f"{error.strerror}.")
    return check_room(path)


def _against(found: Finding, anchor: str) -> None:
    """Hold the chain against what somebody remembers."""
    match = _ANCHOR.fullmatch(anchor)
    assert match
    size, start = match.group(1), match.group(2)
    hashes = found.walk.hashes
    where = [number for number, digest in enumerate(hashes, 1) if digest.hex().startswith(start)]
    if size is None:
        if where:
            found.notes.append(f"The anchor is entry {where[-1]}: everything up to there is as it was remembered.")
        else:
            found.code = CUT
            found.notes.append("The anchor is none of these entries: the end was cut off, or this is another log.")
        return
    number = int(size)
    if number in where:
        found.notes.append(f"The anchor is entry {number}: everything up to there is as it was remembered.")
    elif number > len(hashes):
        found.code = CUT
        found.notes.append(f"The anchor is entry {number}, the log ends at {len(hashes)}.")
    else:
        found.code = TAMPERED
        digest = hashes[number - 1].hex() if number else ""
        found.fault = Fault(
            seq=number, what="is not the one that was remembered: the log was written anew up to there",
            expected=start, found=digest,
        )  # fmt: skip


def _said(path: Path, found: Finding, *, anchored: bool) -> Verdict:
    walk, fault = found.walk, found.fault
    lines = [_headline(found), f"{path}: {found.what}"]
    if walk.size:
        lines.append(f"Entries 1 to {walk.size}, {walk.first} to {walk.last}, room {walk.room}")
        lines.append(f"Head {walk.head}")
    if fault and (fault.expected or fault.found):
        lines.append(f"Expected {fault.expected or 'nothing'}, found {fault.found or 'nothing'}")
    counted = [f"{len(walk.corrected)} corrected", f"{len(walk.withheld)} withheld", count(walk.jumps, "clock jump")]
    lines.append(", ".join(counted) + (f", {count(found.mentions, 'mention')}" if found.mentions else ""))
    lines += found.notes
    if walk.unknown:
        lines.append(f"{walk.unknown} of them are of kinds that only a later warroom can show; their hashes are right.")
    if found.code == SOUND and not anchored:
        lines.append(_NO_ANCHOR)
    return Verdict(
        code=found.code, lines=tuple(lines), first_bad=fault.seq or None if fault else None,
        expected=fault.expected if fault else "", found=fault.found if fault else "", size=walk.size, head=walk.head,
        first=walk.first, last=walk.last, corrected=len(walk.corrected), withheld=len(walk.withheld),
        jumps=walk.jumps, mentions=found.mentions,
    )  # fmt: skip


def _headline(found: Finding) -> str:
    word, walk, fault = _WORDS[found.code], found.walk, found.fault
    if fault:
        return f"{word}. {f'Entry {fault.seq}' if fault.seq else 'The file'} {fault.what}."
    if found.code == SOUND:
        return f"{word}. {walk.size} of {walk.size} entries, chain unbroken."
    if found.code == UNCHECKED:
        return f"{word}. Names were left out of this file, and with them the records."
    return f"{word}. {walk.size} entries are there and sound."
