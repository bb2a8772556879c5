"""The first run's screens as text, reviewed by eye beside 7c, and its keys. ``GOLDEN=write`` writes them anew."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from tests.tui.conftest import screen_text, sit
from tests.tui.fake import NOW, crisis
from tests.tui.forms_seat import Clock
from warroom.setup.draft import Book, Colleague, Feed, Shelf, Tried
from warroom.setup.folder import FolderDesk
from warroom.setup.seen import Seen
from warroom.tui.forms.base import Sheet
from warroom.tui.hints import HINTS, Hints
from warroom.tui.keymap import Keymap
from warroom.tui.setup.app import SetupConsole
from warroom.tui.setup.forms import NowSheet
from warroom.tui.setup.items import FeedForm, PersonForm
from warroom.tui.setup.rows import SetupView
from warroom.tui.setup.screen import SHEETS, HelpSheet
from warroom.tui.theme import PALETTES

HERE = Path(__file__).parent / "golden_setup"
SIZES = [(160, 48), (100, 30), (80, 24)]
BOOKS = tuple(
    Book(ident=title.lower().replace(" ", "-"), title=title, drilled=drilled)
    for title, drilled in (("Data loss", NOW - 86_400_000 * 19), ("Outage", None), ("Security", None),
                           ("Our own post", None), ("False rumour", None), ("Boycott", None))
)  # fmt: skip


class Desk(FolderDesk):
    """A real folder, and a machine that is always the same."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.shelf = Shelf(6, 3, BOOKS)
        self._read()
        self.tried: list[Feed] = []

    place = "~/rooms/quillstack"
    user = ("bea", "")

    def now(self) -> int:
        return NOW

    async def attempt(self, feed: Feed) -> Tried:
        self.tried.append(feed)
        return Tried(True, "12 posts, 2 name Quillstack. Newest of 14:02: “Quillstack is down”")


class Seat:
    def __init__(self, app: SetupConsole, pilot: Pilot[Any], clock: Clock, desk: Desk) -> None:
        self.app, self.pilot, self.clock, self.desk = app, pilot, clock, desk

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.screen_stack[0]._last = (("", 0), 0.0)
            await self.pilot.press(key)
            await self.pilot.pause()
            self.clock.now += 1.0  # whatever opened has heard enough of what was not meant for it

    async def type(self, text: str) -> None:
        self.app.focused._forward_event(events.Paste(text))
        await self.pilot.pause()

    @property
    def rows(self) -> list[str]:
        return screen_text(self.app)

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)


@contextlib.asynccontextmanager
async def setting_up(
    folder: Path, size: tuple[int, int] = (100, 30), *, known: bool = False, theme: str = "dark"
) -> AsyncIterator[Seat]:
    """The first run; ``known``: steps 1 and 2 are done, as in the picture."""
    desk = Desk(folder / "room")
    if known:
        me = Colleague(short="bea", name="Bea Morales", unix="bea")
        desk.keep("who", msgspec.structs.replace(desk.draft, me="bea", team=(me,)))
        phrases = ("quillstack", "quillstack.example", "#quillstack")
        desk.keep("watch", msgspec.structs.replace(desk.draft, brand="Quillstack", phrases=phrases))
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "clock", staticmethod(clock))
        app = SetupConsole(desk, SetupView(), theme=theme)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Seat(app, pilot, clock, desk)


def compare(name: str, size: tuple[int, int], shown: str) -> None:
    path = HERE / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("GOLDEN") == "write":
        HERE.mkdir(exist_ok=True)
        path.write_text(shown + "\n", encoding="utf-8")
    assert shown + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("known", [False, True], ids=["fresh", "two-done"])
async def test_the_first_run_looks_as_it_was_reviewed(tmp_path: Path, size: tuple[int, int], known: bool) -> None:
    async with setting_up(tmp_path, size, known=known) as seat:
        compare("two-done" if known else "fresh", size, seat.text)


STEPS = ("who", "watch", "look", "team", "levels", "words", "playbooks")


