"""Trend: by hand, against numpy's polynomial fit, on simulated lines, and at the edges."""

import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lag.errors import NotEnoughData
from lag.trend import MIN_N_FOR_CI, TrendLag, estimate_trend_lag
from tests.strategies import ORDERS, SHIFTS, few, releases, shuffled

LEADERS = [(0, 0.0), (100, 10.0), (200, 40.0), (300, 50.0)]
LAGGARDS = [(100, 5.0), (300, 25.0)]


def split(*groups):
    return [np.array(values, dtype=float) for group in groups for values in zip(*group, strict=True)]


def estimate(leaders, laggards, as_of_day=400, seed=5, **options) -> TrendLag:
    """The trend of groups given as (day, score), with a generator of its own."""
    return estimate_trend_lag(
        *split(leaders, laggards), as_of_day=as_of_day, rng=np.random.default_rng(seed), **options
    )


# By hand.


def test_two_lines_by_hand():
    # Leaders: mean day 150, mean score 25; from the means -150, -50, 50, 150 and -25, -15, 15, 25:
    # slope (3750 + 750 + 750 + 3750) / (22500 + 2500 + 2500 + 22500) = 9000 / 50000 = 0.18; on day 400: 25 + 0.18 * 250 = 70.
    # Laggards: slope 20 / 200 = 0.1; on day 400: 35. Offset (70 - 35) / 0.18 = 194.44 days.
    # Velocity 1 - 0.1 / 0.18 = 4/9 of a day a day, 12 * 4/9 = 5.33 months a year.
    lag = estimate(LEADERS, LAGGARDS)
    assert lag.offset_days == pytest.approx(35 / 0.18)
    assert lag.velocity_months_per_year == pytest.approx(12 * 4 / 9)
    assert lag.leader_points_per_year == pytest.approx(0.18 * 365.25)
    assert lag.laggard_points_per_year == pytest.approx(0.1 * 365.25)
    assert (lag.n_leader_records, lag.n_laggard_records, lag.as_of_day) == (4, 2, 400)


def test_the_velocity_is_what_the_offset_gains():
    early, late = estimate(LEADERS, LAGGARDS, as_of_day=400), estimate(LEADERS, LAGGARDS, as_of_day=400 + 365.25)
    gained_months = (late.offset_days - early.offset_days) / 30.4375
    assert gained_months == pytest.approx(early.velocity_months_per_year)


def test_laggards_above_the_leaders_line_have_a_negative_offset():
    assert estimate(LAGGARDS, LEADERS).offset_days == pytest.approx(-35 / 0.1)


def test_releases_that_are_no_record_are_left_out_and_counted():
    more = estimate([*LEADERS, (250, 40), (300, 3)], [*LAGGARDS, (200, 5)])
    assert asdict(more) == asdict(estimate(LEADERS, LAGGARDS)) | {"n_leader_dropped": 2, "n_laggard_dropped": 1}


# A slow independent version.


def records(rng, n, gain=0.03, noise=3.0, lag=0.0):
    """Releases of which many are no record; the estimator sorts that out."""
    days = rng.uniform(0, 1200, n)
    return list(zip(days, gain * (days - lag) + rng.normal(0, noise, n), strict=True))


def only_records(releases):
    best, kept = -math.inf, []
    for day, score in sorted(releases):
        if score > best:
            best = score
            kept.append((day, score))
    return kept


def offset_and_velocity(groups):
    (b, a), (d, c) = (np.polyfit(group[:, 0] - 1200, group[:, 1], 1) for group in groups)
    return (a - c) / b, 12 * (1 - d / b)


@few
@given(releases(1200, 40, min_size=2), releases(1200, 40, min_size=2))
def test_it_agrees_with_a_polynomial_fit(leaders, laggards):
    kept = [np.array(only_records(best_of_days(group))) for group in (leaders, laggards)]
    assume(min(len(group) for group in kept) >= 2)
    lag = estimate(leaders, laggards, as_of_day=1200, n_draws=5)
    assert (lag.n_leader_records, lag.n_laggard_records) == tuple(len(group) for group in kept)
    expected = pytest.approx(offset_and_velocity(kept), rel=1e-6, abs=1e-6)
    assert (lag.offset_days, lag.velocity_months_per_year) == expected


def best_of_days(group):
    return [(day, max(score for other, score in group if other == day)) for day in {day for day, _ in group}]


def test_its_interval_agrees_with_plain_draws():
    rng = np.random.default_rng(0)
    groups = records(rng, 60), records(rng, 50, lag=250)
    lag = estimate(*groups, as_of_day=1200, n_draws=4000)
    kept = [np.array(only_records(group)) for group in groups]
    assert min(len(group) for group in kept) >= MIN_N_FOR_CI
    drawn = [
        offset_and_velocity([group[rng.integers(len(group), size=len(group))] for group in kept]) for _ in range(2000)
    ]
    got = np.array(
        [
            [lag.offset_days_lower, lag.velocity_months_per_year_lower],
            [lag.offset_days_upper, lag.velocity_months_per_year_upper],
        ]
    )
    assert (np.abs(got - np.quantile(drawn, [0.05, 0.95], axis=0)) < 0.2 * np.std(drawn, axis=0)).all()


# Recovery from simulated data.


