"""What the keys do on the desk. Each verb is about the item under the bar; ids and keys are in ``keymap.py``."""

from __future__ import annotations

from textual import events

from warroom.domain import orders as o
from warroom.domain.mention import PLATFORMS, Mention
from warroom.domain.words import span
from warroom.tui.asking import UNDO_HINT
from warroom.tui.desk.desk import Desk
from warroom.tui.desk.line import yes_for
from warroom.tui.desk.thread import held_by
from warroom.tui.say import short_name

NO_POST = "Put the bar on a post first."


class DeskVerbs(Desk):
    """The desk with its keys. ``do_`` + the id of an action does it."""

    def do_down(self) -> None:
        self.move(1)

    def do_up(self) -> None:
        self.move(-1)

    def do_page_down(self) -> None:
        self.move(5)

    def do_page_up(self) -> None:
        self.move(-5)

    def do_top(self) -> None:
        self.move(-10_000)

    def do_bottom(self) -> None:
        self.move(10_000)

    def do_next_urgent(self) -> None:
        self.urgent(1)

    def do_previous_urgent(self) -> None:
        self.urgent(-1)

    async def do_back(self) -> None:
        """From the bank to the answer, from anywhere else on the desk to the list, from there to the command view."""
        if self.screen.pane == "bank" and self.writing and self.composer is not None:
            self.screen.set_focus(self.composer)
            self.screen.focus_pane("composer")
        elif self.screen.pane != "desk":
            self.screen.focus_pane("desk")
        else:
            self.screen.do_view_command()

    async def do_open(self) -> None:
        item = self.view.chosen
        if item is None:
            self.screen.say("Nothing is here. c in the feed claims a post.")
        elif item.mention is not None:
            await self.screen.open_mention(item.mention)
        elif item.task is not None and item.task.mention is not None:
            found = await self.room.mention(item.task.mention)
            if found is not None:
                await self.screen.open_mention(found)
        elif item.task is not None:
            self.screen.say(f"Task {item.task.number} has no post. 3 shows all tasks.")

    # -- tasks -------------------------------------------------------------------------------------------------------

    async def do_task_done(self) -> None:
        task = self._task()
        if task is not None:
            await self.screen.order(o.MoveTask(task=task, state="done"), f"Task {task} is done. {UNDO_HINT}")

    async def do_task_more(self) -> None:
        task = self._task()
        if task is not None:
            await self.screen.more_time(task)

    def _task(self) -> int | None:
        item = self.view.chosen
        if item is None or item.task is None:
            self.screen.say("Put the bar on a task first.", "caut")
            return None
        return item.task.number

    # -- answering ---------------------------------------------------------------------------------------------------

    async def answer(self, mention: Mention) -> None:
        """Write the answer: claimed first when nobody has it; never a second writer."""
        await self.show(mention)
        work = self.room.picture.done_about(mention.id)
        if work.answered_by:
            who = short_name(self.room.people, work.answered_by)
            ago = span(self.room.now() - work.answered_at)
            self.screen.say(f"{who} answered this {ago} ago. :reopen opens it again.", "caut", seconds=12)
            return
        other = held_by(self.room, mention, self.room.now())
        if other:
            self.screen.say(other, "caut", seconds=12)
            return
        if await self.claim_first(mention):
            await self.write(mention)

    async def do_answer(self) -> None:
        item = self.view.chosen
        if item is None or item.mention is None:
            self.screen.say(NO_POST, "caut")
        elif item.sort == "waits":
            self.screen.say("A approves these words, N asks for a change.", "caut")
        else:
            await self.answer(item.mention)

    async def do_reply_next(self) -> None:
        """The next step: ask for the yes that this text needs, else the send check."""
        mention = self._mine()
        if mention is None:
            return
        if not self.text.strip():
            self.screen.say("Write the answer first.", "caut")
            return
        await self.save()
        if not await self.claim_first(mention):
            return
        yes = yes_for(self.room, mention, self.text)
        if yes.may_go:
            await self._send_check(mention)
        elif yes.state == "asked":
            ago = span(self.room.now() - yes.at)
            self.screen.say(f"{yes.who} has exactly this text since {ago}. Change it to ask anew.", "caut")
        elif yes.state == "held":
            self.screen.say(f"{yes.who} asks: {yes.note}. Change the text, then ask again.", "caut", seconds=12)
        else:
            said = f"Asked {yes.who}: {yes.why}. The ✓ comes here, esc goes on with other things."
            await self.screen.order(o.AskReply(mention=mention.id, text=self.text), said)

    async def _send_check(self, mention: Mention) -> None:
        from warroom.tui.desk.send import SendSheet  # noqa: PLC0415 - late: opened rarely

        where = PLATFORMS.get(mention.platform, mention.platform)

        async def closed(result: str) -> None:
            if result == "sent":
                await self.forget(mention.id)
                await self.stop_writing()
                self.screen.say(f"Recorded. Post it on {where} yourself: y copied the text.", seconds=20)
            elif result == "aside":
                await self.stop_writing()
                self.screen.say("Put aside. The draft is kept, r goes on with it.")
            elif result == "edit":
                await self.write(mention)
            self.look()

        await self.check()
        sheet = SendSheet(
            self.room, mention, self.text, bank=self.view.used.get(mention.id, ""), clashes=self.view.clashes,
            promises=await self.room.promises(self.text),
        )  # fmt: skip
        await self.screen.open(sheet, closed)

    async def do_composer_leave(self) -> None:
        kept = bool(self.text.strip())
        await self.stop_writing()
        self.screen.say("The draft is kept. r goes on with it." if kept else "Nothing was written.")

    async def do_reopen(self) -> None:
        mention = self.mention
        if mention is None:
            self.screen.say(NO_POST, "caut")
        else:
            await self.screen.order(o.Reopen(mention=mention.id), f"{mention.who} is open again.")

    def _mine(self) -> Mention | None:
        """The mention under the bar, if I may write to it; else why not."""
        item = self.view.chosen
        if item is None or item.mention is None:
            self.screen.say(NO_POST, "caut")
            return None
        other = held_by(self.room, item.mention, self.room.now())
        if other:
            self.screen.say(other, "caut", seconds=12)
            return None
        return item.mention

    # -- a yes for others --------------------------------------------------------------------------------------------

    async def do_reply_approve(self) -> None:
        mention = self._waits()
        reply = self.room.picture.done_about(mention.id).reply if mention else None
        if mention is not None and reply is not None:
            who = short_name(self.room.people, reply.asked_by)
            order = o.ApproveReply(mention=mention.id, digest=reply.digest)
            await self.screen.order(order, f"Approved, word for word. {who} can send it.")

    async def do_reply_hold(self) -> None:
        if self._waits() is not None:
            await self.screen.prompt(":hold ")

    def _waits(self) -> Mention | None:
        item = self.view.chosen
        reply = self.room.picture.done_about(item.mention.id).reply if item and item.mention else None
        if item is None or item.mention is None or reply is None:
            self.screen.say("Nobody asks for a yes here.", "caut")
            return None
        return item.mention

    # -- the answer bank ---------------------------------------------------------------------------------------------

    async def do_bank_open(self) -> None:
        """The answers get the keys; the composer opens too, so that there is a place to insert into."""
        mention = self._mine()
        if mention is None:
            return
        if not self.writing:
            await self.answer(mention)
        if self.writing:
            self.screen.set_focus(None)
            self.screen.focus_pane("bank")

    async def do_bank_insert(self) -> None:
        await self.insert(self.view.bank_at + 1)

    async def insert(self, number: int) -> None:
        """Put the text of that prepared answer where the cursor is."""
        found = self.view.offered
        mention = self._mine()
        if mention is None:
            return
        if not 1 <= number <= len(found):
            self.screen.say(f"There is no answer {number}.", "caut")
            return
        if not self.writing:
            await self.answer(mention)
        answer = self.room.bank.get(found[number - 1].answer)
        if answer is None or self.composer is None or not self.writing:
            return
        self.view.used[mention.id] = answer.answer
        self.screen.set_focus(self.composer)
        self.screen.focus_pane("composer")
        self.composer.put(answer.text)
        if found[number - 1].stale:
            self.screen.say(f"Inserted. Its wording is {found[number - 1].age}: read it before it goes.", "caut")
        else:
            self.screen.say(f"Inserted '{answer.title}'. Make it fit this person.")

    async def do_bank_keep(self) -> None:
        if not self.text.strip():
            self.screen.say("Write an answer first, b keeps it.", "caut")
        else:
            await self.screen.prompt(":keep ")

    async def keep(self, title: str) -> None:
        """Keep what is written as a prepared answer."""
        if not self.text.strip():
            self.screen.say("Write an answer first: r on the desk.", "caut")
        elif not title:
            await self.screen.prompt(":keep ")
        else:
            order = o.KeepAnswer(title=title, text=self.text)
            await self.screen.order(order, f"'{title}' is in the answer bank, not approved yet.")

    # -- keys that come letter by letter -----------------------------------------------------------------------------

    async def key(self, key: str, event: events.Key) -> bool:
        """Whether the desk has taken this key: everything written belongs to the composer, digits to the bank."""
        pane = self.screen.pane
        if pane == "bank" and key.isdigit() and key != "0":
            await self.insert(int(key))
            return True
        if pane != "composer" or self.composer is None:
            return False
        action = self.screen.keymap.find(event.key if event.key != "escape" else "esc", pane, incident=True)
        if action is not None and ("composer" in action.contexts or (action.id in _FROM_TEXT and len(key) > 1)):
            if action.id == "leave":
                await self.save()
            await self.screen.perform(action.id)
        else:
            await self.composer.take(event)
        return True

    # -- what commands ask for ---------------------------------------------------------------------------------------

    async def said(self, what: str, about: str) -> None:
        """A command that is the desk's own: ``keep``, ``insert``."""
        if what == "keep":
            await self.keep(about.strip())
        elif about.strip().isdigit():
            await self.insert(int(about))
        else:
            await self.do_bank_open()

    def leading(self) -> tuple[str, ...]:
        """Ids of the actions that the item under the bar asks for first."""
        item = self.view.chosen
        if item is None or self.screen.pane not in ("desk", "thread"):
            return ()
        return _FIRST.get(item.sort, ())

    def word_for_next(self) -> str:
        """What ^s does now, for the key bar."""
        if self.mention is None or not self.text.strip():
            return "next step"
        yes = yes_for(self.room, self.mention, self.text)
        if yes.may_go:
            return "send check"
        return f"waits for {yes.who}" if yes.state == "asked" else "ask for approval"


_FIRST = {"waits": ("reply_approve", "reply_hold"), "task": ("task_done", "task_more")}
_FROM_TEXT = frozenset({"help", "palette", "leave"})
"""What works from within the text, by keys that are no letters."""
