"""Level average: by hand, against plain Python and exact draws, on simulated groups, and at the edges."""

import itertools
import math
from collections import Counter
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lag.errors import NotEnoughData
from lag.level import MIN_STEPS_FOR_CI, LevelLag, estimate_level_lag
from lag.survival import estimate_survival_lag
from tests.strategies import ORDERS, SHIFTS, few, releases, shuffled, staircases

LEADERS = [(0, 10.0), (100, 20.0), (300, 40.0)]
LAGGARDS = [(50, 5.0), (150, 15.0), (350, 30.0)]


def estimate(leaders, laggards, level_from=10, as_of_day=500, seed=3, **options) -> LevelLag:
    """The level average of groups given as (day, score), with a generator of its own."""
    leader_days, leader_scores = zip(*leaders, strict=True) if leaders else ((), ())
    laggard_days, laggard_scores = zip(*laggards, strict=True) if laggards else ((), ())
    rng = np.random.default_rng(seed)
    args = leader_days, leader_scores, laggard_days, laggard_scores
    return estimate_level_lag(*args, level_from=level_from, as_of_day=as_of_day, rng=rng, **options)


# By hand.


def test_two_staircases_by_hand():
    # Levels 10-15: leaders day 100, laggards 150: 50. 15-20: 100 and 350: 250. 20-30: 300 and 350: 50. 30-40: 300, no laggard.
    # mean over 10-30 = (5 * 50 + 5 * 250 + 10 * 50) / 20 = 2000 / 20 = 100.
    # With 30-40 at its follow-up, 500 - 300 = 200: (2000 + 10 * 200) / 30 = 133.33; a third of the levels.
    # product limit: gap 50 takes 15 of 30, S = 1/2: the median.
    lag = estimate(LEADERS, LAGGARDS)
    assert (lag.level_from, lag.level_to, lag.leader_best, lag.laggard_best) == (10, 30, 40, 30)
    assert lag.mean_days == pytest.approx(100)
    assert lag.mean_days_at_least == pytest.approx(4000 / 30)
    assert lag.share_not_reached == pytest.approx(1 / 3)
    assert lag.median_days == 50
    assert (lag.share_negative, lag.points_ahead) == (0, 0)
    assert (lag.n_leader_steps, lag.n_laggard_steps) == (2, 2)


def test_the_median_up_to_the_best_hangs_on_more_leaders_than_the_mean():
    # Laggards end at 15: the mean is over 10-15, which the leader of day 100 reached; up to 40 there is that of day 300 besides.
    lag = estimate(LEADERS, LAGGARDS[:2])
    assert (lag.n_leader_steps, lag.n_leader_steps_to_best) == (1, 2)


def test_the_average_may_begin_inside_a_step():
    # From 18: 2 * 250 + 10 * 50 over 12.
    assert estimate(LEADERS, LAGGARDS, level_from=18).mean_days == pytest.approx(1000 / 12)


def test_the_median_counts_the_levels_not_reached_as_still_waiting():
    # gap 50 over 4 of 12 points, S = 2/3; 200 of follow-up over 6, censored; gap 250 over the last 2: S = 0.
    lag = estimate([(0, 0.0), (100, 6.0), (300, 12.0)], [(150, 4.0), (350, 6.0)], level_from=0)
    assert lag.median_days == 250
    assert lag.mean_days == pytest.approx((4 * 50 + 2 * 250) / 6)


def test_a_negative_gap_keeps_its_sign():
    # 10-20: laggards on day 40, leaders on day 100: -60. 20-40: laggards 360, leaders 300: 60.
    lag = estimate(LEADERS, [(40, 20.0), (360, 40.0)])
    assert lag.mean_days == pytest.approx((10 * -60 + 20 * 60) / 30)
    assert lag.share_negative == pytest.approx(1 / 3)
    assert lag.median_days == 60
    assert estimate(LEADERS, [(40, 40.0)]).median_days == -260


def test_levels_that_only_laggards_reached_are_points_ahead_and_in_no_figure():
    ahead, level = estimate(LEADERS, [(360, 55.0)]), estimate(LEADERS, [(360, 40.0)])
    assert (ahead.points_ahead, ahead.level_to, ahead.share_not_reached) == (15, 40, 0)
    assert ahead.mean_days == level.mean_days == ahead.mean_days_at_least


def test_same_day_same_score_is_no_gap():
    lag = estimate(LEADERS, LEADERS)
    assert (lag.mean_days, lag.median_days, lag.share_not_reached, lag.share_negative) == (0, 0, 0, 0)


