"""Every form as text, reviewed by eye beside the pictures. ``GOLDEN=write`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.forms_seat import form_open
from tests.tui.show_form import FORMS
from warroom.tui.theme import PALETTES

HERE = Path(__file__).parent / "golden_forms"
SIZES = [(160, 48), (80, 24)]


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("name", FORMS)
async def test_a_form_looks_as_it_was_reviewed(name: str, size: tuple[int, int]) -> None:
    async with form_open(name, size) as table:
        shown = table.text + "\n"
    path = HERE / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("GOLDEN") == "write":
        HERE.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("size", [(160, 48), (120, 36), (100, 30), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_no_form_reaches_beyond_its_paper_or_over_the_head(
    size: tuple[int, int], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if theme == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    for name in FORMS:
        async with form_open(name, size, theme=theme) as table:
            paper = table.seat.app.screen.query_one("#paper").region
            assert paper.y >= 2
            assert paper.bottom <= size[1]
            assert 0 <= paper.x <= paper.right <= size[0]
            for strip in table.seat.app.screen._compositor.render_strips():
                assert strip.cell_length == cell_len(strip.text) == size[0]
            assert "esc back" in table.rows[0 if table.form.full else 1]


@pytest.mark.parametrize("name", ["declare", "mention", "task", "level", "sources", "help"])
async def test_the_head_stays_bright_and_the_feed_fades(name: str) -> None:
    async with form_open(name) as table:
        strips = table.seat.app.screen._compositor.render_strips()
        head = max(_light(s) for s in strips[0] if s.text.strip())
        feed = max(_light(s) for s in strips[5].crop(60, 160) if s.text.strip())
    assert head > 200
    assert feed < 120


def _light(segment: object) -> int:
    style = getattr(segment, "style", None)
    return max(style.color.get_truecolor()) if style is not None and style.color is not None else 0
