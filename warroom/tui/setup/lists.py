"""The steps that are a list: feeds, people, playbooks. One line each, and a form for the one under the bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widget import Widget

from warroom.domain.words import day
from warroom.setup.draft import Book, Colleague, Draft, Feed, Wrong
from warroom.setup.steps import team_wrong
from warroom.tui.forms.base import Key
from warroom.tui.forms.painted import Painted
from warroom.tui.paint import Row, Span, fill, on, pad
from warroom.tui.setup.items import FeedForm, PersonForm, host_of
from warroom.tui.setup.sheet import FieldsSheet, StepSheet, note

Item = TypeVar("Item", Feed, Colleague, Book)


class _Table(Painted):
    """The lines, or what to do when there is none."""

    def __init__(self, paint: Callable[[int], Sequence[Row]], click: Callable[[int], None]) -> None:
        super().__init__(id="table")
        self._lines, self._click = paint, click

    def rows(self, cells: int) -> Sequence[Row]:
        return self._lines(cells)

    def on_click(self, event: object) -> None:
        self._click(getattr(event, "y", 0))


class ListSheet(StepSheet, Generic[Item]):
    """A step that is a list. What is changed here is kept with ^s."""

    WIDTH = 92
    NOTHING: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", "next", show=False),
        Binding("up,k", "step(-1)", "before", show=False),
        Binding("home,g", "step(-1000)", "first", show=False),
        Binding("end,G", "step(1000)", "last", show=False),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items: list[Item] = list(self.taken())
        self.at = 0
        self._was: list[Item] = list(self.items)

    def taken(self) -> Sequence[Item]:
        """The list as it is kept now."""
        raise NotImplementedError

    def line(self, item: Item, cells: int) -> Row:
        """One line, from its second cell on."""
        raise NotImplementedError

    def words(self) -> str:
        """What the list is about."""
        raise NotImplementedError

    def contents(self) -> Iterable[Widget]:
        """What it is about, and the lines."""
        yield note(self.words())
        yield _Table(self._rows, self._clicked)

    def _rows(self, cells: int) -> list[Row]:
        if not self.items:
            return [[Span(self.NOTHING, "muted")]]
        return [self._row(n, item, cells) for n, item in enumerate(self.items)]

    def _row(self, n: int, item: Item, cells: int) -> Row:
        here = n == self.at
        row = fill([Span("▌ " if here else "  ", "accent"), *self.line(item, cells - 2)], cells)
        return on(row, "sel") if here else row

    def _clicked(self, y: int) -> None:
        if 0 <= y < len(self.items):
            self.at = y
            self.show()

    def show(self) -> None:
        """Paint the list anew."""
        self.at = max(0, min(self.at, len(self.items) - 1))
        table = self.query_one("#table", _Table)
        table.repaint()
        self.stand(self.app.size)
        self.query_one("#body").scroll_to_region(Region(0, table.virtual_region.y + self.at, 1, 1), animate=False)

    def action_step(self, by: int) -> None:
        """The next line or the one before."""
        self.at += by
        self.show()

    @property
    def chosen_item(self) -> Item | None:
        """What is under the bar."""
        return self.items[self.at] if 0 <= self.at < len(self.items) else None

    def touched(self) -> None:
        """Something in the list changed."""
        self.say("")
        self.show()

    def on_mount(self) -> None:
        """Bring back what was changed and not kept."""
        kept = self._shelf.pop(f"{self.STEP} items", None)
        if kept is not None:
            self.items = kept
            self.say("What you had entered is still here. ^s keeps it.", plain=True)

    def on_unmount(self) -> None:
        """Keep what was changed for the next time, unless it was written."""
        if self.items != self._was and not self._written:
            self._shelf[f"{self.STEP} items"] = self.items

    _written = False

    def take(self, made: Draft) -> None:
        """Have it written."""
        kept = self.desk.keep(self.STEP, made)
        if not kept.good:
            self.say(kept.words)
            return
        self._written = True
        self.dismiss((self.STEP, kept.words))


class _Editable(ListSheet[Item]):
    """A list whose lines have a form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "new", show=False),
        Binding("enter", "change", "change", show=False),
        Binding("x", "remove", "take out", show=False),
        Binding("u", "bring_back", "bring back", show=False),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gone: tuple[int, Item] | None = None

    def form(self, item: Item | None) -> FieldsSheet[Any]:
        """The form for a line, or for a new one."""
        raise NotImplementedError

    def keys(self) -> Sequence[Key]:
        """What can be done with the line under the bar."""
        if not self.items:
            return (Key("n", "new", main=True), Key("^s", "keep"))
        back: tuple[Key, ...] = (Key("u", "bring back"),) if self._gone else ()
        return (Key("^s", "keep", main=True), Key("n", "new"), Key("enter", "change"), Key("x", "take out"), *back)

    def action_new(self) -> None:
        """One more."""
        self._open(None)

    def action_change(self) -> None:
        """The one under the bar; with none, one more."""
        self._open(self.chosen_item)

    def _open(self, item: Item | None) -> None:
        def closed(made: Any) -> None:
            if made is None:
                return
            if item is None:
                self.items.append(made)
                self.at = len(self.items) - 1
            else:
                self.items[self.items.index(item)] = made
                self.followed(item, made)
            self.touched()

        self.app.push_screen(self.form(item), closed)

    def followed(self, old: Item, new: Item) -> None:
        """What else changes when a line does."""

    def action_remove(self) -> None:
        """Take the line out; u brings it back."""
        item = self.chosen_item
        if item is not None and self.may_go(item):
            self._gone = (self.at, item)
            del self.items[self.at]
            self.touched()

    def may_go(self, item: Item) -> bool:
        """Whether that line can be taken out; says why not."""
        del item
        return True

    def action_bring_back(self) -> None:
        """The line that was taken out last."""
        if self._gone:
            self.at, item = self._gone
            self.items.insert(self.at, item)
            self._gone = None
            self.touched()


