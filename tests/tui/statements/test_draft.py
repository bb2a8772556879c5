"""Writing: templates and their slots, what is kept, what an edit costs."""

from __future__ import annotations

from tests.tui.statements.seat import at_sheet, wake
from tests.tui.statements.show import TEMPLATES, TEXT, words
from warroom.domain import entries as e
from warroom.domain.orders import EditStatement
from warroom.tui.statements.box import breaks, slots_in
from warroom.tui.statements.flow import flow
from warroom.tui.statements.listing import StatementsSheet


def last(table):
    return table.room.log[-1].payload


async def begin(table):
    """The draft form, from the list, with nothing typed."""
    await table.press("n")
    await wake(table)


async def test_an_empty_room_says_which_key_drafts() -> None:
    async with at_sheet("none") as table:
        assert "No statements. n drafts one." in table.text
        await begin(table)
        assert "New statement" in table.text


async def test_tab_goes_from_slot_to_slot_and_typing_fills_it() -> None:
    async with at_sheet("none", me="tomas") as table:
        await begin(table)
        await table.press("down")
        assert "Holding: data may be lost or seen" in table.text
        assert "4 open slots: when, UTC" in table.text
        await table.press("tab", "tab", "tab")
        await table.type("3 October")
        await table.press("tab")
        await table.type("we deleted files")
        assert "On 3 October we learned that we deleted files." in table.text
        await table.press("tab")
        await table.type("61 are back")
        await table.press("tab")
        await table.type("15:00 UTC")
        assert "No open slots" in table.text
        await table.press("tab", "ctrl+s")
        made = last(table)
        assert isinstance(made, e.StatementDrafted)
        assert made.text == (
            "On 3 October we learned that we deleted files.\n\nWhat we know: 61 are back.\nWe speak next at 15:00 UTC."
        )
        assert (made.sort, made.title) == ("holding", TEMPLATES[0].title)
        assert made.channels == table.room.house.channels
        assert "Statement 1, version 1" in "\n".join(table.seat.rows)


async def test_an_open_slot_is_a_draft_but_is_not_put_before_anybody() -> None:
    async with at_sheet("none", me="tomas") as table:
        await begin(table)
        await table.press("down", "ctrl+s")
        assert "[[" in last(table).text
        await wake(table)
        await table.press("g")
        assert "Fill in first: when, UTC" in "\n".join(table.seat.rows)


async def test_another_template_never_writes_over_what_was_typed() -> None:
    async with at_sheet("none") as table:
        await begin(table)
        await table.press("tab", "tab", "tab")
        await table.type("My words.")
        await table.press("shift+tab", "shift+tab", "shift+tab", "down")
        assert "Your text stays. Empty it to begin from a template." in "\n".join(table.seat.rows)
        assert "My words." in "\n".join(table.seat.rows)


async def test_what_was_typed_is_kept_by_the_room_and_comes_back() -> None:
    async with at_sheet("none") as table:
        await begin(table)
        await table.press("tab", "tab", "tab")
        await table.type("We are sorry.")
        await table.press("escape")
        assert table.room.kept_drafts == {"statement:new": "We are sorry."}
        assert "A text of yours is not recorded yet. n goes on with it." in "\n".join(table.seat.rows)
    async with at_sheet("none", room=table.room) as table:
        await begin(table)
        assert "We are sorry." in "\n".join(table.seat.rows)
        assert "What you had typed is still here." in "\n".join(table.seat.rows)
        await table.press("ctrl+s")
        assert last(table).text == "We are sorry."
        assert table.room.kept_drafts == {}


async def test_it_is_kept_also_without_leaving_once_the_hands_rest() -> None:
    async with at_sheet("none") as table:
        await begin(table)
        await table.press("tab", "tab", "tab")
        await table.type("We are")
        form = table.seat.app.screen
        assert form._resting is not None
        form._rested()
        await table.settle()
        assert table.room.kept_drafts == {"statement:new": "We are"}


async def test_an_edit_says_how_many_approvals_it_resets_and_resets_them() -> None:
    async with at_sheet("statement", me="tomas") as table:
        assert "edit (resets 2 approvals)" in table.text
        await table.press("e")
        await wake(table)
        assert "record version 5, reset 2 approvals" in "\n".join(table.seat.rows)
        await table.press("ctrl+end")
        await table.type(" We pay.")
        await table.press("ctrl+s")
        assert last(table).text == TEXT + " We pay."
        assert last(table).voided == ("comms", "executive")
        assert "Statement 3, version 5" in table.text
        assert "P publish, 3 missing" in table.text


