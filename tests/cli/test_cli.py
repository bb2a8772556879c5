"""The command line, as scripts and people over SSH use it: a real process each time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def warroom(*args, stdin="", room=None, check=None):
    env = {k: v for k, v in os.environ.items() if not k.startswith("WARROOM")} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "warroom", *(["--room", str(room)] if room else []), *map(str, args)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, env=env, timeout=50, check=False)
    assert "Traceback" not in done.stderr
    if check is not None:
        assert done.returncode == check, done.stderr + done.stdout
    return done


@pytest.fixture
def room(tmp_path):
    warroom("new", tmp_path / "room", "--brand", "Quillstack", check=0)
    return tmp_path / "room"


def test_new_makes_a_room_that_loads_and_refuses_to_overwrite(room):
    assert (room / "warroom.toml").stat().st_size > 500
    assert room.stat().st_mode & 0o077 == 0
    refused = warroom("new", room, check=1)
    assert "already" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_fresh_room_says_in_words_that_nothing_is_there(room):
    assert warroom("feed", room=room, check=0).stdout == "No mentions.\n"
    assert warroom("log", room=room, check=0).stdout == "No entries yet.\n"
    status = json.loads(warroom("status", "--json", room=room, check=0).stdout)
    assert (status["level"], status["incident"], status["entries"]) == (0, None, 0)
    assert "nothing has been recorded" in warroom("export", "--to", room / "x", room=room, check=1).stderr
    assert "No sources" in warroom("collect", "--once", room=room, check=0).stdout


def test_orders_are_answered_line_by_line_and_any_refusal_makes_it_1(room):
    lines = [
        {"order": "declare", "title": "EU-2 data loss", "type": "data_loss"},
        {"order": "claim", "mention": 7},
        {"order": "decide", "text": "Hold", "reason": ""},
        {"order": "fly"},
    ]
    done = warroom("order", "-", stdin="\n".join(map(json.dumps, lines)) + "\n", room=room, check=1)
    answers = done.stdout.splitlines()
    assert answers[0].startswith("recorded ")
    assert answers[1] == "refused: There is no mention 7."
    assert "reason" in answers[2]
    assert "warroom orders" in answers[3]
    status = json.loads(warroom("status", "--json", room=room, check=0).stdout)
    assert (status["level"], status["incident"]["id"]) == (2, "INC-001")


def test_a_log_entry_goes_from_the_shell_to_a_verified_export(room, tmp_path):
    warroom("log", "add", "Index rebuilt for 61 of 84 tenants", room=room, check=0)
    warroom("log", "add", "Hold", "--kind", "decision", room=room, check=1)
    warroom("log", "add", "Hold", "--kind", "decision", "--reason", "Legal", "--occurred", "5m", room=room, check=0)
    rows = [json.loads(line) for line in warroom("log", "--json", room=room, check=0).stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["observed", "decision"]
    assert rows[1]["prev"] == rows[0]["hash"]
    assert rows[1]["recorded"] - rows[1]["occurred"] >= 4 * 60_000
    warroom("export", "--to", tmp_path / "out", room=room, check=0)
    (exported,) = (tmp_path / "out").glob("*.json")
    assert "Sound" in warroom("verify", exported, check=0).stdout
    assert "exists" in warroom("export", "--to", tmp_path / "out", room=room, check=1).stderr
    data = bytearray(exported.read_bytes())
    at = data.index(b"61 of 84")
    data[at] ^= 1
    exported.write_bytes(data)
    assert "entry 1" in warroom("verify", exported, check=1).stdout.lower()
    warroom("verify", room, "--anchor", "0" * 16, check=2)
    warroom("verify", tmp_path / "nothing", check=4)


def test_what_feed_prints_can_be_taken_in_by_another_room(room, tmp_path):
    full = {"text": "Quillstack lost our files", "handle": "@bea", "published": "2026-11-20T10:00:00Z", "colour": "red"}
    given = [json.dumps(full), "broken", '{"text": "last line, no end"}']
    (tmp_path / "in.jsonl").write_text("\n".join(given))
    done = warroom("ingest", tmp_path / "in.jsonl", room=room, check=0)
    assert "2 stored" in done.stdout
    assert "in.jsonl:2" in done.stderr
    first = warroom("feed", "--json", room=room, check=0).stdout
    other = tmp_path / "other"
    warroom("new", other, check=0)
    warroom("ingest", "-", stdin=first, room=other, check=0)
    second = warroom("feed", "--json", room=other, check=0).stdout

    def facts(text):
        rows = [json.loads(line) for line in text.splitlines()]
        return sorted(tuple(str(r.get(k)) for k in ("native_id", "text", "published", "first_seen", "source", "colour"))
                      for r in rows)  # fmt: skip

    assert facts(second) == facts(first)
    assert "0 stored, 2 known" in warroom("ingest", tmp_path / "in.jsonl", room=room, check=0).stdout
    assert "0 of 2 match" in warroom("feed", "--search", "zebra", room=room, check=0).stdout


@pytest.mark.parametrize(
    ("settings", "words"),
    [('[brand]\nname = "Q"\n[[sources]]\nname = "a"\nkind = "rsss"\n', 'did you mean "rss"'),
     ('[brand]\nname = "Q"\n[[sources]]\nname = "a"\nkind = "rss"\nulr = "https://x.example"\n', 'did you mean "url"'),
     ('[brand]\nnaem = "Q"\n', "line 2")],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_one_line_with_the_nearest_word(room, settings, words):
    (room / "warroom.toml").write_text(settings)
    done = warroom("collect", "--once", room=room, check=1)
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_second_process_is_told_who_has_the_room(room):
    code = (
        "import asyncio, pathlib, sys\nfrom warroom.store.sqlite import SqliteStore\n"
        "async def main():\n"
        "    async with SqliteStore(pathlib.Path(sys.argv[1]), room='r', now=1):\n"
        "        print('open', flush=True); sys.stdin.read()\n"
        "asyncio.run(main())"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(room)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True
    )
    try:
        assert holder.stdout.readline() == "open\n"
        refused = warroom("log", "add", "x", room=room, check=1)
        assert str(holder.pid) in refused.stderr
        warroom("status", room=room, check=0)
        warroom("verify", room, check=0)
    finally:
        holder.communicate("")


def test_the_help_of_every_command_and_the_generated_sheets_are_there():
    assert "COMMAND" in warroom("--help", check=0).stdout
    assert "claim" in warroom("keys", check=0).stdout
    assert "influencer_reach" in warroom("config", check=0).stdout
    orders = json.loads(warroom("orders", "--json", check=0).stdout)
    assert {"declare", "claim", "undo"} <= {row["order"] for row in orders}
    assert float(warroom("gauge", "--threshold", check=0).stdout) > 0
    wrong = warroom("flog", check=2)
    assert wrong.stderr.count("\n") == 1


def test_tone_and_gauge_read_files(tmp_path):
    assert warroom("tone", "-", stdin="terrible, all our files are lost\n", check=0).stdout.startswith("negative\t-")
    series = tmp_path / "s.csv"
    series.write_text("timestamp,value\n" + "".join(f"2026-01-01 {h:02d}:{m:02d}:00,{5 + m % 3}\n" for h in range(24)
                                                     for m in range(0, 60, 5)))  # fmt: skip
    out = tmp_path / "o.csv"
    warroom("gauge", "--series", series, "--out", out, check=0)
    rows = out.read_text().splitlines()
    assert rows[0] == "timestamp,score"
    assert len(rows) == 24 * 12 + 1
    series.write_text("timestamp,value\n2026-01-01,x\n")
    assert "s.csv" in warroom("gauge", "--series", series, check=1).stderr


def test_doctor_looks_at_the_room(room):
    found = json.loads(warroom("doctor", "--json", room=room, check=0).stdout)
    assert {"python", "sqlite", "disk", "settings", "writing"} <= {f["what"] for f in found}
    (room / "warroom.toml").write_text("[brand\n")
    assert warroom("doctor", room=room, check=1).stdout.count("fail") == 1


def test_without_a_room_the_words_say_how_to_make_one(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "warroom", "status"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": os.environ["PATH"]}, timeout=50,
    )  # fmt: skip
    assert done.returncode == 2
    assert "warroom new" in done.stderr
