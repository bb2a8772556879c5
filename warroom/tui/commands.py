"""What is written after ``:``. Pure: text and the room's facts give an order, an action of the console, or a complaint.

A command is a word that tells what happens and, after it, what the key would have asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args

from warroom.domain import orders as o
from warroom.domain.entries import Audience, Triage
from warroom.domain.level import Level
from warroom.domain.people import ROLES
from warroom.domain.when import moment
from warroom.tui.command_words import Command, Complaint, Do, Facts, Outcome
from warroom.tui.team_commands import TEAM

__all__ = ["COMMANDS", "Command", "Complaint", "Do", "Facts", "Outcome", "complete", "parse", "suggestions"]


def parse(line: str, facts: Facts) -> Outcome:
    """What a line after ``:`` asks for."""
    word, _, rest = line.strip().partition(" ")
    if not word:
        return Complaint("Say which command. tab shows them.")
    found = _named(word)
    if found is None:
        return Complaint(f"There is no :{word}. tab shows the commands.")
    return found.parse(rest.strip(), facts)


def complete(line: str, facts: Facts) -> str:
    """The line with its last word completed, as far as there is only one way."""
    colon = ":" if line.startswith(":") else ""
    body = line.removeprefix(":")
    head, blank, last = body.rpartition(" ")
    choices = _choices(head, last, facts)
    hits = [c for c in choices if c.startswith(last)]
    if not hits:
        return line
    whole = hits[0] + " " if len(hits) == 1 else _common(hits)
    return f"{colon}{head}{blank}{whole}"


def suggestions(line: str) -> str:
    """What the last word could become, or how the command is used: shown beside the prompt."""
    body = line.removeprefix(":")
    head, _, last = body.rpartition(" ")
    if not head:
        hits = [c.name for c in COMMANDS if c.name.startswith(last)]
        return "  ".join(hits[:8])
    found = _named(head.partition(" ")[0])
    return found.usage if found else ""


def _choices(head: str, last: str, facts: Facts) -> list[str]:
    if not head:
        return [c.name for c in COMMANDS]
    if last.startswith("@"):
        return [f"@{person}" for person in facts.people]
    command = head.partition(" ")[0]
    if command == "playbook":
        return list(facts.playbooks)
    if command == "role":
        return [f"{role}={p}" for role in ROLES for p in facts.people] if "=" in last else [f"{r}=" for r in ROLES]
    if command in _ABOUT_STATEMENTS and " " not in head:
        return [str(number) for number in sorted(facts.statements, reverse=True)]
    return {"theme": ["auto", "dark", "light", "256"], "export": ["md", "html", "json", "csv"]}.get(command, [])


def _common(words: list[str]) -> str:
    first, last = min(words), max(words)
    size = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:size]


def _named(word: str) -> Command | None:
    exact = next((c for c in COMMANDS if c.name == word), None)
    hits = [c for c in COMMANDS if c.name.startswith(word)]
    return exact or (hits[0] if len(hits) == 1 else None)


# -- commands ----------------------------------------------------------------------------------------------------


def _log(rest: str, _: Facts) -> Outcome:
    return o.Observe(text=rest) if rest else Complaint("Say what you saw: :log the index is rebuilt")


def _did(rest: str, _: Facts) -> Outcome:
    return o.Act(text=rest) if rest else Complaint("Say what was done: :did called the data centre")


def _note(rest: str, _: Facts) -> Outcome:
    return (
        o.WriteNote(text=rest)
        if rest
        else Complaint("Say what is worth keeping: :note Bea has the X queue until 16:00")
    )


def _decide(rest: str, _: Facts) -> Outcome:
    text, because, reason = rest.partition(" because ")
    if not rest:
        return Do("decide")
    if not because or not reason.strip():
        return Complaint("A decision needs its reason: :decide TEXT because REASON")
    return o.Decide(text=text.strip(), reason=reason.strip())


def _task(rest: str, facts: Facts) -> Outcome:
    """``:task TITLE @owner +30m``: the owner and the time may stand anywhere."""
    if not rest:
        return Do("task_new")
    owner, due, words = "", None, []
    for word in rest.split():
        if word.startswith("@") and word[1:] in facts.people:
            owner = word[1:]
        elif word.startswith("+") and moment(word, facts.now) is not None:
            due = moment(word, facts.now)
        else:
            words.append(word)
    return o.MakeTask(title=" ".join(words), owner=owner, due=due)


def _level(rest: str, _: Facts) -> Outcome:
    if not rest:
        return Do("level")
    word, _blank, reason = rest.partition(" ")
    names = {level.name.lower(): level for level in Level} | {str(int(level)): level for level in Level}
    level = names.get(word.lower(), names.get(word.lower().removeprefix("l")))
    if level is None:
        return Complaint("Levels are L0 to L4: :level 3 press has it now")
    return o.SetLevel(level=level, reason=reason.strip())


def _give(rest: str, facts: Facts) -> Outcome:
    if not rest:
        return Do("give")
    if facts.mention is None:
        return Complaint("Put the bar on a mention first.")
    return o.Give(mention=facts.mention, to=rest.removeprefix("@"))


def _due(rest: str, facts: Facts) -> Outcome:
    words = rest.split()
    task = int(words.pop(0)) if words and words[0].isdigit() else facts.task
    if task is None or len(words) != 1:
        return Complaint("Say which task and when: :due 17 +10m, or :due 17 15:30")
    if words[0] in ("none", "never"):
        return o.SetTaskDue(task=task, due=None)
    at = moment(words[0], facts.now)
    return o.SetTaskDue(task=task, due=at) if at is not None else Complaint(f"'{words[0]}' is no time. +10m or 15:30.")


def _waits(rest: str, facts: Facts) -> Outcome:
    words = rest.split()
    task = int(words.pop(0)) if len(words) > 1 and words[0].isdigit() else facts.task
    if task is None or len(words) != 1:
        return Complaint("Say which task waits for which: :waits 19 17, or :waits 19 nothing")
    if words[0] in ("nothing", "none"):
        return o.SetTaskWaits(task=task, waits_for=None)
    if not words[0].isdigit():
        return Complaint(f"'{words[0]}' is no task number.")
    return o.SetTaskWaits(task=task, waits_for=int(words[0]))


def _role(rest: str, facts: Facts) -> Outcome:
    if rest in ("", "leave"):
        return o.LeaveRole() if rest else Do("people")
    name, _, person = rest.partition("=")
    role = next((r for r in ROLES if r == name.strip()), None)
    if role is None:
        return Complaint(f"Say which role: :role legal=anna. Roles: {', '.join(ROLES)}.")
    wanted = person.strip().removeprefix("@")
    names = {name.casefold(): p.id for p in facts.people.values() for name in (p.short, p.id)}
    return o.TakeRole(role=role, person=names.get(wanted.casefold(), wanted))


def _update(rest: str, facts: Facts) -> Outcome:
    words = rest.split()
    audience: Audience = "public"
    if words and words[0] in get_args(Audience):
        audience = words.pop(0)  # type: ignore[assignment]
    if not words:
        return Complaint("Say when: :update 15:00, :update executive +30m, or :update off REASON")
    if words[0] == "off":
        return o.SetUpdateDue(audience=audience, due=None, reason=" ".join(words[1:]))
    if words[0] == "given":
        return o.GiveUpdate(audience=audience, text=" ".join(words[1:]))
    at = moment(words[0], facts.now)
    if at is None:
        return Complaint(f"'{words[0]}' is no time. 15:00 or +30m.")
    return o.SetUpdateDue(audience=audience, due=at)


def _blind(rest: str, _: Facts) -> Outcome:
    source, _blank, note = rest.partition(" ")
    return o.ReportBlind(source=source, note=note) if source else Complaint("Say which source: :blind X login expired")


def _on_mention(make: Callable[[int, str], Outcome]) -> Callable[[str, Facts], Outcome]:
    """A command about the mention under the bar."""

    def parse(rest: str, facts: Facts) -> Outcome:
        return Complaint("Put the bar on a mention first.") if facts.mention is None else make(facts.mention, rest)

    return parse


def _kind(mention: int, rest: str) -> Outcome:
    kinds = ("", *get_args(Triage))
    found = rest.replace(" ", "_").lower()
    if not rest:
        return Do("triage")
    found = "" if found in ("none", "nothing") else found
    if found not in kinds:
        return Complaint(f"Kinds are {', '.join(kinds[1:])}, or none.")
    return o.SetTriage(mention=mention, triage=found)  # type: ignore[arg-type]


def _hold(mention: int, rest: str) -> Outcome:
    return o.HoldReply(mention=mention, why=rest) if rest else Complaint("Say what has to change: :hold no date")


_ABOUT_STATEMENTS: Final = ("say", "approve", "publish", "withdraw", "posted")


def _about_statement(what: str) -> Callable[[str, Facts], Outcome]:
    """A command that opens a statement by its number; without one the list, or the only one on its way."""

    def parse(rest: str, facts: Facts) -> Outcome:
        if not rest:
            return Do("statements" if what == "say" else what)
        number = _number(rest)
        if number not in facts.statements:
            return Complaint(f"There is no statement {rest[:20]}. :say lists them.")
        return Do(what, str(number))

    return parse


def _number(word: str) -> int | None:
    """``3`` or ``#3``; None if it is no number of a statement."""
    digits = word.removeprefix("#")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def _withdraw(rest: str, _: Facts) -> Outcome:
    word, _blank, reason = rest.partition(" ")
    number = _number(word)
    if number is None or not reason.strip():
        return Complaint("Say which one and why: :withdraw 3 the number was wrong")
    return o.WithdrawStatement(statement=number, reason=reason.strip())


