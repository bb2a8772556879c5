"""The answer bank: read, filtered, kept, approved, retired."""

from __future__ import annotations

from tests.tui.conftest import sit
from tests.tui.statements.seat import at_sheet, wake
from tests.tui.statements.show import words
from warroom.domain import entries as e


def last(table):
    return table.room.log[-1].payload


async def test_the_list_says_what_is_approved_stale_or_not_approved() -> None:
    async with at_sheet("answers") as table:
        row = {title: next(r for r in table.rows if title in r) for title in ("Pages", "Where", "engineer")}
        assert "approved 3 Oct by Anna" in row["Pages"]
        assert "stale, approved 300d ago" in row["Where"]
        assert "not approved" in row["engineer"]
        assert "3 answers, 1 not approved, 1 stale" in table.text


async def test_a_filter_that_hides_all_says_so_and_esc_clears_it_before_it_leaves() -> None:
    async with at_sheet("answers") as table:
        await table.press("/")
        await table.type("refund")
        assert "0 of 3 match 'refund'. esc clears." in table.text
        await table.press("escape")
        assert "Pages that are blank" in table.text
        assert table.brought == []
        await table.press("/")
        await table.type("pdf")
        assert "Pages that are blank" in table.text
        assert "Where customer data" not in table.text
        await table.press("enter", "enter")
        assert "Your file is there." in "\n".join(table.seat.rows)


async def test_enter_shows_every_word_and_the_slots() -> None:
    async with at_sheet("answers") as table:
        await table.press("j", "enter")
        text = "\n".join(table.seat.rows)
        assert "We render it again until [[time]]." in text
        assert "blank, pdf" in text


async def test_an_answer_is_approved_with_a_key_and_by_those_who_may() -> None:
    async with at_sheet("answers") as table:
        assert "A approve" in table.text
        await table.press("A")
        assert isinstance(last(table), e.AnswerApproved)
        assert "'A call from an engineer' is approved." in table.text
        assert "1 not approved" not in table.text
    async with at_sheet("answers", me="bea") as table:
        assert "A approve" not in table.text
        await table.press("A")
        assert "▲ Prepared answers are approved by comms, legal, executive." in table.text


async def test_a_better_wording_needs_a_new_approval() -> None:
    async with at_sheet("kept-answer") as table:
        await table.press("e")
        await wake(table)
        assert "its approval is gone" in "\n".join(table.seat.rows)
        await table.press("tab", "ctrl+end")
        await table.type(" Today.")
        await table.press("ctrl+s")
        kept = last(table)
        assert isinstance(kept, e.AnswerKept)
        assert kept.text.endswith("[[time]]. Today.")
        assert kept.topics == ("blank", "pdf")
        assert "not approved" in table.text
        await table.press("A")
        assert "▲ Nobody approves their own text." in table.text


async def test_a_new_answer_needs_a_title_and_words() -> None:
    async with at_sheet("answers") as table:
        await table.press("n")
        await wake(table)
        await table.press("ctrl+s")
        assert "Say what the answer is about, in a few words." in "\n".join(table.seat.rows)
        await table.type("Refunds")
        await table.press("tab")
        await table.type("We pay back.")
        await table.press("ctrl+s")
        assert (last(table).title, last(table).answer) == ("Refunds", "refunds")
        assert "Refunds" in table.text


async def test_a_retired_answer_is_gone_from_the_list() -> None:
    async with at_sheet("answers") as table:
        await table.press("W")
        await wake(table)
        await table.press("ctrl+s")
        assert isinstance(last(table), e.AnswerRetired)
        assert "A call from an engineer" not in table.text


async def test_b_opens_the_bank_and_the_command_filters_it() -> None:
    async with sit(words()) as seat:
        await seat.press("b")
        await seat.settle()
        assert seat.sees("Where customer data is kept")
        seat.app.pop_screen()
        await seat.settle()
        await seat.app.home.about_words("bank", "blank")
        await seat.settle()
        assert seat.sees("Pages that are blank")
        assert not seat.sees("Where customer data is kept")


async def test_an_empty_bank_says_which_key_fills_it() -> None:
    room = words()
    room.files = {}
    async with at_sheet("answers", room=room) as table:
        assert "No answers. n keeps one." in table.text
