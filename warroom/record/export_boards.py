"""The sections about statements, objectives, facts, press and people who were told."""

from __future__ import annotations

from collections.abc import Sequence

from warroom.domain import entries as e
from warroom.domain.entries import Entry
from warroom.domain.picture import Statement
from warroom.domain.words import count, stamp
from warroom.record.escape import quote, table
from warroom.record.material import Material
from warroom.record.shown import masked, name_of, text_of, when_of


def boards(material: Material, entries: Sequence[Entry]) -> list[list[str]]:
    """Each section that has something to say."""
    sections = (_statements, _objectives, _facts, _press, _told, _checks, _calls)
    return [found for section in sections if (found := section(material, entries))]


def _statements(material: Material, entries: Sequence[Entry]) -> list[str]:
    numbers = [x.payload.statement for x in entries if isinstance(x.payload, e.StatementDrafted)
               and x.seq not in material.withheld]  # fmt: skip
    lines: list[str] = []
    for number in numbers:
        statement = material.picture.statements.get(number)
        if statement is not None:
            lines += _statement(material, statement, entries)
    return ["## Statements", "", *lines[:-1]] if lines else []


def _statement(material: Material, statement: Statement, entries: Sequence[Entry]) -> list[str]:
    number = statement.number
    title = text_of(material, statement.title) or statement.sort
    lines = [f"### Statement {number}: {title}", ""]
    if statement.published_at:
        where = f" on {text_of(material, ', '.join(statement.channels))}" if statement.channels else ""
        who = name_of(material, statement.published_by)
        lines.append(f"- Published: {stamp(statement.published_at)}{where} by {text_of(material, who)}")
    elif statement.withdrawn:
        lines.append(f"- Withdrawn: {text_of(material, statement.withdrawn)}")
    else:
        lines.append("- Never published")
    lines.append(f"- Versions: {len(statement.versions)}")
    for entry in entries:
        match entry.payload:
            case e.StatementApproved(statement=n, version=version, role=role) if n == number:
                who = text_of(material, name_of(material, entry.by))
                lines.append(f"- Approved as {role}: {who}, version {version}, {when_of(material, entry)}")
            case e.ChangeAsked(statement=n, version=version, why=why) if n == number:
                who = text_of(material, name_of(material, entry.by))
                lines.append(f"- Change asked by {who} in version {version}: {text_of(material, why)}")
            case e.StatementPosted(statement=n, channel=channel, where=where) if n == number:
                lines.append(f"- Stands on {text_of(material, channel)} {text_of(material, where)}".rstrip())
            case _:
                pass
    return [*lines, "", quote(material.masked(statement.last.text)), ""]


def _objectives(material: Material, entries: Sequence[Entry]) -> list[str]:
    numbers = dict.fromkeys(x.payload.objective for x in entries if isinstance(x.payload, e.ObjectiveSet))
    found = [o for n in numbers if (o := material.picture.objectives.get(n)) is not None]
    rows = [(str(o.number), str(o.period or ""), o.text, o.result or "open", o.note) for o in found]
    return _table(material, "Objectives", ("No", "Period", "Objective", "Result", "Note"), rows)


def _facts(material: Material, entries: Sequence[Entry]) -> list[str]:
    numbers = [x.payload.fact for x in entries if isinstance(x.payload, e.FactNoted)]
    found = [f for n in numbers if (f := material.picture.facts.get(n)) is not None]
    rows = [(str(f.number), f.standing, f.text, f.basis, name_of(material, f.by), stamp(f.at)) for f in found]
    return _table(material, "Facts and rumours", ("No", "Standing", "What", "Basis", "Judged by", "When"), rows)


def _press(material: Material, entries: Sequence[Entry]) -> list[str]:
    numbers = [x.payload.enquiry for x in entries if isinstance(x.payload, e.PressAsked)]
    found = [q for n in numbers if (q := material.picture.press.get(n)) is not None]
    rows = []
    for q in found:
        ended = ("declined: " if q.declined else "") + q.answer if q.answered_at else "open"
        late = bool(q.answered_at and q.deadline and q.answered_at > q.deadline)
        deadline = stamp(q.deadline) if q.deadline else ""
        rows.append((q.outlet, q.reporter, q.question, deadline, f"{ended}{' (late)' if late else ''}"))
    return _table(material, "Press", ("Outlet", "Reporter", "Question", "Deadline", "Answer"), rows)


def _told(material: Material, entries: Sequence[Entry]) -> list[str]:
    numbers = [x.payload.telling for x in entries if isinstance(x.payload, e.TellingPlanned)]
    found = [t for n in numbers if (t := material.picture.tellings.get(n)) is not None]
    rows = [(t.who, t.group, stamp(t.due) if t.due else "", stamp(t.told_at) if t.told_at else "not told",
             name_of(material, t.told_by) if t.told_by else "", t.how) for t in found]  # fmt: skip
    return _table(material, "Who was told", ("Who", "Group", "Due", "Told", "By", "How"), rows)


def _checks(material: Material, entries: Sequence[Entry]) -> list[str]:
    rows = [(when_of(material, x), x.payload.check, x.payload.channel, name_of(material, x.by),
             "" if x.payload.on else "taken back") for x in entries if isinstance(x.payload, e.Checked)]  # fmt: skip
    return _table(material, "First checks", ("When", "What", "Channel", "By", ""), rows)


def _calls(material: Material, entries: Sequence[Entry]) -> list[str]:
    rows = [(when_of(material, x), name_of(material, x.payload.person), x.payload.channel, x.payload.outcome,
             x.payload.note) for x in entries if isinstance(x.payload, e.Called)]  # fmt: skip
    found = _table(material, "Calls", ("When", "Who", "Through", "Outcome", "Note"), rows)
    if found:
        sent = sum(row[3] == "sent" for row in rows)
        found += ["", f"{sent} of {count(len(rows), 'call')} went out."]
    return found


def _table(material: Material, title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    return [f"## {title}", "", *table(head, [masked(material, row) for row in rows])]
