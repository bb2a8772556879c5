"""The room's settings: TOML in, frozen structs out.

A mistake is answered with the file, the line, the key, what was expected and the nearest valid word; the room does
not start half-configured. ``config/warroom.toml`` is the commented reference, and ``warroom config`` prints it.
"""

from __future__ import annotations

import base64
import binascii
import os
import pwd
import re
from pathlib import Path
from typing import Any, Final

import msgspec

from warroom.calls import CallTable, check_calls
from warroom.domain.level import DEFAULT_RULES, Level, LevelRule
from warroom.domain.people import RESERVED, ROLES, WALL, Person, Role
from warroom.domain.prepared import ApprovalRule, HouseRules
from warroom.domain.text import clean, one_line
from warroom.mistakes import ConfigError, Steps, decode, dotted, nearest, one_of, place

__all__ = [
    "FILE", "LEVELS", "Answering", "Brand", "CallTable", "Checklist", "Config", "ConfigError", "Levels", "Publishing",
    "Screen", "Someone", "Trigger", "Watch", "fingerprint", "house_rules", "keyholder", "load", "load_levels", "me",
    "people", "shipped", "unix_user",
]  # fmt: skip

FILE: Final = "warroom.toml"
LEVELS: Final = "levels.toml"
_HOUSE: Final = HouseRules()


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
    """Public keys for the doors, each as in a ``.pub`` file."""
    unix: str = ""
    stand_in: str = ""
    """Short name of whoever stands in for this person."""


class Publishing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who may let a statement go public, and where we publish."""

    roles: tuple[Role, ...] = _HOUSE.publishers
    channels: tuple[str, ...] = _HOUSE.channels


class Answering(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How single posts are answered."""

    reply_reach: int = _HOUSE.reply_reach
    """Followers from which a reply needs a yes."""
    claim_minutes: int = _HOUSE.claim_minutes
    """After how long a claim without an answer is let go."""


class Checklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The first five minutes."""

    lines: tuple[str, ...] = _HOUSE.checklist
    """A line that ends with ``*`` stands once per channel."""


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How consoles look."""

    theme: str = "auto"
    bell: str = "warnings"
    wall_handles: bool = False
    """Whether the wall shows the names of strangers; names of the team it always shows."""


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
    approvals: tuple[ApprovalRule, ...] = _HOUSE.approvals
    """Who approves public texts, from which level on."""
    publish: Publishing = Publishing()
    answers: Answering = Answering()
    checklist: Checklist = Checklist()
    calls: tuple[CallTable, ...] = ()
    """Who is called outside the room, and how."""
    join: str = ""
    """How somebody who is called gets into the room: words for the end of the message."""
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
    config = decode(path, Config)
    if config.store != "sqlite":
        raise ConfigError(f'{place(path, ("store",))}: this version keeps a room in "sqlite"; found "{config.store}"')
    names: set[str] = set()
    for at, table in enumerate(config.sources):
        for key in ("name", "kind"):
            if not isinstance(table.get(key), str) or not table[key].strip():
                raise ConfigError(f'{place(path, ("sources", at))}: a source needs {key} = "…"')
        table["name"] = one_line(clean(table["name"]).text) or f"source {at + 1}"
        if table["name"] in names:
            raise ConfigError(f'{place(path, ("sources", at, "name"))}: two sources are called "{table["name"]}"')
        names.add(table["name"])
    for who in config.people:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", who) or who in RESERVED:
            where = place(path, ("people", who))
            taken = "; 'room' and 'wall' are taken" if who in RESERVED else ""
            raise ConfigError(f"{where}: [people.{who}] needs a short lower-case name such as anna{taken}")
    _check_keys(path, config)
    one_of(path, ("screen", "theme"), config.screen.theme, ("auto", "dark", "light", "256", "none"))
    one_of(path, ("screen", "bell"), config.screen.bell, ("off", "warnings", "all"))
    _check_house(path, config)
    check_calls(path, config.calls, config.people)
    brand = msgspec.structs.replace(config.brand, name=one_line(clean(config.brand.name).text))
    return msgspec.structs.replace(config, brand=brand)


def load_levels(folder: Path) -> Levels:
    """The room's own ``levels.toml``, else the shipped one. Raises ConfigError."""
    own = folder / LEVELS
    path = own if own.exists() else shipped() / LEVELS
    levels = decode(path, Levels)
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


def house_rules(config: Config) -> HouseRules:
    """What the team agreed on, as the room works by it."""
    return HouseRules(
        approvals=config.approvals,
        publishers=config.publish.roles,
        stand_ins={who: someone.stand_in for who, someone in config.people.items() if someone.stand_in},
        reply_reach=config.answers.reply_reach,
        claim_minutes=config.answers.claim_minutes,
        checklist=_lines(config.checklist.lines),
        channels=_lines(config.publish.channels),
    )


