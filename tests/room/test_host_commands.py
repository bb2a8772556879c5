"""What commands ask a host that consoles do not: imports, polls, the record as it is stored."""

from __future__ import annotations

import asyncio
import base64
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.room.test_host import hosted, raw, state
from tests.room.world import CONFIG, Mouth, heard, post
from warroom.config import Someone, fingerprint
from warroom.domain import orders as o
from warroom.domain.mention import Mention
from warroom.record.export_json import render
from warroom.record.material import Aim, DatabaseShelf, gather
from warroom.record.verify import CUT, SOUND, TAMPERED, Verdict, judged, verify
from warroom.room import host as hosting
from warroom.room import proof, wire
from warroom.room.asking import Asking, GoneError, RefusedEntryError, SaidNoError, asking
from warroom.room.host import TAKEN_AWAY
from warroom.room.reaching import Reach
from warroom.room.room import LocalRoom
from warroom.sources.base import Cursor, Outcome
from warroom.sources.importing import MOST_BYTES
from warroom.store.reading import look

FEWER = msgspec.structs.replace(CONFIG, people={k: v for k, v in CONFIG.people.items() if k != "bea"})


def lines(*posts: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in posts)


def imported(answer: wire.Answer) -> wire.Imported:
    assert not answer.failed, answer.failed
    found: wire.Imported = wire.value_of(wire.Import, answer)
    return found


async def feed(room: LocalRoom) -> list[Mention]:
    return await room.store.rows(0, 10_000)


# -- imports ---------------------------------------------------------------------------------------------------------


async def test_a_piece_is_stored_when_it_is_answered_and_its_bad_lines_are_named(tmp_path):
    data = lines({"id": "1", "text": "Where is it?"}) + b"broken\n" + lines({"id": "2", "text": "Nobody answers us"})
    async with hosted(tmp_path) as (room, _), raw(tmp_path, "bea") as bea:
        first = imported(await bea.ask(wire.Import(data, "in.jsonl")))
        assert (first.stored, first.known, first.used, first.failed) == (2, 0, len(data), "")
        assert [(m.source, m.platform, m.text) for m in await feed(room)] == [
            ("import in.jsonl", "FI", "Where is it?"), ("import in.jsonl", "FI", "Nobody answers us"),
        ]  # fmt: skip
        progress = msgspec.json.decode(first.progress)
        assert (progress["line"], progress["bad"], progress["named"]) == (3, 1, ["2 (not JSON, or cut off)"])
        again = imported(await bea.ask(wire.Import(data, "in.jsonl")))
        assert (again.stored, again.known) == (0, 2)
        evidence = await room.store.evidence(1)
        assert evidence is not None
        assert evidence.body == data


async def test_a_line_that_is_not_whole_waits_for_the_next_piece(tmp_path):
    whole = lines({"id": "1", "text": "one"}, {"id": "2", "text": "two and a half"})
    async with hosted(tmp_path) as (room, _), raw(tmp_path, "bea") as bea:
        first = imported(await bea.ask(wire.Import(whole[:40])))
        assert first.stored == 1
        rest = imported(await bea.ask(wire.Import(whole[first.used :], progress=first.progress, last=True)))
        assert rest.stored == 1
        assert [m.text for m in await feed(room)] == ["one", "two and a half"]


async def test_what_is_no_import_at_all_is_said_and_nothing_is_stored(tmp_path):
    async with hosted(tmp_path) as (room, _), raw(tmp_path, "bea") as bea:
        told = imported(await bea.ask(wire.Import(b"a,b\n1,2\n", format="csv", last=True)))
        assert "no header row" in told.failed
        assert room.stored == 0


async def test_two_who_import_while_sources_speak_lose_and_double_nothing(tmp_path):
    mouth = Mouth().says(*(post(n) for n in range(40)))

    async def bring(who: Any, name: str) -> int:
        stored = 0
        for n in range(3):
            rows = ({"id": f"{name}{n}-{i}", "text": f"{name} {n * 7919} of {i * 104_729}"} for i in range(30))
            stored += imported(await who.ask(wire.Import(lines(*rows)))).stored
        return stored

    async with hosted(tmp_path, mouth) as (room, _), raw(tmp_path, "bea") as bea, raw(tmp_path, "luca") as luca:
        assert await asyncio.gather(bring(bea, "b"), bring(luca, "l")) == [90, 90]
        while room.stored < 220:
            await asyncio.sleep(0.01)
        await room.settled()
        assert room.stored == 220
        assert sum(row.mentions for row in await room.store.volume()) == 220


