"""Mistakes in files that people write: said with the file, the line, the key, what was expected, the nearest word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, TypeVar, get_args, get_origin

import msgspec

from warroom.domain.trouble import Sayable

ANY: Final = "*"
Steps: TypeAlias = tuple[str | int, ...]
"""The way to a setting: ``("sources", 0, "every")``."""
_T = TypeVar("_T")


class ConfigError(Sayable):
    """A setting that cannot be used. The message says where, what was expected and what to write instead."""


def decode(path: Path, kind: type[_T]) -> _T:
    """A TOML file as a struct. Raises ConfigError."""
    return shaped(path, toml(path, read(path)), kind)


def read(path: Path) -> str:
    """The text of a file, UTF-8. Raises ConfigError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file. 'warroom new {path.parent}' makes one") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path} line {line}: not UTF-8 text. Save the file as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None


def toml(path: Path, text: str) -> dict[str, Any]:
    """TOML text as a table. Raises ConfigError."""
    try:
        return tomllib.loads(text)
    except ValueError as error:  # also a number of thousands of digits
        raise ConfigError(f"{path}: not TOML: {str(error).lower()}") from None
    except RecursionError:
        raise ConfigError(f"{path}: not TOML: brackets within brackets without end") from None


def shaped(path: Path, table: dict[str, Any], kind: type[_T]) -> _T:
    """A table as a struct. Raises ConfigError; ``path`` is read again to find the line."""
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(path, str(error), kind)) from None


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'legal'?``, else what is known, to put at the end of a sentence."""
    import difflib  # noqa: PLC0415 - only a mistake needs it

    words = list(known)
    near = difflib.get_close_matches(word, words, 1, 0.5)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; known: {', '.join(words)}" if words else ""


def one_of(path: Path, steps: Steps, found: str, known: Iterable[str]) -> None:
    """Raises ConfigError unless ``found`` is one of the known words."""
    if found not in (words := tuple(known)):
        raise ConfigError(f'{place(path, steps)}: {dotted(steps)} = "{found}" is not known{nearest(found, words)}')


def dotted(steps: Steps) -> str:
    """``sources[0].every``."""
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")


def place(path: Path, steps: Steps) -> str:
    """``PATH line N`` for the line that names this setting, or the nearest table above it."""
    text = path.read_text(encoding="utf-8-sig")
    while steps:
        line = line_of(text, steps)
        if line:
            return f"{path} line {line}"
        steps = steps[:-1]
    return str(path)


def line_of(text: str, steps: Steps) -> int:
    """The line, from 1, where a setting stands in TOML text; 0 if it is not written there."""
    here: Steps = ()
    counts: dict[str, int] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        header = re.match(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"-]+)\s*\]\]?\s*(#.*)?$", line)
        if header:
            name = header[2].replace('"', "")
            here = tuple(name.split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                here = (*here, counts[name])
            if _same(here, steps):
                return number
            continue
        key = re.match(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=", line)
        if not key:
            continue
        depth = len(here) + 1
        if _same((*here, key[1]), steps):
            return number
        if depth < len(steps) and _same((*here, key[1]), steps[:depth]) and isinstance(steps[depth], int):
            return _element(lines[number:], int(steps[depth]), number) or number
    return 0


def _element(lines: list[str], wanted: int, above: int) -> int:
    """The line of one element of a list that is written one element a line; 0 if it is not written so."""
    for number, line in enumerate(lines, above + 1):
        if re.match(r"\s*(?:[\[\]]|[A-Za-z0-9_\"-]+\s*=)", line):
            return 0
        if re.match(r"\s*[{\"'0-9]", line):
            if wanted == 0:
                return number
            wanted -= 1
    return 0


def _same(found: Steps, wanted: Steps) -> bool:
    return len(found) == len(wanted) and all(w in (f, ANY) for f, w in zip(found, wanted, strict=True))


def _explain(path: Path, message: str, kind: Any) -> str:
    what, _, where = message.partition(" - at `")
    steps = _steps(where.rstrip("`"))
    unknown = re.match(r"Object contains unknown field `(.*)`", what)
    if unknown:
        steps = (*steps, unknown[1])
        known = getattr(_kind(kind, steps[:-1]), "__struct_fields__", ())
        return f"{place(path, steps)}: '{unknown[1]}' is not a setting here{nearest(unknown[1], known)}"
    missing = re.match(r"Object missing required field `(.*)`", what)
    if missing:
        return f"{place(path, steps)}: {dotted((*steps, missing[1]))} is missing"
    word = re.match(r"Invalid enum value (.*)", what)
    if word:
        near = nearest(word[1].strip("'"), _words(_kind(kind, steps)))
        return f"{place(path, steps)}: {dotted(steps)} = {word[1].replace(chr(39), chr(34))} is not known{near}"
    return f"{place(path, steps)}: {dotted(steps) or 'this file'}: {what[:1].lower()}{what[1:]}"


def _steps(where: str) -> Steps:
    """``$.sources[0].every`` → ("sources", 0, "every"); a table's own name is not told, so it is ANY."""
    found = re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", where)
    return tuple(int(index) if index.isdigit() else name or ANY for name, index in found)


def _kind(kind: Any, steps: Steps) -> Any:
    """The type that stands at the end of the way."""
    for step in steps:
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            kind = next((f.type for f in msgspec.structs.fields(kind) if f.name == step), None)
        else:
            kind = next((a for a in get_args(kind) if a is not str and a is not Ellipsis), None)
    return kind


def _words(kind: Any) -> tuple[str, ...]:
    """What may be written where this type stands: the words of a Literal, the values of an Enum, of any in a union."""
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(str(member.value) for member in kind)
    return tuple(word for inner in get_args(kind) for word in _words(inner))
