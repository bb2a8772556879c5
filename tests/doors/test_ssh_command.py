"""``warroom ssh`` says in one line what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from warroom.cli import run

ROOM = '[brand]\nname = "Quillstack"\n'


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run(words)
    return code, capsys.readouterr().err


def test_without_the_extra_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "warroom.toml").write_text(ROOM)
    monkeypatch.setitem(sys.modules, "asyncssh", None)
    monkeypatch.delitem(sys.modules, "warroom.doors.ssh", raising=False)
    expected = "warroom: the SSH door needs asyncssh: pip install 'warroom[ssh]'\n"
    assert said(capsys, "--room", str(tmp_path), "ssh") == (1, expected)


@pytest.mark.parametrize("listen", ["8022", "localhost", "localhost:ssh", "127.0.0.1:70000"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, listen: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "warroom.toml").write_text(ROOM)
    code, words = said(capsys, "--room", str(tmp_path), "ssh", "--listen", listen)
    assert code == 2
    assert words == f"warroom: --listen {listen}: write HOST:PORT, such as 127.0.0.1:8022\n"


def test_a_key_that_others_can_read_keeps_the_door_shut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "warroom.toml").write_text(ROOM)
    (tmp_path / "keys").mkdir(mode=0o700)
    key = tmp_path / "keys" / "ssh_host_ed25519"
    key.write_bytes(b"x")
    key.chmod(0o644)
    code, words = said(capsys, "--room", str(tmp_path), "ssh", "--listen", "127.0.0.1:0")
    assert code == 1
    assert "others can read the door's key" in words
