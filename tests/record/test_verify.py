"""What ``warroom verify`` must find, and what it must not claim."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest

from tests.record.world import AIM, crisis, log_of, stored
from tests.store.making import NOON, ROOM, chained, note
from warroom.record.export import export
from warroom.record.verify import CUT, SOUND, TAMPERED, UNCHECKED, UNREADABLE, verify
from warroom.store.chain import record_hash
from warroom.store.sqlite import SqliteStore

PAGE = 4096


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "room"
    log_of(folder, 400)
    return folder


@pytest.fixture(scope="module")
def document(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("exported")
    stored(folder / "room")
    (written,) = export(folder / "room", folder / "out", AIM, formats=("json",))
    return written.path.read_bytes()


def changed(room: Path, folder: Path, *statements: str, guarded: bool = False) -> Path:
    """A copy of the room in which somebody ran these statements, guards taken down and put back."""
    copy = folder / "room.db"
    shutil.copyfile(room / "room.db", copy)
    db = sqlite3.connect(copy, isolation_level=None)
    db.create_function("swap", 3, lambda blob, old, new: blob.replace(old.encode(), new.encode()))
    guards = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    for _, sql in guards if not guarded else ():
        db.execute(sql)
    db.close()
    return copy


# -- sound -----------------------------------------------------------------------------------------------------------


def test_a_sound_log_is_called_sound_with_its_range_head_and_what_cannot_be_excluded(room):
    verdict = verify(room)
    said = "\n".join(verdict.lines)
    assert verdict.code == SOUND
    assert verdict.lines[0] == "Sound. 400 of 400 entries, chain unbroken."
    assert verdict.head in said
    assert "2026-09-21T14:13:21.000Z to 2026-09-21T14:20:00.000Z" in said
    assert "cannot be excluded" in said
    assert verify(room / "room.db").code == SOUND


def test_a_remembered_head_takes_the_doubt_away(room):
    head = verify(room).head
    for anchor in (head, head[:8], head.upper(), f"400:{head}", f"400:{head[:12]}"):
        verdict = verify(room, anchor)
        assert verdict.code == SOUND, anchor
        assert "as it was remembered" in verdict.lines[-1]
        assert "cannot be excluded" not in "\n".join(verdict.lines)


def test_a_head_remembered_earlier_still_fits(tmp_path):
    early = log_of(tmp_path / "early", 30).hash
    log_of(tmp_path / "late", 50)
    assert verify(tmp_path / "late", early).code == SOUND
    assert verify(tmp_path / "late", f"30:{early[:8]}").code == SOUND


@pytest.mark.parametrize("anchor", ["abc", "not a hash", "12:", "0x12345678", "1234567", "f" * 65])
def test_an_anchor_that_is_none_is_said_to_be_none(room, anchor):
    assert verify(room, anchor).code == UNCHECKED
    assert "8 to 64 hex digits" in verify(room, anchor).lines[0]


def test_an_empty_log_is_sound(tmp_path):
    stored(tmp_path / "room", [], [])
    assert verify(tmp_path / "room").code == SOUND


def test_checking_leaves_every_file_as_it_was(room):
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in room.iterdir()}
    verify(room)
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in room.iterdir()} == before


def test_a_live_room_and_the_copy_of_its_files_are_both_read_to_the_last_entry(tmp_path):
    async def live() -> None:
        async with SqliteStore(tmp_path / "room", room=ROOM, now=NOON) as store:
            await store.append(chained([note("one"), note("two")]), after=0)
            assert verify(tmp_path / "room").size == 2
            (tmp_path / "copy").mkdir()
            for name in ("room.db", "room.db-wal"):
                shutil.copyfile(tmp_path / "room" / name, tmp_path / "copy" / name)

    asyncio.run(live())
    assert verify(tmp_path / "copy").size == 2


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is read-only for root")
def test_a_room_on_read_only_media_can_be_checked(tmp_path):
    log_of(tmp_path / "room", 3)
    (tmp_path / "room").chmod(0o500)
    try:
        assert verify(tmp_path / "room").code == SOUND
    finally:
        (tmp_path / "room").chmod(0o700)


# -- tampered --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "seq"),
    [
        (["UPDATE log SET record = swap(record, 'maren', 'anna_') WHERE seq = 17"], 17),
        (["UPDATE payload SET body = swap(body, 'tenants', 'penants') WHERE seq = 21"], 21),
        (["UPDATE payload SET salt = zeroblob(16) WHERE seq = 3"], 3),
        (["UPDATE log SET hash = zeroblob(32) WHERE seq = 400"], 400),
        (["DELETE FROM payload WHERE seq = 99"], 99),
        (["DELETE FROM payload WHERE seq = 99", "DELETE FROM log WHERE seq = 99"], 99),
        (["DELETE FROM payload WHERE seq = 1", "DELETE FROM log WHERE seq = 1"], 1),
        (["PRAGMA foreign_keys = OFF", "DELETE FROM log WHERE seq = 400", "UPDATE head SET size = 399"], 399),
        (["UPDATE log SET seq = seq + 1000 WHERE seq = 50", "UPDATE log SET seq = 50 WHERE seq = 51",
          "UPDATE log SET seq = 51 WHERE seq = 1050"], 50),
        (["UPDATE head SET size = 401"], 400),
        (["UPDATE head SET hash = zeroblob(32)"], 400),
        (["DELETE FROM head"], 400),
    ],
)  # fmt: skip
def test_every_change_names_the_first_entry_that_is_not_what_it_was(room, tmp_path, statements, seq):
    verdict = verify(changed(room, tmp_path, *statements))
    assert verdict.code == TAMPERED, verdict.lines
    assert verdict.first_bad == seq, verdict.lines


def test_expected_and_found_hash_are_printed(room, tmp_path):
    verdict = verify(changed(room, tmp_path, "UPDATE log SET record = swap(record, 'maren', 'anna_') WHERE seq = 17"))
    assert len(verdict.expected) == len(verdict.found) == 64
    assert f"Expected {verdict.expected}, found {verdict.found}" in verdict.lines


def test_guards_that_were_taken_down_are_missed(room, tmp_path):
    verdict = verify(changed(room, tmp_path, guarded=True))
    assert verdict.code == TAMPERED
    assert "head_delete is missing" in verdict.lines[0]


def rewritten(room: Path, folder: Path, seq: int) -> Path:
    """The copy of somebody who changes an entry and reckons every later hash anew."""
    copy = changed(room, folder, f"UPDATE log SET record = swap(record, 'maren', 'anna_') WHERE seq = {seq}")
    db = sqlite3.connect(copy, isolation_level=None)
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    before, prev = b"", ""
    for number, record in db.execute("SELECT seq, record FROM log ORDER BY seq").fetchall():
        new = record.replace(before.hex().encode(), prev.encode()) if before else record
        before, digest = record_hash(record) if number != seq else _original(room, seq), record_hash(new)
        prev = digest.hex()
        db.execute("UPDATE log SET record = ?, hash = ? WHERE seq = ?", (new, digest, number))
    db.execute("UPDATE head SET hash = ?", (digest,))
    fresh = sqlite3.connect(room / "room.db")
    for (sql,) in fresh.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(sql)
    fresh.close()
    db.close()
    return copy


def _original(room: Path, seq: int) -> bytes:
    db = sqlite3.connect(room / "room.db")
    found = db.execute("SELECT hash FROM log WHERE seq = ?", (seq,)).fetchone()[0]
    db.close()
    return bytes(found)


def test_a_log_written_anew_is_found_by_whoever_remembers_a_head_and_by_nobody_else(room, tmp_path):
    head = verify(room).head
    copy = rewritten(room, tmp_path, 123)
    alone = verify(copy)
    assert alone.code == SOUND
    assert "cannot be excluded" in alone.lines[-1]
    assert verify(copy, head).code == CUT
    found = verify(copy, f"400:{head}")
    assert (found.code, found.first_bad) == (TAMPERED, 400)


# -- cut -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [1, 2, 7, 50])
def test_a_cut_tail_is_behind_the_anchor(room, tmp_path, cut):
    head, left = verify(room).head, 400 - cut
    copy = changed(
        room, tmp_path, f"DELETE FROM payload WHERE seq > {left}", f"DELETE FROM log WHERE seq > {left}",
        f"UPDATE head SET size = {left}, hash = (SELECT hash FROM log WHERE seq = {left})",
    )  # fmt: skip
    assert verify(copy).code == SOUND
    assert verify(copy, head).code == CUT
    assert verify(copy, f"400:{head[:8]}").code == CUT


def test_a_tail_that_is_cut_carelessly_is_missed_even_without_an_anchor(room, tmp_path):
    verdict = verify(changed(room, tmp_path, "DELETE FROM payload WHERE seq > 390", "DELETE FROM log WHERE seq > 390"))
    assert (verdict.code, verdict.first_bad) == (CUT, 391)


# -- bits ------------------------------------------------------------------------------------------------------------


def _cells(data: bytes, root: int) -> list[tuple[int, int]]:
    """(start, end) of every byte of a table that means something: headers, pointers, rows, overflow."""
    page = data[(root - 1) * PAGE : root * PAGE]
    base, count = (root - 1) * PAGE, int.from_bytes(page[3:5], "big")
    header = 12 if page[0] == 5 else 8
    used = [(base, base + header + 2 * count), (base + (int.from_bytes(page[5:7], "big") or 65536), base + PAGE)]
    if page[0] == 5:
        for n in range(count):
            cell = int.from_bytes(page[12 + 2 * n : 14 + 2 * n], "big")
            used += _cells(data, int.from_bytes(page[cell : cell + 4], "big"))
        used += _cells(data, int.from_bytes(page[8:12], "big"))
    return used


def test_every_bit_that_flips_in_the_pages_of_the_log_is_found(room, tmp_path):
    data = (room / "room.db").read_bytes()
    db = sqlite3.connect(f"{(room / 'room.db').as_uri()}?immutable=1", uri=True)
    roots = [
        row[0] for row in db.execute("SELECT rootpage FROM sqlite_schema WHERE name IN ('log', 'payload', 'head')")
    ]
    db.close()
    places = [at for root in roots for start, end in _cells(data, root) for at in range(start, end)]
    rng, copy = random.Random(11), tmp_path / "flipped.db"
    for at in rng.sample(places, 300):
        flipped = bytearray(data)
        flipped[at] ^= 1 << rng.randrange(8)
        copy.write_bytes(flipped)
        verdict = verify(copy)
        assert verdict.code == TAMPERED, (at, verdict.lines)
        assert verdict.first_bad, (at, verdict.lines)


@pytest.mark.slow
def test_1000_flipped_bits_in_rows_of_a_log_of_2000_entries_are_all_found(tmp_path):
    log_of(tmp_path / "room", 2000)
    data = (tmp_path / "room" / "room.db").read_bytes()
    db = sqlite3.connect(tmp_path / "room" / "room.db")
    rows = db.execute("SELECT l.seq, l.record, l.hash, p.salt, p.body FROM log l JOIN payload p USING (seq)").fetchall()
    db.close()
    rng, copy = random.Random(12), tmp_path / "flipped.db"
    tried = 0
    while tried < 1000:
        seq, *fields = rng.choice(rows)
        field = rng.choice(fields)
        start = data.find(field)
        if start < 0 or data.count(field) != 1:
            continue  # it lies across two pages, or is not the only one of its kind
        tried += 1
        flipped = bytearray(data)
        flipped[start + rng.randrange(len(field))] ^= 1 << rng.randrange(8)
        copy.write_bytes(flipped)
        verdict = verify(copy)
        assert (verdict.code, verdict.first_bad) == (TAMPERED, seq), verdict.lines


def test_every_bit_that_flips_in_an_export_is_found(document, tmp_path):
    rng, copy = random.Random(13), tmp_path / "flipped.json"
    for _ in range(1000):
        at, flipped = rng.randrange(len(document)), bytearray(document)
        flipped[at] ^= 1 << rng.randrange(8)
        copy.write_bytes(flipped)
        verdict = verify(copy)
        assert verdict.code == TAMPERED, (at, document[at - 30 : at + 10], verdict.lines)
        line = document.count(b"\n", 0, at) + 1
        if 4 <= line <= 3 + len(crisis()):
            assert verdict.first_bad == line - 3


def test_every_cut_through_an_export_is_called_a_cut(document, tmp_path):
    copy = tmp_path / "cut.json"
    for left in range(300, len(document), 37):
        copy.write_bytes(document[:left])
        assert verify(copy).code == CUT, left
    copy.write_bytes(document[:-1])
    assert verify(copy).code == CUT


def test_an_export_with_something_behind_its_end_is_not_as_it_was_written(document, tmp_path):
    (tmp_path / "x.json").write_bytes(document + b"\n")
    assert verify(tmp_path / "x.json").code == TAMPERED


# -- exports whose digest was made to fit ----------------------------------------------------------------------------


def forged(document: bytes, change) -> bytes:
    """The export of somebody who knows the format: every check and the digest are reckoned anew."""
    from warroom.record import export_json

    whole = msgspec.json.decode(document)
    whole.pop("sha256")
    change(whole)

    def line(fields: dict) -> bytes:
        fields.pop("check", None)
        return export_json.checked(fields)

    parts = [export_json.OPENING, b'"about":' + line(whole["about"]) + b",\n", b'"entries":[\n']
    parts += export_json._list(line(entry) for entry in whole["entries"])
    parts.append(b'"mentions":[\n')
    parts += export_json._list(line(mention) for mention in whole["mentions"])
    body = b"".join(parts)
    return body + export_json.LAST + export_json.sha256(body).hexdigest().encode() + b'"}\n'


def test_forging_nothing_changes_nothing(document):
    assert forged(document, lambda whole: None) == document


@pytest.mark.parametrize(
    ("change", "code", "seq"),
    [
        (lambda w: w["entries"][4]["data"].update(text="Index rebuilt for all"), TAMPERED, 5),
        (lambda w: w["entries"][4].update(by="anna"), TAMPERED, 5),
        (lambda w: w["entries"][4].update(extra="a new field"), TAMPERED, 5),
        (lambda w: w["entries"][4].update(recorded="2026-09-21T14:13:20.000Z"), TAMPERED, 5),
        (lambda w: w["entries"][4].update(body='{"kind":"observed","text":"nothing"}'), TAMPERED, 5),
        (lambda w: [w["entries"][4].pop(k) for k in ("salt", "body", "data")], TAMPERED, 5),
        (lambda w: [w["entries"][4].update(withheld="privileged"), *map(w["entries"][4].pop, ("salt", "body", "data"))],
         TAMPERED, 5),
        (lambda w: w["entries"].pop(7), TAMPERED, 8),
        (lambda w: w["entries"].insert(7, w["entries"][7]), TAMPERED, 9),
        (lambda w: w["entries"].pop(), CUT, 20),
        (lambda w: w["about"].update(v=2), UNCHECKED, None),
        (lambda w: w["about"].update(head="00" * 32), CUT, 21),
    ],
)  # fmt: skip
def test_a_digest_that_fits_does_not_hide_a_change(document, tmp_path, change, code, seq):
    (tmp_path / "forged.json").write_bytes(forged(document, change))
    verdict = verify(tmp_path / "forged.json")
    assert (verdict.code, verdict.first_bad) == (code, seq), verdict.lines


def test_an_export_cut_by_somebody_who_knows_the_format_is_behind_the_anchor(document, tmp_path):
    head = msgspec.json.decode(document)["about"]["head"]

    def cut(whole):
        whole["entries"].pop()
        whole["about"].update(entries=19, head=whole["entries"][-1]["hash"])

    (tmp_path / "cut.json").write_bytes(forged(document, cut))
    assert verify(tmp_path / "cut.json").code == SOUND
    assert verify(tmp_path / "cut.json", head).code == CUT


# -- not ours --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"{}", b"hello", b'{"warroom":', b"SQLite format 3\x00", os.urandom(5000)])
def test_what_is_no_log_is_called_unreadable(tmp_path, content):
    (tmp_path / "thing").write_bytes(content)
    assert verify(tmp_path / "thing").code == UNREADABLE


def test_what_is_not_there_is_called_unreadable(tmp_path):
    assert verify(tmp_path / "nothing").code == UNREADABLE
    assert verify(tmp_path).code == UNREADABLE


def test_somebody_elses_database_is_called_unreadable(tmp_path):
    db = sqlite3.connect(tmp_path / "other.db")
    db.execute("CREATE TABLE t(a)")
    db.commit()
    db.close()
    assert verify(tmp_path / "other.db").code == UNREADABLE


def test_a_record_of_a_later_format_is_not_called_tampered(room, tmp_path):
    copy = changed(room, tmp_path, "UPDATE log SET record = swap(record, '\"v\":1', '\"v\":2') WHERE seq = 400")
    db = sqlite3.connect(copy, isolation_level=None)
    record = db.execute("SELECT record FROM log WHERE seq = 400").fetchone()[0]
    db.close()
    digest = record_hash(record).hex()
    copy2 = changed(
        room, tmp_path, "UPDATE log SET record = swap(record, '\"v\":1', '\"v\":2') WHERE seq = 400",
        f"UPDATE log SET hash = x'{digest}' WHERE seq = 400", f"UPDATE head SET hash = x'{digest}'",
    )  # fmt: skip
    verdict = verify(copy2)
    assert verdict.code == UNCHECKED
    assert "format 2" in verdict.lines[0]
