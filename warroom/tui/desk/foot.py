"""The last row or two of the desk: the keys, and above them what the room last said, when it said something."""

from __future__ import annotations

from collections.abc import Sequence

from warroom.room.protocol import Room
from warroom.tui.cmd import CmdView, cmd
from warroom.tui.keymap import Keymap, key_name
from warroom.tui.paint import Row, Span, fill, on

NEXT = "next step"


def own_keys(keymap: Keymap, pane: str) -> list[tuple[str, str]]:
    """The keys of a pane: only its own, the rest is in the help."""
    shown = sorted((a for a in keymap.actions if a.bar and pane in a.contexts and a.keys), key=lambda a: a.bar)
    return [(key_name(a.keys[0]), a.label) for a in shown]


def led_by(keymap: Keymap, first: Sequence[str], keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those keys first that the item under the bar asks for."""
    labels = {a.id: a.label for a in keymap.actions}
    lead = [(keymap.key_of(ident), labels[ident]) for ident in first if keymap.key_of(ident)]
    return [*lead, *(key for key in keys if not (lead and key[1] in ("answer", "claim")))]


def help_keys(keymap: Keymap) -> list[tuple[str, str]]:
    """Help and palette by keys that are no letters."""
    actions = {a.id: a for a in keymap.actions if a.id in ("help", "palette")}
    keys = {ident: next((k for k in a.keys if len(k) > 1), "") for ident, a in actions.items()}
    return [(key_name(key), ident) for ident, key in keys.items() if key]


def foot(room: Room | None, view: CmdView, does: str, cells: int, rows: int) -> list[Row]:
    """With one row, words take the place of the keys for as long as they stand."""
    view.keys = [(key, does if label == NEXT else label) for key, label in view.keys if label != "views"]
    prompt, keys = cmd(room, view, cells)
    speaks = view.typing or bool(view.said.words)
    if rows == 1:
        return [prompt if speaks else keys]
    return [prompt if speaks else on(fill([Span("")], cells), "bg"), keys]
