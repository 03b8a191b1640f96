"""Two eras: by hand, against a published example, against exact fractions, on simulated data, and at the edges."""

import math
from dataclasses import asdict
from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import given

from lag.eras import EraComparison, compare_eras
from lag.errors import NotEnoughData
from tests.strategies import ORDERS, SHIFTS, UNITS, few, lags


def compare(before, after, **options) -> EraComparison:
    """Eras as lists of (days, matched), split on day 100."""
    rows = [(0, *row) for row in before] + [(100, *row) for row in after]
    released, days, matched = zip(*rows, strict=True) if rows else ((), (), ())
    return compare_eras(released, days, np.array(matched, dtype=bool), **({"split_day": 100} | options))


def matched(*days):
    return [(day, True) for day in days]


def censored(*days):
    return [(day, False) for day in days]


# By hand.


def test_five_records_by_hand():
    # before: 10, 30 matched, 40 censored; after: 20 matched, 50 censored. The later era expects, on each day with a match,
    # day 10: 2 of 5 at risk, 2/5, variance 2/5 * 3/5 = 6/25; day 20: 2 of 4, 1/2, variance 1/4; day 30: 1 of 3, 1/3, variance 2/9.
    # Observed 1, expected 37/30; z = (1 - 37/30) / sqrt(6/25 + 1/4 + 2/9) = -0.2333 / 0.8439.
    eras = compare([*matched(10, 30), *censored(40)], [*matched(20), *censored(50)])
    z = (1 - 37 / 30) / math.sqrt(6 / 25 + 1 / 4 + 2 / 9)
    assert eras.statistic == pytest.approx(z)
    assert eras.p_value == pytest.approx(math.erfc(abs(z) / math.sqrt(2)))
    assert (eras.n_before, eras.n_after, eras.n_matched_before, eras.n_matched_after) == (3, 2, 2, 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_test_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 60))
    days, is_matched, is_after = rng.integers(0, 25, n).astype(float), rng.random(n) < 0.6, np.arange(n) % 3 == 0
    later, earlier = (
        scipy.stats.CensoredData(uncensored=days[era & is_matched], right=days[era & ~is_matched])
        for era in (is_after, ~is_after)
    )
    other = scipy.stats.logrank(later, earlier)
    eras = compare_eras(np.where(is_after, 100, 0), days, is_matched, split_day=100)
    assert eras.statistic == pytest.approx(other.statistic, rel=1e-12)
    assert eras.p_value == pytest.approx(other.pvalue, rel=1e-12)


def test_the_statistic_is_positive_when_the_later_era_is_matched_sooner():
    assert compare(matched(100, 110, 120), matched(10, 20, 30)).statistic > 0
    assert compare(matched(10, 20, 30), matched(100, 110, 120)).statistic < 0


def test_a_record_of_the_day_itself_is_of_the_later_era():
    eras = compare_eras([99, 100, 101], [5, 6, 7], np.ones(3, dtype=bool), split_day=100)
    assert (eras.n_before, eras.n_after) == (1, 2)


def test_the_detectable_ratio_is_schoenfelds():
    # Two equal eras, 5% and 80%: D = 4 * (1.95996 + 0.84162)^2 / (log 2)^2 = 65.3 matches find a ratio of 2, the 66 of the textbooks.
    sixty_six = matched(*range(33))
    eras = compare(sixty_six, sixty_six)
    assert eras.detectable_hazard_ratio == pytest.approx(math.exp(2.801585 / math.sqrt(66 / 4)), rel=1e-6)
    assert compare(sixty_six[:32], sixty_six).detectable_hazard_ratio > 2 > eras.detectable_hazard_ratio
    # a lopsided split finds less: 6 of 66 records in one era, p (1 - p) = 60 * 6 / 66^2
    lopsided = compare(matched(*range(60)), matched(*range(6)))
    assert lopsided.detectable_hazard_ratio == pytest.approx(math.exp(2.801585 / math.sqrt(66 * 360 / 66**2)), rel=1e-6)
    # unmatched records add nothing but their place in the split
    assert compare([*matched(*range(10)), *censored(9, 9)], matched(*range(12))).detectable_hazard_ratio > 2