HOSTILE = [
    b"", b"{}", b"[]", b"\xff", b'{"encoding": "unicode_escape"}', b'{"delimiter": "ab"}', b'{"format": "exe"}',
    b'{"line": -5, "bad": 99999999999999999999}', b'{"columns": [1]}', b'{"columns": ["text"], "format": "csv"}',
    b'{"encoding": "utf-16-le"}', b"[" * 4000,
]  # fmt: skip


async def test_nothing_that_is_brought_harms_the_host(tmp_path):
    rng = random.Random(5)
    datas = [b"", b"\0" * 1000, b"[" * 5000, b'{"text": "\xed\xa0\x80"}\n', b"text,author\n" + b'"' * 999, b"\n" * 2000,
             b'{"text": "a", "published": "99999-99-99"}\n', *(rng.randbytes(300) for _ in range(3))]  # fmt: skip
    async with hosted(tmp_path) as (room, _), raw(tmp_path, "bea") as bea, raw(tmp_path, "luca") as luca:
        for data in datas:
            for progress in HOSTILE:
                answer = await bea.ask(wire.Import(data, "x" * 3000, "", progress, last=True))
                assert answer.failed or 0 <= imported(answer).used <= len(data)
        too_long = await bea.ask(wire.Import(b"x" * (MOST_BYTES + 1)))
        assert "1,000,000 bytes" in too_long.failed
        assert all(len(m.source) < 250 for m in await feed(room))
        wild = (-(1 << 63), -1, 0, 1, (1 << 63) - 1, 1 << 63)
        for a in wild:
            for b in wild:
                for question in (wire.Sealed(a, b), wire.Needing(a, b, b), wire.Volumes(a, b)):
                    await luca.ask(question)
        assert not (await luca.ask(wire.Settled())).failed


# -- polls -----------------------------------------------------------------------------------------------------------


async def test_every_source_is_polled_once_by_the_host_and_what_is_new_is_counted(tmp_path):
    mouth, still = Mouth(every_s=3600).says(post(1)), Mouth("Press", every_s=3600)
    async with hosted(tmp_path, mouth, still) as (room, _), raw(tmp_path, "bea") as bea:
        while room.rows < 1 or not still.asked:
            await asyncio.sleep(0.01)
        asked = mouth.asked, still.asked
        mouth.says(post(2), post(3))
        health = wire.value_of(wire.Collect, await bea.ask(wire.Collect()))
        assert [(h.name, h.state, h.mentions) for h in health] == [("X search", "live", 2), ("Press", "live", 0)]
        assert (mouth.asked, still.asked) == (asked[0] + 1, asked[1] + 1)
        assert room.stored == 3


async def test_more_that_waits_is_heard_out_and_a_poll_under_way_is_not_taken_for_the_next(tmp_path):
    mouth = Mouth(every_s=3600)
    gate = asyncio.Event()
    fetch = mouth.fetch

    async def slowly(*arguments: Any) -> Outcome:
        found = await fetch(*arguments)
        await gate.wait()
        return found

    mouth.fetch = slowly
    async with hosted(tmp_path, mouth) as (room, _), raw(tmp_path, "bea") as bea:
        while not mouth.asked:
            await asyncio.sleep(0.01)
        mouth.answers(Outcome(state="ok", cursor=Cursor(), posts=(post(1),), more=True)).says(post(2))
        answer = asyncio.create_task(bea.ask(wire.Collect()))
        ears: Any = await room.ears()
        while not ears._listeners[0]._asked:
            await asyncio.sleep(0.01)
        gate.set()
        (health,) = wire.value_of(wire.Collect, await answer)
        assert (health.mentions, mouth.asked, room.stored) == (2, 3, 2)


