"""The figures of the review, reckoned from the log and from nothing else. A missing marker is said, never guessed.

Definitions: ``design/practice.md``, "Post-crisis review", after the sources named there. Moments in ms UTC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Final

import msgspec

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.level import HOUR, MINUTE, Level, answer_by
from warroom.domain.words import count, span, stamp
from warroom.record.material import Material
from warroom.store.protocols import BIN

UNMEASURED: Final = "not measurable"
LATE: Final = 5 * MINUTE
"""An entry that was written down later than this is marked as late."""


class Figure(msgspec.Struct, frozen=True):
    """One line of the summary."""

    name: str
    value: str
    note: str = ""
    """How it was reckoned, or why it could not be."""


class Markers(msgspec.Struct, kw_only=True):
    """Moments that the figures hang on; None where the log does not hold them."""

    noticed: int | None = None
    """First suggestion above Quiet, or the first alert that somebody took in hand."""
    declared: int | None = None
    command: int | None = None
    said: int | None = None
    """First public update."""
    peak: int | None = None
    """When the busiest hour began."""
    closed: int | None = None
    end: int = 0
    """Closed, or the last entry."""


def scope(material: Material) -> list[Entry]:
    """The entries that the report is about: from the end of the incident before to the end of this one."""
    incident, entries = material.incident, material.entries
    if incident is None:
        return entries
    before = [i.closed_at for i in material.picture.closed if i.closed_at and i.declared_at < incident.declared_at]
    start = max(before, default=0)
    end = incident.closed_at
    return [
        x for x in entries if x.recorded > start and (end is None or x.recorded <= end or x.incident == incident.id)
    ]


def markers(material: Material, entries: Sequence[Entry]) -> Markers:
    """What the log says about when."""
    incident = material.incident
    found = Markers(end=entries[-1].recorded if entries else material.aim.now)
    if incident is not None:
        found.declared, found.closed = incident.declared_at, incident.closed_at
        found.command = incident.declared_at if incident.first.commander else None
        found.end = incident.closed_at or found.end
    for entry in entries:
        payload = entry.payload
        alarm = isinstance(payload, e.Acknowledged) or (isinstance(payload, e.Suggested) and payload.level > 0)
        if alarm and found.noticed is None:
            found.noticed = entry.occurred
        public = isinstance(payload, e.StatementPublished) or (
            isinstance(payload, e.UpdateGiven) and payload.audience == "public"
        )
        if public and found.said is None:
            found.said = entry.occurred
    busiest = _busiest(material, found)
    found.peak = busiest[0] if busiest else None
    return found


def figures(material: Material) -> list[Figure]:
    """Every figure that practice asks for and this log can answer, and those that it cannot."""
    entries = scope(material)
    at = markers(material, entries)
    return [
        Figure("Time to detect", UNMEASURED, "nobody marked the first post about it"),
        _between("Time to declare", at.noticed, at.declared, "from the first alert to the declaration"),
        _between("Time to command", at.declared, at.command, "from the declaration to a commander"),
        _between("First public statement", at.noticed, at.said, "from the first alert to the first public update"),
        *_acknowledged(material, entries),
        *_updates(entries, at),
        *_volume(material, at),
        *_replies(material, entries, at),
        *_levels(entries, at),
        *_tasks(material, entries),
        *_command(entries),
        *_log(entries),
        *_approvals(entries),
        Figure("Time to contain, to baseline", UNMEASURED, "nobody confirmed that it was contained"),
        Figure("Share of voice", UNMEASURED, "no rivals are listened to"),
    ]


def blind(entries: Sequence[Entry], end: int) -> list[tuple[str, int, int | None, str]]:
    """Every time a source was not heard: (source, since, length in ms or None while it lasts, note)."""
    out: list[tuple[str, int, int | None, str]] = []
    down: dict[str, tuple[int, str]] = {}
    for entry in entries:
        match entry.payload:
            case e.SourceDown(source=source, since=since, note=note):
                down.setdefault(source, (since, note))
            case e.SourceUp(source=source, blind=length):
                since, note = down.pop(source, (entry.recorded - length, ""))
                out.append((source, since, length, note))
            case _:
                pass
    out += [(source, since, None, note) for source, (since, note) in down.items() if since <= end]
    return sorted(out, key=lambda row: (row[1], row[0]))


def quantile(values: Sequence[int], share: float) -> int:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(share * 100) // 100) - 1))]


# -- one group each ----------------------------------------------------------------------------------------------


def _between(name: str, start: int | None, end: int | None, note: str) -> Figure:
    if start is None or end is None:
        missing = note.removeprefix("from ").split(" to ")[0 if start is None else 1]
        return Figure(name, UNMEASURED, f"the log does not hold {missing}")
    if end < start:
        return Figure(name, "at once", note)
    return Figure(name, span(end - start), note)


def _acknowledged(material: Material, entries: Sequence[Entry]) -> list[Figure]:
    """First claim minus first seen, per mention."""
    first: dict[int, int] = {}
    for entry in entries:
        if isinstance(entry.payload, e.Claimed | e.Answered):
            first.setdefault(entry.payload.mention, entry.recorded)
    known = {m: at for m, at in first.items() if m in material.mentions}
    if not known:
        return [Figure("Time to acknowledge", UNMEASURED, "no mention was claimed or answered")]
    waits = [max(0, at - material.mentions[m].first_seen) for m, at in known.items()]
    spans, rules = material.picture.spans, material.aim.rules
    inside = sum(at <= answer_by(material.mentions[m].first_seen, spans, rules) for m, at in known.items())
    value = f"median {span(int(median(waits)))}, p90 {span(quantile(waits, 0.9))}"
    note = f"{count(len(known), 'mention')}, {_share(inside, len(known))} within the time of their level"
    return [Figure("Time to acknowledge", value, note)]


def _updates(entries: Sequence[Entry], at: Markers) -> list[Figure]:
    due: dict[str, int] = {}
    given = punctual = missed = 0
    public = [at.declared] if at.declared is not None else []
    for entry in entries:
        match entry.payload:
            case e.Declared(update_due=first):
                due["public"] = first
            case e.UpdateDue(audience=audience, due=None):
                due.pop(audience, None)
            case e.UpdateDue(audience=audience, due=int(when)):
                due[audience] = when
            case (
                e.UpdateGiven(audience=audience, next_due=after)
                | e.StatementPublished(audience=audience, next_due=after)
            ):
                given += 1
                punctual += audience not in due or entry.occurred <= due[audience]
                due.pop(audience, None)
                if after is not None:
                    due[audience] = after
                if audience == "public":
                    public.append(entry.occurred)
            case _:
                pass
    missed = sum(when < at.end for when in due.values())
    if not given and not missed:
        return [Figure("Updates on time", UNMEASURED, "no update was given or became due")]
    out = [Figure("Updates on time", f"{punctual} of {given + missed}", f"{given} given, {missed} due and not given")]
    if len(public) > 1:
        gaps = [b - a for a, b in zip(public, [*public[1:], at.end], strict=True)]
        out.append(Figure("Longest public silence", span(max(gaps)), "from the declaration on"))
    return out


def _busiest(material: Material, at: Markers) -> tuple[int, int] | None:
    """(begin, mentions) of the busiest 60 minutes, in steps of five."""
    bins = {row.bin: row.mentions for row in material.volume if row.bin <= at.end}
    if not bins:
        return None
    sums = {start: sum(bins.get(start + k * BIN, 0) for k in range(HOUR // BIN)) for start in bins}
    begin = max(sums, key=lambda start: (sums[start], -start))
    return begin, sums[begin]


def _volume(material: Material, at: Markers) -> list[Figure]:
    busiest = _busiest(material, at)
    if busiest is None:
        return [Figure("Busiest hour", UNMEASURED, "nothing was heard")]
    begin, most = busiest
    total = sum(row.mentions for row in material.volume if row.bin <= at.end)
    negative = sum(row.negative for row in material.volume if row.bin <= at.end)
    scored = sum(row.scored for row in material.volume if row.bin <= at.end)
    out = [
        Figure("Busiest hour", f"{most} mentions", f"from {stamp(begin)}"),
        Figure("Mentions heard", str(total), "from a day before the log's first entry, copies included"),
    ]
    tone = f"{_share(negative, scored)} of {scored} scored" if scored else UNMEASURED
    return [*out, Figure("Negative", tone, "by the machine's tone" if scored else "no mention has a tone")]


def _replies(material: Material, entries: Sequence[Entry], at: Markers) -> list[Figure]:
    start = at.declared if at.declared is not None else (entries[0].recorded if entries else 0)
    needed = {ident for ident, seen in material.needing if start <= seen <= at.end}
    answered = {x.payload.mention: x.recorded for x in entries if isinstance(x.payload, e.Answered)}
    dismissed = {
        x.payload.mention
        for x in entries
        if isinstance(x.payload, e.Triaged) and x.payload.triage in ("troll", "rager", "not_us", "praise")
    }
    needed -= dismissed - answered.keys()
    out = []
    if needed:
        done = len(needed & answered.keys())
        out.append(
            Figure("Reply rate", f"{_share(done, len(needed))}", f"{done} of {len(needed)} that needed an answer")
        )
    else:
        out.append(Figure("Reply rate", UNMEASURED, "no mention needed an answer"))
    waits = [max(0, when - m.published) for i, when in answered.items() if (m := material.mentions.get(i)) is not None]
    if waits:
        value = f"median {span(int(median(waits)))}, p90 {span(quantile(waits, 0.9))}"
        out.append(Figure("First response", value, f"from posting to our answer, {count(len(waits), 'answer')}"))
    return out


def _levels(entries: Sequence[Entry], at: Markers) -> list[Figure]:
    steps: list[tuple[int, Level]] = []
    up = down = asked = agreed = 0
    for entry in entries:
        match entry.payload:
            case e.Declared(level=level):
                steps.append((entry.recorded, level))
            case e.LevelSet(level=level, was=was, suggested=suggested):
                steps.append((entry.recorded, level))
                up, down = up + (level > was), down + (level < was)
                asked += suggested is not None
                agreed += suggested == level
            case e.StoodDown():
                steps.append((entry.recorded, Level.QUIET))
            case _:
                pass
    if not steps:
        return []
    lengths: Counter[Level] = Counter()
    for (begin, level), (end, _) in zip(steps, [*steps[1:], (max(at.end, steps[-1][0]), Level.QUIET)], strict=True):
        lengths[level] += end - begin
    value = ", ".join(f"{level.tag} {span(length)}" for level, length in sorted(lengths.items()) if length)
    note = f"{up} up, {down} down" + (f", {agreed} of {asked} as suggested" if asked else "")
    return [Figure("Time at each level", value or "none", note)]


def _tasks(material: Material, entries: Sequence[Entry]) -> list[Figure]:
    made = [x for x in entries if isinstance(x.payload, e.TaskMade)]
    if not made:
        return [Figure("Tasks", "none", "")]
    tasks = [t for x in made if isinstance(x.payload, e.TaskMade) and (t := material.picture.tasks.get(x.payload.task))]
    done = sum(not task.open for task in tasks)
    orphans = sum(task.open and not task.owner for task in tasks)
    late = sum(
        task.due is not None and (material.aim.now if task.open else task.changed_at) > task.due for task in tasks
    )
    return [Figure("Tasks", f"{done} of {len(tasks)} done", f"{late} late, {orphans} open without an owner")]


def _approvals(entries: Sequence[Entry]) -> list[Figure]:
    """From the question to each yes, and who took longest. Statements and replies alike."""
    asked: dict[tuple[str, int], int] = {}
    waits: list[tuple[int, str]] = []
    for entry in entries:
        match entry.payload:
            case e.ApprovalAsked(statement=number):
                asked["statement", number] = entry.recorded
            case e.ReplyAsked(mention=mention):
                asked["reply", mention] = entry.recorded
            case e.StatementApproved(statement=number, role=role) if ("statement", number) in asked:
                waits.append((entry.recorded - asked["statement", number], role))
            case e.ReplyApproved(mention=mention, role=role) if ("reply", mention) in asked:
                waits.append((entry.recorded - asked["reply", mention], role))
            case _:
                pass
    if not waits:
        return [Figure("Approval latency", UNMEASURED, "nothing that was asked about was approved")]
    lengths = [length for length, _ in waits]
    longest, slowest = max(waits)
    value = f"median {span(int(median(lengths)))}, p90 {span(quantile(lengths, 0.9))}"
    return [Figure("Approval latency", value, f"{count(len(waits), 'approval')}, longest {span(longest)} ({slowest})")]


def _command(entries: Sequence[Entry]) -> list[Figure]:
    handed = sum(
        isinstance(x.payload, e.HandoverAccepted) or (isinstance(x.payload, e.RoleTaken) and bool(x.payload.was))
        for x in entries
    )
    return [Figure("Handovers", str(handed), "roles that went from one person to another")]


def _log(entries: Sequence[Entry]) -> list[Figure]:
    if not entries:
        return [Figure("Log", "empty", "")]
    kinds = Counter(entry.kind for entry in entries)
    written = [x for x in entries if isinstance(x.payload, e.WRITTEN)]
    late = sum(x.late_by > LATE for x in written)
    reasons = sum(isinstance(x.payload, e.Decision) and bool(x.payload.reason) for x in entries)
    decided = kinds["decision"]
    out = [
        Figure("Log", f"{len(entries)} entries", ", ".join(f"{n} {kind}" for kind, n in kinds.most_common(6))),
        Figure("Written late", f"{late} of {len(written)}", "more than five minutes after it happened"),
        Figure("Corrected", str(len({x.payload.seq for x in entries if isinstance(x.payload, e.Corrected)})), ""),
    ]
    if decided:
        out.append(Figure("Decisions with a reason", f"{reasons} of {decided}", ""))
    return out


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else UNMEASURED
