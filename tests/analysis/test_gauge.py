"""What the gauge promises (design: gauge, section 5), told as small worlds."""

from __future__ import annotations

import random
from copy import deepcopy
from functools import cache
from itertools import pairwise
from statistics import median

import msgspec
import pytest
from gauge_world import START, Rate, crisis_rate, daily, flat, history, play, posts, weekly

from warroom.analysis.gauge import Bin, Fact, Gauge, Situation, Weights
from warroom.analysis.volume import STEP
from warroom.domain.level import DAY, DEFAULT_RULES, HOUR, MINUTE, Level, LevelRule
from warroom.domain.reading import Reading

NOW = START + 28 * DAY + 10 * HOUR
WATCH, ALERT, CRISIS, CRITICAL = Level.WATCH, Level.ALERT, Level.CRISIS, Level.CRITICAL


@cache
def past(an_hour: float, kind: str = "daily", *, until: int = NOW, seed: int = 7) -> tuple[Bin, ...]:
    rate = {"daily": daily, "flat": flat, "weekly": weekly}[kind](an_hour)
    return tuple(history(random.Random(seed), rate, START, until))


@cache
def restored(an_hour: float, kind: str, until: int) -> Gauge:
    gauge = Gauge()
    gauge.restore(past(an_hour, kind, until=until), until=until)
    return gauge


def room(an_hour: float = 20, kind: str = "daily", *, until: int = NOW, **settings) -> Gauge:
    """A gauge with four weeks of quiet history."""
    if not settings:
        return deepcopy(restored(an_hour, kind, until))
    gauge = Gauge(**settings)
    gauge.restore(past(an_hour, kind, until=until), until=until)
    return gauge


def reached(readings: list[Reading], since: int) -> dict[Level, float]:
    """Minutes after ``since`` at which each level was first suggested."""
    first: dict[Level, float] = {}
    for reading in readings:
        for level in Level:
            if level <= reading.suggested:
                first.setdefault(level, (reading.at - since) / MINUTE)
    return first


def rises(readings: list[Reading], level: Level = WATCH) -> int:
    """How often a suggestion of ``level`` began."""
    levels = [reading.suggested for reading in readings]
    return sum(now >= level > before for before, now in zip([Level.QUIET, *levels], levels, strict=False))


