"""A room's own files are read, a broken one is named with its line, and the rest goes on working."""

import json
import os
import re

import pytest

from tests.cli.test_cli import warroom
from warroom.config import ConfigError
from warroom.domain.exact import open_slots
from warroom.prepared import LARGEST, load_answers, load_playbooks, load_prepared, load_templates

BOOK = 'title = "Strike"\ntype = "other"\nwhen = "The gates are closed"\n'
MAY_1 = 1_777_593_600_000


def put(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def answer(folder, text):
    put(folder, "answers/one.md", text)
    return load_answers(folder)["one"]


# -- folders -------------------------------------------------------------------------------------------------------


def test_a_room_without_folders_works_with_what_is_shipped(tmp_path):
    prepared = load_prepared(tmp_path)
    assert "data-loss" in prepared.playbooks
    assert prepared.answers
    assert prepared.templates


def test_a_folder_of_the_room_replaces_the_shipped_one_whole_even_when_it_is_empty(tmp_path):
    put(tmp_path, "playbooks/strike.toml", BOOK)
    (tmp_path / "answers").mkdir()
    prepared = load_prepared(tmp_path)
    assert list(prepared.playbooks) == ["strike"]
    assert prepared.playbooks["strike"].playbook == "strike"
    assert prepared.answers == {}
    assert prepared.templates, "this folder was not made"


def test_what_an_editor_leaves_and_a_readme_are_passed_over(tmp_path):
    put(tmp_path, "playbooks/strike.toml", BOOK)
    for name in ("README.md", ".strike.toml.swp", "strike.toml~", "old/strike.toml"):
        put(tmp_path, f"playbooks/{name}", "{{{")
    assert list(load_playbooks(tmp_path)) == ["strike"]


def test_a_broken_file_is_said_and_the_others_work(tmp_path):
    put(tmp_path, "playbooks/a-good.toml", BOOK)
    put(tmp_path, "playbooks/broken.toml", 'title = "Half')
    put(tmp_path, "playbooks/notes.txt", "call Bea")
    put(tmp_path, "playbooks/Strike 2.toml", BOOK)
    put(tmp_path, "playbooks/z-good.toml", BOOK)
    put(tmp_path, "answers/empty.md", "")
    prepared = load_prepared(tmp_path)
    assert list(prepared.playbooks) == ["a-good", "z-good"]
    assert len(prepared.problems) == 4
    words = "\n".join(prepared.problems)
    for part in ("broken.toml: not TOML", "notes.txt: is not read; a file in playbooks ends with .toml",
                 "Strike 2.toml: name it in small", "empty.md line 1: the first line is the title"):  # fmt: skip
        assert part in words
    with pytest.raises(ConfigError, match="name it in small letters"):
        load_playbooks(tmp_path)


def test_files_that_are_no_text_are_named_not_followed(tmp_path):
    put(tmp_path, "answers/huge.md", "# T\n\n" + "x" * LARGEST)
    (tmp_path / "answers/latin.md").write_bytes(b"# T\n\nna\xefve")
    (tmp_path / "answers/gone.md").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "answers/pipe.md")
    problems = []
    assert load_answers(tmp_path, problems) == {}
    assert [re.sub(r"^.*/", "", problem).split(":")[0] for problem in problems] == [
        "gone.md", "huge.md", "latin.md line 3", "pipe.md",
    ]  # fmt: skip


# -- playbooks -----------------------------------------------------------------------------------------------------


