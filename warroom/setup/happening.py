"""It is happening now: an incident is declared with a name only, and what is not set up becomes its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warroom.config import load, me
from warroom.domain.orders import Declare, MakeTask
from warroom.room.open import open_quietly


async def declare(folder: Path, title: str, left: Sequence[str]) -> str:
    """Declare at L2 Alert, in the name of who runs this. Empty, or the room's words when it refuses."""
    config = load(folder)
    person = me(config, folder)
    async with open_quietly(folder, config, person) as room:
        refused = await room.do(Declare(title=title))
        if refused is not None:
            return refused.why
        for words in left:
            refused = await room.do(MakeTask(title=words, owner=person.id))
            if refused is not None:
                return refused.why
    return ""
