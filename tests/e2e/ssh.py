"""The built-in SSH door, opened by a test, and OpenSSH's own client in front of it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.conftest import host_of
from tests.e2e.terminal import Terminal, environment
from warroom.config import fingerprint

QUIET = ("-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
         "IdentitiesOnly=yes", "-o", "LogLevel=ERROR")  # fmt: skip
PEOPLE = {"bea": "Bea Morales", "luca": "Luca Ferri"}


def wait(condition: Callable[[], object], seconds: float = 5.0, what: str = "it") -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not come in {seconds} s"
        time.sleep(0.01)


class Door:
    """``warroom ssh`` in a process of its own."""

    def __init__(self, home: Path, *people: str) -> None:
        """A room with these people; each has a key of their own."""
        self.home, self.room = home, home / "room"
        self.room.mkdir(mode=0o700, parents=True)
        for who in (*PEOPLE, "stranger", *people):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / who], check=True)
        self.write(*PEOPLE, *people)
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.said = ""

    def write(self, *people: str) -> None:
        """The settings, with these people in them."""
        text = '[brand]\nname = "Quillstack"\nphrases = ["quillstack"]\n'
        for who in people:
            name = PEOPLE.get(who, who.title())
            text += f'\n[people.{who}]\nname = "{name}"\nroles = ["responder"]\nkeys = ["{self.public(who)}"]\n'
        fresh = self.room / "warroom.new"
        fresh.write_text(text)
        fresh.replace(self.room / "warroom.toml")

    def public(self, who: str) -> str:
        return (self.home / f"{who}.pub").read_text().strip()

    def fingerprint(self, who: str) -> str:
        return fingerprint(self.public(who))

    def open(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "warroom", "--room", self.room, "ssh", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(self.home), cwd=self.home,
        )  # fmt: skip
        assert self.process.stdout
        while not (found := re.search(r"port (\d+)\.", self.said)):
            line = self.process.stdout.readline().decode()
            assert line, f"the door ended: {self.said}"
            self.said += line
        self.port = int(found[1])
        while "key, for people" not in self.said:
            self.said += self.process.stdout.readline().decode()

    def close(self) -> None:
        """End it, politely if it lets one."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            assert self.process.stdout
            self.said += self.process.stdout.read().decode()
            self.process.stdout.close()
        if pid := host_of(self.room):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            wait(lambda: not host_of(self.room), 10, "the host's end")

    # -- coming to it ------------------------------------------------------------------------------------------------

    def ssh(self, who: str, *options: str) -> list[str]:
        """A command line of the SSH client."""
        return ["/usr/bin/ssh", *options, *QUIET, "-i", str(self.home / who), "-p", str(self.port), "127.0.0.1"]

    def console(
        self, who: str, *options: str, size: tuple[int, int] = (120, 36), env: Mapping[str, str] | None = None
    ) -> Terminal:
        """Somebody's terminal with the SSH client in it."""
        return Terminal([], home=self.home, size=size, program=self.ssh(who, *options), env=env)

    def run(self, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        """One command of the SSH client's family."""
        done = subprocess.run(
            words, input=stdin, capture_output=True, timeout=20, check=False, env=environment(self.home), cwd=self.home
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        )

    # -- looking inside ----------------------------------------------------------------------------------------------

    def zygotes(self) -> list[int]:
        assert self.process
        return [
            pid for pid in children(self.process.pid) if b"doors.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def zygote(self) -> int:
        (found,) = self.zygotes()
        return found

    def consoles(self) -> set[int]:
        """Process numbers of all consoles, those that wait for somebody too."""
        return set(children(self.zygote()))

    def used(self) -> set[int]:
        """Of those, who has somebody: a line to the room's host, beside the door's and the event loop's own two."""
        return {pid for pid in self.consoles() if _sockets(pid) > 3}


def _sockets(pid: int) -> int:
    try:
        return sum(str(fd.readlink()).startswith("socket:") for fd in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def opened(home: Path, *people: str) -> Iterator[Door]:
    """A door that is closed, with its room's host, whatever happens."""
    door = Door(home, *people)
    try:
        door.open()
        yield door
    finally:
        door.close()
