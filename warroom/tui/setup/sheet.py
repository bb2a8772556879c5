"""What the forms of the first run share: fields, ^s, what is missing in words, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final, TypeVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from warroom.setup.draft import Desk, Draft, StepId, Wrong
from warroom.setup.steps import STEPS, number
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.fields import Field, TextField
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, wrap

Made = TypeVar("Made")
AT_ONCE: Final = {
    "tab": 1, "shift+tab": -1, "down": 1, "up": -1, "enter": 1,
    **dict.fromkeys(("left", "right", "space", "backspace", "delete", "minus", *"0123456789"), 0),
}  # fmt: skip
"""Keys that act before the next one is looked at, and which way they go on from a field that has no use for them.

A key that is left to an ordinary binding acts after the letters behind it: over a slow line, where a few keys arrive
together, what was typed behind a tab would stand in the field before it.
"""


class FieldsSheet(Sheet[Made]):
    """A sheet with fields. ^s makes something of them, or says what is missing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "do", "keep", show=False),
        *(Binding(key, f"at_once('{key}')", "", show=False, priority=True) for key in AT_ONCE),
    ]

    def __init__(self, desk: Desk) -> None:
        """``desk``: who keeps what is entered."""
        super().__init__()
        self.desk = desk

    def made(self) -> Made | Wrong:
        """What the fields say, or what is missing."""
        raise NotImplementedError

    def changed(self) -> None:
        """A field changed: repaint what depends on it."""

    def keys(self) -> Sequence[Key]:
        """The main action, and how to get on."""
        return (Key("^s", "keep", main=True), Key("tab", "next field"))

    def fields(self) -> dict[str, Field | TextField]:
        """The fields by their ids."""
        return {w.id: w for w in self.query("#body > *").results(Widget) if isinstance(w, (Field, TextField)) and w.id}

    def text(self, name: str) -> str:
        """What a text field holds, without blanks around it."""
        return self.query_one(f"#{name}", TextField).value.strip()

    def chosen(self, name: str) -> Any:
        """What is chosen in a field."""
        return self.query_one(f"#{name}", Field).got()

    def on_field_changed(self) -> None:
        """A choice changed."""
        self.say("")
        self.changed()

    def on_input_changed(self) -> None:
        """Text changed."""
        self.say("")
        self.changed()

    def on_input_submitted(self) -> None:
        """Enter keeps nothing: it goes on to the next field."""
        self.focus_next()

    async def action_at_once(self, key: str) -> None:
        """What a key does to the field with the focus, before the next key is looked at."""
        field = self.focused
        own = field._bindings.key_to_bindings.get(key, []) if isinstance(field, Field) else []  # noqa: SLF001 - Textual has no public way
        if own and field is not None:
            await field.run_action(own[0].action)
        elif AT_ONCE[key] > 0:
            self.focus_next()
        elif AT_ONCE[key] < 0:
            self.focus_previous()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key acts at once here: one that moves on, or one that the field itself knows."""
        if action != "at_once":
            return super().check_action(action, parameters)
        if self.deaf or self.focused is None:
            return False
        key, field = str(parameters[0]), self.focused
        return bool(AT_ONCE[key]) or (isinstance(field, Field) and key in field._bindings.key_to_bindings)  # noqa: SLF001 - as above

    def action_do(self) -> None:
        """Make it, or say what is missing and go there."""
        found = self.made()
        if isinstance(found, Wrong):
            self.wrong(found)
        else:
            self.take(found)

    def wrong(self, wrong: Wrong) -> None:
        """Say what is missing, and go where it is to be mended."""
        if wrong.field:
            self.query_one(f"#{wrong.field}").focus()
        self.say(wrong.words)

    def take(self, made: Made) -> None:
        """It is whole: close with it."""
        self.dismiss(made)


class StepSheet(FieldsSheet[Any]):
    """One of the seven steps. Dismisses with (step, what to say) once it is kept."""

    STEP: ClassVar[StepId]

    def __init__(self, desk: Desk, typed: dict[str, Any] | None = None) -> None:
        """``desk``: who keeps what is entered; ``typed``: step → what was typed there and not kept."""
        super().__init__(desk)
        self._shelf = {} if typed is None else typed
        self._typed: dict[str, object] | None = None

    def heading(self) -> str:
        """``3 of 7  Where to look``."""
        n = number(self.STEP)
        return f"{n} of {len(STEPS)}  {STEPS[n - 1].title}"

    def made(self) -> Draft | Wrong:
        """The draft with what was entered here, or what is missing."""
        raise NotImplementedError

    def take(self, made: Draft) -> None:
        """Have it written; a trouble is said here, and nothing is lost."""
        kept = self.desk.keep(self.STEP, made)
        if not kept.good:
            self.say(kept.words)
            return
        self._typed = None
        self.dismiss((self.STEP, kept.words))

    def on_mount(self) -> None:
        """Bring back what was typed and not kept."""
        typed = self._shelf.pop(self.STEP, None)
        if typed:
            for name, field in self.fields().items():
                if name in typed:
                    field.put(typed[name])
            self._typed = typed
            self.changed()
            self.say("What you had typed is still here.", plain=True)

    def on_unmount(self) -> None:
        """Keep what was typed for the next time."""
        if self._typed is not None:
            self._shelf[self.STEP] = self._typed

    def on_field_changed(self) -> None:
        """A choice changed."""
        self._remember()

    def on_input_changed(self) -> None:
        """Text changed."""
        self._remember()

    def _remember(self) -> None:
        self._typed = {name: field.got() for name, field in self.fields().items()}


def note(words: str, *, after: bool = True) -> Note:
    """A few muted words between fields, and a blank row."""

    def paint(cells: int) -> list[Row]:
        rows: list[Row] = [[Span(line, "muted")] for line in wrap(words, cells)]
        return [*rows, BLANK] if after else rows

    return Note(paint)
