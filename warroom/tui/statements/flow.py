"""Text in many rows, to the letter: line ends stay, and what is hidden in it is named where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from rich.cells import get_character_cell_size

from warroom.domain.changes import HIDDEN, code, where
from warroom.domain.exact import SLOTS
from warroom.tui.paint import Row, Span

HIDE: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands in a text field where something hidden is."""
MOST_NAMED: Final = 3


@cache
def _hidden() -> re.Pattern[str]:
    return re.compile(f"[{HIDDEN}]")


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(rf"\[\[[^\[\]\n]*\]\]|{re.escape(SLOTS)}|[{HIDDEN}]")


def hides(char: str) -> bool:
    """Whether a character shows nothing, or moves others."""
    return _hidden().match(char) is not None


def named(text: str) -> list[str]:
    """``hidden U+200B after 'served'``, for each hidden character; beyond a few, how many more there are."""
    found = [match.start() for match in _hidden().finditer(text)]
    out = [f"hidden character {code(text[at])}{where(text, at)}" for at in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        out.append(f"{len(found) - MOST_NAMED} more hidden characters")
    return out


def marked(text: str, token: str = "content") -> Row:  # noqa: S107 - a colour token
    """A text as spans: open slots and hidden characters in amber, those by their code."""
    row: Row = []
    at = 0
    for match in _marked().finditer(text):
        row.append(Span(text[at : match.start()], token))
        found = match.group()
        row.append(Span(found if found.startswith(SLOTS) else f"[{code(found)}]", "caut"))
        at = match.end()
    row.append(Span(text[at:], token))
    return [span for span in row if span.text]


def flow(spans: Row, cells: int) -> list[Row]:
    """Spans broken into rows of at most that many cells, after blanks and at line ends. Blanks at a break go."""
    rows: list[Row] = [[]]
    used = 0
    for word in _words(spans):
        if word[0].text == "\n":
            rows.append([])
            used = 0
            continue
        size = sum(get_character_cell_size(c) for span in word for c in span.text)
        if used and used + size - _tail(word) > cells:
            rows.append([])
            used = 0
        for span in word:
            for char in span.text:
                wide = get_character_cell_size(char)
                if used + wide > cells and not (char == " " and used >= cells):
                    rows.append([])
                    used = 0
                if char == " " and used >= cells:
                    continue
                _put(rows[-1], char, span.token)
                used += wide
    return rows


def _tail(word: Row) -> int:
    return 1 if word[-1].text.endswith(" ") else 0


def _words(spans: Row) -> Iterator[Row]:
    """Pieces that stay together: up to and with the next blank; a line end by itself."""
    word: Row = []
    for text, token in spans:
        for piece in re.findall(r"\n|[^ \n]* |[^ \n]+", text.replace("\t", " ")):
            if piece == "\n":
                if word:
                    yield word
                word = []
                yield [Span("\n")]
                continue
            word.append(Span(piece, token))
            if piece.endswith(" "):
                yield word
                word = []
    if word:
        yield word


def _put(row: Row, char: str, token: str) -> None:
    if row and row[-1].token == token:
        row[-1] = Span(row[-1].text + char, token)
    else:
        row.append(Span(char, token))
