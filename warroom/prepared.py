"""What a team prepared in quiet times, read from the room's folder: playbooks, prepared answers, statement templates.

``playbooks/``, ``answers/`` and ``statements/`` of the room's folder; a folder that is not there is replaced by the
one that comes with warroom. A file that cannot be used never keeps the room shut: give a list ``problems`` and its
words go there while the rest works; without a list the first one is raised.

**Playbooks** are TOML, one file each, with the fields of :class:`~warroom.domain.prepared.Playbook`. The short name
is the file's name. ``drilled`` is a date. A task's ``after`` counts the tasks of the same file from 1.

**Answers** are plain Markdown, one file each::

    # Where customer data is kept
    topics: data location, hosting, which country
    types: data_loss, legal
    approved: 2026-10-02 by anna
    facts: Customer data is kept in two data centres
    facts: Backups are kept for 35 days

    The text, as it may be sent …

The title line first, then lines ``key: value`` in any order, each of which may be left out, then a blank line, then
the text. ``topics`` (words of posts that it answers) and ``types`` (crisis types; none means it fits all) are
separated by commas. ``approved`` is a date, or a date and a time UTC, and a person; without it the answer is not yet
approved. ``facts`` may stand several times, one fact a line: what the text states as true.

**Templates** of statements look the same with the one key ``sort``: holding, update, correction, apology or answer.

In answers and templates a slot that somebody has to fill stands in double brackets: ``[[what we know]]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, cast, get_args

from warroom.config import ConfigError, shipped
from warroom.domain.entries.base import CrisisType, StatementKind
from warroom.domain.exact import open_slots
from warroom.domain.prepared import Playbook, Prepared, PreparedAnswer, Template
from warroom.domain.text import clean, one_line
from warroom.mistakes import Steps, dotted, nearest, place, read, shaped, toml

FOLDERS: Final = ("playbooks", "answers", "statements")
LARGEST: Final = 200_000
"""Bytes of one file."""
LONGEST: Final = 5_000
"""Characters of one text."""
_LONGEST_PLAN: Final = 100 * 24 * 60
_T = TypeVar("_T")


def load_prepared(folder: Path) -> Prepared:
    """Everything that is prepared for this room. Never raises for a broken file."""
    problems: list[str] = []
    return Prepared(
        playbooks=load_playbooks(folder, problems),
        answers=load_answers(folder, problems),
        templates=load_templates(folder, problems),
        problems=tuple(problems),
    )


def load_playbooks(folder: Path, problems: list[str] | None = None) -> dict[str, Playbook]:
    """Short name → playbook. Raises ConfigError if there is no list for problems."""
    return _all(folder, "playbooks", ".toml", _playbook, problems)


def load_answers(folder: Path, problems: list[str] | None = None) -> dict[str, PreparedAnswer]:
    """Short name → prepared answer. Raises ConfigError if there is no list for problems."""
    return _all(folder, "answers", ".md", _answer, problems)


def load_templates(folder: Path, problems: list[str] | None = None) -> tuple[Template, ...]:
    """The templates, by sort and title. Raises ConfigError if there is no list for problems."""
    order = get_args(StatementKind)
    found = _all(folder, "statements", ".md", _template, problems).values()
    return tuple(sorted(found, key=lambda template: (order.index(template.sort), template.title)))


# -- folders -----------------------------------------------------------------------------------------------------


def _all(
    folder: Path, name: str, ending: str, reader: Callable[[Path], _T], problems: list[str] | None
) -> dict[str, _T]:
    own = folder / name
    where = own if own.is_dir() else shipped() / name
    found: dict[str, _T] = {}
    try:
        for path in _files(where):
            try:
                short = _short_name(path, ending)
                found[short] = reader(path)
            except ConfigError as error:
                if problems is None:
                    raise
                problems.append(str(error))
    except OSError as error:
        words = f"{where}: cannot be read: {error.strerror or error}"
        if problems is None:
            raise ConfigError(words) from None
        problems.append(words)
    return found


def _files(where: Path) -> list[Path]:
    """What people put there. What editors leave behind, folders and a README are not meant."""
    return sorted(
        path
        for path in where.iterdir()
        if not path.name.startswith(".") and not path.name.endswith("~")
        and path.stem.casefold() != "readme" and not path.is_dir()
    )  # fmt: skip


def _short_name(path: Path, ending: str) -> str:
    if path.suffix != ending:
        raise ConfigError(f"{path}: is not read; a file in {path.parent.name} ends with {ending}")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", path.stem):
        raise ConfigError(f"{path}: name it in small letters, digits and hyphens, such as data-loss{ending}")
    if not path.is_file():
        raise ConfigError(f"{path}: is not a file that can be read")
    size = path.stat().st_size
    if size > LARGEST:
        raise ConfigError(f"{path}: has {size:,} bytes; {LARGEST:,} are the most")
    return path.stem


# -- playbooks ---------------------------------------------------------------------------------------------------


def _playbook(path: Path) -> Playbook:
    table = toml(path, read(path))
    if "playbook" in table:
        raise ConfigError(f"{place(path, ('playbook',))}: take 'playbook' out; the file's name is the short name")
    table["drilled"] = _drilled(path, table.get("drilled"))
    playbook = shaped(path, {**_clean_table(table), "playbook": path.stem}, Playbook)
    for name in ("title", "when"):
        _not_empty(path, (name,), getattr(playbook, name))
    for name in ("questions", "messages", "avoid"):
        for at, line in enumerate(getattr(playbook, name)):
            _not_empty(path, (name, at), line)
    for at, task in enumerate(playbook.tasks):
        _not_empty(path, ("tasks", at, "title"), task.title)
        _in_time(path, ("tasks", at, "minutes"), task.minutes)
        _earlier(path, at, task.after)
    for at, telling in enumerate(playbook.tell):
        _not_empty(path, ("tell", at, "who"), telling.who)
        _in_time(path, ("tell", at, "minutes"), telling.minutes)
    for at, trigger in enumerate(playbook.triggers):
        _not_empty(path, ("triggers", at, "name"), trigger.name)
        if not trigger.phrases:
            where = place(path, ("triggers", at, "phrases"))
            raise ConfigError(f"{where}: triggers[{at}] has no phrases; write some, or take it out")
        for number, phrase in enumerate(trigger.phrases):
            _not_empty(path, ("triggers", at, "phrases", number), phrase)
    return playbook


def _clean_table(value: Any) -> Any:
    """The same with every text clean and in one line."""
    match value:
        case str():
            return one_line(clean(value).text)
        case dict():
            return {key: _clean_table(inner) for key, inner in value.items()}
        case list():
            return [_clean_table(inner) for inner in value]
        case _:
            return value


def _drilled(path: Path, found: Any) -> int | None:
    """A TOML date or time as ms."""
    if found is None:
        return None
    if isinstance(found, datetime):
        return _ms(found)
    if isinstance(found, date):
        return _ms(datetime.combine(found, time()))
    raise ConfigError(f"{place(path, ('drilled',))}: drilled is a date without quotes, such as 2026-09-14")


def _not_empty(path: Path, steps: Steps, text: str) -> None:
    if not text:
        raise ConfigError(f"{place(path, steps)}: {dotted(steps)} is empty; write a few words, or take it out")


def _in_time(path: Path, steps: Steps, minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= _LONGEST_PLAN:
        where = place(path, steps)
        raise ConfigError(f"{where}: {dotted(steps)} = {minutes} is not possible; write 0 to {_LONGEST_PLAN} minutes")


def _earlier(path: Path, at: int, after: int | None) -> None:
    """Task number ``at + 1`` may wait for an earlier one only, so that nothing waits in a circle."""
    if after is None or 1 <= after <= at:
        return
    where = place(path, ("tasks", at, "after"))
    can = f"write 1 to {at}, or take it out" if at > 1 else "write 1, or take it out" if at else "take it out"
    raise ConfigError(f"{where}: tasks[{at}].after = {after} is no earlier task (they count from 1); {can}")


# -- Markdown with a head ----------------------------------------------------------------------------------------


class _Head(NamedTuple):
    """One ``key: value`` of a file's head, and its line from 1."""

    key: str
    value: str
    line: int


