"""One record of another tool → a post. Which names mean what is a table; what it does not know is kept.

The names are those that ``warroom feed --json`` prints, then those of the common listening tools' exports.
Upper case, blanks, ``_`` and camelCase make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from warroom.domain.mention import PLATFORMS, Post
from warroom.domain.text import one_line
from warroom.sources import dates
from warroom.sources.base import LONGEST_FIELD
from warroom.sources.html import looks_like_html, to_text, unescape
from warroom.sources.values import as_text, count, cut, digest, web_url

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "id": ("native id", "id", "mention id", "document id", "resource id", "post id", "tweet id", "review id", "uri"),
    "text": ("text", "full text", "content", "body", "message", "review", "comment", "caption", "opening text",
             "hit sentence", "snippet", "description"),
    "title": ("title", "headline", "subject", "review title"),
    "author": ("author", "author name", "full name", "influencer", "display name", "reviewer", "user", "name"),
    "handle": ("handle", "author handle", "username", "user name", "screen name", "account", "acct"),
    "url": ("url", "link", "permalink", "mention url"),
    "published": ("published", "published at", "created at", "created", "date", "timestamp", "posted", "posted at",
                  "time"),
    "platform": ("platform", "network", "page type", "source type", "media type", "channel"),
    "lang": ("lang", "language", "language code"),
    "reach": ("reach", "reach (new)", "followers", "follower count", "followers count", "author followers",
              "x followers", "twitter followers", "potential reach", "subscribers"),
    "shares": ("shares", "reposts", "x reposts", "retweets", "twitter retweets"),
    "replies": ("replies", "x replies", "comments", "twitter replies", "reply count"),
    "rating": ("rating", "stars", "score"),
    "reply to": ("reply to", "in reply to", "in reply to id", "parent id"),
    "verified": ("verified", "author verified"),
    "bot": ("bot",),
    "private": ("private",),
    "press": ("press",),
    "flags": ("flags",),
    "source": ("source",),
    "heard": ("first seen", "heard"),
}  # fmt: skip
"""Our field → the names that it goes by, the best first."""

_BY_NAME: Final = {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)}
_PLATFORM_WORDS: Final = {word.lower(): code for code, word in PLATFORMS.items()} | {
    "twitter": "X", "twitter / x": "X", "x (twitter)": "X", "x.com": "X", "mastodon": "MA", "bluesky": "BS",
    "blog": "NW", "blogs": "NW", "online news": "NW", "editorial": "NW", "newspaper": "NW", "magazine": "NW",
    "review": "RV", "hackernews": "HN", "trustpilot": "RV", "g2": "RV", "app store": "RV", "google play": "RV",
}  # fmt: skip
_PLATFORM_HOSTS: Final = {
    "x.com": "X", "twitter.com": "X", "reddit.com": "RD", "youtube.com": "YT", "youtu.be": "YT", "linkedin.com": "LI",
    "bsky.app": "BS", "news.ycombinator.com": "HN", "trustpilot.com": "RV", "g2.com": "RV",
    "apps.apple.com": "RV", "play.google.com": "RV",
}  # fmt: skip
_LANGUAGES: Final = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "polish": "pl",
    "czech": "cs", "russian": "ru", "ukrainian": "uk", "turkish": "tr", "greek": "el", "hungarian": "hu",
    "romanian": "ro", "arabic": "ar", "hebrew": "he", "hindi": "hi", "japanese": "ja", "korean": "ko",
    "chinese": "zh", "indonesian": "id", "vietnamese": "vi", "thai": "th",
}  # fmt: skip
_YES: Final = frozenset({"true", "yes", "1", "y"})
_FLAG: Final = re.compile(r"[a-z][a-z-]{0,19}")
_CLOCK: Final = re.compile(r"\d{1,2}:\d\d(:\d\d)?(\s*[AaPp][Mm])?")
_MOST_EXTRA = 60
_LONGEST_EXTRA = 2_000


class NoTextError(ValueError):
    """A record without anything to read in it."""


def normal(name: str) -> str:
    """A field name in the form that the table uses: ``inReplyTo`` and ``in_reply_to`` are ``in reply to``."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(apart.replace("_", " ").replace("-", " ").lower().split())


def is_known(name: str) -> bool:
    """Whether the table knows a field of this name."""
    return normal(name) in _BY_NAME


def is_text(name: str) -> bool:
    """Whether a field of this name holds what was said: the one thing that a record needs."""
    return _BY_NAME.get(normal(name), ("", 0))[0] in ("text", "title")


