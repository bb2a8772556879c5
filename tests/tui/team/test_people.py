"""Roles, shifts and the transfer of command, key by key."""

from __future__ import annotations

import pytest

from tests.tui.conftest import sit
from tests.tui.fake import NOW, PEOPLE, FakeRoom
from tests.tui.forms_seat import FormSeat, form_open
from tests.tui.team.story import crowd, offered, tired, war, watch
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.level import HOUR, MINUTE
from warroom.tui.forms.base import Sheet
from warroom.tui.forms.handover import HandOverForm, OfferSheet
from warroom.tui.forms.roles import RolesSheet


async def then(table: FormSeat, *keys: str) -> None:
    table.clock.now += 1.0
    await table.press(*keys)


def row_with(table: FormSeat, words: str) -> str:
    return next(row for row in table.rows if words in row)


@pytest.fixture
def _hears_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets hear keys from the moment they open."""
    monkeypatch.setattr("warroom.tui.forms.base.DEAF_MS", 0)


# -- roles ---------------------------------------------------------------------------------------------------------


async def test_every_role_is_seen_with_who_holds_it_and_empty_ones_as_empty() -> None:
    room = tired(crowd(war()))
    async with form_open(RolesSheet(room), room=room) as table:
        assert "◆ Maren Okafor" in row_with(table, "commander ")
        assert "▲ nobody" in row_with(table, "deputy")
        assert row_with(table, "liaison").split() == ["liaison", "nobody"]
        assert "Anna" in row_with(table, "Maren Okafor")
        assert "08:27, 6 h" in row_with(table, "Priya Nair")
        assert "06:42, 8 h" in row_with(table, "Ken Ito")
        assert "off duty" in row_with(table, "Sam Tan")


async def test_nobody_is_missed_on_a_quiet_day() -> None:
    room = watch()
    async with form_open(RolesSheet(room), room=room) as table:
        assert "▲" not in table.text


async def test_an_empty_role_is_taken_with_one_key() -> None:
    room = war("anna")
    room.record(e.RoleLeft(role="commander", person="maren"), "maren")
    async with form_open(RolesSheet(room), room=room) as table:
        assert "c take commander" in table.keys
        await table.press("c")
        assert room.picture.commander == "anna"
        assert "You are commander." in table.text


async def test_taking_a_role_from_somebody_asks_first() -> None:
    room = war("anna")
    async with form_open(RolesSheet(room), room=room) as table:
        await table.press("c")
        await then(table)
        assert "Take commander from Maren?" in table.text
        await table.press("escape")
        assert room.picture.commander == "maren"
        await table.press("c")
        await then(table, "y")
        assert room.picture.commander == "anna"


async def test_a_role_that_is_not_yours_to_take_is_refused_in_words() -> None:
    room = war("bea")
    async with form_open(RolesSheet(room, "liaison"), room=room) as table:
        await table.press("c")
        assert "Bea Morales may be responder. Add liaison under [people.bea] in warroom.toml." in table.text


async def test_the_commander_gives_a_role_and_nobody_else_does() -> None:
    room = war()
    async with form_open(RolesSheet(room, "liaison"), room=room) as table:
        await table.press("o")
        await then(table)
        await table.type("bea")
        await table.press("enter")
        assert "Bea Morales may be responder" in table.text
    room = war("bea")
    async with form_open(RolesSheet(room, "liaison"), room=room) as table:
        await table.press("o")
        assert "Only the commander gives roles to others. c takes one." in table.text


async def test_a_shift_begins_and_ends_and_a_commander_does_not_just_go() -> None:
    room = war()
    async with form_open(RolesSheet(room, "responder"), room=room) as table:
        await table.press("b")
        assert room.picture.duty["bea"] == NOW
        await table.press("b")
        assert "bea" not in room.picture.duty
        await table.press("g", "b")
        assert "A commander hands over before going to rest." in table.text


async def test_leaving_a_role_without_a_successor_asks() -> None:
    room = war("priya")
    async with form_open(RolesSheet(room, "scribe"), room=room) as table:
        await table.press("L")
        await then(table)
        assert "Leave scribe without a successor?" in table.text
        await table.press("y")
        assert "▲ nobody" in row_with(table, "scribe")


@pytest.mark.usefixtures("_hears_at_once")
async def test_when_the_commander_is_gone_everybody_is_told_the_keys_that_take_over() -> None:
    room = war("anna")
    room.record(e.RoleLeft(role="commander", person="maren"), "maren")
    room.advance(6 * MINUTE)
    async with sit(room) as seat:
        home = seat.app.home
        found = next(alert for alert in home.found if alert.what == "No commander")
        assert (found.kind, found.detail) == ("caution", "P, then c takes it over")
        await seat.press("P", "c")
        assert room.picture.commander == "anna"
        await seat.press("escape")
        assert not any(alert.what == "No commander" for alert in home.found)


# -- handing over --------------------------------------------------------------------------------------------------


async def test_the_form_shows_five_steps_and_the_whole_brief() -> None:
    room = war()
    async with form_open(HandOverForm(room), room=room) as table:
        for words in ("1 Assess", "To whom", "2 Brief", "3 When", "4 Tell all", "5 You", "History", "Objectives",
                      "Assignments", "Promised", "^s offer commander to Anna"):  # fmt: skip
            assert words in table.text
        await table.press("tab")
        await table.type("Ken wants to answer himself")
        await table.press("ctrl+s")
        offer = room.picture.offer
        assert offer is not None
        assert (offer.taker, offer.note, len(offer.brief)) == ("anna", "Ken wants to answer himself", 11)
        assert room.picture.commander == "maren"


async def test_who_has_been_on_duty_too_long_is_told_to_rest() -> None:
    room = war()
    room.picture.duty["maren"] = NOW - 9 * HOUR
    async with form_open(HandOverForm(room), room=room) as table:
        assert "on duty for 9 h 0 min. Go and rest." in table.text


async def test_nobody_who_may_take_it_is_said_before_it_is_asked() -> None:
    room = war("dana")
    async with form_open(HandOverForm(room), room=room) as table:
        await table.press("ctrl+s")
        assert "Nobody else may be executive." in table.text


@pytest.mark.usefixtures("_hears_at_once")
async def test_the_successor_reads_the_brief_and_accepts_with_a_second_key() -> None:
    room = offered("anna")
    async with sit(room) as seat:
        assert seat.sees("Maren offers you commander") or any(
            alert.what == "Maren offers you commander" for alert in seat.app.home.found
        )
        await seat.press("h")
        assert seat.sees("History")
        assert room.picture.commander == "maren"
        await seat.press("A")
        await seat.settle()
        assert room.picture.commander == "anna"
        assert room.picture.role_of(PEOPLE["maren"]) == "responder"
        assert "You are commander now. Everybody sees it." in seat.prompt
        assert "Anna Lindqvist commander" in seat.rows[1]


@pytest.mark.usefixtures("_hears_at_once")
async def test_enter_on_the_offer_in_needs_you_opens_the_brief() -> None:
    async with sit(offered("anna")) as seat:
        home = seat.app.home
        await seat.press("tab", "tab")
        home.needs_at = next(n for n, alert in enumerate(home.found) if alert.key.startswith("offer"))
        await seat.press("enter")
        assert seat.sees("A accept, you are commander")


async def test_declining_says_why_and_changes_nothing() -> None:
    room = offered("anna")
    assert room.picture.offer is not None
    async with form_open(OfferSheet(room, room.picture.offer), room=room) as table:
        await table.press("N")
        await then(table)
        await table.type("I am in court until four")
        await table.press("ctrl+s")
        assert room.log[-1].payload == e.HandoverDeclined(
            role="commander", giver="maren", taker="anna", why="I am in court until four"
        )
        assert room.picture.commander == "maren"
        assert table.brought == ["declined"]


async def test_the_giver_takes_an_offer_back_and_cannot_accept_it() -> None:
    room = offered("maren")
    assert room.picture.offer is not None
    async with form_open(OfferSheet(room, room.picture.offer), room=room) as table:
        assert "A accept" not in table.text
        await table.press("A")
        assert room.picture.commander == "maren"
        await table.press("N")
        await then(table, "ctrl+s")
        assert room.picture.offer is None


async def test_an_offer_that_is_over_meanwhile_says_so() -> None:
    room = offered("anna")
    assert room.picture.offer is not None
    async with form_open(OfferSheet(room, room.picture.offer), room=room) as table:
        room.record(e.HandoverDeclined(role="commander", giver="maren", taker="anna"), "maren")
        table.form.tick()
        await table.settle()
        assert "This offer is over." in table.text
        await table.press("A")
        assert "Nobody offers you a role." in table.text


async def test_a_role_from_the_settings_can_be_handed_over_too() -> None:
    room = crowd(FakeRoom("anna"))
    room.me = room.people["ole"]
    assert await room.do(o.HandOver(to="anna")) is None
    assert await room.do(o.AcceptHandover(), by=room.people["anna"]) is None
    assert room.picture.role_of(room.people["anna"]) == "legal"
    assert room.picture.role_of(room.people["ole"]) == "responder"


@pytest.mark.usefixtures("_hears_at_once")
async def test_who_holds_no_role_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit(war("bea")) as seat:
        await seat.press("h")
        assert "You hold no role to hand over." in seat.prompt
        assert not isinstance(seat.app.screen, Sheet)


async def test_a_key_typed_ahead_does_not_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    room = offered("anna")
    async with sit(room) as seat:
        await seat.press("h")
        await seat.pilot.press("A")
        await seat.settle()
        assert room.picture.commander == "maren"
