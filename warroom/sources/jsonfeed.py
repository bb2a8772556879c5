"""JSON Feed 1.0 and 1.1: bytes → posts. Typed or absent, field by field; one odd item costs that item only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from warroom.domain.mention import Post
from warroom.domain.text import one_line
from warroom.sources import dates
from warroom.sources.base import LONGEST_FIELD, MOST_ITEMS, Parsed
from warroom.sources.html import to_text, unescape
from warroom.sources.jsontext import NotJsonError, decode
from warroom.sources.newest import newest
from warroom.sources.values import as_text, cut, digest, web_url

_LONGEST_NAME = 500


def parse(body: bytes, headers: Mapping[str, str], url: str, now: int) -> Parsed:  # noqa: ARG001 - as feed.parse
    """Posts of one JSON Feed, in its own order; ``url`` is its address, ``now`` in ms UTC. Never raises on input."""
    try:
        found = decode(body)
    except NotJsonError as why:
        return Parsed(status="rejected", notes=(str(why),))
    version = found.get("version") if isinstance(found, dict) else None
    items = found.get("items") if isinstance(found, dict) else None
    named = isinstance(version, str) and "jsonfeed.org" in version
    if not isinstance(found, dict) or not isinstance(items, list) or not (named or "title" in found):
        return Parsed(status="rejected", notes=("this is JSON, but not a feed",))
    title = _line(found.get("title"))
    shared = _author(found)
    lang = _lang(found.get("language"))
    posts: list[Post] = []
    odd = 0
    for item in items:
        if isinstance(item, dict):
            posts.append(_post(item, url, now, shared or title, lang))
        else:
            odd += 1
    notes = [f"{odd:,} of its items are not items"] if odd else []
    if len(posts) > MOST_ITEMS:
        notes.append(f"{len(posts) - MOST_ITEMS:,} of its items were left out, the newest {MOST_ITEMS:,} kept")
        posts = list(newest(posts, MOST_ITEMS))
    last = str(version).rstrip("/").rpartition("/")[2]
    return Parsed(
        posts=tuple(posts),
        title=title,
        status="partial" if odd else "ok",
        notes=tuple(notes),
        version=f"jsonfeed{last}" if named else "jsonfeed",
    )


def _post(item: Mapping[str, Any], base: str, now: int, author: str, lang: str) -> Post:
    html, text = item.get("content_html"), item.get("content_text")
    if isinstance(text, str) and text.strip():
        body = as_text(text).strip()
    else:
        body = to_text(as_text(html)) or as_text(item.get("summary")).strip()
    body, was_cut = cut(body, LONGEST_FIELD)
    title = _line(item.get("title"))
    raw = as_text(item.get("date_published")) or as_text(item.get("date_modified"))
    published, flag = dates.believed(dates.parse(raw), now) if raw.strip() else (None, "")
    link = _address(item.get("url"), base) or _address(item.get("external_url"), base)
    return Post(
        native_id=as_text(item.get("id")).strip() or link or digest(title, body, raw),
        title=title,
        text=body,
        author=_author(item) or author,
        url=link,
        published=published,
        published_raw=raw[:100] if flag else "",
        lang=_lang(item.get("language")) or lang,
        flags=(*(["cut"] if was_cut else []), *([flag] if flag else [])),
    )


def _line(value: object) -> str:
    return one_line(unescape(as_text(value)[:LONGEST_FIELD]))


def _author(holder: Mapping[str, Any]) -> str:
    """Of version 1.1 (``authors``) or 1.0 (``author``)."""
    authors = holder.get("authors")
    several = authors if isinstance(authors, list) else [holder.get("author")]
    names = [_line(a.get("name")) for a in several if isinstance(a, dict)]
    return ", ".join(name for name in names if name)[:_LONGEST_NAME]


def _address(value: object, base: str) -> str:
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        return web_url(urljoin(base, value.strip()))
    except ValueError:
        return ""


def _lang(value: object) -> str:
    head = value.partition("-")[0].strip().lower() if isinstance(value, str) else ""
    return head if 2 <= len(head) <= 3 and head.isalpha() else ""
