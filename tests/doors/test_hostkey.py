"""The door's key is made once and kept as a key must be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warroom.doors.hostkey import KEYS, NAME, LooseKeyError, host_key


def never() -> bytes:
    raise AssertionError("a second key")


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        assert host_key(tmp_path, lambda: b"first") == b"first"
    finally:
        os.umask(old)
    assert host_key(tmp_path, never) == b"first"
    assert (tmp_path / KEYS).stat().st_mode & 0o777 == 0o700
    assert (tmp_path / KEYS / NAME).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / KEYS).iterdir()] == [NAME]


@pytest.mark.parametrize("loose", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused_in_words(tmp_path: Path, loose: int) -> None:
    host_key(tmp_path, lambda: b"first")
    (tmp_path / KEYS / NAME).chmod(loose)
    with pytest.raises(LooseKeyError, match=f"others can read the door's key .mode {loose:o}.*chmod 600"):
        host_key(tmp_path, never)


def test_a_folder_that_others_can_read_is_refused_in_words(tmp_path: Path) -> None:
    host_key(tmp_path, lambda: b"first")
    (tmp_path / KEYS).chmod(0o755)
    with pytest.raises(LooseKeyError, match="chmod 700"):
        host_key(tmp_path, never)


def test_a_link_to_somewhere_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / KEYS).mkdir(mode=0o700)
    (tmp_path / "elsewhere").write_bytes(b"not ours")
    (tmp_path / KEYS / NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        host_key(tmp_path, never)
