"""The analysis floor on files: what acceptance and the curious run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from warroom.cli import Stop, out


def gauge(arguments: argparse.Namespace) -> int:
    """``warroom gauge --series FILE.csv [--out FILE.csv]`` and ``--threshold``."""
    from warroom.analysis import series  # noqa: PLC0415

    if arguments.threshold:
        out(str(series.DEFAULT_THRESHOLD))
        return 0
    if not arguments.series:
        raise Stop("give --series FILE.csv (columns timestamp,value) or --threshold", 2)
    rows = series.read_series(Path(arguments.series))
    scores = series.score_series((row.at, row.value) for row in rows)
    if arguments.out:
        series.write_scores(Path(arguments.out), rows, scores)
    else:
        out("timestamp,score")
        for row, score in zip(rows, scores, strict=True):
            out(f"{row.stamp},{score:.6f}")
    return 0


def tone(arguments: argparse.Namespace) -> int:
    """``warroom tone FILE|-``: label and score of one text per line."""
    from warroom.analysis.tone import report  # noqa: PLC0415
    from warroom.domain.text import gate  # noqa: PLC0415

    for line in report(lines(arguments.file), as_json=arguments.json):
        print("\t".join(gate(cell) for cell in line.split("\t")))
    return 0


def lines(name: str) -> Iterator[str]:
    """The lines of a file, or of stdin for ``-``, without their ends; split at newlines only."""
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    for line in data.decode("utf-8-sig", "replace").removesuffix("\n").split("\n"):
        yield line.removesuffix("\r")
