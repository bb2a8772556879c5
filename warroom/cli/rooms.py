"""Making a room, and its settings' reference."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from warroom.cli import Stop, out
from warroom.config import FILE, LEVELS, load, shipped


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
        text = text.replace('name = "Your brand"', f"name = {json.dumps(arguments.brand, ensure_ascii=False)}", 1)
    with (folder / FILE).open("x", encoding="utf-8") as file:
        file.write(text)
    if not (folder / LEVELS).exists():
        shutil.copyfile(shipped() / LEVELS, folder / LEVELS)
    load(folder)
    out(f"Made {folder}. Now say where to listen: edit {folder / FILE}")
    out(f"then open it: warroom --room {folder}")
    return 0


def config(_: argparse.Namespace) -> int:
    """``warroom config``: the commented settings, every key with its default."""
    for name in (FILE, LEVELS):
        out(f"# ---- {name} " + "-" * (90 - len(name)))
        for line in (shipped() / name).read_text(encoding="utf-8").splitlines():
            out(line)
        out()
    return 0
