"""The head of the desk: one row, so that the conversation gets the other."""

from __future__ import annotations

from collections.abc import Sequence

from warroom.domain.level import Level
from warroom.domain.words import clock, countdown, since, span
from warroom.room.protocol import Room
from warroom.tui.alerts import UPDATE_SOON, Alert, counts, source_state
from warroom.tui.head import away_bar, level_chip
from warroom.tui.paint import Row, Span, chip, crop, pad, spread, width


def desk_head(room: Room, found: Sequence[Alert], now: int, cells: int) -> list[Row]:
    """Level, incident, what waits, what is not heard | who I am, the clocks."""
    if room.trouble:
        return [[Span(pad(crop(f"  ■ The log is not being saved: {room.trouble}", cells), cells), "chip")]]
    if room.away:
        return [away_bar(room, cells)]
    small = cells < 96
    right = _right(room, now, small=small)
    left: Row = [level_chip(room, small=small), Span(" " if small else "  ")]
    incident = room.picture.incident
    title: Row = [Span(incident.title if incident else "No incident", "bright")]
    more = _waits(found) + _deaf(room, now)
    if width(left) + width(title) + width(more) + width(right) + 4 > cells:
        title = [Span(crop(title[0].text, max(8, cells - width(left) - width(more) - width(right) - 4)), "bright")]
    row = spread([*left, *title, *more], right, cells)
    if incident is not None and room.picture.level == Level.CRITICAL and not room.drill:
        return [[Span(text, "level") for text, _ in row]]
    return [row]


def _waits(found: Sequence[Alert]) -> Row:
    marks = " ".join(f"{glyph}{n}" for glyph, n in zip("■▲", counts(found), strict=True) if n)
    return [Span(f"   {marks}", "muted")] if marks else []


def _deaf(room: Room, now: int) -> Row:
    deaf = [h for h in room.health if h.state in ("late", "failing", "stopped")]
    if not deaf:
        return []
    more = f" +{len(deaf) - 1}" if len(deaf) > 1 else ""
    return [Span(f"   {source_state(deaf[0], now, brief=True)}{more}", "caut")]


def _right(room: Room, now: int, *, small: bool) -> Row:
    incident = room.picture.incident
    role = room.picture.role_of(room.me)
    me: Row = [] if small else [Span(f"{room.me.short}, {role}", "muted"), Span("   ")]
    if incident is None:
        return [*me, Span(f"{clock(now)} UTC ", "bright")]
    clocks: Row = [Span(since(now, incident.declared_at, seconds=not small), "bright")]
    due = room.picture.updates.get("public")
    if due is None:
        return [*me, *clocks, Span(" ")]
    clocks += [Span("  " if small else "   "), Span("update ", "muted")]
    if due < now:
        return [*me, *clocks, chip(f"{span(now - due)} late"), Span(" ")]
    left = span(due - now) if small else countdown(due - now)
    return [*me, *clocks, Span(left, "cautbold" if due - now <= UPDATE_SOON else "text"), Span(" ")]
