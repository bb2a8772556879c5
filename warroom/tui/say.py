"""Small pieces that several panes say alike: who, until when, what is marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len

from warroom.domain.level import MINUTE
from warroom.domain.people import Person
from warroom.domain.words import count, span
from warroom.tui.paint import Row, Span, chip, crop

SOON: Final = 6 * MINUTE
"""Below this a countdown is amber: from the moment it says 5m."""


def short_name(people: Mapping[str, Person], ident: str) -> str:
    """First name, or the id of somebody who is not in the settings any more."""
    return people[ident].short if ident in people else ident


def back_words(sent: int, came: int, refused: int) -> str:
    """What was missed: ``Back. 3 entries sent, 41 posts came in``."""
    parts = [f"{sent} {'entry' if sent == 1 else 'entries'} sent"] if sent else []
    parts += [f"{count(came, 'post')} came in"] if came else []
    words = f"Back. {', '.join(parts)}." if parts else "Back."
    return f"{words} {refused} not recorded: see the log." if refused else words


def initialled(people: Mapping[str, Person], ident: str) -> str:
    """``Anna L``: first name and the first letter of the last one."""
    if ident not in people:
        return ident
    parts = people[ident].name.split()
    return f"{parts[0]} {parts[-1][0]}" if len(parts) > 1 else people[ident].short


def due_span(due: int | None, now: int) -> Span:
    """``14m``; amber from five minutes on; a red chip ``6m late`` when it has passed; nothing without a time."""
    if due is None:
        return Span("")
    if due < now:
        return chip(f"{span(now - due)} late")
    return Span(span(due - now), "caut" if due - now < SOON else "muted")


def at_right(piece: Span, cells: int) -> Row:
    """Right-aligned with one cell kept free at the edge, into which a chip reaches."""
    text = piece.text
    if piece.token != "chip":  # noqa: S105 - a colour token
        text = f"{crop(text, cells - 1)} "
    elif cell_len(text) > cells:
        text = crop(text.strip(), cells)
    return [Span(" " * max(0, cells - cell_len(text))), Span(text, piece.token)]
