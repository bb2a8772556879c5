"""What can be done with a task, and with a line of the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from warroom.domain import orders as o
from warroom.domain.entries import WRITTEN, TaskState
from warroom.domain.level import MINUTE
from warroom.domain.picture import Task
from warroom.domain.words import entry_line
from warroom.tui.asking import UNDO_HINT
from warroom.tui.mention_verbs import MentionVerbs
from warroom.tui.say import short_name
from warroom.tui.tasks import COLUMNS, chosen


class TaskVerbs(MentionVerbs):
    """The screen with the verbs of tasks and log."""

    def _task_here(self) -> Task | None:
        assert self.room is not None
        return chosen(self.room, self.tasks_view)

    def _tasks_here(self) -> Sequence[Task]:
        assert self.room is not None
        if self.tasks_view.selected:
            return [t for t in self.room.picture.board() if t.number in self.tasks_view.selected]
        task = self._task_here()
        if task is None:
            self.say("There is no task here. t makes one.", "caut")
        return [task] if task is not None else []

    async def _with_tasks(self, make: Callable[[Task], o.Order | None], said: str) -> None:
        for task in self._tasks_here():
            order = make(task)
            if order is not None and await self.order(order, said.format(n=task.number)):
                self.tasks_view.selected.discard(task.number)
                self.tasks_view.cursor = task.number

    async def do_task_new(self) -> None:
        assert self.room is not None
        from warroom.tui.forms.task import TaskForm  # noqa: PLC0415 - late: opened rarely

        await self.open(TaskForm(self.room))

    async def do_task_take(self) -> None:
        assert self.room is not None
        me = self.room.me.id
        await self._with_tasks(lambda t: o.OwnTask(task=t.number, owner=me), f"Task {{n}} is yours. {UNDO_HINT}")

    async def do_task_owner(self) -> None:
        assert self.room is not None
        if not (found := self._tasks_here()):
            return
        from warroom.tui.forms.people import PersonForm  # noqa: PLC0415 - late: opened rarely

        async def give(person: str) -> None:
            name = short_name(self.room.people, person) if self.room else person
            said = f"Task {{n}} is {name}'s. {UNDO_HINT}"
            await self._with_tasks(lambda t: o.OwnTask(task=t.number, owner=person), said)

        what = f"task {found[0].number}" if len(found) == 1 else f"{len(found)} tasks"
        await self.open(PersonForm(self.room, f"Give {what} to", does="give"), give)

    async def do_task_done(self) -> None:
        await self._with_tasks(lambda t: o.MoveTask(task=t.number, state="done"), f"Task {{n}} is done. {UNDO_HINT}")

    async def do_task_on(self) -> None:
        await self._with_tasks(lambda t: _moved(t, 1), f"Moved task {{n}}. {UNDO_HINT}")

    async def do_task_back(self) -> None:
        await self._with_tasks(lambda t: _moved(t, -1), f"Moved task {{n}}. {UNDO_HINT}")

    async def do_task_more(self) -> None:
        assert self.room is not None
        now = self.room.now()

        def later(task: Task) -> o.Order:
            return o.SetTaskDue(task=task.number, due=max(now, task.due or now) + 10 * MINUTE)

        await self._with_tasks(later, f"Task {{n}} has 10 minutes more. {UNDO_HINT}")

    async def do_task_waits(self) -> None:
        task = self._task_here()
        if task is not None:
            await self.prompt(f":waits {task.number} ")

    async def _open_task(self) -> None:
        assert self.room is not None
        task = self._task_here()
        if task is None:
            self.say("There is no task here. t makes one.")
            return
        mention = await self.room.mention(task.mention) if task.mention is not None else None
        if mention is not None:
            await self._open_mention(mention)
        else:
            after = f" Afterwards: {', '.join(task.afterwards)}." if task.afterwards else ""
            made = f"made by {short_name(self.room.people, task.made_by)}"
            self.say(f"{task.number} {task.title}, {made}.{after}", seconds=20)

    # -- log --------------------------------------------------------------------------------------------------------

    async def _open_entry(self) -> None:
        """What an entry is about: its mention, or the whole of what it says."""
        assert self.room is not None
        seq = self.log_view.cursor
        entry = self.room.log[seq - self.room.log[0].seq] if seq is not None and self.room.log else None
        if entry is None:
            return
        ident = getattr(entry.payload, "mention", None)
        mention = await self.room.mention(ident) if isinstance(ident, int) else None
        if mention is not None:
            await self._open_mention(mention)
        else:
            from warroom.tui.forms.entry import EntrySheet  # noqa: PLC0415 - late: opened rarely

            await self.open(EntrySheet(self.room, entry), self._from_sheet)

    async def do_correct(self) -> None:
        assert self.room is not None
        seq = self.log_view.cursor
        if seq is None:
            return
        entry = self.room.log[seq - self.room.log[0].seq]
        if not isinstance(entry.payload, WRITTEN):
            self.say("Only what people wrote can be corrected. l writes a line about it.", "caut")
            return
        from warroom.tui.forms.correct import CorrectForm  # noqa: PLC0415 - late: opened rarely

        await self.open(CorrectForm(self.room, entry))

    async def do_turning_point(self) -> None:
        assert self.room is not None
        for seq in sorted(self.log_view.selected) or ([self.log_view.cursor] if self.log_view.cursor else []):
            on = seq not in self.room.picture.turning_points
            said = "Marked as a turning point." if on else "No longer a turning point."
            await self.order(o.MarkTurningPoint(seq=seq, on=on), f"{said} {UNDO_HINT}")
        self.log_view.selected.clear()

    def do_copy_entry(self) -> None:
        assert self.room is not None
        seqs = sorted(self.log_view.selected) or ([self.log_view.cursor] if self.log_view.cursor else [])
        first = self.room.log[0].seq if self.room.log else 1
        lines = [entry_line(self.room.log[seq - first], self.room.people).text for seq in seqs]
        if lines:
            self.app.copy_to_clipboard("\n".join(lines))
            self.say("Copied." if len(lines) == 1 else f"Copied {len(lines)} entries.")


def _moved(task: Task, by: int) -> o.Order | None:
    at = COLUMNS.index(task.state) + by
    if not 0 <= at < len(COLUMNS):
        return None
    state: TaskState = COLUMNS[at]
    return o.MoveTask(task=task.number, state=state)
