"""How well each source hears."""

from typing import Literal, TypeAlias

import msgspec

SourceState: TypeAlias = Literal["starting", "live", "late", "failing", "stopped"]
"""starting: never answered yet; live; late: nothing for more than twice its interval, or rate limited;
failing: its last answer was an error or not a feed; stopped: gone for good (410) or paused by a person."""


class SourceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the health table. Times in ms UTC."""

    name: str
    kind: str
    state: SourceState = "starting"
    last_ok: int | None = None
    """Last time it answered well, whether or not it had news."""
    last_item: int | None = None
    next_try: int | None = None
    every: int = 0
    """Seconds between polls; 0 for a stream."""
    mentions: int = 0
    per_hour: int = 0
    note: str = ""
    """What is wrong, or worth knowing, in words for people; never a secret."""
    since: int | None = None
    """When the present state began."""

    @property
    def hears(self) -> bool:
        """Whether silence from this source means silence."""
        return self.state == "live"
