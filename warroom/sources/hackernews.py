"""Hacker News through Algolia's search: stories and comments, newest first, no key.

The search forgives typing errors and matches prefixes, so what it brings is a superset: the room's own phrases
decide. It indexes late and points change, so the last ten minutes are read again at every poll.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self
from urllib.parse import urlencode

import msgspec

from warroom.domain.mention import Post
from warroom.domain.text import one_line
from warroom.sources import dates, settings
from warroom.sources.base import LONGEST_FIELD, Client, Cursor, Outcome, Parsed
from warroom.sources.html import to_text, unescape
from warroom.sources.jsontext import NotJsonError, decode
from warroom.sources.net import host_port
from warroom.sources.newest import oldest_first
from warroom.sources.polled import begun, trouble, unreadable
from warroom.sources.values import as_text, count, cut, sha256, web_url

OVERLAP_S: Final = 600
_PAGE = 100
_MOST_PAGES = 10
_ITEM = "https://news.ycombinator.com/item?id="


class HackerNewsSettings(settings.Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``kind = "hackernews"``."""

    query: str
    """Words to search for; a phrase in quotes."""
    tags: str = "(story,comment)"
    back: str | int = "1d"
    """How far the first poll looks back."""
    url: str = "https://hn.algolia.com"


class HackerNews:
    """One search."""

    def __init__(self, said: HackerNewsSettings) -> None:
        self.name = said.name
        self.kind = said.kind
        self.platform = said.platform
        self.everything = said.all
        who = f'source "{said.name}"'
        self.every_s = settings.pace(said.every)
        self._back_s = settings.seconds(said.back, f"{who}: back")
        self._url = settings.address(said.url, who).rstrip("/")
        self._query, self._tags = said.query, said.tags
        self._allow = host_port(self._url) if said.allow_private else ""
        self._origin = settings.origin(self._url, said.query, said.tags)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """From one ``[[sources]]`` table. Raises ``settings.BadSourceError``."""
        return cls(settings.read(table, HackerNewsSettings, "HN"))

    async def fetch(self, client: Client, cursor: Cursor, now: int) -> Outcome:
        """Everything since the last poll, walking back page by page from now."""
        cursor = begun(cursor, self._origin)
        newest_s = int(cursor.since.get("created") or now // 1000 - self._back_s + OVERLAP_S)
        after, until = newest_s - OVERLAP_S, 0
        found: dict[str, Post] = {}
        bodies: list[bytes] = []
        note, wait_s, more = "", None, True
        for _ in range(_MOST_PAGES):
            answer = await client.get(self._address(after, until), allow=self._allow, now=now)
            if answer.state != "ok":
                return _with(trouble(answer, cursor), found, bodies)
            bodies.append(answer.body)
            parsed = await client.parse("hackernews", answer.body, answer.headers, answer.url, now)
            if parsed.status == "rejected":
                return _with(unreadable(parsed, cursor, answer.body), found, bodies)
            found.update({post.native_id: post for post in parsed.posts})
            note, wait_s = "; ".join(parsed.notes), answer.wait_s
            times = [post.published // 1000 for post in parsed.posts if post.published is not None]
            more = parsed.more and bool(times)
            if not more:
                break
            until = min(times) if min(times) != until else until - 1
        if more:
            note = f"more than {_MOST_PAGES * _PAGE:,} hits since the last poll: the oldest were not read"
        seen = [post.published // 1000 for post in found.values() if post.published is not None]
        later = msgspec.structs.replace(
            cursor, since={"created": str(max([newest_s, *seen]))}, fails=0, items=len(found)
        )
        return _with(Outcome(state="ok", cursor=later, note=note, wait_s=wait_s), found, bodies)

    def _address(self, after: int, until: int) -> str:
        window = f"created_at_i>{after}" + (f",created_at_i<={until}" if until else "")
        asked = {"query": self._query, "tags": self._tags, "numericFilters": window, "hitsPerPage": str(_PAGE)}
        return f"{self._url}/api/v1/search_by_date?{urlencode(asked)}"


def parse(body: bytes, now: int) -> Parsed:
    """One page of hits. ``more`` when the search says that there are further pages."""
    try:
        page = decode(body)
    except NotJsonError as why:
        return Parsed(status="rejected", notes=(str(why),))
    hits = page.get("hits") if isinstance(page, dict) else None
    if not isinstance(page, dict) or not isinstance(hits, list):
        return Parsed(status="rejected", notes=("this is not a page of search results",))
    posts = [_post(hit, now) for hit in hits if isinstance(hit, dict) and as_text(hit.get("objectID"))]
    odd = len(hits) - len(posts)
    more = (count(page.get("page")) or 0) + 1 < (count(page.get("nbPages")) or 0)
    return Parsed(
        posts=tuple(posts),
        title="Hacker News",
        status="partial" if odd else "ok",
        notes=(f"{odd:,} hits could not be read",) if odd else (),
        version="hackernews",
        more=more,
    )


def _post(hit: Mapping[str, Any], now: int) -> Post:
    number = as_text(hit.get("objectID"))
    comment = hit.get("comment_text") is not None
    text, was_cut = cut(to_text(as_text(hit.get("comment_text") if comment else hit.get("story_text"))), LONGEST_FIELD)
    title = one_line(unescape(as_text(hit.get("title"))))
    created = hit.get("created_at_i")
    raw = as_text(hit.get("created_at"))
    seconds = created * 1000 if isinstance(created, int) and not isinstance(created, bool) else dates.parse(raw)
    published, flag = dates.believed(seconds, now) if seconds is not None or raw else (None, "")
    author = as_text(hit.get("author"))
    told = {
        "points": as_text(hit.get("points")),
        "link": web_url(as_text(hit.get("url") or hit.get("story_url"))),
        "story": one_line(unescape(as_text(hit.get("story_title")))) if comment else "",
    }
    return Post(
        native_id=number,
        title="" if comment else title,
        text=text,
        author=author,
        handle=author,
        url=_ITEM + number if number.isdigit() else "",
        published=published,
        published_raw=raw[:100] if flag else "",
        reply_to=as_text(hit.get("parent_id")) if comment else "",
        replies=count(hit.get("num_comments")),
        flags=(*(["cut"] if was_cut else []), *([flag] if flag else [])),
        extra={key: value for key, value in told.items() if value},
    )


def _with(outcome: Outcome, found: Mapping[str, Post], bodies: list[bytes]) -> Outcome:
    """``outcome`` with what was read before it came to an end: nothing that was heard is thrown away."""
    body = b"\n".join(bodies)
    return msgspec.structs.replace(
        outcome,
        posts=oldest_first(list(found.values())),
        body=body,
        sha256=sha256(body),
    )
