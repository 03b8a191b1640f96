"""The wider of two intervals: unknown where one is missing, open where one was not reached."""

from itertools import product

import numpy as np
import pytest

from lag.claims import judge_typically
from lag.intervals import Interval, interval_of_lag, reflected, whole_interval, widest
from lag.pooled import estimate_pooled_lag
from lag.survival import estimate_survival_lag

CLOSED, OTHER = Interval(120, 240, "closed"), Interval(100, 230, "closed")
OPEN, PAST, MISSING = Interval(161, None, "open"), Interval(None, None, "open"), Interval()


@pytest.mark.parametrize(
    ("first", "second", "wider"),
    [
        (CLOSED, OTHER, Interval(100, 240, "closed")),
        (CLOSED, CLOSED, CLOSED),
        (CLOSED, OPEN, Interval(120, None, "open")),
        (OPEN, PAST, OPEN),
        (PAST, PAST, PAST),
        (CLOSED, MISSING, MISSING),
        (OPEN, MISSING, MISSING),
        (PAST, MISSING, MISSING),
        (MISSING, MISSING, MISSING),
    ],
)
def test_the_wider_is_taken_end_by_end_and_keeps_missing_apart_from_not_reached(first, second, wider):
    assert widest(first, second) == widest(second, first) == wider


@pytest.mark.parametrize(
    ("interval", "turned"),
    [
        (Interval(150, 240, "closed"), Interval(80, 170, "closed")),
        (Interval(150, 400, "closed"), Interval(0, 170, "closed")),  # 2 * 160 - 400 is below 0, and no gap is
        (Interval(330, 400, "closed"), Interval(0, 0, "closed")),
        (Interval(150, None, "open"), Interval(0, 170, "closed")),
        (PAST, Interval(0, None, "open")),
        (MISSING, MISSING),
    ],
)
def test_an_interval_is_turned_about_the_figure(interval, turned):
    assert reflected(interval, 160) == turned


def test_the_wider_holds_both():
    ends = [None, 0.0, 10.0, 20.0]
    intervals = [
        interval_of_lag(lower, upper, is_given=True)
        for lower, upper in product(ends, ends)
        if upper is None or (lower is not None and lower <= upper)
    ]
    for first, second in product(intervals, intervals):
        wider = widest(first, second)
        for one in (first, second):
            assert (np.inf if wider.lower is None else wider.lower) <= (np.inf if one.lower is None else one.lower)
            assert (np.inf if wider.upper is None else wider.upper) >= (np.inf if one.upper is None else one.upper)


def test_an_end_that_is_none_says_another_thing_where_there_is_no_interval():
    assert interval_of_lag(None, None, is_given=True).state == "open"
    assert interval_of_lag(None, None, is_given=False).state == "unknown"
    assert interval_of_lag(3, None, is_given=False) == Interval()
    assert (whole_interval(None, 0.4), whole_interval(0.2, 0.4).state) == (Interval(), "closed")


def survival(lags, matched, chains):
    return estimate_survival_lag(lags, np.array(matched, dtype=bool), chains, rng=np.random.default_rng(1), n_draws=99)


def test_too_few_chains_leave_the_interval_unknown_though_the_textbook_one_is_there():
    lag = survival([100, 110, 120, 130, 140, 150], [1] * 6, ["a"] * 6)
    assert lag.median_days_lower is not None
    assert lag.wider_median == lag.wider_share_6m == Interval()


def test_a_median_not_reached_leaves_the_interval_open_and_not_unknown():
    lag = survival([100, 150, 400, 500, 600, 700, 800, 900], [1, 1, 0, 0, 0, 0, 0, 0], ["a", "b"] + [None] * 6)
    assert (lag.median_days, lag.wider_median.upper, lag.wider_median.state) == (None, None, "open")


def test_where_a_curve_comes_down_to_zero_before_its_band_to_one_half_the_lower_end_decides():
    # Where S is 0 there is no band: of the upper end it is only known that it is not earlier.
    late = survival([200, 210, 220, 230, 240, 250], [1] * 6, list("abcdef"))
    assert (late.n_censored, late.median_days_upper, late.curve[-1].survival) == (0, None, 0)
    assert late.wider_median == Interval(200, None, "open")
    assert judge_typically(late).verdict == "contradicted"
    early_censored = survival([10, 200, 210, 220, 230, 240, 250], [0] + [1] * 6, [None, *"abcdef"])
    assert (early_censored.n_censored, early_censored.wider_median.state) == (1, "open")
    soon = survival([20, 21, 22, 23, 24, 25], [1] * 6, list("abcdef"))
    assert soon.wider_median == Interval(20, None, "open")
    assert judge_typically(soon).verdict == "cannot be told"


def test_a_domain_of_too_few_benchmarks_has_an_unknown_interval_though_its_chains_have_one():
    # The incident: coding printed "161 to not reached" in one place and "interval unknown" in another.
    benchmarks = [name for name in "abcd" for _ in range(6)]
    lags = list(range(100, 124))
    (lag, *_) = estimate_pooled_lag(
        benchmarks, ["coding"] * 24, lags, np.ones(24, dtype=bool), [f"r{i % 6}" for i in range(24)],
        np.zeros(24, dtype=bool), seed=1, n_draws=99,
    )  # fmt: skip
    assert lag.chain_median_days_lower is not None and lag.n_draws == 0
    assert lag.wider_median == lag.wider_share_6m == Interval()
