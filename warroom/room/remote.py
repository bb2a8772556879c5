"""The far end of the wire: the same room, for a console in another process.

What is known arrives by itself and is folded here with the same ``apply``; what must be asked for is asked for. When
the host goes away the last picture stays, with words about how old it is, until somebody answers again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from warroom.domain import orders as o
from warroom.domain.entries import StatementKind
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.picture import Picture
from warroom.domain.remarks import Promise, Report
from warroom.domain.trouble import Sayable
from warroom.room import wire
from warroom.room.asking import NoHostError, RefusedEntryError
from warroom.room.clock import Clock, DrillClock, WallClock
from warroom.room.known import Identity, Known
from warroom.room.line import Far, Line, call
from warroom.room.protocol import (
    REF,
    Attended,
    Away,
    Back,
    Conflict,
    FeedQuery,
    Heard,
    Kept,
    Listening,
    Read,
    Recorded,
    Suggestion,
)
from warroom.room.starting import NoStartError, Starting
from warroom.room.window import FeedWindow, FilteredWindow

NOT_CONNECTED: Final = "Not connected."
PATIENCE: Final = 15.0
"""Seconds that an order waits for a host that went away before it is given up."""
AGAIN: Final = 0.25
"""Seconds between two attempts to come back."""
SAME: Final = 60_000
"""Milliseconds by which the host's time may differ from this machine's and still be taken from its clock."""

STUCK: Final = 5.0
"""Seconds until the next attempt to start a host after one that failed."""
ALONE: Final = 1.0
"""Seconds at most until a console whose host vanished starts another; by chance, so that not all do it at once."""


class AwayError(Sayable):
    """The host is away and did not answer."""


class RemoteRoom(Known):
    """A :class:`~warroom.room.protocol.Room` whose host is another process."""

    def __init__(self, line: Line, welcome: wire.Welcome) -> None:
        identity = Identity(
            brand=welcome.brand, me=welcome.me, people=welcome.people, rules=welcome.rules, drill=welcome.drill,
            house=welcome.house, accounts=welcome.accounts,
        )  # fmt: skip
        super().__init__(identity, _clock(welcome), Far(self._read))
        self.volume: Sequence[tuple[int, int]] = ()
        self._line: Line | None = line
        self._unsent: dict[bytes, wire.Do] = {}
        """What :attr:`kept` holds, as it is sent."""
        self._unsaved: dict[str, str] = {}
        """Drafts that were written while the host was away."""
        self._delivering: asyncio.Task[None] | None = None
        self._said = ""
        """What the host said at the end."""
        self._newest: tuple[int, Sequence[Mention]] = (0, ())
        self._back = asyncio.Event()
        self._back.set()
        self._take(welcome)

    # -- asking ------------------------------------------------------------------------------------------------------

    def window(self, query: FeedQuery) -> FeedWindow | FilteredWindow:
        """A list of mentions. What came with the welcome is at hand."""
        found = super().window(query)
        if isinstance(found, FeedWindow):
            found.extend(*self._newest)
        return found

    async def do(self, order: o.Order, by: Person | None = None) -> o.Refused | None:
        """Ask for something. An order whose answer was lost with the line is asked again, and carried out once.

        While the host is away log entries are kept here with their time, and sent in order when it is back.
        """
        if by is not None and by.id != self.me.id:
            return o.Refused("At this console orders are yours alone.")
        ref = os.urandom(REF)
        try:
            asked = wire.Do(wire.raw(order), ref)
        except (UnicodeEncodeError, OverflowError):
            return o.Refused("There is a character or a number in this that cannot be written down.")
        if self._delivering is not None and not self._delivering.done():
            await asyncio.wait([self._delivering])  # what was kept comes first
        if self.away:
            return self._keep(order, ref, f"{self.away.why} This is off until the room is back; nothing was recorded.")
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                refused: o.Refused | None = await self._ask(asked)
            except ValueError as error:
                return o.Refused(str(error))
            except EOFError:
                if not await self._came_back(give_up):
                    lost = "The room went away before it answered. Look in the log whether this was recorded."
                    return self._keep(order, ref, lost)
            else:
                return refused

    def _keep(self, order: o.Order, ref: bytes, otherwise: str) -> o.Refused | None:
        """Keep a log entry with the time of now; refuse what is none, in these words."""
        if not isinstance(order, o.Observe | o.Act | o.Decide | o.WriteNote):
            return o.Refused(otherwise)
        if self.away and self.away.for_good:
            return o.Refused(f"{self.away.why} Nothing was recorded.")
        at = self.now()
        dated = replace(order, occurred=order.occurred or at)
        self._unsent[ref] = wire.Do(wire.raw(dated), ref)
        self.kept = (*self.kept, Kept(text=order.text, at=at, ref=ref))
        return None

    async def _deliver(self, came: int) -> None:
        """Send what was kept, in order. What the room will not record stays here with its reason."""
        sent, refusals = 0, 0
        drafts, self._unsaved = self._unsaved, {}
        for about, text in drafts.items():
            try:
                await self.keep_draft(about, text)
            except AwayError:  # gone again: with the next line
                self._unsaved.setdefault(about, text)
        for kept in self.kept:
            if kept.refused:
                continue
            try:
                refused: o.Refused | None = await self._ask(self._unsent[kept.ref])
            except EOFError:
                return  # gone again: the rest goes with the next line
            except ValueError as error:
                refused = o.Refused(str(error))
            if refused is None:
                sent += 1
                self.kept = tuple(one for one in self.kept if one.ref != kept.ref)
                del self._unsent[kept.ref]
            else:
                refusals += 1
                said = replace(kept, refused=refused.why)
                self.kept = tuple(said if one.ref == kept.ref else one for one in self.kept)
        self._tell(Back(sent, came, refusals))

    async def _came_back(self, until: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._back.wait(), max(0.0, until - time.monotonic()))
        return self._back.is_set()

    async def _ask(self, question: wire.Question) -> Any:
        """Raises EOFError while the host is away, ValueError with its words if it cannot."""
        if self._line is None:
            raise EOFError
        return await self._line.ask(question)

    async def _read(self, question: wire.Question) -> Any:
        """Something to look at; None while the host is away."""
        try:
            return await self._ask(question)
        except (EOFError, ValueError):
            return None

    async def _change(self, question: wire.Question) -> None:
        """Something beside the log. Raises AwayError with words."""
        try:
            await self._ask(question)
        except EOFError:
            raise AwayError(self.away.why if self.away else "The room went away before it answered.") from None
        except ValueError as error:
            raise AwayError(str(error)) from None

    async def marks(self, mention: Mention) -> Sequence[str]:
        """The words of its text that drove its tone."""
        return await self._read(wire.Marks(mention.headline)) or ()

    async def drafts(self) -> Mapping[str, str]:
        """What I have written and not sent."""
        return {**(await self._read(wire.Drafts()) or {}), **self._unsaved}

    async def keep_draft(self, about: str, text: str) -> None:
        """Keep what I have written; here, while the host is away."""
        if self.away:
            self._unsaved[about] = text
        else:
            await self._change(wire.KeepDraft(about, text))

    async def suggest(self, text: str, *, rest: bool = False) -> Sequence[Suggestion]:
        """The prepared answers that fit a post, best first."""
        return await self._read(wire.Suggest(text, rest)) or ()

    async def conflicts(self, text: str) -> Sequence[Conflict]:
        """What contradicts this text."""
        return await self._read(wire.Conflicts(text)) or ()

    async def promises(self, text: str) -> Sequence[Promise]:
        """What this text says somebody will do."""
        return await self._read(wire.Promises(text)) or ()

    async def read_statement(self, text: str, sort: StatementKind) -> Report:
        """What the reader says about a public text."""
        return await self._read(wire.ReadStatement(text, sort)) or Report()

    async def retry(self, source: str = "") -> None:
        """Poll this source now (all of them without a name)."""
        await self._change(wire.Retry(source))

    async def look_at(self, what: str) -> None:
        """Let the others know what I have before me."""
        await self._read(wire.LookAt(what))

    async def settled(self) -> None:
        """Wait until everything that was queued has been carried out, and is known here."""
        await self._read(wire.Settled())

    async def stop_host(self) -> None:
        """End the host. Raises AwayError with words."""
        await self._change(wire.Stop())

    def leave(self) -> None:
        """Hang up."""
        if self._delivering:
            self._delivering.cancel()
        if self._line is not None:
            line, self._line = self._line, None
            line.hang_up()

    # -- hearing -----------------------------------------------------------------------------------------------------

    async def live(self, come_back: Callable[[bool], Awaitable[tuple[Line, wire.Welcome]]]) -> None:
        """Take in what happens until cancelled, over one line after the other.

        ``come_back`` is told whether the host vanished without a word: then another may be started.
        """
        while True:
            try:
                while self._line is not None:
                    self._hear(await self._line.next())
            except (EOFError, wire.BrokenFrameError):
                self._lose()
            while self._line is None:
                try:
                    line, welcome = await come_back(not self._said)
                except (NoHostError, EOFError, wire.BrokenFrameError):
                    await asyncio.sleep(AGAIN)
                except NoStartError as stuck:  # a full disk, perhaps: somebody will mend it
                    self._go_away(str(stuck))
                    await asyncio.sleep(STUCK)
                except RefusedEntryError as refused:
                    self._go_away(self._said or str(refused), for_good=True)
                    return
                else:
                    self._return(line, welcome)

    def _lose(self) -> None:
        if self._line is not None:
            self._back.clear()
            line, self._line = self._line, None
            line.hang_up()
            self._go_away(self._said or NOT_CONNECTED)

    def _go_away(self, why: str, *, for_good: bool = False) -> None:
        since = self.away.since if self.away else self.now()
        self.away = Away(since, why, for_good)
        self._tell(self.away)

    def _return(self, line: Line, welcome: wire.Welcome) -> None:
        before, stored = self.picture.seq, self.stored
        self._line, self._said, self.away = line, "", None
        self._take(welcome)
        for window in self._windows:
            window.forget_all()
        self._back.set()
        self._tell(Recorded(tuple(self.log[before:])))
        self._tell(Heard(0))
        self._tell(Listening(self.health))
        self._delivering = asyncio.create_task(self._deliver(max(0, self.stored - stored)), name="what was kept")

    def _take(self, welcome: wire.Welcome) -> None:
        """Everything that is known, as it is now; the log goes on where it was, or begins anew if it is another."""
        self.me, self.people, self.rules, self.house = welcome.me, welcome.people, welcome.rules, welcome.house
        if welcome.before != self.picture.seq:
            self.picture, self.log = Picture(), []
        for entry in welcome.log:
            self._fold(entry)
        self._newest = (welcome.first, welcome.newest)
        self.prepare_with(welcome.prepared)
        self._set_trouble(welcome.trouble)
        self.reading, self.scores, self.health = welcome.reading, deque(welcome.scores), welcome.health
        self.present = welcome.present
        self._count(welcome.facts)

    def _count(self, facts: wire.Facts) -> None:
        self.rows, self.stored, self.today = facts.rows, facts.stored, facts.today
        self.usual_day, self.answers, self.volume = facts.usual_day, facts.answers, facts.volume

    def _hear(self, message: wire.FromHost) -> None:
        match message:
            case wire.Entries(entries, answers):
                self.answers = answers
                new = tuple(entry for entry in entries if entry.seq > self.picture.seq)
                for entry in new:
                    self._fold(entry)
                if new:
                    self._tell(Recorded(new))
            case wire.Came(new_rows, changed, facts, first, heads):
                self._count(facts)
                self._grow(first, heads, changed)
                self._tell(Heard(new_rows, changed, first, heads))
            case wire.Gauge(reading, facts):
                self._count(facts)
                self._weigh(reading)
                self._tell(Read(reading))
            case wire.Facts():
                self._count(message)
            case wire.Ears(health):
                self.health = health
                self._tell(Listening(health))
            case wire.Warned(what):
                self._set_trouble(what)
            case wire.Here(present):
                self.present = present
                self._tell(Attended(present))
            case wire.Team(people, me):
                self.people, self.me = people, me
                self._tell(Attended(self.present))
            case wire.Papers(prepared):
                self.prepare_with(prepared)
            case wire.Goodbye(why):
                self._said = why
            case _:
                raise wire.BrokenFrameError("a second welcome")


def _clock(welcome: wire.Welcome) -> Clock:
    """The host's clock. It is on the same machine: a room in real time has the machine's, jumps and all."""
    wall = WallClock()
    same = welcome.speed == 1 and abs(welcome.now - wall.now()) < SAME
    return wall if same else DrillClock(welcome.now, welcome.speed)


@asynccontextmanager
async def attached(
    folder: Path, *, wanted: str = "", key: str = "", quiet: bool = False, host: Starting | None = None
) -> AsyncIterator[RemoteRoom]:
    """The room of a folder. ``host``: one that is waited for; with it, the next is started when it vanishes.

    Raises NoHostError, NoStartError or RefusedEntryError.
    """
    hello = wire.Hello(wire.VERSION, wanted, quiet, key)
    room: RemoteRoom | None = None
    if host is not None:
        await host.up()

    async def once() -> tuple[Line, wire.Welcome]:
        if room is None:
            return await call(folder, hello)
        return await call(folder, replace(hello, known=room.picture.seq, head=room.picture.head))

    async def come_back(vanished: bool) -> tuple[Line, wire.Welcome]:
        try:
            return await once()
        except NoHostError:
            if host is None or not vanished:
                raise
            await asyncio.sleep(random.uniform(0, ALONE))  # noqa: S311 - to be one of many
            await Starting(folder.resolve()).up()
            return await once()

    line, welcome = await once()
    room = RemoteRoom(line, welcome)
    living = asyncio.create_task(room.live(come_back), name="host")
    try:
        yield room
    finally:
        living.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await living
        room.leave()