def test_a_playbook_is_read_with_all_it_holds(tmp_path):
    put(
        tmp_path,
        "playbooks/strike.toml",
        BOOK
        + """
level = 3
drilled = 2026-05-01
roles = ["commander", "comms"]
questions = ["Since when?"]
tasks = [
  { title = "Call the gate", role = "liaison", minutes = 5 },
  { title = "Tell the shifts", after = 1 },
]
messages = ["We talk."]
avoid = ["Threats"]
[[tell]]
who = "All staff"
group = "staff"
minutes = 20
[[triggers]]
name = "violence"
level = 4
phrases = ["thrown stones"]
""",
    )
    book = load_playbooks(tmp_path)["strike"]
    assert (int(book.level), book.drilled, book.roles) == (3, MAY_1, ("commander", "comms"))
    assert [(task.title, task.role, task.minutes, task.after) for task in book.tasks] == [
        ("Call the gate", "liaison", 5, None), ("Tell the shifts", None, None, 1),
    ]  # fmt: skip
    assert (book.tell[0].group, int(book.triggers[0].level)) == ("staff", 4)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("tsaks = []\n", "line 4: 'tsaks' is not a setting here; did you mean 'tasks'?"),
        ('type = "otuage"\n', "line 1: type = \"otuage\" is not known; did you mean 'outage'?"),
        ("level = 9\n", "line 4: level = 9 is not known; known: 0, 1, 2, 3, 4"),
        ('roles = ["lgeal"]\n', "line 4: roles[0] = \"lgeal\" is not known; did you mean 'legal'?"),
        ('tasks = [\n  { title = "A" },\n  { title = "B", role = "lgeal" },\n]\n',
         "line 6: tasks[1].role = \"lgeal\" is not known; did you mean 'legal'?"),
        ('tasks = [\n  { title = "A" },\n\n  # why\n  { title = "B", after = 2 },\n]\n',
         "line 8: tasks[1].after = 2 is no earlier task (they count from 1); write 1, or take it out"),
        ('[[tasks]]\ntitle = "A"\nafter = 1\n', "line 6: tasks[0].after = 1 is no earlier task (they count from 1)"),
        ('[[tasks]]\ntitle = "A"\n[[tasks]]\ntitle = "B"\nafter = 0\n', "line 8: tasks[1].after = 0"),
        ('[[tasks]]\ntitle = "A"\nminutes = -5\n', "line 6: tasks[0].minutes = -5 is not possible"),
        ('[[tasks]]\ntitle = " "\n', "line 5: tasks[0].title is empty"),
        ('[[tasks]]\nrole = "comms"\n', "line 4: tasks[0].title is missing"),
        ('[[tell]]\nwho = "x"\ngroup = "stuff"\n', "line 6: tell[0].group = \"stuff\" is not known; did you mean 'sta"),
        ('[[triggers]]\nname = "x"\nlevel = 2\n', "line 4: triggers[0] has no phrases"),
        ('[[triggers]]\nname = "x"\nlevel = 2\nphrases = ["a b", ""]\n', "line 7: triggers[0].phrases[1] is empty"),
        ('questions = [\n  "Since when?",\n  "",\n]\n', "line 6: questions[1] is empty"),
        ('drilled = "May"\n', "line 4: drilled is a date without quotes"),
        ('playbook = "strike"\n', "line 4: take 'playbook' out"),
        (f"level = {'9' * 5000}\n", "not TOML"),
        (f"level = {'[' * 5000}\n", "not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_playbook_is_answered_with_its_line_and_the_nearest_word(tmp_path, more, words):
    text = more + BOOK.replace('type = "other"\n', "") if more.startswith("type") else BOOK + more
    path = put(tmp_path, "playbooks/strike.toml", text)
    with pytest.raises(ConfigError, match=f"{re.escape(str(path))}:? {re.escape(words)}"):
        load_playbooks(tmp_path)


def test_no_text_of_a_playbook_can_move_the_cursor(tmp_path):
    hostile = BOOK.replace("Strike", r"St\u001b[2Jri\u202eke\nnow") + 'questions = ["""\nwho\n\u2066now"""]\n'
    put(tmp_path, "playbooks/strike.toml", hostile)
    book = load_playbooks(tmp_path)["strike"]
    assert book.title == "St\N{REPLACEMENT CHARACTER}rike now"
    assert book.questions == ("who now",)


# -- answers -------------------------------------------------------------------------------------------------------


def test_an_answer_is_read_with_its_head(tmp_path):
    found = answer(tmp_path, "# Where it is kept\ntopics: hosting, which country,, hosting\ntypes: data_loss, legal\n"
                             "approved: 2026-05-01 by anna\nfacts: In two places, both here\nfacts: 35 days\n\n"
                             "In two places.\n\nAsk us: anything.\n")  # fmt: skip
    assert (found.answer, found.title) == ("one", "Where it is kept")
    assert found.topics == ("hosting", "which country")
    assert found.types == ("data_loss", "legal")
    assert (found.approved, found.approved_by) == (MAY_1, "anna")
    assert found.facts == ("In two places, both here", "35 days")
    assert found.text == "In two places.\n\nAsk us: anything."


def test_an_answer_without_a_head_is_not_approved_and_fits_every_type(tmp_path):
    found = answer(tmp_path, "# Thanks\n\nNote: we say thank you.\n")
    assert found.text == "Note: we say thank you."
    assert (found.topics, found.types, found.approved, found.approved_by) == ((), (), None, "")


def test_a_blank_line_below_the_title_does_not_send_the_head_to_customers(tmp_path):
    found = answer(tmp_path, "\N{BYTE ORDER MARK}# Thanks\r\n\r\ntopics: thanks\r\n\r\nThank you.\r\n")
    assert (found.topics, found.text) == (("thanks",), "Thank you.")


@pytest.mark.parametrize(
    ("when", "moment"),
    [("2026-05-01", 0), ("2026-05-01 14:05", 14 * 60 + 5), ("2026-05-01T14:05Z", 14 * 60 + 5),
     ("2026-05-01 14:05+02:00", 12 * 60 + 5)],
)  # fmt: skip
def test_approved_is_a_date_or_a_time_utc_and_a_person(tmp_path, when, moment):
    found = answer(tmp_path, f"# T\napproved: {when} by anna\n\nx\n")
    assert found.approved == MAY_1 + moment * 60_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thanks\n\nx\n", "line 1: the first line is the title"),
        ("\n#\n\nx\n", "line 2: the first line is the title"),
        ("# T\ntopcis: a\n\nx\n", "line 2: 'topcis' is not known here; did you mean 'topics'?"),
        ("# T\ntopics: a\ntopics: b\n\nx\n", "line 3: 'topics' is there twice"),
        ("# T\ntypes: outage, dataloss\n\nx\n", "line 2: types: 'dataloss' is not known; did you mean 'data_loss'?"),
        ("# T\napproved: yes\n\nx\n", "line 2: approved: write '2026-10-02 by anna'; found 'yes'"),
        ("# T\napproved: 2026-13-02 by anna\n\nx\n", "line 2: approved: write"),
        ("# T\napproved: 2026-10-02 by \n\nx\n", "line 2: approved: write"),
        ("# T\ntopics: a\nthe text\n", "line 3: a blank line is needed between the head and the text"),
        ("# T\ntopics: a\n\n \n", "there is no text below the head"),
        ("# T", "there is no text below the head"),
        ("# T\n\nx\nwe know [[what\n", "line 4: a slot is written [[what we know]]; this one is not"),
        ("# T\n\n" + "x" * 5001, ": the text is longer than 5,000 characters"),
    ],
)
def test_a_mistake_in_an_answer_is_answered_with_its_line(tmp_path, text, words):
    with pytest.raises(ConfigError, match=re.escape(words)):
        answer(tmp_path, text)


