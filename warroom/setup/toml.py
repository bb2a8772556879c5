"""Changing a TOML file that people have written without losing a word of it.

A file of settings is mostly comments, and they are its manual. So a change replaces only the characters of a value,
and a new table goes beside its like, or under the commented example of it. Whatever the file looks like, a change is
believed only when the result, parsed again, holds exactly what was asked for; otherwise :class:`NotEditableError`.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from warroom.domain.trouble import Sayable

Value: TypeAlias = str | int | bool | Sequence[str]
Where: TypeAlias = tuple[str | int, ...]
"""A table: ``("brand",)``, ``("people", "anna")``, ``("sources", 0)`` for the first of ``[[sources]]``."""

_SHORT: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_WIDE: Final = 100
"""Longest list in one line."""


class NotEditableError(Sayable):
    """The file is written in a way that a program had better not touch."""


# -- values ----------------------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    r"""A basic string. What shows nothing, or turns text round, is written as ``\u202e``: the file is read by people.

    Raises ValueError for text with lone surrogates, which no file can hold.
    """
    text.encode()
    return f'"{"".join(map(_character, text))}"'


def _character(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def written(value: Value) -> str:
    """A value as TOML; a long list has a line for each of its texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    texts = [quoted(text) for text in value]
    line = f"[{', '.join(texts)}]"
    return line if len(line) <= _WIDE else "[\n" + "".join(f"    {text},\n" for text in texts) + "]"


def _name(key: str) -> str:
    return key if _BARE.fullmatch(key) else quoted(key)


# -- changes ---------------------------------------------------------------------------------------------------------


def put(text: str, where: Where, key: str, value: Value) -> str:
    """The file with that key of that table set; the table is there already."""

    def wanted(whole: dict[str, Any]) -> None:
        _table(whole, where)[key] = list(value) if not isinstance(value, str | int) else value

    def tries() -> Iterable[str]:
        section = _find(text, where)
        for line in section.lines:
            if line.kind == "key" and line.path == (key,):
                yield text[: line.value] + written(value) + text[line.value_end :]
        own = f"{_name(key)} = {written(value)}\n"
        for at in (_commented(text, section, key), section.last, section.body):
            yield _inserted(text, at, own)

    return _believed(text, wanted, tries)


def drop(text: str, where: Where, key: str) -> str:
    """The file without that key of that table."""

    def wanted(whole: dict[str, Any]) -> None:
        del _table(whole, where)[key]

    def tries() -> Iterable[str]:
        for line in _find(text, where).lines:
            if line.kind == "key" and line.path == (key,):
                yield text[: line.start] + text[line.end :]

    return _believed(text, wanted, tries)


def add(text: str, where: Where, table: Mapping[str, Value]) -> str:
    """The file with a new table: ``("people", "bea")``; ``("sources", -1)`` is one more of ``[[sources]]``."""
    several = where[-1] == -1
    names = [str(step) for step in (where[:-1] if several else where)]
    dotted = ".".join(map(_name, names))
    head = f"[[{dotted}]]\n" if several else f"[{dotted}]\n"
    block = head + "".join(f"{_name(key)} = {written(value)}\n" for key, value in table.items())

    def wanted(whole: dict[str, Any]) -> None:
        plain = {k: v if isinstance(v, str | int) else list(v) for k, v in table.items()}
        parent = whole
        for step in names[:-1]:
            parent = parent.setdefault(step, {})
        if several:
            parent.setdefault(names[-1], []).append(plain)
        elif names[-1] in parent:
            raise KeyError(names[-1])
        else:
            parent[names[-1]] = plain

    def tries() -> Iterable[str]:
        like = [s for s in _sections(text) if s.where[:1] == (names[0],) and len(s.where) == len(where)]
        places = [like[-1].last] if like else []
        example = _example(text, names[0])
        if example:
            places.append(example)
        for at in [*places, len(text)]:
            yield _inserted(text, at, block, apart=True)

    return _believed(text, wanted, tries)


def remove(text: str, where: Where) -> str:
    """The file without that table. The comments under its last key stay: they belong to what follows."""

    def wanted(whole: dict[str, Any]) -> None:
        parent: Any = whole
        for step in where[:-1]:
            parent = parent[step]
        del parent[where[-1]]
        if not parent:
            _table(whole, where[:-2]).pop(str(where[-2]))

    def tries() -> Iterable[str]:
        section = _find(text, where)
        before, after = text[: section.start], text[section.last :]
        if before.endswith(("\n\n", "\r\n\r\n")) or not before:
            after = re.sub(r"\A(\r?\n)", "", after)
        yield before + after

    return _believed(text, wanted, tries)


def _believed(text: str, wanted: Callable[[dict[str, Any]], None], tries: Callable[[], Iterable[str]]) -> str:
    """The first try that, parsed, is what the file was with the change made."""
    whole = _parsed(text)
    asked = copy.deepcopy(whole)
    try:
        wanted(asked)
        for made in tries():
            try:
                if tomllib.loads(made) == asked:
                    return made
            except tomllib.TOMLDecodeError:
                continue
    except (KeyError, IndexError, TypeError, AttributeError):
        pass
    raise NotEditableError("is written in a way that set-up does not change. Edit it by hand")


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotEditableError(f"is not TOML: {str(error).lower()}") from None


