"""Who holds which role, in rows: the lines of the sheet of people. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from warroom.domain.level import HOUR, MINUTE, Level
from warroom.domain.people import ROLES, Person, Role
from warroom.domain.words import clock, count, day, span
from warroom.room.protocol import Room
from warroom.tui.forms.people import answering, open_tasks
from warroom.tui.needs import on_bar
from warroom.tui.paint import BLANK, Row, Span, chip, fill, pad, width, wrap
from warroom.tui.say import short_name

TIRED: Final = 6 * HOUR
SPENT: Final = 8 * HOUR
"""On duty for so long: amber, red."""

Spot: TypeAlias = tuple[Role, str]
"""A line is known by its role and its person; empty for an empty role."""


class Post(NamedTuple):
    """One line: a role, and who holds it."""

    role: Role
    person: Person | None
    first: bool
    """Whether it is the first line of its role."""
    wanted: bool
    """Whether the level needs somebody there."""

    @property
    def spot(self) -> Spot:
        """What the line is known by."""
        return self.role, self.person.id if self.person else ""


def posts(room: Room) -> list[Post]:
    """Every role in its order; those that nobody holds have a line of their own."""
    held: dict[Role, list[Person]] = {}
    for person in sorted(room.people.values(), key=lambda p: p.name):
        held.setdefault(room.picture.role_of(person), []).append(person)
    wanted = needed(room)
    out: list[Post] = []
    for role in ROLES:
        people: list[Person | None] = [*held.get(role, [])]
        if not people and role not in ("responder", "observer"):
            people = [None]
        out += [Post(role, person, not n, role in wanted) for n, person in enumerate(people)]
    return out


def needed(room: Room) -> set[Role]:
    """The roles that must not be empty now: the commander, from Alert on those who help and approve."""
    picture = room.picture
    if picture.incident is None:
        return set()
    if picture.level < Level.ALERT:
        return {"commander"}
    return {"commander", "deputy", "scribe", *room.house.approval(picture.level).roles}


def role_rows(room: Room, chosen: Spot, now: int, cells: int) -> list[Row]:
    """The table with its column heads, then what is worth knowing about the line under the bar."""
    wide = cells >= 90
    heads = _cells(("role", "who", "since", "on duty", "stand-in", "in hand" if wide else ""), cells)
    rows: list[Row] = [[Span(text, "faint") for text in heads]]
    for post in posts(room):
        row = _post(room, post, now, cells)
        rows.append(on_bar(row, cells) if post.spot == chosen else row)
    rows.append(BLANK)
    rows += [[Span(line, "muted")] for line in wrap(_remark(room, chosen, now), cells)]
    return rows


def _cells(texts: tuple[str, str, str, str, str, str], cells: int) -> list[str]:
    role, who, since, duty, stand_in, hand = texts
    wide = cells >= 90
    return [f" {pad(role, 11)} ", pad(who, 20 if wide else 17), pad(since, 10), pad(duty, 18 if wide else 15),
            pad(stand_in, 12), pad(hand, max(0, cells - 73)) if wide else ""]  # fmt: skip


def _post(room: Room, post: Post, now: int, cells: int) -> Row:
    role = post.role if post.first else ""
    person = post.person
    if person is None:
        empty = Span("▲ nobody", "caut") if post.wanted else Span("nobody", "muted")
        return fill([Span(f" {pad(role, 11)} ", "text"), empty], cells)
    taken = room.picture.role_since.get(person.id)
    since = _when(taken, now) if taken else "settings"
    stand_in = room.house.stand_ins.get(person.id, "")
    tasks, answers = open_tasks(room, person.id), answering(room, person.id)
    hand = ", ".join([count(tasks, "task")] * bool(tasks) + [count(answers, "answer")] * bool(answers))
    name = f"{'◆ ' if post.role == 'commander' else ''}{person.name}"
    texts = _cells((role, name, since, "", short_name(room.people, stand_in) if stand_in else "", hand), cells)
    tokens = ("text", "content" if person == room.me else "text", "muted", "", "muted", "muted")
    row: Row = []
    for n, (text, token) in enumerate(zip(texts, tokens, strict=True)):
        if n == 3:
            duty = _duty(room, person, now)
            row += [duty, Span(" " * (len(text) - width([duty])))]
        else:
            row.append(Span(text, token))
    return fill(row, cells)


def _duty(room: Room, person: Person, now: int) -> Span:
    """``10:05, 4 h``: amber from six hours, a chip from eight."""
    since = room.picture.duty.get(person.id)
    if since is None:
        return Span("off duty", "faint")
    length = now - since
    words = f"{clock(since)}, {length // HOUR} h" if length >= 2 * HOUR else f"{clock(since)}, {span(length)}"
    if length >= SPENT:
        return chip(words)
    return Span(words, "caut" if length >= TIRED else "text")


def _when(at: int, now: int) -> str:
    return clock(at) if day(at) == day(now) else day(at)


def _where(room: Room, who: str, now: int) -> str:
    """Whether somebody has the room before them, and what of it."""
    here = [one for one in room.present if one.who == who]
    if not here:
        return "Not here now."
    looks_at = next((one.looks_at for one in reversed(here) if one.looks_at), "")
    return f"Here for {span(max(0, now - here[0].since))}{', at ' if looks_at else ''}{looks_at}."


def _remark(room: Room, chosen: Spot, now: int) -> str:
    """What is worth knowing about the line under the bar."""
    role, who = chosen
    picture = room.picture
    offer = picture.offer
    if offer is not None and offer.role == role:
        giver, taker = short_name(room.people, offer.giver), short_name(room.people, offer.taker)
        return f"{giver} offers {role} to {taker} since {clock(offer.at)}. It stays {giver}'s until {taker} accepts."
    if not who:
        able = [p.short for p in room.people.values() if role in p.roles]
        empty = f"Nobody is {role}. "
        if able:
            return f"{empty}{' or '.join(able)} may take it."
        return f"{empty}Nobody may take it yet: add {role} under [people.…] roles in warroom.toml."
    person = room.people[who]
    may = ", ".join(person.roles)
    said = f"{person.name} may be {may}."
    if room.present:
        said += f" {_where(room, who, now)}"
    since = picture.duty.get(who)
    if since is not None and now - since >= TIRED:
        said += f" On duty for {(now - since) // HOUR} h {(now - since) % HOUR // MINUTE} min: hand over and rest."
    call = picture.calls.get(who)
    if call is not None:
        said += f" Last call {call.outcome} at {clock(call.at)}{', ' + call.note if call.note else ''}."
    return said
