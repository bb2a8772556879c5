"""``warroom openssh``: what OpenSSH needs so that the people of a room reach it with their keys."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from warroom.cli import Stop, folder

KEYS: Final = Path("/etc/ssh/warroom.keys")
"""Where the lines of the keys belong: root's, so that nobody adds one."""


def openssh(arguments: argparse.Namespace) -> int:
    """Print the lines of ``authorized_keys``, the part of ``sshd_config``, or both. Writes no file."""
    from warroom.config import FILE, load, unix_user  # noqa: PLC0415
    from warroom.doors.openssh import key_lines, sshd_lines  # noqa: PLC0415

    where = folder(arguments).resolve()
    lines = list(key_lines(load(where), where, _program()))
    if not lines and not arguments.sshd:
        raise Stop(f'{where / FILE}: nobody in [people] has a key yet. keys = ["ssh-ed25519 AAAA… anna"] adds one')
    # not through the gate: a path must stay what it is, and doors/openssh.py lets nothing through that is not plain
    if not arguments.sshd:
        if not arguments.keys:
            print(f"# {KEYS}: a key for each line, and who comes in with it. Anew after each change of a key:")
            print(f"#   warroom --room DIR openssh --keys | sudo tee {KEYS}")
        print(*lines, sep="\n")
    if not arguments.keys:
        print("" if arguments.sshd else "\n", sshd_lines(unix_user(where.stat().st_uid), KEYS), sep="", end="")
    return 0


def _program() -> list[str]:
    """How this program is started from anywhere: as it was now."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py" or not started.is_file():
        return [sys.executable, "-P", "-m", "warroom"]
    return [os.path.abspath(started)]  # noqa: PTH100 - resolve() would follow the link that an update changes
