"""What the volume detector and its series command promise."""

from __future__ import annotations

import math
import os
import random
from pathlib import Path

import pytest
from gauge_world import START, daily, flat, poisson, weekly

from warroom.analysis.series import (
    DEFAULT_THRESHOLD,
    SeriesError,
    read_series,
    score_series,
    write_scores,
)
from warroom.analysis.volume import LAG, STEP, VIEWS, Detector
from warroom.domain.level import DAY, HOUR


def counts(rng: random.Random, rate, days: float) -> list[tuple[int, float | None]]:
    return [(at, float(poisson(rng, rate(at) / 12))) for at in range(START, START + round(days * DAY), STEP)]


def burst(rows, first: int, length: int, times: float):
    return [(at, x * times if first <= i < first + length else x) for i, (at, x) in enumerate(rows)]


def alarms(rows) -> list[int]:
    return [i for i, score in enumerate(score_series(rows)) if score >= DEFAULT_THRESHOLD]


def test_a_score_knows_no_later_row():
    rows = burst(counts(random.Random(1), daily(60), 8), 1500, 24, 6)
    whole = score_series(rows)
    for end in (200, 1501, 1510, 2000):
        assert score_series(rows[:end]) == whole[:end]


def test_a_burst_is_one_alarm_on_one_row_within_twenty_minutes():
    rows = burst(counts(random.Random(2), daily(60), 14), 3000, 36, 8)
    near = [i for i in alarms(rows) if 2990 <= i < 3144]
    assert len(near) == 1
    assert 3000 <= near[0] < 3004


def test_ordinary_weeks_raise_about_one_alarm_a_week_or_fewer():
    for rate in (flat(40), daily(200), weekly(100), flat(2)):
        assert len([i for i in alarms(counts(random.Random(3), rate, 28)) if i > 750]) <= 4


def test_the_size_of_a_brand_does_not_decide_what_is_rare():
    for an_hour in (6, 60, 2400):
        rows = counts(random.Random(4), flat(an_hour), 10)
        rows = [(at, x + (an_hour if 2000 <= i < 2012 else 0)) for i, (at, x) in enumerate(rows)]
        assert any(2000 <= i < 2012 for i in alarms(rows)), an_hour


def test_more_posts_never_give_a_lower_rarity():
    rng = random.Random(5)
    rows = counts(rng, daily(30), 5)
    for _ in range(20):
        more = list(rows)
        for _ in range(5):
            i = rng.randrange(len(rows) - LAG + 1, len(rows))
            more[i] = (more[i][0], more[i][1] + rng.randrange(1, 9))
        few, many = Detector(), Detector()
        for (at, x), (_, y) in zip(rows[:-1], more[:-1], strict=True):
            few.update(at, x)
            many.update(at, y)
        few.open(rows[-1][0])
        many.open(rows[-1][0])
        assert all(b >= a - 1e-9 for a, b in zip(few.peek(rows[-1][1], 1.0), many.peek(more[-1][1], 1.0), strict=True))


def test_posts_that_come_late_count_as_if_they_had_come_in_time():
    rows = burst(counts(random.Random(6), daily(60), 6), 1700, 20, 4)
    straight, late = Detector(), Detector()
    missing = {at: x for at, x in rows[1690:1720] if x}
    for at, x in rows:
        straight.update(at, x)
        late.update(at, 0.0 if at in missing else x)
    assert late.window(72) != straight.window(72)
    late.amend(missing)
    after = rows[-1][0] + STEP
    straight.open(after)
    late.open(after)
    assert late.peek(7.0, 0.5) == straight.peek(7.0, 0.5)
    assert late.window(72) == straight.window(72)


def test_a_post_from_long_ago_changes_nothing():
    detector, same = Detector(), Detector()
    for at, x in counts(random.Random(7), flat(60), 3):
        detector.update(at, x)
        same.update(at, x)
    detector.amend({START: 500.0})
    assert detector.update(START + 3 * DAY, 5.0) == same.update(START + 3 * DAY, 5.0)


def test_a_running_step_is_judged_as_it_stands_and_ends_as_if_it_had_come_whole():
    whole, parts = Detector(), Detector()
    for at, x in counts(random.Random(8), flat(60), 4):
        whole.update(at, x)
        parts.open(at)
        parts.peek(x / 2, 0.5)
        parts.close(x)
    at = START + 4 * DAY
    parts.open(at)
    half = parts.peek(40.0, 0.5)
    assert len(half) == len(VIEWS)
    assert max(half) > 4
    assert parts.close(5.0) == whole.update(at, 5.0)


def test_unknown_counts_are_not_zeros():
    def rarity_after(gap):
        detector = Detector()
        for i, (at, x) in enumerate(counts(random.Random(9), flat(60), 8)):
            last = detector.update(at, gap(x) if 1000 <= i < 2200 else x)
        return last

    learned_silence = rarity_after(lambda _: 0.0)
    assert rarity_after(lambda _: None) < 1.0 < learned_silence


