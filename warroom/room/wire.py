"""What a console and the host say to each other: typed frames over a unix socket.

A frame is four bytes of length, most significant first, and so many bytes of MessagePack. The console says
:class:`Hello` and then asks, each time with a number of its own; the host answers :class:`Welcome` (everything that
is known, once) or :class:`Goodbye`, then an :class:`Answer` for each number and, unasked, what happens. Both sides
are of one version or refuse each other in words, so that a frame never needs to be guessed at.
"""

import struct
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, TypeAlias

import msgspec

import warroom
from warroom.domain.entries import Entry, StatementKind
from warroom.domain.health import SourceHealth
from warroom.domain.level import LevelRule
from warroom.domain.mention import Mention
from warroom.domain.orders import Refused
from warroom.domain.people import Person
from warroom.domain.prepared import HouseRules, Prepared
from warroom.domain.reading import Reading
from warroom.domain.remarks import Promise, Report
from warroom.record.chain import Guards
from warroom.room.protocol import Answers, Conflict, Present, Suggestion
from warroom.store.protocols import Query, Row, Volume

if TYPE_CHECKING:
    from asyncio import StreamReader

VERSION: Final = f"{warroom.__version__}/4"
"""Program and form of the frames. Changed with every change to this file that the other side would notice."""
LONGEST: Final = 64 << 20
"""Bytes of the longest frame that a console takes: a welcome brings the whole log."""
LONGEST_ASKED: Final = 1 << 20
"""Bytes of the longest frame that the host takes."""

_LENGTH: Final = struct.Struct(">I")


class BrokenFrameError(Exception):
    """What came is no frame of ours. The connection is of no more use."""


# -- from the console ------------------------------------------------------------------------------------------------


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The first frame."""

    version: str
    wanted: str = ""
    """Who it would be (``--as``), for the room's owner alone."""
    quiet: bool = False
    """A command: it is nobody who is present, and only wants answers."""
    key: str = ""
    """Fingerprint of the key that a door saw; only the room's owner runs doors."""
    known: int = 0
    """How many entries of the log it has already: who comes back is not told all of it again."""
    head: str = ""
    """The hash of the last of them. With another one it gets the whole log."""


class _Asked(msgspec.Struct, frozen=True):
    """A question. ``answer`` is what comes back for it."""

    answer: ClassVar[Any] = None


class Do(_Asked, frozen=True, tag="do"):
    """Give an order. ``order`` is its JSON: the host reads it as it reads a line of ``warroom order``."""

    answer: ClassVar[Any] = Refused | None

    order: msgspec.Raw
    ref: bytes


class Rows(_Asked, frozen=True, tag="rows"):
    """Positions of the unfiltered feed."""

    answer: ClassVar[Any] = list[Mention]

    first: int
    last: int


class Position(_Asked, frozen=True, tag="position"):
    """Where a mention stands in the unfiltered feed."""

    answer: ClassVar[Any] = int | None

    mention: int


class Ids(_Asked, frozen=True, tag="ids"):
    """Which mentions match, newest first."""

    answer: ClassVar[Any] = list[int]

    query: Query
    before: int | None = None
    limit: int = 1000


class Mentions(_Asked, frozen=True, tag="mentions"):
    """Mentions by number."""

    answer: ClassVar[Any] = dict[int, Mention]

    ids: tuple[int, ...]


class Thread(_Asked, frozen=True, tag="thread"):
    """A conversation."""

    answer: ClassVar[Any] = list[Mention]

    mention: int
    limit: int = 50


class Marks(_Asked, frozen=True, tag="marks"):
    """Words that drove the tone of a text."""

    answer: ClassVar[Any] = list[str]

    text: str


class Drafts(_Asked, frozen=True, tag="drafts"):
    """What I have written and not sent."""

    answer: ClassVar[Any] = dict[str, str]


class KeepDraft(_Asked, frozen=True, tag="keep_draft"):
    """Keep what I have written."""

    about: str
    text: str


