"""Every view and every sheet of the console: how a person gets there by keys, and by which words it is known."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.e2e.terminal import DEAF, Terminal


class Place(NamedTuple):
    """``keys`` from the command view with the bar on a post; ``~`` waits until the sheet that opened listens."""

    name: str
    keys: str
    words: str = ""
    """A regular expression that is on the screen there."""


PLACES = (
    Place("command", "1", "Live feed"),
    Place("score", "1 tab tab tab tab"),
    Place("zoom", "1 z"),
    Place("filter", "1 / q", "esc leaves"),
    Place("desk", "2"),
    Place("thread", "2 tab"),
    Place("composer", "2 end r", "Your answer|keep draft"),
    Place("bank of the composer", "2 end r ctrl+o", "1-9 insert|back to the answer"),
    Place("send check", "2 end r a ctrl+s", "Read it once more|Asked|[Nn]eeds"),
    Place("tasks", "3"),
    Place("log", "4"),
    Place("wall", "0"),
    Place("post", "enter", "esc back"),
    Place("post, as it came", "enter ~ x", "as it came|esc back"),
    Place("new task", "t", "New task"),
    Place("give", "o", "Give "),
    Place("kind", "T", "What is this"),
    Place("task's owner", "3 o", "Give task"),
    Place("task", "3 enter"),
    Place("task waits", "3 w"),
    Place("entry", "4 enter", "esc back"),
    Place("correct", "l S e e n enter 4 home E", "Correct entry"),
    Place("level", "e", "Change the level"),
    Place("decision", ": d e c i d e enter", "Log a decision"),
    Place("answered", ": a n s w e r e d enter", "Record an answer"),
    Place("stand down", "D", ":standdown"),
    Place("help", "?", "Keys, for"),
    Place("palette", "ctrl+p", "Every action by name"),
    Place("leave", "ctrl+q", "Leave the room"),
    Place("sources", "i", "Source health"),
    Place("brief", "B", "Executive brief"),
    Place("people", "P", "People and roles"),
    Place("hand over", "h", "You offered"),
    Place("decline", "h ~ N", "Take the offer back"),
    Place("playbooks", "p", "Playbooks"),
    Place("playbook", "p ~ enter", "mark as drilled"),
    Place("start a playbook", "p ~ down s", "Start .*\\?"),
    Place("drilled", "p ~ m", "was exercised"),
    Place("statements", "s", "Statements"),
    Place("statement", "s ~ enter", "Statement \\d"),
    Place("compare", "s ~ end enter ~ d", "from version \\d to"),
    Place("edit a statement", "s ~ enter ~ e", "another wording"),
    Place("ask for a change", "s ~ enter ~ N", "Ask for a change in"),
    Place("withdraw", "s ~ enter ~ W", "Withdraw statement"),
    Place("advice", "s ~ v", "Advice: "),
    Place("new statement", "s ~ n ~ down down", "New statement"),
    Place("publish", ": p u b l i s h space 3 enter", "Publish statement 3"),
    Place("posted", "s ~ end up enter ~ m", "Where does statement"),
    Place("answers", "b", "Answer bank"),
    Place("answer", "b ~ enter", "never used|\\d uses?"),
    Place("new answer", "b ~ n", "New answer"),
    Place("better wording", "b ~ enter ~ e", "Better wording"),
    Place("boards", "S", "Situation"),
    Place("new objective", "S ~ 1 n", "New objective"),
    Place("close an objective", "S ~ 1 end d", "Close objective"),
    Place("period", "S ~ 1 p", "Begin period"),
    Place("new fact", "S ~ 2 n", "Note a fact"),
    Place("fact", "S ~ 2 enter", "Fact \\d+, "),
    Place("how sure", "S ~ 2 s", "How sure are we of"),
    Place("checks", "S ~ 3 d", "Take this confirmation back|Confirmed in your name"),
    Place("new enquiry", "S ~ 4 n", "Log a press enquiry"),
    Place("enquiry", "S ~ 4 enter", "Enquiry \\d"),
    Place("answer the press", "S ~ 4 d", "has our answer"),
    Place("enquiry's owner", "S ~ 4 o", "Give "),
    Place("new telling", "S ~ 5 n", "Who must hear it"),
    Place("telling", "S ~ 5 enter", "Tell "),
    Place("told", "S ~ 5 d", "have been told"),
)


def home(t: Terminal) -> None:
    """Out of whatever is open, to the command view; back when the program has done all that was asked of it."""
    for _ in range(4):
        t.press("esc", "esc", "esc", "esc", "1", ":", "z", "q")
        try:
            t.wait_for("› :zq", 15)
        except AssertionError:
            continue  # a sheet that had only just opened was deaf to it
        break
    t.press("esc")
    t.wait_gone(":zq", 15)


def go(t: Terminal, place: Place) -> bool:
    """Get there from the command view; whether its words are on the screen."""
    for key in place.keys.split():
        if key == "~":
            t.settle(DEAF, DEAF)
        else:
            t.press(key)
            t.settle(0.03, 0.1)
    t.settle(DEAF, DEAF)
    try:
        t.wait(lambda: there(t, place), 5, place.name)
    except AssertionError:
        return False
    return True


def there(t: Terminal, place: Place) -> bool:
    """Whether the words of a place are on the screen."""
    return not place.words or re.search(place.words, t.text()) is not None
