"""The parser's process: what it may do, what it costs, and what happens when it dies."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import warroom
from tests.sources.world import NOW
from warroom.sources import frames
from warroom.sources.base import Parsed
from warroom.sources.offload import Parsers

FEED = b"<rss version='2.0'><channel><title>t</title><item><title>a</title><guid>1</guid></item></channel></rss>"
ROOT = str(Path(warroom.__file__).parent.parent)


async def ask(parsers: Parsers, body: bytes = FEED, kind: str = "feed") -> Parsed:
    return await parsers.parse(kind, body, {}, "https://news.example/f", NOW)


async def test_one_process_serves_many_parses_and_is_gone_afterwards():
    async with Parsers() as parsers:
        answers = await asyncio.gather(*(ask(parsers) for _ in range(20)))
        pid = parsers.pid
        assert pid is not None
        assert parsers.started == 1
    assert all(len(answer.posts) == 1 for answer in answers)
    assert parsers.pid is None
    with pytest.raises(ProcessLookupError):  # neither running nor a zombie
        os.kill(pid, 0)


async def test_nothing_is_started_for_short_json():
    async with Parsers() as parsers:
        answer = await ask(
            parsers, b'{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_text":"x"}]}'
        )
        assert (len(answer.posts), parsers.started) == (1, 0)


async def test_long_json_goes_to_the_process():
    async with Parsers() as parsers:
        answer = await ask(parsers, b'[{"id":"1","content":"' + b"x " * 40_000 + b'"}]', "mastodon")
        assert (len(answer.posts), parsers.started) == (1, 1)


async def test_a_process_that_died_is_replaced():
    async with Parsers() as parsers:
        await ask(parsers)
        assert parsers.pid is not None
        os.kill(parsers.pid, signal.SIGKILL)
        states = {(await ask(parsers)).status, (await ask(parsers)).status}
        assert "ok" in states
        assert parsers.started == 2


async def test_a_parse_that_runs_too_long_is_ended_and_harms_nobody_else():
    async with Parsers(wall_s=0.5) as parsers:
        await ask(parsers)
        assert parsers.pid is not None
        os.kill(parsers.pid, signal.SIGSTOP)  # as good as an endless loop
        stuck, other = await asyncio.gather(ask(parsers), ask(parsers))
        assert stuck.status == "rejected"
        assert "0.5 s" in stuck.notes[0]
        assert other.status == "ok"


async def test_a_parse_that_was_cancelled_does_not_answer_the_next_one():
    async with Parsers() as parsers:
        await ask(parsers)
        assert parsers.pid is not None
        os.kill(parsers.pid, signal.SIGSTOP)
        task = asyncio.create_task(ask(parsers, FEED.replace(b">a<", b">old<")))
        while not parsers._turn.locked():
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert [post.title for post in (await ask(parsers)).posts] == ["a"]


async def test_closing_twice_is_fine_and_a_later_parse_starts_anew():
    parsers = Parsers()
    await parsers.close()
    assert (await ask(parsers)).status == "ok"
    await parsers.close()
    await parsers.close()


def in_the_child(code: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``code`` in a process that is prepared as the parser's is, with the lid closed."""
    start = f"import sys; sys.path.insert(0, {ROOT!r}); from warroom.sources import worker, parsing; worker.prepare()"
    return subprocess.run(
        [sys.executable, "-I", "-c", f"{start}\n{code}"], capture_output=True, timeout=60, check=False
    )


def test_no_parse_opens_a_file_a_connection_or_a_process():
    bodies = [
        FEED, b"/etc/passwd", b"http://127.0.0.1:9/x", FEED[:-30], FEED.replace(b"a</title>", b"&#xD800;&x;</title>"),
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/e.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p; '
        b'<!ENTITY x SYSTEM "file:///etc/passwd">]>' + FEED.replace(b">a<", b">&x;<"),
        *(f'<?xml version="1.0" encoding="{name}"?>'.encode() + FEED.replace(b">a<", b">\xe4<") for name in
          ("koi8-r", "shift_jis", "unicode_escape", "utf-7", "../../etc/passwd", "nosuch")),
        b'{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"date_published":"20 Foo 2026"}]}',
        FEED.replace(b"<guid>", b"<pubDate>Dienstag, 3. Foo</pubDate><guid>"),
        FEED.replace(b"<guid>", "<link>https://müller.example/ä</link><guid>".encode()),
    ]  # fmt: skip
    code = f"""
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)) if event.startswith(
    ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.listdir", "os.scandir")) else None)
for body in {bodies!r}:
    parsing.parse("feed", body, {{}}, "https://news.example/f", {NOW})
sys.stdout.write(repr(seen))
"""
    done = in_the_child(code)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b"[]"


@pytest.mark.parametrize(
    "deed",
    ["open('/etc/passwd')", "open('/tmp/x', 'w')", "socket.socket().connect(('127.0.0.1', 9))",
     "socket.getaddrinfo('news.example', 80)",
     "__import__('subprocess').run(['true'])", "__import__('os').system('true')", "import antigravity",
     "__import__('os').listdir('/')"],
)  # fmt: skip
def test_even_a_parse_that_was_taken_over_could_do_nothing(deed: str):
    done = in_the_child(f"import os, socket, subprocess\nworker.lock_down()\n{deed}")
    assert done.returncode != 0
    assert b"a parse must not" in done.stderr


def test_memory_ends_before_the_machine_does():
    done = in_the_child("worker.lock_down()\nx = bytearray(700_000_000)")
    assert done.returncode != 0
    assert b"MemoryError" in done.stderr


@pytest.mark.slow
def test_processor_time_ends_after_six_seconds_a_job():
    done = in_the_child("worker.lock_down(); worker._more_time()\nwhile True: pass")
    assert done.returncode == -signal.SIGXCPU


def test_the_process_ends_with_its_parent():
    start = f"import sys; sys.path.insert(0, {ROOT!r}); from warroom.sources.worker import main; main()"
    job = frames.pack(frames.Job("feed", FEED, {}, "", NOW))
    done = subprocess.run([sys.executable, "-I", "-c", start], input=job, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert frames.read_reply(done.stdout[4:]).posts[0].title == "a"


def test_feedparser_never_comes_into_our_own_process():
    code = "import warroom.sources.client, warroom.sources.kinds as k, sys\n" + "\n".join(
        f"k.make({table!r})"
        for table in (
            {"name": "a", "kind": "rss", "url": "https://x.example/"},
            {"name": "b", "kind": "hackernews", "query": "x"},
            {"name": "c", "kind": "mastodon", "server": "https://x.example"},
            {"name": "d", "kind": "file", "path": "x"},
            {"name": "e", "kind": "stdin"},
        )
    )
    code += "\nassert 'feedparser' not in sys.modules and 'warroom.sources.feed' not in sys.modules"
    with contextlib.chdir(ROOT):
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