def test_a_gap_and_a_follow_up_of_the_same_length_put_the_gap_first():
    # One point after 50 days, two more waiting for 50: S = 2/3 and stays there. The other way round S would be 0.
    lag = estimate([(0, 0.0), (100, 1.0), (200, 3.0)], [(150, 1.0)], level_from=0, as_of_day=250)
    assert (lag.mean_days, lag.median_days) == (50, None)


def test_releases_that_are_no_record_are_counted_and_move_nothing():
    plain, more = estimate(LEADERS, LAGGARDS), estimate([*LEADERS, (200, 20), (300, 35)], [*LAGGARDS, (150, 14)])
    assert asdict(more) == asdict(plain) | {"n_leader_dropped": 2, "n_laggard_dropped": 1}


# A slow independent version.


def slow_pieces(leaders, laggards, level_from, as_of_day):
    """(width, gap or follow-up, is reached, leader's day, laggard's day) from all releases, at the middle of each piece."""
    top = max(score for _, score in leaders)
    edges = sorted({level_from, *(s for _, s in leaders + laggards if level_from < s <= top)})
    for low, high in itertools.pairwise(edges):
        first = [min((d for d, s in group if s >= (low + high) / 2), default=None) for group in (leaders, laggards)]
        is_reached = first[1] is not None
        yield high - low, (first[1] if is_reached else as_of_day) - first[0], is_reached, *first


# From 0 on day 0 to 41 on day 450, so that there is a level to reach whatever lies between.
leader_groups = releases(399, 39).map(lambda others: [(0, 0.0), (450, 41.0), *others])
# Enough steps on each side for an interval.
rising_groups = st.tuples(staircases(8), staircases(8)).map(
    lambda pair: ([(0, 0.0), *zip(*pair[0], strict=True)], [*zip(*pair[1], strict=True)])
)


@few
@given(leader_groups, releases(399, 39, min_size=1))
def test_it_agrees_with_plain_python(leaders, laggards):
    level_from = max(s for d, s in leaders if d == 0)
    lag = estimate(leaders, laggards, level_from=level_from, n_draws=5)
    rows = list(slow_pieces(leaders, laggards, level_from, 500))
    reached = [row for row in rows if row[2]]
    if reached:
        assert lag.mean_days == pytest.approx(sum(w * d for w, d, *_ in reached) / sum(w for w, *_ in reached))
        negative = sum(w for w, d, *_ in reached if d < 0) / sum(w for w, *_ in reached)
        assert lag.share_negative == pytest.approx(negative)
    else:
        assert (lag.mean_days, lag.share_negative) == (None, None)
    assert lag.mean_days_at_least == pytest.approx(sum(w * d for w, d, *_ in rows) / sum(w for w, *_ in rows))
    assert lag.n_leader_steps == len({row[3] for row in reached})
    assert lag.n_laggard_steps == len({row[4] for row in reached})
    # widths are whole: the product limit over points, each a record, days moved up so that none is cut at 0
    days, matched = (np.repeat([row[k] for row in rows], [int(row[0]) for row in rows]) for k in (1, 2))
    per_point = estimate_survival_lag(
        days + 1000.0, matched.astype(bool), ["?"] * len(days), rng=np.random.default_rng(0), n_draws=1
    )
    expected = None if per_point.median_days is None else per_point.median_days - 1000
    assert lag.median_days == expected


def test_the_exact_mean_is_the_limit_of_a_fine_grid():
    leaders, laggards = [(0, 0.0), (130, 7.0), (210, 30.0), (450, 41.0)], [(90, 5.0), (160, 12.0), (390, 33.0)]
    lag = estimate(leaders, laggards, level_from=0, n_draws=1)
    levels = np.arange(lag.level_from, lag.level_to, 0.001) + 0.0005
    gaps = [
        min(d for d, s in laggards if s >= level) - min(d for d, s in leaders if s >= level)
        for level in levels.tolist()
    ]
    assert lag.mean_days == pytest.approx(np.mean(gaps), abs=1e-6)


def multinomials(n):
    """Every way to draw n of n with replacement, as (counts, probability)."""
    for draw, times in Counter(tuple(sorted(d)) for d in itertools.product(range(n), repeat=n)).items():
        yield [draw.count(i) for i in range(n)], times / n**n


