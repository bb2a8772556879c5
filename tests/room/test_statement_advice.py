"""What the room tells somebody who writes a public text: from its own board, log and clock."""

from __future__ import annotations

from tests.tui.fake import crisis
from warroom.domain import entries as e
from warroom.domain.orders import Correct, Observe
from warroom.room.advice import MOST_LINES, context_of, read_statement


def of(room, sort="update"):
    return context_of(room.picture, room.log, room.people, sort, room.now())


def test_it_knows_the_kind_of_crisis_the_next_update_and_what_is_public_already() -> None:
    room = crisis()
    said = "We lost files."
    room.record(e.StatementDrafted(statement=1, text=said, digest=""), "tomas")
    room.record(e.StatementDrafted(statement=2, text="Not out.", digest=""), "tomas")
    room.record(e.StatementPublished(statement=1, version=1, digest="", text=said), "tomas")
    context = of(room, "apology")
    assert (context.type, context.sort, context.published) == ("data_loss", "apology", (said,))
    assert context.due == room.picture.updates.get("public")
    assert context.now == room.now()


def test_facts_come_with_who_judged_them() -> None:
    room = crisis()
    room.record(e.FactNoted(fact=1, text="61 of 84 restored", standing="unconfirmed", basis="a call"), "ken")
    assert [(f.number, f.standing, f.by) for f in of(room).facts] == [(1, "unconfirmed", "Ken")]


async def test_a_line_that_was_corrected_is_left_out_for_its_correction() -> None:
    room = crisis()
    await room.do(Observe(text="60 tenants are back"))
    await room.do(Correct(seq=room.log[-1].seq, text="61 tenants are back"))
    lines = [line.text for line in of(room).log]
    assert "61 tenants are back" in lines
    assert "60 tenants are back" not in lines


async def test_what_somebody_only_saw_is_not_taken_for_confirmed_and_the_log_is_in_order() -> None:
    room = crisis()
    log = of(room).log
    assert next(line for line in log if "61 of 84" in line.text).confirmed is False
    assert next(line for line in log if line.text.startswith("Hold statement 3")).confirmed is True
    assert [line.seq for line in log] == sorted(line.seq for line in log)
    for n in range(MOST_LINES + 20):
        await room.do(Observe(text=f"line {n}"))
    assert len(of(room).log) == MOST_LINES
    assert of(room).log[-1].text == f"line {MOST_LINES + 19}"


async def test_the_readers_words_come_back_for_a_text_with_a_slot() -> None:
    room = crisis()
    report = await read_statement(of(room), "We lost [[how many]] files. We are sorry.")
    assert any(remark.kind == "slot" for remark in report.remarks)
    assert any("sorry" in words for words in report.good)
