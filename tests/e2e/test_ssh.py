"""The built-in SSH door, with OpenSSH's client: people come, work, lose the line, are sent away, and come back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from tests.e2e.conftest import host_of
from tests.e2e.rooms import lines_of, until, warroom
from tests.e2e.ssh import Door, alive, opened, wait

HERE = "Quillstack, watching"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("door")) as found:
        yield found


def keys_in_record(door: Door, person: str) -> set[str]:
    """The fingerprints in the sealed records of what somebody did."""
    with contextlib.closing(sqlite3.connect(door.room / "room.db")) as db:
        records = [json.loads(row[0]) for row in db.execute("SELECT record FROM log")]
    return {record["keyfp"] for record in records if record["actor"] == person}


def book(door: Door) -> list[str]:
    """Who came and went."""
    path = door.room / "door.log"
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text().splitlines()


def test_somebody_comes_writes_loses_the_line_and_finds_what_they_wrote(door: Door) -> None:
    with door.console("bea") as bea:
        bea.wait_for(HERE)
        bea.press("l")
        bea.send("The pager was quiet.\r")
        bea.wait_for("Logged.")
        bea.close()  # the window is shut; nobody said goodbye
    with door.console("bea") as bea:
        bea.wait_for("The pager was quiet")
        assert bea.leave() == 0
    (said,) = [row for row in lines_of(warroom("log", "--json", room=door.room)) if row["kind"] == "observed"]
    assert (said["by"], said["text"]) == ("bea", "Bea saw The pager was quiet.")
    assert keys_in_record(door, "bea") == {door.fingerprint("bea")}
    wait(lambda: [line.split("UTC  ")[1] for line in book(door)][:4] == [
        f"bea came in from 127.0.0.1, key {door.fingerprint('bea')}", "bea left"] * 2)  # fmt: skip


def test_a_new_size_of_the_window_arrives(door: Door) -> None:
    with door.console("bea", size=(160, 48)) as bea:
        bea.wait_for("(?s)Live feed.*^p palette".replace("^p", r"\^p"))
        bea.settle()
        bea.resize(80, 24)
        bea.wait(lambda: bea.screen()[23].rstrip().endswith("^p palette"), 5, "the small screen")
        bea.resize(200, 50)
        bea.wait(lambda: bea.screen()[49].rstrip().endswith("^p palette"), 5, "the large screen")


def test_a_console_that_is_killed_harms_nobody_else_and_leaves_a_terminal_that_works(door: Door) -> None:
    with door.console("luca") as luca:
        luca.wait_for(HERE)
        before = door.used()
        with door.console("bea") as bea:
            bea.wait_for(HERE)
            bea.press("l")
            bea.send("Before the end.\r")
            luca.wait_for("Before the end", 3)
            (hers,) = door.used() - before
            os.kill(hers, signal.SIGKILL)
            bea.wait_for("Your console broke. Come in again", 5)
            assert bea.wait_end(5) == 128 + signal.SIGKILL
            assert b"\x1b[?1049l" in bea.raw
        wait(lambda: book(door)[-1].endswith("bea left"))
        luca.press("l")
        luca.send("After it.\r")
        luca.wait_for("After it.")
        assert luca.leave() == 0


def test_keys_that_stop_or_end_other_programs_do_neither(door: Door) -> None:
    with door.console("bea") as bea:
        bea.wait_for(HERE)
        bea.send("\x1a\x1c\x03")
        bea.press("l")
        bea.send("Still at work.\r")
        bea.wait_for("Still at work", 5)


@pytest.mark.parametrize("term", ["xterm-kitty", "tmux-256color", "vt100"])
def test_terminals_get_the_colours_that_their_name_promises(door: Door, term: str) -> None:
    with door.console("bea", env={"TERM": term}) as bea:
        bea.wait_for(HERE)
        bea.settle()
        assert (b"38;2;" in bea.raw) == (term == "xterm-kitty")
        assert (b"38;5;" in bea.raw) == (term == "tmux-256color")


def test_strangers_and_unknown_terminals_are_refused_in_words(door: Door) -> None:
    done = door.run(*door.ssh("stranger", "-tt"))
    assert done.returncode == 255
    assert "Permission denied (publickey)" in done.stderr
    with door.console("bea", env={"TERM": "evil'$(id)"}) as bea:
        bea.wait_for("TERM can be xterm-256color")
        assert "evil" not in bea.text()
        assert bea.wait_end() == 1


def comes_in(door: Door, who: str) -> bool:
    with door.console(who) as terminal:
        terminal.wait(lambda: HERE in terminal.text() or terminal.fd < 0, 10, "the room, or a refusal")
        return HERE in terminal.text()


def test_whoever_loses_their_key_is_out_at_once_and_whoever_gets_one_is_in(tmp_path: Path) -> None:
    with opened(tmp_path, "ines") as door, door.console("bea") as bea:
        bea.wait_for(HERE)
        door.write("luca", "ines")
        bea.wait_for("Your access to this room was taken away", 5)
        assert bea.wait_end(5) != 0
        assert b"\x1b[?1049l" in bea.raw
        assert "Permission denied" in door.run(*door.ssh("bea", "-tt")).stderr
        door.write("luca", "bea")
        assert "Permission denied" in door.run(*door.ssh("ines", "-T")).stderr
        wait(lambda: comes_in(door, "bea"), 10, "her way back")  # the host looks at its settings once a second


def test_two_hundred_who_say_nothing_keep_nobody_out(door: Door) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(contextlib.closing(socket.create_connection(("127.0.0.1", door.port), 5)))
        with door.console("bea") as bea:
            bea.wait_for(HERE)


def test_consoles_end_with_the_door(tmp_path: Path) -> None:
    with opened(tmp_path) as door, door.console("bea") as bea:
        bea.wait_for(HERE)
        zygote, consoles = door.zygote(), door.consoles()
        assert door.process
        door.process.kill()
        wait(lambda: not any(map(alive, {zygote, *consoles})), 5, "their end")
        assert bea.wait_end(5) == 255


def test_a_zygote_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with opened(tmp_path) as door, door.console("bea") as bea:
        bea.wait_for(HERE)
        old, consoles = door.zygote(), door.consoles()
        os.kill(old, signal.SIGKILL)
        bea.wait_for("Your console broke. Come in again", 5)
        wait(lambda: not any(map(alive, consoles)), 5, "the end of all that it forked")
        wait(lambda: door.zygotes() not in ([], [old]), 5, "the next one")
        with door.console("bea") as again:
            again.wait_for(HERE)


def test_a_door_that_is_closed_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as door, door.console("bea") as bea:
        bea.wait_for(HERE)
        assert door.process
        door.process.terminate()
        bea.wait_for("The door was closed here", 5)
        assert door.process.wait(5) == 0


def test_the_hosts_key_is_kept_and_shown(door: Door) -> None:
    key = door.room / "keys" / "ssh_host_ed25519"
    assert (key.stat().st_mode & 0o777, key.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    said = subprocess.run(["ssh-keygen", "-l", "-f", key], capture_output=True, check=True).stdout.decode().split()[1]
    assert said in door.said
    scan = subprocess.run(["ssh-keyscan", "-p", str(door.port), "127.0.0.1"], capture_output=True, check=True)
    assert b"ssh-ed25519" in scan.stdout


def test_a_host_that_vanishes_is_started_again_for_those_who_are_here(tmp_path: Path) -> None:
    with opened(tmp_path) as door, door.console("bea") as bea:
        bea.wait_for(HERE)
        old = host_of(door.room)
        os.kill(old, signal.SIGKILL)
        bea.wait_for("Not connected", 5)
        bea.wait_gone("Not connected", 10)
        assert host_of(door.room) not in (0, old)


@pytest.mark.slow
async def test_a_line_that_stands_still_gets_the_present_when_it_moves_again(door: Door) -> None:
    class Eye(asyncssh.SSHClientSession[bytes]):
        seen = bytearray()

        def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
            self.seen += data

    async with asyncssh.connect(
        "127.0.0.1", door.port, username="x", client_keys=[str(door.home / "bea")], known_hosts=None, config=None,
        agent_path=None,
    ) as connection:  # fmt: skip
        console, eye = await connection.create_session(Eye, term_type="xterm", term_size=(200, 50), encoding=None)
        await until(lambda: HERE.encode() in eye.seen)
        assert door.process
        before = resident(door.process.pid)
        connection._transport.pause_reading()
        for number in range(400):  # each of them is a whole picture, some 15 KB
            console.change_terminal_size(200 - number % 2, 50)
            await asyncio.sleep(0.01)
        assert resident(door.process.pid) - before < 2_000, "the door kept it all"
        console.change_terminal_size(77, 24)
        eye.seen.clear()
        connection._transport.resume_reading()
        await until(lambda: b"\x1b[24;77H" in eye.seen or b"\x1b[24;1H" in eye.seen[-20_000:])
        assert len(eye.seen) < 1_000_000


def resident(pid: int) -> int:
    """KiB of memory."""
    (line,) = (row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1])
