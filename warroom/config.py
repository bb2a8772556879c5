"""The room's settings: TOML in, frozen structs out.

A mistake is answered with the file, the line, the key, what was expected and the nearest valid word; the room does
not start half-configured. ``config/warroom.toml`` is the commented reference, and ``warroom config`` prints it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

import msgspec

from warroom.domain.level import DEFAULT_RULES, Level, LevelRule
from warroom.domain.people import ROLES, Person, Role
from warroom.domain.text import clean, one_line
from warroom.domain.trouble import Sayable

ANY: Final = "*"
FILE: Final = "warroom.toml"
LEVELS: Final = "levels.toml"


_T = TypeVar("_T")


class ConfigError(Sayable):
    """A setting that cannot be used. The message says where, what was expected and what to write instead."""


class Brand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who we are and what is about us. Every list holds phrases; each phrase knows its kind."""

    name: str
    phrases: tuple[str, ...] = ()
    """What is about us. Empty means the brand's name."""
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    """People and things of ours that an attack may aim at: executives, plants, sponsors."""

    def kinds(self) -> dict[str, tuple[str, ...]]:
        """Phrase kind → phrases, for the matcher."""
        return {
            "brand": self.phrases or (self.name,),
            "product": self.products,
            "competitor": self.competitors,
            "target": self.targets,
        }


class Watch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose posts weigh more."""

    influencer_reach: int = 10_000
    """Followers from which an author counts as an influencer."""
    press: tuple[str, ...] = ()
    """Outlets and journalists, by handle or name."""
    influencers: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    """Lawyers and regulators, by handle or name."""
    own: tuple[str, ...] = ()
    """Our own accounts: shown, never to be answered, not counted by the gauge."""


class Someone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of ``[people]``."""

    name: str
    roles: tuple[Role, ...] = ("responder",)
    keys: tuple[str, ...] = ()
    unix: str = ""


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How consoles look."""

    theme: str = "auto"
    bell: str = "warnings"


class Trigger(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words that set a floor under the suggested level, whatever the score says."""

    name: str
    level: Level
    phrases: tuple[str, ...] = ()


class Levels(msgspec.Struct, frozen=True, kw_only=True):
    """``levels.toml``: deadlines, thresholds, hard triggers and the weights of the gauge."""

    level: tuple[LevelRule, ...] = DEFAULT_RULES
    trigger: tuple[Trigger, ...] = ()
    weights: dict[str, Any] = {}


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``warroom.toml``, whole."""

    brand: Brand
    store: str = "sqlite"
    sources: tuple[dict[str, Any], ...] = ()
    """One table each; the sources floor knows which settings each kind has."""
    people: dict[str, Someone] = {}
    watch: Watch = Watch()
    screen: Screen = Screen()
    keys: dict[str, str] = {}
    """Action id → key, for people who want other keys."""
    blind_after: int = 10
    """Minutes without an answer after which a source that is down goes into the log."""


def shipped() -> Path:
    """The folder of files that come with warroom: the commented settings, levels, drills."""
    packed = Path(__file__).parent / "shipped"
    return packed if packed.is_dir() else Path(__file__).parent.parent / "config"


def load(folder: Path) -> Config:
    """The settings of a room. Raises ConfigError."""
    path = folder / FILE
    config = _decode(path, Config)
    if config.store != "sqlite":
        raise ConfigError(f'{_at(path, ("store",))}: this version keeps a room in "sqlite"; found "{config.store}"')
    names: set[str] = set()
    for at, table in enumerate(config.sources):
        for key in ("name", "kind"):
            if not isinstance(table.get(key), str) or not table[key].strip():
                raise ConfigError(f'{_at(path, ("sources", at))}: a source needs {key} = "…"')
        if table["name"] in names:
            raise ConfigError(f'{_at(path, ("sources", at, "name"))}: two sources are called "{table["name"]}"')
        names.add(table["name"])
    for who in config.people:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", who) or who == "room":
            where = _at(path, ("people", who))
            raise ConfigError(f"{where}: [people.{who}] needs a short lower-case name such as anna")
    _one_of(path, ("screen", "theme"), config.screen.theme, ("auto", "dark", "light", "256", "none"))
    _one_of(path, ("screen", "bell"), config.screen.bell, ("off", "warnings", "all"))
    return config


def load_levels(folder: Path) -> Levels:
    """The room's own ``levels.toml``, else the shipped one. Raises ConfigError."""
    own = folder / LEVELS
    path = own if own.exists() else shipped() / LEVELS
    levels = _decode(path, Levels)
    if len(levels.level) != len(Level):
        raise ConfigError(f"{path}: {len(Level)} [[level]] tables are needed, L0 to L4; found {len(levels.level)}")
    marks = [rule.above for rule in levels.level]
    if marks != sorted(set(marks)) or marks[0] != 0 or marks[-1] > 100:
        raise ConfigError(f"{path}: 'above' must rise from 0 to at most 100; found {marks}")
    return levels


