"""Answers and statements for a new room: those that come with warroom, and a folder of a team's own Markdown files."""

from __future__ import annotations

import shutil
from pathlib import Path

from warroom.config import shipped
from warroom.domain.text import clean, one_line, slug
from warroom.prepared import LARGEST, load_answers, load_templates
from warroom.setup.draft import Draft

MOST = 1_000
"""Files that are taken over from one folder."""
_NAME = 64


def count_answers(folder: Path) -> tuple[int, str]:
    """How many files a folder holds that could be taken over; what hinders, in words."""
    if not folder.is_dir():
        return 0, "There is no such folder."
    try:
        found = len(_markdown(folder))
    except OSError as error:
        return 0, f"It cannot be read: {(error.strerror or '').lower()}."
    return found, "" if found else "There are no .md files in it."


def take_over(folder: Path, aside: Path, draft: Draft) -> str:
    """Fill the room's ``answers`` and ``statements``; a file that is there already stays. What was left out, in words.

    ``aside``: an empty place on the same disk. A file begins with its title; one that does not gets its name as one.
    """
    left_out: list[str] = []
    if draft.imports:
        left_out = _import(Path(draft.imports).expanduser(), aside)
    for name in ("answers", "statements"):
        (folder / name).mkdir(exist_ok=True)
        sources = [aside / name, *([shipped() / name] if draft.examples else [])]
        for source in sources:
            for path in sorted(source.glob("*.md")) if source.is_dir() else []:
                if not (folder / name / path.name).exists():
                    shutil.copyfile(path, folder / name / path.name)
    if not left_out:
        return ""
    more = f", and {len(left_out) - 1} more" if len(left_out) > 1 else ""
    return f"Left out: {left_out[0]}{more}."


def _import(source: Path, aside: Path) -> list[str]:
    """Copy into ``aside/answers``, and what reads as a statement into ``aside/statements``. What is of no use."""
    answers, statements = aside / "answers", aside / "statements"
    answers.mkdir()
    statements.mkdir()
    left_out = []
    for path in _markdown(source):
        try:
            text = path.read_bytes()[: LARGEST + 1].decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            left_out.append(f"{path.name} cannot be read")
            continue
        here = answers / f"{_slug(path.stem)}.md"
        if here.exists():
            left_out.append(f"{path.name} has the name of another one")
            continue
        here.write_text(_titled(text, path.stem), encoding="utf-8")
    for name in _broken(answers):
        (answers / name).rename(statements / name)
        why: list[str] = []
        load_templates(aside, why)
        broken = next((words for words in why if f"/{name}" in words), "")
        if broken:
            (statements / name).unlink()
            left_out.append(f"{name}{broken.partition(f'/{name}')[2]}")
    return left_out


def _broken(answers: Path) -> list[str]:
    """The names of the files that are no answers."""
    good = load_answers(answers.parent, [])
    return sorted(path.name for path in answers.glob("*.md") if path.stem not in good)


def _markdown(folder: Path) -> list[Path]:
    found = [p for p in folder.iterdir() if p.suffix.lower() == ".md" and p.is_file() and p.stem.lower() != "readme"
             and not p.name.startswith(".")]  # fmt: skip
    return sorted(found)[:MOST]


def _slug(name: str) -> str:
    short = slug(name.replace("_", "-").replace(".", "-")).lower()
    return short.replace("_", "-").replace(".", "-").strip("-")[:_NAME].strip("-") or "unnamed"


def _titled(text: str, name: str) -> str:
    if text.lstrip().startswith("# "):
        return text
    title = one_line(clean(name.replace("-", " ").replace("_", " ")).text) or "Answer"
    return f"# {title[:1].upper()}{title[1:]}\n\n{text}"
