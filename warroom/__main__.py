"""``python -m warroom``, and the ``warroom`` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Run one command. The exit code is part of the contract (README, "Commands")."""
    from warroom.cli import run  # noqa: PLC0415 - nothing is imported before it is needed

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
