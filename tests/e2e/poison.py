"""A room in which every field that anybody can fill holds a hostile text: settings, files, posts, and every order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from tests.e2e.rooms import lines_of, warroom
from warroom.config import house_rules, load
from warroom.domain.decide import order_types
from warroom.domain.text import clean, one_line
from warroom.setup.toml import quoted

NEVER = frozenset({
    "declare", "stand_down", "undo", "leave_role", "end_shift", "take_role", "set_level", "begin_period",
    "ask_approval", "approve", "ask_change", "publish", "posted", "hand_over", "accept_handover", "decline_handover",
    "retire_answer", "correct",
})  # fmt: skip
"""Orders that are given one by one in their turn, or hold no text and would end what the walk is about."""
TEXTLESS = frozenset({"undo", "leave_role", "end_shift", "take_role", "accept_handover"})
_SOME = {"triage": 4, "withdraw_statement": 4, "let_go": 2, "answer": 5, "give": 3}
"""Orders that finish something: every n-th text, so that the rest stays open."""
_MAKING = ("draft_", "note_fact", "log_press", "plan_", "set_objective", "keep_answer", "observe", "make_", "claim")
PEOPLE = 24
"""Most people of one room, beside the two who act."""


class Poisoned:
    """The room's folder; ``maren`` commands and writes, ``anna`` approves."""

    def __init__(self, folder: Path, texts: Sequence[str]) -> None:
        """Make it, with every text in every field."""
        self.folder, self.texts = folder, list(texts)
        self.said: list[str] = []
        """What the room answered to orders."""
        self.given: set[str] = set()
        folder.mkdir(parents=True, mode=0o700)
        self._settings()
        self._files()
        self._posts()
        for who, orders in self._orders():
            self.asks(who, orders)

    def asks(self, who: str, orders: Sequence[dict[str, Any]]) -> list[str]:
        """Give orders, and keep what was said to them."""
        stdin = "".join(json.dumps(order) + "\n" for order in orders).encode()
        said = warroom("--as", who, "order", "-", room=self.folder, stdin=stdin, check=None).stdout.decode()
        self.said += (lines := said.splitlines())
        self.given.update(order["order"] for order in orders)
        assert not [line for line in lines if not line.startswith(("recorded ", "refused: "))]
        return lines

    # -- settings and files ----------------------------------------------------------------------------------------

    def _settings(self) -> None:
        texts, some = self.texts, _lines(self.texts)
        names = [t for t in texts if _whole(t)][:PEOPLE]
        lines = [
            '[brand]\nname = "Quillstack"\nphrases = ["quillstack"]\n',
            f"competitors = [{', '.join(map(quoted, some[:5]))}]\n",
            f"[publish]\nchannels = [{', '.join(map(quoted, some[:6]))}]\n",
            f"[checklist]\nlines = [{', '.join(map(quoted, [*some[6:9], f'{some[0]}*']))}]\n",
            f"[watch]\npress = [{', '.join(map(quoted, some[:3]))}]\n",
            '[[approvals]]\nlevel = 0\nroles = ["legal"]\n',
            f'[people.maren]\nname = {quoted(names[0])}\nroles = ["commander", "comms", "deputy", "scribe"]\n',
            f'[people.anna]\nname = {quoted(names[-1])}\nroles = ["legal", "commander", "executive"]\n',
            'stand_in = "maren"\n',
            *(f'[people.p{n}]\nname = {quoted(name)}\nroles = ["responder"]\n' for n, name in enumerate(names)),
        ]
        for n, name in enumerate(some[:4]):
            lines.append(f'[[sources]]\nname = {quoted(name)}\nkind = "file"\npath = "nothing-{n}.jsonl"\n')
        (self.folder / "warroom.toml").write_text("".join(lines))

    def _files(self) -> None:
        for name in ("playbooks", "answers", "statements"):
            (self.folder / name).mkdir()
        for n, text in enumerate(t for t in self.texts if _whole(t)):
            one = quoted(text if one_line(clean(text).text) else f"x{text}")
            (self.folder / "playbooks" / f"p{n}.toml").write_text(
                f'title = {one}\nwhen = {one}\ntype = "other"\n'
                f"questions = [{one}]\nmessages = [{one}]\navoid = [{one}]\n"
                f'tasks = [{{title = {one}, role = "comms"}}]\ntell = [{{who = {one}, group = "board"}}]\n'
                f"triggers = [{{name = {one}, level = 1, phrases = [{one}]}}]\n"
            )
            flat = " ".join(text.split("\n")).replace("\r", " ")
            for folder, head in (("answers", f"topics: {flat}\nfacts: {flat}"), ("statements", "sort: holding")):
                body = f"# x{flat}\n{head}\n\n{text} [[{flat}]]\n"
                (self.folder / folder / f"t{n}.md").write_bytes(body.encode("utf-8", "replace"))
            if n < 5:
                (self.folder / "answers" / f"broken{n}.md").write_bytes(f"# x\n{flat}: x\n\nText\n".encode())
                (self.folder / "playbooks" / f"broken{n}.toml").write_text(f"title = {one}\n{one} = 1\n")

    def _posts(self) -> None:
        rows = [
            {"text": f"@quillstack where? {text}" if n % 4 else text, "title": text[::-1] if n % 2 else text,
             "author": text, "handle": text, "native_id": f"n{n}{text}", "url": "https://x.example/" + text,
             "reply_to": text, "flags": [text], "lang": text, "colour": text, "reach": 20_000 if n % 3 else 3}
            for n, text in enumerate(self.texts)
        ]  # fmt: skip
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        done = warroom("ingest", "-", room=self.folder, stdin=lines.encode())
        assert done.stdout.decode().startswith(f"{len(rows)} stored"), done.stdout + done.stderr

    # -- orders --------------------------------------------------------------------------------------------------------

    def _orders(self) -> Iterable[tuple[str, list[dict[str, Any]]]]:
        """In this turn: who, and what they ask for."""
        texts = self.texts
        whole = [text for text in texts if _whole(text)]
        feed = lines_of(warroom("feed", "--json", "--limit", "500", room=self.folder))
        ids = [row["id"] for row in reversed(feed)]
        checks = house_rules(load(self.folder)).checks()
        yield "maren", [
            {"order": "declare", "title": whole[0], "level": 1},
            {"order": "stand_down", "reason": whole[0]},
            {"order": "declare", "title": f"EU-2 {whole[-1]}", "type": "data_loss", "level": 2, "hit": whole[0],
             "loud": whole[1], "unknown": whole[2], "stake": whole[:5], "playbook": "p0", "commander": "maren"},
            *({"order": "make_task", "title": text, "owner": "anna" if n % 2 else ""} for n, text in enumerate(texts)),
            {"order": "begin_period", "minutes": 60, "objectives": texts[:4]},
            *({"order": "check", "check": check, "channel": channel} for check, channel in checks[:2]),
            *({"order": "set_level", "level": 3 - n % 2, "reason": text} for n, text in enumerate(texts)),
            {"order": "set_level", "level": 3, "reason": whole[0]},
        ]  # fmt: skip
        for who in ("maren", "anna"):
            yield who, [order for n, text in enumerate(texts) for order in _every(text, n + 1, ids[n % len(ids)])]
        written = [row["seq"] for row in lines_of(warroom("log", "--json", "--kind", "observed", room=self.folder))]
        numbers = range(1, len(texts) + 1)
        yield "maren", [
            *({"order": "retire_answer", "answer": f"t{n}", "reason": texts[n]} for n in range(0, len(whole), 5)),
            *({"order": "mark_drilled", "playbook": f"p{n}", "note": text} for n, text in enumerate(texts)),
            *({"order": "ask_approval", "statement": n} for n in numbers),
            *({"order": "correct", "seq": seq, "text": t, "reason": t} for seq, t in zip(written, texts, strict=False)),
        ]  # fmt: skip
        yield "anna", [
            *({"order": "approve", "statement": n} for n in numbers),
            *({"order": "ask_change", "statement": n, "why": texts[n - 1]} for n in numbers if n % 5 == 1),
            *({"order": "approve_answer", "answer": f"t{n}"} for n in numbers if n % 3),
        ]  # fmt: skip
        offers = [
            ({"order": "hand_over", "to": "anna", "note": t}, {"order": "decline_handover", "why": t}) for t in texts
        ]
        yield "maren", [
            *({"order": "publish", "statement": n, "typed": f"publish {n}"} for n in numbers if n % 3),
            *({"order": "posted", "statement": n, "channel": t, "where": t} for n, t in enumerate(texts, 1)),
            *(order for offer in offers for order in offer),
            {"order": "hand_over", "to": "anna", "note": "\n".join(whole)[:4000]},
            {"order": "observe", "text": whole[0]},
        ]  # fmt: skip

    def not_given(self) -> set[str]:
        """Kinds of orders that no text went through: a new one belongs into this file."""
        return {str(kind.__struct_config__.tag) for kind in order_types()} - self.given

    def statements(self) -> dict[int, str]:
        """What the drafted statements said, in the order they were drafted: to the letter, in the record."""
        rows = lines_of(warroom("log", "--json", "--kind", "statement_drafted", room=self.folder))
        return {row["data"]["statement"]: row["data"]["text"] for row in rows}


