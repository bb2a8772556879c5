"""How the wall is asked for on the command line."""

from __future__ import annotations

import pytest

from warroom.cli.parser import build


@pytest.mark.parametrize(
    ("words", "view"),
    [
        (["--wall"], "wall"),
        (["--wall", "attach"], "wall"),
        (["attach", "--view", "wall"], "wall"),
        (["--wall", "attach", "--view", "log"], "log"),
        (["--wall", "demo"], "wall"),
        (["attach"], "command"),
        ([], "command"),
    ],
)
def test_the_view_that_was_asked_for_is_opened(words: list[str], view: str) -> None:
    assert build("0").parse_args(words).view == view
