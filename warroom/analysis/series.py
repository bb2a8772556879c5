"""Volume alarms for a recorded series of counts: ``warroom gauge --series FILE.csv --out SCORES.csv``.

The same `Detector` that the live gauge uses goes over the rows from the first to the last; no score knows a later
row. What is added here is the *onset*: a score stands only where the rarity is the highest of the last 36 hours, and
an alarm speaks once, on one row, and is then silent for twelve hours unless its rarity becomes three times as high.

What a file may hold, and what becomes of it:

- a value that is blank, ``nan``, infinite or below zero is unknown: it is not learned and its score is 0;
- missing rows are unknown counts, not zeros: time goes on, nothing is learned (after a day or more, memory of the
  last hours is empty);
- time that stands still or runs back (summer time ends) counts as the moment reached already;
- rows further apart than five minutes are judged over the same windows of real time;
- a timestamp without a zone is UTC. Anything else that cannot be read is an error with its file and line.
"""

from __future__ import annotations

import csv
import math
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from warroom.analysis.volume import STEP, Detector
from warroom.domain.level import HOUR
from warroom.domain.trouble import Sayable

DEFAULT_THRESHOLD: Final = 2.1
"""Mean rarity from which a row is an alarm: about one false alarm per brand and week on six brands' posts.

Set by that budget (tests/bench/bench_gauge.py), not by the best score: on the brands it was made with, the
standard score is above 80 all the way from 1.9 to 2.6.
"""

_FRESH: Final = 36 * HOUR
_SILENT: Final = 12 * HOUR
_AGAIN: Final = 3.0
_LONGEST_GAP: Final = 288


class SeriesError(Sayable, ValueError):
    """The file cannot be read; the message names file and line."""


class SeriesRow(msgspec.Struct, frozen=True):
    """One row of a file: its timestamp as written, its moment (ms UTC), its count (None: unknown)."""

    stamp: str
    at: int
    value: float | None


class Onset:
    """Lets a rarity through where a person should hear of it: at a fresh high, and once."""

    __slots__ = ("_alarm", "_alarm_at", "_highs", "_threshold")

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._highs: deque[tuple[int, float]] = deque()
        self._alarm_at, self._alarm = -_SILENT - 1, 0.0

    def score(self, at: int, rarity: float) -> float:
        """``rarity`` if it is new at ``at`` (ms, never falling), else 0."""
        highs = self._highs
        while highs and highs[0][0] < at - _FRESH:
            highs.popleft()
        fresh = not highs or rarity > highs[0][1]
        while highs and highs[-1][1] <= rarity:
            highs.pop()
        highs.append((at, rarity))
        if not fresh:
            return 0.0
        if rarity >= self._threshold:
            if at - self._alarm_at <= _SILENT and rarity < _AGAIN * self._alarm:
                return 0.0
            self._alarm_at, self._alarm = at, rarity
        return rarity


def score_series(rows: Iterable[tuple[int, float | None]], threshold: float = DEFAULT_THRESHOLD) -> list[float]:
    """One score per row (moment in ms UTC, count or None) from that row and earlier ones only.

    A row with a score of at least ``threshold`` is an alarm.
    """
    detector, onset = Detector(), Onset(threshold)
    scores: list[float] = []
    now: int | None = None
    for at, value in rows:
        if now is not None:
            for missing in range(1, min(max(0, at - now) // STEP, _LONGEST_GAP)):
                detector.update(now + missing * STEP, None)
        now = at if now is None else max(now, at)
        known = value is not None and 0 <= value < math.inf
        rarity = detector.update(now, value if known else None)
        scores.append(round(onset.score(now, rarity), 6) if known else 0.0)
    return scores


def read_series(path: Path) -> list[SeriesRow]:
    """Rows of a CSV file with the columns ``timestamp`` and ``value``. Raises `SeriesError`."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return _parse(csv.reader(file), path)
    except OSError as error:
        raise SeriesError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SeriesError(f"{path}: not UTF-8 text") from error


def write_scores(path: Path, rows: Sequence[SeriesRow], scores: Sequence[float]) -> None:
    """Write ``timestamp,score``, timestamps as they were read. Raises `SeriesError`."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(("timestamp", "score"))
            out.writerows((row.stamp, f"{score:.6f}") for row, score in zip(rows, scores, strict=True))
    except OSError as error:
        raise SeriesError(f"{path}: {error.strerror or error}") from error


def _parse(lines: Iterable[Sequence[str]], path: Path) -> list[SeriesRow]:
    reader = iter(lines)
    rows: list[SeriesRow] = []
    number = 1
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        if "timestamp" not in head or "value" not in head:
            raise SeriesError(f"{path}, line 1: needs the columns timestamp and value")
        stamp_at, value_at = head.index("timestamp"), head.index("value")
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) <= max(stamp_at, value_at):
                raise SeriesError(f"{path}, line {number}: {len(cells)} of {len(head)} columns")
            stamp = cells[stamp_at]
            rows.append(SeriesRow(stamp, _moment(stamp, path, number), _count(cells[value_at], path, number)))
    except csv.Error as error:
        raise SeriesError(f"{path}, line {number}: {error}") from error
    return rows


def _moment(stamp: str, path: Path, number: int) -> int:
    try:
        moment = datetime.fromisoformat(stamp.strip())
    except ValueError:
        raise SeriesError(f"{path}, line {number}: not a time: {stamp[:40]!r}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def _count(text: str, path: Path, number: int) -> float | None:
    text = text.strip()
    if not text:
        return None
    try:
        count = float(text)
    except ValueError:
        raise SeriesError(f"{path}, line {number}: not a number: {text[:40]!r}") from None
    return count if 0 <= count < math.inf else None
