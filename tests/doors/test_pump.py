"""Bytes go both ways between a terminal and a person, and wait nowhere but in the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from collections.abc import Callable, Iterator

import pytest

from warroom.doors.pump import Pump, resize


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(slave, False)
    yield master, slave
    os.close(slave)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


def fill(slave: int) -> int:
    """Write until the terminal takes no more. How many bytes that were."""
    done = 0
    try:
        while True:
            done += os.write(slave, b"x" * 4096)
    except BlockingIOError:
        return done


async def test_a_console_whose_person_does_not_read_finds_its_terminal_full(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    shown = bytearray()
    pump = Pump(master, shown.extend, lambda _: None)
    pump.wait("line")
    pump.wait("window")
    full = fill(slave)
    assert full < 100_000
    await asyncio.sleep(0)
    assert not shown
    pump.go_on("line")
    await asyncio.sleep(0)
    assert not shown, "one of the two still waits"
    pump.go_on("window")
    await until(lambda: len(shown) == full)
    pump.close()


async def test_a_person_who_pastes_more_than_a_terminal_holds_is_asked_to_wait(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    pauses: list[bool] = []
    pump = Pump(master, lambda _: None, pauses.append)
    text = os.urandom(200_000)
    pump.type(text)
    assert pauses == [True]
    got = bytearray()

    def read() -> bool:
        with contextlib.suppress(BlockingIOError):
            got.extend(os.read(slave, 65_536))
        return len(got) == len(text)

    await until(read)
    assert bytes(got) == text
    assert pauses == [True, False]
    pump.close()


async def test_the_end_of_the_console_is_the_end_of_the_terminal() -> None:
    master, slave = os.openpty()
    shown = bytearray()
    pump = Pump(master, shown.extend, lambda _: None)
    os.write(slave, b"goodbye")
    os.close(slave)
    await asyncio.wait_for(pump.dry.wait(), 5)
    assert bytes(shown) == b"goodbye"
    pump.close()
    pump.type(b"nobody is there")
    pump.close()


@pytest.mark.parametrize(
    ("claimed", "given"), [((120, 36), (120, 36)), ((0, 0), (80, 24)), ((2**31, 2**32 - 1), (500, 200))]
)
def test_a_terminal_can_claim_any_size(
    terminal: tuple[int, int], claimed: tuple[int, int], given: tuple[int, int]
) -> None:
    master, slave = terminal
    resize(master, claimed)
    assert os.get_terminal_size(slave) == given
    os.close(master)
