"""What all sheets share: where they stand, what their first and last rows say, and which keys they listen to.

A sheet stands centred under the head; on a small terminal it takes everything under the head. Its last row says what
the main key does. In the first 400 ms it is deaf: over a slow line, keys that were meant for the screen beneath must
not act here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Final, NamedTuple, TypeVar

from rich.console import RenderableType
from textual import events
from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.widget import Widget

from warroom.room.protocol import Room
from warroom.tui.forms.painted import Note, looks_of, too_early
from warroom.tui.keymap import Action, Keymap
from warroom.tui.paint import BLANK, Row, Span, spread, width, wrap

DEAF_MS: Final = 400
"""Keys in the first 400 ms after a sheet opened are dropped (screens.md 4, safety 3)."""

HEAD: Final = 2
"""Rows above a sheet that it never covers."""

NARROW, LOW = 100, 30
"""Below either of these (columns, rows) a sheet takes everything under the head."""

Result = TypeVar("Result")


class Key(NamedTuple):
    """A key and what it does, as the last row shows it. The main one is bright."""

    key: str
    does: str
    main: bool = False


class _Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Fields between the two rules; scrolls when they are more than the terminal shows."""

    DEFAULT_CSS = "_Body { height: auto; scrollbar-size-vertical: 0; }"

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self.is_attached and isinstance(self.screen, Sheet):
            self.screen.refresh_foot()

    def on_resize(self) -> None:
        if self.is_attached and isinstance(self.screen, Sheet):
            self.screen.refresh_foot()


