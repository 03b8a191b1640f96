"""Odds of unmatched records: by hand, against plain Python, and at the edges of what is known."""

import math

import numpy as np
import pytest
from hypothesis import given

from lag.errors import NotEnoughData
from lag.odds import estimate_present_odds
from tests.strategies import draws, few

NAN = math.nan


def test_the_probability_now_by_hand():
    # Best laggard by draw: 5, 7, 7, unknown. Record a: 6 6 6 6: reached in 2 of 3. Record b: 5 nan 8 1: in 1 of 2.
    records = np.array([[6, 6, 6, 6], [5, NAN, 8, 1]]).T
    laggards = np.array([[5, 7, NAN, NAN], [4, 2, 7, NAN]]).T
    lag = estimate_present_odds(records, laggards)
    assert lag.probability_now == pytest.approx([2 / 3, 1 / 2])
    assert lag.n_draws_known.tolist() == [3, 2]
    assert lag.n_draws == 4


def test_scores_are_compared_within_a_draw_and_never_across_draws():
    record = np.array([[10.0], [20], [30], [40]])
    assert estimate_present_odds(record, record - 1).probability_now[0] == 0
    assert estimate_present_odds(record, (record - 1)[::-1]).probability_now[0] == 0.5


def test_where_no_draw_holds_both_the_probability_is_unknown_and_not_zero():
    records, laggards = np.array([[1, NAN, 1], [NAN, NAN, 2]]), np.array([[NAN, NAN], [NAN, 5]])
    lag = estimate_present_odds(records, laggards)
    np.testing.assert_array_equal(lag.probability_now, [NAN, NAN, 1])
    assert lag.n_draws_known.tolist() == [0, 0, 1]
    assert np.isnan(estimate_present_odds(np.ones((4, 1)), np.ones((4, 0))).probability_now[0])


def slow_odds(record, laggards) -> float:
    """Plain Python: the share of one record, from its draws and those of the laggards."""
    counted = [
        any(b >= a for b in row if not math.isnan(b))
        for a, row in zip(record, laggards, strict=True)
        if not math.isnan(a) and not all(math.isnan(b) for b in row)
    ]
    return sum(counted) / len(counted) if counted else NAN


@few
@given(draws(6, 5), draws(6, 3, best=7))
def test_it_agrees_with_plain_python(records, laggards):
    expected = [slow_odds(records[:, i], laggards.tolist()) for i in range(5)]
    np.testing.assert_allclose(estimate_present_odds(records, laggards).probability_now, expected, atol=1e-12)


def test_the_order_of_draws_records_and_laggards_and_the_scale_move_nothing():
    rng = np.random.default_rng(1)
    records, laggards = rng.normal(1, 1, (60, 5)), rng.normal(0, 1, (60, 4))
    expected = estimate_present_odds(records, laggards).probability_now
    assert 0 < expected.min() < expected.max() < 1
    rows, columns = rng.permutation(60), rng.permutation(5)
    shift = np.arange(60.0)[:, None]
    got = estimate_present_odds(
        np.exp(records + shift)[rows][:, columns], np.exp(laggards + shift)[rows][:, ::-1]
    ).probability_now
    np.testing.assert_array_equal(got, expected[columns])


def test_no_unmatched_record_is_no_error():
    lag = estimate_present_odds(np.ones((3, 0)), np.ones((3, 2)))
    assert (lag.probability_now.shape, lag.n_draws) == ((0,), 3)


def test_without_draws_there_is_not_enough_data():
    with pytest.raises(NotEnoughData):
        estimate_present_odds(np.ones((0, 1)), np.ones((0, 1)))


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (np.ones((2, 1)), "record_draws 2, laggard_draws 1"),
        ([[math.inf]], r"record_draws\[0, 0\] is inf"),
    ],
)
def test_bad_input_is_refused_with_its_value(records, message):
    with pytest.raises(ValueError, match=message):
        estimate_present_odds(records, np.ones((1, 1)))
