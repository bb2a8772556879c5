"""What strangers wrote: a Post as a source found it, a Mention as the room keeps it."""

from typing import Final

import msgspec

PLATFORMS: Final = {
    "X": "X", "LI": "LinkedIn", "MA": "Mastodon", "BS": "Bluesky", "RD": "Reddit", "HN": "Hacker News",
    "NW": "News", "RV": "Reviews", "YT": "YouTube", "SP": "Status page", "FI": "File",
}  # fmt: skip
"""Two-letter platform codes as the feed shows them, with the word for people."""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One post as a source's parse found it: typed, but neither cleaned nor believed."""

    native_id: str
    """The network's own id, exact; never parsed as a number."""
    text: str
    title: str = ""
    author: str = ""
    """Display name, or the outlet of an article."""
    handle: str = ""
    """Account name with its mark: ``@ines_cfo``, ``u/clm_admin``."""
    url: str = ""
    published: int | None = None
    """When the author says it was posted, ms UTC; None if missing or unreadable."""
    published_raw: str = ""
    """The date as written, kept when it could not be believed."""
    platform: str = ""
    """Two-letter code; empty means the source's own."""
    lang: str = ""
    reach: int | None = None
    """Followers or readers; None is unknown, which is never zero."""
    verified: bool = False
    bot: bool = False
    reply_to: str = ""
    """Native id of the post that this one answers."""
    shares: int | None = None
    replies: int | None = None
    rating: int | None = None
    """Stars, 1 to 5."""
    private: bool = False
    """A direct or followers-only message: shown to the team, never exported by default."""
    press: bool = False
    """An outlet wrote it, not a person."""
    flags: tuple[str, ...] = ()
    """What the parse wants people to know: ``encoding``, ``cut`` …"""
    source: str = ""
    """Where another tool heard it; empty means the source that brought it."""
    heard: int | None = None
    """When another tool, or a recording, heard it first, ms UTC; None means now."""
    extra: dict[str, str] = {}
    """Unknown fields of an import, kept as they are."""


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One post about the brand, cleaned and judged. Immutable: an edit by its author is a further revision."""

    id: int
    """The room's own number, rising in the order of arrival; 0 before it is stored."""
    source: str
    native_id: str
    platform: str
    author: str
    handle: str
    text: str
    title: str = ""
    url: str = ""
    published: int
    """When it was posted, ms UTC, believed; equals first_seen when the author's date was not believable."""
    first_seen: int
    """When the room first saw it, ms UTC. Lists and deadlines go by this one."""
    reach: int | None = None
    lang: str = ""
    tone: int | None = None
    """-100 (very negative) to 100; None is not scored, which is never neutral."""
    flags: tuple[str, ...] = ()
    """press, influencer, legal, safety, watched, verified, bot, private, edited, date, encoding, cut, hidden …"""
    hidden: int = 0
    """How many invisible or harmful pieces were taken out of its text and names."""
    matched: tuple[str, ...] = ()
    """Phrases found, each with its kind: ``brand:quillstack``."""
    needs_answer: bool = False
    reply_to: str = ""
    shares: int | None = None
    replies: int | None = None
    rating: int | None = None
    head: int = 0
    """Id of the first near-duplicate of this text; equals id when this is the first."""
    copies: int = 0
    """Near-duplicates that arrived after this one."""
    revision: int = 0
    """0 is the first wording."""
    extra: dict[str, str] = {}
    """Fields of an import that mean nothing here, kept as they are."""

    @property
    def who(self) -> str:
        """The name that a row shows: handle, else author, else a visible placeholder."""
        return self.handle.strip() or self.author.strip() or "(no name)"

    @property
    def headline(self) -> str:
        """Title and text as one: what a single line of the feed shows."""
        if not self.title or self.text.startswith(self.title):
            return self.text
        return f"{self.title}. {self.text}" if self.text else self.title
