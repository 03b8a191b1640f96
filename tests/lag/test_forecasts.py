"""Forecasts: each model by hand on four to six records, and what may not matter."""

import math

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from lag.forecasts import (
    HORIZONS,
    MODELS,
    N_PATHS,
    Known,
    Questions,
    conditional_km,
    forecast,
    frontier,
    half,
    share_so_far,
    weibull,
)
from tests.strategies import ORDERS, SHIFTS, few, releases, shuffled

NAN = math.nan
# The chance where no path or every path has gained the gap: neither is sure after a thousand.
NONE, ALL = 0.5 / (N_PATHS + 1), (N_PATHS + 0.5) / (N_PATHS + 1)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def known(lags=(), follow_ups=None, steps=(), since=0.0) -> Known:
    """lags: (days, is matched) of the cohort. steps: (days, points) of the laggards' records after the first."""
    observed = np.array([days for days, _ in lags], dtype=float)
    return Known(
        observed_days=observed,
        is_matched=np.array([is_one for _, is_one in lags], dtype=bool),
        follow_up_days=observed if follow_ups is None else np.array(follow_ups, dtype=float),
        step_days=np.array([days for days, _ in steps], dtype=float),
        step_points=np.array([points for _, points in steps], dtype=float),
        days_since_step=since,
    )


def asked(waited, target, gap=1.0) -> Questions:
    waited, target = np.broadcast_arrays(np.atleast_1d(np.array(waited, dtype=float)), np.array(target, dtype=float))
    return Questions(waited, target, np.broadcast_to(np.array(gap, dtype=float), waited.shape))


# 40 matched, 100 matched, 120 censored, 170 matched, 300 censored: S = 4/5 from day 40, 3/5 from 100, 3/10 from 170 (two at risk).
FIVE = ((40, 1), (100, 1), (120, 0), (170, 1), (300, 0))


# By hand.


def test_the_conditional_curve_by_hand():
    # Waited 0 or 39 days: 1 - 0.3 / 1. From 40 on: 1 - 0.3 / 0.8. From 100 on: 1 - 0.3 / 0.6. From 170 on nothing is left.
    found = conditional_km(known(FIVE), asked([0, 39, 40, 99, 100, 169, 170, 181], 182), rng())
    assert found == pytest.approx([0.7, 0.7, 0.625, 0.625, 0.5, 0.5, 0, 0])


def test_the_conditional_curve_is_silent_past_a_censored_end_and_after_the_last_match():
    # The curve ends on day 300 in a censored record.
    np.testing.assert_array_equal(conditional_km(known(FIVE), asked(0, [300, 301]), rng()), [0.7, NAN])
    # S is 0 from day 100 on: sure before, silent about a record that has waited longer than any.
    np.testing.assert_array_equal(
        conditional_km(known(((40, 1), (100, 1))), asked([0, 99, 100], 400), rng()), [1, 1, NAN]
    )


def test_the_share_so_far_by_hand():
    # Lags and follow-ups: 50 of 400 days, 200 of 300, unmatched of 100, 20 of 90. Within 90 days all four are known: two of four.
    # Within 100 three: one. Within 200 two: both. Within 300 two, 301 one: the first. Within 401 nobody has been followed so long.
    of = known(((50, 1), (200, 1), (100, 0), (20, 1)), (400, 300, 100, 90))
    found = share_so_far(of, asked(10, [90, 100, 200, 300, 301, 401]), rng())
    assert found == pytest.approx([2 / 4, 1 / 3, 1, 1, 1, 0.5])
    assert half(of, asked(10, [90, 401]), rng()).tolist() == [0.5, 0.5]


def test_the_frontier_by_hand_where_every_step_is_the_same():
    # Steps of 30 days and 2 points, the last 10 days ago: the next come in 20, 50, 80 days and gain 2, 4, 6 points.
    of = known(steps=[(30, 2)] * 5, since=10)
    found = frontier(of, asked(100, [119, 120, 149, 150, 179, 180], [2, 2, 2.5, 2.5, 5, 5]), rng())
    assert found == pytest.approx([NONE, ALL, NONE, ALL, NONE, ALL])


def test_days_and_points_of_a_step_are_drawn_together():
    # A quick step gains 1, a slow one 9. Within 40 days from a step of today, 9 points come only by slow steps, which take 50 days.
    of = known(steps=[(10, 1)] * 3 + [(50, 9)] * 3)
    found = frontier(of, asked(0, [40, 50], [9, 9]), rng())
    assert found[0] == pytest.approx(NONE)
    assert found[1] == pytest.approx(
        0.5, abs=4 * math.sqrt(0.25 / N_PATHS)
    )  # the first step is slow in half of the paths


def test_the_days_since_the_last_step_have_gone_by():
    # 20 days have gone by, so the first step is none of those of 10 days: it is slow, and comes in 30 days with 9 points.
    of = known(steps=[(10, 1)] * 5 + [(50, 9)], since=20)
    assert frontier(of, asked(0, [29, 30], 9), rng()) == pytest.approx([NONE, ALL])
    # No step took longer than 60 days: the wait begins anew, so that a quick one may come in 10 days.
    of = known(steps=[(10, 1)] * 5 + [(50, 9)], since=60)
    assert frontier(of, asked(0, [9, 10], 1), rng()) == pytest.approx([0, 5 / 6], abs=0.05)


