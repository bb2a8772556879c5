"""How this export shows moments, people and text."""

from __future__ import annotations

from warroom.domain.entries import Entry
from warroom.domain.words import since, stamp
from warroom.record.escape import inline
from warroom.record.material import Material


def when_of(material: Material, entry: Entry) -> str:
    """``T+02:41 (2026-10-03 14:41:05 UTC)``."""
    incident = material.incident
    utc = stamp(entry.occurred)
    return f"{since(entry.occurred, incident.declared_at)} ({utc})" if incident else utc


def name_of(material: Material, person: str) -> str:
    """As whom a person appears in this export."""
    return material.labels[person].name if person in material.labels else person


def text_of(material: Material, text: str) -> str:
    """Text for Markdown, names as this export shows them."""
    return inline(material.masked(text))


def masked(material: Material, row: tuple[str, ...]) -> tuple[str, ...]:
    """A row of a table, names as this export shows them."""
    return tuple(material.masked(value) for value in row)
