"""The record for people: what happened, when, who decided what and why, and the whole log behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.words import STATES, TYPES, entry_line, short, span, stamp
from warroom.record.escape import inline, quote, table
from warroom.record.export_boards import boards
from warroom.record.figures import LATE, blind, figures, scope
from warroom.record.material import Material
from warroom.record.shown import masked, name_of, text_of, when_of

_HIDDEN: Final = {
    "privileged": "withheld: between us and counsel",
    "private": "withheld: a private message",
}


def render(material: Material, verified: str) -> bytes:
    """The whole file. ``verified``: what the check of the chain said, in one line."""
    entries = scope(material)
    parts = [
        _header(material, entries, verified),
        _summary(material),
        _opening(material),
        _timeline(material, entries),
        _decisions(material, entries),
        _updates(material, entries),
        *boards(material, entries),
        _tasks(material, entries),
        _people(material, entries),
        _sources(material, entries),
        _pinned(material, entries),
        _log(material),
        _footer(material),
    ]
    return ("\n\n".join("\n".join(part) for part in parts if part) + "\n").encode()


# -- beginning and end -------------------------------------------------------------------------------------------


def _header(material: Material, entries: Sequence[Entry], verified: str) -> list[str]:
    incident, aim = material.incident, material.aim
    title = f"{incident.id} {incident.title}" if incident else f"Log of room {material.room}"
    rows = [("Brand", aim.brand)] if aim.brand else []
    if incident:
        rows += [
            ("Kind", TYPES.get(incident.type, incident.type)),
            ("Level reached", incident.peak.tag),
            ("Declared", f"{stamp(incident.declared_at)} by {name_of(material, incident.declared_by)}"),
            ("Closed", stamp(incident.closed_at) if incident.closed_at else "still open"),
            ("Commander", _commander(material, entries)),
        ]
    elif entries:
        rows.append(("From, to", f"{stamp(entries[0].occurred)}, {stamp(entries[-1].recorded)}"))
    rows += [
        ("Entries", str(len(material.sealed))),
        ("Head", material.head or "none, the log is empty"),
        ("Log", verified),
        ("Withheld", _withheld(material)),
        ("Our names", {"full": "in full", "roles": "roles only", "hidden": "hidden"}[aim.names]),
        ("Written", stamp(aim.now)),
    ]
    lines = [f"# {text_of(material, title)}", ""]
    if aim.drill:
        lines += ["**EXERCISE. None of this happened.**", ""]
    return lines + table(("What", "Value"), [(name, material.masked(value)) for name, value in rows if value])


def _withheld(material: Material) -> str:
    reasons = list(material.withheld.values())
    words = [f"{reasons.count(why)} {why}" for why in sorted(set(reasons))]
    return f"{', '.join(words)}; their records and hashes are in the JSON export" if words else "nothing"


def _footer(material: Material) -> list[str]:
    size = f"{len(material.sealed)} {'entry' if len(material.sealed) == 1 else 'entries'}"
    head = material.head or "none"
    check = "Whoever remembers this head can check the room or its JSON export: `warroom verify PATH --anchor HEAD`."
    return ["---", "", f"{size}, head `{head}`. {check}"]


def _summary(material: Material) -> list[str]:
    rows = [(figure.name, figure.value, figure.note) for figure in figures(material)]
    return ["## Summary", "", *table(("Figure", "Value", "How"), rows)]


def _opening(material: Material) -> list[str]:
    """The answers given at the declaration: what was known then."""
    incident = material.incident
    if incident is None:
        return []
    first = incident.first
    rows = [
        ("Is it real", first.real),
        ("Still going on", first.ongoing),
        ("Where it comes from", first.origin),
        ("At stake", ", ".join(first.stake)),
        ("Who is hit", first.hit),
        ("Who is loud", first.loud),
        ("Not known", first.unknown),
    ]
    return ["## Known at the declaration", "", *table(("Question", "Answer"), [masked(material, row) for row in rows])]


# -- the parts ---------------------------------------------------------------------------------------------------


def _timeline(material: Material, entries: Sequence[Entry]) -> list[str]:
    shown = sorted((x for x in entries if not _quiet(x)), key=lambda x: (x.occurred, x.seq))
    lines = [_timeline_line(material, entry) for entry in shown]
    return ["## Timeline", "", *(lines or ["Nobody wrote anything."])]


def _quiet(entry: Entry) -> bool:
    """Entries that belong into the annex only."""
    payload = entry.payload
    if isinstance(payload, e.Suggested):
        return payload.level == payload.was
    return isinstance(payload, e.Opened | e.Corrected | e.TurningPoint | e.UpdateDue | e.TaskDue | e.TaskWaits)


def _timeline_line(material: Material, entry: Entry) -> str:
    if entry.seq in material.withheld:
        return f"- {when_of(material, entry)} · *{_HIDDEN[material.withheld[entry.seq]]}* (entry {entry.seq})"
    line = entry_line(entry, material.labels)
    subject = text_of(material, f"{line.who} {line.verb}".strip())
    said = f"**{subject}** " if subject else ""
    turning = " **Turning point.**" if material.picture.turning_points.get(entry.seq) else ""
    glyph = "" if line.glyph == "·" else f"{line.glyph} "
    return f"- {when_of(material, entry)} {glyph}{said}{_fact(material, entry, line.fact)}{_marks(entry)}{turning}"


def _fact(material: Material, entry: Entry, fact: str) -> str:
    """What it says; a first wording that was corrected is struck through and followed by the better one."""
    better = material.picture.corrections.get(entry.seq)
    if better is None or not 1 <= better <= len(material.sealed):
        return text_of(material, fact)
    if better in material.withheld:
        return f"~~{text_of(material, fact)}~~ *{_HIDDEN[material.withheld[better]]}*"
    corrected = material.sealed[better - 1].entry
    assert isinstance(corrected.payload, e.Corrected)
    why = f", {text_of(material, corrected.payload.reason)}" if corrected.payload.reason else ""
    who = text_of(material, name_of(material, corrected.by))
    return (
        f"~~{text_of(material, fact)}~~ {text_of(material, corrected.payload.text)} "
        f"*(corrected {stamp(corrected.recorded)} by {who}{why})*"
    )


def _marks(entry: Entry) -> str:
    return f" *(written {span(entry.late_by)} later)*" if entry.late_by > LATE else ""


def _decisions(material: Material, entries: Sequence[Entry]) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        decision = entry.payload
        if not isinstance(decision, e.Decision):
            continue
        if entry.seq in material.withheld:
            lines += [f"### Entry {entry.seq}", "", f"*{_HIDDEN[material.withheld[entry.seq]]}*", ""]
            continue
        lines += [f"### {when_of(material, entry)} {text_of(material, decision.text[:120])}", ""]
        rows = [
            ("Decided", _fact(material, entry, decision.text)),
            ("By", text_of(material, f"{name_of(material, entry.by)}, {entry.role}")),
            ("Reason", text_of(material, decision.reason)),
            ("Options", text_of(material, "; ".join(decision.options)) or "none written down"),
            ("Objections", text_of(material, decision.objections) or "none written down"),
            ("Known then", text_of(material, ", ".join(decision.known)) or "not kept"),
        ]
        lines += [f"- {name}: {value}" for name, value in rows]
        lines.append("")
    return ["## Decisions", "", *(lines[:-1] or ["None."])]


def _updates(material: Material, entries: Sequence[Entry]) -> list[str]:
    rows = [
        (when_of(material, x), x.payload.audience, name_of(material, x.by), x.payload.text)
        for x in entries
        if isinstance(x.payload, e.UpdateGiven) and x.seq not in material.withheld
    ]
    body = table(("When", "To", "By", "What"), [masked(material, row) for row in rows]) if rows else ["None was given."]
    return ["## Updates", "", *body]


def _tasks(material: Material, entries: Sequence[Entry]) -> list[str]:
    numbers = [x.payload.task for x in entries if isinstance(x.payload, e.TaskMade)]
    tasks = [task for number in numbers if (task := material.picture.tasks.get(number)) is not None]
    rows = [
        (
            str(t.number), t.title, name_of(material, t.owner) if t.owner else "nobody", STATES[t.state],
            stamp(t.due) if t.due else "", stamp(t.changed_at) if not t.open else "",
        )
        for t in tasks
    ]  # fmt: skip
    head = ("No", "Task", "Owner", "State", "Due", "Done")
    return ["## Tasks", "", *(table(head, [masked(material, row) for row in rows]) if rows else ["None."])]


def _people(material: Material, entries: Sequence[Entry]) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for entry in entries:
        match entry.payload:
            case e.Declared(commander=person):
                rows.append((when_of(material, entry), name_of(material, person), "commander", ""))
            case e.RoleTaken(role=role, person=person, was=was):
                rows.append((when_of(material, entry), name_of(material, person), role, name_of(material, was)))
            case e.HandoverAccepted(role=role, giver=giver, taker=taker):
                rows.append((when_of(material, entry), name_of(material, taker), role, name_of(material, giver)))
            case e.RoleLeft(role=role, person=person):
                rows.append((when_of(material, entry), "nobody", role, name_of(material, person)))
            case _:
                pass
    wrote = {x.by for x in entries if x.by not in ("", "room")}
    names = ", ".join(text_of(material, name_of(material, person)) for person in sorted(wrote)) or "nobody"
    body = table(("From", "Who", "Role", "After"), [masked(material, row) for row in rows]) if rows else []
    return ["## People and roles", "", *body, *([""] if body else []), f"Wrote in the log: {names}."]


def _sources(material: Material, entries: Sequence[Entry]) -> list[str]:
    end = entries[-1].recorded if entries else material.aim.now
    rows = [
        (source, stamp(at), span(length) if length is not None else f"still, for {span(end - at)}", note)
        for source, at, length, note in blind(entries, end)
    ]
    body = table(("Source", "Not heard from", "For", "Why"), rows) if rows else ["Every source was heard throughout."]
    return ["## Where the room was blind", "", *body]


def _pinned(material: Material, entries: Sequence[Entry]) -> list[str]:
    """What strangers wrote, in quote blocks."""
    lines: list[str] = []
    for entry in entries:
        pin = entry.payload
        if not isinstance(pin, e.Pinned) or entry.seq in material.withheld:
            continue
        reach = f", reach {short(pin.reach)}" if pin.reach is not None else ""
        url = f", {inline(pin.url)}" if pin.url.startswith(("http://", "https://")) else ""
        lines += [
            f"**{inline(pin.who)}** on {inline(pin.platform)}, {stamp(pin.published)}{reach}{url} (entry {entry.seq})",
            "",
            quote(pin.text),
            "",
        ]
    return ["## Pinned mentions", "", *(lines[:-1] or ["None."])]


def _log(material: Material) -> list[str]:
    """Every entry as it was written, in the order of the chain."""
    rows = []
    for each in material.sealed:
        entry = each.entry
        if entry.seq in material.withheld:
            said = _HIDDEN[material.withheld[entry.seq]]
        else:
            line = entry_line(entry, material.labels)
            said = material.masked(f"{line.verb} {line.fact}".strip())
        by = "" if entry.by == "room" else name_of(material, entry.by)
        occurred = stamp(entry.occurred) if entry.late_by > LATE else ""
        rows.append((str(entry.seq), stamp(entry.recorded), occurred, by, entry.kind, said, entry.hash[:12]))
    head = ("No", "Recorded", "Occurred", "By", "Kind", "What", "Hash")
    body = table(head, rows) if rows else ["The log is empty."]
    corrected = len(material.picture.corrections)
    note = f"{corrected} of them were corrected later; the first wording stands here." if corrected else ""
    return ["## The whole log", "", *body, *(["", note] if note else [])]


# -- words -------------------------------------------------------------------------------------------------------


def _commander(material: Material, entries: Sequence[Entry]) -> str:
    """Everybody who commanded, in order."""
    held: list[str] = []
    for entry in entries:
        match entry.payload:
            case e.Declared(commander=person) | e.RoleTaken(role="commander", person=person):
                if not held or held[-1] != person:
                    held.append(person)
            case _:
                pass
    return ", then ".join(name_of(material, person) for person in held) or "nobody"
