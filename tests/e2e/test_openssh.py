"""People come in with their keys through a real ``sshd``, and there is nothing else to be had there."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.e2e.conftest import host_of
from tests.e2e.rooms import lines_of, warroom
from tests.e2e.sshd import MISSING, Sshd, children_of, door, make_key
from warroom.config import fingerprint

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

CONSOLE = "No incident|quiet|reading|Quillstack"
NEEDS_A_TERMINAL = b"warroom: the console needs a terminal"


def settings(**keys: str) -> str:
    people = {"bea": ("Bea Morales", "responder"), "olli": ("Olli Watcher", "observer")}
    tables = [
        f'[people.{who}]\nname = "{name}"\nroles = ["{role}"]\nkeys = ["{keys[who]}"]\n'
        for who, (name, role) in people.items()
        if who in keys
    ]
    return '[brand]\nname = "Quillstack"\nphrases = ["quillstack"]\n' + "\n".join(tables)


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, str]:
    return {who: make_key(tmp_path, who) for who in ("bea", "olli")}


@pytest.fixture
def sshd(tmp_path: Path, keys: dict[str, str]) -> Iterator[Sshd]:
    room = tmp_path / 'Bea\'s "own" room'
    room.mkdir(mode=0o700)
    (room / "warroom.toml").write_text(settings(**keys))
    make_key(tmp_path, "stranger")
    with door(tmp_path, room) as found:
        yield found


def entries(room: Path) -> list[tuple[str, str]]:
    return [(row["by"], row["text"]) for row in lines_of(warroom("log", "--json", room=room)) if row["by"] != "room"]


def test_a_person_works_leaves_and_comes_back_and_the_record_knows_the_key(sshd, keys):
    with sshd.console("bea") as bea:
        bea.wait_for(CONSOLE, 20)
        bea.press("l")
        bea.send("The pager was quiet.\r")
        bea.wait_for("Logged")
        assert bea.leave() == 0
    assert host_of(sshd.room), "the room goes on listening"
    with sshd.console("bea") as bea:
        bea.wait_for("The pager was quiet")
        bea.close()  # the laptop's lid
        with contextlib.suppress(AssertionError):
            bea.wait_end(5)
    until(lambda: not consoles(sshd), "the console goes with its terminal")
    with sshd.console("bea") as bea:
        bea.wait_for("The pager was quiet")
        bea.press("l")
        bea.send("Back again.\r")
        bea.wait_for("Logged")
        assert bea.leave() == 0
    said = [row for row in lines_of(warroom("log", "--json", room=sshd.room)) if row["kind"] == "observed"]
    assert [(row["by"], row["text"]) for row in said] == [
        ("bea", "Bea saw The pager was quiet."), ("bea", "Bea saw Back again."),
    ]  # fmt: skip
    warroom("stop", room=sshd.room)
    with contextlib.closing(sqlite3.connect(f"file:{quote(str(sshd.room))}/room.db?mode=ro", uri=True)) as store:
        records = [json.loads(bytes(record)) for (record,) in store.execute("SELECT record FROM log")]
    assert {one["keyfp"] for one in records if one["actor"] == "bea"} == {fingerprint(keys["bea"])}
    warroom("verify", sshd.room, check=0)


def test_roles_hold_and_a_key_that_is_taken_out_ends_its_console(sshd, keys):
    with sshd.console("olli") as olli, sshd.console("bea") as bea:
        olli.wait_for(CONSOLE, 20)
        bea.wait_for(CONSOLE, 20)
        olli.press("l")
        olli.send("I was here.\r")
        olli.settle()
        assert entries(sshd.room) == []
        begin = time.monotonic()
        (sshd.room / "warroom.toml").write_text(settings(bea=keys["bea"]))
        olli.wait_for("Your access to this room was taken away", 5)
        assert time.monotonic() - begin < 5
        bea.press("l")
        bea.send("Olli is out.\r")
        bea.wait_for("Logged")
        assert bea.leave() == 0
    with sshd.console("olli") as olli:
        assert olli.wait_end() == 1
        assert "nobodyin[people]hasthekey" in re.sub(r"\s+", "", olli.text())
    warroom("stop", room=sshd.room)


def test_whoever_has_no_key_here_does_not_come_in(sshd):
    answer = sshd.run("stranger", sshd.place)
    assert answer.returncode == 255
    assert b"Permission denied (publickey)" in answer.stderr
    answer = sshd.run("stranger", "-o", "PreferredAuthentications=password,keyboard-interactive,none", sshd.place)
    assert b"Permission denied (publickey)" in answer.stderr


# -- twelve and one attempts to get anything else ------------------------------------------------------------------


def test_no_shell(sshd):
    answer = sshd.run("bea", "-T", sshd.place, stdin=b"id\n")
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert NEEDS_A_TERMINAL in answer.stderr


def test_no_command(sshd, tmp_path):
    for command in ("id", f"touch {tmp_path}/made", "x; id", "$(id)", "'", "sh -i"):
        answer = sshd.run("bea", sshd.place, command)
        assert (answer.returncode, answer.stdout) == (2, b"")
        assert NEEDS_A_TERMINAL in answer.stderr
    assert not (tmp_path / "made").exists()


def test_a_command_with_a_terminal_is_the_console(sshd, tmp_path):
    with sshd.console("bea", "-tt", command=(f"sh -c 'touch {tmp_path}/made; sh'",)) as bea:
        bea.wait_for(CONSOLE, 20)
        assert bea.leave() == 0
    assert not (tmp_path / "made").exists()


def test_no_file_from_within_the_console(sshd, tmp_path):
    with sshd.console("bea") as bea:
        bea.wait_for("saved ", 20)  # the room is there: what is typed before is lost
        bea.press(":")
        bea.send(f"export md {tmp_path}/made\r")
        bea.wait_for("This console cannot write files")
        bea.leave()
    assert not (tmp_path / "made").exists()


def test_no_files_by_sftp_or_scp_either_way(sshd, tmp_path):
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.write_text("mine")
    for call in (
        lambda: sshd.run("bea", sshd.place, program="sftp", stdin=f"put {mine} {theirs}\nls\n".encode()),
        lambda: sshd.run("bea", str(mine), f"{sshd.place}:{theirs}", program="scp"),
        lambda: sshd.run("bea", "-O", str(mine), f"{sshd.place}:{theirs}", program="scp"),
        lambda: sshd.run("bea", f"{sshd.place}:{mine}", str(theirs), program="scp"),
        lambda: sshd.run("bea", "-O", f"{sshd.place}:{mine}", str(theirs), program="scp"),
    ):
        assert call().returncode != 0
        assert not theirs.exists()


def test_no_subsystem(sshd):
    for name in ("sftp", "netconf"):
        answer = sshd.run("bea", "-s", sshd.place, name)
        assert answer.returncode != 0
        assert answer.stdout == b""


@contextlib.contextmanager
def listening() -> Iterator[tuple[int, list[int]]]:
    """A service on this machine that nobody may reach through the door, and its visitors."""
    with socket.create_server(("127.0.0.1", 0)) as service:
        service.setblocking(False)
        visitors: list[int] = []
        yield service.getsockname()[1], visitors
        with contextlib.suppress(BlockingIOError):
            service.accept()[0].close()
            visitors.append(1)
        assert not visitors, "somebody came through"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(port: int, data: bytes = b"") -> bytes:
    """What comes back from a forwarded port: nothing, if it leads nowhere."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        if data:
            line.sendall(data)
        try:
            return line.recv(100)
        except ConnectionError:
            return b""


