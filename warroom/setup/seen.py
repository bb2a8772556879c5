"""Which panes a person has been in: remembered per user, in the user's own state folder. Nothing depends on it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

_LARGEST: Final = 10_000


def of_user() -> Path:
    """Where the memory of whoever runs this is."""
    from platformdirs import user_state_path  # noqa: PLC0415 - late: after the first paint

    return user_state_path("warroom") / "seen.json"


class Seen:
    """Panes that were visited. Read when somebody first asks, which is after the first paint."""

    def __init__(self, place: Callable[[], Path] | None) -> None:
        """``place`` tells the file, which need not exist; None forgets everything when the program ends."""
        self._place = place
        self._known: set[str] | None = None

    def first(self, pane: str) -> bool:
        """Whether this is the first visit; from now on it was not. A file that cannot be used is as good as none."""
        if self._known is None:
            self._known = self._read()
        if pane in self._known:
            return False
        self._known.add(pane)
        self._write(sorted(self._known))
        return True

    def _read(self) -> set[str]:
        import json  # noqa: PLC0415 - late: after the first paint

        if self._place is None:
            return set()
        try:
            with self._place().open("rb") as file:
                found = json.loads(file.read(_LARGEST))
        except (OSError, ValueError, RecursionError):
            return set()
        return {pane for pane in found if isinstance(pane, str)} if isinstance(found, list) else set()

    def _write(self, known: list[str]) -> None:
        import json  # noqa: PLC0415 - late: after the first paint

        if self._place is None:
            return
        path = self._place()
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_text(json.dumps(known), encoding="utf-8")
            fresh.replace(path)
