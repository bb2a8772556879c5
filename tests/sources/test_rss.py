"""One feed, polled over real HTTP on loopback and parsed in the real process."""

from collections.abc import AsyncIterator

import pytest

from tests.sources.world import NOW, Web, page, polls
from warroom.sources.base import Cursor
from warroom.sources.client import Outside
from warroom.sources.kinds import make


def feed(*titles: str, extra: str = "") -> str:
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>g{n}</guid><link>https://n.example/{n}</link></item>"
        for n, title in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>News</title>{extra}{items}</channel></rss>"


@pytest.fixture
async def client() -> AsyncIterator[Outside]:
    async with Outside() as outside:
        yield outside


def source(web: Web, path: str = "/feed", **more: object):
    table = {"name": "press", "kind": "rss", "url": web.url(path), "allow_private": True, **more}
    return make(table)


async def test_the_first_poll_brings_everything_oldest_first_with_its_evidence(web: Web, client: Outside):
    web["/feed"] = page(feed("new", "old"), ETag='"1"')
    (outcome,) = await polls(source(web), client, 1)
    assert (outcome.state, outcome.title) == ("ok", "News")
    assert [post.title for post in outcome.posts] == ["old", "new"]
    assert outcome.body == feed("new", "old").encode()
    assert len(outcome.sha256) == 64
    assert outcome.posts[0].press


