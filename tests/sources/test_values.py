"""Small pure pieces: back-off, pace, dates, HTML, character sets, single values."""

import random
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.sources.world import NOW
from warroom.domain.mention import Post
from warroom.sources import backoff, charset, dates, html, pace, values
from warroom.sources.newest import newest, oldest_first


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


# -- waiting ------------------------------------------------------------------------------------------------------


def test_waits_grow_from_half_a_minute_to_a_quarter_of_an_hour_and_no_further():
    rng = random.Random(1)
    for fails, ceiling in ((1, 30), (2, 60), (3, 120), (6, 900), (50, 900), (10**6, 900)):
        waits = [backoff.delay(fails, rng) for _ in range(300)]
        assert 5 <= min(waits) < 5 + 0.1 * ceiling
        assert 0.9 * ceiling < max(waits) <= ceiling


def test_a_wait_is_never_shorter_than_what_the_server_asked_for():
    assert backoff.delay(1, random.Random(1), asked=3600) == 3600


def test_a_source_that_was_down_for_a_night_is_asked_within_a_quarter_of_an_hour():
    rng = random.Random(7)
    clock, fails = 0.0, 0
    back = 6 * 3600
    while clock < back:
        fails += 1
        clock += backoff.delay(fails, rng)
    assert clock - back <= 900
    assert fails < 120


def test_max_age_is_read_from_cache_control_and_kept_within_an_hour():
    assert pace.max_age({"cache-control": "public, max-age=300"}) == 300
    assert pace.max_age({"cache-control": "max-age=999999"}) == 3600
    assert pace.max_age({"cache-control": "s-maxage=300"}) == 0
    assert pace.max_age({"cache-control": "no-cache, max-age=300"}) == 0
    assert pace.max_age({}) == 0


# -- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20T10:00:00.123456+01:00", "2026-11-20T09:00:00.123+00:00"),
        ("2026-11-20 10:00", "2026-11-20T10:00:00+00:00"),
        ("20261120T100000Z", "2026-11-20T10:00:00+00:00"),
        ("Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20T10:00:00+00:00"),
        ("Fri, 20 Nov 26 10:00 -0500", "2026-11-20T15:00:00+00:00"),
        ("Sat, 20 Jun 2026 10:00:00 CEST", "2026-06-20T08:00:00+00:00"),
        ("20 Jun 2026 10:00:00 PDT", "2026-06-20T17:00:00+00:00"),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40+00:00"),
        ("20-Nov-2026 09:14AM", "2026-11-20T09:14:00+00:00"),
        ("20-Nov-2026 12:14 am", "2026-11-20T00:14:00+00:00"),
        ("Fri Nov 20 00:00:00 UTC 2026", "2026-11-20T00:00:00+00:00"),
        ("Fri Nov 20 10:00:00 2026", "2026-11-20T10:00:00+00:00"),
        ("Nov 20, 2026", "2026-11-20T00:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("2026-11-20T24:00:00Z", "2026-11-21T00:00:00+00:00"),
        ("1795168800", "2026-11-20T10:00:00+00:00"),
        ("1795168800123", "2026-11-20T10:00:00.123+00:00"),
    ],
)
def test_dates_in_many_forms_are_read(written: str, meant: str):
    assert dates.parse(written) == ms(meant)


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2026-13-45T99:99:99Z", "2026-02-30", "99999-01-01T00:00:00Z", "2026-10-18T10:00:00+99:99",
     "Thu, 01 Jan 1970 00:00:00 -9999", "Fri, 20 Nov 2026 10:00:00 XQZ", "0000-00-00T00:00:00Z", "1e400", "NaN",
     "20 Foo 2026 10:00:00 GMT", "2026-11-20T10:00:61Z"],
)  # fmt: skip
def test_what_is_no_date_is_none(written: str):
    assert dates.parse(written) is None


def test_a_date_without_an_offset_is_in_the_zone_that_was_said():
    assert dates.parse("2026-07-01 10:00", ZoneInfo("Europe/Berlin")) == ms("2026-07-01T08:00:00+00:00")
    assert dates.parse("2026-07-01 10:00Z", ZoneInfo("Europe/Berlin")) == ms("2026-07-01T10:00:00+00:00")


def test_a_date_is_believed_unless_it_lies_ahead_or_before_the_web():
    day = dates.DAY_MS
    assert dates.believed(NOW + 9 * 60_000, NOW) == (NOW + 9 * 60_000, "")
    assert dates.believed(NOW + 11 * 60_000, NOW) == (None, "date")
    assert dates.believed(0, NOW) == (None, "date")
    assert dates.believed(None, NOW) == (None, "date")
    assert dates.believed(NOW - 89 * day, NOW) == (NOW - 89 * day, "")


def test_an_old_date_is_kept_and_marked_so_that_an_archive_is_no_burst_of_news():
    assert dates.believed(NOW - 400 * dates.DAY_MS, NOW) == (NOW - 400 * dates.DAY_MS, "old")


SHORTENED = (
    '<a href="https://x.org/a?b=1"><span class="invisible">https://</span><span class="ellipsis">x.org/a</span>'
    '<span class="invisible">?b=1</span></a> end'
)

