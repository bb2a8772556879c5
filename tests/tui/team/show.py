"""Open the console with one of the team's sheets: ``python tests/tui/team/show.py boards [--theme light]``."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.tui.fake import FakeRoom
from tests.tui.team.story import tired, war, watch
from warroom.tui.app import Console
from warroom.tui.boards import forms as b
from warroom.tui.boards.detail import DetailSheet
from warroom.tui.boards.sheet import BoardsSheet
from warroom.tui.forms.base import Sheet

Make = Callable[[FakeRoom], Sheet[Any]]
SHEETS: dict[str, tuple[Callable[[], FakeRoom], Make]] = {
    "boards": (war, BoardsSheet),
    "boards-facts": (war, lambda room: BoardsSheet(room, "facts", 4)),
    "boards-checks": (war, lambda room: BoardsSheet(room, "checks")),
    "boards-press": (war, lambda room: BoardsSheet(room, "press")),
    "boards-told": (war, lambda room: BoardsSheet(room, "told")),
    "boards-quiet": (watch, BoardsSheet),
    "objective": (war, b.ObjectiveForm),
    "close": (war, lambda room: b.CloseObjectiveForm(room, room.picture.objectives[2])),
    "period": (war, b.PeriodForm),
    "fact": (war, b.FactForm),
    "standing": (war, lambda room: b.StandingForm(room, room.picture.facts[4])),
    "press": (war, b.PressForm),
    "answered": (war, lambda room: b.AnswerPressForm(room, room.picture.press[1])),
    "telling": (war, b.TellingForm),
    "told": (war, lambda room: b.TellForm(room, room.picture.tellings[7])),
    "detail": (war, lambda room: DetailSheet(room, room.picture.press[1])),
}


class OneSheet(Console):
    """The console with one sheet open from the start."""

    def __init__(self, name: str, **more: Any) -> None:
        make_room, make = SHEETS[name]
        room = tired(make_room())

        @contextlib.asynccontextmanager
        async def connect() -> AsyncIterator[FakeRoom]:
            yield room

        super().__init__(connect, **more)
        self.sheet = make(room)

    async def _live(self) -> None:
        living = self.run_worker(super()._live())
        await self.opened.wait()
        self.push_screen(self.sheet)
        await living.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=SHEETS)
    parser.add_argument("--theme", default="auto")
    args = parser.parse_args()
    OneSheet(args.name, theme=args.theme).run()


if __name__ == "__main__":
    main()
