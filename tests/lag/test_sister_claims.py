"""The decision rules of the sister claims: every branch by hand, the boundaries, and what there is to say without data."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from lag.claims import MedianInterval, Verdict, judge_median, judge_typically
from lag.efficiency import EfficiencyRatio, estimate_efficiency_ratio
from lag.intervals import Interval
from lag.openness import estimate_open_share
from lag.pooled import PooledLag, estimate_pooled_lag
from lag.sister_claims import (
    SpreadListing,
    judge_hundred_times,
    judge_ninety,
    judge_ninety_pooled,
    judge_openness,
    judge_replicated,
    judge_spread,
    list_untested,
)
from lag.survival import SurvivalLag, estimate_survival_lag

SOON = [20, 40, 60, 80, 100, 120, 130, 140, 150, 160, 170, 180]
LATE = [190, 200, 220, 240, 260, 280, 300, 320, 340, 360, 380, 400]


def replicated(days, matched) -> tuple[Verdict, Verdict, Verdict]:
    return judge_replicated(np.array(days, dtype=float), np.array(matched, dtype=bool))


def tallied(v: Verdict) -> tuple[int | None, ...]:
    return v.n, v.n_matched_in_time, v.n_later, v.n_unmatched, v.n_over


def survival(days) -> SurvivalLag:
    matched = np.ones(len(days), dtype=bool)
    return estimate_survival_lag(days, matched, range(len(days)), rng=np.random.default_rng(5))


def pooled(days, n_benchmarks=6, **changes) -> PooledLag:
    """The same lags on every benchmark, each record matched by a release of its own."""
    n = n_benchmarks * len(days)
    benchmarks = [f"b{i}" for i in range(n_benchmarks) for _ in days]
    flags = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    lags = np.tile(np.array(days, dtype=float), n_benchmarks)
    rows = estimate_pooled_lag(benchmarks, ["coding"] * n, lags, flags[0], range(n), flags[1], seed=5, n_draws=200)
    return replace(rows[0], **changes)


def ratio_of(ratios, matches=None) -> EfficiencyRatio:
    matches = range(len(ratios)) if matches is None else matches
    return estimate_efficiency_ratio(ratios, matches, rng=np.random.default_rng(5), n_draws=200)


def ratio(lower, upper) -> EfficiencyRatio:
    """Both intervals with these ends, or neither."""
    ends = {f"{own}median_{end}": at for own in ("", "chain_") for end, at in (("lower", lower), ("upper", upper))}
    return replace(ratio_of([50.0, 60, 70, 80, 90, 100]), **ends)


# Replicated, ever.


def test_ever_is_supported_when_every_record_is_matched_however_late():
    verdict, _, _ = replicated([-20, 100, 1200], [1, 1, 1])
    assert (verdict.claim_id, verdict.reading, verdict.estimand) == ("replicated", "ever", "A")
    assert (verdict.verdict, verdict.figure, verdict.figure_unit, verdict.n) == ("supported", 1, "share", 3)
    assert (verdict.lower, verdict.upper, verdict.ci_level) == (None, None, None)
    assert (verdict.reason_code, *tallied(verdict)) == ("all_in_time", 3, 2, 1, 0, 0)  # the horizon is 730.5 days


def test_ever_is_contradicted_by_one_record_unmatched_after_24_months():
    # 3 of 5 matched: 0.6. Of the others one has waited for 731 days, and 24 months are 24 * 30.4375 = 730.5.
    verdict, _, _ = replicated([10, 20, 900, 731, 40], [1, 1, 1, 0, 0])
    assert (verdict.verdict, verdict.figure) == ("contradicted", 0.6)
    assert (verdict.reason_code, *tallied(verdict)) == ("counterexamples", 5, 2, 1, 2, 1)


@pytest.mark.parametrize(("days", "answer"), [(730.5, "cannot be told"), (730.6, "contradicted")])
def test_ever_24_months_to_the_day_are_not_more(days, answer):
    assert replicated([10, days], [1, 0])[0].verdict == answer


def test_ever_cannot_be_told_while_none_has_waited_for_24_months():
    verdict, _, _ = replicated([10, 20, 700, 30], [1, 1, 0, 0])
    assert (verdict.verdict, verdict.figure) == ("cannot be told", 0.5)
    assert (verdict.reason_code, *tallied(verdict)) == ("clocks_running", 4, 2, 0, 2, 0)


# Replicated, within twelve months.


def test_within_twelve_months_is_supported_when_every_record_was_matched_in_time():
    # 12 months are 12 * 30.4375 = 365.25 days, and a match on that very day is in time.
    _, _, verdict = replicated([-20, 100, 200, 300, 365.25], [1] * 5)
    assert (verdict.claim_id, verdict.reading, verdict.estimand) == ("replicated", "within twelve months", "A")
    assert (verdict.verdict, verdict.figure, verdict.figure_unit) == ("supported", 1, "share")
    assert (verdict.n, verdict.ci_level) == (5, 0.95)
    assert (verdict.reason_code, verdict.within_days, *tallied(verdict)) == ("all_in_time", 365.25, 5, 5, 0, 0, 0)


def test_within_six_months_is_the_same_with_its_own_horizon():
    # 182.625 days: 183 are too late there, and in time within twelve months.
    _, six, twelve = replicated([10, 20, 30, 40, 183], [1] * 5)
    assert (six.reading, six.within_days, six.verdict, six.figure) == (
        "within six months",
        182.625,
        "contradicted",
        0.8,
    )
    assert (tallied(six), tallied(twelve)) == ((5, 4, 1, 0, 0), (5, 5, 0, 0, 0))
    assert replicated([10, 182.625], [1, 1])[1].verdict == "supported"
    assert replicated([10, 182.625], [1, 0])[1].verdict == "cannot be told"


def test_within_twelve_months_is_contradicted_by_a_late_match_or_a_long_wait():
    assert replicated([10, 366], [1, 1])[2].verdict == "contradicted"
    assert replicated([10, 366], [1, 0])[2].verdict == "contradicted"
    _, _, verdict = replicated([10, 20, 400, 500, 600, 50], [1, 1, 1, 0, 0, 0])
    assert (verdict.reason_code, *tallied(verdict)) == ("counterexamples", 6, 2, 1, 3, 2)


def test_within_twelve_months_the_share_is_the_product_limit_and_no_tally():
    # Matched on 100 (6 at risk) and 200 (4, one being censored on 150): S = 5/6 * 3/4 = 5/8 up to 365.25; the share is 3/8.
    _, _, verdict = replicated([100, 150, 200, 400, 500, 600], [1, 0, 1, 1, 0, 0])
    assert verdict.figure == pytest.approx(3 / 8)
    # log-log: log(-log 0.625) = -0.755015; Greenwood 1/30 + 1/12 = 0.116667; se 0.341565 / 0.470004 = 0.726729; z se = 1.424363.
    # S from exp(-exp(-0.755015 + 1.424363)) = exp(-1.952963) = 0.141853 to exp(-exp(-2.179378)) = exp(-0.113112) = 0.893051.
    assert (verdict.lower, verdict.upper) == (
        pytest.approx(1 - 0.893051, abs=2e-6),
        pytest.approx(1 - 0.141853, abs=2e-6),
    )


def test_within_twelve_months_cannot_be_told_while_clocks_still_run():
    _, _, verdict = replicated([10, 20, 365.25], [1, 1, 0])
    assert verdict.verdict == "cannot be told"
    assert (verdict.reason_code, *tallied(verdict)) == ("clocks_running", 3, 2, 0, 1, 0)
    # followed for 365.25 days, the third says what S is on that day; followed for less, it does not
    assert verdict.figure == pytest.approx(2 / 3)
    assert replicated([10, 20, 365], [1, 1, 0])[2].figure is None


def test_below_five_records_the_share_has_no_interval_and_the_verdict_stands():
    _, _, verdict = replicated([10, 20, 30, 400], [1] * 4)
    assert (verdict.verdict, verdict.figure) == ("contradicted", 0.75)
    assert (verdict.lower, verdict.upper) == (None, None)


def test_without_records_nothing_can_be_told():
    for verdict in judge_replicated([], []):
        assert (verdict.verdict, verdict.figure, verdict.n) == ("cannot be told", None, 0)
        assert (verdict.lower, verdict.upper, verdict.reason_code) == (None, None, "nothing_to_judge")


def test_the_order_of_the_records_does_not_matter():
    days, matched = np.array([*SOON, 200.0, 900]), np.array([True] * 12 + [True, False])
    order = np.random.default_rng(0).permutation(14)
    assert judge_replicated(days, matched) == judge_replicated(days[order], matched[order])


@pytest.mark.parametrize(
    ("days", "matched", "words"),
    [
        ([1.0, 2.0], [True], "have shapes"),
        ([[1.0]], [[True]], "have shapes"),
        ([1.0], [1], "has dtype int64"),
        ([1.0, np.nan], [True, True], r"lag_days\[1\] is nan and matched"),
        ([-1.0], [False], r"lag_days\[0\] is -1.0 and unmatched"),
    ],
)
def test_bad_records_are_refused(days, matched, words):
    with pytest.raises(ValueError, match=words):
        judge_replicated(days, matched)


# Ninety per cent, on the index.


def test_ninety_is_judged_as_typically_is():
    for days, answer in [(SOON, "supported"), (LATE, "contradicted"), (SOON[6:] + LATE[:6], "cannot be told")]:
        lag = survival(days)
        verdict = judge_ninety(lag, "on the index, above GPT-3.5")
        assert verdict.verdict == answer
        names = {"claim_id": "six_months", "reading": "typically"}
        assert replace(verdict, **names) == judge_typically(lag)
    assert (verdict.claim_id, verdict.reading) == ("ninety_per_cent", "on the index, above GPT-3.5")
    # the median of the last twelve: 130 140 150 160 170 180, S = 1/2 on day 180
    assert (verdict.figure, verdict.reason_code) == (180, "interval_across")


def test_ninety_six_months_to_the_day_is_within():
    base = replace(survival(SOON), median_days_upper=182.625, chain_median_days_upper=182.625)
    assert judge_ninety(base).verdict == "supported"
    assert judge_ninety(replace(base, chain_median_days_upper=182.7)).verdict == "cannot be told"


def test_ninety_cannot_be_told_below_five_records():
    verdict = judge_ninety(survival(SOON[:4]))
    assert (verdict.verdict, verdict.lower, verdict.upper) == ("cannot be told", None, None)
    assert (verdict.reason_code, verdict.n, verdict.n_needed) == ("too_few_records", 4, 5)


def test_a_median_is_judged_by_all_its_intervals():
    within, past, open_end = (
        MedianInterval(10, 182.625, 0.9),
        MedianInterval(182.7, 400, 0.6),
        MedianInterval(150, None, 0.7),
    )
    assert judge_median(Interval(10, 182.625, "closed"), [within, within]) == "supported"
    assert judge_median(Interval(182.7, 400, "closed"), [past, past]) == "contradicted"
    assert judge_median(Interval(10, 400, "closed"), [within, past]) == "cannot be told"
    assert judge_median(Interval(10, None, "open"), [within, open_end]) == "cannot be told"
    assert judge_median(Interval(182.625, 400, "closed"), [past, MedianInterval(182.625, 400, 0.6)]) == "cannot be told"
    assert judge_median(Interval(), [past, past]) == "cannot be told"


def test_a_lower_end_not_reached_is_past_six_months_if_the_share_is_below_one_half():
    late, short, even = (MedianInterval(None, None, share) for share in (0.4, None, 0.5))
    wider = Interval(None, None, "open")
    assert judge_median(wider, [late, late]) == "contradicted"
    assert judge_median(wider, [late, short]) == "cannot be told"
    assert judge_median(wider, [late, even]) == "cannot be told"


# Ninety per cent, pooled over benchmarks.


def test_ninety_pooled_is_supported_when_both_intervals_lie_within_six_months():
    # Six benchmarks alike: every draw of benchmarks has the median of one, S = 1/2 on the third of five, day 90.
    verdict = judge_ninety_pooled(pooled([30, 60, 90, 120, 150]))
    assert (verdict.claim_id, verdict.reading, verdict.estimand) == ("ninety_per_cent", "pooled over benchmarks", "F")
    assert (verdict.verdict, verdict.figure, verdict.figure_unit, verdict.n) == ("supported", 90, "days", 30)
    assert verdict.lower <= 90 <= verdict.upper <= 150
    assert (verdict.reason_code, verdict.n_benchmarks) == ("interval_below", 6)


def test_ninety_pooled_is_contradicted_when_both_intervals_lie_past_six_months():
    verdict = judge_ninety_pooled(pooled([200, 230, 260, 290, 320]))
    assert (verdict.verdict, verdict.figure) == ("contradicted", 260)
    assert verdict.reason_code == "interval_above"


def test_ninety_pooled_takes_the_wider_interval_end_by_end():
    ends = {"median_days_lower": 80.0, "median_days_upper": 182.625}
    base = pooled([30, 60, 90, 120, 150], **ends, chain_median_days_lower=85.0, chain_median_days_upper=100.0)
    verdict = judge_ninety_pooled(base)
    assert (verdict.verdict, verdict.lower, verdict.upper) == ("supported", 80, 182.625)
    wide = judge_ninety_pooled(replace(base, chain_median_days_lower=70.0, chain_median_days_upper=190.0))
    assert (wide.verdict, wide.lower, wide.upper) == ("cannot be told", 70, 190)
    no_end = judge_ninety_pooled(replace(base, median_days_upper=None))
    assert (no_end.verdict, no_end.upper) == ("cannot be told", None)
    assert (no_end.reason_code, no_end.interval_state) == ("interval_across", "open")


def test_ninety_pooled_cannot_be_told_without_both_intervals():
    few = judge_ninety_pooled(pooled([30, 60, 90, 120, 150], n_benchmarks=4))
    assert (few.verdict, few.lower, few.upper) == ("cannot be told", None, None)
    assert (few.reason_code, few.n_benchmarks, few.n_needed) == ("too_few_benchmarks", 4, 5)
    # matched by two releases and none unmatched: two chains, and three with the unmatched as one more
    two = pooled([30, 60, 90, 120, 150], n_matching_releases=2)
    short = judge_ninety_pooled(two)
    assert (short.reason_code, short.n_chains, short.n_needed) == ("too_few_chains", 2, 3)
    assert judge_ninety_pooled(replace(two, n_censored=1)).verdict == "supported"


def test_ninety_pooled_without_records():
    nothing = replace(pooled([30, 60, 90, 120, 150]), n_records=0, n_benchmarks=0, median_days=None)
    verdict = judge_ninety_pooled(nothing)
    assert (verdict.verdict, verdict.figure, verdict.n) == ("cannot be told", None, 0)
    assert verdict.reason_code == "nothing_to_judge"


@pytest.mark.parametrize("changes", [{"domain": "coding"}, {"has_first_tested": False}])
def test_ninety_pooled_refuses_another_pool(changes):
    with pytest.raises(ValueError, match="Give the pool of all domains"):
        judge_ninety_pooled(pooled([30, 60, 90, 120, 150], **changes))


# A hundred times.


@pytest.mark.parametrize(
    ("lower", "upper", "answer"),
    [
        (100, 300, "supported"),
        (100, 100, "supported"),
        (99.9, 300, "cannot be told"),
        (2, 100, "cannot be told"),
        (2, 99.9, "contradicted"),
        (None, None, "cannot be told"),
    ],
)
def test_a_hundred_times_at_its_boundaries(lower, upper, answer):
    assert judge_hundred_times(ratio(lower, upper), "input price").verdict == answer


def test_a_hundred_times_by_hand():
    # Of six ratios the smallest and the largest hold the median with 1 - 2 / 2^6 = 0.96875; it is (70 + 80) / 2.
    verdict = judge_hundred_times(ratio_of([50, 60, 70, 80, 90, 99], "aabbcc"), "output price")
    assert (verdict.claim_id, verdict.reading) == ("hundred_times", "output price")
    assert (verdict.estimand, verdict.figure_unit, verdict.ci_level) == ("efficiency ratio", "ratio", 0.95)
    assert (verdict.verdict, verdict.figure, verdict.lower, verdict.upper, verdict.n) == ("contradicted", 75, 50, 99, 6)
    assert (verdict.reason_code, verdict.smallest, verdict.largest) == ("interval_below", 50, 99)
    assert (verdict.n_pairs_reached, verdict.n_chains) == (0, 3)


def test_the_wider_of_the_two_intervals_decides_on_a_hundred_times():
    narrow = ratio(2, 90)
    assert judge_hundred_times(narrow, "input price").verdict == "contradicted"
    for wide in (replace(narrow, median_upper=120.0), replace(narrow, chain_median_upper=120.0)):
        verdict = judge_hundred_times(wide, "input price")
        assert (verdict.verdict, verdict.lower, verdict.upper) == ("cannot be told", 2, 120)


@pytest.mark.parametrize(
    ("ratios", "matches", "code", "needed"),
    [
        ([2.0, 3, 4, 10], "abcd", "too_few_pairs", 5),
        ([2.0, 3, 4, 5, 10], "aabbb", "too_few_chains", 3),
        ([2.0, 3, 4, 5, 6, 7, 10], "aaaabbb", "too_few_chains", 3),
        ([2.0, 3, 4, 5, 10], "aabbc", "interval_below", None),
    ],
)
def test_under_five_pairs_or_three_distinct_matches_a_hundred_times_cannot_be_told(ratios, matches, code, needed):
    verdict = judge_hundred_times(ratio_of(ratios, matches), "cost of the same work")
    is_told = needed is None
    assert (verdict.verdict, verdict.reason_code) == ("contradicted" if is_told else "cannot be told", code)
    assert (verdict.n_needed, verdict.lower is None, verdict.ci_level) == (
        needed,
        not is_told,
        0.9375 if is_told else None,
    )
    assert (verdict.n, verdict.n_chains, verdict.smallest, verdict.largest) == (len(ratios), len(set(matches)), 2, 10)


def test_a_hundred_times_says_on_which_side_the_interval_lies():
    assert judge_hundred_times(ratio(120, 300), "input price").reason_code == "interval_above"
    assert judge_hundred_times(ratio(20, 300), "input price").reason_code == "interval_across"


def test_a_hundred_times_without_pairs():
    verdict = judge_hundred_times(None, "input price")
    assert (verdict.verdict, verdict.figure, verdict.n) == ("cannot be told", None, 0)
    assert verdict.reason_code == "nothing_to_judge"


# China open, the US closed.


def test_openness_is_supported_when_the_interval_lies_above_one_half():
    # 18 of 20, z^2 = 3.841459: centre (0.9 + 0.096036) / 1.192073 = 0.835550, half width 1.644164 * sqrt(0.0045 + 0.002401)
    # = 0.136584: 0.698966 to 0.972134.
    verdict = judge_openness(18, 20, country="CN", of="frontier records")
    assert (verdict.claim_id, verdict.reading) == ("china_open_us_closed", "Chinese frontier records are open")
    assert (verdict.verdict, verdict.figure, verdict.n, verdict.estimand) == ("supported", 0.9, 20, "share")
    assert (verdict.lower, verdict.upper) == (pytest.approx(0.698966, abs=1e-5), pytest.approx(0.972134, abs=1e-5))
    assert (verdict.reason_code, verdict.n_exceptions) == ("interval_above", 2)


def test_openness_of_the_us_is_the_share_that_is_closed():
    # 2 of 20 open is 18 of 20 closed: the same interval.
    verdict = judge_openness(2, 20, country="US", of="releases")
    assert (verdict.reading, verdict.verdict, verdict.figure) == ("US releases are closed", "supported", 0.9)
    assert (verdict.lower, verdict.upper) == (pytest.approx(0.698966, abs=1e-5), pytest.approx(0.972134, abs=1e-5))
    assert (verdict.reason_code, verdict.n_exceptions) == ("interval_above", 2)


@pytest.mark.parametrize(("country", "n_open"), [("CN", 5), ("US", 15)])
def test_openness_is_contradicted_when_the_interval_lies_below_one_half(country, n_open):
    # 5 of 20 the claimed way: centre (0.25 + 0.096036) / 1.192073 = 0.290281, half width 1.644164 * sqrt(0.009375 + 0.002401)
    # = 0.178420: up to 0.4687.
    verdict = judge_openness(n_open, 20, country=country, of="releases")
    assert (verdict.verdict, verdict.figure) == ("contradicted", 0.25)
    assert (verdict.reason_code, verdict.upper) == ("interval_below", pytest.approx(0.4687, abs=1e-4))


@pytest.mark.parametrize(("n_open", "answer"), [(10, "cannot be told"), (14, "cannot be told"), (15, "supported")])
def test_openness_cannot_be_told_while_the_interval_holds_one_half(n_open, answer):
    # of 20: 14 from 0.481 on, 15 from 0.531 on; exactly one half lies in the middle of its interval
    verdict = judge_openness(n_open, 20, country="CN", of="releases")
    assert verdict.verdict == answer
    assert (verdict.reason_code == "interval_across") == (answer == "cannot be told")


@pytest.mark.parametrize("country", ["CN", "US"])
def test_an_end_at_exactly_one_half_tells_nothing(country, monkeypatch):
    # No counts are known to have such an end, so that the interval is put there.
    for lower, upper in [(0.5, 0.9), (0.1, 0.5), (0.5, 0.5)]:
        share = replace(estimate_open_share(10, 20), share_open_lower=lower, share_open_upper=upper)
        monkeypatch.setattr("lag.sister_claims.estimate_open_share", lambda *_, found=share: found)
        assert judge_openness(10, 20, country=country, of="releases").verdict == "cannot be told"


def test_openness_without_an_exception_says_so():
    # 4 of 4: from 1 - 3.841459 / 7.841459 = 0.5101 on; 3 of 3 from 3 / 6.841459 = 0.4385 on.
    verdict = judge_openness(4, 4, country="CN", of="releases")
    assert (verdict.verdict, verdict.figure, verdict.upper) == ("supported", 1, 1)
    assert verdict.n_exceptions == 0
    assert judge_openness(3, 3, country="CN", of="releases").verdict == "cannot be told"


@pytest.mark.parametrize("country", ["CN", "US"])
def test_openness_without_releases(country):
    verdict = judge_openness(0, 0, country=country, of="frontier records")
    assert (verdict.verdict, verdict.figure, verdict.n) == ("cannot be told", None, 0)
    assert (verdict.lower, verdict.upper) == (None, None)
    assert verdict.reason_code == "nothing_to_judge"


def test_openness_refuses_counts_that_cannot_be_and_other_countries():
    with pytest.raises(ValueError, match="n_open is 3 of n = 2"):
        judge_openness(3, 2, country="CN", of="releases")
    with pytest.raises(ValueError, match="country is 'FR'"):
        judge_openness(1, 2, country="FR", of="releases")


# Spread.

FIRST_LISTING = date(2026, 8, 3)


def listings(*shares, days=182, unknown=0.25, n=40.0) -> list[SpreadListing]:
    """Listings with that many Chinese downloads of a thousand, the first and the last that many days apart."""
    apart = days // max(len(shares) - 1, 1)
    return [
        SpreadListing(FIRST_LISTING + timedelta(days=apart * i), cn / 1000, unknown, n + i)
        for i, cn in enumerate(shares)
    ]


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [
        (500, 551, "supported"),
        (500, 550, "cannot be told"),  # 0.55 - 0.5 is 0.05000000000000004 in floating point
        (550, 500, "cannot be told"),
        (500, 449, "contradicted"),
        (500, 500, "cannot be told"),
        (0, 1000, "supported"),
    ],
)
def test_spread_at_its_boundaries(first, last, answer):
    verdict = judge_spread(listings(first, last))
    assert (verdict.verdict, verdict.figure) == (answer, last / 1000)
    assert (verdict.lower, verdict.upper, verdict.ci_level) == (None, None, None)


def test_spread_says_both_shares_their_days_and_what_has_no_known_root():
    verdict = judge_spread(listings(450, 900, 520, n=40.4))
    assert (verdict.claim_id, verdict.estimand, verdict.figure_unit, verdict.n) == ("spread", "share", "share", 42)
    assert verdict.verdict == "supported"  # the first and the last decide, not what lies between
    assert (verdict.reason_code, verdict.first_share, verdict.figure) == ("moved_more", 0.45, 0.52)
    assert (verdict.first_on, verdict.last_on) == (FIRST_LISTING, date(2027, 2, 1))
    assert (verdict.first_unknown_share, verdict.last_unknown_share) == (0.25, 0.25)
    assert judge_spread(listings(500, 460)).reason_code == "moved_less"


@pytest.mark.parametrize(
    ("given", "code", "figures"),
    [
        ([], "no_listing", (None, None, None, None, 0)),
        (listings(500), "one_listing", (FIRST_LISTING, FIRST_LISTING, 0.5, 0.5, 40)),
        (listings(400, 600, days=181), "listings_too_close", (FIRST_LISTING, date(2027, 1, 31), 0.4, 0.6, 41)),
        (listings(400, 600, unknown=0.501), "roots_unknown", (FIRST_LISTING, date(2027, 2, 1), 0.4, 0.6, 41)),
    ],
)
def test_spread_cannot_be_told_without_two_whole_listings_26_weeks_apart_with_known_roots(given, code, figures):
    verdict = judge_spread(given)
    assert (verdict.verdict, verdict.reason_code) == ("cannot be told", code)
    assert (verdict.first_on, verdict.last_on, verdict.first_share, verdict.figure, verdict.n) == figures


@pytest.mark.parametrize("side", [0, 1])
def test_unknown_roots_of_more_than_half_in_either_listing_leave_the_spread_open(side):
    given = listings(400, 600)
    assert judge_spread(listings(400, 600, unknown=0.5)).verdict == "supported"
    given[side] = replace(given[side], unknown_share=0.51)
    assert judge_spread(given).reason_code == "roots_unknown"


def test_the_order_of_the_listings_does_not_matter_and_a_day_comes_once():
    given = listings(400, 600, 500)
    assert judge_spread(reversed(given)) == judge_spread(given)
    with pytest.raises(ValueError, match="hold a day twice: 2026-08-03, 2026-08-03"):
        judge_spread([given[0], given[0]])


# Not tested.


def test_untested_claims_have_no_figure():
    verdicts = list_untested()
    assert [v.claim_id for v in verdicts] == 3 * ["not_on_the_hub"]
    assert [v.reading for v in verdicts] == ["data-centre area", "spending", "national income"]
    for v in verdicts:
        assert (v.verdict, v.figure, v.lower, v.upper, v.ci_level, v.n) == ("not tested", None, None, None, None, 0)
        assert v.reason_code == "no_source"


def test_no_two_sister_verdicts_share_claim_and_reading():
    verdicts = [
        *replicated(SOON, [1] * 12),
        judge_ninety(survival(SOON)),
        judge_ninety_pooled(pooled(SOON)),
        *(judge_hundred_times(None, reading) for reading in ("input price", "output price")),
        *(judge_openness(1, 2, country=c, of=of) for c in ("CN", "US") for of in ("frontier records", "releases")),
        judge_spread([]),
        *list_untested(),
    ]
    keys = [(v.claim_id, v.reading) for v in verdicts]
    assert len(set(keys)) == len(keys) == 15
