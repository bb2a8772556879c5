r"""JSON lines and CSV, piece by piece: bytes so far → posts, and how many bytes were used.

Pure, so that a growing file, a pipe and a finished export are read by the same code: whoever holds the bytes
keeps the :class:`Progress` and gives the unused ones again with what came after them. Lines end at ``\n`` only:
U+2028 and U+0085 are allowed inside JSON text.
"""

from __future__ import annotations

import asyncio
import codecs
import csv
from collections.abc import Callable, Iterator
from datetime import UTC, tzinfo
from typing import Final, Literal

import msgspec

from warroom.domain.mention import Post
from warroom.sources.fields import NoTextError, Shape, is_known, is_text
from warroom.sources.jsontext import NotJsonError, decode

MOST_LINES: Final = 1_000
MOST_BYTES: Final = 1_000_000
"""What one call reads at most: lines, and bytes that it is to be given."""

LONGEST_LINE: Final = 900_000
_SHORT = 32_768
_NAMED = 3
_PREAMBLE_LINES = 40

csv.field_size_limit(MOST_BYTES)

Format = Literal["", "jsonl", "csv"]
Encoding = Literal["", "utf-8", "utf-16-le", "utf-16-be"]
Delimiter = Literal["", ",", "\t", ";", "|"]
_DELIMITERS: Final[tuple[Delimiter, ...]] = (",", "\t", ";", "|")
_MARKS: Final[tuple[tuple[bytes, Encoding], ...]] = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


class Progress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a reading has come. JSON-able."""

    format: Format = ""
    """Empty until the first line was seen."""
    encoding: Encoding = ""
    delimiter: Delimiter = ""
    columns: tuple[str, ...] = ()
    """Header of a CSV file; empty until it was found."""
    line: int = 0
    """Lines used."""
    open: bool = False
    """The last line was complete and used before its end came: that end is not a line of its own."""
    read: int = 0
    """Posts found."""
    bad: int = 0
    """Lines that could not be read, and the first few of them by number and reason."""
    named: tuple[str, ...] = ()

    def note(self, name: str) -> str:
        """What was wrong so far, in words for people; empty when nothing was."""
        if not self.bad:
            return ""
        what = "line" if self.bad == 1 else "lines"
        more = f"; and {self.bad - len(self.named):,} more" if self.bad > len(self.named) else ""
        return f"{self.bad:,} {what} could not be read: {'; '.join(f'{name}:{why}' for why in self.named)}{more}"


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """What one call made of the bytes it was given."""

    posts: tuple[Post, ...] = ()
    used: int
    """Bytes that need not be given again."""
    progress: Progress
    failed: str = ""
    """Why nothing of this can be read at all."""


class _Line(msgspec.Struct, frozen=True):
    text: str
    size: int


def read(data: bytes, progress: Progress, *, last: bool, now: int, zone: tzinfo = UTC) -> Piece:
    """Read up to 1,000 lines of ``data``, which goes on where ``progress`` stopped.

    ``last``: nothing comes after these bytes, so that a line without an end is a line. Without it such a line
    waits, unless it is JSON and complete.
    """
    skipped = 0
    if not progress.encoding:
        skipped, encoding = _encoding(data)
        progress = msgspec.structs.replace(progress, encoding=encoding)
    lines = list(_lines(data[skipped:], progress.encoding, last=last, unfinished=progress.format != "csv"))
    if not progress.format:
        first = next((line.text.strip() for line in lines if line.text.strip()), "")
        if not first:
            return Piece(used=0, progress=Progress()) if not last else Piece(used=len(data), progress=progress)
        progress = msgspec.structs.replace(progress, format="jsonl" if first.startswith(("{", "[")) else "csv")
    if progress.format == "jsonl":
        piece = _read_json(lines, progress, last=last, now=now, zone=zone)
    else:
        if lines and not last and not lines[-1].text.endswith("\n") and lines[-1].size <= LONGEST_LINE:
            lines.pop()
        piece = _read_csv(lines, progress, last=last, now=now, zone=zone)
    if piece.progress.line == 0 and not piece.failed and not piece.used:
        return Piece(used=0, progress=Progress())
    return msgspec.structs.replace(piece, used=piece.used + skipped)


async def read_aside(data: bytes, progress: Progress, *, last: bool, now: int, zone: tzinfo = UTC) -> Piece:
    """:func:`read`, in a thread when there is enough of it to hold up a screen."""
    if len(data) <= _SHORT:
        return read(data, progress, last=last, now=now, zone=zone)
    return await asyncio.to_thread(read, data, progress, last=last, now=now, zone=zone)


def _encoding(data: bytes) -> tuple[int, Encoding]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return len(mark), name
    return 0, "utf-8"


def _lines(data: bytes, encoding: str, *, last: bool, unfinished: bool) -> Iterator[_Line]:
    """Whole lines of ``data``, then the unfinished one where that is wanted."""
    wide = encoding.startswith("utf-16")
    end_mark = "\n".encode(encoding)
    at = 0
    for _ in range(MOST_LINES):
        end = data.find(end_mark, at)
        while wide and end >= 0 and (end - at) % 2:
            end = data.find(end_mark, end + 1)
        if end < 0:
            break
        end += len(end_mark)
        yield _Line(_decoded(data[at:end], encoding), end - at)
        at = end
    else:
        return
    if at < len(data) and (last or unfinished or len(data) - at > LONGEST_LINE):
        yield _Line(_decoded(data[at:], encoding), len(data) - at)


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp1252" if encoding == "utf-8" else encoding, "replace")


class _Tally:
    """Counts while lines are read."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.line, self.used, self.bad = progress.line, 0, progress.bad
        self.named = list(progress.named)
        self.posts: list[Post] = []
        self.open = progress.open

    def took(self, line: _Line) -> None:
        if not (self.open and not line.text.strip("\r\n")):
            self.line += 1
        self.open = not line.text.endswith("\n")
        self.used += line.size

    def refuse(self, number: int, why: str) -> None:
        self.bad += 1
        if len(self.named) < _NAMED:
            self.named.append(f"{number} ({why})")

    def piece(self, **changes: object) -> Piece:
        progress = msgspec.structs.replace(
            self.progress, line=self.line, open=self.open, bad=self.bad, named=tuple(self.named),
            read=self.progress.read + len(self.posts), **changes,
        )  # fmt: skip
        return Piece(posts=tuple(self.posts), used=self.used, progress=progress)


