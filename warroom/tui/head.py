"""The head: level, incident, clocks; who is here and what is heard. On top of every view, also over forms."""

from __future__ import annotations

from collections.abc import Sequence

from warroom.domain.level import MINUTE, Level
from warroom.domain.people import ROLES, Role
from warroom.domain.words import clock, count, countdown, since, span
from warroom.room.protocol import Room
from warroom.tui.alerts import UPDATE_SOON, Alert, counts, source_state
from warroom.tui.escalation import brief
from warroom.tui.paint import Row, Span, chip, crop, crop_row, fill, on, pad, spread, width
from warroom.tui.say import initialled, short_name

GONE = "reading …"


def head(room: Room | None, found: Sequence[Alert], now: int, cells: int, *, small: bool = False) -> list[Row]:
    """Both rows. Without a room (it is being opened) the frame stands, empty."""
    if room is None:
        return [fill([Span("  warroom", "tag"), Span(f"   {GONE}", "muted")], cells), []]
    if room.trouble:
        bar = crop(f"  ■ The log is not being saved: {room.trouble}", cells)
        return [_first(room, now, cells, small=small), [Span(pad(bar, cells), "chip")]]
    if room.away:
        return [_first(room, now, cells, small=small), away_bar(room, cells)]
    if small:
        return [_first(room, now, cells, small=True), _small_second(room, found, now, cells)]
    return [_first(room, now, cells), _second(room, now, cells)]


def away_bar(room: Room, cells: int) -> Row:
    """What happened, how old everything is, what still works, in as many words as there is place for."""
    away = room.away
    assert away is not None
    parts = [f"  ▲ {away.why}", f" Everything below is as of {clock(away.since)}."]
    if away.for_good:
        parts.append(" Leave with ^q.")
    else:
        waits = sum(not kept.refused for kept in room.kept)
        parts.append(" Log and drafts are kept here" + (f", {waits} wait{'s' * (waits == 1)}." if waits else "."))
        parts.append(" Claim and send are off.")
    short = [parts[0], f" As of {clock(away.since)}.", *parts[2:]]
    words = "".join(parts) if len("".join(parts)) <= cells else "".join(short)
    return [Span(pad(crop(words, cells), cells), "amber")]


def level_chip(room: Room, *, small: bool = False) -> Span:
    """``L3 CRISIS`` in red from L3; DRILL takes its place in an exercise, so that nobody mixes them up."""
    level = room.picture.level
    word = f"L{int(level)}" if small else f"L{int(level)} {level.name}"
    if room.drill:
        return Span(f" {'DRILL' if small else 'DRILL ' + word} ", "amber")
    text = f" {word} " if small else f"  {word} "
    if level >= Level.CRISIS:
        return Span(text, "level")
    return Span(text, "amber" if level == Level.ALERT else "tag/raise")


def _first(room: Room, now: int, cells: int, *, small: bool = False) -> Row:
    incident = room.picture.incident
    gap = " " if small else "  "
    left: Row = [level_chip(room, small=small), Span(gap)]
    if incident is None:
        sources = count(len(room.health), "source")
        left += [Span("No incident", "bright"), Span(f"   {room.brand}, watching {sources}", "muted")]
        seen = max((h.last_ok for h in room.health if h.last_ok), default=None)
        right: Row = []
        if seen and not small:
            right.append(Span(f"last check {clock(seen, seconds=True)}   ", "muted"))
        right.append(Span(clock(now) if small else f"{clock(now, seconds=True)} UTC", "bright"))
    else:
        left.append(Span(incident.title, "bright"))
        if not small:
            left.append(Span(f"  {incident.id} {room.brand}", "muted"))
        right = [Span(since(now, incident.declared_at, seconds=not small), "bright")]
        right += _update(room, now, small=small)
        right.append(Span(clock(now) if small else f"{clock(now, seconds=True)} UTC", "text"))
    if incident is not None and room.picture.level == Level.CRITICAL and not room.drill:
        body = spread(left, [*right, Span(" ")], cells)
        return [Span(s.text, "level") for s in body]
    return spread(left, [*right, Span(" ")], cells)


def _update(room: Room, now: int, *, small: bool) -> Row:
    """The countdown to the next public update: a chip when it has passed."""
    gap = "  " if small else "   "
    due = room.picture.updates.get("public")
    if due is None:
        return [Span(gap)]
    word = "update" if small else "update due"
    if due < now:
        return [Span(gap), Span(f"{word} ", "muted"), chip(f"{span(now - due)} late"), Span(gap)]
    token = "cautbold" if due - now <= UPDATE_SOON else "text"
    left = span(due - now) if small else countdown(due - now)
    return [Span(gap), Span(f"{word} ", "muted"), Span(left, token), Span(gap)]


