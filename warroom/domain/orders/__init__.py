"""What people ask the room to do. One struct each; ``warroom orders`` prints this file's contents.

An Order is data: a key press, a ``:`` command and a line of ``warroom order`` all become one of these. What it
leads to is decided in :mod:`warroom.domain.decide`.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warroom.domain.orders.whole import *  # noqa: F403 - the names that __getattr__ finds


def __getattr__(name: str) -> Any:
    """Read the orders when the first one is wanted: a console paints without them."""
    whole = importlib.import_module("warroom.domain.orders.whole")
    try:
        found = globals()[name] = getattr(whole, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return found
