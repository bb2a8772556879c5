import asyncio
import gzip
import zlib

import pytest

from tests.sources.world import NOW, Request, Web, Writer, page, raw
from warroom.sources.addresses import is_public
from warroom.sources.net import Fetcher, Limits

FEED = b"<rss><channel><title>t</title></channel></rss>"


def quick(**limits: float) -> Fetcher:
    return Fetcher(limits=Limits(**{"wall_s": 0.4, **limits}))


async def get(web: Web, path: str, fetcher: Fetcher | None = None, **headers: str):
    return await (fetcher or quick(wall_s=5)).get(web.url(path), headers=headers, allow=web.host, now=NOW)


async def test_an_answer_comes_with_its_body_headers_and_address(web: Web):
    web["/feed"] = page(FEED, ETag='W/"x"', Content_Type="text/xml")
    answer = await get(web, "/feed")
    assert (answer.state, answer.status, answer.body) == ("ok", 200, FEED)
    assert answer.headers["etag"] == 'W/"x"'
    assert answer.url == web.url("/feed")


async def test_a_request_says_who_asks_and_wants_gzip_only(web: Web):
    web["/feed"] = page(FEED)
    await get(web, "/feed?q=ä b", Accept="application/rss+xml")
    (request,) = web.requests
    assert request.headers["user-agent"].startswith("warroom/")
    assert request.headers["accept-encoding"] == "gzip"
    assert request.headers["accept"] == "application/rss+xml"
    assert request.target == "/feed?q=%C3%A4%20b"


async def test_a_packed_answer_is_unpacked_also_from_several_members_and_with_padding(web: Web):
    half = len(FEED) // 2
    packed = gzip.compress(FEED[:half]) + gzip.compress(FEED[half:])
    web["/feed"] = page(packed, Content_Encoding="gzip")
    web["/padded"] = page(gzip.compress(FEED) + b"\0\0\0", Content_Encoding="x-gzip")
    assert (await get(web, "/feed")).body == FEED
    assert (await get(web, "/padded")).body == FEED


async def test_a_packed_answer_that_is_cut_off_is_an_error(web: Web):
    web["/feed"] = page(gzip.compress(FEED * 50)[:-20], Content_Encoding="gzip")
    web["/not"] = page(b"not packed at all", Content_Encoding="gzip")
    assert (await get(web, "/feed")).state == "error"
    assert (await get(web, "/not")).state == "error"


async def test_a_bomb_of_gzip_stops_at_the_limit(web: Web):
    bomb = zlib.compressobj(9, wbits=31)
    packed = b"".join([*(bomb.compress(bytes(1_000_000)) for _ in range(60)), bomb.flush()])
    web["/bomb"] = page(packed, Content_Encoding="gzip")
    answer = await get(web, "/bomb")
    assert answer.state == "too_large"
    assert answer.body == b""


async def test_what_is_packed_twice_is_not_unpacked(web: Web):
    web["/twice"] = page(gzip.compress(gzip.compress(FEED)), Content_Encoding="gzip, gzip")
    assert (await get(web, "/twice")).state == "too_large"


async def test_a_coding_that_was_not_asked_for_is_an_error(web: Web):
    web["/br"] = page(b"xx", Content_Encoding="br")
    assert (await get(web, "/br")).state == "error"


async def test_an_endless_answer_stops_at_the_limit(web: Web):
    async def endless(request: Request, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + b"a" * 65536 + b"\r\n")
            await writer.drain()

    web["/endless"] = endless
    assert (await get(web, "/endless")).state == "too_large"


