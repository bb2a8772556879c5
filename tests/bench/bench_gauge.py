"""How well and how fast the gauge sees: `python tests/bench/bench_gauge.py [SHARED]`.

Prints NAB scores on the six dev brands (three profiles, a range of thresholds, leave one brand out) and the cost of a
point, a mention, a reading and a restart. SHARED is the folder with data/ and tools/ (default: WARROOM_SHARED, else
../shared beside the repository); without it only the costs are measured.
"""

from __future__ import annotations

import importlib.util
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[2]
sys.path[:0] = [str(REPO), str(REPO / "tests" / "analysis")]

from gauge_world import START, daily, history, posts  # noqa: E402 - found by the line above

from warroom.analysis.gauge import Gauge  # noqa: E402
from warroom.analysis.series import DEFAULT_THRESHOLD, read_series, score_series  # noqa: E402
from warroom.domain.level import DAY, HOUR  # noqa: E402

PROFILES = ("standard", "reward_low_FP", "reward_low_FN")
BUDGET = 0.75
"""False alarms per brand and week that a threshold may cost on the brands it is chosen on."""


def scorer(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_nab", shared / "tools" / "score_nab.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(nab: Any, series: list[Any], scores: list[list[float]], threshold: float) -> str:
    results = [nab.evaluate(series, scores, threshold, profile) for profile in PROFILES]
    return " / ".join(f"{score:5.1f}" for score, _ in results) + f"   {runs(results[0][1]):.2f} a week"


def runs(files: list[dict[str, Any]]) -> float:
    return sum(f["false_runs"] for f in files) / (sum(f["days"] for f in files) / 7)


def quality(shared: Path) -> None:
    nab = scorer(shared)
    data = shared / "data" / "nab" / "dev"
    series = nab.load_data(str(data))
    rows = [[(row.at, row.value) for row in read_series(data / one.name)] for one in series]
    start = time.process_time()
    scores = [score_series(one) for one in rows]
    spent = time.process_time() - start
    print(f"{spent / sum(map(len, rows)) * 1000:.4f} s per 1,000 points (line: 0.035)")
    print(f"dev, default threshold {DEFAULT_THRESHOLD}: standard / low-FP / low-FN   false alarms per brand")
    print(f"  {DEFAULT_THRESHOLD:4.1f}   {line(nab, series, scores, DEFAULT_THRESHOLD)}")
    print("thresholds around it, with alarms silenced at each")
    grid = [round(1.5 + 0.1 * i, 1) for i in range(16)]
    by_threshold = {t: [score_series(one, t) for one in rows] for t in grid}
    for threshold in grid:
        print(f"  {threshold:4.1f}   {line(nab, series, by_threshold[threshold], threshold)}")
    print(f"leave one brand out: the lowest threshold with at most {BUDGET} a week on the other five")
    for i, one in enumerate(series):
        rest = [k for k in range(len(series)) if k != i]
        others = [series[k] for k in rest]
        spent_at = {t: runs(nab.evaluate(others, [by_threshold[t][k] for k in rest], t, "standard")[1]) for t in grid}
        chosen = next(t for t in grid if spent_at[t] <= BUDGET)
        print(f"  {one.name[15:-4]:5} {chosen:4.1f}   {line(nab, [one], [by_threshold[chosen][i]], chosen)}")


def costs() -> None:
    rng = random.Random(1)
    now = START + 28 * DAY
    past = history(rng, daily(20), START, now)
    gauge = Gauge()
    start = time.process_time()
    gauge.restore(past, until=now)
    print(f"{time.process_time() - start:.2f} s to restore four weeks (line: 0.5)")
    facts = posts(rng, daily(3000), now, now + 6 * HOUR)
    start = time.process_time()
    for fact in facts:
        gauge.add(fact)
    print(f"{(time.process_time() - start) / len(facts) * 1e6:.1f} µs per add (line: 20)")
    end = now + 6 * HOUR
    start = time.process_time()
    for i in range(500):
        gauge.read(end + i * 2000)
    print(f"{(time.process_time() - start) / 500 * 1e3:.2f} ms per read (line: 5)")


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WARROOM_SHARED", REPO.parent / "shared"))
    if (shared / "data" / "nab" / "dev").is_dir():
        quality(shared)
    else:
        print(f"no recorded brands in {shared}: costs only")
    costs()


if __name__ == "__main__":
    main()
