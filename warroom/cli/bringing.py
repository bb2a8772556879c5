"""Bringing a file of mentions, or what another program writes, to a room's host: piece by piece, none lost."""

from __future__ import annotations

import os
import select
from pathlib import Path
from typing import Final

import msgspec

from warroom.cli import Stop
from warroom.room import wire
from warroom.room.asking import Asking, GoneError, come_back
from warroom.sources.importing import MOST_BYTES, Format, Progress

AGAIN: Final = 15.0
"""Seconds that a piece waits for a host that went away before the import is given up."""
TOGETHER: Final = 0.02
"""Seconds: what comes within this time goes as one piece."""
_CHUNK: Final = 1 << 16
_AROUND: Final = 4_096
"""Bytes of a frame beside its data and its progress, at most."""


class Brought(msgspec.Struct):
    """What has become of an import."""

    stored: int = 0
    known: int = 0
    failed: str = ""
    """Why nothing of it can be read at all."""
    progress: bytes = b""
    """How far it has come, in the host's words."""

    @property
    def read(self) -> Progress:
        """The same, to be looked at."""
        return msgspec.json.decode(self.progress, type=Progress) if self.progress else Progress()


class Bringer:
    """One import. A piece whose answer was lost with the host is brought again: what is stored is recognised."""

    def __init__(self, line: Asking, folder: Path, wanted: str) -> None:
        """``folder`` and ``wanted`` are for coming back."""
        self.line, self._folder, self._wanted = line, folder, wanted
        self._done = Brought()

    def bring(self, descriptor: int, file: str, form: Format) -> Brought:
        """All that can be read there. ``file`` is its name, empty for standard input. Raises Stop or SaidNoError."""
        done, pending, ended = self._done, b"", False
        while pending or not ended:
            # what is left of a file's header counts as well: a frame has its limit
            room = min(MOST_BYTES, wire.LONGEST_ASKED - _AROUND - len(done.progress))
            if room <= _CHUNK:
                raise Stop("its header is too long to be brought to the host")
            if not ended:
                more, ended = self._more(descriptor, room - len(pending))
                pending += more
            piece = wire.Import(pending[:room], file, form, done.progress, last=ended and len(pending) <= room)
            told: wire.Imported = self._ask(piece)
            done.stored, done.known = done.stored + told.stored, done.known + told.known
            done.progress, done.failed = told.progress, told.failed
            pending = pending[told.used :]
            if told.failed or (not told.used and (piece.last or len(piece.data) == room)):
                break
        return done

    def _ask(self, piece: wire.Import) -> wire.Imported:
        while True:
            try:
                told: wire.Imported = self.line.ask(piece)
            except GoneError as gone:
                self._come_back(gone)
            else:
                return told

    def _come_back(self, gone: GoneError) -> None:
        self.line.hang_up()
        found = come_back(self._folder, self._wanted, AGAIN)
        if found is None:
            stored = f"{self._done.stored} are stored. Run it again: what is known is not stored twice"
            raise Stop(f"{gone} {stored}") from gone
        self.line = found

    def _more(self, descriptor: int, most: int) -> tuple[bytes, bool]:
        """(what is there by now, at most so many bytes, at least one; whether it has ended). Hears the host out."""
        got = bytearray()
        while len(got) < most:
            waits = TOGETHER if got else None
            line = self.line.fileno()
            ready, _, _ = select.select([descriptor, line], [], [], waits)
            if descriptor in ready:
                chunk = os.read(descriptor, min(_CHUNK, most - len(got)))
                if not chunk:
                    return bytes(got), True
                got += chunk
            elif got:
                break
            if line in ready:
                self._hear()
        return bytes(got), False

    def _hear(self) -> None:
        """The host tells everybody what happens; whoever never listens is let go."""
        try:
            self.line.hear()
        except GoneError as gone:
            self._come_back(gone)