class LookSheet(_Editable[Feed]):
    """Step 3."""

    STEP = "look"
    NOTHING = "No sources. n names one."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("t", "attempt", "try it now", show=False)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._notes: dict[str, tuple[str, str]] = {}
        self._asking = ""

    def taken(self) -> Sequence[Feed]:
        """The feeds."""
        return self.desk.draft.feeds

    def words(self) -> str:
        """What needs a key."""
        return "RSS, Hacker News and Mastodon need no key. Nobody is asked now, unless you press t."

    def keys(self) -> Sequence[Key]:
        """With trying."""
        keys = super().keys()
        return (*keys, Key("t", "try it now")) if self.items else keys

    def line(self, item: Feed, cells: int) -> Row:
        """Name, kind, where; what trying brought."""
        words, token = self._notes.get(item.name, ("not tried", "muted"))
        where = host_of(item)
        wide = max(8, cells - 22 - 12 - 30)
        return [Span(pad(item.name, 21), "content"), Span(" "), Span(pad(item.kind.strip(), 11), "muted"), Span(" "),
                Span(pad(where, 29), "text"), Span(" "), Span(pad(words, wide), token)]  # fmt: skip

    def form(self, item: Feed | None) -> FieldsSheet[Any]:
        """A feed's fields."""
        return FeedForm(self.desk, item, [feed.name for feed in self.items if feed is not item])

    def action_change(self) -> None:
        """What set-up does not know is changed in the file."""
        item = self.chosen_item
        if item is not None and not item.ours:
            self.say(f"{item.name} is of kind {item.kind.strip()}: change it in warroom.toml.")
            return
        super().action_change()

    def followed(self, old: Feed, new: Feed) -> None:
        """What was found before does not hold for a changed address."""
        del new
        self._notes.pop(old.name, None)

    def action_attempt(self) -> None:
        """Ask the one under the bar, once."""
        item = self.chosen_item
        if item is None or self._asking:
            return
        if not item.ours:
            self.say(f"{item.name} is of kind {item.kind.strip()}: warroom collect --once asks it.")
            return
        self._asking = item.name
        self._notes[item.name] = ("asking …", "muted")
        self.say(f"Asking {item.name} …", plain=True)
        self.show()
        self.run_worker(self._attempt(item), group="try")

    async def _attempt(self, item: Feed) -> None:
        tried = await self.desk.attempt(item)
        self._asking = ""
        self._notes[item.name] = ("it answers", "text") if tried.good else ("no", "caut")
        self.say(f"{item.name}: {tried.words}", plain=tried.good)
        self.show()

    def made(self) -> Draft | Wrong:
        """The draft with these feeds."""
        if not self.items:
            return Wrong("No source yet. n names one, esc leaves the step for later.")
        return msgspec.structs.replace(self.desk.draft, feeds=tuple(self.items))


