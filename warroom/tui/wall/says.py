"""What the wall says: the few things that a whole room must know, worked out from the room as it is.

Nothing here knows how big anything is written. Everything a stranger wrote passes the masks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from warroom.domain.level import HOUR, MINUTE, Level
from warroom.domain.picture import Statement
from warroom.domain.words import clock, count, countdown, since, span
from warroom.room.protocol import Room
from warroom.tui.alerts import UPDATE_SOON, Alert, source_state
from warroom.tui.escalation import STALE, band, colour_of
from warroom.tui.say import short_name
from warroom.tui.wall.masks import Masks

# -- late ----------------------------------------------------------------------------------------------------------


class Late(msgspec.Struct, frozen=True):
    """One thing that is late now."""

    what: str
    who: str
    when: str
    """How late, ``6m``."""
    held: bool = False
    """Somebody has it in hand."""
    alarm: bool = False
    """The log is not being saved: the one bar over the whole width."""


def late(room: Room, found: Sequence[Alert], now: int, masks: Masks) -> list[Late]:
    """The warnings, most pressing first; tasks one by one, what somebody has in hand last.

    The public update is not among them: it has its own clock, which turns red.
    """
    out: list[Late] = []
    for alert in found:
        if alert.kind != "warning" or alert.key.startswith("update:public@"):
            continue
        if alert.pane == "tasks":
            out += _tasks(room, alert, now, masks)
            continue
        if alert.key == "trouble":
            out.append(Late("The log is not saved", "", "", alarm=True))
            continue
        when = alert.when.removesuffix(" late")
        who = short_name(room.people, alert.ack.by) if alert.ack else ""
        out.append(Late(masks.text(alert.what), who, when, alert.ack is not None))
    return out


def _tasks(room: Room, alert: Alert, now: int, masks: Masks) -> Iterator[Late]:
    for cause in alert.causes:
        task = room.picture.tasks.get(int(cause.removeprefix("task:")))
        if task is not None and task.due is not None:
            who = short_name(room.people, task.owner) if task.owner else "nobody"
            yield Late(masks.text(task.title), who, span(now - task.due), alert.ack is not None)


# -- numbers -------------------------------------------------------------------------------------------------------


class Score(msgspec.Struct, frozen=True):
    """The score, and up to three short lines about it."""

    figure: str
    token: str
    lines: tuple[tuple[str, str], ...]
    """(words, token), the most important first."""
    level: Level = Level.QUIET
    """The band that the score lies in."""
    score: int = 0
    soon: int | None = None


def score(room: Room, now: int) -> Score:
    """What the gauge says. What is old is grey, dated and without forecast; what it lacks is named."""
    reading = room.reading
    if reading is None:
        return Score("--", "muted", (("no reading yet", "muted"),))
    level = band(reading.score, room.rules)
    if now - reading.at > STALE:
        old = (f"as of {clock(reading.at)}", "caut"), (f"{(now - reading.at) // MINUTE} min ago", "caut")
        return Score(str(reading.score), "muted", (*old, ("no forecast", "muted")), level, reading.score)
    lines: list[tuple[str, str]] = []
    token = colour_of(level)
    if reading.confidence == "blind":
        token = "muted"  # noqa: S105 - a colour token
        lines.append((f"without {', '.join(reading.without)}" if reading.without else "not heard enough", "caut"))
    elif reading.confidence == "learning":
        lines.append(("still learning", "muted"))
    lines.append(_direction(reading.change))
    if reading.forecast:
        lines.append((f"L{int(reading.forecast.level)} in {reading.forecast.minutes} min", "caut"))
    return Score(str(reading.score), token, tuple(lines), level, reading.score, reading.soon)


def _direction(change: int) -> tuple[str, str]:
    if change:
        return f"{'up' if change > 0 else 'down'} {abs(change)} in 15 min", "content" if change > 0 else "text"
    return "steady for 15 min", "muted"


class Figure(msgspec.Struct, frozen=True):
    """A big number with a line above or beside it, and a note."""

    label: str
    figure: str
    token: str
    note: str = ""
    note_token: str = "muted"  # noqa: S105 - a colour token

    @property
    def ticks(self) -> bool:
        """Whether it changes every second."""
        return ":" in self.figure and "-" not in self.figure

    @property
    def chip(self) -> bool:
        """Whether it stands on a red ground: late."""
        return self.token == "level"  # noqa: S105 - a colour token


def elapsed(room: Room, now: int) -> Figure:
    """Time since the incident was declared; on quiet days how many posts came in today."""
    incident = room.picture.incident
    if incident is None:
        usual = f"{room.usual_day} on a normal day" if room.usual_day is not None else "usual not known yet"
        return Figure("posts today", str(room.today), "text", usual)
    return Figure("since declared", since(max(now, incident.declared_at), incident.declared_at)[2:], "content")


def update(room: Room, now: int) -> Figure:
    """The countdown to the next public update: amber when it is near, a chip when it has passed.

    On quiet days: how many sources are heard, because nothing else may look calm without it.
    """
    picture = room.picture
    if picture.incident is None:
        live = sum(h.hears for h in room.health)
        missing = len(room.health) - live
        calm = bool(live) and not missing
        note = "all of them" if calm else f"{missing} not heard" if missing else "nothing is heard"
        return Figure("sources live", str(live), "text" if calm else "caut", note, "muted" if calm else "caut")
    note = draft(room)
    due = picture.updates.get("public")
    if due is None:
        wanted = room.rules[picture.level].public is not None
        return Figure("no update planned", "--:--", "caut" if wanted else "muted")
    if due < now:
        return Figure("update late by", _hours(now - due), "level", note, "caut")
    near = due - now <= UPDATE_SOON
    token = "caut" if near else "content"
    return Figure(
        "▲ next update in" if near else "next update in", _hours(due - now), token, note, "caut" if near else "muted"
    )


def _hours(length: int) -> str:
    """``12:47``, from 100 minutes on ``2:05h``."""
    return countdown(min(length, 999 * HOUR)).replace(" ", "")


def draft(room: Room) -> str:
    """How far the words of the next update have come."""
    case = room.picture.case
    drafts = [s for s in room.picture.statements.values() if s.open and s.incident == case]
    if not drafts:
        return "no draft yet"
    statement = max(drafts, key=lambda s: s.number)
    return f"draft {statement.number}{_standing(statement)}"


def _standing(statement: Statement) -> str:
    asked = statement.request
    if statement.wishes:
        return ", change asked"
    if asked is None:
        return ", not approved"
    missing = [role for role in asked.roles if role not in statement.approvals]
    if not missing or (not asked.every and len(missing) < len(asked.roles)):
        return ", approved"
    return f" needs {missing[0]}"


# -- what is heard -------------------------------------------------------------------------------------------------


class Heard(msgspec.Struct, frozen=True):
    """Words about what is listened to. ``deaf``: something is missing, and nothing may look calm."""

    words: str
    deaf: bool = False

    @property
    def token(self) -> str:
        """The colour of the words."""
        return "caut" if self.deaf else "muted"


def sources(room: Room, now: int, *, brief: bool = False) -> Heard:
    """The sources that do not hear, by name, and how many do. Never that they were quiet."""
    deaf = [h for h in room.health if h.state in ("late", "failing", "stopped")]
    live = sum(h.hears for h in room.health)
    if not room.health:
        return Heard("▲ no source is heard yet", True)
    heard = f"{live} of {len(room.health) if brief else count(len(room.health), 'source')} live"
    if not deaf:
        return Heard(f"▲ {heard}", True) if live < len(room.health) else Heard(heard)
    named = [source_state(h, now, brief=True) for h in deaf]
    return Heard("▲ " + ", ".join([*named[:3], *([f"{len(named) - 3} more"] if len(named) > 3 else []), heard]), True)


def volume(room: Room, now: int) -> Heard:
    """Posts of the last hour, and how that stands to what is usual, as the gauge says it."""
    heard = [h.hears for h in room.health]
    if not any(heard):
        return Heard("no source is heard", True)
    posts = f"{'' if all(heard) else '~'}{sum(n for at, n in room.volume if at > now - HOUR)}"
    reading = room.reading
    if reading is None or now - reading.at > STALE:
        return Heard(posts)
    usual = next((d.value for d in reading.drivers if d.name == "Volume"), "usual not known")
    return Heard(f"{posts}, {usual}")


def bars(room: Room, now: int, cells: int, length: int = 3 * HOUR) -> list[int]:
    """Posts in each of ``cells`` parts of the time before ``now``, as posts an hour; -1 before the room knew any."""
    now -= now % MINUTE  # nothing moves oftener than that
    bin_of = 5 * MINUTE
    known = dict(room.volume)
    first = min(known, default=None)
    out = []
    for n in range(cells):
        at = now - length + (2 * n + 1) * length // (2 * cells)
        start = at - at % bin_of
        if first is None or start < first:
            out.append(-1)
            continue
        part = min(bin_of, now - start)
        steady = part >= bin_of // 2  # the bin that has just begun says little yet: it is reckoned with the one before
        posts = known.get(start, 0) if steady else known.get(start, 0) + known.get(start - bin_of, 0)
        out.append(round(posts * HOUR / (part if steady else part + bin_of)))
    return out
