"""Statements and answers as text, reviewed by eye beside the picture 4d. ``GOLDEN=write`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.statements.seat import at_sheet
from tests.tui.statements.show import FORMS
from warroom.tui.theme import PALETTES

HERE = Path(__file__).parent / "golden"
SIZES = [(160, 48), (80, 24)]


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("name", FORMS)
async def test_a_sheet_looks_as_it_was_reviewed(name: str, size: tuple[int, int]) -> None:
    async with at_sheet(name, size) as table:
        shown = table.text + "\n"
    path = HERE / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("GOLDEN") == "write":
        HERE.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("size", [(160, 48), (120, 36), (100, 30), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_no_sheet_reaches_beyond_its_paper_or_over_the_head(
    size: tuple[int, int], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if theme == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    for name in FORMS:
        async with at_sheet(name, size, theme=theme) as table:
            paper = table.seat.app.screen.query_one("#paper").region
            assert paper.y >= 2
            assert paper.bottom <= size[1]
            assert 0 <= paper.x <= paper.right <= size[0]
            for strip in table.seat.app.screen._compositor.render_strips():
                assert strip.cell_length == cell_len(strip.text) == size[0]
            assert "esc back" in table.rows[0 if table.form.full else 1]
