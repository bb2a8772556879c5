"""A mistake in a [[calls]] table is answered with its line, and never with the address."""

import re

import pytest

from warroom import config
from warroom.calls import CallTable
from warroom.cli import doctor
from warroom.domain.level import Level
from warroom.room.whom import ways_of

TOKEN = "s3cr3t-t0k3n"
ROOM = '[brand]\nname = "Quillstack"\n[people.anna]\nname = "Anna"\n[[calls]]\n'


def room(folder, calls):
    (folder / "warroom.toml").write_text(ROOM + calls)
    (folder / "warroom.toml").chmod(0o600)
    return folder


def test_the_shipped_settings_name_every_setting_of_a_call():
    text = (config.shipped() / "warroom.toml").read_text()
    table = text.partition("# [[calls]]")[2].partition("\n\n")[0]
    for field in CallTable.__struct_fields__:
        assert re.search(rf"^# {field} = ", table, re.MULTILINE), field
        assert re.search(rf"^#   {field} ", text, re.MULTILINE), field


def test_a_whole_table_is_read(tmp_path):
    lines = """person = "anna"\nurl_file = "keys/anna-phone"\nlevels = [3, 4]\nroles = ["legal"]\nalso = ["approval"]
quiet = "22:00-07:00"\nzone = "Europe/Berlin"\n"""
    (table,) = config.load(room(tmp_path, lines)).calls
    assert (table.levels, table.via, table.hours()) == (
        (Level.CRISIS, Level.CRITICAL), "anna-phone", (22 * 60, 7 * 60),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('person = "ana"\nurl = "slack://T"', "line 6: there is no [people.ana] to call; did you mean 'anna'?"),
        ('person = "anna"', "line 6: a call needs one of url, url_env, url_file; found none"),
        (
            'person = "anna"\nurl = "slack://T"\nurl_env = "X"',
            "line 8: a call needs one of url, url_env, url_file; found",
        ),
        ('person = "anna"\nurl = "T"', "line 7: url must be an Apprise address"),
        ('person = "anna"\nurl = "slack://"', "line 7: url must be an Apprise address"),
        ('person = "anna"\nurl = "slack://T"\nlevels = [0, 3]', "line 8: nobody is called about L0 Quiet"),
        ('person = "anna"\nurl = "slack://T"\nlevels = [5]', "line 8: calls[0].levels[0] = 5 is not known"),
        ('person = "anna"\nurl = "slack://T"\nalso = ["approvl"]', "did you mean 'approval'?"),
        ('person = "anna"\nurl = "slack://T"\nroles = ["lgal"]', "did you mean 'legal'?"),
        ('person = "anna"\nurl = "slack://T"\nquiet = "10pm-7am"', 'line 8: quiet = "10pm-7am": expected hours'),
        ('person = "anna"\nurl = "slack://T"\nquiet = "22:00-24:00"', "line 8: quiet ="),
        ('person = "anna"\nurl = "slack://T"\nquiet = "7:00-7:00"', "line 8: quiet ="),
        ('person = "anna"\nurl = "slack://T"\nzone = "Europe/Berln"', "did you mean 'Europe/Berlin'?"),
        ('person = "anna"\nurl = "slack://T"\nzone = "../etc/passwd"', 'expected a name such as "Europe/Berlin"'),
        ('person = "anna"\nurl = "slack://T"\nzone = ""', 'expected a name such as "Europe/Berlin"'),
        ('person = "anna"\nurll = "slack://T"', "line 7: 'urll' is not a setting here; did you mean 'url'?"),
        ('person = "anna"\nurl = ["slack://T"]', "line 7"),
        ('person = "anna"\nurl = "slack://T', "not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_without_the_address(tmp_path, lines, words):
    with pytest.raises(config.ConfigError) as error:
        config.load(room(tmp_path, lines.replace("T", TOKEN)))
    assert words in str(error.value)
    assert TOKEN not in str(error.value)


def test_ways_of_one_person_have_names_of_their_own_that_tell_nothing():
    tables = [
        CallTable(person="anna", url=f"SLACK://{TOKEN}"), CallTable(person="anna", url=f"slack://{TOKEN}"),
        CallTable(person="anna", url_env="ANNA_SMS"), CallTable(person="bea", url=f"slack://{TOKEN}"),
    ]  # fmt: skip
    assert [way.channel for way in ways_of(tables)] == ["slack", "slack 2", "ANNA_SMS", "slack"]


# -- warroom doctor ------------------------------------------------------------------------------------------------


async def look(folder, calls):
    return [(f.what, f.state, f.words) for f in await doctor.calls(room(folder, calls))]


async def test_the_doctor_looks_at_each_address_and_calls_nobody(tmp_path, phone):
    (tmp_path / "phone").write_text(phone.url(TOKEN))
    (tmp_path / "phone").chmod(0o640)
    calls = f"""person = "anna"\nurl = "{phone.url(TOKEN)}"\n[[calls]]\nperson = "anna"\nurl = "nonsense://{TOKEN}"
[[calls]]\nperson = "anna"\nurl_file = "phone"\n"""
    found = await look(tmp_path, calls)
    assert found[0] == ("call anna phone", "fail", f"others can read phone; run: chmod 600 {tmp_path / 'phone'}")
    assert found[1] == ("call anna json", "ok", "the address is one to call; nothing was sent")
    assert found[2][:2] == ("call anna nonsense", "fail")
    assert phone.paths == []
    assert TOKEN not in str(found)


async def test_the_doctor_sees_who_can_read_the_addresses(tmp_path):
    folder = room(tmp_path, 'person = "anna"\nurl = "ntfys://topic"\n')
    (folder / "warroom.toml").chmod(0o644)
    first, second = await doctor.calls(folder)
    assert first.state == "warn"
    assert "others can read the addresses" in first.words
    assert second.state == "ok"


async def test_the_doctor_says_that_the_extra_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    found = await look(tmp_path, 'person = "anna"\nurl = "ntfys://topic"\n')
    assert found == [("calls", "fail", "Calling needs the extra 'notify': pip install 'warroom[notify]'")]


async def test_a_room_that_calls_nobody_is_in_order(tmp_path):
    (tmp_path / "warroom.toml").write_text('[brand]\nname = "Quillstack"\n')
    (finding,) = await doctor.calls(tmp_path)
    assert finding.state == "ok"
