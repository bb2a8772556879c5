import base64

import pytest

from tests.sources.world import NOW, fixture, item, parse, shown
from warroom.domain.text import clean
from warroom.sources import dates


def test_an_rss_item_becomes_a_post():
    post = item(
        "<title>Outage at Acme</title><link>https://news.example/1</link><guid isPermaLink='false'>g-1</guid>"
        "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Jo Reporter</dc:creator>"
        "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;All &lt;b&gt;down&lt;/b&gt;&lt;/p&gt;"
        "</description><slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>7</slash:comments>",
        channel="<title>News</title><language>en-GB</language>",
    )
    assert (post.native_id, post.title, post.text) == ("g-1", "Outage at Acme", "All down")
    assert (post.url, post.author, post.lang, post.replies) == ("https://news.example/1", "Jo Reporter", "en", 7)
    assert post.published == dates.parse("2026-11-20T10:00:00Z")
    assert post.flags == ()


def test_an_atom_entry_becomes_a_post():
    parsed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/a/" xml:lang="de"><title>Blog</title>'
        "<entry><id>tag:1</id><title type='html'>A &amp;amp; B &lt;i>c&lt;/i></title><author><name>Ann</name></author>"
        "<link rel='enclosure' href='x.mp3'/><link href='post/1'/><updated>2026-11-20T10:00:00Z</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>one</p><p>two</p>"
        "</div></content></entry></feed>"
    )
    (post,) = parsed.posts
    assert (parsed.status, parsed.version, parsed.title) == ("ok", "atom10", "Blog")
    assert (post.native_id, post.title, post.text, post.author) == ("tag:1", "A & B c", "one\ntwo", "Ann")
    assert (post.url, post.lang) == ("https://blog.example/a/post/1", "de")
    assert post.published == dates.parse("2026-11-20T10:00:00Z")


def test_rdf_is_read():
    parsed = parse(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>R</title></channel><item rdf:about='https://r.example/1'><title>T</title>"
        "<link>https://r.example/1</link></item></rdf:RDF>"
    )
    assert (parsed.version, parsed.posts[0].native_id) == ("rss10", "https://r.example/1")


def test_relative_links_are_resolved_against_the_address_of_the_feed():
    assert item("<title>a</title><link>/story/1</link>").url == "https://news.example/story/1"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://ok.example/&#10;Set-Cookie:x",
     "1163882289", "tag:x,2026:1"],
)  # fmt: skip
def test_only_web_addresses_become_links(link: str):
    assert item(f"<title>a</title><guid isPermaLink='false'>1</guid><link>{link}</link>").url in (
        "", "https://news.example/1163882289", "https://news.example/1",
    )  # fmt: skip


def test_a_link_without_a_scheme_takes_that_of_the_feed():
    assert item("<title>a</title><link>//other.example/x</link>").url == "https://other.example/x"


def test_an_item_without_guid_is_known_by_its_link_and_without_link_by_what_it_says():
    assert item("<title>a</title><link>https://news.example/1</link>").native_id == "https://news.example/1"
    one = item("<title>a</title><description>x</description>").native_id
    assert one.startswith("sha256:")
    assert one == item("<title>a</title><description>x</description>").native_id
    assert one != item("<title>a</title><description>y</description>").native_id


def test_one_guid_three_times_is_three_posts_for_the_store_to_tell_apart():
    items = "".join(f"<item><title>{t}</title><guid isPermaLink='false'>same</guid></item>" for t in "abc")
    parsed = parse(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
    assert [(p.native_id, p.title) for p in parsed.posts] == [("same", "a"), ("same", "b"), ("same", "c")]


@pytest.mark.parametrize(
    ("written", "published", "flag"),
    [
        ("Sat, 20 Jun 2026 10:00:00 CEST", "2026-06-20T08:00:00Z", "old"),
        ("Fri, 31 Dec 9999 23:59:59 +0000", None, "date"),
        ("99999-01-01T00:00:00Z", None, "date"),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None, "date"),
        ("2026-13-45T99:99:99Z", None, "date"),
        ("2026-10-18T10:00:00+99:99", None, "date"),
        ("nonsense", None, "date"),
    ],
)
def test_dates_are_believed_or_kept_as_written(written: str, published: str | None, flag: str):
    post = item(f"<title>a</title><pubDate>{written}</pubDate>")
    assert post.published == (None if published is None else dates.parse(published))
    assert post.flags == (flag,)
    assert post.published_raw == written


