"""Forward lag: by hand, against a published table, against a slow version, on simulated data, and at the edges."""

import itertools
import math
import pickle
import re
import warnings
from dataclasses import asdict
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from lag.errors import NotEnoughData
from lag.product_limit import MIN_N_FOR_CI, fit_product_limit
from lag.survival import SurvivalLag, estimate_survival_lag
from lag.units import SIX_MONTHS_DAYS
from tests.strategies import ORDERS, UNITS, few, lags, shuffled


def estimate(days, matched, chains=None, seed=11, **options) -> SurvivalLag:
    """One chain a record unless told otherwise, and a generator of its own, so that every test stands alone."""
    ids = list(range(len(days))) if chains is None else list(chains)
    rng = np.random.default_rng(seed)
    return estimate_survival_lag(np.array(days, dtype=float), np.array(matched, dtype=bool), ids, rng=rng, **options)


def test_curve_and_band_are_those_of_scipy():
    # scipy's objects cost more than the arithmetic, which a weekly run does thousands of times; S = 0 is decided otherwise here.
    rng = np.random.default_rng(5)
    for n in (1, 2, 5, 20, 60) * 20:
        days, matched = rng.integers(0, 40, n).astype(float), rng.random(n) < rng.random()
        curve = fit_product_limit(days, matched, ci_level=0.95, has_band=True)
        sf = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=days[matched], right=days[~matched])).sf
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            band = sf.confidence_interval(0.95, method="log-log")
        assert curve.days.tolist() == sf.quantiles.tolist()
        assert curve.survival == pytest.approx(sf.probabilities, abs=1e-14)
        inside = (curve.survival > 0) & (curve.survival < 1 - 1e-12)
        assert curve.lower[inside] == pytest.approx(band.low.probabilities[inside], abs=1e-14)
        assert curve.upper[inside] == pytest.approx(band.high.probabilities[inside], abs=1e-14)


# By hand.


def test_six_records_by_hand():
    # day 100: 6 at risk, 1 matched: S = 5/6. Day 150: 5 at risk, 1 matched, then 1 censored: S = 5/6 * 4/5 = 2/3.
    # day 200: 3 at risk, 1 matched: S = 2/3 * 2/3 = 4/9 <= 1/2, the median. Day 300: 2 at risk, 1 matched: S = 2/9.
    # day 800: the last is censored. S(182.625) = S(150) = 2/3. S(5.5 months = 167.4) = 2/3. S(6.5 months = 197.8) = 2/3.
    # mean to 365.25: 100 * 1 + 50 * 5/6 + 50 * 2/3 + 100 * 4/9 + 65.25 * 2/9 = 234; to 730.5: 365.25 * 2/9 more.
    lag = estimate([100, 150, 150, 200, 300, 800], [1, 1, 0, 1, 1, 0], ["a", "b", "-", "b", "c", "-"])
    assert (lag.n_records, lag.n_matched, lag.n_censored, lag.n_negative) == (6, 4, 2, 0)
    assert (lag.n_chains, lag.n_matching_releases) == (4, 3)
    assert lag.median_days == 200
    assert lag.share_6m == pytest.approx(1 / 3)
    assert lag.share_5_5m == lag.share_6m == lag.share_6_5m
    assert lag.rmst_12m_days == pytest.approx(100 + 50 * 5 / 6 + 50 * 2 / 3 + 100 * 4 / 9 + 65.25 * 2 / 9)
    assert lag.rmst_24m_days == pytest.approx(lag.rmst_12m_days + 365.25 * 2 / 9)
    assert [(s.day, s.n_at_risk, s.n_matched, s.n_censored) for s in lag.curve] == [
        (0, 6, 0, 0),
        (100, 6, 1, 0),
        (150, 5, 1, 1),
        (200, 3, 1, 0),
        (300, 2, 1, 0),
        (800, 1, 0, 1),
    ]
    assert [s.survival for s in lag.curve] == pytest.approx([1, 5 / 6, 2 / 3, 4 / 9, 2 / 9, 2 / 9])
    assert (lag.curve[0].survival_lower, lag.curve[0].survival_upper) == (1, 1)


