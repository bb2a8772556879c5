"""Every sheet of the team as text, reviewed by eye. ``GOLDEN=write`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.conftest import sit
from tests.tui.forms_seat import form_open
from tests.tui.team.show import SHEETS
from tests.tui.team.story import tired, watch
from warroom.tui.theme import PALETTES

HERE = Path(__file__).parent / "golden"
SIZES = [(160, 48), (100, 30), (80, 24)]
ALL_SIZES = ("boards", "boards-press", "roles", "handover", "offer", "playbooks", "plan", "entry-decision")
"""At every size; the others at the largest and the smallest."""


def compare(name: str, shown: str) -> None:
    path = HERE / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        HERE.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "size"),
    [(name, size) for name in SHEETS for size in SIZES if size != (100, 30) or name in ALL_SIZES],
    ids=lambda part: part if isinstance(part, str) else f"{part[0]}x{part[1]}",
)
async def test_a_sheet_looks_as_it_was_reviewed(name: str, size: tuple[int, int]) -> None:
    make_room, make = SHEETS[name]
    room = tired(make_room())
    async with form_open(make(room), size, room=room) as table:
        compare(f"{name}-{size[0]}x{size[1]}", table.text + "\n")


@pytest.mark.parametrize("size", [(160, 48), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_a_quiet_day_offers_its_playbooks(size: tuple[int, int]) -> None:
    async with sit(watch(), size) as seat:
        if size[0] < 110:
            await seat.press("tab")
        assert seat.sees("p  read a playbook. 3 ready, 1 not drilled for a year, 1 never drilled.")
        if size[0] >= 110:
            assert "p playbooks" in seat.rows[-1]


@pytest.mark.slow
@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("size", [(160, 48), (120, 36), (100, 30), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_no_sheet_reaches_beyond_its_paper_or_over_the_head(
    size: tuple[int, int], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if theme == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    for make_room, make in SHEETS.values():
        room = make_room()
        async with form_open(make(room), size, room=room, theme=theme) as table:
            paper = table.seat.app.screen.query_one("#paper").region
            assert paper.y >= 2
            assert paper.bottom <= size[1]
            assert 0 <= paper.x <= paper.right <= size[0]
            for strip in table.seat.app.screen._compositor.render_strips():
                assert strip.cell_length == cell_len(strip.text) == size[0]
