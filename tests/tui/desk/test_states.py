"""How a text stands with whoever must agree, and how long it is where it goes."""

from __future__ import annotations

import pytest

from tests.tui.desk.rooms import DRAFT, by, desk
from tests.tui.fake import NOW, PEOPLE, FakeRoom, mention
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.level import MINUTE
from warroom.room.protocol import Conflict
from warroom.tui.desk.length import counted, measure
from warroom.tui.desk.line import answer_line, approval, yes_for
from warroom.tui.desk.mine import nearest
from warroom.tui.paint import text_of, width

TOMAS, BEA = PEOPLE["tomas"], PEOPLE["bea"]


def says(room: FakeRoom, who: str, text: str) -> str:
    return text_of([approval(yes_for(room, by(room, who), text), room.now())])


async def test_the_line_goes_from_needed_to_asked_to_agreed_and_back_with_one_letter() -> None:
    room = desk()
    ines = by(room, "@ines_cfo").id
    assert says(room, "@ines_cfo", DRAFT) == "▲ Needs Tomas: reach over 10K  not asked"
    await room.do(o.AskReply(mention=ines, text=DRAFT))
    room.advance(2 * MINUTE)
    assert says(room, "@ines_cfo", DRAFT) == "Asked Tomas 2m ago"
    assert says(room, "@ines_cfo", DRAFT + ".") == "▲ Needs Tomas: reach over 10K  changed after asking"
    room.advance(4 * MINUTE)
    assert says(room, "@ines_cfo", DRAFT) == "Asked Tomas 6m ago   1m late"
    await room.do(o.ApproveReply(mention=ines), TOMAS)
    assert says(room, "@ines_cfo", DRAFT) == "✓ Tomas 14:53, this exact text"
    for other in (DRAFT + " ", DRAFT.replace("Ken", "Ken\u200b"), DRAFT.upper(), ""):
        assert says(room, "@ines_cfo", other) == "▲ Needs Tomas: reach over 10K  changed after Tomas's ✓"
        assert not yes_for(room, by(room, "@ines_cfo"), other).may_go


async def test_a_change_that_was_asked_for_is_said_in_the_approver_s_words() -> None:
    room = desk()
    ines = by(room, "@ines_cfo").id
    await room.do(o.AskReply(mention=ines, text=DRAFT))
    await room.do(o.HoldReply(mention=ines, why="no date please"), TOMAS)
    assert says(room, "@ines_cfo", DRAFT) == "▲ Tomas asks: no date please"
    assert says(room, "@ines_cfo", "Other.").endswith("Tomas asked: no date please")


@pytest.mark.parametrize(
    ("who", "words"),
    [("@tdk_ops", "Needs nobody's yes"), ("Cloud Courier", "▲ Needs Tomas: it is the press  not asked"),
     ("@gordonlaw", "▲ Needs Anna: it is a legal matter  not asked")],
)  # fmt: skip
def test_who_must_agree_depends_on_the_post(who: str, words: str) -> None:
    assert says(desk(), who, "Hello.") == words


def test_nobody_is_told_to_ask_themselves() -> None:
    assert (
        says(desk("tomas"), "Cloud Courier", "Hello.") == "▲ Needs somebody else in comms: it is the press  not asked"
    )


def test_half_a_character_is_no_approved_text() -> None:
    room = desk()
    ines = by(room, "@ines_cfo")
    room.record(e.ReplyAsked(mention=ines.id, text="x", digest="0", role="comms", due=NOW))
    assert yes_for(room, ines, "\ud800").state == "changed"


def test_a_contradiction_goes_before_the_approval() -> None:
    room = desk()
    clash = [Conflict("Luca told @x", "60 of 84", "61 of 84")]
    for cells in (62, 80, 104):
        (row,) = answer_line(room, by(room, "@ines_cfo"), "61 of 84 are back.", clash, now=NOW, cells=cells)
        assert width(row) == cells
        assert text_of([row]).startswith(" ▲ Luca told @x 60 of 84, here 61 of 84")
        assert ("Needs Tomas" in text_of([row])) == (cells == 104)


@pytest.mark.parametrize(
    ("platform", "text", "size"),
    [("X", "a" * 280, 280), ("X", "漢字", 4), ("X", "see https://example.net/" + "a" * 100, 27),
     ("MA", "see https://example.net/" + "a" * 100, 27), ("BS", "see https://example.net", 23),
     ("BS", "e\u0301", 1), ("RD", "漢字", 2), ("X", "", 0)],
)  # fmt: skip
def test_a_text_is_counted_as_its_network_counts(platform: str, text: str, size: int) -> None:
    assert counted(platform, text) == size


def test_a_limit_is_only_named_where_it_is_known() -> None:
    assert measure("X", "a" * 281) == ("281 of 280", True)
    assert measure("MA", "a" * 281) == ("281 of 500", False)
    assert measure("LI", "a" * 281) == ("281 characters", False)


def test_near_means_late_then_my_conversation_then_my_network_then_the_deadline() -> None:
    room = desk()
    mine = [by(room, "@ines_cfo")]
    rows = {
        "late": mention(51, "14:00", "HN", "@late", "x", needs_answer=True),
        "talk": mention(52, "14:40", "MA", "@talk", "x", needs_answer=True, reply_to=mine[0].native_id),
        "net": mention(53, "14:46", "X", "@net", "x", needs_answer=True),
        "soon": mention(54, "14:35", "MA", "@soon", "x", needs_answer=True),
        "far": mention(55, "14:46", "MA", "@far", "x", needs_answer=True),
        "done": mention(56, "14:00", "X", "@done", "x", needs_answer=False),
    }
    found = [m.who for m in nearest(room, list(reversed(rows.values())), mine)]
    assert found == ["@late", "@talk", "@net", "@soon", "@far"]
