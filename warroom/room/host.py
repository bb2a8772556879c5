"""The room's host: the one process that owns the store, and a unix socket at which consoles ask.

Who somebody is, the door says (here: the unix user at the other end of the socket), and every question is judged by
that person's roles before anything happens. News are encoded once and sent to everybody; who reads too slowly is
let go, so that nobody waits for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from warroom.config import FILE, Config, ConfigError, load, me, people, unix_user
from warroom.domain import orders as o
from warroom.domain.mention import Mention
from warroom.domain.people import READS_ONLY, WALL, Person
from warroom.room import wire
from warroom.room.place import SOCKET, listen
from warroom.room.protocol import REF, Change, Heard, Listening, Present, Read, Readied, Recorded, Trouble
from warroom.room.room import LocalRoom
from warroom.room.window import PAGE
from warroom.store.errors import StoreError

SLOW: Final = 8 << 20
"""Bytes that may wait for a console that does not read."""
AT_ONCE: Final = 64
"""Questions of one console that may be under way."""
SENT_UNASKED: Final = 32
"""New rows that go to every console at once; with more of them each asks for what it shows."""
MOST_ROWS: Final = 2_000
"""Rows or numbers of one answer."""
LOOK_EVERY: Final = 1.0
"""Seconds between two looks at who is in the settings."""
SOON: Final = 0.5
"""Seconds until the others see who came, went, or looks at something else."""
SHY: Final = 10.0
"""Seconds that somebody has to say who they want to be."""
MOST_CONSOLES: Final = 250
LONGEST_POLL: Final = 60.0
"""Seconds that somebody waits at most for every source to have answered."""

TOO_SLOW: Final = "This console was too far behind and was let go. It comes back by itself."
TAKEN_AWAY: Final = "Your access to this room was taken away. Your drafts are kept."


class _Session:
    """One console."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self._writer = reader, writer
        self.person = Person("", "", ())
        self.wanted = self.key = ""
        self.user = ""
        self.uid = -1
        self.present: Present | None = None
        self.gone = False

    def send(self, data: bytes) -> None:
        """Hand bytes over; whoever does not take them is let go."""
        if self.gone or self._writer.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() > SLOW:
            self.end("")
        else:
            self._writer.write(data)

    def end(self, why: str, *, final: bool = True) -> None:
        """End it, with a word if there is one."""
        if self.gone:
            return
        self.gone = True
        if why:
            self._writer.write(wire.frame(wire.Goodbye(why, final)))
            self._writer.close()
        else:
            self._writer.transport.abort()

    async def closed(self) -> None:
        """Wait until the connection is down."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class Host:
    """Answers consoles for a room in this process."""

    def __init__(self, room: LocalRoom, folder: Path, config: Config) -> None:
        self._room, self._folder, self._config = room, folder, config
        self._owner = folder.stat().st_uid
        self._stamp = _stamp(folder / FILE)
        self._sessions: set[_Session] = set()
        self._facts: wire.Facts | None = None
        self._showing: asyncio.TimerHandle | None = None
        self.stopped = asyncio.Event()
        """Set when the owner asked for the end."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Consoles can come in until the block ends. Raises OSError if there is no place for the socket."""
        listener = listen(self._folder)
        server = await asyncio.start_unix_server(self._meet, sock=listener)
        running = [asyncio.create_task(each) for each in (self._count(), self._watch_people())]
        try:
            with self._room.heard_by(lambda change: self._everybody(self._news(change))):
                yield
        finally:
            for task in running:
                task.cancel()
            if self._showing is not None:
                self._showing.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for session in list(self._sessions):
                session.end("The room was closed here.", final=True)
            server.close()
            with contextlib.suppress(OSError):
                (self._folder / SOCKET).unlink()

    # -- coming in ---------------------------------------------------------------------------------------------------

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = _Session(reader, writer)
        try:
            if await self._let_in(session):
                await self._serve(session)
        except (EOFError, wire.BrokenFrameError, ConnectionError, TimeoutError):
            pass
        finally:
            self._sessions.discard(session)
            self._show_present()
            session.gone = True
            await session.closed()

    async def _let_in(self, session: _Session) -> bool:
        session.uid = _uid_of(session)
        if len(self._sessions) >= MOST_CONSOLES:
            session.end(f"The room is full: {MOST_CONSOLES} consoles are here.", final=False)
            return False
        async with asyncio.timeout(SHY):
            hello = wire.from_console(await wire.read(session.reader, wire.LONGEST_ASKED))
        if not isinstance(hello, wire.Hello):
            raise wire.BrokenFrameError("it did not say who it is")
        if hello.version != wire.VERSION:
            session.end(
                f"This room's host is warroom {wire.VERSION}, you came with {hello.version[:40]}. "
                "End the host with 'warroom stop' and open the room again."
            )
            return False
        first, newest = (0, ()) if hello.quiet else await self._newest()
        await self._look_again()  # they may have been added just now; from here on nobody is waited for
        try:
            self._establish(session, hello.wanted, hello.key)
        except ConfigError as error:
            session.end(str(error))
            return False
        if not hello.quiet:
            session.present = Present(session.person.id, self._room.now())
        self._sessions.add(session)
        session.send(wire.frame(self._welcome(session, hello, first, newest)))
        self._show_present()
        return True

    def _establish(self, session: _Session, wanted: str, key: str) -> None:
        """Who it is: by the unix user at the other end, or by the key that the owner's door saw. Raises ConfigError."""
        if (wanted or key) and session.uid != self._owner:
            said = f"--as {wanted[:40]}" if wanted else "--key"
            raise ConfigError(f"{said}: only the owner of the room's folder may be somebody else")
        session.wanted, session.key, session.user = wanted, key, unix_user(session.uid)
        session.person = me(self._config, self._folder, wanted=wanted, key=key, uid=session.uid)

    async def _newest(self) -> tuple[int, Sequence[Mention]]:
        """The last rows of the feed, from the begin of a page on."""
        last = self._room.rows - 1
        first = max(0, last - PAGE) // PAGE * PAGE
        return first, await self._room.mentions.rows(first, last) if last >= 0 else ()

    def _welcome(self, session: _Session, hello: wire.Hello, first: int, newest: Sequence[Mention]) -> wire.Welcome:
        room = self._room
        log, known = room.log, hello.known
        if not 0 < known <= len(log) or log[known - 1].hash != hello.head:
            known = 0
        return wire.Welcome(
            version=wire.VERSION, brand=room.brand, me=session.person, people={**room.people}, rules=room.rules,
            house=room.house, accounts=tuple(room.accounts), drill=room.drill, prepared=room.prepared, now=room.now(),
            speed=room.speed, log=log[known:], before=known, newest=newest, first=first, reading=room.reading,
            scores=tuple(room.scores), health=room.health,
            facts=self._facts_now(), trouble=room.trouble, present=self._present(),
        )  # fmt: skip

    # -- answering ---------------------------------------------------------------------------------------------------

    async def _serve(self, session: _Session) -> None:
        places, orders = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
        async with asyncio.TaskGroup() as tasks:
            while not session.gone:
                await places.acquire()
                try:
                    asked = wire.from_console(await wire.read(session.reader, wire.LONGEST_ASKED))
                except (EOFError, wire.BrokenFrameError):
                    break
                if not isinstance(asked, wire.Ask):
                    break
                task = tasks.create_task(self._answer(session, asked, orders))
                task.add_done_callback(lambda _: places.release())

    async def _answer(self, session: _Session, ask: wire.Ask, orders: asyncio.Lock) -> None:
        try:
            if isinstance(ask.what, wire.Do):
                async with orders:  # one console's orders are carried out in the order in which they were given
                    value = await self._do(session, ask.what)
            else:
                value = await self._reply(session, ask.what)
            answer = wire.Answer(ask.number, wire.raw(value))
        except (StoreError, ConfigError, ValueError, msgspec.MsgspecError, OverflowError) as error:
            answer = wire.Answer(ask.number, failed=str(error) or type(error).__name__)
        if session in self._sessions:
            session.send(wire.frame(answer))

    async def _do(self, session: _Session, asked: wire.Do) -> o.Refused | None:
        if session not in self._sessions:
            return o.Refused(TAKEN_AWAY)
        if session.person.id == WALL.id:  # whatever the log says of somebody who once had that name
            return o.Refused(READS_ONLY)
        order = _order(asked.order)
        if len(asked.ref) != REF:
            raise ValueError(f"an order needs a reference of {REF} bytes")
        via = session.key or (f"unix:{session.user}" if session.wanted else "")
        return await self._room.do(order, session.person, ref=asked.ref, via=via)

    async def _reply(self, session: _Session, asked: wire.Question) -> Any:
        room = self._room
        match asked:
            case wire.Rows(first, last):
                return await room.mentions.rows(max(0, first), min(last, first + MOST_ROWS))
            case wire.Position(ident):
                return await room.mentions.pos(ident)
            case wire.Ids(query, before, limit):
                return list(await room.mentions.ids(query, before=before, limit=max(0, min(limit, MOST_ROWS))))
            case wire.Mentions(ids):
                return await room.mentions.get(ids[:MOST_ROWS])
            case wire.Thread(ident, limit):
                return await room.mentions.thread(ident, max(0, min(limit, MOST_ROWS)))
            case wire.Marks(text):
                return room.marks_of(text)
            case wire.Drafts():
                return await room.drafts(session.person)
            case wire.Suggest(text, rest):
                return await room.suggest(text, rest=rest)
            case wire.Conflicts(text):
                return await room.conflicts(text)
            case wire.Promises(text):
                return await room.promises(text)
            case wire.ReadStatement(text, sort):
                return await room.read_statement(text, sort)
            case wire.Settled():
                return await room.settled()
            case wire.LookAt(what):
                self._look(session, what)
            case wire.KeepDraft(about, text):
                self._only_those_who_work(session)
                await room.keep_draft(about, text, session.person)
            case wire.Retry(source):
                self._only_those_who_work(session)
                await room.retry(source)
            case wire.Collect():
                self._only_those_who_work(session)
                return await (await room.ears()).polled(LONGEST_POLL)
            case wire.Sealed(since, limit):
                self._only_the_owner(session, "takes its record out")
                from warroom.room import proof  # noqa: PLC0415 - rarely asked, and a host is waited for

                return await asyncio.to_thread(proof.rows, self._folder, since, limit)
            case wire.Guarded():
                self._only_the_owner(session, "takes its record out")
                from warroom.room import proof  # noqa: PLC0415 - as above

                return await asyncio.to_thread(proof.guards, self._folder)
            case wire.Needing(since, after, limit):
                return await room.store.needing(since, after, max(0, min(limit, MOST_ROWS)))
            case wire.Volumes(since, limit):
                return (await room.store.volume(since))[: max(0, min(limit, MOST_ROWS))]
            case wire.Import():
                self._only_those_who_work(session)
                from warroom.room.importing import take_in  # noqa: PLC0415 - as above

                return await take_in(room, asked)
            case wire.Stop():
                if session.uid != self._owner or session.wanted or session.key:
                    raise ValueError("Only the owner of the room's folder ends its host.")
                self.stopped.set()
        return None

    def _only_the_owner(self, session: _Session, does: str) -> None:
        """As it is without a host: only they can read the file. Whoever came by a door is somebody else."""
        if session not in self._sessions:
            raise ValueError(TAKEN_AWAY)
        if session.uid != self._owner or session.key:
            raise ValueError(f"Only the owner of the room's folder {does}.")

    def _only_those_who_work(self, session: _Session) -> None:
        if session not in self._sessions:
            raise ValueError(TAKEN_AWAY)
        if session.person.reads_only:
            raise ValueError(READS_ONLY)

    # -- telling -----------------------------------------------------------------------------------------------------

    def _everybody(self, message: wire.FromHost) -> None:
        data = wire.frame(message)
        for session in list(self._sessions):
            session.send(data)

    def _news(self, change: Change) -> wire.FromHost:
        match change:
            case Recorded(entries):
                return wire.Entries(entries, self._room.answers)
            case Heard(new, changed, first, heads):
                sent = tuple(heads) if len(heads) <= SENT_UNASKED else ()
                return wire.Came(new, changed, self._facts_now(), first, sent)
            case Read(reading):
                return wire.Gauge(reading, self._facts_now())
            case Listening(health):
                return wire.Ears(health)
            case Trouble(what):
                return wire.Warned(what)
            case Readied():
                return wire.Papers(self._room.prepared)
            case _:  # what only a far end says of itself, or who is here
                return wire.Here(self._present())

    def _facts_now(self) -> wire.Facts:
        room = self._room
        self._facts = wire.Facts(room.rows, room.stored, room.today, room.usual_day, room.answers, room.volume)
        return self._facts

    async def _count(self) -> None:
        """Deadlines pass without anything being said: the counts go out when they changed."""
        while True:
            await asyncio.sleep(1)
            before = self._facts
            if self._facts_now() != before:
                self._everybody(self._facts_now())

    # -- who is here -------------------------------------------------------------------------------------------------

    def _present(self) -> tuple[Present, ...]:
        here = [session.present for session in self._sessions if session.present]
        return tuple(sorted(here, key=lambda one: (one.since, one.who)))

    def _look(self, session: _Session, what: str) -> None:
        if session.present and session.present.looks_at != what[:80]:
            session.present = msgspec.structs.replace(session.present, looks_at=what[:80])
            self._show_present()

    def _show_present(self) -> None:
        """Soon: fifty people who look around tell fifty others, and once for several of them is enough."""
        self._room.present = self._present()
        if self._showing is None:
            self._showing = asyncio.get_running_loop().call_later(SOON, self._show)

    def _show(self) -> None:
        self._showing = None
        self._everybody(wire.Here(self._present()))

    async def _watch_people(self) -> None:
        """Who is taken out of the settings is out of the room within seconds; new people can come in at once."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._look_again()

    async def _look_again(self) -> None:
        """Read the settings anew if they changed."""
        now = _stamp(self._folder / FILE)
        if now != self._stamp:
            self._stamp = now
            with contextlib.suppress(ConfigError, OSError):  # half written, perhaps: those who are known stay known
                self._regroup(await asyncio.to_thread(load, self._folder))

    def _regroup(self, config: Config) -> None:
        self._config = config
        self._room.people = {**people(config), **_owner_of(self._room, config)}
        for session in list(self._sessions):
            before = session.person
            try:
                self._establish(session, session.wanted, session.key)
            except ConfigError:
                self._sessions.discard(session)
                session.end(TAKEN_AWAY)
                continue
            if session.person.id != before.id:
                self._sessions.discard(session)
                session.end("Who you are in this room was changed. Come in again.")
                continue
            session.send(wire.frame(wire.Team({**self._room.people}, session.person)))
        self._show_present()


@cache
def _orders() -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(o.Order)


def _order(raw: msgspec.Raw) -> o.Order:
    found: o.Order = _orders().decode(bytes(raw))
    return found


def _uid_of(session: _Session) -> int:
    peer: socket.socket = session._writer.get_extra_info("socket")  # noqa: SLF001 - two halves of one thing
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", credentials)
    return int(uid)


def _stamp(path: Path) -> Sequence[int]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _owner_of(room: LocalRoom, config: Config) -> dict[str, Person]:
    """The room's own person, who need not be in the settings."""
    return {} if room.me.id in config.people else {room.me.id: room.me}
