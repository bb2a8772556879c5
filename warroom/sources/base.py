"""What a source is: the one page that every network's file is written against.

A source turns strangers' bytes into :class:`~warroom.domain.mention.Post`. It keeps nothing between two calls:
what it must remember goes into the :class:`Cursor` that it returns, and the caller stores that. It raises
nothing that a stranger can cause: whatever happened is an :class:`Outcome`, with a note in words for people.

Adding a network is one file with a settings struct and a class that has :meth:`Source.fetch`, one line in
``kinds.py`` and one recorded answer in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, Protocol, TypeAlias

import msgspec

from warroom.domain.mention import Post

MOST_ITEMS: Final = 1_000
"""Items kept of one answer; the newest are kept and a note says how many were not."""

LONGEST_FIELD: Final = 65_536
"""Characters kept of one field, 64 K; the evidence keeps the rest."""

ParseStatus: TypeAlias = Literal["ok", "partial", "rejected"]
"""ok; partial: something was damaged, what could be read was kept; rejected: this is not what was asked for."""


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """What a pure parse made of one answer. Posts stand in the order of the document."""

    posts: tuple[Post, ...] = ()
    title: str = ""
    """Name that the place gives itself."""
    status: ParseStatus = "ok"
    notes: tuple[str, ...] = ()
    """What was wrong or worth knowing, in words for people."""
    version: str = ""
    """``rss20``, ``atom10``, ``rss10``, ``jsonfeed1``; empty when it was no feed."""
    ttl_s: int = 0
    """Seconds that the publisher asks us to wait between polls; 0 when it does not say."""
    more: bool = False
    """The answer says that there are further pages behind it."""
    mark: str = ""
    """The network's own mark to go on from next time, where it is not simply the last post's id."""


class Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a source remembers from one fetch to the next. JSON-able; opaque to everyone else."""

    origin: str = ""
    """Which configuration this belongs to (a digest): a source that is pointed elsewhere starts anew."""
    url: str = ""
    """Where the configured address has moved for good; empty while it has not."""
    etag: str = ""
    last_modified: str = ""
    """Validators, byte for byte as received (as Latin-1)."""
    body_hash: str = ""
    """SHA-256 of the last body that was read well."""
    items: int = 0
    """How many items the last good answer held: none after some is worth a note."""
    note: str = ""
    """What was worth knowing about the last body; true for as long as it stays the same."""
    since: dict[str, str] = {}
    """The network's own marks: ids, seconds, byte offsets. Always strings."""
    fails: int = 0
    """Fetches in a row that brought nothing but trouble."""


AnswerState: TypeAlias = Literal[
    "ok", "unchanged", "gone", "missing", "refused", "backoff",
    "error", "timeout", "too_large", "redirect", "blocked",
]  # fmt: skip
"""ok: a body; unchanged: 304; gone: 410, stop for good; missing: 404, ask slowly; refused: 401 or 403, a person
is needed; backoff: 429 or 503, wait; error: 5xx, cut off, unreachable, unreadable; timeout; too_large;
redirect: a loop, too many hops or a broken address; blocked: an address that we do not connect to."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP exchange, all hops. Never an exception."""

    state: AnswerState
    status: int = 0
    """HTTP status of the last hop; 0 when none came."""
    body: bytes = b""
    headers: dict[str, str] = {}
    """Of the last hop, names in lower case, values as Latin-1; repeated ones are joined with a comma."""
    url: str = ""
    """Address of the last hop. May hold a secret: never show it."""
    moved: str = ""
    """The new address when the configured one has moved for good; empty otherwise."""
    wait_s: float | None = None
    """How long the server asks us to wait, 5 s to 1 h; None when it does not say."""
    note: str = ""
    """For people; names the host at most."""


OutcomeState: TypeAlias = AnswerState | ParseStatus
"""What became of one fetch: that of the exchange, or, when a body came, that of its parse."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one fetch brought. ``cursor`` is always the one to store, also after a failure."""

    state: OutcomeState
    cursor: Cursor
    posts: tuple[Post, ...] = ()
    """Oldest first. Neither cleaned, matched nor de-duplicated against the store."""
    body: bytes = b""
    """What was received, as evidence; empty when there is nothing new."""
    sha256: str = ""
    """Of ``body``, hex; empty without one."""
    wait_s: float | None = None
    """Not sooner than this many seconds from now, 5 s to 1 h; None: the caller's own pace or back-off."""
    ttl_s: int = 0
    """Pace that the publisher wishes for (``ttl``, ``Cache-Control``), at most 1 h; 0 when it does not say."""
    note: str = ""
    """For people, without a secret. May stand beside ``ok``."""
    title: str = ""
    """Name that the place gives itself; empty when not told this time."""
    more: bool = False
    """More is waiting: fetch again at once, with the new cursor."""

    @property
    def good(self) -> bool:
        """Whether the source was heard: silence after this is silence."""
        return self.state in ("ok", "partial", "unchanged")

    @property
    def unchanged(self) -> bool:
        """Whether it answered that there is nothing new."""
        return self.state == "unchanged"

    @property
    def gone(self) -> bool:
        """Whether it is never to be asked again."""
        return self.state == "gone"


class Client(Protocol):
    """The way out that a source is given: guarded HTTP and a parse that cannot harm us (see ``client.py``)."""

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, allow: str = "", now: int = 0) -> Answer:
        """Fetch ``url``. ``allow`` is the one ``host:port`` that may be a private address; ``now`` in ms."""
        ...

    async def parse(self, kind: str, body: bytes, headers: Mapping[str, str], url: str, now: int) -> Parsed:
        """Parse ``body`` as ``kind``, away from this process when it is XML or big."""
        ...


class Source(Protocol):
    """One place that is listened to. Stateless: two may share one object, none may keep a cursor."""

    @property
    def name(self) -> str:
        """The name its people gave it."""
        ...

    @property
    def kind(self) -> str:
        """The word in the configuration: ``rss``, ``mastodon``."""
        ...

    @property
    def platform(self) -> str:
        """Two-letter code for posts that carry none of their own."""
        ...

    @property
    def every_s(self) -> int:
        """Seconds between two fetches."""
        ...

    @property
    def everything(self) -> bool:
        """``all = true``: every item counts as a mention, phrases or not."""
        ...

    async def fetch(self, client: Client, cursor: Cursor, now: int) -> Outcome:
        """Ask once. ``now`` in ms UTC."""
        ...
