"""The field in which an answer is written. Its keys come by way of the screen, in the order of their typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from warroom.domain.text import clean
from warroom.tui.theme import Looks

EDITS: Final = {
    key: binding.action
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}
"""What the keys of the field do, apart from writing."""


class Composer(TextArea):
    """Several lines of our own words."""

    DEFAULT_CSS = """
    Composer { position: absolute; border: none; padding: 0 1; background: $field; color: $ink;
               scrollbar-size-vertical: 0; scrollbar-size-horizontal: 0; }
    Composer:focus { border: none; background-tint: $field 0%; }
    """
    ALLOW_SELECT: ClassVar[bool] = False
    WRITES = True

    def __init__(self, looks: Looks, changed: Callable[[str], None], focused: Callable[[], None]) -> None:
        """``changed`` hears the text after every edit, ``focused`` that a click gave the field the keys."""
        super().__init__(id="composer", compact=True, soft_wrap=True, highlight_cursor_line=False, tab_behavior="focus")
        self.cursor_blink = False
        self._changed, self._focused = changed, focused
        self.recolour(looks)

    def recolour(self, looks: Looks) -> None:
        """Wear the console's colours."""
        style = looks["content"]
        name = f"warroom-{looks.palette.name}{'-dim' if looks.dim else ''}"
        self.styles.background = style.bgcolor.get_truecolor().hex if style.bgcolor else "ansi_default"
        self.register_theme(TextAreaTheme(
            name=name, base_style=style, cursor_style=style + style.parse("reverse"),
            selection_style=looks["content/sel"], cursor_line_style=None,
        ))  # fmt: skip
        self.theme = name

    def stand(self, region: Region | None) -> None:
        """Be there, or nowhere."""
        self.display = region is not None
        if region is not None:
            self.styles.offset = region.offset
            self.styles.width, self.styles.height = region.size

    def begin(self, text: str) -> None:
        """Go on with that text, at its end."""
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        self.move_cursor(self.document.end)
        self.screen.set_focus(self)

    def put(self, text: str) -> None:
        """Text at the cursor, as if it had been typed: it can be undone."""
        self.insert(text)

    def on_key(self, event: events.Key) -> None:
        """Left to the screen, which hands over every key in the order in which they were typed (:meth:`take`)."""
        event.prevent_default()

    async def take(self, event: events.Key) -> None:
        """A key, also one that was typed before this field stood there."""
        if event.key in EDITS:
            await self.run_action(EDITS[event.key])
        elif event.is_printable or event.key == "enter":
            await self._on_key(event)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is foreign text: cleaned, its lines kept."""
        event.stop()
        event.prevent_default()
        self.insert(clean(event.text).text)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the desk."""
        event.stop()
        self._changed(self.text)

    def on_focus(self) -> None:
        """The keys are here."""
        self._focused()
