"""Whoever has a key gets a console and nothing else, whatever they ask for."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.ssh import QUIET, Door, opened, wait
from tests.e2e.terminal import environment

HERE = "Quillstack, watching"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("door")) as found:
        yield found
        with found.console("luca") as luca:  # and after all of it, it serves
            luca.wait_for(HERE)
            assert luca.leave() == 0


@pytest.fixture
def target() -> Iterator[socket.socket]:
    """What a tunnel would lead to."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        found.settimeout(0.2)
        yield found


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return port_of(found)


def refused_through(port: int, target: socket.socket, said: bytes = b"GET / HTTP/1.0\r\n\r\n") -> None:
    """What is sent into this local port gets no answer, and nobody comes out at the other end."""
    end = time.monotonic() + 5
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            near = socket.create_connection(("127.0.0.1", port), 5)
            break
        assert time.monotonic() < end, "the client does not listen"
        time.sleep(0.02)
    with near, contextlib.suppress(ConnectionResetError, BrokenPipeError):
        near.sendall(said)
        assert near.recv(100) in (b"", b"\x05\x00")
        if said.startswith(b"\x05"):
            near.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + port_of(target).to_bytes(2))
            assert near.recv(100)[1:2] != b"\x00"
    with pytest.raises(TimeoutError):
        target.accept()


@contextlib.contextmanager
def running(*words: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(home)
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_no_session_without_a_terminal(door: Door) -> None:
    done = door.run(*door.ssh("bea", "-T"), stdin=b"id\n")
    assert done.returncode == 1
    assert done.stderr == "warroom: This door opens a screen and needs a terminal: ssh -t\n"


@pytest.mark.parametrize("tty", ["-tt", "-T"])
def test_no_command(door: Door, tty: str) -> None:
    done = door.run(*door.ssh("bea", tty), "touch", str(door.home / "was-here"))
    assert done.returncode == 255
    assert not (door.home / "was-here").exists()


@pytest.mark.parametrize("name", ["sftp", "netconf", "/bin/sh"])
def test_no_subsystem(door: Door, name: str) -> None:
    done = door.run(*door.ssh("bea", "-s"), name)
    assert done.returncode == 255
    assert "subsystem request failed" in done.stderr


@pytest.mark.parametrize("old", [(), ("-O",)])
def test_no_file_comes_out_or_goes_in(door: Door, old: tuple[str, ...]) -> None:
    options = [*old, *QUIET, "-i", str(door.home / "bea"), "-P", str(door.port)]
    (door.home / "loot").write_text("mine")
    out = door.run("scp", *options, f"127.0.0.1:{door.room}/warroom.toml", str(door.home / "stolen"))
    into = door.run("scp", *options, str(door.home / "loot"), f"127.0.0.1:{door.room}/loot")
    assert out.returncode
    assert into.returncode
    assert not (door.home / "stolen").exists()
    assert not (door.room / "loot").exists()


def test_no_sftp(door: Door) -> None:
    words = ["sftp", *QUIET, "-b", "-", "-i", str(door.home / "bea"), "-P", str(door.port), "127.0.0.1"]
    assert door.run(*words, stdin=b"ls\n").returncode == 255


def test_no_way_through_to_this_machine(door: Door, target: socket.socket) -> None:
    port = free_port()
    tunnel = door.ssh("bea", "-N", "-L", f"{port}:127.0.0.1:{port_of(target)}")
    with running(*tunnel, home=door.home):
        refused_through(port, target)


def test_no_way_through_to_the_rooms_socket(door: Door, target: socket.socket) -> None:
    port = free_port()
    with running(*door.ssh("bea", "-N", "-L", f"{port}:{door.room}/host.sock"), home=door.home):
        refused_through(port, target)


def test_no_proxy(door: Door, target: socket.socket) -> None:
    port = free_port()
    with running(*door.ssh("bea", "-N", "-D", str(port)), home=door.home):
        refused_through(port, target, b"\x05\x01\x00")


@pytest.mark.parametrize("where", ["127.0.0.1:{port}", "{home}/back.sock"])
def test_no_way_back_from_this_machine(door: Door, target: socket.socket, where: str) -> None:
    port = free_port()
    there = where.format(port=port, home=door.home)
    option = f"{there}:127.0.0.1:{port_of(target)}"
    done = door.run(*door.ssh("bea", "-N", "-o", "LogLevel=INFO", "-o", "ExitOnForwardFailure=yes", "-R", option))
    assert done.returncode == 255
    assert "forwarding failed" in done.stderr
    assert not (door.home / "back.sock").exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)


def test_no_agent(door: Door) -> None:
    place = door.home / "agent.sock"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", place], stdout=subprocess.DEVNULL, env=environment(door.home))
    try:
        wait(place.exists)
        with door.console("bea", "-A", env={"SSH_AUTH_SOCK": str(place)}) as bea:
            bea.wait_for(HERE)
            assert "asyncssh" not in Path("/proc/net/unix").read_text()
    finally:
        agent.kill()
        agent.wait()


def test_no_display(door: Door) -> None:
    with door.console("bea", "-Y", env={"DISPLAY": "127.0.0.1:99"}) as bea:
        bea.wait(lambda: b"X11 forwarding request failed" in bea.raw, 5, "the refusal")
        bea.wait_for(HERE)


def test_nobodys_environment(door: Door) -> None:
    evil = ("-o", "SetEnv=LD_PRELOAD=/tmp/evil.so NO_COLOR=1 TEXTUAL_LOG=/tmp/evil.log PYTHONPATH=/tmp/evil")
    with door.console("bea", *evil) as bea:
        bea.wait_for(HERE)
        assert b"38;5;" in bea.raw, "NO_COLOR came through"
        for pid in door.consoles():
            assert b"evil" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert not Path("/tmp/evil.log").exists()


def test_no_command_line_of_the_client_opens_anything(door: Door, target: socket.socket) -> None:
    port = free_port()
    with door.console("bea", "-o", "LogLevel=INFO", "-o", "EnableEscapeCommandline=yes") as bea:
        bea.wait_for(HERE)
        bea.send("\r")
        bea.send("~C")
        bea.wait(lambda: b"ssh> " in bea.raw, 5, "the client's prompt")
        bea.send(f"-R {port}:127.0.0.1:{port_of(target)}\r")
        bea.wait(lambda: b"Forwarding port." in bea.raw, 5, "the client's word that it asked")
        bea.press("l")
        bea.wait_for("enter writes it to the log")  # the door has read what came before this key
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 1)


def test_one_console_for_each_connection(door: Door) -> None:
    shared = door.home / "shared"
    with door.console("bea", "-M", "-S", str(shared)) as bea:
        bea.wait_for(HERE)
        second = door.run(*door.ssh("bea", "-tt", "-S", str(shared), "-o", "ProxyCommand=false"))
        assert second.returncode == 255