def test_the_band_at_one_step_by_hand():
    # S = 4/5 after one of five: se of log(-log S) = sqrt(1 / (5 * 4)) / |log 0.8| = 1.0021; 0.8 ** exp(+-1.959964 * 1.0021)
    width = math.exp(1.959963984540054 * math.sqrt(1 / 20) / -math.log(0.8))
    lag = estimate([10, 20, 30, 40, 50], [1, 0, 0, 0, 0])
    assert lag.curve[1].survival_lower == pytest.approx(0.8**width)
    assert lag.curve[1].survival_upper == pytest.approx(0.8 ** (1 / width))


def test_half_is_half_although_its_float_is_a_little_more():
    # 9/10 * 7/9 * 5/7 = 1/2 on day 30, in floats 0.5000000000000001; nothing is matched after it.
    lag = estimate([10, 20, 20, 30, 30, 90, 90, 90, 90, 90], [1] * 5 + [0] * 5)
    assert lag.curve[3].survival > 0.5
    assert lag.median_days == 30


def test_a_lag_of_182_days_is_within_six_months_and_one_of_183_is_not():
    lag = estimate([182, 183], [1, 1])
    assert lag.share_6m == 0.5
    assert (lag.share_5_5m, lag.share_6_5m) == (0, 1)


# A published table.


def test_the_leukaemia_table_of_freireich():
    # Freireich et al. 1963, Blood 21, 699-716, 6-mercaptopurine arm, weeks in remission; S as in Cox and Oakes 1984, Analysis of
    # Survival Data, table 1.1 and after. Follow-up of 6 weeks censored is tied with relapses at 6 weeks.
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    in_remission = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    lag = estimate(relapsed + in_remission, [1] * 9 + [0] * 12)
    falls = {s.day: round(s.survival, 3) for s in lag.curve if s.n_matched}
    assert falls == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert [s.n_at_risk for s in lag.curve if s.n_matched] == [21, 17, 15, 12, 11, 7, 6]
    assert lag.median_days == 23
    assert lag.median_days_upper is None
    assert lag.share_6m is None  # 35 weeks are not 182.625


# A slow independent version.


def slow_curve(records: list[tuple[int, bool]]) -> list[tuple[int, Fraction, Fraction | None]]:
    """(day, S, Greenwood sum) on each distinct day; the sum is None once S is 0."""
    s, greenwood, rows = Fraction(1), Fraction(0), []
    for day in sorted({max(d, 0) for d, _ in records}):
        at_risk = sum(max(d, 0) >= day for d, _ in records)
        dead = sum(max(d, 0) == day and is_matched for d, is_matched in records)
        s *= Fraction(at_risk - dead, at_risk)
        if greenwood is not None:
            greenwood = greenwood + Fraction(dead, at_risk * (at_risk - dead)) if dead < at_risk else None
        rows.append((day, s, greenwood))
    return rows


def slow_survival(records: list[tuple[int, bool]], day: float) -> Fraction | None:
    rows = slow_curve(records)
    return None if day > rows[-1][0] and rows[-1][1] > 0 else slow_curve_at(rows, day)


def slow_curve_at(rows: list[tuple[int, Fraction, Fraction | None]], day: float) -> Fraction:
    """S as if it stayed where the last record left it."""
    return next((s for d, s, _ in reversed(rows) if d <= day), Fraction(1))


def slow_mean(records: list[tuple[int, bool]], horizon: float) -> float | None:
    """One day at a time and exact, as every day is whole: S is constant over each piece."""
    if slow_survival(records, horizon) is None:
        return None
    rows = slow_curve(records)
    whole = sum(slow_curve_at(rows, day) for day in range(int(horizon)))
    return float(whole) + (horizon - int(horizon)) * float(slow_curve_at(rows, int(horizon)))


