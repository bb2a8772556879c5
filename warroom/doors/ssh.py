"""The built-in SSH door: the console and nothing else, for the people whose keys are in the room's settings.

The key alone says who somebody is; the user name that an SSH client sends is not looked at, because it proves
nothing. There is one thing to be had: a session with a terminal. No password, no command, no file transfer, no
forwarding of anything, and nobody's environment. What is not refused here by name, asyncssh refuses by itself.

Each session is a process of its own (:mod:`warroom.doors.stock`); this process only carries bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import asyncssh

from warroom.config import FILE, Config, ConfigError, fingerprint, load
from warroom.domain.trouble import Sayable
from warroom.doors.book import Book
from warroom.doors.hostkey import host_key
from warroom.doors.session import Session
from warroom.doors.stock import Looks, Stock
from warroom.room.starting import Starting
from warroom.tui.keymap import Keymap

LOGIN: Final = 20.0
"""Seconds that somebody has to show a key; and, with one, to open a console."""
ALIVE: Final = (15.0, 3)
"""Seconds between two questions whether somebody is still there, and how many may go unanswered."""
MOST_STRANGERS: Final = 100
"""Connections that have not shown a key. One more, and the oldest has to go: nobody can keep the others out."""
MOST_CONSOLES: Final = 100
MOST_EACH: Final = 10
"""Consoles of one key."""
LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the settings."""
GRACE: Final = 2.0
"""Seconds that a console has to say by itself that its person is no longer welcome, and a client to hang up then."""
WAITING: Final = 16 << 10
"""Bytes that may wait for a slow line, twice: here and in the kernel. A second or two of a 64 kbit/s line."""
WINDOW: Final = 64 << 10
"""Bytes that a person may type or paste ahead."""
FILES: Final = 4096

TAKEN_OUT: Final = "Your key was taken out of this room."
CLOSED: Final = "The door was closed here."


class DoorError(Sayable):
    """The door cannot be opened."""


class _Visitor(asyncssh.SSHServer):
    """One connection."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self.key = ""
        """Fingerprint of the key that they showed, once they have proved that it is theirs."""
        self._shown = ""
        self._who = "somebody"
        """The one of ours whose key it is, or was."""
        self._session: Session | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Somebody knocks."""
        self._conn = conn
        wire: Any = conn
        # asyncssh keeps what a slow line does not take, however much, and leaves these two for us to use (2.24.1)
        wire.pause_writing, wire.resume_writing = self._full, self._emptied
        wire._transport.set_write_buffer_limits(high=WAITING)  # noqa: SLF001 - there is no other way to it
        with contextlib.suppress(OSError, AttributeError):
            conn.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, WAITING)
        self._door.strangers.append(self)
        if len(self._door.strangers) > MOST_STRANGERS:
            silent = (one for one in self._door.strangers if not one.has_spoken())
            next(silent, self._door.strangers[0]).shut()

    def _full(self) -> None:
        if self._session:
            self._session.wait("line")

    def _emptied(self) -> None:
        if self._session:
            self._session.go_on("line")

    def has_spoken(self) -> bool:
        """Whether they have at least said that they speak SSH."""
        return bool(self._conn.get_extra_info("client_version"))

    def shut(self) -> None:
        """End the connection without a word."""
        self._conn.abort()
        self._forget()

    def _forget(self) -> None:
        for group in (self._door.strangers, self._door.visitors):
            if self in group:
                group.remove(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        del exc
        self._forget()

    # -- who it is ---------------------------------------------------------------------------------------------------

    def begin_auth(self, username: str) -> bool:
        """Nobody comes in without a key, whatever they call themselves."""
        del username
        return True

    def public_key_auth_supported(self) -> bool:
        """Yes, and it is the only way."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Whether it is one of ours. Asked before the proof too, so it is believed in :meth:`auth_completed` only."""
        del username
        self._door.look()
        self._shown = key.get_fingerprint("sha256")
        return self._shown in self._door.keys

    def auth_completed(self) -> None:
        """They have proved that the key which they showed last is theirs."""
        self.key = self._shown
        self._forget()
        self._door.visitors.append(self)
        self._expect()

    def _expect(self) -> None:
        asyncio.get_running_loop().call_later(LOGIN, self._only_visits)

    def _only_visits(self) -> None:
        if self._session is None:
            self.disconnect("A connection without a console is of no use here.")

    # -- what they get -----------------------------------------------------------------------------------------------

    def session_requested(self) -> Session:
        """A console, one at a time."""
        consoles = [visitor.key for visitor in self._door.visitors if visitor.has_console()]
        words = ""
        if self.key not in self._door.keys:
            words = TAKEN_OUT
        elif self._session is not None:
            words = "one console for each connection"
        elif len(consoles) >= MOST_CONSOLES:
            words = f"the door is full: {MOST_CONSOLES} consoles are open"
        elif consoles.count(self.key) >= MOST_EACH:
            words = f"{MOST_EACH} consoles are open with this key already"
        if words:
            self._note(f"was not let in from {self._address}: {words}")
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED, words)
        self._note(f"came in from {self._address}, key {self.key}")
        self._session = Session(self._door.stock, self._door.host, self.key, self._left)
        return self._session

    @property
    def _address(self) -> str:
        peer = self._conn.get_extra_info("peername")
        return str(peer[0]) if peer else "somewhere"

    def _note(self, what: str) -> None:
        self._who = self._door.keys.get(self.key, self._who)
        self._door.book.write(f"{self._who} {what}")

    def has_console(self) -> bool:
        """Whether a console is open here."""
        return self._session is not None

    def _left(self, session: Session) -> None:
        if session is self._session:
            self._note("left")
            self._session = None
            self._expect()

    def put_out(self, words: str) -> None:
        """End their console, in words. Their client hangs up when it has shown them; if it does not, we do."""
        if self._session:
            self._note(f"is sent away: {words}")
            self._session.put_out(words)
            asyncio.get_running_loop().call_later(GRACE, self.disconnect, words)
        else:
            self.disconnect(words)

    def disconnect(self, words: str) -> None:
        """End the connection."""
        if self in self._door.visitors:
            self._conn.disconnect(asyncssh.DISC_BY_APPLICATION, words)


