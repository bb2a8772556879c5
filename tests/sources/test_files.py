"""Files, pipes and recordings."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.sources.world import NOW, polls
from warroom.sources import dates, importing
from warroom.sources.base import Cursor, Outcome
from warroom.sources.importing import Progress
from warroom.sources.kinds import KINDS, make, settings_of
from warroom.sources.replay import Replay
from warroom.sources.settings import BadSourceError
from warroom.sources.stdin import Stdin, StdinSettings


def line(ident: str, **more: Any) -> bytes:
    return json.dumps({"id": ident, "text": f"text {ident}", **more}).encode() + b"\n"


def file(path: Path, **more: Any):
    return make({"name": "f", "kind": "file", "path": str(path), **more})


async def drain(source: Any, cursor: Cursor, *, now: int = NOW) -> tuple[list[Outcome], Cursor]:
    """Fetch until nothing more is waiting."""
    outcomes = [await source.fetch(None, cursor, now)]
    while outcomes[-1].more:
        outcomes.append(await source.fetch(None, outcomes[-1].cursor, now))
    return outcomes, outcomes[-1].cursor


def whole(data: bytes, **more: Any) -> importing.Piece:
    return importing.read(data, Progress(**more), last=True, now=NOW)


# -- what a line may say ------------------------------------------------------------------------------------------


def test_a_line_needs_text_only_and_keeps_what_is_not_known():
    piece = whole(b'{"text": "Down again", "tone": -62, "state": {"x": [1]}, "team": "EU", "owner": null}\n')
    (post,) = piece.posts
    assert post.text == "Down again"
    assert post.native_id.startswith("sha256:")
    assert post.extra == {"tone": "-62", "state": '{"x":[1]}', "team": "EU"}


def test_a_first_line_that_cannot_be_csv_is_no_header():
    assert "no header row" in whole(b"ab\rcd,text\n1,2\n").failed


def test_what_feed_json_prints_can_be_read_again():
    said = {"id": 17, "source": "X search", "platform": "X", "author": "Ann", "handle": "@ann", "reach": 1200,
            "published": "2026-11-20T10:00:00Z", "first_seen": "2026-11-20T10:00:09Z", "text": "Down",
            "url": "https://x.example/1", "tone": -62, "lang": "en", "state": "open", "owner": "bea",
            "answer_by": None, "flags": ["verified", "Not A Flag", 5]}  # fmt: skip
    (post,) = whole(json.dumps(said).encode()).posts
    assert (post.native_id, post.platform, post.author, post.handle, post.reach) == ("17", "X", "Ann", "@ann", 1200)
    assert (post.source, post.url, post.lang, post.flags) == ("X search", "https://x.example/1", "en", ("verified",))
    assert post.published == dates.parse("2026-11-20T10:00:00Z")
    assert post.heard == dates.parse("2026-11-20T10:00:09Z")
    assert post.extra == {"tone": "-62", "state": "open", "owner": "bea"}


def test_other_tools_names_are_understood():
    said = {"fullText": "Down", "createdAt": 1_795_168_800, "followersCount": "12,000", "screen-name": "@a",
            "permalink": "https://x.example/1", "pageType": "Twitter", "language": "German",
            "in_reply_to_id": 5}  # fmt: skip
    (post,) = whole(json.dumps(said).encode()).posts
    assert (post.text, post.reach, post.handle, post.platform, post.lang) == ("Down", 12_000, "@a", "X", "de")
    assert (post.url, post.reply_to, post.published) == ("https://x.example/1", "5", 1_795_168_800_000)


# -- JSON lines ---------------------------------------------------------------------------------------------------


def test_bad_lines_are_counted_and_named_and_good_ones_kept():
    data = b"\xef\xbb\xbf" + line("1") + b"{broken\n\n" + line("2").replace(b"\n", b"\r\n") + b"[1,2]\n" + b'{"a":1}\n'
    piece = whole(data + line("3").strip())
    assert [post.native_id for post in piece.posts] == ["1", "2", "3"]
    assert piece.used == len(data + line("3").strip())
    note = piece.progress.note("m.jsonl")
    assert note == (
        "3 lines could not be read: m.jsonl:2 (not JSON, or cut off); m.jsonl:5 (not an object); "
        "m.jsonl:6 (it has no text)"
    )


def test_line_separators_inside_text_do_not_end_a_line():
    data = '{"id":"1","text":"a\u2028b\x85c"}\n{"id":"2","text":"\\ud800"}\n'.encode()
    one, two = whole(data).posts
    assert one.text == "a\u2028b\x85c"
    assert two.text == "\ufffd"


def test_a_line_of_200_kb_is_read_and_one_of_a_megabyte_is_named():
    piece = whole(line("1", text="x" * 200_000) + line("2", text="y" * 950_000))
    assert [len(post.text) for post in piece.posts] == [65_536]
    assert "longer than 900 KB" in piece.progress.note("f")


@pytest.mark.parametrize("step", [1, 3, 17, 1000])
@pytest.mark.parametrize("kind", ["jsonl", "csv", "utf-16"])
def test_it_makes_no_difference_in_which_pieces_bytes_come(step: int, kind: str):
    if kind == "jsonl":
        data = b"\xef\xbb\xbf" + line("1") + b"{broken\n" + line("2", text="Grüße\u2028") + b"\r\n" + line("3").strip()
    else:
        data = 'Report:,x\n\nDate,Full Text,Author\n2026-11-20,"a ""b"",\nc",Jö\n2026-11-20,d,"e"\n,,\nx\n'.encode()
        data = data.decode().encode("utf-16") if kind == "utf-16" else data
    posts, progress, waiting = [], Progress(), b""
    for at in range(0, len(data), step):
        waiting += data[at : at + step]
        piece = importing.read(waiting, progress, last=at + step >= len(data), now=NOW)
        posts += piece.posts
        progress, waiting = piece.progress, waiting[piece.used :]
    at_once = whole(data)
    assert tuple(posts) == at_once.posts
    assert (progress.bad, progress.line, progress.named) == (
        at_once.progress.bad, at_once.progress.line, at_once.progress.named,
    )  # fmt: skip
    assert waiting == b""


# -- CSV ----------------------------------------------------------------------------------------------------------

BRANDWATCH = """Report:,Bulk Mentions Download
Brand:,Acme
From:,Fri Nov 20 00:00:00 UTC 2026

