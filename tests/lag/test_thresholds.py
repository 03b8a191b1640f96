"""Thresholds: every state by hand, against plain Python, on simulated groups, and at the edges."""

import math

import numpy as np
import pytest
from hypothesis import given

from lag.thresholds import ThresholdLag, estimate_threshold_lag
from tests.strategies import ORDERS, SHIFTS, few, releases, shuffled

LEADERS = [(0, 10.0), (100, 20.0), (300, 40.0)]
LAGGARDS = [(50, 5.0), (130, 12.0), (90, 15.0), (400, 25.0)]


def at(levels, leaders=LEADERS, laggards=LAGGARDS, as_of_day=500) -> ThresholdLag:
    """Thresholds of groups given as (day, score)."""
    leader_days, leader_scores = zip(*leaders, strict=True) if leaders else ((), ())
    laggard_days, laggard_scores = zip(*laggards, strict=True) if laggards else ((), ())
    return estimate_threshold_lag(leader_days, leader_scores, laggard_days, laggard_scores, levels, as_of_day=as_of_day)


# By hand.


def test_each_state_by_hand():
    # 12: leaders on day 100 (20), laggards on day 90 (15; the 12 of day 130 is no record): -10.
    # 20: leaders on day 100, same score counts; laggards on day 400 (25): 300.
    # 30: leaders on day 300, no laggard: censored at 500 - 300 = 200. 50: no one.
    lag = at([12, 20, 30, 50])
    assert lag.states == ("matched", "matched", "censored", "neither")
    np.testing.assert_array_equal(lag.lag_days, [-10, 300, np.nan, np.nan])
    np.testing.assert_array_equal(lag.follow_up_days, [np.nan, np.nan, 200, np.nan])
    assert lag.leader_index.tolist() == [1, 1, 2, -1]
    assert lag.laggard_index.tolist() == [2, 3, -1, -1]
    assert (lag.n_matched, lag.n_censored, lag.as_of_day) == (2, 1, 500)


def test_where_only_laggards_are_there_is_neither_a_lag_nor_a_follow_up():
    lag = at([45], laggards=[(400, 45)])
    assert lag.states == ("laggard_only",)
    assert np.isnan([lag.lag_days[0], lag.follow_up_days[0]]).all()
    assert (lag.leader_index[0], lag.laggard_index[0], lag.n_matched, lag.n_censored) == (-1, 0, 0, 0)


def test_a_level_at_or_below_the_first_record_is_flagged_as_open():
    lag = at([5, 5.1, 10, 10.1])
    assert lag.is_leader_open.tolist() == [True, True, True, False]
    assert lag.is_laggard_open.tolist() == [True, False, False, False]


def test_both_groups_on_one_day_have_no_lag():
    lag = at([8], leaders=[(7, 9)], laggards=[(7, 8)])
    assert (lag.states, lag.lag_days[0]) == (("matched",), 0)


def test_of_several_releases_on_a_day_the_best_counts_and_ties_go_to_the_first_given():
    lag = at([3, 4], leaders=[(7, 3), (7, 4), (7, 4)], laggards=[])
    assert lag.leader_index.tolist() == [1, 1]


# A slow independent version.


def slow_lag(leaders, laggards, level, as_of_day):
    """(state, lag or follow-up or None) from all releases, records or not."""
    leader = min((day for day, score in leaders if score >= level), default=None)
    laggard = min((day for day, score in laggards if score >= level), default=None)
    if leader is None:
        return ("neither" if laggard is None else "laggard_only"), None
    return ("censored", as_of_day - leader) if laggard is None else ("matched", laggard - leader)


LEVELS = np.arange(-1, 14, 0.5)


@few
@given(releases(), releases())
def test_it_agrees_with_plain_python(leaders, laggards):
    lag = at(LEVELS, leaders, laggards, as_of_day=60)
    days = np.where(np.isnan(lag.lag_days), lag.follow_up_days, lag.lag_days)
    got = [(s, None if math.isnan(d) else d) for s, d in zip(lag.states, days, strict=True)]
    assert got == [slow_lag(leaders, laggards, level, 60) for level in LEVELS]
    for index, group in ((lag.leader_index, leaders), (lag.laggard_index, laggards)):
        assert all(group[i][1] >= level for i, level in zip(index, LEVELS, strict=True) if i >= 0)


# Recovery from simulated data.


def test_a_constant_lag_is_recovered_at_every_level_when_releases_are_dense():
    # Both gain 0.05 a day, the laggards 150 days later; a release every 3 days or so puts each day at most some days late.
    rng = np.random.default_rng(4)
    leader_days, laggard_days = (np.sort(rng.uniform(0, 3000, 1000)) for _ in range(2))
    lag = estimate_threshold_lag(
        leader_days, 0.05 * leader_days, laggard_days, 0.05 * (laggard_days - 150), np.arange(5, 140, 5), as_of_day=3000
    )
    assert set(lag.states) == {"matched"}
    assert np.abs(lag.lag_days - 150).max() < 25
    assert lag.lag_days.mean() == pytest.approx(150, abs=3)


# What may not matter.


@few
@given(releases(), releases(), SHIFTS, ORDERS)
def test_neither_the_order_of_the_releases_nor_of_the_levels_nor_the_origin_of_the_days_matters(
    leaders, laggards, shift, order
):
    expected = at(LEVELS, leaders, laggards, as_of_day=60)
    places = order.permutation(len(LEVELS))
    groups = [[(day + shift, score) for day, score in shuffled(order, group)] for group in (leaders, laggards)]
    got = at(LEVELS[places], *groups, as_of_day=60 + shift)
    assert got.states == tuple(expected.states[i] for i in places)
    np.testing.assert_array_equal(got.lag_days, expected.lag_days[places])
    np.testing.assert_array_equal(got.follow_up_days, expected.follow_up_days[places])


@pytest.mark.parametrize("rescale", [lambda s: 3 * s - 7, np.exp, np.sqrt])
def test_a_rescaling_that_keeps_the_order_moves_nothing_when_the_levels_move_with_it(rescale):
    levels = np.array([4.0, 12, 20, 30, 39])
    expected = at(levels)
    got = at(rescale(levels), *([(d, rescale(s)) for d, s in group] for group in (LEADERS, LAGGARDS)))
    assert got.states == expected.states
    np.testing.assert_array_equal(got.lag_days, expected.lag_days)


# Edges.


def test_empty_groups_and_an_empty_grid():
    assert at([1, 2], [], []).states == ("neither", "neither")
    assert at([1], LEADERS, []).states == ("censored",)
    assert at([1], [], LAGGARDS).states == ("laggard_only",)
    assert not at([1], [], []).is_leader_open[0]
    assert at([]).states == ()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"leaders": [(0, math.nan)]}, r"leader_scores\[0\] is nan"),
        ({"laggards": [(0, 1), (math.inf, 1)]}, r"laggard_days\[1\] is inf"),
        ({"laggards": [(501, 1)]}, r"laggard_days\[0\] is 501.0, after the as-of day 500"),
        ({"levels": [math.nan]}, r"levels\[0\] is nan"),
        ({"levels": 3}, r"levels has shape \(\)"),
        ({"as_of_day": math.nan}, "as_of_day is nan"),
    ],
)
def test_bad_input_is_refused_with_its_value(options, message):
    with pytest.raises(ValueError, match=message):
        at(**({"levels": [1.0]} | options))


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="leader_days has 2 values, leader_scores 1"):
        estimate_threshold_lag([1, 2], [1], [1], [1], [1], as_of_day=5)