async def test_a_source_that_does_not_answer_is_late_and_holds_nobody_up(tmp_path, monkeypatch):
    monkeypatch.setattr(hosting, "LONGEST_POLL", 0.2)
    deaf, mouth = Mouth("Deaf"), Mouth().says(post(1))

    async def never(*_: Any) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    deaf.fetch = never
    async with hosted(tmp_path, deaf, mouth) as (room, _), raw(tmp_path, "bea") as bea:
        rows = {h.name: h for h in wire.value_of(wire.Collect, await bea.ask(wire.Collect()))}
        assert (rows["Deaf"].state, rows["X search"].state) == ("late", "live")
        assert "did not answer" in rows["Deaf"].note
        assert await room.do(o.Observe(text="On we go.")) is None


async def test_a_source_that_fails_says_so(tmp_path):
    mouth = Mouth(every_s=3600)
    mouth.raises = OSError("down")
    async with hosted(tmp_path, mouth), raw(tmp_path, "bea") as bea:
        (health,) = wire.value_of(wire.Collect, await bea.ask(wire.Collect()))
        assert health.state == "failing"


# -- the record ------------------------------------------------------------------------------------------------------


async def observe(room: LocalRoom, entries: int = 3) -> None:
    for n in range(entries):
        assert await room.do(o.Observe(text=f"Observation {n}.", privileged=n == 2)) is None


def verdict_there(folder: Path) -> Verdict:
    with asking(folder) as line:
        return judged(folder, proof.checked(line))


async def test_the_record_at_its_host_is_what_the_file_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(proof, "_PAGE", 2)
    async with hosted(tmp_path, Mouth().says(post(1), post(2))) as (room, _):
        await heard(room, 2)
        assert await room.do(o.Declare(title="EU-2 data loss")) is None
        assert await room.do(o.Claim(mention=1)) is None
        await observe(room)
        await room.save_health()

        def there() -> tuple[bytes, Verdict]:
            with asking(tmp_path, "bea") as line:
                material = gather(proof.FarShelf(line), Aim(now=1))
                return render(material), judged(tmp_path, proof.checked(line), material.head)

        exported, verdict = await asyncio.to_thread(there)
        assert (verdict.code, verdict.size, verdict.head) == (SOUND, room.picture.seq, room.picture.head)
    with look(tmp_path) as db:
        assert exported == render(gather(DatabaseShelf(db), Aim(now=1)))
    assert verify(tmp_path).size == verdict.size


async def test_what_is_changed_on_the_disk_under_a_running_host_is_found(tmp_path):
    async with hosted(tmp_path) as (room, _):
        await observe(room)
        assert (await asyncio.to_thread(verdict_there, tmp_path)).code == SOUND
        for path in (tmp_path / "room.db", tmp_path / "room.db-wal"):
            data = path.read_bytes()
            at = data.find(b"Observation 1.")
            while at >= 0:
                with path.open("r+b") as file:
                    file.seek(at)
                    file.write(b"Observation 7.")
                at = data.find(b"Observation 1.", at + 1)
        found = await asyncio.to_thread(verdict_there, tmp_path)
        assert (found.code, found.first_bad) == (TAMPERED, 3)


async def test_a_log_whose_end_is_gone_is_cut(tmp_path, monkeypatch):
    rows = proof.rows
    async with hosted(tmp_path) as (room, _):
        await observe(room)
        monkeypatch.setattr(proof, "rows", lambda *asked: [row for row in rows(*asked) if row[0] < 4])
        assert (await asyncio.to_thread(verdict_there, tmp_path)).code == CUT


async def test_a_page_of_the_log_is_bounded(tmp_path, monkeypatch):
    async with hosted(tmp_path) as (room, _):
        for n in range(6):
            assert await room.do(o.Observe(text=f"{n} " + "x" * 900)) is None
    monkeypatch.setattr(proof, "MOST_BYTES", 3_500)
    assert [len(proof.rows(tmp_path, since, 500)) for since in (1, 7)] == [2, 0]
    monkeypatch.setattr(proof, "MOST_BYTES", 10)
    assert [row[0] for row in proof.rows(tmp_path, 1, 500)] == [2]
    assert proof.rows(tmp_path, 0, -5) == []
    monkeypatch.setattr(proof, "LONGEST_ROW", 10)
    with pytest.raises(ValueError, match="too long"):
        proof.rows(tmp_path, 0, 1)


