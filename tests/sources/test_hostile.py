"""The shared collections of hostile and odd input, whole; and a small fuzz that needs none of them."""

import asyncio
import importlib.util
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.shared import SHARED, needs_shared
from tests.sources.world import NOW, Web, fixture, page, polls, shown
from warroom.sources import parsing
from warroom.sources.client import Outside
from warroom.sources.kinds import make
from warroom.sources.net import Fetcher, Limits
from warroom.sources.offload import Parsers

HELD = 0.1  # longest that a document may hold the loop, in seconds
BUSY_MACHINE = 1.0  # a loop that is this late was held by more than the neighbours

HOSTILE = SHARED / "data" / "hostile"
PAYLOADS = SHARED / "data" / "payloads"


def cases(kind: str) -> list[dict[str, Any]]:
    if not HOSTILE.is_dir():
        return []
    lines = (HOSTILE / "INDEX.jsonl").read_text().splitlines()
    return [case for case in map(json.loads, lines) if case["kind"] == kind]


def body_of(case: dict[str, Any], tmp_path: Path) -> bytes:
    if not case["generated"]:
        return (HOSTILE / case["file"]).read_bytes()
    spec = importlib.util.spec_from_file_location("gen_bombs", HOSTILE / "gen_bombs.py")
    assert spec is not None
    assert spec.loader is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["gen_bombs", str(tmp_path)])
        patch.setattr("builtins.print", lambda *_: None)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return (tmp_path / Path(case["file"]).name).read_bytes()


def read_as(case: dict[str, Any]) -> str:
    return "mastodon" if "mastodon" in case["file"] else "feed"


@needs_shared
@pytest.mark.parametrize("case", [c for c in cases("feed") if c["id"] != "F30"], ids=lambda case: case["id"])
async def test_every_hostile_feed_has_the_outcome_that_it_must_have(case: dict[str, Any], tmp_path: Path):
    expect, body = case["expect"], body_of(case, tmp_path)
    async with Parsers() as parsers:
        await parsers.parse("feed", b"<rss/>", {}, "", NOW)
        begin, late, done = time.perf_counter(), [0.0], asyncio.Event()
        heart = asyncio.create_task(_heartbeat(late, done))
        parsed = await parsers.parse(read_as(case), body, {}, "https://news.example/feed", NOW)
        took = time.perf_counter() - begin
        done.set()
        await heart
        peak = _peak_mb(parsers.pid)
    assert parsed.status in expect["status"].split("_or_"), parsed.notes
    assert len(parsed.posts) == expect.get("entries", len(parsed.posts))
    assert len(parsed.posts) >= expect.get("entries_min", 0)
    assert took <= expect.get("max_s", 10)
    assert peak <= expect.get("max_rss_mb", 250)
    assert max(late) <= HELD
    assert not [bad for bad in expect.get("forbid_text", []) if bad in shown(parsed)]
    if parsed.status == "rejected":
        assert parsed.notes
    if "openable_links" in expect:
        assert {post.url for post in parsed.posts} - {""} == set(expect["openable_links"])
    if "date" in expect:
        assert all(post.published is None and "date" in post.flags and post.published_raw for post in parsed.posts)
    if "flag" in expect:
        assert all(expect["flag"] in post.flags for post in parsed.posts)


async def _heartbeat(late: list[float], done: asyncio.Event) -> None:
    """How long the loop was held each time, in seconds of its own work: other programs on the machine hold nobody."""
    while not done.is_set():
        before, worked = time.perf_counter(), time.thread_time()
        await asyncio.sleep(0.02)
        waited, worked = time.perf_counter() - before - 0.02, time.thread_time() - worked
        late.append(worked if waited < BUSY_MACHINE else waited)


def _peak_mb(pid: int | None) -> float:
    if pid is None:
        return 0
    status = Path(f"/proc/{pid}/status")
    text = status.read_text() if status.exists() else ""
    return float(text.partition("VmHWM:")[2].split()[0]) / 1024 if "VmHWM:" in text else 0


