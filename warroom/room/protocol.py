"""What a console knows of a room. The local room satisfies it; so will one at the far end of a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import msgspec

from warroom.domain.entries import Entry, StatementKind
from warroom.domain.health import SourceHealth
from warroom.domain.level import LevelRule
from warroom.domain.mention import Mention
from warroom.domain.people import Person
from warroom.domain.picture import Picture
from warroom.domain.prepared import HouseRules, Playbook, PreparedAnswer, Template
from warroom.domain.reading import Reading
from warroom.domain.remarks import Promise, Report

if TYPE_CHECKING:
    from warroom.domain.orders import Order, Refused


REF: Final = 16
"""Bytes that name an order, so that it is carried out once however often it is sent."""


class FeedQuery(msgspec.Struct, frozen=True):
    """Which mentions a list shows. Empty shows all; several conditions must all hold."""

    text: str = ""
    """Words to be found in text, title or author; the last one may be a beginning."""
    source: str = ""
    platform: str = ""
    unclaimed: bool = False
    """Only what needs an answer and nobody has."""
    author: str = ""
    """Exact handle or name."""


class Window(Protocol):
    """A list that is too long to hold. Rows are counted from the oldest, 0, so that growth never renumbers them."""

    @property
    def total(self) -> int:
        """Rows there are now."""

    def row(self, ordinal: int) -> Mention | None:
        """The mention there, or None while it is not at hand. Never blocks."""

    async def want(self, first: int, last: int) -> bool:
        """Bring rows first..last (inclusive) to hand, with a page around them; True if any of them was missing."""

    async def find(self, mention: int) -> int | None:
        """The ordinal of a mention, or None if the list does not show it."""


class Recorded(msgspec.Struct, frozen=True):
    """Entries were recorded; the Picture has them already."""

    entries: tuple[Entry, ...]


class Heard(msgspec.Struct, frozen=True):
    """Mentions came in. ``changed`` names stored ones that look different now (edited, copied)."""

    new: int
    changed: tuple[int, ...] = ()
    first: int = 0
    """The row of the first of ``heads``."""
    heads: Sequence[Mention] = ()
    """The new rows of the unfiltered feed, where they are at hand."""


class Read(msgspec.Struct, frozen=True):
    """The gauge has a new reading."""

    reading: Reading


class Listening(msgspec.Struct, frozen=True):
    """The health of a source changed."""

    health: tuple[SourceHealth, ...]


class Trouble(msgspec.Struct, frozen=True):
    """Something that everybody must know: the log is not being saved, and why. Empty when it is over."""

    what: str


class Present(msgspec.Struct, frozen=True):
    """Somebody who has this room on a screen."""

    who: str
    """Short name."""
    since: int
    """ms UTC."""
    looks_at: str = ""
    """What they have before them, in words: ``desk``, ``post 812``."""


class Away(msgspec.Struct, frozen=True):
    """The room's host is not heard: everything that is known is from then."""

    since: int
    """ms UTC."""
    why: str = "Not connected."
    """A sentence."""
    for_good: bool = False
    """Nobody tries to come back."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A log entry that waits here until the host is back."""

    text: str
    at: int
    """When it was written, ms UTC."""
    ref: bytes
    refused: str = ""
    """Why the room would not record it. Empty: it has not been sent yet."""


class Back(msgspec.Struct, frozen=True):
    """The host is heard again."""

    sent: int
    """Log entries that had waited here and are recorded now."""
    came: int
    """Mentions that came in meanwhile."""
    refused: int = 0
    """Log entries that the room would not record; they are still kept here."""


class Attended(msgspec.Struct, frozen=True):
    """Who is present changed."""

    present: Sequence[Present]


class Readied(msgspec.Struct, frozen=True):
    """What the team prepared in files was read."""


Change: TypeAlias = Recorded | Heard | Read | Listening | Trouble | Attended | Readied | Away | Back


class Answers(msgspec.Struct, frozen=True):
    """How far answering has come."""

    needed: int = 0
    """Mentions that need an answer and have none."""
    unclaimed: int = 0
    """Of those, how many nobody has."""
    late: int = 0
    """Of those needed, how many are past their time."""
    latest: int | None = None
    """The oldest deadline that passed, ms; None when nobody is late."""


class Suggestion(msgspec.Struct, frozen=True):
    """A prepared answer as it fits a text."""

    answer: str
    """Its short name in the bank."""
    fit: int
    """0 to 100; 0 is one that was not found to fit."""
    why: tuple[str, ...] = ()
    """Words of the text that led to it."""
    age: str = ""
    """``approved 14:12``, ``not approved``: how fresh its wording is."""
    stale: bool = False
    """Whether somebody should read it again before it is used."""


class Conflict(msgspec.Struct, frozen=True):
    """What somebody said that cannot be true together with a text."""

    who: str
    """``Luca told @tdk_ops``, ``fact 3 says``."""
    theirs: str
    ours: str
    about: str = ""


