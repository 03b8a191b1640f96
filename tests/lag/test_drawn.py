"""The lag over draws of the scores: by hand, against a loop over draws, on simulated scores, and at the edges."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lag.bracket import estimate_bracket_lag
from lag.drawn import DrawnLag, estimate_drawn_lag
from lag.errors import NotEnoughData
from lag.survival import estimate_survival_lag
from lag.units import SIX_MONTHS_DAYS
from tests.strategies import ORDERS, SHIFTS, draws, few

NAN = math.nan
FIGURES = ("median_days", "share_6m", "under_days", "central_days")

# Three leaders, two laggards; three draws.
LEADER_DAYS, LAGGARD_DAYS = [0, 100, 400], [150, 500]
LEADERS = np.array([[10.0, 20, 30], [10, 9, 30], [10, 20, 15]])
LAGGARDS = np.array([[12.0, 25], [12, 25], [8, 40]])


def drawn(
    leaders=LEADERS, laggards=LAGGARDS, leader_days=LEADER_DAYS, laggard_days=LAGGARD_DAYS, **options
) -> DrawnLag:
    options = {"start_day": 0, "as_of_day": 600} | options
    return estimate_drawn_lag(leader_days, leaders, laggard_days, laggards, **options)


def bounds(lag: DrawnLag, name: str) -> tuple[float | None, float | None]:
    return getattr(lag, f"{name}_lower"), getattr(lag, f"{name}_upper")


# By hand.


def test_three_draws_by_hand():
    # 1: records 10, 20, 30. 10 is matched on day 150 by 12: 150; 20 on day 500 by 25: 400; 30 not: censored at 600 - 400 = 200.
    #    S = 2/3 from 150, 0 from 400 (only one is at risk then): median 400, share 1/3.
    #    Best laggard 25, between 20 of day 100 and 30 of day 400: crossed on day 250. under 200, central 350.
    # 2: records 10, 30 (9 is none): 150; 30 censored at 200. S = 1/2 from 150: median 150, share 1/2.
    #    25 lies between 10 of day 0 and 30 of day 400: crossed at 400 * 15/20 = day 300. under 200, central 300.
    # 3: records 10, 20 (15 is none): both matched by 40 on day 500: 500 and 400. S = 1/2 from 400: median 400, share 0. Leading: 0.
    lag = drawn()
    assert bounds(lag, "median_days") == (150, 400)
    assert bounds(lag, "share_6m") == (0, 0.5)
    assert bounds(lag, "under_days") == (0, 200)
    assert bounds(lag, "central_days") == (0, 350)
    assert lag.share_median_within_6m == pytest.approx(1 / 3)
    assert lag.n_records_median == 2
    assert (lag.n_draws, lag.n_draws_without_records, lag.n_draws_median_not_reached) == (3, 0, 0)
    assert (lag.n_draws_share_unknown, lag.n_draws_bracket_unknown, lag.n_draws_under_unknown) == (0, 0, 0)
    assert (lag.ci_level, lag.start_day, lag.as_of_day) == (0.9, 0, 600)


def test_counterexamples_are_those_of_the_draw_with_the_fewest():
    # 1: 400 is late, and 200 of follow-up too: two. 2: 150 is in time, 200 of follow-up is not: one. 3: 500 and 400: two.
    assert drawn().n_counterexamples_least == 1
    assert drawn(LEADERS[[0]], LAGGARDS[[0]]).n_counterexamples_least == 2
    assert drawn(as_of_day=582).n_counterexamples_least == 0  # 30 of day 400 has waited for 182 days in draw 2
    # a draw without a record has no counterexample, and is not the one with the fewest
    assert drawn(np.array([[5.0], [NAN]]), np.array([[4.0], [4]]), [0], [9]).n_counterexamples_least == 1


def test_the_gap_leaves_no_draw_out():
    # central is 350, 300 and 0: the laggard leads in the third draw.
    lag = drawn()
    assert (lag.gap_days_median, *bounds(lag, "gap_days")) == (300, 0, 350)
    # In two of three draws the level 1 is below the first record, so that central is unknown; in the third the laggard leads.
    unknown = drawn(np.array([[5.0], [5], [0]]), np.array([[1.0], [1], [1]]), [0], [9])
    assert (unknown.n_draws_bracket_unknown, bounds(unknown, "central_days")) == (2, (0, 0))
    assert (unknown.gap_days_median, *bounds(unknown, "gap_days")) == (None, 0, None)


def test_each_of_the_three_draws_alone():
    for row, (median, share, under, central) in enumerate(
        [(400, 1 / 3, 200, 350), (150, 0.5, 200, 300), (400, 0, 0, 0)]
    ):
        lag = drawn(LEADERS[[row]], LAGGARDS[[row]])
        for name, value in zip(FIGURES, (median, share, under, central), strict=True):
            assert bounds(lag, name) == pytest.approx((value, value)), name


def test_earlier_releases_decide_what_a_record_is_but_are_not_at_risk():
    # From day 50 on: draw 1 keeps 20 and 30, draw 2 only 30 (9 stays below 10), draw 3 only 20. The bracket is as before.
    lag = drawn(start_day=50)
    assert lag.n_records_median == 1
    assert lag.n_draws_median_not_reached == 1
    assert bounds(lag, "median_days") == (400, None)
    assert bounds(lag, "central_days") == bounds(drawn(), "central_days")


def test_of_several_leaders_on_a_day_only_the_best_of_the_draw_counts():
    lag = drawn(np.array([[5.0, 7], [7, 5], [6, 6]]), np.array([[7.0], [7], [6]]), [0, 0], [30])
    assert lag.n_records_median == 1
    assert bounds(lag, "median_days") == (30, 30)
    assert bounds(drawn(np.array([[5.0, 7]]), np.array([[6.0]]), [0, 0], [30]), "median_days") == (None, None)


def test_a_match_on_the_same_day_and_one_before_enter_as_zero():
    assert bounds(drawn(np.array([[5.0]]), np.array([[5.0]]), [40], [40]), "median_days") == (0, 0)
    assert bounds(drawn(np.array([[5.0]]), np.array([[6.0]]), [40], [10]), "median_days") == (0, 0)


def test_a_release_on_the_as_of_day_counts():
    lag = drawn(np.array([[5.0, 9]]), np.array([[6.0]]), [0, 600], [600])
    assert lag.n_records_median == 2
    assert bounds(lag, "median_days") == (600, 600)
    assert bounds(lag, "central_days") == (450, 450)  # 6 is a quarter of the way from 5 of day 0 to 9 of day 600


def test_a_median_on_the_six_month_day_is_within_six_months():
    # The median is the first of the two days in one draw and the second in the other.
    for days, within in (([182, 183], 0.5), ([182.625, 182.626], 0.5), ([100, 182.625], 1), ([183, 184], 0)):
        lag = drawn(np.zeros((2, 1)), np.array([[1.0, 1], [-1, 1]]), [0], days)
        assert lag.share_median_within_6m == within


def test_a_laggard_that_is_a_record_in_some_draws_only_may_match_in_these():
    # Laggards 9 of day 10, 7 of day 20: 9 is first, and 7 no record. In draw 2 the 9 is unknown, and 7 is the first to reach 6.
    lag = drawn(np.array([[6.0], [6]]), np.array([[9.0, 7], [NAN, 7]]), [0], [10, 20])
    assert bounds(lag, "median_days") == (10, 20)


def test_a_release_unknown_in_a_draw_is_not_there_in_it():
    with_unknown = drawn(np.array([[10, NAN, 30]]), np.array([[NAN, 25]]))
    without = drawn(np.array([[10.0, 30]]), np.array([[25.0]]), [0, 400], [500])
    assert with_unknown == without


def test_bounds_leave_as_many_draws_below_as_above():
    # One leader at 0 of day 0; in draw i only laggard i reaches it: medians 1 to 100. 90%: 5 draws outside each end.
    laggards = np.where(np.eye(100) > 0, 1.0, -1.0)
    lag = drawn(np.zeros((100, 1)), laggards, [0], np.arange(1, 101))
    assert bounds(lag, "median_days") == (6, 95)
    assert bounds(drawn(np.zeros((100, 1)), laggards, [0], np.arange(1, 101), ci_level=0.5), "median_days") == (26, 75)


# What is not reached or not known.


def test_a_bound_that_falls_on_a_median_not_reached_is_none():
    # The laggard reaches the leader in k of 40 draws. 90%: 2 draws outside each end.
    for n_reached, expected in ((40, (7, 7)), (38, (7, 7)), (37, (7, None)), (3, (7, None)), (2, (None, None))):
        laggards = np.where(np.arange(40) < n_reached, 1.0, -1.0)[:, None]
        lag = drawn(np.zeros((40, 1)), laggards, [0], [7])
        assert bounds(lag, "median_days") == expected
        assert lag.n_draws_median_not_reached == 40 - n_reached
        assert lag.share_median_within_6m == n_reached / 40


def test_a_share_that_is_unknown_counts_as_least_below_and_as_one_above():
    # As of day 100: one record matched after 7 days, one censored at 80. The share is at least 1/2 and may be 1.
    lag = drawn(np.array([[1.0, 5]]), np.array([[2.0]]), [0, 20], [7], as_of_day=100)
    assert bounds(lag, "share_6m") == (0.5, 1)
    assert lag.n_draws_share_unknown == 1
    # 182.625 days of follow-up are just enough.
    assert bounds(drawn(np.array([[1.0]]), np.array([[0.0]]), [0], [7], as_of_day=182.625), "share_6m") == (0, 0)
    assert bounds(drawn(np.array([[1.0]]), np.array([[0.0]]), [0], [7], as_of_day=182.6), "share_6m") == (0, 1)


def test_leaders_above_before_the_data_begin_leave_central_out_but_not_under():
    lag = drawn(np.array([[10.0, 20], [10, 20]]), np.array([[5.0], [15]]), [0, 100], [150])
    assert bounds(lag, "under_days") == (500, 600)
    assert bounds(lag, "central_days") == (550, 550)
    assert (lag.n_draws_bracket_unknown, lag.n_draws_under_unknown) == (1, 0)
    # At the level of the first record, too, none lies below.
    assert drawn(np.array([[10.0, 20]]), np.array([[10.0]]), [0, 100], [150]).n_draws_bracket_unknown == 1


def test_draws_without_any_laggard_or_leader_know_no_bracket():
    lag = drawn(np.array([[1.0], [NAN], [1]]), np.array([[NAN], [1], [1]]), [0], [7])
    assert (lag.n_draws_bracket_unknown, lag.n_draws_under_unknown) == (3, 2)
    assert bounds(lag, "under_days") == (600, 600)
    assert bounds(lag, "central_days") == (None, None)


def test_draws_without_a_record_are_counted_and_left_out():
    lag = drawn(np.array([[1.0], [NAN], [NAN]]), np.array([[2.0], [2], [2]]), [0], [7])
    assert lag.n_draws_without_records == 2
    assert bounds(lag, "median_days") == (7, 7)
    assert (lag.share_median_within_6m, lag.n_records_median, lag.n_draws) == (1, 0, 3)
    assert (lag.n_draws_median_not_reached, lag.n_draws_share_unknown) == (0, 0)


def test_without_laggards_nothing_is_matched_and_no_bracket_known():
    lag = drawn(LEADERS, np.ones((3, 0)), laggard_days=[])
    assert bounds(lag, "median_days") == bounds(lag, "under_days") == (None, None)
    assert bounds(lag, "share_6m") == (0, 0)
    assert (lag.n_draws_median_not_reached, lag.n_draws_under_unknown) == (3, 3)


# A slow independent version: a loop over draws, through the estimators of the point estimates.


def slow_draw(leaders, laggards, start_day, as_of_day):
    """(median, least share, most share, under, central, numbers of records and counterexamples) of one draw; None is unknown."""
    leaders, laggards = ([(d, s) for d, s in group if not math.isnan(s)] for group in (leaders, laggards))

    def records(group):
        return [
            (day, max(s for d, s in group if d == day))
            for day in sorted({d for d, _ in group})
            if max(s for d, s in group if d == day) > max((s for d, s in group if d < day), default=-math.inf)
        ]

    lags, matched = [], []
    for day, score in records(leaders):
        if day >= start_day:
            match = min((d for d, s in laggards if s >= score), default=None)
            lags.append((as_of_day if match is None else match) - day)
            matched.append(match is not None)
    steps = [list(zip(*records(group), strict=True)) or [(), ()] for group in (leaders, laggards)]
    lag = estimate_bracket_lag(*steps[0], *steps[1], [as_of_day])
    bracket = [None if math.isnan(days[0]) else days[0] for days in (lag.under_days, lag.central_days)]
    if not lags:
        return (None, None, None, *bracket, 0, None)
    n_late = sum(lag > SIX_MONTHS_DAYS for lag in lags)
    curve = estimate_survival_lag(
        lags, np.array(matched, dtype=bool), [0] * len(lags), rng=np.random.default_rng(0), n_draws=1
    )
    least = 1 - [s.survival for s in curve.curve if s.day <= SIX_MONTHS_DAYS][-1]
    most = 1 if curve.share_6m is None else curve.share_6m
    return curve.median_days, least, most, *bracket, len(lags), n_late


def slow_ends(lower, upper, ci_level):
    if not lower:
        return None, None
    n_outside = math.floor(len(lower) * (1 - Fraction(str(ci_level))) / 2)
    last = {None: math.inf}
    ends = sorted(last.get(v, v) for v in lower)[n_outside], sorted(last.get(v, v) for v in upper)[-1 - n_outside]
    return tuple(None if end == math.inf else end for end in ends)


def slow_drawn(leader_days, leaders, laggard_days, laggards, start_day, as_of_day, ci_level):
    """The four pairs of bounds, the share of medians within six months, and the median number of records."""
    rows = [
        slow_draw(list(zip(leader_days, a, strict=True)), list(zip(laggard_days, b, strict=True)), start_day, as_of_day)
        for a, b in zip(leaders.tolist(), laggards.tolist(), strict=True)
    ]
    medians, least, most = zip(*[row[:3] for row in rows if row[5]], strict=True)
    under, central = ([row[i] for row in rows if row[i] is not None] for i in (3, 4))
    ends = [
        slow_ends(*pair, ci_level) for pair in ((medians, medians), (least, most), (under, under), (central, central))
    ]
    within = sum(m is not None and m <= SIX_MONTHS_DAYS for m in medians) / len(medians)
    fewest = min(row[6] for row in rows if row[5])
    gaps = [row[4] for row in rows]
    return ends, within, np.median([row[5] for row in rows]), fewest, slow_ends(gaps, gaps, ci_level)


@st.composite
def inputs(draw, most_draws=8) -> dict:
    n_draws = draw(st.integers(min(4, most_draws), most_draws))
    n, m = draw(st.integers(1, 6)), draw(st.integers(0, 5))
    days = [draw(st.lists(st.integers(0, 24).map(lambda k: 20 * k), min_size=k, max_size=k)) for k in (n, m)]
    leaders, laggards = draw(draws(n_draws, n, best=20)), draw(draws(n_draws, m, best=20))
    days[0][0], leaders[0, 0] = 480, 99  # a record at risk in one draw at least
    return {"leaders": leaders, "laggards": laggards, "leader_days": days[0], "laggard_days": days[1]}


@few
@given(inputs(), st.sampled_from([0.5, 0.8, 0.9]), st.sampled_from([0, 100, 300]), st.sampled_from([500, 650]))
def test_it_agrees_with_a_loop_over_draws(data, ci_level, start_day, as_of_day):
    lag = drawn(**data, start_day=start_day, as_of_day=as_of_day, ci_level=ci_level)
    groups = data["leader_days"], data["leaders"], data["laggard_days"], data["laggards"]
    ends, within, n_records, fewest, gap_ends = slow_drawn(*groups, start_day, as_of_day, ci_level)
    for name, want in zip(FIGURES, ends, strict=True):
        assert bounds(lag, name) == pytest.approx(want, abs=1e-9), name
    assert lag.share_median_within_6m == pytest.approx(within)
    assert lag.n_records_median == n_records
    assert lag.n_counterexamples_least == fewest
    assert bounds(lag, "gap_days") == pytest.approx(gap_ends, abs=1e-9)


@few
@given(inputs(most_draws=1))
def test_draws_that_are_all_one_vector_give_the_point_estimates(data):
    one = drawn(**data)
    many = drawn(**data | {name: np.tile(data[name], (7, 1)) for name in ("leaders", "laggards")})
    groups = (list(zip(data[f"{role}_days"], data[f"{role}s"][0], strict=True)) for role in ("leader", "laggard"))
    median, least, most, under, central, n_records, _ = slow_draw(*groups, 0, 600)
    for lag in (one, many):
        assert bounds(lag, "median_days") == (median, median)
        assert bounds(lag, "share_6m") == pytest.approx((least, most))
        assert bounds(lag, "under_days") == (under, under)
        assert bounds(lag, "central_days") == pytest.approx((central, central))
        assert lag.n_records_median == n_records
    assert (one.n_draws, many.n_draws) == (1, 7)


# Recovery from simulated scores.


def test_bounds_hold_the_lag_of_the_true_scores_about_as_often_as_they_say():
    # True scores scatter by 5 about a trend and are known to 2 points; draws err by 2 points about what is known.
    rng, n_runs, n_held, n_point = np.random.default_rng(8), 120, 0, 0
    for _ in range(n_runs):
        days = rng.integers(0, 1200, 60), rng.integers(0, 1200, 35)
        true = 100 + days[0] * 0.04 + rng.normal(0, 5, 60), 92 + days[1] * 0.04 + rng.normal(0, 5, 35)
        known = [scores + rng.normal(0, 2, len(scores)) for scores in true]
        draws = [scores + rng.normal(0, 2, (200, len(scores))) for scores in known]
        options = {"leader_days": days[0], "laggard_days": days[1], "start_day": 150, "as_of_day": 1200}
        low, high = (math.inf if b is None else b for b in bounds(drawn(*draws, **options), "median_days"))
        for scores, is_true in ((true, True), (known, False)):
            median = drawn(scores[0][None], scores[1][None], **options).median_days_lower
            is_held = low <= (math.inf if median is None else median) <= high
            n_held, n_point = n_held + (is_held and is_true), n_point + (is_held and not is_true)
    assert 0.85 <= n_held / n_runs <= 0.99
    assert n_point / n_runs >= 0.95


def test_without_errors_of_the_scores_the_bounds_close_on_the_estimate():
    # Noise far below the least distance of two scores changes no order: median and share stand, central moves by a fraction of a day.
    noise = np.random.default_rng(2).normal(0, 1e-6, (50, 5))
    lag = drawn(LEADERS[0] + noise[:, :3], LAGGARDS[0] + noise[:, 3:])
    assert bounds(lag, "median_days") == (400, 400)
    assert bounds(lag, "share_6m") == pytest.approx((1 / 3, 1 / 3))
    assert bounds(lag, "central_days") == pytest.approx((350, 350), abs=0.01)
    assert lag.central_days_lower < lag.central_days_upper


# What may not matter.


def noisy_input(seed: int = 3) -> dict:
    rng = np.random.default_rng(seed)
    leader_days, laggard_days = rng.choice(900, 12), rng.choice(900, 9)
    leaders = leader_days * 0.05 + rng.normal(0, 4, (80, 12))
    laggards = laggard_days * 0.05 + rng.normal(-4, 4, (80, 9))
    laggards[rng.random(laggards.shape) < 0.1] = NAN
    return {"leaders": leaders, "laggards": laggards, "leader_days": leader_days, "laggard_days": laggard_days}


def test_the_input_of_the_invariances_has_bounds_that_could_move():
    lag = drawn(**noisy_input(), start_day=50, as_of_day=950)
    for name in FIGURES:
        lower, upper = bounds(lag, name)
        assert lower is not None and (upper is None or lower < upper)
    assert 0 < lag.share_median_within_6m < 1


@few
@given(inputs(), SHIFTS, ORDERS)
def test_neither_the_order_of_releases_and_draws_nor_the_origin_of_the_days_moves_anything(data, shift, order):
    rows, n, m = (order.permutation(k) for k in (*data["leaders"].shape, data["laggards"].shape[1]))
    moved = {
        "leaders": data["leaders"][rows][:, n],
        "laggards": data["laggards"][rows][:, m],
        "leader_days": np.array(data["leader_days"])[n],
        "laggard_days": np.array(data["laggard_days"], dtype=int)[m],
    }
    expected = drawn(**data, start_day=50)
    assert drawn(**moved, start_day=50) == expected
    later = {name: moved[name] + shift for name in ("leader_days", "laggard_days")}
    got = drawn(**moved | later, start_day=50 + shift, as_of_day=600 + shift)
    for name in FIGURES:
        assert bounds(got, name) == pytest.approx(bounds(expected, name))
    assert got.share_median_within_6m == expected.share_median_within_6m


def test_the_pairing_of_the_draws_is_not_free():
    data, options = noisy_input(), {"start_day": 50, "as_of_day": 950}
    apart = data | {"laggards": data["laggards"][::-1]}
    assert drawn(**apart, **options) != drawn(**data, **options)


@pytest.mark.parametrize("rescale", [np.exp, np.arctan, lambda s: s**3])
def test_a_rescaling_that_keeps_the_order_in_each_draw_moves_only_central(rescale):
    data, shift = noisy_input(), np.linspace(-2, 2, 80)[:, None]
    expected = drawn(**data, start_day=50, as_of_day=950)
    moved = data | {name: rescale(data[name] / 20 + shift) for name in ("leaders", "laggards")}
    got = drawn(**moved, start_day=50, as_of_day=950)
    for name in ("median_days", "share_6m", "under_days"):
        assert bounds(got, name) == bounds(expected, name)
    assert got.share_median_within_6m == expected.share_median_within_6m
    assert bounds(got, "central_days") != bounds(expected, "central_days")


# Edges.


@pytest.mark.parametrize(
    "options",
    [
        {"leaders": np.full((3, 3), NAN)},
        {"leaders": np.ones((3, 0)), "leader_days": []},
        {"leaders": np.ones((0, 3)), "laggards": np.ones((0, 2))},
        {"start_day": 401},
    ],
)
def test_without_draws_or_without_a_record_in_any_there_is_not_enough_data(options):
    with pytest.raises(NotEnoughData):
        drawn(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"leader_days": [0, 1]}, "leader_days has 2 values, leader_draws 3 columns"),
        ({"laggard_days": [0, 1, 2]}, "laggard_days has 3 values, laggard_draws 2 columns"),
        ({"laggard_days": [0, NAN]}, r"laggard_days\[1\] is nan"),
        ({"leader_days": [0, 1, 601]}, r"leader_days\[2\] is 601.0, after the as-of day 600"),
        ({"laggards": np.ones((2, 2))}, "leader_draws 3, laggard_draws 2"),
        ({"leaders": np.full((3, 3), math.inf)}, r"leader_draws\[0, 0\] is inf"),
        ({"leaders": [1.0, 2, 3]}, r"leader_draws has shape \(3,\)"),
        ({"ci_level": 1}, "ci_level is 1"),
        ({"ci_level": NAN}, "ci_level is nan"),
        ({"start_day": NAN}, "start_day is nan"),
        ({"as_of_day": math.inf}, "as_of_day is inf"),
    ],
)
def test_bad_input_is_refused_with_its_value(options, message):
    with pytest.raises(ValueError, match=message):
        drawn(**options)
