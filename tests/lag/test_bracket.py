"""The bracket: by hand, against a published gap, against a slow version, and at the edges of what is known."""

import math

import numpy as np
import pytest
from hypothesis import given

from lag.bracket import BracketLag, estimate_bracket_lag
from tests.strategies import ORDERS, SHIFTS, UNITS, few, staircases

LEADER_DAYS, LEADER_SCORES = [0, 100, 300, 500], [10.0, 20.0, 40.0, 50.0]


def on(day, laggards, space="linear", leaders=(LEADER_DAYS, LEADER_SCORES)) -> BracketLag:
    """The bracket on one day or several, given laggard records as (day, score)."""
    days, scores = zip(*laggards, strict=True) if laggards else ((), ())
    return estimate_bracket_lag(*leaders, days, scores, np.atleast_1d(day), space=space)


def figures(lag: BracketLag) -> tuple[float, float, float]:
    return lag.under_days[0], lag.central_days[0], lag.over_days[0]


# By hand.


def test_a_level_between_two_records_by_hand():
    # L = 35 since day 400. Above: 40 of day 300; below: 20 of day 100. The line crosses 35 at 100 + 200 * 15/20 = day 250.
    # On day 600: under 600 - 300, central 600 - 250, over 600 - 100.
    lag = on(600, [(400, 35)])
    assert figures(lag) == (300, 350, 500)
    assert (lag.leader_above_index[0], lag.leader_below_index[0], lag.laggard_index[0]) == (2, 1, 0)
    assert not lag.is_leading[0]


def test_only_what_is_out_on_the_day_counts_and_the_same_day_counts():
    laggards = [(100, 12), (300, 45), (400, 60)]
    lag = on([99, 100, 299, 300, 499, 500], laggards)
    # On day 299 L = 12, first reached on day 100; on day 300 L = 45 is above 40, the best so far; 50 comes on day 500, when L is 60.
    assert lag.laggard_index.tolist() == [-1, 0, 0, 1, 2, 2]
    assert lag.is_leading.tolist() == [False, False, False, True, True, True]
    np.testing.assert_array_equal(lag.under_days, [np.nan, 0, 199, 0, 0, 0])
    np.testing.assert_array_equal(lag.over_days, [np.nan, 100, 299, 0, 0, 0])
    assert lag.leader_above_index.tolist() == [-1, 1, 1, -1, -1, -1]
    assert lag.leader_below_index.tolist() == [-1, 0, 0, 2, 2, 3]


def test_a_level_equal_to_a_record_is_crossed_at_that_record():
    # L = 40 was reached on day 300; the last record strictly below is 20 of day 100.
    assert figures(on(600, [(400, 40)])) == (300, 300, 500)


def test_the_line_is_straight_in_the_chosen_space():
    # logit: 0.25, 0.5, 0.75 are evenly spaced, at -1.0986, 0, 1.0986. log: 1, 10, 100 are.
    bounded, horizons = ([0, 100], [0.25, 0.75]), ([0, 100], [1, 100])
    assert on(200, [(150, 0.5)], "logit", bounded).central_days[0] == pytest.approx(150)
    assert on(200, [(150, 10)], "log", horizons).central_days[0] == pytest.approx(150)
    assert on(200, [(150, 10)], "linear", horizons).central_days[0] == pytest.approx(200 - 100 * 9 / 99)
    # logit of 0.6 is 0.4055: the crossing is at 100 * (0.4055 + 1.0986) / 2.1972 = 68.45
    assert on(200, [(150, 0.6)], "logit", bounded).central_days[0] == pytest.approx(200 - 68.4541, abs=1e-3)


# What is not known.


def test_laggards_above_every_leader_lead_and_all_three_are_zero():
    lag = on(600, [(550, 51)])
    assert figures(lag) == (0, 0, 0)
    assert lag.is_leading[0]
    assert (lag.leader_above_index[0], lag.leader_below_index[0]) == (-1, 3)


def test_leaders_above_before_the_data_begin_leave_over_and_central_unknown_and_not_zero():
    lag = on(600, [(400, 5)])
    assert lag.under_days[0] == 600
    assert np.isnan([lag.over_days[0], lag.central_days[0]]).all()
    assert (lag.leader_above_index[0], lag.leader_below_index[0]) == (0, -1)
    assert np.isnan(on(600, [(400, 10)]).over_days[0])  # equal to the first record: still none below


