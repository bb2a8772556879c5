"""Sheets on sheets: each shows what lies right below it, however many there are."""

from __future__ import annotations

from tests.tui.conftest import sit
from warroom.tui.app import DEEPEST
from warroom.tui.forms.help import HelpSheet


async def test_what_lies_below_is_seen_through_every_pile(room):
    async with sit(room) as seat:
        for deep in range(1, DEEPEST + 1):
            await seat.app.push_screen(HelpSheet())
            await seat.settle()
            seat.app.screen.get_style_at(1, 1)
            seat.app.screen.refresh()
            await seat.settle()
            assert seat.rows[0].startswith("  L3 CRISIS"), deep
            assert len(seat.app.screen_stack) == deep + 1
        await seat.app.push_screen(HelpSheet())
        await seat.settle()
        assert len(seat.app.screen_stack) == DEEPEST + 1
        assert seat.sees("Too many sheets are open. esc closes this one.")
