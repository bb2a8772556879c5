"""A stranger's words that somebody pastes are words: no key is pressed by them."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual.message import Message

from tests.e2e.hostile import OWN
from warroom.domain.text import BAD
from warroom.tui.pasting import PasteParser

EVIL = ("\x1b\x1by", "a\x1b!yes\r now", "\x1b\x1b[201", "\x1b[20\x1b[200~", "end\x1b", "\x1b[<0;1;1M", "\x1b[A\r", *OWN)


def read(*chunks: str) -> list[Message]:
    parser = PasteParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


@pytest.mark.parametrize("text", EVIL)
def test_a_paste_is_one_paste_and_no_key_however_it_comes_in(text: str) -> None:
    whole = f"\x1b[200~{text}\x1b[201~"
    expected = text.replace("\x1b", BAD).replace("\x00", "")
    rng = random.Random(7)
    for _ in range(30):
        cuts = sorted(rng.sample(range(1, len(whole)), min(5, len(whole) - 1)))
        chunks = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
        *pasted, key = read(*chunks, "z")
        assert [type(event) for event in pasted] == [events.Paste]
        assert pasted[0].text == expected
        assert key.key == "z"


def test_keys_before_and_after_a_paste_are_keys_as_they_were() -> None:
    got = read("ab\x1b[200~one\x1b[201~\x1b[Bc\x1b[200~two\x1b[201~d\x1b[<0;3;4M")
    words = [event.text if isinstance(event, events.Paste) else getattr(event, "key", type(event).__name__)
             for event in got]  # fmt: skip
    assert words == ["a", "b", "one", "down", "c", "two", "d", "MouseDown"]