def test_exact_lines_are_recovered_and_leave_no_spread():
    # Leaders gain 0.04 a day, laggards 0.03 from 150 days later on: on day 1000 40 and 25.5, 14.5 / 0.04 = 362.5 days apart.
    leaders = [(d, 0.04 * d) for d in range(0, 1000, 50)]
    laggards = [(d, 0.03 * (d - 150)) for d in range(0, 1000, 60)]
    lag = estimate(leaders, laggards, as_of_day=1000)
    for name in ("offset_days", "offset_days_lower", "offset_days_upper"):
        assert getattr(lag, name) == pytest.approx(362.5)
    for name in ("velocity_months_per_year", "velocity_months_per_year_lower", "velocity_months_per_year_upper"):
        assert getattr(lag, name) == pytest.approx(3)


def test_the_interval_covers_less_than_it_says_and_no_less_than_the_module_admits():
    # About 18 records a side around parallel lines 200 days apart: 83% of 400 runs for the offset, 84% for the velocity.
    offset, velocity, estimates, n = 0, 0, [], 150
    for seed in range(n):
        rng = np.random.default_rng(seed)
        leaders, laggards = (records(rng, rng.poisson(25), noise=1, lag=lag) for lag in (0, 200))
        lag = estimate(leaders, laggards, as_of_day=1250, n_draws=300)
        offset += lag.offset_days_lower <= 200 <= lag.offset_days_upper
        velocity += lag.velocity_months_per_year_lower <= 0 <= lag.velocity_months_per_year_upper
        estimates.append(lag.offset_days)
    assert np.mean(estimates) == pytest.approx(200, abs=8)
    assert 0.75 < offset / n < 0.92
    assert 0.75 < velocity / n < 0.92


# What may not matter.


WIDE = records(np.random.default_rng(1), 40, noise=1), records(np.random.default_rng(2), 30, noise=1, lag=200)
FIGURES = [
    *(f"offset_days{end}" for end in ("", "_lower", "_upper")),
    *(f"velocity_months_per_year{end}" for end in ("", "_lower", "_upper")),
]


@few
@given(SHIFTS, st.sampled_from([(7, -40), (1 / 3, 1e3), (1, 0)]))
def test_neither_the_origin_of_the_days_nor_the_unit_of_the_scores_matters(shift, unit):
    factor, origin = unit
    expected = estimate(*WIDE, as_of_day=1250, n_draws=50)
    moved = ([(d + shift, factor * s + origin) for d, s in group] for group in WIDE)
    got = estimate(*moved, as_of_day=1250 + shift, n_draws=50)
    for name in FIGURES:
        assert getattr(got, name) == pytest.approx(getattr(expected, name), rel=1e-6)


@few
@given(ORDERS)
def test_the_order_of_the_releases_does_not_matter(order):
    groups = (shuffled(order, group) for group in WIDE)
    assert estimate(*groups, as_of_day=1250, n_draws=50) == estimate(*WIDE, as_of_day=1250, n_draws=50)


def test_the_seed_moves_the_interval_only():
    expected, other = (estimate(*WIDE, as_of_day=1250, seed=seed) for seed in (5, 6))
    assert other.offset_days == expected.offset_days
    assert other.offset_days_lower != expected.offset_days_lower


# Edges.


@pytest.mark.parametrize("short", [0, 1])
def test_an_interval_needs_eight_records_in_each_group(short):
    line = [(10 * i, float(i * i)) for i in range(MIN_N_FOR_CI)]
    groups = [line, line]
    assert estimate(*groups).n_draws == 1000
    groups[short] = line[:-1]
    rng = np.random.default_rng(0)
    before = rng.bit_generator.state
    lag = estimate_trend_lag(*split(*groups), as_of_day=400, rng=rng)
    assert (lag.offset_days_lower, lag.velocity_months_per_year_upper, lag.n_draws) == (None, None, 0)
    assert rng.bit_generator.state == before
    assert math.isfinite(lag.offset_days)


def test_draws_of_a_single_record_are_counted_and_left_out(monkeypatch):
    monkeypatch.setattr("lag.trend.MIN_N_FOR_CI", 2)  # at eight records such a draw comes once in two million
    lag = estimate(LEADERS, LAGGARDS)
    # with two laggard records every second draw holds one of them only, with four leaders one in 64
    assert lag.n_draws_without_line / 1000 == pytest.approx(1 - 1 / 2 * 63 / 64, abs=0.06)
    assert lag.offset_days_lower < lag.offset_days < lag.offset_days_upper


@pytest.mark.parametrize(
    ("leaders", "laggards", "n"),
    [(LEADERS[:1], LAGGARDS, 1), (LEADERS, [(5, 1), (5, 2)], 1), (LEADERS, [(5, 2), (9, 2)], 1)],
)
def test_fewer_than_two_records_are_no_line(leaders, laggards, n):
    with pytest.raises(NotEnoughData) as caught:
        estimate(leaders, laggards)
    assert (caught.value.n, caught.value.needed) == (n, 2)


def test_an_empty_group_is_no_line():
    with pytest.raises(NotEnoughData, match="0 observations"):
        estimate_trend_lag([], [], [1, 2], [1, 2], as_of_day=5, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"leaders": [(0, math.nan), (1, 2)]}, r"leader_scores\[0\] is nan"),
        ({"as_of_day": 299}, r"leader_days\[3\] is 300.0, after the as-of day 299"),
        ({"ci_level": 90}, "ci_level is 90"),
        ({"n_draws": 0}, "n_draws is 0"),
    ],
)
def test_bad_input_is_refused_with_its_value(options, message):
    with pytest.raises(ValueError, match=message):
        estimate(**({"leaders": LEADERS, "laggards": LAGGARDS} | options))
