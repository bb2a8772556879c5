"""What is entered in the seven steps, and what the screens need of whoever keeps it. Data, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

import msgspec

from warroom.domain.level import DEFAULT_RULES, LevelRule
from warroom.domain.people import ROLES, Role

StepId: TypeAlias = Literal["who", "watch", "look", "team", "levels", "words", "playbooks"]
FeedKind: TypeAlias = Literal["rss", "hackernews", "mastodon"]

PLACEHOLDER: Final = "Your brand"
"""The brand's name in the shipped settings."""
ALL_ROUND: Final[tuple[Role, ...]] = ("responder", *(r for r in ROLES if r not in ("responder", "observer")))
"""Who sets a room up may take every role until others are named."""


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the team."""

    short: str
    name: str
    roles: tuple[Role, ...] = ("responder",)
    stand_in: str = ""
    unix: str = ""
    was: str = ""
    """The short name that the file has for them; empty for somebody new."""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One place to look."""

    name: str
    kind: str = "rss"
    where: str = ""
    """rss: the feed's address; mastodon: a server's or a hashtag's; hackernews: the words to look for."""
    every: str = "2m"
    all: bool = False
    private: bool = False
    at: int = -1
    """Which ``[[sources]]`` table of the file it is; -1 for a new one."""

    @property
    def ours(self) -> bool:
        """Whether set-up knows its kind; others are only shown."""
        return self.kind in ("rss", "hackernews", "mastodon")


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook that could be kept."""

    ident: str
    title: str
    drilled: int | None = None
    kept: bool = True


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """All that was entered."""

    me: str = ""
    """Short name of who sets the room up; empty while nobody said."""
    brand: str = PLACEHOLDER
    phrases: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()
    team: tuple[Colleague, ...] = ()
    rules: tuple[LevelRule, ...] = DEFAULT_RULES
    examples: bool = True
    """Whether the shipped answers and statements are taken over."""
    imports: str = ""
    """A folder of .md files to take over as answers."""
    books: tuple[Book, ...] = ()

    @property
    def self(self) -> Colleague | None:
        """Who sets the room up."""
        return next((who for who in self.team if who.short == self.me), None)


class Shelf(NamedTuple):
    """What comes with warroom."""

    answers: int = 0
    statements: int = 0
    books: tuple[Book, ...] = ()


class Wrong(NamedTuple):
    """What is missing or cannot be used, in words, and the field to mend it in."""

    words: str
    field: str = ""


class Tried(NamedTuple):
    """Whether something that could fail was done, and what is to be said about it."""

    good: bool
    words: str


class Desk(Protocol):
    """Whoever keeps what is entered. ``folder.FolderDesk`` writes it to a room's folder."""

    @property
    def place(self) -> str:
        """The room's folder, for people."""
        ...

    @property
    def draft(self) -> Draft:
        """What is known by now."""
        ...

    @property
    def done(self) -> frozenset[str]:
        """The steps that were done."""
        ...

    @property
    def shelf(self) -> Shelf:
        """What comes with warroom."""
        ...

    @property
    def user(self) -> tuple[str, str]:
        """(unix user, their full name as the machine knows it) of who runs this."""
        ...

    def now(self) -> int:
        """Ms UTC."""
        ...

    def keep(self, step: StepId, draft: Draft) -> Tried:
        """Write what a step says to the folder; or say why it could not be kept, and then nothing has changed."""
        ...

    def finish(self) -> str:
        """Put in what a room needs and no step gave. Empty, or why not."""
        ...

    def check(self, feed: Feed) -> str:
        """Whether a feed can be used as it is written, without asking it: empty, or what is wrong."""
        ...

    def count(self, folder: str) -> tuple[int, str]:
        """How many .md files a folder holds that can be taken over, and what hinders, in words."""
        ...

    async def attempt(self, feed: Feed) -> Tried:
        """Ask a feed once. Nothing is stored."""
        ...

    async def declare(self, title: str, left: Sequence[str]) -> str:
        """Open an incident with that name and a task for each of ``left``. Empty, or why not."""
        ...


Raw: TypeAlias = Mapping[str, Any]
"""One table of a file as it is."""
