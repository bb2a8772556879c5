"""The steps that are a few fields: who you are, what to watch, answers, and the name of what is happening now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from textual.widget import Widget

from warroom.domain.words import count
from warroom.setup.draft import ALL_ROUND, PLACEHOLDER, Colleague, Desk, Draft, Wrong
from warroom.setup.steps import (
    brand_wrong,
    joined_words,
    left_over,
    person_wrong,
    short_for,
    split_words,
    team_wrong,
    tidy,
)
from warroom.tui.forms.base import Key
from warroom.tui.forms.choices import OneOf
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, wrap
from warroom.tui.setup.sheet import FieldsSheet, StepSheet, note


class WhoSheet(StepSheet):
    """Step 1."""

    STEP = "who"

    def contents(self) -> Iterable[Widget]:
        """Name, short name, unix user."""
        user, full = self.desk.user
        me = self.desk.draft.self
        yield note("The log says who did what, so the room has to know you.")
        yield TextField("Your name", me.name if me else full, id="name", empty="as colleagues read it: Bea Morales")
        yield TextField("Short name", me.short if me else "", id="short", hint=self._short_hint, empty="")
        yield TextField("Unix user", (me.unix if me else "") or user, id="unix", hint="who you are on this machine")
        yield Note(lambda _: [BLANK])
        yield note("You may take every role until step 4 names others.", after=False)

    def made(self) -> Draft | Wrong:
        """The draft with me in it."""
        draft = self.desk.draft
        before = draft.self
        others = [who for who in draft.team if who.short != draft.me or not draft.me]
        new = before or Colleague(short="", name="", roles=ALL_ROUND)
        me = msgspec.structs.replace(
            new, name=tidy(self.text("name")), short=self._short(), unix=tidy(self.text("unix"))
        )
        team = (me, *(_renamed(who, draft.me, me.short) for who in others))
        wrong = person_wrong(me, (who.short for who in others)) or team_wrong(team)
        return wrong or msgspec.structs.replace(draft, me=me.short, team=team)

    def changed(self) -> None:
        """The short name follows the name until one is typed."""
        self.query_one("#short", TextField).repaint()

    def _short(self) -> str:
        typed = self.text("short").removeprefix("@")
        others = [who.short for who in self.desk.draft.team if who.short != self.desk.draft.me]
        return typed or short_for(tidy(self.text("name")), others)

    def _short_hint(self) -> str:
        return f"commands use @{self._short()}" if self.text("name") else "what commands use"


def _renamed(who: Colleague, old: str, new: str) -> Colleague:
    return msgspec.structs.replace(who, stand_in=new) if old and who.stand_in == old else who


class WatchSheet(StepSheet):
    """Step 2."""

    STEP = "watch"

    def contents(self) -> Iterable[Widget]:
        """Brand, phrases, hashtags."""
        draft = self.desk.draft
        marks = [phrase for phrase in draft.phrases if phrase.startswith(("#", "@"))]
        rest = [phrase for phrase in draft.phrases if phrase not in marks]
        yield note("A post counts as yours when it holds one of these. Case does not matter.")
        brand = "" if draft.brand == PLACEHOLDER else draft.brand
        yield TextField("Brand", brand, id="brand", empty="Quillstack")
        yield TextField("Phrases", joined_words(rest), id="phrases", hint="commas between",
                        empty="quillstack, quillstack.example: empty means the brand's name")  # fmt: skip
        yield TextField("Tags and handles", joined_words(marks), id="marks", hint="commas between",
                        empty="#quillstack, @quillstack")  # fmt: skip
        yield Note(self._found_rows, id="found")

    def made(self) -> Draft | Wrong:
        """The draft with the brand."""
        brand = tidy(self.text("brand"))
        bare = [m for m in split_words(self.text("marks")) if not m.startswith(("#", "@"))]
        if bare and not brand_wrong(brand):
            return Wrong(f"{bare[0]} begins with neither # nor @. Put it under phrases.", "marks")
        return brand_wrong(brand) or msgspec.structs.replace(self.desk.draft, brand=brand, phrases=self._phrases(brand))

    def _phrases(self, brand: str) -> tuple[str, ...]:
        rest, marks = split_words(self.text("phrases")), split_words(self.text("marks"))
        return tuple(dict.fromkeys((*(rest or ((brand,) if marks else ())), *marks)))

    def changed(self) -> None:
        """What will be found changes with the fields."""
        self.query_one("#found", Note).repaint()

    def _found_rows(self, cells: int) -> list[Row]:
        brand = tidy(self.text("brand"))
        found = self._phrases(brand) or ((brand,) if brand else ())
        words = f"Finds {', '.join(found)}." if found else "Nothing is looked for yet."
        return [BLANK, *([Span(line, "muted")] for line in wrap(words, cells)[:4])]


class WordsSheet(StepSheet):
    """Step 6."""

    STEP = "words"

    def contents(self) -> Iterable[Widget]:
        """Examples or not, and a folder of one's own."""
        draft, shelf = self.desk.draft, self.desk.shelf
        yield note("Wording agreed on in quiet times. In a crisis it is fitted and approved again.")
        many = count(shelf.answers + shelf.statements, "example")
        if shelf.answers + shelf.statements:
            choices = [("yes", f"take the {many}"), ("no", "begin empty")]
            yield OneOf("Examples", choices, id="examples", value="yes" if draft.examples else "no")
        yield TextField("Your own", draft.imports, id="imports", hint=self._own, empty="a folder with .md files")
        yield Note(lambda _: [BLANK])
        yield note(f"They are copied to {self.desk.place}; a file that is there already stays as it is. "
                   "The first line of a file is its title.", after=False)  # fmt: skip

    def made(self) -> Draft | Wrong:
        """The draft with what to take over."""
        folder = self.text("imports")
        if folder:
            found, words = self.desk.count(folder)
            if not found:
                return Wrong(words, "imports")
        shelf = self.desk.shelf
        examples = not (shelf.answers + shelf.statements) or self.chosen("examples") == "yes"
        return msgspec.structs.replace(self.desk.draft, imports=folder, examples=examples)

    def changed(self) -> None:
        """The folder is looked at as it is typed."""
        self.query_one("#imports", TextField).repaint()

    def _own(self) -> str:
        folder = self.text("imports")
        if not folder:
            return "may stay empty"
        found, words = self.desk.count(folder)
        return count(found, "file") if found else words.rstrip(".").lower()


class NowSheet(FieldsSheet[str]):
    """It is happening now: only its name is asked. Dismisses with it."""

    def heading(self) -> str:
        """The title."""
        return "Something is happening right now"

    def keys(self) -> Sequence[Key]:
        """The effect, in words."""
        return (Key("^s", "declare L2 Alert, start the clock", main=True),)

    def contents(self) -> Iterable[Widget]:
        """One field, and what follows."""
        yield TextField("What happened", id="what", empty="in a few words: EU-2 data loss")
        left = left_over(self.desk.done)
        yield Note(lambda _: [BLANK])
        words = "The room opens, you command, the log begins. Nobody outside is told."
        if left:
            words += f" What is not set up yet becomes {count(len(left), 'task')} of the incident."
        yield note(words, after=False)

    def made(self) -> str | Wrong:
        """Its name."""
        title = tidy(self.text("what"))
        return title or Wrong("Say what happened, in a few words.", "what")


def sheet_for(desk: Desk) -> NowSheet:
    """The form that ``D`` opens."""
    return NowSheet(desk)
