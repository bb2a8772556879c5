"""What the terminal shows, row by row: a whole screen that is painted again sends only the rows that differ.

A sheet that opens is painted whole five to eight times while it finds its place, and each time is five kilobytes of
the same at 80x24: four seconds of a slow line before the first key can be seen.
"""

from __future__ import annotations

import time
from typing import Final

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate

BELIEVED: Final = 2.0
"""Seconds from a whole painting until the next one is sent whole again, in case something else wrote there."""


class _Rows(CompositorUpdate):
    """What is sent, ready."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render_segments(self, console: Console) -> str:
        del console
        return self._text


class Shown:
    """Asked for every frame that will be sent, in their order."""

    def __init__(self) -> None:
        self._rows: list[str | None] = []
        self._since = 0.0

    def forget(self) -> None:
        """Something else was written."""
        self._rows = []

    def differing(self, update: CompositorUpdate, console: Console) -> CompositorUpdate:
        """What of an update is to be sent."""
        if isinstance(update, ChopsUpdate):
            for y, _, _ in update.spans:
                if y < len(self._rows):
                    self._rows[y] = None
            return update
        if not isinstance(update, LayoutUpdate) or update.region.offset:
            self.forget()
            return update
        rows = ["".join(strip.render(console) for strip in line) for line in update.strips]
        if len(rows) != len(self._rows) or time.monotonic() - self._since > BELIEVED:
            self._rows, self._since = [None] * len(rows), time.monotonic()
        known, self._rows = self._rows, list(rows)
        return _Rows(
            "".join(
                Control.move_to(0, y).segment.text + row
                for y, (row, before) in enumerate(zip(rows, known, strict=True))
                if row != before
            )
        )
