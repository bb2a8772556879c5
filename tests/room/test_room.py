"""The room, whole: it hears, decides, records, tells, and knows everything again after a restart."""

import asyncio

import pytest

from tests.domain.team import NOON, PEOPLE
from tests.room.world import HandClock, Mouth, heard, open_world, post
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.level import MINUTE
from warroom.domain.picture import fold
from warroom.room.protocol import FeedQuery, Heard, Recorded
from warroom.sources.base import Cursor, Outcome


async def rows(room, query=None):
    window = room.window(query or FeedQuery())
    await window.want(0, 100)
    return [window.row(at) for at in range(window.total)]


async def test_what_is_said_is_on_screen_and_a_second_poll_adds_nothing(opened, tmp_path):
    mouth = Mouth().says(post(1), post(2)).says(post(1), post(2))
    async with opened(tmp_path, mouth) as room:
        await heard(room, 2)
        await room.retry()
        while mouth.asked < 3:
            await asyncio.sleep(0.01)
        await room.settled()
        shown = await rows(room)
        assert [m.handle for m in shown] == ["@p1", "@p2"]
        assert room.rows == 2


async def test_an_edited_post_becomes_one_revision_in_its_place(opened, tmp_path):
    mouth = Mouth().says(post(1), post(2))
    async with opened(tmp_path, mouth) as room:
        await heard(room, 2)
        window = room.window(FeedQuery())
        await window.want(0, 10)
        mouth.says(post(1, "Quillstack found contract 1 again, sorry"))
        await room.retry()
        while not (await room.mention(1)).revision:
            await asyncio.sleep(0.01)
        await room.settled()
        await window.want(0, 10)
        assert window.row(0).text == "Quillstack found contract 1 again, sorry"
        assert "edited" in window.row(0).flags
        assert window.total == 2


async def test_one_id_for_several_items_loses_no_wording_and_adds_none_when_polled_again(opened, tmp_path):
    said = [post(1, f"Quillstack told wording {n} to us") for n in range(3)]
    mouth = Mouth().says(*said)
    async with opened(tmp_path, mouth) as room:
        await heard(room, 1)
        mouth.says(*said)
        asked = mouth.asked
        await room.retry()
        while mouth.asked < asked + 2:
            await room.retry()
            await asyncio.sleep(0.01)
        await room.settled()
        assert (await room.mention(1)).revision == 2
        assert (await room.mention(1)).text == "Quillstack told wording 2 to us"


async def test_only_what_is_about_us_is_kept_unless_a_source_is_all_ours(opened, tmp_path):
    picky = Mouth(everything=False).says(post(1, "Lovely weather"), post(2, "quillstack is down"))
    async with opened(tmp_path, picky) as room:
        await heard(room, 1)
        assert [m.handle for m in await rows(room)] == ["@p2"]


async def test_copies_are_kept_and_counted_but_fill_no_rows(opened, tmp_path):
    text = "Quillstack deleted our contracts and support does not answer at all, avoid them"
    mouth = Mouth().says(post(1, text), post(2, "RT @p1: " + text), post(3, text + "!"))
    async with opened(tmp_path, mouth) as room:
        await heard(room, 1)
        (head,) = await rows(room)
        assert head.copies == 2


async def test_an_order_is_durable_before_it_is_told_and_known_after_a_restart(tmp_path):
    async with open_world(tmp_path, Mouth().says(post(1))) as room:
        await heard(room, 1)
        changes = room.changes()
        first = asyncio.create_task(anext(changes))
        await asyncio.sleep(0)
        assert await room.do(o.Declare(title="EU-2 data loss")) is None
        told = await first
        assert isinstance(told, Recorded)
        assert await room.do(o.Claim(mention=1), PEOPLE["bea"]) is None
        await changes.aclose()
        before = room.picture
        assert fold(room.log) == before
    async with open_world(tmp_path) as again:
        kept = [entry for entry in again.log if not isinstance(entry.payload, (e.Opened, e.Suggested))]
        assert [entry.kind for entry in kept] == ["declared", "update_due", "update_due", "claimed"]
        assert again.picture.work == before.work
        assert again.picture.incident == before.incident


