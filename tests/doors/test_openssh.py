"""The lines for OpenSSH: quoting that survives every path, and nothing in them that a stranger wrote."""

from __future__ import annotations

import base64
import shlex
import sys
from pathlib import Path

import pytest

from warroom.cli import run
from warroom.config import Brand, Config, Someone, fingerprint
from warroom.doors.openssh import NoLineError, key_lines, sshd_lines
from warroom.tui.main import prepare


def a_key(kind: str = "ssh-ed25519", *, seed: int = 1, comment: str = "anna@laptop") -> str:
    blob = len(kind).to_bytes(4) + kind.encode() + (32).to_bytes(4) + bytes([seed]) * 32
    return f"{kind} {base64.b64encode(blob).decode()} {comment}"


def config_of(*keys: str) -> Config:
    return Config(brand=Brand(name="Quillstack"), people={"anna": Someone(name="Anna", keys=keys)})


def dequoted(line: str) -> str:
    """The command of a line as sshd reads it (auth-options.c): a backslash only counts before a quote."""
    rest = line.partition('command="')[2]
    out, at = "", 0
    while rest[at] != '"':
        at += rest[at : at + 2] == '\\"'
        out += rest[at]
        at += 1
    return out


@pytest.mark.parametrize(
    "room",
    ["/srv/room", "/srv/our room", "/srv/Anna's \"room\"", "/srv/$(id) `id` ;id", "/srv/back\\slash\\", '/srv/\\"x',
     "/srv/Krisenstab-München", "/srv/%u %h", "/srv/*?[a]{b,c}~!"],
)  # fmt: skip
def test_a_path_arrives_whole_however_it_is_written(room: str) -> None:
    (line,) = key_lines(config_of(a_key()), Path(room), ["/opt/war room/bin/python", "-m", "warroom"])
    assert line.startswith('restrict,pty,command="/usr/bin/env -i PATH=')
    words = shlex.split(dequoted(line))
    assert words[:5] == ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=$TERM"]
    assert words[5:] == ["/opt/war room/bin/python", "-m", "warroom", "--room", room, "attach",
                         "--key", fingerprint(a_key())]  # fmt: skip
    after = line[len('restrict,pty,command="') + len(dequoted(line).replace('"', '\\"')) :]
    assert after == f'" {a_key().rsplit(" ", 1)[0]} anna anna@laptop'


@pytest.mark.parametrize("room", ["/srv/a\nb", "/srv/\x1b[2J", "/srv/a\x00", "/srv/\u202ex", "/srv/\udcff"])
def test_a_path_that_no_line_can_hold_is_refused_in_words(room: str) -> None:
    with pytest.raises(NoLineError, match="cannot stand in authorized_keys"):
        list(key_lines(config_of(a_key()), Path(room), ["/usr/bin/warroom"]))


@pytest.mark.parametrize(
    "comment",
    [
        'x" ssh-ed25519 AAAA',
        "a\x1b]52;c;AAAA\x07b",
        "\u202egnp.exe",
        "x" * 5000,
        'command="sh"',
        "# no",
        "\x85ssh-rsa A",
    ],
)
def test_a_comment_is_plain_and_stays_on_its_line(comment: str) -> None:
    (line,) = key_lines(config_of(a_key(comment=comment)), Path("/srv/room"), ["/usr/bin/warroom"])
    end = line.rpartition(a_key().split()[1])[2]
    assert end.startswith(" anna")
    assert len(end) < 80
    assert line.isascii()
    assert line.isprintable()
    assert not set(end) & set("\"'\\#=;")


def test_each_key_of_a_person_has_a_line_of_its_own() -> None:
    keys = (a_key(seed=1), a_key(seed=2), a_key("sk-ssh-ed25519@openssh.com", seed=3))
    lines = list(key_lines(config_of(*keys), Path("/srv/room"), ["/usr/bin/warroom"]))
    assert [fingerprint(key) in line for key, line in zip(keys, lines, strict=True)] == [True] * 3
    assert len({fingerprint(key) for key in keys}) == 3


@pytest.mark.parametrize("kind", ["ssh-dss", "no-pty,command=id", "ssh-ed25519-cert-v01@openssh.com"])
def test_a_kind_that_openssh_lets_nobody_in_with_is_named_with_person_and_file(kind: str) -> None:
    with pytest.raises(NoLineError, match=r"room/warroom\.toml: people\.anna\.keys, number 2: OpenSSH lets"):
        list(key_lines(config_of(a_key(), a_key(kind, seed=2)), Path("/srv/room"), ["/usr/bin/warroom"]))


@pytest.mark.parametrize("name", ["x\nForceCommand sh", 'a"b', "*", "a,!b", "a\\b"])
def test_a_user_that_sshd_would_read_as_something_else_is_refused(name: str) -> None:
    with pytest.raises(NoLineError, match="cannot stand in sshd_config"):
        sshd_lines(name, Path("/etc/ssh/warroom.keys"))


def room_of(folder: Path, *keys: str) -> Path:
    shown = ", ".join(f'"{key}"' for key in keys)
    (folder / "warroom.toml").write_text(
        f'[brand]\nname = "Quillstack"\n[people.anna]\nname = "Anna"\nkeys = [{shown}]\n'
    )
    return folder


def test_the_command_prints_both_or_what_is_asked_for(tmp_path, capsys, monkeypatch):
    program = tmp_path / "bin" / "warroom"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setattr(sys, "argv", [str(program)])
    room = room_of(tmp_path, a_key())
    assert run(["--room", str(room), "openssh", "--keys"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert f"{program} --room {room} attach --key {fingerprint(a_key())}" in line
    assert run(["--room", str(room), "openssh", "--sshd"]) == 0
    rules = capsys.readouterr().out
    assert "Match User " in rules
    assert run(["--room", str(room), "openssh"]) == 0
    both = capsys.readouterr().out
    assert line in both.splitlines()
    assert both.endswith(rules)
    assert [text for text in both.partition("Match User")[0].splitlines() if "restrict" in text] == [line]


def test_without_a_key_it_says_how_to_add_one(tmp_path, capsys):
    assert run(["--room", str(room_of(tmp_path)), "openssh"]) == 1
    assert "nobody in [people] has a key yet" in capsys.readouterr().err
    assert run(["--room", str(tmp_path), "openssh", "--sshd"]) == 0


def test_a_key_that_is_none_is_named_with_file_and_person(tmp_path, capsys):
    assert run(["--room", str(room_of(tmp_path, "ssh-ed25519 rubbish")), "openssh"]) == 1
    said = capsys.readouterr().err
    assert "warroom.toml" in said
    assert "people.anna.keys" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("term", ["xterm-256color", "tmux-256color", "rxvt-unicode", "Eterm", "foot+base", "st-0.9"])
def test_the_name_of_a_terminal_is_kept(term: str) -> None:
    around = {"TERM": term}
    prepare(around)
    assert around["TERM"] == term


@pytest.mark.parametrize("term", ["", "$(id)", "../x", "a b", "a\nb", "\x1b[2J", "x" * 40, "-x", "ä"])
def test_what_is_no_name_of_a_terminal_is_not(term: str) -> None:
    around = {"TERM": term}
    prepare(around)
    assert around["TERM"] == "xterm-256color"


@pytest.mark.parametrize("who", [("attach", "--key", "SHA256:x"), ("--as", "wall", "attach")])
def test_nobody_sets_up_a_room_through_a_door(who, tmp_path, capsys):
    assert run(["--room", str(tmp_path / "gone"), *who]) == 2
    assert "no room here" in capsys.readouterr().err
    assert not (tmp_path / "gone").exists()
