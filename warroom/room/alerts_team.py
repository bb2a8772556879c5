"""What needs somebody among statements, roles, press, people to tell: the second half of :mod:`warroom.room.alerts`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from warroom.domain.decide.common import Moment
from warroom.domain.decide.statements import still_missing
from warroom.domain.level import HOUR, MINUTE, Level
from warroom.domain.people import Role
from warroom.domain.picture import Statement
from warroom.domain.words import clock, count, span
from warroom.room.alerts import Alert, first_name
from warroom.room.protocol import Watched

TIRED: Final = 6 * HOUR
SPENT: Final = 8 * HOUR
"""On duty for so long: amber, red (practice.md: 8 h shifts at L3, 6 h at L4)."""
APPROVAL_SOON: Final = 5 * MINUTE
PRESS_SOON: Final = 30 * MINUTE
FIRST_CHECKS: Final = 5 * MINUTE
RECENT: Final = 30 * MINUTE
"""For how long a claim that ran out is worth a line."""


def of_the_team(room: Watched, now: int) -> Iterator[Alert]:
    """Everything that is not about the feed, the tasks or the senses, in no order."""
    yield from _offer(room, now)
    yield from _claims(room, now)
    yield from _replies(room, now)
    if room.picture.incident is not None:
        yield from _statements(room, now)
        yield from _press(room, now)
        yield from _tellings(room, now)
        yield from _checks(room, now)
        yield from _roles(room)
        yield from _period(room, now)
        yield from _duty(room, now)
    yield from _calls(room, now)
    if room.unprepared:
        yield Alert(key=f"unprepared@{len(room.unprepared)}", kind="advisory", pane="sources",
                    what=f"{count(len(room.unprepared), 'prepared file')} cannot be used",
                    detail=room.unprepared[0])  # fmt: skip


# -- words that wait -----------------------------------------------------------------------------------------------


def _statements(room: Watched, now: int) -> Iterator[Alert]:
    moment = Moment(at=now, by=room.me, people=room.people, rules=room.rules, house=room.house)
    for statement in room.picture.statements.values():
        if not statement.open or statement.incident != room.picture.case:
            continue
        missing = still_missing(room.picture, statement, moment)
        if statement.wishes:
            wish = statement.wishes[-1]
            yield Alert(key=f"wish:{statement.number}@{wish.at}", kind="caution", pane="statements", since=wish.at,
                        item=statement.number, when=span(now - wish.at),
                        what=f"{first_name(room.people, wish.by)} asks for a change in statement {statement.number}",
                        detail=wish.why)  # fmt: skip
        elif statement.request is not None and missing:
            yield from _waiting(room, statement, missing, now)
        elif statement.request is not None:
            yield Alert(key=f"ready:{statement.number}@{statement.last.number}", kind="caution", pane="statements",
                        item=statement.number, what=f"Statement {statement.number} is ready",
                        detail=f"publish {statement.number} puts it out")  # fmt: skip


def _waiting(room: Watched, statement: Statement, missing: tuple[Role, ...], now: int) -> Iterator[Alert]:
    assert statement.request is not None
    due = statement.request.due
    for role in missing:
        who = next((p.short for p in room.people.values() if room.picture.role_of(p) == role), "nobody has the role")
        what = f"{role.capitalize()} sign-off on statement {statement.number}"
        key = f"approval:{statement.number}.{statement.last.number}:{role}@{due}"
        if due < now:
            yield Alert(key=key, kind="warning", pane="statements", item=statement.number, what=what, detail=who,
                        since=due, when=f"{span(now - due)} late")  # fmt: skip
        elif due - now <= APPROVAL_SOON:
            yield Alert(key=key, kind="caution", pane="statements", item=statement.number, what=what, detail=who,
                        since=due, when=f"in {span(due - now)}")  # fmt: skip


def _replies(room: Watched, now: int) -> Iterator[Alert]:
    waiting = [(mention, work.reply, work.about) for mention, work in room.picture.work.items()
               if work.reply is not None and not work.reply.approved_by and not work.reply.held_by
               and not work.closed]  # fmt: skip
    late = sorted((r.due, mention, about, r.role) for mention, r, about in waiting if r.due < now)
    if late:
        due, mention, about, role = late[0]
        what = f"Reply to {about} waits for {role}" if len(late) == 1 else f"{len(late)} replies wait for a yes"
        yield Alert(key=f"reply:{mention}@{due}", kind="warning", pane="desk", item=mention, what=what, since=due,
                    detail="" if len(late) == 1 else f"first: {about}", when=f"{span(now - due)} late",
                    covers=tuple(f"reply:{m}" for _, m, _, _ in late))  # fmt: skip


def _claims(room: Watched, now: int) -> Iterator[Alert]:
    gone = [(mention, work) for mention, work in room.picture.work.items()
            if work.expired_from and not work.owner and not work.closed and now - work.expired_at < RECENT]  # fmt: skip
    mine = [(mention, work) for mention, work in gone if work.expired_from == room.me.id]
    shown = mine or gone
    if shown:
        mention, work = shown[-1]
        name = "Your" if mine else f"{first_name(room.people, work.expired_from)}'s"
        what = f"{name} claim of {work.about} ran out" if len(shown) == 1 else f"{len(shown)} claims ran out"
        yield Alert(key=f"expired:{len(gone)}.{mention}", kind="caution", pane="desk", item=mention, what=what,
                    detail="nobody has it now" if len(shown) == 1 else "nobody has them now")  # fmt: skip


# -- people --------------------------------------------------------------------------------------------------------


def _offer(room: Watched, now: int) -> Iterator[Alert]:
    offer = room.picture.offer
    if offer is None:
        return
    giver, taker = first_name(room.people, offer.giver), first_name(room.people, offer.taker)
    mine = offer.taker == room.me.id
    what = f"{giver} offers you {offer.role}" if mine else f"{taker} has not accepted {offer.role} from {giver}"
    if mine or now - offer.at >= FIRST_CHECKS:
        yield Alert(key=f"offer@{offer.at}", kind="caution", pane="people", what=what, since=offer.at,
                    detail="h reads the brief" if mine else "", when=span(now - offer.at))  # fmt: skip


def _duty(room: Watched, now: int) -> Iterator[Alert]:
    tired = sorted((since, who) for who, since in room.picture.duty.items() if now - since >= TIRED)
    spent = [(since, who) for since, who in tired if now - since >= SPENT]
    for group, kind, limit in ((spent, "warning", SPENT), (tired[len(spent) :], "caution", TIRED)):
        if not group:
            continue
        since, who = group[0]
        name = first_name(room.people, who)
        what = f"{name} is on duty since {clock(since)}" if len(group) == 1 else f"{len(group)} people are tired"
        yield Alert(key=f"duty:{who}:{limit}@{since}", kind="warning" if kind == "warning" else "caution",
                    pane="people", what=what, detail="hand over and rest", since=since + limit,
                    when=f"{(now - since) // HOUR} h", covers=tuple(f"duty:{w}" for _, w in group))  # fmt: skip


def _roles(room: Watched) -> Iterator[Alert]:
    picture = room.picture
    if picture.level < Level.ALERT:
        return
    wanted = [role for role in ("deputy", "scribe", *room.house.approval(picture.level).roles) if role != "commander"]
    held = {picture.role_of(person) for person in room.people.values()}
    empty = [role for role in dict.fromkeys(wanted) if role not in held]
    if empty:
        what = f"Nobody is {empty[0]}" if len(empty) == 1 else f"{len(empty)} roles are empty"
        yield Alert(key=f"roles:{','.join(empty)}", kind="caution", pane="people", what=what,
                    detail="P, then c takes it" if len(empty) == 1 else ", ".join(empty))  # fmt: skip


def _calls(room: Watched, now: int) -> Iterator[Alert]:
    failed = [(who, call) for who, call in room.picture.calls.items()
              if call.outcome == "failed" and now - call.at < RECENT]  # fmt: skip
    if failed:
        who, call = failed[-1]
        what = f"{first_name(room.people, who)} could not be called"
        yield Alert(key=f"call:{who}@{call.at}", kind="caution", pane="people", since=call.at,
                    what=what if len(failed) == 1 else f"{len(failed)} people could not be called",
                    detail=call.note, when=span(now - call.at))  # fmt: skip


# -- the boards ----------------------------------------------------------------------------------------------------


def _press(room: Watched, now: int) -> Iterator[Alert]:
    for enquiry in room.picture.press.values():
        if not enquiry.open or enquiry.incident != room.picture.case:
            continue
        who = first_name(room.people, enquiry.owner) if enquiry.owner else "no owner"
        due = enquiry.deadline
        key = f"press:{enquiry.number}@{due}"
        if due is not None and due < now:
            yield Alert(key=key, kind="warning", pane="press", item=enquiry.number, what=f"{enquiry.outlet} waits",
                        detail=who, since=due, when=f"{span(now - due)} late")  # fmt: skip
        elif not enquiry.owner or (due is not None and due - now <= PRESS_SOON):
            yield Alert(key=key, kind="caution", pane="press", item=enquiry.number, what=f"{enquiry.outlet} asks",
                        detail=who, since=due or enquiry.at,
                        when=f"in {span(due - now)}" if due is not None else "")  # fmt: skip


def _tellings(room: Watched, now: int) -> Iterator[Alert]:
    picture = room.picture
    waiting = [t for t in picture.tellings.values() if t.open and t.incident == picture.case]
    late = sorted((t for t in waiting if t.due is not None and t.due < now), key=lambda t: t.due or 0)
    staff = [t for t in waiting if t.group == "staff"]
    public = any(s.published_at and s.incident == picture.case for s in picture.statements.values())
    if staff and public:
        yield Alert(key=f"staff:{staff[0].number}", kind="warning", pane="boards", item=staff[0].number,
                    what="The public knows, staff do not", detail=staff[0].who, when="now")  # fmt: skip
        late = [t for t in late if t.group != "staff"]
    if late:
        first = late[0]
        assert first.due is not None
        what = f"{first.who} not told" if len(late) == 1 else f"{len(late)} groups not told"
        yield Alert(key=f"tell:{first.number}@{first.due}", kind="warning", pane="boards", item=first.number, what=what,
                    detail=first_name(room.people, first.owner) if first.owner else "no owner", since=first.due,
                    when=f"{span(now - first.due)} late", covers=tuple(f"tell:{t.number}" for t in late))  # fmt: skip


def _checks(room: Watched, now: int) -> Iterator[Alert]:
    incident = room.picture.incident
    assert incident is not None
    wanted = room.house.checks()
    left = [check for check in wanted if check not in room.picture.checks]
    if left and now - incident.declared_at >= FIRST_CHECKS:
        name, channel = left[0]
        yield Alert(key=f"checks:{len(left)}", kind="caution", pane="boards",
                    what=f"{len(left)} of {len(wanted)} first checks are open",
                    detail=f"{name}{' on ' + channel if channel else ''}")  # fmt: skip


def _period(room: Watched, now: int) -> Iterator[Alert]:
    picture = room.picture
    if picture.period and picture.period_until < now:
        yield Alert(key=f"period:{picture.period}", kind="caution", pane="boards", since=picture.period_until,
                    what=f"Period {picture.period} is over", detail="set the next objectives",
                    when=span(now - picture.period_until))  # fmt: skip