def until(condition, what: str, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: not in {seconds} s"
        time.sleep(0.02)


def consoles(sshd: Sshd) -> list[int]:
    """The consoles that the door opened and that still run."""
    found = []
    for pid in children_of(sshd.process.pid):
        with contextlib.suppress(OSError):
            if b"attach" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                found.append(pid)
    return found


def test_no_port_of_the_machine_by_local_forwarding(sshd):
    port = free_port()
    with listening() as (service, _), sshd.console("bea", "-L", f"{port}:127.0.0.1:{service}") as bea:
        bea.wait_for(CONSOLE, 20)
        assert call(port, b"hello") == b""
        until(lambda: "refused local port forward" in sshd.said(), "the refusal")
        bea.leave()


def test_no_port_by_socks(sshd):
    with listening() as (service, _), sshd.console("bea", "-D", str(port := free_port())) as bea:
        bea.wait_for(CONSOLE, 20)
        socks = b"\x04\x01" + service.to_bytes(2) + bytes([127, 0, 0, 1]) + b"\0"
        assert call(port, socks)[:2] != b"\x00\x5a"
        until(lambda: "refused local port forward" in sshd.said(), "the refusal")
        bea.leave()


def test_no_port_on_the_machine_by_remote_forwarding(sshd):
    port = free_port()
    answer = sshd.run("bea", "-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{port}:127.0.0.1:1", sshd.place)
    assert answer.returncode == 255
    assert b"remote port forwarding failed" in answer.stderr
    with pytest.raises(ConnectionRefusedError):
        call(port)


def test_no_socket_either_way(sshd, tmp_path):
    answer = sshd.run("bea", "-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{tmp_path}/far:127.0.0.1:1", sshd.place)
    assert b"remote port forwarding failed" in answer.stderr
    assert not (tmp_path / "far").exists()
    near = tmp_path / "near"
    room_socket = tmp_path / "host.sock"
    room_socket.symlink_to(sshd.room / "host.sock")
    with sshd.console("bea", "-L", f"{near}:{room_socket}") as bea:
        bea.wait_for(CONSOLE, 20)
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(str(near))
            with contextlib.suppress(ConnectionError):
                assert line.recv(100) == b""
        bea.leave()


def test_no_agent_no_x11_no_tunnel_and_nothing_of_the_clients_environment(sshd, tmp_path):
    agent = tmp_path / "agent"
    running = subprocess.Popen(["ssh-agent", "-D", "-a", str(agent)], stdout=subprocess.DEVNULL)
    try:
        until(agent.exists, "the agent")
        options = ("-A", "-X", "-o", "SendEnv=LANG LC_* PYTHON* TEXTUAL* WARROOM_*", "-o", "ForwardX11Trusted=yes")
        given = {"SSH_AUTH_SOCK": str(agent), "DISPLAY": "127.0.0.1:9", "LANG": "xx_XX.UTF-8", "LC_ALL": "C.UTF-8",
                 "PYTHONSTARTUP": "/evil", "TEXTUAL_DRIVER": "evil:Driver", "WARROOM_ROOM": "/evil"}  # fmt: skip
        with sshd.console("bea", *options, **given) as bea:
            bea.wait_for(CONSOLE, 20)
            (console,) = consoles(sshd)
            inside = dict(
                pair.split("=", 1) for pair in Path(f"/proc/{console}/environ").read_text().split("\0") if pair
            )
            assert inside == {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color"}
            bea.leave()
        assert "agent forwarding disabled" in sshd.said()
        assert b"X11 forwarding request failed on channel 0" in bea.raw
    finally:
        running.kill()
        running.wait()
    answer = sshd.run("bea", "-N", "-o", "ExitOnForwardFailure=yes", "-w", "any", sshd.place)
    assert answer.returncode != 0


@pytest.mark.parametrize(
    "term", ["$(touch made)", "x; touch made", "../../../etc/passwd", "a b", "`id`", "x\x1b[2Jy", "dumb"]
)
def test_the_name_of_a_terminal_is_one_or_it_is_ours(sshd, term):
    with sshd.console("bea", TERM=term) as bea:
        bea.wait_for("Quillstack", 20)
        assert bea.leave() == 0
    assert not list(Path.home().glob("made"))


def test_no_forwarding_by_escape_in_the_middle_of_it(sshd):
    with listening() as (service, _), sshd.console("bea", "-o", "EnableEscapeCommandline=yes") as bea:
        bea.wait_for(CONSOLE, 20)
        port = free_port()
        bea.send("\r")
        bea.settle()
        bea.send("~C")
        bea.wait(lambda: b"ssh> " in bea.raw, 5, "ssh's own prompt")
        bea.send(f"-L {port}:127.0.0.1:{service}\r")
        bea.wait(lambda: b"Forwarding port" in bea.raw, 5, "the client's word")
        assert call(port, b"hello") == b""
        until(lambda: "refused local port forward" in sshd.said(), "the refusal")
        bea.press("esc")
        bea.leave()
