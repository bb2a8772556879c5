"""The host and what comes to its socket: roles, strangers, slow readers, answers that were lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import socket
import stat
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.domain.test_random_orders import some_order
from tests.room.world import CONFIG, Mouth, heard, open_far, open_world, post
from warroom.config import Config, people
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.decide import order_types
from warroom.domain.people import READS_ONLY, WALL
from warroom.domain.picture import fold
from warroom.room import host as hosting
from warroom.room import wire
from warroom.room.asking import NoHostError, RefusedEntryError
from warroom.room.host import SLOW, TAKEN_AWAY, Host
from warroom.room.place import SOCKET, short
from warroom.room.protocol import REF, Back, FeedQuery
from warroom.room.remote import RemoteRoom, attached
from warroom.room.room import LocalRoom
from warroom.store.protocols import Query

QUESTIONS: dict[type[wire.Question], wire.Question] = {
    type(each): each
    for each in (
        wire.Do(wire.raw(o.Observe(text="The pager was quiet.")), bytes(REF)),
        wire.Rows(0, 10), wire.Position(1), wire.Ids(Query(text="contract")), wire.Mentions((1, 2)), wire.Thread(1),
        wire.Marks("they lost it all"), wire.Drafts(), wire.KeepDraft("mention:1", "We are sorry"),
        wire.Suggest("where is my contract"), wire.Conflicts("all is well"), wire.Promises("we call you at six"),
        wire.ReadStatement("We know.", "holding"), wire.Retry("X search"), wire.Settled(), wire.LookAt("desk"),
        wire.Collect(), wire.Import(b'{"text": "We lost it all"}', last=True), wire.Sealed(), wire.Guarded(),
        wire.Needing(), wire.Volumes(), wire.Stop(),
    )
}  # fmt: skip


class Raw:
    """A connection that says exactly what a test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.number = 0

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def ask(self, question: wire.Question) -> wire.Answer:
        self.number += 1
        await self.say(wire.frame(wire.Ask(self.number, question)))
        while True:
            message = await self.hears()
            if isinstance(message, wire.Answer) and message.number == self.number:
                return message

    async def hears_out(self) -> list[wire.FromHost]:
        """Everything that still comes, until the other side hangs up."""
        said = []
        with contextlib.suppress(EOFError):
            while True:
                said.append(await self.hears())
        return said

    async def hears(self) -> wire.FromHost:
        return wire.from_host(await wire.read(self.reader, wire.LONGEST))


@asynccontextmanager
async def hosted(folder: Path, *mouths: Mouth, config: Config = CONFIG) -> AsyncIterator[tuple[LocalRoom, Host]]:
    async with open_world(folder, *mouths, config=config) as room:
        host = Host(room, folder, config)
        async with host.serving():
            yield room, host


@asynccontextmanager
async def raw(folder: Path, wanted: str | None = None, version: str = wire.VERSION) -> AsyncIterator[Raw]:
    with short(folder) as path:
        reader, writer = await asyncio.open_unix_connection(path)
    line = Raw(reader, writer)
    try:
        if wanted is not None:
            await line.say(wire.frame(wire.Hello(version, wanted)))
            if version == wire.VERSION:
                assert isinstance(await line.hears(), wire.Welcome)
        yield line
    finally:
        writer.close()


async def state(room: LocalRoom) -> Any:
    drafts = [await room.drafts(person) for person in people(CONFIG).values()]
    return room.picture.seq, room.picture.head, room.stored, await room.store.volume(), drafts


def test_every_kind_of_question_is_asked_here():
    assert set(QUESTIONS) == set(wire.Question.__args__)


@pytest.mark.parametrize("kind", QUESTIONS, ids=lambda kind: kind.__name__)
async def test_no_question_of_an_observer_changes_anything(tmp_path, kind):
    mouth = Mouth().says(post(1), post(2))
    async with hosted(tmp_path, mouth) as (room, host), raw(tmp_path, "olli") as olli:
        await heard(room, 2)
        asked, before = mouth.asked, await state(room)
        answer = await olli.ask(QUESTIONS[kind])
        await room.settled()
        assert await state(room) == before
        assert not host.stopped.is_set()
        if kind in (wire.KeepDraft, wire.Retry, wire.Collect, wire.Import):
            assert answer.failed == READS_ONLY
            assert mouth.asked == asked
        elif kind is wire.Do:
            assert wire.value_of(kind, answer) is not None
        elif kind is wire.Stop:
            assert answer.failed
        else:
            assert not answer.failed