def test_the_bootstrap_has_the_distribution_of_all_possible_draws():
    # Five leader and five laggard steps make 3,125 equally likely draws a side, 126 different ones; together 15,876.
    leaders = [(0, 0.0), (40, 3.0), (100, 7.0), (160, 12.0), (220, 15.0), (330, 20.0)]
    laggards = [(90, 2.0), (130, 6.0), (310, 9.0), (350, 14.0), (480, 20.0)]
    rows = list(slow_pieces(leaders, laggards, 0, 500))
    sides = [sorted({row[k] for row in rows}) for k in (3, 4)]
    assert [len(side) for side in sides] == [5, 5]
    width, day = (np.array([row[k] for row in rows]) for k in (0, 1))
    places = [[side.index(row[k]) for row in rows] for side, k in zip(sides, (3, 4), strict=True)]
    draws = list(multinomials(5))
    counts, chance = np.array([c for c, _ in draws]), np.array([p for _, p in draws])
    weights = width * counts[:, None, places[0]] * counts[None, :, places[1]]
    total, both = weights.sum(axis=2), np.outer(chance, chance)
    values = ((weights * day).sum(axis=2) / np.where(total > 0, total, 1))[total > 0]
    share = both[total > 0] / both[total > 0].sum()
    lag = estimate(leaders, laggards, level_from=0, n_draws=40_000, ci_level=0.8)
    assert lag.n_draws_empty / 40_000 == pytest.approx(both[total == 0].sum(), abs=0.005)
    for bound, q in ((lag.mean_days_lower, 0.1), (lag.mean_days_upper, 0.9)):
        assert share[values < bound - 1e-9].sum() <= q + 0.008
        assert share[values <= bound + 1e-9].sum() >= q - 0.008


# Recovery from simulated data.


def simulate(rng, rate, noise, days=1250, lag=200, gain=0.03):
    """Releases at random days in both groups, on lines 200 days apart, above and below them by the noise."""
    groups = []
    for behind in (0, lag):
        on = rng.uniform(0, days, rng.poisson(rate * days))
        groups.append((on, gain * (on - behind) + rng.normal(0, noise, len(on))))
    return groups


def from_both(leaders, laggards):
    """The first level from which both groups are seen rising."""
    return max(scores[days.argmin()] for days, scores in (leaders, laggards))


