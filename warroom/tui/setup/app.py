"""The console before there is a room: the same frame, the first run's screen in it."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from warroom.setup.draft import Desk
from warroom.tui.app import Console
from warroom.tui.setup.rows import SetupView
from warroom.tui.setup.screen import SetupScreen, Wish


class SetupConsole(Console):
    """Shows the first run, and says what is to happen next."""

    def __init__(self, desk: Desk, view: SetupView, *, theme: str = "auto") -> None:
        """``desk`` keeps what is entered; ``view`` is where the person was."""
        self._desk, self._view = desk, view
        self.wish: Wish = ""
        super().__init__(_no_room, theme=theme)

    def get_default_screen(self) -> Screen[Any]:
        """The first run instead of the panes."""
        return SetupScreen(self._desk, self._view, self.palette, self.leave_setup)

    def leave_setup(self, wish: Wish) -> None:
        """Close, and say what is wished."""
        self.wish = wish
        self.exit(0)

    async def _live(self) -> None:
        """There is no room to live in yet."""


def _no_room() -> Any:
    raise RuntimeError("set-up opens no room")


def run_setup(desk: Desk, view: SetupView, *, theme: str = "auto") -> tuple[int, Wish]:
    """Show it until the person leaves: (exit code, what they wish next)."""
    app = SetupConsole(desk, view, theme=theme)
    app.run()
    return app.return_code or 0, app.wish
