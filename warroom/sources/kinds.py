"""Which file reads which kind of source: the registry. A new network is one line here."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import Any, Final

from warroom.sources.base import Source
from warroom.sources.settings import BadSourceError, Common

KINDS: Final = {
    "rss": ("rss", "Rss", "RssSettings"),
    "hackernews": ("hackernews", "HackerNews", "HackerNewsSettings"),
    "mastodon": ("mastodon", "Mastodon", "MastodonSettings"),
    "file": ("files", "Files", "FileSettings"),
    "stdin": ("stdin", "Stdin", "StdinSettings"),
    "replay": ("replay", "Replay", "ReplaySettings"),
}
"""Word in the configuration → module, class, settings. ``atom`` and ``jsonfeed`` are other words for ``rss``."""

_SAME: Final = {"atom": "rss", "rdf": "rss", "jsonfeed": "rss", "feed": "rss"}


def make(table: Mapping[str, Any]) -> Source:
    """The source that one ``[[sources]]`` table describes, loading only what that kind needs.

    Raises :class:`~warroom.sources.settings.BadSourceError`, a ValueError whose text names the source, the key and
    the nearest valid word.
    """
    kind = str(table.get("kind", ""))
    place = KINDS.get(_SAME.get(kind, kind))
    if place is None:
        near = difflib.get_close_matches(kind, [*KINDS, *_SAME], 1)
        hint = f'did you mean "{near[0]}"?' if near else f"it is one of {', '.join(KINDS)}"
        raise BadSourceError(f'source "{table.get("name") or "(no name)"}": kind "{kind}" is unknown; {hint}')
    module, name, _ = place
    factory = getattr(importlib.import_module(f"warroom.sources.{module}"), name)
    source: Source = factory.from_table(table)
    return source


def settings_of(kind: str) -> type[Common]:
    """The struct whose fields are the settings of ``kind``, one of :data:`KINDS`: for the configuration's reference."""
    module, _, name = KINDS[kind]
    shape: type[Common] = getattr(importlib.import_module(f"warroom.sources.{module}"), name)
    return shape
