"""What a responder sees at their desk when they press a key, and when others do something."""

from __future__ import annotations

import pytest

from tests.tui.desk.rooms import DRAFT, by, desk, drafted
from tests.tui.desk.seat import DeskSeat, at_desk
from tests.tui.fake import NOW, PEOPLE, FakeRoom
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.level import HOUR, MINUTE
from warroom.domain.remarks import Promise
from warroom.room.protocol import Conflict
from warroom.tui.desk.send import SendSheet
from warroom.tui.forms.base import Sheet

TOMAS = PEOPLE["tomas"]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets listen at once; an answer leaves as soon as it may."""
    ticks = iter(range(0, 1_000_000, 10))
    monkeypatch.setattr(Sheet, "clock", staticmethod(lambda: float(next(ticks))))
    monkeypatch.setattr(SendSheet, "TAKE_BACK", 0.02)


async def sent(seat: DeskSeat) -> None:
    """Until the sheet has closed."""
    for _ in range(100):
        if not isinstance(seat.seat.app.screen, SendSheet):
            break
        await seat.seat.pilot.pause(0.01)
    await seat.settle()


# -- what is there -----------------------------------------------------------------------------------------------------


async def test_2_shows_what_is_mine_and_what_nobody_has() -> None:
    async with at_desk(desk(), view="command") as seat:
        await seat.press("2")
        for words in ("@ines_cfo", "@tdk_ops", "answered 14:34", "28 Answer bank", "31 Tell Sam", "throwaway_q9"):
            assert seat.sees(words)
        assert "2m late" in seat.row("throwaway_q9")
        assert "4 open" in seat.rows[1]
        await seat.press("1")
        assert seat.sees("Live feed")


async def test_an_empty_desk_says_how_to_fill_it() -> None:
    room = FakeRoom("ken")
    async with at_desk(room) as seat:
        assert seat.sees("Nothing is yours.")
        assert seat.sees("No answer") or seat.sees("The answer bank is empty.")
        await seat.press("c", "enter", "d", "A", "ctrl+s", "ctrl+o", "r", "T", "o")
        assert room.log == []


async def test_the_late_ones_that_nobody_has_come_first_then_those_of_my_network() -> None:
    async with at_desk(desk()) as seat:
        near = [item.mention.who for item in seat.desk.view.items if item.sort == "near" and item.mention]
        assert near[0] == "throwaway_q9"
        assert near[1] == "@hana_legalops"


@pytest.mark.parametrize(
    ("hours", "words"), [(3, "On duty 3h 00m"), (6, "▲ on duty 6h 00m, plan relief"), (8, "hand over, rest")]
)
async def test_long_shifts_are_said(hours: int, words: str) -> None:
    room = desk()
    room.picture.duty.pop("bea")
    room.record(e.ShiftBegun(person="bea"), "bea", NOW - hours * HOUR)
    async with at_desk(room) as seat:
        assert seat.sees(words)


async def test_a_task_is_finished_and_given_more_time_from_the_desk() -> None:
    async with at_desk(desk()) as seat:
        before = seat.room.picture.tasks[28].due
        await seat.press("j", "j", "j", "j", "+")
        assert seat.sees("Task 28 has 10 minutes more")
        assert seat.room.picture.tasks[28].due == (before or 0) + 10 * MINUTE
        await seat.press("d")
        assert seat.room.picture.tasks[28].state == "done"


# -- claiming ----------------------------------------------------------------------------------------------------------


async def test_c_claims_what_nobody_has_and_c_lets_it_go() -> None:
    async with at_desk(desk()) as seat:
        late = by(seat.room, "throwaway_q9")
        await seat.press("n", "c")
        assert seat.room.picture.done_about(late.id).owner == "bea"
        assert seat.sees("You have throwaway_q9")
        assert seat.desk.mention == late
        await seat.press("c")
        assert seat.room.picture.done_about(late.id).owner == ""
        assert seat.desk.mention == late


async def test_r_from_the_feed_claims_and_opens_the_composer() -> None:
    async with at_desk(desk(), view="command") as seat:
        await seat.press("r")
        hana = by(seat.room, "@hana_legalops")
        assert seat.room.picture.done_about(hana.id).owner == "bea"
        await seat.seat.type("Today at six.")
        await seat.settle()
        assert seat.sees("Today at six.")
        assert seat.sees("13 of 280")
        assert seat.sees("Answer bank")


async def test_letters_typed_right_behind_r_are_text_and_no_verbs() -> None:
    async with at_desk(desk(), view="command") as seat:
        await seat.seat.pilot.press("r", "c", "d", "A", "space", "1", "D")
        await seat.settle()
        assert seat.desk.text == "cdA 1D"


async def test_a_second_writer_is_warned_and_gets_no_composer() -> None:
    async with at_desk(desk("luca"), view="command") as seat:
        await seat.press(*"jjjjjjj", "r")
        assert seat.sees("Bea has this since 4m. o asks Bea for it.")
        assert not seat.desk.writing
        assert seat.room.picture.done_about(by(seat.room, "@ines_cfo").id).owner == "bea"


async def test_a_claim_that_ran_out_is_said_and_stays_on_the_desk() -> None:
    async with at_desk(desk()) as seat:
        ines = by(seat.room, "@ines_cfo")
        seat.room.record(e.ClaimExpired(mention=ines.id, person="bea", about=ines.who))
        await seat.settle()
        assert seat.sees("Your claim on @ines_cfo ran out after 30 min. c takes it again.")
        assert "claim ran out" in seat.row("@ines_cfo  X")
        await seat.press("c")
        assert seat.room.picture.done_about(ines.id).owner == "bea"


async def test_the_bar_stays_on_its_post_when_somebody_else_takes_it() -> None:
    async with at_desk(desk()) as seat:
        await seat.press("n")
        late = by(seat.room, "throwaway_q9")
        await seat.room.do(o.Claim(mention=late.id), PEOPLE["sam"])
        await seat.settle()
        assert seat.desk.mention == late
        assert "◆ Sam" in seat.row("throwaway_q9  HN")
        await seat.press("r")
        assert seat.sees("Sam has this since")
        assert not seat.desk.writing


async def test_an_author_who_wrote_again_is_shown_with_what_we_had_said() -> None:
    room = desk()
    lena = by(room, "@lena_pm")
    room.record(e.Answered(mention=lena.id, person="bea", about=lena.who, text="It is back at noon."), "bea")
    room.record(e.Reopened(mention=lena.id, about=lena.who, owner="bea", by_author=902))
    async with at_desk(room, (160, 48)) as seat:
        await seat.desk.show(lena)
        await seat.settle()
        assert seat.sees("Wrote again")
        assert seat.sees("It is back at noon.")


# -- drafts ------------------------------------------------------------------------------------------------------------


async def test_esc_keeps_the_draft_and_r_goes_on_with_it() -> None:
    room = desk()
    ines = by(room, "@ines_cfo")
    async with at_desk(room) as seat:
        await seat.press("r")
        await seat.write("We know.")
        await seat.press("escape")
        assert seat.sees("The draft is kept. r goes on with it.")
        assert room.kept_drafts == {f"mention:{ines.id}": "We know."}
        await seat.press("r")
        await seat.write(" And more.")
        await seat.press("escape")
    assert room.kept_drafts[f"mention:{ines.id}"] == "We know. And more."


async def test_a_draft_comes_back_when_the_console_is_opened_again() -> None:
    async with at_desk(drafted()) as seat:
        assert seat.sees("Ines, you need a number your auditors can use")
        assert "219 of 280" in seat.row("Needs Tomas")


async def test_what_is_being_typed_is_kept_every_few_seconds_and_when_the_console_ends() -> None:
    room = desk()
    ines = by(room, "@ines_cfo")
    async with at_desk(room) as seat:
        await seat.press("r")
        await seat.write("Half a sen")
        assert seat.desk._saving is not None
        seat.desk._save_now()
        await seat.settle()
        assert room.kept_drafts[f"mention:{ines.id}"] == "Half a sen"
        await seat.write("tence")
    assert room.kept_drafts[f"mention:{ines.id}"] == "Half a sentence"


async def test_an_emptied_draft_is_thrown_away() -> None:
    room = drafted()
    async with at_desk(room) as seat:
        await seat.press("r")
        assert seat.desk.composer
        seat.desk.composer.clear()
        await seat.settle()
        await seat.press("escape")
    assert room.kept_drafts == {}


# -- a yes -------------------------------------------------------------------------------------------------------------


async def test_a_reply_is_asked_for_approved_and_sent() -> None:
    room = drafted()
    ines = by(room, "@ines_cfo")
    room.promised = (Promise(words="calls you before 15:15", who="Ken", due=15 * 60 + 15),)
    async with at_desk(room, (160, 48)) as seat:
        await seat.press("r")
        assert seat.sees("▲ Needs Tomas: reach over 10K  not asked")
        assert seat.sees("^s ask for approval")
        await seat.press("ctrl+s")
        assert seat.sees("Asked Tomas just now")
        await seat.press("ctrl+s")
        assert seat.sees("Tomas has exactly this text")
        assert not isinstance(seat.seat.app.screen, SendSheet)
        await room.do(o.ApproveReply(mention=ines.id), TOMAS)
        await seat.settle()
        assert seat.sees("✓ Tomas 14:47, this exact text")
        assert seat.sees("^s send check")
        await seat.press("ctrl+s")
        assert seat.sees("Read it once more")
        assert seat.sees("calls you before 15:15. Makes task 32 for Ken, due 15:15.")
        await seat.press("y")
        await sent(seat)
    work = room.picture.done_about(ines.id)
    assert (work.answered_by, work.answer, work.answered_where) == ("bea", DRAFT, "X")
    assert (room.picture.tasks[32].owner, room.picture.tasks[32].mention) == ("ken", ines.id)
    assert seat.seat.app.clipboard == DRAFT
    assert room.kept_drafts == {}


async def test_the_screen_says_that_posting_is_left_to_the_person() -> None:
    async with at_desk(desk()) as seat:
        await seat.press("j", "r")
        await seat.write("We are on it.")
        await seat.press("ctrl+s", "y")
        await sent(seat)
        assert seat.sees("Recorded. Post it on X yourself: y copied the text.")
        assert seat.sees("answered 14:47")


async def test_any_edit_after_the_yes_takes_it_back() -> None:
    room = drafted()
    ines = by(room, "@ines_cfo")
    await room.do(o.AskReply(mention=ines.id, text=DRAFT))
    await room.do(o.ApproveReply(mention=ines.id), TOMAS)
    async with at_desk(room) as seat:
        assert seat.sees("✓ Tomas 14:47, this exact text")
        await seat.press("r")
        await seat.write(".")
        assert seat.sees("▲ Needs Tomas: reach over 10K  changed after")
        await seat.press("backspace")
        assert seat.sees("✓ Tomas 14:47, this exact text")


async def test_a_change_that_is_asked_for_stands_in_the_line_until_the_text_changes() -> None:
    room = drafted()
    ines = by(room, "@ines_cfo")
    await room.do(o.AskReply(mention=ines.id, text=DRAFT))
    await room.do(o.HoldReply(mention=ines.id, why="no date please"), TOMAS)
    async with at_desk(room) as seat:
        assert seat.sees("▲ Tomas asks: no date please")
        await seat.press("r", "ctrl+s")
        assert not seat.room.picture.done_about(ines.id).answered_by
        assert seat.sees("Change the text, then ask again.")
        await seat.write(" Soon.")
        await seat.press("ctrl+s")
        assert seat.sees("Asked Tomas just now")


async def test_what_waits_for_my_yes_is_on_my_desk_word_for_word() -> None:
    room = desk("tomas")
    ines = by(room, "@ines_cfo")
    await room.do(o.AskReply(mention=ines.id, text=DRAFT), PEOPLE["bea"])
    async with at_desk(room) as seat:
        assert seat.sees("Waits for you")
        assert seat.sees("Bea wants to answer")
        assert seat.sees("Ken from our")
        await seat.press("A")
        assert room.picture.done_about(ines.id).reply.approved_by == "tomas"  # type: ignore[union-attr]
        assert not any(item.sort == "waits" for item in seat.desk.view.items)


async def test_n_asks_for_a_change_with_a_reason() -> None:
    room = desk("tomas")
    ines = by(room, "@ines_cfo")
    await room.do(o.AskReply(mention=ines.id, text=DRAFT), PEOPLE["bea"])
    async with at_desk(room) as seat:
        await seat.press("N")
        await seat.seat.type("no date please")
        await seat.press("enter")
        assert room.picture.done_about(ines.id).reply.held_why == "no date please"  # type: ignore[union-attr]


async def test_nobody_approves_a_text_that_changed_while_they_read() -> None:
    room = desk("tomas")
    ines = by(room, "@ines_cfo")
    await room.do(o.AskReply(mention=ines.id, text=DRAFT), PEOPLE["bea"])
    read = room.picture.done_about(ines.id).reply
    assert read
    await room.do(o.AskReply(mention=ines.id, text="Other words."), PEOPLE["bea"])
    refused = await room.do(o.ApproveReply(mention=ines.id, digest=read.digest))
    assert refused
    assert refused.why == "The text was changed just now. Read it again."


# -- the send check ----------------------------------------------------------------------------------------------------


async def test_any_key_takes_it_back_and_nothing_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SendSheet, "TAKE_BACK", 60.0)
    async with at_desk(desk()) as seat:
        await seat.press("j", "r")
        await seat.write("We are on it.")
        await seat.press("ctrl+s", "y")
        assert seat.sees("takes it back")
        sheet = seat.seat.app.screen
        assert isinstance(sheet, SendSheet)
        sheet._until -= 1  # a second passes
        await seat.press("x")
        assert seat.sees("Taken back. Nothing was recorded.")
        assert not seat.room.picture.done_about(by(seat.room, "@tdk_ops").id).answered_by
        await seat.press("p")
        assert seat.sees("Put aside.")
        assert not seat.desk.writing


async def test_e_and_esc_lead_back_to_the_text() -> None:
    async with at_desk(desk()) as seat:
        await seat.press("j", "r")
        await seat.write("We are on it.")
        for key in ("e", "escape"):
            await seat.press("ctrl+s", key)
            await seat.write("!")
        assert seat.desk.text == "We are on it.!!"
        assert seat.seat.app.home.pane == "composer"


async def test_a_refusal_leaves_everything_as_it_was() -> None:
    async with at_desk(desk()) as seat:
        await seat.press("j", "r")
        await seat.write("We are on it.")
        await seat.press("ctrl+s")
        seat.room.offline = "Not connected."
        await seat.press("y")
        await seat.seat.pilot.pause(0.05)
        await seat.settle()
        assert seat.sees("Not connected. Nothing was recorded.")
        assert seat.desk.text == "We are on it."


# -- the answer bank, what others said ---------------------------------------------------------------------------------


async def test_a_number_inserts_a_prepared_answer_and_it_is_counted_with_the_answer() -> None:
    async with at_desk(desk()) as seat:
        await seat.press("j", "ctrl+o", "2")
        assert seat.desk.text == "What is lost, what is back. We say this."
        assert seat.seat.app.home.pane == "composer"
        await seat.press("ctrl+s", "y")
        await sent(seat)
        assert seat.room.picture.bank_uses == {"what-is-lost": 1}


async def test_a_stale_answer_is_marked_and_says_so_when_it_is_used() -> None:
    async with at_desk(desk(), (160, 48)) as seat:
        await seat.press("j", "ctrl+o", "j", "j", "j")
        assert seat.sees("▲ stale: approved 120 days ago") or seat.sees("▲ not approved")
        await seat.press("enter")
        assert seat.sees("read it before it goes")


async def test_b_keeps_what_was_written_as_a_new_answer() -> None:
    async with at_desk(desk()) as seat:
        await seat.press("j", "r")
        await seat.write("Restart the sync, then wait a minute.")
        await seat.press("ctrl+o", "b")
        await seat.seat.type("Sync hangs")
        await seat.press("enter")
        assert seat.room.picture.bank["sync-hangs"].text == "Restart the sync, then wait a minute."


async def test_what_luca_said_otherwise_is_shown_before_it_goes_out() -> None:
    room = desk()
    room.clashes = (Conflict("Luca told @x", "60 of 84", "61 of 84"),)
    async with at_desk(room) as seat:
        await seat.press("j", "r")
        await seat.write("61 of 84 tenants are back.")
        await seat.desk.check()
        await seat.settle()
        assert seat.sees("▲ Luca told @x 60 of 84, here 61 of 84")
        await seat.press("ctrl+s")
        assert seat.sees("Look again")


# -- moving about ------------------------------------------------------------------------------------------------------


async def test_tab_goes_round_and_past_the_composer_only_while_something_is_written() -> None:
    async with at_desk(desk()) as seat:
        home = seat.seat.app.home
        seen = []
        for _ in range(3):
            await seat.press("tab")
            seen.append(home.pane)
        assert seen == ["thread", "bank", "desk"]
        await seat.press("r", "tab")
        assert home.pane == "bank"
        await seat.press("escape")
        assert home.pane == "composer"
        await seat.seat.type("x1")
        assert seat.desk.text == "x1"


async def test_commands_reach_the_desk() -> None:
    async with at_desk(desk(), view="command") as seat:
        await seat.seat.press(":")
        await seat.seat.type("desk")
        await seat.press("enter")
        assert seat.sees("My desk")
        await seat.seat.press(":")
        await seat.seat.type("kind valid")
        await seat.press("enter")
        assert seat.room.picture.done_about(by(seat.room, "@ines_cfo").id).triage == "valid"


async def test_the_keys_of_the_composer_are_letters() -> None:
    async with at_desk(desk()) as seat:
        await seat.press("r")
        await seat.seat.type("c d o t a / : ? 1 2 N A")
        await seat.settle()
        assert seat.desk.text == "c d o t a / : ? 1 2 N A"
        await seat.press("f1")
        assert seat.sees("Keys, for your answer")


async def test_another_size_moves_the_composer_too() -> None:
    async with at_desk(drafted(), (160, 48)) as seat:
        await seat.press("r")
        for size in ((80, 24), (100, 30), (120, 36)):
            await seat.seat.pilot.resize_terminal(*size)
            await seat.settle()
            assert seat.sees("Ines, you need a number")
            assert seat.sees("Needs Tomas")
            assert all(len(row) == size[0] for row in seat.rows)


async def test_a_click_gives_the_bar_to_a_row() -> None:
    async with at_desk(desk()) as seat:
        await seat.seat.pilot.click(offset=(5, seat.seat.row_with("throwaway_q9")))
        await seat.settle()
        assert seat.desk.mention == by(seat.room, "throwaway_q9")