Query Id,Query Name,Date,Title,Snippet,Url,Page Type,Language,Author,Full Text,Reach (new),X Followers,Resource Id
1,Acme,2026-11-20 09:15:02.0,,dead,http://twitter.com/a/statuses/1,twitter,en,angry,@acme dead router,12.5,4200,r1
1,Acme,2026-11-20 09:20:00.0,Routers down,…,https://forum.example.org/t/1,forum,en,mod,Routers down since morning,,,r2
"""
MELTWATER = (
    "Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tLanguage\tReach\tSentiment\n"
    '20-Nov-2026 09:14AM\tAcme outage\thttps://news.example.org/a\t"He said ""never again"",\nand left"\t…Acme…\t'
    "News Example\tJo Reporter\tEnglish\t1,234,567\tNegative\n"
    "2026-11-20\t\thttps://x.com/u/status/1\t@acme dead router 🔥\t\tX\t@angry\t\t42\tNot rated\n"
    "short\trow\n"
)


def test_an_export_with_lines_above_its_header_is_read():
    piece = whole(BRANDWATCH.encode())
    one, two = piece.posts
    assert (one.native_id, one.text, one.author, one.platform, one.lang) == (
        "r1",
        "@acme dead router",
        "angry",
        "X",
        "en",
    )
    assert (two.title, two.text) == ("Routers down", "Routers down since morning")
    assert one.published == dates.parse("2026-11-20T09:15:02Z")
    assert one.extra["Query Name"] == "Acme"
    assert one.extra["Snippet"] == "dead"
    assert (piece.progress.line, piece.progress.bad) == (7, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-marked"])
def test_an_export_with_tabs_in_any_encoding_is_read(encoding: str):
    data = MELTWATER.encode(encoding) if "marked" not in encoding else b"\xff\xfe" + MELTWATER.encode("utf-16-le")
    piece = whole(data)
    one, two = piece.posts
    assert (one.title, one.text, one.author) == ("Acme outage", 'He said "never again",\nand left', "Jo Reporter")
    assert (one.reach, one.lang, one.published) == (1_234_567, "en", dates.parse("2026-11-20T09:14:00Z"))
    assert (two.text, two.handle, two.platform, two.reach) == ("@acme dead router 🔥", "@angry", "X", 42)
    assert piece.progress.note("f") == "1 line could not be read: f:5 (2 of 10 columns)"


def test_dates_without_an_offset_are_in_the_zone_of_the_settings(tmp_path: Path):
    path = tmp_path / "e.csv"
    path.write_text("Date;Text\n2026-07-01 10:00;x\n")
    import asyncio

    outcome = asyncio.run(file(path, zone="Europe/Berlin").fetch(None, Cursor(), NOW))
    assert outcome.posts[0].published == dates.parse("2026-07-01T08:00:00Z")


def test_a_quote_that_is_never_closed_costs_one_line():
    piece = whole(b'id,text,author\n1,"open,a\n2,fine,b\n3,also,c\n')
    assert [post.native_id for post in piece.posts] == ["2", "3"]
    assert "f:2 (a quote that is not closed)" in piece.progress.note("f")


def test_a_table_without_text_is_refused_with_the_reason():
    assert "no header row" in whole(b"a,b,c\n1,2,3\n").failed
    assert "no header row" in whole(b"just some prose\nand more of it\n").failed


def test_windows_letters_in_a_csv_are_read():
    (post,) = whole("id,text\n1,Müller – 5 €\n".encode("cp1252")).posts
    assert post.text == "Müller – 5 €"


# -- files --------------------------------------------------------------------------------------------------------


async def test_a_growing_file_is_read_on_from_where_it_ended(tmp_path: Path):
    path = tmp_path / "m.jsonl"
    path.write_bytes(line("1") + line("2"))
    source = file(path)
    (first,), cursor = await drain(source, Cursor())
    with path.open("ab") as growing:
        growing.write(line("3") + b'{"id": "4", "te')
    (second,), cursor = await drain(source, cursor)
    with path.open("ab") as growing:
        growing.write(b'xt": "four"}\n')
    (third,), cursor = await drain(source, cursor)
    (fourth,), _ = await drain(source, cursor)
    assert [[p.native_id for p in o.posts] for o in (first, second, third, fourth)] == [["1", "2"], ["3"], ["4"], []]
    assert first.body == line("1") + line("2")
    assert all(o.state == "ok" for o in (first, second, third, fourth))


async def test_a_last_line_without_an_end_is_read_when_it_is_whole(tmp_path: Path):
    path = tmp_path / "m.jsonl"
    path.write_bytes(line("1") + line("2").strip())
    (outcome,), cursor = await drain(file(path), Cursor())
    assert [p.native_id for p in outcome.posts] == ["1", "2"]
    with path.open("ab") as growing:
        growing.write(b"\n" + line("3"))
    (outcome,), cursor = await drain(file(path), cursor)
    assert [p.native_id for p in outcome.posts] == ["3"]
    assert json.loads(cursor.since["read"])["line"] == 3


async def test_a_last_row_without_an_end_waits_a_minute_and_an_import_does_not_wait(tmp_path: Path):
    path = tmp_path / "e.csv"
    path.write_bytes(b"id,text\n1,a\n2,b")
    source = file(path)
    (first,), cursor = await drain(source, Cursor())
    (second,), cursor = await drain(source, cursor, now=NOW + 30_000)
    (third,), cursor = await drain(source, cursor, now=NOW + 61_000)
    assert [[p.native_id for p in o.posts] for o in (first, second, third)] == [["1"], [], ["2"]]
    (once,), _ = await drain(file(path, follow=False), Cursor())
    assert [p.native_id for p in once.posts] == ["1", "2"]


async def test_an_import_reads_the_whole_file_at_every_run(tmp_path: Path):
    path = tmp_path / "m.jsonl"
    path.write_bytes(line("1"))
    (_,), cursor = await drain(file(path, follow=False), Cursor())
    (again,), _ = await drain(file(path, follow=False), cursor)
    assert len(again.posts) == 1


@pytest.mark.parametrize("how", ["rotated", "truncated", "rewritten"])
async def test_a_file_that_is_another_one_is_read_from_its_start(tmp_path: Path, how: str):
    path = tmp_path / "m.jsonl"
    path.write_bytes(line("1") + line("2"))
    _, cursor = await drain(file(path), Cursor())
    if how == "rotated":
        path.rename(tmp_path / "m.jsonl.1")
    path.write_bytes(line("9") if how != "rewritten" else line("8") + line("9") + line("10"))
    (outcome,), _ = await drain(file(path), cursor)
    assert outcome.posts[-1].native_id in ("9", "10")
    assert len(outcome.posts) == (3 if how == "rewritten" else 1)
    assert "replaced" in outcome.note


async def test_a_big_file_comes_in_batches_and_the_bad_lines_of_all_are_counted(tmp_path: Path):
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"".join(line(str(n)) if n % 1000 else b"{bad\n" for n in range(3500)))
    outcomes, _ = await drain(file(path), Cursor())
    assert [len(o.posts) for o in outcomes] == [999, 999, 999, 499]
    assert outcomes[-1].state == "partial"
    assert outcomes[-1].note.startswith("4 lines could not be read: m.jsonl:1 (not JSON, or cut off); m.jsonl:1001")
    assert outcomes[-1].note.endswith("; and 1 more")


async def test_a_file_that_is_not_there_is_trouble_until_it_is(tmp_path: Path):
    path = tmp_path / "m.jsonl"
    source = file(path)
    first, second = await polls(source, None, 2)
    assert (first.state, second.cursor.fails, second.note) == ("missing", 2, "m.jsonl: there is no such file")
    path.write_bytes(line("1"))
    third = await source.fetch(None, second.cursor, NOW)
    assert (len(third.posts), third.cursor.fails) == (1, 0)
    assert (await polls(file(tmp_path), None, 1))[0].state == "error"


async def test_an_empty_file_is_quiet_not_broken(tmp_path: Path):
    path = tmp_path / "m.csv"
    path.touch()
    for follow in (True, False):
        (outcome,) = await polls(file(path, follow=follow), None, 1)
        assert (outcome.state, outcome.posts) == ("ok", ())


# -- standard input -----------------------------------------------------------------------------------------------


async def test_a_pipe_is_read_until_its_end_and_stays_well():
    reading, writing = os.pipe()
    source = Stdin(StdinSettings(kind="stdin", name="pipe", platform="FI"), reading)
    os.write(writing, line("1") + b'{"id": "2", "text')
    first = await source.fetch(None, Cursor(), NOW)
    assert ([p.native_id for p in first.posts], first.more) == (["1"], True)
    os.write(writing, b'": "two"}')
    os.close(writing)
    outcomes, _ = await drain(source, first.cursor)
    assert [p.native_id for o in outcomes for p in o.posts] == ["2"]
    assert (outcomes[-1].state, outcomes[-1].note) == ("ok", "the input has ended")
    os.close(reading)


async def test_a_file_as_standard_input_is_read_whole(tmp_path: Path):
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"".join(line(str(n)) for n in range(2500)) + b"{bad")
    descriptor = os.open(path, os.O_RDONLY)
    source = Stdin(StdinSettings(kind="stdin", name="pipe", platform="FI"), descriptor)
    outcomes, _ = await drain(source, Cursor())
    assert sum(len(o.posts) for o in outcomes) == 2500
    assert "standard input:2501" in outcomes[-1].note
    os.close(descriptor)


# -- recordings ---------------------------------------------------------------------------------------------------


class Fault:
    start, end, note, state = 100.0, 200.0, "the network answers 503", "backoff"


def recording(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))
    return path


async def test_a_recording_gives_out_what_is_due_by_the_clock_it_is_given(tmp_path: Path):
    path = recording(tmp_path / "r.jsonl", {"t": 60, "text": "late", "source": "A"}, {"t": -5, "text": "early"},
                     {"t": 60, "text": "not mine", "source": "B"},
                     {"t": 0.5, "text": "now", "native_id": "x:1", "reach": 7})  # fmt: skip
    source = Replay({"name": "A", "kind": "rss", "platform": "NW"}, path, NOW)
    first = await source.fetch(None, Cursor(), NOW)
    second = await source.fetch(None, first.cursor, NOW + 59_000)
    third = await source.fetch(None, second.cursor, NOW + 60_000)
    fourth = await source.fetch(None, third.cursor, NOW + 10**9)
    assert [[p.text for p in o.posts] for o in (first, second, third, fourth)] == [["early"], ["now"], ["late"], []]
    assert first.posts[0].published == NOW - 5000
    assert (second.posts[0].native_id, second.posts[0].reach) == ("x:1", 7)
    assert (source.kind, source.platform) == ("rss", "NW")


async def test_a_recording_from_the_configuration_begins_with_the_first_poll(tmp_path: Path):
    path = recording(tmp_path / "r.jsonl", {"t": 0, "text": "a"}, {"t": 10, "text": "b"})
    source = make({"name": "r", "kind": "replay", "path": str(path)})
    first = await source.fetch(None, Cursor(), NOW)
    second = await source.fetch(None, first.cursor, NOW + 10_000)
    assert [[p.text for p in o.posts] for o in (first, second)] == [["a"], ["b"]]


async def test_a_recording_can_be_silent_for_a_while(tmp_path: Path):
    path = recording(tmp_path / "r.jsonl", {"t": 150, "text": "a"})
    source = Replay({"name": "r"}, path, NOW, [Fault()])
    during = await source.fetch(None, Cursor(), NOW + 160_000)
    after = await source.fetch(None, during.cursor, NOW + 200_000)
    assert (during.state, during.note, during.cursor.fails) == ("backoff", "the network answers 503", 1)
    assert ([p.text for p in after.posts], after.cursor.fails) == (["a"], 0)


@pytest.mark.parametrize("bad", ['{"text": "no second"}', '{"t": 1}', "{", '{"t": "x", "text": "a"}', "[1]"])
def test_a_recording_with_a_mistake_names_its_line(tmp_path: Path, bad: str):
    path = tmp_path / "r.jsonl"
    path.write_text('{"t": 1, "text": "fine"}\n' + bad)
    with pytest.raises(BadSourceError, match=r"r\.jsonl:2 is not a recorded post"):
        Replay({"name": "r"}, path)


# -- what a table may say -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"kind": "rsss"}, 'kind "rsss" is unknown; did you mean "rss"?'),
        ({"kind": "telepathy"}, "it is one of rss, hackernews"),
        ({"kind": "rss"}, '"url" is missing'),
        ({"kind": "rss", "url": "http://x", "evry": "2m"}, '"evry" is no setting of kind rss; did you mean "every"?'),
        ({"kind": "rss", "url": 5}, '"url": expected text, got a whole number'),
        ({"kind": "rss", "url": "http://x", "all": "yes"}, '"all": expected true or false, got text'),
        ({"kind": "rss", "url": "ftp://x"}, "url must be an http:// or https:// address"),
        ({"kind": "rss", "url": "http://x", "every": "2x"}, 'every is "2x": expected a time such as 30s, 2m or 1h'),
        ({"kind": "rss", "url": "http://x", "every": 0}, 'every is "0"'),
        ({"kind": "rss", "url": "http://x", "platform": "ZZ"}, 'platform "ZZ" is not one of X, LI'),
        ({"kind": "mastodon", "server": "https://m", "tag": "a b"}, "tag is one word, or a list of up to four"),
        ({"kind": "mastodon", "server": "m.example"}, "server must be an http"),
        ({"kind": "file", "path": "x", "zone": "Mars/Base"}, 'zone "Mars/Base" is not one'),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_the_way_out(table: dict[str, Any], says: str):
    with pytest.raises(BadSourceError) as caught:
        make({"name": "press", **table})
    assert str(caught.value).startswith('source "press": ')
    assert says in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_tells_its_settings(kind: str):
    assert {"name", "kind", "every", "platform", "all", "allow_private"} <= set(settings_of(kind).__struct_fields__)


def test_settings_become_what_the_intake_asks_for():
    source = make({"name": "press", "kind": "atom", "url": "https://x.example/f", "every": "90s", "all": True})
    assert (source.name, source.platform, source.every_s, source.everything) == ("press", "NW", 90, True)
    assert make({"name": "p", "kind": "rss", "url": "https://x.example/f"}).every_s == 120
