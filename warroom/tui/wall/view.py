"""What the wall is painted from: the room, what needs somebody, and what this console found out for the wall."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from warroom.room.protocol import Room
from warroom.tui.wall.risks import Risk
from warroom.tui.wall.says import Late
from warroom.tui.wall.told import Told


class Sight(msgspec.Struct, frozen=True):
    """One moment of the wall."""

    room: Room
    now: int
    late: Sequence[Late]
    risks: Sequence[Risk]
    told: Sequence[Told]