async def test_a_refusal_changes_nothing_and_says_why(opened, tmp_path):
    async with opened(tmp_path) as room:
        seq = room.picture.seq
        refused = await room.do(o.Claim(mention=77))
        assert refused.why == "There is no mention 77."
        assert room.picture.seq == seq


async def test_answers_are_counted_late_by_the_level(opened, tmp_path):
    clock = HandClock()
    mouth = Mouth().says(*(post(n, f"@quillstack lost file {n}, terrible, where is it?") for n in range(1, 4)))
    async with opened(tmp_path, mouth, clock=clock) as room:
        await heard(room, 3)
        await room.do(o.Declare(title="EU-2"))
        await room.do(o.Answer(mention=2, text="Restored."))
        assert (room.answers.needed, room.answers.unclaimed, room.answers.late) == (2, 2, 0)
        clock.pass_(31 * MINUTE)
        await room.do(o.Claim(mention=1))
        assert (room.answers.needed, room.answers.unclaimed, room.answers.late) == (2, 1, 2)
        assert room.answers.latest == NOON + 30 * MINUTE


async def test_one_source_that_fails_never_delays_another_and_goes_into_the_log(tmp_path):
    clock = HandClock()
    bad, good = Mouth("bad"), Mouth("good").says(post(1))
    bad.raises = RuntimeError("boom")
    async with open_world(tmp_path, bad, good, clock=clock) as room:
        await heard(room, 1)
        health = {h.name: h for h in room.health}
        assert health["bad"].state == "failing"
        assert health["good"].state == "live"
        clock.pass_(11 * MINUTE)
        bad.asked = 0
        await room.tick(read=False)
        assert "bad" in room.picture.blind
        bad.raises = None
        await room.retry("bad")
        while {h.name: h for h in room.health}["bad"].state != "live":
            await asyncio.sleep(0.01)
        await room.tick(read=False)
        assert "bad" not in room.picture.blind


async def test_a_source_that_is_gone_for_good_is_asked_no_more(opened, tmp_path):
    gone = Mouth("old").answers(Outcome(state="gone", cursor=Cursor(), note="410, gone for good"))
    async with opened(tmp_path, gone, Mouth("new").says(post(1))) as room:
        await heard(room, 1)
        assert {h.name: h.state for h in room.health}["old"] == "stopped"
        assert gone.asked == 1


async def test_a_clock_that_jumps_is_logged_once(tmp_path):
    clock = HandClock()
    async with open_world(tmp_path, clock=clock) as room:
        clock.at += 3_600_000
        await room.tick(read=False)
        await room.tick(read=False)
        jumps = [entry.payload.jump for entry in room.log if isinstance(entry.payload, e.ClockJump)]
        assert jumps == [3_600_000]


@pytest.mark.parametrize("query", [FeedQuery(text="contract"), FeedQuery(source="X search"), FeedQuery(unclaimed=True)])
async def test_a_filtered_list_grows_at_its_end_only(opened, tmp_path, query):
    mouth = Mouth().says(*(post(n, f"@quillstack lost contract {n}: awful") for n in range(1, 4)))
    async with opened(tmp_path, mouth) as room:
        await heard(room, 3)
        window = room.window(query)
        await window.want(0, 10)
        before = [window.row(at).id for at in range(window.total)]
        mouth.says(post(9, "@quillstack broke contract 9, awful"))
        await heard(room, 4, [mouth])
        await window.want(0, 10)
        after = [window.row(at).id for at in range(window.total)]
        assert len(before) == 3
        assert after[:3] == before
        assert len(after) == 4


async def test_listeners_hear_of_every_batch(opened, tmp_path):
    mouth = Mouth()
    async with opened(tmp_path, mouth) as room:
        changes = room.changes()
        mouth.says(post(1))
        await room.retry()
        async for change in changes:
            if isinstance(change, Heard):
                assert change.new == 1
                break
        await changes.aclose()
