"""Open one form over the console of the invented room: ``python tests/tui/show_form.py declare [--theme light]``."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.tui.fake import FakeRoom, crisis, quiet
from warroom.domain.entries import WRITTEN
from warroom.domain.mention import Mention
from warroom.tui.app import Console
from warroom.tui.forms.answer import AnswerForm
from warroom.tui.forms.base import Sheet
from warroom.tui.forms.confirm import leaving, taking
from warroom.tui.forms.correct import CorrectForm
from warroom.tui.forms.decision import DecisionForm
from warroom.tui.forms.declare import DeclareForm
from warroom.tui.forms.help import HelpSheet
from warroom.tui.forms.level import LevelForm
from warroom.tui.forms.mention import MentionSheet
from warroom.tui.forms.palette import Palette
from warroom.tui.forms.people import PersonForm
from warroom.tui.forms.sources import SourcesSheet
from warroom.tui.forms.task import TaskForm
from warroom.tui.forms.triage import TriageSheet


def by(room: FakeRoom, who: str) -> Mention:
    """The mention of that author."""
    return next(m for m in room.mentions if m.who == who)


def article(room: FakeRoom) -> Mention:
    """The article of the picture 4b, with its thread."""
    found = by(room, "Cloud Courier")
    text = (
        "The Berlin contract platform told customers on Friday that a storage migration deleted documents in its EU-2 "
        "region. A spokesperson did not say how many companies are affected. Two customers told Cloud Courier that "
        "restored files open as blank pages."
    )
    title = "Quillstack confirms data loss at European customers, says backups are 'under verification'"
    found = msgspec.structs.replace(
        found, title=title, text=text, tone=-71, url="https://cloudcourier.example/quillstack-eu-data-loss", copies=3
    )
    room.mentions[room.mentions.index(by(room, "Cloud Courier"))] = found
    answers = {"@hana_legalops": "There it is in writing.", "@osc_it": "'Under verification' is how you say we have "
               "not looked.", "@gordonlaw": "Has anyone kept the mail of 09:30?", "@lena_pm": "No."}  # fmt: skip
    for n, (who, words) in enumerate(answers.items()):
        room.mentions.append(
            msgspec.structs.replace(
                by(room, "@osc_it"),
                id=900 + n,
                native_id=f"r{n}",
                handle=who,
                text=words,
                reply_to=found.native_id,
                needs_answer=False,
                published=found.published + (n + 1) * 60_000,
                first_seen=found.first_seen,
            )
        )
    return found


FORMS: dict[str, Callable[[FakeRoom], Sheet[Any]]] = {
    "declare": DeclareForm,
    "mention": lambda room: MentionSheet(room, article(room)),
    "post": lambda room: MentionSheet(room, by(room, "@ines_cfo")),
    "task": TaskForm,
    "task-from": lambda room: TaskForm(room, by(room, "The Vendor Desk")),
    "level": LevelForm,
    "sources": SourcesSheet,
    "help": lambda _room: HelpSheet("feed"),
    "palette": lambda _room: Palette("feed"),
    "answer": lambda room: AnswerForm(room, by(room, "@ines_cfo")),
    "decision": DecisionForm,
    "correct": lambda room: CorrectForm(room, next(x for x in room.log if isinstance(x.payload, WRITTEN))),
    "people": lambda room: PersonForm(room, "Give @ines_cfo to"),
    "triage": lambda room: TriageSheet(room, by(room, "@ines_cfo")),
    "leave": leaving,
    "take": lambda room: taking(room, "bea", "@ines_cfo"),
}


def room_for(name: str) -> FakeRoom:
    """The room that a form is opened in: declaring needs a quiet one."""
    return quiet() if name == "declare" else crisis()


class OneForm(Console):
    """The console with one form open from the start."""

    def __init__(self, name: str, room: FakeRoom, **more: Any) -> None:
        @contextlib.asynccontextmanager
        async def connect() -> AsyncIterator[FakeRoom]:
            yield room

        super().__init__(connect, **more)
        self.form = FORMS[name](room)
        self.brought: list[Any] = []

    async def _live(self) -> None:
        living = self.run_worker(super()._live())
        await self.opened.wait()
        self.push_screen(self.form, self.brought.append)
        await living.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=FORMS)
    parser.add_argument("--theme", default="auto")
    args = parser.parse_args()
    OneForm(args.name, room_for(args.name), theme=args.theme).run()


if __name__ == "__main__":
    main()
