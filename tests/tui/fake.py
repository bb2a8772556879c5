"""A room that lives in a test: real decisions and a real Picture, invented people and posts, a clock that stands.

Quillstack, a maker of contract software, has lost customers' files (the case that the pictures in the design show).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from warroom.analysis.suggest import is_stale, stale
from warroom.domain import entries as e
from warroom.domain.decide import Moment, decide
from warroom.domain.entries import Entry, Payload
from warroom.domain.health import SourceHealth
from warroom.domain.level import DAY, DEFAULT_RULES, HOUR, MINUTE, Level, answer_by
from warroom.domain.mention import Mention
from warroom.domain.orders import Order, Refused
from warroom.domain.people import ROOM, Person
from warroom.domain.picture import Picture, apply
from warroom.domain.prepared import HouseRules, Playbook, PreparedAnswer, Template
from warroom.domain.reading import Driver, Forecast, Reading
from warroom.domain.remarks import Promise, Report
from warroom.room.protocol import (
    Answers,
    Away,
    Change,
    Conflict,
    FeedQuery,
    Heard,
    Kept,
    Listening,
    Present,
    Read,
    Recorded,
    Suggestion,
)  # fmt: skip

Told: TypeAlias = tuple[int, str, Payload]
"""(ms, person, what) of one line of the story."""

MIDNIGHT = 1_790_985_600_000
"""3 October 2026, 00:00 UTC."""
NOW = MIDNIGHT + 14 * HOUR + 47 * MINUTE + 13_000
START = MIDNIGHT + 12 * HOUR
"""When the incident was declared: 14:47:13 is T+02:47:13."""


def at(clock: str, second: int = 20) -> int:
    """``14:46`` of that day as ms."""
    hours, minutes = clock.split(":")
    return MIDNIGHT + int(hours) * HOUR + int(minutes) * MINUTE + second * 1000


def t_plus(clock: str, second: int = 5) -> int:
    """``02:41`` after the incident began, as ms."""
    hours, minutes = clock.split(":")
    return START + int(hours) * HOUR + int(minutes) * MINUTE + second * 1000


PEOPLE = {
    p.id: p
    for p in (
        Person("maren", "Maren Okafor", ("commander",)),
        Person("priya", "Priya Nair", ("scribe",)),
        Person("tomas", "Tomas Reyes", ("comms",)),
        Person("anna", "Anna Lindqvist", ("legal", "commander")),
        Person("dana", "Dana Whitfield", ("executive",)),
        Person("bea", "Bea Morales"),
        Person("luca", "Luca Ferri"),
        Person("sam", "Sam Tan"),
        Person("ken", "Ken Ito"),
        Person("jonas", "Jonas Weber"),
    )
}


class FakeWindow:
    """A list over mentions that are all at hand, unless ``slow``."""

    def __init__(self, room: FakeRoom, query: FeedQuery) -> None:
        self._room, self._query = room, query
        self.asked: list[tuple[int, int]] = []
        self._here: set[int] = set()

    def _list(self) -> list[Mention]:
        room, query = self._room, self._query
        if query == FeedQuery():
            return room.mentions
        return [m for m in room.mentions if room.matches(m, query)]

    @property
    def total(self) -> int:
        return len(self._list())

    def row(self, ordinal: int) -> Mention | None:
        rows = self._list()
        if not 0 <= ordinal < len(rows) or (self._room.slow and ordinal not in self._here):
            return None
        return rows[ordinal]

    async def want(self, first: int, last: int) -> bool:
        self.asked.append((first, last))
        missing = any(n not in self._here for n in range(first, last + 1))
        self._here.update(range(first - 50, last + 51))
        return missing and self._room.slow

    async def find(self, mention: int) -> int | None:
        return next((n for n, m in enumerate(self._list()) if m.id == mention), None)


class FakeRoom:
    """Satisfies the Room protocol. ``advance`` moves its clock, ``hear`` lets mentions come in."""

    def __init__(self, me: str = "maren", brand: str = "Quillstack") -> None:
        self.brand = brand
        self.people: Mapping[str, Person] = dict(PEOPLE)
        self.me = PEOPLE[me]
        self.rules = DEFAULT_RULES
        self.drill = False
        self.picture = Picture()
        self.log: list[Entry] = []
        self.reading: Reading | None = None
        self.scores: Sequence[tuple[int, int]] = ()
        self.health: Sequence[SourceHealth] = ()
        self.mentions: list[Mention] = []
        self.today = 0
        self.usual_day: int | None = None
        self.volume: Sequence[tuple[int, int]] = ()
        self.trouble = ""
        self.slow = False
        self.offline = ""
        """A refusal for everything, when set."""
        self.deadlines: dict[int, int] = {}
        """Mention id → its deadline, where a test or the picture wants another one than the level's."""
        self.retried: list[str] = []
        self.answers_are: Answers | None = None
        self.stored_is: int | None = None
        self.clock = NOW
        self.house = HouseRules()
        self.playbooks: Mapping[str, Playbook] = {}
        self.bank: Mapping[str, PreparedAnswer] = {}
        self.templates: Sequence[Template] = ()
        self.unprepared: Sequence[str] = ()
        self.kept_drafts: dict[str, str] = {}
        self.report = Report()
        """What the reader says about every text."""
        self._listeners: list[asyncio.Queue[Change]] = []
        self.accounts: Sequence[str] = ("@quillstack",)
        self.fits: dict[str, int] = {}
        """Prepared answer → how well it fits any post."""
        self.clashes: Sequence[Conflict] = ()
        self.promised: Sequence[Promise] = ()

    # -- the protocol ------------------------------------------------------------------------------------------------

    async def drafts(self) -> Mapping[str, str]:
        return self.kept_drafts

    async def keep_draft(self, about: str, text: str) -> None:
        if text:
            self.kept_drafts[about] = text
        else:
            self.kept_drafts.pop(about, None)

    async def suggest(self, text: str, *, rest: bool = False) -> Sequence[Suggestion]:
        ranked = sorted(self.bank.values(), key=lambda a: -self.fits.get(a.answer, 0))
        return [
            Suggestion(a.answer, fit, (), stale(a, self.clock), is_stale(a, self.clock))
            for a in ranked
            if (fit := self.fits.get(a.answer, 0) if text else 0) or rest
        ]

    async def conflicts(self, text: str) -> Sequence[Conflict]:
        return [clash for clash in self.clashes if clash.ours in text]

    async def promises(self, text: str) -> Sequence[Promise]:
        return [promise for promise in self.promised if promise.words in text]

    @property
    def stored(self) -> int:
        return len(self.mentions) if self.stored_is is None else self.stored_is

    @property
    def answers(self) -> Answers:
        if self.answers_are is not None:
            return self.answers_are
        due = {m.id: d for m in self.mentions if (d := self.answer_by(m)) is not None}
        late = [d for d in due.values() if d < self.clock]
        unclaimed = sum(not self.picture.done_about(n).owner for n in due)
        return Answers(len(due), unclaimed, len(late), min(late, default=None))

    def now(self) -> int:
        return self.clock

    async def do(self, order: Order, by: Person | None = None) -> Refused | None:
        if self.offline:
            return Refused(self.offline)
        named = getattr(order, "mention", None)
        mention = await self.mention(named) if isinstance(named, int) else None
        moment = Moment(
            at=self.clock, by=by or self.me, people=self.people, rules=self.rules, mention=mention,
            reading=self.reading, house=self.house, bank=frozenset(self.bank),
            playbook=self.playbooks.get(getattr(order, "playbook", "")),
            answer=self.bank.get(getattr(order, "answer", "")),
        )  # fmt: skip
        outcome = decide(self.picture, order, moment)
        if isinstance(outcome, Refused):
            return outcome
        made = [self._append(d.payload, moment.by.id, self.clock, d.occurred, d.privileged) for d in outcome]
        self._tell(Recorded(tuple(made)))
        return None

    async def changes(self) -> AsyncIterator[Change]:
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.remove(queue)

    def window(self, query: FeedQuery) -> FakeWindow:
        return FakeWindow(self, query)

    async def mention(self, ident: int) -> Mention | None:
        return next((m for m in self.mentions if m.id == ident), None)

    async def thread(self, mention: Mention, limit: int = 50) -> Sequence[Mention]:
        return [m for m in self.mentions if m.reply_to == mention.native_id or mention.reply_to == m.native_id][:limit]

    def answer_by(self, mention: Mention) -> int | None:
        if not mention.needs_answer or self.picture.done_about(mention.id).closed:
            return None
        return self.deadlines.get(mention.id) or answer_by(mention.first_seen, self.picture.spans, self.rules)

    async def marks(self, mention: Mention) -> Sequence[str]:
        return [w for w in ("blank", "lost", "cannot", "blown") if w in mention.text]

    async def read_statement(self, text: str, sort: e.StatementKind) -> Report:
        return self.report

    present: Sequence[Present] = ()
    away: Away | None = None
    kept: tuple[Kept, ...] = ()

    async def look_at(self, what: str) -> None:
        return None

    async def retry(self, source: str = "") -> None:
        self.retried.append(source)

    async def settled(self) -> None:
        return None

    # -- what a test does to it ----------------------------------------------------------------------------------------

    def matches(self, mention: Mention, query: FeedQuery) -> bool:
        """The store's filter, small."""
        text = f"{mention.headline} {mention.author}".casefold()
        due = self.answer_by(mention)
        return (
            all(word in text for word in query.text.casefold().split())
            and (not query.source or mention.source == query.source)
            and (not query.platform or mention.platform == query.platform)
            and (not query.author or query.author in (mention.handle, mention.author))
            and (not query.unclaimed or (due is not None and not self.picture.done_about(mention.id).owner))
        )

    def _append(
        self, payload: Payload, by: str, when: int, occurred: int | None = None, privileged: bool = False
    ) -> Entry:
        role = self.picture.role_of(self.people[by]) if by in self.people else "room"
        incident = self.picture.incident.id if self.picture.incident else ""
        if isinstance(payload, e.Declared):
            incident = payload.incident
        seq = self.picture.seq + 1
        entry = Entry(
            seq=seq, recorded=when, occurred=occurred or when, by=by, role=role, incident=incident, payload=payload,
            privileged=privileged, hash=hashlib.sha256(f"{seq}".encode()).hexdigest(), prev=self.picture.head,
        )  # fmt: skip
        apply(self.picture, entry)
        self.log.append(entry)
        return entry

    def record(self, payload: Payload, by: str = ROOM.id, when: int | None = None) -> Entry:
        """An entry without asking anybody, and everybody is told."""
        entry = self._append(payload, by, self.clock if when is None else when)
        self._tell(Recorded((entry,)))
        return entry

    def hear(self, *mentions: Mention) -> None:
        """Mentions come in."""
        self.mentions.extend(mentions)
        self._tell(Heard(len(mentions)))

    def read(self, reading: Reading) -> None:
        """The gauge has a new reading."""
        self.reading = reading
        self._tell(Read(reading))

    def listen(self, *health: SourceHealth) -> None:
        """The health of the sources changed."""
        self.health = health
        self._tell(Listening(health))

    def advance(self, length: int) -> None:
        """Time passes."""
        self.clock += length

    def _tell(self, change: Change) -> None:
        for queue in self._listeners:
            queue.put_nowait(change)

    @contextlib.asynccontextmanager
    async def connect(self) -> AsyncIterator[FakeRoom]:
        """What a Console is given."""
        yield self


