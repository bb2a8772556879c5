"""The visitors' book of a door: who came in, from where and with which key, and who was sent away."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from warroom.domain.text import one_line

NAME: Final = "door.log"
"""In the room's folder. Only ever appended to, and only its owner reads it."""


class Book:
    """``2026-11-23 08:41:03 UTC  anna came in from 10.0.0.7, key SHA256:…``, a line for each coming and going."""

    def __init__(self, folder: Path) -> None:
        """``folder``: the room's."""
        self._path = folder / NAME

    def write(self, words: str) -> None:
        """Add a line. A disk that is full, or a folder that is gone, keeps nobody out."""
        line = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC  {one_line(words)}\n"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        with contextlib.suppress(OSError):
            fd = os.open(self._path, flags, 0o600)
            try:
                os.write(fd, line.encode("utf-8", "replace"))
            finally:
                os.close(fd)