def negatives(count: int, start: int, end: int, **more) -> list[Fact]:
    """``count`` negative posts of as many authors, evenly from start to end."""
    return [
        Fact(
            at=(at := start + i * (end - start) // count), seen=at, negative=True, author=f"n{i}-{start}",
            platform=("X", "LI", "RD", "MA")[i % 4], reach=500, **more,
        )
        for i in range(count)
    ]  # fmt: skip


# -- quiet ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize(("kind", "an_hour"), [("flat", 100), ("daily", 60), ("weekly", 100)])
def test_thirty_ordinary_days_bring_at_most_one_watch(kind: str, an_hour: float):
    start = START + 28 * DAY
    rate: Rate = {"flat": flat, "daily": daily, "weekly": weekly}[kind](an_hour)
    facts = posts(random.Random(11), rate, start, start + 30 * DAY)
    readings = list(play(room(an_hour, kind, until=start), facts, start, start + 30 * DAY, every=STEP))
    assert rises(readings) <= 1
    assert rises(readings, ALERT) == 0


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_thirty_ordinary_days_of_a_small_brand_bring_no_alert_and_a_watch_a_week_at_most():
    start = START + 28 * DAY
    facts = posts(random.Random(12), flat(20), start, start + 30 * DAY)
    readings = list(play(room(20, "flat", until=start), facts, start, start + 30 * DAY, every=STEP))
    assert rises(readings) <= 4
    assert rises(readings, ALERT) == 0


def test_a_quiet_room_has_a_small_score_with_a_little_of_each_driver():
    readings = list(play(room(), posts(random.Random(1), daily(20), NOW, NOW + 3 * HOUR), NOW, NOW + 3 * HOUR))
    assert 3 <= sum(r.score for r in readings) / len(readings) <= 12
    assert all(r.suggested is Level.QUIET for r in readings)
    last = readings[-1]
    assert [d.name for d in last.drivers] == ["Volume", "Negative", "Reach", "Press, influencers", "Late answers"]
    assert last.drivers[0].value.endswith("× normal")
    assert last.drivers[1].value.endswith(" %")
    assert last.drivers[4].value == "none"
    assert last.falls_to == ""
    assert last.floor == ""
    assert last.confidence == "sure"


def test_summer_time_raises_no_alert():
    start = START + 28 * DAY
    facts = posts(random.Random(2), daily(40, shift=HOUR), start, start + 3 * DAY)
    readings = list(play(room(40, until=start), facts, start, start + 3 * DAY, every=STEP))
    assert rises(readings) <= 1
    assert max(r.score for r in readings) < DEFAULT_RULES[ALERT].above


def test_posts_that_claim_to_come_from_the_future_count_now():
    facts = posts(random.Random(3), daily(20), NOW, NOW + 2 * HOUR)
    skewed = [msgspec.structs.replace(f, at=f.at + 7 * HOUR) for f in facts]
    straight, ahead = room(), room()
    assert list(play(straight, facts, NOW, NOW + 2 * HOUR)) == list(play(ahead, skewed, NOW, NOW + 2 * HOUR))


def test_a_clock_that_jumps_back_is_waited_for():
    gauge = room()
    gauge.read(NOW + HOUR)
    reading = gauge.read(NOW + HOUR - 5 * MINUTE)
    assert reading.at == NOW + HOUR
    assert reading.suggested is Level.QUIET


# -- crisis -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_eight_times_the_negatives_is_an_alert_in_15_minutes_and_a_crisis_in_45(seed: int):
    rng = random.Random(seed)
    begins = NOW + HOUR
    facts = posts(rng, daily(100), NOW, begins + 2 * HOUR)
    facts += posts(rng, daily(7 * 20), begins, begins + 2 * HOUR, negative=1.0)
    times = reached(list(play(room(100), facts, NOW, begins + 2 * HOUR)), begins)
    assert 0 < times[ALERT] <= 15
    assert 0 < times[CRISIS] <= 45


@pytest.mark.parametrize("seed", [1, 2])
def test_mentions_that_double_every_day_are_watched_within_twelve_hours(seed: int):
    usual = daily(300, 0.5)
    gauge = Gauge()
    gauge.restore(history(random.Random(seed), usual, START, NOW), until=NOW)
    facts = posts(random.Random(seed), lambda at: usual(at) * 2 ** ((at - NOW) / DAY), NOW, NOW + 13 * HOUR)
    times = reached(list(play(gauge, facts, NOW, NOW + 13 * HOUR)), NOW)
    assert 0 < times[WATCH] <= 12 * 60


def data_loss(seed: int, gauge: Gauge, *, hours: int = 12) -> list[Reading]:
    """A B2B data loss: some 350 posts in three hours upon twenty mentions an hour."""
    rng, begins = random.Random(seed), NOW + HOUR
    facts = posts(rng, daily(20), NOW, NOW + hours * HOUR)
    facts += posts(
        rng, crisis_rate(begins), begins, begins + 5 * HOUR, negative=0.78, reach=4000, press=0.012, influencer=0.02
    )

    def situation(now: int) -> Situation:
        late = 100 * MINUTE < now - begins < 200 * MINUTE
        return Situation(open=13, late=2) if late else Situation()

    return list(play(gauge, facts, NOW, NOW + hours * HOUR, situation=situation))


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_data_loss_rises_level_by_level_and_falls_again():
    begins = NOW + HOUR
    runs = [data_loss(seed, room()) for seed in range(1, 10)]
    times = [reached(readings, begins) for readings in runs]

    def usually(level: Level) -> float:
        return median(one.get(level, 999.0) for one in times)

    assert 0 < usually(WATCH) <= 15
    assert usually(WATCH) < usually(ALERT) <= 30
    assert 30 <= usually(CRISIS) <= 75
    assert usually(CRITICAL) > 90
    for readings, one in zip(runs, times, strict=True):
        assert 0 < one[WATCH] <= one[ALERT] <= 45
        assert one[ALERT] <= one[CRISIS] <= 75
        peak = max(readings, key=lambda r: r.score)
        assert 72 <= peak.score <= 86
        assert peak.drivers[3].value != "none"
        assert sum(r.score >= DEFAULT_RULES[CRITICAL].above for r in readings) <= 75
        assert max(r.score for r in readings if r.at < begins) < DEFAULT_RULES[WATCH].above
        assert readings[-1].score < DEFAULT_RULES[WATCH].above


@pytest.mark.parametrize("seed", [3])
def test_after_a_crisis_it_is_quiet_again_within_a_day_one_level_at_a_time(seed: int):
    readings = data_loss(seed, room(), hours=28)
    steps = [(a.suggested, b.suggested) for a, b in pairwise(readings)]
    assert all(after >= before - 1 for before, after in steps)
    assert readings[-1].suggested is Level.QUIET
    over = NOW + HOUR + 3 * HOUR
    assert min(r.at for r in readings if r.at > over and r.suggested is Level.QUIET) < over + DAY


def test_while_it_rises_the_gauge_says_where_it_is_going():
    readings = data_loss(3, room(), hours=4)
    rising = [r for r in readings if r.change >= 10]
    assert rising
    assert all(r.soon is not None and 0 <= r.soon <= 100 for r in rising)
    ahead = [r for r in readings if r.forecast]
    assert ahead
    for reading in ahead:
        assert reading.forecast is not None
        assert reading.forecast.level == reading.suggested + 1
        assert 1 <= reading.forecast.minutes <= 120
        assert reading.soon is not None
        assert reading.soon > reading.score


def test_points_always_add_up_to_the_score_and_so_do_the_changes():
    for reading in data_loss(4, room(), hours=6):
        assert sum(d.points for d in reading.drivers) == reading.score
        assert sum(d.change for d in reading.drivers) == reading.change
        assert all(d.points >= 0 for d in reading.drivers)
        assert 0 <= reading.score <= 100


def test_in_a_crisis_the_reasons_are_words_for_people():
    reading = max(data_loss(4, room(), hours=4), key=lambda r: r.score)
    volume, negative, reach, press, late = reading.drivers
    assert "mentions an hour, usual" in volume.why
    assert "once in " in negative.why
    assert reach.value.endswith((" K", " M"))
    assert " and " in press.value
    assert late.value == "2 of 13 open"
    assert reading.falls_to == "would fall to Alert if negative posts came back to usual"


# -- what is not a crisis ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_cheerful_launch_is_never_above_watch(seed: int):
    rng = random.Random(seed)
    facts = posts(rng, daily(30), NOW, NOW + 6 * HOUR)
    facts += posts(rng, flat(300), NOW + HOUR, NOW + 4 * HOUR, negative=0.04, reach=5000, press=0.02, influencer=0.03)
    readings = list(play(room(30), facts, NOW, NOW + 6 * HOUR))
    assert max(r.suggested for r in readings) <= WATCH
    assert any("no wave of negative posts" in note for r in readings for note in r.notes)


def test_two_hundred_copies_from_three_authors_are_flagged_and_at_most_a_watch():
    facts = posts(random.Random(5), daily(20), NOW, NOW + 4 * HOUR)
    facts += [
        Fact(at=(at := NOW + HOUR + i * 9000), seen=at, negative=True, author=f"bot{i % 3}", group=77, platform="X")
        for i in range(200)
    ]
    readings = list(play(room(), facts, NOW, NOW + 4 * HOUR))
    assert max(r.suggested for r in readings) <= WATCH
    flags = [note for r in readings for note in r.notes if note.startswith("possible coordination")]
    assert flags
    assert "authors" in flags[-1]


def test_a_darker_tone_alone_is_at_most_a_watch():
    rng = random.Random(14)
    facts = posts(rng, daily(40), NOW, NOW + HOUR) + posts(rng, daily(40), NOW + HOUR, NOW + 3 * HOUR, negative=0.95)
    readings = list(play(room(40), facts, NOW, NOW + 3 * HOUR))
    assert max(r.suggested for r in readings) is WATCH
    assert any("the tone alone changed" in note for r in readings for note in r.notes)


def test_one_loud_author_alone_is_at_most_a_watch():
    gauge = room(2)
    for i in range(60):
        gauge.add(Fact(at=NOW + i * 20_000, seen=NOW + i * 20_000, negative=True, author="loud", rating=1))
    reading = gauge.read(NOW + 21 * MINUTE)
    assert reading.score < DEFAULT_RULES[ALERT].above


def test_a_few_more_press_items_on_a_calm_day_are_no_alert():
    gauge = room()
    for i in range(6):
        gauge.add(Fact(at=NOW + i * MINUTE, seen=NOW + i * MINUTE, negative=False, press=True, author=f"p{i}"))
    assert gauge.read(NOW + 10 * MINUTE).score < DEFAULT_RULES[ALERT].above


def test_posts_in_an_unknown_language_are_not_called_neutral():
    gauge = Gauge()
    for i in range(5):
        gauge.add(Fact(at=NOW + i, seen=NOW + i, negative=None, author=f"x{i}"))
    assert gauge.read(NOW + MINUTE).drivers[1].value == "not scored"


def test_one_star_counts_as_negative_in_any_language():
    def score(rating: int | None) -> int:
        gauge = room()
        for fact in negatives(40, NOW, NOW + 20 * MINUTE):
            gauge.add(msgspec.structs.replace(fact, negative=None, rating=rating))
        return gauge.read(NOW + 20 * MINUTE).score

    assert score(1) >= DEFAULT_RULES[ALERT].above > score(None)
    assert score(5) == score(4)


@pytest.mark.parametrize("seed", range(8))
def test_more_negative_posts_never_lower_the_score(seed: int):
    rng = random.Random(seed)
    end = NOW + 4 * HOUR
    facts = posts(rng, daily(20), NOW, end)
    facts += posts(rng, flat(rng.choice((0, 10, 60, 150))), NOW + HOUR, end, negative=0.7)
    more = list(facts)
    for i in range(rng.randrange(1, 40)):
        at = rng.randrange(NOW, end)
        author, group = rng.choice((f"new{i}", "a1", "a2")), rng.choice((0, 5))
        more.append(Fact(at=at, seen=at, negative=True, author=author, group=group, platform=rng.choice("XY")))
    few = list(play(room(), facts, NOW, end, every=10 * MINUTE))
    many = list(play(room(), more, NOW, end, every=10 * MINUTE))
    assert all(b.score >= a.score for a, b in zip(few, many, strict=True))


# -- missing data -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [1, 4, 10])
def test_an_outage_and_the_backlog_after_it_raise_no_alarm(hours: int):
    begins, ends = NOW + 2 * HOUR, NOW + (2 + hours) * HOUR
    facts = [
        msgspec.structs.replace(f, seen=ends if begins <= f.at < ends else f.at)
        for f in posts(random.Random(6), daily(40), NOW, ends + 3 * HOUR)
    ]

    def situation(now: int) -> Situation:
        return Situation(stale=("X",)) if begins + 10 * MINUTE <= now < ends else Situation()

    readings = list(play(room(40), facts, NOW, ends + 3 * HOUR, situation=situation))
    assert max(r.suggested for r in readings) is Level.QUIET


def test_a_backlog_leaves_the_gauge_as_if_it_had_come_in_time():
    facts = posts(random.Random(8), daily(40), NOW, NOW + 6 * HOUR)
    begins, ends = NOW + HOUR, NOW + 3 * HOUR
    late = [msgspec.structs.replace(f, seen=ends if begins <= f.at < ends else f.at) for f in facts]
    straight = list(play(room(40), facts, NOW, NOW + 6 * HOUR))[-1]
    after = list(play(room(40), late, NOW, NOW + 6 * HOUR))[-1]
    assert (after.score, after.drivers, after.suggested) == (straight.score, straight.drivers, straight.suggested)


def test_a_post_from_the_day_before_yesterday_changes_nothing():
    gauge, same = room(), room()
    for fact in negatives(200, NOW - 3 * DAY, NOW - 3 * DAY + HOUR):
        gauge.add(msgspec.structs.replace(fact, seen=NOW))
    assert gauge.read(NOW + MINUTE) == same.read(NOW + MINUTE)


def test_a_silent_source_is_said_and_blocks_the_way_down_and_the_forecast():
    gauge = room()
    burst = negatives(80, NOW, NOW + 30 * MINUTE)
    high = list(play(gauge, burst, NOW, NOW + 35 * MINUTE))[-1].suggested
    assert high >= ALERT
    stale = Situation(stale=("X", "Reviews"))
    readings = list(play(gauge, [], NOW + 36 * MINUTE, NOW + 6 * HOUR, situation=lambda _: stale))
    assert {r.suggested for r in readings} == {high}
    assert {r.confidence for r in readings} == {"blind"}
    assert all(r.without == ("X", "Reviews") and r.forecast is None and r.soon is None for r in readings)
    assert all(d.value.startswith("~") for r in readings for d in r.drivers[:4])
    back = list(play(gauge, [], NOW + 6 * HOUR, NOW + 12 * HOUR))
    assert back[-1].suggested is Level.QUIET


def test_for_a_quarter_of_an_hour_after_a_source_fell_silent_nothing_looks_better():
    gauge = room()
    start = NOW + 35 * MINUTE
    before = list(play(gauge, negatives(80, NOW, start), NOW, start))[-1].score
    stale = Situation(stale=("X",))
    readings = list(play(gauge, [], start + MINUTE, start + HOUR, situation=lambda _: stale))
    assert all(r.score >= before for r in readings if r.at <= start + 15 * MINUTE)
    assert readings[-1].score < before


def test_a_room_that_was_closed_for_days_does_not_take_it_for_silence():
    reopened = START + 33 * DAY + 10 * HOUR
    gauge = room(40)
    facts = posts(random.Random(9), daily(40), reopened, reopened + 6 * HOUR)
    readings = list(play(gauge, facts, reopened, reopened + 6 * HOUR))
    assert max(r.suggested for r in readings) is Level.QUIET


def test_a_year_of_silence_does_not_stop_the_room():
    gauge = room()
    late = NOW + 400 * DAY
    assert gauge.read(late).at == late
    assert len(gauge.bins()) < 2000


def test_a_source_that_is_silent_for_a_week_is_the_new_normal():
    start = START + 28 * DAY
    gauge = room(60, until=start)
    facts = posts(random.Random(10), daily(20), start, start + 12 * DAY)
    dead = Situation(stale=("X",))
    readings = list(play(gauge, facts, start, start + 12 * DAY, every=STEP, situation=lambda _: dead))
    ratio = [float(r.drivers[0].value.strip("~").split()[0]) for r in readings[-288:] if r.drivers[0].value != "~none"]
    assert sum(ratio) / len(ratio) > 0.5


def test_until_three_days_have_passed_the_reading_says_learning():
    gauge = Gauge()
    facts = posts(random.Random(11), daily(20), START, START + 4 * DAY)
    readings = list(play(gauge, facts, START, START + 4 * DAY, every=30 * MINUTE))
    assert all(r.confidence == "learning" for r in readings if r.at < START + 3 * DAY - HOUR)
    assert readings[-1].confidence == "sure"


def test_an_empty_room_reads_quiet_and_says_that_it_knows_nothing():
    reading = Gauge().read(NOW)
    assert reading.suggested is Level.QUIET
    assert reading.score < DEFAULT_RULES[WATCH].above
    assert reading.confidence == "learning"
    assert reading.drivers[0].value == "not known yet"
    assert reading.drivers[1].value == "none"


# -- the same again ---------------------------------------------------------------------------------------------


def test_the_same_mentions_give_the_same_readings():
    assert data_loss(5, room(), hours=3) == data_loss(5, room(), hours=3)


def test_a_room_that_is_opened_again_reads_as_if_it_had_never_closed():
    rng, middle, end = random.Random(12), NOW + 3 * HOUR, NOW + 5 * HOUR
    facts = posts(rng, daily(20), NOW, end)
    facts += posts(rng, crisis_rate(NOW + HOUR), NOW + HOUR, end, negative=0.78, reach=4000)
    live = room()
    before = list(play(live, facts, NOW, middle))
    kept = [*past(20), *(one for one in live.bins(NOW) if one.mentions)]
    again = Gauge()
    again.restore(kept, until=middle)
    first, same = again.read(middle), before[-1]
    assert first.score == same.score
    assert first.suggested == same.suggested
    assert [(d.value, d.points, d.why) for d in first.drivers] == [(d.value, d.points, d.why) for d in same.drivers]
    rest = [f for f in facts if f.seen > middle]
    on, off = (list(play(g, rest, middle + MINUTE, end)) for g in (live, again))
    assert [r.score for r in on] == pytest.approx([r.score for r in off], abs=1)
    assert on[-1].suggested == off[-1].suggested


# -- floors and settings ----------------------------------------------------------------------------------------


def test_a_hard_trigger_sets_a_floor_with_its_reason_for_six_hours():
    gauge = room(triggers={"injury": CRISIS, "legal": ALERT})
    for name, minute in (("legal", 1), ("injury", 2), ("injury", 3), ("unheard of", 4)):
        at = NOW + minute * MINUTE
        gauge.add(Fact(at=at, seen=at, negative=True, author=name, triggers=(name,)))
    reading = gauge.read(NOW + 5 * MINUTE)
    assert reading.suggested is CRISIS
    assert reading.floor == "injury: 2 posts since 10:02"
    assert reading.score < DEFAULT_RULES[CRISIS].above
    later = list(play(gauge, [], NOW + 5 * MINUTE, NOW + 8 * HOUR))
    assert later[-1].floor == ""
    assert later[-1].suggested is Level.QUIET
    assert any(r.suggested is CRISIS for r in later if r.at > NOW + 5 * HOUR)


def test_a_floor_is_remembered_when_the_room_is_opened_again():
    gauge = Gauge(triggers={"injury": CRISIS})
    gauge.restore([*past(20), Bin(at=NOW, mentions=1, negative=1, scored=1, triggers={"injury": 1})], until=NOW + HOUR)
    assert gauge.read(NOW + HOUR).floor == "injury: 1 post since 10:00"


def test_late_answers_are_a_driver_of_their_own():
    gauge = room()
    calm = gauge.read(NOW, Situation(open=3))
    late = gauge.read(NOW + MINUTE, Situation(open=13, late=2))
    assert calm.drivers[4].value == "none"
    assert late.drivers[4].value == "2 of 13 open"
    assert late.drivers[4].points > 0
    assert late.score > calm.score
    assert gauge.read(NOW + 2 * MINUTE, Situation(late_updates=1)).drivers[4].value == "1 late update"


def test_levels_follow_the_lines_that_the_room_has_set():
    rules = tuple(LevelRule(answer=60, above=above) for above in (0, 3, 50, 70, 90))
    gauge = room(rules=rules)
    readings = list(play(gauge, posts(random.Random(13), daily(20), NOW, NOW + HOUR), NOW, NOW + HOUR))
    assert readings[-1].suggested is WATCH


def test_a_weight_of_nothing_silences_its_signal():
    def reading(weights: Weights) -> Reading:
        gauge = room(weights=weights)
        for fact in negatives(60, NOW, NOW + 30 * MINUTE, press=True):
            gauge.add(fact)
        return gauge.read(NOW + 30 * MINUTE)

    assert reading(Weights()).drivers[3].points > 0
    assert reading(Weights(press=0.0)).drivers[3].points == 0


def test_the_shipped_levels_are_the_defaults():
    from pathlib import Path

    from warroom.config import load_levels

    levels = load_levels(Path("/nonexistent"))
    assert msgspec.convert(levels.weights, Weights) == Weights()
    assert levels.level == DEFAULT_RULES
    assert {trigger.level for trigger in levels.trigger} <= set(Level)