async def test_a_second_poll_asks_whether_anything_is_new_and_parses_nothing(web: Web, client: Outside):
    tag = 'W/"åb"'.encode().decode("latin-1")
    web["/feed"] = page(feed("a"), ETag=tag, Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT")
    first = (await polls(source(web), client, 1))[0]
    web["/feed"] = page(b"", 304)
    second = await source(web).fetch(client, first.cursor, NOW)
    assert (second.state, second.posts, second.body) == ("unchanged", (), b"")
    assert web.requests[1].headers["if-none-match"] == tag
    assert web.requests[1].headers["if-modified-since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    assert second.cursor.etag == tag


async def test_a_server_that_never_says_unchanged_is_caught_by_the_bodys_digest(web: Web, client: Outside):
    web["/feed"] = page(feed("a"))
    outcomes = await polls(source(web), client, 3)
    assert [o.state for o in outcomes] == ["ok", "unchanged", "unchanged"]
    assert client.parsers.started == 1


async def test_the_same_feed_a_hundred_times_then_one_edited_item_is_one_revision(web: Web, client: Outside):
    known: dict[str, str] = {}
    added = edited = 0
    rss, cursor = source(web), Cursor()
    for n in range(101):
        titles = ("a", "b") if n < 100 else ("a", "B, corrected")
        web["/feed"] = page(feed(*titles, extra=f"<lastBuildDate>{n}</lastBuildDate>"))
        outcome = await rss.fetch(client, cursor, NOW + n)
        cursor = outcome.cursor
        for post in outcome.posts:
            added += post.native_id not in known
            edited += post.native_id in known and known[post.native_id] != post.title
            known[post.native_id] = post.title
    assert (added, edited) == (2, 1)


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_place(web: Web, client: Outside):
    web["/feed"] = page(b"", 301, Location="/new")
    web["/new"] = page(feed("a"))
    first, second = await polls(source(web), client, 2)
    assert first.cursor.url == web.url("/new")
    assert "moved for good" in first.note
    assert second.good
    assert web.hits == {"/feed": 1, "/new": 2}


async def test_a_move_to_what_is_no_feed_is_not_believed(web: Web, client: Outside):
    web["/feed"] = page(b"", 301, Location="/login")
    web["/login"] = page("<html><body>Sign in</body></html>")
    first, _ = await polls(source(web), client, 2)
    assert (first.state, first.cursor.url) == ("rejected", "")
    assert web.hits["/feed"] == 2


async def test_a_new_place_that_fails_later_is_forgotten(web: Web, client: Outside):
    web["/feed"] = page(b"", 301, Location="/new")
    web["/new"] = page(feed("a"))
    (first,) = await polls(source(web), client, 1)
    web["/feed"], web["/new"] = page(feed("b")), page(b"", 410)
    second = await source(web).fetch(client, first.cursor, NOW)
    third = await source(web).fetch(client, second.cursor, NOW)
    assert (second.state, second.gone) == ("missing", False)
    assert [post.title for post in third.posts] == ["b"]


async def test_a_temporary_redirect_is_followed_and_not_remembered(web: Web, client: Outside):
    web["/feed"] = page(b"", 302, Location="/today")
    web["/today"] = page(feed("a"))
    (first,) = await polls(source(web), client, 1)
    assert (first.state, first.cursor.url) == ("ok", "")


async def test_what_is_gone_is_gone_and_says_so(web: Web, client: Outside):
    web["/feed"] = page(b"", 410)
    (outcome,) = await polls(source(web), client, 1)
    assert outcome.gone
    assert "gone for good" in outcome.note


@pytest.mark.parametrize(
    ("body", "says"),
    [("<html><head><title>Sign in</title>", "web page"), ("", "empty"), ("/etc/passwd", "not a feed"),
     ("http://127.0.0.1:9/x", "not a feed"), ("<note>x</note>", "not a feed")],
)  # fmt: skip
async def test_two_hundred_ok_but_no_feed_is_trouble_every_time(web: Web, client: Outside, body: str, says: str):
    web["/feed"] = page(body, ETag='"same"')
    outcomes = await polls(source(web), client, 2)
    assert [o.state for o in outcomes] == ["rejected", "rejected"]
    assert not outcomes[1].good
    assert says in outcomes[1].note
    assert outcomes[1].cursor.fails == 2
    assert "if-none-match" not in web.requests[1].headers


async def test_a_feed_that_is_suddenly_empty_is_not_quiet_and_healthy(web: Web, client: Outside):
    web["/feed"] = page(feed("a", "b"))
    (first,) = await polls(source(web), client, 1)
    web["/feed"] = page(feed())
    second = await source(web).fetch(client, first.cursor, NOW)
    assert second.state == "partial"
    assert "empty now; it held 2 items" in second.note
    third = await source(web).fetch(client, second.cursor, NOW)
    assert "empty now" in third.note


async def test_damage_stays_known_while_the_body_stays_the_same(web: Web, client: Outside):
    web["/feed"] = page(feed("a")[:-14])
    first, second = await polls(source(web), client, 2)
    assert (first.state, second.state) == ("partial", "unchanged")
    assert first.note == second.note != ""


async def test_trouble_counts_until_it_is_over(web: Web, client: Outside):
    rss, cursor = source(web), Cursor()
    fails = []
    for n in range(22):
        web["/feed"] = page(b"", 500) if n < 20 else page(feed("a"))
        outcome = await rss.fetch(client, cursor, NOW)
        cursor = outcome.cursor
        fails.append(cursor.fails)
    assert fails == [*range(1, 21), 0, 0]


async def test_a_cursor_of_another_address_is_not_used(web: Web, client: Outside):
    web["/feed"] = web["/other"] = page(feed("a"), ETag='"1"')
    web["/other"] = page(feed("b"))
    (first,) = await polls(source(web), client, 1)
    second = await source(web, "/other").fetch(client, first.cursor, NOW)
    assert [post.title for post in second.posts] == ["b"]
    assert "if-none-match" not in web.requests[1].headers


async def test_a_private_address_must_be_allowed(web: Web, client: Outside):
    web["/feed"] = page(feed("a"))
    (outcome,) = await polls(source(web, allow_private=False), client, 1)
    assert outcome.state == "blocked"
    assert "allow_private" in outcome.note
    assert web.hits["/feed"] == 0


async def test_the_publishers_pace_counts_where_no_person_set_one(web: Web, client: Outside):
    web["/feed"] = page(feed("a", extra="<ttl>30</ttl>"), Cache_Control="max-age=60")
    (patient,) = await polls(source(web), client, 1)
    (urgent,) = await polls(source(web, every="1m"), client, 1)
    assert (patient.ttl_s, urgent.ttl_s) == (1800, 0)


async def test_entries_that_say_nothing_are_no_posts(web: Web, client: Outside):
    web["/feed"] = page(feed("a").replace("<item>", "<item></item><item>", 1))
    (outcome,) = await polls(source(web), client, 1)
    assert [post.title for post in outcome.posts] == ["a"]


async def test_a_bomb_harms_only_its_own_source(web: Web, client: Outside):
    web["/bomb"] = page(
        "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>"
    )
    web["/feed"] = page(feed("a"))
    (bad,) = await polls(source(web, "/bomb"), client, 1)
    (good,) = await polls(source(web), client, 1)
    assert (bad.state, good.state) == ("rejected", "ok")


async def test_a_cursor_survives_being_stored_as_json(web: Web, client: Outside):
    import msgspec

    web["/feed"] = page(feed("a"), ETag='"\xe5"')
    (outcome,) = await polls(source(web), client, 1)
    assert msgspec.json.decode(msgspec.json.encode(outcome.cursor), type=Cursor) == outcome.cursor