class Suggest(_Asked, frozen=True, tag="suggest"):
    """Prepared answers that fit."""

    answer: ClassVar[Any] = list[Suggestion]

    text: str
    rest: bool = False


class Conflicts(_Asked, frozen=True, tag="conflicts"):
    """What contradicts a text."""

    answer: ClassVar[Any] = list[Conflict]

    text: str


class Promises(_Asked, frozen=True, tag="promises"):
    """What a text says somebody will do."""

    answer: ClassVar[Any] = list[Promise]

    text: str


class ReadStatement(_Asked, frozen=True, tag="read_statement"):
    """What the reader says about a public text."""

    answer: ClassVar[Any] = Report

    text: str
    sort: StatementKind


class Retry(_Asked, frozen=True, tag="retry"):
    """Poll a source now, or all."""

    source: str = ""


class Collect(_Asked, frozen=True, tag="collect"):
    """Poll every source now; answered when each has said all, with how it is."""

    answer: ClassVar[Any] = list[SourceHealth]


class Imported(msgspec.Struct, frozen=True):
    """What became of a piece of an import."""

    used: int
    """Bytes that need not be given again."""
    progress: bytes
    """How far it has come: to be given with the next piece, as it is."""
    stored: int = 0
    known: int = 0
    failed: str = ""
    """Why nothing of this can be read at all."""


class Import(_Asked, frozen=True, tag="import"):
    """Take in mentions of another tool: a piece of its file, answered when they are stored."""

    answer: ClassVar[Any] = Imported

    data: bytes
    file: str = ""
    """Its name; empty for standard input."""
    format: Literal["", "jsonl", "csv"] = ""
    progress: bytes = b""
    last: bool = False
    """Nothing comes after this piece."""


class Sealed(_Asked, frozen=True, tag="sealed"):
    """The rows of the log as they are stored, after this entry: a page of them, empty at the end."""

    answer: ClassVar[Any] = list[Row]

    since: int = 0
    limit: int = 500


class Guarded(_Asked, frozen=True, tag="guarded"):
    """What the file says about the log beside its rows."""

    answer: ClassVar[Any] = Guards


class Needing(_Asked, frozen=True, tag="needing"):
    """(number, first seen) of mentions that need an answer, first seen since then, with a number above ``after``."""

    answer: ClassVar[Any] = list[tuple[int, int]]

    since: int = 0
    after: int = 0
    limit: int = 1000


class Volumes(_Asked, frozen=True, tag="volumes"):
    """The rollup by five minutes since then: a page of it."""

    answer: ClassVar[Any] = list[Volume]

    since: int = 0
    limit: int = 1000


class Settled(_Asked, frozen=True, tag="settled"):
    """Answered when everything that was queued has been carried out."""


class LookAt(_Asked, frozen=True, tag="look_at"):
    """What I have before me: shown to the others."""

    what: str


class Stop(_Asked, frozen=True, tag="stop"):
    """End the host: for the room's owner alone."""


Question: TypeAlias = (
    Do | Rows | Position | Ids | Mentions | Thread | Marks | Drafts | KeepDraft | Suggest | Conflicts | Promises
    | ReadStatement | Retry | Collect | Import | Sealed | Guarded | Needing | Volumes | Settled | LookAt | Stop
)  # fmt: skip


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """A question with the number under which its answer is expected."""

    number: int
    what: Question


FromConsole: TypeAlias = Hello | Ask

# -- from the host ---------------------------------------------------------------------------------------------------


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Counts, as they are now."""

    rows: int
    stored: int
    today: int
    usual_day: int | None
    answers: Answers
    volume: Sequence[tuple[int, int]]


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome"):
    """Everything that is known when a console comes in."""

    version: str
    brand: str
    me: Person
    people: Mapping[str, Person]
    rules: Sequence[LevelRule]
    house: HouseRules
    accounts: tuple[str, ...]
    drill: bool
    prepared: Prepared
    now: int
    """The host's clock, ms UTC."""
    speed: float
    log: Sequence[Entry]
    """From where the console said that it was."""
    before: int
    """Entries that stand before these."""
    newest: Sequence[Mention]
    """The last rows of the feed, for the first picture."""
    first: int
    """The row of the first of them."""
    reading: Reading | None
    scores: Sequence[tuple[int, int]]
    health: tuple[SourceHealth, ...]
    facts: Facts
    trouble: str
    present: tuple[Present, ...]


