"""The answer bank under the composer: the prepared answers that fit this post, best first. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from warroom.room.protocol import Room, Suggestion
from warroom.tui.needs import on_bar
from warroom.tui.paint import Row, Span, crop, spread, title


def bank_rows(
    room: Room, found: Sequence[Suggestion], cells: int, rows: int, *, focus: bool, at: int, key: str
) -> list[Row]:
    """Rows of the pane: with the focus all of the bank from the bar on, else only what fits."""
    space = max(1, rows - 1)
    shown = list(enumerate(found, 1)) if focus else [(n, one) for n, one in enumerate(found, 1) if one.fit]
    top = max(0, min(at - space + 1, len(shown) - space)) if focus else 0
    hint = "1-9 insert, b keeps yours" if focus else f"{key} insert" if key and found else ""
    out = [title("Answer bank", [Span(hint, "muted")] if hint else [], cells, focus=focus)]
    if not shown:
        words = "No answer fits. Write one, b keeps it."
        words = words if room.bank else "The answer bank is empty. Write an answer, b keeps it."
        return [*out, [Span(" "), Span(words, "muted")]]
    for n, one in shown[top : top + space]:
        row = _row(room, n, one, cells)
        out.append(on_bar(row, cells) if focus and n - 1 == at else row)
    return out


def _row(room: Room, number: int, one: Suggestion, cells: int) -> Row:
    answer = room.bank.get(one.answer)
    name = answer.title if answer is not None else one.answer
    uses = f"  used {answer.uses} ×" if answer is not None and answer.uses else ""
    right: Row = [Span(f"{one.fit} % fit " if one.fit else "", "muted")]
    age = Span(f"  {'▲ ' if one.stale else ''}{one.age}", "caut" if one.stale else "muted")
    label = f"{number}" if number <= 9 else " "
    space = cells - 4 - cell_len(age.text) - cell_len(right[0].text) - 1
    if cell_len(name) + cell_len(uses) > space:
        uses = ""
    title_room = max(12, space - cell_len(uses))
    return spread([Span(" "), Span(label, "key"), Span(f" {crop(name, title_room)}", "text"), age, Span(uses, "muted")],
                  right, cells)  # fmt: skip
