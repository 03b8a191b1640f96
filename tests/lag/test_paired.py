"""The rule `paired`: by hand, against plain Python, on simulated draws, and at the edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lag.errors import NotEnoughData
from lag.paired import match_paired
from tests.strategies import ORDERS, draws, few

NAN = math.nan

# Ten draws of one leader at 0 and of three laggards: at or above it in 1, 5 and 10 of them.
LEADER = np.zeros((10, 1))
LAGGARDS = np.array([[1.0] + [-1] * 9, [1, 1, 1, 1, 0] + [-1] * 5, [2] * 10]).T

# By hand.


def test_shares_and_matches_by_hand():
    # Draws of leaders a, b and of laggards x, y:  a: 5 5 5 5, b: 8 nan 8 8, x: 4 6 4 nan, y: 9 9 5 7.
    # x >= a in 1 of 3 common draws, y >= a in 4 of 4; x >= b in 0 of 2 (draws 1 and 3), y >= b in 1 of 3 (draws 1, 3, 4).
    leaders = np.array([[5, 5, 5, 5], [8, NAN, 8, 8]]).T
    laggards = np.array([[4, 6, 4, NAN], [9, 9, 5, 7]]).T
    lag = match_paired(leaders, laggards, share=0.3)
    np.testing.assert_array_equal(lag.share_at_or_above, [[1 / 3, 1], [0, 1 / 3]])
    np.testing.assert_array_equal(lag.n_draws_common, [[3, 4], [2, 3]])
    assert lag.match_index.tolist() == [0, 1]
    assert (lag.n_matched, lag.n_draws, lag.share) == (2, 4, 0.3)
    assert match_paired(leaders, laggards, share=0.5).match_index.tolist() == [1, -1]
    assert match_paired(leaders, laggards, share=0.5).n_matched == 1


@pytest.mark.parametrize(("share", "match"), [(0.05, 0), (0.1, 0), (0.11, 1), (0.5, 1), (0.51, 2), (1.0, 2)])
def test_a_share_that_is_just_reached_matches(share, match):
    assert match_paired(LEADER, LAGGARDS, share=share).match_index.tolist() == [match]


@pytest.mark.parametrize("n_reached", [1, 7, 28, 29, 55, 57, 99, 100])
def test_a_share_printed_with_two_decimals_is_reached_by_as_many_draws_of_a_hundred(n_reached):
    # 0.29 * 100 is 28.999999999999996, and 0.07 * 100 is 7.000000000000001
    laggard = np.where(np.arange(100) < n_reached, 1.0, -1.0)[:, None]
    share = float(f"0.{n_reached:02d}") if n_reached < 100 else 1.0
    assert match_paired(np.zeros((100, 1)), laggard, share=share).n_matched == 1
    assert match_paired(np.zeros((100, 1)), laggard, share=min(share + 1e-9, 1)).n_matched == (n_reached == 100)


def test_an_equal_score_is_at_or_above():
    assert match_paired([[7.0], [7.0]], [[7.0], [7.0]], share=1).match_index.tolist() == [0]


def test_the_first_that_reaches_the_share_matches_and_not_the_surest():
    assert match_paired(LEADER, LAGGARDS[:, ::-1], share=0.05).match_index.tolist() == [0]
    assert match_paired(LEADER, LAGGARDS[:, ::-1], share=0.05).share_at_or_above[0].tolist() == [1, 0.5, 0.1]


def test_scores_are_compared_within_a_draw_and_never_across_draws():
    # The laggard moves with the leader and is always one point below it, though its best draw is above most of the leader's.
    leader = np.array([[10.0], [20], [30], [40]])
    assert match_paired(leader, leader - 1, share=0.05).n_matched == 0
    assert match_paired(leader, (leader - 1)[::-1], share=0.05).n_matched == 1


# A slow independent version.


def slow_match(leaders, laggards, share):
    """Plain Python over columns: (place of the match or -1, shares, numbers of common draws) of each leader."""
    rows = []
    for leader in leaders.T.tolist():
        pairs = [
            [(a, b) for a, b in zip(leader, laggard, strict=True) if not math.isnan(a) and not math.isnan(b)]
            for laggard in laggards.T.tolist()
        ]
        shares = [sum(b >= a for a, b in both) / len(both) if both else NAN for both in pairs]
        first = next((place for place, value in enumerate(shares) if value >= share), -1)
        rows.append((first, shares, [len(both) for both in pairs]))
    return rows


@few
@given(draws(7, 4, best=12), draws(7, 5), st.sampled_from([0.05, 0.25, 0.5, 0.75, 1.0]))
def test_it_agrees_with_plain_python(leaders, laggards, share):
    lag = match_paired(leaders, laggards, share=share)
    first, shares, n_common = zip(*slow_match(leaders, laggards, share), strict=True)
    np.testing.assert_array_equal(lag.match_index, first)
    np.testing.assert_array_equal(lag.share_at_or_above, shares)
    np.testing.assert_array_equal(lag.n_draws_common, n_common)


# Recovery from simulated draws.


def test_a_wide_interval_matches_leaders_far_above_it_under_the_lenient_rule_only():
    # Sd 8 and ten points below: P(laggard >= leader) = P(z >= 10 / 8) = 0.106. Sd 2: P(z >= 5) is 0 in 4000 draws.
    rng = np.random.default_rng(3)
    leader = np.full((4000, 1), 150.0)
    laggards = 140 + rng.normal(size=(4000, 2)) * [2, 8]
    lag = match_paired(leader, laggards, share=0.05)
    assert lag.match_index.tolist() == [1]
    assert lag.share_at_or_above[0] == pytest.approx([0, 0.106], abs=0.02)
    assert match_paired(leader, laggards, share=0.5).match_index.tolist() == [-1]


# What may not matter.


def some_draws() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    leaders, laggards = rng.normal(1, 2, (50, 6)), rng.normal(0, 2, (50, 9)) + np.linspace(-3, 3, 9)
    laggards[rng.random(laggards.shape) < 0.1] = NAN
    return leaders, laggards


@few
@given(draws(7, 4), draws(7, 5), ORDERS)
def test_the_order_of_the_draws_and_of_the_leaders_moves_nothing(leaders, laggards, order):
    expected = match_paired(leaders, laggards, share=0.4)
    rows, columns = order.permutation(7), order.permutation(4)
    got = match_paired(leaders[rows][:, columns], laggards[rows], share=0.4)
    np.testing.assert_array_equal(got.match_index, expected.match_index[columns])
    np.testing.assert_array_equal(got.share_at_or_above, expected.share_at_or_above[columns])


@few
@given(draws(7, 4), draws(7, 5), st.sampled_from([lambda s: 3 * s - 7, np.exp, lambda s: s**3]), ORDERS)
def test_neither_a_rescaling_that_keeps_the_order_nor_a_shift_of_a_whole_draw_moves_anything(
    leaders, laggards, rescale, order
):
    expected = match_paired(leaders, laggards, share=0.4)
    shift = order.integers(-9, 9, (7, 1)).astype(float)
    got = match_paired(rescale(leaders + shift), rescale(laggards + shift), share=0.4)
    np.testing.assert_array_equal(got.share_at_or_above, expected.share_at_or_above)
    np.testing.assert_array_equal(got.match_index, expected.match_index)


def test_a_smaller_share_never_matches_later():
    matches = [match_paired(*some_draws(), share=share).match_index for share in (1, 0.8, 0.5, 0.2, 0.05)]
    places = np.where(np.array(matches) < 0, 99, matches)
    assert (np.diff(places, axis=0) <= 0).all()
    assert (places[0] != places[-1]).any()


# Edges.


def test_what_is_never_known_together_has_no_share_and_no_match():
    lag = match_paired([[1, NAN], [NAN, NAN]], [[NAN, 5], [3, 5]], share=0.05)
    np.testing.assert_array_equal(lag.share_at_or_above, [[NAN, 1], [NAN, NAN]])
    np.testing.assert_array_equal(lag.n_draws_common, [[0, 1], [0, 0]])
    assert lag.match_index.tolist() == [1, -1]


def test_groups_without_a_record_match_nothing():
    assert match_paired(np.ones((5, 3)), np.ones((5, 0)), share=0.5).match_index.tolist() == [-1, -1, -1]
    lag = match_paired(np.ones((5, 0)), np.ones((5, 2)), share=0.5)
    assert (lag.match_index.shape, lag.share_at_or_above.shape, lag.n_matched) == ((0,), (0, 2), 0)


def test_without_draws_there_is_not_enough_data():
    with pytest.raises(NotEnoughData):
        match_paired(np.ones((0, 3)), np.ones((0, 2)), share=0.5)


@pytest.mark.parametrize("share", [0, -0.1, 1.0001, NAN, math.inf])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match=f"share is {share}"):
        match_paired(LEADER, LAGGARDS, share=share)


@pytest.mark.parametrize(
    ("leaders", "laggards", "message"),
    [
        ([[1.0]], [[1.0], [2]], "differ: leader_draws 1, laggard_draws 2"),
        ([1.0], [[1.0]], r"leader_draws has shape \(1,\)"),
        ([[1.0]], 1.0, r"laggard_draws has shape \(\)"),
        ([[1.0, math.inf]], [[1.0]], r"leader_draws\[0, 1\] is inf"),
        ([[1.0], [1]], [[1.0], [-math.inf]], r"laggard_draws\[1, 0\] is -inf"),
    ],
)
def test_bad_input_is_refused_with_its_value(leaders, laggards, message):
    with pytest.raises(ValueError, match=message):
        match_paired(leaders, laggards, share=0.5)