@pytest.mark.parametrize(
    ("leaders", "laggards"),
    [
        (([], []), [(1, 1)]),
        ((LEADER_DAYS, LEADER_SCORES), []),
        (([], []), []),
        (([700], [5]), [(1, 1)]),
        (([0], [5]), [(700, 9)]),
    ],
)
def test_before_the_first_record_of_either_group_nothing_is_known(leaders, laggards):
    lag = on(600, laggards, leaders=leaders)
    assert np.isnan(figures(lag)).all()
    assert not lag.is_leading[0]
    assert (lag.leader_above_index[0], lag.leader_below_index[0]) == (-1, -1)


def test_no_days_asked_give_no_days():
    lag = on([], [(400, 35)])
    assert lag.under_days.shape == lag.is_leading.shape == lag.laggard_index.shape == (0,)


@pytest.mark.parametrize(
    ("space", "scores", "level"), [("logit", [0.0, 0.5], 0.2), ("logit", [0.5, 1.0], 0.7), ("log", [0, 9], 3)]
)
def test_a_score_without_a_place_in_the_space_leaves_only_central_unknown(space, scores, level):
    lag = on(200, [(150, level)], space, ([0, 100], scores))
    assert (lag.under_days[0], lag.over_days[0]) == (100, 200)
    assert np.isnan(lag.central_days[0])
    assert np.isfinite(on(200, [(150, level)], "linear", ([0, 100], scores)).central_days[0])


def test_a_level_equal_to_a_full_score_needs_no_line():
    assert figures(on(200, [(150, 1.0)], "logit", ([0, 100], [0.5, 1.0]))) == (100, 100, 200)
    assert figures(on(200, [(150, 1.0)], "logit", ([0, 100], [0.0, 1.0]))) == (100, 100, 200)


# A slow independent version, and one row of a published table.


def slow_bracket(leaders, laggards, day):
    """Plain Python over lists of (day, score); None is unknown."""
    known = [s for d, s in laggards if d <= day]
    out = [(d, s) for d, s in leaders if d <= day]
    if not known or not out:
        return None, None, None
    level = max(known)
    above = [(d, s) for d, s in out if s >= level]
    below = [(d, s) for d, s in out if s < level]
    if not above:
        return 0, 0, 0
    (day_above, high), under = above[0], day - above[0][0]
    if not below:
        return under, None, None
    day_below, low = below[-1]
    crossing = day_below + (day_above - day_below) * (level - low) / (high - low)
    return under, day - crossing, day - day_below


@few
@given(staircases(), staircases())
def test_it_agrees_with_plain_python_on_every_day(leaders, laggards):
    days = np.arange(-10, 1100, 37)
    lag = estimate_bracket_lag(*leaders, *laggards, days)
    expected = [slow_bracket(list(zip(*leaders, strict=True)), list(zip(*laggards, strict=True)), d) for d in days]
    for got, want in zip((lag.under_days, lag.central_days, lag.over_days), zip(*expected, strict=True), strict=True):
        np.testing.assert_allclose(got, [np.nan if w is None else w for w in want], atol=1e-9)
    known = ~np.isnan(lag.central_days)
    assert (lag.under_days[known] <= lag.central_days[known]).all()
    assert (lag.central_days[known] <= lag.over_days[known]).all()


def test_the_lag_behind_gpt_4_that_epoch_published():
    # Epoch AI, How far behind are open models? (November 2024): Llama 3.1 405B took about 16 months to match GPT-4. As levels: GPT-3.5
    # (ChatGPT, 2022-11-30) is 1, GPT-4 (2023-03-14) is 2, Llama 3.1 405B (2024-07-23) is 2.
    chatgpt, gpt_4, llama = np.array(["2022-11-30", "2023-03-14", "2024-07-23"], dtype="datetime64[D]").astype(int)
    lag = estimate_bracket_lag([chatgpt, gpt_4], [1, 2], [llama], [2], [llama])
    assert lag.under_days[0] / 30.4375 == pytest.approx(16, abs=0.5)


# Recovery from simulated data.


def test_a_constant_lag_between_two_straight_lines_lies_in_the_bracket_and_central_finds_it():
    # Both groups gain 0.1 a day, the laggards 200 days later; records come at random days.
    errors = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        leader_days, laggard_days = (np.sort(rng.choice(2000, 60, replace=False)) for _ in range(2))
        today = laggard_days[(laggard_days > 400)]  # a lag is 200 on the day of a record; later it ages
        lag = estimate_bracket_lag(leader_days, 0.1 * leader_days, laggard_days, 0.1 * (laggard_days - 200), today)
        known = ~np.isnan(lag.over_days) & ~lag.is_leading
        assert (lag.under_days[known] <= 200).all()
        assert (lag.over_days[known] > 200).all()
        errors.extend(lag.central_days[known] - 200)
    assert np.abs(errors).max() < 1e-6


