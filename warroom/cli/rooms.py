"""Making a room with examples to start from, and its settings' reference."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from warroom.cli import Stop, out
from warroom.config import FILE, LEVELS, load, shipped
from warroom.prepared import FOLDERS
from warroom.setup.toml import quoted


def new(arguments: argparse.Namespace) -> int:
    """``warroom new DIR [--brand NAME]``."""
    folder = Path(arguments.dir).expanduser()
    if (folder / FILE).exists():
        raise Stop(f"{folder / FILE}: there is a room here already. Nothing was changed")
    if folder.exists() and not folder.is_dir():
        raise Stop(f"{folder}: is a file. Give the name of a folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = (shipped() / FILE).read_text(encoding="utf-8")
    if arguments.brand:
        text = text.replace('name = "Your brand"', f"name = {quoted(arguments.brand)}", 1)
    with (folder / FILE).open("x", encoding="utf-8") as file:
        file.write(text)
    if not (folder / LEVELS).exists():
        shutil.copyfile(shipped() / LEVELS, folder / LEVELS)
    stayed = [name for name in FOLDERS if not _copy(shipped() / name, folder / name)]
    load(folder)
    out(f"Made {folder}. Now say where to listen: edit {folder / FILE}")
    out(f"then open it: warroom --room {folder}")
    out("In quiet times make these yours: " + ", ".join(f"{name}/" for name in FOLDERS))
    if stayed:
        out(f"Was there before and stays as it is: {', '.join(f'{name}/' for name in stayed)}")
    return 0


def _copy(source: Path, target: Path) -> bool:
    """Copy a folder of examples as files of one's own; False if there is something by that name already."""
    if target.exists() or target.is_symlink():
        return False
    target.mkdir()
    for path in sorted(source.iterdir()):
        shutil.copyfile(path, target / path.name)
    return True


def config(_: argparse.Namespace) -> int:
    """``warroom config``: the commented settings, every key with its default."""
    for name in (FILE, LEVELS):
        out(f"# ---- {name} " + "-" * (90 - len(name)))
        for line in (shipped() / name).read_text(encoding="utf-8").splitlines():
            out(line)
        out()
    return 0
