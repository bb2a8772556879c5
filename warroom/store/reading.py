"""Looking into a room's file from outside: beside a running host, at a copy, on read-only media. Never writes to it.

A plain synchronous connection for commands that do not open the room. Reads are short: nothing here holds a
transaction open between two calls.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from warroom.store.errors import NotARoom
from warroom.store.files import DATABASE, LOCK

_WAIT: Final = 5.0


def database_of(path: Path) -> Path:
    """The database file of a room's folder, or the path itself. Raises NotARoom if there is none."""
    path = path / DATABASE if path.is_dir() else path
    if not path.is_file():
        raise NotARoom(f"{path}: there is no such file.")
    return path


@contextmanager
def look(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection to a room's folder or database file. sqlite3 errors come as they are.

    Beside a running host it reads what is committed. A file that nobody has open is read without leaving traces
    beside it. Leftovers of a host that died are read too, in a copy if the folder cannot be written to.
    """
    path = database_of(path)
    with ExitStack() as stack:
        if in_use(path) or _leftover(path):
            db = _opened(path, "mode=ro")
            if db is None:
                db = _opened(_copied(path, stack), "mode=ro")
        else:
            db = _opened(path, "immutable=1")
        if db is None:
            raise NotARoom(f"{path} cannot be opened. Check who may read it.")
        stack.callback(db.close)
        yield db


def in_use(path: Path) -> bool:
    """Whether a process that is alive said that it has this room's file open."""
    try:
        pid = int(json.loads(path.with_name(LOCK).read_bytes())["pid"])
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return pid > 0


def _leftover(path: Path) -> bool:
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


def _opened(path: Path, how: str) -> sqlite3.Connection | None:
    """None where SQLite cannot get at the file; other errors show when it is read."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False
    )
    try:
        db.execute("PRAGMA query_only = ON")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            db.close()
            return None
    except sqlite3.Error:
        pass  # whoever reads on meets it again and knows what it means there
    return db


def _copied(path: Path, stack: ExitStack) -> Path:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="warroom-")))
    for name in (path.name, path.name + "-wal"):
        shutil.copyfile(path.with_name(name), folder / name)
    return folder / path.name