async def test_a_screen_that_nobody_sits_at_needs_no_entry_in_people_and_changes_nothing(tmp_path):
    mouth = Mouth().says(post(1), post(2))
    async with hosted(tmp_path, mouth) as (room, host), raw(tmp_path, WALL.id) as wall:
        await heard(room, 2)
        asked, before = mouth.asked, await state(room)
        failed = {type(each) for each in QUESTIONS.values() if (await wall.ask(each)).failed}
        await room.settled()
        assert failed == {wire.KeepDraft, wire.Retry, wire.Collect, wire.Import, wire.Stop}
        assert (await state(room), mouth.asked, host.stopped.is_set()) == (before, asked, False)
        assert WALL.id not in room.people


@pytest.mark.parametrize("who", ["olli", WALL.id])
async def test_no_order_of_an_observer_is_carried_out_in_quiet_or_in_crisis(tmp_path, who):
    rng = random.Random(7)
    async with hosted(tmp_path, Mouth().says(post(1))) as (room, _), raw(tmp_path, who) as olli:
        await heard(room, 1)
        for crisis in (False, True):
            if crisis:
                assert await room.do(o.Declare(title="EU-2")) is None
            before = room.picture.seq
            for kind in order_types():
                for _ in range(6):
                    order = some_order(rng, [kind], room.picture)
                    try:
                        asked = wire.Do(wire.raw(order), rng.randbytes(REF))
                    except (UnicodeEncodeError, OverflowError):
                        continue
                    answer = await olli.ask(asked)
                    assert answer.failed or wire.value_of(wire.Do, answer) is not None, order
            assert room.picture.seq == before


async def test_whoever_is_taken_out_of_the_settings_is_out_within_seconds_and_changes_nothing_more(tmp_path):
    fewer = msgspec.structs.replace(CONFIG, people={k: v for k, v in CONFIG.people.items() if k != "bea"})
    async with hosted(tmp_path) as (room, host), raw(tmp_path, "bea") as bea, raw(tmp_path, "luca") as luca:
        await bea.ask(wire.KeepDraft("mention:1", "half a sen"))
        before = await state(room)
        late = [wire.frame(wire.Ask(n, question)) for n, question in enumerate(QUESTIONS.values(), 50)]
        host._regroup(fewer)
        await bea.say(b"".join(late))
        assert (await bea.hears_out())[-1] == wire.Goodbye(TAKEN_AWAY)
        assert await state(room) == before
        assert await room.drafts(people(CONFIG)["bea"]) == {"mention:1": "half a sen"}
        assert not (await luca.ask(wire.Settled())).failed
        with pytest.raises(RefusedEntryError, match="bea"):
            async with attached(tmp_path, wanted="bea"):
                pass


async def test_the_settings_are_watched(tmp_path, monkeypatch):
    monkeypatch.setattr(hosting, "LOOK_EVERY", 0.02)
    async with hosted(tmp_path), attached(tmp_path, wanted="bea") as bea:
        (tmp_path / "warroom.toml").write_text('[brand]\nname = "Q"\nphrases = ["q"]\n[people.bea]\nname = "Bea Two"\n')
        while bea.me.name != "Bea Two":
            await asyncio.sleep(0.01)
        assert "luca" not in bea.people
        (tmp_path / "warroom.toml").write_text("[brand\n")
        await asyncio.sleep(0.1)
        assert bea.away is None
        (tmp_path / "warroom.toml").write_text('[brand]\nname = "Q"\nphrases = ["q"]\n')
        while bea.away is None or not bea.away.for_good:
            await asyncio.sleep(0.01)
        assert bea.away.why == TAKEN_AWAY
        refused = await bea.do(o.Observe(text="still here?"))
        assert refused is not None
        assert "Nothing was recorded" in refused.why


