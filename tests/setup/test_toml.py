"""What is entered is what the room reads, and every word that people wrote in the file stays."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom import config
from warroom.domain.text import clean, one_line
from warroom.setup import toml
from warroom.setup.draft import Colleague, Draft, Feed
from warroom.setup.edit import with_brand, with_feeds, with_rules, with_team

SHIPPED = (config.shipped() / "warroom.toml").read_text(encoding="utf-8")
LEVELS = (config.shipped() / "levels.toml").read_text(encoding="utf-8")
NASTY = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(st.sampled_from("\"'\\#[]{}=,.\n\r\t\0\x1b\x7f\x85\u2028\u202e\ufeff\U0001f600é中 a"), max_size=30),
    st.sampled_from(['"""', "'''", '\\"', "\\u0041", "[[sources]]", '"\n[people.x]\nname = "', "# not a comment", ""]),
)


def words(text):
    """The comments of a file, in order."""
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


@given(name=NASTY, phrases=st.lists(NASTY, max_size=6))
@settings(max_examples=150)
def test_a_brand_is_read_back_as_it_was_entered(tmp_path_factory, name, phrases):
    folder = tmp_path_factory.mktemp("r")
    text = with_brand(SHIPPED, Draft(brand=name, phrases=tuple(phrases)))
    (folder / "warroom.toml").write_bytes(text.encode())
    brand = tomllib.loads(text)["brand"]
    assert (brand["name"], brand["phrases"]) == (name, list(phrases))
    assert config.load(folder).brand.name == one_line(clean(name).text)
    assert words(text) == words(SHIPPED)


@given(names=st.lists(NASTY.filter(str.strip), min_size=1, max_size=4, unique=True), where=NASTY)
@settings(max_examples=100)
def test_sources_and_people_are_read_back_as_they_were_entered(names, where):
    feeds = tuple(Feed(name=name, where=where, private=n % 2 == 0) for n, name in enumerate(names))
    team = tuple(Colleague(short=f"p{n}", name=name, roles=("legal", "scribe"), stand_in="p0" if n else "")
                 for n, name in enumerate(names))  # fmt: skip
    text = with_team(with_feeds(SHIPPED, Draft(feeds=feeds)), Draft(team=team))
    found = tomllib.loads(text)
    assert [(t["name"], t["url"], t.get("allow_private", False)) for t in found["sources"]] == [
        (f.name, where, f.private) for f in feeds
    ]
    assert [(k, s["name"], tuple(s["roles"]), s.get("stand_in", "")) for k, s in found["people"].items()] == [
        (w.short, w.name, w.roles, w.stand_in) for w in team
    ]
    assert words(text) == words(SHIPPED)


HAND = '''# mine
[brand]   # us
name = """Quill
stack"""  # keep
phrases = [
    "a",  # one ]
    'b # c',
]

[people."anna"]
name = 'Anna'   # the lawyer
roles = ["legal"]
keys = ["ssh-ed25519 AAAA"]
# ask her first

[[sources]]
name = "one"
kind = "rss"
url = "https://one.example/#top"
press = true

# the second
[[sources]]
name = "two"
kind = "file"
path = "two.jsonl"

[screen]
theme = "dark"
'''


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_file_that_somebody_wrote_by_hand_keeps_its_comments_and_what_set_up_does_not_know(ends):
    text = HAND.replace("\n", ends)
    feeds = (Feed(name="one", where="https://new.example", at=0), Feed(name="three", kind="hackernews", where="q"))
    team = (Colleague(short="anna", name="Anna L", roles=("legal",), was="anna"), Colleague(short="bea", name="B"))
    made = with_team(
        with_feeds(with_brand(text, Draft(brand="Q", phrases=("z",))), Draft(feeds=feeds)), Draft(team=team)
    )
    found = tomllib.loads(made)
    assert found["brand"] == {"name": "Q", "phrases": ["z"]}
    assert found["people"]["anna"] == {"name": "Anna L", "roles": ["legal"], "keys": ["ssh-ed25519 AAAA"]}
    assert [t["name"] for t in found["sources"]] == ["one", "three"]
    assert found["sources"][0]["press"] is True
    assert found["screen"] == {"theme": "dark"}
    for kept in ("# mine", "# us", "# keep", "# the lawyer", "# ask her first", "# the second"):
        assert kept in made
    assert ("\r\n" in made) == (ends == "\r\n")
    assert made.count("\n") == made.count(ends)


def test_whoever_gets_another_short_name_keeps_their_keys():
    made = with_team(HAND, Draft(team=(Colleague(short="ann", name="Anna", roles=("legal",), was="anna"),)))
    assert tomllib.loads(made)["people"] == {"ann": {"name": "Anna", "roles": ["legal"], "keys": ["ssh-ed25519 AAAA"]}}


def test_nothing_changes_when_nothing_was_changed():
    from warroom.setup.edit import feeds_of, team_of

    whole = tomllib.loads(HAND)
    draft = Draft(feeds=feeds_of(whole["sources"]), team=team_of(whole["people"]))
    assert with_team(with_feeds(HAND, draft), draft) == HAND
    assert with_rules(LEVELS, config.load_levels(config.shipped()).level) == LEVELS


@pytest.mark.parametrize(
    "text",
    [
        'brand = { name = "Q" }\n',
        'brand.name = "Q"\n',
        'sources = [{ name = "a", kind = "rss", url = "https://a.example" }]\n[brand]\nname = "Q"\nphrases = []\n',
    ],
)
def test_a_file_in_a_form_that_set_up_does_not_know_is_left_to_people(text):
    draft = Draft(brand="New", phrases=("p",), feeds=(Feed(name="b", where="https://b.example"),))
    with pytest.raises(toml.NotEditableError, match="by hand"):
        with_feeds(with_brand(text, draft), draft)


@given(minutes=st.lists(st.one_of(st.none(), st.integers(1, 9999)), min_size=25, max_size=25))
@settings(max_examples=60)
def test_minutes_are_read_back_and_the_manual_in_the_file_stays(tmp_path_factory, minutes):
    import msgspec

    rules = tuple(
        msgspec.structs.replace(
            rule, answer=row[0] or 1, first_words=row[1], public=row[2], executive=row[3], team=row[4]
        )
        for rule, row in zip(
            config.load_levels(config.shipped()).level, zip(*[iter(minutes)] * 5, strict=True), strict=True
        )
    )
    text = with_rules(LEVELS, rules)
    folder = tmp_path_factory.mktemp("r")
    (folder / "levels.toml").write_text(text, encoding="utf-8")
    assert config.load_levels(folder).level == rules
    assert words(text) == words(LEVELS)


@given(NASTY, NASTY)
@settings(max_examples=200)
def test_a_string_is_one_token_and_shows_no_control(text, key):
    line = f"{toml.quoted(key)} = {toml.quoted(text)}"
    assert tomllib.loads(line) == {key: text}
    assert line.isprintable()