def test_the_note_says_with_the_figures_what_so_few_cannot_show():
    eras = compare([*matched(50, 100, 150, 200), *censored(300)], [*matched(60, 120, 180), *censored(90, 40)])
    # 7 matched, halves: exp(2.8016 / sqrt(7 / 4)) = exp(2.1178) = 8.31
    assert eras.power_note == (
        "With 5 records before and 5 from the day on, 7 of them matched, the test would find in 80% of cases only a matching "
        "rate at least 8.3 times as high in one era as in the other, and records matched by one release make it weaker still. "
        "That it shows no break here (p > 0.05) does not show that there was none."
    )
    broken = compare(matched(*range(100, 140)), matched(*range(1, 41)))
    assert broken.p_value < 0.001
    assert broken.power_note.endswith("It shows a break here (p <= 0.05), whose size so few records leave open.")


# A published example.


def test_the_glioma_example_of_bland_and_altman():
    # Bland and Altman 2004, The logrank test, BMJ 328, 1073: chi-squared 7.5 on one degree of freedom, P = 0.006.
    astrocytoma = [
        *matched(6, 13, 21, 30, 37, 38, 49, 50, 63, 79, 86, 98, 202, 219),
        *censored(31, 47, 80, 82, 82, 149),
    ]
    glioblastoma = [
        *matched(
            10, 10, 12, 13, 14, 15, 16, 17, 18, 20, 24, 24, 25, 28, 30, 33, 35, 37, 40, 40, 46, 48, 76, 81, 82, 91
        ),
        *matched(112, 181),
        *censored(34, 40, 70),
    ]
    eras = compare(glioblastoma, astrocytoma)
    assert eras.statistic**2 == pytest.approx(7.5, abs=0.05)
    assert eras.statistic < 0
    assert eras.p_value == pytest.approx(0.006, abs=0.0005)


# A slow independent version.


def slow_logrank(before, after):
    """Squared statistic and its sign, exact."""
    both, difference, variance = before + after, Fraction(0), Fraction(0)
    for day in sorted({d for d, m in both if m}):
        at_risk, later = sum(d >= day for d, _ in both), sum(d >= day for d, _ in after)
        dead = sum(d == day and m for d, m in both)
        difference += sum(d == day and m for d, m in after) - Fraction(dead * later, at_risk)
        if at_risk > 1:
            variance += Fraction(dead * later * (at_risk - later) * (at_risk - dead), at_risk**2 * (at_risk - 1))
    return None if variance == 0 else (float(difference**2 / variance), difference)


@few
@given(lags(first=0, last=120, step=10, max_size=11), lags(first=0, last=120, step=10, max_size=11))
def test_it_agrees_with_exact_fractions(before, after):
    eras, expected = compare(before, after), slow_logrank(before, after)
    if expected is None:
        assert (eras.statistic, eras.p_value) == (None, None)
    else:
        square, difference = expected
        assert eras.statistic == pytest.approx(math.copysign(math.sqrt(square), difference), abs=1e-9)


# Recovery from simulated data.


def simulate(rng, n, ratio):
    """Exponential lags, matched at a rate `ratio` times as high in the later era, followed for 300 to 1500 days."""
    eras = []
    for rate in (1.0, ratio):
        true, until = rng.exponential(200 / rate, n), rng.uniform(300, 1500, n)
        eras.append(list(zip(np.minimum(true, until), true <= until, strict=True)))
    return eras


def test_without_a_difference_one_run_in_twenty_shows_one():
    p_values = [compare(*simulate(np.random.default_rng(seed), 20, 1.0)).p_value for seed in range(400)]
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=0.03)


def test_the_detectable_ratio_is_detected_about_as_often_as_it_says():
    # 33 records in each era, nearly all matched, find 2.01: in 77% of 1,000 runs. With 10 in each it is 3.54, found in 73%.
    for n, ratio, at_least in ((33, 2.01, 0.72), (10, 3.54, 0.66)):
        eras = [compare(*simulate(np.random.default_rng(seed), n, ratio)) for seed in range(300)]
        assert np.mean([e.detectable_hazard_ratio for e in eras]) == pytest.approx(ratio, abs=0.05)
        assert at_least < np.mean([e.p_value <= 0.05 for e in eras]) < 0.84