def mention(number: int, seen: str, platform: str, who: str, text: str, **more: Any) -> Mention:
    """One mention; ``seen`` is a clock time of the day."""
    handle, author = (who, "") if who.startswith(("@", "u/")) else ("", who)
    when = at(seen)
    return Mention(
        id=number, source=more.pop("source", platform), native_id=f"n{number}", platform=platform,
        author=more.pop("author", author), handle=handle, text=text, published=when, first_seen=when,
        url=f"https://example.net/{platform.lower()}/{number}", **more,
    )  # fmt: skip


_INES = "We moved 11,000 contracts to @quillstack in May. As of today I cannot tell our auditors how many still exist."
_KATRIN = "Comparing contract tools for a 40-person legal team. Anyone on Quillstack, happy with the search?"
_HIT = True
_NOT = False
# time, platform, who, text, reach, flags, tone, needs answer, who answers ("✓bea" did), deadline in minutes (or late)
_FEED: tuple[tuple[str, str, str, str, int | None, tuple[str, ...], int | None, bool, str, int | None], ...] = (
    ("14:46", "X", "@hana_legalops", "Is there any ETA for EU-2? Our whole signing calendar hangs on it.", 1_200, (),
     -50, _HIT, "", None),
    ("14:46", "LI", "Piotr Zielinski", "Second day in a row that our renewals are blocked by @quillstack.", 860, (),
     -50, _HIT, "", None),
    ("14:45", "RD", "u/clm_admin_42", "PSA: Quillstack EU-2 restored our index but 312 contracts open as blank PDFs.",
     None, (), -80, _HIT, "", None),
    ("14:44", "BS", "@morrow.dev", "So the status page says 'partial restore'. Partial how?", 9_800, (), -50, _HIT, "",
     None),
    ("14:43", "NW", "Cloud Courier", "Quillstack confirms data loss at European customers, gives no number", 410_000,
     ("press",), -50, _HIT, "tomas", -6),
    ("14:42", "X", "@ines_cfo", _INES, 38_400, ("influencer",), -80, _HIT, "bea", 3),
    ("14:41", "HN", "throwaway_q9", "Ex-employee here. The lifecycle rule was flagged in a review in March.", None, (),
     -50, _HIT, "", -2),
    ("14:40", "LI", "Sofia Brandt", "Sharing the checklist we use when a SaaS vendor loses data.", 5_100, (), 0, _NOT,
     "", None),
    ("14:39", "X", "@tdk_ops", "@quillstack please answer ticket 88213, open since seven this morning", 640, (), -50,
     _HIT, "luca", 8),
    ("14:38", "MA", "@jo@hachyderm.example", "Reminder that 'eleven nines' is about disks, not about people.", 2_200,
     (), -50, _HIT, "", None),
    ("14:37", "RV", "Marta V., Procurement", "One star. Support copied the same answer to us twice.", None, (), -80,
     _HIT, "luca", 11),
    ("14:36", "X", "@gordonlaw", "Do customers of Quillstack have to notify their own clients? A thread.", 3_300,
     ("legal",), -50, _HIT, "anna", 1),
    ("14:34", "LI", "Daniel Osei", "Credit where due: their engineer called me back within the hour.", 12_700, (), 40,
     _HIT, "✓bea", None),
    ("14:33", "X", "@quill_fan_nl", "Anyone know if EU-1 is affected too?", 210, (), 0, _HIT, "✓luca", None),
    ("14:31", "NW", "SaaS Daily", "Storage migration blamed as contract platform loses files", 96_000, ("press",), -50,
     _HIT, "tomas", 14),
    ("14:30", "RD", "u/inhouse_counsel", "Has anyone received the promised mail from them?", None, (), -50, _HIT,
     "✓sam", None),
    ("14:28", "X", "@lena_pm", "Export button greyed out in EU-2. Is that on purpose?", 1_900, (), -50, _HIT, "✓bea",
     None),
    ("14:27", "BS", "@contractnerd", "Thread with what we know so far about the Quillstack outage", 720, (), 0, _NOT,
     "", None),
    ("14:25", "X", "@osc_it", "Login works again, folders empty.", 330, (), -50, _HIT, "✓sam", None),
    ("14:24", "YT", "The Vendor Desk", "Live at 16:00: the Quillstack data loss, what contracts say", 74_000,
     ("press",), -50, _HIT, "tomas", 26),
    ("14:22", "LI", "Amira Haddad", "Asking for transparency, not perfection. Tell us what you know.", 4_400, (), -50,
     _HIT, "✓bea", None),
)  # fmt: skip