async def test_one_byte_now_and_then_is_a_timeout_whatever_each_read_takes(web: Web):
    async def slow(request: Request, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    web["/slow"] = slow
    answer = await get(web, "/slow", quick())
    assert answer.state == "timeout"
    assert "0.4 s" in answer.note


async def test_one_header_now_and_then_is_a_timeout(web: Web):
    async def slow(request: Request, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 x\r\n")
        while True:
            writer.write(b"X-A: b\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)

    web["/slow"] = slow
    assert (await get(web, "/slow", quick())).state == "timeout"


async def test_an_answer_that_breaks_off_is_an_error(web: Web):
    web["/short"] = raw(b"HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n<rss>12345")
    web["/nothing"] = raw(b"")
    web["/rubbish"] = raw(b"\x16\x03\x01 this is no http\r\n\r\n")
    for path in ("/short", "/nothing", "/rubbish"):
        answer = await get(web, path)
        assert answer.state == "error", path
        assert answer.note.startswith("127.0.0.1 "), path


async def test_nobody_at_home_is_an_error(web: Web):
    await web.stop()
    answer = await get(web, "/feed")
    assert (answer.state, answer.note) == ("error", "127.0.0.1 cannot be reached")
    await web.start()


@pytest.mark.parametrize(
    ("status", "state"),
    [(304, "unchanged"), (404, "missing"), (410, "gone"), (401, "refused"), (403, "refused"), (429, "backoff"),
     (503, "backoff"), (500, "error"), (502, "error"), (418, "error"), (300, "error")],
)  # fmt: skip
async def test_each_status_has_its_meaning(web: Web, status: int, state: str):
    web["/feed"] = page(b"", status)
    answer = await get(web, "/feed")
    assert (answer.state, answer.status) == (state, status)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({"Retry_After": "999999999"}, 3600), ({"Retry_After": "-1"}, 5), ({"Retry_After": "120"}, 120),
     ({"Retry_After": "Wed, 01 Jan 1997 00:00:00 GMT"}, 5), ({"Retry_After": "soon"}, 60),
     ({"Retry_After": "Mon, 23 Nov 2026 02:15:20 GMT"}, 120), ({"X_RateLimit_Reset": "77.5"}, 77.5),
     ({"X_RateLimit_Reset": "2026-11-23T02:15:20.123456Z"}, 120.123456), ({"RateLimit_Reset": "1795400090"}, 90),
     ({}, None)],
)  # fmt: skip
async def test_a_server_that_asks_us_to_wait_is_heard_within_reason(web: Web, headers: dict[str, str], wait: float):
    web["/busy"] = page(b"{}", 429, **headers)
    answer = await get(web, "/busy")
    assert answer.wait_s == (None if wait is None else pytest.approx(wait, abs=0.01))


async def test_a_good_answer_that_was_the_last_allowed_one_says_when_to_come_back(web: Web):
    web["/last"] = page(b"[]", X_RateLimit_Remaining="0", X_RateLimit_Reset="2026-11-23T02:14:20.5Z")
    web["/more"] = page(b"[]", X_RateLimit_Remaining="12.0", X_RateLimit_Reset="60")
    assert (await get(web, "/last")).wait_s == pytest.approx(60.5)
    assert (await get(web, "/more")).wait_s is None


async def test_a_permanent_move_is_told_a_temporary_one_is_followed_silently(web: Web):
    web["/old"] = page(b"", 301, Location="/new")
    web["/older"] = page(b"", 308, Location="/old")
    web["/away"] = page(b"", 302, Location="/old")
    web["/mixed"] = page(b"", 301, Location="/away")
    web["/new"] = page(FEED)
    assert (await get(web, "/old")).moved == web.url("/new")
    assert (await get(web, "/older")).moved == web.url("/new")
    assert (await get(web, "/away")).moved == ""
    assert (await get(web, "/mixed")).moved == web.url("/away")
    assert (await get(web, "/away")).body == FEED


async def test_redirects_in_a_circle_or_without_end_are_given_up(web: Web):
    web["/loop"] = page(b"", 302, Location="/loop")
    for n in range(8):
        web[f"/{n}"] = page(b"", 302, Location=f"/{n + 1}")
    web["/nowhere"] = page(b"", 302)
    assert (await get(web, "/loop")).state == "redirect"
    assert web.hits["/loop"] == 1
    assert (await get(web, "/0")).state == "redirect"
    assert web.hits["/6"] == 0
    assert (await get(web, "/nowhere")).state == "redirect"


async def test_a_redirect_to_a_file_is_blocked(web: Web):
    web["/file"] = page(b"", 302, Location="file:///etc/passwd")
    assert (await get(web, "/file")).state == "blocked"


async def test_a_redirect_that_names_a_private_server_is_blocked_even_the_allowed_one(web: Web):
    web["/out"] = page(b"", 302, Location=web.url("/secret"))
    web["/net"] = page(b"", 302, Location=f"//{web.host}/secret")
    web["/secret"] = page(b"secret")
    assert (await get(web, "/out")).state == "blocked"
    assert (await get(web, "/net")).state == "blocked"
    assert web.hits["/secret"] == 0


async def test_a_private_address_is_blocked_unless_allowed_for_exactly_that_port(web: Web):
    web["/feed"] = page(FEED)
    for allow in ("", f"127.0.0.1:{web.port + 1}", f"localhost:{web.port}"):
        assert (await quick().get(web.url("/feed"), allow=allow)).state == "blocked"
    assert web.hits["/feed"] == 0


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://news.example/x", "gopher://127.0.0.1:9/", "http://127.0.0.1:9/",
     "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://017700000001/", "http://localhost:9/",
     "http://[::1]:9/", "http://[::ffff:169.254.169.254]/latest/meta-data/", "http://[64:ff9b::a9fe:a9fe]/",
     "http://100.64.0.1/", "http://169.254.169.254/", "http://10.0.0.1/", "http://192.168.1.1/", "http://0.0.0.0/",
     "http://[fe80::1]/", "http://[fd00::1]/", "http://[2002:7f00:1::]/", "http://news.example@127.0.0.1/",
     "http://user:pw@news.example/"],
)  # fmt: skip
async def test_addresses_that_lead_inside_are_blocked(url: str):
    assert (await quick().get(url)).state == "blocked"


