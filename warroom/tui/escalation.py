"""Escalation: the score, where it is going, why, and what the next level means.

Absence is never shown as calm: a reading that is old is grey, dated and without forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from warroom.domain.level import HOUR, MINUTE, Level, LevelRule
from warroom.domain.reading import Driver, Reading
from warroom.domain.words import clock, since, span
from warroom.room.protocol import Room
from warroom.tui.paint import Row, Span, crop_row, pad, title, width
from warroom.tui.say import short_name

WHY_FROM: Final = 96
"""Cells from which a driver says why in words."""
STALE: Final = 3 * MINUTE
"""A reading older than this is no longer believed."""

# 5x7 dots per digit, drawn in half blocks: four rows of five cells.
_DIGITS: Final = {
    "0": (" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "),
    "1": ("  #  ", " ##  ", "  #  ", "  #  ", "  #  ", "  #  ", " ### "),
    "2": (" ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####"),
    "3": (" ### ", "#   #", "    #", "  ## ", "    #", "#   #", " ### "),
    "4": ("   # ", "  ## ", " # # ", "#  # ", "#####", "   # ", "   # "),
    "5": ("#####", "#    ", "#### ", "    #", "    #", "#   #", " ### "),
    "6": (" ### ", "#    ", "#    ", "#### ", "#   #", "#   #", " ### "),
    "7": ("#####", "    #", "   # ", "  #  ", " #   ", " #   ", " #   "),
    "8": (" ### ", "#   #", "#   #", " ### ", "#   #", "#   #", " ### "),
    "9": (" ### ", "#   #", "#   #", " ####", "    #", "    #", " ### "),
}
_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_STEPS: Final = " ▁▂▃▄▅▆▇█"


def digits(number: int) -> list[str]:
    """A number four rows high; five cells a digit and one between."""
    rows = [" ".join(_DIGITS[d][y] for d in str(number)) for y in range(7)] + [""]
    rows[7] = " " * len(rows[0])
    return [
        "".join(_HALVES[a == "#", b == "#"] for a, b in zip(rows[y], rows[y + 1], strict=True)) for y in range(0, 8, 2)
    ]


def heights(values: Sequence[int], most: int, rows: int) -> list[str]:
    """Values as bars ``rows`` high in eighths, top row first. What is there shows at least one eighth."""
    out = []
    for row in reversed(range(rows)):
        steps = [min(8, max(0, max(1, round(v * rows * 8 / most)) - row * 8)) if v >= 0 else 0 for v in values]
        out.append("".join(_STEPS[s] for s in steps))
    return out


def past(scores: Sequence[tuple[int, int]], now: int, cells: int, length: int = 3 * HOUR) -> list[int]:
    """The highest score in each of ``cells`` equal parts of the time before now; -1 where nothing is known.

    A part without a reading keeps the one before it, for as long as a reading is believed.
    """
    out = [-1] * cells
    for at, score in scores:
        cell = cells - 1 - (now - at) * cells // length
        if 0 <= cell < cells:
            out[cell] = max(out[cell], score)
    for n in range(1, cells):
        if out[n] < 0 <= out[n - 1] and n + 1 < cells and any(v >= 0 for v in out[n + 1 :]):
            out[n] = out[n - 1]
    return out


def band(score: int, rules: Sequence[LevelRule]) -> Level:
    """The level whose band the score lies in."""
    return Level(max(n for n, rule in enumerate(rules) if score >= rule.above))


def colour_of(level: Level) -> str:
    """Grey is normal: amber from Alert, red from Crisis."""
    return "warn" if level >= Level.CRISIS else "caut" if level == Level.ALERT else "muted"


def escalation(room: Room, now: int, cells: int, rows: int, *, focus: bool = False) -> list[Row]:
    """Rows of the pane; the long form with sparkline and drivers when there is room for it."""
    inner = cells - 2
    out = [title("Escalation", _declared(room), cells, focus=focus), []]
    reading = room.reading
    if reading is None:
        return [*out, [Span("  No reading yet. The first one comes within a minute.", "muted")]]
    stale = is_old(room, reading, now)
    tall = rows >= 14
    out += _number(reading, room, now, cells, stale=stale, tall=tall)
    out += [[], *_bar(reading, room.rules, inner, stale=stale, words=cells >= 50)]
    if tall:
        out += [*_spark(room, now, min(45, inner - 5), stale=stale), []]
        signs = max([3, *(len(_change(driver)) for driver in reading.drivers)])
        out += [_driver(driver, reading, cells, signs) for driver in reading.drivers]
        out += _remarks(reading, cells, rows - len(out))
    return out


def is_old(room: Room, reading: Reading, now: int) -> bool:
    """Whether a reading is not believed any more: it is old, or nobody reads while the host is away."""
    return room.away is not None or now - reading.at > STALE


def _declared(room: Room) -> Row:
    incident = room.picture.incident
    if not incident:
        return []
    by, at = room.picture.level_by, room.picture.level_since
    tag = f"declared L{int(room.picture.level)} by {short_name(room.people, by)} {since(at, incident.declared_at)}"
    return [Span(tag, "muted")]


def _number(reading: Reading, room: Room, now: int, cells: int, *, stale: bool, tall: bool) -> list[Row]:
    token = "muted" if stale or reading.confidence == "blind" else colour_of(band(reading.score, room.rules))
    words = _words(reading, room, now, stale=stale, brief=not tall)
    out = []
    for row, line in zip(digits(reading.score), [*words, [], [], [], []], strict=False):
        left: Row = [Span("  "), Span(row, token), Span("    ")]
        out.append([*left, *crop_row(line, cells - 1 - width(left))])
    return out


def _words(reading: Reading, room: Room, now: int, *, stale: bool, brief: bool) -> list[Row]:
    level = room.picture.level
    long = room.picture.incident is not None and not (brief and reading.suggested != level)
    held = f" for {span(now - room.picture.level_since)}" if long else ""
    name: Row = [Span(level.word, "bright"), Span(f"  L{int(level)}{held}", "muted")]
    if stale:
        minutes = (now - reading.at) // MINUTE
        old = Span(f"as of {clock(reading.at)}, {f'{minutes} min' if minutes else 'a moment'} ago", "caut")
        return [name, [old], [Span("no forecast without data", "muted")]]
    if reading.suggested > level:
        tag = f"L{int(reading.suggested)}" if brief or held else reading.suggested.tag
        name += [Span(f", suggested {tag}", "caut")]
    elif reading.suggested != level or (room.picture.incident and not brief):
        name += [Span(f", suggested L{int(reading.suggested)}", "muted")]
    out = [name, _direction(reading)]
    out += _caveats(reading)
    coming = reading.forecast
    if coming:
        rate = "" if brief else " at this rate"
        out.append([Span(f"L{int(coming.level)} in about {coming.minutes} min{rate}", "caut")])
    upper = coming.level if coming else level
    rule = room.rules[upper]
    if (coming or room.picture.incident) and rule.calls:
        says = f"L{int(upper)}: {rule.means}" if not coming else f"L{int(upper)} calls {rule.calls}"
        out.append([Span(says, "muted")])
    return out[:4]


def _direction(reading: Reading) -> Row:
    if reading.change > 0:
        return [Span(f"▲ {reading.change} in 15 min", "content")]
    if reading.change < 0:
        return [Span(f"▼ {-reading.change} in 15 min", "text")]
    return [Span("steady, no change in 15 min", "muted")]


def _caveats(reading: Reading) -> list[Row]:
    if reading.confidence == "blind" and reading.without:
        return [[Span(f"without {', '.join(reading.without)}", "caut")]]
    if reading.confidence == "learning":
        return [[Span("learning what is usual here", "muted")]]
    return []


def _bar(reading: Reading, rules: Sequence[LevelRule], cells: int, *, stale: bool, words: bool) -> list[Row]:
    level = band(reading.score, rules)
    colour = {"warn": "barwarn", "caut": "barcaut", "muted": "bar"}["muted" if stale else colour_of(level)]
    start = round(rules[level].above * cells / 100)
    end = max(start + (reading.score > rules[level].above), round(reading.score * cells / 100 + 0.001))
    ahead = end if stale or reading.soon is None else max(end, round(reading.soon * cells / 100))
    row: Row = [
        Span(" "),
        Span("█" * start, "barlo"),
        Span("█" * (end - start), colour),
        Span("▒" * (ahead - end), colour),
        Span("─" * (cells - ahead), "rule"),
    ]
    return [row, _thresholds(rules, level, cells, words=words)]


def _thresholds(rules: Sequence[LevelRule], level: Level, cells: int, *, words: bool) -> Row:
    """The names of the levels below the points where they begin. ``words``: with their scores."""
    row: Row = [Span(" "), Span("0", "muted")]
    for n, rule in enumerate(rules[1:], 1):
        at = 1 + round(rule.above * cells / 100)
        label = f"{rule.above} {Level(n).word.lower()}" if words else Level(n).word.lower()
        if width(row) < at:
            row += [Span(" " * (at - width(row))), Span(label, "bright" if n == level else "muted")]
    return crop_row(row, cells + 2)


def _spark(room: Room, now: int, cells: int, *, stale: bool) -> list[Row]:
    at = room.reading.at if stale and room.reading else now
    values = past(room.scores, at, cells)
    last = max(1, round(15 * cells / 180))
    score = room.reading.score if room.reading else 0
    shown = "muted" if stale else colour_of(band(score, room.rules))
    colour = {"warn": "barwarn", "caut": "barcaut", "muted": "bar"}[shown]
    rows = heights(values, 100, 2)
    out: list[Row] = [[Span(" "), Span(r[:-last], "bar"), Span(r[-last:], colour)] for r in rows]
    out[1] += [Span("  3 h", "muted")]
    return out


def _change(driver: Driver) -> str:
    return f" {driver.change:+d}" if driver.change else ""


def _driver(driver: Driver, reading: Reading, cells: int, signs: int) -> Row:
    """``Volume   8.4 × normal   ━━━━━━━━━ 24 +6``; one cell of bar is a bit under three points.

    ``signs``: cells of the widest change, which a long one takes from the values.
    """
    stroke = "━" * min(9, max(0, round(driver.points * 0.375)))
    quiet = reading.confidence == "blind" and driver.value.startswith("~")
    row: Row = [
        Span(" "),
        Span(pad(driver.name, 19), "muted" if quiet else "text"),
        Span(pad(driver.value, 20 - signs), "muted"),
        Span(pad(stroke, 9), "bar"),
        Span(f"{driver.points:>3}", "text"),
        Span(pad(_change(driver), signs), "content"),
    ]
    if driver.why and cells > WHY_FROM:
        row += [Span("  "), Span(driver.why, "muted")]
    return crop_row(row, cells - 1 if cells > WHY_FROM else cells)


def _remarks(reading: Reading, cells: int, rows: int) -> list[Row]:
    """What a person should know besides, as far as there is room: hard triggers, coordination."""
    said = [reading.floor] if reading.floor else []
    said += reading.notes
    return [crop_row([Span("  "), Span(text, "muted")], cells - 1) for text in said[: max(0, rows - 1)]]


def brief(room: Room, now: int) -> Row:
    """The score in one line for the small head: ``71 ▁▂▃▅▇ L4 in 18m``."""
    reading = room.reading
    if reading is None:
        return [Span("no reading yet", "muted")]
    stale = is_old(room, reading, now)
    token = (
        "muted"
        if stale
        else {"warn": "warnbold", "caut": "cautbold", "muted": "muted"}[colour_of(band(reading.score, room.rules))]
    )
    line = heights(past(room.scores, now, 8), 100, 1)[0]
    row: Row = [Span(str(reading.score), token), Span(" "), Span(line, "bar"), Span(" ")]
    if stale:
        return [*row, Span(f"as of {clock(reading.at)}", "caut")]
    if reading.forecast:
        row.append(Span(f"L{int(reading.forecast.level)} in {span(reading.forecast.minutes * MINUTE)}", "caut"))
    elif reading.change:
        row.append(Span(f"{'▲' if reading.change > 0 else '▼'}{abs(reading.change)}", "text"))
    return row
