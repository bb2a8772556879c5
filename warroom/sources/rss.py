"""One feed, polled: RSS, Atom, RDF or JSON Feed; also Google Alerts, YouTube channels, App Store reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

import msgspec

from warroom.domain.mention import Post
from warroom.sources import settings
from warroom.sources.base import Answer, Client, Cursor, Outcome, Parsed
from warroom.sources.net import host, host_port
from warroom.sources.newest import oldest_first
from warroom.sources.pace import max_age
from warroom.sources.polled import begun, revalidated, trouble, unreadable, validators
from warroom.sources.values import sha256

ACCEPT: Final = "application/atom+xml, application/rss+xml, application/feed+json;q=.9, application/xml;q=.8, */*;q=.1"


class RssSettings(settings.Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``kind = "rss"``."""

    url: str
    """Address of the feed. Where it holds a secret (Google Alerts, Reddit), nothing ever shows it."""
    press: bool | None = None
    """Whether an outlet writes here and not a person; unset: what a news feed says is."""


class Rss:
    """One feed."""

    def __init__(self, said: RssSettings) -> None:
        self.name = said.name
        self.kind = said.kind
        self.platform = said.platform
        self.everything = said.all
        who = f'source "{said.name}"'
        self.every_s = settings.pace(said.every)
        self._url = settings.address(said.url, who)
        self._patient = said.every == ""
        self._press = said.platform == "NW" if said.press is None else said.press
        self._allow = host_port(self._url) if said.allow_private else ""
        self._origin = settings.origin(self._url)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """From one ``[[sources]]`` table. Raises ``settings.BadSourceError``."""
        return cls(settings.read(table, RssSettings, "NW"))

    async def fetch(self, client: Client, cursor: Cursor, now: int) -> Outcome:
        """Ask once, conditionally; parse only what has changed. ``now`` in ms UTC."""
        cursor = begun(cursor, self._origin)
        answer = await client.get(
            cursor.url or self._url, headers={"Accept": ACCEPT, **validators(cursor)}, allow=self._allow, now=now
        )
        if answer.state == "unchanged":
            return self._nothing_new(answer, cursor)
        if answer.state != "ok":
            return trouble(answer, cursor)
        seen = sha256(answer.body)
        if seen and seen == cursor.body_hash:
            return self._nothing_new(answer, cursor)
        parsed = await client.parse("feed", answer.body, answer.headers, answer.url, now)
        if parsed.status == "rejected":
            return unreadable(parsed, cursor, answer.body)
        return self._news(answer, parsed, cursor, seen)

    def _nothing_new(self, answer: Answer, cursor: Cursor) -> Outcome:
        later = revalidated(msgspec.structs.replace(cursor, fails=0), answer.headers)
        return Outcome(
            state="unchanged", cursor=later, wait_s=answer.wait_s, ttl_s=self._wish(0, answer), note=cursor.note
        )

    def _news(self, answer: Answer, parsed: Parsed, cursor: Cursor, seen: str) -> Outcome:
        notes = list(parsed.notes)
        emptied = not parsed.posts and cursor.items > 0
        if emptied:
            notes.append(f"the feed is empty now; it held {cursor.items:,} items before")
        if answer.moved and answer.moved != cursor.url:
            notes.append(f"it has moved for good, to {host(answer.moved)}: enter the new address")
        note = "; ".join(notes)
        fresh = msgspec.structs.replace(
            cursor, url=answer.moved or cursor.url, etag="", last_modified="", body_hash=seen, fails=0, note=note,
            items=cursor.items if emptied else len(parsed.posts),
        )  # fmt: skip
        # an entry that says nothing at all is a mistake of the feed's, not a mention
        said = [post for post in parsed.posts if post.title or post.text or post.url]
        posts = oldest_first([self._finished(post) for post in said])
        return Outcome(
            state="partial" if emptied else parsed.status,
            cursor=revalidated(fresh, answer.headers),
            posts=posts,
            body=answer.body,
            sha256=seen,
            wait_s=answer.wait_s,
            ttl_s=self._wish(parsed.ttl_s, answer),
            note=note,
            title=parsed.title,
        )

    def _wish(self, ttl_s: int, answer: Answer) -> int:
        """The publisher's pace, unless a person has set one: who waits for news in a crisis decides how often."""
        return max(ttl_s, max_age(answer.headers)) if self._patient else 0

    def _finished(self, post: Post) -> Post:
        platform = post.platform or self.platform
        press = self._press and platform in ("NW", self.platform)
        return msgspec.structs.replace(post, platform=platform, press=True) if press else post