@pytest.mark.parametrize("url", ["http://", "http:///x", "http://[::1", "http://a:99999/", "http://a b/", "x", ""])
async def test_addresses_that_are_none_are_told_as_such(url: str):
    assert (await quick().get(url)).state in ("error", "blocked")


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "192.0.0.8", "192.88.99.1",
     "192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::1", "64:ff9b:1::1", "2002::1", "2001::1", "fc00::1", "fe80::1%eth0", "ff02::1", "fec0::1", "x"],
)  # fmt: skip
def test_no_address_with_a_special_use_counts_as_public(address: str):
    assert not is_public(address)


def test_ordinary_addresses_count_as_public():
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert is_public("::ffff:93.184.216.34")


async def test_a_name_that_answers_public_first_and_private_later_reaches_nothing_private(web: Web):
    web["/"] = page(b"secret")
    answers = [["93.184.216.34"], ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"]]
    dialled: list[str] = []

    async def resolver(host: str, port: int) -> list[str]:
        return answers.pop(0)

    fetcher = Fetcher(resolver=resolver, limits=Limits(wall_s=1))
    from warroom.sources import addresses

    class Dialler:
        async def connect_tcp(self, host: str, *rest: object):
            dialled.append(host)
            raise addresses.httpcore.ConnectError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses.httpcore, "AnyIOBackend", Dialler)
        url = f"http://rebind.test:{web.port}/"
        states = [(await fetcher.get(url)).state for _ in range(3)]
    assert states == ["error", "blocked", "blocked"]
    assert dialled == ["93.184.216.34"]
    assert web.hits["/"] == 0


async def test_a_password_goes_to_its_own_server_only(web: Web):
    other = Web()
    await other.start()
    try:
        web["/feed"] = page(b"", 302, Location="/here")
        web["/here"] = page(FEED)
        await get(web, "/feed", Authorization="Bearer s3cret")
        assert [r.headers.get("authorization") for r in web.requests] == ["Bearer s3cret", "Bearer s3cret"]

        async def resolver(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("warroom.sources.addresses.is_public", lambda address: True)
            web["/away"] = page(b"", 302, Location=f"http://other.test:{other.port}/x")
            other["/x"] = page(FEED)
            fetcher = Fetcher(resolver=resolver)
            answer = await fetcher.get(web.url("/away"), headers={"Authorization": "Bearer s3cret"})
        assert answer.state == "ok"
        assert "authorization" not in other.requests[0].headers
    finally:
        await other.stop()


async def test_no_note_holds_more_of_an_address_than_its_host(web: Web):
    web["/feeds/SECRET"] = page(b"", 500)
    answer = await get(web, "/feeds/SECRET?token=SECRET")
    assert "SECRET" not in answer.note


async def test_a_header_that_cannot_be_written_is_left_out(web: Web):
    web["/feed"] = page(FEED)
    answer = await get(web, "/feed", **{"If-None-Match": "a\r\nX-Evil: 1"})
    assert answer.state == "ok"
    assert "x-evil" not in web.requests[0].headers


async def test_proxies_of_the_environment_are_not_used(web: Web, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    web["/feed"] = page(FEED)
    assert (await get(web, "/feed")).state == "ok"
