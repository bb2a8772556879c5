"""The two command lines that are read without the grammar are read as the grammar reads them."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from warroom.cli import _opening, parsed


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize(
    "line",
    ["", "--room /r", "--room=/r --as maren", "--as=maren", "--as maren --room /r", "host --foreground",
     "--room /r host --foreground", "--as=a --as=b"],
)  # fmt: skip
def test_it_is_what_the_grammar_says(line: str) -> None:
    quick = _opening(line.split())
    assert quick is not None
    whole = vars(parsed(line.split()))
    told = {name: value or "" for name, value in whole.items() if name in vars(quick)}
    assert vars(quick) == told


@pytest.mark.parametrize(
    "line",
    ["--room", "--room --as", "--room=", "--as", "attach", "host", "--foreground", "host --foreground --help", "-h",
     "--wall", "--roommate /r", "--room /r demo", "host --foreground extra"],
)  # fmt: skip
def test_everything_else_is_the_grammars(line: str) -> None:
    assert _opening(line.split()) is None