class Goodbye(msgspec.Struct, frozen=True, tag="goodbye"):
    """The host ends it, and why, in words for people."""

    why: str
    final: bool = True
    """Coming again would lead to the same."""


class Answer(msgspec.Struct, frozen=True, tag="answer"):
    """What was asked for, or why not."""

    number: int
    value: msgspec.Raw = msgspec.Raw(b"\xc0")
    failed: str = ""


class Entries(msgspec.Struct, frozen=True, tag="entries"):
    """These were recorded, and how far answering has come with them."""

    entries: tuple[Entry, ...]
    answers: Answers


class Came(msgspec.Struct, frozen=True, tag="came"):
    """Mentions came in: so many rows more, and which stored ones look different now.

    ``heads`` are the new rows themselves, from row ``first``; empty when there were too many to send unasked.
    """

    new: int
    changed: tuple[int, ...]
    facts: Facts
    first: int = 0
    heads: tuple[Mention, ...] = ()


class Gauge(msgspec.Struct, frozen=True, tag="gauge"):
    """The gauge read."""

    reading: Reading
    facts: Facts


class Ears(msgspec.Struct, frozen=True, tag="ears"):
    """How the sources are."""

    health: tuple[SourceHealth, ...]


class Warned(msgspec.Struct, frozen=True, tag="warned"):
    """What everybody must know; empty when it is over."""

    what: str


class Here(msgspec.Struct, frozen=True, tag="here"):
    """Who is present."""

    present: tuple[Present, ...]


class Team(msgspec.Struct, frozen=True, tag="team"):
    """The people of the room changed."""

    people: Mapping[str, Person]
    me: Person


class Papers(msgspec.Struct, frozen=True, tag="papers"):
    """What the team prepared in files."""

    prepared: Prepared


FromHost: TypeAlias = Welcome | Goodbye | Answer | Entries | Came | Gauge | Ears | Warned | Here | Team | Papers | Facts

# -- frames ----------------------------------------------------------------------------------------------------------

_encoder: Final = msgspec.msgpack.Encoder()


def frame(message: Any) -> bytes:
    """The bytes of one message, length first."""
    body = _encoder.encode(message)
    return _LENGTH.pack(len(body)) + body


async def read(reader: "StreamReader", longest: int) -> bytes:
    """The next frame. Raises EOFError at the end, BrokenFrameError for one that is too long."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        if length > longest:
            raise BrokenFrameError(f"a frame of {length:,} bytes")
        return await reader.readexactly(length)
    except (EOFError, OSError) as error:  # EOFError: also when it ended in the middle of a frame
        raise EOFError from error


@cache
def _decoder(of: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(of)


def from_console(body: bytes) -> FromConsole:
    """What a console said. Raises BrokenFrameError."""
    found: FromConsole = _decoded(FromConsole, body)
    return found


def from_host(body: bytes) -> FromHost:
    """What the host said. Raises BrokenFrameError."""
    found: FromHost = _decoded(FromHost, body)
    return found


def value_of(question: type[Question], answer: Answer) -> Any:
    """What an answer holds, as the question's ``answer`` says. Raises BrokenFrameError."""
    return _decoded(question.answer, bytes(answer.value))


def raw(value: Any) -> msgspec.Raw:
    """A value as it stands in an answer."""
    return msgspec.Raw(_encoder.encode(value))


def _decoded(of: Any, body: bytes) -> Any:
    try:
        return _decoder(of).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenFrameError(str(error)) from error