class TeamSheet(_Editable[Colleague]):
    """Step 4."""

    STEP = "team"
    NOTHING = "Nobody yet. n adds somebody; you are step 1."

    def taken(self) -> Sequence[Colleague]:
        """The people."""
        return self.desk.draft.team

    def words(self) -> str:
        """What a stand-in is for."""
        return "The first role is held from the start. Stand-ins step in when called."

    def line(self, item: Colleague, cells: int) -> Row:
        """Name, short name, roles, stand-in."""
        names = {who.short: who.name for who in self.items}
        all_round = len(item.roles) >= 7
        roles = f"{item.roles[0]}, any role" if all_round else ", ".join(item.roles)
        stand = f"stand-in {names.get(item.stand_in, item.stand_in)}" if item.stand_in else "no stand-in"
        wide = max(10, cells - 21 - 12 - 22)
        you = " (you)" if item.short == self.desk.draft.me and self.desk.draft.me else ""
        return [Span(pad(item.name + you, 20), "content"), Span(" "), Span(pad(f"@{item.short}", 11), "muted"),
                Span(" "), Span(pad(roles, wide), "text"), Span(" "),
                Span(pad(stand, 21), "muted")]  # fmt: skip

    def form(self, item: Colleague | None) -> FieldsSheet[Any]:
        """A person's fields."""
        return PersonForm(self.desk, item, [who for who in self.items if who is not item])

    def followed(self, old: Colleague, new: Colleague) -> None:
        """Another short name is another name of the stand-in."""
        self.items = [
            msgspec.structs.replace(who, stand_in=new.short) if who.stand_in == old.short else who for who in self.items
        ]

    def may_go(self, item: Colleague) -> bool:
        """You stay; and whoever stands in for somebody."""
        kept = next((who.name for who in self.items if who.stand_in == item.short), "")
        if kept:
            self.say(f"{item.name} stands in for {kept}. Change that first.")
        elif item.short == self.desk.draft.me and self.desk.draft.me:
            self.say("That is you. The room needs you.")
        else:
            return True
        return False

    def made(self) -> Draft | Wrong:
        """The draft with these people."""
        draft = self.desk.draft
        mine = next((who.short for who in self.items if who.was == draft.me), draft.me)
        made = msgspec.structs.replace(draft, team=tuple(self.items), me=mine)
        return team_wrong(self.items) or made


class BooksSheet(ListSheet[Book]):
    """Step 7."""

    STEP = "playbooks"
    NOTHING = "No playbooks come with this version. Write one into the folder playbooks."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "switch", "take or leave", show=False)]

    def taken(self) -> Sequence[Book]:
        """The playbooks."""
        return self.desk.draft.books

    def words(self) -> str:
        """Why drills are shown."""
        return "A plan for each kind of crisis: tasks, people to tell, what to avoid."

    def keys(self) -> Sequence[Key]:
        """What can be done."""
        return (Key("^s", "keep", main=True), Key("space", "take or leave")) if self.items else (Key("^s", "keep"),)

    def line(self, item: Book, cells: int) -> Row:
        """``[x] Data loss   drilled 3 Oct``."""
        drilled = f"last drilled {day(item.drilled)}" if item.drilled is not None else "never drilled"
        box = f"[{'x' if item.kept else ' '}] "
        return [Span(box, "content" if item.kept else "muted"),
                Span(pad(item.title, max(10, cells - 4 - 24)), "content" if item.kept else "muted"),
                Span(" "), Span(pad(drilled, 23), "muted")]  # fmt: skip

    def action_switch(self) -> None:
        """Take the one under the bar, or leave it."""
        book = self.chosen_item
        if book is not None:
            self.items[self.at] = msgspec.structs.replace(book, kept=not book.kept)
            self.touched()

    def made(self) -> Draft | Wrong:
        """The draft with the chosen ones."""
        return msgspec.structs.replace(self.desk.draft, books=tuple(self.items))
