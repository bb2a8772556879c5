"""Somebody leans on the keyboard: keys, clicks, pastes and resizes without sense, the same for the same seed."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from tests.e2e.terminal import KEYS, Terminal

NAMED = [name for name in KEYS if name != "ctrl+q"]
PASTES = ("two\nlines", ":quit\r", "y", "\x1b[2J", "漢字 \u202e", "x" * 3000, "")


class Monkey:
    """``Monkey(seed).play(terminal, 1500)``."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._acts: list[tuple[int, Callable[[Terminal], None]]] = [
            (62, self._letter), (24, self._named), (6, self._mouse), (2, self._paste), (1, self._leave),
            (1, self._resize), (2, self._words),
        ]  # fmt: skip

    def play(self, terminal: Terminal, acts: int) -> int:
        """So many acts, or until the program is gone. How many there were."""
        weights = [weight for weight, _ in self._acts]
        for n in range(acts):
            if terminal.fd < 0 or not terminal.alive():
                return n
            self._rng.choices(self._acts, weights)[0][1](terminal)
            # now and then wait for it, as a person does; else everything would fall into the deaf 400 ms of one form
            terminal.settle(0.03, 0.45) if n % 20 == 0 else terminal.read()
        return acts

    def _letter(self, t: Terminal) -> None:
        t.send(self._rng.choice(string.printable[:95] + "äßЖ漢🔥"))

    def _named(self, t: Terminal) -> None:
        t.send(KEYS[self._rng.choice(NAMED)])

    def _leave(self, t: Terminal) -> None:
        t.send(KEYS["ctrl+q"])

    def _mouse(self, t: Terminal) -> None:
        button = self._rng.choice((0, 0, 0, 2, 35, 64, 65))
        x, y = self._rng.randint(1, t.columns + 3), self._rng.randint(1, t.rows + 3)
        t.send(f"\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m")

    def _paste(self, t: Terminal) -> None:
        t.send(f"\x1b[200~{self._rng.choice(PASTES)}\x1b[201~")

    def _words(self, t: Terminal) -> None:
        words = ("task", "level", "give", "due", "decide", "theme light", "role legal=", "filter @", "calm", "help")
        t.send(f":{self._rng.choice(words)} {self._rng.choice(('3 x', '@ken', '+10m', 'because', ''))}\t\r")

    def _resize(self, t: Terminal) -> None:
        t.resize(self._rng.randint(40, 200), self._rng.randint(10, 60))
