"""The last gate: every frame's text passes through here on its way to the terminal.

Text was cleaned when it entered the room. This is the second, independent layer: whatever a mistake elsewhere lets
through, no control character, no direction override and no link leaves. It is the last of the app's line filters.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from warroom.domain.text import gate


def closed(text: str) -> str:
    """Text for one row of a terminal: gated, and without line ends."""
    return gate(text).replace("\n", " ")


class Gate(LineFilter):
    """Replaces what must never reach a terminal, and takes links out of styles."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - textual's signature
        """The same segments when there is nothing to take out, which is nearly always."""
        for segment in segments:
            if segment.control or closed(segment.text) != segment.text or (segment.style and segment.style.link):
                return [_safe(segment) for segment in segments if not segment.control]
        return segments


def _safe(segment: Segment) -> Segment:
    style = segment.style
    if style is not None and style.link:
        style = Style.combine([style.without_color, Style(color=style.color, bgcolor=style.bgcolor)]).update_link(None)
    return Segment(closed(segment.text), style)