_TASKS: tuple[tuple[int, str, str, int | None, e.TaskState, int | None], ...] = (
    (27, "Pause scheduled posts and ads until stand-down", "sam", 5, "todo", None),
    (26, "Find out who @ines_cfo's account manager is", "", 10, "todo", None),
    (28, "Answer bank: blank PDFs", "bea", 18, "todo", None),
    (29, "Brief sales on what they may say", "", 45, "todo", None),
    (17, "Legal sign-off on statement 3", "anna", -6, "doing", None),
    (25, "Answer Cloud Courier, on the record", "tomas", -2, "doing", None),
    (23, "Verify blank-PDF report from r/clm", "ken", 8, "doing", None),
    (21, "Call back the 12 enterprise admins", "jonas", 22, "doing", None),
    (19, "CEO video: script and slot", "dana", 35, "blocked", 17),
    (24, "Art. 33 notice to the authority", "anna", 73, "blocked", 23),
)
_DONE = (
    (22, "Status page update 4", "tomas", "02:31"),
    (20, "Holding line to all support agents", "jonas", "02:12"),
    (18, "Switch export button back on", "ken", "01:58"),
    (16, "Statement 2 on X, LinkedIn, status page", "tomas", "01:31"),
    (15, "Ask the storage vendor for the job log", "ken", "01:20"),
    (14, "Statement 1 on X and status page", "tomas", "00:58"),
    (13, "Freeze the lifecycle job", "ken", "00:40"),
    (12, "List the tenants that were hit", "ken", "00:38"),
    (11, "Name a single voice for the press", "maren", "00:22"),
    (10, "Stop the campaign mails", "sam", "00:15"),
    (9, "Open a bridge with engineering", "jonas", "00:06"),
)


