"""What it costs to read a text before it goes out: ``python -m tests.bench.bench_reader``.

Budgets: 20 ms for 20,000 hostile characters, 10 ms for what changed in 5,000.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from warroom.analysis.reader import BoardFact, Context, LogLine, promises, read
from warroom.analysis.reader_text import LONGEST
from warroom.domain.changes import changes, in_words

REPO = Path(__file__).parent.parent.parent
NOW = 1_790_000_000_000
STATEMENT = (
    "This morning at 03:10 UTC we deleted customer documents while moving our EU-2 storage. We did this. It was not "
    "an attack.\n\n61 of 84 affected customers have their documents back. 23 do not yet. In some restored contracts "
    "the pages are blank; please open yours and tell us.\n\nWe are sorry. You trusted us with the originals. Every "
    "affected customer gets a call from an engineer today. Next update 15:00 UTC."
)


def context() -> Context:
    """A room in its third hour: 40 facts, 200 lines of log, six public texts."""
    facts = tuple(
        BoardFact(number, f"Batch {number} of the documents is lost for good in region {number}",
                  ("confirmed", "unconfirmed", "false")[number % 3])
        for number in range(40)
    )  # fmt: skip
    log = tuple(LogLine(seq, NOW - seq, f"{seq % 84} of 84 tenants restored and checked", "ken") for seq in range(200))
    return Context(facts=facts, log=log, now=NOW, due=NOW + 900_000, published=(STATEMENT,) * 6)


def hostile() -> Iterator[tuple[str, str]]:
    """Texts of full length that are made to be slow."""
    chance = random.Random(5)
    said = "will be we never only a the small number of 61 84 sorry if by before fully restored and is are not this"
    words = said.split()
    yield "the statement again and again", STATEMENT * 60
    yield "words that begin phrases", " ".join(chance.choices(words, k=8_000))
    yield "will be will be", "will be " * 3_000
    yield "every word a hit", "guarantee " * 2_000
    yield "numbers", " ".join(f"{at % 84} of 84 customers" for at in range(2_000))
    yield "single letters", "a " * 10_000
    yield "one word", "a" * LONGEST
    yield "blanks", "will" + " " * LONGEST
    yield "line ends", "will\n\n" * 4_000
    yield "full stops", ". " * 10_000
    yield "slots", "[[a]]" * 4_000
    yield "open slots", "[[" * 10_000
    yield "brackets", "[insert " * 2_500
    yield "invisible", "\u200b" * LONGEST
    yield "invisible between letters", "a\u200b" * 10_000
    yield "quotation marks", 'we "' * 5_000
    yield "calls", "Ken calls you before 15:15 and I call you by 16:00. " * 400
    yield "calls without a stop", "Ken from our team of the team in the team calls " * 420
    yield "letters that grow in lower case", "\u0130" * LONGEST
    yield "facts", "the documents of batch are lost for good in region. " * 400


def best(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of the fastest run: the others were disturbed."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return 1000 * min(took)


def cold() -> float:
    """Milliseconds of the first reading in a process, imports included."""
    code = (
        "import time; start = time.perf_counter(); from warroom.analysis.reader import Context, read;"
        f"read({STATEMENT!r}, Context()); print(1000 * (time.perf_counter() - start))"
    )
    run = [sys.executable, "-c", code]
    return min(
        float(subprocess.run(run, check=True, capture_output=True, text=True, cwd=REPO).stdout) for _ in range(5)
    )


def main() -> None:
    """Print every figure."""
    room = context()
    took = best(lambda: read(STATEMENT, room), 20)
    print(f"read a statement of {len(STATEMENT)} characters beside 40 facts and 200 lines of log: {took:.2f} ms")
    print(f"read it beside an empty room: {best(lambda: read(STATEMENT, Context()), 20):.2f} ms")
    print(
        f"find its promises: {best(lambda: promises(STATEMENT), 20):.2f} ms; first reading of a process {cold():.0f} ms"
    )
    slowest = 0.0
    for name, text in hostile():
        text = text[:LONGEST]  # noqa: PLW2901 - each is cut to what is read
        took, promised = best(lambda text=text: read(text, room)), best(lambda text=text: promises(text))  # type: ignore[misc]
        slowest = max(slowest, took, promised)
        print(f"  {name:34s} read {took:6.1f} ms  promises {promised:6.1f} ms")
    print(f"slowest of the hostile texts: {slowest:.1f} ms (budget 20)")
    chance = random.Random(3)
    few = [f"w{at}" for at in range(60)]
    pairs = {
        "one sentence added": ((STATEMENT * 12)[:5000], (STATEMENT * 6 + "New. " + STATEMENT * 6)[:5000]),
        "60 words in any order": (" ".join(chance.choices(few, k=1300)), " ".join(chance.choices(few, k=1300))),
        "two letters in any order": ("".join(chance.choices("ab ", k=5000)), "".join(chance.choices("ab ", k=5000))),
        "full stops": ("." * 5000, "!." * 2500),
    }  # fmt: skip
    for name, (before, after) in pairs.items():
        took = best(lambda before=before, after=after: in_words(changes(before, after)))  # type: ignore[misc]
        print(f"changes: {name} {took:.1f} ms (budget 10)")


if __name__ == "__main__":
    main()
