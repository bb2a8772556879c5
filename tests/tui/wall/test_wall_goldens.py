"""The wall as text, reviewed beside the pictures. ``GOLDEN=write`` writes it anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.conftest import sit
from tests.tui.fake import FakeRoom, crisis, quiet

HERE = Path(__file__).parent / "golden"
SIZES = [(200, 60), (160, 48), (100, 30), (80, 24)]


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize(("name", "make"), [("crisis", crisis), ("quiet", quiet)])
async def test_the_wall_looks_as_it_was_reviewed(
    name: str, make: Callable[[], FakeRoom], size: tuple[int, int]
) -> None:
    async with sit(make(), size, view="wall") as seat:
        await seat.settle()
        shown = seat.text + "\n"
    path = HERE / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("GOLDEN") == "write":
        HERE.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
