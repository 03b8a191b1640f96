"""The ratio of record to match: by hand, against a published table, against all splits, on simulated data, and at the edges."""

import itertools
import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lag.efficiency import EfficiencyRatio, estimate_efficiency_ratio
from lag.errors import NotEnoughData
from tests.strategies import ORDERS, UNITS, few, shuffled


def ratio_of(ratios, matches=None, *, ci_level=0.95, n_draws=200) -> EfficiencyRatio:
    """The estimate, every pair with a match of its own unless matches says otherwise."""
    matches = range(np.size(ratios)) if matches is None else matches
    return estimate_efficiency_ratio(ratios, matches, rng=np.random.default_rng(7), ci_level=ci_level, n_draws=n_draws)


# By hand.


def test_seven_ratios_by_hand():
    # In order: 0.5, 0.8, 0.9, 2, 7, 11, 120. Smallest and largest hold the median in 1 - 2 / 128 of cases; the second from either
    # end in 1 - 2 (1 + 7) / 128 = 0.875, too few.
    # Two matches are too few to draw from.
    assert ratio_of([7, 0.9, 120, 0.5, 2, 0.8, 11], "aaaabbb") == EfficiencyRatio(
        median=2.0,
        median_lower=0.5,
        median_upper=120.0,
        chain_median_lower=None,
        chain_median_upper=None,
        smallest=0.5,
        largest=120.0,
        n_pairs=7,
        n_matches=2,
        n_at_least_hundred=1,
        ci_level=0.95,
        n_draws=0,
        method="median; intervals by order statistics and by a cluster bootstrap over matches",
    )


def test_nine_ratios_leave_one_out_at_either_end():
    # 1 - 2 (1 + 9) / 512 = 0.961; the third from either end would hold it in 1 - 2 (1 + 9 + 36) / 512 = 0.820.
    estimate = ratio_of(np.arange(1, 10))
    assert (estimate.median, estimate.median_lower, estimate.median_upper) == (5.0, 2.0, 8.0)
    assert estimate.ci_level == 0.95


def test_an_even_number_of_ratios_has_its_median_between_the_two_in_the_middle():
    assert ratio_of([1, 2, 4, 100]).median == 3.0


def test_a_ratio_of_a_hundred_counts_as_a_hundred():
    assert ratio_of([99.999, 100, 100.001]).n_at_least_hundred == 2


# A published table.


@pytest.mark.parametrize(
    ("n", "rank"), [(6, 1), (8, 1), (9, 2), (11, 2), (12, 3), (15, 4), (17, 5), (20, 6), (23, 7), (25, 8)]
)
def test_the_ranks_are_those_of_the_sign_test(n, rank):
    # Critical values of the two-sided sign test at 5%, as in the tables of textbooks: reject at rank - 1 signs or fewer.
    estimate = ratio_of(np.arange(1, n + 1))
    assert (estimate.median_lower, estimate.median_upper) == (rank, n + 1 - rank)


# A slow independent version.


