"""What was entered, kept in a room's folder. Nothing is replaced before the room itself could read it.

Every step that is done is written at once, so that whoever leaves finds it again. What a step wrote says by itself
that it was done; there is no second record of that.
"""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from warroom.config import FILE, LEVELS, load, load_levels, shipped, unix_user
from warroom.domain.trouble import Sayable, sayable
from warroom.prepared import FOLDERS, load_answers, load_playbooks, load_templates
from warroom.room.clock import WallClock
from warroom.setup import edit
from warroom.setup.bank import count_answers, take_over
from warroom.setup.draft import PLACEHOLDER, Book, Draft, Feed, Shelf, StepId, Tried

_CHANGED: Final = "was changed by somebody else meanwhile. Leave with ^q and open set-up again"


class FolderDesk:
    """A room's folder, being set up. ``folder`` need not exist yet."""

    def __init__(self, folder: Path) -> None:
        """Reads what is there. Raises ConfigError for a room that cannot be read."""
        self.folder = folder
        self._clock = WallClock()
        self.shelf = Shelf(len(load_answers(shipped(), [])), len(load_templates(shipped(), [])), _books(shipped()))
        self._extra: set[str] = set()
        """Steps that were done and left no trace: ``only me`` is an answer too."""
        self._text = ""
        self._read()

    @property
    def place(self) -> str:
        """The folder, for people."""
        home = str(Path.home())
        shown = str(self.folder)
        return f"~{shown[len(home) :]}" if shown.startswith(home + os.sep) else shown

    @property
    def draft(self) -> Draft:
        """What is known by now."""
        return self._draft

    @property
    def done(self) -> frozenset[str]:
        """The steps that were done."""
        return self._done | self._extra

    @property
    def user(self) -> tuple[str, str]:
        """(unix user, full name) of who runs this."""
        name = unix_user()
        try:
            full = pwd.getpwnam(name).pw_gecos.partition(",")[0]
        except KeyError:
            full = ""
        return name, "" if full.casefold() in (name.casefold(), "root") else full

    def now(self) -> int:
        """Ms UTC."""
        return self._clock.now()

    # -- reading -----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        there = (self.folder / FILE).exists()
        if there:
            load(self.folder)
        self._text = _text((self.folder if there else shipped()) / FILE)
        whole = tomllib.loads(self._text)
        team = edit.team_of(whole.get("people", {}))
        own = self.folder / "playbooks"
        brand = whole["brand"]
        user, _ = self.user
        me = next((w.short for w in team if w.unix == user), next((w.short for w in team if w.short == user), ""))
        self._draft = Draft(
            me=me, brand=brand["name"], phrases=tuple(brand.get("phrases", ())), team=team,
            feeds=edit.feeds_of(whole.get("sources", [])), rules=load_levels(self.folder).level,
            books=_own_books(self.folder, self.shelf.books) if own.is_dir() else self.shelf.books,
        )  # fmt: skip
        found = {
            "who": bool(me), "watch": self._draft.brand != PLACEHOLDER, "look": bool(self._draft.feeds),
            "team": len(team) > 1, "levels": (self.folder / LEVELS).exists(),
            "words": (self.folder / "answers").is_dir(), "playbooks": own.is_dir(),
        }  # fmt: skip
        self._done = frozenset(step for step, is_so in found.items() if is_so)

    # -- writing -----------------------------------------------------------------------------------------------------

    def keep(self, step: StepId, draft: Draft) -> Tried:
        """Write what a step says; or say why it could not be kept, and then nothing has changed."""
        try:
            words = self._keep(step, draft)
            self._extra.add(step)
            self._read()
        except (OSError, Sayable, ValueError) as error:
            return Tried(False, self._why(error))
        if step == "words" and draft.imports:
            self._draft = _with(self._draft, imports=draft.imports, examples=draft.examples)
        return Tried(True, words)

    def _keep(self, step: StepId, draft: Draft) -> str:
        there = self.folder / FILE
        if there.exists() and _text(there) != self._text:
            raise Sayable(f"{FILE} {_CHANGED}")
        text = self._text
        match step:
            case "who" | "team":
                text = edit.with_team(text, draft)
            case "watch":
                text = edit.with_brand(text, draft)
            case "look":
                text = edit.with_feeds(text, draft)
        levels = self._levels(draft) if step == "levels" else None
        with self._aside() as aside:
            _write(aside / FILE, text)
            if levels is not None:
                _write(aside / LEVELS, levels)
                load_levels(aside)
            load(aside)
            words = ""
            if step == "words":
                words = take_over(self.folder, aside, draft)
            elif step == "playbooks":
                self._choose_books(draft.books)
            for name in (FILE, LEVELS):
                if (aside / name).exists() and not _same(aside / name, self.folder / name):
                    _replace(aside / name, self.folder / name)
        return words

    def finish(self) -> str:
        """Put in what a room needs and no step gave. Empty, or why not."""
        try:
            with self._aside() as aside:
                for name in (FILE, LEVELS):
                    if not (self.folder / name).exists():
                        _write(aside / name, _text(shipped() / name))
                        _replace(aside / name, self.folder / name)
            for name in FOLDERS:
                if (shipped() / name).is_dir() and not (self.folder / name).exists():
                    shutil.copytree(shipped() / name, self.folder / name)
            load(self.folder)
        except (OSError, Sayable) as error:
            return self._why(error)
        return ""

    def _levels(self, draft: Draft) -> str:
        own = self.folder / LEVELS
        return edit.with_rules(_text(own if own.exists() else shipped() / LEVELS), draft.rules)

    def _choose_books(self, books: Sequence[Book]) -> None:
        own, theirs = self.folder / "playbooks", shipped() / "playbooks"
        own.mkdir(exist_ok=True)
        for book in books:
            here, there = own / f"{book.ident}.toml", theirs / f"{book.ident}.toml"
            if book.kept and not here.exists() and there.exists():
                _write(here, _text(there))
            elif not book.kept and _same(here, there):  # one that the team changed stays
                here.unlink()

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """A place beside the room's files, to make them in."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".setup-", dir=self.folder) as aside:
            yield Path(aside)

    def _why(self, error: Exception) -> str:
        said = sayable(error)
        if said is not None:
            words = str(said)
            if words.startswith(("is written", "is not TOML")):
                words = f"{FILE} {words}"
            return words if words.endswith(".") else f"{words}."
        if isinstance(error, OSError):
            return f"{self.place} cannot be written: {(error.strerror or str(error)).lower()}. Nothing was changed."
        return "That text cannot be written to a file. Nothing was changed."

    # -- feeds and answers -------------------------------------------------------------------------------------------

    def check(self, feed: Feed) -> str:
        """Whether a feed can be used as it is written, without asking it."""
        from warroom.setup.trying import check  # noqa: PLC0415 - late: few ask

        return check(feed)

    async def attempt(self, feed: Feed) -> Tried:
        """Ask a feed once. Nothing is stored."""
        from warroom.setup.trying import attempt  # noqa: PLC0415 - late: brings the way out along

        return await attempt(feed, self._draft, self.now())

    def count(self, folder: str) -> tuple[int, str]:
        """How many .md files a folder holds that can be taken over, and what hinders."""
        return count_answers(Path(folder).expanduser())

    # -- it is happening now -----------------------------------------------------------------------------------------

    async def declare(self, title: str, left: Sequence[str]) -> str:
        """Open an incident with that name and a task for each of ``left``. Empty, or why not."""
        from warroom.setup.happening import declare  # noqa: PLC0415 - late: brings the store along

        words = self.finish()
        if words:
            return words
        try:
            words = await declare(self.folder, title, left)
        except (OSError, Sayable) as error:
            return self._why(error)
        self._read()
        return words


def writable(folder: Path) -> bool:
    """Whether a room can be kept there, as far as can be told without trying."""
    there = folder
    while not there.exists():
        there = there.parent
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _books(folder: Path) -> tuple[Book, ...]:
    found = load_playbooks(folder, [])
    return tuple(Book(ident=short, title=book.title, drilled=book.drilled) for short, book in found.items())


def _own_books(folder: Path, coming: Sequence[Book]) -> tuple[Book, ...]:
    own = _books(folder)
    here = {book.ident for book in own}
    others = (Book(ident=b.ident, title=b.title, drilled=None, kept=False) for b in coming if b.ident not in here)
    return (*own, *others)


def _with(draft: Draft, **changes: object) -> Draft:
    import msgspec  # noqa: PLC0415

    return msgspec.structs.replace(draft, **changes)


def _text(path: Path) -> str:
    """The text with its own line ends."""
    return path.read_bytes().decode("utf-8")


def _write(path: Path, text: str) -> None:
    with path.open("xb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def _replace(fresh: Path, old: Path) -> None:
    """Put a whole new file in the old one's place, with the old one's mode."""
    fresh.chmod(old.stat().st_mode & 0o777 if old.exists() else 0o600)
    fresh.replace(old)


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()