@pytest.mark.parametrize("size", [(100, 30), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("number", range(1, 8), ids=STEPS)
async def test_each_step_looks_as_it_was_reviewed(tmp_path: Path, size: tuple[int, int], number: int) -> None:
    async with setting_up(tmp_path, size, known=True) as seat:
        await seat.press(str(number))
        compare(f"step-{STEPS[number - 1]}", size, seat.text)


@pytest.mark.parametrize("size", [(100, 30), (80, 24)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize(
    ("name", "keys"),
    [("feed", ("3", "n")), ("person", ("4", "n")), ("now", ("D",)), ("help", ("f1",)), ("ready", ("s",) * 5)],
)
async def test_what_a_key_opens_looks_as_it_was_reviewed(
    tmp_path: Path, size: tuple[int, int], name: str, keys: tuple[str, ...]
) -> None:
    async with setting_up(tmp_path, size, known=True) as seat:
        await seat.press(*keys)
        compare(name, size, seat.text)


@pytest.mark.slow
@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("size", [(160, 48), (120, 36), (100, 30), (80, 24), (60, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_nothing_reaches_beyond_its_row(
    tmp_path: Path, size: tuple[int, int], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if theme == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    async with setting_up(tmp_path, size, known=True, theme=theme) as seat:
        desk = seat.desk
        feed, who = Feed(name="x" * 90, where="https://" + "y" * 300), Colleague(short="a", name="漢字" * 30)
        forms = [*(sheet(desk) for sheet in SHEETS), NowSheet(desk), HelpSheet(), FeedForm(desk, feed, []),
                 PersonForm(desk, who, [who])]  # fmt: skip
        for form in forms:
            seat.app.push_screen(form)
            await seat.pilot.pause()
            for strip in seat.app.screen._compositor.render_strips():
                assert strip.cell_length == cell_len(strip.text) == size[0]
            seat.app.pop_screen()
            await seat.pilot.pause()


async def test_a_feed_is_asked_only_when_somebody_presses_t(tmp_path: Path) -> None:
    async with setting_up(tmp_path, known=True) as seat:
        await seat.press("3", "n")
        await seat.press("tab")
        await seat.type("https://news.example/feed.xml?secret=hush")
        await seat.press("ctrl+s")
        assert "news.example" in seat.text
        assert "hush" not in seat.text
        assert "not tried" in seat.text
        assert not seat.desk.tried
        await seat.press("t")
        await seat.app.workers.wait_for_complete([w for w in seat.app.workers if w.group == "try"])
        await seat.pilot.pause()
        assert "12 posts, 2 name Quillstack" in seat.text
        assert len(seat.desk.tried) == 1


async def test_a_line_that_was_taken_out_comes_back_with_u(tmp_path: Path) -> None:
    async with setting_up(tmp_path, known=True) as seat:
        await seat.press("3", "n")
        await seat.press("tab")
        await seat.type("https://news.example/feed.xml")
        await seat.press("ctrl+s")
        await seat.press("x")
        assert "No sources" in seat.text
        await seat.press("u")
        assert "news.example" in seat.text
        await seat.press("escape")
        await seat.press("3")
        assert "What you had entered is still here" in seat.text
        assert seat.desk.draft.feeds == ()
        await seat.press("ctrl+s")
        assert [feed.name for feed in seat.desk.draft.feeds] == ["news.example"]


async def test_what_is_missing_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    async with setting_up(tmp_path) as seat:
        for number, words in (("1", "Say the name"), ("2", "Say what the brand is called"), ("3", "No source yet")):
            await seat.press(number)
            await seat.press("ctrl+s")
            assert words in seat.text
            await seat.press("escape")
        assert seat.desk.done == frozenset()
        assert not seat.desk.folder.exists()


async def test_minutes_are_written_with_digits_and_a_level_never_leaves_more_time_than_the_one_below(
    tmp_path: Path,
) -> None:
    async with setting_up(tmp_path) as seat:
        await seat.press("5")
        await seat.press("4", "5")
        await seat.press("ctrl+s")
        assert "L3 Crisis would leave more time for an answer than L2 Alert" in seat.text
        await seat.press("backspace", "right", "minus", "left", "backspace")
        await seat.press("ctrl+s")
        assert "0 is no time" in seat.text
        await seat.press("9")
        await seat.press("ctrl+s")
        rule = seat.desk.draft.rules[3]
        assert (rule.answer, rule.first_words) == (9, None)
        assert "levels" in seat.desk.done


async def test_the_person_who_sets_up_cannot_be_taken_out(tmp_path: Path) -> None:
    async with setting_up(tmp_path, known=True) as seat:
        await seat.press("4", "x")
        assert "That is you" in seat.text


async def test_pasted_text_presses_no_keys(tmp_path: Path) -> None:
    async with setting_up(tmp_path) as seat:
        seat.app.screen._forward_event(events.Paste("sssd"))
        await seat.pilot.pause()
        assert "Nothing was pasted" in seat.text
        assert "skipped" not in seat.text
        assert seat.app.wish == ""


def test_a_form_that_has_only_just_opened_takes_no_order(tmp_path: Path) -> None:
    sheet = SHEETS[0](Desk(tmp_path / "room"))
    assert sheet.deaf
    assert sheet.check_action("at_once", ("tab",)) is False


async def test_the_first_visit_to_a_pane_says_one_line_and_the_next_nothing() -> None:
    async with sit(crisis(), (160, 48), seen=lambda: Seen(None)) as seat:
        seat.app.explain()  # by itself it comes half a second after the first paint
        await seat.pilot.pause()
        assert "c takes the post under the bar" in seat.prompt
        await seat.press("tab")
        assert "t makes a task" in seat.prompt
        await seat.press("tab")
        assert "goes to what needs you" in seat.prompt
        await seat.press("shift+tab")
        assert "Write to the log, or : for a command" in seat.prompt


def test_a_hint_names_the_keys_as_this_person_has_them_and_fits_a_small_terminal() -> None:
    assert Hints(lambda: Seen(None), Keymap({"claim": "K"})).line("feed").startswith("K takes")
    assert Hints(lambda: Seen(None), Keymap({"claim": ""})).line("feed") == ""
    for pane in HINTS:
        assert 20 < len(Hints(lambda: Seen(None), Keymap()).line(pane)) <= 60


@pytest.mark.parametrize("how", ["taken away", "left"])
@pytest.mark.parametrize("turns", [0, 1, 3, 10])
async def test_a_step_that_goes_while_it_opens_breaks_nothing(tmp_path: Path, how: str, turns: int) -> None:
    app = SetupConsole(Desk(tmp_path / "room"), SetupView())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.push_screen(SHEETS[4](app._desk, {"levels": {"grid": (1,)}}))
        for _ in range(turns):
            await asyncio.sleep(0)
        if how == "left":
            app.exit(0)
        else:
            app.pop_screen()
        await pilot.pause()
    assert app.return_code in (None, 0)
