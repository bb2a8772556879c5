"""Change the level, or stand down. Says beforehand what follows from it (4f)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from warroom.domain import entries as e
from warroom.domain.decide import Moment, decide
from warroom.domain.level import Level
from warroom.domain.orders import Refused, SetLevel, StandDown
from warroom.domain.words import AUDIENCES, clock, count, span
from warroom.room.protocol import Room
from warroom.tui.forms.base import Key
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.form import Form, Wrong
from warroom.tui.forms.lists import Line, Listing
from warroom.tui.forms.painted import Note
from warroom.tui.paint import BLANK, Row, Span, wrap


class LevelForm(Form):
    """Sets a level with its reason; L0 stands the incident down. The present level is preselected."""

    WIDTH = 84

    def __init__(self, room: Room, wanted: Level | None = None) -> None:
        """``wanted``: the level that the bar stands on at first; the present one without it."""
        super().__init__(room)
        self.wanted = room.picture.level if wanted is None else wanted

    def heading(self) -> str:
        """The title."""
        return "Change the level"

    def contents(self) -> Iterable[Widget]:
        """Where we are, the five levels, why, what follows."""
        yield Note(self._now_rows, id="now")
        yield Listing(self._lines(), id="level", value=str(int(self.wanted)), wide=18)
        yield Note(lambda _: [BLANK])
        yield TextField("Why", id="why", advice="Goes into the log word for word.")
        yield Note(self._effect_rows, id="effects")

    def does(self) -> str:
        """What ^s does."""
        if self._stands_down:
            incident = self.room.picture.incident
            return f"stand down, close {incident.id if incident else ''}"
        return f"set L{int(self.level)}"

    def keys(self) -> Sequence[Key]:
        """The main action is not bright while nothing would change."""
        if self.level == self.room.picture.level:
            return (Key("↑↓", "choose another level"), Key("tab", "why"))
        return (Key("^s", self.does(), main=True), Key("↑↓", "choose"), Key("tab", "why"))

    def order(self) -> SetLevel | StandDown | Wrong:
        """The order, or what is missing."""
        why = self.query_one("#why", TextField).value.strip()
        if self.level == self.room.picture.level:
            return Wrong(f"The level is {self.level.tag} already.", "level")
        if not why:
            return Wrong("Say why. It goes into the log word for word.", "why")
        return self._order(why)

    @property
    def level(self) -> Level:
        """The level that the bar is on."""
        for listing in self.query("#level").results(Listing):
            return Level(int(listing.value))
        return self.wanted

    def changed(self) -> None:
        """Other effects."""
        for name in ("#now", "#effects"):
            self.query_one(name, Note).repaint()
        self.refresh_foot()

    @property
    def _stands_down(self) -> bool:
        return self.level == Level.QUIET and self.room.picture.incident is not None

    def _order(self, why: str) -> SetLevel | StandDown:
        return StandDown(reason=why) if self._stands_down else SetLevel(level=self.level, reason=why)

    def _lines(self) -> list[Line]:
        now, incident = self.room.picture.level, self.room.picture.incident
        lines = []
        for level in Level:
            down = level == Level.QUIET and incident
            words = f"L{int(level)} {'stand down' if down else level.word.lower()}"
            means = f"closes {incident.id}, the log stays" if down and incident else self.room.rules[level].means
            lines.append(Line(str(int(level)), words, means, "now" if level == now else ""))
        return lines

    def _now_rows(self, cells: int) -> list[Row]:
        reading, level = self.room.reading, self.room.picture.level
        if reading is None:
            words = f"Now L{int(level)}. The gauge has not read anything yet."
        else:
            rise = f", rising {reading.change} in 15 min" if reading.change > 0 else ""
            rise = f", falling {-reading.change} in 15 min" if reading.change < 0 else rise
            without = f" Without {', '.join(reading.without)}." if reading.without else ""
            words = (
                f"Now L{int(level)}, score {reading.score}{rise}. Suggested: L{int(reading.suggested)}."
                f"{' Because of ' + reading.floor + '.' if reading.floor else ''}{without}"
            )
        return [*([Span(line, "text")] for line in wrap(words, cells)), BLANK]

    def _effect_rows(self, cells: int) -> list[Row]:
        rows: list[Row] = [BLANK, [Span("This will", "name")]]
        for effect in effects(self.room, self.level):
            rows += [[Span("  "), Span(line, "text")] for line in wrap(effect, max(1, cells - 2))]
        return rows


def effects(room: Room, level: Level) -> list[str]:
    """What setting this level would do, in words: the room's own decision, asked beforehand."""
    picture, now = room.picture, room.now()
    if level == picture.level:
        return ["change nothing"]
    standing_down = level == Level.QUIET and picture.incident is not None
    order = StandDown(reason="why") if standing_down else SetLevel(level=level, reason="why")
    moment = Moment(at=now, by=room.me, people=room.people, rules=room.rules, reading=room.reading)
    drafts = decide(picture, order, moment)
    if isinstance(drafts, Refused):
        return [f"be refused: {drafts.why}"]
    if standing_down:
        return _closing(room)
    rule, before = room.rules[level], room.rules[picture.level]
    said = []
    if level > picture.level and rule.calls != "nobody":
        said.append(f"bring in {rule.calls}: call them by hand")
    for draft in drafts:
        if isinstance(draft.payload, e.UpdateDue) and draft.payload.due is not None:
            audience, due = draft.payload.audience, draft.payload.due
            was = picture.updates.get(audience)
            start = f"move the next {AUDIENCES[audience]} update from {clock(was)}" if was else (
                f"start the clock of the {AUDIENCES[audience]} update")  # fmt: skip
            said.append(f"{start} to {clock(due)}" if was else f"{start}, due {clock(due)}")
    if rule.answer != before.answer:
        said.append(f"ask for answers within {rule.answer} min instead of {before.answer}")
    return said or ["be written into the log, nothing else"]


def _closing(room: Room) -> list[str]:
    picture = room.picture
    assert picture.incident is not None
    said = [f"close {picture.incident.id} after {span(room.now() - picture.incident.declared_at)}"]
    open_tasks = sum(task.open for task in picture.board())
    if open_tasks:
        said.append(f"leave {count(open_tasks, 'task')} open")
    if room.answers.needed:
        said.append(f"leave {count(room.answers.needed, 'mention')} without an answer")
    if picture.updates:
        said.append("stop the clocks of the updates")
    return said
