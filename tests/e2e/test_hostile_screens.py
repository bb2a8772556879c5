"""Hostile words in every field, through the real program: what comes out is only what we meant to send."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.e2e.hostile import ALLOWED, CLIPBOARD, LOOSE, OWN, cases, forbidden, strangers
from tests.e2e.rooms import lines_of, make_room, warroom
from tests.e2e.terminal import Terminal
from tests.shared import needs_shared
from warroom.record.export import FORMATS

SLOW = (pytest.mark.slow, pytest.mark.timeout(400), needs_shared)


def poisoned(folder: Path, texts: list[str]) -> Path:
    """A room in an incident whose every stranger's field holds such a text."""
    make_room(folder)
    rows = [
        {"text": text, "title": text[::-1] if n % 2 else text, "author": text, "handle": text,
         "native_id": f"n{n}{text}", "url": "https://x.example/" + text, "reply_to": text, "flags": [text],
         "lang": text, "colour": text}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    done = warroom("ingest", "-", room=folder, stdin=lines.encode())
    assert done.stdout.decode().startswith(f"{len(texts)} stored"), done.stdout + done.stderr
    declare = {"order": "declare", "title": texts[0], "type": "data_loss"}
    tasks = [{"order": "make_task", "title": text} for text in texts]
    stdin = "".join(json.dumps(order) + "\n" for order in [declare, *tasks]).encode()
    done = warroom("order", "-", room=folder, stdin=stdin, check=None)
    answers = done.stdout.decode().splitlines()
    assert len(answers) == 1 + len(texts)
    assert sum(answer.startswith("recorded ") for answer in answers) >= len(texts) - 2  # one is empty, one is no text
    assert not [answer for answer in answers if not answer.startswith(("recorded ", "refused: "))]
    return folder


def look(t: Terminal, *keys: str) -> None:
    """Open something and close it again: a form is deaf for its first 400 ms."""
    t.press(*keys)
    t.settle(0.42, 0.5)
    t.press("esc")


def walk(t: Terminal, texts: list[str], *, everything: bool) -> None:
    """Through the feed, every mention, every view and form; pins, tasks and pastes on the way."""
    t.wait_for("Live feed")
    t.wait_for(r"open of \d+")
    for pinned, _ in enumerate(texts):
        t.press("down")
        t.settle(0.02, 0.1)
        t.press("space")
        if pinned == 0:
            t.wait_for("[Pp]inned|pin")
    t.press("home")
    for number, text in enumerate(texts):
        t.press("down" if number else "home")
        if everything or number % 4 == 0:
            t.press("enter")
            t.settle(0.42, 0.5)
            look(t, "x")
            t.press("esc")
        if number % 12 == 0:
            t.press("t")
            t.wait_for("New task")
            t.settle(0.42, 0.5)
            t.send(f"\x1b[200~{text}\x1b[201~")
            look(t, "ctrl+s")
        if number % 5 == 0:
            t.press("l")
            t.send(f"\x1b[200~{text}\x1b[201~ seen")
            t.press("enter")
    forms = ["i", "?", "e", "r", "o", "T", "D", "ctrl+p", ":", "/"] if everything else ["i"]
    for key in forms:
        look(t, key)
        t.press("esc")
    for keys in ("z", "z", "3", "j", "j"):
        t.press(keys)
        t.settle(0.05, 0.2)
    look(t, "enter")
    t.press("4", "k")
    look(t, "enter")
    t.press("1", "tab", "tab", "tab", "a", "tab")


@pytest.mark.parametrize(
    ("size", "everything"),
    [((160, 48), False), pytest.param((160, 48), True, marks=SLOW), pytest.param((80, 24), True, marks=SLOW)],
    ids=["own, large", "all, large", "all, small"],
)
def test_nothing_that_a_stranger_wrote_reaches_the_terminal_but_its_letters(
    tmp_path: Path, size: tuple[int, int], everything: bool
) -> None:
    texts = [*OWN, *(case["text"] for case in cases() if everything)]
    room = poisoned(tmp_path / "room", texts)
    with Terminal(["--room", str(room)], home=tmp_path, size=size) as t:
        walk(t, texts, everything=everything)
        assert t.alive()
        assert t.leave(20) == 0
        raw = bytes(t.raw)
    assert not strangers(raw)
    assert not forbidden(raw)
    assert b"Traceback" not in raw
    assert b"The console broke" not in raw
    assert b"\x1b]8;" not in raw
    warroom("verify", room, check=0)
    entries = lines_of(warroom("log", "--json", room=room))
    pins = [entry for entry in entries if entry["kind"] == "pinned"]
    assert len(pins) >= len(texts) - 1, sorted({entry["kind"] for entry in entries})
    assert_the_shell_is_clean(room)
    assert_what_leaves_is_clean(room, tmp_path / "out", everything=everything)


def assert_the_shell_is_clean(room: Path) -> None:
    for command in (["feed"], ["feed", "--json"], ["feed", "--search", "a"], ["log"], ["log", "--json"], ["status"],
                    ["status", "--json"], ["collect", "--once"], ["brief"]):  # fmt: skip
        done = warroom(*command, room=room, check=None)
        for said in (done.stdout, done.stderr):
            found = LOOSE.search(said.decode())
            assert found is None, (command, found, said.decode()[max(0, found.start() - 60) : found.end() + 60])
    assert not LOOSE.search(warroom("verify", room).stdout.decode())


def assert_what_leaves_is_clean(room: Path, out: Path, *, everything: bool) -> None:
    warroom("export", "--to", out, "--format", ",".join(FORMATS), room=room)
    written = {path.suffix: path.read_text() for path in out.iterdir() if path.is_file()}
    assert {".md", ".json"} <= written.keys()
    for suffix, text in written.items():
        found = LOOSE.search(text.replace("\r\n", "\n"))
        assert found is None, (suffix, found, text[max(0, found.start() - 60) : found.end() + 60])
        assert not forbidden(text.encode()) or suffix == ".csv"
    html, markdown = written.get(".html", ""), written[".md"]
    for bad in ("<script>alert", "<img ", "onerror=alert(1)>", 'href="javascript:', "href='javascript:"):
        assert bad not in html.lower()
    assert "<script>" not in markdown
    assert not re.search(r"(?m)^\s{0,3}#+ .*INCIDENT CLOSED", markdown)
    tables = [path.read_text(newline="") for path in out.glob("*.csv")]
    cells = [cell for table in tables for row in csv.reader(io.StringIO(table, newline="")) for cell in row if cell]
    assert not [cell for cell in cells if cell[0] in "=@\t\r\uff1d" or re.match(r"[+-]\D", cell)]
    if everything:
        assert not tables or any('a"b,c' in cell for cell in cells)
        assert "'); DROP TABLE log;--" in written[".json"]


def test_only_the_copy_key_writes_the_clipboard_and_only_the_link(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room")
    link = "https://x.example/1"
    warroom("ingest", "-", room=room, stdin=json.dumps({"text": OWN[0], "url": link, "author": "a"}).encode() + b"\n")
    with Terminal(["--room", str(room)], home=tmp_path, size=(120, 36)) as t:
        t.wait_for("Following")
        t.press("down")
        t.settle(0.2, 0.5)
        assert not CLIPBOARD.search(t.raw.decode())
        t.press("y")
        t.wait_for("Copied the link")
        found = CLIPBOARD.findall(t.raw.decode())
        assert [base64.b64decode(data).decode() for data in found] == [link]
        assert t.leave() == 0
        assert not strangers(CLIPBOARD.sub("", t.raw.decode()).encode())


def test_the_ruler_finds_what_it_is_there_to_find() -> None:
    for text in OWN[:8]:
        assert strangers(f"before {text} after".encode())
    assert not strangers("\x1b[1;2H\x1b[38;2;1;2;3mwords\x1b[0m\r\n\x1b]2;■2 INC-001\x07".encode())
    assert not ALLOWED.fullmatch("\x1b]2;INCIDENT CLOSED\x07")