def crisis(me: str = "maren") -> FakeRoom:
    """14:47:13, T+02:47:13: the room of the picture ``1-commander``."""
    room = FakeRoom(me)
    _incident(room)
    for when, by, payload in sorted([*_board(), *_posts(room), *_story(room)], key=lambda line: line[0]):
        room._append(payload, by, when)
    room.reading = Reading(
        at=NOW - 3_000, score=71, change=9, soon=80, suggested=Level.CRISIS, forecast=Forecast(Level.CRITICAL, 18),
        drivers=(
            Driver("Volume", "8.4 × normal", 24, 0, "71 posts an hour, usual 8 (once in 40 days)"),
            Driver("Negative", "78 %", 18, 0, "55 negative posts an hour, usual 2"),
            Driver("Reach", "2.1 M", 14),
            Driver("Press, influencers", "3 and 2", 9, 6),
            Driver("Late answers", "2 of 13 open", 6, 3),
        ),
    )  # fmt: skip
    room.scores = _climb()
    room.health = _sources(down=True)
    room.answers_are = Answers(13, 6, 2, NOW - 6 * MINUTE)
    room.stored_is = 384
    room.today, room.usual_day = 384, 440
    room.volume = _flow()
    return room


def _incident(room: FakeRoom) -> None:
    room._append(e.Opened(version="0.2", sources=11), ROOM.id, START - 4 * HOUR)
    declared = e.Declared(
        incident="INC-042", title="EU-2 data loss", type="data_loss", level=Level.ALERT, commander="maren",
        update_due=START + HOUR, real="yes", ongoing="yes", origin="us", hit="EU-2 tenants", loud="admins, on X",
        unknown="how many contracts are gone",
    )  # fmt: skip
    room._append(declared, "maren", START)
    for role, person in (("scribe", "priya"), ("comms", "tomas"), ("legal", "anna"), ("executive", "dana")):
        room._append(e.RoleTaken(role=role, person=person), person, START + MINUTE)


