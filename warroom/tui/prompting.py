"""The prompt: plain text becomes a line of the log, ``:`` begins a command, ``/`` a filter.

What a command may say is imported when somebody types one: the first paint need not wait for it.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from textual import events

from warroom.domain import orders as o
from warroom.tui.screen import ConsoleScreen
from warroom.tui.tasks import chosen

if TYPE_CHECKING:
    from warroom.tui.commands import Do, Facts
    from warroom.tui.prompt import Prompt


class Prompting(ConsoleScreen):
    """The screen with its prompt. The text field itself is mounted when it is first used."""

    _field: Prompt | None = None

    async def prompt(self, text: str) -> None:
        """Open the prompt with that text in it."""
        from warroom.tui.prompt import Prompt  # noqa: PLC0415 - late: after the first paint

        if self._field is None:
            self._field = Prompt(self._complete)
            await self.mount(self._field, before=0)  # behind the panes their order would change, and all be painted
        self._field.display = True
        self.cmd_view.typing = True
        self._hint(text)
        self._place_prompt()
        self._field.begin(text)
        self.repaint()

    def _close(self) -> None:
        self.cmd_view.typing = False
        self.cmd_view.hint = ""
        if self._field is not None:
            self._field.value = ""
            self._field.display = False
        self.set_focus(None)
        self.repaint()

    async def typed(self, event: events.Key) -> None:
        """A key while the prompt is open."""
        assert self._field is not None
        ended = await self._field.take(event)
        if isinstance(ended, self._field.Given):
            await self._given(ended.text)
        elif ended is not None:
            self._close()

    def put_in(self, pasted: str) -> None:
        """Text that was pasted while the prompt is open."""
        assert self._field is not None
        self._field.put_in(pasted)

    def on_input_changed(self, event: Any) -> None:
        """Say what the text will become."""
        if self.cmd_view.typing:
            self._hint(event.value)
            self.paint("cmd")

    def _hint(self, text: str) -> None:
        if text.startswith(":"):
            from warroom.tui import commands  # noqa: PLC0415

            self.cmd_view.hint = commands.suggestions(text)
        elif text.startswith("/"):
            self.cmd_view.hint = "enter filters, esc leaves"
        else:
            self.cmd_view.hint = "enter writes it to the log"

    async def _given(self, text: str) -> None:
        self._close()
        if text.startswith("/"):
            self.filter(text[1:])
        elif text.startswith(":"):
            await self._command(text[1:])
        elif text.strip():
            await self.order(o.Observe(text=text), "Logged.")
        self.repaint()

    def _facts(self) -> Facts:
        from warroom.tui.commands import Facts  # noqa: PLC0415

        assert self.room is not None
        mention = self.feed_view.at_bar() if self.feed_view is not None else None
        task = chosen(self.room, self.tasks_view)
        return Facts(
            now=self.room.now(), people=self.room.people, mention=mention.id if mention else None,
            task=task.number if task else None, tasks=frozenset(self.room.picture.tasks),
            statements=frozenset(self.room.picture.statements), checks=self.room.house.checks(),
            playbooks=tuple(self.room.playbooks),
        )  # fmt: skip

    def _complete(self, text: str) -> str:
        from warroom.tui import commands  # noqa: PLC0415

        return commands.complete(text, self._facts()) if text.startswith(":") else text

    async def _command(self, line: str) -> None:
        from warroom.tui import commands  # noqa: PLC0415

        found = commands.parse(line, self._facts())
        if isinstance(found, commands.Complaint):
            self.say(found.words, "caut", seconds=12)
        elif isinstance(found, commands.Do):
            await self._own(found)
        else:
            await self.order(found, "Done.")

    async def _own(self, do: Do) -> None:
        """What is the console's own business."""
        match do.what:
            case "theme":
                palette = self.app.set_palette(do.about or "auto")  # type: ignore[attr-defined]
                self.say(f"Theme {palette.name}.")
            case "filter":
                self.filter(do.about)
            case "retry":
                await self.retry(do.about)
            case "say" | "approve" | "publish" | "draft" | "bank":
                await self.about_words(do.what, do.about)
            case "export":
                await self._export(do.about)
            case "boards" | "people" | "hand_over" | "playbooks":
                await self.about_team(do.what, do.about)
            case _:
                await self.perform(do.what)

    async def _export(self, about: str) -> None:
        export = getattr(self.app, "export", None)
        kind, _, folder = about.partition(" ")
        if export is None:
            self.say("This console cannot write files. warroom export does it.", "caut")
        elif not kind or not folder:
            self.say("Say what and where: :export md FOLDER", "caut")
        else:
            self.say(await export(kind, folder.strip()), seconds=20)

    # what the keys' half of the screen provides
    async def order(self, order: o.Order, done: str = "") -> bool:
        """Ask the room."""
        raise NotImplementedError

    def perform(self, ident: str) -> Awaitable[None]:
        """Do an action by its id."""
        raise NotImplementedError

    def filter(self, asked: str) -> None:
        """Filter the feed."""
        raise NotImplementedError

    async def about_team(self, what: str, about: str) -> None:
        """Open a board, the people, a hand-over, the playbooks."""
        raise NotImplementedError

    async def about_words(self, what: str, about: str) -> None:
        """Open what a command about a statement or an answer names."""
        raise NotImplementedError

    async def retry(self, source: str) -> None:
        """Poll now."""
        raise NotImplementedError