@pytest.fixture(scope="module")
def hostile_port() -> Iterator[int]:
    with subprocess.Popen([sys.executable, HOSTILE / "hostile_server.py"], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.kill()


@needs_shared
@pytest.mark.parametrize("case", cases("http"), ids=lambda case: case["id"])
async def test_every_hostile_server_gets_the_answer_that_it_deserves(case: dict[str, Any], hostile_port: int):
    entries = map(json.loads, (HOSTILE / "http.jsonl").read_text().splitlines())
    (path,) = [entry["path"] for entry in entries if entry["id"] == case["id"]]
    base, allow, wanted = f"http://127.0.0.1:{hostile_port}", f"127.0.0.1:{hostile_port}", case["expect"]
    fetcher = Fetcher(limits=Limits(wall_s=8 if wanted["result"] == "too_large" else 1.5))
    begin = time.perf_counter()
    answer = await fetcher.get(base + path, allow=allow, now=NOW)
    if wanted["result"] == "recovers":
        for _ in range(20):
            assert answer.state == "error"
            answer = await fetcher.get(base + path, allow=allow, now=NOW)
        assert answer.state == "ok"
        return
    assert answer.state == wanted["result"], answer
    assert time.perf_counter() - begin <= wanted.get("max_s", 30)
    assert (answer.wait_s or 0) <= wanted.get("wait_max_s", 0)
    hits = json.loads((await fetcher.get(f"{base}/hits", allow=allow)).body)
    assert hits.get("/secret", 0) == wanted.get("hits_secret", 0)
    assert hits[path] <= wanted.get("max_hops", 5)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 <= 400  # of all tests together


@needs_shared
@pytest.mark.parametrize("case", cases("url"), ids=lambda case: case["id"])
async def test_every_hostile_address_is_blocked_without_a_connection(case: dict[str, Any]):
    (line,) = [
        entry
        for entry in map(json.loads, (HOSTILE / "urls.jsonl").read_text().splitlines())
        if entry["id"] == case["id"]
    ]
    if "resolver" in line:
        pytest.skip("names that change their answer: see test_net")
    answer = await Fetcher(limits=Limits(wall_s=5)).get(line["url"])
    assert answer.state == case["expect"]["result"]


GOOD = {
    "rss": b"<rss version='2.0'><channel><title>t</title><item><title>One &amp; two</title><guid>1</guid><link>https://"
    b"n.example/1</link><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;x&lt;/p&gt;</description>"
    b"</item><item><title><![CDATA[b <i>c</i>]]></title><author>a@b.example (Ann)</author></item></channel></rss>",
    "rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    b"<channel>"
    b"<title>R</title></channel><item rdf:about='https://r.example/1'><title>T</title></item></rdf:RDF>",
}


def goods() -> list[bytes]:
    return [*GOOD.values(), *map(fixture, ("google_alert.xml", "youtube.xml", "appstore.xml", "jsonfeed.json"))]


def mutations(number: int, seed: int) -> Iterator[bytes]:
    """Bit flips, cuts, swapped tags, repeated and foreign pieces of good feeds."""
    rng, sources = random.Random(seed), goods()
    foreign = [b"<![CDATA[", b"]]>", b"<!--", b"&#xD800;", b"&x;", b"<!DOCTYPE r [<!ENTITY x 'y'>]>", b"\x00",
               b"\xff\xfe",
               b"<item>", b"</item>", b"<?xml version='1.0' encoding='utf-16'?>",
               b"{", b"</", b'"', b"xmlns:a=''"]  # fmt: skip
    for _ in range(number):
        body = bytearray(rng.choice(sources))
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(body) + 1)
            match rng.randrange(5):
                case 0 if body:
                    body[min(at, len(body) - 1)] ^= 1 << rng.randrange(8)
                case 1:
                    del body[at : at + rng.randrange(60)]
                case 2:
                    body[at:at] = rng.choice(foreign)
                case 3:
                    body[at:at] = body[at : at + rng.randrange(200)]
                case _:
                    other = rng.randrange(len(body) + 1)
                    body[at : at + 12], body[other : other + 12] = body[other : other + 12], body[at : at + 12]
        yield bytes(body)


def test_four_hundred_broken_feeds_crash_nothing():
    for body in mutations(400, seed=20_261_122):
        parsed = parsing.parse("feed", body, {}, "https://news.example/f", NOW)
        assert parsed.status in ("ok", "partial", "rejected")
        "".join(post.text + post.title + post.url + post.native_id for post in parsed.posts).encode()


@pytest.mark.slow
async def test_two_thousand_broken_feeds_never_end_the_parsers_process():
    async with Parsers() as parsers:
        for body in mutations(2000, seed=7):
            await parsers.parse("feed", body + b" " * 70_000, {}, "https://news.example/f", NOW)
        assert parsers.started == 1


@needs_shared
@pytest.mark.slow
async def test_every_real_feed_of_the_collection_is_read_the_same_in_the_process_as_here():
    async with Parsers() as parsers:
        for path in sorted((PAYLOADS / "feeds").rglob("*")):
            if path.is_file():
                body = path.read_bytes()
                there = await parsers.parse("feed", body, {}, "https://news.example/f", NOW)
                assert there == parsing.parse("feed", body, {}, "https://news.example/f", NOW), path
        assert parsers.started == 1


@needs_shared
def test_recorded_mastodon_pages_are_read():
    found = 0
    for path in sorted((PAYLOADS / "gotosocial-recorded").glob("*.json")):
        recorded = json.loads(path.read_bytes())
        body = recorded.get("body") if isinstance(recorded, dict) else None
        if "timelines" in str(recorded.get("request", "")) and isinstance(body, list):
            parsed = parsing.parse("mastodon", json.dumps(body).encode(), {}, "", NOW)
            assert (parsed.status, len(parsed.posts)) == ("ok", len(body))
            found += len(body)
            assert all(post.handle and post.published for post in parsed.posts)
    assert found > 0


@needs_shared
def test_recorded_hacker_news_and_exports_are_read():
    synthetic = PAYLOADS / "synthetic"
    parsed = parsing.parse("hackernews", (synthetic / "hn" / "search_by_date_page0.json").read_bytes(), {}, "", NOW)
    assert parsed.status == "ok"
    assert parsed.posts
    assert (
        parsing.parse("hackernews", (synthetic / "hn" / "search_by_date_empty.json").read_bytes(), {}, "", NOW).posts
        == ()
    )


@needs_shared
def test_a_real_server_that_sends_no_feed_is_not_taken_for_an_empty_one():
    body = (PAYLOADS / "gotosocial-recorded" / "feed.rss").read_bytes()
    assert parsing.parse("feed", body, {}, "", NOW).status == "rejected"


async def test_forty_sources_of_which_thirty_nine_hang_leave_the_good_one_on_time(web: Web):
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    web["/hang"], web["/good"] = hang, page(GOOD["rss"])
    async with Outside(Fetcher(limits=Limits(wall_s=3))) as client:
        table = {"kind": "rss", "allow_private": True}
        bad = [make({**table, "name": f"b{n}", "url": web.url("/hang")}) for n in range(39)]
        good = make({**table, "name": "good", "url": web.url("/good")})
        hanging = [asyncio.create_task(polls(source, client, 1)) for source in bad]
        while web.hits["/hang"] < 39:
            await asyncio.sleep(0)
        outcomes = await polls(good, client, 20)
        assert not any(task.done() for task in hanging)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    assert [outcome.good for outcome in outcomes] == [True] * 20
