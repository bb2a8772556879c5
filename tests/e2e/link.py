"""``python -m tests.e2e.link ARGUMENTS``: warroom at the other end of a slow line.

64 kbit/s towards the person, 150 ms each way, and a router that holds 8 KB: what is more waits in the program's
terminal, as it does behind a real ``ssh``.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import sys
import termios
import time
import tty
from collections import deque

RATE = 8_000
"""Bytes a second."""
DELAY = 0.15
"""Seconds each way."""
ROUTER = 8_192
"""Bytes on their way at most."""


def main() -> int:
    """Carry bytes both ways until the program ends."""
    pid, inner = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "warroom", *sys.argv[1:]])
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))
    fcntl.ioctl(inner, termios.TIOCSWINSZ, size)
    tty.setraw(0)
    up: deque[tuple[float, bytes]] = deque()
    down: deque[tuple[float, bytes]] = deque()
    free, alive = time.monotonic(), True
    while alive or down:
        now = time.monotonic()
        while up and up[0][0] <= now:
            os.write(inner, up.popleft()[1])
        while down and down[0][0] <= now:
            os.write(1, down.popleft()[1])
        held = sum(len(data) for _, data in down)
        watched = [0, *([inner] if alive and held < ROUTER else [])]
        for ready in select.select(watched, [], [], 0.005)[0]:
            try:
                data = os.read(ready, 512)
            except OSError:
                data = b""
            if not data and ready == 0:
                return 1
            if not data:
                alive = False
            elif ready == 0:
                up.append((time.monotonic() + DELAY, data))
            else:
                free = max(free, time.monotonic()) + len(data) / RATE
                down.append((free + DELAY, data))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