def people(config: Config) -> dict[str, Person]:
    """Everybody of the room by short name."""
    return {
        who: Person(who, one_line(clean(someone.name).text) or who, someone.roles)
        for who, someone in config.people.items()
    }


def me(config: Config, folder: Path, *, wanted: str = "") -> Person:
    """Who is asking: ``--as``, else the person whose unix user runs this. Raises ConfigError.

    The owner of the room's folder may always work in it, listed or not.
    """
    everybody = people(config)
    if wanted:
        if wanted in everybody:
            return everybody[wanted]
        near = _near(wanted, everybody)
        raise ConfigError(f"--as {wanted}: there is no [people.{wanted}] in {folder / FILE}{near}")
    import getpass  # noqa: PLC0415

    user = getpass.getuser()
    for who, someone in config.people.items():
        if someone.unix == user:
            return everybody[who]
    if user in everybody and not config.people[user].unix:
        return everybody[user]
    if folder.stat().st_uid != os.getuid():
        raise ConfigError(f'{folder / FILE}: nobody in [people] has unix = "{user}"; ask the room\'s owner to add you')
    everyday: tuple[Role, ...] = ("responder", *(r for r in ROLES if r not in ("responder", "observer")))
    return Person(re.sub(r"[^a-z0-9_-]", "", user.lower())[:32] or "owner", user, everyday)


# -- errors that help --------------------------------------------------------------------------------------------


def _decode(path: Path, kind: type[_T]) -> _T:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file. 'warroom new {path.parent}' makes one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {str(error).lower()}") from None
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(path, str(error), kind)) from None


def _explain(path: Path, message: str, kind: Any) -> str:
    what, _, where = message.partition(" - at `")
    steps = _steps(where.rstrip("`"))
    unknown = re.match(r"Object contains unknown field `(.*)`", what)
    if unknown:
        steps = (*steps, unknown[1])
        known = _fields(kind, steps[:-1])
        return f"{_at(path, steps)}: '{unknown[1]}' is not a setting here{_near(unknown[1], known)}"
    missing = re.match(r"Object missing required field `(.*)`", what)
    if missing:
        return f"{_at(path, steps)}: {_dotted((*steps, missing[1]))} is missing"
    return f"{_at(path, steps)}: {_dotted(steps) or 'this file'}: {what[:1].lower()}{what[1:]}"


def _steps(where: str) -> tuple[str | int, ...]:
    """``$.sources[0].every`` → ("sources", 0, "every"); a table's own name is not told, so it is ANY."""
    found = re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", where)
    return tuple(int(index) if index.isdigit() else name or ANY for name, index in found)


def _fields(kind: Any, steps: tuple[str | int, ...]) -> tuple[str, ...]:
    for step in steps:
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            kind = next((f.type for f in msgspec.structs.fields(kind) if f.name == step), None)
        else:
            kind = next((a for a in get_args(kind) if a is not str and a is not Ellipsis), None)
    return kind.__struct_fields__ if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else ()


def _near(word: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    import difflib  # noqa: PLC0415 - only a mistake needs it

    near = difflib.get_close_matches(word, list(known), 1, 0.5)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; known: {', '.join(known)}" if known else ""


def _one_of(path: Path, steps: tuple[str | int, ...], found: str, known: tuple[str, ...]) -> None:
    if found not in known:
        raise ConfigError(f'{_at(path, steps)}: {_dotted(steps)} = "{found}" is not known{_near(found, known)}')


def _dotted(steps: tuple[str | int, ...]) -> str:
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")


def _at(path: Path, steps: tuple[str | int, ...]) -> str:
    """``PATH line N`` for the line that names this setting, or the nearest table above it."""
    text = path.read_text(encoding="utf-8")
    while steps:
        line = line_of(text, steps)
        if line:
            return f"{path} line {line}"
        steps = steps[:-1]
    return str(path)


def line_of(text: str, steps: tuple[str | int, ...]) -> int:
    """The line, from 1, where a setting stands in TOML text; 0 if it is not written there."""
    here: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"-]+)\s*\]\]?\s*(#.*)?$", line)
        if header:
            name = header[2].replace('"', "")
            here = tuple(name.split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                here = (*here, counts[name])
            if _same(here, steps):
                return number
            continue
        key = re.match(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=", line)
        if key and _same((*here, key[1]), steps):
            return number
    return 0


def _same(found: tuple[str | int, ...], wanted: tuple[str | int, ...]) -> bool:
    return len(found) == len(wanted) and all(w in (f, ANY) for f, w in zip(found, wanted, strict=True))
