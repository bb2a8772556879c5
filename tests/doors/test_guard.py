"""Which requests the web door lets through, and where it listens."""

from __future__ import annotations

import pytest

from warroom.doors.guard import Guard, is_loopback, listen_at, policy

USUAL = ("127.0.0.1", 8080)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_what_only_this_machine_can_reach_needs_no_token(host: str) -> None:
    assert is_loopback(host)
    assert not Guard(host).token
    assert Guard(host).knows("")
    assert Guard(host, ask=True).token


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "wall.example", "127.0.0.1.nip.io"])
def test_anything_else_needs_one(host: str) -> None:
    guard = Guard(host)
    assert len(guard.token) >= 32
    assert guard.token != Guard(host).token
    assert guard.knows(guard.token)
    for wrong in ("", guard.token[:-1], guard.token + "a", guard.token.swapcase(), "ä", "\udc80"):
        assert not guard.knows(wrong)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", USUAL), (":9000", ("127.0.0.1", 9000)), ("0.0.0.0", ("0.0.0.0", 8080)), ("[::1]:0", ("::1", 0)),
        ("wall.example:80", ("wall.example", 80)),
    ],
)  # fmt: skip
def test_where_to_listen(words: str, found: tuple[str, int]) -> None:
    assert listen_at(words, USUAL) == found


@pytest.mark.parametrize("words", ["a:b", "::1", "1:2:3", "host:99999", "[::1", "[a]b:1", "http://host:80"])
def test_what_is_no_place_to_listen_is_said_in_words(words: str) -> None:
    with pytest.raises(ValueError, match="is no HOST:PORT"):
        listen_at(words, USUAL)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "localhost:9999", "[::1]:8080"])
def test_a_loopback_door_goes_by_the_names_of_this_machine(host: str) -> None:
    assert Guard("127.0.0.1").answers_to(host)
    assert Guard.same_site(host, f"http://{host}")
    assert f"ws://{host} " in policy(host)


@pytest.mark.parametrize("host", ["evil.example:8080", "127.0.0.1.evil.example", "", "localhost;x", "a b", "[evil]:1"])
def test_and_by_no_other_however_it_was_made_to_point_here(host: str) -> None:
    assert not Guard("127.0.0.1").answers_to(host)


def test_a_door_to_everywhere_goes_by_any_name_that_is_one() -> None:
    guard = Guard("0.0.0.0")
    assert guard.answers_to("wall.example:8080")
    for host in ("", "x y", "a;b", "a'b", "a\nb", "x" * 300, "[::1]:8080; script-src *"):
        assert not guard.answers_to(host)


@pytest.mark.parametrize(
    "origin",
    ["", "null", "http://evil.example", "http://localhost:8081", "http://localhost:8080.evil.example",
     "file://localhost:8080", "http://x@localhost:8080", "http://[", "chrome-extension://localhost:8080"],
)  # fmt: skip
def test_a_page_from_elsewhere_does_not_look_through_it(origin: str) -> None:
    assert not Guard.same_site("localhost:8080", origin)