def slow_band(s: Fraction, greenwood: Fraction | None, sign: int) -> float | None:
    if s == 1:
        return 1.0
    if greenwood is None:
        return 0.0 if sign < 0 else None
    spread = NormalDist().inv_cdf(0.975) * math.sqrt(greenwood) / -math.log(s)
    return math.exp(-math.exp(math.log(-math.log(s)) - sign * spread))


def slow_median(records: list[tuple[int, bool]]) -> int | None:
    return next((day for day, s, _ in slow_curve(records) if s <= Fraction(1, 2)), None)


@few
@given(lags(min_size=MIN_N_FOR_CI, max_size=20))
def test_it_agrees_with_exact_fractions(records):
    days, matched = zip(*records, strict=True)
    lag = estimate(days, matched, n_draws=10)

    rows = slow_curve(records)
    steps = lag.curve if rows[0][0] == 0 else lag.curve[1:]
    assert [s.day for s in steps] == [day for day, _, _ in rows]
    assert [s.survival for s in steps] == pytest.approx([float(s) for _, s, _ in rows])
    lower = [slow_band(s, g, -1) for _, s, g in rows]
    upper = [slow_band(s, g, +1) for _, s, g in rows]
    assert [s.survival_lower for s in steps] == pytest.approx(lower)
    assert [s.survival_upper for s in steps] == [pytest.approx(u) if u is not None else None for u in upper]
    assert lag.median_days == slow_median(records)
    days_of = [day for day, _, _ in rows]
    assert lag.median_days_lower == next((d for d, v in zip(days_of, lower, strict=True) if v <= 0.5), None)
    reached = (d for d, v in zip(days_of, upper, strict=True) if v is not None and v <= 0.5)
    assert lag.median_days_upper == next(reached, None)
    for got, months in ((lag.share_5_5m, 5.5), (lag.share_6m, 6), (lag.share_6_5m, 6.5)):
        s = slow_survival(records, months * 30.4375)
        assert got == (None if s is None else pytest.approx(1 - float(s)))
    assert lag.rmst_12m_days == (pytest.approx(m) if (m := slow_mean(records, 365.25)) is not None else None)
    assert lag.rmst_24m_days == (pytest.approx(m) if (m := slow_mean(records, 730.5)) is not None else None)


def test_the_chain_bootstrap_has_the_distribution_of_all_possible_draws():
    # Four chains make 4 ** 4 = 256 draws, equally likely. The unmatched end before six months and one match comes after, so that
    # some draws reach no median and some leave the share open.
    chains = {"a": [(20, True), (50, True)], "b": [(90, True)], "c": [(250, True)], "-": [(40, False), (120, False)]}
    drawn = [list(itertools.chain(*draw)) for draw in itertools.product(chains.values(), repeat=4)]
    medians = sorted(math.inf if (m := slow_median(d)) is None else m for d in drawn)
    least = sorted(1 - float(slow_curve_at(slow_curve(d), SIX_MONTHS_DAYS)) for d in drawn)
    most = sorted(1.0 if (s := slow_survival(d, SIX_MONTHS_DAYS)) is None else 1 - float(s) for d in drawn)
    open_share = sum(slow_survival(d, SIX_MONTHS_DAYS) is None for d in drawn) / 256
    assert medians[-1] == math.inf
    assert 0 < open_share < 1

    records = [(*record, name) for name, members in chains.items() for record in members]
    days, matched, ids = zip(*records, strict=True)
    for level in (0.5, 0.8, 0.95):
        lag = estimate(days, matched, ids, n_draws=40_000, ci_level=level)
        below, above = (1 - level) / 2, (1 + level) / 2
        assert is_quantile(lag.chain_median_days_lower, medians, below)
        assert is_quantile(lag.chain_median_days_upper, medians, above)
        assert is_quantile(lag.chain_share_6m_lower, least, below)
        assert is_quantile(lag.chain_share_6m_upper, most, above)
        assert lag.n_draws_median_not_reached / 40_000 == pytest.approx(medians.count(math.inf) / 256, abs=0.01)
        assert lag.n_draws_share_unknown / 40_000 == pytest.approx(open_share, abs=0.01)


