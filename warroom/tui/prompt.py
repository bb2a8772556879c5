"""The text field of the prompt. Imported and mounted when somebody first types: the frame does not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual import events
from textual.widgets import Input

from warroom.domain.text import clean, one_line


class Prompt(Input):
    """One line of text. Enter hands it over, esc gives it up, tab completes, the arrows bring back earlier ones."""

    WRITES = True

    class Given(NamedTuple):
        """The line is finished."""

        text: str

    class Left(NamedTuple):
        """Nothing is to be done."""

    def __init__(self, complete: Callable[[str], str]) -> None:
        """``complete``: what has been typed → the same, completed as far as it is certain."""
        super().__init__(id="prompt", compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._complete = complete
        self._earlier: list[str] = []
        self._back = 0

    def begin(self, text: str) -> None:
        """Start with that text."""
        self.value = text
        self.cursor_position = len(text)
        self._back = 0
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Left to the screen, which hands over every key in the order in which they were typed (:meth:`take`)."""
        event.prevent_default()

    async def take(self, event: events.Key) -> Given | Left | None:
        """A key, also one that was typed before this field stood there. What it ends the line with, if it does."""
        match event.key:
            case "enter":
                if self.value.strip() and (not self._earlier or self._earlier[-1] != self.value):
                    self._earlier.append(self.value)
                return self.Given(self.value)
            case "escape" | "ctrl+c":
                return self.Left()
            case "backspace" if not self.value:
                return self.Left()
            case "tab":
                self.value = self._complete(self.value)
                self.cursor_position = len(self.value)
            case "up" | "down":
                self._recall(1 if event.key == "up" else -1)
            case _ if event.is_printable:
                await self._on_key(event)
            case _:
                for binding in self._bindings.key_to_bindings.get(event.key, ()):
                    await self.run_action(binding.action)
        return None

    def _recall(self, by: int) -> None:
        self._back = min(max(self._back + by, 0), len(self._earlier))
        self.value = self._earlier[-self._back] if self._back else ""
        self.cursor_position = len(self.value)

    def on_paste(self, event: events.Paste) -> None:
        """Left to the screen, or it would overtake the keys before it."""
        event.prevent_default()

    def put_in(self, pasted: str) -> None:
        """Pasted text is foreign text: cleaned, one line."""
        self.insert_text_at_cursor(one_line(clean(pasted).text))
