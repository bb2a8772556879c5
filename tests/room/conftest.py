"""What holds for a room holds for it at the far end of a wire: tests that take ``opened`` run on both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.room.world import open_far, open_world


@pytest.fixture(params=[open_world, open_far], ids=["here", "far"])
def opened(request: pytest.FixtureRequest) -> Callable[..., AbstractAsyncContextManager[Any]]:
    """Opens a room of a folder, listening to mouths."""
    found: Callable[..., AbstractAsyncContextManager[Any]] = request.param
    return found