def is_quantile(bound: float | None, values: list[float], q: float) -> bool:
    """Whether the bound of 40,000 draws is a q-quantile of all 256, within four standard errors; None is past every value."""
    got = math.inf if bound is None else bound
    below, up_to = (sum(v < got - 1e-9 for v in values) / 256, sum(v <= got + 1e-9 for v in values) / 256)
    return below <= q + 0.01 and up_to >= q - 0.01


# Recovery from simulated data.


def test_the_median_and_the_share_of_simulated_lags_are_recovered():
    # Exponential lags with median 150 days, followed up for 0 to 600 days. A plain median of the matched lags is near 100.
    medians, shares, plain, hits = [], [], [], 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        true, follow_up = rng.exponential(150 / math.log(2), 120), rng.uniform(0, 600, 120)
        matched = true <= follow_up
        lag = estimate(np.minimum(true, follow_up), matched, n_draws=20)
        medians.append(lag.median_days)
        shares.append(lag.share_6m)
        plain.append(np.median(true[matched]))
        hits += lag.median_days_lower <= 150 <= lag.median_days_upper
    assert np.mean(medians) == pytest.approx(150, rel=0.04)
    assert np.mean(shares) == pytest.approx(1 - 0.5 ** (SIX_MONTHS_DAYS / 150), abs=0.02)
    assert np.mean(plain) < 115
    assert 0.88 <= hits / 60 <= 1


def test_chains_widen_the_interval_to_what_clustered_lags_need():
    # Twelve releases match four records each, nearly at the same lag: 48 records, but twelve independent ones. Over 1,500 runs the
    # textbook interval of 95% held the true median in 59% of them, the chain interval in 90%.
    textbook, chain = 0, 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        days = np.repeat(rng.exponential(150 / math.log(2), 12), 4) + rng.uniform(0, 2, 48)
        lag = estimate(days, [1] * 48, np.repeat(np.arange(12), 4), n_draws=200)
        textbook += lag.median_days_lower <= 151 <= lag.median_days_upper
        chain += lag.chain_median_days_lower <= 151 <= lag.chain_median_days_upper
    assert textbook / 200 < 0.7
    assert chain / 200 > 0.85


# What may not matter.


DAYS = [-12, 0, 35, 90, 90, 170, 210, 260, 40, 300, 500]
MATCHED = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]
CHAINS = ["a", "a", "b", "c", "c", "c", "d", "e", "?", "?", "?"]


def test_same_inputs_and_same_seed_give_the_same_bytes():
    assert pickle.dumps(estimate(DAYS, MATCHED, CHAINS)) == pickle.dumps(estimate(DAYS, MATCHED, CHAINS))


@few
@given(st.lists(st.tuples(lags(min_size=1, max_size=1), st.sampled_from("abcd")), min_size=5, max_size=15), ORDERS)
def test_neither_the_order_of_the_records_nor_the_names_of_the_chains_matter(drawn, order):
    records = [(days, matched, chain) for [(days, matched)], chain in drawn]
    expected = asdict(estimate(*zip(*records, strict=True), n_draws=30))
    assert asdict(estimate(*zip(*shuffled(order, records), strict=True), n_draws=30)) == expected
    days, matched, chains = zip(*records, strict=True)
    renamed = {"a": ("x", 9), "b": ("x", 1), "c": 3.5, "d": "a"}
    assert asdict(estimate(days, matched, [renamed[chain] for chain in chains], n_draws=30)) == expected


def test_the_ids_of_unmatched_records_do_not_matter():
    own = [c if m else f"own-{i}" for i, (c, m) in enumerate(zip(CHAINS, MATCHED, strict=True))]
    assert asdict(estimate(DAYS, MATCHED, own)) == asdict(estimate(DAYS, MATCHED, CHAINS))


