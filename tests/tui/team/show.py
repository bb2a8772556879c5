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
from tests.tui.team.story import crowd, decided, offered, tired, war, watch
from warroom.domain.picture import Offer
from warroom.tui.app import Console
from warroom.tui.boards import forms as b
from warroom.tui.boards.detail import DetailSheet
from warroom.tui.boards.sheet import BoardsSheet
from warroom.tui.forms.base import Sheet
from warroom.tui.forms.confirm import ConfirmSheet
from warroom.tui.forms.declare import DeclareForm
from warroom.tui.forms.entry import EntrySheet
from warroom.tui.forms.handover import DeclineForm, HandOverForm, OfferSheet
from warroom.tui.forms.plans import brings, what_it_does
from warroom.tui.forms.playbooks import DrilledForm, PlanSheet, PlaybooksSheet
from warroom.tui.forms.roles import RolesSheet


def offer_of(room: FakeRoom) -> Offer:
    assert room.picture.offer is not None
    return room.picture.offer


def start_question(room: FakeRoom) -> Sheet[Any]:
    plan = room.playbooks["data-loss"]
    return ConfirmSheet(f"Start {plan.title}?", f"start, {brings(plan)}", facts=what_it_does(room, plan))


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
    "roles": (war, lambda room: RolesSheet(tired(crowd(room)))),
    "roles-deputy": (war, lambda room: RolesSheet(tired(room), "deputy")),
    "handover": (war, HandOverForm),
    "offer": (lambda: offered("anna"), lambda room: OfferSheet(room, offer_of(room))),
    "own-offer": (lambda: offered("maren"), lambda room: OfferSheet(room, offer_of(room))),
    "decline": (lambda: offered("anna"), lambda room: DeclineForm(room, offer_of(room))),
    "playbooks": (war, PlaybooksSheet),
    "playbooks-quiet": (watch, PlaybooksSheet),
    "plan": (war, lambda room: PlanSheet(room, room.playbooks["data-loss"])),
    "start": (war, start_question),
    "drilled": (war, lambda room: DrilledForm(room, room.playbooks["outage"])),
    "declare-plan": (watch, lambda room: DeclareForm(room, playbook="data-loss")),
    "entry-decision": (decided, lambda room: EntrySheet(room, room.log[-1])),
    "entry-offer": (lambda: offered("anna"), lambda room: EntrySheet(room, room.log[-1])),
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
