"""What a step says is in the room's folder, and a trouble changes nothing."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom import config
from warroom.cli import run
from warroom.domain.text import clean, one_line
from warroom.prepared import load_answers, load_playbooks, load_templates
from warroom.room.open import open_quietly
from warroom.setup import folder as folder_module
from warroom.setup.draft import Book, Colleague, Draft, Feed
from warroom.setup.folder import FolderDesk, writable
from warroom.setup.seen import Seen
from warroom.setup.steps import (
    STEPS,
    feed_of,
    joined_words,
    left_over,
    person_wrong,
    short_for,
    split_words,
    summary,
    table_of,
    team_wrong,
)


@pytest.fixture
def desk(tmp_path: Path) -> FolderDesk:
    return FolderDesk(tmp_path / "room")


def change(desk: FolderDesk, **changes: object) -> Draft:
    return msgspec.structs.replace(desk.draft, **changes)


def test_nothing_is_made_before_something_is_kept(desk):
    assert not desk.folder.exists()
    assert desk.done == frozenset()
    assert summary(STEPS[0].id, desk) == "your name, and who you are on this machine"


def test_a_step_makes_the_folder_ours_alone_and_says_that_it_was_done(desk):
    assert desk.keep("watch", change(desk, brand="Acme", phrases=("acme", "#acme"))).good
    assert desk.folder.stat().st_mode & 0o777 == 0o700
    assert (desk.folder / "warroom.toml").stat().st_mode & 0o777 == 0o600
    assert desk.done == {"watch"}
    assert FolderDesk(desk.folder).done == {"watch"}
    assert summary("watch", desk) == "Acme, #acme"
    assert sorted(p.name for p in desk.folder.iterdir()) == ["warroom.toml"]


def test_a_disk_that_refuses_is_named_and_nothing_changes(desk, monkeypatch):
    desk.keep("watch", change(desk, brand="Acme"))
    before = (desk.folder / "warroom.toml").read_bytes()

    def full(path, text):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(folder_module, "_write", full)
    kept = desk.keep("watch", change(desk, brand="Other"))
    assert not kept.good
    assert "no space left on device" in kept.words
    assert kept.words.endswith("Nothing was changed.")
    assert (desk.folder / "warroom.toml").read_bytes() == before
    assert desk.draft.brand == "Acme"
    assert not list(desk.folder.glob(".setup-*"))


def test_what_the_room_could_not_read_never_replaces_the_file(desk):
    desk.keep("watch", change(desk, brand="Acme"))
    before = (desk.folder / "warroom.toml").read_bytes()
    twice = (Feed(name="a", where="https://a.example"), Feed(name="a", where="https://b.example"))
    kept = desk.keep("look", change(desk, feeds=twice))
    assert not kept.good
    assert "two sources are called" in kept.words
    assert (desk.folder / "warroom.toml").read_bytes() == before


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(desk):
    desk.keep("watch", change(desk, brand="Acme"))
    path = desk.folder / "warroom.toml"
    path.write_text(path.read_text() + "\n# mine\n")
    kept = desk.keep("watch", change(desk, brand="Other"))
    assert not kept.good
    assert "somebody else" in kept.words
    assert path.read_text().endswith("# mine\n")


def test_finishing_puts_in_what_no_step_gave_and_keeps_what_was_chosen(desk):
    books = desk.draft.books
    desk.keep(
        "playbooks", change(desk, books=tuple(msgspec.structs.replace(b, kept=n == 0) for n, b in enumerate(books)))
    )
    assert desk.finish() == ""
    assert len(load_playbooks(desk.folder)) == 1
    assert len(load_answers(desk.folder)) == desk.shelf.answers > 0
    assert len(load_templates(desk.folder)) == desk.shelf.statements > 0
    assert config.load_levels(desk.folder).level == config.DEFAULT_RULES


def test_a_playbook_that_the_team_changed_stays(desk):
    desk.keep("playbooks", desk.draft)
    first = desk.draft.books[0]
    path = desk.folder / "playbooks" / f"{first.ident}.toml"
    path.write_text(path.read_text() + "\n# ours\n")
    off = tuple(msgspec.structs.replace(book, kept=False) for book in desk.draft.books)
    desk.keep("playbooks", change(desk, books=off))
    assert [book.ident for book in desk.draft.books if book.kept] == [first.ident]


def test_own_answers_go_before_the_examples_and_statements_find_their_place(desk, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    example = next((config.shipped() / "answers").glob("*.md"))
    (own / example.name).write_text("# Ours\n\nOur own words.\n")
    (own / "First words.md").write_text("# First words\nsort: holding\n\nWe know of it.\n")
    (own / "latin.md").write_bytes(b"# \xe9\n\nx\n")
    (own / "README.md").write_text("not an answer")
    assert desk.count(str(own)) == (3, "")
    kept = desk.keep("words", change(desk, imports=str(own)))
    assert kept.good
    assert kept.words == "Left out: latin.md cannot be read."
    assert load_answers(desk.folder)[example.stem].title == "Ours"
    assert "First words" in [template.title for template in load_templates(desk.folder)]
    assert len(load_answers(desk.folder)) == desk.shelf.answers
    assert summary("words", desk) == f"{desk.shelf.answers + desk.shelf.statements} examples and your own .md"


def test_beginning_empty_means_empty_and_not_the_examples(desk):
    desk.keep("words", change(desk, examples=False))
    assert load_answers(desk.folder) == {}
    assert load_templates(desk.folder) == ()


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_a_folder_that_is_none_is_said(desk, tmp_path, folder):
    (tmp_path / "file").write_text("x")
    assert desk.count(str(tmp_path / folder)) == (0, "There is no such folder.")


def test_whoever_sets_it_up_is_found_again_by_their_unix_user(desk):
    user, _ = desk.user
    me = Colleague(short="bea", name="Bea Morales", unix=user, roles=("legal",))
    desk.keep("who", change(desk, me="bea", team=(me,)))
    again = FolderDesk(desk.folder)
    assert again.draft.self.name == "Bea Morales"
    assert config.me(config.load(desk.folder), desk.folder).id == "bea"
    assert summary("team", again) == "roles, each with a stand-in"
    desk.keep("team", desk.draft)
    assert summary("team", desk) == "only you for now"


async def test_it_is_happening_now_makes_the_room_the_incident_and_the_tasks(desk):
    desk.keep("watch", change(desk, brand="Acme"))
    assert await desk.declare("EU-2 data loss", left_over({"watch"})) == ""
    assert "INC-001" in await desk.declare("Again", ())
    room = desk.folder
    person = config.me(config.load(room), room)
    async with open_quietly(room, config.load(room), person) as opened:
        assert opened.picture.incident.title == "EU-2 data loss"
        titles = [task.title for task in opened.picture.board()]
        assert titles == left_over({"watch"})
        assert {task.owner for task in opened.picture.board()} == {person.id}


async def test_a_feed_is_checked_by_its_form_and_tried_only_when_asked(desk):
    assert desk.check(Feed(name="a", where="ftp://x.example")) == (
        "Url must be an http:// or https:// address, without a name or password in it."
    )
    assert "every" in desk.check(Feed(name="a", where="https://x.example", every="often")).lower()
    assert desk.check(Feed(name="a", kind="mastodon", where="https://m.example/tags/acme")) == ""
    tried = await desk.attempt(Feed(name="a", where="http://127.0.0.1:9/feed"))
    assert not tried.good
    assert tried.words.endswith(".")


@pytest.mark.parametrize(
    "feed",
    [
        Feed(name="a", where="https://a.example/feed?x=1", every="2m", at=0),
        Feed(name="b", kind="mastodon", where="https://m.example/tags/acme", every="", all=True, at=0),
        Feed(name="c", kind="mastodon", where="https://m.example", every="1m", at=0),
        Feed(name="d", kind="hackernews", where='"acme corp"', every="5m", private=True, at=0),
    ],
)
def test_a_feed_is_the_same_after_its_table(feed):
    assert feed_of(table_of(feed), 0) == feed


def test_a_source_that_set_up_cannot_change_is_left_as_it_is():
    assert not feed_of({"name": "x", "kind": "file", "path": "a.jsonl"}, 0).ours
    assert not feed_of({"name": "x", "kind": "mastodon", "server": "https://m.example", "tag": ["a", "b"]}, 0).ours


@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), min_size=1, max_size=12), max_size=5))
def test_phrases_survive_being_shown_in_one_line(phrases):
    from warroom.setup.steps import tidy

    clean = tuple(dict.fromkeys(p for p in map(tidy, phrases) if p))
    assert split_words(joined_words(clean)) == clean


@given(st.text(max_size=40), st.sets(st.sampled_from(["bea", "beam", "anna", "person", "bea2"])))
def test_a_short_name_is_always_one_that_the_room_takes(name, taken):
    short = short_for(name, taken)
    assert short not in taken
    assert person_wrong(Colleague(short=short, name="X"), taken) is None


def test_two_people_cannot_be_one_unix_user():
    team = (Colleague(short="a", name="Ann", unix="u"), Colleague(short="b", name="Bo", unix="u"))
    assert "same unix user" in team_wrong(team).words


def test_a_playbook_says_when_it_was_last_drilled_only_when_it_was(desk):
    assert all(isinstance(book, Book) for book in desk.draft.books)
    assert len(desk.draft.books) == len(list((config.shipped() / "playbooks").glob("*.toml")))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours_is_seen_before_anything_is_asked(tmp_path):
    tmp_path.chmod(0o500)
    assert not writable(tmp_path / "a" / "b")


def test_a_place_under_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    assert not writable(tmp_path / "file" / "room")
    assert writable(tmp_path / "a" / "b")


@pytest.mark.parametrize("broken", ["", "{", "[1, 2]", '"feed"', "[" * 100_000])
def test_a_broken_memory_of_visits_is_as_good_as_none(tmp_path, broken):
    path = tmp_path / "state" / "seen.json"
    path.parent.mkdir()
    path.write_text(broken)
    assert Seen(lambda: path).first("feed")
    assert not Seen(lambda: path).first("feed")


def test_a_memory_that_cannot_be_written_is_forgotten_at_the_end(tmp_path):
    (tmp_path / "file").write_text("x")
    seen = Seen(lambda: tmp_path / "file" / "seen.json")
    assert [seen.first("feed"), seen.first("feed")] == [True, False]


@pytest.mark.parametrize("brand", ['Ac"me', "a\\b", "d\x7fel", "new\nline", "\u202eturned"])
def test_warroom_new_writes_any_brand_as_it_is(tmp_path, brand):
    assert run(["new", str(tmp_path / "r"), "--brand", brand]) == 0
    assert tomllib.loads((tmp_path / "r" / "warroom.toml").read_text())["brand"]["name"] == brand
    assert config.load(tmp_path / "r").brand.name == one_line(clean(brand).text)