def _board() -> Iterator[Told]:
    for number, title, owner, clock in reversed(_DONE):
        yield t_plus("00:05", 61 - number), "maren", e.TaskMade(task=number, title=title, owner=owner)
        yield t_plus(clock), owner, e.TaskMoved(task=number, state="done", was="todo")
    for number, title, owner, due, state, waits in _TASKS:
        moment = None if due is None else NOW + due * MINUTE + (20_000 if due > 0 else -20_000)
        made = t_plus("02:35") if number == 25 else t_plus("01:10", number)
        yield made, "maren", e.TaskMade(task=number, title=title, owner=owner, due=moment, waits_for=waits, state=state)


def _posts(room: FakeRoom) -> Iterator[Told]:
    for n, row in enumerate(reversed(_FEED), 1):
        seen, platform, who, text, reach, flags, tone, needs, owner, due = row
        more: dict[str, Any] = {"reach": reach, "flags": flags, "tone": tone, "needs_answer": needs}
        if who == "@ines_cfo":
            more |= {"author": "CFO at Delmora (customer, 11,000 contracts)", "shares": 41, "replies": 96}
        post = mention(n, seen, platform, who, text, **more)
        room.mentions.append(post)
        if due is not None:
            room.deadlines[n] = NOW + due * MINUTE + (20_000 if due > 0 else -20_000)
        if owner.startswith("✓"):
            yield post.first_seen + MINUTE // 2, owner[1:], e.Answered(mention=n, person=owner[1:], about=who)
        elif owner:
            when = post.first_seen + 20_000
            yield when, owner, e.Claimed(mention=n, person=owner, about=who)


