"""What a stranger wrote stays in its cell, whatever it holds, on every pane and in every theme."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tests.tui.conftest import sit
from tests.tui.fake import FakeRoom, crisis, mention, quiet
from warroom.domain import entries as e
from warroom.domain.health import SourceHealth
from warroom.domain.people import Person
from warroom.tui.app import Console
from warroom.tui.gate import Gate

FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

HOSTILE = [
    "\x1b[2J\x1b[H all gone",
    "\x1b]52;c;aGVsbG8=\x07 clipboard",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m eight bit \x9d2;title\x9c",
    "\u202egnp.exe\u202c reversed \u2066 isolate",
    "zero\u200bwidth\u200djoin\ufeff",
    "[@click=app.exit]press[/] [/red] [b",
    "bell\x07back\x08\x08\x08 feed\x0c\x0b\r over",
    "tab\there\nline\r\ntwo\u2028three",
    "Z̸̢̛͖̗a̵̡̛͔l̶̨͈g̷̢͎o̸̡͇",
    "\x1bP+q544e\x1b\\ dcs \x1b_apc\x1b\\ \x1b^pm\x1b\\",
]
WIDE = [
    "漢字が多い投稿はセルを二つずつ使います。" * 8,
    "한국어 게시물도 마찬가지입니다 " * 8,
    "👩‍👩‍👧‍👦 family 🇩🇪 flag ❤️ heart 👍🏽 thumb " * 6,
    "ＦＵＬＬ ｗｉｄｔｈ " * 12,
    "é" * 120 + "ก็" * 60,
    "x" * 400,
]
SIZES = [(160, 48), (140, 40), (120, 36), (110, 30), (100, 30), (80, 24), (72, 20), (40, 8)]
PANES = ("feed", "tasks", "log", "needs", "score")


def poison(room: FakeRoom, words: list[str]) -> FakeRoom:
    """Put the words wherever a stranger or a colleague can put any."""
    for n, text in enumerate(words):
        room.mentions.append(
            mention(500 + n, "14:46", "X", f"@{text}", text, author=text, tone=-30, reach=12_345_678, needs_answer=True,
                    flags=("press", "edited", text), hidden=3, copies=11, title=text)
        )  # fmt: skip
        room.record(e.Observed(text=text), "ken")
        room.record(e.TaskMade(task=600 + n, title=text, owner="ken", due=room.clock - 1), "ken")
        room.record(e.UpdateGiven(audience="team", text=text), "ken")
    room.health = (
        *room.health,
        *(SourceHealth(name=t, kind="rss", state="failing", note=t, since=room.clock) for t in words),
    )
    room.people = {**room.people, "evil": Person("evil", words[0], ("legal",))}
    if room.picture.incident:
        room.picture.incident.title = " ".join(words)
    return room


@pytest.fixture
def no_sanitiser(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the first layer had failed: what is shown was never cleaned. Only the gate is left."""
    from warroom.domain import text

    monkeypatch.setattr(text, "clean", lambda words, longest=0: text.Cleaned(words))


def leaving(app: Console) -> list[Strip]:
    """Strips as they leave for the terminal, with the app's filters applied."""
    return app.screen._compositor.render_strips()


@pytest.mark.usefixtures("no_sanitiser")
@pytest.mark.parametrize("make", [crisis, quiet])
@pytest.mark.parametrize("size", [(160, 48), (120, 36), (80, 24), (60, 16)])
async def test_no_control_character_leaves_for_the_terminal_from_any_pane(make: Any, size: tuple[int, int]) -> None:
    room = poison(make(), HOSTILE)
    async with sit(room, size) as seat:
        for _ in PANES:
            for strip in leaving(seat.app):
                for segment in strip:
                    assert not FORBIDDEN.search(segment.text), repr(segment.text)
                    assert segment.style is None or segment.style.link is None
            await seat.press("tab")


@pytest.mark.usefixtures("no_sanitiser")
async def test_a_refusal_that_quotes_a_stranger_is_gated_too(room: FakeRoom) -> None:
    room.offline = "".join(HOSTILE)
    async with sit(room) as seat:
        await seat.press("c")
        assert not any(FORBIDDEN.search(strip.text) for strip in leaving(seat.app))


@pytest.mark.parametrize(
    ("theme", "size"),
    [*(("dark", size) for size in SIZES), *((t, s) for t in ("light", "256", "none") for s in SIZES[::5])],
    ids=lambda v: v if isinstance(v, str) else f"{v[0]}x{v[1]}",
)
async def test_no_row_is_wider_or_narrower_than_the_terminal(theme: str, size: tuple[int, int]) -> None:
    room = poison(crisis(), WIDE)
    async with sit(room, size, theme=theme) as seat:
        for key in ("", "tab", "tab", "tab", "tab", "z", "3", "4"):
            if key:
                await seat.press(key)
            for n, strip in enumerate(leaving(seat.app)):
                assert cell_len(strip.text) == size[0], (key, n, strip.text)


def test_the_gate_takes_links_out_and_leaves_clean_text_alone() -> None:
    black = Color(0, 0, 0)
    clean = [Segment("plain text", Style(bold=True)), Segment("漢字")]
    assert Gate().apply(clean, black) is clean
    dirty = [Segment("a\x1b[31mb", Style(color="red", link="https://evil.example", bold=True))]
    (safe,) = Gate().apply(dirty, black)
    assert "\x1b" not in safe.text
    assert safe.style is not None
    assert safe.style.link is None
    assert safe.style.bold
    assert safe.style.color is not None


def test_the_gate_lets_no_format_character_through() -> None:
    every = "".join(chr(n) for n in range(0x20000) if unicodedata.category(chr(n)) in ("Cc", "Cf", "Cs"))
    (safe,) = Gate().apply([Segment(every)], Color(0, 0, 0))
    left = {c for c in safe.text if unicodedata.category(c) in ("Cc", "Cs") or FORBIDDEN.match(c)}
    assert not left


async def test_the_gate_is_the_last_filter_and_textual_s_own_ways_out_are_shut(room: FakeRoom) -> None:
    async with sit(room) as seat:
        app = seat.app
        assert isinstance(app._filters[-1], Gate)
        assert not app.use_command_palette
        opened = []
        app._driver.open_url = lambda *a, **k: opened.append(a)
        app.open_url("https://example.org")
        app.deliver_text("x")
        app.action_suspend_process()
        assert not opened


async def test_a_click_on_any_cell_of_a_markup_post_does_nothing(room: FakeRoom) -> None:
    poison(room, ["[@click=app.exit]press[/]", "[@click=app.simulate_key('D')]x[/]"])
    before = len(room.log)
    async with sit(room) as seat:
        for x in range(58, 150, 22):
            for y in range(5, 27, 4):
                await seat.pilot.click(offset=(x, y))
        assert seat.app.is_running
        assert len(room.log) == before


async def test_a_crash_names_the_place_of_the_log_and_no_local_value(capsys: pytest.CaptureFixture[str]) -> None:
    import contextlib

    @contextlib.asynccontextmanager
    async def connect():
        token = "s3cret-in-a-local"  # noqa: F841 - it must not be printed
        raise RuntimeError("secret in the message \x1b[31m")
        yield FakeRoom()

    app = Console(connect, theme="dark", log_place="room.db")
    with contextlib.suppress(RuntimeError):
        async with app.run_test() as pilot:
            await pilot.pause()
    shown = capsys.readouterr().err
    assert app.return_code == 1
    assert "The console broke: RuntimeError." in shown
    assert "The log is safe in room.db." in shown
    assert "s3cret" not in shown
    assert "\x1b[31m" not in shown
