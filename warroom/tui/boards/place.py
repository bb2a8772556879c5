"""How the sections stand beside each other, or one at a time, and which of their lines are seen. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from textual.geometry import Region

from warroom.room.protocol import Room
from warroom.tui.boards.detail import preview
from warroom.tui.boards.lines import KINDS, NAMES, Ident, Item, Kind, empty, facts_of, ident, items, row_of, tab_row
from warroom.tui.needs import on_bar
from warroom.tui.paint import BLANK, Row, Span, fill, title

COLUMNS: Final[tuple[tuple[Kind, ...], ...]] = (("objectives", "facts", "checks"), ("press", "told"))
ALL_FROM: Final = 130
"""Cells from which all sections are seen at once."""
HIGH: Final = 26
"""Rows that all of them need at least."""
GAP: Final = 4
PREVIEW: Final = 4


class View(msgspec.Struct):
    """Where somebody is: the section, and in each the line under the bar with the first line that is seen."""

    kind: Kind = "objectives"
    at: dict[Kind, Ident] = {}
    top: dict[Kind, int] = {}
    spots: dict[int, list[tuple[int, int, Kind, Ident]]] = {}
    """Row → (from, to, section, line): where lines can be clicked, from the last painting."""

    def chosen(self, room: Room, kind: Kind | None = None) -> Item | None:
        """The line under the bar of a section; the first one if it is gone."""
        kind = kind or self.kind
        found = items(room, kind)
        return next((x for x in found if ident(x) == self.at.get(kind)), found[0] if found else None)

    def step(self, room: Room, by: int) -> None:
        """The bar goes that many lines down."""
        found = items(room, self.kind)
        here = self.chosen(room)
        if here is not None:
            place = min(max(found.index(here) + by, 0), len(found) - 1)
            self.at[self.kind] = ident(found[place])

    def turn(self, by: int) -> None:
        """The next section, or the one before."""
        self.kind = KINDS[(KINDS.index(self.kind) + by) % len(KINDS)]


class Boards(NamedTuple):
    """Whose boards, looked at how, when."""

    room: Room
    view: View
    now: int


def all_at_once(cells: int, rows: int) -> bool:
    """Whether there is room for every section."""
    return cells >= ALL_FROM and rows >= HIGH


def board_rows(boards: Boards, cells: int, rows: int) -> list[Row]:
    """Everything between the rules, in at most that many rows."""
    room, view, now = boards
    view.spots = {}
    if all_at_once(cells, rows):
        body = _beside(boards, cells, rows - PREVIEW - 1)
    else:
        lines = _lines(boards, view.kind, Region(0, 2, cells, max(1, rows - PREVIEW - 3)))
        name = title(NAMES[view.kind], facts_of(room, view.kind, now), cells, focus=True)
        body = [tab_row(room, view.kind, now, cells), name, *lines]
        body += [BLANK] * (rows - PREVIEW - 1 - len(body))
    return [*body, BLANK, *preview(room, view.chosen(room), now, cells, PREVIEW)][:rows]


def _beside(boards: Boards, cells: int, rows: int) -> list[Row]:
    wide = (cells - GAP) // 2
    places = (Region(n * (wide + GAP), 0, wide, rows) for n in range(len(COLUMNS)))
    columns = [_stack(boards, kinds, place) for kinds, place in zip(COLUMNS, places, strict=True)]
    out = []
    for y in range(max(len(column) for column in columns)):
        row: Row = []
        for n, column in enumerate(columns):
            row += [*fill(column[y] if y < len(column) else BLANK, wide), Span(" " * GAP if not n else "")]
        out.append(row)
    return out


def _stack(boards: Boards, kinds: Sequence[Kind], place: Region) -> list[Row]:
    """Sections one under the other; when they do not fit, each keeps its share and says how many more it has."""
    room, view, now = boards
    needs = {kind: max(1, len(items(room, kind))) for kind in kinds}
    space = shares(needs, place.height - 2 * len(kinds) + 1, view.kind)
    out: list[Row] = []
    for kind in kinds:
        out += [BLANK] if out else []
        name = f"{KINDS.index(kind) + 1} {NAMES[kind]}"
        out.append(title(name, facts_of(room, kind, now), place.width, focus=kind == view.kind))
        out += _lines(boards, kind, Region(place.x, len(out), place.width, space[kind]))
    return out


def shares(needs: Mapping[Kind, int], rows: int, first: Kind) -> dict[Kind, int]:
    """Rows for each section: what it needs while there is room, else an even share of what is left.

    Of two that need alike, the section with the keys has its share first.
    """
    out: dict[Kind, int] = {}
    order = sorted(needs, key=lambda kind: (needs[kind], kind != first))
    left = rows
    for n, kind in enumerate(order):
        out[kind] = max(1, min(needs[kind], left // (len(order) - n)))
        left -= out[kind]
    return out


def _lines(boards: Boards, kind: Kind, place: Region) -> list[Row]:
    """The lines of one section that are seen."""
    room, view, now = boards
    found, rows, cells = items(room, kind), place.height, place.width
    if not found:
        return [empty(room, kind)]
    here = view.chosen(room, kind)
    at = found.index(here) if here is not None else 0
    fits = rows if len(found) <= rows else max(1, rows - 1)
    top = min(max(0, min(view.top.get(kind, 0), at)), max(0, len(found) - fits))
    top = max(top, at - fits + 1)
    view.top[kind] = top
    out: list[Row] = []
    for n, item in enumerate(found[top : top + fits]):
        row = row_of(room, item, now, cells)
        out.append(on_bar(row, cells) if kind == view.kind and n + top == at else row)
        view.spots.setdefault(place.y + n, []).append((place.x, place.x + cells, kind, ident(item)))
    if len(found) > fits and len(out) < rows:
        more = [f"{top} more ↑"] * bool(top) + [f"{len(found) - top - fits} more ↓"] * (len(found) > top + fits)
        out.append([Span(f"    {'   '.join(more)}", "muted")])
    return out
