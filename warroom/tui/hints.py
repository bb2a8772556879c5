"""The first visit to a pane shows one line about it in the prompt's row. Never a tour, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from warroom.tui.keymap import Keymap

HINTS: Final[Mapping[str, str]] = {
    "feed": "{claim} takes the post under the bar, {answer} writes its answer",
    "tasks": "{task_new} makes a task, {task_take} takes one, {task_done} finishes it",
    "log": "{write} writes what you saw, {correct} corrects a line; both stay",
    "desk": "{answer} writes the answer, {claim} takes it; drafts are kept",
    "needs": "{go_there} goes to what needs you, {acknowledge} says you have it",
    "score": "The points add up to the score. A person sets the level.",
}
"""Pane → what to do there first; action ids stand for their keys."""


class Memory(Protocol):
    """Who was where already."""

    def first(self, pane: str) -> bool:
        """Whether this is the person's first visit; from now on it was not."""
        ...


class Hints:
    """The line for the pane that has the keys, as long as they stay there."""

    def __init__(self, recall: Callable[[], Memory], keymap: Keymap) -> None:
        """``recall`` brings what the person has seen; it is asked after the first paint."""
        self._recall, self._keymap = recall, keymap
        self._memory: Memory | None = None
        self._pane = self._words = ""

    def line(self, pane: str) -> str:
        """What to show for a pane; empty when it is known, or when there is nothing to say."""
        if pane != self._pane:
            self._pane = pane
            self._words = _with_keys(HINTS.get(pane, ""), self._keymap)
            self._memory = self._memory or self._recall()
            if self._words and not self._memory.first(pane):
                self._words = ""
        return self._words


def _with_keys(words: str, keymap: Keymap) -> str:
    """With the keys that this person gave the actions; nothing when one of them has none."""
    keys = {action.id: keymap.key_of(action.id) for action in keymap.actions}
    used = [ident for ident in keys if f"{{{ident}}}" in words]
    return words.format(**keys) if all(keys[ident] for ident in used) else ""
