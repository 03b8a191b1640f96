"""Pooled benchmarks: by hand, against the plain survival estimate and all possible draws, on simulated data, at the edges."""

import itertools
import math
from collections import Counter
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given

from lag.errors import NotEnoughData
from lag.intervals import MIN_BENCHMARKS_FOR_CI
from lag.pooled import PooledLag, estimate_pooled_lag
from lag.survival import estimate_survival_lag
from lag.units import SIX_MONTHS_DAYS
from tests.strategies import ORDERS, few, shuffled


def estimate(rows, seed=7, **options) -> tuple[PooledLag, ...]:
    """rows: (benchmark, domain, days, matched, chain, first tested)."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    benchmarks, domains, days, matched, chains, first = columns
    flags = np.array(matched, dtype=bool), np.array(first, dtype=bool)
    return estimate_pooled_lag(
        benchmarks,
        domains,
        np.array(days, dtype=float),
        flags[0],
        chains,
        flags[1],
        seed=seed,
        **options,
    )


def benchmark(name, domain, days, n_censored=0, first=True):
    """Records of one benchmark: the last n_censored are unmatched, the first is the first model tested."""
    n = len(days)
    return [
        (name, domain, day, i < n - n_censored, f"{name}-{i}" if i < n - n_censored else None, first and i == 0)
        for i, day in enumerate(days)
    ]


TWO = [
    *benchmark("a", "coding", [400, 50, 100, 100, 200]),
    *benchmark("b", "agents", [300, -20, 150, 260, 500], n_censored=1),
]


# By hand.


def test_two_benchmarks_by_hand():
    # All ten: 0, 50, 100, 100, 150, 200, 260, 300, 400 matched, 500 censored. S falls by a tenth each: 1/2 on day 150.
    # share within 182.625 days: 5 of 10.
    # Without 400 (a) and 300 (b), eight: 0, 50, 100, 100: S = 1/2 on day 100; 5 of 8 by day 182.625.
    rows = estimate(TWO)
    assert [(r.domain, r.has_first_tested) for r in rows] == [
        (None, True),
        (None, False),
        ("agents", True),
        ("agents", False),
        ("coding", True),
        ("coding", False),
    ]
    both, without = rows[:2]
    assert (both.n_benchmarks, both.n_records, both.n_matched, both.n_censored, both.n_negative) == (2, 10, 9, 1, 1)
    assert (both.median_days, both.share_6m) == (150, pytest.approx(0.5))
    assert (without.n_records, without.n_first_tested_left_out, both.n_first_tested_left_out) == (8, 2, 0)
    assert (without.median_days, without.share_6m) == (100, pytest.approx(5 / 8))
    # agents: 0, 150, 260, 300 matched, 500 censored: S = 4/5, 3/5, 2/5.
    assert rows[2].median_days == 260
    assert rows[3].n_records == 4
    # coding: 50, 100, 100, 200, 400.
    assert rows[4].median_days == 100
    assert both.median_days_lower is None  # two benchmarks are too few
    assert both.n_draws == 0


def test_benchmarks_with_fewer_than_five_records_are_left_out_and_counted():
    rows = estimate([*TWO, *benchmark("c", "coding", [1, 2, 3, 4]), *benchmark("d", "vision", [1, 2])])
    both, vision = rows[0], rows[-2]
    assert (both.n_benchmarks, both.n_benchmarks_left_out, both.n_records, both.n_records_left_out) == (2, 2, 10, 6)
    assert both.median_days == 150
    assert (vision.domain, vision.n_benchmarks, vision.n_benchmarks_left_out, vision.n_records) == ("vision", 0, 1, 0)
    assert (vision.median_days, vision.share_6m, vision.n_matched) == (None, None, 0)


def test_a_benchmark_is_let_in_with_its_first_tested_record_and_stays_in_without_it():
    rows = estimate(TWO)
    assert [r.n_benchmarks for r in rows] == [2, 2, 1, 1, 1, 1]


# Against other versions.


def simulate(rng, k, spread=0.6, domain="x"):
    """Benchmarks of 5 to 12 records, exponential lags of median 150 days times a factor of the benchmark."""
    rows = []
    for b in range(k):
        n = int(rng.integers(5, 13))
        true = rng.exponential(150 / math.log(2), n) * math.exp(rng.normal(0, spread))
        until = rng.uniform(100, 900, n)
        rows += [
            (b, domain, min(t, u), t <= u, (b, i), i == 0) for i, (t, u) in enumerate(zip(true, until, strict=True))
        ]
    return rows


def test_the_figures_are_those_of_the_survival_estimate_over_the_same_records():
    rows = simulate(np.random.default_rng(3), 9)
    for got, kept in zip(estimate(rows), (rows, [r for r in rows if not r[5]]), strict=False):
        _, _, days, matched, chains, _ = zip(*kept, strict=True)
        lag = estimate_survival_lag(days, np.array(matched), chains, rng=np.random.default_rng(0))
        assert (got.median_days, got.share_6m, got.n_records) == (lag.median_days, lag.share_6m, lag.n_records)
        assert got.n_matching_releases == lag.n_matching_releases
        assert got.chain_median_days_lower is not None


def test_the_same_records_have_the_same_interval_whatever_stands_beside_them_and_whatever_they_are_called():
    coding, agents = (
        simulate(np.random.default_rng(seed), 6, domain=domain) for seed, domain in ((3, "coding"), (4, "agents"))
    )
    renamed = [(f"bench {b}", "vision", days, is_one, f"chain {c}", first) for b, _, days, is_one, c, first in coding]
    (alone,) = (row for row in estimate(coding) if row.domain == "coding" and row.has_first_tested)
    rows = [*((b + 10, *rest) for b, *rest in agents), *coding, *renamed]
    for found in estimate(rows):
        if found.domain in ("coding", "vision") and found.has_first_tested:
            assert replace(found, domain="coding") == alone
            assert found.median_days_upper is not None


def slow_curve(records):
    """Median and share within six months of (day, matched), and whether the share is known; in plain floats."""
    s, median, share = 1.0, math.inf, 0.0
    for day in sorted({d for d, _ in records}):
        s *= 1 - sum(d == day and m for d, m in records) / sum(d >= day for d, _ in records)
        if s <= 0.5 + 1e-9 and median == math.inf:
            median = day
        if day <= SIX_MONTHS_DAYS:
            share = 1 - s
    return median, share, s < 1e-12 or max(d for d, _ in records) >= SIX_MONTHS_DAYS or share == 1


def test_the_bootstrap_has_the_distribution_of_all_possible_draws():
    # Five benchmarks make 5 ** 5 = 3,125 equally likely draws, 126 different ones. All but one end before six months.
    groups = [
        [(20, True), (60, True), (90, True), (120, False), (150, False)],
        [(30, True), (100, False), (110, False), (130, False), (140, False)],
        [(200, True), (250, True), (300, True), (310, True), (320, True)],
        [(10, True), (40, True), (170, True), (175, False), (180, False)],
        [(150, True), (160, True), (170, False), (175, False), (180, False)],
    ]
    drawn = Counter(tuple(sorted(draw)) for draw in itertools.product(range(5), repeat=5))
    values = [(*slow_curve([r for i in draw for r in groups[i]]), times / 3125) for draw, times in drawn.items()]
    rows = [(b, "x", d, m, (b, d), False) for b, group in enumerate(groups) for d, m in group]
    for level in (0.5, 0.8, 0.95):
        lag = estimate(rows, n_draws=40_000, ci_level=level)[0]
        below, above = (1 - level) / 2, (1 + level) / 2
        assert is_quantile(lag.median_days_lower, [(m, p) for m, _, _, p in values], below)
        assert is_quantile(lag.median_days_upper, [(m, p) for m, _, _, p in values], above)
        assert is_quantile(lag.share_6m_lower, [(s, p) for _, s, _, p in values], below)
        assert is_quantile(lag.share_6m_upper, [(s if known else 1.0, p) for _, s, known, p in values], above)
        never = sum(p for m, _, _, p in values if m == math.inf)
        unknown = sum(p for _, _, known, p in values if not known)
        assert never > 0 < unknown
        assert lag.n_draws_median_not_reached / 40_000 == pytest.approx(never, abs=0.01)
        assert lag.n_draws_share_unknown / 40_000 == pytest.approx(unknown, abs=0.01)


def is_quantile(bound, values, q):
    """Whether the bound of 40,000 draws is a q-quantile of (value, probability), within four standard errors."""
    got = math.inf if bound is None else bound
    return (
        sum(p for v, p in values if v < got - 1e-9) <= q + 0.01
        and sum(p for v, p in values if v <= got + 1e-9) >= q - 0.01
    )


# Recovery from simulated data.


def test_the_interval_holds_the_true_median_with_twenty_benchmarks():
    # The median over benchmarks drawn without end is 143.4 days, by 400,000 of them. 94% of 300 runs.
    hits, medians = 0, []
    for seed in range(60):
        lag = estimate(simulate(np.random.default_rng(seed), 20), n_draws=200)[0]
        hits += lag.median_days_lower <= 143.4 <= (math.inf if lag.median_days_upper is None else lag.median_days_upper)
        medians.append(lag.median_days)
    assert np.mean(medians) == pytest.approx(143.4, rel=0.05)
    assert hits / 60 >= 0.87


def test_drawing_benchmarks_is_wider_than_the_textbook_when_benchmarks_differ_and_lags_in_one_do_not():
    rng = np.random.default_rng(2)
    rows = [
        (b, "x", factor + i, True, (b, i), False) for b, factor in enumerate(rng.uniform(20, 700, 10)) for i in range(9)
    ]
    lag = estimate(rows)[0]
    alone = estimate_survival_lag(
        [r[2] for r in rows], np.ones(90, dtype=bool), [r[4] for r in rows], rng=np.random.default_rng(0)
    )
    assert lag.median_days_upper - lag.median_days_lower > 1.8 * (alone.median_days_upper - alone.median_days_lower)


# What may not matter.


MIXED = [
    *simulate(np.random.default_rng(3), 6, domain="coding"),
    *((b + 10, *rest) for b, *rest in simulate(np.random.default_rng(4), 5, domain="agents")),
]


@few
@given(ORDERS)
def test_neither_the_order_of_the_records_nor_the_names_of_benchmarks_and_chains_matter(order):
    expected = [asdict(row) for row in estimate(MIXED, n_draws=20)]
    assert {row["n_draws"] for row in expected} == {20}
    assert [asdict(row) for row in estimate(shuffled(order, MIXED), n_draws=20)] == expected
    renamed = [(f"z{-b}", domain, days, m, ("k", c), f) for b, domain, days, m, c, f in MIXED]
    assert [asdict(row) for row in estimate(renamed, n_draws=20)] == expected


def test_another_seed_moves_the_intervals_only():
    one, same, other = (estimate(MIXED, seed=seed, n_draws=200)[0] for seed in (7, 7, 8))
    assert one == same
    assert (one.median_days, one.share_6m) == (other.median_days, other.share_6m)
    assert one.share_6m_lower != other.share_6m_lower


# Edges.


@pytest.mark.parametrize(("k", "has_ci"), [(MIN_BENCHMARKS_FOR_CI - 1, False), (MIN_BENCHMARKS_FOR_CI, True)])
def test_an_interval_needs_five_benchmarks(k, has_ci):
    lag = estimate([row for b in range(k) for row in benchmark(b, "x", [10, 20, 30, 40, 50])])[0]
    assert (lag.median_days, lag.median_days_lower, lag.n_draws) == ((30, 30, 1000) if has_ci else (30, None, 0))


def test_all_censored_has_no_median_and_a_share_as_far_as_it_was_followed():
    rows = [row for b in range(6) for row in benchmark(b, "x", [100, 200, 300, 400, 500], n_censored=5)]
    lag = estimate(rows)[0]
    assert (lag.median_days, lag.median_days_lower, lag.median_days_upper) == (None, None, None)
    assert (lag.share_6m, lag.share_6m_lower, lag.share_6m_upper) == (0, 0, 0)
    assert lag.n_draws_median_not_reached == 1000


def test_negative_lags_enter_as_zero_and_are_counted():
    rows = [row for b in range(6) for row in benchmark(b, "x", [-250, 20 * b, 150, 180, 300], n_censored=1)]
    zero = [(b, d, max(days, 0), *rest) for b, d, days, *rest in rows]
    got, expected = (asdict(estimate(each)[0]) for each in (rows, zero))
    assert got == expected | {"n_negative": 6}
    assert got["n_draws"] == 1000


def test_a_share_that_is_unknown_has_no_interval_either():
    rows = [row for b in range(6) for row in benchmark(b, "x", [10, 20, 30, 40, 50], n_censored=1)]
    lag = estimate(rows)[0]
    assert (lag.share_6m, lag.share_6m_lower, lag.share_6m_upper) == (None, None, None)
    assert lag.n_draws_share_unknown == 1000


def test_all_records_first_tested_leave_nothing_without_them():
    rows = [("a", "x", day, True, day, True) for day in range(5)]
    with_first, without = estimate(rows)[:2]
    assert (with_first.n_records, without.n_records, without.n_benchmarks, without.median_days) == (5, 0, 0, None)
    assert without.n_first_tested_left_out == 5


@pytest.mark.parametrize(("rows", "n"), [([], 0), (TWO[:1], 1), (TWO[:4] + TWO[6:], 4)])
def test_no_benchmark_with_five_records_is_not_enough_data(rows, n):
    with pytest.raises(NotEnoughData) as caught:
        estimate(rows)
    assert (caught.value.n, caught.value.needed) == (n, 5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({1: "agents"}, "benchmark 'a' is in the domains 'agents' and 'coding'"),
        ({2: math.nan}, r"lag_days\[0\] is nan"),
        ({2: -3, 3: False}, r"lag_days\[0\] is -3.0 and unmatched"),
        ({4: None}, "chain_ids is None for a matched record"),
    ],
)
def test_bad_records_are_refused_with_their_value(change, message):
    first = tuple(change.get(i, value) for i, value in enumerate(TWO[0]))
    with pytest.raises(ValueError, match=message):
        estimate([first, *TWO[1:]])


@pytest.mark.parametrize(("place", "value"), [(2, math.nan), (2, math.inf), (4, None)])
def test_a_bad_record_of_a_benchmark_that_is_left_out_is_refused_too(place, value):
    """Only the records that were let in were looked at."""
    good = ("few", "coding", 30.0, True, "z", False)
    assert len(estimate([*TWO, good])) == len(estimate(TWO))
    with pytest.raises(ValueError, match=rf"lag_days\[{len(TWO)}\] is {value}|chain_ids is None"):
        estimate([*TWO, (*good[:place], value, *good[place + 1 :])])


@pytest.mark.parametrize(
    ("options", "message"), [({"ci_level": 95}, "ci_level is 95"), ({"n_draws": 0}, "n_draws is 0")]
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        estimate(TWO, **options)


def test_unequal_lengths_and_flags_that_are_not_booleans_are_refused():
    yes = np.ones(5, dtype=bool)
    five = ["a"] * 5, ["x"] * 5, np.arange(5.0)
    with pytest.raises(ValueError, match=r"lengths \[5, 5, 5, 5, 4, 5\]"):
        estimate_pooled_lag(*five, yes, ["c"] * 4, yes, seed=0)
    with pytest.raises(ValueError, match="is_first_tested has dtype float64"):
        estimate_pooled_lag(*five, yes, ["c"] * 5, np.ones(5), seed=0)