def _story(room: FakeRoom) -> Iterator[Told]:
    told: list[tuple[str, str, Payload]] = [
        ("02:05", "maren", e.LevelSet(level=Level.CRISIS, was=Level.ALERT, reason="press has it")),
        ("02:06", "maren", e.UpdateDue(audience="public", due=MIDNIGHT + 15 * HOUR)),
        ("02:24", "bea", e.Note(text="takes the X queue from Sam until 16:00")),
        ("02:31", "tomas", e.UpdateGiven(audience="public", text="Status page update 4 (approved: Maren, Anna)",
                                         next_due=MIDNIGHT + 15 * HOUR)),
        ("02:38", "ken", e.Observed(text="Index rebuilt for 61 of 84 tenants, 4 fail the checksum")),
        ("02:41", "maren", e.Decision(text="Hold statement 3 until Legal has signed.",
                                      reason="No numbers before Ken confirms them.")),
        ("02:30", "sam", e.Acknowledged(alert=f"source:Reviews@{at('14:20')}", about="Reviews down")),
        ("02:43", "priya", e.AuthorWatched(platform="X", who="@ines_cfo")),
    ]  # fmt: skip
    yield from ((t_plus(clock), by, payload) for clock, by, payload in told)
    clm = next(m for m in room.mentions if m.who == "u/clm_admin_42")
    yield t_plus("02:45"), "priya", e.Pinned(
        mention=clm.id, source=clm.source, native_id=clm.native_id, platform=clm.platform, who=clm.who, text=clm.text,
        published=clm.published, first_seen=clm.first_seen,
    )  # fmt: skip
    yield t_plus("02:46", 58), ROOM.id, e.Suggested(level=Level.CRISIS, was=Level.ALERT, score=71)


def _climb() -> list[tuple[int, int]]:
    steps = (4, 4, 4, 4, 5, 5, 5, 6, 12, 14, 14, 18, 19, 22, 26, 23, 28, 30, 34, 34, 35, 37, 38, 44, 45, 45, 50, 51,
             52, 53, 46, 47, 54, 60, 61, 61, 62, 58, 58, 60, 62, 62, 65, 66, 71)  # fmt: skip
    return [(NOW - (len(steps) - 1 - n) * 4 * MINUTE, score) for n, score in enumerate(steps)]


def _flow() -> list[tuple[int, int]]:
    posts = (1, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 6, 8, 8, 9, 10, 11, 11, 13, 12, 14, 15, 15, 14, 16, 17, 19, 19,
             20, 21, 23, 22, 9)  # fmt: skip
    last = NOW - NOW % (5 * MINUTE)
    return [(last - (len(posts) - 1 - n) * 5 * MINUTE, count) for n, count in enumerate(posts) if count]


_NAMES = ("X", "Reviews", "LinkedIn", "Mastodon", "Bluesky", "Reddit", "Hacker News", "trade press", "national press",
          "YouTube", "status page")  # fmt: skip


