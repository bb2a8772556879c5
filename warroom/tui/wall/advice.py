"""How large a screen this wall asks for, said once when it is opened.

Reckoned from the arc that a capital fills at four metres: 16 minutes are the least, 22 are comfortable (NUREG-0700
11.4/1.3.1-4).
"""

from __future__ import annotations

from typing import Final

SCREENS: Final = {55: 685, 65: 809, 75: 934, 86: 1071}
"""Diagonal in inches → height in mm, 16 to 9."""
PLAIN: Final = 33.7
"""Millimetres that a row of plain text needs for 16 minutes: a capital fills 0.55 of it."""
DOTTED: Final = 14.6
"""For 22 minutes, where the smallest writing that matters is of braille dots: a capital fills 1.75 rows."""


def advice(rows: int, *, dotted: bool) -> str:
    """Such as ``Your wall shows 60 rows. From 4 m that needs a 75-inch screen or fewer rows``."""
    need = DOTTED if dotted else PLAIN
    begin = f"Your wall shows {rows} rows. From 4 m that"
    wide_enough = [inch for inch, high in SCREENS.items() if high / rows >= need]
    if not wide_enough:
        inch, high = max(SCREENS.items())
        return f"{begin} needs fewer rows: {int(high / need)} at most on an {inch}-inch screen."
    if wide_enough[0] == min(SCREENS):
        return f"{begin} is read on a {wide_enough[0]}-inch screen."
    return f"{begin} needs {'an' if wide_enough[0] == 86 else 'a'} {wide_enough[0]}-inch screen or fewer rows."