def test_too_few_steps_or_matches_say_nothing():
    assert np.isnan(frontier(known(steps=[(30, 2)] * 4), asked(0, 90), rng())).all()
    assert np.isnan(weibull(known([(40, 1)] * 4 + [(300, 0)]), asked(0, 90), rng())).all()
    # Five equal lags and nobody who waited longer: the likelihood grows with the shape for ever.
    assert np.isnan(weibull(known([(40, 1)] * 5), asked(0, 90), rng())).all()


SIX = ((40, 1), (100, 1), (120, 0), (170, 1), (200, 1), (300, 1))


def test_the_weibull_curve_by_hand():
    # Censored lags alone stretch the scale: with shape k, scale^k is the sum of days^k over the matches. A search over both parameters of
    # the likelihood, sum of log density over the matched and of log S over the censored, finds the same curve.
    days, is_matched = (np.array(of, dtype=float) for of in zip(*SIX, strict=True))

    def loss(of):
        shape, scale = np.exp(of)
        at = scipy.stats.weibull_min(shape, scale=scale)
        return -(at.logpdf(days[is_matched == 1]).sum() + at.logsf(days[is_matched == 0]).sum())

    shape, scale = np.exp(minimize(loss, [0.0, 5.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}).x)
    curve = scipy.stats.weibull_min(shape, scale=scale)
    assert shape > 1
    expected = [1 - curve.sf(182) / curve.sf(60), 1 - curve.sf(400) / curve.sf(60)]
    assert weibull(known(SIX), asked(60, [182, 400]), rng()) == pytest.approx(expected, abs=1e-5)


def test_lags_without_memory_are_forecast_by_the_days_that_are_left():
    random = np.random.default_rng(5)
    lags, follow_up = random.exponential(200, 4000), random.uniform(0, 400, 4000)
    of = known(list(zip(np.minimum(lags, follow_up), lags <= follow_up, strict=True)))
    waited = np.array([0.0, 50, 100, 150])
    expected = 1 - np.exp(-(182 - waited) / 200)
    for model in (conditional_km, weibull):
        assert model(of, asked(waited, 182), rng()) == pytest.approx(expected, abs=0.03)


# A day's questions.

# Records of 10, 20 and 30 points on days 0, 100 and 250; the laggards reach 10 on day 60 and 25 on day 240, by six records.
LEADERS = ([0, 100, 250, 120], [10.0, 20, 30, 15])
LAGGARDS = ([5, 20, 40, 60, 150, 240], [1.0, 4, 8, 12, 16, 25])


def on(day: float, leaders=LEADERS, laggards=LAGGARDS, start=0.0):
    sides = [
        [list(of) for of in zip(*((d, s) for d, s in zip(*side, strict=True) if d <= day), strict=True)] or [[], []]
        for side in (leaders, laggards)
    ]
    return forecast(*sides[0], *sides[1], start_day=start, as_of_day=day, rng=rng())


def test_a_record_that_waits_has_a_question_for_every_horizon():
    # On day 260 the record of 250 waits. Six months of its release end on its day 182, as a match counts within 182.625.
    found = on(260)
    assert found.record_index.tolist() == [2] * 4
    assert found.horizons == HORIZONS
    assert found.target_day.tolist() == [250 + 182, 260 + 91, 260 + 182, 260 + 365]
    assert set(found.chances) == set(MODELS)


def test_a_six_month_day_that_has_come_is_asked_about_no_more():
    assert "six_months_of_release" in on(250 + 181).horizons
    assert "six_months_of_release" not in on(250 + 182).horizons


def test_who_is_matched_or_before_the_start_is_not_asked_about():
    assert set(on(110).record_index.tolist()) == {1}  # 10 points are reached, 20 are not
    assert on(245).horizons == ()  # all matched
    assert on(110, start=101.0).horizons == ()
    assert on(110, laggards=([], [])).horizons == ()


@pytest.mark.parametrize("start", [math.nan, math.inf, -math.inf])
def test_a_start_that_is_no_day_is_refused(start):
    """Nothing is from it on, and there was no question and no word."""
    with pytest.raises(ValueError, match=f"start_day is {start}. Give a day number."):
        on(110, start=start)


@few
@given(releases(last_day=400, min_size=1), releases(last_day=400, min_size=1), ORDERS, SHIFTS)
def test_the_order_of_releases_and_a_shift_of_days_move_nothing(leaders, laggards, order, shift):
    def of(*sides, by=0):
        columns = [column for side in sides for column in zip(*((day + by, score) for day, score in side), strict=True)]
        return forecast(*columns, start_day=30.0 + by, as_of_day=400.0 + by, rng=rng())

    found, moved = of(leaders, laggards), of(shuffled(order, leaders), shuffled(order, laggards), by=shift)
    assert found.horizons == moved.horizons
    np.testing.assert_array_equal(found.target_day + shift, moved.target_day)
    for name in MODELS:
        np.testing.assert_allclose(found.chances[name], moved.chances[name], atol=1e-12)


@few
@given(
    releases(last_day=400, min_size=1), releases(last_day=400, min_size=1), st.sampled_from([n for n in MODELS if n != "half"])
)  # fmt: skip
def test_a_chance_is_one_and_grows_with_the_horizon(leaders, laggards, name):
    found = forecast(
        *zip(*leaders, strict=True), *zip(*laggards, strict=True), start_day=0.0, as_of_day=400.0, rng=rng()
    )
    chance, order = found.chances[name], np.lexsort((found.target_day, found.record_index))
    assert ((chance >= 0) & (chance <= 1) | np.isnan(chance)).all()
    if name != "share_so_far":  # which asks other records at every horizon
        same = np.diff(found.record_index[order]) == 0
        steps = np.diff(chance[order])[same]
        assert (steps[~np.isnan(steps)] >= -1e-12).all()