def test_blank_nan_and_negative_values_score_zero_and_spoil_nothing():
    rows = counts(random.Random(10), flat(60), 6)
    odd = dict.fromkeys(range(1000, 1030), math.nan) | {1040: None, 1041: -5.0, 1042: math.inf}
    broken = [(at, odd.get(i, x)) for i, (at, x) in enumerate(rows)]
    scores = score_series(broken)
    assert all(scores[i] == 0.0 for i in odd)
    assert all(math.isfinite(score) for score in scores)
    assert len([i for i in alarms(broken) if i > 750]) <= 1


def test_a_gap_in_time_raises_no_alarm_when_posts_come_back():
    rows = counts(random.Random(11), daily(60), 12)
    gap = [row for i, row in enumerate(rows) if not 1500 <= i < 2300]
    assert not [i for i in alarms(gap) if 1500 <= i < 1700]


def test_time_that_runs_back_is_scored_and_harms_nothing():
    rows = counts(random.Random(12), flat(60), 6)
    back = [(at - HOUR if i >= 1200 else at, x) for i, (at, x) in enumerate(rows)]
    assert len(score_series(back)) == len(rows)
    assert not [i for i in alarms(back) if 1190 <= i < 1260]


def test_rows_an_hour_apart_are_judged_too():
    rng = random.Random(13)
    rows = [(at, float(poisson(rng, 60))) for at in range(START, START + 40 * DAY, HOUR)]
    rows[700] = (rows[700][0], 400.0)
    assert 700 in alarms(rows)


# -- files -----------------------------------------------------------------------------------------------------


def test_a_file_is_read_and_answered_with_its_own_timestamps(tmp_path: Path):
    source, out = tmp_path / "brand.csv", tmp_path / "scores.csv"
    stamps = ["2015-02-26 21:42:53", "2015-02-26T21:47:53Z", "2015-02-26 23:52:53+02:00"]
    source.write_text("value,timestamp\n" + "".join(f"{i},{s}\n" for i, s in enumerate(stamps)), "utf-8")
    rows = read_series(source)
    assert [row.at for row in rows] == [1_424_986_973_000 + i * STEP for i in range(3)]
    write_scores(out, rows, [0.0, 1.5, 12.0])
    assert out.read_text("utf-8").splitlines() == [
        "timestamp,score", f"{stamps[0]},0.000000", f"{stamps[1]},1.500000", f"{stamps[2]},12.000000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: needs the columns timestamp and value"),
        ("time,value\n", "line 1: needs the columns"),
        ("timestamp,value\n2015-01-01 00:00:00,4\nyesterday,5\n", "line 3: not a time: 'yesterday'"),
        ("timestamp,value\n2015-01-01 00:00:00,four\n", "line 2: not a number: 'four'"),
        ("timestamp,value\n2015-01-01 00:00:00\n", "line 2: 1 of 2 columns"),
    ],
)
def test_a_mistake_is_answered_with_file_and_line(tmp_path: Path, text: str, says: str):
    source = tmp_path / "bad.csv"
    source.write_text(text, "utf-8")
    with pytest.raises(SeriesError) as error:
        read_series(source)
    assert says in str(error.value)
    assert str(source) in str(error.value)


def test_a_file_that_is_missing_or_no_text_is_an_error_in_words(tmp_path: Path):
    with pytest.raises(SeriesError, match="No such file"):
        read_series(tmp_path / "none.csv")
    (tmp_path / "raw.csv").write_bytes(b"timestamp,value\n\xff\xfe\n")
    with pytest.raises(SeriesError, match="not UTF-8"):
        read_series(tmp_path / "raw.csv")


def test_unknown_values_in_a_file_are_kept_as_unknown(tmp_path: Path):
    source = tmp_path / "gaps.csv"
    source.write_text(
        "\ufefftimestamp,value\n2015-01-01 00:00:00,\n2015-01-01 00:05:00,nan\n2015-01-01 00:10:00,-3\n\n"
        "2015-01-01 00:15:00,inf\n2015-01-01 00:20:00,0\n", "utf-8",
    )  # fmt: skip
    assert [row.value for row in read_series(source)] == [None, None, None, None, 0.0]


# -- six brands' posts (NAB realTweets) --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_on_real_brands_the_default_threshold_reaches_the_good_line():
    shared = Path(os.environ.get("WARROOM_SHARED", Path(__file__).parents[3] / "shared"))
    data, scorer = shared / "data" / "nab" / "dev", shared / "tools"
    if not data.is_dir() or not scorer.is_dir():
        pytest.skip("the recorded brands are not here (WARROOM_SHARED)")
    import importlib.util

    spec = importlib.util.spec_from_file_location("score_nab", scorer / "score_nab.py")
    assert spec is not None
    assert spec.loader is not None
    nab = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(nab)
    series = nab.load_data(str(data))
    scores = [score_series((row.at, row.value) for row in read_series(data / one.name)) for one in series]
    good = {"standard": 77.5, "reward_low_FP": 65.0, "reward_low_FN": 84.0}
    for profile, line in good.items():
        assert nab.evaluate(series, scores, DEFAULT_THRESHOLD, profile)[0] >= line
