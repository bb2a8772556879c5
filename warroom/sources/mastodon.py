"""Mastodon and what speaks its API (GoToSocial, Pleroma, Pixelfed …): one tag or public timeline, polled.

``min_id`` walks forward from the last post seen, oldest page first, so nothing falls between two polls however
much was written; inside a page the newest stands first. Ids are opaque and are only ever compared for equality.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Self
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from warroom.domain.mention import Post
from warroom.domain.text import one_line
from warroom.sources import dates, settings
from warroom.sources.base import LONGEST_FIELD, MOST_ITEMS, Answer, Client, Cursor, Outcome, Parsed
from warroom.sources.html import to_text
from warroom.sources.jsontext import NotJsonError, decode
from warroom.sources.net import host, host_port
from warroom.sources.newest import newest
from warroom.sources.polled import begun, trouble, unreadable
from warroom.sources.values import as_text, count, cut, sha256, web_url

_PAGE = 40
_MOST_PAGES = 10
_MOST_TAGS = 4
_PRIVATE: Final = frozenset({"direct", "private"})
_PREVIOUS: Final = re.compile(r"""<([^<>]{1,2000})>\s*;[^,]{0,200}?\brel\s*=\s*"?prev"?""")


class MastodonSettings(settings.Common, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``kind = "mastodon"``."""

    server: str
    """``https://mastodon.social``."""
    tag: str | tuple[str, ...] = ()
    """A hashtag, or up to four of which any is enough; none: the public timeline."""
    local: bool = False
    """Only what was written on this server."""
    token_env: str = ""
    """Name of the environment variable that holds an access token."""
    token_file: str = ""
    """File that holds it, readable by its owner only."""


class Mastodon:
    """One timeline."""

    def __init__(self, said: MastodonSettings) -> None:
        self.name = said.name
        self.kind = said.kind
        self.platform = said.platform
        self.everything = said.all
        who = f'source "{said.name}"'
        self.every_s = settings.pace(said.every)
        self._url = settings.address(said.server, who, "server").rstrip("/")
        tags = (said.tag,) if isinstance(said.tag, str) else said.tag
        self._tags = [tag.strip().lstrip("#") for tag in tags]
        if len(self._tags) > _MOST_TAGS or not all(re.fullmatch(r"\w{1,100}", tag) for tag in self._tags):
            raise settings.BadSourceError(f'{who}: tag is one word, or a list of up to four; "#" may be left out')
        self._local = said.local
        self._allow = host_port(self._url) if said.allow_private else ""
        token = settings.secret(said.token_env, said.token_file, who)
        self._headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        self._origin = settings.origin(self._url, *self._tags, str(said.local))

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """From one ``[[sources]]`` table. Raises ``settings.BadSourceError``."""
        return cls(settings.read(table, MastodonSettings, "MA"))

    async def fetch(self, client: Client, cursor: Cursor, now: int) -> Outcome:
        """Everything since the last poll, at most ten pages; ``more`` when there is more."""
        cursor = begun(cursor, self._origin)
        posts: list[Post] = []
        bodies: list[bytes] = []
        notes: set[str] = set()
        answer, more = Answer(state="ok"), False
        for page in range(_MOST_PAGES):
            walking = "id" in cursor.since
            answer = await client.get(self._address(cursor), headers=self._headers, allow=self._allow, now=now)
            if answer.state != "ok":
                return _with(self._refusal(answer, cursor), posts, bodies)
            bodies.append(answer.body)
            parsed = await client.parse("mastodon", answer.body, answer.headers, answer.url, now)
            if parsed.status == "rejected":
                return _with(unreadable(parsed, cursor, answer.body), posts, bodies)
            notes.update(parsed.notes)
            posts += reversed(parsed.posts)
            if parsed.mark:
                cursor = msgspec.structs.replace(cursor, since={"id": parsed.mark, **_next(answer, self._url)})
            more = walking and len(parsed.posts) >= _PAGE // 2 and answer.wait_s is None
            if not more:
                break
            more = page == _MOST_PAGES - 1
        later = msgspec.structs.replace(cursor, fails=0, items=len(posts))
        done = Outcome(state="ok", cursor=later, wait_s=answer.wait_s, note="; ".join(sorted(notes)), more=more)
        return _with(done, posts, bodies)

    def _address(self, cursor: Cursor) -> str:
        if "next" in cursor.since:
            return cursor.since["next"]
        asked = [("limit", str(_PAGE)), *([("local", "true")] if self._local else [])]
        asked += [("any[]", tag) for tag in self._tags[1:]]
        asked += [("min_id", cursor.since["id"])] if "id" in cursor.since else []
        place = f"tag/{quote(self._tags[0], safe='')}" if self._tags else "public"
        return f"{self._url}/api/v1/timelines/{place}?{urlencode(asked)}"

    def _refusal(self, answer: Answer, cursor: Cursor) -> Outcome:
        if answer.state == "refused" and "Authorization" not in self._headers:
            note = f"{host(self._url)} shows this only to accounts of its own: set token_file"
            answer = msgspec.structs.replace(answer, note=note)
        outcome = trouble(answer, cursor)
        if answer.state in ("missing", "refused", "error") and "next" in cursor.since:
            # the server's own link may be what failed: the next poll builds the address itself
            since = {"id": cursor.since["id"]}
            later = msgspec.structs.replace(outcome.cursor, since=since)
            outcome = msgspec.structs.replace(outcome, cursor=later)
        return outcome


