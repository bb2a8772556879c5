"""Where every pane stands, for a size of terminal and a view. One pure function, measured off the pictures.

Three classes of size: large (at least 140x40), middle (110x30), small (80x24). Below that only the head, what needs
you, and the prompt remain. A place is a plain region in cells; a pane that is not named is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from textual.geometry import Region

Size: TypeAlias = Literal["l", "m", "s", "tiny"]
View: TypeAlias = Literal["command", "desk", "wall", "tasks", "log"]

PANES: Final = ("head", "tabs", "score", "needs", "log", "feed", "preview", "tasks", "wall", "seconds", "cmd")
TABS: Final = ("feed", "tasks", "log", "score", "needs")
"""What the small size shows one at a time, in the order of its tab bar."""

NEEDED: Final = (80, 24)
HEAD, CMD, PREVIEW = 2, 2, 4
"""Rows."""


def size_of(cols: int, rows: int) -> Size:
    """The class of a terminal."""
    if cols < NEEDED[0] or rows < NEEDED[1]:
        return "tiny"
    if cols >= 140 and rows >= 40:
        return "l"
    return "m" if cols >= 110 and rows >= 30 else "s"


def focusable(size: Size, view: View, zoom: str) -> tuple[str, ...]:
    """The panes that tab goes through, in order."""
    if view == "wall":
        return ("wall",)
    if size == "tiny":
        return ("needs",)
    if view == "desk":
        return ("desk", "thread", "composer", "bank")
    if size == "s":
        return TABS
    if zoom or view != "command":
        return (zoom or view,)
    return ("feed", "tasks", "needs", "log")


def regions(cols: int, rows: int, view: View, zoom: str = "", *, calm: bool = False) -> Mapping[str, Region]:
    """Pane → its place. ``zoom`` is the pane that has it all (in the small size: the tab that is shown)."""
    if view == "wall":
        return {"wall": Region(0, 0, cols, rows)}
    size = size_of(cols, rows)
    cmd = Region(0, max(0, rows - CMD), cols, min(rows, CMD))
    head = Region(0, 0, cols, max(0, min(HEAD, rows - CMD)))
    places = {"head": head, "cmd": cmd}
    if size == "tiny":
        places["needs"] = Region(0, HEAD, cols, max(0, rows - HEAD - CMD))
    elif view == "desk":
        from warroom.tui.desk.places import places as on_desk  # noqa: PLC0415 - late: the first paint needs no desk

        places = dict(on_desk(cols, rows))
    elif size == "s":
        places |= _small(cols, rows, zoom or (view if view != "command" else "feed"))
    elif zoom or view != "command":
        places |= _whole(cols, rows, zoom or view, 3 if size == "l" else 2)
    else:
        places |= _large(cols, rows) if size == "l" else _middle(cols, rows)
        if calm:
            places = _calm(places)
    return {name: place for name, place in places.items() if place.area}


def _large(cols: int, rows: int) -> dict[str, Region]:
    right, wide, bottom = 55, cols - 56, rows - CMD
    return {
        "score": Region(1, 3, 52, 18),
        "needs": Region(1, 22, 52, 7),
        "log": Region(1, 30, 52, bottom - 30),
        "feed": Region(right, 3, wide, bottom - 27),
        "preview": Region(right, bottom - 23, wide, PREVIEW),
        "tasks": Region(right, bottom - 18, wide, 18),
    }


def _middle(cols: int, rows: int) -> dict[str, Region]:
    right, wide, bottom = 47, cols - 48, rows - CMD
    return {
        "score": Region(1, 2, 44, 9),
        "needs": Region(1, 12, 44, 6),
        "log": Region(1, 19, 44, bottom - 19),
        "feed": Region(right, 2, wide, bottom - 18),
        "preview": Region(right, bottom - 15, wide, PREVIEW),
        "tasks": Region(right, bottom - 11, wide, 11),
    }


def _small(cols: int, rows: int, tab: str) -> dict[str, Region]:
    bottom = rows - CMD
    places = {"tabs": Region(0, 2, cols, 1)}
    if tab == "feed":
        places["feed"] = Region(0, 3, cols, bottom - 3 - PREVIEW - 1)
        places["preview"] = Region(0, bottom - PREVIEW, cols, PREVIEW)
    else:
        places[tab] = Region(0, 3, cols, bottom - 3)
    return places


def _whole(cols: int, rows: int, pane: str, top: int) -> dict[str, Region]:
    bottom = rows - CMD
    if pane == "feed":
        return {
            "feed": Region(1, top, cols - 2, bottom - top - PREVIEW - 1),
            "preview": Region(1, bottom - PREVIEW, cols - 2, PREVIEW),
        }
    return {pane: Region(1, top, cols - 2, bottom - top)}


def _calm(places: dict[str, Region]) -> dict[str, Region]:
    """Reduced load: score, what needs you and the log remain, with the log in the feed's place."""
    feed, tasks = places.pop("feed"), places.pop("tasks")
    places.pop("preview")
    places["log"] = Region(feed.x, feed.y, feed.width, tasks.bottom - feed.y)
    return places