class Sheet(ModalScreen[Result]):
    """A sheet over the console. Subclasses say :meth:`heading`, :meth:`contents` and :meth:`keys`."""

    DEFAULT_CSS = """
    Sheet { align: center middle; }
    Sheet > #paper { height: auto; padding: 0 3; }
    Sheet.-full > #paper { width: 100%; padding: 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back", show=False)]
    WIDTH: ClassVar[int] = 84
    AIR: ClassVar[bool] = True
    """Whether a blank row stands between the rule and what is under it."""

    TALLEST: ClassVar[int] = 999
    """Most rows of the body; what is more scrolls."""

    focused = Reactive[Widget | None](None, repaint=False)
    """As any screen's; but who gets or loses the keys paints itself, and the rest stays as it is."""

    clock: ClassVar[Callable[[], float]] = staticmethod(time.monotonic)
    """Seconds. Tests put their own here."""

    def __init__(self) -> None:
        """Nothing is shown before the sheet is pushed."""
        super().__init__()
        self.styles.background = "transparent"  # a rule for every screen would hide what lies behind
        self._opened: float | None = None
        self._closed_once = False
        self._words = ""
        self._plain = False

    def render(self) -> RenderableType:
        """What lies right below, as it is.

        Textual has one list of screens for a whole painting, and takes one from it each time any screen is painted.
        Under a pile of sheets it was seen to paint screens through each other until Python gave up. This ends at the
        bottom of the pile, always.
        """
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack[1:] else None
        return super().render() if below is None else BackgroundScreen(below, self.styles.background)

    # -- what a sheet says of itself -------------------------------------------------------------------------------

    def heading(self) -> str:
        """The title."""
        raise NotImplementedError

    def contents(self) -> Iterable[Widget]:
        """What stands between the rules, from the top."""
        raise NotImplementedError

    def keys(self) -> Sequence[Key]:
        """The last row, main action first."""
        raise NotImplementedError

    def tick(self) -> None:
        """Called once a second: repaint what depends on the time or on other people."""

    # -- words in the last row -------------------------------------------------------------------------------------

    def say(self, words: str, *, plain: bool = False) -> None:
        """Show words above the keys until something changes; amber unless ``plain``."""
        self._words, self._plain = words, plain
        self.refresh_foot()
        if self.full:
            self.stand(self.app.size)  # the words take rows from the body, never from the keys

    @property
    def said(self) -> str:
        """The words above the keys now."""
        return self._words

    def refresh_foot(self) -> None:
        """Paint the last rows anew."""
        for foot in self.query("#foot").results(Note):
            foot.repaint()

    # -- how it is put together ------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        with Vertical(id="paper"):
            yield Note(self._title_rows, id="title")
            with _Body(id="body"):
                yield from self.contents()
            yield Note(self._foot_rows, id="foot")

    def on_mount(self) -> None:
        """From now on the 400 ms count."""
        self._opened = type(self).clock()
        self.stand(self.app.size)
        self.set_interval(1.0, self.tick)

    async def _dispatch_message(self, message: Message) -> None:
        """As any widget; but a sheet that is taken away before it stood has nothing in it to put in place."""
        if not isinstance(message, events.Mount) or (self.is_attached and not self._pruning):
            await super()._dispatch_message(message)

    def on_resize(self, event: events.Resize) -> None:
        """Stand where this size wants it."""
        self.stand(event.size)

    def on_screen_suspend(self) -> None:
        """Another sheet lies on top: fade."""
        self._repaint_all()

    def on_screen_resume(self) -> None:
        """On top again."""
        self._repaint_all()

    def stand(self, size: Size) -> None:
        """Put the paper where it belongs on a terminal of that size."""
        if not self.query("#body"):
            return  # taken away already
        full = size.width < NARROW or size.height < LOW
        self.set_class(full, "-full")
        paper, body = self.query_one("#paper"), self.query_one("#body")
        self._colour(paper)
        room = max(1, size.height - HEAD)
        paper.styles.margin = (HEAD, 0, 0, 0)
        paper.styles.width = "100%" if full else min(self.WIDTH, size.width)
        paper.styles.height = room if full else "auto"
        cells = size.width - 4 if full else min(self.WIDTH, size.width) - 6
        chrome = len(self._title_rows(cells)) + len(self._foot_rows(cells))
        body.styles.height = max(1, room - chrome) if full else "auto"
        body.styles.max_height = max(1, room - chrome) if full else max(1, min(self.TALLEST, room - chrome))

    @property
    def full(self) -> bool:
        """Whether the sheet takes everything under the head."""
        return self.has_class("-full")

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close with a result, once: a second key in the same breath must not close what lies below."""
        if self._closed_once:
            return AwaitComplete()
        self._closed_once = True
        return super().dismiss(result)

    def action_back(self) -> None:
        """Close, having done nothing."""
        self.dismiss(None)

    def _title_rows(self, cells: int) -> list[Row]:
        title = spread([Span(self.heading(), "title")], [Span("esc back", "muted")], cells)
        rows: list[Row] = [title, [Span("─" * cells, "rule")]]
        if self.full:
            return rows
        return [BLANK, *rows, BLANK] if self.AIR else [BLANK, *rows]

    def _foot_rows(self, cells: int) -> list[Row]:
        rows = [self._rule(cells), *self._word_rows(cells), *key_rows(self.keys(), cells)]
        return rows if self.full else [BLANK, *rows, BLANK]

    def _rule(self, cells: int) -> Row:
        body = self.query("#body").results(_Body)
        below = next((b.max_scroll_y - round(b.scroll_y) for b in body), 0)
        if below <= 0:
            return [Span("─" * cells, "rule")]
        more = f" {below} more ↓ "
        return [Span("─" * max(0, cells - len(more) - 1), "rule"), Span(more, "muted"), Span("─", "rule")]

    def _word_rows(self, cells: int) -> list[Row]:
        if not self._words:
            return []
        mark, token = ("  ", "muted") if self._plain else ("▲ ", "caut")
        return [
            [Span(mark if not n else "  ", token), Span(line, token)]
            for n, line in enumerate(wrap(self._words, max(1, cells - 2)))
        ]

    def _colour(self, paper: Widget) -> None:
        ground = looks_of(self)["text"].bgcolor
        paper.styles.background = ground.get_truecolor().hex if ground else "ansi_default"

    def _repaint_all(self) -> None:
        for paper in self.query("#paper").results(Widget):
            self._colour(paper)
        for widget in self.query("*").results(Widget):
            widget.refresh()

    def _forward_event(self, event: events.Event) -> None:
        if not too_early(self, event):
            super()._forward_event(event)

    @property
    def deaf(self) -> bool:
        """Whether keys are dropped now, because the sheet has only just opened."""
        return self._opened is None or (type(self).clock() - self._opened) * 1000 < DEAF_MS


def available(app: App[Any], context: str, incident: bool | None, keymap: Keymap | None) -> list[Action]:
    """What can be done in a pane now; what is not given is asked of the console."""
    keymap = keymap or keymap_of(app)
    if incident is None:
        room: Room | None = getattr(getattr(app, "home", None), "room", None)
        incident = room is not None and room.picture.incident is not None
    return keymap.available(context, incident=incident)


def keymap_of(app: App[Any]) -> Keymap:
    """The keys as the person at this console has them."""
    return getattr(app, "keymap", None) or Keymap()


def key_rows(keys: Sequence[Key], cells: int) -> list[Row]:
    """``^s declare L2   tab next field``, in as many rows as it takes."""
    rows: list[Row] = [[]]
    for key in keys:
        parts = [Span(key.key, "key"), Span(f" {key.does}", "bright" if key.main else "muted")]
        if not key.key:
            parts = [Span(key.does, "muted")]
        if rows[-1] and width(rows[-1]) + 3 + width(parts) > cells:
            rows.append([])
        rows[-1] += [Span("   "), *parts] if rows[-1] else parts
    return rows
