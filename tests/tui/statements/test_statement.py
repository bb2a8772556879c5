"""What a person sees of a statement on its way out, and what each key does."""

from __future__ import annotations

from tests.tui.conftest import sit
from tests.tui.fake import NOW
from tests.tui.statements.seat import at_sheet, wake
from tests.tui.statements.show import TEXT, tell, words
from warroom.domain import entries as e
from warroom.domain.exact import digest
from warroom.domain.level import MINUTE, Level
from warroom.domain.orders import ApproveStatement, EditStatement
from warroom.domain.prepared import ApprovalRule, HouseRules


def last(table):
    return table.room.log[-1].payload


# -- the sheet ------------------------------------------------------------------------------------------------------


async def test_who_has_said_yes_who_is_late_and_that_it_is_my_turn_stand_in_the_sheet() -> None:
    async with at_sheet("statement") as table:
        text = table.text
        assert "6m late" in text
        assert "✓ Comms       Sam Tan           14:37, for Tomas as author" in text
        assert "■ Legal       Anna Lindqvist    asked 14:36, due 14:41, stand-in Priya" in text
        assert next(row for row in table.rows if "■ Legal" in row).endswith("you")
        assert "L3 needs comms, legal and the executive. Nobody approves their own text." in text
        assert "61 of 84 was Most" in text
        assert "P publish, 1 missing" in text


async def test_a_yes_is_given_with_one_key_for_the_version_that_was_read() -> None:
    async with at_sheet("statement") as table:
        await table.press("A")
        given = last(table)
        assert isinstance(given, e.StatementApproved)
        assert (given.version, given.role, given.digest) == (4, "legal", digest(TEXT))
        assert "Version 4 approved." in table.text
        assert "ready to publish" in table.text
        assert "approve as" not in table.text


async def test_the_author_is_told_why_not() -> None:
    async with at_sheet("statement", me="tomas") as table:
        assert "approve as" not in table.text
        await table.press("A")
        assert "▲ Nobody approves their own text. Somebody else has to read it." in table.text


async def test_a_version_that_came_meanwhile_must_be_read_before_the_yes() -> None:
    async with at_sheet("statement") as table:
        before = len(table.room.log)
        await table.room.do(EditStatement(statement=3, text=TEXT + " We pay."), by=table.room.people["tomas"])
        table.form.tick()
        await table.settle()
        assert "Statement 3, version 4, not the newest" in table.text
        assert "Tomas made version 5 at 14:47. enter reads it." in table.text
        assert "We pay." not in table.text
        await table.press("A")
        assert "You read version 4. Tomas made it version 5. Read it again." in table.text
        assert len(table.room.log) == before + 1
        await table.press("enter")
        assert "Statement 3, version 5" in table.text
        assert "added We pay." in table.text
        await table.press("A")
        assert last(table).version == 5


async def test_an_invisible_character_is_named_where_it_stands_and_in_the_checks() -> None:
    async with at_sheet("hidden") as table:
        assert "resto[U+200B]red" in table.text
        assert "▲ Hidden character U+200B after 'resto'." in table.text
        assert "added an invisible U+200B" in table.text
        assert "P publish, 3 missing" in table.text


async def test_asking_for_a_change_needs_words_and_stands_with_its_role() -> None:
    async with at_sheet("statement") as table:
        await table.press("N")
        await wake(table)
        await table.press("ctrl+s")
        assert "▲ Say what has to change." in table.text
        await table.type("No time of day, please.")
        await table.press("ctrl+s")
        assert last(table).why == "No time of day, please."
        assert "△ Legal       Anna Lindqvist    14:47, asks for a change" in table.text
        assert "P publish, 1 missing" in table.text
        await table.press("P")
        assert "▲ Publishing is for comms, commander, deputy." in table.text


