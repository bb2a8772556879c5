"""HTML to text, in time that grows with the length of the input and with nothing else.

Strangers choose the input, so there is no tree, no recursion and no search that starts over: unclosed
comments, a million ``<`` and thousands of nested elements cost one pass. (The standard library's parser is
quadratic in several of these cases in the Python releases that we run on.) What comes out is text for
``domain.text.clean``; it is never markup again.
"""

from __future__ import annotations

import html
import re
from typing import Final

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
_SAME_LINE: Final = frozenset({"td", "th"})
_DROPPED: Final = frozenset({"script", "style", "template", "iframe", "svg", "math", "noframes", "head", "select"})

_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,63}+)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_LOOSE_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,63})([^>]*+)>")
_LONGEST_TAG = 8_192
_MOST_ODD_TAGS = 64
_CLASS: Final = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TAGGISH: Final = re.compile(r"</?[A-Za-z!][^<>]*>|<br\s*/?>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_LONG_REFERENCE: Final = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_BLANKS_KEEP: Final = re.compile(r"[ \t\r\f\v]+")
_GAPS: Final = re.compile(r" *\n[ \n]*")


def looks_like_html(text: str) -> bool:
    """Whether ``text`` holds a tag or a character reference."""
    return ("<" in text or "&" in text) and _TAGGISH.search(text) is not None


def unescape(text: str) -> str:
    """Character references as characters; absurdly long numbers become U+FFFD instead of an error."""
    if "&" not in text:
        return text
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def to_text(source: str) -> str:
    """What a reader sees of ``source``: blocks end lines, hidden spans and scripts are gone.

    Knows the two marks that Mastodon puts on shortened links: ``invisible`` (not shown) and ``ellipsis``
    (followed by ``…``).
    """
    if "<" not in source:
        return _tidy(unescape(_BLANKS.sub(" ", source)))
    return _Reader(source).read()


class _Reader:
    """One pass over one piece of HTML."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._out: list[str] = []
        self._hidden = ""
        """Name of the element whose content is not shown; ``_depth`` of its kind are open."""
        self._depth = 0
        self._spans = 0
        """How many spans are open; ``_shortened`` holds the numbers of those that want an ellipsis."""
        self._shortened: list[int] = []
        self._odd = 0
        self._never: set[str] = set()
        """Closers known not to come any more, so that nobody looks for them again."""

    def read(self) -> str:
        source, at = self._source, 0
        while True:
            start = source.find("<", at)
            if start < 0:
                self._text(source[at:])
                break
            self._text(source[at:start])
            at = self._markup(start)
        return _tidy("".join(self._out))

    def _text(self, piece: str) -> None:
        if piece and not self._hidden:
            self._out.append(unescape(_BLANKS.sub(" ", piece)))

    def _markup(self, start: int) -> int:
        """Handle what begins with ``<`` at ``start``; where to go on."""
        source = self._source
        following = source[start + 1 : start + 2]
        if following in ("!", "?"):
            return self._declaration(start)
        if not (following.isalpha() or following == "/"):
            self._text("<")
            return start + 1
        found = self._tag(start)
        if found is None:
            if following == "/" and (end := self._find(">", start)) >= 0:
                return end + 1
            self._text("<")
            return start + 1
        self._element(found[2].lower(), found[3], closing=bool(found[1]))
        if self._hidden in ("script", "style") and not found[1]:
            return self._raw_end(found.end())
        return found.end()

    def _tag(self, start: int) -> re.Match[str] | None:
        if self._find(">", start) < 0:
            return None
        if self._odd < _MOST_ODD_TAGS:
            found = _TAG.match(self._source, start, start + _LONGEST_TAG)
            if found:
                return found
            self._odd += 1
        return _LOOSE_TAG.match(self._source, start)

    def _declaration(self, start: int) -> int:
        source = self._source
        if source.startswith("<!--", start):
            end = self._find("-->", start + 2)
            return end + 3 if end >= 0 else start + 4
        if source.startswith("<![CDATA[", start):
            end = self._find("]]>", start)
            self._text(source[start + 9 : end if end >= 0 else len(source)])
            return end + 3 if end >= 0 else len(source)
        end = self._find(">", start)
        return end + 1 if end >= 0 else start + 1

    def _find(self, what: str, start: int) -> int:
        if what in self._never:
            return -1
        end = self._source.find(what, start)
        if end < 0:
            self._never.add(what)
        return end

    def _raw_end(self, start: int) -> int:
        """Script and style end only at their own closing tag; without one they take the rest."""
        found = re.compile(rf"</{self._hidden}\b[^>]*+>?", re.IGNORECASE).search(self._source, start)
        self._hidden, self._depth = "", 0
        return found.end() if found else len(self._source)

    def _element(self, name: str, attributes: str, *, closing: bool) -> None:
        if self._hidden:
            if name == self._hidden and not attributes.endswith("/"):
                self._depth += -1 if closing else 1
                if self._depth == 0:
                    self._hidden = ""
            return
        if name in _BLOCKS:
            self._out.append(" " if name in _SAME_LINE else "\n")
        if name == "span":
            self._span(attributes, closing=closing)
        elif not closing and name in _DROPPED and not attributes.endswith("/"):
            self._hidden, self._depth = name, 1

    def _span(self, attributes: str, *, closing: bool) -> None:
        if closing:
            if self._shortened and self._shortened[-1] == self._spans:
                self._shortened.pop()
                self._out.append("…")
            self._spans = max(self._spans - 1, 0)
            return
        found = _CLASS.search(attributes)
        classes = (found[1] or found[2] or found[3] or "").split() if found else []
        if "invisible" in classes:
            self._hidden, self._depth = "span", 1
            return
        self._spans += 1
        if "ellipsis" in classes:
            self._shortened.append(self._spans)


def _tidy(text: str) -> str:
    return _GAPS.sub("\n", _BLANKS_KEEP.sub(" ", text)).strip(" \n")