def slow_bounds(ratios, ci_level):
    """Coverage counted over all 2^n ways in which each ratio falls below or above the median."""
    ordered, n, found = sorted(ratios), len(ratios), None
    for rank in range(1, n // 2 + 1):
        splits = itertools.product((0, 1), repeat=n)
        held = sum(rank <= sum(split) <= n - rank for split in splits)
        if held / 2**n >= ci_level:
            found = (ordered[rank - 1], ordered[n - rank], ci_level)
    return found


@pytest.mark.parametrize("n", range(6, 15))
@pytest.mark.parametrize("ci_level", [0.5, 0.9, 0.95, 0.99])
def test_it_agrees_with_counting_all_splits(n, ci_level):
    ratios = np.random.default_rng(n).lognormal(1, 1.5, n)
    estimate, expected = ratio_of(ratios, ci_level=ci_level), slow_bounds(ratios, ci_level)
    got = (estimate.median_lower, estimate.median_upper, estimate.ci_level)
    assert got == ((None, None, None) if expected is None else pytest.approx(expected))
    assert estimate.median == pytest.approx(sorted(ratios)[n // 2] / 2 + sorted(ratios)[(n - 1) // 2] / 2)


def slow_draws(ratios, matches, n_draws):
    """Medians of draws of whole matches, one draw at a time, in the order of their contents."""
    clusters = sorted(sorted(r for r, m in zip(ratios, matches, strict=True) if m == match) for match in set(matches))
    picks = np.random.default_rng(7).integers(len(clusters), size=(n_draws, len(clusters)))
    return sorted(np.median([ratio for pick in row for ratio in clusters[pick]]) for row in picks)


@pytest.mark.parametrize("matches", ["aabbbc", "abcdef", "aaaabc"])
def test_the_interval_over_matches_agrees_with_drawing_them_one_by_one(matches):
    ratios = [3.0, 1.5, 40.0, 7.0, 7.0, 0.5]
    medians, estimate = slow_draws(ratios, matches, 200), ratio_of(ratios, matches)
    assert (estimate.chain_median_lower, estimate.chain_median_upper) == (medians[5], medians[194])
    wider = estimate.wider_median
    assert wider.lower == min(estimate.median_lower, medians[5])
    assert wider.upper == max(estimate.median_upper, medians[194])


def test_pairs_with_one_match_are_not_taken_for_independent():
    """Twelve pairs on three matches: as one each they say more than they know."""
    ratios = [2.0] * 4 + [20.0] * 4 + [200.0] * 4
    together = ratio_of(ratios, "aaaabbbbcccc", n_draws=1000)
    assert (together.median_lower, together.median_upper) == (2.0, 200.0)
    assert (together.chain_median_lower, together.chain_median_upper) == (2.0, 200.0)
    apart = ratio_of(ratios, n_draws=1000)
    assert (apart.chain_median_lower, apart.chain_median_upper) > (2.0, 0.0)


# Recovery from simulated data.


@pytest.mark.parametrize("n", [6, 7, 12, 25])
@pytest.mark.parametrize("draw", ["lognormal", "skewed"])
def test_the_interval_holds_the_median_as_often_as_it_says(n, draw):
    rng = np.random.default_rng(n)
    shape = (1500, n)
    # Both have the median 3: a wide symmetric one in logs, and one with a long tail to the right.
    samples = rng.lognormal(math.log(3), 1.5, shape) if draw == "lognormal" else 3 * (1 / rng.random(shape) - 1) ** 2
    one_match = [0] * n  # the interval by order statistics alone
    estimates = [ratio_of(sample, one_match) for sample in samples]
    held = np.mean([estimate.median_lower <= 3 <= estimate.median_upper for estimate in estimates])
    assert estimates[0].ci_level == 0.95
    assert held >= 0.95 - 0.02


# What may not matter.


RATIOS = st.lists(st.floats(0.01, 1000), min_size=1, max_size=15)


@few
@given(RATIOS, UNITS, ORDERS)
def test_neither_order_nor_unit_nor_the_names_of_the_matches_matter(ratios, unit, order):
    matches = [place % 4 for place in range(len(ratios))]
    expected = asdict(ratio_of(ratios, matches))
    pairs = shuffled(order, [(ratio, "zyxw"[match]) for ratio, match in zip(ratios, matches, strict=True)])
    assert asdict(ratio_of(*map(list, zip(*pairs, strict=True)))) == expected
    again = [100 * unit * ratio / (100 * unit) for ratio in ratios]
    assert asdict(ratio_of(again, matches)) == pytest.approx(expected)


@few
@given(st.lists(st.floats(0.01, 1000), min_size=6, max_size=15))
def test_turning_all_ratios_over_turns_the_interval_over(ratios):
    one, other = ratio_of(ratios), ratio_of([1 / ratio for ratio in ratios])
    assert (other.median_lower, other.median_upper) == pytest.approx((1 / one.median_upper, 1 / one.median_lower))
    if len(ratios) % 2:  # the median of an even number lies between two, and 1 / x is no straight line
        assert other.median == pytest.approx(1 / one.median)


# Edges.


@pytest.mark.parametrize("n", range(1, 5))
def test_fewer_than_five_ratios_have_a_median_and_no_interval(n):
    estimate = ratio_of(np.arange(1, n + 1), ci_level=0.5)
    assert (estimate.median, estimate.n_pairs, estimate.n_draws) == ((n + 1) / 2, n, 0)
    assert (estimate.median_lower, estimate.median_upper, estimate.ci_level) == (None, None, None)
    assert (estimate.chain_median_lower, estimate.wider_median.state) == (None, "unknown")


def test_five_ratios_have_their_ends_at_the_level_that_these_have():
    estimate = ratio_of([1, 2, 3, 4, 5])
    assert (estimate.median_lower, estimate.median_upper, estimate.ci_level) == (1.0, 5.0, 0.9375)
    assert estimate.wider_median.state == "closed"


def test_pairs_of_two_matches_have_no_interval_that_is_read():
    estimate = ratio_of(range(1, 11), [0] * 5 + [1] * 5)
    assert (estimate.median_lower, estimate.chain_median_lower, estimate.n_matches) == (2.0, None, 2)
    assert estimate.wider_median.state == "unknown"


def test_a_level_that_so_few_cannot_reach_has_no_interval():
    assert ratio_of(np.arange(1, 8), ci_level=0.99).ci_level is None  # 1 - 2 / 128 = 0.984
    assert ratio_of(np.arange(1, 9), ci_level=0.99).ci_level == 0.99  # 1 - 2 / 256 = 0.992


def test_equal_ratios_have_an_interval_of_no_width():
    estimate = ratio_of([2.0] * 8)
    assert (estimate.median_lower, estimate.median, estimate.median_upper) == (2.0, 2.0, 2.0)


def test_no_ratio_is_not_enough_data():
    with pytest.raises(NotEnoughData, match="0 observations"):
        ratio_of([])


@pytest.mark.parametrize(
    ("ratios", "ci_level", "message"),
    [
        ([1, 0], 0.95, r"ratios\[1\] is 0.0"),
        ([-2, 1], 0.95, r"ratios\[0\] is -2.0"),
        ([1, 2, math.nan], 0.95, r"ratios\[2\] is nan"),
        ([math.inf], 0.95, r"ratios\[0\] is inf"),
        ([1, None], 0.95, r"ratios\[1\] is nan"),
        ([[1, 2]], 0.95, r"shape \(1, 2\)"),
        ([1, 2], 95, "ci_level is 95"),
        ([1, 2], 0, "ci_level is 0"),
        ([1, 2], math.nan, "ci_level is nan"),
    ],
)
def test_bad_input_is_refused_with_its_value(ratios, ci_level, message):
    with pytest.raises(ValueError, match=message):
        ratio_of(ratios, range(len(ratios)), ci_level=ci_level)


def test_ratios_and_matches_go_together_and_draws_are_at_least_one():
    with pytest.raises(ValueError, match=r"shape \(2,\) and match_ids 1"):
        ratio_of([1, 2], "a")
    with pytest.raises(ValueError, match="n_draws is 0"):
        ratio_of([1, 2], n_draws=0)