def test_an_item_without_a_date_is_not_marked():
    post = item("<title>a</title>")
    assert (post.published, post.published_raw, post.flags) == (None, "", ())


@pytest.mark.parametrize(
    ("title", "shown_as"),
    [("AT&amp;T &amp;amp; co", "AT&T & co"), ("Bread & butter", "Bread & butter"), ("I &lt;3 it", "I <3 it"),
     ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"), ("a&nbsp;b&hellip;", "a b…"), ("x&undefined;y", "x&undefined;y"),
     ("<![CDATA[Q&A <b>now</b>]]>", "Q&A now"), ("two\n  lines", "two lines")],
)  # fmt: skip
def test_titles_are_one_line_of_text(title: str, shown_as: str):
    assert item(f"<title>{title}</title>").title == shown_as


def test_an_address_with_bare_ampersands_is_kept():
    assert item("<title>a</title><link>https://n.example/?a=1&b=2</link>").url == "https://n.example/?a=1&b=2"
    assert (
        item("<title>a</title><link><![CDATA[https://n.example/?a=1&b=2]]></link>").url == "https://n.example/?a=1&b=2"
    )


def test_google_alerts_lead_to_the_article_itself():
    parsed = parse(fixture("google_alert.xml"))
    (post,) = parsed.posts
    assert post.title == "Slack fixes its outage"
    assert post.url == "https://news.example.org/slack-outage?id=5"
    assert post.native_id == "tag:google.com,2013:googlealerts/feed:17"


def test_google_news_names_the_outlet_and_not_in_the_title():
    post = item(
        "<title>Acme is down - Daily Example</title><link>https://news.google.com/rss/articles/CBMi1?oc=5</link>"
        "<guid isPermaLink='false'>CBMi1</guid><source url='https://daily.example'>Daily Example</source>"
    )
    assert (post.title, post.author) == ("Acme is down", "Daily Example")


def test_youtube_tells_the_views_in_spite_of_its_leading_blank_line():
    parsed = parse(fixture("youtube.xml"), url="https://www.youtube.com/feeds/videos.xml?channel_id=x")
    (post,) = parsed.posts
    assert (parsed.status, post.platform, post.reach, post.native_id) == ("ok", "YT", 48213, "yt:video:abc123")
    assert post.author == "Example Channel"


def test_an_app_store_review_has_its_stars_and_no_false_link():
    parsed = parse(fixture("appstore.xml"), url="https://itunes.apple.com/de/rss/customerreviews/id=1/xml")
    post = parsed.posts[0]
    assert (post.platform, post.rating, post.native_id, post.author) == ("RV", 1, "1163882289", "Angry Ann")
    assert post.published == dates.parse("2026-11-20T10:00:00Z")


def test_reddit_authors_are_handles():
    parsed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>r</title><entry><author><name>/u/somebody</name></author>'
        "<id>t3_1</id><title>t</title><link href='https://www.reddit.com/r/a/comments/1/'/></entry></feed>",
        url="https://www.reddit.com/r/a/new.rss",
    )
    assert (parsed.posts[0].handle, parsed.posts[0].platform) == ("u/somebody", "RD")


