"""What a responder is told while writing: which answers fit, what contradicts, what is promised."""

from __future__ import annotations

from tests.tui.desk.rooms import bank, by, desk
from tests.tui.fake import NOW, PEOPLE
from warroom.domain import entries as e
from warroom.domain.level import DAY
from warroom.room.replying import Adviser, conflicts, promises, said


async def test_what_fits_comes_first_and_the_rest_of_the_bank_after_it() -> None:
    adviser = Adviser()
    found = await adviser.suggest("My auditors want evidence", bank(), "data_loss", (), NOW, rest=True)
    assert found[0].answer == "auditors-and-evidence"
    assert found[0].fit > 0
    assert {one.answer for one in found} == set(bank())
    assert [one.fit for one in found[1:]] == [0] * 4
    assert [one.stale for one in found if one.answer in ("refund", "export")] == [True, True]
    only = await adviser.suggest("My auditors want evidence", bank(), "data_loss", (), NOW, rest=False)
    assert [one.answer for one in only] == ["auditors-and-evidence"]


async def test_an_empty_bank_and_an_empty_text_offer_nothing() -> None:
    assert await Adviser().suggest("anything", {}, "", (), NOW, rest=True) == []
    assert await Adviser().suggest("", bank(), "no such type", (), NOW, rest=False) == []


async def test_two_responders_who_give_different_numbers_are_told_so() -> None:
    room = desk()
    post = by(room, "@tdk_ops")
    room.record(
        e.Answered(mention=post.id, person="luca", about=post.who, text="60 of 84 tenants are restored."), "luca"
    )
    others = said(room.picture, PEOPLE, NOW)
    (found,) = await conflicts("61 of 84 tenants are restored.", others, room.picture)
    assert (found.who, found.theirs[:8]) == ("Luca told @tdk_ops", "60 of 84")
    assert await conflicts("60 of 84 tenants are restored.", others, room.picture) == []
    assert said(room.picture, PEOPLE, NOW + 2 * DAY) == []


async def test_the_board_of_facts_is_held_against_the_text_too() -> None:
    room = desk()
    room.record(e.FactNoted(fact=3, text="61 of 84 tenants are restored", standing="confirmed", basis="Ken"), "ken")
    (found,) = await conflicts("12 of 84 tenants are restored.", [], room.picture)
    assert found.who == "fact 3 says"


async def test_a_promise_names_who_and_when() -> None:
    (found,) = await promises("Ken calls you before 15:15 with the count.", NOW)
    assert (found.who, found.due) == ("Ken", 15 * 60 + 15)
