"""Who is in the room and what each may do."""

from typing import Final, Literal, TypeAlias

import msgspec

Role: TypeAlias = Literal[
    "commander", "deputy", "scribe", "comms", "legal", "executive", "liaison", "responder", "observer"
]

ROLES: Final[tuple[Role, ...]] = (
    "commander", "deputy", "scribe", "comms", "legal", "executive", "liaison", "responder", "observer",
)  # fmt: skip


class Person(msgspec.Struct, frozen=True):
    """Somebody of the team. ``id`` is the short name that commands use: ``@bea``."""

    id: str
    name: str
    roles: tuple[Role, ...] = ("responder",)
    """The roles this person may take; the first one is held from the start."""

    @property
    def short(self) -> str:
        """First name: what rows and log lines show."""
        return self.name.split()[0] if self.name.strip() else self.id

    @property
    def reads_only(self) -> bool:
        """Whether this person may only look."""
        return not set(self.roles) - {"observer"}


READS_ONLY: Final = "Observers read. Ask the incident commander for a role to do this."
"""What is said to whoever may only look."""
ROOM: Final = Person("room", "room", ())
"""The author of what the room itself records: clock jumps, lost sources, suggestions."""
WALL: Final = Person("wall", "Wall", ("observer",))
"""Who looks where nobody sits, at a wall in a browser: may only look, and needs no entry in ``[people]``."""
RESERVED: Final = frozenset({ROOM.id, WALL.id})
"""Short names that nobody in ``[people]`` can have."""