async def test_somebody_elses_newer_wording_is_not_written_over_unseen() -> None:
    async with at_sheet("edit", me="tomas") as table:
        await table.room.do(EditStatement(statement=3, text="Jonas' words."), by=table.room.people["jonas"])
        await table.press("ctrl+end")
        await table.type(" We pay.")
        await table.press("ctrl+s")
        assert "▲ Jonas made version 5 at 14:47. ^s again replaces it; esc keeps your" in table.text
        assert table.room.picture.statements[3].last.number == 5
        await table.press("ctrl+s")
        assert table.room.picture.statements[3].last.text == TEXT + " We pay."


async def test_a_channel_is_switched_off_with_space() -> None:
    async with at_sheet("edit", me="tomas") as table:
        await table.press("tab", "right", "space", "ctrl+s")
        assert last(table).channels == ("Status page", "LinkedIn", "mail to 84 customers")


async def test_only_confirmed_facts_are_offered_to_be_cited() -> None:
    room = words("tomas")
    room.record(e.FactNoted(fact=1, text="61 of 84 restored", standing="confirmed", basis="counted twice"), "ken")
    room.record(e.FactNoted(fact=2, text="it was an attack", standing="unconfirmed", basis="a tweet"), "ken")
    async with at_sheet("edit", room=room) as table:
        assert "[ ] 1 61 of 84 restored" in table.text
        assert "it was an attack" not in table.text
        await table.press("tab", "tab", "space", "ctrl+s")
        assert last(table).facts == (1,)


async def test_hidden_characters_that_are_pasted_are_left_out_and_counted() -> None:
    async with at_sheet("edit", me="tomas") as table:
        await table.press("ctrl+end")
        await table.type("\u200b We\u2060 pay.\nSoon.")
        assert "2 hidden or broken characters left out of what was pasted." in table.text
        assert "We pay." in table.text
        await table.press("ctrl+s")
        assert last(table).text == TEXT + " We pay.\nSoon."


async def test_lines_are_begun_joined_and_walked_through() -> None:
    async with at_sheet("none") as table:
        await begin(table)
        await table.press("tab", "tab", "tab")
        box = table.seat.app.focused
        await table.press("a", "b", "enter", "c", "enter", "d", "e", "f")
        assert box.value == "ab\nc\ndef"
        await table.press("up")
        assert box.cursor_position == 4
        await table.press("up")
        assert box.cursor_position == 2
        await table.press("home", "x", "end", "y")
        assert box.value == "xaby\nc\ndef"
        await table.press("down", "ctrl+u", "backspace")
        assert box.value == "xaby\ndef"
        await table.press("up", "up")
        assert table.seat.app.focused is not box


def test_rows_of_a_text_hold_every_character_once() -> None:
    text = "One two three four.\n\nFive  six, " + "x" * 40 + " end"
    rows = breaks(text, 12)
    covered = [n for start, end in rows for n in range(start, end)]
    assert [n for n in range(len(text)) if text[n] != "\n"] == covered
    assert all(end - start <= 12 for start, end in rows)


def test_a_slot_that_is_not_closed_reaches_to_the_end_of_its_line() -> None:
    assert slots_in("a [[b]] [[c\nd") == [(2, 7), (8, 11)]


def test_flowing_text_keeps_its_words_and_stays_within_its_cells() -> None:
    from warroom.tui.paint import Span, width

    text = "We did this. 深い谷 " * 9 + "y" * 70
    rows = flow([Span(text[:50], "text"), Span(text[50:], "bright")], 24)
    assert all(width(row) <= 24 for row in rows)
    assert "".join(span.text for row in rows for span in row).replace(" ", "") == text.replace(" ", "")


async def test_the_list_follows_what_others_do() -> None:
    async with at_sheet("statements") as table:
        assert isinstance(table.form, StatementsSheet)
        await table.room.do(EditStatement(statement=3, text="New words."), by=table.room.people["tomas"])
        table.form.tick()
        await table.settle()
        row = next(row for row in table.rows if "New words." in row)
        assert "  5  draft" in row
