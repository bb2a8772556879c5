"""What the room notices and does by itself while a team works."""

from __future__ import annotations

from pathlib import Path

from tests.room.world import HandClock, Mouth, heard, open_world, post
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.level import MINUTE, Level
from warroom.room.protocol import FeedQuery


async def first_mention(room) -> int:
    window = room.window(FeedQuery())
    await window.want(0, 0)
    return window.row(0).id


async def test_a_claim_runs_out_and_the_log_says_so(tmp_path: Path) -> None:
    clock, mouth = HandClock(), Mouth().says(post(1))
    async with open_world(tmp_path, mouth, clock=clock) as room:
        await heard(room, 1, [mouth])
        ident = await first_mention(room)
        assert await room.do(o.Claim(mention=ident)) is None
        clock.pass_(room.house.claim_minutes * MINUTE - 1000)
        await room.tick(read=False)
        assert room.picture.done_about(ident).owner == "maren"
        clock.pass_(2000)
        await room.tick(read=False)
        assert room.picture.done_about(ident).owner == ""
        assert isinstance(room.log[-1].payload, e.ClaimExpired)
        assert room.log[-1].by == "room"


async def test_elapsed_time_at_a_level_is_said_once_each_time(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_world(tmp_path, clock=clock) as room:
        assert await room.do(o.Declare(title="EU-2 data loss", level=Level.ALERT)) is None
        for _ in range(25):
            clock.pass_(MINUTE)
            await room.tick(read=False)
        said = [x.payload.minutes for x in room.log if isinstance(x.payload, e.CalledOut)]
        assert said == [10, 20]
        assert await room.do(o.SetCallOuts(every=None, reason="the room is full of noise")) is None
        clock.pass_(30 * MINUTE)
        await room.tick(read=False)
        assert [x.payload.minutes for x in room.log if isinstance(x.payload, e.CalledOut)] == said


async def test_an_author_who_writes_again_opens_the_mention_with_the_old_answer(tmp_path: Path) -> None:
    clock, mouth = HandClock(), Mouth().says(post(1))
    async with open_world(tmp_path, mouth, clock=clock) as room:
        await heard(room, 1, [mouth])
        ident = await first_mention(room)
        assert await room.do(o.Answer(mention=ident, text="We restore it now.", where="X")) is None
        mouth.says(post(2, handle="@p1", author="Person 1", reply_to="x:1"))
        await room.retry()
        await heard(room, 2, [mouth])
        await room.settled()
        work = room.picture.done_about(ident)
        assert work.answered_by == ""
        assert work.answer == "We restore it now."
        assert work.owner == "maren"


async def test_whoever_answers_what_an_author_wrote_later_has_closed_what_it_opened_again(tmp_path: Path) -> None:
    clock, mouth = HandClock(), Mouth().says(post(1, "@quillstack lost my contract, why?"))
    async with open_world(tmp_path, mouth, clock=clock) as room:
        await heard(room, 1, [mouth])
        first = await first_mention(room)
        assert await room.do(o.Answer(mention=first, text="We look.", where="X")) is None
        asks = "@quillstack and when do I get my contract?"
        mouth.says(post(2, asks, handle="@p1", author="Person 1", reply_to="x:1"))
        await room.retry()
        await heard(room, 2, [mouth])
        await room.settled()
        assert room.picture.done_about(first).answered_by == ""
        open_before = room.answers.needed
        later = next(iter(room.picture.again))
        assert await room.do(o.Answer(mention=later, text="Today at six.", where="X")) is None
        assert room.picture.done_about(first).answered_by == "maren"
        assert room.picture.again == {}
        assert room.answers.needed < open_before


async def test_prepared_files_are_at_hand_and_used_answers_are_counted(tmp_path: Path) -> None:
    mouth = Mouth().says(post(1))
    async with open_world(tmp_path, mouth) as room:
        await heard(room, 1, [mouth])
        assert "data-loss" in room.playbooks
        name = next(iter(room.bank))
        ident = await first_mention(room)
        assert await room.do(o.Answer(mention=ident, text="Words", bank=name)) is None
        assert room.bank[name].uses == 1


async def test_drafts_stay_with_their_writer(tmp_path: Path) -> None:
    async with open_world(tmp_path) as room:
        await room.keep_draft("mention:1", "Ines, you need a number")
    async with open_world(tmp_path) as room:
        assert await room.drafts() == {"mention:1": "Ines, you need a number"}
    async with open_world(tmp_path, me="bea") as room:
        assert await room.drafts() == {}
