"""Statements and answers over the invented room: ``python tests/tui/statements/show.py statement [--theme light]``."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.tui.fake import MIDNIGHT, NOW, FakeRoom, at, crisis
from warroom.domain import entries as e
from warroom.domain.exact import digest
from warroom.domain.level import DAY, HOUR
from warroom.domain.prepared import HouseRules, PreparedAnswer, Template
from warroom.domain.remarks import Remark, Report
from warroom.room.watch import bank_now
from warroom.tui.app import Console
from warroom.tui.forms.base import Sheet
from warroom.tui.statements.advice import AdviceSheet
from warroom.tui.statements.bank import AnswerSheet, AnswersSheet, KeepForm
from warroom.tui.statements.compare import CompareSheet
from warroom.tui.statements.draft import DraftForm, EditForm
from warroom.tui.statements.listing import StatementsSheet
from warroom.tui.statements.publish import PostedForm, PublishForm
from warroom.tui.statements.reasons import change_form, withdraw_form
from warroom.tui.statements.sheet import StatementSheet

CHANNELS = ("Status page", "X", "LinkedIn", "mail to 84 customers")
BEFORE = (
    "This morning at 03:10 UTC we deleted customer documents while moving our EU-2 storage. We did this.\n\n"
    "Most affected customers have their documents back. 23 do not yet. In some restored contracts the pages are blank; "
    "please open yours and tell us.\n\n"
    "We are sorry. You trusted us with the originals. Every affected customer gets a call from an engineer today. "
    "Next update 15:00 UTC."
)
TEXT = BEFORE.replace("We did this.", "We did this. It was not an attack.").replace(
    "Most affected", "61 of 84 affected"
)
FIRST = "We have a problem in EU-2 and are looking into it. Next update 12:30 UTC."
TEMPLATES = (
    Template("holding", "Holding: data may be lost or seen",
             "On [[when, UTC]] we learned that [[what happened, without cause]].\n\n"
             "What we know: [[what we know]].\nWe speak next at [[when we speak next]]."),
    Template("apology", "Apology", "We are sorry for [[what]]. It was [[whose fault]]."),
)  # fmt: skip
REPORT = Report(
    good=("says what happened", "says sorry", "next update time", "no blame"),
    remarks=(
        Remark("number", 0, 8, "61 of 84", "61 of 84 is newer than what the log says is confirmed (60). Ask Ken."),
    ),
)  # fmt: skip
ANSWERS = (
    PreparedAnswer(answer="blank-pdfs", title="Pages that are blank", text="Your file is there. The page …\n\nWe "
                   "render it again until [[time]].", topics=("blank", "pdf"), uses=4, approved=NOW - 3 * HOUR,
                   approved_by="anna"),
    PreparedAnswer(answer="where-data-is-kept", title="Where customer data is kept", text="In two data centres.",
                   approved=NOW - 300 * DAY, approved_by="anna", uses=11),
    PreparedAnswer(answer="call-back", title="A call from an engineer", text="An engineer calls you today.", uses=0),
)  # fmt: skip


class WordsRoom(FakeRoom):
    """A room whose bank is what its files and its log say."""

    files: dict[str, PreparedAnswer]

    @property  # type: ignore[override]
    def bank(self):
        return bank_now(self.files, self.picture)

    @bank.setter
    def bank(self, _: object) -> None:
        return None


def words(me: str = "anna", *, statements: bool = True) -> WordsRoom:
    """14:47: statement 3 waits for Legal, six minutes late (the picture 4d)."""
    room = crisis(me)
    room.__class__ = WordsRoom
    assert isinstance(room, WordsRoom)
    room.house = HouseRules(channels=CHANNELS, stand_ins={"tomas": "jonas", "anna": "priya"})
    room.templates, room.report = TEMPLATES, REPORT
    room.files = {answer.answer: answer for answer in ANSWERS}
    if statements:
        _story(room)
    return room


def _story(room: FakeRoom) -> None:
    """Statement 1 is out, 2 was dropped, 3 is in its fourth version."""
    tell(
        room,
        "12:12",
        "tomas",
        e.StatementDrafted(statement=1, text=FIRST, digest=digest(FIRST), sort="holding", channels=CHANNELS[:2]),
    )
    tell(room, "12:20", "anna", e.StatementApproved(statement=1, version=1, digest=digest(FIRST), role="legal"))
    tell(
        room,
        "12:31",
        "tomas",
        e.StatementPublished(
            statement=1,
            version=1,
            digest=digest(FIRST),
            text=FIRST,
            channels=CHANNELS[:2],
            approved=("legal: anna",),
            next_due=MIDNIGHT + 15 * HOUR,
        ),
    )
    tell(room, "12:32", "sam", e.StatementPosted(statement=1, channel="X", where="x.example/quillstack/1"))
    wrong = "It was an attack on our vendor."
    tell(room, "13:02", "jonas", e.StatementDrafted(statement=2, text=wrong, digest=digest(wrong)))
    tell(room, "13:05", "maren", e.StatementWithdrawn(statement=2, reason="Nobody has shown that it was an attack."))
    texts = (FIRST, BEFORE.replace("23 do not yet. ", ""), BEFORE, TEXT)
    for number, text in enumerate(texts, 1):
        by, when = ("jonas" if number == 2 else "tomas"), f"14:{9 * number:02d}"
        if number == 1:
            tell(room, when, by, e.StatementDrafted(statement=3, text=text, digest=digest(text), channels=CHANNELS))
        else:
            tell(
                room,
                when,
                by,
                e.StatementEdited(statement=3, version=number, text=text, digest=digest(text), channels=CHANNELS),
            )
    tell(
        room,
        "14:36",
        "tomas",
        e.ApprovalAsked(
            statement=3, version=4, digest=digest(TEXT), roles=("comms", "legal", "executive"), due=at("14:41", 0)
        ),
    )
    tell(
        room,
        "14:37",
        "sam",
        e.StatementApproved(statement=3, version=4, digest=digest(TEXT), role="comms", stands_in_for="tomas"),
    )
    tell(room, "14:39", "dana", e.StatementApproved(statement=3, version=4, digest=digest(TEXT), role="executive"))


def tell(room: FakeRoom, clock: str, by: str, payload: e.Payload) -> None:
    """One line of the story."""
    room._append(payload, by, at(clock))


def drafting(room: FakeRoom) -> DraftForm:
    """The form with a template in it."""
    room.kept_drafts["statement:new"] = TEMPLATES[0].text.replace("[[when, UTC]]", "3 October, 03:10 UTC,")
    return DraftForm(room)


def ready(room: FakeRoom) -> PublishForm:
    """Legal has said yes."""
    tell(room, "14:47", "anna", e.StatementApproved(statement=3, version=4, digest=digest(TEXT), role="legal"))
    room.me = room.people["maren"]
    return PublishForm(room, room.picture.statements[3])


def hidden(room: FakeRoom) -> StatementSheet:
    """Somebody put an invisible character into version 5."""
    text = TEXT.replace("restored", "resto\u200bred")
    tell(
        room,
        "14:46",
        "tomas",
        e.StatementEdited(
            statement=3, version=5, text=text, digest=digest(text), channels=CHANNELS, voided=("comms", "executive")
        ),
    )
    room.report = msgspec.structs.replace(REPORT, remarks=())
    return StatementSheet(room, 3)


FORMS: dict[str, Callable[[FakeRoom], Sheet[Any]]] = {
    "statement": lambda room: StatementSheet(room, 3),
    "published": lambda room: StatementSheet(room, 1),
    "hidden": hidden,
    "statements": StatementsSheet,
    "none": StatementsSheet,
    "draft": drafting,
    "edit": lambda room: EditForm(room, room.picture.statements[3]),
    "compare": lambda room: CompareSheet(room, 3, 4),
    "publish": ready,
    "posted": lambda room: PostedForm(room, room.picture.statements[1]),
    "change": lambda room: change_form(room, room.picture.statements[3]),
    "withdraw": lambda room: withdraw_form(room, room.picture.statements[3]),
    "advice": AdviceSheet,
    "answers": AnswersSheet,
    "kept-answer": lambda room: AnswerSheet(room, "blank-pdfs"),
    "keep": lambda room: KeepForm(room, room.bank["blank-pdfs"]),
}


def room_for(name: str) -> WordsRoom:
    """The room that a form is opened in."""
    return words(statements=name != "none")


class OneForm(Console):
    """The console with one form open from the start."""

    def __init__(self, name: str, **more: Any) -> None:
        room = room_for(name)

        @contextlib.asynccontextmanager
        async def connect() -> AsyncIterator[FakeRoom]:
            yield room

        super().__init__(connect, **more)
        self.form = FORMS[name](room)

    async def _live(self) -> None:
        living = self.run_worker(super()._live())
        await self.opened.wait()
        self.push_screen(self.form)
        await living.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=FORMS)
    parser.add_argument("--theme", default="auto")
    args = parser.parse_args()
    OneForm(args.name, theme=args.theme).run()


if __name__ == "__main__":
    main()
