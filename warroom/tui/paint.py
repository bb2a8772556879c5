"""Rows of styled text, before any terminal: what every pane is painted with.

A :class:`Span` is text with the *name* of a colour token; a row is a list of spans. Panes are pure functions from
what they show to rows, so that a test reads a screen as text and the theme is chosen in one place (``theme.py``).
Widths are terminal cells, never ``len()``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


class Span(NamedTuple):
    """Text and the token it is shown in: text, bright, muted, faint, accent, warn, chip, caut and so on.

    ``muted/panel`` is a token on another ground than the pane's own.
    """

    text: str
    token: str = "text"  # noqa: S105 - a colour token


Row: TypeAlias = list[Span]
BLANK: Row = []


def width(row: Iterable[Span]) -> int:
    """Cells that a row takes."""
    total = 0
    for span in row:  # the widths of every row of every pane: plain letters need no looking up
        text = span.text
        total += len(text) if text.isascii() and text.isprintable() else cell_len(text)
    return total


def crop(text: str, cells: int) -> str:
    """Text in at most that many cells, with an ellipsis where it was cut."""
    if cell_len(text) <= cells:
        return text
    if cells <= 1:
        return ELLIPSIS[:cells]
    return set_cell_size(text, cells - 1).rstrip() + ELLIPSIS


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """Text in exactly that many cells, cropped or filled; ``right`` puts the filling before it."""
    text = crop(text, cells)
    gap = " " * (cells - cell_len(text))
    return gap + text if right else text + gap


def on(row: Row, ground: str) -> Row:
    """The row on another ground: ``sel`` under the bar, ``panel``, ``raise``."""
    return [Span(text, f"{token.partition('/')[0]}/{ground}") for text, token in row]


def chip(text: str, token: str = "chip") -> Span:  # noqa: S107 - a colour token
    """A chip: text with one cell of its ground on each side."""
    return Span(f" {text} ", token)


def crop_row(row: Row, cells: int) -> Row:
    """A row in at most that many cells."""
    if width(row) <= cells:
        return row
    out: Row = []
    left = cells
    for at, span in enumerate(row):
        size = cell_len(span.text)
        more = any(s.text.strip() for s in row[at + 1 :])
        if size > left or (size == left and more):
            out.append(Span(crop(span.text + (ELLIPSIS if size <= left else ""), left), span.token))
            return out
        out.append(span)
        left -= size
    return out


def spread(left: Row, right: Row, cells: int, *, gap: int = 2) -> Row:
    """Left part, blanks, right part, together exactly ``cells`` wide. The left part gives way."""
    keep = width(right)
    if keep >= cells:
        return crop_row(right, cells)
    room = cells - keep - (gap if right else 0)
    left = crop_row(left, max(0, room))
    return [*left, Span(" " * (cells - keep - width(left))), *right]


def fill(row: Row, cells: int) -> Row:
    """A row in exactly that many cells."""
    row = crop_row(row, cells)
    short = cells - width(row)
    return [*row, Span(" " * short)] if short > 0 else row


def wrap(text: str, cells: int) -> list[str]:
    """Text broken into lines of at most that many cells, at blanks where there are any. Line ends are kept."""
    cells = max(1, cells)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        size = 0
        for word in paragraph.split():
            word_size = cell_len(word)
            if size and size + 1 + word_size <= cells:
                line, size = f"{line} {word}", size + 1 + word_size
                continue
            if size:
                lines.append(line)
            while word_size > cells:
                head = set_cell_size(word, cells).rstrip() or word[:1]
                lines.append(head)
                word = word[len(head) :]  # noqa: PLW2901 - what is left of an endless word
                word_size = cell_len(word)
            line, size = word, word_size
        lines.append(line)
    return lines


def wrap_spans(spans: Row, cells: int) -> list[Row]:
    """Styled text broken into rows at blanks. Each span keeps its token wherever its words land."""
    cells = max(1, cells)
    rows: list[Row] = [[]]
    used = 0
    for span in spans:
        for word in span.text.split():
            for piece in wrap(word, cells):
                size = cell_len(piece)
                if used and used + 1 + size > cells:
                    rows.append([])
                    used = 0
                text = f" {piece}" if used else piece
                last = rows[-1][-1] if rows[-1] else None
                if last and last.token == span.token:
                    rows[-1][-1] = Span(last.text + text, span.token)
                else:
                    rows[-1].append(Span(text, span.token))
                used += cell_len(text)
    return rows


def title(name: str, facts: Row, cells: int, *, focus: bool = False) -> Row:
    """The rule above a pane: ``─ Title ───── facts ─``; heavy, with a bright title, when the pane has the focus."""
    bar, rule = ("━", "accent") if focus else ("─", "rule")
    shown = crop_row(facts, max(0, cells - cell_len(name) - 6))
    tail: Row = [Span(" "), *shown, Span(" "), Span(bar, rule)] if shown else [Span(bar, rule)]
    head: Row = [Span(bar, rule), Span(f" {name} ", "title" if focus else "name")]
    return [*head, Span(bar * max(0, cells - width(head) - width(tail)), rule), *tail]


def text_of(rows: Sequence[Row]) -> str:
    """What rows say, as plain text: for goldens."""
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)