class Watched(Protocol):
    """The part of a room that Needs you is worked out from. Whoever only looks on has it too."""

    @property
    def me(self) -> Person:
        """Who sits at this console."""

    @property
    def people(self) -> Mapping[str, Person]:
        """Everybody, by short name."""

    @property
    def rules(self) -> Sequence[LevelRule]:
        """What each level asks for, L0 to L4."""

    @property
    def house(self) -> HouseRules:
        """What this team agreed on: approvals, publishers, stand-ins, claims, checklist."""

    @property
    def unprepared(self) -> Sequence[str]:
        """Which prepared files could not be used, and why, in words."""

    @property
    def picture(self) -> Picture:
        """What follows from the log."""

    @property
    def reading(self) -> Reading | None:
        """The gauge's last reading."""

    @property
    def health(self) -> Sequence[SourceHealth]:
        """How well each source hears."""

    @property
    def answers(self) -> Answers:
        """How far answering has come."""

    @property
    def away(self) -> Away | None:
        """Since when the host is not heard; None while what is shown is so."""

    @property
    def trouble(self) -> str:
        """What everybody must know: the log is not being saved. Empty when all is well."""


class Room(Watched, Protocol):
    """One room, as a console or a command sees it.

    Everything readable is at hand; only what is awaited waits for anything.
    """

    @property
    def brand(self) -> str:
        """Whose room this is."""

    @property
    def playbooks(self) -> Mapping[str, Playbook]:
        """The plans at hand, by short name, each with when it was last exercised."""

    @property
    def bank(self) -> Mapping[str, PreparedAnswer]:
        """The prepared answers as they are now, by short name; retired ones are gone."""

    @property
    def templates(self) -> Sequence[Template]:
        """Texts to begin a statement from."""

    @property
    def present(self) -> Sequence[Present]:
        """Who has this room on a screen, first come first; empty where nobody else could."""

    @property
    def drill(self) -> bool:
        """Whether this is an exercise: shown on every screen, nothing leaves the machine."""

    @property
    def log(self) -> Sequence[Entry]:
        """Every entry, oldest first."""

    @property
    def kept(self) -> Sequence[Kept]:
        """Log entries that wait here, oldest first."""

    @property
    def scores(self) -> Sequence[tuple[int, int]]:
        """(ms, score) of the last three hours, oldest first, at most one a minute."""

    @property
    def stored(self) -> int:
        """Mentions stored."""

    @property
    def today(self) -> int:
        """Mentions first seen since midnight UTC."""

    @property
    def volume(self) -> Sequence[tuple[int, int]]:
        """(ms, mentions posted in the five minutes from then), the last three hours, oldest first, no empty ones."""

    @property
    def usual_day(self) -> int | None:
        """Mentions on a normal day; None until that is known."""

    def now(self) -> int:
        """The room's clock, ms UTC (faster than ours in a drill)."""

    async def do(self, order: Order, by: Person | None = None) -> Refused | None:
        """Ask for something. None: it is recorded and durable. Otherwise why not.

        While the room is away, log entries are kept here (see :attr:`kept`) and sent when it is back: None too.
        """

    def changes(self) -> AsyncIterator[Change]:
        """Everything that happens from now on. Close the iterator to stop listening."""

    def window(self, query: FeedQuery) -> Window:
        """A list of mentions."""

    async def mention(self, ident: int) -> Mention | None:
        """One mention by its number."""

    async def thread(self, mention: Mention, limit: int = 50) -> Sequence[Mention]:
        """What belongs to the same conversation, oldest first, without the mention itself."""

    def answer_by(self, mention: Mention) -> int | None:
        """When it is to be answered, ms; None when it needs no answer or has one."""

    async def drafts(self) -> Mapping[str, str]:
        """What I have written and not sent: ``mention:7`` → text."""

    async def keep_draft(self, about: str, text: str) -> None:
        """Keep what I have written; an empty text throws it away."""

    async def marks(self, mention: Mention) -> Sequence[str]:
        """The words of its text that drove its tone."""

    async def read_statement(self, text: str, sort: StatementKind) -> Report:
        """What the reader says about a public text: short ticks, and remarks with their reasons. It never blocks."""

    @property
    def accounts(self) -> Sequence[str]:
        """Our own accounts, by handle."""

    async def suggest(self, text: str, *, rest: bool = False) -> Sequence[Suggestion]:
        """The prepared answers that fit a post, best first; with ``rest`` all others after them, most used first."""

    async def conflicts(self, text: str) -> Sequence[Conflict]:
        """What our people and the board of facts say that this text contradicts."""

    async def promises(self, text: str) -> Sequence[Promise]:
        """What this text says somebody will do."""

    async def look_at(self, what: str) -> None:
        """Let the others know what I have before me."""

    async def retry(self, source: str = "") -> None:
        """Poll this source now (all of them without a name)."""

    async def settled(self) -> None:
        """Wait until everything that was queued has been carried out."""
