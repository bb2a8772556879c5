"""The two rows at the bottom: the prompt with what the room last said, and the keys of the pane with the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from warroom.domain.words import clock, since
from warroom.room.protocol import Room
from warroom.tui.layout import NEEDED
from warroom.tui.paint import Row, Span, crop_row, spread, width

HINT: Final = "Write to the log, or : for a command, / to filter"
ALWAYS: Final = (("?", "help"), ("^p", "palette"))


class Said(msgspec.Struct, frozen=True):
    """What the room or the console said last: words, how they look, until when (s of the loop's clock)."""

    words: str = ""
    token: str = "text"  # noqa: S105 - a colour token
    until: float = 0.0


class CmdView(msgspec.Struct):
    """What the prompt shows. ``typing`` hands the middle of the first row to the text field."""

    typing: bool = False
    mark: str = "›"
    hint: str = ""
    """Beside the text while somebody types: completions, or how to end."""
    said: Said = Said()
    first: str = ""
    """What to do in a pane that is visited for the first time; it stands where the hint stands else."""
    keys: Sequence[tuple[str, str]] = ()
    always: Sequence[tuple[str, str]] = ALWAYS
    size: tuple[int, int] = NEEDED


def cmd(room: Room | None, view: CmdView, cells: int) -> list[Row]:
    """Both rows."""
    left: Row = [Span("  "), Span(view.mark, "key"), Span(" ")]
    if not view.typing:
        left.append(Span(view.said.words, view.said.token) if view.said.words else Span(view.first or HINT, "muted"))
    return [spread(left, right_of(room, view), cells), _keys(view, cells)]


def right_of(room: Room | None, view: CmdView) -> Row:
    """``saved T+02:46:58``: when the log last grew; a person who types sees what would complete the word."""
    if view.typing and view.hint:
        return [Span(f"{view.hint} ", "muted")]
    if room is None or not room.log:
        return []
    if room.trouble:
        return [Span("not saved ", "cautbold")]
    if room.kept:
        return [Span(f"{len(room.kept)} kept here ", "caut")]
    last, incident = room.log[-1], room.picture.incident
    if incident and last.incident == incident.id:
        return [Span(f"saved {since(last.recorded, incident.declared_at, seconds=True)} ", "muted")]
    return [Span(f"saved {clock(last.recorded, seconds=True)} ", "muted")]


def _keys(view: CmdView, cells: int) -> Row:
    cols, rows = view.size
    if cols < NEEDED[0] or rows < NEEDED[1]:
        words = f"{NEEDED[0]}x{NEEDED[1]} needed, {cols}x{rows} here"
        return crop_row([Span("  "), Span(words, "cautbold")], cells)
    right: Row = []
    for n, (key, label) in enumerate(view.always):
        right += [Span("   " if n else ""), Span(key, "key"), Span(f" {label}", "muted")]
    right.append(Span(" "))
    row: Row = [Span("  ")]
    for n, (key, label) in enumerate(view.keys):
        piece: Row = [Span("   " if n else ""), Span(key, "key"), Span(f" {label}", "muted")]
        if width(row) + width(piece) + width(right) + 2 > cells:
            break
        row += piece
    return spread(row, right, cells)
