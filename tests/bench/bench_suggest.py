"""Prepared answers: how often the right one comes first, how often a wrong one comes at all, and how long it takes."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import msgspec

from tests.bench.bench_text import FIXTURES, best_of, own, shared, tweets
from warroom.analysis import conflict
from warroom.analysis.suggest import LEAST, Suggester
from warroom.domain.prepared import PreparedAnswer

HERE = FIXTURES / "suggest"
SYLLABLES = ("ba", "ke", "lo", "mi", "ru", "ta", "ve", "so", "ni", "gu", "da", "fe", "po", "hi", "zu", "ra")
HOSTILE = {
    "20,000 letters": "a" * 20_000,
    "20,000 marks on one letter": "a" + "\u0300\u0489" * 10_000,
    "nothing but faces": "🙃" * 20_000,
    "nothing but blanks": " " * 20_000,
    "no blanks": "audit-" * 3_333,
    "empty": "",
}


def bank() -> list[PreparedAnswer]:
    """The answers of the labelled set."""
    lines = (HERE / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line, type=PreparedAnswer) for line in lines]


def posts(half: str) -> list[tuple[set[str], str]]:
    """(answers a person would pick, none if empty; post) of ``tune`` or ``held``."""
    return [(set(want.split()) - {"-"}, text) for which, want, text in own("suggest/posts.tsv") if which == half]


def large(count: int) -> list[PreparedAnswer]:
    """A bank of that many answers: those of the set, and others of invented words in the same proportions."""
    dice = random.Random(1)
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(6_000)]

    def some(most: int) -> str:
        return " ".join(dice.choices(words, k=most))

    real = bank()
    more = [
        PreparedAnswer(
            answer=f"a-{number}", title=some(4), text=some(60), facts=(some(6),),
            topics=tuple(some(dice.choice((1, 1, 2, 3))) for _ in range(9)),
        )
        for number in range(count - len(real))
    ]  # fmt: skip
    return real + more


def accuracy(half: str) -> tuple[int, int, int, int, int]:
    """Posts with an answer, right first, right among three, posts without, of them with a suggestion."""
    suggester = Suggester(bank(), names=["Quillstack"])
    fitting = first = three = none = false = 0
    for want, text in posts(half):
        got = [suggestion.answer for suggestion in suggester.suggest(text)]
        fitting += bool(want)
        first += bool(want & set(got[:1]))
        three += bool(want & set(got[:3]))
        none += not want
        false += not want and bool(got)
    return fitting, first, three, none, false


def calibration(half: str) -> None:
    """Print what each band of fit promised beside how often a person agreed."""
    suggester = Suggester(bank(), names=["Quillstack"])
    said = [(one.fit, one.answer in want) for want, text in posts(half) for one in suggester.suggest(text)]
    for low, high in ((LEAST, 60), (60, 80), (80, 101)):
        band = [(fit, right) for fit, right in said if low <= fit < high]
        if band:
            promised = sum(fit for fit, _ in band) / len(band)
            right = sum(right for _, right in band)
            print(f"  fit {low} to {high - 1}: {promised:.0f} % promised, {right} of {len(band)} right")


def main() -> None:
    """Print every figure."""
    for half in ("tune", "held"):
        fitting, first, three, none, false = accuracy(half)
        print(f"{half}: first {first} of {fitting}, among three {three} of {fitting}, false {false} of {none}")
        calibration(half)
    if shared().is_dir():
        suggester = Suggester(bank(), names=["Quillstack"])
        others = tweets()[0]
        fits = [suggester.suggest(text, limit=1) for text in others]
        some = [found[0].fit for found in fits if found]
        print(f"{len(others)} unrelated tweets: {len(some)} get an answer, {sum(f >= 50 for f in some)} of 50 or more")
    answers = large(500)
    start = time.perf_counter()
    suggester = Suggester(answers)
    print(f"index of {len(answers)} answers {1e3 * (time.perf_counter() - start):.0f} ms")
    texts = [text for half in ("tune", "held") for _, text in posts(half)]
    took = best_of(5, lambda: [suggester.suggest(text) for text in texts])
    print(f"suggest {1e3 * took / len(texts):.2f} ms a post (budget 20)")
    dice = random.Random(2)
    strange = " ".join("".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(2_000))
    known = " ".join(f"{answer.text} {' '.join(answer.topics)}" for answer in answers)[:20_000]
    for name, text in {"20,000 of strange words": strange, "20,000 of the bank's words": known, **HOSTILE}.items():
        took = best_of(3, lambda text=text: suggester.suggest(text))  # type: ignore[misc]
        print(f"suggest {1e3 * took:.1f} ms, {name}")
    drafts = [answer.text for answer in bank()]
    others = [(f"r{number}", text) for number, text in enumerate(drafts)]
    board = [(number, fact, "confirmed") for number, answer in enumerate(bank()) for fact in answer.facts]
    print(f"conflicts {1e3 * unread(drafts, others) / len(drafts):.2f} ms a draft against {len(others)} others")
    took = best_of(3, lambda: [conflict.against_facts(text, board) for text in drafts])  # type: ignore[arg-type]
    print(f"facts {1e3 * took / len(drafts):.2f} ms a draft against {len(board)} facts, all read before")
    long = [("Sam", "60 of 84 customers are back. " * 700)] * 20
    print(
        f"conflicts {1e3 * unread(['61 of 84 customers are back. ' * 700], long):.1f} ms, long against 20 long others"
    )
    for name, text in HOSTILE.items():
        print(f"conflicts {1e3 * unread([text], others):.1f} ms, {name}")


def unread(drafts: Sequence[str], others: Sequence[tuple[str, str]]) -> float:
    """Seconds of comparing texts that were never read before; a second look is remembered."""
    took = []
    for _ in range(3):
        conflict._read.cache_clear()
        took.append(best_of(1, lambda: [conflict.conflicts(text, others) for text in drafts]))
    return min(took)


if __name__ == "__main__":
    main()
