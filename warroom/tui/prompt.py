"""The text field of the prompt. Imported and mounted when somebody first types: the frame does not wait for it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.message import Message
from textual.widgets import Input

from warroom.domain.text import clean, one_line


class Prompt(Input):
    """One line of text. Enter hands it over, esc gives it up, tab completes, the arrows bring back earlier ones."""

    class Given(Message):
        """The line is finished."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
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

    async def on_key(self, event: events.Key) -> None:
        """The four keys that a plain field does not know."""
        match event.key:
            case "enter":
                if self.value.strip() and (not self._earlier or self._earlier[-1] != self.value):
                    self._earlier.append(self.value)
                self.post_message(self.Given(self.value))
            case "escape" | "ctrl+c":
                self.post_message(self.Left())
            case "tab":
                self.value = self._complete(self.value)
                self.cursor_position = len(self.value)
            case "up" | "down":
                self._recall(1 if event.key == "up" else -1)
            case "backspace" if not self.value:
                self.post_message(self.Left())
            case _:
                return
        event.stop()
        event.prevent_default()

    def _recall(self, by: int) -> None:
        self._back = min(max(self._back + by, 0), len(self._earlier))
        self.value = self._earlier[-self._back] if self._back else ""
        self.cursor_position = len(self.value)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is foreign text: cleaned, one line."""
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(one_line(clean(event.text).text))
