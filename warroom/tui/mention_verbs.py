"""What can be done with a mention: the one under the bar, or all that were chosen with x."""

from __future__ import annotations

from warroom.domain import orders as o
from warroom.domain.mention import Mention
from warroom.domain.picture import watch_key
from warroom.tui.asking import UNDO_HINT
from warroom.tui.moving import Moving
from warroom.tui.say import short_name


class MentionVerbs(Moving):
    """The screen with the verbs of the feed."""

    async def do_claim(self) -> None:
        assert self.room is not None
        me, done_about = self.room.me.id, self.room.picture.done_about
        found = self.mentions()
        if found and all(done_about(m.id).owner == me for m in found):
            await self.each(lambda m: o.LetMentionGo(mention=m.id), f"Let go of {{who}}. {UNDO_HINT}")
        elif len(found) == 1 and (work := done_about(found[0].id)).owner not in ("", me) and not work.answered_by:
            await self._take(found[0], work.owner)
        elif found:
            await self.each(lambda m: o.Claim(mention=m.id), f"You have {{who}}. {UNDO_HINT}")

    async def _take(self, mention: Mention, owner: str) -> None:
        """Taking something from another person asks first."""
        assert self.room is not None
        me = self.room.me.id
        from warroom.tui.forms.confirm import taking  # noqa: PLC0415 - late: opened rarely

        async def take(yes: object) -> None:
            if yes:
                await self.order(o.Give(mention=mention.id, to=me), f"You have {mention.who}. {UNDO_HINT}")

        await self.open(taking(self.room, owner, mention.who), take)

    async def do_pin(self) -> None:
        await self.each(lambda m: o.Pin(mention=m.id), f"Pinned {{who}} to the log. {UNDO_HINT}")

    async def do_not_us(self) -> None:
        await self.each(lambda m: o.SetTriage(mention=m.id, triage="not_us"), f"{{who}} is not about us. {UNDO_HINT}")

    async def do_watch_author(self) -> None:
        assert self.room is not None
        watched = self.room.picture.watched

        def make(mention: Mention) -> o.Order:
            on = not watched.get(watch_key(mention.platform, mention.who), False)
            return o.WatchAuthor(mention=mention.id, on=on)

        await self.each(make, f"Changed the watch on {{who}}. {UNDO_HINT}")

    async def do_give(self) -> None:
        assert self.room is not None
        found = self.mentions()
        if not found:
            return
        from warroom.tui.forms.people import PersonForm  # noqa: PLC0415 - late: opened rarely

        async def give(person: str) -> None:
            name = short_name(self.room.people, person) if self.room else person
            said = f"{name} has {{who}} now. {UNDO_HINT}"
            await self.each(lambda m: o.Give(mention=m.id, to=person), said, found)

        what = found[0].who if len(found) == 1 else f"{len(found)} mentions"
        await self.open(PersonForm(self.room, f"Give {what} to", does="give"), give)

    async def do_answer(self) -> None:
        found = self.mentions()[:1]
        if found and self.room is not None:
            from warroom.tui.forms.answer import AnswerForm  # noqa: PLC0415 - late: opened rarely

            await self.open(AnswerForm(self.room, found[0]))

    async def do_task_from(self) -> None:
        """A task, from the post if one is chosen: nobody looks for a row first when something must be done."""
        found = self.mentions()[:1]
        if self.room is not None:
            from warroom.tui.forms.task import TaskForm  # noqa: PLC0415 - late: opened rarely

            self.say("")
            await self.open(TaskForm(self.room, *found))

    async def _open_mention(self, mention: Mention) -> None:
        assert self.room is not None
        from warroom.tui.forms.mention import MentionSheet  # noqa: PLC0415 - late: opened rarely

        async def act(ident: object) -> None:
            self._about = mention
            try:
                await self._from_sheet(ident)
            finally:
                self._about = None

        await self.open(MentionSheet(self.room, mention, self.keymap), act)

    async def do_triage(self) -> None:
        found = self.mentions()[:1]
        if found and self.room is not None:
            from warroom.tui.forms.triage import TriageSheet  # noqa: PLC0415 - late: opened rarely

            await self.open(TriageSheet(self.room, found[0]))

    def do_copy_link(self) -> None:
        found = self.mentions()
        links = [mention.url for mention in found if mention.url]
        if links:
            self.app.copy_to_clipboard("\n".join(links))
            self.say("Copied the link." if len(links) == 1 else f"Copied {len(links)} links.")
        elif found:
            self.say("This has no link.", "caut")
