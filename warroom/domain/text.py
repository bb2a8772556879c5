r"""Foreign text, made safe to show.

:func:`clean` runs once when text enters the room, :func:`gate` once more on every piece of text that leaves
for a terminal. Either alone is enough; both together survive a mistake in one. Neither touches the evidence:
what was received stays in the store as it came.

The policy is data (:func:`_judge`), so that a reader can check it against the list in ``docs``:

* an escape sequence, 7 or 8 bit, finished or not, becomes one U+FFFD, other controls become U+FFFD each;
* every kind of line end becomes ``\n``, a tab becomes a space;
* characters that show nothing (zero width, joiners, tags, variation selectors, fillers) are dropped;
* bidirectional controls are dropped, regional flags become letters;
* more than four combining marks on one character are cut;
* surrogates, noncharacters and private-use characters become U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

import msgspec

LONGEST: Final = 20_000
"""Characters kept of one text; what is beyond is cut and flagged ``cut``."""

BAD: Final = "\N{REPLACEMENT CHARACTER}"

_MOST_MARKS = 4

# String sequences (OSC, DCS, APC, PM, SOS) run to BEL or ST, CSI to its final byte. One that is never finished
# takes its introducer and what could be parameters, not the rest of the post. No body may hold a further
# introducer, so that the scan stays linear whatever a stranger stacks up.
_ESCAPE = (
    r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])(?>[^\x07\x1b\x80-\x9f]{0,4096})(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])(?:tmux;|[0-9;]{0,64})"
    r"|(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,16}[@-~]?"
    r"|\x1b[ -/]{1,16}[0-~]?"
    r"|\x1b[0-~]?"
    r"|[\x80-\x84\x86-\x9f]"
)
_LINE_END = r"\r\n?|[\x85\u2028\u2029]"

# Text made only of these needs no look at single characters: ASCII, Latin, Greek, Cyrillic, CJK, kana, Hangul.
_PLAIN = (
    r"[\n\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0530\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
    r"\u2190-\u21ff\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK = frozenset("\u3164\u115f\u1160\uffa0\u2800")
_KEYCAP = "\u20e3"
_SILENT = ""  # dropped without a flag: they only choose the look of an emoji


class Cleaned(msgspec.Struct, frozen=True):
    """Text that is safe to show, and what had to go."""

    text: str
    removed: tuple[str, ...] = ()
    """Kinds of removal, sorted: escape, control, bidi, invisible, zalgo, bad, cut."""
    count: int = 0
    """How many pieces were removed or replaced."""


class _Judgements(dict[str, tuple[str, str]]):
    """Character → (what is shown, kind of removal or ""), judged once per character."""

    def __missing__(self, char: str) -> tuple[str, str]:
        verdict = self[char] = _judge(char)
        return verdict


def _judge(char: str) -> tuple[str, str]:
    code = ord(char)
    if char == "\n":
        return char, ""
    if char == "\t" or char in "\u00a0\u2007\u202f":
        return " ", ""
    if char in _BIDI:
        return "", "bidi"
    if char in _BLANK:
        return " ", "invisible"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return chr(code - 0x1F1E6 + ord("A")), ""
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x1F3FB <= code <= 0x1F3FF or char == _KEYCAP:
        return _SILENT, ""
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return BAD, "bad"
    category = unicodedata.category(char)
    if category in ("Cs", "Co", "Cn"):
        return BAD, "bad"
    if category == "Cf" or char in "\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f":
        return "", "invisible"
    if category == "Cc":
        return BAD, "control"
    if category == "Zs":
        return " ", ""
    if category in ("Mn", "Me"):
        return char, "mark"
    return char, ""


_judgements = _Judgements()


@cache
def _plain() -> re.Pattern[str]:
    """Compiled when the first text asks for it: 2 ms that a start need not wait for."""
    return re.compile(_PLAIN)


def clean(text: str, *, longest: int = LONGEST) -> Cleaned:
    r"""Text that cannot move the cursor, hide, reorder or reach out of its cell.

    Lines stay lines (``\n``). Never raises, and ``clean(clean(x).text).text == clean(x).text``.
    """
    cut = len(text) > longest
    if cut:
        text = text[:longest]
    if (text.isascii() and text.isprintable()) or _plain().fullmatch(text):
        return Cleaned(text, ("cut",), 1) if cut else Cleaned(text)
    removed = {"cut"} if cut else set[str]()
    count = int(cut)
    text = re.sub(_LINE_END, "\n", text)
    text, sequences = re.subn(_ESCAPE, BAD, text)
    if sequences:
        removed.add("escape")
        count += sequences
    out: list[str] = []
    marks = 0
    for char in text:
        shown, kind = _judgements[char]
        if kind == "mark":
            marks += 1
            if marks > _MOST_MARKS:
                removed.add("zalgo")
                count += 1
                continue
        elif shown:
            marks = 0
        if kind and kind != "mark":
            removed.add(kind)
            count += 1
        if shown:
            out.append(shown)
    return Cleaned("".join(out), tuple(sorted(removed)), count)


def one_line(text: str) -> str:
    """Clean text in one line: runs of blanks and line ends become one space."""
    return " ".join(text.split())


UNSHOWN: Final = (
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\ue000-\uf8ff\ufdd0-\ufdef\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001fffe\U0001ffff\U0002fffe\U0002ffff"
    "\U0003fffe-\U0010ffff"
)
"""Noncharacters, private use and rare format characters, as the inside of a class in a regular expression."""

_GATE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    f"\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff{UNSHOWN}]"
    "|(?<=[\u0300-\u036f]{4})[\u0300-\u036f]+"
)


def gate(text: str) -> str:
    """The last look before a terminal: every forbidden character becomes U+FFFD, one that shows nothing is dropped.

    The letters of a flag stay letters, as in :func:`clean`.

    Cheap on clean text (one scan), so that every piece of every frame can pass through it.
    """
    if text.isascii() and text.isprintable():
        return text
    return _GATE.sub(_closed, text) if _GATE.search(text) else text


def _closed(match: re.Match[str]) -> str:
    char = match.group()[0]
    if char == "\t":
        return " "
    if "\u0300" <= char <= "\u036f":
        return ""
    shown, kind = _judgements[char]
    return BAD if kind in ("control", "bad") else shown if "A" <= shown <= "Z" else ""


def escaped(text: str) -> str:
    r"""Text as a reader of evidence wants it: everything that is not plain shown as ``\u202e`` and the like."""
    return "".join(c if c == "\n" or (c.isprintable() and _judgements[c] == (c, "")) else _escape(c) for c in text)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def slug(name: str, *, longest: int = 80) -> str:
    """A file name made of ``A-Za-z0-9._-`` that starts with a letter or digit; ``unnamed`` if nothing is left."""
    plain = unicodedata.normalize("NFKD", clean(name).text).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain)
    plain = re.sub(r"\.{2,}", ".", plain).lstrip("-._")[:longest].rstrip("-.")
    return plain or "unnamed"
