"""The desk as text, reviewed by eye beside the pictures 3 and 3b. ``GOLDEN=write`` writes them anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.desk.rooms import DRAFT, by, desk, drafted
from tests.tui.desk.seat import at_desk
from tests.tui.fake import PEOPLE, FakeRoom
from warroom.domain import orders as o
from warroom.tui.forms.base import Sheet

HERE = Path(__file__).parent / "golden"
SIZES = [(160, 48), (120, 36), (100, 30), (80, 24)]


def empty() -> FakeRoom:
    return FakeRoom("ken")


async def _compare(name: str, room: FakeRoom, size: tuple[int, int], *keys: str) -> None:
    async with at_desk(room, size) as seat:
        await seat.press(*keys)
        shown = seat.text + "\n"
    path = HERE / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("GOLDEN") == "write":
        HERE.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize(
    ("name", "make", "keys"), [("writing", drafted, ("r",)), ("desk", desk, ()), ("empty", empty, ())]
)
async def test_the_desk_looks_as_it_was_reviewed(
    name: str, make: Callable[[], FakeRoom], keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    await _compare(name, make(), size, *keys)


@pytest.mark.parametrize("size", [(100, 30), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_an_approver_s_desk_looks_as_it_was_reviewed(size: tuple[int, int]) -> None:
    room = desk("tomas")
    await room.do(o.AskReply(mention=by(room, "@ines_cfo").id, text=DRAFT), PEOPLE["bea"])
    await _compare("approver", room, size)


@pytest.mark.parametrize("size", [(160, 48), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_send_check_looks_as_it_was_reviewed(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sheet, "clock", staticmethod(lambda: 100.0))
    room = drafted()
    ines = by(room, "@ines_cfo").id
    await room.do(o.AskReply(mention=ines, text=DRAFT), PEOPLE["bea"])
    await room.do(o.ApproveReply(mention=ines), PEOPLE["tomas"])
    await _compare("send", room, size, "r", "ctrl+s")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("theme", ["light", "256"])
async def test_no_row_is_wider_than_the_terminal(theme: str, size: tuple[int, int]) -> None:
    async with at_desk(drafted(), size) as seat:
        seat.seat.app.set_palette(theme)
        await seat.press("r", "tab")
        assert {len(row) for row in seat.rows} == {size[0]}