def _sources(*, down: bool) -> tuple[SourceHealth, ...]:
    out = []
    for n, name in enumerate(_NAMES):
        health = SourceHealth(
            name=name, kind="rss", state="live", last_ok=NOW - (4_000 + n * 1_000), every=60, mentions=20 + n,
            per_hour=12, last_item=NOW - n * MINUTE - 30_000,
        )  # fmt: skip
        if down and name == "X":
            health = msgspec.structs.replace(
                health, state="late", last_ok=NOW - 9 * MINUTE - 10_000, note="rate limit, 0 of 450",
                next_try=NOW + 5 * MINUTE + 5_000, since=NOW - 7 * MINUTE,
            )  # fmt: skip
        if down and name == "Reviews":
            health = msgspec.structs.replace(
                health, state="failing", last_ok=at("14:20"), note="answered 503", since=at("14:20")
            )
        out.append(health)
    return tuple(out)


def quiet(me: str = "bea") -> FakeRoom:
    """The room of the picture ``7a-quiet``: no incident, nothing to do."""
    room = FakeRoom(me)
    room.health = _sources(down=False)
    room._append(e.Opened(version="0.2", sources=11), ROOM.id, at("08:00"))
    room._append(e.Observed(text="3 posts on slow login, below the L1 line, gone by 09:50"), "luca", at("09:31"))
    room._append(e.Note(text="takes the watch from Luca, nothing open"), "bea", at("12:00"))
    room._append(e.SourceUp(source="Reviews", blind=4 * MINUTE), ROOM.id, at("14:02"))
    rows: tuple[tuple[str, str, str, str, int | None, int, str], ...] = (
        ("09:30", "X", "@osc_it", "login spinner, anyone else?", 330, -50, "luca"),
        ("11:02", "BS", "@contractnerd", "Thread: what to ask a CLM vendor about backups", 720, 0, ""),
        ("11:45", "X", "@tdk_ops", "Quillstack login slow this morning?", 640, -50, "luca"),
        ("13:12", "RV", "Jonah B., Legal Ops", "Four stars. Support answers fast, search could be better.", None, 60,
         "bea"),
        ("13:58", "X", "@dsouza_legal", "The new redline view in Quillstack is good.", 510, 60, "bea"),
        ("14:31", "RD", "u/clm_newbie", "How do you all handle template versions in Quillstack?", None, 0, ""),
        ("14:46", "LI", "Katrin Wolf", _KATRIN, 2_400, 0, ""),
    )  # fmt: skip
    for n, (seen, platform, who, text, reach, tone, done) in enumerate(rows, 1):
        room.mentions.append(mention(n, seen, platform, who, text, reach=reach, tone=tone, needs_answer=bool(done)))
        if done:
            room._append(e.Answered(mention=n, person=done, about=who), done, at("14:10"))
    room.reading = Reading(
        at=NOW - 3_000, score=6, suggested=Level.QUIET, soon=6,
        drivers=(
            Driver("Volume", "1.0 × normal", 2), Driver("Negative", "11 %", 2), Driver("Reach", "40 K", 2),
            Driver("Press, influencers", "none", 0), Driver("Late answers", "none", 0),
        ),
    )  # fmt: skip
    room.scores = [(NOW - n * 4 * MINUTE, 6) for n in range(45, -1, -1)]
    room.today, room.usual_day = 412, 440
    room.volume = [(NOW - NOW % (5 * MINUTE) - n * 5 * MINUTE, 1 + n % 3) for n in range(35, -1, -1)]
    room.picture.closed.append(_old_incident())
    return room


def _old_incident() -> Any:
    from warroom.domain.picture import Incident

    began = NOW - 12 * DAY - 5 * HOUR
    first = e.Declared(
        incident="INC-041", title="Login outage", type="outage", level=Level.ALERT, commander="maren",
        update_due=began + HOUR,
    )  # fmt: skip
    return Incident(id="INC-041", title="Login outage", type="outage", declared_at=began, declared_by="maren",
                    first=first, closed_at=NOW - 12 * DAY, peak=Level.ALERT)  # fmt: skip
