"""What others wrote stays in its cell on the desk too; and nobody pays for a desk that is not open."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rich.cells import cell_len

from tests.tui.desk.rooms import by, desk
from tests.tui.desk.seat import at_desk
from tests.tui.fake import PEOPLE
from tests.tui.test_safety import FORBIDDEN, HOSTILE, SIZES, WIDE, leaving, poison
from warroom.domain import entries as e
from warroom.domain import orders as o


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(size, marks=[] if size in ((80, 24), (160, 48)) else pytest.mark.slow, id=f"{size[0]}x{size[1]}")
        for size in SIZES
        if size[0] >= 80
    ],
)
async def test_hostile_words_never_leave_their_cell(size: tuple[int, int]) -> None:
    room = poison(desk(), [*HOSTILE, *WIDE])
    for n in range(len([*HOSTILE, *WIDE])):
        room.record(e.Claimed(mention=500 + n, person="bea", about=room.mentions[-1].who), "bea")
    text = "\n".join([*HOSTILE, *WIDE])
    room.kept_drafts[f"mention:{500}"] = text
    await room.do(o.AskReply(mention=by(room, "Cloud Courier").id, text=text), PEOPLE["luca"])
    async with at_desk(room, size) as seat:
        for _ in range(len(seat.desk.view.items)):
            for strip in leaving(seat.seat.app):
                assert not FORBIDDEN.search(strip.text)
                assert cell_len(strip.text) == size[0]
            await seat.press("j")
        await seat.desk.answer(next(m for m in room.mentions if m.id == 500))
        await seat.settle()
        for strip in leaving(seat.seat.app):
            assert not FORBIDDEN.search(strip.text)
            assert cell_len(strip.text) == size[0]


def test_the_command_view_does_not_pay_for_the_desk() -> None:
    code = (
        "import sys; from warroom.tui.main import prepare; prepare(); import warroom.tui.app;"
        "print([m for m in sys.modules if m.startswith('warroom.tui.desk.') or m.endswith('_text_area')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