# What may not matter.


BEFORE, AFTER = [*matched(-5, 20, 90, 90, 210), *censored(400, 90)], [*matched(0, 35, 90, 120), *censored(60, 150)]


@few
@given(lags(), lags(), SHIFTS, ORDERS)
def test_neither_the_order_of_the_records_nor_the_origin_of_the_days_matters(before, after, shift, order):
    expected = asdict(compare(before, after))
    rows = [(0, *row) for row in before] + [(100, *row) for row in after]
    released, days, is_matched = zip(*[rows[i] for i in order.permutation(len(rows))], strict=True)
    got = asdict(compare_eras(np.array(released) + shift, days, np.array(is_matched), split_day=100 + shift))
    assert got == expected | {"split_day": 100 + shift} | close(expected)


@few
@given(lags(), lags(), UNITS)
def test_the_unit_of_the_lags_does_not_matter(before, after, unit):
    expected = asdict(compare(before, after))
    got = asdict(compare(*([(day * unit, is_one) for day, is_one in era] for era in (before, after))))
    assert got == expected | close(expected)


def close(expected):
    """Figures that are sums, which another order of the days rounds otherwise."""
    names = ("statistic", "p_value")
    return {name: expected[name] and pytest.approx(expected[name], abs=1e-9) for name in names}


def test_swapping_the_eras_turns_the_sign():
    assert compare(AFTER, BEFORE).statistic == pytest.approx(-compare(BEFORE, AFTER).statistic)


def test_negative_lags_enter_as_zero_and_are_counted():
    zero = compare([*matched(0), *BEFORE[1:]], AFTER)
    assert asdict(compare(BEFORE, AFTER)) == asdict(zero) | {"n_negative": 1}


# Edges.


@pytest.mark.parametrize(("before", "after"), [([], []), (BEFORE, []), ([], AFTER)])
def test_an_era_without_records_is_not_enough_data(before, after):
    with pytest.raises(NotEnoughData, match="0 observations"):
        compare(before, after)


def test_all_censored_cannot_be_compared():
    eras = compare(censored(10, 20), censored(30))
    assert (eras.statistic, eras.p_value, eras.detectable_hazard_ratio) == (None, None, None)
    assert eras.power_note == "With 2 records before and 1 from the day on, 0 of them matched, nothing can be compared."


@pytest.mark.parametrize(
    ("before", "after"), [(matched(50, 50), matched(50)), (matched(10, 20), censored(5)), (matched(10), matched(10))]
)
def test_matches_on_one_day_or_after_the_other_era_has_left_have_no_value(before, after):
    eras = compare(before, after)
    assert (eras.statistic, eras.p_value) == (None, None)
    assert "It has no value here" in eras.power_note
    assert eras.detectable_hazard_ratio > 1


def test_one_record_in_each_era():
    # day 10: one of two at risk is of the later era; expected 1/2, observed 0, variance 1/4: z = -1. Day 20: it is alone.
    assert compare(matched(10), matched(20)).statistic == pytest.approx(-1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"before": [(math.nan, True)]}, r"lag_days\[0\] is nan"),
        ({"before": [(-4, False)]}, r"lag_days\[0\] is -4.0 and unmatched"),
        ({"split_day": math.nan}, "split_day is nan"),
        ({"alpha": 5}, "alpha is 5 and power 0.8"),
        ({"power": 0.01}, "alpha is 0.05 and power 0.01"),
    ],
)
def test_bad_input_is_refused_with_its_value(options, message):
    with pytest.raises(ValueError, match=message):
        compare(**({"before": BEFORE, "after": AFTER} | options))


def test_unequal_lengths_and_matches_that_are_not_booleans_are_refused():
    with pytest.raises(ValueError, match=r"shapes \(2,\), \(1,\) and \(2,\)"):
        compare_eras([1, 2], [1], np.ones(2, dtype=bool), split_day=2)
    with pytest.raises(ValueError, match="dtype float64"):
        compare_eras([1, 2], [1, 2], [0.4, 1.0], split_day=2)
