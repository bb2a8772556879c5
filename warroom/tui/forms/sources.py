"""How well each source hears, what the score does meanwhile, and what can be done (4i)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widget import Widget

from warroom.domain.health import SourceHealth
from warroom.domain.level import MINUTE
from warroom.domain.orders import ReportBlind
from warroom.domain.text import gate, one_line
from warroom.domain.words import clock, span
from warroom.room.protocol import Room
from warroom.tui.alerts import source_state
from warroom.tui.forms.base import Key, Sheet
from warroom.tui.forms.painted import Painted
from warroom.tui.paint import BLANK, Row, Span, crop, fill, on, pad, wrap

STATES = {"starting": "starting", "live": "live", "late": "late", "failing": "down", "stopped": "stopped"}


class SourcesSheet(Sheet[str]):
    """The health table. Asks a source again, or logs that it is not heard."""

    WIDTH = 112
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again now", show=False),
        Binding("l", "blind", "log a blind spot", show=False),
        Binding("down,j", "step(1)", "next", show=False),
        Binding("up,k", "step(-1)", "before", show=False),
        Binding("home,g", "step(-1000)", "first", show=False),
        Binding("end,G", "step(1000)", "last", show=False),
    ]

    def __init__(self, room: Room) -> None:
        """``room``: whose sources."""
        super().__init__()
        self.room = room
        self.name_at = room.health[0].name if room.health else ""

    def heading(self) -> str:
        """The title."""
        return "Source health"

    def contents(self) -> Iterable[Widget]:
        """The table, and what it means."""
        yield _Table(self, id="table")

    def keys(self) -> Sequence[Key]:
        """What can be done with the source under the bar."""
        if not self.room.health:
            return (Key("esc", "back"),)
        return (Key("r", "try again now"), Key("l", "log a blind spot"), Key("↑↓", "choose"))

    def tick(self) -> None:
        """Ages grow."""
        self.query_one("#table", _Table).repaint()

    @property
    def chosen(self) -> SourceHealth | None:
        """The source under the bar, which stays on it whatever moves."""
        return next((h for h in self.room.health if h.name == self.name_at), None)

    def action_step(self, by: int) -> None:
        """The next source or the one before."""
        names = [h.name for h in self.room.health]
        if not names:
            return
        at = names.index(self.name_at) if self.name_at in names else 0
        at = max(0, min(len(names) - 1, at + by))
        self.name_at = names[at]
        self.tick()
        self.query_one("#body").scroll_to_region(Region(0, at, 1, 2), animate=False)

    def action_retry(self) -> None:
        """Ask it now."""
        if self.chosen:
            self.say(f"asking {one_line(gate(self.name_at))} …", plain=True)
            self.run_worker(self._retry(self.name_at), group="retry", exclusive=True)

    def action_blind(self) -> None:
        """Write into the log that it is not heard."""
        if self.chosen:
            self.run_worker(self._blind(self.chosen), group="order", exclusive=True)

    async def _retry(self, name: str) -> None:
        await self.room.retry(name)
        found = self.chosen
        state = STATES[found.state] if found else "gone"
        self.say(f"Asked {one_line(gate(name))} at {clock(self.room.now(), seconds=True)}, it is {state}.", plain=True)
        self.tick()

    async def _blind(self, health: SourceHealth) -> None:
        refused = await self.room.do(ReportBlind(source=health.name, note=health.note))
        name = one_line(gate(health.name))
        self.say(refused.why if refused else f"Logged: {name} is not heard.", plain=refused is None)
        self.tick()


class _Table(Painted):
    def __init__(self, sheet: SourcesSheet, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = sheet

    def rows(self, cells: int) -> Sequence[Row]:
        return source_rows(self.sheet.room, self.sheet.name_at, self.sheet.room.now(), cells)

    def on_click(self, event: object) -> None:
        at = getattr(event, "y", 0) - 1
        if 0 <= at < len(self.sheet.room.health):
            self.sheet.name_at = self.sheet.room.health[at].name
            self.repaint()


def source_rows(room: Room, chosen: str, now: int, cells: int) -> list[Row]:
    """The table with its column heads, then what the score does while some are not heard."""
    if not room.health:
        return [[Span("No sources. Name one under [[sources]] in warroom.toml.", "muted")]]
    columns = _Columns(cells)
    heads = columns.row(("source", "kind", "last item", "per hour", "note", "state"))
    rows = [[Span(text, "faint") for text in heads]]
    rows += [_source(room, health, now, columns, here=health.name == chosen) for health in room.health]
    rows.append(BLANK)
    rows += [[Span(line, "text")] for words in meanwhile(room, now) for line in wrap(words, cells)]
    return rows


class _Columns:
    """Widths of the columns; kind and per hour go where there is no room for them."""

    def __init__(self, cells: int) -> None:
        self.cells = cells
        wide = cells >= 90
        self.widths = {"source": 20, "kind": 9 if wide else 0, "last": 9, "hour": 10, "state": 9}
        self.note = max(4, cells - 2 - sum(self.widths.values()) - 3 - 1)

    def row(self, texts: tuple[str, str, str, str, str, str]) -> tuple[str, ...]:
        (source, kind, last, hour, note, state), w = texts, self.widths
        return (
            f"  {pad(source, w['source'] - 1)} ", pad(kind, w["kind"]), pad(last, w["last"], right=True),
            pad(hour, w["hour"], right=True), f"   {pad(note, self.note)} ", pad(state, w["state"]),
        )  # fmt: skip


def _source(room: Room, health: SourceHealth, now: int, columns: _Columns, *, here: bool) -> Row:
    deaf = not health.hears and health.state != "starting"
    acked = f"source:{health.name}@{health.since or health.last_ok or now}" in room.picture.acks
    mark = "" if not deaf else "△ " if acked else "▲ "
    amber = deaf and not acked
    texts = columns.row((
        one_line(gate(health.name)), one_line(gate(health.kind)),
        _age(now - health.last_item) if health.last_item is not None else "never", str(health.per_hour),
        crop(one_line(gate(_note(health, now))), columns.note), f"{mark}{STATES[health.state]}",
    ))  # fmt: skip
    name = "content" if deaf or here else "text"
    tokens = (name, "text", "caut" if amber else "text", "text", "text", "caut" if amber else "text")
    row = [Span(text, token) for text, token in zip(texts, tokens, strict=True)]
    if not here:
        return row
    first = Span(row[0].text[1:], row[0].token)
    return on(fill([Span("▌", "accent"), first, *row[1:]], columns.cells), "sel")


def _note(health: SourceHealth, now: int) -> str:
    back = ""
    if health.state in ("late", "failing") and health.next_try and health.next_try > now:
        back = f"next try {clock(health.next_try)}"
    return ", ".join(part for part in (health.note, back) if part)


def _age(length: int) -> str:
    """``38s``, ``9m 12s``, ``27m``: seconds only while they tell something."""
    if MINUTE <= length < 10 * MINUTE:
        return f"{length // MINUTE}m {length % MINUTE // 1000:02d}s"
    return span(length)


def meanwhile(room: Room, now: int) -> list[str]:
    """What the score does while sources are not heard, in words."""
    deaf = [h for h in room.health if not h.hears and h.state != "starting"]
    if not deaf:
        starting = [h for h in room.health if h.state == "starting"]
        return ["Not every source has answered yet."] if starting else ["Every source is heard: silence means silence."]
    *most, last = [one_line(gate(h.name)) for h in deaf]
    names = f"{', '.join(most)} and {last}" if most else last
    said = [f"{one_line(gate(source_state(h, now)))}." for h in deaf[:2]]
    without = [one_line(gate(name)) for name in (room.reading.without if room.reading else ())]
    if without:
        said.append(f"The score does without {', '.join(without)} and says so.")
    else:
        said.append("The score still counts what was last heard there.")
    return [" ".join(said), f"Nobody is told that {names} {'is' if len(deaf) == 1 else 'are'} quiet."]
