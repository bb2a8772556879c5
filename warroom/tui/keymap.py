"""Every action of the console, once. The key bar, the help, the palette and the printed key sheet all come from here.

No textual in this file: ``warroom keys`` prints it without a terminal. Actions are named by their id, and a person
can give each of them other keys by it. Lower case is for oneself and can be undone, upper case commits for everybody;
what asks first ends in ``…``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

Context: TypeAlias = Literal["any", "feed", "tasks", "log", "needs", "score", "desk", "thread", "composer", "bank"]
When: TypeAlias = Literal["", "incident", "quiet"]

GROUPS: Final = ("Move", "Mentions", "My desk", "Tasks", "Log", "Needs you", "Room", "Views", "Help")


class Action(NamedTuple):
    """One thing that a key does."""

    id: str
    keys: tuple[str, ...]
    label: str
    group: str
    contexts: tuple[Context, ...] = ("any",)
    asks: bool = False
    """Whether it opens a question first."""
    when: When = ""
    """Only in an incident, or only on quiet days."""
    bar: int = 0
    """Place in the key bar; 0 is not shown there."""
    help: str = ""
    """A longer word for the help, where the label is not enough."""


_A = Action
_DESK: Final[tuple[Context, ...]] = ("desk", "thread")
_FILTERS: Final = "words, on:RD, by:@name, from:source, unclaimed"

ACTIONS: Final[tuple[Action, ...]] = (
    # Move
    _A("down", ("j", "down"), "down", "Move"),
    _A("up", ("k", "up"), "up", "Move", help="beyond the top it takes in what is new"),
    _A("left", ("left",), "left", "Move", ("tasks",)),
    _A("right", ("right",), "right", "Move", ("tasks",)),
    _A("page_down", ("pgdn",), "page down", "Move"),
    _A("page_up", ("pgup",), "page up", "Move"),
    _A("top", ("g", "home"), "newest", "Move", help="to the top, with everything that waits there"),
    _A("bottom", ("G", "end"), "oldest", "Move"),
    _A("next_urgent", ("n",), "next urgent", "Move", help="the next one that is late or waits for somebody"),
    _A("previous_urgent", ("N",), "previous urgent", "Move"),
    _A("next_pane", ("tab",), "next pane", "Move"),
    _A("previous_pane", ("shift+tab",), "previous pane", "Move"),
    _A("back", ("esc",), "back", "Move", help="closes, then lets go of the selection, then of the filter; never quits"),
    _A("follow", ("f",), "follow", "Move", ("feed",), help="the newest stay on top; no bar until you press ↓"),
    _A("filter", ("/",), "filter", "Move", ("feed",), when="incident", help=_FILTERS),
    _A("filter", ("/",), "filter", "Move", ("feed",), when="quiet", bar=9, help=_FILTERS),
    # Mentions
    _A("claim", ("c",), "claim", "Mentions", ("feed",), when="incident", bar=1, help="take it, or let it go"),
    _A("claim", ("c",), "claim", "Mentions", ("feed",), when="quiet", bar=2, help="take it, or let it go"),
    _A("answer", ("r",), "answer", "Mentions", ("feed",), bar=2, help="on your desk; claims it first"),
    _A("task_from", ("t",), "task", "Mentions", ("feed",), asks=True, bar=3, help="make a task from it"),
    _A("pin", ("space",), "pin to log", "Mentions", ("feed",), bar=4),
    _A("open", ("enter",), "open", "Mentions", ("feed", "tasks", "log"), bar=5),
    _A("select", ("x",), "select", "Mentions", ("feed", "tasks", "log"), bar=6, help="several, then any verb"),
    _A("give", ("o",), "give to", "Mentions", ("feed",), asks=True),
    _A("watch_author", ("w",), "watch author", "Mentions", ("feed",), help="mark all they post, or stop it"),
    _A("not_us", ("m",), "not about us", "Mentions", ("feed",)),
    _A("triage", ("T",), "kind", "Mentions", ("feed",), asks=True, help="troll, press, rumour, praise …"),
    _A("copy_link", ("y",), "copy link", "Mentions", ("feed",)),
    _A("record_answer", (), "record an answer", "Mentions", ("feed", "desk", "thread"), asks=True,
       help="one that went out by another way; :answered"),
    # My desk
    _A("answer", ("r",), "answer", "My desk", _DESK, bar=1, help="claims it first when nobody has it"),
    _A("claim", ("c",), "claim", "My desk", _DESK, bar=2, help="take it, or let it go"),
    _A("triage", ("T",), "kind", "My desk", _DESK, asks=True, bar=3, help="with what to do about each kind"),
    _A("give", ("o",), "give to", "My desk", _DESK, asks=True, bar=4),
    _A("task_from", ("t",), "task", "My desk", _DESK, asks=True, bar=5, help="make a task from it"),
    _A("open", ("enter",), "open", "My desk", _DESK, bar=6),
    _A("pin", ("space",), "pin to log", "My desk", _DESK),
    _A("watch_author", ("w",), "watch author", "My desk", _DESK),
    _A("not_us", ("m",), "not about us", "My desk", _DESK),
    _A("copy_link", ("y",), "copy link", "My desk", _DESK),
    _A("task_done", ("d",), "task done", "My desk", ("desk",)),
    _A("task_more", ("+",), "10 min more", "My desk", ("desk",), help="for the task under the bar"),
    _A("reply_approve", ("A",), "approve", "My desk", _DESK, help="the reply that waits for you, word for word"),
    _A("reply_hold", ("N",), "ask for a change", "My desk", _DESK, asks=True, help="in the reply that waits for you"),
    _A("reply_next", ("ctrl+s",), "next step", "My desk", ("composer",), bar=1,
       help="asks for the approval that it needs, else opens the send check"),
    _A("reply_next", ("ctrl+s",), "next step", "My desk", ("desk", "thread", "bank"),
       help="asks for the approval that it needs, else opens the send check"),
    _A("bank_open", ("ctrl+o",), "answers", "My desk", ("composer",), bar=2, help="the answer bank; 1 to 9 insert"),
    _A("bank_open", ("ctrl+o",), "answers", "My desk", _DESK, help="the answer bank; 1 to 9 insert"),
    _A("composer_leave", ("esc",), "keep draft", "My desk", ("composer",), bar=3),
    _A("next_pane", ("tab",), "next pane", "My desk", ("composer",), bar=4),
    _A("bank_insert", ("enter",), "insert", "My desk", ("bank",), bar=1, help="or its number, 1 to 9"),
    _A("bank_keep", ("b",), "keep what you wrote", "My desk", ("bank",), asks=True, bar=2,
       help="as a new answer; it needs an approval"),
    _A("back", ("esc",), "back to the answer", "My desk", ("bank",), bar=3),
    # Tasks
    _A("task_new", ("t",), "new", "Tasks", ("tasks",), asks=True, bar=1),
    _A("task_new", ("t",), "task", "Tasks", ("log", "needs", "score"), asks=True, bar=7),
    _A("task_take", ("c",), "take", "Tasks", ("tasks",), bar=2),
    _A("task_owner", ("o",), "owner", "Tasks", ("tasks",), asks=True, bar=3),
    _A("task_done", ("d",), "done", "Tasks", ("tasks",), bar=4),
    _A("task_back", ("<",), "state back", "Tasks", ("tasks",)),
    _A("task_on", (">",), "state on", "Tasks", ("tasks",)),
    _A("task_more", ("+",), "10 min more", "Tasks", ("tasks",), bar=8),
    _A("task_waits", ("w",), "waits for", "Tasks", ("tasks",), asks=True),
    # Log
    _A("correct", ("E",), "correct", "Log", ("log",), asks=True, bar=1, help="appends; the first wording stays"),
    _A("turning_point", ("space",), "turning point", "Log", ("log",), bar=2),
    _A("copy_entry", ("y",), "copy", "Log", ("log",), bar=4),
    # Needs you
    _A("go_there", ("enter",), "go to it", "Needs you", ("needs",), bar=1),
    _A("acknowledge", ("a",), "acknowledge", "Needs you", bar=0, help="says that you have it in hand"),
    _A("acknowledge", ("a",), "acknowledge", "Needs you", ("needs",), bar=2),
    # Room
    _A("write", ("l",), "log", "Room", bar=11, help="write what you saw; enter records it"),
    _A("command", (":",), "command", "Room", help="tab completes"),
    _A("undo", ("u",), "undo", "Room", help="within 10 s"),
    _A("level", ("e",), "level", "Room", asks=True, when="incident", bar=12),
    _A("decide", (), "log a decision", "Room", asks=True, help=":decide TEXT because REASON"),
    _A("declare", ("D",), "declare", "Room", asks=True, when="quiet", bar=1),
    _A("stand_down", ("D",), "stand down", "Room", asks=True, when="incident"),
    _A("brief", ("B",), "brief", "Room", help="one page for executives, and what changed since the last one"),
    _A("statements", ("s",), "statements", "Room", when="incident", bar=13, help="draft, approve, publish; :say 3"),
    _A("statements", ("s",), "statements", "Room", when="quiet", help="draft, approve, publish; :say 3"),
    _A("draft_statement", (), "draft a statement", "Room", asks=True, help=":draft"),
    _A("answer_bank", ("b",), "answer bank", "Room", help="prepared answers: read, approve, retire; :bank WORDS"),
    _A("boards", ("S",), "situation", "Room", help="objectives, facts, first checks, press, whom to tell"),
    _A("people", ("P",), "people", "Room", help="roles, who holds them, how long on duty"),
    _A("hand_over", ("h",), "hand over", "Room", asks=True, help="your role with its brief; or read an offer"),
    _A("playbooks", ("p",), "playbooks", "Room", when="quiet", bar=10, help="the plans at hand; :playbook NAME"),
    _A("playbooks", ("p",), "playbooks", "Room", when="incident", help="the plans at hand; :playbook NAME"),
    _A("sources", ("i",), "sources", "Room", bar=14),
    _A("retry", ("R",), "ask sources now", "Room"),
    _A("leave", ("ctrl+q",), "leave", "Room", asks=True),
    # Views
    _A("view_command", ("1",), "command", "Views"),
    _A("view_desk", ("2",), "my desk", "Views", help="your answers and tasks, one conversation, its answer"),
    _A("view_tasks", ("3",), "tasks", "Views"),
    _A("view_log", ("4",), "log", "Views"),
    _A("view_wall", ("0",), "wall", "Views", help="for a screen on the wall: no bar, no keys; esc leads back"),
    _A("zoom", ("z",), "zoom", "Views"),
    # Help
    _A("help", ("?", "f1"), "help", "Help"),
    _A("palette", ("ctrl+p",), "palette", "Help"),
)  # fmt: skip

SHOWN: Final = 10
"""Most keys in the bar."""


class Keymap:
    """The actions with the keys that a person gave them. ``changes`` maps action ids to keys separated by commas.

    Raises ValueError, in words for people, for an id that does not exist and for two actions on one key.
    """

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        changes = changes or {}
        known = {action.id for action in ACTIONS}
        for ident in changes:
            if ident not in known:
                raise ValueError(f"There is no action '{ident}'. Known: {', '.join(sorted(known))}.")
        self.actions: tuple[Action, ...] = tuple(
            action._replace(keys=tuple(k.strip() for k in changes[action.id].split(",") if k.strip()))
            if action.id in changes
            else action
            for action in ACTIONS
        )
        _check(self.actions)

    def find(self, key: str, context: str, *, incident: bool) -> Action | None:
        """What a key does in a pane. What belongs to the pane goes before what holds everywhere."""
        general = None
        for action in self.actions:
            if key not in action.keys or not _now(action, incident=incident):
                continue
            if context in action.contexts:
                return action
            if "any" in action.contexts:
                general = action
        return general

    def available(self, context: str, *, incident: bool) -> list[Action]:
        """Everything that can be done in a pane now: for the help and the palette."""
        out: list[Action] = []
        for action in self.actions:
            here = context in action.contexts or "any" in action.contexts
            if here and _now(action, incident=incident) and action.id not in {a.id for a in out}:
                out.append(action)
        return out

    def bar(self, context: str, *, incident: bool) -> list[tuple[str, str]]:
        """(key, label) for the bar, most useful first, at most ten."""
        shown = [a for a in self.actions if a.bar and _now(a, incident=incident)
                 and (context in a.contexts or "any" in a.contexts) and a.keys]  # fmt: skip
        shown.sort(key=lambda a: a.bar)
        views = " ".join(a.keys[0] for a in self.actions if a.group == "Views" and a.id.startswith("view_") and a.keys)
        return [*((key_name(a.keys[0]), a.label) for a in shown[: SHOWN - 1]), (views, "views")]

    def key_of(self, ident: str) -> str:
        """The first key of an action, as it is shown; empty if it has none."""
        return next((key_name(a.keys[0]) for a in self.actions if a.id == ident and a.keys), "")


def key_name(key: str) -> str:
    """``ctrl+p`` as ``^p``, ``shift+tab`` as ``⇧tab``, arrows as arrows."""
    names = {"down": "↓", "up": "↑", "left": "←", "right": "→", "shift+tab": "⇧tab", "f1": "F1"}
    return names.get(key) or (f"^{key[5:]}" if key.startswith("ctrl+") else key)


def _now(action: Action, *, incident: bool) -> bool:
    return not action.when or (action.when == "incident") == incident


def _check(actions: Sequence[Action]) -> None:
    for incident in (True, False):
        for context in ("feed", "tasks", "log", "needs", "score", "desk", "thread", "composer", "bank"):
            seen: dict[str, Action] = {}
            for action in actions:
                if context not in action.contexts or not _now(action, incident=incident):
                    continue
                for key in action.keys:
                    other = seen.setdefault(key, action)
                    if other.id != action.id:
                        raise ValueError(f"'{key}' is both {other.id} and {action.id} in {context}.")


def sheet(keymap: Keymap | None = None) -> str:
    """The key sheet as plain text."""
    keymap = keymap or Keymap()
    out = []
    for group in GROUPS:
        lines: dict[str, str] = {}
        for action in keymap.actions:
            if action.group == group:
                keys = " ".join(key_name(k) for k in action.keys)
                where = "" if "any" in action.contexts else f"  ({', '.join(action.contexts)})"
                more = f": {action.help}" if action.help else ""
                text = f"{keys:12} {action.label}{' …' if action.asks else ''}{more}{where}"
                lines.setdefault(f"{action.id} {text}", text)
        out.append("\n".join([group, *(f"  {text}" for text in lines.values())]))
    return "\n\n".join(out) + "\n"