def _read_json(lines: list[_Line], progress: Progress, *, last: bool, now: int, zone: tzinfo) -> Piece:
    tally = _Tally(progress)
    shapes: dict[tuple[str, ...], Shape] = {}
    for line in lines:
        text = line.text.strip(" \t\r\n\ufeff\0")
        finished = line.text.endswith("\n") or last or line.size > LONGEST_LINE
        if not text:
            if finished:
                tally.took(line)
            continue
        try:
            record = decode(text) if line.size <= LONGEST_LINE else None
        except NotJsonError:
            if not finished:
                break
            tally.took(line)
            tally.refuse(tally.line, "not JSON, or cut off")
            continue
        tally.took(line)
        if not isinstance(record, dict):
            tally.refuse(tally.line, "not an object" if line.size <= LONGEST_LINE else "longer than 900 KB")
            continue
        names = tuple(record)
        shape = shapes.get(names) or shapes.setdefault(names, Shape(names))
        try:
            tally.posts.append(shape.post(record, now, zone))
        except NoTextError as why:
            tally.refuse(tally.line, str(why))
    return tally.piece()


class _Feed:
    """Gives lines to the CSV reader and notices when it wants one that is not there."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self.at = 0
        self.starved = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            self.starved = True
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1].text.replace("\0", "")


def _read_csv(lines: list[_Line], progress: Progress, *, last: bool, now: int, zone: tzinfo) -> Piece:
    tally = _Tally(progress)
    if not (progress.columns and progress.delimiter):
        found = _header(lines)
        if found is None:
            if last or len(lines) >= _PREAMBLE_LINES:
                why = "no header row with a column such as text was found"
                return Piece(used=0, progress=progress, failed=why)
            return tally.piece()
        rows, delimiter, columns = found
        for line in lines[:rows]:
            tally.took(line)
        lines = lines[rows:]
        progress = tally.progress = msgspec.structs.replace(progress, delimiter=delimiter, columns=columns)
    shape = Shape(progress.columns)
    while lines:
        feed = _Feed(lines)
        for start, row in _rows(feed, progress.delimiter):
            if feed.starved and not last and tally.used + sum(x.size for x in lines[start:]) < LONGEST_LINE:
                return tally.piece()  # a quoted field goes on in what has not come yet
            if feed.starved and feed.at - start > 1:
                break  # a quote that is never closed must not swallow the rest
            for line in lines[start : feed.at]:
                tally.took(line)
            _take_row(row, progress.columns, tally, lambda record: shape.post(record, now, zone))
        else:
            break
        tally.took(lines[start])
        tally.refuse(tally.line, "a quote that is not closed")
        lines = lines[start + 1 :]
    return tally.piece()


def _rows(feed: _Feed, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(index of its first line, cells) of each record."""
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        start = feed.at
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = []
        yield start, row


def _take_row(row: list[str], columns: tuple[str, ...], tally: _Tally, post: Callable[[dict[str, str]], Post]) -> None:
    if not any(cell.strip() for cell in row):
        return
    if len(row) < len(columns) / 2:
        tally.refuse(tally.line, f"{len(row)} of {len(columns)} columns")
        return
    try:
        tally.posts.append(post(dict(zip(columns, row, strict=False))))
    except NoTextError as why:
        tally.refuse(tally.line, str(why))


def _header(lines: list[_Line]) -> tuple[int, Delimiter, tuple[str, ...]] | None:
    """(lines up to and with the header, delimiter, columns): the first row that names text and something else."""
    for number, line in enumerate(lines[:_PREAMBLE_LINES], start=1):
        text = line.text.strip("\r\n\ufeff")
        for delimiter in _DELIMITERS:
            names = [cell.strip() for cell in _cells(text, delimiter)]
            known = sum(map(is_known, names))
            if any(map(is_text, names)) and (known >= 2 or len(names) == 1 == known):
                return number, delimiter, tuple(_distinct(names))
    return None


def _cells(text: str, delimiter: Delimiter) -> list[str]:
    """None where this cannot be CSV (a carriage return in the middle of a line)."""
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _distinct(names: list[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} {seen[name]}"