# What may not matter.


DAYS = np.arange(0, 1100, 37)
RECORDS = (
    np.array([0, 40, 130, 300]),
    np.array([0.2, 0.3, 0.55, 0.9]),
    np.array([60, 210, 420]),
    np.array([0.25, 0.5, 0.8]),
)


@few
@given(staircases(3), staircases(2), SHIFTS, ORDERS)
def test_the_origin_of_the_days_and_the_order_of_the_days_asked_do_not_matter(leaders, laggards, shift, order):
    places = order.permutation(len(DAYS))
    groups = [(days, scores / 64) for days, scores in (leaders, laggards)]
    expected = estimate_bracket_lag(*groups[0], *groups[1], DAYS, space="logit")
    moved = [(days + shift, scores) for days, scores in groups]
    got = estimate_bracket_lag(*moved[0], *moved[1], DAYS[places] + shift, space="logit")
    for name in ("under_days", "central_days", "over_days"):
        np.testing.assert_allclose(getattr(got, name), getattr(expected, name)[places], atol=1e-8)
    for name in ("is_leading", "leader_above_index", "leader_below_index", "laggard_index"):
        np.testing.assert_array_equal(getattr(got, name), getattr(expected, name)[places])


@few
@given(staircases(3), staircases(2), UNITS)
def test_another_unit_of_time_scales_the_bracket(leaders, laggards, unit):
    expected = estimate_bracket_lag(*leaders, *laggards, DAYS)
    groups = [(days * unit, scores) for days, scores in (leaders, laggards)]
    got = estimate_bracket_lag(*groups[0], *groups[1], DAYS * unit)
    for name in ("under_days", "central_days", "over_days"):
        np.testing.assert_allclose(getattr(got, name) / unit, getattr(expected, name), atol=1e-9)


@pytest.mark.parametrize("rescale", [np.sqrt, np.log, lambda s: s**3, lambda s: -1 / s])
def test_under_and_over_do_not_depend_on_the_scale_of_the_scores(rescale):
    leader_days, leader_scores, laggard_days, laggard_scores = RECORDS
    days = np.arange(0, 600, 13)
    expected = estimate_bracket_lag(*RECORDS, days)
    got = estimate_bracket_lag(leader_days, rescale(leader_scores), laggard_days, rescale(laggard_scores), days)
    np.testing.assert_array_equal(got.under_days, expected.under_days)
    np.testing.assert_array_equal(got.over_days, expected.over_days)
    np.testing.assert_array_equal(np.isnan(got.central_days), np.isnan(expected.central_days))


def test_a_line_in_log_space_is_the_line_through_the_logarithms():
    leader_days, leader_scores, laggard_days, laggard_scores = RECORDS
    days = np.arange(0, 600, 13)
    through = estimate_bracket_lag(leader_days, np.log(leader_scores), laggard_days, np.log(laggard_scores), days)
    np.testing.assert_allclose(estimate_bracket_lag(*RECORDS, days, space="log").central_days, through.central_days)


# Bad input.


@pytest.mark.parametrize(
    ("args", "space", "message"),
    [
        (([0, 1], [5, 5], [0], [1], [2]), "linear", r"leader_scores has 5.0 after 5.0 at place 1"),
        (([0, 0], [5, 6], [0], [1], [2]), "linear", r"leader_days has 0.0 after 0.0 at place 1"),
        (([0], [5], [3, 2], [1, 2], [2]), "linear", r"laggard_days has 2.0 after 3.0"),
        (([0], [5], [2], [1, 2], [2]), "linear", r"laggard_days has 1 values, laggard_scores 2"),
        (([0], [math.nan], [2], [1], [2]), "linear", r"leader_scores\[0\] is nan"),
        (([0], [5], [2], [1], [2, math.inf]), "linear", r"on_days\[1\] is inf"),
        (([0], [5], [2], [1], 2), "linear", r"on_days has shape \(\)"),
        (([0], [54], [2], [0.5], [2]), "logit", r"leader_scores has 54.0; logit space takes 0 to 1"),
        (([0], [0.5], [2], [-0.1], [2]), "logit", r"laggard_scores has -0.1; logit"),
        (([0], [-3], [2], [1], [2]), "log", r"leader_scores has -3.0; log space takes 0 to inf"),
        (([0], [5], [2], [1], [2]), "sqrt", "space is 'sqrt'"),
    ],
)
def test_bad_input_is_refused_with_its_value(args, space, message):
    with pytest.raises(ValueError, match=message):
        estimate_bracket_lag(*args, space=space)
