"""A mistake in the settings is answered with its line and the nearest word."""

import getpass
import re

import pytest

from warroom import config


def room(tmp_path, text):
    (tmp_path / "warroom.toml").write_text(text)
    return tmp_path


BRAND = '[brand]\nname = "Quillstack"\n'


def test_the_shipped_settings_load_and_name_every_setting(tmp_path):
    text = (config.shipped() / "warroom.toml").read_text()
    assert config.load(room(tmp_path, text)).brand.name == "Your brand"
    for struct in (config.Config, config.Brand, config.Watch, config.Screen, config.Someone):
        for field in struct.__struct_fields__:
            assert re.search(rf"^\W*{field}\b|\[+{field}\b", text, re.MULTILINE), field


def test_the_shipped_levels_load_and_are_the_defaults():
    levels = config.load_levels(config.shipped())
    assert levels.level == config.DEFAULT_RULES
    assert levels.trigger


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BRAND + 'stoer = "sqlite"\n', "line 3: 'stoer' is not a setting here"),
        (BRAND + '[[sources]]\nname = "a"\n', "line 3: a source needs kind"),
        (BRAND + "[people.anna]\nnme = 1\n", "line 4: 'nme' is not a setting here; did you mean 'name'?"),
        (BRAND + '[people.anna]\nname = "A"\nroles = ["lgeal"]\n', "line 5"),
        (BRAND + '[screen]\ntheme = "drak"\n', "line 4: screen.theme = \"drak\" is not known; did you mean 'dark'?"),
        (BRAND + "[people.Anna]\nname = 'A'\n", "short lower-case name"),
        ("[brand]\n", "brand.name is missing"),
        ("[brand\n", "not TOML"),
        ('store = "postgresql://x"\n' + BRAND, "line 1"),
        (BRAND + '[[sources]]\nname="a"\nkind="rss"\n[[sources]]\nname="a"\nkind="rss"\n', "line 7: two sources"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, words):
    with pytest.raises(config.ConfigError, match=re.escape(words)):
        config.load(room(tmp_path, text))


def test_a_folder_without_settings_says_how_to_make_them(tmp_path):
    with pytest.raises(config.ConfigError, match="warroom new"):
        config.load(tmp_path)


def test_levels_must_rise(tmp_path):
    text = (config.shipped() / "levels.toml").read_text()
    (tmp_path / "levels.toml").write_text(re.sub(r"above = 40", "above = 10", text))
    with pytest.raises(config.ConfigError, match="must rise"):
        config.load_levels(tmp_path)


def test_the_unix_user_decides_who_one_is(tmp_path):
    user = getpass.getuser()
    people = f'[people.anna]\nname = "Anna"\nunix = "{user}"\n[people.bea]\nname = "Bea"\n'
    settings = config.load(room(tmp_path, BRAND + people))
    assert config.me(settings, tmp_path).id == "anna"
    assert config.me(settings, tmp_path, wanted="bea").id == "bea"
    with pytest.raises(config.ConfigError, match="did you mean 'bea'"):
        config.me(settings, tmp_path, wanted="bee")


def test_the_owner_of_the_folder_may_work_in_it_unlisted(tmp_path):
    settings = config.load(room(tmp_path, BRAND))
    assert "commander" in config.me(settings, tmp_path).roles


def test_names_in_the_settings_are_clean_before_anybody_sees_them(tmp_path):
    found = config.load(room(tmp_path, '[brand]\nname = "Quill\\u001b[31mstack"\n'
                             '[[sources]]\nname = "trade\\u202e\\npress"\nkind = "rss"\nurl = "https://x.example"\n'
                             '[[sources]]\nname = "\\u200b "\nkind = "rss"\nurl = "https://x.example"\n'))  # fmt: skip
    assert found.brand.name == "Quill\N{REPLACEMENT CHARACTER}stack"
    assert [table["name"] for table in found.sources] == ["trade press", "source 2"]


@pytest.mark.parametrize("who", ["room", "wall"])
def test_names_that_the_room_itself_uses_are_taken(tmp_path, who):
    with pytest.raises(config.ConfigError, match="'room' and 'wall' are taken"):
        config.load(room(tmp_path, f'{BRAND}[people.{who}]\nname = "W"\n'))
