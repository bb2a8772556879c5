"""Open the console on the invented room, in a real terminal: ``python tests/tui/show.py [--quiet] [--theme light]``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from fake import FakeRoom, crisis, mention, quiet  # noqa: E402

from warroom.tui.main import run  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="no incident")
    parser.add_argument("--theme", default="auto")
    parser.add_argument("--view", default="command")
    parser.add_argument("--flood", type=int, default=0, help="mentions a second that come in")
    parser.add_argument("--trouble", default="")
    parser.add_argument("--drill", action="store_true")
    args = parser.parse_args()
    room = quiet() if args.quiet else crisis()
    room.trouble, room.drill = args.trouble, args.drill

    @contextlib.asynccontextmanager
    async def connect():
        task = asyncio.create_task(flood(room, args.flood)) if args.flood else None
        yield room
        if task:
            task.cancel()

    sys.exit(run(connect, theme=args.theme, view=args.view))


async def flood(room: FakeRoom, rate: int) -> None:
    number = 1000
    while True:
        await asyncio.sleep(0.02)
        batch = [
            mention(number + n, "14:47", "X", f"@user{number + n}", f"Post {number + n} about Quillstack and contracts")
            for n in range(max(1, rate // 50))
        ]
        number += len(batch)
        room.hear(*batch)


if __name__ == "__main__":
    main()
