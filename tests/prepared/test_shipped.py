"""What comes with warroom can be used tonight: every file is whole, and says what practice asks of it."""

from pathlib import Path
from typing import get_args

import pytest

from warroom.config import shipped
from warroom.domain.entries.base import CrisisType, StatementKind
from warroom.domain.exact import open_slots
from warroom.domain.text import clean
from warroom.prepared import FOLDERS, load_answers, load_playbooks, load_prepared, load_templates

NOWHERE = Path("no such room")
BOOKS = load_playbooks(NOWHERE)
ANSWERS = load_answers(NOWHERE)
TEMPLATES = load_templates(NOWHERE)
THREE_DAYS = 72 * 60

each_book = pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
each_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
each_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.title)


def test_every_shipped_file_is_read_and_nothing_is_wrong_with_any():
    prepared = load_prepared(NOWHERE)
    assert prepared.problems == ()
    found = [len(prepared.playbooks), len(prepared.answers), len(prepared.templates)]
    assert found == [sum(1 for _ in (shipped() / name).iterdir()) for name in FOLDERS]


def test_there_is_a_playbook_for_every_type_of_crisis():
    assert {book.type for book in BOOKS.values()} == set(get_args(CrisisType))
    assert len(BOOKS) >= 10


def test_there_are_answers_and_a_template_of_each_sort_that_begins_a_statement():
    assert len(ANSWERS) >= 9
    assert {template.sort for template in TEMPLATES} == set(get_args(StatementKind)) - {"answer"}


@each_book
def test_a_playbook_is_short_enough_to_read_and_long_enough_to_use(book):
    assert 5 <= len(book.questions) <= 8
    assert 8 <= len(book.tasks) <= 12
    assert 3 <= len(book.messages) <= 5
    assert book.tell
    assert book.triggers
    assert book.avoid
    assert all(len(task.title) <= 66 for task in book.tasks), "a card has three lines"
    assert all(len(telling.who) <= 70 for telling in book.tell)
    assert book.drilled is None, "nobody has drilled it here yet"


@each_book
def test_every_task_begins_with_a_verb_and_never_twice_the_same(book):
    titles = [task.title for task in book.tasks]
    assert len(set(titles)) == len(titles)
    for title in titles:
        first = title.split()[0].rstrip(":")
        assert first.isalpha(), title
        assert first[0].isupper(), title
        assert first not in {"The", "A", "An", "We", "Who", "No"}, title
        assert not title.endswith("."), title


@each_book
def test_whoever_owns_a_task_or_tells_somebody_is_among_the_roles(book):
    wanted = {task.role for task in book.tasks} | {telling.role for telling in book.tell}
    assert wanted <= {*book.roles, "responder", None}
    assert "commander" in book.roles


@each_book
def test_nothing_is_due_before_what_it_waits_for(book):
    for task in book.tasks:
        before = book.tasks[task.after - 1] if task.after else None
        if before and before.minutes is not None and task.minutes is not None:
            assert task.minutes > before.minutes, task.title


@each_book
def test_staff_hear_it_before_the_public(book):
    staff = [telling.minutes for telling in book.tell if telling.group == "staff"]
    public = [telling.minutes for telling in book.tell if telling.group == "public"]
    assert staff
    assert all(max(staff) <= minutes for minutes in public)


@pytest.mark.parametrize("name", ["data-loss", "hijacked-account"])
def test_the_data_protection_authority_is_told_within_72_hours(name):
    due = [t.minutes for t in BOOKS[name].tell if t.group == "authority" and "data protection" in t.who.casefold()]
    assert due == [THREE_DAYS]


@each_book
def test_triggers_are_phrases_that_an_ordinary_day_does_not_bring(book):
    for trigger in book.triggers:
        assert trigger.level >= book.level, "a floor below the start would never be felt"
        assert all(len(phrase) >= 5 for phrase in trigger.phrases), trigger.name


@each_answer
def test_an_answer_fits_a_post_and_is_not_approved_by_us(answer):
    assert 40 <= len(answer.text) <= 400
    assert answer.topics
    assert answer.approved is None, "its facts are somebody else's: their team approves it"
    assert "\n" not in answer.text


@each_template
def test_a_template_asks_for_what_a_statement_must_say(template):
    slots = " ".join(open_slots(template.text))
    assert len(open_slots(template.text)) >= 5
    if template.sort == "holding":
        assert "what we are doing" in slots
        assert "when we speak next" in slots
    if template.sort == "apology":
        assert "sorry" in template.text
        assert "what changes" in slots


def test_shipped_words_are_plain_and_calm():
    for name in FOLDERS:
        for path in (shipped() / name).iterdir():
            text = path.read_text(encoding="utf-8")
            assert clean(text).removed == (), path
            assert "!" not in text, path
            assert text.endswith("\n"), path
