"""A console that is mounted and laid out before anybody is there, so that whoever comes sees it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from textual._compositor import LayoutUpdate

from warroom.tui.app import SETTLED, Connect, Console

LOOKS_AT_ONCE: Final = 0.15
"""Seconds that somebody waits for a picture with the room in it before they see an empty one."""


class SpareConsole(Console):
    """Paints nothing before :meth:`show`, and then all of it."""

    def __init__(self, connect: Connect, *, ready: Callable[[], None], **options: Any) -> None:
        """``ready`` is called once, when only somebody to show it to is missing."""
        super().__init__(connect, **options)
        self._on_laid_out: Callable[[], None] | None = ready
        self._somebody = self._shown = self._whole = False

    def appear(self) -> None:
        """Somebody is there. Nothing is worked out for the screen until :meth:`show`: it would be to do again."""
        self._somebody = True
        self._begin_batch()
        self.set_timer(LOOKS_AT_ONCE, self.show)
        self.set_timer(SETTLED, self.explain)

    def show(self) -> None:
        """Let them see it from now on."""
        if not self._shown:
            self._shown = True
            self._end_batch()
            self.refresh()  # the whole of it: the terminal has nothing yet

    def put_out(self, words: str) -> None:
        """End it and leave these words on the terminal."""
        self._say_at_the_end(f"warroom: {words}\n")
        self.exit(1, return_code=1)

    def explain(self) -> None:
        """As any console, to somebody."""
        if self._somebody:
            super().explain()

    def _display(self, screen: Any, renderable: Any) -> None:
        laid_out, self._on_laid_out = self._on_laid_out, None
        if laid_out:
            laid_out()
        if not self._shown:
            return
        if not self._whole and not isinstance(renderable, LayoutUpdate):
            self.refresh()  # a part, before there was a whole
            return
        self._whole = True
        super()._display(screen, renderable)

    def put(self, frame: str) -> None:
        """Single cells only where there was a whole."""
        if self._whole:
            super().put(frame)
