"""What the team agreed on is read from warroom.toml, and a rule that cannot work is answered with its line."""

import re

import pytest

from warroom import config
from warroom.config import ConfigError, house_rules
from warroom.domain.level import Level
from warroom.domain.prepared import HouseRules

BRAND = '[brand]\nname = "Quillstack"\n'
PEOPLE = '[people.anna]\nname = "Anna"\nstand_in = "bob"\n[people.bob]\nname = "Bob"\n'


def load(tmp_path, text):
    (tmp_path / "warroom.toml").write_text(text)
    return config.load(tmp_path)


def test_the_shipped_settings_are_the_house_rules_by_default(tmp_path):
    text = (config.shipped() / "warroom.toml").read_text()
    assert house_rules(load(tmp_path, text)) == HouseRules()
    for struct in (config.Config, config.Publishing, config.Answering, config.Checklist, config.Someone):
        for field in struct.__struct_fields__:
            assert re.search(rf"^\W*{field}\b|\[+{field}\b", text, re.MULTILINE), field


def test_what_the_shipped_settings_show_as_defaults_is_true(tmp_path):
    text = (config.shipped() / "warroom.toml").read_text()
    tables = re.findall(
        r"^(?:# )?(\[\[approvals\]\]|\[(?:publish|answers|checklist)\])\n((?:#.*\n)+)", text, re.MULTILINE
    )
    assert len(tables) == 6
    written = "".join(f"{head}\n{re.sub('^# ', '', rest, flags=re.MULTILINE)}" for head, rest in tables)
    assert house_rules(load(tmp_path, BRAND + written)) == HouseRules()


def test_a_team_sets_its_own_rules(tmp_path):
    rules = house_rules(
        load(
            tmp_path,
            BRAND
            + PEOPLE
            + """
[[approvals]]
level = 1
roles = ["comms"]
[[approvals]]
level = 3
roles = ["legal", "executive"]
every = false
minutes = 7
[publish]
roles = ["comms"]
channels = ["status page", " X "]
[answers]
reply_reach = 500
claim_minutes = 20
[checklist]
lines = ["Posts paused*", "Somebody leads"]
""",
        )
    )
    assert rules.approval(Level.QUIET).roles == ()
    assert rules.approval(Level.ALERT).roles == ("comms",)
    top = rules.approval(Level.CRITICAL)
    assert (top.roles, top.every, top.minutes) == (("legal", "executive"), False, 7)
    assert (rules.publishers, rules.reply_reach, rules.claim_minutes) == (("comms",), 500, 20)
    assert rules.stand_ins == {"anna": "bob"}
    assert rules.checks() == [("Posts paused", "status page"), ("Posts paused", "X"), ("Somebody leads", "")]


def test_two_people_may_stand_in_for_each_other(tmp_path):
    settings = load(tmp_path, BRAND + PEOPLE + 'stand_in = "anna"\n')
    assert house_rules(settings).stand_ins == {"anna": "bob", "bob": "anna"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[approvals]]\nlevel = 2\nroles = ["lgeal"]\n', 'line 5: approvals[0].roles[0] = "lgeal" is not known'),
        ("[[approvals]]\nlevel = 6\nroles = []\n", "line 4: approvals[0].level = 6 is not known; known: 0, 1, 2, 3, 4"),
        ("[[approvals]]\nlevel = 2\n", "line 3: approvals[0].roles is missing"),
        ("[[approvals]]\nlevel = 2\nroles = []\n[[approvals]]\nlevel = 2\nroles = []\n", "line 7: two [[approvals]]"),
        ('[[approvals]]\nlevel = 2\nroles = ["comms"]\nminutes = 0\n', "line 6: approvals[0].minutes = 0 is too"),
        ('[[approvals]]\nlevel = 2\nroles = ["observer"]\n', "line 5: approvals[0].roles: an observer only looks"),
        ('[[approvals]]\nlevel = 2\nroles = ["comms", "comms"]\n', "line 5: approvals[0].roles: comms is there twice"),
        ("[publish]\nroles = []\n", "line 4: publish.roles is empty, nobody could publish"),
        ("[publish]\nchanels = []\n", "line 4: 'chanels' is not a setting here; did you mean 'channels'?"),
        ('[publish]\nchannels = ["X", " x".strip()]\n', "not TOML"),
        ('[publish]\nchannels = ["X", "X "]\n', 'line 4: publish.channels[1]: "X" is there twice'),
        ('[checklist]\nlines = ["Lead named", "*"]\n', "line 4: checklist.lines[1] is empty"),
        ('[checklist]\nlines = ["Paused*", "Paused"]\n', 'line 4: checklist.lines[1]: "Paused" is there twice'),
        ("[answers]\nclaim_minutes = 0\n", "line 4: answers.claim_minutes = 0 is too little; write 1 or more"),
        ("[answers]\nreply_reach = -1\n", "line 4: answers.reply_reach = -1 is too little; write 0 or more"),
        ('[answers]\nreply_reach = "many"\n', "line 4: answers.reply_reach: expected `int`, got `str`"),
        ('[people.anna]\nname = "Anna"\nstand_in = "bbo"\n[people.bob]\nname = "Bob"\n',
         "line 5: there is no [people.bbo] who could stand in for anna; did you mean 'bob'?"),
        ('[people.anna]\nname = "Anna"\nstand_in = "anna"\n', "line 5: anna cannot stand in for anna"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_work_is_answered_with_its_line(tmp_path, text, words):
    with pytest.raises(ConfigError, match=re.escape(words)):
        load(tmp_path, BRAND + text)


def test_no_word_of_the_rules_can_move_the_cursor(tmp_path):
    text = BRAND + '[publish]\nchannels = ["sta\\u001b[2Jtus"]\n[checklist]\nlines = ["a\\u202eb\\nc"]\n'
    rules = house_rules(load(tmp_path, text))
    assert rules.channels == ("sta\N{REPLACEMENT CHARACTER}tus",)
    assert rules.checklist == ("ab c",)