@few
@given(lags(min_size=5), UNITS)
def test_medians_scale_with_the_unit_of_time(records, unit):
    days, matched = zip(*records, strict=True)
    one, other = (asdict(estimate(np.array(days) * factor, matched, n_draws=30)) for factor in (1, unit))
    names = (
        "median_days",
        "median_days_lower",
        "median_days_upper",
        "chain_median_days_lower",
        "chain_median_days_upper",
    )
    assert [other[name] for name in names] == [None if one[name] is None else unit * one[name] for name in names]


def test_the_generator_given_is_the_only_source_of_chance():
    state = np.random.get_state()[1].tolist()
    first, second = estimate(DAYS, MATCHED, CHAINS, seed=1), estimate(DAYS, MATCHED, CHAINS, seed=2)
    assert np.random.get_state()[1].tolist() == state
    assert first.n_draws_median_not_reached != second.n_draws_median_not_reached
    assert (first.median_days, first.curve) == (second.median_days, second.curve)


# Edges.


def test_no_records_is_not_enough_data():
    with pytest.raises(NotEnoughData, match="0 observations") as caught:
        estimate([], [])
    assert (caught.value.n, caught.value.needed) == (0, 1)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_one_record_has_an_estimate_and_no_interval():
    lag = estimate([100], [1])
    assert (lag.median_days, lag.share_6m, lag.rmst_12m_days) == (100, 1, 100)
    assert (lag.median_days_lower, lag.median_days_upper, lag.share_6m_lower, lag.share_6m_upper) == (None,) * 4
    assert (lag.chain_median_days_lower, lag.chain_share_6m_upper, lag.n_draws) == (None, None, 0)
    assert [(s.survival, s.survival_lower, s.survival_upper) for s in lag.curve] == [(1, None, None), (0, None, None)]


def test_below_five_records_there_is_no_interval_and_from_five_there_is():
    four, five = estimate([200, 210, 220, 230], [1] * 4), estimate([200, 210, 220, 230, 240], [1] * 5)
    assert (four.share_6m, four.share_6m_lower, four.share_6m_upper, four.median_days_lower) == (0, None, None, None)
    assert (five.share_6m_lower, five.share_6m_upper, five.median_days_lower) == (0, 0, 200)
    assert four.chain_median_days_lower is None
    assert five.chain_median_days_lower is not None


def test_all_censored_has_no_median_and_knows_the_share_only_as_far_as_it_was_followed():
    lag = estimate([100, 200, 300, 400, 500, 600], [0] * 6)
    assert (lag.median_days, lag.median_days_lower, lag.median_days_upper) == (None, None, None)
    assert (lag.share_6m, lag.rmst_12m_days, lag.rmst_24m_days) == (0, 365.25, None)
    assert (lag.n_chains, lag.n_matching_releases, lag.n_draws) == (1, 0, 0)
    assert {(s.survival, s.survival_lower, s.survival_upper) for s in lag.curve} == {(1, 1, 1)}
    assert estimate([100, 120, 140, 160, 180], [0] * 5).share_6m is None


def test_a_share_is_known_on_the_last_day_followed_and_not_the_day_after():
    assert estimate([50, SIX_MONTHS_DAYS], [1, 0]).share_6m == 0.5
    assert estimate([50, 182], [1, 0]).share_6m is None
    assert estimate([50, 182], [1, 0]).share_5_5m == 0.5
    assert estimate([50, 182], [0, 1]).share_6m == 1


def test_a_match_and_a_censoring_on_the_last_day_leave_the_rest_unknown():
    lag = estimate([50, 100, 100], [1, 1, 0])
    assert lag.curve[-1].survival == pytest.approx(1 / 3)
    assert lag.share_6m is None


