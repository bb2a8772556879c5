"""The answer bank: what may be said, who approved it, how often it went out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from textual import events
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.decide.bank import about_answer
from warroom.domain.level import DAY
from warroom.domain.prepared import PreparedAnswer
from warroom.domain.text import gate, one_line
from warroom.domain.words import count, day, span
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.form import Wrong
from warroom.tui.forms.painted import Note, Painted
from warroom.tui.paint import BLANK, Row, Span, crop, fill, on, pad, spread
from warroom.tui.say import short_name
from warroom.tui.statements.box import TextBox
from warroom.tui.statements.draft import WritingForm
from warroom.tui.statements.listing import STEPS
from warroom.tui.statements.rows import moment_of, text_rows
from warroom.tui.statements.sheet import SCROLL

STALE: Final = 90 * DAY
"""How long an approval is believed without another look, ms: as the suggestions on the desk have it."""


def listed(room: Room, words: str = "") -> list[PreparedAnswer]:
    """The answers that have all the words somewhere, those that were used most first."""
    wanted = words.casefold().split()
    found = [a for a in room.bank.values() if all(w in _searched(a) for w in wanted)]
    return sorted(found, key=lambda a: (-a.uses, a.title.casefold()))


def _searched(answer: PreparedAnswer) -> str:
    return " ".join((answer.answer, answer.title, answer.text, *answer.topics)).casefold()


def approved_words(room: Room, answer: PreparedAnswer) -> Span:
    """``approved 2 Oct by Anna``; stale and not yet approved in amber."""
    if answer.approved is None:
        return Span("not approved", "caut")
    age = room.now() - answer.approved
    if age > STALE:
        return Span(f"stale, approved {span(age)} ago", "caut")
    by = f" by {short_name(room.people, answer.approved_by)}" if answer.approved_by else ""
    return Span(one_line(gate(f"approved {day(answer.approved)}{by}")), "muted")


class _Bank(Sheet[str]):
    """What list and text of an answer have in common: its verbs."""

    room: Room

    @property
    def chosen(self) -> PreparedAnswer | None:
        """The answer that the verbs are about."""
        raise NotImplementedError

    def show(self) -> None:
        """Paint what changed."""
        raise NotImplementedError

    def verbs(self) -> list[Key]:
        """What can be done with it."""
        chosen = self.chosen
        if chosen is None:
            return []
        moment = msgspec.structs.replace(moment_of(self.room), answer=chosen)
        refused = about_answer(self.room.picture, o.ApproveAnswer(answer=chosen.answer), moment)
        yes = not isinstance(refused, o.Refused) and chosen.approved is None
        return [*([Key("A", "approve")] if yes else []), Key("e", "better wording …"), Key("W", "retire …")]

    def verb(self, key: str) -> bool:
        """Do it; False for a key that is none of the verbs."""
        chosen = self.chosen
        if key == "n":
            self.go(KeepForm(self.room))
        elif chosen is None:
            return False
        elif key == "A":
            self.run_worker(self._approve(chosen), group="order")
        elif key == "e":
            self.go(KeepForm(self.room, chosen))
        elif key == "W":
            from warroom.tui.statements.reasons import retire_form  # noqa: PLC0415 - late: opened rarely

            self.go(retire_form(self.room, chosen))
        else:
            return False
        return True

    def go(self, screen: Screen[Any]) -> None:
        """Open a form, and show what came of it."""
        self.app.push_screen(screen, lambda _: self.show())

    async def _approve(self, answer: PreparedAnswer) -> None:
        refused = await self.room.do(o.ApproveAnswer(answer=answer.answer))
        self.say(refused.why if refused else f"'{answer.title}' is approved.", plain=refused is None)
        self.show()


class AnswersSheet(_Bank):
    """The list. Enter shows the text, / filters."""

    WIDTH = 104
    AIR = False
    AUTO_FOCUS = ""

    def __init__(self, room: Room, words: str = "") -> None:
        """``words``: what the list is filtered by at first."""
        super().__init__()
        self.room = room
        self.words = words
        self.at = next((a.answer for a in listed(room, words)), "")

    def heading(self) -> str:
        """The title."""
        return "Answer bank"

    def contents(self) -> Iterable[Widget]:
        """The row to filter with, hidden at first, and the table."""
        find = TextField("Filter", self.words, id="find", empty="words of title, text or topics")
        find.display = bool(self.words)
        yield find
        yield _Answers(self, id="table")

    @property
    def chosen(self) -> PreparedAnswer | None:
        """The one under the bar."""
        return self.room.bank.get(self.at)

    def keys(self) -> Sequence[Key]:
        """What can be done here."""
        new = Key("n", "new answer …", main=self.chosen is None)
        if self.chosen is None:
            return (new, Key("/", "filter"), Key("esc", "back"))
        return (Key("enter", "read", main=True), *self.verbs(), new, Key("/", "filter"))

    def tick(self) -> None:
        """Others act."""
        self.show()

    def show(self) -> None:
        """Paint what changed; the bar stays where it is if it can."""
        shown = [a.answer for a in listed(self.room, self.words)]
        if self.at not in shown:
            self.at = shown[0] if shown else ""
        for table in self.query("#table").results(Painted):
            table.repaint()
        self.refresh_foot()

    def on_input_changed(self) -> None:
        """Only what matches stays."""
        self.words = self.query_one("#find", TextField).value
        self.show()

    def on_key(self, event: events.Key) -> None:
        """The bar, the filter, the verbs."""
        find = self.query_one("#find", TextField)
        key = event.character if event.is_printable and event.character != " " else event.key
        assert key is not None
        if find.has_focus:
            if event.key not in ("escape", "enter", "down"):
                return
            if event.key == "escape":
                find.value = ""
                find.display = False
            self.set_focus(None)
        elif event.key == "escape" and self.words:
            find.value = ""
            find.display = False
        elif key == "/":
            find.display = True
            find.focus()
        elif event.key in STEPS or key in STEPS:
            self._step(STEPS.get(event.key, STEPS.get(key, 0)))
        elif key == "enter" and self.chosen is not None:
            self.go(AnswerSheet(self.room, self.at))
        elif not self.verb(key):
            return
        event.stop()
        event.prevent_default()

    def _step(self, by: int) -> None:
        shown = [a.answer for a in listed(self.room, self.words)]
        if shown:
            here = shown.index(self.at) if self.at in shown else 0
            here = max(0, min(len(shown) - 1, here + by))
            self.at = shown[here]
            self.show()
            self.query_one("#body").scroll_to_region(Region(0, here, 1, 3), animate=False)


class _Answers(Painted):
    def __init__(self, sheet: AnswersSheet, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = sheet

    def rows(self, cells: int) -> Sequence[Row]:
        return bank_rows(self.sheet.room, self.sheet.at, self.sheet.words, cells)

    def on_click(self, event: events.Click) -> None:
        shown = listed(self.sheet.room, self.sheet.words)
        if 0 < event.y <= len(shown):
            self.sheet.at = shown[event.y - 1].answer
            self.sheet.show()


def bank_rows(room: Room, chosen: str, words: str, cells: int) -> list[Row]:
    """Column heads and one row for each answer."""
    if not room.bank:
        return [[Span("No answers. n keeps one.", "muted")]]
    shown = listed(room, words)
    if not shown:
        return [[Span(f"0 of {len(room.bank)} match '{one_line(gate(words))}'. esc clears.", "muted")]]
    marks = {a.answer: approved_words(room, a) for a in shown}
    wide = max(len("approved"), *(len(mark.text) for mark in marks.values()))
    title = max(10, cells - 2 - wide - 2 - 8)
    rows: list[Row] = [[Span(f"  {pad('what it is about', title)}  {pad('approved', wide)}{'uses':>6}", "faint")]]
    for answer in shown:
        here = answer.answer == chosen
        mark = marks[answer.answer]
        row = [Span("▌ " if here else "  ", "accent"), Span(pad(one_line(gate(answer.title)), title), "content"),
               Span("  "), Span(pad(mark.text, wide), mark.token), Span(f"{answer.uses:>6}", "text")]  # fmt: skip
        rows.append(on(fill(row, cells), "sel") if here else row)
    loose = sum(a.approved is None for a in room.bank.values())
    stale = sum(a.approved is not None and room.now() - a.approved > STALE for a in room.bank.values())
    facts = [f"{count(len(room.bank), 'answer')}", *([f"{loose} not approved"] if loose else []),
             *([f"{stale} stale"] if stale else [])]  # fmt: skip
    return [*rows, BLANK, [Span(", ".join(facts), "muted")]]


class AnswerSheet(_Bank):
    """One answer, whole."""

    WIDTH = 104
    AIR = False

    def __init__(self, room: Room, answer: str) -> None:
        """``answer``: its short name."""
        super().__init__()
        self.room = room
        self.answer = answer
        self._last = room.bank[answer]

    @property
    def chosen(self) -> PreparedAnswer | None:
        """The one that is shown, as long as it is offered."""
        return self.room.bank.get(self.answer)

    def heading(self) -> str:
        """Its title."""
        return crop(one_line(gate((self.chosen or self._last).title)), 80)

    def contents(self) -> Iterable[Widget]:
        """All of it."""
        yield Note(self._rows, id="answer")

    def keys(self) -> Sequence[Key]:
        """What can be done with it."""
        return (*self.verbs(), Key("esc", "back"))

    def tick(self) -> None:
        """Others act."""
        self.show()

    def show(self) -> None:
        """Paint what changed."""
        for name in ("#title", "#answer"):
            for note in self.query(name).results(Note):
                note.repaint()
        self.refresh_foot()

    def on_key(self, event: events.Key) -> None:
        """The verbs, up and down."""
        key = event.character if event.is_printable and event.character != " " else event.key
        assert key is not None
        if event.key in SCROLL or key in SCROLL:
            self.query_one("#body").scroll_relative(y=SCROLL.get(event.key, SCROLL.get(key, 0)), animate=False)
        elif key == "n" or not self.verb(key):
            return
        event.stop()

    def _rows(self, cells: int) -> list[Row]:
        answer = self.chosen
        if answer is None:
            return [[Span("It was retired and is not offered any more.", "text")]]
        self._last = answer
        uses = count(answer.uses, "use") if answer.uses else "never used"
        rows = [spread([approved_words(self.room, answer)], [Span(uses, "muted")], cells), BLANK]
        rows += [*text_rows(answer.text, cells), BLANK]
        for label, words in (("Topics", answer.topics), ("States", answer.facts), ("For", answer.types)):
            if words:
                rows.append([Span(pad(label, 10), "name"),
                             Span(crop(one_line(gate(", ".join(words))), max(1, cells - 10)), "text")])  # fmt: skip
        kept = self.room.picture.bank.get(self.answer)
        if kept is not None and kept.by:
            rows.append([Span(pad("Worded by", 10), "name"), Span(short_name(self.room.people, kept.by), "text")])
        return rows


class KeepForm(WritingForm):
    """A new answer for the bank, or a better wording of one."""

    sort = "answer"

    def __init__(self, room: Room, answer: PreparedAnswer | None = None) -> None:
        """``answer``: the one that gets a better wording."""
        super().__init__(room)
        self.answer = answer

    @property
    def about(self) -> str:
        """``answer:new``, ``answer:blank-pdfs``."""
        return f"answer:{self.answer.answer if self.answer else 'new'}"

    def heading(self) -> str:
        """The title."""
        return f"Better wording: {crop(one_line(gate(self.answer.title)), 60)}" if self.answer else "New answer"

    def does(self) -> str:
        """What ^s does, with what it costs."""
        if self.answer is None:
            return "keep it in the bank"
        return "keep this wording, its approval is gone" if self.answer.approved is not None else "keep this wording"

    def subject(self) -> str:
        """A draft belongs to its answer."""
        return self.answer.answer if self.answer else ""

    def contents(self) -> Iterable[Widget]:
        """Title, text, topics."""
        was = self.answer
        yield TextField("About", was.title if was else "", id="name", empty="what people ask, in a few words")
        yield TextBox("Answer", was.text if was else "", id="text", empty="As it may be sent, with [[slots]].")
        yield from self.below()
        yield TextField("Topics", ", ".join(was.topics) if was else "", id="topics", most=2,
                        empty="words of posts that it answers, with commas")  # fmt: skip

    def order(self) -> o.KeepAnswer | Wrong:
        """The order, or what is missing."""
        title, topics = (self.query_one(name, TextField).value.strip() for name in ("#name", "#topics"))
        if not title:
            return Wrong("Say what the answer is about, in a few words.", "name")
        if not self.text.strip():
            return Wrong("Write the answer.", "text")
        return o.KeepAnswer(
            answer=self.answer.answer if self.answer else "", title=title, text=self.text,
            topics=tuple(part for word in topics.split(",") if (part := word.strip())) if self._topics_changed else (),
        )  # fmt: skip

    @property
    def _topics_changed(self) -> bool:
        was = ", ".join(self.answer.topics) if self.answer else ""
        return self.query_one("#topics", TextField).value.strip() != was
