"""Hacker News and Mastodon, asked through a client that answers from a list."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from tests.sources.world import NOW, Paper, polls
from warroom.sources import dates
from warroom.sources.base import Answer, Cursor
from warroom.sources.hackernews import parse as parse_hn
from warroom.sources.kinds import make
from warroom.sources.mastodon import parse as parse_mastodon
from warroom.sources.settings import BadSourceError

# -- Hacker News --------------------------------------------------------------------------------------------------

HN = {"name": "HN", "kind": "hackernews", "query": '"acme"'}
AT = NOW // 1000


def hit(number: int, at: int, **more: Any) -> dict[str, Any]:
    return {"objectID": str(number), "created_at": "x", "created_at_i": at, "author": "mark", "title": f"Acme {number}",
            "url": f"https://n.example/{number}", "points": 12, "num_comments": 3, "story_text": None,
            "comment_text": None, **more}  # fmt: skip


def hits(*found: dict[str, Any], page: int = 0, pages: int = 1) -> dict[str, Any]:
    return {"hits": list(found), "nbHits": 1, "page": page, "nbPages": pages, "hitsPerPage": 100}


def window(client: Paper, n: int) -> dict[str, list[str]]:
    return parse_qs(urlsplit(client.asked[n][0]).query)


async def test_a_story_becomes_a_post_with_its_discussion_as_address():
    (outcome,) = await polls(make(HN), Paper(hits(hit(41, AT - 60))), 1)
    (post,) = outcome.posts
    assert (post.native_id, post.title, post.text, post.author) == ("41", "Acme 41", "", "mark")
    assert (post.url, post.replies) == ("https://news.ycombinator.com/item?id=41", 3)
    assert post.extra == {"points": "12", "link": "https://n.example/41"}
    assert post.published == (AT - 60) * 1000


async def test_a_comment_is_text_and_answers_its_parent():
    comment = hit(42, AT - 60, title=None, url=None, comment_text="It&#x27;s <i>down</i><p>again &#x2F; still",
                  parent_id=41, story_title="Acme 41", story_url=None)  # fmt: skip
    (outcome,) = await polls(make(HN), Paper(hits(comment)), 1)
    (post,) = outcome.posts
    assert (post.title, post.text, post.reply_to) == ("", "It's down\nagain / still", "41")
    assert post.extra["story"] == "Acme 41"


async def test_every_poll_reads_the_last_ten_minutes_again():
    client = Paper(hits(hit(1, AT - 60)), hits())
    await polls(make(HN), client, 2)
    assert window(client, 0)["numericFilters"] == [f"created_at_i>{AT - 86_400}"]
    assert window(client, 1)["numericFilters"] == [f"created_at_i>{AT - 60 - 600}"]
    assert window(client, 0)["query"] == ['"acme"']


async def test_more_than_a_page_is_walked_back_by_time_without_loss():
    first = [hit(n, AT - n) for n in range(1, 101)]
    second = [hit(n, AT - n) for n in range(100, 151)]
    client = Paper(hits(*first, pages=2), hits(*second))
    (outcome,) = await polls(make(HN), client, 1)
    assert len(outcome.posts) == 150
    assert [p.native_id for p in outcome.posts][:2] == ["150", "149"]
    assert window(client, 1)["numericFilters"][0].endswith(f",created_at_i<={AT - 100}")
    assert len(outcome.body.split(b"\n")) == 2


async def test_too_many_hits_are_told_and_not_walked_for_ever():
    pages = [hits(*(hit(p * 100 + n, AT - p * 100 - n) for n in range(100)), pages=50) for p in range(10)]
    (outcome,) = await polls(make(HN), Paper(*pages), 1)
    assert "oldest were not read" in outcome.note
    assert len(outcome.posts) == 1000


async def test_trouble_in_the_middle_keeps_what_was_read_and_asks_for_it_again():
    client = Paper(hits(hit(1, AT - 60), pages=2), Answer(state="backoff", wait_s=30.0, note="slow down"), hits())
    first, _ = await polls(make(HN), client, 2)
    assert (first.state, len(first.posts), first.wait_s, first.cursor.fails) == ("backoff", 1, 30.0, 1)
    assert window(client, 2) == window(client, 0)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"message": "no"}', b'{"hits": {}}'])
async def test_what_is_no_page_of_hits_is_trouble(body: bytes):
    (outcome,) = await polls(make(HN), Paper(body), 1)
    assert (outcome.state, outcome.cursor.fails) == ("rejected", 1)


def test_a_hit_with_odd_fields_costs_only_itself():
    body = json.dumps({"hits": [5, {}, {"objectID": 7, "created_at_i": True, "comment_text": [1], "author": None},
                                {"objectID": "x", "created_at_i": 10**20}]}).encode()  # fmt: skip
    parsed = parse_hn(body, NOW)
    assert (parsed.status, [p.native_id for p in parsed.posts]) == ("partial", ["7", "x"])
    assert parsed.posts[1].flags == ("date",)


# -- Mastodon -----------------------------------------------------------------------------------------------------

MASTODON = {"name": "tag", "kind": "mastodon", "server": "https://m.example", "tag": "#acme"}


def status(number: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "created_at": "2026-11-20T10:00:00.000Z", "content": f"<p>post {number}</p>", "language": "en",
        "account": {"acct": "ann@far.example", "display_name": "Ann", "followers_count": 1200, "bot": False},
        "url": f"https://m.example/@ann/{number}", "visibility": "public", "replies_count": 2, "reblogs_count": 5,
        "in_reply_to_id": None, "reblog": None, "spoiler_text": "", "media_attachments": [], "edited_at": None, **more,
    }  # fmt: skip


def statuses(*found: dict[str, Any], **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(state="ok", status=200, body=json.dumps(found).encode(), headers=names, url="https://m.example/x")


async def test_a_status_becomes_a_post_with_its_reach():
    (outcome,) = await polls(make(MASTODON), Paper(statuses(status("9"))), 1)
    (post,) = outcome.posts
    assert (post.native_id, post.text, post.author, post.handle) == ("9", "post 9", "Ann", "@ann@far.example")
    assert (post.reach, post.shares, post.replies, post.lang) == (1200, 5, 2, "en")
    assert post.published == dates.parse("2026-11-20T10:00:00Z")


async def test_polls_walk_forward_from_the_last_one_seen():
    full = [status(f"{n:02}") for n in range(49, 9, -1)]
    client = Paper(statuses(status("03"), status("02")), statuses(*full), statuses(status("50")), statuses())
    first, second, third = await polls(make(MASTODON), client, 3)
    assert [p.native_id for p in first.posts] == ["02", "03"]
    assert [p.native_id for p in second.posts][::40] == ["10", "50"]
    assert third.posts == ()
    asked = [parse_qs(urlsplit(url).query) for url, _ in client.asked]
    assert "min_id" not in asked[0]
    assert [q["min_id"] for q in asked[1:]] == [["03"], ["49"], ["50"]]
    assert client.asked[0][0].startswith("https://m.example/api/v1/timelines/tag/acme?limit=40")


async def test_the_servers_own_link_is_followed_if_it_stays_on_the_server():
    link = '<https://m.example/api/v1/timelines/tag/acme?min_id=9z>; rel="prev", <https://m.example/n>; rel="next"'
    away = '<https://evil.example/api?min_id=9>; rel="prev"'
    client = Paper(statuses(status("9"), link=link), statuses(status("a"), link=away), statuses())
    await polls(make(MASTODON), client, 3)
    assert client.asked[1][0] == "https://m.example/api/v1/timelines/tag/acme?min_id=9z"
    assert client.asked[2][0].startswith("https://m.example/")
    assert "min_id=a" in client.asked[2][0]


async def test_ids_are_words_not_numbers():
    client = Paper(statuses(status("01M82341PT4Z")), statuses())
    await polls(make(MASTODON), client, 2)
    assert "min_id=01M82341PT4Z" in client.asked[1][0]


async def test_a_boost_counts_as_what_was_boosted():
    (outcome,) = await polls(make(MASTODON), Paper(statuses(status("99", reblog=status("5")))), 1)
    assert [p.native_id for p in outcome.posts] == ["5"]
    assert outcome.cursor.since["id"] == "99"


async def test_warnings_pictures_edits_and_privacy_are_kept():
    found = status("1", spoiler_text="outage", media_attachments=[{"description": "a dead router"}, None, {}],
                   edited_at="2026-11-20T11:00:00.000Z", visibility="direct", in_reply_to_id="0")  # fmt: skip
    (outcome,) = await polls(make(MASTODON), Paper(statuses(found)), 1)
    (post,) = outcome.posts
    assert post.text == "outage\npost 1\n[a dead router]"
    assert post.private
    assert (post.reply_to, post.extra) == ("0", {"edited": "2026-11-20T11:00:00.000Z"})


def test_statuses_with_nothing_in_them_crash_nothing():
    odd = [{"id": "2", "created_at": None, "content": None, "account": None, "url": None, "visibility": "direct"},
           {"id": "3", "account": "x", "media_attachments": {}, "reblog": 5, "language": 7, "url": "file:///etc/passwd"},
           {"nothing": 1}, 7]  # fmt: skip
    parsed = parse_mastodon(json.dumps(odd).encode(), NOW)
    assert [p.native_id for p in parsed.posts] == ["2", "3"]
    assert parsed.posts[0].private
    assert parsed.posts[1].url == ""


async def test_a_server_that_wants_an_account_says_how():
    (outcome,) = await polls(make(MASTODON), Paper(Answer(state="refused", status=401)), 1)
    assert outcome.note == "m.example shows this only to accounts of its own: set token_file"


async def test_limits_are_heard_before_they_are_broken():
    limited = msgspec.structs.replace(statuses(*[status(str(n)) for n in range(40)]), wait_s=60.0)
    client = Paper(statuses(status("1")), limited)
    _, second = await polls(make(MASTODON), client, 2)
    assert (second.wait_s, second.more, len(client.asked)) == (60.0, False, 2)


async def test_several_tags_and_the_public_timeline_have_their_addresses():
    client = Paper(statuses(), statuses())
    await make({**MASTODON, "tag": ["a", "b", "c"]}).fetch(client, Cursor(), NOW)
    assert "timelines/tag/a?limit=40&any%5B%5D=b&any%5B%5D=c" in client.asked[0][0]
    await make({"name": "p", "kind": "mastodon", "server": "https://m.example", "local": True}).fetch(
        client, Cursor(), NOW
    )
    assert client.asked[1][0] == "https://m.example/api/v1/timelines/public?limit=40&local=true"


async def test_a_token_comes_from_a_file_that_only_its_owner_can_read(tmp_path: Path):
    secret = tmp_path / "token"
    secret.write_text("s3cret\n")
    secret.chmod(0o644)
    table = {**MASTODON, "token_file": str(secret)}
    with pytest.raises(BadSourceError, match="chmod 600"):
        make(table)
    secret.chmod(0o600)
    client = Paper(statuses())
    await make(table).fetch(client, Cursor(), NOW)
    assert client.asked[0][1]["Authorization"] == "Bearer s3cret"


def test_a_token_from_the_environment_must_be_there(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(BadSourceError, match="the environment has no WARROOM_T"):
        make({**MASTODON, "token_env": "WARROOM_T"})
    monkeypatch.setenv("WARROOM_T", "x")
    make({**MASTODON, "token_env": "WARROOM_T"})