def test_no_text_of_an_answer_can_move_the_cursor_or_hide(tmp_path):
    found = answer(tmp_path, "# A\x1b[2J\u202eB\ntopics: a\u200bb\nfacts: c\x07d\n\nline\u2066one\n\x9b31mtwo\n")
    assert found.title == "A\N{REPLACEMENT CHARACTER}B"
    assert found.topics == ("ab",)
    assert found.facts == ("c\N{REPLACEMENT CHARACTER}d",)
    assert found.text == "lineone\n\N{REPLACEMENT CHARACTER}two"


# -- templates -----------------------------------------------------------------------------------------------------


def test_templates_come_by_sort_then_title_and_show_their_slots(tmp_path):
    put(tmp_path, "statements/a.md", "# Sorry\nsort: apology\n\nWe did [[what we did]].\n")
    put(tmp_path, "statements/b.md", "# Second\nsort: holding\n\nKnown: [[what we know]], next [[when]].\n")
    put(tmp_path, "statements/c.md", "# First\nsort: holding\n\nWe look into it.\n")
    found = load_templates(tmp_path)
    assert [(template.sort, template.title) for template in found] == [
        ("holding", "First"), ("holding", "Second"), ("apology", "Sorry"),
    ]  # fmt: skip
    assert open_slots(found[1].text) == ("what we know", "when")


