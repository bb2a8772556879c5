"""An installed warroom brings everything that a fresh room is made from."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_what_is_built_makes_a_room_with_every_file_of_config(tmp_path):
    tree, built, room = tmp_path / "tree", tmp_path / "built", tmp_path / "room"
    for name in ("warroom", "config"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, tree / name)
    build = [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(built)]
    subprocess.run(build, cwd=tree, check=True, capture_output=True)
    shipped = built / "warroom" / "shipped"
    wanted = {path.relative_to(ROOT / "config") for path in (ROOT / "config").rglob("*") if path.is_file()}
    assert {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()} == wanted
    page = {path.name for path in (ROOT / "warroom" / "doors" / "page").iterdir()}
    assert {path.name for path in (built / "warroom" / "doors" / "page").iterdir()} == page
    new = [
        sys.executable,
        "-c",
        "import sys; from warroom.cli import run; sys.exit(run(sys.argv[1:]))",
        "new",
        str(room),
    ]
    subprocess.run(new, cwd=built, check=True, capture_output=True, env={"PYTHONPATH": str(built)})
    made = {path.relative_to(room) for path in room.rglob("*") if path.is_file()}
    assert made == {path for path in wanted if path.parts[0] != "drills"}
