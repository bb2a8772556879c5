"""The only place that reads a clock."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final, Protocol

JUMP: Final = 2_000
"""Milliseconds by which the wall clock may differ from the running time before it is a jump."""


class Clock(Protocol):
    """What time it is for a room."""

    @property
    def speed(self) -> float:
        """How many of its seconds pass in one of ours."""

    def now(self) -> int:
        """Ms UTC."""

    def running(self) -> int:
        """Milliseconds that the machine has been running, asleep or not; never jumps."""


class WallClock:
    """The machine's clock."""

    speed: Final = 1.0

    def now(self) -> int:
        """Ms UTC."""
        return time.time_ns() // 1_000_000

    def running(self) -> int:
        """Milliseconds since the machine started, where the system tells; else since some fixed moment."""
        source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return time.clock_gettime_ns(source) // 1_000_000


class DrillClock:
    """A clock that starts at ``start`` (ms UTC) and runs ``speed`` times as fast as ours."""

    def __init__(self, start: int, speed: float) -> None:
        self._start, self.speed = start, speed
        self._real = time.monotonic_ns()

    def now(self) -> int:
        """Ms UTC, in the drill's time."""
        return self._start + self.running()

    def running(self) -> int:
        """Milliseconds of drill time since the start."""
        return int((time.monotonic_ns() - self._real) / 1_000_000 * self.speed)


class Drift:
    """Notices when the wall clock jumps against the running time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = clock.now() - clock.running()

    def jump(self) -> int:
        """Milliseconds that the clock jumped since the last call; 0 for anything that is no jump."""
        offset = self._clock.now() - self._clock.running()
        moved = offset - self._offset
        if abs(moved) <= JUMP:
            return 0
        self._offset = offset
        return moved


def boot_id() -> str:
    """The id that the system gave to this run of the machine; empty where it does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
