"""Read it once more: the last look before an answer leaves (4e). ``y`` counts five seconds down, any key takes it back.

No channel is connected yet. The sheet says so: what it does is to record the answer and to copy its text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.timer import Timer
from textual.widget import Widget

from warroom.domain import orders as o
from warroom.domain.level import DAY, MINUTE
from warroom.domain.mention import PLATFORMS, Mention
from warroom.domain.remarks import Promise
from warroom.domain.words import clock, count, short
from warroom.room.protocol import Conflict, Room
from warroom.tui.desk.length import measure
from warroom.tui.desk.line import approval, warning, yes_for
from warroom.tui.desk.reply import account
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, on, pad, wrap, wrap_spans

LABEL: Final = 17


class SendSheet(Sheet[str]):
    """Dismisses with ``sent``, ``edit``, ``aside``, or None."""

    WIDTH = 84
    TAKE_BACK: ClassVar[float] = 5.0
    """Seconds between y and the record."""

    def __init__(
        self,
        room: Room,
        mention: Mention,
        text: str,
        *,
        bank: str = "",
        promises: Sequence[Promise] = (),
        clashes: Sequence[Conflict] = (),
    ) -> None:
        """``text`` is sent to the letter; ``bank``: the prepared answer that it was made from."""
        super().__init__()
        self.room, self.mention, self.text, self.bank = room, mention, text, bank
        self.promises, self.clashes = promises, clashes
        self.with_tasks = True
        self._timer: Timer | None = None
        self._until = 0.0
        self._sending = False

    # -- what it says ------------------------------------------------------------------------------------------------

    def heading(self) -> str:
        """The title."""
        return "Read it once more"

    def contents(self) -> Iterable[Widget]:
        """From, to, who agreed, the words, what they promise."""
        yield Note(self._rows, id="send")

    def keys(self) -> Sequence[Key]:
        """While it counts down, every key takes it back."""
        if self._timer is not None:
            left = max(1, round(self._until - asyncio.get_running_loop().time()))
            return (Key("any key", f"takes it back, {left} s left", main=True),)
        tasks = [Key("t", "no task" if self.with_tasks else "with its task")] if self.promises else []
        return (
            Key("y", "send: record it, copy the text", main=True), Key("e", "edit"), Key("p", "put aside"), *tasks,
        )  # fmt: skip

    def tick(self) -> None:
        """Seconds pass, and others act."""
        for note in self.query("#send").results(Note):
            note.repaint()
        self.refresh_foot()

    @property
    def where(self) -> str:
        """The network, in words."""
        return PLATFORMS.get(self.mention.platform, self.mention.platform)

    def _rows(self, cells: int) -> Sequence[Row]:
        now = self.room.now()
        ours = account(self.room, self.mention)
        rows: list[Row] = [
            _labelled("From", [Span(f"{ours} on {self.where}" if ours else f"your account on {self.where}", "content"),
                               Span("   public", "muted")]),
            _labelled("To", [Span(self.mention.who, "content"), Span(f"   {_crowd(self.mention)}", "muted")]),
            _labelled("Approved", approval(yes_for(self.room, self.mention, self.text), now)),
            BLANK,
            *(on([Span(pad(f"  {line}", cells), "content")], "raise") for line in wrap(self.text, cells - 4)),
            BLANK,
        ]  # fmt: skip
        words, too_long = measure(self.mention.platform, self.text)
        if too_long:
            rows += _several("Length", f"{words}: {self.where} may cut or refuse it.", "caut", cells)
        for clash in self.clashes:
            rows += [_labelled("Look again", warning([clash]))]
        rows += self._promised(now, cells)
        rows += _several("After y", "5 s to take it back with any key. Then it is recorded and the text copied: "
                         f"post it on {self.where} yourself, no channel is connected yet.", "muted", cells)  # fmt: skip
        return rows

    def _promised(self, now: int, cells: int) -> list[Row]:
        if not self.promises:
            return []
        rows: list[Row] = []
        first = max(self.room.picture.tasks, default=0) + 1
        for n, promise in enumerate(self.promises):
            owner, due = self._task_of(promise, now)
            who = self.room.people[owner].short
            when = f", due {clock(due)}" if due is not None else ""
            makes = f"Makes task {first + n} for {who}{when}." if self.with_tasks else "Makes no task."
            rows += _several("Promises found" if not n else "", f"{promise.words}. {makes}", "text", cells)
        return rows

    def _task_of(self, promise: Promise, now: int) -> tuple[str, int | None]:
        """(owner, due): whoever the text names, else me; today at that minute, unless that has passed."""
        name = promise.who.casefold()
        people = self.room.people
        owner = next((p.id for p in people.values() if name and name in (p.short.casefold(), p.id)), self.room.me.id)
        due = None if promise.due is None else now - now % DAY + promise.due * MINUTE
        if due is not None and due <= now and due + DAY - now < DAY // 2:
            due += DAY  # said at 23:50: "by 00:15" is tomorrow
        return (owner if owner in people else next(iter(people))), (due if due is not None and due > now else None)

    # -- what it does ------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """y, e, p, t; any key at all while it counts down."""
        event.stop()
        event.prevent_default()
        if self._sending:
            return
        if self._timer is not None:
            if asyncio.get_running_loop().time() > self._until - self.TAKE_BACK + 0.15:  # not the y itself, bouncing
                self._take_back()
            return
        match event.key:
            case "y":
                self._count_down()
            case "e":
                self.dismiss("edit")
            case "p":
                self.dismiss("aside")
            case "t" if self.promises:
                self.with_tasks = not self.with_tasks
                self.tick()
            case "escape":
                self.dismiss(None)
            case _:
                pass

    def _count_down(self) -> None:
        if not yes_for(self.room, self.mention, self.text).may_go:
            self.say("This needs a yes first. esc goes back, ^s asks.")
            return
        self._until = asyncio.get_running_loop().time() + self.TAKE_BACK
        self._timer = self.set_timer(self.TAKE_BACK, self._go)
        self.say("Nothing is recorded yet.", plain=True)

    def _take_back(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.say("Taken back. Nothing was recorded.", plain=True)

    async def _go(self) -> None:
        self._timer, self._sending = None, True
        refused = await self.room.do(
            o.Answer(mention=self.mention.id, text=self.text, where=self.where, bank=self.bank)
        )
        if refused is not None:
            self._sending = False
            self.say(f"{refused.why} Nothing was recorded.")
            return
        now = self.room.now()
        for promise in self.promises if self.with_tasks else ():
            owner, due = self._task_of(promise, now)
            title = f"Keep the promise to {self.mention.who}: {promise.words}"
            await self.room.do(o.MakeTask(title=title, owner=owner, due=due, mention=self.mention.id))
        self.app.copy_to_clipboard(self.text)
        self.dismiss("sent")


def _labelled(label: str, row: Row) -> Row:
    return [Span(pad(label, LABEL), "muted"), *row]


def _several(label: str, words: str, token: str, cells: int) -> list[Row]:
    rows = wrap_spans([Span(words, token)], cells - LABEL)
    return [_labelled(label if not n else "", row) for n, row in enumerate(rows)]


def _crowd(mention: Mention) -> str:
    facts = [f"{short(mention.reach)} followers"] if mention.reach is not None else []
    if mention.replies:
        facts.append(f"in a thread with {count(mention.replies, 'answer')}")
    return ", ".join(facts)
