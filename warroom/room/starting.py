"""A host that starts by itself: whoever opens a room whose host does not run starts it, as tmux does.

Imports little: the sooner it is under way, the sooner the console that waits for it is there.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from warroom.domain.trouble import Sayable
from warroom.room.place import answers

LOG: Final = "host.log"
"""What a host in the background says, in the room's folder."""
PATIENCE: Final = 20.0
"""Seconds that a host has until it answers."""
OFTEN: Final = 0.01
"""Seconds between two looks whether it does."""
TAKEN: Final = 75
"""What a host exits with when somebody else has the room open just now (sysexits.h: try again)."""
AGAIN: Final = 0.3
"""Seconds until the next attempt, when somebody else had the room open in that moment."""


class NoStartError(Sayable):
    """The host did not start, in its own words."""


class Starting:
    """A host on its way. Begun at once; wait for it with :meth:`up` or :meth:`wait`."""

    def __init__(self, folder: Path) -> None:
        """``folder``: the room's, absolute. Nothing is started where a host answers already."""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._next = 0.0
        self._since = time.monotonic()
        if not answers(folder):
            self._start()

    def _start(self) -> None:
        # a session of its own: closing the terminal that it was started from does not end it
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            log = os.open(self._folder / LOG, flags, 0o600)
        except OSError as error:
            raise NoStartError(f"{self._folder / LOG}: {error.strerror}. The folder must be yours") from error
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "warroom", "--room", str(self._folder), "host", "--foreground"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
            )  # fmt: skip
        finally:
            os.close(log)
        # it outlives us, or ends before us: then somebody must take note, or it would look as if it ran for ever
        threading.Thread(target=self._process.wait, name="host", daemon=True).start()

    def answers(self) -> bool:
        """Whether it is there. Raises NoStartError once it is clear that it will not come."""
        if answers(self._folder):
            return True
        now = time.monotonic()
        if now - self._since > PATIENCE:
            raise NoStartError(f"{self._folder}: the host does not answer; {self._folder / LOG} may say why")
        if self._process is None or self._process.poll() is not None:
            self._try_again(now)
        return False

    def _try_again(self, now: float) -> None:
        """It ended: for good, or because somebody had the room open just then (another host, or a short command)."""
        if self._next == 0.0:
            self._next = now + AGAIN
        elif now >= self._next:
            self._next = 0.0
            code = self._process.returncode if self._process is not None else TAKEN
            if code != TAKEN and code >= 0:  # below 0: somebody killed it
                raise NoStartError(self._words())
            self._start()

    def _words(self) -> str:
        with contextlib.suppress(OSError):
            said = (self._folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            if said:
                return said[-1].removeprefix("warroom: ")
        return f"{self._folder}: the host ended at once"

    async def up(self) -> None:
        """Wait until it answers. Raises NoStartError."""
        import asyncio  # noqa: PLC0415 - see the module's head

        while not self.answers():
            await asyncio.sleep(OFTEN)

    def wait(self) -> None:
        """The same, for programs that have no loop."""
        while not self.answers():
            time.sleep(OFTEN)


def ensure(folder: Path) -> None:
    """See to it that the host of a room's folder runs. Raises NoStartError."""
    Starting(folder.resolve()).wait()
