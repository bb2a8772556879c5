"""A statement, whole: text, what changed, checks, whose yes it has (4d). Everything that is done to it starts here.

The sheet shows the version that was opened until the reader turns to a newer one, and a yes is for that version.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.outgoing import Stand, stand, would
from warroom.domain.picture import Statement, Version
from warroom.domain.remarks import Report
from warroom.domain.words import clock, count
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.paint import Row
from warroom.tui.say import short_name
from warroom.tui.statements.rows import Shown, moment_of, statement_rows

SCROLL: Final = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 10, "pageup": -10, "home": -9999, "end": 9999}


class StatementSheet(Sheet[str]):
    """Shows a statement and takes its verbs."""

    WIDTH = 104
    AIR = False

    def __init__(self, room: Room, number: int, *, hint: str = "") -> None:
        """``hint``: words above the keys at first."""
        super().__init__()
        self.room = room
        self.number = number
        self.read = self.statement.last.number
        """The version that is shown."""
        self._report: Report | None = None
        self._hint = hint

    @property
    def statement(self) -> Statement:
        """The statement as it is now."""
        return self.room.picture.statements[self.number]

    @property
    def version(self) -> Version:
        """The version that is shown."""
        return self.statement.versions[self.read - 1]

    @property
    def now(self) -> Stand:
        """Where it stands."""
        return stand(self.room.picture, self.statement, moment_of(self.room))

    @property
    def newest(self) -> bool:
        """Whether nobody changed it since it was opened."""
        return self.read == self.statement.last.number

    def heading(self) -> str:
        """Number and version."""
        older = "" if self.newest else ", not the newest"
        return f"Statement {self.number}, version {self.read}{older}"

    def contents(self) -> Iterable[Widget]:
        """All of it in one run of rows."""
        yield Note(self._rows, id="statement")

    def on_mount(self) -> None:
        """The checks come as soon as it is read."""
        if self._hint:
            self.say(self._hint, plain=True)
        self._check()

    def tick(self) -> None:
        """Deadlines move, and others act."""
        self._show()

    # -- keys --------------------------------------------------------------------------------------------------------

    def keys(self) -> Sequence[Key]:
        """What can be done now, the main thing bright."""
        statement = self.statement
        compare = [Key("d", "compare")] if len(statement.versions) > 1 else []
        if not statement.open:
            posted = [Key("m", "mark where it stands …")] if statement.published_at else []
            return [*posted, *compare, Key("v", "advice"), Key("esc", "back")]
        if not self.newest:
            return [Key("enter", f"read version {statement.last.number}", main=True), *compare, Key("esc", "back")]
        yes = self._would(self._approve_order()) is None
        resets = f" (resets {count(len(statement.approvals), 'approval')})" if statement.approvals else ""
        ask = self._would(o.AskApproval(statement=self.number)) is None
        keys = [Key("A", f"approve as {self._role().capitalize()}", main=True)] if yes else []
        keys += [Key("g", "ask for approval", main=not yes)] if ask else []
        keys += [Key("N", "ask for a change …"), Key("e", f"edit{resets}"), *compare, self._publish_key()]
        return [*keys, Key("W", "withdraw …"), Key("v", "advice")]

    def _publish_key(self) -> Key:
        """``P publish …``, or greyed with what is missing."""
        now = self.now
        if self._would(self._publish_order()) is None:
            return Key("P", "publish …", main=True)
        if now.slots:
            why = f"{count(len(now.slots), 'slot')} open"
        elif now.missing:
            why = f"{len(now.missing) if now.every else 1} missing"
        else:
            why = "a change is asked for" if now.state == "held" else "not yours to do"
        return Key("", f"P publish, {why}")

    def on_key(self, event: events.Key) -> None:
        """The verbs; ^… and digits are nobody's."""
        key = event.character if event.is_printable and event.character != " " else event.key
        assert key is not None
        if event.key in SCROLL or key in SCROLL:
            self.query_one("#body").scroll_relative(y=SCROLL.get(event.key, SCROLL.get(key, 0)), animate=False)
        elif key == "enter" and not self.newest:
            self._turn()
        elif key in _VERBS:
            _VERBS[key](self)
        else:
            return
        event.stop()

    # -- verbs -------------------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Say yes to the version that is shown."""
        self._ask(self._approve_order(), f"Version {self.read} approved.")

    def ask(self) -> None:
        """Ask the roles that the level needs."""
        self._ask(o.AskApproval(statement=self.number), "Asked.")

    def wish(self) -> None:
        """Ask for a change."""
        from warroom.tui.statements.reasons import change_form  # noqa: PLC0415 - late: opened rarely

        self._open_unless(self._would(o.AskChange(statement=self.number, why="why")),
                          lambda: change_form(self.room, self.statement))  # fmt: skip

    def edit(self) -> None:
        """Another wording."""
        from warroom.tui.statements.draft import EditForm  # noqa: PLC0415 - late: opened rarely

        if self._over():
            return
        self._open(EditForm(self.room, self.statement))

    def compare(self) -> None:
        """Version beside version."""
        from warroom.tui.statements.compare import CompareSheet  # noqa: PLC0415 - late: opened rarely

        if len(self.statement.versions) < 2:
            self.say("There is only one version.", plain=True)
        else:
            self._open(CompareSheet(self.room, self.number, self.read))

    def publish(self) -> None:
        """Open the field where ``publish 3`` is typed."""
        from warroom.tui.statements.publish import PublishForm  # noqa: PLC0415 - late: opened rarely

        self._open_unless(self._would(self._publish_order()), lambda: PublishForm(self.room, self.statement))

    def withdraw(self) -> None:
        """It will not be published."""
        from warroom.tui.statements.reasons import withdraw_form  # noqa: PLC0415 - late: opened rarely

        if not self._over():
            self._open(withdraw_form(self.room, self.statement))

    def mark(self) -> None:
        """It stands on a channel."""
        from warroom.tui.statements.publish import PostedForm  # noqa: PLC0415 - late: opened rarely

        self._open_unless(self._would(o.MarkPosted(statement=self.number, channel="somewhere")),
                          lambda: PostedForm(self.room, self.statement))  # fmt: skip

    def advise(self) -> None:
        """What the kind of crisis calls for."""
        from warroom.tui.statements.advice import AdviceSheet  # noqa: PLC0415 - late: opened rarely

        self._open(AdviceSheet(self.room))

    # -- how -----------------------------------------------------------------------------------------------------------

    def _would(self, order: o.StatementOrder) -> o.Refused | None:
        return would(self.room.picture, order, moment_of(self.room))

    def _approve_order(self) -> o.ApproveStatement:
        return o.ApproveStatement(statement=self.number, version=self.read)

    def _publish_order(self) -> o.PublishStatement:
        return o.PublishStatement(statement=self.number, typed=f"publish {self.number}")

    def _role(self) -> str:
        """The role in which I would say yes."""
        for seat in self.now.seats:
            order = o.ApproveStatement(statement=self.number, version=self.read, role=seat.role)
            if seat.approval is None and self._would(order) is None:
                return seat.role
        return str(self.room.picture.role_of(self.room.me))

    def _over(self) -> bool:
        """Say so if nothing can be done to it any more."""
        refused = self._would(o.AskChange(statement=self.number, why="why"))
        if refused is not None:
            self.say(refused.why)
        return refused is not None

    def _open_unless(self, refused: o.Refused | None, make: Callable[[], Screen[Any]]) -> None:
        if refused is not None:
            self.say(refused.why)
        else:
            self._open(make())

    def _open(self, screen: Screen[Any]) -> None:
        def back(order: object) -> None:
            if isinstance(order, o.EditStatement):
                self._turn()
            self._words = ""
            if isinstance(order, o.PublishStatement):
                self.say("Recorded. Now post it where it belongs; m marks each place.", plain=True)
            self._show()

        self.app.push_screen(screen, back)

    def _turn(self) -> None:
        """Read the newest version."""
        self.read = self.statement.last.number
        self._words = ""
        self._check()
        self.query_one("#body").scroll_home(animate=False)
        self._show()

    def _ask(self, order: o.StatementOrder, done: str) -> None:
        self.run_worker(self._do(order, done), group="order")

    async def _do(self, order: o.StatementOrder, done: str) -> None:
        refused = await self.room.do(order)
        if refused is not None:
            self.say(refused.why)
        else:
            request = self.statement.request
            due = f" Due {clock(request.due)}." if isinstance(order, o.AskApproval) and request else ""
            self.say(f"{done}{due}", plain=True)
        self._show()

    def _check(self) -> None:
        self._report = None
        work: Callable[[], Awaitable[None]] = partial(self._read_it, self.read)
        self.run_worker(work, group="check", exclusive=True)

    async def _read_it(self, number: int) -> None:
        report = await self.room.read_statement(self.statement.versions[number - 1].text, self.statement.sort)
        if number == self.read:
            self._report = report
            self._show()

    def _show(self) -> None:
        if not self.newest and not self._words:
            last = self.statement.last
            self.say(f"{short_name(self.room.people, last.by)} made version {last.number} at {clock(last.at)}. "
                     "enter reads it.")  # fmt: skip
        for name in ("#title", "#statement"):
            for note in self.query(name).results(Note):
                note.repaint()
        self.refresh_foot()

    def _rows(self, cells: int) -> list[Row]:
        return statement_rows(
            Shown(self.room, self.statement, self.version, self.now, self.room.now(), self._report), cells
        )


_VERBS: Final = {
    "A": StatementSheet.approve, "g": StatementSheet.ask, "N": StatementSheet.wish, "e": StatementSheet.edit,
    "d": StatementSheet.compare, "P": StatementSheet.publish, "W": StatementSheet.withdraw, "m": StatementSheet.mark,
    "v": StatementSheet.advise,
}  # fmt: skip
