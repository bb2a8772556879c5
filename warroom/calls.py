"""The ``[[calls]]`` tables of ``warroom.toml``: who is called outside the room, where, for what, and when not.

An address of a messaging service is a secret: who has it can write in our name. It never appears in the ``repr`` of
a table or in the words of a mistake.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from warroom.domain.level import Level
from warroom.domain.people import Role
from warroom.mistakes import ConfigError, nearest, place

_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9]{0,19})://\S")
_HOURS: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)")
_WAYS: Final = ("url", "url_env", "url_file")


class CallTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One ``[[calls]]`` table: one way to reach one person."""

    person: str
    url: str = ""
    """An Apprise address. A secret; better kept in ``url_env`` or ``url_file``."""
    url_env: str = ""
    """The environment variable that holds it."""
    url_file: str = ""
    """The file that holds it, reckoned from the room's folder; only its owner may read it."""
    levels: tuple[Level, ...] = ()
    """Called when the declared level rises to, or past, one of these."""
    roles: tuple[Role, ...] = ()
    """For whose late approvals this way is used; empty: the person's own roles."""
    also: tuple[Literal["approval"], ...] = ()
    """``approval``: called when a text waits for this person's yes past its time."""
    quiet: str = ""
    """``22:00-07:00``: held back then, below L3 Crisis."""
    zone: str = "UTC"
    """The time zone of ``quiet``: ``Europe/Berlin``."""

    def __repr__(self) -> str:
        """Never the address."""
        return f"CallTable(person={self.person!r}, via={self.via!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Never the address, in tracebacks of a screen either."""
        return [("person", self.person), ("via", self.via)]

    @property
    def via(self) -> str:
        """What this way is called in the log: ``slack``, or the name of the variable or file. Tells no secret."""
        if self.url:
            found = _SCHEME.match(self.url)
            return found[1].lower() if found else "url"
        return self.url_env or Path(self.url_file).stem

    def hours(self) -> tuple[int, int] | None:
        """Begin and end of the quiet hours in minutes after local midnight; None when there are none."""
        found = _HOURS.fullmatch(self.quiet.strip())
        if not found:
            return None
        begin, begin_minute, end, end_minute = map(int, found.groups())
        return begin * 60 + begin_minute, end * 60 + end_minute


def check_calls(path: Path, tables: Sequence[CallTable], people: Iterable[str]) -> None:
    """Raises ConfigError that names the line, never the address."""
    known = tuple(people)
    for at, table in enumerate(tables):

        def wrong(key: str, words: str, at: int = at) -> ConfigError:
            return ConfigError(f"{place(path, ('calls', at, key))}: {words}")

        if table.person not in known:
            raise wrong("person", f"there is no [people.{table.person}] to call{nearest(table.person, known)}")
        ways = [way for way in _WAYS if getattr(table, way)]
        if len(ways) != 1:
            said = f"found {' and '.join(ways)}" if ways else "found none"
            raise wrong(ways[-1] if ways else "person", f"a call needs one of url, url_env, url_file; {said}")
        if table.url and not _SCHEME.match(table.url):
            raise wrong("url", 'url must be an Apprise address such as "ntfys://…" or "mailtos://…"')
        if Level.QUIET in table.levels:
            raise wrong("levels", "nobody is called about L0 Quiet; write levels from 1 to 4")
        _check_quiet(path, at, table)


def _check_quiet(path: Path, at: int, table: CallTable) -> None:
    hours = table.hours()
    if table.quiet and (not hours or hours[0] == hours[1]):
        where = place(path, ("calls", at, "quiet"))
        raise ConfigError(f'{where}: quiet = "{table.quiet}": expected hours such as "22:00-07:00"')
    if table.zone == "UTC":
        return
    import zoneinfo  # noqa: PLC0415 - only a table with a zone needs it

    try:
        zoneinfo.ZoneInfo(table.zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(table.zone, sorted(zoneinfo.available_timezones())) if table.zone else ""
        hint = near if "did you mean" in near else '; expected a name such as "Europe/Berlin"'
        where = place(path, ("calls", at, "zone"))
        raise ConfigError(f'{where}: zone = "{table.zone}" is not known on this machine{hint}') from None
