"""What was entered, put into the text of the settings. Text in, text out; only what differs is touched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, Final

from warroom.domain.level import LevelRule
from warroom.setup import toml
from warroom.setup.draft import Colleague, Draft, Feed
from warroom.setup.steps import TABLE_KEYS, feed_of, table_of

MINUTES: Final = ("answer", "first_words", "public", "executive", "team")
"""The deadlines of a level that set-up shows."""
_PERSON: Final = ("name", "roles", "unix", "stand_in")


def with_brand(text: str, draft: Draft) -> str:
    """The brand and what is about it."""
    text = toml.put(text, ("brand",), "name", draft.brand)
    return toml.put(text, ("brand",), "phrases", draft.phrases)


def with_feeds(text: str, draft: Draft) -> str:
    """The sources: changed ones where they stand, new ones under them, those that are gone taken out."""
    tables: list[dict[str, Any]] = tomllib.loads(text).get("sources", [])
    kept = {feed.at: feed for feed in draft.feeds if feed.at >= 0}
    for at, table in enumerate(tables):
        if at in kept and kept[at] != feed_of(table, at):
            text = _changed(text, ("sources", at), table, table_of(kept[at]), TABLE_KEYS)
    for at in reversed(range(len(tables))):
        if at not in kept:
            text = toml.remove(text, ("sources", at))
    for feed in draft.feeds:
        if feed.at < 0:
            text = toml.add(text, ("sources", -1), table_of(feed))
    return text


def with_team(text: str, draft: Draft) -> str:
    """The people; whoever gets another short name keeps the rest of their table."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(text).get("people", {})
    stay = {who.was for who in draft.team if who.was == who.short}
    for who in draft.team:
        if who.was == who.short and who.short in tables:
            text = _changed(text, ("people", who.short), tables[who.short], _person(who), _PERSON)
    for short in tables:
        if short not in stay:
            text = toml.remove(text, ("people", short))
    for who in draft.team:
        if who.short not in stay:
            more = {k: v for k, v in tables.get(who.was, {}).items() if k not in _PERSON}
            text = toml.add(text, ("people", who.short), {**_person(who), **more})
    return text


def with_rules(text: str, rules: tuple[LevelRule, ...]) -> str:
    """The minutes of the levels."""
    for at, (table, rule) in enumerate(zip(tomllib.loads(text)["level"], rules, strict=True)):
        wanted = {key: getattr(rule, key) for key in MINUTES if getattr(rule, key) is not None}
        text = _changed(text, ("level", at), table, wanted, MINUTES)
    return text


def team_of(tables: Mapping[str, Any]) -> tuple[Colleague, ...]:
    """The people as the file has them."""
    return tuple(
        Colleague(short=short, name=str(t.get("name", "")), roles=tuple(t.get("roles", ("responder",))),
                  stand_in=str(t.get("stand_in", "")), unix=str(t.get("unix", "")), was=short)
        for short, t in tables.items()
    )  # fmt: skip


def feeds_of(tables: list[dict[str, Any]]) -> tuple[Feed, ...]:
    """The sources as the file has them."""
    return tuple(feed_of(table, at) for at, table in enumerate(tables))


def _person(who: Colleague) -> dict[str, toml.Value]:
    table: dict[str, toml.Value] = {"name": who.name, "roles": who.roles}
    if who.unix:
        table["unix"] = who.unix
    if who.stand_in:
        table["stand_in"] = who.stand_in
    return table


def _changed(
    text: str, where: toml.Where, table: Mapping[str, Any], wanted: Mapping[str, toml.Value], keys: tuple[str, ...]
) -> str:
    for key in keys:
        value = wanted.get(key)
        if value is None:
            text = toml.drop(text, where, key) if key in table else text
        elif key not in table or table[key] != (value if isinstance(value, str | int) else list(value)):
            text = toml.put(text, where, key, value)
    return text