@pytest.mark.parametrize(
    ("head", "words"),
    [("", "line 2: 'sort: …' is missing; known: holding, update"),
     ("sort: holdign\n", "line 2: sort: 'holdign' is not known; did you mean 'holding'?"),
     ("kind: holding\n", "line 2: 'kind' is not known here; known: sort")],
)  # fmt: skip
def test_a_template_without_a_known_sort_is_named(tmp_path, head, words):
    put(tmp_path, "statements/a.md", f"# T\n{head}\nText\n")
    with pytest.raises(ConfigError, match=re.escape(words)):
        load_templates(tmp_path)


# -- from the shell ------------------------------------------------------------------------------------------------


@pytest.fixture
def room(tmp_path):
    warroom("new", tmp_path / "room", "--brand", "Quillstack", check=0)
    return tmp_path / "room"


def test_new_gives_a_room_its_own_copies_and_keeps_what_was_there(tmp_path):
    put(tmp_path, "room/answers/ours.md", "# Ours\n\nOurs.\n")
    made = warroom("new", tmp_path / "room", check=0)
    assert "Was there before and stays as it is: answers/" in made.stdout
    assert [path.name for path in (tmp_path / "room/answers").iterdir()] == ["ours.md"]
    assert (tmp_path / "room/playbooks/data-loss.toml").exists()
    assert (tmp_path / "room/statements/holding.md").exists()
    own = tmp_path / "room/playbooks/data-loss.toml"
    own.write_text(own.read_text().replace("Data loss or breach", "Lost or seen"))
    warroom("new", tmp_path / "room", check=1)
    assert "Lost or seen" in warroom("playbooks", room=tmp_path / "room", check=0).stdout


def test_playbooks_tells_which_are_ready_and_which_were_never_drilled(room):
    put(room, "playbooks/strike.toml", BOOK + "drilled = 2026-05-01\n")
    lines = warroom("playbooks", room=room, check=0).stdout.splitlines()
    strike = next(line for line in lines if line.startswith("strike "))
    assert re.search(r"Strike +Something else +L2 Alert +0 tasks +drilled 1 May, \d+d ago$", strike)
    loss = next(line for line in lines if line.startswith("data-loss "))
    assert re.search(r"Data loss +L3 Crisis +12 tasks +never drilled$", loss)
    facts = json.loads(warroom("playbooks", "--json", room=room, check=0).stdout)
    first = next(book for book in facts["playbooks"] if book["name"] == "strike")
    assert (first["level"], first["drilled"], first["tasks"]) == (2, MAY_1, [])
    assert facts["problems"] == []


def test_a_playbook_drilled_in_the_room_is_told_by_its_newest_date(room):
    put(room, "playbooks/strike.toml", BOOK + "drilled = 2026-05-01\n")
    order = json.dumps({"order": "mark_drilled", "playbook": "strike", "at": MAY_1 + 86_400_000})
    assert "recorded" in warroom("order", "-", stdin=order + "\n", room=room, check=0).stdout
    assert "drilled 2 May" in warroom("playbooks", room=room, check=0).stdout


def test_answers_tells_who_approved_what_and_how_much_is_to_be_filled_in(room):
    settings = room / "warroom.toml"
    settings.write_text(settings.read_text() + '\n[people.anna]\nname = "Anna Lindqvist"\nunix = "anna"\n')
    put(room, "answers/one.md", "# One\napproved: 2026-05-01 by anna\n\nSee [[link]].\n")
    lines = warroom("answers", room=room, check=0).stdout.splitlines()
    one = next(line for line in lines if line.startswith("one "))
    assert re.search(r"One +approved 1 May by Anna +not used yet +1 slot to fill$", one)
    facts = json.loads(warroom("answers", "--json", room=room, check=0).stdout)
    found = next(answer for answer in facts["answers"] if answer["name"] == "one")
    assert (found["approved"], found["approved_by"], found["slots"]) == (MAY_1, "anna", ["link"])


@pytest.mark.parametrize("command", ["playbooks", "answers"])
def test_a_broken_file_is_one_line_on_stderr_beside_the_good_ones(room, command):
    put(room, "playbooks/broken.toml", "{")
    put(room, "answers/broken.md", "{")
    done = warroom(command, room=room, check=1)
    assert len(done.stdout.splitlines()) >= 9
    assert re.fullmatch(rf"warroom: \S+/{command}/broken\.\w+[ :].*\n", done.stderr)