def parse(body: bytes, now: int) -> Parsed:
    """One page of statuses, newest first. ``mark`` is the id of the first one: to go on from."""
    try:
        page = decode(body)
    except NotJsonError as why:
        return Parsed(status="rejected", notes=(str(why),))
    if not isinstance(page, list):
        return Parsed(status="rejected", notes=("this is not a page of posts",))
    statuses = [s for s in page if isinstance(s, dict) and as_text(s.get("id"))]
    odd = len(page) - len(statuses)
    posts = newest([status_post(status, now) for status in statuses], MOST_ITEMS)
    return Parsed(
        posts=posts,
        status="partial" if odd else "ok",
        notes=(f"{odd:,} posts could not be read",) if odd else (),
        version="mastodon",
        mark=as_text(statuses[0].get("id")) if statuses else "",
    )


def status_post(status: Mapping[str, Any], now: int) -> Post:
    """One status as a post; of a boost, what was boosted. Every field may be missing or of another type."""
    inner = status.get("reblog")
    if isinstance(inner, dict) and as_text(inner.get("id")):
        status = inner
    account = status.get("account")
    who: Mapping[str, Any] = account if isinstance(account, dict) else {}
    text, was_cut = cut(_text(status), LONGEST_FIELD)
    raw = as_text(status.get("created_at"))
    published, flag = dates.believed(dates.parse(raw), now) if raw else (None, "")
    acct = as_text(who.get("acct"))
    return Post(
        native_id=as_text(status.get("id")),
        text=text,
        author=one_line(as_text(who.get("display_name"))) or acct,
        handle=f"@{acct}" if acct else "",
        url=web_url(as_text(status.get("url"))),
        published=published,
        published_raw=raw[:100] if flag else "",
        lang=as_text(status.get("language"))[:3].partition("-")[0].lower(),
        reach=count(who.get("followers_count")),
        bot=who.get("bot") is True,
        reply_to=as_text(status.get("in_reply_to_id")),
        shares=count(status.get("reblogs_count")),
        replies=count(status.get("replies_count")),
        private=status.get("visibility") in _PRIVATE,
        flags=(*(["cut"] if was_cut else []), *([flag] if flag else [])),
        extra={"edited": as_text(status["edited_at"])[:100]} if as_text(status.get("edited_at")) else {},
    )


def _text(status: Mapping[str, Any]) -> str:
    """The warning in front of it, the text, and what its pictures show for those who cannot see them."""
    pieces = [as_text(status.get("spoiler_text")).strip(), to_text(as_text(status.get("content")))]
    media = status.get("media_attachments")
    for item in media if isinstance(media, list) else []:
        seen = as_text(item.get("description")).strip() if isinstance(item, dict) else ""
        pieces.append(f"[{seen}]" if seen else "")
    return "\n".join(piece for piece in pieces if piece)


def _next(answer: Answer, base: str) -> dict[str, str]:
    """The server's own link to what comes after this page, if it stays on the server."""
    found = _PREVIOUS.search(answer.headers.get("link", ""))
    if found is None:
        return {}
    link = web_url(found[1])
    try:
        there, here = urlsplit(link), urlsplit(base)
    except ValueError:
        return {}
    same = link and (there.scheme, there.netloc) == (here.scheme, here.netloc)
    return {"next": link} if same and "min_id=" in there.query else {}


def _with(outcome: Outcome, posts: list[Post], bodies: list[bytes]) -> Outcome:
    """``outcome`` with what was read before it came to an end: nothing that was heard is thrown away."""
    body = b"\n".join(bodies)
    return msgspec.structs.replace(outcome, posts=tuple(posts), body=body, sha256=sha256(body))
