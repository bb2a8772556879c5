"""What is pasted is text and never keys.

Textual reads an escape character inside a paste as the Escape key, and up to 32 characters after it as keys of their
own: who pastes a stranger's post could approve or send with it. Most terminals take such characters out of a paste,
not all do. Here they are taken out before Textual's parser sees them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

from warroom.domain.text import BAD

ESC: Final = "\x1b"
_EDGE: Final = len(BRACKETED_PASTE_START) - 1


class PasteParser(XTermParser):
    """Textual's parser of what a terminal sends, with every escape character inside a paste replaced."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._held = ""
        """The end of a chunk inside a paste that may be the begin of the paste's end."""
        self._before = ""
        """The last few characters outside a paste: its begin may come in two chunks."""

    def feed(self, data: str) -> Iterable[Message]:
        """Take more of what the terminal sends; empty is its end."""
        calm = self._calm(data) if data else ""
        return super().feed(calm) if calm or not data else ()

    def _calm(self, data: str) -> str:
        out = []
        while data:
            part, data = self._inside(data) if self._pasting else self._outside(data)
            out.append(part)
        return "".join(out)

    def _outside(self, data: str) -> tuple[str, str]:
        """(what goes on as it is, the rest): up to the begin of a paste, with it."""
        at = (self._before + data).find(BRACKETED_PASTE_START)
        if at < 0:
            self._before = (self._before + data)[-_EDGE:]
            return data, ""
        end = at + len(BRACKETED_PASTE_START) - len(self._before)
        self._pasting, self._before = True, ""
        return data[:end], data[end:]

    def _inside(self, data: str) -> tuple[str, str]:
        """(pasted text without escapes, the rest): up to the end of the paste, with it."""
        data, self._held = self._held + data, ""
        text, end, rest = data.partition(BRACKETED_PASTE_END)
        if end:
            self._pasting = False
            return text.replace(ESC, BAD) + end, rest
        at = text.rfind(ESC)
        if at >= 0 and BRACKETED_PASTE_END.startswith(text[at:]):
            text, self._held = text[:at], text[at:]
        return text.replace(ESC, BAD), ""
