"""The decision rule: every branch of it by hand, and the simulated cases in which the answer is known."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from lag.claims import Verdict, judge_at_most, judge_on_average, judge_typically
from lag.level import LevelLag, estimate_level_lag
from lag.survival import SurvivalLag, estimate_survival_lag


def survival(days, matched, chains=None, **options) -> SurvivalLag:
    ids = list(range(len(days))) if chains is None else list(chains)
    args = np.array(days, dtype=float), np.array(matched, dtype=bool), ids
    return estimate_survival_lag(*args, rng=np.random.default_rng(5), **options)


def at_most(days, matched) -> Verdict:
    return judge_at_most(np.array(days, dtype=float), np.array(matched, dtype=bool), survival(days, matched))


def tallied(v: Verdict) -> tuple[int | None, ...]:
    return v.n, v.n_matched_in_time, v.n_later, v.n_unmatched, v.n_over


SOON = [20, 40, 60, 80, 100, 120, 130, 140, 150, 160, 170, 180]
LATE = [190, 200, 220, 240, 260, 280, 300, 320, 340, 360, 380, 400]


# Typically.


def test_typically_is_supported_when_the_whole_interval_lies_within_six_months():
    verdict = judge_typically(survival(SOON, [1] * 12))
    # twelve matched within 180 days: S falls to 1/2 on day 120, and the interval ends before day 183
    assert verdict.verdict == "supported"
    assert (verdict.figure, verdict.figure_unit, verdict.n, verdict.ci_level) == (120, "days", 12, 0.95)
    assert verdict.lower < 120 < verdict.upper <= 180
    assert (verdict.claim_id, verdict.reading, verdict.estimand) == ("six_months", "typically", "A")
    assert (verdict.reason_code, verdict.within_days, verdict.n_needed) == ("interval_below", 182.625, None)
    assert (verdict.n_chains, verdict.n_benchmarks, verdict.n_later) == (12, None, None)


def test_typically_is_contradicted_when_the_whole_interval_lies_past_six_months():
    verdict = judge_typically(survival(LATE, [1] * 12))
    assert verdict.verdict == "contradicted"
    assert verdict.lower > 182.625
    assert verdict.reason_code == "interval_above"


def test_typically_cannot_be_told_when_the_interval_holds_six_months():
    verdict = judge_typically(survival(SOON[6:] + LATE[:6], [1] * 12))
    assert verdict.verdict == "cannot be told"
    assert verdict.lower < 182.625 < verdict.upper
    assert verdict.reason_code == "interval_across"


def test_typically_cannot_be_told_when_the_median_has_no_upper_end():
    verdict = judge_typically(survival(SOON[:5] + [170] * 7, [1] * 5 + [0] * 7))
    assert (verdict.verdict, verdict.figure, verdict.upper) == ("cannot be told", None, None)
    assert (verdict.reason_code, verdict.interval_state) == ("interval_across", "open")


def test_the_wider_interval_decides_end_by_end():
    # fifteen records, but matched by three releases; the textbook interval takes them for fifteen.
    days, chains = [60] * 4 + [100] * 8 + [300] * 3, ["a"] * 4 + ["b"] * 8 + ["c"] * 3
    one_each, three = survival(days, [1] * 15), survival(days, [1] * 15, chains)
    assert (three.median_days_lower, three.median_days_upper) == (60, 100)
    assert (three.chain_median_days_lower, three.chain_median_days_upper) == (60, 300)
    assert (judge_typically(three).lower, judge_typically(three).upper) == (60, 300)
    narrow = replace(one_each, median_days_lower=90.0, median_days_upper=110.0)
    wide = replace(narrow, chain_median_days_lower=80.0, chain_median_days_upper=190.0)
    assert (
        judge_typically(replace(narrow, chain_median_days_lower=95.0, chain_median_days_upper=100.0)).verdict
        == "supported"
    )
    assert asdict(judge_typically(wide)).items() >= {"lower": 80, "upper": 190, "verdict": "cannot be told"}.items()


def test_both_intervals_must_lie_past_six_months_to_contradict():
    base = survival(LATE, [1] * 12)
    assert judge_typically(replace(base, chain_median_days_lower=182.0)).verdict == "cannot be told"
    assert judge_typically(replace(base, median_days_lower=182.625)).verdict == "cannot be told"
    assert (
        judge_typically(replace(base, median_days_lower=183.0, chain_median_days_lower=183.0)).verdict == "contradicted"
    )


def test_six_months_to_the_day_is_within():
    base = replace(survival(SOON, [1] * 12), median_days_upper=182.625, chain_median_days_upper=182.625)
    assert judge_typically(base).verdict == "supported"
    assert judge_typically(replace(base, chain_median_days_upper=183.0)).verdict == "cannot be told"


def test_a_median_too_far_away_to_have_a_lower_end_still_contradicts():
    # 3 of 20 matched, the rest followed for 900 days: no band reaches one half, on any day, so the median lies past them all.
    late = survival([100, 400, 500] + [900] * 17, [1] * 3 + [0] * 17)
    assert (late.median_days, late.median_days_lower) == (None, None)
    assert late.share_6m_upper < 0.5
    # the chain interval knows less: in many draws there is no unmatched record, and the median is reached
    assert judge_typically(late).verdict == "cannot be told"
    sure = judge_typically(replace(late, chain_median_days_lower=None, chain_share_6m_upper=0.4))
    assert (sure.verdict, sure.lower) == ("contradicted", None)
    assert (sure.reason_code, sure.interval_state) == ("interval_above", "open")


def test_a_lower_end_that_is_not_reached_because_follow_up_is_short_says_nothing():
    short = survival([100] + [150] * 11, [1] + [0] * 11)
    assert (short.median_days_lower, short.share_6m) == (None, None)
    assert judge_typically(short).verdict == "cannot be told"


@pytest.mark.parametrize(
    ("days", "chains", "short"),
    [(SOON[:4], None, ("too_few_records", 5, 4)), (SOON, "a" * 12, ("too_few_chains", 3, 1))],
)
def test_typically_cannot_be_told_without_both_intervals(days, chains, short):
    verdict = judge_typically(survival(days, [1] * len(days), chains))
    assert (verdict.verdict, verdict.lower, verdict.upper) == ("cannot be told", None, None)
    assert (verdict.reason_code, verdict.n_needed, verdict.n_chains, verdict.interval_state) == (*short, "unknown")


# At most.


def test_at_most_is_supported_when_every_record_was_matched_within_six_months():
    verdict = at_most([-30, 0, 50, 100, 182], [1] * 5)
    assert (verdict.verdict, verdict.figure, verdict.figure_unit) == ("supported", 1, "share")
    assert (verdict.reason_code, *tallied(verdict)) == ("all_in_time", 5, 5, 0, 0, 0)


def test_at_most_is_contradicted_by_one_late_match_or_one_long_wait():
    assert at_most([10, 20, 30, 40, 183], [1] * 5).verdict == "contradicted"
    assert at_most([10, 20, 30, 40, 183], [1, 1, 1, 1, 0]).verdict == "contradicted"
    verdict = at_most([10, 20, 30, 200, 300, 400], [1, 1, 1, 1, 0, 0])
    assert (verdict.reason_code, *tallied(verdict)) == ("counterexamples", 6, 3, 1, 2, 2)
    assert verdict.figure == pytest.approx(0.5)
    assert verdict.lower <= 0.5 <= verdict.upper


def test_at_most_cannot_be_told_while_clocks_still_run():
    verdict = at_most([10, 20, 30, 40, 182], [1, 1, 1, 1, 0])
    assert verdict.verdict == "cannot be told"
    assert (verdict.reason_code, *tallied(verdict)) == ("clocks_running", 5, 4, 0, 1, 0)


def test_at_most_needs_no_interval():
    verdict = at_most([300], [1])
    assert (verdict.verdict, verdict.figure, verdict.lower, verdict.upper) == ("contradicted", 0, None, None)
    assert at_most([100], [0]).verdict == "cannot be told"


def test_the_share_bears_the_wider_interval():
    days, matched = SOON[:6] + LATE[:6], [1] * 12
    lag = survival(days, matched, ["a"] * 6 + ["b"] * 3 + ["c"] * 3)
    verdict = judge_at_most(np.array(days, dtype=float), np.array(matched, dtype=bool), lag)
    assert verdict.lower == min(lag.share_6m_lower, lag.chain_share_6m_lower)
    assert verdict.upper == max(lag.share_6m_upper, lag.chain_share_6m_upper)


def test_an_estimate_over_other_records_is_refused():
    lag = survival(SOON, [1] * 12)
    with pytest.raises(ValueError, match="11 records, 11 of them matched; survival was estimated over 12 and 12"):
        judge_at_most(np.array(SOON[:11], dtype=float), np.ones(11, dtype=bool), lag)


# On average over levels.


def level(lag, n=12, waiting=0.0, as_of_day=None) -> LevelLag:
    """n steps of one point each, ten days apart, followed after `lag` days; `waiting` points more are not reached."""
    days, scores = 10.0 * np.arange(n + 1), np.arange(n + 1.0)
    leader_days, leader_scores = (
        (np.append(days, days[-1] + 1), np.append(scores, n + waiting)) if waiting else (days, scores)
    )
    args = leader_days, leader_scores, days + lag, scores
    as_of = days[-1] + lag if as_of_day is None else as_of_day
    return estimate_level_lag(*args, level_from=0, as_of_day=as_of, rng=np.random.default_rng(5))


def test_on_average_is_supported_when_the_whole_interval_lies_within_six_months():
    verdict = judge_on_average(level(100))
    assert (verdict.verdict, verdict.figure, verdict.lower, verdict.upper) == ("supported", 100, 100, 100)
    assert (verdict.claim_id, verdict.reading, verdict.estimand) == ("six_months", "on average over levels", "C")
    assert (verdict.figure_unit, verdict.n, verdict.ci_level) == ("days", 12, 0.95)
    assert (verdict.reason_code, verdict.level_from, verdict.level_to) == ("interval_below", 0, 12)


def test_on_average_is_contradicted_when_the_whole_interval_lies_past_six_months():
    verdict = judge_on_average(level(250))
    assert (verdict.verdict, verdict.lower) == ("contradicted", 250)
    assert verdict.reason_code == "interval_above"


def test_on_average_cannot_be_told_when_the_interval_holds_six_months():
    verdict = judge_on_average(replace(level(180), mean_days_lower=150.0, mean_days_upper=210.0))
    assert verdict.verdict == "cannot be told"
    assert verdict.reason_code == "interval_across"


def test_on_average_six_months_to_the_day_is_within():
    base = replace(level(180), mean_days_lower=182.625, mean_days_upper=182.625)
    assert judge_on_average(base).verdict == "supported"
    assert judge_on_average(replace(base, mean_days_upper=182.7)).verdict == "cannot be told"
    late = replace(base, mean_days_lower=182.7, mean_days_upper=190.0)
    assert judge_on_average(late).verdict == "contradicted"


def test_levels_still_waiting_do_not_support_the_claim_by_their_absence():
    # 12 points reached after 100 days; 12 more waiting since day 121 until day 521, so at least (12 * 100 + 12 * 400) / 24 = 250.
    verdict = judge_on_average(level(100, waiting=12, as_of_day=521))
    assert (verdict.verdict, verdict.figure, verdict.upper) == ("cannot be told", 100, 100)
    assert (verdict.reason_code, verdict.share_not_reached, verdict.mean_days_at_least) == ("levels_waiting", 0.5, 250)
    # waiting since 100 days only, they leave the mean within six months so far
    assert judge_on_average(level(100, waiting=12, as_of_day=221)).verdict == "supported"


def test_waiting_levels_do_not_take_back_a_contradiction():
    assert judge_on_average(level(250, waiting=12, as_of_day=370)).verdict == "contradicted"


def test_on_average_cannot_be_told_without_an_interval_or_without_a_level():
    few = judge_on_average(level(100, n=4))
    assert (few.verdict, few.figure, few.lower, few.upper) == ("cannot be told", 100, None, None)
    assert (few.reason_code, few.n, few.n_laggard_steps, few.n_needed) == ("too_few_steps", 4, 4, 5)
    none = estimate_level_lag([0, 9], [1, 2], [], [], level_from=1, as_of_day=50, rng=np.random.default_rng(0))
    nothing = judge_on_average(none)
    assert (nothing.verdict, nothing.figure, nothing.n) == ("cannot be told", None, 0)
    assert (nothing.reason_code, nothing.level_from, nothing.n_needed) == ("nothing_to_judge", 1, None)


# Recovery, and what may not matter.


@pytest.mark.parametrize(("median", "wrong"), [(60, "contradicted"), (700, "supported")])
def test_clear_cases_are_never_told_wrongly(median, wrong):
    verdicts = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        true, follow_up = rng.exponential(median / np.log(2), 40), rng.uniform(300, 900, 40)
        days, matched = np.minimum(true, follow_up), true <= follow_up
        verdicts.append(judge_typically(survival(days, matched, n_draws=200)).verdict)
    assert verdicts.count(wrong) == 0
    assert verdicts.count("cannot be told") < (4 if median == 60 else 32)  # slower to contradict: see the rule's caveat


def test_the_order_of_the_records_does_not_matter():
    days, matched = np.array([*SOON, 200.0, 300]), np.array([True] * 12 + [True, False])
    order = np.random.default_rng(0).permutation(14)
    one, other = at_most(days, matched), at_most(days[order], matched[order])
    assert asdict(one) == asdict(other)
