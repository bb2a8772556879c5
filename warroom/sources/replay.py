"""A recording played back: JSON lines with ``t``, the second at which each post is heard, and a post's fields.

There is no clock here. Whoever calls gives ``now``; a drill that runs at thirty times the speed gives a clock
that does, and everything whose second has come is handed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import msgspec

from warroom.domain.mention import Post
from warroom.sources import settings
from warroom.sources.base import Client, Cursor, Outcome, OutcomeState
from warroom.sources.fields import NoTextError, Shape
from warroom.sources.polled import begun

_BATCH = 1_000


class Fault(Protocol):
    """A stretch of the recording in which the source is not heard. Seconds."""

    @property
    def start(self) -> float:
        """Second at which it begins."""
        ...

    @property
    def end(self) -> float | None:
        """Second at which it ends; None: never."""
        ...

    @property
    def note(self) -> str:
        """What the health table says meanwhile."""
        ...

    @property
    def state(self) -> str:
        """State of the outcome meanwhile: ``error``, ``timeout``, ``backoff``."""
        ...


class ReplaySettings(settings.Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``kind = "replay"``."""

    path: str
    every: str | int = "1s"


class Replay:
    """One source of a recording: the lines that carry its name, and those that carry none."""

    def __init__(
        self, table: Mapping[str, Any], path: Path, begin: int | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        """``table`` as in ``[[sources]]``, of which name, kind, platform, every and all count.

        ``begin`` (ms UTC) is second 0; None: the first fetch is. Raises ``settings.BadSourceError`` when the
        recording cannot be read.
        """
        self.name = str(table["name"])
        self.kind = str(table.get("kind") or "replay")
        self.platform = str(table.get("platform") or "FI")
        self.everything = bool(table.get("all"))
        self.every_s = settings.seconds(table.get("every") or "1s", f'source "{self.name}": every')
        self._begin = begin
        self._faults = tuple(faults)
        self._origin = settings.origin(str(path), self.name, str(begin))
        self._lines = _recorded(path, self.name)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """From one ``[[sources]]`` table. Raises ``settings.BadSourceError``."""
        said = settings.read(table, ReplaySettings, "FI")
        return cls({**table, "platform": said.platform}, Path(said.path).expanduser())

    async def fetch(self, client: Client, cursor: Cursor, now: int) -> Outcome:  # noqa: ARG002 - no network
        """Whatever is due at ``now`` and was not handed out yet."""
        cursor = begun(cursor, self._origin)
        begin = self._begin if self._begin is not None else int(cursor.since.get("begin", now))
        second = (now - begin) / 1000
        for fault in self._faults:
            if fault.start <= second and (fault.end is None or second < fault.end):
                return self._faulty(fault, cursor)
        at = int(cursor.since.get("next", "0"))
        due: list[Post] = []
        while at < len(self._lines) and len(due) < _BATCH and self._lines[at][0] <= second:
            moment, post = self._lines[at]
            said = begin + int(moment * 1000)
            due.append(msgspec.structs.replace(post, published=said, heard=said))
            at += 1
        later = msgspec.structs.replace(cursor, since={"begin": str(begin), "next": str(at)}, fails=0)
        more = at < len(self._lines) and self._lines[at][0] <= second
        return Outcome(state="ok", cursor=later, posts=tuple(due), more=more)

    def _faulty(self, fault: Fault, cursor: Cursor) -> Outcome:
        state = msgspec.convert(fault.state, OutcomeState)
        return Outcome(state=state, cursor=msgspec.structs.replace(cursor, fails=cursor.fails + 1), note=fault.note)


def _recorded(path: Path, name: str) -> list[tuple[float, Post]]:
    """(second, post), by second. A recording is our own file: a line that is wrong is an error, not a note."""
    found: list[tuple[float, Post]] = []
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        raise settings.BadSourceError(f'source "{name}": {path} cannot be read') from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = msgspec.json.decode(line, type=dict[str, Any])
            second = float(record.pop("t"))
            if record.pop("source", name) == name:
                record.setdefault("id", record.pop("native_id", f"{path.stem}-{number}"))
                found.append((second, Shape(tuple(record)).post(record, 0)))
        except (msgspec.MsgspecError, NoTextError, KeyError, TypeError, ValueError) as error:
            why = f'source "{name}": {path.name}:{number} is not a recorded post ({error})'
            raise settings.BadSourceError(why) from None
    return sorted(found, key=lambda one: one[0])
