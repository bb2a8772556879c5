"""Needs you: one line for each alert, most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from warroom.tui.alerts import Alert, counts
from warroom.tui.paint import Row, Span, chip, crop, crop_row, fill, on, title, width
from warroom.tui.say import at_right

GLYPHS: Final = {"warning": ("■", "□"), "caution": ("▲", "△"), "advisory": ("·", "·")}

WORTH: Final = 14
"""Cells from which a detail that has to be cut is worth showing: ``of 1…`` would be a wrong number."""


def needs(
    found: Sequence[Alert], cells: int, rows: int, *, focus: bool = False, at: int = 0, top: int = 0
) -> list[Row]:
    """Rows of the pane. ``at`` is the chosen line, shown only with the focus; ``top`` the first line shown."""
    late, soon = counts(found)
    facts: Row = []
    if found:
        numbers = " ".join(f"{glyph}{n}" for glyph, n in (("■", late), ("▲", soon)) if n)
        facts = [Span(f"{numbers}  " if numbers else "", "muted"), Span("a acknowledge", "muted")]
    out = [title("Needs you", facts, cells, focus=focus)]
    if not found:
        return [*out, [Span("  Nothing.", "muted")]]
    shown = found[top : top + rows - 1]
    out += [_line(alert, cells, chosen=focus and top + n == at) for n, alert in enumerate(shown)]
    hidden = len(found) - top - len(shown)
    if hidden > 0 and len(out) > 1:
        out[-1] = [Span(f"   {hidden + 1} more ↓", "muted")]
    return out


def _line(alert: Alert, cells: int, *, chosen: bool) -> Row:
    held = alert.ack is not None
    glyph = GLYPHS[alert.kind][held]
    colour = "text" if held else {"warning": "warn", "caution": "caut", "advisory": "adv"}[alert.kind]
    what = "content" if alert.kind == "warning" and not held else "text"
    when = Span(alert.when, "muted" if held else "caut" if alert.kind == "caution" else "muted")
    if alert.kind == "warning" and not held and alert.when:
        when = chip(alert.when)
    right = at_right(when, cell_len(when.text) + (0 if when.token == "chip" else 1))  # noqa: S105
    right = right if alert.when else []
    room = cells - width(right) - (2 if right else 1)
    words = alert.what if not held else crop(alert.what, room - 5 - cell_len(alert.detail))  # who has it is kept whole
    body: Row = [Span(" "), Span(glyph, colour), Span(" "), Span(words, what)]
    left = room - width(body) - 2
    if alert.detail and (left >= cell_len(alert.detail) or left >= WORTH):
        body += [Span("  "), Span(alert.detail, "muted")]
    body = crop_row(body, room)
    line = [*body, Span(" " * (cells - width(body) - width(right))), *right]
    return on_bar(line, cells) if chosen else line


def on_bar(line: Row, cells: int) -> Row:
    """A row under the bar: selected ground, and the bar's edge in its first cell."""
    line = fill(line, cells)
    first, rest = line[0], line[1:]
    row = [Span("▌", "cursor"), Span(first.text[1:], first.token), *rest]
    return [Span(s.text, s.token) if s.token == "chip" else on([s], "sel")[0] for s in row]  # noqa: S105
