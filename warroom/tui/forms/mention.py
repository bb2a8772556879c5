"""One mention, whole: who, every word, what is marked in it, the thread, what we did about it (4b)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual import events
from textual.widget import Widget
from textual.worker import Worker

from warroom.domain import orders as o
from warroom.domain.entries import Entry
from warroom.domain.mention import Mention
from warroom.domain.picture import watch_key
from warroom.domain.text import gate, one_line
from warroom.domain.words import TRIAGES
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key, Sheet, keymap_of
from warroom.tui.forms.confirm import taking
from warroom.tui.forms.form import Form
from warroom.tui.forms.mention_rows import Seen, body_rows, raw_rows
from warroom.tui.forms.painted import Note
from warroom.tui.forms.people import PersonForm
from warroom.tui.forms.task import TaskForm
from warroom.tui.forms.triage import TriageSheet
from warroom.tui.keymap import Keymap
from warroom.tui.paint import Row

TONES: Final = (-80, -40, 0, 40)
"""What + and - step through: very negative, negative, neutral, positive."""

SCROLL: Final = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 10, "pageup": -10, "home": -9999, "end": 9999}


class MentionSheet(Sheet[str]):
    """Shows a mention, and takes the verbs of the feed, always for this mention whatever happens to the feed behind."""

    WIDTH = 104
    AIR = False

    def __init__(self, room: Room, mention: Mention, keymap: Keymap | None = None) -> None:
        """``keymap``: the keys as this person has them."""
        super().__init__()
        self.room = room
        self.mention = mention
        self._keymap = keymap
        self.raw = False
        self.seen = Seen()
        self._read_to = 0

    @property
    def keymap(self) -> Keymap:
        """The keys as this person has them."""
        return self._keymap or keymap_of(self.app)

    def heading(self) -> str:
        """Who, and what it is."""
        flags = self.mention.flags
        kind = "article" if "press" in flags else "review" if self.mention.rating is not None else "post"
        return f"{one_line(gate(self.mention.author or self.mention.who))}, {kind}"

    def contents(self) -> Iterable[Widget]:
        """All of it in one run of rows."""
        yield Note(self._rows, id="mention")

    def keys(self) -> Sequence[Key]:
        """What can be done now."""
        work = self.room.picture.done_about(self.mention.id)
        mine, others = work.owner == self.room.me.id, bool(work.owner)
        claim = "let go" if mine else "take over …" if others else "claim"
        watched = self._watched
        verbs = [
            ("answer", "answer"), ("claim", claim), ("task_from", "task …"), ("pin", "pin to log"),
            ("give", "give to …"), ("watch_author", "stop watching" if watched else "watch author"),
            ("not_us", "about us after all" if work.triage == "not_us" else "not about us"),
        ]  # fmt: skip
        keys = [Key(self.keymap.key_of(ident), words) for ident, words in verbs]
        keys += [Key("T", "kind …"), Key("+ -", "tone"), Key("x", "text" if self.raw else "as written")]
        if self.mention.url:
            keys.append(Key(self.keymap.key_of("copy_link"), "copy link"))
        if len(self.seen.thread) > self.seen.SHOWN:
            keys.append(Key("← →", "thread"))
        return keys

    def on_mount(self) -> None:
        """The thread comes as soon as it is read."""
        self.run_worker(self._read_thread(), group="thread")

    def tick(self) -> None:
        """Deadlines move, and others act."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """The keys of the sheet first, then the verbs of the feed as this person has them."""
        key = event.character if event.is_printable and event.character != " " else event.key
        assert key is not None
        if event.key in SCROLL or key in SCROLL:
            self.query_one("#body").scroll_relative(y=SCROLL.get(event.key, SCROLL.get(key, 0)), animate=False)
        elif key in ("left", "right"):
            self._turn(1 if key == "right" else -1)
        elif key == "x":
            self.raw = not self.raw
            self._show()
        elif key == "T":
            self._open(TriageSheet(self.room, self.mention))
        elif key in ("+", "-"):
            self._ask(o.SetTone(mention=self.mention.id, tone=self._toned(1 if key == "+" else -1)), "Tone set.")
        else:
            action = self.keymap.find(key, "feed", incident=self.room.picture.incident is not None)
            if action is None or not self._verb(action.id):
                return
        event.stop()

    def _verb(self, action: str) -> bool:
        """Do it here, or leave for the form that does it; False for what belongs elsewhere."""
        ident, work = self.mention.id, self.room.picture.done_about(self.mention.id)
        match action:
            case "claim":
                self._claim(work.owner)
            case "pin":
                self._ask(o.Pin(mention=ident), "Pinned to the log.")
            case "watch_author":
                on = not self._watched
                self._ask(o.WatchAuthor(mention=ident, on=on), "Watched." if on else "No longer watched.")
            case "not_us":
                marked = work.triage == "not_us"
                word = "The mark is taken back." if marked else f"Marked {TRIAGES['not_us'][0]}."
                self._ask(o.SetTriage(mention=ident, triage="" if marked else "not_us"), word)
            case "undo":
                self._ask(o.Undo(), "Taken back.")
            case "copy_link":
                self._copy()
            case "answer":
                self.dismiss("answer")
            case "task_from":
                self._open(TaskForm(self.room, self.mention))
            case "give":
                question = f"Give {one_line(gate(self.mention.who))} to"
                self.app.push_screen(PersonForm(self.room, question), self._give)
            case _:
                return False
        return True

    def _claim(self, owner: str) -> None:
        ident, me = self.mention.id, self.room.me.id
        if owner == me:
            self._ask(o.LetMentionGo(mention=ident), "Let go.")
        elif owner and not self.room.picture.done_about(ident).answered_by:
            give = o.Give(mention=ident, to=me)

            def answered(yes: bool | None) -> None:
                if yes:
                    self._ask(give, "It is yours.")

            self.app.push_screen(taking(self.room, owner, one_line(gate(self.mention.who))), answered)
        else:
            self._ask(o.Claim(mention=ident), "It is yours.")

    def _open(self, form: Form) -> None:
        self.app.push_screen(form, lambda _: self._show())

    def _give(self, person: str | None) -> None:
        if person is not None:
            name = self.room.people[person].short
            self._ask(o.Give(mention=self.mention.id, to=person), f"{name} has it.")

    def _copy(self) -> None:
        if self.mention.url:
            self.app.copy_to_clipboard(gate(self.mention.url))
            self.say("The link is copied, if your terminal allows it.", plain=True)
        else:
            self.say("There is no link.")

    def _ask(self, order: o.Order, done: str) -> Worker[None]:
        return self.run_worker(self._do(order, done), group="order")

    async def _do(self, order: o.Order, done: str) -> None:
        refused = await self.room.do(order)
        if refused:
            self.say(refused.why)
        else:
            self.say(f"{done} u takes it back." if not isinstance(order, o.Undo) else done, plain=True)
        self._show()

    async def _read_thread(self) -> None:
        self.seen.marks = await self.room.marks(self.mention)
        self.seen.thread = await self.room.thread(self.mention)
        self.seen.reading = False
        self._show()

    def _turn(self, by: int) -> None:
        most = max(0, len(self.seen.thread) - self.seen.SHOWN)
        self.seen.first = max(0, min(most, self.seen.first + by * self.seen.SHOWN))
        self._show()

    def _show(self) -> None:
        for note in self.query("#mention").results(Note):
            note.repaint()
        self.refresh_foot()

    @property
    def _watched(self) -> bool:
        return self.room.picture.watched.get(watch_key(self.mention.platform, self.mention.who), False)

    def _toned(self, by: int) -> int:
        work = self.room.picture.done_about(self.mention.id)
        now = work.tone if work.tone is not None else self.mention.tone or 0
        nearest = min(range(len(TONES)), key=lambda at: abs(TONES[at] - now))
        return TONES[max(0, min(len(TONES) - 1, nearest + by))]

    def _rows(self, cells: int) -> Sequence[Row]:
        if self.raw:
            return raw_rows(self.mention, cells)
        self._read_log()
        return body_rows(self.room, self.mention, self.seen, self.room.now(), cells)

    def _read_log(self) -> None:
        """Entries about this mention. The log is looked through once; later only what is new."""
        log = self.room.log
        for at in range(self._read_to, len(log)):
            if about(log[at], self.mention.id):
                self.seen.done.append(log[at])
        self._read_to = len(log)


def about(entry: Entry, mention: int) -> bool:
    """Whether an entry is about this mention."""
    return getattr(entry.payload, "mention", None) == mention