async def test_withdrawing_needs_a_reason_and_ends_it() -> None:
    async with at_sheet("statement") as table:
        await table.press("W")
        await wake(table)
        await table.type("The number was wrong.")
        await table.press("ctrl+s")
        assert last(table).reason == "The number was wrong."
        assert "Withdrawn: The number was wrong." in table.text
        await table.press("e")
        assert "▲ Statement 3 was withdrawn: The number was wrong." in table.text


async def test_asking_for_approval_says_until_when() -> None:
    async with at_sheet("hidden", me="tomas") as table:
        await table.press("g")
        assert last(table).roles == ("comms", "legal", "executive")
        assert "Asked. Due 14:52." in table.text
        assert "due in 5m" in table.text


async def test_nobody_in_a_role_is_amber_words_not_a_blank() -> None:
    room = words("maren")
    room.record(e.RoleTaken(role="responder", person="anna"), "maren")
    async with at_sheet("statement", room=room) as table:
        assert "■ Legal       nobody has it" in table.text


async def test_what_was_asked_for_stands_when_less_would_do_now() -> None:
    room = words("maren")
    room.house = HouseRules(approvals=(ApprovalRule(level=Level.QUIET, roles=("comms",)),))
    async with at_sheet("statement", room=room) as table:
        assert "This needs comms, legal and the executive, as when it was asked." in table.text


# -- publishing -----------------------------------------------------------------------------------------------------


async def test_publishing_needs_the_words_in_full() -> None:
    async with at_sheet("publish") as table:
        before = len(table.room.log)
        assert "^s publish, when publish 3 is typed" in table.text
        await table.press("ctrl+s", "enter", "P", "ctrl+s")
        assert "▲ Type it in full: publish 3" in table.text
        await table.press("backspace")
        await table.type("publish 3")
        assert "^s publish statement 3" in table.text
        await table.press("enter")
        assert len(table.room.log) == before
        await table.press("ctrl+s")
        out = last(table)
        assert isinstance(out, e.StatementPublished)
        assert (out.text, out.digest) == (TEXT, digest(TEXT))
        assert table.room.picture.updates["public"] == NOW + 60 * MINUTE


async def test_what_was_typed_to_publish_is_never_there_again() -> None:
    async with at_sheet("publish") as table:
        await table.type("publish 3")
        await table.press("escape")
        table.form = type(table.form)(table.room, table.room.picture.statements[3])
        await table.open()
        assert table.form.query_one("#typed").value == ""
        assert "when publish 3 is typed" in table.text


async def test_publishing_what_somebody_changed_meanwhile_is_refused_before_it_is_asked() -> None:
    async with at_sheet("publish") as table:
        await table.room.do(EditStatement(statement=3, text="Other words."), by=table.room.people["tomas"])
        await table.type("publish 3")
        await table.press("ctrl+s")
        assert "▲ Tomas changed it meanwhile. Go back and read version 5." in table.text
        assert not table.room.picture.statements[3].published_at


async def test_where_it_stands_is_marked_per_channel_with_its_time() -> None:
    async with at_sheet("published") as table:
        assert "✓ X                  x.example/quillstack/1" in table.text
        assert "· Status page        not marked yet" in table.text
        await table.press("m")
        await wake(table)
        await table.press("tab")
        await table.type("status.example/12")
        await table.press("tab")
        await table.type("12:33")
        await table.press("ctrl+s")
        assert (last(table).channel, last(table).where) == ("Status page", "status.example/12")
        assert table.room.log[-1].occurred == NOW - NOW % MINUTE - (14 * 60 + 47 - 12 * 60 - 33) * MINUTE
        assert "✓ Status page" in table.text


# -- versions -------------------------------------------------------------------------------------------------------


