"""From a stranger's Post to a Mention: cleaned, matched, weighed. Pure.

This is where foreign text is cleaned for the first time, every field of it; the gate before the terminal is the
second.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from warroom.config import Watch
from warroom.domain.level import MINUTE
from warroom.domain.mention import Mention, Post
from warroom.domain.text import clean, one_line
from warroom.domain.tone import POSITIVE, is_negative

AHEAD: Final = 10 * MINUTE
"""A post dated further in the future than this is not believed."""

ABOUT_US: Final = frozenset({"brand", "product", "target"})
TRIGGER: Final = "!"
"""Phrase kinds of hard triggers begin with this mark."""

_LONGEST_NAME = 80
_LONGEST_TITLE = 500
_LONGEST_URL = 2_000
_MOST_EXTRA = 50
_URL = re.compile(r"https?://[^\s<>\"'`\\^{}|\[\]]+(?:\[[0-9a-fA-F:.]+\][^\s<>\"'`\\^{}|]*)?\Z", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:i|we|our|ours|my|mine|us|me)\b", re.IGNORECASE)


class Scorer(Protocol):
    """Tone, as the analysis floor offers it."""

    def score(self, text: str, lang: str) -> int | None:
        """-100 to 100; None when the language is not known to it."""


class Finder(Protocol):
    """Phrases, as the analysis floor offers them."""

    def find(self, text: str) -> tuple[str, ...]:
        """``kind:phrase`` for every hit, each once."""


class Judged(msgspec.Struct, frozen=True):
    """A mention that is about us, with the text as it came if cleaning changed it."""

    mention: Mention
    raw: str = ""


class Judge:
    """Knows the phrases, the people whose posts weigh more, and how tone is read."""

    def __init__(self, finder: Finder, scorer: Scorer, detect: Callable[[str], str], watch: Watch) -> None:
        self._finder = finder
        self._scorer = scorer
        self._detect = detect
        self._reach = watch.influencer_reach
        self._known: dict[str, str] = {}
        for flag, names in (
            ("influencer", watch.influencers), ("press", watch.press), ("legal", watch.legal), ("own", watch.own),
        ):  # fmt: skip
            for name in names:
                self._known[one_line(name).casefold()] = flag

    def judge(self, post: Post, *, source: str, platform: str, everything: bool, now: int) -> Judged | None:
        """The mention that this post is, first seen ``now`` (ms); None when it is not about us."""
        text, title = clean(post.text), clean(post.title, longest=_LONGEST_TITLE)
        author, handle = _name(post.author), _name(post.handle)
        whole = f"{title.text}\n{text.text}" if title.text else text.text
        matched = self._finder.find(whole)
        kinds = {hit.partition(":")[0] for hit in matched}
        if not everything and not kinds & (ABOUT_US | {"competitor"}):
            return None
        lang = one_line(clean(post.lang, longest=12).text).lower().partition("-")[0] or self._detect(whole)
        tone = self._tone(whole, lang)
        believed = post.published is not None and 0 < post.published <= now + AHEAD
        removed = {*text.removed, *title.removed, *author.removed, *handle.removed}
        flags = self._flags(post, author.text, handle.text, removed, believed=believed)
        hidden = text.count + title.count + author.count + handle.count - len(removed & {"cut"})
        competitor_only = bool(kinds) and kinds <= {"competitor"}
        mention = Mention(
            id=0,
            source=one_line(clean(post.source, longest=_LONGEST_NAME).text) or source,
            native_id=_exact(post.native_id),
            platform=post.platform or platform,
            author=author.text,
            handle=handle.text,
            text=text.text.strip(),
            title=one_line(title.text),
            url=_url(post.url),
            published=post.published if believed and post.published is not None else now,
            first_seen=post.heard if post.heard is not None and 0 < post.heard <= now else now,
            reach=post.reach if post.reach is not None and post.reach >= 0 else None,
            lang=lang,
            tone=tone,
            flags=flags,
            hidden=hidden,
            matched=matched,
            needs_answer=not competitor_only and self._needs(post, flags, matched, tone, whole),
            reply_to=_exact(post.reply_to),
            shares=post.shares,
            replies=post.replies,
            rating=post.rating if post.rating is not None and 1 <= post.rating <= 5 else None,
            extra={_exact(key): clean(value).text for key, value in list(post.extra.items())[:_MOST_EXTRA]},
        )
        raw = "" if text.text == post.text and title.text == post.title else f"{post.title}\n{post.text}"
        return Judged(mention, raw.encode("utf-8", "backslashreplace").decode())

    def _tone(self, text: str, lang: str) -> int | None:
        """The tone; of a text too short to tell its language only if words of feeling are found in it."""
        return self._scorer.score(text, lang) if lang else self._scorer.score(text, "en") or None

    def _flags(self, post: Post, author: str, handle: str, removed: set[str], *, believed: bool) -> tuple[str, ...]:
        flags = [flag for flag in post.flags if flag in ("encoding", "cut", "edited", "old")]
        if post.press:
            flags.append("press")
        for name in (author, handle):
            known = self._known.get(name.casefold())
            if known:
                flags.append(known)
        if post.reach is not None and post.reach >= self._reach and not {"press", "own"} & set(flags):
            flags.append("influencer")
        flags += [word for word, is_so in (("verified", post.verified), ("bot", post.bot), ("private", post.private))
                  if is_so]  # fmt: skip
        if not believed and (post.published is not None or post.published_raw):
            flags.append("date")
        flags += sorted(removed & {"cut", "bidi", "escape"})
        return tuple(dict.fromkeys(flags))

    @staticmethod
    def _needs(post: Post, flags: tuple[str, ...], matched: tuple[str, ...], tone: int | None, text: str) -> bool:
        """Whether somebody should answer.

        The press and the law, low ratings, complaints that people make for themselves, and what is put to us by
        name unless it is praise. Bad words about us that are addressed to nobody are watched, not answered.
        """
        if "bot" in flags or "own" in flags:
            return False
        if "press" in flags or "legal" in flags or (post.rating is not None and post.rating <= 2):
            return True
        addressed = any(hit.partition(":")[2].startswith("@") for hit in matched)
        if is_negative(tone):
            return addressed or "?" in text or "influencer" in flags or bool(_FIRST_PERSON.search(text))
        return (addressed and (tone is None or tone < POSITIVE)) or ("?" in text and post.private)


def _name(text: str) -> Name:
    cleaned = clean(text, longest=_LONGEST_NAME)
    return Name(one_line(cleaned.text), cleaned.removed, cleaned.count)


class Name(msgspec.Struct, frozen=True):
    """A cleaned name in one line."""

    text: str
    removed: tuple[str, ...]
    count: int


def _exact(ident: str) -> str:
    """An id as it came, but one that a database and a JSON file can hold."""
    return ident[:_LONGEST_URL].encode("utf-8", "backslashreplace").decode()


def _url(url: str) -> str:
    """The address if it is one that may be opened: http or https, nothing hidden in it; else nothing."""
    shown = url.strip()
    fits = len(shown) <= _LONGEST_URL and _URL.match(shown) and not clean(shown).removed
    return shown if fits else ""
