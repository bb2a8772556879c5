"""How long an answer is, counted as the network that it goes to counts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LIMITS: Final = {"X": 280, "MA": 500, "BS": 300}
"""Platform → most characters of a post, where that is the same for everybody."""

_LINK: Final = re.compile(r"https?://\S+")
_LINK_COUNTS: Final = {"X": 23, "MA": 23}
"""What every link counts there, however long it is."""
_LIGHT: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Characters that X counts once; all others twice (its published weights)."""


def counted(platform: str, text: str) -> int:
    """Characters as that platform counts them; where we do not know how, code points."""
    text = unicodedata.normalize("NFC", text)
    link = _LINK_COUNTS.get(platform)
    links = len(_LINK.findall(text)) if link else 0
    plain = _LINK.sub("", text) if link else text
    if platform == "X":
        size = sum(1 if any(low <= ord(c) <= high for low, high in _LIGHT) else 2 for c in plain)
    elif platform == "BS":
        size = sum(not unicodedata.combining(c) and c not in "\u200d\ufe0f" for c in plain)
    else:
        size = len(plain)
    return size + links * (link or 0)


def measure(platform: str, text: str) -> tuple[str, bool]:
    """``219 of 280`` and whether that is too long; without a known limit only the number."""
    size, most = counted(platform, text), LIMITS.get(platform)
    return (f"{size} of {most}", size > most) if most else (f"{size} characters", False)
