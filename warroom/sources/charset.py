"""Bytes of a feed → text, whatever was declared.

The declared name is looked up in a table of character sets, never in Python's codecs: a stranger who declares
``unicode_escape`` or ``utf-7`` must not be able to turn printable bytes into others.
"""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases
from typing import Final

CHARSETS: Final = frozenset(
    {
        "ascii", "utf_8", "latin_1",
        *(f"iso8859_{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
        *(f"cp{n}" for n in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)),
        *(f"cp{n}" for n in (437, 850, 852, 855, 866, 874, 932, 949, 950)),
        "koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "tis_620", "ptcp154",
        "gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs",
        "euc_jp", "shift_jis", "iso2022_jp", "euc_kr", "johab",
    }
)  # fmt: skip
"""Python's names of the character sets that a feed may declare."""

_WIDE: Final = (
    (codecs.BOM_UTF8, "utf_8"), (codecs.BOM_UTF32_LE, "utf_32_le"), (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF16_LE, "utf_16_le"), (codecs.BOM_UTF16_BE, "utf_16_be"),
)  # fmt: skip
_UNMARKED: Final = (
    (b"<\0\0\0", "utf_32_le"), (b"\0\0\0<", "utf_32_be"), (b"<\0", "utf_16_le"), (b"\0<", "utf_16_be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)  # fmt: skip
PRELOAD: Final = CHARSETS | {name for _, name in (*_WIDE, *_UNMARKED)}
"""Everything that :func:`decode` can ask Python for: loaded before a stranger's first byte is read."""

# What is called by the one name is nearly always the other, which holds all of the first (as browsers do it).
_WIDER: Final = {
    "latin_1": "cp1252", "iso8859_1": "cp1252", "ascii": "cp1252", "iso8859_9": "cp1254", "iso8859_11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "tis_620": "cp874",
}  # fmt: skip
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:()\- ]{1,40})""")
_IN_HEADER: Final = re.compile(r"""charset\s*=\s*["']?([^\s"';,]{1,40})""", re.IGNORECASE)


def known(label: str) -> str:
    """Python's name of a declared character set; empty when it is none that we read."""
    name = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
    name = aliases.get(name, name)
    name = aliases.get(name.replace("x_", "", 1), name) if name.startswith("x_") else name
    return name if name in CHARSETS else ""


def decode(body: bytes, content_type: str = "") -> tuple[str, bool]:
    """(text, whether something had to be guessed or replaced).

    A byte-order mark decides; else text that is valid UTF-8 beyond ASCII is UTF-8 whatever was declared (a chance
    of nothing to be wrong); else what the server, then what the document declares, if it fits; else UTF-8 with
    U+FFFD in the place of bad bytes, or Windows-1252 when hardly anything is UTF-8.
    """
    for mark, name in _WIDE:
        if body.startswith(mark):
            return _strictly(body[len(mark) :], name)
    start = body[:64].lstrip(b" \t\r\n")
    for mark, name in _UNMARKED:
        if body.startswith(mark):
            return _strictly(body, name)
    labels = [_IN_HEADER.search(content_type), _DECLARED.search(start + body[64:512])]
    declared = [
        known(found[1] if isinstance(found[1], str) else found[1].decode("latin-1")) for found in labels if found
    ]
    plain = body.isascii()
    if not plain:
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass
    for name in filter(None, declared):
        if name == "utf_8":
            continue
        try:
            return body.decode(_WIDER.get(name, name)), False
        except UnicodeDecodeError:
            continue
    if plain:
        return body.decode("ascii"), not all(declared)
    return _best_guess(body), True


def _strictly(body: bytes, name: str) -> tuple[str, bool]:
    try:
        return body.decode(name), False
    except UnicodeDecodeError:
        return body.decode(name, "replace"), True


def _best_guess(body: bytes) -> str:
    text = body.decode("utf_8", "replace")
    bad = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    short = bad <= 16  # a handful of broken bytes in what is otherwise ASCII is damage, not another character set
    return text if good >= bad or (short and good > 0) else body.decode("cp1252", "replace")