@pytest.mark.parametrize(("rate", "noise"), [(0.02, 0.01), (0.05, 1.5)])
def test_the_interval_holds_the_true_mean_with_twenty_records_a_side(rate, noise):
    # Truth from 15,000 days of the same process, 97 to 98% and 94% over 400 runs; releases matched in chains by construction.
    args = simulate(np.random.default_rng(99), rate, noise, days=150_000)
    long = estimate_level_lag(
        *args[0], *args[1], level_from=100, as_of_day=150_000, rng=np.random.default_rng(0), n_draws=1
    )
    hits, means, steps = 0, [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        leaders, laggards = simulate(rng, rate, noise)
        lag = estimate_level_lag(
            *leaders, *laggards, level_from=from_both(leaders, laggards), as_of_day=1250, rng=rng, n_draws=300
        )
        hits += lag.mean_days_lower <= long.mean_days <= lag.mean_days_upper
        means.append(lag.mean_days)
        steps.append((lag.n_leader_steps, lag.n_laggard_steps))
    assert np.mean(steps) == pytest.approx(21, abs=2)
    assert np.mean(means) == pytest.approx(long.mean_days, rel=0.04)
    assert hits / 150 > 0.9


def test_dense_releases_recover_a_constant_gap():
    leaders, laggards = simulate(np.random.default_rng(1), rate=0.5, noise=0)
    lag = estimate_level_lag(
        *leaders, *laggards, level_from=5, as_of_day=1250, rng=np.random.default_rng(0), n_draws=50
    )
    assert lag.mean_days == pytest.approx(200, abs=2)
    assert lag.median_days == pytest.approx(200, abs=4)
    # leaders stand at 37.5, laggards at 31.5: 6 of 32.5 points are not reached
    assert lag.share_not_reached == pytest.approx(6 / 32.5, abs=0.01)


# What may not matter.


GROUPS = simulate(np.random.default_rng(12), 0.05, 1.5)
WIDE = [list(zip(d.tolist(), s.tolist(), strict=True)) for d, s in GROUPS]
FROM = from_both(*GROUPS)


FIGURES = ("mean_days", "mean_days_lower", "mean_days_upper", "mean_days_at_least", "median_days", "share_not_reached")


def figures(groups, level_from=None, as_of_day=1000):
    if level_from is None:
        level_from = max(score for day, score in groups[0] if day == 0)
    lag = asdict(estimate(*groups, level_from=level_from, as_of_day=as_of_day, n_draws=20))
    return {name: lag[name] for name in FIGURES}


@few
@given(rising_groups, SHIFTS, ORDERS)
def test_neither_the_order_of_the_releases_nor_the_origin_of_the_days_matters(groups, shift, order):
    expected = figures(groups)
    mixed = [shuffled(order, group) for group in groups]
    assert figures(mixed) == expected
    level_from = max(score for day, score in groups[0] if day == 0)
    moved = [[(day + shift, score) for day, score in group] for group in mixed]
    assert figures(moved, level_from, 1000 + shift) == pytest.approx(expected, abs=1e-6)


@few
@given(rising_groups, st.sampled_from([(0.5, 32.0), (2.0, 0.0), (1 / 3, -7.0)]))
def test_an_affine_rescaling_of_the_scores_moves_no_days(groups, scale):
    factor, origin = scale
    scaled = [[(day, factor * score + origin) for day, score in group] for group in groups]
    assert figures(scaled) == pytest.approx(figures(groups), abs=1e-6)


def test_a_bent_scale_moves_the_mean():
    expected = estimate(*WIDE, level_from=FROM, as_of_day=1250)
    assert expected.n_draws == 1000
    bent = ([(d, math.exp(s / 10)) for d, s in group] for group in WIDE)
    assert estimate(*bent, level_from=math.exp(FROM / 10), as_of_day=1250).mean_days != pytest.approx(
        expected.mean_days, abs=1
    )


def test_same_inputs_and_same_seed_give_the_same_result_and_another_seed_moves_the_interval_only():
    one, same, other = (estimate(*WIDE, level_from=FROM, as_of_day=1250, seed=s) for s in (3, 3, 4))
    assert one == same
    assert (one.mean_days, one.median_days) == (other.mean_days, other.median_days)
    assert one.mean_days_lower != other.mean_days_lower


# Edges.


def test_laggards_that_reached_nothing_leave_the_mean_unknown_and_the_bound_known():
    for laggards in ([], [(50, 8.0)], [(50, 10.0)]):
        lag = estimate(LEADERS, laggards)
        assert (lag.mean_days, lag.median_days, lag.share_negative) == (None, None, None)
        assert (lag.share_not_reached, lag.level_to, lag.n_draws) == (1, 10, 0)
        # 10-20 waits since day 100, 20-40 since 300: (10 * 400 + 20 * 200) / 30
        assert lag.mean_days_at_least == pytest.approx(8000 / 30)
    assert estimate(LEADERS, []).laggard_best is None


def test_one_step_a_side_has_an_estimate_and_no_interval_and_leaves_the_generator_alone():
    rng = np.random.default_rng(3)
    before = rng.bit_generator.state
    lag = estimate_level_lag([0, 9], [1, 2], [39], [2], level_from=1, as_of_day=50, rng=rng)
    assert (lag.mean_days, lag.mean_days_lower, lag.mean_days_upper, lag.n_draws) == (30, None, None, 0)
    assert rng.bit_generator.state == before


@pytest.mark.parametrize(("n", "has_ci"), [(MIN_STEPS_FOR_CI - 1, False), (MIN_STEPS_FOR_CI, True)])
def test_an_interval_needs_five_steps_on_each_side(n, has_ci):
    leaders, laggards = ([(10 * i + after, float(i)) for i in range(n + 1)] for after in (0, 25))
    lag = estimate(leaders, laggards, level_from=0)
    assert (lag.n_leader_steps, lag.n_laggard_steps) == (n, n)
    assert (lag.mean_days, lag.mean_days_lower) == (25, 25 if has_ci else None)


def test_levels_not_reached_can_leave_the_median_open_on_one_side():
    # six steps of one point, reached after 25 days, and eight points above them not reached
    leaders = [*((10 * i, float(i)) for i in range(7)), (70, 14.0)]
    lag = estimate(leaders, [(10 * i + 25, float(i)) for i in range(7)], level_from=0)
    assert (lag.median_days, lag.median_days_lower, lag.median_days_upper) == (None, 25, None)
    assert lag.n_draws_median_not_reached > 100
    assert lag.mean_days_upper == 25


@pytest.mark.parametrize("leaders", [[], [(0, 10.0)], [(0, 4.0), (5, 9.0)]])
def test_no_leader_above_the_beginning_is_not_enough_data(leaders):
    with pytest.raises(NotEnoughData, match="0 observations"):
        estimate(leaders, LAGGARDS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level_from": 9}, "level_from is 9, below the leaders' first record of 10.0"),
        ({"level_from": math.nan}, "level_from is nan"),
        ({"as_of_day": 300}, r"laggard_days\[2\] is 350.0, after the as-of day 300"),
        ({"leaders": [(0, math.nan)]}, r"leader_scores\[0\] is nan"),
        ({"ci_level": 95}, "ci_level is 95"),
        ({"n_draws": 0}, "n_draws is 0"),
    ],
)
def test_bad_input_is_refused_with_its_value(options, message):
    with pytest.raises(ValueError, match=message):
        estimate(**({"leaders": LEADERS, "laggards": LAGGARDS} | options))
