"""RSS, Atom and RDF: bytes → posts. Runs in the parser's own process (``worker.py``), never beside a screen.

feedparser reads the XML; everything around it is here because of what it does to hostile input: it opens files
and addresses when it is given a path (so it only ever sees a ``BytesIO``), raises on references to surrogates,
takes ``CEST`` for UTC, the year 99999 for 9999, and seconds over one long author.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from xml.sax import SAXException

import feedparser
import feedparser.mixin

from warroom.domain.mention import Post
from warroom.domain.text import one_line
from warroom.sources import dates
from warroom.sources.base import LONGEST_FIELD, MOST_ITEMS, Parsed
from warroom.sources.charset import decode
from warroom.sources.html import looks_like_html, to_text, unescape
from warroom.sources.newest import newest
from warroom.sources.values import cut, digest, plain, web_url
from warroom.sources.xmltext import mend

MOST_BYTES: Final = 8_000_000
_LONGEST_AUTHOR = 320
_LONGEST_NAME = 500
_LONGEST_ID = 2_000
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_PAGE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_CLOSER = re.compile(r"</[A-Za-z][^<>]{0,100}>")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_LONGEST_TTL = 3600

# What feedparser is known to raise on odd input. Anything else ends the parser's process, which is its border.
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, OverflowError)

_slow_author = feedparser.mixin._FeedParserMixin._sync_author_detail  # noqa: SLF001 - see below


def _sync_author_detail(self: Any, key: str = "author") -> None:
    """Skip the search for a mail address in long text: its pattern is quadratic (feedparser #562)."""
    if len(self._get_context().get(key) or "") <= _LONGEST_AUTHOR:
        _slow_author(self, key)


_Mixin = feedparser.mixin._FeedParserMixin  # noqa: SLF001 - pinned release; tests fail if the names are gone
_Mixin._sync_author_detail = _sync_author_detail  # noqa: SLF001 - as above
# an id is compared, never followed: resolved against the feed's address it would change when that does
_Mixin.can_be_relative_uri = _Mixin.can_be_relative_uri - {"id"}


def parse(body: bytes, headers: Mapping[str, str], url: str, now: int) -> Parsed:
    """Posts of one feed, in its own order. ``headers`` and ``url`` are those of the answer; ``now`` in ms UTC.

    Never raises on input. ``rejected`` with a note when this is no feed; ``partial`` when it was damaged.
    """
    if body[:2] == b"\x1f\x8b":
        body = _unzipped(body)
    if len(body) > MOST_BYTES:
        return _rejected(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    if not body.strip(b" \t\r\n\0"):
        return _rejected("the answer was empty")
    text, guessed = decode(body, headers.get("content-type", ""))
    if _PAGE.match(text[:4000]):
        return _rejected("a web page came instead of a feed: a login or an error page?")
    mended = mend(text, MOST_ITEMS)
    if mended.bomb:
        return _rejected(mended.bomb)
    del text
    try:
        found = feedparser.parse(
            io.BytesIO(mended.text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FAULTS:
        return _rejected("it is damaged in a way that cannot be read")
    version, entries = found.get("version") or "", found.get("entries") or []
    about = found.get("feed") or {}
    if not entries and not (version and any(about.get(key) for key in ("title", "link", "subtitle", "id"))):
        # well-formed XML under the right name can still be no feed: such a source must not look quiet and healthy
        return _rejected("this is not a feed" if not version else "it calls itself a feed, but holds none")
    reader = _Reader(about, url, now, ("encoding",) if guessed else ())
    posts = tuple(reader.post(entry) for entry in entries)
    dropped = mended.dropped
    if len(posts) > MOST_ITEMS:
        dropped += len(posts) - MOST_ITEMS
        posts = newest(posts, MOST_ITEMS)
    notes = []
    broken = isinstance(found.get("bozo_exception"), SAXException)
    if broken or mended.damaged:
        notes.append("the feed is damaged; what could be read was kept")
    if guessed:
        notes.append("its letters do not fit the character set it declares; some may be wrong")
    if dropped:
        notes.append(f"{dropped:,} of its items were left out, the newest {MOST_ITEMS:,} kept")
    return Parsed(
        posts=posts,
        title=reader.title,
        status="partial" if broken or mended.damaged else "ok",
        notes=tuple(notes),
        version=version,
        ttl_s=_ttl(about),
    )


def _rejected(note: str) -> Parsed:
    return Parsed(status="rejected", notes=(note,))


def _unzipped(body: bytes) -> bytes:
    """A body that was packed without saying so; as it is when it is no such thing."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES + 1)
    except zlib.error:
        return body


def _ttl(feed: Mapping[str, Any]) -> int:
    minutes = str(feed.get("ttl") or "").strip()
    if re.fullmatch(r"[0-9]{1,6}", minutes):
        return min(int(minutes) * 60, _LONGEST_TTL)
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0)
    often = str(feed.get("sy_updatefrequency") or "1").strip()
    return min(period // (int(often) or 1), _LONGEST_TTL) if re.fullmatch(r"[0-9]{1,4}", often) else 0


class _Reader:
    """Turns feedparser's entries into posts; knows what they share."""

    def __init__(self, feed: Mapping[str, Any], url: str, now: int, flags: tuple[str, ...]) -> None:
        self.title = _line(feed, "title")
        self._lang = _lang(feed.get("language"))
        self._url = url
        self._now = now
        self._flags = flags
        host = urlsplit(url).hostname or "" if url else ""
        self._reddit = host == "reddit.com" or host.endswith(".reddit.com")

    def post(self, entry: Mapping[str, Any]) -> Post:
        flags = list(self._flags)
        title = _line(entry, "title")
        text, was_cut = _body(entry)
        if was_cut:
            flags.append("cut")
        raw, moment = _date(entry)
        published, flag = dates.believed(moment, self._now) if raw else (None, "")
        if flag:
            flags.append(flag)
        link = _link(entry)
        author, outlet = _author(entry), _line(entry.get("source"), "title")
        if outlet and title.endswith(f" - {outlet}"):
            title = title[: -len(outlet) - 3]
        rating = _small(entry.get("im_rating"), 1, 5)
        video = entry.get("yt_videoid")
        reddit = self._reddit or "reddit.com/" in link[:30]
        statistics = entry.get("media_statistics")
        views = statistics.get("views") if isinstance(statistics, Mapping) else None
        return Post(
            native_id=_identity(entry, link, title, text, raw),
            title=title,
            text=text,
            author=author or outlet or self.title,
            handle=author.lstrip("/") if reddit and author.startswith("/u/") else "",
            url=link,
            published=published,
            published_raw="" if published is not None and not flag else raw,
            platform="RV" if rating is not None else "YT" if video else "RD" if reddit else "",
            lang=_entry_lang(entry) or self._lang,
            reach=_small(views, 0, 10**12),
            replies=_small(entry.get("slash_comments"), 0, 10**9),
            rating=rating,
            flags=tuple(flags),
        )


def _string(value: object) -> str:
    return plain(value) if isinstance(value, str) else ""


def _line(holder: object, key: str) -> str:
    """A title-like field as one line of text; HTML only where it says so or looks so."""
    if not isinstance(holder, Mapping):
        return ""
    value = _string(holder.get(key))[:LONGEST_FIELD]
    detail = holder.get(f"{key}_detail")
    marked = isinstance(detail, Mapping) and detail.get("type") in _HTML_TYPES
    return one_line(to_text(value) if marked or _CLOSER.search(value) else unescape(value))


def _body(entry: Mapping[str, Any]) -> tuple[str, bool]:
    """The longest form of the text that the entry has, and whether it was cut."""
    content = entry.get("content")
    first = content[0] if isinstance(content, list) and content else {}
    summary = _string(entry.get("summary"))
    value, kind = _string(first.get("value")), first.get("type")
    if not value.strip():
        detail = entry.get("summary_detail")
        value, kind = summary, detail.get("type") if isinstance(detail, Mapping) else ""
    text = to_text(value) if kind in _HTML_TYPES or looks_like_html(value) else value.strip()
    return cut(text, LONGEST_FIELD)


def _date(entry: Mapping[str, Any]) -> tuple[str, int | None]:
    """(as written, ms UTC). The day of publication, else that of the last change."""
    for key in ("published", "updated", "created"):
        raw = _string(entry.get(key) if key in entry else "").strip()[:100]
        if not raw:
            continue
        moment = dates.parse(raw)
        if moment is None and not dates.known_form(raw):
            fields = entry.get(f"{key}_parsed")
            moment = dates.from_struct(tuple(fields)) if fields else None
        return raw, moment
    return "", None


def _link(entry: Mapping[str, Any]) -> str:
    """The address of the post itself: http or https only, out of the wrapping of Google Alerts."""
    # feedparser takes the last link that it meets, an enclosure's too; of several alternates the last is its choice
    links = entry.get("links")
    proper = (
        [e for e in links if isinstance(e, Mapping) and e.get("rel") == "alternate"] if isinstance(links, list) else []
    )
    addresses = [_string(e.get("href")) for e in proper]
    chosen = _string(entry.get("link"))
    link = next(filter(None, map(web_url, [chosen, *addresses] if chosen in addresses else [*addresses, chosen])), "")
    if not link:
        return ""
    parts = urlsplit(link)
    if parts.path == "/url" and re.fullmatch(r"(www\.)?google\.[a-z]{2,3}(\.[a-z]{2})?", parts.hostname or ""):
        asked = parse_qs(parts.query, max_num_fields=50)
        for key in ("url", "q"):
            inner = web_url(asked.get(key, [""])[0])
            if inner:
                return inner
    return link


def _author(entry: Mapping[str, Any]) -> str:
    detail = entry.get("author_detail")
    name = _string(detail.get("name")) if isinstance(detail, Mapping) else ""
    return one_line(unescape(name or _string(entry.get("author"))))[:_LONGEST_NAME]


def _identity(entry: Mapping[str, Any], link: str, title: str, text: str, raw_date: str) -> str:
    """The publisher's own id, else the link, else a digest of what was said and when."""
    said = _string(entry.get("id")).strip()
    if said:
        return said if len(said) <= _LONGEST_ID else digest(said)
    if link:
        return link
    return digest(title, text, raw_date)


def _lang(value: object) -> str:
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", value) if isinstance(value, str) else None
    return found[1].lower() if found else ""


def _entry_lang(entry: Mapping[str, Any]) -> str:
    said = _lang(entry.get("language"))
    detail = entry.get("title_detail")
    return said or (_lang(detail.get("language")) if isinstance(detail, Mapping) else "")


def _small(value: object, least: int, most: int) -> int | None:
    text = str(value).strip() if isinstance(value, str | int) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,13}", text) and least <= int(text) <= most else None