async def test_who_somebody_is_the_machine_says_and_only_the_owner_may_be_another(tmp_path, monkeypatch):
    async with hosted(tmp_path) as (room, _):
        async with attached(tmp_path, wanted="bea") as bea:
            assert await bea.do(o.Observe(text="The status page is green.")) is None
            (sealed,) = await room._store.read(room.picture.seq - 1)
            record = msgspec.json.decode(sealed.record)
            assert (record["actor"], record["keyfp"]) == ("bea", f"unix:{hosting.unix_user()}")
        monkeypatch.setattr(hosting, "_uid_of", lambda _: 54_321)
        with pytest.raises(RefusedEntryError, match="only the owner"):
            async with attached(tmp_path, wanted="bea"):
                pass
        with pytest.raises(RefusedEntryError, match="ask the room's owner"):
            async with attached(tmp_path):
                pass


async def test_another_version_is_refused_in_words(tmp_path):
    async with hosted(tmp_path), raw(tmp_path, "bea", version="0.0/0") as old:
        goodbye = await old.hears()
        assert isinstance(goodbye, wire.Goodbye)
        assert "0.0/0" in goodbye.why
        assert "warroom stop" in goodbye.why


async def test_an_order_that_is_sent_twice_is_carried_out_once_even_by_the_next_host(tmp_path):
    asked = wire.Do(wire.raw(o.Observe(text="The pager was quiet.")), os.urandom(REF))
    for _ in range(2):
        async with hosted(tmp_path) as (room, _), raw(tmp_path, "bea") as bea:
            for _ in range(3):
                answer = await bea.ask(asked)
                assert wire.value_of(wire.Do, answer) is None
            assert [entry.kind for entry in room.log].count("observed") == 1


async def test_what_one_does_the_others_see_before_the_first_has_an_answer(tmp_path):
    async with (
        hosted(tmp_path, Mouth().says(post(1))) as (room, _),
        attached(tmp_path, wanted="bea") as bea,
        attached(tmp_path, wanted="luca") as luca,
    ):
        await heard(room, 1)
        assert await bea.do(o.Claim(mention=1)) is None
        assert bea.picture.work[1].owner == "bea"
        await luca.settled()
        assert luca.picture == bea.picture == fold(room.log) == room.picture
        assert [one.who for one in luca.present] == ["bea", "luca"]
        async with asyncio.timeout(5):
            while len(bea.present) < 2:
                await asyncio.sleep(0.01)
        refused = await luca.do(o.Claim(mention=1))
        assert refused is not None
        assert "Bea" in refused.why


async def test_a_host_that_dies_leaves_its_last_picture_and_the_next_one_is_found(tmp_path):
    async with asyncio.timeout(20):
        async with hosted(tmp_path, Mouth().says(post(1))) as (room, _):
            await heard(room, 1)
            console = attached(tmp_path, wanted="bea")
            bea = await console.__aenter__()
            assert await bea.do(o.Observe(text="The pager was quiet.")) is None
        while bea.away is None:
            await asyncio.sleep(0.01)
        at = bea.away.since
        refused = await bea.do(o.Claim(mention=1))
        assert refused is not None
        assert refused.why.endswith("This is off until the room is back; nothing was recorded.")
        for n in range(3):
            assert await bea.do(o.Observe(text=f"Said into the dark {n}.")) is None
        await bea.keep_draft("mention:1", "We are so")
        assert await bea.drafts() == {"mention:1": "We are so"}
        assert [one.text for one in bea.kept] == [f"Said into the dark {n}." for n in range(3)]
        assert bea.log[-1].payload == e.Observed(text="The pager was quiet.")
        changes = bea.changes()
        waiting = asyncio.create_task(anext(changes))
        await asyncio.sleep(0)
        async with hosted(tmp_path, Mouth().says(post(2))) as (room, _):
            told = await waiting
            while not isinstance(told, Back):
                told = await anext(changes)
            assert (told.sent, told.refused, bea.kept) == (3, 0, ())
            assert [entry.payload.text for entry in room.log[-3:]] == [f"Said into the dark {n}." for n in range(3)]
            assert abs(room.log[-1].occurred - at) < 5_000
            assert await room.drafts(people(CONFIG)["bea"]) == {"mention:1": "We are so"}
            assert await bea.do(o.Observe(text="Back again.")) is None
            assert bea.picture == room.picture
            await console.__aexit__(None, None, None)