class Door:
    """Serves a room until it is asked to stop."""

    def __init__(self, folder: Path) -> None:
        """Raises ConfigError, DoorError or OSError: nothing is open then."""
        if folder.stat().st_uid != os.getuid():
            raise DoorError(f"{folder}: only the owner of the room's folder opens a door to it")
        config = load(folder)
        self._folder = folder
        self._stamp = _stamp(folder)
        self.keys = _keys(config)
        """Fingerprint → whose."""
        self._private = asyncssh.import_private_key(
            host_key(folder, lambda: asyncssh.generate_private_key("ssh-ed25519").export_private_key("openssh"))
        )
        self.stock = Stock(folder, _looks(config))
        self.book = Book(folder)
        self.strangers: list[_Visitor] = []
        """Who has not shown a key, oldest first."""
        self.visitors: list[_Visitor] = []
        self._starting: asyncio.Task[None] | None = None

    @property
    def fingerprint(self) -> str:
        """Of the host key: what people compare when they come for the first time."""
        found: str = self._private.get_fingerprint("sha256")
        return found

    async def host(self) -> None:
        """See to it that the room's host runs. Raises NoStartError."""
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(Starting(self._folder).up(), name="host")
        await asyncio.shield(self._starting)

    async def serve(self, host: str, port: int, opened: Callable[[str, int], None]) -> None:
        """Until SIGTERM, SIGINT or SIGHUP. ``opened`` is told where it listens. Raises OSError, NoStartError."""
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(name, stopped.set)
        _raise_files()
        async with self.stock:
            await self.host()
            listener = await self._listen(host, port)
            looking = asyncio.create_task(self._look(), name="settings")
            try:
                found = listener.sockets[0].getsockname() if listener.sockets else (host, port)
                opened(found[0], found[1])
                await stopped.wait()
            finally:
                looking.cancel()
                listener.close()
                await self._say_goodbye()
                await listener.wait_closed()

    async def _say_goodbye(self) -> None:
        for stranger in list(self.strangers):
            stranger.shut()
        for visitor in list(self.visitors):
            visitor.put_out(CLOSED)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self.visitors:
                    await asyncio.sleep(0.01)
        for visitor in list(self.visitors):
            visitor.disconnect(CLOSED)

    async def _listen(self, host: str, port: int) -> asyncssh.SSHAcceptor:
        interval, count = ALIVE
        return await asyncssh.listen(
            host, port, server_factory=lambda: _Visitor(self), server_host_keys=[self._private],
            server_version="warroom", backlog=256, window=WINDOW, encoding=None, line_editor=False,
            login_timeout=LOGIN, keepalive_interval=interval, keepalive_count_max=count, rdns_lookup=False,
            public_key_auth=True, password_auth=False, kbdint_auth=False, host_based_auth=False, gss_host=None,
            gss_kex=False, gss_auth=False, agent_forwarding=False, x11_forwarding=False, allow_scp=False,
            sftp_factory=None, compression_algs=["zlib@openssh.com", "none"],
        )  # fmt: skip

    # -- the settings ------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Who loses their key is out, and what a console looks like changes, without a restart."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look()

    def look(self) -> None:
        """Take the settings in if they changed. Whoever shows a key is judged by them as they are in that moment."""
        now = _stamp(self._folder)
        if now != self._stamp:
            self._stamp = now
            with contextlib.suppress(ConfigError, OSError):  # half written, perhaps: what was known goes on
                self._change(load(self._folder))

    def _change(self, config: Config) -> None:
        self.keys = _keys(config)
        self.stock.change(_looks(config))
        asyncio.get_running_loop().call_later(GRACE, self._put_out)

    def _put_out(self) -> None:
        for visitor in list(self.visitors):
            if visitor.key not in self.keys:
                visitor.put_out(TAKEN_OUT)


def _keys(config: Config) -> dict[str, str]:
    return {fingerprint(line): who for who, someone in config.people.items() for line in someone.keys}


def _looks(config: Config) -> Looks:
    try:
        Keymap(config.keys)
    except ValueError as error:
        raise ConfigError(f"{FILE}: [keys]: {error}") from None
    return Looks(config.screen.theme, config.keys, config.screen.bell, config.screen.wall_handles)


def _stamp(folder: Path) -> tuple[int, ...]:
    try:
        status = (folder / FILE).stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _raise_files() -> None:
    """Each console takes three file descriptors here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