def _table(whole: dict[str, Any], where: Where) -> dict[str, Any]:
    found: Any = whole
    for step in where:
        found = found[step]
    if not isinstance(found, dict):
        raise TypeError(where)
    return found


def _inserted(text: str, at: int, block: str, *, apart: bool = False) -> str:
    before, after = text[:at], text[at:]
    ends = "\r\n" if "\r\n" in text else "\n"
    block = block.replace("\n", ends)
    if before and not before.endswith("\n"):
        before += ends
    if apart and before:
        before += ends
    if apart and after and not after.startswith(("\n", "\r\n")):
        block += ends
    return before + block + after


# -- where things stand ----------------------------------------------------------------------------------------------


class _Line(NamedTuple):
    """One statement of the file, with the lines it takes."""

    kind: Literal["table", "array", "key", "other"]
    start: int
    end: int
    path: tuple[str, ...] = ()
    value: int = 0
    value_end: int = 0


class _Section(NamedTuple):
    """A table as it stands in the file."""

    where: Where
    start: int
    body: int
    """Where its first line begins."""
    last: int
    """Where its last key ends, or its header if it has none."""
    end: int
    lines: Sequence[_Line]


def _find(text: str, where: Where) -> _Section:
    for section in _sections(text):
        if section.where == where:
            return section
    raise KeyError(where)


def _sections(text: str) -> list[_Section]:
    found: list[_Section] = []
    counts: dict[tuple[str, ...], int] = {}
    where: Where = ()
    start = body = 0
    lines: list[_Line] = []

    def close(end: int) -> None:
        last = max([body, *(line.end for line in lines if line.kind == "key")])
        found.append(_Section(where, start, body, last, end, tuple(lines)))

    for line in _lines(text):
        if line.kind in ("table", "array"):
            close(line.start)
            where = line.path
            if line.kind == "array":
                counts[line.path] = counts.get(line.path, -1) + 1
                where = (*line.path, counts[line.path])
            start, body, lines = line.start, line.end, []
        else:
            lines.append(line)
    close(len(text))
    return found


def _commented(text: str, section: _Section, key: str) -> int:
    """Where the line ends that shows this key's default: ``# products = []``."""
    for line in section.lines:
        if line.kind == "other" and re.match(rf"\s*#\s*{re.escape(key)}\s*=", text[line.start : line.end]):
            return line.end
    return section.last


def _example(text: str, name: str) -> int:
    """Where the last commented example of ``[name]``, ``[name.x]`` or ``[[name]]`` ends; 0 when there is none."""
    lines = _lines(text)
    starts = [n for n, line in enumerate(lines)
              if re.match(rf"\s*#\s*\[\[?{re.escape(name)}\b", text[line.start : line.end])]  # fmt: skip
    if not starts:
        return 0
    at = starts[-1]
    while at + 1 < len(lines) and text[lines[at + 1].start : lines[at + 1].end].lstrip().startswith("#"):
        at += 1
    return lines[at].end


def _lines(text: str) -> list[_Line]:
    """Every statement. The text is TOML that was parsed before, so that this may trust its form."""
    found: list[_Line] = []
    at = 0
    while at < len(text):
        first = _past_blanks(text, at)
        if first >= len(text) or text[first] in "#\r\n":
            end = _line_end(text, first)
            found.append(_Line("other", at, end))
        elif text[first] == "[":
            several = text.startswith("[[", first)
            inner = first + (2 if several else 1)
            close = _until(text, inner, "]")
            end = _line_end(text, close)
            found.append(_Line("array" if several else "table", at, end, _path(text[inner:close])))
        else:
            equals = _until(text, first, "=")
            value = _past_blanks(text, equals + 1)
            value_end = _value_end(text, value)
            end = _line_end(text, value_end)
            found.append(_Line("key", at, end, _path(text[first:equals]), value, value_end))
        at = end
    return found


def _path(keys: str) -> tuple[str, ...]:
    found: Any = tomllib.loads(f"{keys} = 0")
    out: list[str] = []
    while isinstance(found, dict):
        (key,) = found
        out.append(key)
        found = found[key]
    return tuple(out)


def _past_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _until(text: str, at: int, mark: str) -> int:
    """Where ``mark`` stands outside quotes."""
    while text[at] != mark:
        at = _string_end(text, at) if text[at] in "\"'" else at + 1
    return at


def _value_end(text: str, at: int) -> int:
    """Where the value that begins here ends."""
    depth = 0
    end = at
    while at < len(text):
        char = text[at]
        if char in "\"'":
            at = end = _string_end(text, at)
            continue
        if char == "#" or char == "\n":
            if not depth:
                break
            at = _line_end(text, at)
            continue
        depth += (char in "[{") - (char in "]}")
        at += 1
        if not char.isspace():
            end = at
    return end


def _string_end(text: str, at: int) -> int:
    quote = text[at]
    if text.startswith(quote * 3, at):
        at += 3
        while not text.startswith(quote * 3, at):
            at += 2 if text[at] == "\\" and quote == '"' else 1
        at += 3
        while at < len(text) and text[at] == quote:  # up to two more may stand inside, at the end
            at += 1
        return at
    at += 1
    while text[at] != quote:
        at += 2 if text[at] == "\\" and quote == '"' else 1
    return at + 1
