"""What the reading of a text costs and how well it does: ``python -m tests.bench.bench_text``.

Uses the labelled texts of the shared folder where it is there (env WARROOM_SHARED or ../shared beside the repo)
and the project's own texts. Nothing here is a final score: VADER's own tweets are left out, TweetEval's
validation part was used for tuning, and the own texts are one author's.
"""

from __future__ import annotations

import csv
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from warroom.analysis.groups import Groups
from warroom.analysis.language import detect
from warroom.analysis.match import Matcher
from warroom.analysis.tone import Tone, label
from warroom.domain.text import clean
from warroom.domain.tone import NEGATIVE

REPO = Path(__file__).parent.parent.parent
FIXTURES = REPO / "tests" / "fixtures"
WORDS = ("negative", "neutral", "positive")


def shared() -> Path:
    """The folder of labelled texts."""
    return Path(os.environ.get("WARROOM_SHARED", REPO.parent / "shared")) / "data" / "tone"


def tweets() -> tuple[list[str], list[str]]:
    """TweetEval sentiment, validation part: texts and labels."""
    texts = (shared() / "tweeteval" / "val_text.txt").read_text(encoding="utf-8").split("\n")
    labels = (shared() / "tweeteval" / "val_labels.txt").read_text().split()
    return texts[: len(labels)], [WORDS[int(number)] for number in labels]


def snippets(name: str) -> tuple[list[str], list[str]]:
    """A set of VADER's ground truth: texts, and labels from the mean human rating."""
    path = shared() / "vader" / f"{name}_GroundTruth.txt"
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [row[2] for row in rows], [WORDS[1 + (float(row[1]) > 0.6) - (float(row[1]) < -0.6)] for row in rows]


def own(name: str) -> list[list[str]]:
    """Rows of an own fixture."""
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def crisis() -> list[str]:
    """Tweets of six disasters, many of them retweets."""
    texts = []
    for path in sorted((shared() / "crisislex").glob("*labeled.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as lines:
            texts += [row[1] for row in csv.reader(lines) if len(row) > 1]
    return texts


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest run: the others were disturbed."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def quality(name: str, texts: Sequence[str], labels: Sequence[str], tone: Tone) -> None:
    """Print precision, recall and F1 of the negative label, and F1 of the others."""
    said = [label(tone.score(text, "en") or 0) for text in texts]
    row = []
    for word in WORDS:
        right = sum(a == b == word for a, b in zip(said, labels, strict=True))
        claimed, true = said.count(word), labels.count(word)
        f1 = 2 * right / max(claimed + true, 1)
        row.append(f"{word} F1 {f1:.3f} (P {right / max(claimed, 1):.3f} R {right / true:.3f})")
    print(f"{name:28s} {len(texts):6d} texts  " + "  ".join(row))


def cold_start(what: str) -> float:
    """Milliseconds that the first use costs in a fresh process beyond an empty one."""
    code = f"import time; start = time.perf_counter(); {what}; print(1000 * (time.perf_counter() - start))"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=REPO).stdout)
        for _ in range(7)
    ]
    return min(runs)


def phrases(texts: Sequence[str], count: int = 200) -> dict[str, list[str]]:
    """Words and pairs of words that occur in the texts, but not often."""
    seen: Counter[str] = Counter()
    for text in texts:
        words = re.findall(r"[a-z]{2,}", text.lower())
        seen.update(words)
        seen.update(map(" ".join, pairwise(words)))
    rare = sorted(phrase for phrase, times in seen.items() if times <= 6 and len(phrase) > 3)
    chosen = random.Random(1).sample(rare, count)
    return {"brand": chosen[: count // 2], "legal": chosen[count // 2 :]}


def main() -> None:
    """Print every figure."""
    rows = own("tone_own.tsv")
    texts = [row[-1] for row in rows]
    tone = Tone()
    print(f"tone (negative from {NEGATIVE})")
    quality("own texts", texts, [row[0] for row in rows], tone)
    if shared().is_dir():
        texts, labels = tweets()
        quality("TweetEval validation (tuned)", texts, labels, tone)
        for name in ("amazonReviewSnippets", "nytEditorialSnippets", "movieReviewSnippets"):
            quality(name, *snippets(name), tone)
    else:
        print("shared texts are absent: speeds are those of the own texts")
        texts *= 10
    print(f"tone {len(texts) / best_of(3, lambda: [tone.score(text, 'en') for text in texts]):.0f} texts/s")
    start = "from warroom.analysis.tone import Tone; Tone().score('on hold for two hours', 'en')"
    print(f"tone cold start {cold_start(start):.0f} ms in this process's way of caching bytecode")

    matcher = Matcher(phrases(texts))
    hits = sum(bool(matcher.find(text)) for text in texts)
    rate = len(texts) / best_of(5, lambda: [matcher.find(text) for text in texts])
    print(f"match {rate:.0f} posts/s with 200 phrases, {100 * hits / len(texts):.0f} % of posts hit")

    for name, some in (("tweets", texts), ("retweets", crisis() if shared().is_dir() else texts)):
        took = best_of(3, lambda some=some: grouped(some))  # type: ignore[misc]
        print(f"groups {1e6 * took / len(some):.0f} µs a text, {len(some)} {name} in {len(set(grouped(some)))} groups")

    rows = own("language_own.tsv")
    right = sum(detect(text) == language.strip("-") for language, text in rows)
    wrong = sum(detect(text) not in {"", language} for language, text in rows)
    english = 100 * sum(detect(text) == "en" for text in texts) / len(texts)
    print(f"language {right} of {len(rows)} own texts right, {wrong} wrong; {english:.1f} % of tweets English")
    print(f"language {len(texts) / best_of(3, lambda: [detect(text) for text in texts]):.0f} texts/s")

    took = best_of(3, lambda: everything(texts, tone, matcher))
    print(f"clean, language, match, tone and group together {1e6 * took / len(texts):.0f} µs a text")


def grouped(texts: Sequence[str]) -> list[int]:
    """Head of every text."""
    groups = Groups(86_400_000, 20_000)
    return [groups.head(number, text, number) for number, text in enumerate(texts)]


def everything(texts: Sequence[str], tone: Tone, matcher: Matcher) -> None:
    """What the intake does with each text."""
    groups = Groups(86_400_000, 20_000)
    for number, raw in enumerate(texts):
        text = clean(raw).text
        tone.score(text, detect(text))
        matcher.find(text)
        groups.head(number, text, number)


if __name__ == "__main__":
    main()