def _answer(path: Path) -> PreparedAnswer:
    title, heads, text = _split(path, ("topics", "types", "approved", "facts"), several=("facts",))
    given = {head.key: head for head in heads}
    types = _list(given.get("types"))
    for word in types:
        _word(path, given["types"], word, get_args(CrisisType))
    approved, by = _approved(path, given.get("approved"))
    return PreparedAnswer(
        answer=path.stem,
        title=title,
        text=text,
        topics=_list(given.get("topics")),
        types=cast("tuple[CrisisType, ...]", types),
        approved=approved,
        approved_by=by,
        facts=tuple(head.value for head in heads if head.key == "facts" and head.value),
    )


def _template(path: Path) -> Template:
    title, heads, text = _split(path, ("sort",))
    if not heads:
        raise ConfigError(f"{path} line 2: 'sort: …' is missing; known: {', '.join(get_args(StatementKind))}")
    _word(path, heads[0], heads[0].value, get_args(StatementKind))
    return Template(cast("StatementKind", heads[0].value), title, text)


def _split(path: Path, known: tuple[str, ...], several: tuple[str, ...] = ()) -> tuple[str, list[_Head], str]:
    """Title, head and text of a file."""
    lines = read(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = next((number for number, line in enumerate(lines) if line.strip()), 0)
    title = one_line(clean(lines[at][1:]).text) if lines[at].startswith("# ") else ""
    if not title:
        raise ConfigError(f"{path} line {at + 1}: the first line is the title, such as '# Where customer data is kept'")
    heads, at = _heads(path, lines, at + 1, known, several)
    cleaned = clean("\n".join(lines[at:]), longest=LONGEST + 1)
    text = cleaned.text.strip()
    if not text:
        raise ConfigError(f"{path} line {len(lines)}: there is no text below the head and its blank line")
    if len(text) > LONGEST or "cut" in cleaned.removed:
        raise ConfigError(f"{path}: the text is longer than {LONGEST:,} characters")
    if "" in open_slots(text):
        raise ConfigError(f"{path} line {_open_line(lines, at)}: a slot is written [[what we know]]; this one is not")
    return title, heads, text


def _heads(
    path: Path, lines: list[str], at: int, known: tuple[str, ...], several: tuple[str, ...]
) -> tuple[list[_Head], int]:
    """The head that begins at line ``at`` (from 0), and where the text begins. A blank line may stand above it."""
    first = next((number for number in range(at, len(lines)) if lines[number].strip()), len(lines))
    if first != at and not re.match(rf"(?:{'|'.join(known)})\s*:", lines[min(first, len(lines) - 1)]):
        return [], first
    heads: list[_Head] = []
    for number in range(first, len(lines)):
        line = lines[number]
        if not line.strip():
            return heads, number
        key, colon, value = line.partition(":")
        key = one_line(clean(key).text)
        if not colon:
            raise ConfigError(f"{path} line {number + 1}: a blank line is needed between the head and the text")
        if key not in known:
            raise ConfigError(f"{path} line {number + 1}: '{key[:40]}' is not known here{nearest(key[:40], known)}")
        if key not in several and any(head.key == key for head in heads):
            raise ConfigError(f"{path} line {number + 1}: '{key}' is there twice")
        heads.append(_Head(key, one_line(clean(value).text), number + 1))
    return heads, len(lines)


def _open_line(lines: list[str], at: int) -> int:
    """The line, from 1, of the last slot that is opened."""
    return max((number for number, line in enumerate(lines, 1) if number > at and "[[" in line), default=at + 1)


def _list(head: _Head | None) -> tuple[str, ...]:
    parts = (part.strip() for part in head.value.split(",")) if head else ()
    return tuple(dict.fromkeys(part for part in parts if part))


def _word(path: Path, head: _Head, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise ConfigError(f"{path} line {head.line}: {head.key}: '{word}' is not known{nearest(word, known)}")


def _approved(path: Path, head: _Head | None) -> tuple[int | None, str]:
    """``2026-10-02 by anna`` → (ms, "anna")."""
    if head is None or not head.value:
        return None, ""
    when, _, by = head.value.partition(" by ")
    try:
        moment = datetime.fromisoformat(when.strip().upper())
    except ValueError:
        moment = None
    if moment is None or not by.strip():
        raise ConfigError(f"{path} line {head.line}: approved: write '2026-10-02 by anna'; found '{head.value[:60]}'")
    return _ms(moment), by.strip()


def _ms(moment: datetime) -> int:
    """UTC unless it names a zone."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