async def test_without_a_host_there_is_a_word_about_it(tmp_path):
    with pytest.raises(NoHostError, match="warroom host"):
        async with attached(tmp_path):
            pass


async def test_whoever_does_not_read_is_let_go_and_delays_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(hosting, "SLOW", 1 << 16)
    assert SLOW > 1 << 20
    async with hosted(tmp_path) as (_, host), attached(tmp_path, wanted="luca") as luca:
        with short(tmp_path) as path:
            deaf = socket.socket(socket.AF_UNIX)
            deaf.connect(path)
        deaf.sendall(wire.frame(wire.Hello(wire.VERSION, "bea")))
        while len(host._sessions) < 2:
            await asyncio.sleep(0.01)
        loop = asyncio.get_running_loop()
        begin, said = loop.time(), 0
        while len(host._sessions) == 2:
            assert await luca.do(o.Observe(text=f"{said} " + "and so on " * 400)) is None
            said += 1
        assert said > 10
        assert (loop.time() - begin) / said < 0.1
        deaf.close()


async def test_nothing_that_a_stranger_sends_harms_the_host(tmp_path):
    rng = random.Random(3)
    good = wire.frame(wire.Ask(1, wire.Rows(0, 5)))
    hostile = [
        b"", b"GET / HTTP/1.1\r\n\r\n", struct.pack(">I", 0xFFFFFFFF), struct.pack(">I", 1 << 21) + b"x" * 100,
        struct.pack(">I", 5) + b"\xc1" * 5, wire.frame({"type": "ask"}), wire.frame(["hello"]), good,
        struct.pack(">I", 3) + b"\x91" * 3, wire.frame(wire.Hello(wire.VERSION, "\x1b[31m" * 9)),
        struct.pack(">I", 900_000) + b"\x91" * 900_000,
        *(rng.randbytes(rng.randrange(200)) for _ in range(60)),
    ]  # fmt: skip
    async with hosted(tmp_path) as (room, _), attached(tmp_path, wanted="luca") as luca:
        before = room.picture.seq
        for data in hostile:
            async with raw(tmp_path) as stranger:
                stranger.writer.write(data)
                stranger.writer.write_eof()
                await stranger.reader.read()
        async with raw(tmp_path, "bea") as bea:
            for broken in (wire.raw({"order": "no_such"}), wire.raw("observe"), b"\xc0"):
                answer = await bea.ask(wire.Do(msgspec.Raw(broken), os.urandom(REF)))
                assert answer.failed
            assert (await bea.ask(wire.Do(wire.raw(o.Observe(text="x")), b"short"))).failed
            rows = await bea.ask(wire.Rows(-(10**15), 10**15))
            assert wire.value_of(wire.Rows, rows) == []
        assert room.picture.seq == before
        assert await luca.do(o.Observe(text="All well.")) is None


async def test_two_hundred_who_say_nothing_keep_nobody_out(tmp_path):
    async with hosted(tmp_path):
        silent = []
        for _ in range(200):
            with short(tmp_path) as path:
                silent.append(await asyncio.open_unix_connection(path))
        async with attached(tmp_path, wanted="bea") as bea:
            assert await bea.do(o.Observe(text="Let in.")) is None
        for _, writer in silent:
            writer.close()


async def test_the_socket_is_for_its_owner_and_group_and_gone_afterwards(tmp_path):
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    async with hosted(deep):
        mode = (deep / SOCKET).stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o660
        async with attached(deep, wanted="bea") as bea:
            assert isinstance(bea, RemoteRoom)
    assert not (deep / SOCKET).exists()


async def test_the_owner_ends_the_host(tmp_path):
    config = msgspec.structs.replace(CONFIG, people={})
    async with hosted(tmp_path, config=config) as (_, host), attached(tmp_path, quiet=True) as owner:
        assert not owner.present
        await owner.stop_host()
        assert host.stopped.is_set()


async def test_a_flood_is_counted_and_only_what_is_looked_at_is_sent(tmp_path):
    mouth = Mouth().says(*(post(n) for n in range(200)))
    async with open_far(tmp_path, mouth) as far:
        await heard(far, 200)
        window = far.window(FeedQuery())
        assert window.row(150) is None
        await window.want(140, 160)
        assert window.row(150).handle == "@p150"
