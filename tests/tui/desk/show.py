"""Open the desk on the invented room, in a real terminal: ``python -m tests.tui.desk.show [--me tomas]``."""

from __future__ import annotations

import argparse
import sys

from tests.tui.desk.rooms import desk, drafted
from warroom.tui.main import run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--me", default="bea")
    parser.add_argument("--empty", action="store_true", help="without a draft")
    parser.add_argument("--theme", default="auto")
    args = parser.parse_args()
    room = desk(args.me) if args.empty else drafted(args.me)
    sys.exit(run(room.connect, theme=args.theme, view="desk"))


if __name__ == "__main__":
    main()
