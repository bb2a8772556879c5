"""Consoles start hosts, which outlive them: what a test started ends with it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


def host_of(room: Path) -> int:
    """Process number of a room's host; 0 if none runs."""
    try:
        pid = int(json.loads((room / "room.lock").read_bytes())["pid"])
        os.kill(pid, 0)
    except (OSError, ValueError, KeyError):
        return 0
    return pid


@pytest.fixture(autouse=True)
def hosts_end_with_the_test(tmp_path: Path) -> Iterator[None]:
    yield
    for lock in tmp_path.rglob("room.lock"):
        end = time.monotonic() + 10
        while pid := host_of(lock.parent):
            assert time.monotonic() < end, f"the host of {lock.parent} does not end"
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            time.sleep(0.02)
