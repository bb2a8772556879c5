"""What somebody types before the room is there. It waits for the room, where that can be done without looking.

Words, commands, other views and the room's own sheets mean the same whatever the room will show, and who comes at
three in the morning types ``l`` before the first line is there. A key about an item is for one that nobody has seen
yet: it is not kept.
"""

from __future__ import annotations

from typing import Final

from textual import events

from warroom.tui.keymap import Keymap
from warroom.tui.turns import Typed
from warroom.tui.verbs import key_of

LONGEST: Final = 2_000
"""Keys that wait at most: a line of the log, and then some."""
_TEXT: Final = frozenset({"write", "command", "filter"})
"""Open the prompt: what follows is text, up to its end."""
_VIEWS: Final = "Views"
_SHEETS: Final = frozenset({"Room", "Help"})
_AT_ONCE: Final = frozenset({"leave", "back"})
_HELP: Final = "help"
"""Needs no room; but what was typed before it must reach the console first."""


class TypedAhead:
    """The keys that wait, in their order."""

    def __init__(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._kept: list[Typed] = []
        self._typing = self._sheet = False

    def keeps(self, event: Typed, pane: str) -> bool:
        """Whether this waits from now on. ``pane`` is where it was pressed."""
        if len(self._kept) >= LONGEST:
            return False
        if isinstance(event, events.Key):
            if not self._waits(key_of(event), pane):
                return False
        elif not self._typing:
            return False
        self._kept.append(event)
        return True

    def _waits(self, key: str, pane: str) -> bool:
        find = self._keymap.find
        action = find(key, pane, incident=False) or find(key, pane, incident=True)  # nobody knows yet which
        if self._typing:
            self._typing = key not in ("enter", "esc")
        elif self._sheet or action is None or action.id in _AT_ONCE or (action.id == _HELP and not self._kept):
            return False  # what a sheet does with a key shows once it is open
        elif action.id in _TEXT:
            self._typing = True
        elif action.group in _SHEETS:
            self._sheet = True
        elif action.group != _VIEWS:
            return False
        return True

    @property
    def words(self) -> str:
        """What waits, as far as it has letters."""
        return "".join(
            event.text if isinstance(event, events.Paste) else (event.character or "") * event.is_printable
            for event in self._kept
        )

    def release(self) -> list[Typed]:
        """All that waited."""
        kept, self._kept = self._kept, []
        self._typing = self._sheet = False
        return kept