def test_the_publishers_pace_is_told():
    channel = "<title>t</title><ttl>15</ttl>"
    assert parse(f"<rss version='2.0'><channel>{channel}</channel></rss>").ttl_s == 900
    sy = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    often = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert parse(f"<rss version='2.0' {sy}><channel><title>t</title>{often}</channel></rss>").ttl_s == 900
    assert parse("<rss version='2.0'><channel><title>t</title><ttl>999999</ttl></channel></rss>").ttl_s == 3600
    assert parse("<rss version='2.0'><channel><title>t</title><ttl>x</ttl></channel></rss>").ttl_s == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"   ", b"/etc/passwd", b"http://127.0.0.1:9/x", b"<!DOCTYPE html><html><title>Sign in</title></html>",
     b"<html><body>x", b"<note><to>x</to></note>", b"<Rss><Title>x</Title><Items></Items></Rss>",
     b"{}", b"[1]", b"{broken", b"\x1f\x8bbroken", b"\x00\x01\x02"],
)  # fmt: skip
def test_what_is_no_feed_is_rejected_with_a_reason(body: bytes):
    parsed = parse(body)
    assert (parsed.status, parsed.posts) == ("rejected", ())
    assert parsed.notes[0]


def test_a_path_or_address_as_body_opens_nothing(monkeypatch: pytest.MonkeyPatch):
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr("builtins.open", never)
    monkeypatch.setattr("urllib.request.build_opener", never)
    assert parse("/etc/passwd").status == "rejected"
    assert parse("http://127.0.0.1:9/x").status == "rejected"


def test_a_feed_that_was_cut_off_keeps_its_whole_items():
    whole = "".join(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(3))
    parsed = parse(f"<rss version='2.0'><channel><title>t</title>{whole}"[:-14])
    assert parsed.status == "partial"
    assert [p.title for p in parsed.posts][:2] == ["0", "1"]
    assert "damaged" in parsed.notes[0]


def test_references_to_characters_that_do_not_exist_are_marked_not_fatal():
    parsed = parse("<rss version='2.0'><channel><title>&#xD800;&#x110000;&#0;&#99999999999;</title>"
                   "<item><title>x&#27;y\x1bz</title><guid>1</guid></item></channel></rss>")  # fmt: skip
    assert parsed.status == "partial"
    assert parsed.posts[0].title == "x\ufffdy\ufffdz"
    assert set(parsed.title) == {"\ufffd"}


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', "<!DOCTYPE r [<!ENTITY a '" + "A" * 9000 + "'>]>"],
)
def test_declarations_that_multiply_themselves_are_refused(doctype: str):
    parsed = parse(
        f"<?xml version='1.0'?>{doctype}<rss version='2.0'><channel><title>{'&a;' * 200}</title></channel></rss>"
    )
    assert parsed.status == "rejected"
    assert "not read" in parsed.notes[0]


def test_a_harmless_declaration_is_applied():
    parsed = parse("<!DOCTYPE rss [<!ENTITY co 'A &amp; B'>]><rss version='2.0'><channel><title>&co;!</title>"
                   "<item><title>&co;</title></item></channel></rss>")  # fmt: skip
    assert (parsed.title, parsed.posts[0].title) == ("A & B!", "A & B")


def test_nothing_outside_is_put_in_for_an_external_entity():
    parsed = parse('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                   "<rss version='2.0'><channel><title>t</title>"
                   "<item><title>A&x;B</title><guid>1</guid></item></channel></rss>")  # fmt: skip
    assert parsed.status == "ok"
    assert parsed.posts[0].title == "A&x;B"


def test_declared_charsets_reach_the_post():
    text = "Сбой сервиса"
    for name in ("windows-1251", "koi8-r"):
        rss = f"<rss version='2.0'><channel><item><title>{text}</title></item></channel></rss>"
        body = f'<?xml version="1.0" encoding="{name}"?>{rss}'
        assert parse(body.encode(name)).posts[0].title == text


