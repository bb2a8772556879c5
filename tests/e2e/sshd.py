"""A real ``sshd`` of a test's own on loopback, with what ``warroom openssh`` prints, and people with their keys."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.terminal import ROOT, Terminal, environment
from warroom.cli.openssh_door import KEYS
from warroom.config import unix_user

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
MISSING = next((f"{name} is not installed" for name, at in
                {"sshd": SSHD, "ssh": shutil.which("ssh"), "ssh-keygen": shutil.which("ssh-keygen")}.items() if not at),
               "")  # fmt: skip
"""Why this cannot be tried here; empty if it can."""

# What a machine may allow everybody else: the room's own part must take all of it back.
_GENEROUS = """
AcceptEnv LANG LC_* PYTHON* TEXTUAL* WARROOM_*
AllowAgentForwarding yes
AllowTcpForwarding yes
GatewayPorts yes
PermitTunnel yes
PermitRootLogin yes
X11Forwarding yes
Subsystem sftp internal-sftp
"""


class Sshd:
    """The door as a machine's administrator set it up."""

    def __init__(self, folder: Path, room: Path, process: subprocess.Popen[bytes], port: int, said: Path) -> None:
        self.folder, self.room, self.process, self.port, self._said = folder, room, process, port, said

    def said(self) -> str:
        """What the server wrote down."""
        return self._said.read_text(errors="replace")

    def command(self, person: str, *more: str, program: str = "ssh") -> list[str]:
        """How a person calls: with their key alone, and nothing of the one who runs the tests."""
        port = "-P" if program in ("scp", "sftp") else "-p"
        options = {"IdentitiesOnly": "yes", "StrictHostKeyChecking": "yes",
                   "UserKnownHostsFile": f"{self.folder}/known", "ConnectTimeout": "10"}  # fmt: skip
        given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return [program, "-F", "none", "-i", str(self.folder / person), port, str(self.port), *given, *more]

    @property
    def place(self) -> str:
        """Where a person calls."""
        return f"{unix_user()}@127.0.0.1"

    def run(self, person: str, *more: str, program: str = "ssh", stdin: bytes = b"",
            env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
        """One call without a terminal."""
        return subprocess.run(
            self.command(person, *more, program=program), input=stdin, capture_output=True, timeout=30, check=False,
            env=environment(self.folder, **(env or {})), cwd=self.folder,
        )  # fmt: skip

    def console(self, person: str, *options: str, command: tuple[str, ...] = (), **env: str) -> Terminal:
        """A call from a real terminal."""
        call = self.command(person, *options, self.place, *command)
        return Terminal([], home=self.folder, size=(120, 36), program=call, env=env)


def make_key(folder: Path, name: str) -> str:
    """A key pair; its public line."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@laptop", "-f", str(folder / name)],
                   check=True, stdin=subprocess.DEVNULL)  # fmt: skip
    return (folder / f"{name}.pub").read_text().strip()


def _program(folder: Path) -> Path:
    """A ``warroom`` as pip makes one, for this tree: nothing in the environment leads there."""
    program = folder / "warroom"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\nsys.dont_write_bytecode = True\n"
        "from warroom.__main__ import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
    )
    program.chmod(0o755)
    return program


@contextmanager
def door(folder: Path, room: Path) -> Iterator[Sshd]:
    """An sshd that keeps to what ``warroom openssh`` prints for this room. Its whole session ends with the block."""
    assert SSHD is not None
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where its unprivileged half is locked up
    make_key(folder, "host")
    program = [str(_program(folder)), "--room", str(room), "openssh"]
    keys, rules = (
        subprocess.run([*program, part], check=True, capture_output=True, text=True, env=environment(folder)).stdout
        for part in ("--keys", "--sshd")
    )
    (folder / "keys").write_text(keys)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "known").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    settings, said = folder / "sshd_config", folder / "sshd.log"
    settings.write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder / 'host'}\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"LogLevel DEBUG1\n{_GENEROUS}\n{rules.replace(str(KEYS), str(folder / 'keys'))}"
    )
    subprocess.run([SSHD, "-t", "-f", str(settings)], check=True)
    process = subprocess.Popen([SSHD, "-D", "-f", str(settings), "-E", str(said)], start_new_session=True,
                               stdin=subprocess.DEVNULL)  # fmt: skip
    try:
        end = time.monotonic() + 10
        while not said.exists() or "Server listening" not in said.read_text():
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < end, "sshd does not listen"
            time.sleep(0.02)
        yield Sshd(folder, room, process, port, said)
    finally:
        for pid in children_of(process.pid):
            _end(pid)
        process.kill()
        process.wait()


def children_of(pid: int) -> list[int]:
    """Everything that a process started and that still is its own, children before grandchildren."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children_of(child)]
    return found


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
