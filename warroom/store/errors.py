"""What can go wrong with a store, each with words for people. Nothing else is raised for trouble with storage."""

# ruff: noqa: N818 - these are named after what happened, as people would say it

from __future__ import annotations

from warroom.domain.trouble import Sayable


class StoreError(Sayable):
    """Trouble with the room's storage. ``str()`` says what, where and what to do, in one line."""


class Busy(StoreError):
    """Another process has this room open."""

    def __init__(self, where: str, *, pid: int, user: str, since: int) -> None:
        who = f"{user or 'another process'}{f', process {pid}' if pid else ''}"
        super().__init__(f"{where} is open already ({who}). Attach to it, or stop that host first.")
        self.pid = pid
        """0 when the other process had not yet said who it is."""
        self.user = user
        self.since = since
        """ms UTC; 0 when unknown."""


class NotARoom(StoreError):
    """The file is no room, or not readable as one. It was not touched."""


class NewerRoom(StoreError):
    """The file was written by a later warroom. It was not touched."""


class Damaged(StoreError):
    """Something stored cannot be read back. ``seq`` is the first entry concerned, 0 if it is not about the log."""

    def __init__(self, words: str, seq: int = 0) -> None:
        super().__init__(words)
        self.seq = seq


class Overtaken(StoreError):
    """The log went on since the caller looked. Nothing was written: read on, decide again."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"The log stands at entry {found}, not at {expected}. Nothing was written.")
        self.expected = expected
        self.found = found


class DiskFull(StoreError):
    """There is no room on the disk. Nothing was written; writing works again once there is space."""


class Locked(StoreError):
    """Another program holds the database. Nothing was written."""


class StorageFailed(StoreError):
    """The disk refused. Nothing that was not acknowledged may be relied on."""
