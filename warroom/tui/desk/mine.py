"""What is on a person's desk, worked out from the room: pure, nothing is stored.

From the top: replies that wait for my yes, answers I claimed, claims of mine that ran out, my last answers, my tasks,
and what nobody has near to what I do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from warroom.domain.level import HOUR
from warroom.domain.mention import Mention
from warroom.domain.picture import Reply, Task, Work
from warroom.room.protocol import Conflict, Room, Suggestion
from warroom.tui.say import short_name
from warroom.tui.tasks import by_due

Sort: TypeAlias = Literal["waits", "answer", "lost", "opened", "answered", "task", "near"]
HEADINGS: Final[Mapping[Sort, str]] = {
    "waits": "Waits for you", "answer": "Answers", "lost": "Answers", "answered": "Answers", "opened": "Opened",
    "task": "Tasks", "near": "Unclaimed near you",
}  # fmt: skip

ANSWERED_FOR: Final = 12 * HOUR
TIRED, TOO_LONG = 6 * HOUR, 8 * HOUR
"""On duty since: say so, then say that it is too long (fatigue, practice.md)."""


class Item(msgspec.Struct, frozen=True):
    """One thing on the desk."""

    key: str
    """``m7`` is mention 7, ``t28`` task 28."""
    sort: Sort
    mention: Mention | None = None
    task: Task | None = None
    due: int | None = None


class DeskView(msgspec.Struct):
    """What a person looks at on the desk."""

    answered: int = 2
    """How many of my last answers stay in sight."""
    cursor: str = ""
    """The key of the item under the bar."""
    top: int = 0
    """The first row of the list that is shown."""
    shown: list[str] = []
    """The key of each row that is shown, from the last painting; empty for headings."""
    items: list[Item] = []
    opened: int | None = None
    """A mention that was opened here from elsewhere, or that left the list under the bar."""
    known: dict[int, Mention] = {}
    near: list[Mention] = []
    """Unclaimed ones at hand."""
    thread: Sequence[Mention] = ()
    thread_of: int = 0
    scroll: int = 0
    most: int = 0
    """How far the conversation can be scrolled, from the last painting."""
    drafts: dict[int, str] = {}
    used: dict[int, str] = {}
    """Mention → the prepared answer that its draft was made from."""
    writing: int | None = None
    """The mention whose answer is in the composer."""
    bank_at: int = 0
    offered: Sequence[Suggestion] = ()
    """The answer bank as it fits the mention under the bar: what fits, then the rest."""
    clashes: Sequence[Conflict] = ()
    """What others said that the text contradicts."""

    @property
    def chosen(self) -> Item | None:
        """The item under the bar."""
        return next((item for item in self.items if item.key == self.cursor), None)


def asked_of_me(room: Room, reply: Reply) -> bool:
    """Whether this reply waits for my yes: in my role, or for somebody I stand in for."""
    picture, me = room.picture, room.me
    if reply.approved_by or reply.held_by or reply.asked_by == me.id:
        return False
    held = picture.role_of(me)
    if reply.role in (held, *(role for role in me.roles if role not in ("commander", "observer"))):
        return True
    return any(
        room.house.stand_ins.get(holder) == me.id and (room.now() >= reply.due or holder not in picture.duty)
        for holder in holders(room, reply.role)
    )


def holders(room: Room, role: str) -> list[str]:
    """Everybody who acts in this role now, by id."""
    return [person.id for person in room.people.values() if room.picture.role_of(person) == role]


def ids(room: Room, most: int) -> dict[int, Sort]:
    """Mentions that are on my desk, and why; of those I answered the last ``most``."""
    me, now = room.me.id, room.now()
    found: dict[int, Sort] = {}
    answered: list[tuple[int, int]] = []
    for ident, work in room.picture.work.items():
        if work.answered_by == me:
            if now - work.answered_at <= ANSWERED_FOR:
                answered.append((work.answered_at, ident))
        elif work.reply is not None and not work.closed and asked_of_me(room, work.reply):
            found[ident] = "waits"
        elif work.owner == me and not work.closed:
            found[ident] = "answer"
        elif work.expired_from == me and not work.owner and not work.closed:
            found[ident] = "lost"
    return found | {ident: "answered" for _, ident in sorted(answered, reverse=True)[:most]}


def items(room: Room, view: DeskView) -> list[Item]:
    """Everything on the desk, in the order in which it is shown."""
    wanted = ids(room, view.answered)
    by_sort: dict[Sort, list[Mention]] = {}
    for ident, sort in wanted.items():
        if ident in view.known:
            by_sort.setdefault(sort, []).append(view.known[ident])
    out = [_item(room, m, "waits") for m in by_sort.get("waits", ())]
    out += sorted((_item(room, m, "answer") for m in by_sort.get("answer", ())), key=_pressing)
    out += [_item(room, m, "lost") for m in by_sort.get("lost", ())]
    out += [_item(room, m, "answered") for m in by_sort.get("answered", ())]
    mine = [task for task in room.picture.board() if task.open and task.owner == room.me.id]
    tasks = [Item(f"t{task.number}", "task", task=task, due=task.due) for task in by_due(mine)]
    if view.opened is not None and view.opened not in wanted and view.opened in view.known:
        out.append(_item(room, view.known[view.opened], "opened"))
    here = {item.key for item in out}
    own = [item.mention for item in out if item.mention is not None and item.sort in ("waits", "answer")]
    free = [m for m in nearest(room, view.near, own) if f"m{m.id}" not in here]
    return [*out, *tasks, *(_item(room, m, "near") for m in free)]


def _item(room: Room, mention: Mention, sort: Sort) -> Item:
    work = room.picture.done_about(mention.id)
    due = work.reply.due if sort == "waits" and work.reply is not None else room.answer_by(mention)
    return Item(f"m{mention.id}", sort, mention=mention, due=due)


def _pressing(item: Item) -> tuple[bool, int]:
    return item.due is None, item.due or 0


def nearest(room: Room, free: Iterable[Mention], mine: Sequence[Mention]) -> list[Mention]:
    """What nobody has, nearest to what I do first.

    Late ones before all others, for they are everybody's; then the same conversation or author as one of mine, then
    the same network and language, then by deadline.
    """
    now = room.now()
    networks, tongues = {m.platform for m in mine}, {m.lang for m in mine if m.lang}
    natives, authors = {m.native_id for m in mine}, {(m.platform, m.who.casefold()) for m in mine}
    answers = {m.reply_to for m in mine if m.reply_to}

    def far(mention: Mention) -> tuple[bool, bool, int, int]:
        due = room.answer_by(mention) or 0
        thread = mention.reply_to in natives | answers or (mention.platform, mention.who.casefold()) in authors
        same = (mention.platform in networks) + (not tongues or not mention.lang or mention.lang in tongues)
        late = due < now
        return not late, not (thread or late), 0 if late else -same, due

    open_ones = [m for m in free if room.answer_by(m) is not None and not room.picture.done_about(m.id).owner]
    return sorted(open_ones, key=far)


def unanswered(found: Sequence[Item]) -> int:
    """How many of them somebody still waits for: mine, not what lies near."""
    return sum(item.sort in ("waits", "answer", "task") for item in found)


def reply_state(work: Work, room: Room) -> str:
    """How far the reply that was asked about has come, in a few words; empty when nobody was asked."""
    reply = work.reply
    if reply is None or work.closed:
        return ""
    if asked_of_me(room, reply):
        return f"{short_name(room.people, reply.asked_by)} asks for your yes"
    if reply.approved_by:
        return f"✓ {short_name(room.people, reply.approved_by)} agreed"
    if reply.held_by:
        return f"{short_name(room.people, reply.held_by)} asks: {reply.held_why}"
    return f"asked {whom(room, reply.role)}"


def whom(room: Room, role: str) -> str:
    """Who else can agree in a role: the one person who acts in it, else the role's name."""
    found = holders(room, role)
    if found == [room.me.id]:
        return f"somebody else in {role}"  # nobody approves their own text
    return room.people[found[0]].short if len(found) == 1 else role
