"""What a text says somebody will do for somebody: each becomes a task, so that the promise is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from warroom.analysis.reader_text import CLOCK, DAY, SPAN, Page, bag, lowered, minute, pattern
from warroom.domain.remarks import Promise

_MOST: Final = 20
_SENTENCES: Final = 600  # of a text that are read
_SHORT: Final = 8  # characters that no promise has room in
_LINE: Final = 400  # characters of a sentence that are read
_LONG: Final = 60  # characters of what is promised

# a verb in the present or with will → what it promises; "" takes the words after the verb
_VERBS: Final = {
    "call": "a call", "ring": "a call", "phone": "a call", "write": "a message", "mail": "a message",
    "email": "a message", "message": "a message", "visit": "a visit", "tell": "word", "inform": "word",
    "report": "a report", "answer": "an answer", "reply": "an answer", "send": "", "give": "", "bring": "", "post": "",
    "publish": "", "pay": "a payment", "refund": "a refund", "come back": "word", "get back": "word", "be back": "word",
    "let you know": "word", "keep you posted": "word", "update": "an update",
}  # fmt: skip
_TO_YOU: Final = (
    r"(?: to)? (?:you|them|him|her|everybody|everyone|all of you|(?:each|every|all) (?:\w+ ){0,2}\w+)"
    r"(?: all)?(?: back)?"
)
_WHO: Final = (
    r"(?P<who>i|we|he|she|an engineer|a colleague|somebody|someone|our (?:\w+ ){1,2}\w+|the team"
    r"|[^\W\d_][\w'-]+(?: [^\W\d_][\w'-]+)??)"
)
_PREP: Final = (
    r"(?:before|by|at|until|within|in|no later than|around|about|every|latest|on|from|vor|bis|um|gegen|binnen"
    r"|innerhalb|ab|spätestens um|spätestens)"
)
_HOUR: Final = (
    r"(?:by|at|before|until) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?=$|[,.;:]| (?:today|tonight|tomorrow|on|with|and|utc|sharp)\b)"
)
_WHEN: Final = rf"(?:(?:{_PREP} )?(?:{CLOCK}|{DAY})|{_PREP} {SPAN}|{_HOUR})"
_SOON: Final = pattern(rf"(?: (?:again|back|once more|in))?(?: {_WHEN}|$)")
_CONDITION: Final = r"(?:when|as soon as|the minute|the moment|once|sobald|wenn) (?:[\w']+ ?){1,8}"
_NOBODY: Final = bag(
    "nobody none no it this that they you who what please if when where how there these those not never customers"
    " people everyone everybody most some many all any which also and but or so then"
)
_PRONOUNS: Final = bag("i we he she somebody someone")
_NAMELESS: Final = bag("i we er sie ich wir an a our the somebody someone engineers ihr ihre unser unsere")
_UNSURE: Final = re.compile(
    r"\b(?:if|whether|when|who|until|once|unless|could|would|may|might|should|can|ob|wenn|falls)$"
)


def promises(text: str, now: int = 0) -> list[Promise]:
    """What a text promises, in the order of the text, at most 20.

    ``now`` (ms UTC) turns ``within 20 minutes`` into a minute of the day; without it such a promise has no due time.
    """
    page = Page(text)
    out: list[Promise] = []
    names = ""
    for start, end in page.sentences()[:_SENTENCES]:
        if end - start < _SHORT:
            continue
        line = " ".join(page.text[start : min(end, start + _LINE)].split())
        if not line.endswith("?") and any(mark in page.low[start:end] for mark in _MARKS):
            for clause in re.split(r"[;–—]|, (?:and|but|und|aber) | and (?=(?:I|we|he|she) )", line):
                out += _in(clause, names, now)
        names = _last_name(line) or names
        if len(out) >= _MOST:
            break
    return list(dict.fromkeys(out))[:_MOST]


_MARKS: Final = (
    "call", "ring", "phone", "write", "mail", "message", "visit", "tell", "inform", "report", "answer", "repl", "send",
    "give", "bring", "post", "publish", "pay", "refund", "back", "know", "update", "get", "receive", "hear", "more",
    "news", "have", "ruf", "meld", "schreib", "bekomm", "erhalt", "hör", "schick",
)  # fmt: skip
"""No sentence without one of these promises anything: looked for first, because it is cheap."""


def _in(clause: str, named: str, now: int) -> Iterator[Promise]:
    low = lowered(clause)
    for find in (_acts, _gets, _update, _german):
        found = find(clause, low, named, now)
        if found:
            yield found
            return


@cache
def _act() -> re.Pattern[str]:
    verbs = "|".join(
        verb if verb == "be back" else f"{verb}|{verb.split()[0]}s{verb[len(verb.split()[0]) :]}"
        for verb in sorted((*_VERBS, "replie"), key=len, reverse=True)
    )
    middle = r"(?:,? (?:from|of|in|at|on) (?:[\w'-]+ ){0,4}?[\w'-]+,?)?"
    later = r"(?: will|'ll| is going to| are going to)?(?: (?:also|then|now|again|personally|\w+ly))?"
    return pattern(rf"(?<![\w'-]){_WHO}{middle}(?P<will>{later}) (?P<verb>{verbs})\b(?P<rest>.*)")


def _acts(clause: str, low: str, named: str, now: int) -> Promise | None:
    """``Ken from our storage team calls you before 15:15``."""
    for match in _act().finditer(low):
        verb, rest = _base(match["verb"]), match["rest"]
        subject = match["who"]
        known = subject in _PRONOUNS or " " in subject
        if subject.split()[0] in _NOBODY or not (known or clause[match.start()].isupper()):
            continue
        if _UNSURE.search(low[max(match.start() - 12, 0) : match.start()].rstrip()):
            continue
        if not _agrees(subject, match["will"], third=match["verb"] != verb):
            continue
        to_you = pattern(rf"{_TO_YOU}\b").match(rest) or (verb in ("let you know", "keep you posted"))
        when = pattern(rf"\b{_WHEN}").search(rest)
        held = pattern(rf"\b{_CONDITION}").search(rest)
        if not _promised(verb, bool(to_you), bool(when), bool(held), soon=_SOON.match(rest) is not None):
            continue
        offset = match.start("rest")
        said = when or held
        tail = clause[offset + said.start() : offset + said.end()].strip()[:_LONG] if said else ""
        thing = _VERBS[verb] or _thing(clause[offset : offset + (said.start() if said else len(rest))])
        if not thing:
            continue
        who = _who(clause[match.start("who") : match.end("who")], named)
        return Promise(f"{thing} {tail}".strip(), who, minute(tail.lower(), now) if when else None)
    return None


def _agrees(subject: str, will: str, *, third: bool) -> bool:
    """``Ken calls``, ``I call``, ``Ken will call``; not ``Ken call``, which is two sentences or none."""
    if re.search(r"will|'ll|going to", will):
        return not third
    return subject.startswith("our ") or third != (subject in ("i", "we"))


def _promised(verb: str, to_you: bool, when: bool, held: bool, *, soon: bool) -> bool:
    """Whether it is for somebody, or for a time. ``soon``: the time comes first, as in ``I call at four``."""
    match verb:
        case "call" | "ring" | "phone" | "visit" | "mail" | "email" | "message" | "refund" | "let you know":
            return to_you or soon
        case "keep you posted":
            return True
        case "write" | "tell" | "inform" | "update":
            return (to_you and (when or held)) or (verb == "write" and to_you)
        case "send" | "give" | "bring":
            return when or (to_you and held)
        case _:
            return when


def _base(verb: str) -> str:
    words = verb.split()
    if verb in _VERBS:
        return verb
    return {"replies": "reply"}.get(verb, " ".join([words[0].removesuffix("s"), *words[1:]]))


def _thing(words: str) -> str:
    """``you the full list`` → ``the full list``."""
    thing = re.sub(r"^\s*(?:you|them|him|her|to you)\b", "", words, flags=re.IGNORECASE)
    thing = re.sub(r"\s*\b(?:to|with|for)? ?(?:you|them|us)\s*$", "", thing).strip(" ,")
    return thing[:_LONG].strip() if re.search(r"\w", thing) else ""


def _who(said: str, named: str) -> str:
    low = said.lower()
    if low in ("he", "she"):
        return named
    return said if said[0].isupper() and low.split()[0] not in _NAMELESS else ""


def _last_name(line: str) -> str:
    """The last person that a sentence says something about: ``he`` in the next one."""
    found = ""
    for match in re.finditer(
        r"(?<![\w'])([A-ZÄÖÜ][\w'-]+)(?= (?:has|is|will|calls|checks|from|of|and|in|was|looks|works|stays|knows|hat"
        r"|ist)\b)",
        line,
    ):
        if match[1].lower() not in _NOBODY and match[1] not in ("He", "She", "I", "We", "The", "Our"):
            found = match[1]
    return found


def _gets(clause: str, low: str, _named: str, now: int) -> Promise | None:
    """``Every affected customer gets a call today``, ``you hear from me again within 20 minutes``."""
    source = (
        r"\b(?:you|they|(?:every|each|all|any) (?:[\w'-]+ ){1,3}?|customers|everybody|everyone) ?(?:will "
        r"|'ll )?(?:all |also |then )?"
        rf"(?P<verb>hears?|gets?|receives?|have)\b(?P<rest>[^.!?]*?)\b(?P<when>{_WHEN}"
        rf"|(?<=from\x20me\x20)(?:{_CONDITION})"
        rf"|(?<=from\x20us\x20)(?:{_CONDITION}))"
    )
    match = pattern(source).search(low)
    if match is None or _UNSURE.search(low[: match.start()].rstrip()):
        return None
    verb = match["verb"].removesuffix("s")
    rest = clause[match.start("rest") : match.end("rest")].strip()
    if re.match(r"(?:me|us|well|lost|stuck|rid|back)\b", rest):
        return None
    when = clause[match.start("when") : match.end("when")]
    due = minute(when.lower(), now)
    if verb == "hear":
        return Promise(f"word {when}", "", due) if re.match(r"(?:more |again )?from (?:us|me)\b", rest) else None
    if verb == "have" and "in writing" not in low:
        return None
    return Promise(f"{rest[:_LONG]} {when}".strip(), "", due) if re.search(r"\w", rest) else None


def _update(clause: str, low: str, _named: str, now: int) -> Promise | None:
    more = pattern(rf"^(?:more|news|more news|details)(?: on this)? (?P<when>{_WHEN})").search(low)
    if more:
        return Promise(f"more {more['when']}", "", minute(more["when"], now))
    match = pattern(
        rf"\b(?:our |the )?next update(?: (?:is|comes|follows|will (?:come|follow"
        rf"|be)))?:?(?P<when> {_WHEN})"
    ).search(low)
    if match is None:
        return None
    when = clause[match.start("when") : match.end("when")].strip()
    return Promise(f"the next update {when}", "", minute(when.lower(), now))


def _german(clause: str, low: str, named: str, now: int) -> Promise | None:
    """``Ken ruft Sie vor 15:15 an``, ``wir melden uns bis 15 Uhr``."""
    subject = r"(?<![\w'-])(?P<who>ich|wir|er|sie|(?!(?:bitte|wenn|falls|ob)\b)[^\W\d_][\w-]+)"
    rest = rf"(?P<rest>[^.!?]*?)\b(?P<when>{_WHEN})"
    for source, thing in (
        (rf"{subject} (?:rufe|ruft|rufen) (?:sie|dich|euch|alle){rest}[^.!?]*\ban\b", "ein Anruf"),
        (rf"{subject} (?:melde|meldet|melden) (?:mich|uns|sich){rest}", "eine Nachricht"),
        (rf"{subject} (?:schreibe|schreibt|schreiben) (?:ihnen|dir|euch){rest}", "eine Nachricht"),
        (rf"(?P<who>sie) (?:hören){rest}", "eine Nachricht"),
        (rf"(?P<who>sie) (?:bekommen|erhalten){rest}", ""),
        (rf"{subject} (?:schicke|schickt|schicken|sende|sendet|senden) (?:ihnen|dir|euch){rest}", ""),
    ):
        match = pattern(source).search(low)
        if match is None or _UNSURE.search(low[: match.start()].rstrip()):
            continue
        when = clause[match.start("when") : match.end("when")]
        said = thing or clause[match.start("rest") : match.end("rest")].strip()[:_LONG]
        if said:
            who = _who(clause[match.start("who") : match.end("who")], named)
            return Promise(f"{said} {when}", "" if who == "Sie" else who, minute(when.lower(), now))
    return None