def _posted(rest: str, _: Facts) -> Outcome:
    """``:posted 3 status page https://…``: what looks like an address is where it stands."""
    word, _blank, place = rest.partition(" ")
    number, words = _number(word), place.split()
    if number is None or not words:
        return Complaint("Say which one and on which channel: :posted 3 LinkedIn ADDRESS")
    where = words.pop() if len(words) > 1 and ("/" in words[-1] or "." in words[-1]) else ""
    return o.MarkPosted(statement=number, channel=" ".join(words), where=where)


def _own(what: str) -> Callable[[str, Facts], Outcome]:
    return lambda rest, _facts: Do(what, rest)


COMMANDS: Final[tuple[Command, ...]] = (
    Command("log", "log TEXT", "write what you saw", _log),
    Command("did", "did TEXT", "log something that was done", _did),
    Command("note", "note TEXT", "log a note", _note),
    Command("decide", "decide TEXT because REASON", "log a decision", _decide),
    Command("task", "task TITLE @owner +30m", "make a task", _task),
    Command("level", "level 0-4 REASON", "set the level", _level),
    Command("give", "give @person", "give the mention under the bar", _give),
    Command("claim", "claim", "take the mention under the bar", _on_mention(lambda m, _: o.Claim(mention=m))),
    Command("letgo", "letgo", "let it go", _on_mention(lambda m, _: o.LetMentionGo(mention=m))),
    Command("kind", "kind troll|press|rumour|… | none", "say what kind of mention it is", _on_mention(_kind)),
    Command("answer", "answer", "write the answer, on the desk", _own("answer")),
    Command("answered", "answered", "record an answer that went out by another way", _own("record_answer")),
    Command("reopen", "reopen", "an answered one needs an answer again", _on_mention(lambda m, _: o.Reopen(mention=m))),
    Command("ask", "ask", "ask for the yes that your answer needs", _own("reply_next")),
    Command("send", "send", "the send check, when nobody's yes is missing", _own("reply_next")),
    Command("yes", "yes", "approve the reply that waits for you", _own("reply_approve")),
    Command("hold", "hold WHY", "ask for a change in the reply that waits for you", _on_mention(_hold)),
    Command("insert", "insert 1-9", "insert a prepared answer", _own("insert")),
    Command("keep", "keep TITLE", "keep what you wrote as a prepared answer", _own("keep")),
    Command("due", "due TASK +10m | 15:30 | none", "move a task's time", _due),
    Command("waits", "waits TASK OTHER | nothing", "say what a task waits for", _waits),
    Command("role", "role ROLE=person | leave", "take, give or leave a role", _role),
    Command("update", "update [executive|team] 15:00 | given TEXT | off REASON", "set or meet an update", _update),
    Command("say", "say [NUMBER]", "the statements, or one of them", _about_statement("say")),
    Command("draft", "draft", "write a statement", _own("draft")),
    Command("approve", "approve NUMBER", "read a statement and approve it", _about_statement("approve")),
    Command("publish", "publish NUMBER", "publish a statement; it asks for the words", _about_statement("publish")),
    Command("posted", "posted NUMBER CHANNEL ADDRESS", "say where a published statement stands", _posted),
    Command("withdraw", "withdraw NUMBER REASON", "say that a statement will not be published", _withdraw),
    Command("bank", "bank [WORDS]", "the answer bank", _own("bank")),
    *TEAM,
    Command("blind", "blind SOURCE NOTE", "log that a source is not heard", _blind),
    Command("declare", "declare", "open an incident", _own("declare")),
    Command("standdown", "standdown REASON", "close the incident",
            lambda rest, _: o.StandDown(reason=rest) if rest else Do("stand_down")),
    Command("sources", "sources", "health of the sources", _own("sources")),
    Command("retry", "retry [SOURCE]", "ask the sources now", _own("retry")),
    Command("filter", "filter WORDS", "filter the feed", _own("filter")),
    Command("theme", "theme auto|dark|light|256", "change the colours", _own("theme")),
    Command("export", "export md DIR", "write the record into a new folder", _own("export")),
    Command("wall", "wall", "the screen for the wall; esc leads back", _own("view_wall")),
    Command("desk", "desk", "your answers and tasks", _own("view_desk")),
    Command("calm", "calm", "hide the feed, keep score, alerts and log", _own("calm")),
    Command("undo", "undo", "take back what you just did", lambda _rest, _facts: o.Undo()),
    Command("help", "help", "the keys", _own("help")),
    Command("quit", "quit", "leave the room", _own("leave")),
)  # fmt: skip
