"""Exact texts: what an approval holds for."""

from __future__ import annotations

SLOTS = "[["
"""A slot of a template that nobody filled yet stands in double brackets: ``[[what we know]]``."""


def digest(text: str) -> str:
    """Hex SHA-256 of the text's UTF-8 form. Raises ValueError for text that has none (lone surrogates)."""
    from hashlib import sha256  # noqa: PLC0415 - the first paint need not wait for it

    return sha256(text.encode("utf-8")).hexdigest()


def open_slots(text: str) -> tuple[str, ...]:
    """The names of the slots that are still empty, in order: ``("what we know",)``."""
    names = []
    rest = text
    while SLOTS in rest:
        _, _, rest = rest.partition(SLOTS)
        name, end, rest = rest.partition("]]")
        names.append(name.strip()[:60] if end else "")
    return tuple(names)
