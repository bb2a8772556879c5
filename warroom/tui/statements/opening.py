"""What opens when somebody asks for a statement by command: ``:say 3``, ``:approve 3``, ``:publish 3``, ``:draft``."""

from __future__ import annotations

from typing import Any

from warroom.domain import orders as o
from warroom.domain.outgoing import would
from warroom.room.protocol import Room
from warroom.tui.forms.base import Sheet
from warroom.tui.statements.listing import StatementsSheet
from warroom.tui.statements.rows import moment_of
from warroom.tui.statements.sheet import StatementSheet


def screen_for(room: Room, what: str, about: str) -> Sheet[Any] | str:
    """The sheet for a command, or why there is none. ``about`` is a number, or words to find an answer by."""
    if what == "draft":
        from warroom.tui.statements.draft import DraftForm  # noqa: PLC0415 - late: opened rarely

        return DraftForm(room)
    if what == "bank":
        from warroom.tui.statements.bank import AnswersSheet  # noqa: PLC0415 - late: opened rarely

        return AnswersSheet(room, about)
    number = int(about) if about else _only(room)
    if number not in room.picture.statements:
        return StatementsSheet(room) if not about else f"There is no statement {about}."
    if what == "publish":
        return _publish(room, number)
    hint = "Read it first. A approves this version, N asks for a change." if what == "approve" else ""
    return StatementSheet(room, number, hint=hint)


def _only(room: Room) -> int:
    """The one that is on its way out, when there is just one; else 0."""
    on_its_way = [number for number, statement in room.picture.statements.items() if statement.open]
    return on_its_way[0] if len(on_its_way) == 1 else 0


def _publish(room: Room, number: int) -> Sheet[Any] | str:
    from warroom.tui.statements.publish import PublishForm  # noqa: PLC0415 - late: opened rarely

    order = o.PublishStatement(statement=number, typed=f"publish {number}")
    refused = would(room.picture, order, moment_of(room))
    return refused.why if refused is not None else PublishForm(room, room.picture.statements[number])
