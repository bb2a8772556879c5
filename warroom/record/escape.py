"""Text on its way into Markdown: nothing in it may become a heading, a table, a link, an image, code or HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from warroom.domain.text import gate, one_line

_HTML: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKS = re.compile(r"[\\`*_\[\]|~$]")
_START = re.compile(r"^(?:[#+=-]|\d{1,9}(?=[.)]))")
_AUTOLINK = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)|(@)")


def inline(text: str) -> str:
    """One line that shows exactly these characters, wherever in a line it stands."""
    text = gate(one_line(text))
    text = "".join(_HTML.get(char, char) for char in text)
    text = _MARKS.sub(r"\\\g<0>", text)
    # addresses stay readable, but nobody opens one by a slip of the hand
    text = _AUTOLINK.sub(lambda m: f"&#{ord(m.group())};", text)
    return _START.sub(_guard, text)


def _guard(match: re.Match[str]) -> str:
    found = match.group()
    return f"&#{ord(found[0])};{found[1:]}" if found[0].isdigit() else "\\" + found


def quote(text: str) -> str:
    """What a stranger wrote, as a quote block: every line of it begins with the quote's mark."""
    lines = [inline(line) for line in text.split("\n")]
    return "\n".join(f"> {line}  " if line else ">" for line in lines)


def cell(text: str) -> str:
    """One cell of a table; a dash when empty."""
    return inline(text) or "–"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A table of texts, each of them escaped here."""
    lines = ["| " + " | ".join(map(cell, head)) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
