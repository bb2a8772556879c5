"""A feed's text, made into XML that the strict parser takes, and out of which nothing can explode.

Most damage in real feeds is of three kinds: ``&nbsp;`` and other names that XML does not know, bare ampersands,
and characters that XML forbids. All three are mended here, in one pass, so that the strict parser reads what
would otherwise fall to guessing. The document type goes altogether: what it declares is applied here when it is
plain text, and a declaration that multiplies itself is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from html.entities import html5
from typing import Final

import msgspec

_MOST_EXPANDED = 1_000_000
_FIRST_ELEMENT: Final = re.compile(r"<[A-Za-z_]")
_DECLARATION: Final = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]{0,63})\s+(?:"([^"]*)"|'([^']*)')\s*>""")
_REFERENCE: Final = re.compile(r"&([A-Za-z_][\w.-]{0,63});")
_AMPERSAND: Final = re.compile(r"&(?:#(?:([0-9]+)|[xX]([0-9A-Fa-f]+));|([A-Za-z_][\w.-]{0,63});)?")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML_NAMES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ITEM: Final = re.compile(r"<(?:[A-Za-z_][\w.-]{0,30}:)?(?:item|entry)[\s>]")
_BAD = "\ufffd"


class Mended(msgspec.Struct, frozen=True):
    """Text ready for the strict parser."""

    text: str
    damaged: bool = False
    """It held references to characters that do not exist."""
    dropped: int = 0
    """Items left out of the middle, because there were too many."""
    bomb: str = ""
    """Why it must not be parsed at all; empty when it may be."""


def mend(text: str, most_items: int) -> Mended:
    """See above. Linear in the length of ``text``."""
    text = text.lstrip(" \t\r\n\ufeff\0")
    found = _FIRST_ELEMENT.search(text)
    start = found.start() if found else len(text)
    head, body = text[:start], text[start:]
    declared = {name: single or double for name, single, double in _DECLARATION.findall(head)}
    bomb = _bomb(declared, body)
    if bomb:
        return Mended("", bomb=bomb)
    if _FORBIDDEN.search(body):
        body = _FORBIDDEN.sub(_BAD, body)
    body, dropped = _fewer(body, most_items)
    mender = _Mender({name: value for name, value in declared.items() if "<" not in value})
    body = mender.run(body) if "&" in body else body
    return Mended(body, mender.damaged, dropped)


def _bomb(declared: dict[str, str], body: str) -> str:
    if not declared:
        return ""
    if any(name in declared for value in declared.values() for name in _REFERENCE.findall(value)):
        return "it declares text that multiplies itself: not read"
    uses = Counter(_REFERENCE.findall(body))
    if sum(len(value) * uses[name] for name, value in declared.items()) > _MOST_EXPANDED:
        return "it declares text that would grow far beyond its size: not read"
    return ""


def _fewer(body: str, most: int) -> tuple[str, int]:
    """Cut items out of the middle when there are more than twice ``most``: the newest stand at one of the ends."""
    starts = [found.start() for found in _ITEM.finditer(body)]
    if len(starts) <= 2 * most:
        return body, 0
    return body[: starts[most]] + body[starts[-most] :], len(starts) - 2 * most


class _Mender:
    """Mends ampersands outside of CDATA, where they mean themselves."""

    def __init__(self, declared: dict[str, str]) -> None:
        self._declared = declared
        self.damaged = False

    def run(self, body: str) -> str:
        out: list[str] = []
        at = 0
        while True:
            start = body.find("<![CDATA[", at)
            if start < 0:
                out.append(_AMPERSAND.sub(self._one, body[at:]))
                return "".join(out)
            out.append(_AMPERSAND.sub(self._one, body[at:start]))
            end = body.find("]]>", start)
            if end < 0:
                out.append(body[start:])
                return "".join(out)
            out.append(body[start : end + 3])
            at = end + 3

    def _one(self, found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if name is not None:
            return self._name(name)
        if decimal is None and hexadecimal is None:
            return "&amp;"
        digits = (decimal or hexadecimal).lstrip("0")
        code = int(digits or "0", 10 if decimal else 16) if len(digits) <= 7 else 0x110000
        if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            self.damaged = True
            return _BAD
        if code in (10, 13):
            return "\u2028"  # a line end that was written out is text: it must not vanish from inside an address
        return _BAD if _FORBIDDEN.match(chr(code)) else found[0]

    def _name(self, name: str) -> str:
        if name in _XML_NAMES:
            return f"&{name};"
        if name in self._declared:
            return _AMPERSAND.sub(self._plain, self._declared[name])
        known = html5.get(f"{name};")
        if known is None or "<" in known or "&" in known:
            return f"&amp;{name};"
        return known

    def _plain(self, found: re.Match[str]) -> str:
        """Inside a declared text: references as they are, anything else escaped. It names no other text."""
        return found[0] if found[0][1:-1] in _XML_NAMES or found[0].startswith("&#") else "&amp;" + found[0][1:]