def _second(room: Room, now: int, cells: int) -> Row:
    right = [*_heard(room, now), Span(" ")]
    people = _people(room, cells - width(right) - 4)
    return spread(people, right, cells)


def _people(room: Room, cells: int) -> Row:
    """Who acts in which role: the commander first, then by role; who does not fit is counted."""
    held: list[tuple[str, Role]] = sorted(
        ((person, room.picture.role_of(room.people[person])) for person in room.people),
        key=lambda pair: (ROLES.index(pair[1]), room.people[pair[0]].name),
    )
    named = [(p, r) for p, r in held if r not in ("responder", "observer")]
    crowd = sum(r == "responder" for _, r in held)
    here = {one.who for one in room.present} or set(room.people)  # a room that nobody can come to has nobody away
    wide = cells > 84
    row: Row = [Span("  ")]
    for n, (person, role) in enumerate(named):
        first = n == 0 and role == "commander"
        name = room.people[person].name if first and wide else initialled(room.people, person)
        name = name if first or not wide else short_name(room.people, person)
        away = person not in here
        piece: Row = [Span("◆ " if first else "", "muted"),
                      Span(name, "muted" if away else "name" if first else "text"),
                      Span(f" {role}{' away' * away}", "muted")]  # fmt: skip
        before = Span("   " if wide else "  ") if n else Span("")
        rest = len(named) - n + crowd
        if width(row) + width(piece) + 3 + len(f"   +{rest}") > cells and rest > 1:
            return [*row, Span(f"   +{rest}", "muted")]
        row += [before, *piece]
    if crowd:
        gap = "   " if named else ""
        there = sum(r == "responder" and p in here for p, r in held)
        some = f"{there} of " if there < crowd else ""
        row.append(Span(f"{gap}{some}{count(crowd, 'responder')}", "muted"))
    return row


def _heard(room: Room, now: int) -> Row:
    """The sources that do not hear, in amber, and how many do."""
    deaf = [h for h in room.health if h.state in ("late", "failing", "stopped")]
    live = sum(h.hears for h in room.health)
    row: Row = []
    for health in deaf[:2]:
        row.append(Span(f"▲ {source_state(health, now, brief=True)}  ", "caut"))
    if len(deaf) > 2:
        row.append(Span(f"▲ {len(deaf) - 2} more  ", "caut"))
    return [*row, Span(f"{live} of {count(len(room.health), 'source')} live", "muted")]


def _small_second(room: Room, found: Sequence[Alert], now: int, cells: int) -> Row:
    late, soon = counts(found)
    row: Row = [Span(" "), *brief(room, now)]
    if late:
        row += [Span("   "), chip(f"{late} late")]
    if soon:
        row += [Span("  "), Span(f"▲ {soon} soon", "caut")]
    deaf = [h for h in room.health if h.state in ("late", "failing", "stopped")]
    right: Row = [Span(f"{count(len(room.health), 'source')} live ", "muted")]
    if deaf:
        more = f" +{len(deaf) - 1}" if len(deaf) > 1 else ""
        right = [Span(f"{source_state(deaf[0], now, brief=True)}{more} ", "caut")]
    return spread(crop_row(row, cells - width(right) - 2), right, cells)


TAB_NAMES = {"feed": "Feed", "tasks": "Tasks", "log": "Log", "score": "Score", "needs": "Needs you"}


def tabs(room: Room | None, found: Sequence[Alert], now: int, shown: str, cells: int) -> list[Row]:
    """The tab bar of the small size: which pane is shown, and what waits in the others."""
    late, soon = counts(found)
    facts: dict[str, Row] = {}
    if room is not None:
        unclaimed = room.answers.unclaimed
        facts["feed"] = [Span(f" {unclaimed}", "bright")] if unclaimed else []
        overdue = sum(t.open and t.due is not None and t.due < now - now % MINUTE for t in room.picture.board())
        facts["tasks"] = [Span(f" {overdue} late", "bright")] if overdue else []
        marks = " ".join(f"{g}{n}" for g, n in (("■", late), ("▲", soon)) if n)
        facts["needs"] = [Span(f" {marks}", "muted")] if marks else []
    row: Row = []
    for n, (name, label) in enumerate(TAB_NAMES.items()):
        chosen = name == shown
        tab: Row = [Span(f" {label}", "bright" if chosen else "muted"), *facts.get(name, []), Span(" ")]
        row += [Span(" " if n else ""), *(on(tab, "sel") if chosen else tab)]
    return [spread(row, [Span("tab ", "key")], cells)]
