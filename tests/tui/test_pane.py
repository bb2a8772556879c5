"""What a pane sends when it paints again: every cell that differs, and no half of a wide character."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from warroom.tui.paint import Row, Span
from warroom.tui.pane import changed, safe

CELLS = 12
PIECES = (
    "",
    " ",
    "   ",
    "a",
    "ab",
    "b",
    "Ende",
    "字",
    "字字",
    "e\u0301",
    "\u0301",
    "👩‍💻",
    "🇩🇪",
    "❤️",
    "\x1b[2J",
    "\n",
    "ｗ",
)
ROWS = st.lists(
    st.builds(Span, st.lists(st.sampled_from(PIECES), max_size=3).map("".join), st.sampled_from(["text", "muted"])),
    max_size=5,
)


def cells(row: Row) -> list[tuple[str, str]]:
    """What stands in each cell and how; the second half of a wide character says whose it is."""
    out: list[tuple[str, str]] = []
    for text, token in row:
        for char in text:
            size = cell_len(char)
            if size:
                out += [(char, token)] + [(f"second of {char}", token)] * (size - 1)
            elif out:
                out[-1] = (out[-1][0] + char, out[-1][1])
    return out


@given(ROWS, ROWS)
@example([Span("   ")], [Span(" "), Span("\u0301")])
@example([Span("ab"), Span("b")], [Span("ab"), Span("\u0301b")])
@example([Span("a"), Span("\u0301b")], [Span("b"), Span("\u0301b")])
@example([Span("a"), Span(""), Span("\u0301", "muted")], [Span("a"), Span("", "muted"), Span("\u0302", "muted")])
def test_every_cell_that_differs_is_sent(one: Row, other: Row) -> None:
    before, after = safe(one, CELLS), safe(other, CELLS)
    first, end = changed(before, after, CELLS)
    old, new = cells(before), cells(after)
    assert 0 <= first < end <= CELLS
    assert old[:first] == new[:first]
    assert old[end:] == new[end:]
    for row in (old, new):
        assert not row[first][0].startswith("second of"), "half a character"
        assert end == CELLS or not row[end][0].startswith("second of"), "half a character"


@given(ROWS, ROWS)
def test_a_letter_that_changed_is_one_cell(left: Row, right: Row) -> None:
    old, new = (safe([*left, Span(f"12:47:0{last}"), Span(" "), *right], 200) for last in "12")
    first, end = changed(old, new, 200)
    assert end - first == 1
