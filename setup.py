"""What pyproject.toml cannot say: ``config/`` goes into the wheel as ``warroom/shipped``."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CONFIG = Path("config")
"""Settings, levels, playbooks, answers, statements and drills: whole folders, so that a new one is never forgotten."""


class WithConfig(build_py):
    """Builds the package and lays ``config/`` beside its modules, where ``warroom.config.shipped()`` looks."""

    def run(self) -> None:
        """Copy; a linked (editable) install reads ``config/`` where it is."""
        super().run()
        if self.editable_mode:
            return
        shipped = self._shipped()
        shutil.rmtree(shipped, ignore_errors=True)
        for path in _files():
            target = shipped / path.relative_to(CONFIG)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """What was built, for installers that list it."""
        more = [] if self.editable_mode else [str(self._shipped() / path.relative_to(CONFIG)) for path in _files()]
        return [*super().get_outputs(include_bytecode), *more]

    def get_source_files(self) -> list[str]:
        """What it was built from, for the source archive."""
        return [*super().get_source_files(), *map(str, _files())]

    def _shipped(self) -> Path:
        return Path(self.build_lib) / "warroom" / "shipped"


def _files() -> list[Path]:
    return sorted(path for path in CONFIG.rglob("*") if path.is_file() and not path.name.startswith("."))


setup(cmdclass={"build_py": WithConfig})
