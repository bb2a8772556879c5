"""A JSON export, checked byte by byte, line by line, entry by entry."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from warroom.record.chain import Fault, Link, Walk
from warroom.record.export_json import CHECK, FORMAT, LAST, OPENING, check_of, readable
from warroom.record.verify import CUT, UNCHECKED, Finding, Verdict, unchecked

_END: Final = len(LAST) + 64 + len(b'"}\n')
_BEFORE_ENTRIES: Final = 3
"""Lines before the first entry."""


def looks_like_export(path: Path) -> bool:
    """Whether a file begins or ends as an export does. One broken byte does not hide it."""
    with path.open("rb") as file:
        begins = file.read(len(OPENING))
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _END))
        ends = file.read(_END)
    alike = sum(a == b for a, b in zip(begins, OPENING, strict=False))
    return alike >= len(OPENING) - 1 or (ends[: len(LAST)] == LAST and ends[-3:] == b'"}\n')


def check_export(path: Path) -> Finding | Verdict:
    """What the export holds."""
    data = path.read_bytes()
    found = Finding(what="JSON export", walk=Walk(), notes=[])
    body, last = _split(data)
    if last is None:
        return _cut_or_broken(found, data)
    if last != LAST + sha256(body).hexdigest().encode() + b'"}\n':
        found.fault = _first_broken(data.split(b"\n"), found) or Fault(
            seq=0, what="was changed: its last line is wrong"
        )
        return found
    try:
        whole: dict[str, Any] = msgspec.json.decode(data)
        about = whole["about"]
        version = about["v"]
    except (ValueError, KeyError, TypeError):
        found.fault = Fault(seq=0, what="is no export of ours, although its digest is right")
        return found
    if not isinstance(version, int) or version > FORMAT:
        return unchecked(path, f"export format {version} is later than this warroom knows ({FORMAT}).")
    found.what = f"JSON export, format {version}, written for incident {about.get('incident') or 'none'}"
    return _judged(found, whole, data)


def _split(data: bytes) -> tuple[bytes, bytes | None]:
    """Everything before the last line, and the last line if it is all there."""
    last = data[-_END:]
    whole = len(data) >= _END and data[-_END - 1 : -_END] in (b"\n", b"")
    if not whole or (last[: len(LAST)] != LAST and last[-3:] != b'"}\n'):
        return data, None
    return data[:-_END], last


def _judged(found: Finding, whole: dict[str, Any], data: bytes) -> Finding:
    """What the bytes say, now that they are known to be as they were written."""
    fault = _first_broken(data.split(b"\n"), found)
    entries, mentions, about = whole.get("entries"), whole.get("mentions"), whole["about"]
    if fault or not isinstance(entries, list) or not isinstance(mentions, list):
        found.fault = fault or Fault(seq=0, what="has lost its entries")
        return found
    found.mentions = len(mentions)
    if mentions:
        found.notes.append("Mentions beside the log are covered by the file's digest, not by the chain.")
    if about.get("names") != "full":
        found.fault = _links_only(entries, about)
        if not found.fault:
            found.code = UNCHECKED
            found.walk.withheld = {entry["seq"]: entry["withheld"] for entry in entries if "withheld" in entry}
            found.notes.append(f"Its head is {about.get('head')}, of {about.get('entries')} entries.")
            found.notes.append("The file is as it was written, as far as its own digest shows. Check the room itself.")
        return found
    found.walk = Walk()
    for entry in entries:
        found.fault = _take(found.walk, entry)
        if found.fault:
            return found
    if (about.get("entries"), about.get("head")) != (found.walk.size, found.walk.head):
        found.code = CUT
        what = f"is missing: the file itself says that there are {about.get('entries')}"
        found.fault = Fault(seq=found.walk.size + 1, what=what, expected=str(about.get("head")), found=found.walk.head)
    return found


def _take(walk: Walk, entry: Any) -> Fault | None:
    seq = walk.size + 1
    try:
        record = entry["record"].encode()
        why = entry.get("withheld", "")
        salt = None if why else bytes.fromhex(entry["salt"])
        body = None if why else entry["body"].encode()
        link = Link(
            seq=entry["seq"], record=record, hash=bytes.fromhex(entry["hash"]), salt=salt, body=body, withheld=why
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return Fault(seq=seq, what="has lost a part of its record")
    fault = walk.take(link)
    if fault:
        return fault
    shown = {name: value for name, value in entry.items() if name not in _BESIDE}
    if shown != readable(record) or (not why and entry.get("data") != msgspec.json.decode(entry["body"])):
        return Fault(seq=seq, what="is shown in other words than its record has")
    return _may_be_withheld(walk, entry, why)


_BESIDE: Final = ("record", "hash", "salt", "body", "data", "withheld", "check")


def _may_be_withheld(walk: Walk, entry: dict[str, Any], why: str) -> Fault | None:
    """Content may be missing where the record itself allows it: privileged, a later wording, a private message."""
    kind = entry["kind"]
    if not why or (why == "privileged" and (entry["privileged"] or kind == "corrected")):
        return None
    if why == "private" and kind == "pinned":
        return None
    return Fault(seq=walk.size, what=f"has no content, and no right to that ({kind})")


def _links_only(entries: list[Any], about: dict[str, Any]) -> Fault | None:
    before = ""
    for seq, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or entry.get("seq") != seq or entry.get("prev") != before:
            return Fault(seq=seq, what="does not follow the entry before it")
        before = str(entry.get("hash", ""))
    if (len(entries), before) != (about.get("entries"), about.get("head")):
        return Fault(seq=len(entries), what="is not the last one that the file names")
    return None


# -- broken files ------------------------------------------------------------------------------------------------


def _cut_or_broken(found: Finding, data: bytes) -> Finding:
    """No last line: either the end is missing, or what is there was changed as well."""
    lines = data.split(b"\n")
    end = lines.pop()  # without its line end: what is left of the line where the cut went through, or nothing
    fault = _first_broken(lines, found, complete=False)
    ended = any(line.startswith(LAST) for line in lines) or (end.startswith(LAST) and len(end) >= _END)
    if fault is None and ended:
        fault = Fault(seq=0, what="was changed after its end")
    if fault:
        found.fault = fault
        return found
    found.code = CUT
    found.notes.append("The file has no end: it was cut short, or never finished.")
    return found


def _first_broken(lines: list[bytes], found: Finding, *, complete: bool = True) -> Fault | None:
    """The first line that is not what it was, by its own check. Follows the chain on the way."""
    if lines[:1] != [OPENING[:-1]]:
        return Fault(seq=0, what="was changed in its first line") if lines else None
    section = "about"
    for number, line in enumerate(lines[1:], 2):
        seq = number - _BEFORE_ENTRIES
        if section == "about" and number == 2:
            good = line.startswith(b'"about":') and _object(line[len(b'"about":') :])
        elif number == 3:
            good, section = line == b'"entries":[', "entries"
        elif section == "entries" and line == b"],":
            good, section = True, "between"
        elif section == "between":
            good, section = line == b'"mentions":[', "mentions"
        elif section == "mentions" and line == b"],":
            good, section = True, "end"
        elif section == "end":
            return None
        else:
            good = _object(line)
            if good and section == "entries":
                fault = _line_entry(found, line)
                if fault:
                    return fault
        if not good:
            at = {"entries": seq}.get(section, 0)
            return Fault(seq=max(at, 0), what="was changed" if at else f"was changed in line {number} ({section})")
    return Fault(seq=0, what="has no end") if complete else None


def _line_entry(found: Finding, line: bytes) -> Fault | None:
    entry = msgspec.json.decode(line.removesuffix(b","))
    return _take(found.walk, entry) if "record" in entry else None


def _object(line: bytes) -> bool:
    """Whether a line is an object whose check is right."""
    line = line.removesuffix(b",")
    plain, mark, check = line.rpartition(CHECK)
    if not mark or check != check_of(plain) + b'"}':
        return False
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except ValueError:
        return False