def test_all_matched_on_one_day_has_an_open_upper_end():
    # S falls from 1 to 0 at once; the band is known to touch 0 and not where its upper end is.
    lag = estimate([120] * 6, [1] * 6)
    assert (lag.median_days, lag.median_days_lower, lag.median_days_upper) == (120, 120, None)
    assert (lag.share_6m, lag.share_6m_lower, lag.share_6m_upper) == (1, None, 1)
    assert (lag.chain_median_days_lower, lag.chain_median_days_upper) == (120, 120)
    assert (lag.curve[-1].survival_lower, lag.curve[-1].survival_upper) == (0, None)


def test_ties_between_matches_and_censorings_put_matches_first():
    # 4 at risk on day 10: 2 matched, S = 1/2, then 2 censored. The other way round S would be 0.
    assert estimate([10, 10, 10, 10], [1, 1, 0, 0]).curve[1].survival == 0.5


def test_negative_lags_enter_as_zero_and_are_counted():
    lag = estimate([-40, -1, 0, 30, 60, 90], [1] * 6)
    zero = estimate([0, 0, 0, 30, 60, 90], [1] * 6)
    assert lag.n_negative == 2
    assert asdict(lag) == asdict(zero) | {"n_negative": 2}
    assert (lag.curve[0].day, lag.curve[0].survival, lag.curve[0].n_at_risk, lag.curve[0].n_matched) == (0, 0.5, 6, 3)
    assert lag.median_days == 0
    assert math.copysign(1, lag.curve[0].day) == 1


def test_fewer_than_three_chains_have_no_chain_interval_and_leave_the_generator_alone():
    rng = np.random.default_rng(3)
    before = rng.bit_generator.state
    args = np.array([10.0, 20, 30, 40, 50, 60]), np.array([True] * 5 + [False])
    lag = estimate_survival_lag(*args, ["a"] * 6, rng=rng)
    assert lag.n_chains == 2
    assert (lag.chain_median_days_lower, lag.chain_median_days_upper, lag.chain_share_6m_lower) == (None, None, None)
    assert lag.median_days_lower is not None
    assert rng.bit_generator.state == before
    assert estimate_survival_lag(*args, list("aabbbb"), rng=rng).chain_median_days_lower is not None


def test_an_unknown_share_has_no_chain_interval_either():
    lag = estimate([10, 20, 30, 40, 50, 60], [1, 1, 1, 1, 1, 0])
    assert (lag.share_6m, lag.chain_share_6m_lower, lag.chain_share_6m_upper) == (None, None, None)
    assert lag.n_draws_share_unknown > 0


@pytest.mark.parametrize(
    ("days", "matched", "options", "message"),
    [
        ([1, math.nan], [1, 0], {}, r"lag_days\[1\] is nan"),
        ([math.inf, 2], [1, 0], {}, r"lag_days\[0\] is inf"),
        ([1, -2], [1, 0], {}, r"lag_days\[1\] is -2.0 and unmatched"),
        ([1, 2, 3], [1, 0], {}, r"shapes \(3,\), \(2,\)"),
        ([1, 2], [1, 0], {"chains": ["a"]}, r"\(1,\)"),
        ([[1, 2]], [[1, 0]], {}, r"shapes \(1, 2\)"),
        ([1, 2], [1, 0], {"chains": [None, None]}, "chain_ids is None"),
        ([1, 2], [1, 0], {"ci_level": 95}, "ci_level is 95"),
        ([1, 2], [1, 0], {"n_draws": 0}, "n_draws is 0"),
    ],
)
def test_bad_input_is_refused_with_its_value(days, matched, options, message):
    with pytest.raises(ValueError, match=message):
        estimate(days, matched, **options)


def test_matches_that_are_not_booleans_and_lags_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="dtype float64"):
        estimate_survival_lag([1.0], np.array([0.4]), ["a"], rng=np.random.default_rng(0))
    for kind in ("datetime64[D]", "timedelta64[ns]"):
        with pytest.raises(ValueError, match=f"lag_days has dtype {re.escape(kind)}"):
            estimate_survival_lag(np.array([9], dtype=kind), [True], ["a"], rng=np.random.default_rng(0))
