"""The sheets that show rather than ask: a mention, the sources, the keys, every action by name."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from tests.shared import SHARED, needs_shared
from tests.tui.fake import NOW, crisis, mention, quiet
from tests.tui.forms_seat import FormSeat, form_open
from tests.tui.show_form import article, by
from warroom.domain import entries as e
from warroom.domain import orders as o
from warroom.domain.level import MINUTE
from warroom.tui.forms.help import HelpSheet
from warroom.tui.forms.mention import MentionSheet
from warroom.tui.forms.palette import Palette
from warroom.tui.forms.sources import SourcesSheet
from warroom.tui.keymap import Keymap

FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
"""What no terminal may get from a stranger."""


def last(room):
    """The payload of the newest entry."""
    return room.log[-1].payload


# -- a mention --------------------------------------------------------------------------------------------------------


async def test_a_mention_can_be_claimed_and_let_go_in_its_sheet() -> None:
    room = crisis()
    post = by(room, "@hana_legalops")
    async with form_open(MentionSheet(room, post), room=room) as table:
        assert "c claim" in table.text
        await table.press("c")
        assert room.picture.done_about(post.id).owner == "maren"
        assert "It is yours. u takes it back." in table.text
        assert "Maren claimed @hana_legalops" in table.text
        assert "c let go" in table.text
        await table.press("c")
        assert room.picture.done_about(post.id).owner == ""


async def test_taking_a_mention_from_another_person_asks_first() -> None:
    room = crisis()
    post = by(room, "@ines_cfo")
    async with form_open(MentionSheet(room, post), room=room) as table:
        await table.press("c")
        assert "Take this from Bea?" in table.text
        table.clock.now += 1
        await table.press("escape")
        assert room.picture.done_about(post.id).owner == "bea"
        await table.press("c")
        table.clock.now += 1
        await table.press("y")
        assert room.picture.done_about(post.id).owner == "maren"


async def test_the_verbs_of_the_feed_work_on_the_mention_that_is_shown() -> None:
    room = crisis()
    post = by(room, "@gordonlaw")
    async with form_open(MentionSheet(room, post), room=room) as table:
        await table.press("space")
        assert room.picture.done_about(post.id).pinned
        assert "Pinned to the log." in table.text
        await table.press("w")
        assert room.picture.watched == {"X/@ines_cfo": True, "X/@gordonlaw": True}
        await table.press("m")
        assert room.picture.done_about(post.id).triage == "not_us"
        await table.press("u")
        assert room.picture.done_about(post.id).triage == ""
        await table.press("plus")
        assert room.picture.done_about(post.id).tone == 0
        assert "neutral +0, set by hand" in table.text
        await table.press("minus", "minus")
        assert room.picture.done_about(post.id).tone == -80


async def test_a_form_opened_from_a_mention_is_about_that_mention() -> None:
    room = crisis()
    post = by(room, "@hana_legalops")
    async with form_open(MentionSheet(room, post), room=room) as table:
        await table.press("t")
        table.clock.now += 1
        await table.type("Call her")
        await table.press("ctrl+s")
        assert last(room) == e.TaskMade(task=30, title="Call her", due=NOW + 30 * MINUTE, mention=post.id)
        assert "Maren made task 30 Call her" in table.text
        await room.do(o.Answer(mention=post.id, text="We call you at three"))
        await table.press("o")
        table.clock.now += 1
        await table.press("enter")
        assert "Maren answered this 0 s ago." in table.text
        await table.press("r")  # the answer is written on the desk
        assert table.brought == ["answer"]


async def test_a_refusal_is_said_in_the_sheet() -> None:
    room = crisis()
    async with form_open(MentionSheet(room, by(room, "u/clm_admin_42")), room=room) as table:
        await table.press("space")
        assert "▲ This is pinned already." in table.text


async def test_the_thread_turns_page_by_page() -> None:
    room = crisis()
    async with form_open(MentionSheet(room, article(room)), room=room) as table:
        assert "Thread   1 to 3 of 4" in table.text
        assert "Has anyone kept the mail of 09:30?" in table.text
        await table.press("right")
        assert "Thread   2 to 4 of 4" in table.text
        await table.press("left")
        assert "Thread   1 to 3 of 4" in table.text


async def test_a_long_mention_scrolls_on_a_small_terminal() -> None:
    room = crisis()
    async with form_open(MentionSheet(room, article(room)), (80, 24), room=room) as table:
        assert "more ↓" in table.text
        assert "What we did" not in table.text
        await table.press("pagedown")
        assert "What we did" in table.text
        assert "more ↓" not in table.text


async def test_deadlines_move_while_the_sheet_is_open() -> None:
    room = crisis()
    post = by(room, "@ines_cfo")
    async with form_open(MentionSheet(room, post), room=room) as table:
        assert "answer in 3m" in table.text
        room.advance(5 * MINUTE)
        table.form.tick()
        await table.settle()
        assert "answer 1m late" in table.text


async def test_a_mention_without_words_says_so() -> None:
    room = crisis()
    post = mention(950, "14:40", "MA", "@empty", "")
    async with form_open(MentionSheet(room, post), room=room) as table:
        assert "It has no words." in table.text
        assert "Thread   nobody has answered it that we saw" in table.text
        assert "What we did   nothing yet" in table.text
        assert "not scored" in table.text


async def test_the_keys_are_the_ones_that_this_person_chose() -> None:
    room = crisis()
    post = by(room, "@hana_legalops")
    sheet = MentionSheet(room, post, Keymap({"claim": "k", "up": "up"}))
    async with form_open(sheet, room=room) as table:
        assert "k claim" in table.text
        await table.press("c")
        assert room.picture.done_about(post.id).owner == ""


async def test_the_link_is_copied() -> None:
    room = crisis()
    async with form_open(MentionSheet(room, by(room, "@ines_cfo")), room=room) as table:
        await table.press("y")
        assert table.seat.app.clipboard == "https://example.net/x/16"


# -- what strangers write ---------------------------------------------------------------------------------------------

OWN_CASES = [
    "refund \x1b]52;c;ZXZpbA==\x07 now",
    "\x1b]8;;https://evil.example\x07bank.example\x1b]8;;\x07",
    "\x1b[2J\x1b[H found",
    "red \x9b31m text \x9d0;title\x9c",
    "evil\u202egpj.exe",
    "zero\u200bwidth\ufeff",
    "[@click=app.quit]x[/] [/red] [b \\",
    "line one\nT+02:46 · forged line\u2028second",
    "\ud800 lone \U000e0041 tag",
    "a" + "\u0301" * 500,
]


def shared_cases() -> list[str]:
    found = []
    for name in ("text_escape", "text_unicode", "text_markup", "text_export"):
        path = SHARED / "data" / "hostile" / f"{name}.jsonl"
        found += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line.strip()]
    return found


async def _shows_safely(table: FormSeat, text: str) -> None:
    screen = table.seat.app.screen
    for strip in screen._compositor.render_strips():
        shown = "".join(segment.text for segment in strip)
        assert not FORBIDDEN.search(shown), (text, shown)
        assert strip.cell_length == table.seat.app.size.width
        for segment in strip:
            if segment.style is not None:
                assert segment.style.link is None
                assert not any(key.startswith("@") for key in segment.style.meta)


async def _hostile(text: str, size: tuple[int, int]) -> None:
    room = crisis()
    post = msgspec.structs.replace(
        mention(960, "14:40", "MA", "@x", text), author=text, handle=text, title=text, url=f"https://x.example/{text}",
        needs_answer=True,
    )  # fmt: skip
    answer = msgspec.structs.replace(post, id=961, native_id="n961", reply_to="n960", title="")
    room.mentions += [post, answer]
    async with form_open(MentionSheet(room, post), size, room=room) as table:
        await _shows_safely(table, text)
        before = len(room.log)
        paper = table.form.query_one("#paper").region
        for y in range(paper.y, paper.bottom, 3):
            await table.seat.pilot.click(offset=(paper.x + 8, y))
        assert len(room.log) == before
        assert table.seat.app.screen is table.form
        await table.press("x")
        await _shows_safely(table, text)
        for key in ("t", "r", "T"):
            await table.press(key)
            await _shows_safely(table, text)
            table.clock.now += 1
            await table.press("escape")


@pytest.mark.parametrize("case", range(len(OWN_CASES)))
async def test_nothing_a_stranger_wrote_leaves_its_cells(case: int) -> None:
    await _hostile(OWN_CASES[case], (80, 24) if case % 2 else (160, 48))


@pytest.mark.slow
@pytest.mark.timeout(400)
@needs_shared
async def test_no_hostile_text_of_the_collection_leaves_its_cells() -> None:
    cases = shared_cases()
    assert len(cases) == 57
    for text in cases:
        await _hostile(text, (100, 30))


async def test_as_written_spells_out_what_is_not_plain() -> None:
    room = crisis()
    post = mention(960, "14:40", "MA", "@x", "evil\u202egpj.exe")
    async with form_open(MentionSheet(room, post), room=room) as table:
        await table.press("x")
        assert "evil\\u202egpj.exe" in table.text
        await table.press("x")
        assert "\\u202e" not in table.text


# -- sources ----------------------------------------------------------------------------------------------------------


async def test_a_source_is_asked_again_and_a_blind_spot_is_logged() -> None:
    async with form_open("sources") as table:
        await table.press("down", "r")
        assert table.room.retried == ["Reviews"]
        assert "Asked Reviews at 14:47:13, it is down." in table.text
        await table.press("l")
        assert last(table.room) == e.SourceDown(source="Reviews", since=NOW, note="answered 503")
        assert "Logged: Reviews is not heard." in table.text


async def test_sources_that_are_not_heard_are_never_called_quiet() -> None:
    async with form_open("sources") as table:
        assert "X is 9 min old. Reviews down." in table.text
        assert "Nobody is told that X and Reviews are quiet." in table.text
        assert "▲ late" in table.text


async def test_the_bar_stays_on_its_source_when_the_list_changes() -> None:
    async with form_open("sources") as table:
        await table.press("down", "down")
        table.room.health = tuple(reversed(table.room.health))
        table.form.tick()
        await table.settle()
        assert next(row for row in table.rows if "▌" in row).split()[1] == "LinkedIn"


async def test_a_room_without_sources_says_where_to_name_one() -> None:
    room = quiet()
    room.health = ()
    async with form_open(SourcesSheet(room), room=room) as table:
        assert "No sources. Name one under [[sources]] in warroom.toml." in table.text
        await table.press("r", "l", "down")
        assert room.retried == []


# -- help and palette -------------------------------------------------------------------------------------------------


async def test_the_help_shows_every_key_that_does_something_here() -> None:
    async with form_open("help") as table:
        for action in Keymap().available("feed", incident=True):
            assert action.label in table.text
        assert "declare" not in table.text


async def test_on_a_quiet_day_the_help_offers_declaring() -> None:
    room = quiet()
    async with form_open(HelpSheet("feed"), room=room) as table:
        assert "declare …" in table.text
        assert "stand down" not in table.text


async def test_a_key_is_found_by_a_word() -> None:
    async with form_open("help") as table:
        await table.press("slash")
        await table.type("urgent")
        assert "the next one that is late or waits for somebody" in table.text
        assert "claim" not in table.text
        await table.press("escape")
        assert "claim" in table.text
        await table.press("escape")
        assert table.brought == [None]


async def test_a_word_without_a_key_is_said() -> None:
    async with form_open("help") as table:
        await table.press("slash")
        await table.type("zz")
        assert "No key for 'zz'. esc shows all of them." in table.text


@pytest.mark.parametrize(("key", "brings"), [("ctrl+p", "palette"), ("colon", "command"), ("question_mark", None)])
async def test_the_help_leads_on(key: str, brings: str | None) -> None:
    async with form_open("help") as table:
        await table.press(key)
        assert table.brought == [brings]


async def test_an_action_is_found_by_a_few_letters_and_done_with_enter() -> None:
    async with form_open("palette") as table:
        await table.type("lev")
        assert "enter level …" in table.keys
        await table.press("enter")
        assert table.brought == ["level"]


async def test_the_palette_takes_the_row_under_the_bar() -> None:
    async with form_open("palette") as table:
        await table.press("down", "down", "enter")
        assert table.brought == ["task_from"]


async def test_a_palette_that_finds_nothing_says_so() -> None:
    async with form_open("palette") as table:
        await table.type("qqq")
        assert "No action is called 'qqq'. esc goes back." in table.text
        await table.press("enter")
        assert table.brought == []


async def test_the_palette_keeps_the_bar_in_sight() -> None:
    async with form_open(Palette("feed"), (80, 24), room=crisis()) as table:
        await table.press("pagedown", "pagedown", "pagedown")
        assert any("▌" in row for row in table.rows[4:])