class Shape:
    """The names of one record, looked up once for all records that have the same."""

    def __init__(self, names: tuple[str, ...]) -> None:
        best: dict[str, list[tuple[int, str]]] = {}
        for name in names:
            field, rank = _BY_NAME.get(normal(name), ("", 0))
            if field:
                best.setdefault(field, []).append((rank, name))
        self.fields = {field: [name for _, name in sorted(found)] for field, found in best.items()}
        self.rest = [name for name in names if normal(name) not in _BY_NAME]

    def post(self, record: Mapping[str, Any], now: int, zone: tzinfo = UTC) -> Post:
        """``record`` as a post. ``zone`` is what dates without an offset are in. Raises :class:`NoTextError`."""
        used: set[str] = set()

        def take(field: str) -> Any:
            for name in self.fields.get(field, ()):
                value = record.get(name)
                if value not in (None, "", []):
                    used.add(name)
                    return value
            return None

        body, title = as_text(take("text")).strip(), one_line(unescape(as_text(take("title"))))
        if not body and not title:
            raise NoTextError("it has no text")
        text, was_cut = cut(to_text(body) if "<" in body and looks_like_html(body) else body, LONGEST_FIELD)
        raw = self._written(take("published"), record, used)
        published, flag = dates.believed(dates.parse(raw, zone), now) if raw else (None, "")
        author, handle = one_line(as_text(take("author"))), one_line(as_text(take("handle")))
        if author.startswith("@") and not handle:
            author, handle = "", author
        url = web_url(as_text(take("url")))
        word = as_text(take("platform")).strip()
        platform = _platform(word, record, url)
        given = take("flags")
        flags = [f for f in given if isinstance(f, str) and _FLAG.fullmatch(f)] if isinstance(given, list) else []
        flags += [f for f in ("cut" if was_cut else "", flag) if f and f not in flags]
        return Post(
            native_id=as_text(take("id")).strip()[:_LONGEST_EXTRA] or digest(title, text, author or handle, raw, url),
            text=text,
            title=title[:LONGEST_FIELD],
            author=author[:500],
            handle=handle[:500],
            url=url,
            published=published,
            published_raw=raw[:100] if flag else "",
            platform=platform,
            lang=_language(as_text(take("lang"))),
            reach=count(take("reach")),
            shares=count(take("shares")),
            replies=count(take("replies")),
            rating=_stars(take("rating")),
            reply_to=as_text(take("reply to"))[:_LONGEST_EXTRA],
            verified=_yes(take("verified")),
            bot=_yes(take("bot")),
            private=_yes(take("private")),
            press=_yes(take("press")),
            flags=tuple(flags[:20]),
            source=one_line(as_text(take("source")))[:200],
            heard=dates.parse(as_text(take("heard")), zone),
            extra=self._extra(record, used, word if word and not platform else ""),
        )

    def _written(self, value: object, record: Mapping[str, Any], used: set[str]) -> str:
        """The date as written; a day and a time in two columns are put together."""
        raw = str(value) if isinstance(value, float) else as_text(value).strip()
        if raw and ":" not in raw:
            for name in self.fields.get("published", ()):
                clock = as_text(record.get(name)).strip()
                if name not in used and _CLOCK.fullmatch(clock):
                    used.add(name)
                    return f"{raw} {clock}"
        return raw

    def _extra(self, record: Mapping[str, Any], used: set[str], platform: str) -> dict[str, str]:
        """Whatever is left, as text, under its own name."""
        left = [*self.rest, *(name for names in self.fields.values() for name in names if name not in used)]
        kept = {name: _kept(record.get(name)) for name in left[:_MOST_EXTRA]}
        extra = {as_text(name)[:200]: value for name, value in kept.items() if value}
        if platform:
            extra["platform"] = platform[:200]
        return extra


def _platform(word: str, record: Mapping[str, Any], url: str) -> str:
    """What the record says, else what its ``source`` is called, else where its address leads."""
    source = as_text(record.get("source") or record.get("Source")).strip()
    for said in (word, source):
        code = said if said in PLATFORMS else _PLATFORM_WORDS.get(said.lower(), "")
        if code:
            return code
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return _PLATFORM_HOSTS.get(host, "")


def _kept(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return as_text(value)[:_LONGEST_EXTRA]
    try:
        return msgspec.json.encode(value).decode()[:_LONGEST_EXTRA]
    except (TypeError, UnicodeEncodeError, RecursionError):
        return ""


def _language(word: str) -> str:
    bare = word.strip().lower()
    head = re.split(r"[-_]", bare, maxsplit=1)[0]
    return _LANGUAGES.get(bare) or (head if 2 <= len(head) <= 3 and head.isalpha() else "")


def _stars(value: object) -> int | None:
    text = re.sub(r"\.0+$", "", str(value).strip()) if isinstance(value, int | float | str) else ""
    return int(text) if text in ("1", "2", "3", "4", "5") else None


def _yes(value: object) -> bool:
    return value is True or (isinstance(value, str | int) and str(value).strip().lower() in _YES)
