"""What the first run shows (7c): the steps, what was entered beside each, and two ways to try it first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from warroom.domain.words import clock
from warroom.setup.draft import Desk, StepId
from warroom.setup.steps import STEPS, summary
from warroom.tui.layout import NEEDED
from warroom.tui.paint import BLANK, Row, Span, crop, crop_row, fill, on, pad, spread, width, wrap

WIDE: Final = 90
"""Most cells of what stands in the middle."""
BESIDE, BESIDE_NARROW = 30, 27
"""Where what was entered begins."""
DEMO: Final = ("a recorded crisis, 3 h in 18 min", "nothing leaves this machine, nothing is kept",
               "nothing leaves, nothing is kept")  # fmt: skip
NOW: Final = ("something is happening right now", "declare, set up the rest while you work",
              "declare, set up as you work")  # fmt: skip
OPEN: Final = ("open the room", "the rest can wait: warroom setup goes on", "the rest can wait")


class SetupView(msgspec.Struct):
    """Where the person is."""

    at: int = 0
    """The row under the bar: 0 to 6 a step, 7 the way into the room, once nothing is left."""
    skipped: set[StepId] = msgspec.field(default_factory=set)
    typed: dict[str, Any] = msgspec.field(default_factory=dict)
    """What was typed in a step and not kept."""
    said: str = ""
    caution: bool = False


def left(desk: Desk, view: SetupView) -> list[int]:
    """The steps that were neither done nor skipped."""
    return [n for n, step in enumerate(STEPS) if step.id not in desk.done and step.id not in view.skipped]


def head_row(desk: Desk, cells: int) -> Row:
    """``warroom   not set up yet, 2 of 7``."""
    done = len(desk.done)
    state = "set up" if done == len(STEPS) else f"not set up yet, {done} of {len(STEPS)}"
    words: Row = [Span("  warroom", "tag"), Span(f"   {state}", "muted")]
    return spread(words, [Span(f"{clock(desk.now())} UTC ", "text")], cells)


def key_row(desk: Desk, view: SetupView, cells: int, rows: int) -> Row:
    """The keys; on a terminal that is too small, that it is."""
    if cells < NEEDED[0] or rows < NEEDED[1]:
        words = f"{NEEDED[0]}x{NEEDED[1]} needed, {cells}x{rows} here"
        return spread([Span(" "), Span(words, "cautbold")], [Span("^q", "key"), Span(" quit ", "muted")], cells)
    into = (
        [("enter", "open the room")]
        if view.at == len(STEPS)
        else ([("enter", "open step"), ("s", "skip step")] if cells >= WIDE else [("enter", "open"), ("s", "skip")])
    )
    keys = [*into, ("d", "drill"), ("D", "declare"), *([("o", "open room")] if desk.done and view.at < 7 else []),
            ("^q", "quit")]  # fmt: skip
    row: Row = [Span(" ")]
    for n, (key, does) in enumerate(keys):
        row += [Span("  " if n else ""), Span(key, "key"), Span(f" {does}", "muted")]
    return spread(row, [Span("F1", "key"), Span(" help ", "muted")], cells)


def setup_rows(desk: Desk, view: SetupView, cells: int, rows: int) -> list[Row]:
    """The middle of the screen."""
    wide = max(1, min(WIDE, cells - 4))
    margin = max(0, (cells - wide) // 2)
    said = wrap(view.said, wide) if view.said else []
    block = _block(desk, view, wide, rows - len(said))
    above = max(0, (rows - len(block)) // 2)
    out: list[Row] = [BLANK] * above + [[Span(" " * margin), *row] if row else BLANK for row in block]
    out = out[: rows - len(said)] + [BLANK] * (rows - len(said) - len(out))
    look = "caut" if view.caution else "text"
    return out + [[Span(" " * margin), Span(line, look)] for line in said]


def _block(desk: Desk, view: SetupView, wide: int, rows: int) -> list[Row]:
    ready = not left(desk, view)
    title = "The room is ready" if ready else "Get ready before you need it"
    words = "About ten minutes. Everything can be changed later, and nothing is sent."
    if ready:
        words = "Everything can be changed later: warroom setup, or the files themselves."
    steps = [_step(desk, view, n, wide) for n in range(len(STEPS))]
    if ready:
        steps.append(_line(["→", "Open the room", desk.place], wide, here=view.at == len(STEPS)))
    keys = [_try("d", DEMO, wide), _try("D", NOW, wide)]
    if desk.done and not ready:
        keys.append(_try("o", OPEN, wide))
    first: list[Row] = [[Span(title, "title")], [Span(line, "muted") for line in [crop(words, wide)]]]
    rule: Row = [Span("─" * wide, "rule")]
    block = [*first, BLANK, *steps, BLANK, rule, [Span("Or try it first", "name")], *keys]
    if len(block) > rows:
        block = [row for row in block if row != BLANK and row != rule]
    return block if len(block) <= rows else steps[: max(1, rows)]


def _step(desk: Desk, view: SetupView, at: int, wide: int) -> Row:
    step = STEPS[at]
    done, skipped = step.id in desk.done, step.id in view.skipped
    mark = "✓" if done else "–" if skipped else str(at + 1)
    words = "skipped" if skipped and not done else summary(step.id, desk, brief=wide < WIDE)
    return _line([mark, step.title, words], wide, here=at == view.at, past=done or skipped)


def _line(texts: Sequence[str], wide: int, *, here: bool, past: bool = False) -> Row:
    mark, title, words = texts
    beside = BESIDE if wide >= WIDE else BESIDE_NARROW
    look, number = ("bright", "bright") if here else ("muted", "muted") if past else ("text", "content")
    row: Row = [
        Span("▌ " if here else "  ", "accent"), Span(mark, number), Span(" "), Span(pad(title, beside - 5), look),
        Span(" "), Span(crop(words, wide - beside - 1), "muted"),
    ]  # fmt: skip
    return on(fill(row, wide), "sel") if here else row


def _try(key: str, words: tuple[str, str, str], wide: int) -> Row:
    row: Row = [Span("  "), Span(key, "key"), Span(" "), Span(pad(words[0], 34), "text"), Span(" "),
                Span(words[1 if wide >= WIDE else 2], "muted")]  # fmt: skip
    return crop_row(row, wide) if width(row) > wide else row