def test_letters_that_do_not_fit_are_marked():
    parsed = parse(
        b'<?xml version="1.0" encoding="utf-8"?>'
        b"<rss version='2.0'><channel><item><title>x\xc3(y</title></item></channel></rss>"
    )
    assert parsed.status == "ok"
    assert parsed.posts[0].flags == ("encoding",)


def test_more_than_a_thousand_items_are_cut_to_the_newest():
    def dated(n: int) -> str:
        at = f"2026-11-20T{n // 60 % 24:02}:{n % 60:02}:00Z"
        return f"<item><title>{n}</title><guid>{n}</guid><pubDate>{at}</pubDate></item>"

    parsed = parse(f"<rss version='2.0'><channel>{''.join(map(dated, range(1300)))}</channel></rss>")
    assert len(parsed.posts) == 1000
    assert parsed.posts[0].title == "300"
    assert "300 of its items were left out" in parsed.notes[0]


def test_fifty_thousand_items_are_cut_before_they_are_read():
    items = "".join(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(20_000))
    parsed = parse(f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert (parsed.status, len(parsed.posts), parsed.posts[0].title) == ("ok", 1000, "0")
    assert "19,000 of its items" in parsed.notes[0]


def test_a_huge_field_is_cut_and_marked():
    post = item(f"<title>t</title><description>{'word ' * 40_000}</description>")
    assert len(post.text) == 65_536
    assert post.flags == ("cut",)


def test_base64_content_and_unicode_survive():
    body = base64.b64encode("Grüße 👋".encode()).decode()
    parsed = parse(f"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>t</title>"
                   f"<content type='text/plain' mode='base64'>{body}</content></entry></feed>")  # fmt: skip
    assert parsed.posts[0].text == "Grüße 👋"


def test_a_packed_body_that_did_not_say_so_is_read():
    import gzip

    assert parse(gzip.compress(b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>")).posts


def test_hostile_text_in_every_field_is_harmless_once_cleaned():
    parsed = parse(
        "<rss version='2.0'><channel><title>t</title><item><title>ok</title>"
        "<author>[@click=app.quit]x[/]\u202e</author>"
        "<category>\u202e</category><comments>=1+1</comments><description>\x1b]52;c;QUJD\x07</description></item>"
        "</channel></rss>"
    )
    text = shown(parsed)
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert clean(text).count == 0


# -- JSON Feed ----------------------------------------------------------------------------------------------------


def test_a_json_feed_is_read():
    parsed = parse(fixture("jsonfeed.json"), url="https://blog.example/feed.json")
    assert (parsed.status, parsed.version, parsed.title) == ("ok", "jsonfeed1.1", "Example")
    one, two = parsed.posts
    assert (one.native_id, one.title, one.text, one.author) == ("7", "Down & out", "All of it\nis down", "Ann, Ben")
    assert one.url == "https://blog.example/p/7"
    assert one.published == dates.parse("2026-11-20T10:00:00Z")
    assert (two.text, two.url, two.author, two.lang) == ("plain <b>", "", "Site", "de")
    assert two.flags == ("date",)


@pytest.mark.parametrize(
    "body",
    ['{"version": "https://jsonfeed.org/version/1.1"}', "[" * 100_000 + "]" * 100_000, '{"items": []}', "{", "[]",
     '{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_text":NaN}]}'],
)  # fmt: skip
def test_json_that_is_no_feed_is_rejected(body: str):
    assert parse(body).status == "rejected"


def test_odd_items_and_lone_surrogates_cost_only_themselves():
    parsed = parse('{"version":"https://jsonfeed.org/version/1.1","title":"a","items":[1,null,{"id":"1","id":"2",'
                   '"content_text":"x\\ud800y","date_published":1e400},'
                   '{"id":true,"url":5,"content_html":{}}]}')  # fmt: skip
    assert parsed.status == "partial"
    assert [p.text for p in parsed.posts] == ["x\ufffdy", ""]
    assert parsed.posts[0].native_id == "2"
    "".join(p.text for p in parsed.posts).encode()
    assert NOW > 0
