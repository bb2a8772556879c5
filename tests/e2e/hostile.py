"""What strangers may write, what of it must never leave for a terminal, and what may."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.shared import SHARED

HOSTILE = SHARED / "data" / "hostile"
OWN = (
    "refund \x1b]52;c;cm0gLXJmIH4=\x07now", "\x1b]8;;https://evil.example/\x1b\\bank\x1b]8;;\x1b\\ link",
    "lost\x1b[2J\x1b[Hfound", "a\x9b31mb \x9d52;c;QUJD\x9c eight bit", "start\x1b]0;A never ended",
    "tmux \x1bPtmux;\x1b\x1b]52;c;QUJD\x07\x1b\\ through", "invoice\u202efdp.exe \u2066one\u2069",
    "ad\u200bm\u200din\ufeff here\U000e0041", "[@click=app.exit]free[/] [/red] [b and [link='https://evil.example']x",
    "bell\x07\x07 back\x08\x08 \x00nul \x7fdel\rover", "one\u2028two\nthree\ttabs" + "\t" * 400,
    "Z" + "\u0301" * 200 + " \u3164 \uffff \U0001f468\u200d\U0001f469 =HYPERLINK(1) <script>alert(1)</script>",
)  # fmt: skip

_COPY = Path(__file__).parents[1] / "fixtures" / "record" / "hostile_export.jsonl"
EXPORTED = [str(json.loads(line)["text"]) for line in _COPY.read_text().splitlines()]
"""Copies of those shared texts that aim at files, for runs without the collection."""

LOOSE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufe00-\ufe0f"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Characters that no output for people holds: controls but tab and newline, direction, invisible ones."""

_MODES = "7|25|1000|1002|1003|1004|1006|1015|1049|2004|2026|2048"
ALLOWED = re.compile(
    r"\x1b\[[0-9;]*m"  # colours
    r"|\x1b\[\d{1,3};\d{1,3}H"  # to a cell
    rf"|\x1b\[\?(?:{_MODES})[hl]|\x1b\[\?(?:2026|2048)\$p|\x1b\[>\d{{1,2}}u|\x1b\[<u"  # modes, and asking for them
    r"|\x1b\]2;(?:■\d+ )?(?:INC-\d+|warroom Quillstack)\x07"  # our own title
    r"|\x07|\r\n"
)
CLIPBOARD = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def cases() -> list[dict[str, Any]]:
    """The shared texts, each with what must become of it; none without the collection."""
    return [case | {"text": _text(case)} for case in index("text")]


def index(kind: str) -> list[dict[str, Any]]:
    """The shared cases of a kind; none without the collection."""
    if not HOSTILE.is_dir():
        return []
    lines = (HOSTILE / "INDEX.jsonl").read_text().splitlines()
    return [case for case in map(json.loads, lines) if case["kind"] == kind]


def _text(case: dict[str, Any]) -> str:
    line = (HOSTILE / case["file"]).read_text().splitlines()[case["line"] - 1]
    return str(json.loads(line)["text"])


def strangers(raw: bytes) -> list[str]:
    """Everything in a terminal's raw input that we never send: empty when all is well."""
    text = raw.decode("utf-8", "surrogateescape")
    rest = ALLOWED.sub("", text)
    return [repr(rest[max(0, m.start() - 30) : m.end() + 30]) for m in LOOSE.finditer(rest)][:5] + [
        repr(found) for found in re.findall("[\t\n\udc80-\udcff]", rest)[:5]
    ]


def forbidden(raw: bytes) -> list[str]:
    """Names of the shared cases whose forbidden bytes are in there.

    A pattern that ends in a bare escape (T25: ``half`` and the start of a sequence) is looked for once our own
    sequences are taken out: ours may well begin where a word of theirs ends.
    """
    ours = re.sub(rb"\x1b\]2;[^\x07]*\x07", b"", raw)
    bare = ALLOWED.sub("", ours.decode("utf-8", "replace")).encode()
    return [
        case["id"]
        for case in cases()
        for bad in map(bytes.fromhex, case["expect"]["forbid"])
        if bad in (bare if bad.endswith(b"\x1b") else ours)
    ]