async def test_only_the_owner_of_the_folder_takes_the_record_out_as_without_a_host(tmp_path, monkeypatch):
    gina = Someone(name="Gina Guest", roles=("legal",), unix="54321")
    with_gina = msgspec.structs.replace(CONFIG, people={**CONFIG.people, "gina": gina})
    async with hosted(tmp_path, config=with_gina):
        monkeypatch.setattr(hosting, "_uid_of", lambda _: 54_321)
        async with raw(tmp_path, "") as guest:
            for question in (wire.Sealed(), wire.Guarded()):
                assert "Only the owner" in (await guest.ask(question)).failed
            assert not (await guest.ask(wire.Needing())).failed


async def test_whoever_came_by_a_door_does_not_take_the_record_out(tmp_path):
    key = "ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes(32)).decode()
    dora = Someone(name="Dora Door", roles=("commander",), keys=(key,))
    config = msgspec.structs.replace(CONFIG, people={**CONFIG.people, "dora": dora})
    async with hosted(tmp_path, config=config):

        def asks() -> None:
            with asking(tmp_path, key=fingerprint(key)) as line:
                assert line.known.me.id == "dora"
                with pytest.raises(SaidNoError, match="Only the owner"):
                    line.ask(wire.Sealed())

        await asyncio.to_thread(asks)


async def test_whoever_was_taken_out_gets_and_changes_nothing_more(tmp_path):
    async with hosted(tmp_path, Mouth().says(post(1))) as (room, host), raw(tmp_path, "bea") as bea:
        await heard(room, 1)
        before = await state(room)
        host._regroup(FEWER)
        questions = (wire.Import(lines({"text": "x"})), wire.Collect(), wire.Sealed(), wire.Guarded())
        await bea.say(b"".join(wire.frame(wire.Ask(n, question)) for n, question in enumerate(questions)))
        said = await bea.hears_out()
        assert said[-1] == wire.Goodbye(TAKEN_AWAY)
        assert not [one for one in said if isinstance(one, wire.Answer)]
        await room.settled()
        assert await state(room) == before


# -- a command's line ------------------------------------------------------------------------------------------------


async def test_a_line_hears_what_happens_and_is_told_why_it_ends(tmp_path, monkeypatch):
    async with hosted(tmp_path, Mouth().says(post(1))) as (room, host):
        await heard(room, 1)
        line = await asyncio.to_thread(Asking, tmp_path, "bea")
        try:
            assert not line.known.present
            await observe(room)
            while len(line.known.log) < room.picture.seq:
                await asyncio.to_thread(line.hear, 1.0)
            assert line.known.log == room.log
            with pytest.raises(SaidNoError, match="owner"):
                await asyncio.to_thread(line.ask, wire.Stop())
            host._regroup(FEWER)
            with pytest.raises(GoneError, match="taken away"):
                await asyncio.to_thread(line.ask, wire.Settled())
        finally:
            line.hang_up()
        with pytest.raises(RefusedEntryError, match="bea"):
            await asyncio.to_thread(Asking, tmp_path, "bea")


async def test_a_line_to_a_host_that_ends_is_over_in_words(tmp_path):
    async with hosted(tmp_path):
        line = await asyncio.to_thread(Asking, tmp_path)
    with pytest.raises(GoneError):
        await asyncio.to_thread(line.ask, wire.Settled())
    line.hang_up()


async def test_whoever_follows_the_log_too_slowly_is_let_go_comes_back_and_misses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(hosting, "SLOW", 1 << 14)
    async with hosted(tmp_path) as (room, host):
        reach = await asyncio.to_thread(Reach, tmp_path, "bea")
        first = reach.line
        while len(host._sessions) == 1:
            assert await room.do(o.Observe(text="and so on " * 400)) is None
        seen: list[int] = []
        while len(seen) < room.picture.seq:
            found = await asyncio.to_thread(reach.next_entries, len(seen), 0.1)
            seen += [entry.seq for entry in found]
        assert seen == list(range(1, room.picture.seq + 1))
        assert reach.line is not first
        reach.hang_up()
