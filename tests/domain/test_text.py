"""What strangers write cannot leave its cell."""

import json
import random
import re
import time
import unicodedata

import pytest

from tests.shared import SHARED, needs_shared
from warroom.domain.changes import HIDDEN
from warroom.domain.text import LONGEST, clean, escaped, gate, one_line, slug

HOSTILE = [
    ("\x1b]52;c;cm0gLXJm\x07refund", "refund", "escape"),
    ("a\x1b[2J\x1b[Hb", "b", "escape"),
    ("\x9b31mred", "red", "escape"),
    ("\x9d52;c;aGk=\x9cdone", "done", "escape"),
    ("start\x1b]0;A", "start", "escape"),
    ("half\x1b", "half", "escape"),
    ("\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\b", "b", "escape"),
    ("x\x07" * 50 + "y", "y", "control"),
    ("a\x00b\x7fc", "c", "control"),
    ("invoice\u202efdp.exe", "invoice", "bidi"),
    ("ad\u200bmin", "admin", "invisible"),
    ("ok\U000e0069\U000e0067", "ok", "invisible"),
    ("a" + "\u0301" * 500 + "b", "b", "zalgo"),
    ("a\ud800b", "a", "bad"),
    ("a\uffffb\ue000", "b", "bad"),
    ("\u3164", "", "invisible"),
]


@pytest.mark.parametrize(("text", "shown", "kind"), HOSTILE)
def test_what_is_harmful_goes_and_is_counted(text, shown, kind):
    cleaned = clean(text)
    assert shown in cleaned.text
    assert kind in cleaned.removed
    assert cleaned.count >= 1
    assert gate(cleaned.text) == cleaned.text


@pytest.mark.parametrize(
    "text",
    ["[@click=app.quit]free[/]", "[/red] outage", "see [/", "path C:\\[x] \\", ":warning: {0} %s $primary {{7*7}}",
     "'); DROP TABLE log;--", "Grüße aus Köln, 東京 and Москва: “so”…"],
)  # fmt: skip
def test_ordinary_text_stays_as_it_was_typed(text):
    assert clean(text).text == text
    assert clean(text).removed == ()


def test_every_kind_of_line_end_is_a_line_end_and_one_line_has_none():
    cleaned = clean("a\r\nb\rc\u2028d\u2029e\tf")
    assert cleaned.text == "a\nb\nc\nd\ne f"
    assert one_line(cleaned.text) == "a b c d e f"


def test_a_long_text_is_cut_and_says_so():
    cleaned = clean("x" * (LONGEST + 1))
    assert len(cleaned.text) == LONGEST
    assert cleaned.removed == ("cut",)


def test_the_gate_alone_lets_nothing_through():
    for text, *_ in HOSTILE:
        shown = gate(text)
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown if c != "\n")
        assert not set(shown) & set("\u202e\u200b\u3164\u2066\ud800\uffff")


def test_no_character_at_all_that_moves_hides_or_means_nothing_passes_either_layer():
    hidden = re.compile(f"[{HIDDEN}]")
    for char in map(chr, range(0x110000)):
        silent = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or ord(char) & 0xFFFE == 0xFFFE
        if (silent or "\ufdd0" <= char <= "\ufdef") and char != "\n":
            assert char not in gate(char), hex(ord(char))
            assert char not in clean(char).text, hex(ord(char))
            assert char == "\t" or hidden.match(char), f"{ord(char):x} would be left out without a word"
        elif not gate(char):
            assert hidden.match(char) or unicodedata.category(char) == "Sk", f"{ord(char):x} would be left out unnamed"


def test_a_flag_is_its_letters_at_the_gate_too():
    assert gate("\U0001f1e9\U0001f1ea") == clean("\U0001f1e9\U0001f1ea").text == "DE"


def test_cleaning_twice_is_cleaning_once():
    rng = random.Random(20261122)
    alphabet = list("\x1b[];\x9b\x9d\x90\x07\\\u202e\u2066\u200b\u0301ab0 1m\n\r\t\ud800\U0001f1e6\ufe0f\u3164éz漢")
    for _ in range(10_000):
        text = "".join(rng.choices(alphabet, k=rng.randint(0, 60)))
        once = clean(text).text
        assert clean(once).text == once
        assert gate(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]" * 10_000,
        "\x1bP\x1b" * 6_666,
        "\x9d" * 20_000,
        "\x1b[" + ";" * 20_000,
        "\u0301" * 20_000,
        "\x1b" * 20_000,
    ],
)
def test_no_text_takes_long(text):
    begun = time.process_time()
    clean(text)
    assert time.process_time() - begun < 0.25  # 25 times the line of the policy: only runaway scans fail here


def test_a_file_name_never_leaves_its_folder():
    names = ["../../etc/cron.d/x", "/etc/passwd", "-rf\x1b[2J\nreport", "A" * 400, "", "..", "日本"]
    for name in names:
        made = slug(name)
        assert made[0].isalnum()
        assert len(made) <= 80
        assert "/" not in made
        assert ".." not in made


def test_the_escaped_view_shows_what_was_hidden():
    assert escaped("a\u202eb\x1b[c") == "a\\u202eb\\x1b[c"


@needs_shared
def test_all_hostile_texts_have_the_outcome_that_their_index_names():
    index = [json.loads(line) for line in (SHARED / "data/hostile/INDEX.jsonl").read_text().splitlines()]
    for case in (c for c in index if c["kind"] == "text"):
        lines = (SHARED / "data/hostile" / case["file"]).read_text().split("\n")
        text = json.loads(lines[case["line"] - 1])["text"]
        cleaned = clean(text)
        assert case["expect"]["show"] in cleaned.text or case["expect"]["show"] in one_line(cleaned.text), case["id"]
        for forbidden in map(bytes.fromhex, case["expect"]["forbid"]):
            assert forbidden not in cleaned.text.encode(), case["id"]
            assert forbidden not in gate(text).encode("utf-8", "replace"), case["id"]
        assert set(case["expect"]["flags"]) <= set(cleaned.removed), case["id"]
