"""Odds of unmatched records: by hand, against plain Python, on simulated lags, and at the edges of what is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lag.errors import NotEnoughData
from lag.odds import PresentOdds, estimate_present_odds
from lag.product_limit import ProductLimit, SurvivalStep, fit_product_limit
from lag.survival import estimate_survival_lag
from lag.units import SIX_MONTHS_DAYS
from tests.strategies import draws, few, lags

NAN = math.nan


def fit(days, matched) -> ProductLimit:
    return fit_product_limit(np.array(days, dtype=float), np.array(matched, dtype=bool), ci_level=0.95, has_band=False)


# Five records: 40 matched, 100 matched, 120 censored, 170 matched, 300 censored.
# S = 4/5 from day 40, 3/5 from day 100, and 3/5 * 1/2 = 3/10 from day 170 (two at risk), also at 182.625.
CURVE = fit([40, 100, 120, 170, 300], [1, 1, 0, 1, 0]).steps()


def odds(waited, curve=CURVE, records=None, laggards=None) -> PresentOdds:
    """Odds of records followed for the days given; draws matter only to tests that give some."""
    records = np.zeros((1, len(waited))) if records is None else records
    return estimate_present_odds(records, np.zeros((1, 1)) if laggards is None else laggards, waited, curve)


# By hand.


def test_the_forecast_by_hand():
    # Followed 0 or 39 days: 1 - 0.3 / 1. From 40 on: 1 - 0.3 / 0.8. From 100 on: 1 - 0.3 / 0.6. From 170 on: nothing left, 0.
    lag = odds([0, 39, 40, 99.5, 100, 169, 170, 182])
    assert lag.forecast_share == pytest.approx([0.7, 0.7, 0.625, 0.625, 0.5, 0.5, 0, 0])
    assert lag.states == ("forecast",) * 8
    assert (lag.n_forecast, lag.n_past, lag.n_unknown) == (8, 0, 0)
    assert (lag.n_curve_records, lag.horizon_days) == (5, 182.625)


def test_the_probability_now_by_hand():
    # Best laggard by draw: 5, 7, 7, unknown. Record a: 6 6 6 6: reached in 2 of 3. Record b: 5 nan 8 1: in 1 of 2.
    records = np.array([[6, 6, 6, 6], [5, NAN, 8, 1]]).T
    laggards = np.array([[5, 7, NAN, NAN], [4, 2, 7, NAN]]).T
    lag = odds([10, 10], records=records, laggards=laggards)
    assert lag.probability_now == pytest.approx([2 / 3, 1 / 2])
    assert lag.n_draws_known.tolist() == [3, 2]
    assert lag.n_draws == 4


def test_scores_are_compared_within_a_draw_and_never_across_draws():
    record = np.array([[10.0], [20], [30], [40]])
    assert odds([10], records=record, laggards=record - 1).probability_now[0] == 0
    assert odds([10], records=record, laggards=(record - 1)[::-1]).probability_now[0] == 0.5


def test_a_record_whose_six_month_day_has_passed_has_no_forecast():
    lag = odds([182, 182.625, 183, 900], records=np.zeros((1, 4)), laggards=np.ones((1, 1)))
    assert lag.states == ("forecast", "past", "past", "past")
    np.testing.assert_array_equal(np.isnan(lag.forecast_share), [False, True, True, True])
    assert lag.n_past == 3
    assert lag.probability_now.tolist() == [1, 1, 1, 1]


# What is not known.


def test_a_curve_that_ends_in_a_censored_record_before_the_horizon_forecasts_nothing():
    lag = odds([0, 60, 200], fit([40, 100, 182], [1, 1, 0]).steps())
    assert lag.states == ("unknown", "unknown", "past")
    assert np.isnan(lag.forecast_share).all()
    assert (lag.n_forecast, lag.n_past, lag.n_unknown) == (0, 1, 2)


def test_a_curve_that_ends_on_the_horizon_is_known_there():
    assert odds([60], fit([40, 182.625], [1, 0]).steps()).forecast_share.tolist() == [0]
    assert odds([60], fit([40, 182.624], [1, 0]).steps()).states == ("unknown",)


def test_a_match_on_the_horizon_counts():
    assert odds([60], fit([182.625, 300], [1, 0]).steps()).forecast_share.tolist() == [0.5]
    assert odds([60], fit([182.7, 300], [1, 0]).steps()).forecast_share.tolist() == [0]


def test_once_all_were_matched_the_forecast_is_sure_before_and_unknown_after():
    # S = 1/2 from day 40 and 0 from day 100 on; a record followed for 100 days is unlike all of these.
    lag = odds([0, 99, 100, 150], fit([40, 100], [1, 1]).steps())
    assert lag.states == ("forecast", "forecast", "unknown", "unknown")
    np.testing.assert_array_equal(lag.forecast_share, [1, 1, NAN, NAN])


def test_a_curve_that_ends_in_a_match_and_a_censoring_on_one_day_is_not_known_after():
    assert odds([0], fit([40, 100, 100], [1, 1, 0]).steps()).states == ("unknown",)


def test_where_no_draw_holds_both_the_probability_is_unknown_and_not_zero():
    records, laggards = np.array([[1, NAN, 1], [NAN, NAN, 2]]), np.array([[NAN, NAN], [NAN, 5]])
    lag = odds([1, 2, 3], records=records, laggards=laggards)
    np.testing.assert_array_equal(lag.probability_now, [NAN, NAN, 1])
    assert lag.n_draws_known.tolist() == [0, 0, 1]
    lag = odds([1], records=np.ones((4, 1)), laggards=np.ones((4, 0)))
    assert np.isnan(lag.probability_now[0])
    assert lag.states == ("forecast",)


# A slow independent version.


def slow_odds(record, laggards, waited, lags):
    """Plain Python: (probability or None, forecast or None) of one record from draws and from (day, is_matched) lags."""
    counted = [
        any(b >= a for b in row if not math.isnan(b))
        for a, row in zip(record, laggards, strict=True)
        if not math.isnan(a) and not all(math.isnan(b) for b in row)
    ]
    now = sum(counted) / len(counted) if counted else None

    def survival(until):
        s = 1.0
        for day in sorted({d for d, is_one in lags if is_one and d <= until}):
            n = sum(d >= day for d, _ in lags)
            s *= 1 - sum(d == day and is_one for d, is_one in lags) / n
        return s

    last = max(d for d, _ in lags)
    has_ended = last < 182.625 and any(d == last and not is_one for d, is_one in lags)
    if waited >= 182.625 or has_ended or survival(waited) == 0:
        return now, None
    return now, 1 - survival(182.625) / survival(waited)


@few
@given(draws(6, 5), draws(6, 3, best=7), st.lists(st.integers(0, 219), min_size=5, max_size=5), lags(first=0, last=260))
def test_it_agrees_with_plain_python(records, laggards, waited, observed):
    lag = odds(waited, fit(*zip(*observed, strict=True)).steps(), records, laggards)
    expected = [slow_odds(records[:, i], laggards.tolist(), waited[i], observed) for i in range(5)]
    for got, want in zip((lag.probability_now, lag.forecast_share), zip(*expected, strict=True), strict=True):
        np.testing.assert_allclose(got, [NAN if w is None else w for w in want], atol=1e-12)
    assert [s == "forecast" for s in lag.states] == [f is not None for _, f in expected]


# Recovery from simulated data.


def test_lags_without_memory_are_forecast_by_the_days_that_are_left():
    # Exponential lags of mean 200: whatever was waited, the chance within the days left is 1 - exp(-left / 200).
    rng = np.random.default_rng(5)
    lags = rng.exponential(200, 4000)
    follow_up = rng.uniform(0, 400, 4000)
    curve = fit(np.minimum(lags, follow_up), lags <= follow_up).steps()
    waited = np.array([0.0, 50, 100, 150])
    expected = 1 - np.exp(-(SIX_MONTHS_DAYS - waited) / 200)
    assert odds(waited, curve).forecast_share == pytest.approx(expected, abs=0.03)


# What may not matter.


def test_the_forecast_of_a_new_record_is_the_share_within_six_months():
    lag = estimate_survival_lag(
        [40.0, 100, 120, 170, 300], np.array([1, 1, 0, 1, 0], dtype=bool), "abcde", rng=np.random.default_rng(0)
    )
    assert odds([0], lag.curve).forecast_share[0] == lag.share_6m == pytest.approx(0.7)


def test_the_order_of_draws_records_and_laggards_and_the_scale_move_nothing():
    rng = np.random.default_rng(1)
    records, laggards = rng.normal(1, 1, (60, 5)), rng.normal(0, 1, (60, 4))
    waited = np.array([5.0, 50, 110, 175, 300])
    expected = odds(waited, records=records, laggards=laggards)
    assert 0 < expected.probability_now.min() < expected.probability_now.max() < 1
    rows, columns = rng.permutation(60), rng.permutation(5)
    shift = np.arange(60.0)[:, None]
    got = odds(
        waited[columns],
        records=np.exp(records + shift)[rows][:, columns],
        laggards=np.exp(laggards + shift)[rows][:, ::-1],
    )
    np.testing.assert_array_equal(got.probability_now, expected.probability_now[columns])
    np.testing.assert_array_equal(got.forecast_share, expected.forecast_share[columns])
    assert got.states == tuple(expected.states[i] for i in columns)


def test_the_longer_the_wait_in_vain_without_a_match_between_the_same_the_forecast():
    assert odds([100]).forecast_share[0] == odds([119]).forecast_share[0] == odds([121]).forecast_share[0]


# Edges.


def test_no_unmatched_record_is_no_error():
    lag = odds([], records=np.ones((3, 0)), laggards=np.ones((3, 2)))
    assert (lag.probability_now.shape, lag.forecast_share.shape, lag.states, lag.n_draws) == ((0,), (0,), (), 3)


def test_without_draws_or_without_a_curve_there_is_not_enough_data():
    with pytest.raises(NotEnoughData):
        odds([1], records=np.ones((0, 1)), laggards=np.ones((0, 1)))
    with pytest.raises(NotEnoughData):
        odds([1], ())


def step(day, survival) -> SurvivalStep:
    return SurvivalStep(day, survival, None, None, 1, 0, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"waited": [1, 2], "records": np.ones((1, 3))}, "follow_up_days has 2 values for 3 records"),
        ({"waited": [1, -2]}, r"follow_up_days\[1\] is -2.0"),
        ({"waited": [NAN]}, r"follow_up_days\[0\] is nan"),
        ({"records": np.ones((2, 1))}, "record_draws 2, laggard_draws 1"),
        ({"records": [[math.inf]]}, r"record_draws\[0, 0\] is inf"),
        ({"curve": (step(0, 1.0), step(0, 0.5))}, r"curve\[1\] has S of 0.5 on day 0 after 1.0 on day 0"),
        ({"curve": (step(0, 0.5), step(9, 0.6))}, r"curve\[1\] has S of 0.6"),
        ({"curve": (step(0, NAN),)}, r"curve\[0\] has S of nan"),
        ({"curve": (step(0, 1.5),)}, r"curve\[0\] has S of 1.5"),
        ({"curve": (step(0, 1.0), step(math.inf, 0.5))}, r"curve\[1\] has S of 0.5 on day inf"),
    ],
)
def test_bad_input_is_refused_with_its_value(options, message):
    with pytest.raises(ValueError, match=message):
        odds(**({"waited": [1]} | options))