async def test_the_arrows_go_through_the_versions() -> None:
    async with at_sheet("compare") as table:
        assert "Statement 3, from version 3 to 4" in table.text
        assert "this. +It was not an attack." in table.text
        assert "−Most +61 of 84 affected" in table.text
        await table.press("left")
        assert "Statement 3, from version 2 to 3" in table.text
        assert "+23 do not yet." in table.text
        await table.press("left", "left", "left")
        assert "Statement 3, from version 1 to 2" in table.text
        await table.press("right", "right", "right")
        assert "from version 3 to 4" in table.text


# -- the list, the keys of the console --------------------------------------------------------------------------------


async def test_the_list_says_how_far_each_one_is() -> None:
    async with at_sheet("statements") as table:
        rows = {row.strip(" ▌")[:1]: row for row in table.rows if row.strip(" ▌")[:2] in ("1 ", "2 ", "3 ")}
        assert "waits for Legal  6m late" in rows["3"]
        assert "withdrawn" in rows["2"]
        assert "published 12:31 on Status page, X" in rows["1"]
        await table.press("j", "j", "enter")
        assert "Statement 1, version 1" in "\n".join(table.seat.rows)


async def test_s_opens_the_list_and_needs_you_leads_to_the_statement() -> None:
    async with sit(words()) as seat:
        await seat.press("s")
        await seat.settle()
        assert seat.sees("waits for Legal")
        seat.app.pop_screen()
        await seat.settle()
        seat.app.home.focus_pane("needs")
        seat.app.home.needs_at = next(
            n for n, alert in enumerate(seat.app.home.found) if alert.pane == "statements" and alert.item == 3
        )
        await seat.press("enter")
        await seat.settle()
        assert seat.sees("Statement 3, version 4")


async def test_commands_open_one_refuse_what_is_not_there_and_withdraw() -> None:
    async with sit(words()) as seat:
        home = seat.app.home
        await home._command("say 7")
        assert "There is no statement 7. :say lists them." in home.cmd_view.said.words
        await home._command("publish 3")
        assert "Publishing is for comms, commander, deputy." in home.cmd_view.said.words
        await home._command("approve 3")
        await seat.settle()
        assert seat.sees("Read it first. A approves this version, N asks for a change.")
        seat.app.pop_screen()
        await seat.settle()
        await home._command("withdraw 3 wrong number")
        assert seat.room.picture.statements[3].withdrawn == "wrong number"
        await home._command("posted 1 Status page https://status.example/1")
        assert seat.room.picture.statements[1].posted["Status page"] == "https://status.example/1"
        assert home._complete(":say ") == ":say "
        assert home._complete(":approve 3") == ":approve 3 "


async def test_a_stand_in_gives_the_yes_in_the_role_of_who_is_late() -> None:
    async with at_sheet("statement", me="priya") as table:
        assert "approve as Legal" in table.text
        await table.press("A")
        assert (last(table).role, last(table).stands_in_for) == ("legal", "anna")
        assert "Priya Nair" in table.text
        assert "standing in for Anna" in table.text


async def test_the_room_is_asked_for_the_version_and_nothing_else() -> None:
    room = words()
    asked = []
    real = room.do

    async def do(order, by=None):
        asked.append(order)
        return await real(order, by)

    room.do = do
    async with at_sheet("statement", room=room) as table:
        await table.press("A")
    assert asked == [ApproveStatement(statement=3, version=4)]


async def test_advice_has_its_reasons_and_changes_with_our_history() -> None:
    async with at_sheet("statement") as table:
        await table.press("v")
        assert "Preventable: people hold us fully responsible" in table.text
        assert "Always first" in table.text
        assert "Coombs" in table.text


async def test_a_text_of_somebody_else_cannot_move_the_screen() -> None:
    room = words()
    evil = "Sorry.\x1b[2J\u202egnp"
    tell(room, "14:46", "tomas", e.StatementEdited(statement=3, version=5, text=evil, digest=digest(evil)))
    async with at_sheet("statement", room=room) as table:
        assert "[U+001B]" in table.text
        assert "[U+202E]" in table.text
        assert "\x1b" not in "\n".join(table.seat.rows)