def unix_user(uid: int | None = None) -> str:
    """Who runs this (or has that number), as the machine knows it: the environment (LOGNAME) could say anything."""
    uid = os.getuid() if uid is None else uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def me(config: Config, folder: Path, *, wanted: str = "", key: str = "", uid: int | None = None) -> Person:
    """Who is asking: whose key a door saw, ``--as``, or whose unix user runs this (or has that uid).

    Raises ConfigError if that is nobody.

    The owner of the room's folder may always work in it, listed or not.
    """
    everybody = people(config)
    if key:
        if who := keyholder(config, key):
            return everybody[who]
        raise ConfigError(f"{folder / FILE}: nobody in [people] has the key {key[:60]}; ask the room's owner to add it")
    if wanted == WALL.id:
        return WALL
    if wanted:
        if wanted in everybody:
            return everybody[wanted]
        near = nearest(wanted, everybody)
        raise ConfigError(f"--as {wanted}: there is no [people.{wanted}] in {folder / FILE}{near}")
    user = unix_user(uid)
    for who, someone in config.people.items():
        if someone.unix == user:
            return everybody[who]
    if user in everybody and not config.people[user].unix:
        return everybody[user]
    if folder.stat().st_uid != (os.getuid() if uid is None else uid):
        raise ConfigError(f'{folder / FILE}: nobody in [people] has unix = "{user}"; ask the room\'s owner to add you')
    everyday: tuple[Role, ...] = ("responder", *(r for r in ROLES if r not in ("responder", "observer")))
    return Person(re.sub(r"[^a-z0-9_-]", "", user.lower())[:32] or "owner", user, everyday)


# -- keys for the doors ------------------------------------------------------------------------------------------


def fingerprint(line: str) -> str:
    """``SHA256:…`` of a public key as it stands in a ``.pub`` file, as ``ssh-keygen -l`` says it. Raises ValueError."""
    import hashlib  # noqa: PLC0415 - only for whoever came by a key; a console starts 2 ms sooner

    words = line.split()
    if len(words) < 2 or "\n" in line.strip():
        raise ValueError("a key is one line such as ssh-ed25519 AAAA… name")
    try:
        blob = base64.b64decode(words[1], validate=True)
    except binascii.Error as error:
        raise ValueError("its second word is no key") from error
    kind = words[0].encode()
    if blob[:4] != len(kind).to_bytes(4) or blob[4 : 4 + len(kind)] != kind or len(blob) < len(kind) + 20:
        raise ValueError(f"its second word is no {one_line(clean(words[0]).text)[:40]} key")
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def keyholder(config: Config, key: str) -> str:
    """Short name of the person whose key has this fingerprint; empty when it is nobody's."""
    return next((who for who, one in config.people.items() if any(fingerprint(k) == key for k in one.keys)), "")


def _check_keys(path: Path, config: Config) -> None:
    owners: dict[str, str] = {}
    for who, someone in config.people.items():
        for at, line in enumerate(someone.keys):
            where = f"{place(path, ('people', who, 'keys', at))}: people.{who}.keys"
            try:
                found = fingerprint(line)
            except ValueError as error:
                raise ConfigError(f"{where}: {error}; write what is in the file that ends with .pub") from None
            if owners.setdefault(found, who) != who:
                raise ConfigError(f"{where}: this is {owners[found]}'s key; each person needs a key of their own")


# -- the rules of the house --------------------------------------------------------------------------------------


def _check_house(path: Path, config: Config) -> None:
    levels: set[Level] = set()
    for at, rule in enumerate(config.approvals):
        steps = ("approvals", at)
        if rule.level in levels:
            raise ConfigError(f"{place(path, (*steps, 'level'))}: two [[approvals]] are for level {int(rule.level)}")
        levels.add(rule.level)
        _check_roles(path, (*steps, "roles"), rule.roles)
        _at_least(path, (*steps, "minutes"), rule.minutes, 1)
    if not config.publish.roles:
        where = place(path, ("publish", "roles"))
        raise ConfigError(f"{where}: publish.roles is empty, nobody could publish; name a role such as comms")
    _check_roles(path, ("publish", "roles"), config.publish.roles)
    _check_lines(path, ("publish", "channels"), config.publish.channels)
    _check_lines(path, ("checklist", "lines"), config.checklist.lines)
    _at_least(path, ("answers", "reply_reach"), config.answers.reply_reach, 0)
    _at_least(path, ("answers", "claim_minutes"), config.answers.claim_minutes, 1)
    for who, someone in config.people.items():
        if not someone.stand_in:
            continue
        where = place(path, ("people", who, "stand_in"))
        if someone.stand_in == who:
            raise ConfigError(f"{where}: {who} cannot stand in for {who}; name somebody else, or take it out")
        if someone.stand_in not in config.people:
            others = [other for other in config.people if other != who]
            known = nearest(someone.stand_in, others)
            raise ConfigError(f"{where}: there is no [people.{someone.stand_in}] who could stand in for {who}{known}")


def _check_roles(path: Path, steps: Steps, roles: tuple[Role, ...]) -> None:
    if "observer" in roles:
        raise ConfigError(f"{place(path, steps)}: {dotted(steps)}: an observer only looks; name another role")
    for role in roles:
        if roles.count(role) > 1:
            raise ConfigError(f"{place(path, steps)}: {dotted(steps)}: {role} is there twice")


def _check_lines(path: Path, steps: Steps, lines: tuple[str, ...]) -> None:
    """Nothing empty, nothing twice: each line is confirmed by its own words."""
    seen: set[str] = set()
    for at, line in enumerate(_lines(lines)):
        where = f"{place(path, (*steps, at))}: {dotted((*steps, at))}"
        if not line.strip("* "):
            raise ConfigError(f"{where} is empty; write a few words, or take it out")
        if line.removesuffix("*") in seen:
            raise ConfigError(f'{where}: "{line}" is there twice')
        seen.add(line.removesuffix("*"))


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one_line(clean(line).text) for line in lines)


def _at_least(path: Path, steps: Steps, found: int, least: int) -> None:
    if found < least:
        raise ConfigError(f"{place(path, steps)}: {dotted(steps)} = {found} is too little; write {least} or more")