def _every(text: str, number: int, mention: int) -> Iterable[dict[str, Any]]:
    """One of each order with this text in all its free fields. Those that make something come before those about it."""
    for kind in sorted(order_types(), key=lambda k: not _tag(k).startswith(_MAKING)):
        if _tag(kind) in NEVER or number % _SOME.get(_tag(kind), 1):
            continue
        hints = get_type_hints(kind)
        values = {
            field.encode_name: _value(_tag(kind), field.name, hints[field.name], _About(text, number, mention))
            for field in msgspec.structs.fields(kind)
        }
        needed = {field.encode_name for field in msgspec.structs.fields(kind) if field.required}
        yield {"order": _tag(kind), **{n: value for n, value in values.items() if value is not None or n in needed}}


def _tag(kind: Any) -> str:
    return str(kind.__struct_config__.tag)


class _About(NamedTuple):
    text: str
    number: int
    mention: int


def _value(tag: str, name: str, kind: Any, about: _About) -> Any:
    """What goes into a field; None is as it is by default."""
    text, number, mention = about
    fixed: dict[str, Any] = {
        "mention": None if tag in ("note_fact", "log_press", "make_task") else mention, "objective": None,
        "task": number, "statement": number, "fact": number, "enquiry": number, "telling": number, "seq": 9 + number,
        "minutes": 60, "waits_for": None, "version": None, "due": None, "deadline": None, "occurred": None,
        "every": number, "facts": None, "at": None, "tone": 5, "reach": None,
    }  # fmt: skip
    special: dict[tuple[str, str], Any] = {
        ("close_objective", "objective"): 1 + number % 4, ("keep_answer", "answer"): "", ("answer", "bank"): "",
        ("own_press", "owner"): "anna", ("own_task", "owner"): "anna", ("give", "to"): "anna",
        ("call_people", "whom"): ["anna"] if number % 2 else [text], ("edit_statement", "text"): f"{text} {text}",
        ("note_fact", "standing"): ("confirmed", "unconfirmed", "false")[number % 3],
        ("judge_fact", "standing"): ("confirmed", "unconfirmed", "false")[(number + 1) % 3],
    }  # fmt: skip
    if (tag, name) in special:
        return special[tag, name]
    if name in fixed:
        return fixed[name]
    if name in ("owner", "person") and number % 4:
        return None  # else somebody whom nobody knows: refused, in words that hold the text
    if kind is str:
        return text
    if kind in (tuple[str, ...], tuple[str, ...] | None):
        return [text]
    choices = _literals(kind)
    return choices[number % len(choices)] if choices else None


def _literals(kind: Any) -> list[str]:
    args = get_args(kind)
    if args and all(isinstance(arg, str) for arg in args):
        return [arg for arg in args if arg]
    return [value for arg in args for value in _literals(arg)]


def _whole(text: str) -> bool:
    """Whether a file can hold it, and something is left of it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return bool(one_line(clean(text).text).strip("* "))


def _lines(texts: Sequence[str]) -> list[str]:
    """Those that may stand in a list of the settings: none empty, none twice once clean."""
    found: dict[str, str] = {}
    for text in texts:
        if _whole(text) and len(text) < 500:
            found.setdefault(one_line(clean(text).text).removesuffix("*"), text)
    return list(found.values())
