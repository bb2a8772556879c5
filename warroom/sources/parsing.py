"""Which parse reads what. Imported by the parser's process, and by ours for short JSON only."""

from __future__ import annotations

from collections.abc import Mapping

from warroom.sources.base import Parsed


def is_json(body: bytes) -> bool:
    """Whether ``body`` begins like JSON: an object or a list."""
    start = body[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return start[:1] in (b"{", b"[")


def parse(kind: str, body: bytes, headers: Mapping[str, str], url: str, now: int) -> Parsed:
    """Parse ``body`` as ``kind``: ``feed`` (RSS, Atom, RDF or JSON Feed), ``hackernews``, ``mastodon``.

    Pure: neither file, network nor clock. Raises nothing on input; ``LookupError`` on an unknown kind.
    """
    match kind:
        case "feed" if is_json(body):
            from warroom.sources import jsonfeed  # noqa: PLC0415 - late: only what is used is loaded

            return jsonfeed.parse(body, headers, url, now)
        case "feed":
            from warroom.sources import feed  # noqa: PLC0415 - feedparser must never be loaded beside a screen

            return feed.parse(body, headers, url, now)
        case "hackernews":
            from warroom.sources import hackernews  # noqa: PLC0415 - as above

            return hackernews.parse(body, now)
        case "mastodon":
            from warroom.sources import mastodon  # noqa: PLC0415 - as above

            return mastodon.parse(body, now)
        case _:
            raise LookupError(kind)