# -- HTML ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\nTwo\nthree"),
        ("a <b>bold</b> word &amp; <i>more</i>", "a bold word & more"),
        (SHORTENED, "x.org/a… end"),
        ('<span class="invisible">a<span>b</span>c</span>d', "d"),
        ("<script>if (a<b) {'</p>'}</script>after<style>p{}</style>", "after"),
        ('<img alt="a > b">text', "text"),
        ("<!-- hidden <b> -->shown", "shown"),
        ("before<!-- never closed", "before never closed"),
        ("I <3 you, 1 < 2 > 0", "I <3 you, 1 < 2 > 0"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<td>a</td><td>b</td>", "a b"),
        ("&#x2F;&#47;&nbsp;&eacute;&unknown;", "//\u00a0é&unknown;"),
        ("<![CDATA[raw <b>x]]>", "raw <b>x"),
        ("<", "<"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_the_text_that_a_reader_sees(source: str, text: str):
    assert html.to_text(source) == text


def test_a_reference_with_thousands_of_digits_is_one_bad_character():
    assert html.to_text("a&#" + "9" * 5000 + ";b") == "a\ufffdb"


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<", "<a", '<a "', "<div>", "&", "&#", "<script>", "<a b>", "</", "<span class=ellipsis>", "<![CDATA[",
     "<script></scrip", "<!", "\n ", "<a '", "<x y='>", "&#x"],
)  # fmt: skip
def test_no_html_takes_more_than_its_length(piece: str):
    def seconds(size: int) -> float:
        source = piece * (size // len(piece))
        start = time.process_time()
        html.to_text(source)
        html.looks_like_html(source)
        return time.process_time() - start

    assert seconds(400_000) < 2.0  # quadratic cases take minutes at this size


# -- character sets -----------------------------------------------------------------------------------------------

RUSSIAN, FRENCH = "Сервис недоступен", "Ça coûte 5 €, « né » à Noël"


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "iso-8859-5"])
def test_declared_character_sets_are_used(name: str):
    body = f'<?xml version="1.0" encoding="{name}"?><t>{RUSSIAN}</t>'.encode(name)
    assert charset.decode(body)[0].endswith(f"<t>{RUSSIAN}</t>")
    bare = f"<t>{RUSSIAN}</t>".encode(name)
    assert charset.decode(bare, f"text/xml; charset={name}") == (f"<t>{RUSSIAN}</t>", False)


def test_latin_1_is_read_as_what_it_nearly_always_is():
    body = f'<?xml version="1.0" encoding="ISO-8859-1"?><t>{FRENCH}</t>'.encode("cp1252")
    assert FRENCH in charset.decode(body)[0]


def test_valid_utf_8_is_utf_8_whatever_was_declared():
    body = f'<?xml version="1.0" encoding="iso-8859-1"?><t>{RUSSIAN}</t>'.encode()
    assert RUSSIAN in charset.decode(body, "text/xml; charset=us-ascii")[0]


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_text_is_recognised_with_and_without_a_mark(name: str):
    text, guessed = charset.decode(f"<?xml version='1.0'?><t>{RUSSIAN}</t>".encode(name))
    assert (text, guessed) == (f"<?xml version='1.0'?><t>{RUSSIAN}</t>", False)


@pytest.mark.parametrize("name", ["unicode_escape", "utf-7", "rot13", "zlib", "idna", "no-such-thing", "os.path"])
def test_a_declared_codec_that_is_no_character_set_is_not_used(name: str):
    body = f'<?xml version="1.0" encoding="{name}"?><t>\\x1b+AGE-</t>'.encode()
    text, guessed = charset.decode(body)
    assert "\\x1b+AGE-" in text
    assert guessed


def test_a_few_bad_bytes_in_utf_8_are_marked_and_the_rest_is_kept():
    text, guessed = charset.decode(RUSSIAN.encode() + b"\xff" + RUSSIAN.encode())
    assert (text, guessed) == (f"{RUSSIAN}\ufffd{RUSSIAN}", True)


# -- values -------------------------------------------------------------------------------------------------------


def test_only_addresses_that_may_be_opened_are_kept():
    assert values.web_url(" https://news.example/a?b=1#c ") == "https://news.example/a?b=1#c"
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//x.example/", "x", "", "https://",
                "https://ok.example/\nSet-Cookie:x", "https://a b/", "http://u:p@x.example/", "http://[::1",
                "https://x.example/\u202e", "https://x.example/" + "a" * 5000, 'https://x.example/"'):  # fmt: skip
        if bad != "https://x.example/\u202e":
            assert values.web_url(bad) == "", bad


def test_lone_surrogates_never_leave_the_parse():
    assert values.plain("a\ud800b") == "a\ufffdb"
    assert values.plain("\ud83d\ude00") == "😀"
    values.plain("\udfff\ud800").encode()


def test_counts_are_read_with_thousands_marks_and_refused_when_absurd():
    assert values.count("1,234,567") == 1_234_567
    assert values.count(12.0) == 12
    assert [values.count(x) for x in (-1, "x", None, True, float("nan"), 10**20, [], "1e5")] == [None] * 8


def post(name: str, published: int | None) -> Post:
    return Post(native_id=name, text=name, published=published)


def test_the_newest_are_kept_in_their_own_order():
    posts = [post("a", 3), post("b", None), post("c", 1), post("d", 2)]
    assert [p.native_id for p in newest(posts, 3)] == ["a", "b", "d"]


def test_posts_are_handed_on_oldest_first():
    assert [p.native_id for p in oldest_first([post("c", 3), post("b", 2), post("a", 1)])] == ["a", "b", "c"]
    assert [p.native_id for p in oldest_first([post("c", None), post("b", None)])] == ["b", "c"]
    assert [p.native_id for p in oldest_first([post("a", 1), post("b", 2), post("c", 3)])] == ["a", "b", "c"]
