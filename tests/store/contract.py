"""What every store must do. A test module subclasses :class:`StoreContract` and gives it ``opened``."""

from __future__ import annotations

import asyncio
import zlib
from array import array
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.team import PEOPLE, Team
from tests.domain.test_decide import ORDERS
from tests.store.making import NOON, ROOM, chained, heard, note, resealed
from warroom.domain.health import SourceHealth
from warroom.domain.picture import fold
from warroom.store.errors import Damaged, Overtaken
from warroom.store.protocols import BIN, Evidence, Head, Query, Store, Volume

Opening = Callable[[Path], AbstractAsyncContextManager[Store]]


class StoreContract:
    """The suite. ``opened(folder)`` opens the store that is kept in a folder, a new one if it is empty."""

    opened: Opening

    @pytest.fixture
    async def store(self, tmp_path):
        async with type(self).opened(tmp_path / "room") as store:
            yield store

    # -- drafts

    async def test_a_draft_is_kept_for_its_writer_until_it_is_emptied(self, store):
        await store.keep_draft("bea", "mention:7", "Ines, you", 1)
        await store.keep_draft("bea", "mention:7", "Ines, you need a number", 2)
        await store.keep_draft("luca", "mention:7", "Other words", 3)
        assert await store.drafts("bea") == {"mention:7": "Ines, you need a number"}
        await store.keep_draft("bea", "mention:7", "", 4)
        assert await store.drafts("bea") == {}
        assert await store.drafts("luca") == {"mention:7": "Other words"}

    # -- the journal

    async def test_an_empty_log_has_no_head(self, store):
        assert await store.head() == Head(0, "")
        assert await store.read() == []

    async def test_what_was_appended_is_read_back_byte_for_byte_also_after_a_restart(self, tmp_path):
        sealed = chained([note("Index rebuilt for 61 of 84 tenants"), note("„Ünïcode“ 漢字", privileged=True)])
        async with type(self).opened(tmp_path / "room") as store:
            await store.append(sealed[:1], after=0)
            await store.append(sealed[1:], after=1)
        async with type(self).opened(tmp_path / "room") as store:
            assert await store.read() == sealed
            assert await store.read(1) == sealed[1:]
            assert await store.read(0, 1) == sealed[:1]
            assert await store.read(7) == []
            assert await store.head() == Head(2, sealed[1].hash.hex())

    async def test_a_room_keeps_its_id(self, tmp_path):
        for _ in range(2):
            async with type(self).opened(tmp_path / "room") as store:
                assert store.room == ROOM

    async def test_who_decided_on_an_old_picture_is_told_and_nothing_is_written(self, store):
        await store.append(chained([note("one")]), after=0)
        with pytest.raises(Overtaken, match="stands at entry 1, not at 0") as told:
            await store.append(chained([note("also one")]), after=0)
        assert (told.value.expected, told.value.found) == (0, 1)
        assert [each.entry.payload.text for each in await store.read()] == ["one"]

    async def test_of_two_who_append_at_once_exactly_one_comes_through(self, store):
        asked = [store.append(chained([note(f"by {who}")]), after=0) for who in range(8)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(outcome is None for outcome in outcomes) == 1
        assert sum(isinstance(outcome, Overtaken) for outcome in outcomes) == 7
        assert (await store.head()).size == 1

    async def test_entries_that_do_not_follow_are_refused_whole(self, store):
        first, second = chained([note("one"), note("two")])
        with pytest.raises(Damaged):
            await store.append([second, first], after=0)
        with pytest.raises(Damaged):
            await store.append([first, first], after=0)
        assert await store.head() == Head(0, "")

    def test_the_picture_folded_from_what_was_stored_is_the_one_that_people_saw(self, tmp_path_factory):
        opened = type(self).opened

        @settings(max_examples=25)
        @given(st.lists(st.tuples(st.sampled_from(list(PEOPLE)), ORDERS, st.integers(0, 20)), max_size=30))
        def seen_again(asked):
            team = Team()
            for person, order, seconds in asked:
                team.wait(seconds / 60).does(person, order)
            sealed = resealed(team.log)
            folder = tmp_path_factory.mktemp("room")

            async def through() -> None:
                async with opened(folder) as store:
                    done = 0
                    for size in (1, 2, 5, len(sealed)):
                        await store.append(sealed[done : done + size], after=done)
                        done = min(len(sealed), done + size)
                    assert await store.read() == sealed

            asyncio.run(through())
            picture = fold([each.entry for each in sealed])
            picture.head = team.picture.head
            assert picture == team.picture

        seen_again()

    # -- mentions on their way in

    async def test_mentions_get_ids_and_rows_in_the_order_of_arrival(self, store):
        result = await store.add([heard("x:1"), heard("x:2"), heard("x:3")])
        assert [m.id for m in result.added] == list(result.ids)
        assert result.rows == 3
        assert [m.native_id for m in await store.rows(0, 2)] == ["x:1", "x:2", "x:3"]
        assert [await store.pos(i) for i in result.ids] == [0, 1, 2]
        assert (await store.get(result.ids))[result.ids[1]] == result.added[1]

    async def test_everything_known_about_a_mention_comes_back(self, store):
        full = heard(
            "x:1", title="A title", url="https://example.org/1", reach=38_400, lang="en", tone=-70, rating=1, hidden=2,
            flags=("press", "verified"), matched=("brand:quillstack",), needs_answer=True, reply_to="x:0", shares=3,
            replies=0,
        )  # fmt: skip
        result = await store.add([full])
        (kept,) = (await store.get(result.ids)).values()
        assert kept == result.added[0]
        for name in full.mention.__struct_fields__:
            if name not in ("id", "head"):
                assert getattr(kept, name) == getattr(full.mention, name), name

    async def test_the_same_post_again_is_known_and_nothing_grows(self, store):
        first = await store.add([heard("x:1")])
        again = await store.add([heard("x:1"), heard("x:1", reach=5)])
        assert (again.added, again.known, again.ids) == ((), 2, first.ids * 2)
        assert await store.count() == 1
        assert sum(v.mentions for v in await store.volume()) == 1

    async def test_the_same_id_from_another_source_is_another_mention(self, store):
        result = await store.add([heard("1"), heard("1", source="trade press", platform="NW")])
        assert len(set(result.ids)) == 2

    async def test_a_post_that_its_author_changed_keeps_its_place_and_its_former_words(self, store):
        result = await store.add([heard("x:1", text="They lost 11,000 contracts", raw="raw one"), heard("x:2")])
        ident = result.ids[0]
        edited = await store.add([heard("x:1", text="They lost nothing", first_seen=NOON + 10**6, tone=10)])
        assert edited.added == ()
        (now,) = edited.revised
        assert (now.id, now.revision, now.text, now.tone) == (ident, 1, "They lost nothing", 10)
        assert "edited" in now.flags
        assert now.first_seen == result.added[0].first_seen
        assert await store.pos(ident) == 0
        assert [m.text for m in await store.wordings(ident)] == ["They lost 11,000 contracts"]
        assert list(await store.ids(Query(text="contracts 11"))) == []
        assert list(await store.ids(Query(text="lost nothing"))) == [ident]
        third = await store.add([heard("x:1", text="No comment")])
        assert third.revised[0].revision == 2
        assert [m.revision for m in await store.wordings(ident)] == [0, 1]
        assert (await store.add([heard("x:1", text="No comment")])).known == 1

    async def test_an_edit_within_one_batch_is_an_edit(self, store):
        result = await store.add([heard("x:1", text="one"), heard("x:1", text="two")])
        assert len(result.added) == 1
        assert [m.text for m in result.revised] == ["two"]
        assert [m.text for m in await store.rows(0, 9)] == ["two"]

    async def test_copies_are_kept_but_have_no_row_of_their_own(self, store):
        head = (await store.add([heard("x:1")])).ids[0]
        result = await store.add([heard("x:2", head=head), heard("x:3"), heard("x:4", like=1), heard("x:5", like=2)])
        copy, other, third, fourth = result.ids
        assert result.copied == {head: 1, other: 2}
        assert [m.head for m in result.added] == [head, other, other, other]
        assert result.rows == 2
        assert await store.count() == 2
        assert [m.id for m in await store.rows(0, 9)] == [head, other]
        assert [m.copies for m in await store.rows(0, 9)] == [1, 2]
        assert await store.pos(copy) == 0
        assert list(await store.ids(Query())) == [other, head]
        assert list(await store.ids(Query(copies_of=other))) == [fourth, third]
        assert sum(v.mentions for v in await store.volume()) == 5

    async def test_a_copy_of_a_copy_belongs_to_the_first(self, store):
        head = (await store.add([heard("x:1")])).ids[0]
        copy = (await store.add([heard("x:2", head=head)])).ids[0]
        assert (await store.add([heard("x:3", head=copy)])).copied == {head: 2}

    async def test_a_head_that_is_not_stored_makes_no_copy(self, store):
        result = await store.add([heard("x:1", head=999)])
        assert result.added[0].head == result.ids[0]

    async def test_no_text_of_a_stranger_can_stop_a_batch(self, store):
        evil = ["'); DROP TABLE log;--", "\x00", "\ud800", "\udc80\x00", '"*^:', "x" * 30_000, "", "\u202e"]
        batch = [heard(f"{text}{n}", text=text, author=text, url=text) for n, text in enumerate(evil)]
        result = await store.add(batch)
        assert len(result.added) == len(evil)
        assert (await store.add(batch)).known == len(evil)
        assert len(await store.rows(0, 99)) == len(evil)

    async def test_evidence_is_kept_byte_for_byte_and_only_if_it_brought_something_new(self, store):
        body = b"<rss>\x00\xff</rss>" * 50
        answer = Evidence(sha256(body).digest(), "trade press", NOON, body)
        new = heard("1", source="trade press", evidence=answer.sha256, raw="\u202eas it came\ud800")
        ident = (await store.add([new], evidence=[answer])).ids[0]
        assert await store.evidence(ident) == answer
        assert await store.raw(ident) == "\u202eas it came\ud800"
        stale = Evidence(sha256(b"again").digest(), "trade press", NOON, b"again")
        await store.add([heard("1", source="trade press", evidence=stale.sha256)], evidence=[stale])
        assert await store.evidence(ident) == answer
        assert await store.raw(ident + 1) is None

    # -- lists

    async def test_a_search_finds_what_a_person_types_newest_first(self, store):
        texts = [
            "Quillstack ate my contracts",
            "Contract lost at QUILLSTACK",
            "Unrelated café talk 漢字だ",
            "contracts? fine",
        ]
        ids = (await store.add([heard(f"x:{n}", text=text, author="Bo") for n, text in enumerate(texts)])).ids

        async def found(text: str) -> list[int]:
            return [ids.index(i) for i in await store.ids(Query(text=text))]

        assert await found("quillstack") == [1, 0]
        assert await found("contract") == [3, 1, 0]
        assert await found("contract ") == [1]
        assert await found("contracts quill") == [0]
        assert await found('"my contracts"') == [0]
        assert await found("cafe") == await found("漢") == [2]
        assert await found("bo") == [3, 2, 1, 0]
        assert await found("qu") == []
        assert await found("qui") == await found("QUILL") == [1, 0]
        assert await found("!!! ???") == []
        assert await found("") == [3, 2, 1, 0]

    @settings(max_examples=60)
    @given(
        text=st.text(max_size=40) | st.sampled_from(['"', 'a" OR "b', "NEAR(a b)", "text:x", "a AND", "*", "-a", "^a"])
    )
    def test_nothing_that_is_typed_into_a_search_is_an_error(self, text, tmp_path_factory):
        opened = type(self).opened

        async def asked() -> None:
            async with opened(tmp_path_factory.mktemp("room")) as store:
                await store.add([heard("x:1", text="a b OR near text x")])
                assert await store.count(Query(text=text)) == len(await store.ids(Query(text=text)))
                assert await store.count(Query(author=text)) <= 1

        asyncio.run(asked())

    async def test_filters_combine_and_count_what_they_list(self, store):
        ids = (
            await store.add([
                heard("1", needs_answer=True), heard("2", platform="MA", source="mastodon"),
                heard("3", needs_answer=True, handle="", author="Cloud Courier", text="press item"),
                heard("4", needs_answer=True, handle="@bo", text="press item"),
            ])
        ).ids  # fmt: skip
        for query, rows in (
            (Query(), [3, 2, 1, 0]),
            (Query(source="mastodon"), [1]),
            (Query(source="nowhere"), []),
            (Query(platform="X"), [3, 2, 0]),
            (Query(needs_answer=True), [3, 2, 0]),
            (Query(needs_answer=True, without=[ids[2]]), [3, 0]),
            (Query(only=[ids[0], ids[1], 10**12]), [1, 0]),
            (Query(only=[]), []),
            (Query(since=NOON + 3000), [3, 2]),
            (Query(since=NOON + 10**9), []),
            (Query(author="@ines_cfo"), [1, 0]),
            (Query(author="Cloud Courier"), [2]),
            (Query(author="@ines"), []),
            (Query(text="press", author="@bo"), [3]),
            (Query(text="press", needs_answer=True, since=NOON + 4000, platform="X"), [3]),
        ):
            assert [ids.index(i) for i in await store.ids(query)] == rows, query
            assert await store.count(query) == len(rows), query
            assert [ids.index(m.id) for m in await store.newest(query, 2)] == rows[:2], query

    async def test_a_long_list_is_read_in_chunks_without_gap_or_repeat(self, store):
        await store.add([heard(f"x:{n}", text="flood") for n in range(95)])
        for query in (Query(), Query(text="flood")):
            seen = array("q")
            while chunk := await store.ids(query, before=seen[-1] if seen else None, limit=20):
                seen.extend(chunk)
            assert list(seen) == sorted(seen, reverse=True)
            assert len(set(seen)) == 95

    async def test_windows_beyond_the_end_are_short_not_wrong(self, store):
        await store.add([heard(f"x:{n}") for n in range(5)])
        assert len(await store.rows(3, 50)) == 2
        assert await store.rows(5, 50) == []
        assert await store.pos(10**9) is None
        assert await store.get([10**9]) == {}

    async def test_a_conversation_is_told_from_its_beginning(self, store):
        ids = (
            await store.add([
                heard("10", published=NOON), heard("11", reply_to="10", published=NOON + 1),
                heard("12", reply_to="11", published=NOON + 2), heard("13", reply_to="10", published=NOON + 3),
                heard("14", published=NOON), heard("10", platform="MA", source="mastodon", reply_to="9"),
            ])
        ).ids  # fmt: skip
        assert [ids.index(m.id) for m in await store.thread(ids[2])] == [0, 1, 3]
        assert [ids.index(m.id) for m in await store.thread(ids[0])] == [1, 2, 3]
        assert await store.thread(ids[4]) == []
        assert len(await store.thread(ids[0], 2)) == 2
        assert await store.thread(10**9) == []

    async def test_posts_that_answer_each_other_in_a_circle_end(self, store):
        ids = (await store.add([heard("1", reply_to="2"), heard("2", reply_to="1")])).ids
        assert [m.id for m in await store.thread(ids[0])] == [ids[1]]

    async def test_everything_of_one_author_is_found_copies_too(self, store):
        ids = (
            await store.add(
                [heard("1"), heard("2", like=0), heard("3", handle="@ines_cfo2"), heard("4", platform="MA")]
            )
        ).ids
        assert [m.id for m in await store.by_author("X", "@ines_cfo")] == [ids[1], ids[0]]
        assert await store.by_author("X", "\U0001f600") == []

    async def test_what_needs_an_answer_is_known_after_a_restart(self, tmp_path):
        async with type(self).opened(tmp_path / "room") as store:
            ids = (await store.add([heard("1", needs_answer=True), heard("2"), heard("3", needs_answer=True)])).ids
        async with type(self).opened(tmp_path / "room") as store:
            assert await store.needing() == [(ids[0], NOON + 1000), (ids[2], NOON + 3000)]
            assert await store.needing(NOON + 2000) == [(ids[2], NOON + 3000)]

    # -- sources and volume

    async def test_a_source_goes_on_where_it_was(self, tmp_path):
        async with type(self).opened(tmp_path / "room") as store:
            assert await store.cursor("trade press") == b""
            await store.add([heard("1", source="trade press")], cursors={"trade press": b'{"etag":"a"}', "quiet": b"1"})
            await store.remember_cursor("hn", b'{"since":7}')
        async with type(self).opened(tmp_path / "room") as store:
            kept = [await store.cursor(name) for name in ("trade press", "quiet", "hn")]
            assert kept == [b'{"etag":"a"}', b"1", b'{"since":7}']

    async def test_health_is_remembered_by_name(self, store):
        states = [SourceHealth(name="b", kind="rss", state="live", last_ok=NOON), SourceHealth(name="a", kind="hn")]
        await store.remember_health(states)
        await store.remember_health([SourceHealth(name="a", kind="hn", state="failing", note="410")])
        assert [(h.name, h.state, h.note) for h in await store.health()] == [("a", "failing", "410"), ("b", "live", "")]

    async def test_volume_counts_each_post_in_its_own_five_minutes(self, store):
        at = NOON - NOON % BIN
        await store.add([
            heard("1", published=at, tone=-70, reach=100, flags=("press",)),
            heard("2", published=at + BIN - 1, tone=50, rating=1, reach=1, flags=("influencer", "press")),
            heard("3", published=at + BIN), heard("4", published=at - 1, source="late one", platform="MA"),
        ])  # fmt: skip
        await store.add([heard("5", published=at, tone=-70)])
        rows = await store.volume()
        assert [(v.bin - at) // BIN for v in rows] == [-1, 0, 1]
        middle = Volume(bin=at, mentions=3, negative=2, scored=3, one_star=1, reach=101, press=2, influencer=1)
        assert rows[1] == middle
        assert [v.mentions for v in await store.volume(at + BIN)] == [1]
        oldest = (await store.volume(by_source=True))[0]
        assert (oldest.source, oldest.platform) == ("late one", "MA")

    async def test_a_history_can_be_given_and_goes_on_from_there(self, store):
        at = NOON - NOON % BIN
        await store.remember_volume([Volume(bin=at, source="X search", platform="X", mentions=40, negative=4)])
        await store.add([heard("1", published=at)])
        assert [(v.mentions, v.negative) for v in await store.volume()] == [(41, 4)]
        with pytest.raises(ValueError, match="five minutes"):
            await store.remember_volume([Volume(bin=at + 1)])

    # -- the whole

    async def test_a_copy_is_a_room_of_its_own_and_never_replaces_a_file(self, store, tmp_path):
        await store.append(chained([note("one")]), after=0)
        await store.add([heard("1")])
        copy = tmp_path / "copy" / "room.db"
        copy.parent.mkdir()
        await store.copy_to(copy)
        await store.append(chained([note("two")], await store.head()), after=1)
        async with type(self).opened(copy.parent) as other:
            assert (await other.head()).size == 1
            assert await other.count() == 1
        before = zlib.crc32(copy.read_bytes())
        with pytest.raises(Exception, match="exists already"):
            await store.copy_to(copy)
        assert zlib.crc32(copy.read_bytes()) == before
