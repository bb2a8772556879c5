"""Real feeds over real HTTP into a room that is open: each entry once, every server's mood borne."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.e2e.rooms import health, lines_of, living, make_room, mentions, until, warroom
from tests.e2e.web import Server, hanging, page, serving

HOUR_AGO = (datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0)
AT = int(HOUR_AGO.timestamp() * 1000)
RFC822, ISO = format_datetime(HOUR_AGO, usegmt=True), HOUR_AGO.isoformat().replace("+00:00", "Z")


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        yield server


def rss(*items: tuple[str, str], encoding: str = "UTF-8", guids: str = "g") -> bytes:
    inside = "".join(
        f"<item><title>{title}</title><link>https://press.example/{guids}{n}</link><guid isPermaLink='false'>{guids}{n}"
        f"</guid><pubDate>{RFC822}</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        for n, (title, text) in enumerate(items)
    )
    text = (
        f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><title>Presse</title>"
        f"<link>https://press.example</link><description>d</description>{inside}</channel></rss>"
    )
    return text.encode(encoding)


ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>A</title>
<id>urn:a</id><updated>{ISO}</updated><entry><id>urn:a:1</id><title type="html">Quillstack &amp;amp; the &lt;b&gt;
auditors&lt;/b&gt;</title><link rel="alternate" href="https://atom.example/1"/><published>{ISO}</published>
<updated>{ISO}</updated><author><name>Ines Duarte</name></author><content type="xhtml"><div
xmlns="http://www.w3.org/1999/xhtml">Files <i>came</i> back.</div></content></entry></feed>""".encode()
RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://rdf.example">
<title>R</title><link>https://rdf.example</link><description>d</description></channel><item
rdf:about="https://rdf.example/1"><title>Registry notes Quillstack</title><link>https://rdf.example/1</link>
<description>One line only.</description><dc:date>{ISO}</dc:date><dc:creator>Kay</dc:creator></item>
</rdf:RDF>""".encode()
JSONFEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": 17, "url": "https://json.example/17", "date_published": ISO, "authors": [{"name": "Zoë"}],
         "content_html": "<p>Quillstack lost <em>our</em> r\u00e9sum\u00e9s</p>"},
        {"id": "b", "url": "https://json.example/b", "date_published": ISO, "title": "T",
         "content_text": "Plain words"},
    ]}).encode()  # fmt: skip

WORLD = {
    "rss": (rss(("First &amp; foremost", "Quillstack is back"), ("Second", "Still waiting")),
            [("First & foremost", "Quillstack is back", "https://press.example/g0"),
             ("Second", "Still waiting", "https://press.example/g1")]),
    "atom": (ATOM, [("Quillstack & the auditors", "Files came back.", "https://atom.example/1")]),
    "rdf": (RDF, [("Registry notes Quillstack", "One line only.", "https://rdf.example/1")]),
    "json": (JSONFEED, [("", "Quillstack lost our résumés", "https://json.example/17"),
                        ("T", "Plain words", "https://json.example/b")]),
    "moscow": (rss(("Сбой у Quillstack", "Документы пропали"), encoding="windows-1251", guids="m"),
               [("Сбой у Quillstack", "Документы пропали", "https://press.example/m0")]),
    "koi": (rss(("Ёлки в архиве", "Ещё ждём"), encoding="koi8-r", guids="k"),
            [("Ёлки в архиве", "Ещё ждём", "https://press.example/k0")]),
    "latin": (rss(("Panne chez Quillstack à Genève", "Où sont nos données ?"), encoding="ISO-8859-1", guids="l"),
              [("Panne chez Quillstack à Genève", "Où sont nos données ?", "https://press.example/l0")]),
}  # fmt: skip
EXPECTED = sorted((name, AT, *facts) for name, (_, entries) in WORLD.items() for facts in entries)
TYPES = {"json": "application/feed+json", "koi": "text/xml; charset=koi8-r"}


def serve_world(web: Server) -> dict[str, str]:
    for name, (body, _) in WORLD.items():
        tag = f'W/"{name}--gzip;é"'
        web[f"/{name}"] = page(body, Content_Type=TYPES.get(name, "text/xml"), ETag=tag.encode().decode("latin-1"),
                               Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT")  # fmt: skip
    return {name: web.url(f"/{name}") for name in WORLD}


async def test_every_entry_of_every_kind_of_feed_comes_once_with_its_words_time_and_link(
    web: Server, tmp_path: Path
) -> None:
    folder = make_room(tmp_path / "room", serve_world(web))
    async with living(folder) as room:
        await until(lambda: room.rows >= len(EXPECTED))
        await until(lambda: all(len(web.asked(f"/{name}")) >= 2 for name in WORLD))
        got = await mentions(room)
        assert sorted((m.source, m.published, m.title, m.text, m.url) for m in got) == EXPECTED
        assert {health(room, name).state for name in WORLD} == {"live"}
    for name in WORLD:
        first, second, *_ = web.asked(f"/{name}")
        assert "if-none-match" not in first.headers
        assert second.headers["if-none-match"] == f'W/"{name}--gzip;é"'.encode().decode("latin-1")
        assert second.headers["if-modified-since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    async with living(folder) as room:  # after a restart nothing is new, and the servers hear what we have
        before = {name: len(web.asked(f"/{name}")) for name in WORLD}
        await until(lambda: all(len(web.asked(f"/{name}")) > before[name] for name in WORLD))
        assert len(await mentions(room)) == len(EXPECTED)
    assert all(web.asked(f"/{name}")[before[name]].headers.get("if-none-match") for name in WORLD)


def test_the_shell_polls_every_source_once_and_prints_what_the_feeds_said(web: Server, tmp_path: Path) -> None:
    folder = make_room(tmp_path / "room", serve_world(web))
    table = json.loads(warroom("collect", "--once", "--json", room=folder).stdout)
    assert {row["name"]: (row["state"], row["mentions"]) for row in table} == {
        name: ("live", len(entries)) for name, (_, entries) in WORLD.items()
    }
    rows = lines_of(warroom("feed", "--json", room=folder))
    assert sorted((r["source"], r["published"], r["title"], r["text"], r["url"]) for r in rows) == EXPECTED
    again = json.loads(warroom("collect", "--once", "--json", room=folder).stdout)
    assert sum(row["mentions"] for row in again) == 0
    assert all(len(web.asked(f"/{name}")) == 2 for name in WORLD)


def test_the_shell_says_which_source_fails_and_why(web: Server, tmp_path: Path) -> None:
    web["/ok"], web["/login"] = page(WORLD["rss"][0]), page(b"<html><body>Please log in</body></html>")
    web["/gone"], web["/slow"] = page(b"", 410), page(b"", 429, Retry_After="120")
    names = ("ok", "login", "gone", "slow", "lost")
    folder = make_room(tmp_path / "room", {name: web.url(f"/{name}") for name in names})
    text = warroom("collect", "--once", room=folder, check=1).stdout.decode()
    rows = {line.split()[0]: line for line in text.splitlines() if line.split()[0] in names}
    assert " live " in rows["ok"]
    assert " failing " in rows["login"]
    assert "never" in rows["login"]
    assert " stopped " in rows["gone"]
    assert "gone for good" in rows["gone"]
    assert " late " in rows["slow"]
    assert "slow down" in rows["slow"]
    assert "404" in rows["lost"]
    assert "next try in" in text
    only = make_room(tmp_path / "other", {"ok": web.url("/ok")})
    assert "live" in warroom("collect", "--once", room=only, check=0).stdout.decode()


async def test_an_edited_item_becomes_exactly_one_revision_and_keeps_its_row(web: Server, tmp_path: Path) -> None:
    web["/feed"] = page(rss(("Outage", "All files are lost"), ("Other", "stays")), ETag='"1"')
    async with living(make_room(tmp_path / "room", {"press": web.url("/feed")})) as room:
        await until(lambda: room.rows == 2)
        before = {m.native_id: m for m in await mentions(room)}
        web["/feed"] = page(rss(("Outage", "No file is lost, says Quillstack"), ("Other", "stays")), ETag='"2"')
        await until(lambda: len([r for r in web.requests if r.headers.get("if-none-match") == '"2"']) >= 2)
        after = {m.native_id: m for m in await mentions(room)}
        assert room.rows == 2
        assert [m.revision for m in after.values()] == [1, 0] or [m.revision for m in after.values()] == [0, 1]
        edited = after["g0"]
        assert (edited.id, edited.revision) == (before["g0"].id, 1)
        assert edited.text == "No file is lost, says Quillstack"
        assert "edited" in edited.flags
        assert after["g1"] == before["g1"]


async def test_a_source_that_is_gone_is_never_asked_again_unless_a_person_wants_it(web: Server, tmp_path: Path) -> None:
    web["/gone"], web["/good"] = page(b"", 410), page(WORLD["rss"][0], ETag='"x"')
    async with living(make_room(tmp_path / "room", {n: web.url(f"/{n}") for n in ("gone", "good")})) as room:
        await until(lambda: len(web.asked("/good")) >= 3)
        assert len(web.asked("/gone")) == 1
        gone = health(room, "gone")
        assert (gone.state, gone.next_try) == ("stopped", None)
        await room.retry("gone")
        await until(lambda: len(web.asked("/gone")) == 2)


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("120", 115, 125),
        ("999999999", 3590, 3610),
        ("-1", 4, 70),
        ("Wed, 01 Jan 1997 00:00:00 GMT", 4, 70),
        ("soon", 4, 70),
    ],
)
async def test_a_server_that_asks_for_time_gets_it_within_reason(
    web: Server, tmp_path: Path, asked: str, least: float, most: float
) -> None:
    web["/busy"] = page(b"", 429, Retry_After=asked)
    async with living(make_room(tmp_path / "room", {"busy": web.url("/busy")})) as room:
        await until(lambda: health(room, "busy").next_try)
        busy = health(room, "busy")
        assert busy.state == "late"
        assert least <= (busy.next_try - room.now()) / 1000 <= most
        assert "slow down" in busy.note


async def test_a_move_for_good_is_followed_and_kept_only_once_the_new_place_can_be_read(
    web: Server, tmp_path: Path
) -> None:
    web["/old"] = page(b"", 301, Location="/new")
    web["/new"] = page(b"<html>not yet</html>")
    async with living(make_room(tmp_path / "room", {"press": web.url("/old")})) as room:
        await until(lambda: health(room, "press").state == "failing")
        web["/new"] = page(rss(("Here now", "Quillstack")), ETag='"n"')
        await room.retry("press")
        await until(lambda: room.rows == 1)
        assert len(web.asked("/old")) == 2  # it was asked again: the broken new place was not kept
        assert "moved for good" in health(room, "press").note
        await until(lambda: len(web.asked("/new")) >= 3)
        assert len(web.asked("/old")) == 2
        assert len(await mentions(room)) == 1


async def test_sources_that_hang_never_delay_another(web: Server, tmp_path: Path) -> None:
    web["/hang"], web["/good"] = hanging, page(WORLD["rss"][0], ETag='"x"')
    names = {f"hang{n}": web.url("/hang") for n in range(12)} | {"good": web.url("/good")}
    loop, times = asyncio.get_running_loop(), []
    async with living(make_room(tmp_path / "room", names)) as room:
        for n in range(1, 4):
            await until(lambda n=n: len(web.asked("/good")) >= n, 6)
            times.append(loop.time())
        assert room.rows == 2
        assert len(web.asked("/hang")) == 12
        assert health(room, "good").state == "live"
    assert max(b - a for a, b in pairwise(times)) < 3
