"""Big letters and the sheet they stand on: always as wide as they say, never blank, never over the edge."""

from __future__ import annotations

import random
import unicodedata

import msgspec
import pytest
from rich.cells import cell_len

from tests.tui.fake import MINUTE, NOW, FakeRoom, crisis, mention, quiet
from warroom.domain import entries as e
from warroom.tui.alerts import alerts
from warroom.tui.cmd import Said
from warroom.tui.paint import text_of, width
from warroom.tui.wall.advice import advice
from warroom.tui.wall.big import L_CELLS, M_CELLS, blocks, cut, dots, half
from warroom.tui.wall.canvas import Canvas
from warroom.tui.wall.font import GLYPHS, HIGH, letters
from warroom.tui.wall.wall import Edge, wall
from warroom.tui.wall.watch import Watch

WORDS = (
    "Quillstack", "数据丢失", "データ損失", "데이터", "Потеря данных", "straße", "Ünïcödé", "🔥🔥", "👩‍🚀",
    "é́́́", "بيانات", "a" * 70,
    "", " ", "ﬁn", "½", "\u200b", "\u3000", "\x1b[31mred", "𝔘𝔫𝔦", "…", "\ufffd", "ｗｉｄｅ", "İ", "x\ny",
)  # fmt: skip


def made_up(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 6)))


def test_every_drawing_is_five_by_seven() -> None:
    assert all(len(glyph) == HIGH and {len(row) for row in glyph} == {5} for glyph in GLYPHS.values())
    assert all("#" in "".join(glyph) for char, glyph in GLYPHS.items() if char != " ")
    assert len(set(GLYPHS.values())) == len(GLYPHS) - 1  # O and 0 look alike, as on most signs


def test_letters_fall_back_to_what_they_are_made_of() -> None:
    assert [char for char, _ in letters("éÇß’—ﬁ")] == ["E", "C", "S", "S", "'", "-", "F", "I"]
    assert [char for char, glyph in letters("äöüÄÖÜåñø") if glyph is None] == []


@pytest.mark.parametrize("draw", [half, dots])
def test_nothing_that_can_be_read_is_ever_blank(draw: object) -> None:
    for code in (*range(0x21, 0x250), *range(0x370, 0x530), 0x4E2D, 0x3042, 0xAC00, 0x5D0, 0x1F525, 0x0301, 0xFFFD):
        char = chr(code)
        if unicodedata.category(char)[0] in "CZ":
            continue
        assert "".join(draw(char)).strip(), f"{code:x}"  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(40))
def test_rows_of_big_writing_are_equally_wide_and_a_cut_keeps_its_promise(seed: int) -> None:
    chance = random.Random(seed)
    text, most = made_up(chance), chance.randint(0, 40)
    for block in (half(text), dots(text)):
        assert len({cell_len(row) for row in block}) == 1
    short = cut(text, most)
    assert len(letters(short)) <= most
    assert cell_len(dots(short)[0]) == M_CELLS * len(letters(short)) <= M_CELLS * most
    assert cell_len(half(short)[0]) == max(0, L_CELLS * len(letters(short)) - 1)


def test_a_cut_ends_at_a_word() -> None:
    assert cut("Answer Cloud Courier, on the record", 21) == "Answer Cloud Courier…"
    assert cut("Legal sign-off on statement 3", 20) == "Legal sign-off on…"
    assert cut("Legal", 5) == "Legal"


def test_figures_scale() -> None:
    assert len(blocks("71", 4, 2)) == 14
    assert len(blocks("02:47", 2, 1)) == 7
    assert cell_len(blocks("02:47", 2, 1)[0]) == 52


def test_what_would_cover_other_words_is_left_out() -> None:
    canvas = Canvas(20, 2)
    canvas.put(0, 0, "level three")
    canvas.put(5, 0, "over it")
    canvas.put(15, 0, "beyond the edge")
    canvas.block(18, 1, ("███",), "warn")
    assert text_of(canvas.painted()) == "level three    beyo…\n"


def _room(chance: random.Random) -> FakeRoom:
    room = chance.choice((crisis, quiet))()
    if room.picture.incident:
        room.picture.incident.title = made_up(chance)
    for n in range(chance.randint(0, 4)):
        due = NOW + chance.randint(-200, 200) * MINUTE
        owner = chance.choice(("anna", "", "tomas"))
        room.record(e.TaskMade(task=100 + n, title=made_up(chance), owner=owner, due=due), "maren")
        room.record(e.Observed(text=made_up(chance)), "ken")
        room.hear(mention(900 + n, "14:40", "X", made_up(chance), made_up(chance), reach=chance.randint(0, 9_999_999),
                          tone=-80, needs_answer=True, flags=chance.choice(((), ("press",)))))  # fmt: skip
    if room.reading and chance.random() < 0.3:
        room.reading = msgspec.structs.replace(room.reading, score=chance.randint(0, 100), at=NOW - 10 * MINUTE)
    room.clock += chance.randint(0, 500) * MINUTE
    room.health = room.health[: chance.randint(0, 11)]
    room.trouble = chance.choice(("", "", made_up(chance)))
    room.people = {**room.people, "anna": msgspec.structs.replace(room.people["anna"], name=made_up(chance) or "x")}
    return room


@pytest.mark.parametrize("seed", range(60))
async def test_no_row_of_the_wall_is_wider_than_the_terminal(seed: int) -> None:
    chance = random.Random(seed)
    room = _room(chance)
    watch = Watch(room, handles=chance.random() < 0.5)
    await watch.look()
    found = alerts(room, room.now())
    sizes = [(200, 60), (180, 54), (160, 48), (100, 30), (96, 22), (95, 24), (80, 24)]
    sizes += [(chance.randint(1, 260), chance.randint(1, 80)) for _ in range(4)]
    for cols, rows in sizes:
        painted = wall(room, watch, found, (cols, rows), Edge(Said(made_up(chance)), "esc leaves the wall"))
        assert len(painted) == rows
        for row in painted:
            assert width(row) <= cols, (cols, rows, "".join(span.text for span in row))
            assert not any(char < " " for span in row for char in span.text)


def test_the_advice_follows_the_table() -> None:
    assert [advice(n, dotted=False).partition("that ")[2] for n in (20, 24, 27, 31, 32)] == [
        "is read on a 55-inch screen.",
        "needs a 65-inch screen or fewer rows.",
        "needs a 75-inch screen or fewer rows.",
        "needs an 86-inch screen or fewer rows.",
        "needs fewer rows: 31 at most on an 86-inch screen.",
    ]
    assert advice(60, dotted=True) == "Your wall shows 60 rows. From 4 m that needs a 75-inch screen or fewer rows."
