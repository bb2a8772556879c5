"""Hostile words in every field, through the real program: what comes out is only what we meant to send."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.e2e.hostile import ALLOWED, CLIPBOARD, EXPORTED, LOOSE, OWN, cases, forbidden, strangers
from tests.e2e.places import PLACES, go, home
from tests.e2e.poison import TEXTLESS, Poisoned
from tests.e2e.rooms import make_room, warroom
from tests.e2e.terminal import DEAF, Terminal
from warroom.domain.decide.common import LONGEST_TEXT
from warroom.record.export import FORMATS

SLOW = (pytest.mark.slow, pytest.mark.timeout(1200))
SIZES = ((160, 48), (80, 24), (100, 30))
DESK = ("desk", "thread", "composer", "bank of the composer", "send check")
EVERYDAY = ("composer", "wall", "post, as it came", "statement", "answers", "boards", "hand over")


def everything() -> list[str]:
    """The shared texts; without the collection, the copies of some of them."""
    return [*OWN, *(case["text"] for case in cases()), *([] if cases() else EXPORTED)]


def close(t: Terminal) -> None:
    """Esc until no sheet is open; one that has only just opened is deaf to the first."""
    t.press("esc")
    while "esc back" in t.text():
        t.settle(DEAF, DEAF)
        t.press("esc")


def through_the_feed(t: Terminal, texts: list[str], *, whole: bool) -> None:
    """Every mention; pins, tasks and pastes on the way."""
    for pinned, _ in enumerate(texts):
        t.press("down")
        t.settle(0.02, 0.1)
        t.press("space")
        if pinned == 0:
            t.wait_for("[Pp]inned|pin")
    t.press("home")
    for number, text in enumerate(texts):
        t.press("down" if number else "home")
        if whole or number % 6 == 0:
            t.press("enter")
            t.wait_for("esc back")
            t.settle(DEAF, DEAF)
            t.press("x")
            t.settle(DEAF, DEAF)
            close(t)
        if number % 12 == 0:
            t.press("t")
            t.wait_for("New task")
            t.settle(DEAF, DEAF)
            t.send(f"\x1b[200~{text}\x1b[201~")
            t.press("ctrl+s")
            t.settle(DEAF, DEAF)
            close(t)
        if number % 5 == 0:
            t.press("l")
            t.send(f"\x1b[200~{text}\x1b[201~ seen")
            t.press("enter")


def through_the_places(t: Terminal, names: tuple[str, ...] = ()) -> list[str]:
    """Every view and every sheet; where one did not come to."""
    missed = []
    for place in PLACES:
        if names and place.name not in names:
            continue
        home(t)
        t.press("home")
        if not go(t, place):
            missed.append(place.name)
        if place.keys.startswith("2") or "new" in place.name or "edit" in place.name:
            t.send(f"\x1b[200~{OWN[len(place.name) % len(OWN)]}\x1b[201~")
            t.settle(0.05, 0.2)
        for key in ("pgdn", "end", "pgup", "tab", "right"):
            t.press(key)
        t.settle(0.05, 0.3)
    return missed


LISTS = (("s", 2), ("b", 2), ("p", 1), ("4", 1), ("3", 1), *((f"S ~ {n}", 1) for n in (1, 2, 4, 5)))
"""Keys of each list, and how many of its lines each text has."""


def through_the_lists(t: Terminal, texts: list[str], which: int) -> None:
    """Lines of every list opened: of each text one, at one of two sizes (``which``: 0 or 1)."""
    for keys, lines in LISTS:
        home(t)
        for key in keys.split():
            t.settle(DEAF, DEAF) if key == "~" else t.press(key)
        t.settle(DEAF, DEAF)
        t.press(*(["down"] * which))
        for _ in range(len(texts) // 2):
            t.press("enter")
            t.settle(DEAF, DEAF)
            t.press("end", "esc", *(["down"] * 2 * lines))
            t.settle(0.02, 0.1)


def through_the_desk(t: Terminal) -> list[str]:
    """Every conversation on the desk, then its places."""
    home(t)
    t.press("2")
    for _ in range(60):
        t.press("down")
        t.settle(0.05, 0.15)
    return through_the_places(t, DESK)


def walk(t: Terminal, texts: list[str], part: str) -> list[str]:
    """One part of the walk; the places where it did not come to."""
    match part:
        case "some":
            through_the_feed(t, texts, whole=False)
            return through_the_places(t, EVERYDAY)
        case "feed and places":
            through_the_feed(t, texts, whole=True)
            return through_the_places(t)
        case "desk":
            return through_the_desk(t)
        case _:
            through_the_lists(t, texts, int(t.columns < 100))
            return []


@pytest.mark.parametrize(
    ("size", "part"),
    [
        pytest.param((160, 48), "some", marks=SLOW),
        *(pytest.param(*where, marks=SLOW) for where in zip(SIZES, ("feed and places", "lists"), strict=False)),
        pytest.param(SIZES[2], "desk", marks=SLOW),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)
def test_nothing_that_anybody_wrote_anywhere_reaches_the_terminal_but_its_letters(
    tmp_path: Path, size: tuple[int, int], part: str
) -> None:
    texts = list(OWN) if part == "some" else everything()
    poisoned = Poisoned(tmp_path / "room", texts)
    assert poisoned.not_given() == TEXTLESS
    assert not [line for line in poisoned.said if LOOSE.search(line)]
    room = poisoned.folder
    with Terminal(["--room", str(room), "--as", "maren"], home=tmp_path, size=size) as t:
        t.wait_for("Live feed|Feed")
        t.wait_for(r"open of \d+")
        missed = walk(t, texts, part)
        assert t.alive(), t.text()
        assert t.leave(20) == 0
        raw = bytes(t.raw)
    print(f"{size[0]}x{size[1]}, {part}: {len(texts)} texts, {len(raw):,} bytes to the terminal")
    assert not missed
    assert not strangers(raw)
    assert not forbidden(raw)
    assert b"Traceback" not in raw
    assert b"The console broke" not in raw
    assert b"\x1b]8;" not in raw
    warroom("verify", room, check=0)
    assert_the_record_is_to_the_letter(poisoned)
    if part in ("some", "desk"):
        assert_the_shell_is_clean(room)
        assert_what_leaves_is_clean(room, tmp_path / "out", everything=part != "some" and bool(cases()))


def assert_the_record_is_to_the_letter(poisoned: Poisoned) -> None:
    """Statements keep what is hidden in them; what has no form in UTF-8 was refused."""
    drafted = list(poisoned.statements().values())
    wanted = [text for text in poisoned.texts if text.strip() and len(text) <= LONGEST_TEXT and _utf8(text)]
    assert drafted[: len(wanted)] == wanted
    assert drafted == wanted * 2  # both people drafted each


def _utf8(text: str) -> bool:
    return text.encode("utf-8", "replace").decode() == text


@pytest.mark.parametrize(
    "size", [pytest.param(size, marks=SLOW) for size in ((80, 24), *SIZES[::2])], ids=["80x24", "160x48", "100x30"]
)
def test_an_approver_reads_what_is_hidden_in_a_statement(tmp_path: Path, size: tuple[int, int]) -> None:
    poisoned = Poisoned(tmp_path / "room", ["ad\u200bm\u202ein", "none here", "a\ufdd0\ue000b"])
    with Terminal(["--room", str(poisoned.folder), "--as", "anna"], home=tmp_path, size=size) as t:
        t.wait_for("Live feed|Feed")
        t.settle(0.5)
        for number, codes in ((1, ("U+200B", "U+202E")), (3, ("U+FDD0", "U+E000"))):
            t.press(":")
            t.send(f"say {number}\r")
            t.wait_for(f"Statement {number}, version")
            t.wait_for("hidden character|Checks")
            for code in codes:
                t.wait_for(re.escape(f"[{code}]"))
            t.settle(DEAF, 0.6)
            t.press("esc")
            t.wait_gone(f"Statement {number}, version")
        assert t.leave(20) == 0
        assert not strangers(bytes(t.raw))


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("size", SIZES, ids=["160x48", "80x24", "100x30"])
def test_set_up_shows_hostile_settings_as_letters_only(tmp_path: Path, size: tuple[int, int]) -> None:
    poisoned = Poisoned(tmp_path / "room", everything())
    with Terminal(["setup", str(poisoned.folder)], home=tmp_path, size=size) as t:
        t.wait_for("Get ready before you need it")
        for step in "1234567":
            t.press(step)
            t.wait_for(rf"{step} of 7  \w")
            t.settle(DEAF, 0.6)
            for key in ("down", "down", "enter", "tab"):
                t.press(key)
                t.settle(0.1, 0.5)
            t.send(f"\x1b[200~{OWN[int(step)]}\x1b[201~")
            t.settle(DEAF, 0.5)
            for _ in range(4):
                t.press("esc")
            t.wait_gone("esc back")
            t.wait_for("Get ready before you need it")
        t.press("ctrl+q")
        assert t.wait_end() == 0
        raw = bytes(t.raw)
    assert not strangers(raw)
    assert not forbidden(raw)
    assert b"Traceback" not in raw


def assert_the_shell_is_clean(room: Path) -> None:
    for command in (["feed"], ["feed", "--json"], ["feed", "--search", "a"], ["log"], ["log", "--json"], ["status"],
                    ["status", "--json"], ["collect", "--once"], ["brief"], ["tail"], ["statements"],
                    ["statements", "--json"], ["playbooks"], ["playbooks", "--json"], ["answers"],
                    ["answers", "--json"], ["doctor"], ["log", "--kind", "statement_drafted", "--json"]):  # fmt: skip
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
    assert not re.search(r"(?m)^\s{0,3}#+ (?!T\+|Statement \d+: ).*INCIDENT CLOSED", markdown)
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
